//! What went wrong, to standard error and to an exit status.

use std::{
    fmt,
    io::{self, Write as _},
    process::ExitCode,
};

use inquit_batch::{
    engine::{FAILED, UNREADABLE},
    fault::{Fault, Loss},
};

/// Prints `inquit: …` on standard error. If that is closed, nobody wants to know.
pub(crate) fn say(message: impl fmt::Display) {
    let _ = writeln!(io::stderr(), "inquit: {message}");
}

/// What has gone wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Status {
    code: u8,
}

impl Status {
    /// Prints a fault and remembers it.
    pub(crate) fn report(&mut self, fault: &Fault) {
        say(fault);
        let code = match fault.loss {
            Loss::LeftOut => 0,
            Loss::Record => FAILED,
            Loss::Input => UNREADABLE,
        };
        self.at_least(code);
    }

    /// Ends with that status, unless something worse happens.
    pub(crate) fn at_least(&mut self, code: u8) {
        self.code = self.code.max(code);
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        status.code.into()
    }
}
