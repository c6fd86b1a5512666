//! Articles and records to records, for commands that show what is in them: no model is loaded for records.

use std::path::PathBuf;

use anyhow::Result;
use inquit::{Aliases, input::FieldMap, text::OffsetUnit};
use inquit_batch::{
    engine::{self, Batch},
    form::Records,
    inputs,
    items::ReadOptions,
    reader::{Either, Load, Reader},
    sink::Sink,
};

use crate::{args::LookArgs, complaint::say, given, model, progress::Shown, signals};

/// What is looked at, with everything that reads it.
pub(crate) struct Looked {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) reader: Either,
    pub(crate) options: ReadOptions,
    pub(crate) aliases: Aliases,
    threads: usize,
}

impl Looked {
    pub(crate) fn new(args: LookArgs) -> Result<Looked> {
        let LookArgs { inputs, reading, min_confidence, aliases, given } = args;
        let paths = given::paths(inputs, "an article or records")?;
        let aliases = aliases.map(|path| given::aliases(&path)).transpose()?.map(|(aliases, _)| aliases);
        let aliases = aliases.unwrap_or_default();
        let map: FieldMap = given.map.into_iter().collect();
        let (threads, fields, names) = (reading.threads(), map.clone(), aliases.clone());
        let pipeline = model::later(&reading.model)?;
        let load: Load = Box::new(move || {
            Ok(Reader {
                pipeline: pipeline()?.with_aliases(names.clone()),
                unit: OffsetUnit::Codepoint,
                min_confidence,
                explain: false,
                map: fields.clone(),
                form: Box::new(Records("jsonl")),
                keep_failed: false,
            })
        });
        let reader = Either::new(load, map, min_confidence, aliases.clone());
        let options =
            ReadOptions { kind: given.input_format, max_record: given.max_record_size, ..ReadOptions::default() };
        Ok(Looked { paths, reader, options, aliases, threads })
    }

    /// Reads everything into a sink; `late` if that prints nothing before the end, so that progress can be shown till then.
    pub(crate) fn into_sink(self, sink: Box<dyn Sink>, late: bool) -> Result<std::process::ExitCode> {
        let Looked { paths, reader, options, threads, .. } = self;
        let inputs = inputs::find(&paths, &[]);
        let signal = signals::watch();
        let mut shown = Shown::new(engine::total(&inputs), options.progress.clone(), late, false, false);
        let batch = Batch { inputs, read: options, threads, ..Batch::default() };
        let ran = engine::run(batch, move |item| reader.read(item), sink, None, &signal, &mut |progress, fault| {
            if let Some(fault) = fault {
                shown.aside(|| say(fault));
            }
            shown.show(progress);
        });
        shown.end();
        let (progress, ended) = ran?;
        Ok(signals::status(ended, &progress))
    }
}
