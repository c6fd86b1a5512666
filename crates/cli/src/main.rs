//! The `inquit` command: news articles in, records of who said what out.
//!
//! Flags and wiring; what an article says is the library's business. Data goes to standard output,
//! everything else to standard error. A reader of ours that leaves early ends the program silently.

mod aliases;
mod args;
mod commands;
mod complaint;
mod model;
mod progress;
mod records;
mod signals;
mod whole;

use std::process::ExitCode;

use clap::Parser as _;
use inquit_batch::{engine::UNREADABLE, fault::Error, ordered};

use args::{Args, Command};

fn main() -> ExitCode {
    ordered::hush();
    let done = match Args::parse().command {
        Command::Parse(args) => commands::parse::run(args),
        Command::Convert(args) => commands::convert::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Eval(args) => commands::eval::run(args),
        Command::Schema => commands::schema::run(),
    };
    match done {
        Ok(code) => code,
        Err(error) if error.downcast_ref::<Error>().is_some_and(Error::is_broken_pipe) => ExitCode::SUCCESS,
        Err(error) => {
            complaint::say(error);
            UNREADABLE.into()
        }
    }
}
