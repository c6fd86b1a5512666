//! `inquit parse`: articles to records. Flags to the parts of a batch.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Result, bail};
use inquit::{
    Pipeline,
    dates::DateOrder,
    output::{TableShape, formats::Format},
};
use inquit_batch::{
    engine::{self, Batch, Ended, Errors},
    form::{Form, JsonLines, Records},
    formats::{Cells, Lines},
    inputs::{self, Input, Source, place},
    journal::{Header, Journal, Mark, Run, Start, digest},
    output::Output,
    people::Known,
    reader::Reader,
    sink::{self, OneFile, Sink, Tree},
};
use serde_json::{Map, Value, json};

use crate::{
    args::{ParseArgs, Target as To, has_extension},
    complaint::say,
    given, model,
    progress::{Shown, timings},
    rows, signals, whole,
};

pub(crate) fn run(mut args: ParseArgs) -> Result<ExitCode> {
    let stdin = Path::new("-");
    let paths = given::paths(std::mem::take(&mut args.inputs), "an article")?;
    if args.resume && paths.iter().any(|path| path == stdin) {
        bail!("--resume: standard input cannot be read again, name files or folders");
    }
    args.output.take_if(|path| path == stdin);
    if args.resume && args.output.is_none() && args.output_dir.is_none() {
        bail!("--resume: needs -o FILE or --output-dir DIR to go on with");
    }
    if let Some(path) = args.output.as_deref().filter(|_| args.format.is_none()) {
        if has_extension(path, &["xlsx"]) {
            bail!("{}: `inquit quotes` writes workbooks, of articles and of records", path.display());
        }
        if has_extension(path, &["html", "htm"]) {
            bail!("{}: `inquit report` writes pages, of articles and of records", path.display());
        }
        rows::refuse_others(path, "JSON, CSV, TSV and Parquet are, and --format names others")?;
    }
    // One article may be meant for the eye; what can be many must not change its form with their number.
    let lines = args.output.as_deref().is_some_and(is_of_lines);
    let one = matches!(&paths[..], [path] if !inputs::is_many(path)) && args.output_dir.is_none() && !lines;
    let tables = speakers_table(&args);
    for output in args.output.iter().chain(&args.errors).chain(&tables) {
        inputs::spare(&paths, output)?;
        // The tables of names and people are read too.
        inputs::spare(&args.known.paths(), output)?;
    }
    let is_errors = |output: &PathBuf| args.errors.as_ref().is_some_and(|errors| place(errors) == place(output));
    if args.output.iter().chain(&tables).any(is_errors) {
        bail!("--errors and -o name the same file");
    }
    let signal = signals::watch();
    let mut pipeline = model::load(&args.reading.model)?;
    let Known { aliases, people, bytes } = given::known(&args.known)?;
    let known = (!bytes.is_empty()).then(|| digest(&bytes));
    let shape = args.add.shape(args.rows, &people);
    pipeline = pipeline.with_aliases(aliases).with_people(people).with_date_order(args.given.date_order);
    let skip: Vec<PathBuf> =
        args.output.iter().chain(&args.errors).chain(&args.output_dir).cloned().chain(speakers_table(&args)).collect();
    let found = inputs::find(&paths, &skip);

    let version = env!("CARGO_PKG_VERSION").to_owned();
    let run = Run { version, model: model_of(&pipeline), settings: settings(&args, known, one) };
    let header = Header::new(run, &found);
    let Some(target) = target(&args, shape, &header, found, one)? else { return Ok(ExitCode::SUCCESS) };
    let Target { form, sink, inputs, start, resumable } = match target {
        Begun::Target(target) => *target,
        Begun::Finished(status) => return Ok(status.into()),
    };
    let told = match (&args.errors, &args.output_dir) {
        (Some(path), Some(_)) if args.resume => Errors::keep(path, &inputs)?,
        _ => start.errors,
    };
    let errors = args.errors.as_deref().map(|path| Errors::open(path, told)).transpose()?;
    let read = args.given.read_options();
    let mut shown = Shown::new(
        engine::total(&inputs),
        read.progress.clone(),
        args.output.is_some() || args.output_dir.is_some(),
        args.quiet,
        args.progress,
    );
    let batch = Batch {
        inputs,
        read,
        threads: args.reading.threads(),
        limit: args.limit,
        sample: args.sample,
        fail_fast: args.fail_fast,
        max_errors: args.max_errors,
        start,
    };
    let reader = Reader {
        pipeline,
        unit: args.offsets,
        min_confidence: args.min_confidence,
        explain: args.explain,
        map: args.given.map.into_iter().collect(),
        form,
        keep_failed: errors.is_some(),
    };
    let began = Instant::now();
    let ran = engine::run(batch, move |item| reader.read(item), sink, errors, &signal, &mut |progress, fault| {
        if let Some(fault) = fault.filter(|_| !args.quiet) {
            shown.aside(|| say(fault));
        }
        shown.show(progress);
    });
    shown.end();
    let (progress, ended) = ran?;
    if args.timings {
        say(timings(&progress, began.elapsed()));
    }
    let advice = if resumable { "; --resume goes on from here" } else { "" };
    if ended == Ended::Faults {
        say(format_args!("stopped, failed: {}{advice}", progress.mark.failed));
    } else if ended != Ended::Done && resumable {
        say(format_args!("stopped by a signal{advice}"));
    }
    Ok(signals::status(ended, &progress))
}

/// Where records go, and in what form.
struct Target {
    form: Box<dyn Form>,
    sink: Box<dyn Sink>,
    /// What is left to be read.
    inputs: Vec<Input>,
    start: Mark,
    /// Whether what is cut short can be gone on with.
    resumable: bool,
}

enum Begun {
    Target(Box<Target>),
    /// With nothing left to do, and this status.
    Finished(u8),
}

/// Opens the output; `None` if every input has its output already.
fn target(args: &ParseArgs, shape: TableShape, header: &Header, found: Vec<Input>, one: bool) -> Result<Option<Begun>> {
    let begun = |target| Ok(Some(Begun::Target(Box::new(target))));
    let start = Mark::default();
    let wanted = wanted(args);
    let form: Box<dyn Form> = match wanted {
        To::Format(Format::JsonLines) => Box::new(JsonLines { indent: one && args.format.is_none() }),
        To::Format(format @ (Format::Csv | Format::Tsv)) => Box::new(Cells { format, shape }),
        To::Format(format) if format.is_lines() => Box::new(Lines(format)),
        // What is not written a record after the other.
        other => {
            let (name, sink) = whole_target(other, shape, args)?;
            let form = Box::new(Records(name));
            return begun(Target { form, sink, inputs: found, start, resumable: false });
        }
    };
    if let Some(folder) = &args.output_dir {
        let files = sink::files(&found, folder, args.keep_dirs, form.extension())?;
        let n_found = found.len();
        let is_left = |file: &Path| !args.resume || !file.exists();
        let (inputs, files): (Vec<_>, Vec<_>) = found.into_iter().zip(files).filter(|(_, file)| is_left(file)).unzip();
        let mut run = header.run.clone();
        // What was told of the files that are there stays where it was told.
        run.settings.shift_remove("--errors");
        let readable = inputs.iter().any(|input| !matches!(input.source, Source::Fault(_) | Source::LeftOut(_)));
        match args.resume {
            true => run.resume_in(folder, inputs.len() < n_found)?,
            false if readable => run.begin_in(folder)?,
            false => {}
        }
        if inputs.is_empty() {
            return Ok(None);
        }
        let sink = Box::new(Tree::new(files, form.head()));
        return begun(Target { form, sink, inputs, start, resumable: true });
    }
    let is_stream = found.iter().any(|input| input.source == Source::Stdin);
    let file = args.output.as_deref().filter(|path| fs::metadata(path).map_or(true, |found| found.is_file()));
    let (Some(path), false) = (file, is_stream) else {
        let output = Output::open(args.output.as_deref())?;
        let sink = Box::new(OneFile::new(output, None, &form.head())?);
        return begun(Target { form, sink, inputs: found, start, resumable: false });
    };
    let started = match args.resume {
        true => Journal::resume(path, header, args.errors.as_deref())?,
        false => Journal::begin(path, header)?,
    };
    match started {
        Start::Finished(mark) => Ok(Some(Begun::Finished(mark.status))),
        Start::At(output, journal, start) => {
            let sink = Box::new(OneFile::new(output, Some(journal), &form.head())?);
            begun(Target { form, sink, inputs: found, start, resumable: true })
        }
    }
}

/// Whether a file's name says that it has a record a line.
fn is_of_lines(path: &Path) -> bool {
    has_extension(path, &["jsonl", "ndjson"])
}

/// What is to be written: what is named, else what the file's name asks for.
fn wanted(args: &ParseArgs) -> To {
    let named = args.output.as_deref().and_then(To::of_name);
    args.format.or(named).unwrap_or(To::Format(Format::JsonLines))
}

/// Where a format goes whose files are more than one record after the other; and its name.
fn whole_target(wanted: To, shape: TableShape, args: &ParseArgs) -> Result<(&'static str, Box<dyn Sink>)> {
    let name = if let To::Format(format) = wanted { format.name() } else { "parquet" };
    if args.resume {
        bail!("--resume: {name} is written as a whole and cannot be gone on with");
    }
    let file = args.output.as_deref();
    let To::Format(format) = wanted else {
        if args.output_dir.is_some() {
            bail!("--output-dir: Parquet files are of many articles, name one with -o");
        }
        return Ok((name, whole::tables(file, shape)?));
    };
    let folder = args.output_dir.as_deref().or(file.filter(|_| format.needs_folder()));
    if folder.is_some() && args.keep_dirs {
        bail!("--keep-dirs: files in the format `{name}` are named after their articles, in one folder");
    }
    Ok((name, whole::sink(format, folder, file)?))
}

/// The second table, if tables are written.
fn speakers_table(args: &ParseArgs) -> Option<PathBuf> {
    args.output.as_ref().filter(|_| wanted(args) == To::Parquet).map(|path| whole::speakers_table(path))
}

/// The model's name, and what tells it from another of that name.
fn model_of(pipeline: &Pipeline) -> String {
    let manifest = serde_json::to_string(pipeline.model().manifest()).unwrap_or_default();
    format!("{} ({:.16})", pipeline.model_name(), digest(manifest.as_bytes()))
}

/// What the output depends on beside the inputs, by the name of the flag.
fn settings(args: &ParseArgs, aliases: Option<String>, indent: bool) -> Map<String, Value> {
    let map: Vec<String> = args.given.map.iter().map(ToString::to_string).collect();
    let kind = args.given.input_format.map(|kind| format!("{kind:?}"));
    let fields = [
        ("--offsets", json!(args.offsets.as_str())),
        ("--min-confidence", json!(args.min_confidence)),
        ("--explain", json!(args.explain)),
        ("--aliases", json!(aliases)),
        ("--date-order", json!(args.given.date_order.map(DateOrder::as_str))),
        ("--rows", json!(format!("{:?}", args.rows))),
        ("--add", json!(args.add.add)),
        ("--map", json!(map)),
        ("--input-format", json!(kind)),
        ("--sheet", json!(args.given.sheet)),
        ("--repair", json!(args.given.repair)),
        ("--format", json!(format!("{:?}", wanted(args)))),
        ("--max-record-size", json!(args.given.max_record_size)),
        ("--limit", json!(args.limit)),
        ("--sample", json!(args.sample)),
        ("--errors", json!(args.errors.as_ref().map(|path| path.display().to_string()))),
        ("indented", json!(indent)),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
