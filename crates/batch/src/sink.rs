//! What was made of the items, in their order, to where it belongs.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use crate::{
    fault::Error,
    form::Made,
    inputs::{Input, Source, lost, slashed, stem},
    journal::{Journal, Mark},
    output::Output,
};

/// Where records go.
pub trait Sink {
    /// Takes a record of an input, of which there may be others.
    ///
    /// # Errors
    /// If it cannot be written.
    fn put(&mut self, input: usize, made: Made) -> Result<(), Error>;

    /// Hears how far the run has come; it `must` take note where the run ends before its time.
    ///
    /// # Errors
    /// If that cannot be noted.
    fn mark(&mut self, mark: Mark, must: bool) -> Result<(), Error> {
        let _ = (mark, must);
        Ok(())
    }

    /// Whether no more is wanted, which ends the run as if there were no more.
    fn is_full(&self) -> bool {
        false
    }

    /// Ends.
    ///
    /// # Errors
    /// If what was held back cannot be written.
    fn finish(self: Box<Self>, mark: Mark) -> Result<(), Error>;
}

/// One output for everything.
pub struct OneFile {
    output: Output,
    journal: Option<Journal>,
}

impl OneFile {
    /// An output that begins with `head`, unless a journal has it begun already.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn new(mut output: Output, journal: Option<Journal>, head: &[u8]) -> Result<Self, Error> {
        if output.written() == 0 {
            output.put(head)?;
        }
        Ok(Self { output, journal })
    }
}

impl Sink for OneFile {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        match made {
            Made::Bytes(bytes) => self.output.put(&bytes),
            Made::Record(record) => self.output.line(&record.to_json()),
        }
    }

    fn mark(&mut self, mark: Mark, must: bool) -> Result<(), Error> {
        match &mut self.journal {
            Some(journal) => journal.mark(&mut self.output, mark, must),
            None => Ok(()),
        }
    }

    fn finish(self: Box<Self>, mark: Mark) -> Result<(), Error> {
        match self.journal {
            Some(journal) => journal.finish(self.output, mark),
            None => self.output.finish(),
        }
    }
}

/// An output for every input that has records; each appears when it is whole.
pub struct Tree {
    files: Vec<PathBuf>,
    head: Vec<u8>,
    current: Option<(usize, Output)>,
}

impl Tree {
    /// Outputs by the number of their input.
    pub fn new(files: Vec<PathBuf>, head: Vec<u8>) -> Self {
        Self { files, head, current: None }
    }

    fn close(&mut self) -> Result<(), Error> {
        self.current.take().map_or(Ok(()), |(_, output)| output.finish())
    }
}

impl Sink for Tree {
    fn put(&mut self, input: usize, made: Made) -> Result<(), Error> {
        if self.current.as_ref().is_none_or(|(current, _)| *current != input) {
            self.close()?;
            let Some(file) = self.files.get(input) else { return Err(Error::new("an input without an output")) };
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder).map_err(|error| Error::unwritable(&folder.display().to_string(), error))?;
            }
            let mut output = Output::open(Some(file))?;
            output.put(&self.head)?;
            self.current = Some((input, output));
        }
        let Some((_, output)) = &mut self.current else { return Ok(()) };
        match made {
            Made::Bytes(bytes) => output.put(&bytes),
            Made::Record(record) => output.line(&record.to_json()),
        }
    }

    fn finish(mut self: Box<Self>, _: Mark) -> Result<(), Error> {
        self.close()
    }
}

/// The output of every input below a folder: where it lies itself if the folders are kept, else under
/// its id. Files that would only differ in what they hold keep their whole names.
///
/// # Errors
/// If two inputs would have the same output, or an output would replace an input.
pub fn files(inputs: &[Input], folder: &Path, keep_folders: bool, extension: &str) -> Result<Vec<PathBuf>, Error> {
    let short = |input: &Input| -> PathBuf {
        match (&input.source, &input.id) {
            (Source::File(_), Some(_)) if keep_folders => input.below.with_file_name(stem(&input.below)),
            (Source::File(_), Some(id)) => id.trim_start_matches(['/', '.']).replace(['/', '\\'], "-").into(),
            _ => "stdin".into(),
        }
    };
    let long = |input: &Input| if keep_folders { input.below.clone() } else { short(input) };
    let is_read = |input: &&Input| !matches!(input.source, Source::Fault(_) | Source::LeftOut(_));
    let mut counts = HashMap::<PathBuf, usize>::new();
    for input in inputs.iter().filter(is_read) {
        *counts.entry(short(input)).or_default() += 1;
    }
    let mut taken = HashMap::<PathBuf, &Input>::new();
    let mut files = Vec::with_capacity(inputs.len());
    for input in inputs {
        let below = if counts.get(&short(input)).is_some_and(|count| *count > 1) { long(input) } else { short(input) };
        let mut file = folder.join(below).into_os_string();
        file.push(".");
        file.push(extension);
        let file = PathBuf::from(file);
        if is_read(&input)
            && let Some(other) = taken.insert(file.clone(), input)
        {
            let (file, other, name) = (slashed(&file), &other.name, &input.name);
            let advice = if keep_folders { "" } else { "; --keep-dirs tells them apart" };
            return Err(Error::new(format!("{file}: {other} and {name} would both be written to it{advice}")));
        }
        files.push(file);
    }
    let inside: HashSet<PathBuf> = inputs
        .iter()
        .filter_map(|input| if let Source::File(path) = &input.source { fs::canonicalize(path).ok() } else { None })
        .collect();
    for file in &files {
        if fs::canonicalize(file).is_ok_and(|file| inside.contains(&file)) {
            return Err(lost(file));
        }
    }
    Ok(files)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(inputs: &[(&str, &str)], keep: bool, expected: &[&str]) {
        let inputs: Vec<_> = inputs
            .iter()
            .map(|(below, id)| Input { id: Some((*id).to_owned()), below: below.into(), ..Input::of(Path::new(below)) })
            .collect();
        let files = files(&inputs, Path::new("out"), keep, "jsonl");
        let files = files
            .map_or_else(|error| vec![error.to_string()], |files| files.iter().map(|file| slashed(file)).collect());
        assert_eq!(files, expected);
    }

    #[test]
    fn mirrors_the_folders_of_the_inputs() {
        check(
            &[("mon/a.txt", "mon/a.txt"), ("tue/a.txt", "tue/a.txt"), ("b.jsonl.gz", "b")],
            true,
            &["out/mon/a.jsonl", "out/tue/a.jsonl", "out/b.jsonl"],
        );
        check(&[("a.txt", "a.txt"), ("a.json", "a.json")], true, &["out/a.txt.jsonl", "out/a.json.jsonl"]);
    }

    #[test]
    fn names_files_by_their_ids() {
        check(&[("mon/a.txt", "mon/a.txt"), ("b.txt", "b")], false, &["out/mon-a.txt.jsonl", "out/b.jsonl"]);
        check(
            &[("x/a-b", "x/a-b"), ("x-a-b", "x-a-b")],
            false,
            &["out/x-a-b.jsonl: x/a-b and x-a-b would both be written to it; --keep-dirs tells them apart"],
        );
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        check(&[("../../a.txt", "../../a.txt")], false, &["out/a.txt.jsonl"]);
    }
}
