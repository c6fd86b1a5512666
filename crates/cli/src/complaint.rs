//! What went wrong, to standard error and to an exit status.

use std::{
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

/// Exit status when some records failed.
pub(crate) const FAILED: u8 = 1;
/// Exit status of wrong usage (clap's own too) and of inputs and outputs that cannot be read or written.
pub(crate) const UNREADABLE: u8 = 2;

/// Prints `inquit: …` on standard error. If that is closed, nobody wants to know.
pub(crate) fn say(message: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "inquit: {message}");
}

/// What the system says, without the number it has for it and without a capital.
pub(crate) fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    message.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The file, as the user named it or as it lies below the folder the user named.
    pub(crate) file: String,
    /// The line, counted from 1, in files of records.
    pub(crate) line: Option<usize>,
    /// What is wrong.
    pub(crate) reason: String,
    /// How much of the input is lost.
    pub(crate) loss: Loss,
}

/// How much a fault costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// A record.
    Record,
    /// A file or folder, or the rest of it.
    Input,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ": line {line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What has gone wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Status {
    code: u8,
}

impl Status {
    /// Prints a complaint and remembers it.
    pub(crate) fn report(&mut self, complaint: &Complaint) {
        say(complaint);
        let code = match complaint.loss {
            Loss::Record => FAILED,
            Loss::Input => UNREADABLE,
        };
        self.code = self.code.max(code);
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        status.code.into()
    }
}
