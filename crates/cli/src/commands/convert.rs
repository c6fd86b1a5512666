//! `inquit convert`: records and annotations to other formats.
//!
//! No model is loaded: what was read once, or corrected by hand, is written anew. Every article is read, checked and
//! written before the next, so that inputs may be larger than memory; one that is at fault is named and skipped. Only with a
//! base are records held, for they come in its order.

use std::{collections::BTreeMap, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use inquit::{
    PeopleTable,
    gold::{label_studio::Choice, records::Base},
    output::{Record, TableShape, formats::Format},
};
use inquit_batch::{form::Made, journal::Mark, people::Known, sink::Sink};

use crate::{
    annotated::{self, How, Work},
    args::{ConvertArgs, Target as To},
    complaint::Status,
    given, rows, whole,
};

pub(crate) fn run(args: ConvertArgs) -> Result<ExitCode> {
    let ConvertArgs { inputs, to, from, output, base, keep_rest, annotator, predictions, rows, add, people } = args;
    let named = || output.as_deref().and_then(To::of_name);
    let Some(to) = to.or_else(named) else {
        if let Some(path) = &output {
            rows::refuse_others(path, "name a format that is with --to")?;
        }
        bail!("no format: name one with --to, or a file that ends in .csv, .tsv, .jsonl or .parquet with -o");
    };
    let people = Known::read(None, people.as_deref())?.people;
    let paths = given::paths(inputs, "records")?;
    let mut status = Status::default();
    let base = match base {
        Some(path) => {
            let records = annotated::records(std::slice::from_ref(&path), &How::default(), &mut status)?;
            if records.is_empty() {
                bail!("{}: no records", path.display());
            }
            Some(Base::new(records))
        }
        None => None,
    };
    let how = How { from, choice: Choice { annotator, predictions }, base };
    let inputs = annotated::work(&paths, from, &mut status);
    if let Some(output) = &output {
        annotated::spare(&inputs, output)?;
    }
    let mut target = Target::open(to, add.shape(rows, &people), output.as_deref(), people)?;
    match &how.base {
        Some(base) => {
            for record in corrected(base, inputs, &how, keep_rest, &mut status)? {
                target.write(record)?;
            }
        }
        None => annotated::read(inputs, &how, &mut status, &mut |record| target.write(record))?,
    }
    target.sink.finish(Mark::default())?;
    Ok(status.into())
}

/// The corrected records in the order of the base, with all others of it if `keep_rest`.
fn corrected(base: &Base, inputs: Vec<Work>, how: &How, keep_rest: bool, status: &mut Status) -> Result<Vec<Record>> {
    let mut corrected: BTreeMap<usize, Record> = BTreeMap::new();
    annotated::read(inputs, how, status, &mut |record| {
        if let Err(fault) = record.check() {
            return Ok(Some(fault.to_string()));
        }
        match base.position(&record.article.id, &record.article.text) {
            Ok(at) if corrected.contains_key(&at) => {
                Ok(Some(format!("a second correction of `{}`: the first one counts", record.article.id)))
            }
            Ok(at) => {
                corrected.insert(at, record);
                Ok(None)
            }
            Err(fault) => Ok(Some(fault.to_string())),
        }
    })?;
    if keep_rest {
        for (at, record) in base.records().iter().enumerate() {
            corrected.entry(at).or_insert_with(|| record.clone());
        }
    }
    Ok(corrected.into_values().collect())
}

/// Where records go.
struct Target {
    sink: Box<dyn Sink>,
    /// Whether records have to hold together, as they need not for tables.
    strict: bool,
    /// Whose attributes records get.
    people: PeopleTable,
}

impl Target {
    /// A folder where the format needs one, where one is there, and where the name ends like one; else a file.
    fn open(to: To, shape: TableShape, path: Option<&Path>, people: PeopleTable) -> Result<Target> {
        let To::Format(format) = to else {
            return Ok(Target { sink: whole::tables(path, shape)?, strict: false, people });
        };
        let folder = path.filter(|path| {
            let slash = path.as_os_str().as_encoded_bytes().ends_with(std::path::MAIN_SEPARATOR_STR.as_bytes());
            format.needs_folder() || slash || path.is_dir()
        });
        if matches!(format, Format::Csv | Format::Tsv) && folder.is_none() {
            return Ok(Target { sink: whole::cells(format, shape, path)?, strict: true, people });
        }
        Ok(Target { sink: whole::sink(format, folder, path)?, strict: true, people })
    }

    /// Writes a record; gives what is wrong with it if it cannot be.
    fn write(&mut self, mut record: Record) -> Result<Option<String>> {
        if self.strict
            && let Err(fault) = record.check()
        {
            return Ok(Some(fault.to_string()));
        }
        self.people.apply(&mut record);
        self.sink.put(0, Made::Record(Box::new(record)))?;
        Ok(None)
    }
}
