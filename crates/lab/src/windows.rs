//! Articles to the windows a model reads them in, and how long it takes over them: what another runtime is compared on.

use std::{
    io::{BufWriter, Write as _},
    path::Path,
    time::Instant,
};

use anyhow::Result;
use inquit::{
    model::{
        Model,
        windows::{self, Encoding},
    },
    text::Words,
};
use serde_json::json;

use crate::corpus::read_articles;

/// The windows of the articles in a file of JSON lines.
///
/// # Errors
/// If the file cannot be read, or a line is no record of an article.
pub fn of_articles(texts: &Path, model: &Model) -> Result<Vec<Encoding>> {
    let mut found = Vec::new();
    for article in read_articles(texts)? {
        let article = article?;
        let (words, _) = Words::new(&article);
        let encoding = windows::encode(&words, model.wordpiece());
        let runs = windows::runs(&encoding, model.manifest().window);
        found.extend(runs.into_iter().map(|run| Encoding {
            pieces: encoding.pieces[run.input.clone()].to_vec(),
            features: encoding.features[run.input.clone()].to_vec(),
            first: (0..run.input.len() as u32).collect(),
            ends: vec![run.input.len()],
        }));
    }
    Ok(found)
}

/// Writes the windows to standard output, a JSON line each.
///
/// # Errors
/// If they cannot be written.
pub fn write(windows: &[Encoding]) -> Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for window in windows {
        writeln!(out, "{}", json!({"pieces": window.pieces, "features": window.features}))?;
    }
    Ok(out.flush()?)
}

/// Runs the model over the windows on one thread; the seconds it took.
pub fn seconds(windows: &[Encoding], model: &Model) -> f64 {
    let start = Instant::now();
    for window in windows {
        std::hint::black_box(model.encode_pieces(window));
    }
    start.elapsed().as_secs_f64()
}
