//! `inquit completions` and `inquit man`: what shells and manuals know of the command line.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use inquit_batch::output::Output;

use crate::args::{Args, CompletionsArgs, ManArgs};

pub(crate) fn run(args: &CompletionsArgs) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "inquit", &mut script);
    print(&script)
}

pub(crate) fn man(args: &ManArgs) -> Result<ExitCode> {
    let mut command = Args::command();
    command.build();
    let Some(folder) = &args.dir else { return print(&page(&command)?) };
    fs::create_dir_all(folder).with_context(|| format!("{}: cannot be written", folder.display()))?;
    write(folder, "inquit", &command)?;
    for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
        write(folder, &format!("inquit-{}", one.get_name()), one)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write(folder: &Path, name: &str, command: &Command) -> Result<()> {
    let mut output = Output::open(Some(&folder.join(format!("{name}.1"))))?;
    output.put(&page(command)?)?;
    Ok(output.finish()?)
}

fn page(command: &Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    let version = env!("CARGO_PKG_VERSION");
    Man::new(command.clone()).source(format!("inquit {version}")).manual("inquit").render(&mut page)?;
    Ok(page)
}

fn print(bytes: &[u8]) -> Result<ExitCode> {
    let mut output = Output::stdout();
    output.put(bytes)?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}
