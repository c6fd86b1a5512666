//! The `inquit` command: news articles in, records of who said what out.
//!
//! Flags and wiring; what an article says is the library's business. Data goes to standard output,
//! everything else to standard error. A reader of ours that leaves early ends the program silently.

mod annotated;
mod args;
mod commands;
mod complaint;
mod differences;
mod given;
mod look;
mod model;
mod progress;
mod rows;
mod screen;
mod signals;
mod whole;

use std::process::ExitCode;

use inquit_batch::{engine::UNREADABLE, fault::Error, ordered};

use args::Command;

fn main() -> ExitCode {
    ordered::hush();
    let done = match args::parse().command {
        Command::Parse(args) => commands::parse::run(args),
        Command::View(args) => commands::view::run(args),
        Command::Quotes(args) => commands::quotes::run(args),
        Command::Speakers(args) => commands::stats::speakers(args),
        Command::Stats(args) => commands::stats::run(args),
        Command::People(args) => commands::people::run(args),
        Command::Convert(args) => commands::convert::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Eval(args) => commands::eval::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Agree(args) => commands::agree::run(args),
        Command::Sample(args) => commands::sample::run(args),
        Command::Estimate(args) => commands::estimate::run(args),
        Command::Schema => commands::schema::run(),
        Command::Completions(args) => commands::completions::run(&args),
        Command::Man(args) => commands::completions::man(&args),
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
