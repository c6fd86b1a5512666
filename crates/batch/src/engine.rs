//! Inputs to records, on several threads, with bounded memory, in the order of the inputs.
//!
//! One thread cuts inputs into items, others read these, the calling one writes (`ordered.rs`); so
//! the output does not depend on how many there are. A run can end before its time: by a signal, at the
//! first fault, after too many. What was done by then is valid, and marked where it can be gone on from.
//!
//! A sample is drawn by reservoir (Vitter's algorithm R) with a fixed seed: the same inputs give the same
//! sample, every record is as likely to be in it as any other, the order stays, and as many records as the
//! sample has are held in memory.

use std::{
    collections::HashSet,
    fs::{self, File, OpenOptions},
    io::{self, BufRead as _, BufReader, BufWriter, Write as _},
    ops::ControlFlow,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    fault::{Error, Fault, Loss},
    inputs::{Input, Source},
    items::{self, Body, Item, ReadOptions},
    journal::Mark,
    ordered::{self, Emit},
    output::with_suffix,
    reader::Done,
    sink::Sink,
};

/// Exit status when some records failed.
pub const FAILED: u8 = 1;
/// Exit status of inputs and outputs that cannot be read or written.
pub const UNREADABLE: u8 = 2;

/// What is to be read, and how far.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// How they are read.
    pub read: ReadOptions,
    /// How many threads read.
    pub threads: usize,
    /// The first so many records alone.
    pub limit: Option<u64>,
    /// So many records, drawn from all.
    pub sample: Option<usize>,
    /// Whether the first fault ends the run.
    pub fail_fast: bool,
    /// One fault more ends the run.
    pub max_errors: Option<u64>,
    /// Where the run begins, if it goes on from another.
    pub start: Mark,
}

/// How far a run has come, and what it took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// What is marked: items, faults, exit status.
    pub mark: Mark,
    /// Articles read in this run.
    pub articles: u64,
    /// Their words, parted by white space.
    pub words: u64,
    /// Time to decode and lay out articles, over all threads.
    pub laying: Duration,
    /// Time to read them, over all threads.
    pub reading: Duration,
    /// Time to write.
    pub writing: Duration,
}

/// Why a run has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All was read.
    Done,
    /// There was a fault, and there should be none, or too many.
    Faults,
    /// A signal of this number.
    Signal(usize),
}

/// A file of faults, a JSON object a line.
pub struct Errors {
    file: File,
    name: String,
    written: u64,
}

impl Errors {
    /// Opens a file whose beginning, of `bytes`, was written before, and cuts off what follows.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn open(path: &Path, bytes: u64) -> Result<Self, Error> {
        let name = path.display().to_string();
        let open = || {
            let file = OpenOptions::new().write(true).create(true).truncate(bytes == 0).open(path)?;
            if bytes > 0 {
                file.set_len(bytes)?;
            }
            drop(file);
            OpenOptions::new().append(true).open(path)
        };
        let file = open().map_err(|error| Error::unwritable(&name, error))?;
        Ok(Self { file, name, written: bytes })
    }

    /// Takes out of the file of an earlier run what it says of inputs that are read again, and half a last line; the
    /// number of bytes that are left.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(path: &Path, again: &[Input]) -> Result<u64, Error> {
        if !path.is_file() {
            return Ok(0);
        }
        let again: HashSet<&str> = again.iter().map(|input| &*input.name).collect();
        let stays = |line: &[u8]| {
            let fault: Option<Value> = serde_json::from_slice(line).ok();
            let file = fault.as_ref().and_then(|fault| fault.get("file")?.as_str());
            line.ends_with(b"\n") && file.is_some_and(|file| !again.contains(file))
        };
        let keep = || {
            let path = fs::canonicalize(path)?;
            let new = with_suffix(&path, ".new");
            let (mut from, mut to) = (BufReader::new(File::open(&path)?), BufWriter::new(File::create(&new)?));
            let (mut line, mut bytes) = (Vec::new(), 0);
            while from.read_until(b'\n', &mut line)? > 0 {
                if stays(&line) {
                    to.write_all(&line)?;
                    bytes += line.len() as u64;
                }
                line.clear();
            }
            to.flush()?;
            fs::rename(&new, &path)?;
            Ok(bytes)
        };
        keep().map_err(|error| Error::unwritable(&path.display().to_string(), error))
    }

    fn put(&mut self, fault: &Fault) -> Result<(), Error> {
        let mut line = fault.to_json();
        line.push('\n');
        self.file.write_all(line.as_bytes()).map_err(|error| Error::unwritable(&self.name, error))?;
        self.written += line.len() as u64;
        Ok(())
    }
}

/// Reads a batch into a sink, every item by `read`, on several threads.
///
/// `watch` hears of every item when it is done, with its fault if it has one. `signal` is looked at ten times
/// a second at least; what it holds other than nought ends the run.
///
/// # Errors
/// If what was read cannot be written, or threads cannot be had.
pub fn run(
    batch: Batch,
    read_item: impl Fn(Item) -> Done + Send + Sync + 'static,
    mut sink: Box<dyn Sink>,
    mut errors: Option<Errors>,
    signal: &AtomicUsize,
    watch: &mut dyn FnMut(&Progress, Option<&Fault>),
) -> Result<(Progress, Ended), Error> {
    let Batch { inputs, read, threads, limit, sample, fail_fast, max_errors, start } = batch;
    let mut progress = Progress { mark: start, ..Progress::default() };
    let mut written = Ok(());
    let mut ended = Ended::Done;
    let source = Items { inputs, read, limit, sample, skip: start.items };
    let mapped = ordered::map(
        threads,
        |item: &Item| item.body.size(),
        move |emit| source.emit(emit),
        read_item,
        |Done { input, made, words, laying, reading }| {
            let began = Instant::now();
            let before = progress.mark;
            progress.mark.items += 1;
            let fault = match made {
                Ok(made) => {
                    progress.articles += 1;
                    progress.words += words;
                    progress.laying += laying;
                    progress.reading += reading;
                    written = sink.put(input, made);
                    None
                }
                Err(fault) => {
                    let status = match fault.loss {
                        Loss::LeftOut => 0,
                        Loss::Record => FAILED,
                        Loss::Input => UNREADABLE,
                    };
                    progress.mark.failed += u64::from(status > 0);
                    progress.mark.status = progress.mark.status.max(status);
                    if let Some(errors) = &mut errors {
                        written = errors.put(&fault);
                        progress.mark.errors = errors.written;
                    }
                    Some(fault)
                }
            };
            let has_failed = fault.as_ref().is_some_and(|fault| fault.loss != Loss::LeftOut);
            let too_many = has_failed && (fail_fast || max_errors.is_some_and(|most| progress.mark.failed > most));
            if written.is_ok() {
                // A run that goes on from here meets the last fault again.
                let mark = if too_many { before } else { progress.mark };
                written = sink.mark(mark, too_many);
            }
            progress.writing += began.elapsed();
            watch(&progress, fault.as_ref());
            if too_many {
                ended = Ended::Faults;
            }
            if written.is_err() || too_many || sink.is_full() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
        &|| signal.load(Ordering::Relaxed) != 0,
    );
    written?;
    mapped.map_err(|error: io::Error| Error::new(error.to_string()))?;
    let signal = signal.load(Ordering::Relaxed);
    if ended == Ended::Done && signal != 0 {
        ended = Ended::Signal(signal);
        sink.mark(progress.mark, true)?;
    }
    if ended == Ended::Done {
        let began = Instant::now();
        sink.finish(progress.mark)?;
        progress.writing += began.elapsed();
    }
    Ok((progress, ended))
}

/// Items of inputs, as many of them as are wanted.
struct Items {
    inputs: Vec<Input>,
    read: ReadOptions,
    limit: Option<u64>,
    sample: Option<usize>,
    /// Done in an earlier run.
    skip: u64,
}

impl Items {
    fn emit(self, emit: &mut Emit<'_, Item>) -> ControlFlow<()> {
        let Self { inputs, read, limit, sample, mut skip } = self;
        let mut pass = |item: Item| {
            if skip > 0 {
                skip -= 1;
                return ControlFlow::Continue(());
            }
            emit(item)
        };
        let mut reservoir = sample.map(Reservoir::new);
        let mut taken = 0;
        let full = |taken: u64| limit.is_some_and(|limit| taken >= limit);
        for (index, input) in inputs.into_iter().enumerate() {
            if full(taken) {
                break;
            }
            let flow = items::read(input, index, &read, &mut |item| {
                if matches!(item.body, Body::Fault(..)) {
                    return pass(item);
                }
                if let Some(reservoir) = &mut reservoir {
                    reservoir.add(item);
                    return ControlFlow::Continue(());
                }
                taken += 1;
                pass(item)?;
                if full(taken) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            if flow.is_break() {
                return flow;
            }
        }
        let drawn = reservoir.map(Reservoir::drawn).unwrap_or_default();
        let most = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        drawn.into_iter().take(most).try_for_each(pass)
    }
}

/// A sample of a stream.
struct Reservoir {
    size: usize,
    seen: u64,
    state: u64,
    kept: Vec<(u64, Item)>,
}

impl Reservoir {
    fn new(size: usize) -> Self {
        Self { size, seen: 0, state: 0x5eed, kept: Vec::new() }
    }

    fn add(&mut self, item: Item) {
        let nth = self.seen;
        self.seen += 1;
        if self.kept.len() < self.size {
            return self.kept.push((nth, item));
        }
        // The remainder favours small numbers by less than one in ten billion.
        let at = usize::try_from(self.random() % self.seen).unwrap_or(usize::MAX);
        if let Some(place) = self.kept.get_mut(at) {
            *place = (nth, item);
        }
    }

    /// splitmix64, by Sebastiano Vigna.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn drawn(mut self) -> Vec<Item> {
        self.kept.sort_by_key(|(nth, _)| *nth);
        self.kept.into_iter().map(|(_, item)| item).collect()
    }
}

/// How many bytes the files among the inputs have; `None` if it cannot be said.
pub fn total(inputs: &[Input]) -> Option<u64> {
    inputs.iter().try_fold(0, |total, input| match &input.source {
        Source::Stdin => None,
        Source::Fault(_) | Source::LeftOut(_) => Some(total),
        Source::File(path) => Some(total + fs::metadata(path).map_or(0, |found| found.len())),
    })
}

/// The most memory this process has had, in bytes, where the system says.
pub fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn items(lines: usize, limit: Option<u64>, sample: Option<usize>, skip: u64) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("n.jsonl");
        fs::write(&file, "{}\n".repeat(lines)).unwrap();
        let inputs = crate::inputs::find(&[file], &[]);
        let mut ids = Vec::new();
        let _ = Items { inputs, read: ReadOptions::default(), limit, sample, skip }.emit(&mut |item| {
            ids.push(item.id.unwrap());
            ControlFlow::Continue(())
        });
        ids
    }

    #[test]
    fn a_limit_takes_the_first_and_a_start_skips_them() {
        assert_eq!(items(5, Some(2), None, 0), ["n#1", "n#2"]);
        assert_eq!(items(5, Some(3), None, 2), ["n#3"]);
        assert_eq!(items(5, None, None, 3), ["n#4", "n#5"]);
        assert_eq!(items(2, Some(9), None, 0).len(), 2);
    }

    #[test]
    fn a_sample_is_the_same_every_time_in_order_and_from_everywhere() {
        let sample = items(1000, None, Some(50), 0);
        assert_eq!(sample, items(1000, None, Some(50), 0));
        let numbers: Vec<usize> = sample.iter().map(|id| id[2..].parse().unwrap()).collect();
        assert!(numbers.is_sorted() && numbers.len() == 50);
        let mean = numbers.iter().sum::<usize>() / 50;
        assert!((350..650).contains(&mean), "{numbers:?}");
        assert_eq!(items(3, None, Some(50), 0).len(), 3);
        assert_eq!(items(1000, None, Some(50), 10), sample[10..]);
    }
}
