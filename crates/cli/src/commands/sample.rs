//! `inquit sample`: statements to check by hand.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use csv::{Terminator, WriterBuilder};
use inquit_batch::{inputs, output::Output};
use inquit_view::sample::{Drawn, Sample};

use crate::{
    annotated::{self, How},
    args::{SampleArgs, has_extension},
    complaint::{Status, say},
    given,
    rows::written,
};

/// The columns of a sheet; the last three are to be filled in.
const HEADS: [&str; 15] = [
    "article_id",
    "statement_id",
    "stratum",
    "stratum_size",
    "weight",
    "confidence",
    "context",
    "text",
    "speaker",
    "source",
    "cue",
    "kind",
    "content_right",
    "speaker_right",
    "comment",
];

pub(crate) fn run(args: SampleArgs) -> Result<ExitCode> {
    let SampleArgs { inputs, number, seed, strata, output } = args;
    let paths = given::paths(inputs, "records")?;
    let file = output.as_deref().filter(|path| *path != Path::new("-"));
    if let Some(file) = file {
        inputs::spare(&paths, file)?;
    }
    let mut output = Output::open(file)?;
    let mut status = Status::default();
    let wanted = usize::try_from(number).unwrap_or(usize::MAX);
    let mut sample = Sample::new(wanted, seed);
    let work = annotated::work(&paths, None, &mut status);
    annotated::read(work, &How::default(), &mut status, &mut |record| {
        if let Err(fault) = record.check() {
            return Ok(Some(fault.to_string()));
        }
        sample.add(&record);
        Ok(None)
    })?;
    if sample.len() < wanted {
        say(format_args!("there are {} statements to draw from, and all are in the sample", sample.len()));
    }
    let is_tsv = file.is_some_and(|file| has_extension(file, &["tsv"]));
    output.put(&sheet(&sample.finish(usize::from(strata)), is_tsv)?)?;
    output.finish()?;
    Ok(status.into())
}

fn sheet(drawn: &[Drawn], is_tsv: bool) -> Result<Vec<u8>> {
    let mut builder = WriterBuilder::new();
    match is_tsv {
        true => builder.delimiter(b'\t').terminator(Terminator::Any(b'\n')),
        false => builder.terminator(Terminator::CRLF),
    };
    let mut cells = builder.from_writer(Vec::new());
    cells.write_record(HEADS)?;
    for one in drawn {
        cells.write_record([
            &*one.article_id,
            &one.statement_id,
            &one.stratum.to_string(),
            &one.stratum_size.to_string(),
            &format!("{:.4}", one.weight),
            &one.confidence.to_string(),
            &one.context,
            &one.text,
            &one.speaker,
            &one.source,
            &one.cue,
            &one.kind,
            "",
            "",
            "",
        ])?;
    }
    written(cells)
}
