//! `inquit schema`: the record's JSON Schema.

use std::process::ExitCode;

use anyhow::Result;
use inquit_batch::output::Output;

pub(crate) fn run() -> Result<ExitCode> {
    let mut output = Output::open(None)?;
    output.line(&serde_json::to_string_pretty(&inquit::output::schema())?)?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}
