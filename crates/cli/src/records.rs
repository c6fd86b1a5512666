//! Paths to the records in them: what `inquit parse` has written, and annotations that records are made of.
//!
//! Every record is handed on before the next is read, so that inputs may be larger than memory; one that is at fault is
//! named, and costs itself.

use std::{
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use inquit::{
    gold::{
        GoldError,
        records::{self, Pair},
    },
    input::decode::decode,
    output::Record,
};
use inquit_batch::{
    fault::{At, Fault, Loss},
    inputs::{self, Input, Source},
    items::{self, Body, Item, ReadOptions},
    records::Shape,
};

use crate::{args::Origin, complaint::Status, given};

/// What takes records: it says what is wrong with one that it cannot take, and fails if it can take no more.
pub(crate) type Take<'t> = &'t mut dyn FnMut(Record) -> Result<Option<String>>;

/// Where records are.
pub(crate) struct Records {
    works: Vec<Work>,
    from: Option<Origin>,
}

impl Records {
    /// Finds them: in the files and folders of these names, on standard input for none. What cannot be read is told.
    ///
    /// # Errors
    /// If there is nothing to read, or what is to be read is `output`, which would replace it.
    pub(crate) fn find(
        paths: Vec<PathBuf>,
        from: Option<Origin>,
        output: Option<&Path>,
        status: &mut Status,
    ) -> Result<Records> {
        let paths = given::paths(paths, "records")?;
        let works: Vec<Work> = paths.iter().flat_map(|path| work(path, from, status)).collect();
        if let Some(output) = output {
            spare(&works, output)?;
        }
        Ok(Records { works, from })
    }

    /// Reads them, one after the other.
    ///
    /// # Errors
    /// If `take` fails.
    pub(crate) fn read(self, status: &mut Status, take: Take<'_>) -> Result<()> {
        for work in self.works {
            match work {
                Work::Brat(pair) => brat(&pair, take, status)?,
                Work::Json(input) => json(input, self.from, take, status)?,
            }
        }
        Ok(())
    }
}

/// Something to read.
enum Work {
    /// Two files of brat's.
    Brat(Pair),
    /// Records or Citron's documents.
    Json(Input),
}

/// What a path stands for.
fn work(path: &Path, from: Option<Origin>, status: &mut Status) -> Vec<Work> {
    let mut fault = |file: String, reason: String| status.report(&Fault::new(file, None, reason, Loss::Input));
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let annotated = matches!(extension.as_deref(), Some("ann" | "txt"));
    if path.is_dir() && (from == Some(Origin::Brat) || from.is_none() && holds_brat(path)) {
        let (pairs, faults) = records::brat_pairs(path);
        if pairs.is_empty() && faults.is_empty() {
            fault(path.display().to_string(), "no .ann file in this folder".to_owned());
        }
        faults.iter().for_each(|fault| status.report(&complaint(fault, Loss::Input)));
        return pairs.into_iter().map(Work::Brat).collect();
    }
    if !path.is_dir() && (from == Some(Origin::Brat) || from.is_none() && annotated && path.is_file()) {
        return match records::brat_pair(path) {
            Some(pair) => vec![Work::Brat(pair)],
            None => {
                fault(
                    path.display().to_string(),
                    "no text and annotations: NAME.txt and NAME.ann belong together".to_owned(),
                );
                Vec::new()
            }
        };
    }
    inputs::find(std::slice::from_ref(&path.to_owned()), &[]).into_iter().map(Work::Json).collect()
}

/// Whether a folder is one of brat's or PolNeAR's.
fn holds_brat(folder: &Path) -> bool {
    let is_annotation = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ann")))
    };
    let holds = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.any(is_annotation));
    holds(folder) || folder.join("text").is_dir() && holds(&folder.join("attributions"))
}

/// Refuses an output that would replace what is to be read.
fn spare(inputs: &[Work], output: &Path) -> Result<()> {
    let Ok(target) = fs::canonicalize(output) else { return Ok(()) };
    let same = |path: &Path| fs::canonicalize(path).is_ok_and(|path| path == target);
    let lost = inputs.iter().any(|input| match input {
        Work::Brat(pair) => same(&pair.text) || same(&pair.annotations),
        Work::Json(Input { source: Source::File(path), .. }) => same(path),
        Work::Json(_) => false,
    });
    if lost {
        bail!("{}: cannot be written: it is an input too, and would be lost", output.display());
    }
    Ok(())
}

fn complaint(error: &GoldError, loss: Loss) -> Fault {
    let (file, reason) = (error.path().display().to_string(), error.fault().to_string());
    Fault::new(file, error.line().map(At::Line), reason, loss)
}

fn brat(pair: &Pair, take: Take<'_>, status: &mut Status) -> Result<()> {
    match records::read_brat(pair) {
        Ok((record, faults)) => {
            faults.iter().for_each(|fault| status.report(&complaint(fault, Loss::Record)));
            if let Some(reason) = take(record)? {
                let file = pair.annotations.display().to_string();
                status.report(&Fault::new(file, None, reason, Loss::Record));
            }
        }
        Err(error) => status.report(&complaint(&error, Loss::Input)),
    }
    Ok(())
}

fn json(input: Input, from: Option<Origin>, take: Take<'_>, status: &mut Status) -> Result<()> {
    let mut written = Ok(());
    let _ = items::read(input, 0, &ReadOptions::default(), &mut |item| {
        let Item { file, entry, at, id, body, .. } = item;
        let mut report = |at, reason, loss| {
            status.report(&Fault { entry: entry.clone(), ..Fault::new(file.clone(), at, reason, loss) });
        };
        let json = match body {
            Body::Json(json) => decode(&json).text,
            Body::Text(_) | Body::Html(_) | Body::Document(_) => {
                report(None, "neither records nor annotations".to_owned(), Loss::Input);
                return ControlFlow::Continue(());
            }
            Body::Fault(reason, loss) => {
                report(at, reason, loss);
                return ControlFlow::Continue(());
            }
        };
        match read(&json, from, id.as_deref().unwrap_or("stdin")) {
            Ok((record, faults)) => {
                faults.into_iter().for_each(|fault| report(at, fault, Loss::Record));
                match take(record) {
                    Ok(fault) => fault.into_iter().for_each(|reason| report(at, reason, Loss::Record)),
                    Err(error) => written = Err(error),
                }
            }
            Err((below, reason)) => report(at.map(|at| at.below(below)), reason, Loss::Record),
        }
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    written
}

/// The record that a JSON value holds, and what is wrong with parts of it; else what is wrong, and how many lines below
/// the value's first.
fn read(json: &str, from: Option<Origin>, id: &str) -> Result<(Record, Vec<String>), (usize, String)> {
    let none = (0, "neither a record of inquit nor a document of Citron".to_owned());
    let shape = Shape::of(json)?;
    let from = match (from, shape) {
        (Some(from), _) => from,
        (None, Shape::Record) => Origin::Records,
        (None, Shape::Citron) => Origin::Citron,
        (None, Shape::Other) => return Err(none),
    };
    match from {
        Origin::Citron => {
            let (record, faults) = records::from_citron(id, json).map_err(|error| (0, error.fault().to_string()))?;
            Ok((record, faults.iter().map(|fault| fault.fault().to_string()).collect()))
        }
        _ => Ok((Record::from_json(json).map_err(|error| (0, error.to_string()))?, Vec::new())),
    }
}
