//! `inquit report`: many articles to a page that shows them.

use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
};

use anyhow::{Result, bail};
use inquit_batch::{fault::Error, form::Made, inputs, journal::Mark, output::Output, sink::Sink};
use inquit_view::report::{Options, Report};

use crate::{args::ReportArgs, look::Looked, rows};

pub(crate) fn run(args: ReportArgs) -> Result<ExitCode> {
    let ReportArgs { look, count, output, title } = args;
    let (min_confidence, known) = (look.min_confidence, look.known.paths());
    let looked = Looked::new(look)?;
    let name = match &output {
        Some(path) => path.display().to_string(),
        None if io::stdout().is_terminal() => bail!("a page is nothing for a terminal: name a file with -o FILE.html"),
        None => "<stdout>".to_owned(),
    };
    if let Some(path) = &output {
        inputs::spare(&looked.paths, path)?;
        inputs::spare(&known, path)?;
        rows::refuse_others(path, "a report is a page, as report.html")?;
    }
    let output = Output::open(output.as_deref())?;
    let report = Report::new(Options { title, aliases: looked.aliases.clone(), min_confidence, rule: count.into() });
    looked.into_sink(Box::new(Page { report, output, name }), true)
}

/// Takes what comes, and writes the page at the end.
struct Page {
    report: Report,
    output: Output,
    /// For messages.
    name: String,
}

impl Sink for Page {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        if let Made::Record(record) = made {
            self.report.add(*record);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: Mark) -> Result<(), Error> {
        let Page { report, mut output, name } = *self;
        if report.articles() == 0 {
            return Err(Error::new("no articles to report on: nothing was written"));
        }
        report.write(&mut output).map_err(|error| Error::unwritable(&name, error))?;
        output.finish()
    }
}
