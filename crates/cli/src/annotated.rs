//! Reads records and annotations, from whatever form they have, as records.
//!
//! What `convert`, `diff`, `agree` and `sample` take: records of inquit, brat's folders and files, Citron's documents, exports
//! of Label Studio. No model is loaded. One article is read after the other; one that is at fault is named and skipped.
//! With a base, annotations become its records with what was corrected.

use std::{
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use inquit::{
    gold::{
        GoldError,
        label_studio::Choice,
        records::{self, Annotated, Base, Pair},
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

use crate::{
    args::{Origin, has_extension},
    complaint::Status,
};

/// What takes the records; it gives what is wrong with one that it cannot take.
pub(crate) type Take<'t> = dyn FnMut(Record) -> Result<Option<String>> + 't;

/// How inputs are read.
#[derive(Debug, Default)]
pub(crate) struct How {
    /// What they are, where it cannot be told from them.
    pub(crate) from: Option<Origin>,
    /// Which annotations of Label Studio's count.
    pub(crate) choice: Choice,
    /// The records that annotations are corrections of.
    pub(crate) base: Option<Base>,
}

/// Something to read.
pub(crate) enum Work {
    /// Two files of brat's.
    Brat(Pair),
    /// JSON.
    Json(Input),
}

/// Finds what the paths name, in order.
pub(crate) fn work(paths: &[PathBuf], from: Option<Origin>, status: &mut Status) -> Vec<Work> {
    paths.iter().flat_map(|path| work_of(path, from, status)).collect()
}

fn work_of(path: &Path, from: Option<Origin>, status: &mut Status) -> Vec<Work> {
    let mut fault = |file: String, reason: String| status.report(&Fault::new(file, None, reason, Loss::Input));
    let annotated = has_extension(path, &["ann", "txt"]);
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
    let is_annotation =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|entry| has_extension(&entry.path(), &["ann"]));
    let holds = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.any(is_annotation));
    holds(folder) || folder.join("text").is_dir() && holds(&folder.join("attributions"))
}

/// Refuses an output that would replace what is to be read.
pub(crate) fn spare(inputs: &[Work], output: &Path) -> Result<()> {
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

/// Reads everything, one article after the other.
pub(crate) fn read(inputs: Vec<Work>, how: &How, status: &mut Status, take: &mut Take<'_>) -> Result<()> {
    inputs.into_iter().try_for_each(|input| match input {
        Work::Brat(pair) => brat(&pair, how, status, take),
        Work::Json(input) => json(input, how, status, take),
    })
}

/// The records of some paths, those left out that do not hold together.
pub(crate) fn records(paths: &[PathBuf], how: &How, status: &mut Status) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    let inputs = work(paths, how.from, status);
    read(inputs, how, status, &mut |record| {
        if let Err(fault) = record.check() {
            return Ok(Some(fault.to_string()));
        }
        records.push(record);
        Ok(None)
    })?;
    Ok(records)
}

/// The records of two paths.
pub(crate) fn both(paths: &[PathBuf], how: &How, status: &mut Status) -> Result<[Vec<Record>; 2]> {
    let mut of = |at: usize| match paths.get(at) {
        Some(path) => records(std::slice::from_ref(path), how, status),
        None => Ok(Vec::new()),
    };
    Ok([of(0)?, of(1)?])
}

fn complaint(error: &GoldError, loss: Loss) -> Fault {
    let (file, reason) = (error.path().display().to_string(), error.fault().to_string());
    Fault::new(file, error.line().map(At::Line), reason, loss)
}

/// An annotated article as a record, with its faults; else why it is none.
fn record(annotated: Annotated, base: Option<&Base>) -> Result<(Record, Vec<GoldError>), String> {
    let Some(base) = base else { return Ok(annotated.into_record()) };
    let record = base.find(annotated.id(), annotated.text()).map_err(|fault| fault.to_string())?;
    Ok(annotated.onto(record))
}

/// Why an article whose annotations are damaged does not correct its record.
const DAMAGED: &str = "left out: on the base, annotations that cannot be read would look removed";

fn brat(pair: &Pair, how: &How, status: &mut Status, take: &mut Take<'_>) -> Result<()> {
    let annotated = match Annotated::read_brat(pair) {
        Ok(annotated) => annotated,
        Err(error) => {
            status.report(&complaint(&error, Loss::Input));
            return Ok(());
        }
    };
    let fault = |reason: String| Fault::new(pair.annotations.display().to_string(), None, reason, Loss::Record);
    if how.base.is_some() && annotated.is_damaged() {
        status.report(&fault(DAMAGED.to_owned()));
        annotated.faults().iter().for_each(|fault| status.report(&complaint(fault, Loss::Record)));
        return Ok(());
    }
    match record(annotated, how.base.as_ref()) {
        Ok((record, faults)) => {
            faults.iter().for_each(|fault| status.report(&complaint(fault, Loss::Record)));
            if let Some(reason) = take(record)? {
                status.report(&fault(reason));
            }
        }
        Err(reason) => status.report(&fault(reason)),
    }
    Ok(())
}

fn json(input: Input, how: &How, status: &mut Status, take: &mut Take<'_>) -> Result<()> {
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
        match value(&json, how, id.as_deref().unwrap_or("stdin")) {
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
fn value(json: &str, how: &How, id: &str) -> Result<(Record, Vec<String>), (usize, String)> {
    let none = || (0, "neither a record of inquit nor a document of Citron or Label Studio".to_owned());
    let shape = Shape::of(json)?;
    let from = match (how.from, shape) {
        (Some(from), _) => from,
        (None, Shape::Record) => Origin::Records,
        (None, Shape::Citron) => Origin::Citron,
        (None, Shape::LabelStudio) => Origin::Labelstudio,
        (None, Shape::Other) => return Err(none()),
    };
    let here = |reason: String| (0, reason);
    let reasons = |faults: &[GoldError]| faults.iter().map(|fault| fault.fault().to_string()).collect::<Vec<_>>();
    match from {
        Origin::Labelstudio => {
            let annotated = Annotated::from_label_studio(id, json, &how.choice);
            let annotated = annotated.map_err(|error| here(error.fault().to_string()))?;
            let (record, faults) = record(annotated, how.base.as_ref()).map_err(here)?;
            Ok((record, reasons(&faults)))
        }
        _ if how.base.is_some() => Err(here("only annotations of brat and Label Studio go on a base".to_owned())),
        Origin::Citron => {
            let (record, faults) = records::from_citron(id, json).map_err(|error| here(error.fault().to_string()))?;
            Ok((record, reasons(&faults)))
        }
        _ => Ok((Record::from_json(json).map_err(|error| here(error.to_string()))?, Vec::new())),
    }
}
