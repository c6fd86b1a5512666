//! `inquit convert`: records and annotations to other formats.
//!
//! No model is loaded: what was read once, or corrected by hand, is written anew. Every article is read, checked and
//! written before the next, so that inputs may be larger than memory; one that is at fault is named, and costs itself.

use std::{fs, io, ops::ControlFlow, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use inquit::{
    PeopleTable,
    gold::{
        GoldError,
        records::{self, Pair},
    },
    input::decode::decode,
    output::{Record, TableShape, formats::Format},
};
use inquit_batch::{
    fault::{At, Fault, Loss},
    form::Made,
    inputs::{self, Input, Source},
    items::{self, Body, Item, ReadOptions},
    journal::Mark,
    records::Shape,
    sink::Sink,
};

use crate::{
    args::{ConvertArgs, Origin, Target as To, has_extension},
    complaint::Status,
    given, rows, whole,
};

pub(crate) fn run(args: ConvertArgs) -> Result<ExitCode> {
    let named = || args.output.as_deref().and_then(To::of_name);
    let Some(to) = args.to.or_else(named) else {
        if let Some(path) = &args.output {
            rows::refuse_others(path, "name a format that is with --to")?;
        }
        bail!("no format: name one with --to, or a file that ends in .csv, .tsv, .jsonl or .parquet with -o");
    };
    let paths = given::paths(args.inputs, "records")?;
    let mut status = Status::default();
    let inputs: Vec<Work> = paths.iter().flat_map(|path| work(path, args.from, &mut status)).collect();
    if let Some(output) = &args.output {
        spare(&inputs, output)?;
    }
    let mut target = {
        let shape = args.add.shape(args.rows, &PeopleTable::default());
        Target::open(to, shape, args.output.as_deref())?
    };
    for input in inputs {
        let written = match input {
            Work::Brat(pair) => brat(&pair, &mut target, &mut status),
            Work::Json(input) => json(input, args.from, &mut target, &mut status),
        };
        written?;
    }
    target.sink.finish(Mark::default())?;
    Ok(status.into())
}

/// Something to convert.
enum Work {
    /// Two files of brat's.
    Brat(Pair),
    /// Records or Citron's documents.
    Json(Input),
}

/// What a path stands for.
fn work(path: &Path, from: Option<Origin>, status: &mut Status) -> Vec<Work> {
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

fn brat(pair: &Pair, target: &mut Target, status: &mut Status) -> Result<()> {
    match records::read_brat(pair) {
        Ok((record, faults)) => {
            faults.iter().for_each(|fault| status.report(&complaint(fault, Loss::Record)));
            if let Some(reason) = target.write(record)? {
                let file = pair.annotations.display().to_string();
                status.report(&Fault::new(file, None, reason, Loss::Record));
            }
        }
        Err(error) => status.report(&complaint(&error, Loss::Input)),
    }
    Ok(())
}

fn json(input: Input, from: Option<Origin>, target: &mut Target, status: &mut Status) -> Result<()> {
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
                match target.write(record) {
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
    let none = || (0, "neither a record of inquit nor a document of Citron".to_owned());
    let shape = Shape::of(json)?;
    let from = match (from, shape) {
        (Some(from), _) => from,
        (None, Shape::Record) => Origin::Records,
        (None, Shape::Citron) => Origin::Citron,
        (None, Shape::Other) => return Err(none()),
    };
    match from {
        Origin::Citron => {
            let (record, faults) = records::from_citron(id, json).map_err(|error| (0, error.fault().to_string()))?;
            Ok((record, faults.iter().map(|fault| fault.fault().to_string()).collect()))
        }
        _ => Ok((Record::from_json(json).map_err(|error| (0, error.to_string()))?, Vec::new())),
    }
}

/// Where records go.
struct Target {
    sink: Box<dyn Sink>,
    /// Whether records have to hold together, as they need not for tables.
    strict: bool,
}

impl Target {
    /// A folder where the format needs one, where one is there, and where the name ends like one; else a file.
    fn open(to: To, shape: TableShape, path: Option<&Path>) -> Result<Target> {
        let To::Format(format) = to else { return Ok(Target { sink: whole::tables(path, shape)?, strict: false }) };
        let folder = path.filter(|path| {
            let slash = path.as_os_str().as_encoded_bytes().ends_with(std::path::MAIN_SEPARATOR_STR.as_bytes());
            format.needs_folder() || slash || path.is_dir()
        });
        if matches!(format, Format::Csv | Format::Tsv) && folder.is_none() {
            return Ok(Target { sink: whole::cells(format, shape, path)?, strict: true });
        }
        Ok(Target { sink: whole::sink(format, folder, path)?, strict: true })
    }

    /// Writes a record; gives what is wrong with it if it cannot be.
    fn write(&mut self, record: Record) -> Result<Option<String>> {
        if self.strict
            && let Err(fault) = record.check()
        {
            return Ok(Some(fault.to_string()));
        }
        self.sink.put(0, Made::Record(Box::new(record)))?;
        Ok(None)
    }
}
