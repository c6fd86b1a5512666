//! Annotated articles to training examples: pieces and features as the library's own runtime
//! makes them, labels a word.

use std::{
    collections::HashMap,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use inquit::{
    model::{WordPiece, windows},
    text::Words,
};
use serde::Serialize;

use crate::{
    corpus::{Parts, article, parts, read_gold, tags},
    silver,
};

#[derive(Serialize)]
struct Example {
    name: String,
    pieces: Vec<i32>,
    features: Vec<[i32; 3]>,
    /// For each word, the position of its first piece.
    first: Vec<u32>,
    /// Positions of the separators that end blocks.
    block_end: Vec<usize>,
    /// Index into `Label::ALL`, a word.
    labels: Vec<u8>,
    entities: Vec<i32>,
    pos: Vec<i32>,
    relations: Vec<i32>,
    heads: Vec<i32>,
    attributions: Vec<Parts>,
    /// How much each word counts; absent where every word counts once.
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<Vec<f32>>,
}

/// Writes one example a line: an article as its first annotator read it, or with `annotators` as
/// each of its annotators did, every reading counting for its share.
pub fn run(gold: &[PathBuf], silver: Option<&Path>, vocab: &Path, annotators: bool) -> Result<()> {
    let vocab = std::fs::read_to_string(vocab).with_context(|| format!("{}", vocab.display()))?;
    let wordpiece = WordPiece::new(&vocab)?;
    let silver = silver.map(silver::read).transpose()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut articles = Vec::new();
    for gold in gold {
        articles.extend(read_gold(gold, annotators)?);
    }
    let mut readings: HashMap<String, usize> = HashMap::new();
    for article in &articles {
        *readings.entry(article.name.clone()).or_default() += 1;
    }
    for gold in articles {
        let article = article(&gold);
        let (words, _) = Words::new(&article);
        let encoding = windows::encode(&words, &wordpiece);
        let attributions = parts(&gold, &words);
        let none = || vec![-1; words.len()];
        let labels = match silver.as_ref().and_then(|silver| silver.get(&gold.name)) {
            Some(silver) => silver.labels(&words),
            None => silver::Labels { entities: none(), pos: none(), relations: none(), heads: none() },
        };
        let example = Example {
            labels: tags(&attributions, words.len()),
            block_end: block_ends(&words, &encoding),
            first: encoding.first,
            pieces: encoding.pieces,
            features: encoding.features,
            entities: labels.entities,
            pos: labels.pos,
            relations: labels.relations,
            heads: labels.heads,
            attributions,
            weight: annotators.then(|| vec![1.0 / readings[&gold.name] as f32; words.len()]),
            name: gold.name,
        };
        serde_json::to_writer(&mut out, &example)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}

/// The positions of the separators that end the blocks that have words.
fn block_ends(words: &Words, encoding: &windows::Encoding) -> Vec<usize> {
    let blocks = words.blocks.iter().zip(&encoding.ends);
    blocks.filter(|(block, _)| !block.words.is_empty()).map(|(_, end)| end - 1).collect()
}
