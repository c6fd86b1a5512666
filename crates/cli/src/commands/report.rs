//! `inquit report`: records to a page that shows them.

use std::{path::Path, process::ExitCode};

use anyhow::{Result, bail};
use inquit_batch::{fault::Error, inputs, output::Output};
use inquit_view::report::{Options, Report};

use crate::{args::ReportArgs, complaint::Status, given, records::Records};

pub(crate) fn run(args: ReportArgs) -> Result<ExitCode> {
    let mut status = Status::default();
    let output = args.output.as_deref();
    if let Some(output) = output {
        inputs::spare(args.aliases.as_slice(), output)?;
    }
    let aliases = args.aliases.as_deref().map(given::aliases).transpose()?.unwrap_or_default().0;
    let records = Records::find(args.inputs, None, output, &mut status)?;
    let mut report = Report::new(Options { title: args.title, aliases, min_confidence: args.min_confidence });
    records.read(&mut status, &mut |record| {
        if let Err(fault) = record.check() {
            return Ok(Some(fault.to_string()));
        }
        report.add(record);
        Ok(None)
    })?;
    if report.articles() == 0 {
        bail!(
            "no records to report on: `inquit parse -o records.jsonl ARTICLES` makes them, \
             `inquit report records.jsonl -o {}` shows them",
            output.unwrap_or(Path::new("report.html")).display()
        );
    }
    let mut to = Output::open(output)?;
    let name = output.map_or_else(|| "<stdout>".to_owned(), |path| path.display().to_string());
    report.write(&mut to).map_err(|error| Error::unwritable(&name, error))?;
    to.finish()?;
    Ok(status.into())
}
