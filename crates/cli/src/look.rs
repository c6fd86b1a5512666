//! Articles and records to records, for commands that show what is in them: no model is loaded for records.

use std::path::PathBuf;

use anyhow::Result;
use inquit::{Aliases, PeopleTable, input::FieldMap, output::Selection, text::OffsetUnit};
use inquit_batch::{
    engine::{self, Batch},
    form::Records,
    inputs,
    items::ReadOptions,
    people::Known,
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
    pub(crate) people: PeopleTable,
    threads: usize,
}

impl Looked {
    pub(crate) fn new(args: LookArgs) -> Result<Looked> {
        let LookArgs { inputs, reading, min_confidence, known, given, selected } = args;
        let paths = given::paths(inputs, "an article or records")?;
        let Known { aliases, people, .. } = given::known(&known)?;
        let selection = Selection { conditions: selected.conditions, from: selected.from, to: selected.to };
        let date_order = given.date_order;
        let options = given.read_options();
        let map: FieldMap = given.map.into_iter().collect();
        let (threads, fields, names, table) = (reading.threads(), map.clone(), aliases.clone(), people.clone());
        let pipeline = model::later(&reading.model)?;
        let load: Load = Box::new(move || {
            let pipeline = pipeline()?.with_date_order(date_order);
            Ok(Reader {
                pipeline: pipeline.with_aliases(names.clone()).with_people(table.clone()),
                unit: OffsetUnit::Codepoint,
                min_confidence,
                explain: false,
                map: fields.clone(),
                form: Box::new(Records("jsonl")),
                keep_failed: false,
            })
        });
        let reader = Either::new(load, map, min_confidence, aliases.clone());
        let reader = reader.with(people.clone(), date_order, selection);
        Ok(Looked { paths, reader, options, aliases, people, threads })
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
