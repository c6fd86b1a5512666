//! Flags and the environment to what a terminal is like.

use std::{
    env,
    io::{self, IsTerminal as _},
};

use crate::args::{Color, ScreenArgs};

/// Columns where nothing says how many there are.
const USUAL: usize = 80;
/// Lines that are longer are hard to read.
const READABLE: usize = 100;

/// Columns for tables: those asked for, else the terminal's.
pub(crate) fn width(args: &ScreenArgs) -> usize {
    let variable = || env::var("COLUMNS").ok()?.parse::<usize>().ok().filter(|columns| (20..=1000).contains(columns));
    let terminal =
        || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).filter(|width| *width >= 20);
    args.width.map(usize::from).or_else(variable).or_else(terminal).unwrap_or(USUAL)
}

/// Columns for text.
pub(crate) fn readable_width(args: &ScreenArgs) -> usize {
    if args.width.is_some() { width(args) } else { width(args).min(READABLE) }
}

/// Whether to use colours on standard output, `to_file` if that is not where it goes.
pub(crate) fn colour(args: &ScreenArgs, to_file: bool) -> bool {
    let terminal = io::stdout().is_terminal() && !to_file;
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_forced = env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
    match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto if is_forced && !to_file => true,
        Color::Auto => terminal && env::var_os("TERM").is_none_or(|term| term != "dumb"),
    }
}
