//! `inquit diff`: what is different in two sets of records.

use std::process::ExitCode;

use anyhow::Result;
use inquit::gold::diff::diff;

use crate::{
    annotated::{self, How},
    args::{DiffArgs, TableFormat},
    complaint::{Status, say},
    differences::{self, Sides},
    given,
    rows::Target,
    screen,
};

const SIDES: Sides = ["Old", "New"];

pub(crate) fn run(args: DiffArgs) -> Result<ExitCode> {
    let DiffArgs { old, new, table, exit_code, screen } = args;
    let paths = given::paths(vec![old, new], "records")?;
    let mut status = Status::default();
    let mut target = Target::open(&table, &paths)?;
    let [old, new] = annotated::both(&paths, &How::default(), &mut status)?;
    let diff = diff(&old, &new);
    match target.format {
        TableFormat::Table => {
            let (width, colour) = (screen::width(&screen), screen::colour(&screen, target.is_file));
            target.output.put(differences::table(&diff, SIDES, target.limit, width, colour).as_bytes())?;
            target.output.finish()?;
        }
        TableFormat::Json => {
            let counts = diff.counts().into_iter().map(|(change, count)| (change.as_str().to_owned(), count.into()));
            let mut value = serde_json::to_value(&diff)?;
            value["summary"] = serde_json::Value::Object(counts.collect());
            target.output.line(&serde_json::to_string_pretty(&value)?)?;
            target.output.finish()?;
        }
        _ => {
            say(differences::summary(&diff, SIDES).join("; "));
            differences::write_rows(&diff, target)?;
        }
    }
    if exit_code && !diff.is_empty() {
        status.at_least(1);
    }
    Ok(status.into())
}
