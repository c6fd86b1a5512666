//! How far a run has come, to a bar on a terminal, or to lines where a bar is asked for elsewhere.

use std::{
    io::{self, IsTerminal as _},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use inquit_batch::engine::{Progress, peak_memory};

use crate::complaint::say;

/// How often a line is printed where there is no terminal.
const OFTEN: Duration = Duration::from_secs(5);

/// Shows progress.
pub(crate) struct Shown {
    way: Way,
    began: Instant,
    /// Bytes of the inputs, where that can be said.
    total: Option<u64>,
    read: Arc<AtomicU64>,
}

enum Way {
    Hidden,
    Bar(ProgressBar),
    Lines(Instant),
}

impl Shown {
    /// Shows progress if standard error is a terminal and the records do not go there too, or if it `must`.
    pub(crate) fn new(total: Option<u64>, read: Arc<AtomicU64>, to_file: bool, quiet: bool, must: bool) -> Self {
        let is_free = to_file || !io::stdout().is_terminal();
        let way = match io::stderr().is_terminal() {
            true if must || (is_free && !quiet) => Way::Bar(bar(total)),
            false if must => Way::Lines(Instant::now()),
            _ => Way::Hidden,
        };
        Self { way, began: Instant::now(), total, read }
    }

    /// An item is done.
    pub(crate) fn show(&mut self, progress: &Progress) {
        let read = self.read.load(Ordering::Relaxed);
        match &mut self.way {
            Way::Hidden => {}
            Way::Bar(bar) => {
                bar.set_position(read);
                bar.set_message(pace(progress, self.began.elapsed()));
            }
            Way::Lines(last) if last.elapsed() >= OFTEN => {
                *last = Instant::now();
                let share = self.total.filter(|total| *total > 0).map(|total| read * 100 / total);
                let share = share.map_or(String::new(), |share| format!(", {share} % of the input"));
                say(format_args!("{}{share}", pace(progress, self.began.elapsed())));
            }
            Way::Lines(_) => {}
        }
    }

    /// Prints something that is no progress.
    pub(crate) fn aside(&self, print: impl FnOnce()) {
        match &self.way {
            Way::Bar(bar) => bar.suspend(print),
            _ => print(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        if let Way::Bar(bar) = &self.way {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: Option<u64>) -> ProgressBar {
    let (bar, template) = match total {
        Some(total) => (ProgressBar::new(total), "{bar:30} {percent} % {msg}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}, {elapsed}"),
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn pace(progress: &Progress, elapsed: Duration) -> String {
    let rate = progress.articles as f64 / elapsed.as_secs_f64().max(0.001);
    format!("{} articles, {rate:.1} a second", progress.articles)
}

/// What a run took, for people.
pub(crate) fn timings(progress: &Progress, elapsed: Duration) -> String {
    let rate = progress.words as f64 / elapsed.as_secs_f64().max(0.001);
    let memory = peak_memory().map_or(String::new(), |bytes| format!("; at most {} MB of memory", bytes / 1_000_000));
    format!(
        "{} in {:.1} s; {} words, {rate:.0} a second; failed: {}\n\
         inquit: laid out in {:.1} s, read in {:.1} s (all threads), written in {:.1} s{memory}",
        pace(progress, elapsed),
        elapsed.as_secs_f64(),
        progress.words,
        progress.mark.failed,
        progress.laying.as_secs_f64(),
        progress.reading.as_secs_f64(),
        progress.writing.as_secs_f64(),
    )
}
