//! What a run has done, on disk, so that another can go on from there.
//!
//! `FILE.partial.json` stands beside `FILE.partial`. Its first line says what the run is (version, model,
//! settings, inputs), written whole by a rename; the others are marks, a line each: so many items are
//! done, and at that point the output and the file of errors had so many bytes. A mark is written when
//! what it speaks of has been handed to the system, so a process that is killed at any moment leaves a
//! last whole mark that is true; what was written after it is cut off and read again. Every few seconds the
//! output is also forced to disk before its mark, which is what most losses of power need.
//!
//! A folder of outputs, each of which appears whole, needs no marks: `DIR/.inquit.json` says what run its files are of, and
//! stays. Its inputs may change, so that a folder that grows can be read again and again.
//!
//! Left out: runs that read standard input, and outputs whose beginning depends on their end.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::{
    fault::Error,
    inputs::{Input, Source},
    output::{Output, with_suffix},
};

/// How long at most what is done goes unmarked.
const OFTEN: Duration = Duration::from_millis(100);
/// How long at most what is done is not forced to disk.
const SELDOM: Duration = Duration::from_secs(5);
/// The most bytes a journal has before it is written anew with its last mark alone.
const LONG: usize = 4 << 20;
/// What a folder's run is, in the folder.
const OF_FOLDER: &str = ".inquit.json";
/// So many inputs are named one by one; of more only the digest is kept.
const NAMED: usize = 10_000;

/// What a run is, whatever it reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The version of this program.
    pub version: String,
    /// The model's name and digest.
    pub model: String,
    /// What was asked for, by the name of the flag.
    pub settings: Map<String, Value>,
}

/// Whatever a run's output depends on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// What it is.
    #[serde(flatten)]
    pub run: Run,
    /// How many inputs there are.
    pub n_inputs: usize,
    /// The digest of their names, sizes and times.
    pub digest: String,
    /// The inputs, with size and time, unless they are too many.
    pub inputs: Vec<String>,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Items done, failed ones included.
    pub items: u64,
    /// Failed ones among them.
    pub failed: u64,
    /// The exit status so far.
    pub status: u8,
    /// Bytes of the output.
    pub output: u64,
    /// Bytes of the file of errors.
    pub errors: u64,
    /// Whether nothing is left to do but to give the output its name.
    pub done: bool,
}

/// Writes marks.
pub struct Journal {
    file: File,
    path: PathBuf,
    /// The first line, with its end.
    header: String,
    length: usize,
    marked: Instant,
    forced: Instant,
}

/// Where to begin.
pub enum Start {
    /// At this mark.
    At(Output, Journal, Mark),
    /// Nowhere: the run came to its end, all but the last step of it, which has been taken now.
    Finished(Mark),
}

impl Header {
    /// What a run is that reads these inputs.
    pub fn new(run: Run, inputs: &[Input]) -> Self {
        let mut named = Vec::new();
        let mut digest = Sha256::new();
        for input in inputs {
            let line = fingerprint(input);
            digest.update(line.as_bytes());
            digest.update(b"\n");
            if inputs.len() <= NAMED {
                named.push(line);
            }
        }
        let digest = hexadecimal(&digest.finalize());
        Self { run, n_inputs: inputs.len(), digest, inputs: named }
    }

    /// Why a run of this kind cannot go on where one of that kind has ended.
    fn differs(&self, before: &Header) -> Option<String> {
        if let Some(other) = self.run.differs_in_program(&before.run) {
            return Some(other);
        }
        if self.digest != before.digest {
            let changed = before.inputs.iter().find(|input| !self.inputs.contains(input));
            let added = self.inputs.iter().find(|input| !before.inputs.contains(input));
            let name = |input: &String| input.split('\t').next().unwrap_or_default().to_owned();
            return Some(match changed.or(added).map(name) {
                Some(name) if self.n_inputs == before.n_inputs => format!("the input {name} has changed since"),
                Some(name) => format!("the inputs are others now: {name}"),
                None => format!("the inputs have changed since: {} then, {} now", before.n_inputs, self.n_inputs),
            });
        }
        self.run.differs_in_settings(&before.run)
    }
}

impl Run {
    /// What tells it from another.
    fn differs(&self, before: &Run) -> Option<String> {
        self.differs_in_program(before).or_else(|| self.differs_in_settings(before))
    }

    fn differs_in_program(&self, before: &Run) -> Option<String> {
        if self.version != before.version {
            return Some(format!("it was begun by inquit {}, this is {}", before.version, self.version));
        }
        (self.model != before.model)
            .then(|| format!("it was begun with the model {}, this is {}", before.model, self.model))
    }

    fn differs_in_settings(&self, before: &Run) -> Option<String> {
        let shown =
            |value: Option<&Value>| value.filter(|value| !value.is_null()).map_or("none".to_owned(), Value::to_string);
        self.settings.keys().chain(before.settings.keys()).find_map(|key| {
            let (now, then) = (self.settings.get(key), before.settings.get(key));
            (now != then).then(|| format!("`{key}` was {} then, and is {} now", shown(then), shown(now)))
        })
    }

    /// Begins to write to a folder, which from then on says what its files are of.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn begin_in(&self, folder: &Path) -> Result<(), Error> {
        let path = folder.join(OF_FOLDER);
        let written = fs::create_dir_all(folder)
            .and_then(|()| whole(&path, &(serde_json::to_string(self).map_err(io::Error::other)? + "\n")));
        written.map(drop).map_err(|error| Error::unwritable(&path.display().to_string(), error))
    }

    /// Goes on in a folder, which has files of this run's inputs or not.
    ///
    /// # Errors
    /// If its files are of another run, or of nobody knows which; if it cannot be written.
    pub fn resume_in(&self, folder: &Path, has_files: bool) -> Result<(), Error> {
        let refused = |reason: &str| Err(refused(folder, reason));
        match fs::read_to_string(folder.join(OF_FOLDER)) {
            Ok(text) => match serde_json::from_str::<Run>(&text) {
                Ok(before) => self.differs(&before).map_or(Ok(()), |difference| refused(&difference)),
                Err(_) => refused(&format!("{OF_FOLDER} does not say what its files are of")),
            },
            Err(_) if has_files => refused(&format!("there is no {OF_FOLDER} that says what its files are of")),
            Err(_) => self.begin_in(folder),
        }
    }
}

impl Journal {
    /// Begins a run that writes to a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn begin(output: &Path, header: &Header) -> Result<Start, Error> {
        let path = journal_of(output);
        // Whoever is writing it is asked first.
        let mut opened = Output::partial(output, None)?;
        // A journal beside an output that it does not speak of would be worse than none.
        let unmarked = match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
        unmarked.map_err(|error| Error::unwritable(&path.display().to_string(), error))?;
        opened.clear()?;
        let header = serde_json::to_string(header).map_err(|error| Error::new(error.to_string()))? + "\n";
        let file = whole(&path, &header).map_err(|error| Error::unwritable(&path.display().to_string(), error))?;
        let length = header.len();
        Ok(Start::At(opened, Self::new(file, path, header, length), Mark::default()))
    }

    /// Goes on with a run that was cut short, or begins it if there is none.
    ///
    /// # Errors
    /// If the run was another one, or it cannot be written.
    pub fn resume(output: &Path, header: &Header, errors: Option<&Path>) -> Result<Start, Error> {
        let path = journal_of(output);
        let Ok(text) = fs::read_to_string(&path) else { return Self::begin(output, header) };
        let Some((first, rest)) = text.split_once('\n') else { return Self::begin(output, header) };
        let before: Header = serde_json::from_str(first).map_err(|_| {
            Error::new(format!("{}: is no journal of a run; begin anew without --resume", path.display()))
        })?;
        if let Some(difference) = header.differs(&before) {
            return Err(refused(output, &difference));
        }
        let length = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
        let target = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
        let partial = with_suffix(&target, ".partial");
        let (written, told) = (length(&partial), errors.map_or(0, length));
        if !partial.exists() {
            let last = rest.lines().last().and_then(|line| serde_json::from_str::<Mark>(line).ok());
            let Some(last) = last.filter(|last| last.done && length(&target) == last.output) else {
                return Self::begin(output, header);
            };
            let _ = fs::remove_file(&path);
            return Ok(Start::Finished(last));
        }
        let (mut mark, mut used) = (Mark::default(), first.len() + 1);
        for line in rest.split_inclusive('\n') {
            // The last line may be half a one.
            let Ok(found) = serde_json::from_str::<Mark>(line) else { break };
            if !line.ends_with('\n') || found.errors > told {
                break;
            }
            if found.output > written {
                break;
            }
            (mark, used) = (found, used + line.len());
        }
        let opened = Output::partial(output, Some(mark.output))?;
        let append = || {
            let file = OpenOptions::new().append(true).open(&path)?;
            file.set_len(used as u64)?;
            Ok(file)
        };
        let file = append().map_err(|error| Error::unwritable(&path.display().to_string(), error))?;
        let journal = Self::new(file, path, format!("{first}\n"), used);
        Ok(Start::At(opened, journal, Mark { done: false, ..mark }))
    }

    fn new(file: File, path: PathBuf, header: String, length: usize) -> Self {
        let now = Instant::now();
        Self { file, path, header, length, marked: now, forced: now }
    }

    /// Marks how far the run has come, if it is time to or it `must` be.
    ///
    /// # Errors
    /// If the output or the mark cannot be written.
    pub fn mark(&mut self, output: &mut Output, mark: Mark, must: bool) -> Result<(), Error> {
        if !must && self.marked.elapsed() < OFTEN {
            return Ok(());
        }
        let force = must || self.forced.elapsed() >= SELDOM;
        output.flush_all(force)?;
        let mark = Mark { output: output.written(), ..mark };
        let mut line = serde_json::to_string(&mark).unwrap_or_default();
        line.push('\n');
        let name = || self.path.display().to_string();
        if self.length > LONG {
            let text = format!("{}{line}", self.header);
            self.file = whole(&self.path, &text).map_err(|error| Error::unwritable(&name(), error))?;
            self.length = text.len();
        } else {
            self.file.write_all(line.as_bytes()).map_err(|error| Error::unwritable(&name(), error))?;
            self.length += line.len();
        }
        self.marked = Instant::now();
        if force {
            self.forced = self.marked;
        }
        Ok(())
    }

    /// Ends the run: the output gets its name, and the journal goes.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(mut self, mut output: Output, mark: Mark) -> Result<(), Error> {
        self.mark(&mut output, Mark { done: true, ..mark }, true)?;
        output.finish()?;
        let _ = fs::remove_file(&self.path);
        Ok(())
    }
}

/// Why a run does not go on with an output.
fn refused(output: &Path, reason: &str) -> Error {
    Error::new(format!("{}: cannot be resumed: {reason}; begin anew without --resume", output.display()))
}

/// Writes a file that is there whole or not at all.
fn whole(path: &Path, text: &str) -> io::Result<File> {
    let new = with_suffix(path, ".new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    Ok(file)
}

/// The journal of an output.
pub(crate) fn journal_of(output: &Path) -> PathBuf {
    let target = fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
    with_suffix(&target, ".partial.json")
}

/// Sixty-four hexadecimal digits of SHA-256.
pub fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Name, size and time of an input, parted by tabs.
fn fingerprint(input: &Input) -> String {
    match &input.source {
        Source::Stdin => input.name.clone(),
        Source::Fault(reason) | Source::LeftOut(reason) => format!("{}\t{reason}", input.name),
        Source::File(path) => {
            let found = fs::metadata(path).ok();
            let time = found.as_ref().and_then(|found| found.modified().ok());
            let time = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |time| time.as_nanos());
            format!("{}\t{}\t{time}", input.name, found.map_or(0, |found| found.len()))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn run() -> Run {
        Run { version: "1.0.0".to_owned(), model: "m".to_owned(), settings: Map::new() }
    }

    fn header() -> Header {
        Header::new(run(), &[])
    }

    fn mark(items: u64) -> Mark {
        Mark { items, ..Mark::default() }
    }

    /// Writes two lines with a mark after each and is then killed.
    fn killed(target: &Path) {
        let Start::At(mut output, mut journal, _) = Journal::begin(target, &header()).unwrap() else { panic!() };
        for items in 1..=2 {
            output.line("line").unwrap();
            journal.mark(&mut output, mark(items), true).unwrap();
        }
        output.line("not marked").unwrap();
        output.flush_all(false).unwrap();
    }

    fn check(spoil: impl Fn(&Path, &Path), items: u64, bytes: &str) {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        killed(&target);
        spoil(&folder.path().join("out.jsonl.partial"), &folder.path().join("out.jsonl.partial.json"));
        let Start::At(output, journal, found) = Journal::resume(&target, &header(), None).unwrap() else { panic!() };
        assert_eq!((found.items, found.output), (items, bytes.len() as u64));
        journal.finish(output, found).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), bytes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    fn cut(path: &Path, bytes: u64) {
        let file = OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() - bytes).unwrap();
    }

    #[test]
    fn goes_on_from_the_last_mark_that_is_true() {
        check(|_, _| {}, 2, "line\nline\n");
        // Half a mark.
        check(|_, journal| cut(journal, 3), 1, "line\n");
        // An output shorter than its last mark says.
        check(|partial, _| cut(partial, 13), 1, "line\n");
        check(|_, journal| fs::remove_file(journal).unwrap(), 0, "");
        check(|partial, _| fs::remove_file(partial).unwrap(), 0, "");
    }

    #[test]
    fn takes_the_last_step_of_a_run_that_was_killed_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        killed(&target);
        fs::rename(folder.path().join("out.jsonl.partial"), &target).unwrap();
        let done = Mark { output: fs::metadata(&target).unwrap().len(), done: true, ..mark(3) };
        let mut journal = OpenOptions::new().append(true).open(journal_of(&target)).unwrap();
        writeln!(journal, "{}", serde_json::to_string(&done).unwrap()).unwrap();
        assert!(matches!(Journal::resume(&target, &header(), None).unwrap(), Start::Finished(found) if found == done));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_long_run_does_not_make_a_long_journal() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        let Start::At(mut output, mut journal, _) = Journal::begin(&target, &header()).unwrap() else { panic!() };
        journal.length = LONG;
        for items in 1..=3 {
            output.line("line").unwrap();
            journal.mark(&mut output, mark(items), true).unwrap();
        }
        drop((output, journal));
        assert_eq!(fs::read_to_string(journal_of(&target)).unwrap().lines().count(), 3);
        let Start::At(_, _, found) = Journal::resume(&target, &header(), None).unwrap() else { panic!() };
        assert_eq!((found.items, found.output), (3, 15));
    }

    #[test]
    fn another_run_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        killed(&target);
        let settings = Map::from_iter([("offsets".to_owned(), "byte".into())]);
        let of = |run| Header { run, ..header() };
        for (header, reason) in [
            (of(Run { version: "2".to_owned(), ..run() }), "it was begun by inquit 1.0.0, this is 2"),
            (of(Run { model: "n".to_owned(), ..run() }), "it was begun with the model m, this is n"),
            (of(Run { settings, ..run() }), "`offsets` was none then, and is \"byte\" now"),
            (
                Header { digest: "x".to_owned(), n_inputs: 3, ..header() },
                "the inputs have changed since: 0 then, 3 now",
            ),
        ] {
            let error = Journal::resume(&target, &header, None).err().unwrap().to_string();
            assert!(error.contains(&format!("out.jsonl: cannot be resumed: {reason}; begin anew")), "{error}");
        }
    }

    #[test]
    fn a_folder_says_what_its_files_are_of() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("a/tree");
        run().resume_in(&tree, false).unwrap();
        run().resume_in(&tree, true).unwrap();
        let other = Run { model: "n".to_owned(), ..run() };
        let check = |run: &Run, reason: &str| {
            let error = run.resume_in(&tree, true).err().unwrap().to_string();
            assert!(error.contains(&format!("tree: cannot be resumed: {reason}; begin anew")), "{error}");
        };
        check(&other, "it was begun with the model m, this is n");
        other.begin_in(&tree).unwrap();
        check(&run(), "it was begun with the model n, this is m");
        fs::write(tree.join(OF_FOLDER), "{").unwrap();
        check(&run(), ".inquit.json does not say what its files are of");
        fs::remove_file(tree.join(OF_FOLDER)).unwrap();
        check(&run(), "there is no .inquit.json that says what its files are of");
        assert_eq!(fs::read_dir(&tree).unwrap().count(), 0);
    }

    #[test]
    fn two_runs_do_not_write_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out.jsonl");
        let first = Output::partial(&target, Some(0)).unwrap();
        let error = Output::partial(&target, Some(0)).err().unwrap().to_string();
        assert!(error.ends_with("out.jsonl: cannot be written: another run is writing it"), "{error}");
        drop(first);
        assert!(Output::partial(&target, Some(0)).is_ok());
    }
}
