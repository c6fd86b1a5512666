//! Ctrl-C and a request to end, to a number that the run looks at.
//!
//! The first ends a run in good order, the second at once. Of the signals only these two: `nohup` has
//! others ignored.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize},
    },
};

use inquit_batch::engine::{Ended, Progress};

use signal_hook::{
    consts::{SIGINT, SIGTERM},
    flag,
};

/// Added to a signal's number, as shells have it.
const SIGNALLED: usize = 128;

/// The exit status of a run.
pub(crate) fn status(ended: Ended, progress: &Progress) -> ExitCode {
    match ended {
        Ended::Done | Ended::Faults => progress.mark.status.into(),
        Ended::Signal(signal) => u8::try_from(SIGNALLED + signal).unwrap_or(u8::MAX).into(),
    }
}

/// What holds the number of the signal that has come, nought before. Where signals cannot be had,
/// the program ends by them as any other.
pub(crate) fn watch() -> Arc<AtomicUsize> {
    let came: Arc<AtomicUsize> = Arc::default();
    let again: Arc<AtomicBool> = Arc::default();
    for signal in [SIGINT, SIGTERM] {
        let _ = flag::register_conditional_default(signal, Arc::clone(&again));
        let _ = flag::register(signal, Arc::clone(&again));
        let _ = flag::register_usize(signal, Arc::clone(&came), usize::try_from(signal).unwrap_or(1));
    }
    came
}
