//! Paths on the command line to inputs: files, in order, with the ids their records fall back to.
//!
//! Folders are walked in sorted order, and so are patterns that the shell has left alone. What cannot
//! be read becomes an input all the same, one that says why, so that it is reported in its place and
//! the rest is read.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{self, Read as _},
    path::{Component, Path, PathBuf},
};

use globset::{GlobBuilder, GlobMatcher};

use crate::{
    fault::{Error, unreadable},
    kind::Kind,
};

/// Something to read, or the reason why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// For messages.
    pub name: String,
    /// What a record without an id of its own is called; `None` leaves it to the text.
    pub id: Option<String>,
    /// Where its bytes are.
    pub source: Source,
    /// Where it lies below the folder that was named; its name alone if it was named itself.
    pub below: PathBuf,
}

/// Where bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// Nowhere.
    Fault(String),
    /// In files that are not read; their kinds are listed.
    LeftOut(String),
}

/// Files of a folder or an archive that are not read, by kind.
#[derive(Debug, Default)]
pub(crate) struct LeftOut(BTreeMap<String, usize>);

impl LeftOut {
    /// Counts a file, unless its name begins with a dot.
    pub(crate) fn add(&mut self, path: &Path) {
        if is_hidden(path) {
            return;
        }
        let kind = path.extension().map(|extension| format!(".{}", extension.to_string_lossy().to_lowercase()));
        *self.0.entry(kind.unwrap_or_default()).or_default() += 1;
    }

    /// How many files of each kind, the most frequent first; `None` if there are none.
    pub(crate) fn told(&self) -> Option<String> {
        /// Kinds that are named.
        const NAMED: usize = 8;

        let mut kinds: Vec<(&str, usize)> = self.0.iter().map(|(kind, count)| (&**kind, *count)).collect();
        kinds.sort_by_key(|(_, count)| Reverse(*count));
        let all: usize = kinds.iter().map(|(_, count)| count).sum();
        let files = if all == 1 { "file" } else { "files" };
        let word = |(kind, count): &(&str, usize)| match *kind {
            "" => format!("{count} without an extension"),
            kind => format!("{count} {kind}"),
        };
        let mut words: Vec<String> = kinds.iter().take(NAMED).map(word).collect();
        let others = kinds.len().saturating_sub(NAMED);
        if others > 0 {
            words.push(format!("{others} other kinds"));
        }
        (all > 0).then(|| format!("{all} {files} of kinds that are not read: {}", words.join(", ")))
    }
}

/// What is said of a folder in which nothing was found.
const NOTHING: &str = "no .txt, .json, .jsonl, .csv, .html or other file of a known kind in this folder";

impl Input {
    /// One path as an input of its own, folder or not.
    pub fn of(path: &Path) -> Input {
        let below = path.file_name().map(PathBuf::from).unwrap_or_default();
        if path == Path::new("-") {
            return Input { name: "<stdin>".to_owned(), id: None, source: Source::Stdin, below: "stdin".into() };
        }
        Input { name: path.display().to_string(), id: None, source: Source::File(path.to_owned()), below }
    }

    fn fault(path: &Path, reason: impl Into<String>) -> Input {
        let source = Source::Fault(reason.into());
        Input { name: path.display().to_string(), id: None, source, below: PathBuf::new() }
    }
}

/// Whether what a path stands for may be many articles, whatever their number turns out to be.
pub fn is_many(path: &Path) -> bool {
    path.is_dir() || pattern(path).is_some()
}

/// Refuses an output that would replace an article: a file that is to be read too, or one in a folder
/// that is to be read. Records there, the output of an earlier run, may be replaced.
///
/// # Errors
/// If it would.
pub fn spare(paths: &[PathBuf], output: &Path) -> Result<(), Error> {
    let Ok(target) = fs::canonicalize(output) else { return Ok(()) };
    if !target.is_file() {
        return Ok(());
    }
    for path in paths {
        if pattern(path).is_some() {
            let is_target = |input: &Input| match &input.source {
                Source::File(file) => fs::canonicalize(file).is_ok_and(|file| file == target),
                _ => false,
            };
            if !holds_records(&target) && find(std::slice::from_ref(path), &[]).iter().any(is_target) {
                return Err(lost(output));
            }
            continue;
        }
        let Ok(input) = fs::canonicalize(path) else { continue };
        let below = target.starts_with(&input) && Kind::of_name(&target).is_some() && !holds_records(&target);
        if target == input || below || is_linked(&target, &input) {
            return Err(lost(output));
        }
    }
    Ok(())
}

/// Whether two names are of one file. Where the system does not say, they are of two.
fn is_linked(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;

        let number = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        number(one).is_some_and(|one| Some(one) == number(other))
    }
    #[cfg(not(unix))]
    {
        let _ = (one, other);
        false
    }
}

/// Where a file is or would be, whatever way its path takes there.
pub fn place(path: &Path) -> PathBuf {
    let folder = || path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = || Some(fs::canonicalize(folder()).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(new).unwrap_or_else(|| path.to_owned())
}

/// Why an output that is an input is not written.
pub(crate) fn lost(output: &Path) -> Error {
    Error::new(format!("{}: cannot be written: it is an input too, and would be lost", output.display()))
}

/// Whether a file is made by us, by its beginning, or is empty, as after a run that read nothing.
fn holds_records(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    start.retain(|byte| !byte.is_ascii_whitespace());
    let is_ours = start.starts_with(b"{\"schema_version\":") || start.starts_with(b"{\"file\":");
    read.is_ok() && (start.is_empty() || is_ours || start.starts_with(b"PAR1"))
}

/// The inputs that paths stand for. What lies at or below `skip`, our own output of an earlier run,
/// is not looked for in folders.
pub fn find(paths: &[PathBuf], skip: &[PathBuf]) -> Vec<Input> {
    let skip: Vec<_> = skip.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let skipped = |file: &Path| {
        !skip.is_empty() && fs::canonicalize(file).is_ok_and(|file| skip.iter().any(|skip| file.starts_with(skip)))
    };
    let mut found: Vec<Input> = Vec::new();
    for path in paths {
        let before = found.len();
        let add = |found: &mut Vec<Input>, mut input: Input, base: &Path| {
            let Source::File(file) = &input.source else { return found.push(input) };
            if !skipped(file) {
                input.below = file.strip_prefix(base).unwrap_or(file).to_owned();
                found.push(input);
            }
        };
        let mut left = LeftOut::default();
        if let Some((base, matcher)) = pattern(path) {
            let wild = path.iter().skip(base.iter().filter(|part| *part != ".").count());
            let hidden =
                wild.filter(|part| *part != "." && *part != "..").any(|part| part.as_encoded_bytes().starts_with(b"."));
            match_below(&base, &matcher, hidden, &mut left, &mut |input| add(&mut found, input, &base));
            if found.len() == before {
                found.push(Input::fault(path, "no file is called like that"));
            }
        } else if path.is_dir() {
            walk(path, &mut left, &mut |input| add(&mut found, input, path));
            if found.len() == before {
                let others = left.told().map(|told| format!(", but {told}")).unwrap_or_default();
                found.push(Input::fault(path, format!("{NOTHING}{others}")));
                left = LeftOut::default();
            }
        } else {
            let mut input = Input::of(path);
            // Equal names are told apart by the path as it was given.
            input.below.clone_from(path);
            found.push(input);
        }
        if let Some(told) = left.told() {
            let name = path.display().to_string();
            found.push(Input {
                name,
                id: None,
                source: Source::LeftOut(format!("left out {told}")),
                below: PathBuf::new(),
            });
        }
    }
    name(found)
}

/// The folder that a pattern starts from, and what matches it; `None` if the path is no pattern or
/// is that of a file.
fn pattern(path: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let text = path.to_str()?;
    let is_wild = |text: &str| text.contains(['*', '?', '[', '{']);
    if !is_wild(text) || fs::symlink_metadata(path).is_ok() {
        return None;
    }
    let text = text.strip_prefix("./").unwrap_or(text);
    let matcher = GlobBuilder::new(text).literal_separator(true).build().ok()?.compile_matcher();
    let base: PathBuf =
        Path::new(text).components().take_while(|part| !part.as_os_str().to_str().is_some_and(is_wild)).collect();
    Some((if base.as_os_str().is_empty() { PathBuf::from(".") } else { base }, matcher))
}

/// The names in a folder in their order.
fn names(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>()?;
    names.sort();
    Ok(names.into_iter().map(|name| if folder == Path::new(".") { name.into() } else { folder.join(name) }).collect())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Emits every file below a folder that matches, and what is in the folders that do.
fn match_below(folder: &Path, matcher: &GlobMatcher, hidden: bool, left: &mut LeftOut, emit: &mut dyn FnMut(Input)) {
    let paths = match names(folder) {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Err(error) => return emit(Input::fault(folder, unreadable(&error))),
    };
    for path in paths.into_iter().filter(|path| hidden || !is_hidden(path)) {
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        match (is_folder, matcher.is_match(&path)) {
            (true, true) => walk(&path, left, emit),
            (true, false) => match_below(&path, matcher, hidden, left, emit),
            (false, true) if path.is_file() => emit(Input::of(&path)),
            (false, _) => {}
        }
    }
}

/// Emits every article file below a folder, in the order of the names at each level.
fn walk(folder: &Path, left: &mut LeftOut, emit: &mut dyn FnMut(Input)) {
    let paths = match names(folder) {
        Ok(paths) => paths,
        Err(error) => return emit(Input::fault(folder, unreadable(&error))),
    };
    for path in paths.into_iter().filter(|path| !is_hidden(path)) {
        // What a run leaves beside its output that was cut short.
        let unfinished = path.to_str().is_some_and(|name| name.ends_with(".partial.json"));
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => walk(&path, left, emit),
            // Links to files are followed, links to folders are not: they may lead in a circle.
            _ if unfinished || path.is_dir() => {}
            _ if Kind::of_name(&path).is_none() => left.add(&path),
            Ok(found) if found.is_file() || path.is_file() => emit(Input::of(&path)),
            Ok(found) if found.is_symlink() => emit(Input::fault(&path, "cannot be read: leads nowhere")),
            // A named pipe or a device would be waited on for ever.
            Ok(_) => {}
            Err(error) => emit(Input::fault(&path, unreadable(&error))),
        }
    }
}

/// The name of a file without what says how it is packed and what is in it: `news` for `news.jsonl.gz`.
pub(crate) fn stem(path: &Path) -> String {
    let mut name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let mut inside = Kind::of_name(&name).is_some_and(Kind::is_wrapper);
    name.set_extension("");
    while inside && let Some(kind) = Kind::of_name(&name) {
        inside = kind.is_wrapper();
        name.set_extension("");
    }
    name.to_string_lossy().into_owned()
}

/// Gives every file an id: its stem, or the path below its folder where two have the same stem, or
/// the path from where we stand where two have the same of both.
fn name(mut found: Vec<Input>) -> Vec<Input> {
    let mut stems: HashMap<String, usize> = HashMap::new();
    let mut paths: HashMap<PathBuf, usize> = HashMap::new();
    for input in &found {
        if let Source::File(..) = input.source {
            *stems.entry(stem(&input.below)).or_default() += 1;
            *paths.entry(input.below.clone()).or_default() += 1;
        }
    }
    for input in &mut found {
        if let Source::File(path) = &input.source {
            let stem = stem(&input.below);
            input.id = Some(if stems.get(&stem) == Some(&1) {
                stem
            } else if paths.get(&input.below) == Some(&1) {
                slashed(&input.below)
            } else {
                slashed(path)
            });
        }
        // For outputs that mirror the inputs: nothing may lead out of their folder.
        input.below = input.below.components().filter(|part| matches!(part, Component::Normal(_))).collect();
    }
    found
}

/// A path with `/` between its parts on every system.
pub(crate) fn slashed(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Makes the files, finds what the paths stand for; gives file and id, or `!` and the reason.
    fn check(files: &[&str], paths: &[&str], expected: &[(&str, &str)]) {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let paths: Vec<_> = paths.iter().map(|path| root.path().join(path)).collect();
        let prefix = format!("{}/", root.path().display());
        let found: Vec<_> = find(&paths, &[])
            .into_iter()
            .map(|input| {
                let id = match input.source {
                    Source::Fault(reason) => format!("!{reason}"),
                    Source::LeftOut(told) => format!("-{told}"),
                    _ => input.id.unwrap().replace(&prefix, ""),
                };
                (input.name.replace(&prefix, ""), id)
            })
            .collect();
        let expected: Vec<_> = expected.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn walks_folders_in_sorted_order_for_article_files() {
        check(
            &[
                "news/b.txt",
                "news/a/z.JSONL",
                "news/a/y.json",
                "news/a.txt",
                "news/.c.txt",
                "news/.git/d.txt",
                "news/e.md",
            ],
            &["news"],
            &[
                ("news/a/y.json", "y"),
                ("news/a/z.JSONL", "z"),
                ("news/a.txt", "a"),
                ("news/b.txt", "b"),
                ("news", "-left out 1 file of kinds that are not read: 1 .md"),
            ],
        );
    }

    #[test]
    fn takes_files_that_are_named_as_they_are_in_the_order_given() {
        check(&["b.md", ".a.txt"], &["b.md", ".a.txt"], &[("b.md", "b"), (".a.txt", ".a")]);
    }

    #[test]
    fn equal_stems_get_the_path_below_the_folder_else_the_whole_path() {
        check(
            &["news/mon/lead.txt", "news/tue/lead.txt", "news/tue/sport.txt"],
            &["news"],
            &[
                ("news/mon/lead.txt", "mon/lead.txt"),
                ("news/tue/lead.txt", "tue/lead.txt"),
                ("news/tue/sport.txt", "sport"),
            ],
        );
        check(
            &["mon/lead.txt", "tue/lead.txt"],
            &["mon", "tue"],
            &[("mon/lead.txt", "mon/lead.txt"), ("tue/lead.txt", "tue/lead.txt")],
        );
    }

    #[test]
    fn a_folder_without_articles_is_a_fault_in_its_place() {
        let fault = &*format!("!{NOTHING}, but 1 file of kinds that are not read: 1 .md");
        check(
            &["a.txt", "none/x.md", "b.txt"],
            &["a.txt", "none", "b.txt"],
            &[("a.txt", "a"), ("none", fault), ("b.txt", "b")],
        );
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_to_files_but_not_to_folders() {
        use std::os::unix::fs::symlink;

        let root = tempfile::tempdir().unwrap();
        let news = root.path().join("news");
        fs::create_dir(&news).unwrap();
        fs::write(root.path().join("real.txt"), "").unwrap();
        symlink(&news, news.join("circle")).unwrap();
        symlink(&news, news.join("circle.txt")).unwrap();
        symlink(root.path().join("real.txt"), news.join("linked.txt")).unwrap();
        symlink(root.path().join("gone.txt"), news.join("dangling.txt")).unwrap();
        let ends: Vec<_> = find(&[news], &[]).into_iter().map(|input| (input.id, input.source)).collect();
        assert!(
            matches!(&ends[..], [(None, Source::Fault(_)), (Some(id), Source::File(..))] if id == "linked"),
            "{ends:?}"
        );
    }

    #[test]
    fn passes_over_its_own_output_in_a_folder() {
        let root = tempfile::tempdir().unwrap();
        for file in ["a.txt", "out.jsonl"] {
            fs::write(root.path().join(file), "").unwrap();
        }
        let ids = |skip: &[PathBuf]| {
            find(&[root.path().to_owned()], skip).into_iter().filter_map(|input| input.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[]), ["a", "out"]);
        assert_eq!(ids(&[root.path().join("out.jsonl")]), ["a"]);
    }

    #[test]
    fn patterns_are_matched_below_the_folder_they_start_from() {
        let files =
            ["news/a.txt", "news/mon/b.txt", "news/mon/deep/c.txt", "news/mon/d.md", "news/.e.txt", "news/x[1].txt"];
        check(
            &files,
            &["news/**/*.txt"],
            &[("news/a.txt", "a"), ("news/mon/b.txt", "b"), ("news/mon/deep/c.txt", "c"), ("news/x[1].txt", "x[1]")],
        );
        check(&files, &["news/*/?.{md,txt}"], &[("news/mon/b.txt", "b"), ("news/mon/d.md", "d")]);
        let left = "-left out 1 file of kinds that are not read: 1 .md";
        check(&files, &["news/m*"], &[("news/mon/b.txt", "b"), ("news/mon/deep/c.txt", "c"), ("news/m*", left)]);
        check(&files, &["news/*.html"], &[("news/*.html", "!no file is called like that")]);
        // A file of that very name is no pattern.
        check(&files, &["news/x[1].txt"], &[("news/x[1].txt", "x[1]")]);
    }

    #[test]
    fn what_is_left_out_of_a_folder_is_said() {
        let files =
            ["news/a.txt", "news/b.pdf", "news/mon/c.pdf", "news/mon/d.docx", "news/.hidden.pdf", "other/e.pdf"];
        let told = "-left out 3 files of kinds that are not read: 2 .pdf, 1 .docx";
        check(&files, &["news"], &[("news/a.txt", "a"), ("news", told)]);
        check(&files, &["news/b.pdf"], &[("news/b.pdf", "b")]);
        check(&files, &["news/*.txt"], &[("news/a.txt", "a")]);
        let nothing = format!("!{NOTHING}, but 1 file of kinds that are not read: 1 .pdf");
        check(&files, &["other"], &[("other", &nothing)]);
    }

    #[test]
    fn what_packs_a_file_is_no_part_of_its_stem() {
        for (name, expected) in
            [("news.jsonl.gz", "news"), ("a.b.txt", "a.b"), ("a.tar.gz", "a"), ("a.v2.zip", "a.v2"), (".a.txt", ".a")]
        {
            assert_eq!(stem(Path::new(name)), expected);
        }
    }
}
