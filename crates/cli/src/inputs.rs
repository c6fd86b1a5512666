//! Paths on the command line to inputs: files, in order, with the ids their records fall back to.
//!
//! Folders are walked in sorted order. What cannot be read becomes an input all the same, one that
//! says why, so that it is reported in its place and the rest is read.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

use crate::complaint;

/// Something to read, or the reason why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Input {
    /// For messages.
    pub(crate) name: String,
    /// What a record without an id of its own is called; `None` leaves it to the text.
    pub(crate) id: Option<String>,
    /// Where its bytes are.
    pub(crate) source: Source,
}

/// Where bytes are, and what is known of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf, Format),
    /// Nowhere.
    Fault(String),
}

/// What a file's name says of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// An article.
    Text,
    /// A record, an array of records, or a record a line.
    Json,
    /// A record a line.
    JsonLines,
    /// Records if it begins with `{` or `[{`, else an article.
    Unknown,
}

impl Format {
    fn of(path: &Path) -> Format {
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        match &*extension {
            "txt" => Format::Text,
            "json" => Format::Json,
            "jsonl" | "ndjson" => Format::JsonLines,
            _ => Format::Unknown,
        }
    }
}

impl Input {
    /// One path as an input of its own, folder or not.
    pub(crate) fn of(path: &Path) -> Input {
        if path == Path::new("-") {
            return Input { name: "<stdin>".to_owned(), id: None, source: Source::Stdin };
        }
        let source = Source::File(path.to_owned(), Format::of(path));
        Input { name: path.display().to_string(), id: None, source }
    }

    fn fault(path: &Path, reason: impl Into<String>) -> Input {
        Input { name: path.display().to_string(), id: None, source: Source::Fault(reason.into()) }
    }
}

/// A message for what the file system refuses.
pub(crate) fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {}", complaint::reason(error))
}

/// Refuses an output that would replace an article: a file that is to be read too, or one in a folder
/// that is to be read. Records there, the output of an earlier run, may be replaced.
///
/// # Errors
/// If it would.
pub(crate) fn spare(paths: &[PathBuf], output: &Path) -> Result<()> {
    let Ok(target) = fs::canonicalize(output) else { return Ok(()) };
    if !target.is_file() {
        return Ok(());
    }
    for path in paths {
        let Ok(input) = fs::canonicalize(path) else { continue };
        let below = target.starts_with(&input) && Format::of(&target) != Format::Unknown && !holds_records(&target);
        if target == input || below {
            bail!("{}: cannot be written: it is an input too, and would be lost", output.display());
        }
    }
    Ok(())
}

/// Whether a file begins like a record of ours, or is empty, as after a run that read nothing.
fn holds_records(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(64).read_to_end(&mut start));
    start.retain(|byte| !byte.is_ascii_whitespace());
    read.is_ok() && (start.is_empty() || start.starts_with(b"{\"schema_version\":"))
}

/// The inputs that paths stand for. A file at `skip`, our own output of an earlier run, is not
/// looked for in folders.
pub(crate) fn find(paths: &[PathBuf], skip: Option<&Path>) -> Vec<Input> {
    let skip = skip.and_then(|path| fs::canonicalize(path).ok());
    let mut found: Vec<(Input, PathBuf)> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push((Input::of(path), path.clone()));
            continue;
        }
        let before = found.len();
        walk(path, &mut |input| {
            let Source::File(file, _) = &input.source else { return found.push((input, PathBuf::new())) };
            if skip.as_ref().is_none_or(|skip| fs::canonicalize(file).ok().as_ref() != Some(skip)) {
                let below = file.strip_prefix(path).unwrap_or(file).to_owned();
                found.push((input, below));
            }
        });
        if found.len() == before {
            found.push((Input::fault(path, "no .txt, .json, .jsonl or .ndjson file in this folder"), PathBuf::new()));
        }
    }
    name(found)
}

/// Emits every article file below a folder, in the order of the names at each level.
fn walk(folder: &Path, emit: &mut dyn FnMut(Input)) {
    let list = || fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<Vec<_>>>();
    let mut names = match list() {
        Ok(names) => names,
        Err(error) => return emit(Input::fault(folder, unreadable(&error))),
    };
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.sort();
    for name in names {
        let path = folder.join(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => walk(&path, emit),
            // Links to files are followed, links to folders are not: they may lead in a circle.
            _ if Format::of(&path) == Format::Unknown || path.is_dir() => {}
            Ok(found) if found.is_file() || path.is_file() => emit(Input::of(&path)),
            Ok(found) if found.is_symlink() => emit(Input::fault(&path, "cannot be read: leads nowhere")),
            // A named pipe or a device would be waited on for ever.
            Ok(_) => {}
            Err(error) => emit(Input::fault(&path, unreadable(&error))),
        }
    }
}

/// Gives every file an id: its stem, or the path below its folder where two have the same stem, or
/// the path from where we stand where two have the same of both.
fn name(found: Vec<(Input, PathBuf)>) -> Vec<Input> {
    let stem = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let mut stems: HashMap<String, usize> = HashMap::new();
    let mut paths: HashMap<PathBuf, usize> = HashMap::new();
    for (input, below) in &found {
        if let Source::File(..) = input.source {
            *stems.entry(stem(below)).or_default() += 1;
            *paths.entry(below.clone()).or_default() += 1;
        }
    }
    let named = found.into_iter().map(|(mut input, below)| {
        if let Source::File(path, _) = &input.source {
            let stem = stem(&below);
            input.id = Some(if stems.get(&stem) == Some(&1) {
                stem
            } else if paths.get(&below) == Some(&1) {
                slashed(&below)
            } else {
                slashed(path)
            });
        }
        input
    });
    named.collect()
}

/// A path with `/` between its parts on every system.
fn slashed(path: &Path) -> String {
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
        let found: Vec<_> = find(&paths, None)
            .into_iter()
            .map(|input| {
                let id = match input.source {
                    Source::Fault(reason) => format!("!{reason}"),
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
            &[("news/a/y.json", "y"), ("news/a/z.JSONL", "z"), ("news/a.txt", "a"), ("news/b.txt", "b")],
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
        let fault = "!no .txt, .json, .jsonl or .ndjson file in this folder";
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
        let ends: Vec<_> = find(&[news], None).into_iter().map(|input| (input.id, input.source)).collect();
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
        let ids = |skip: Option<&Path>| {
            find(&[root.path().to_owned()], skip).into_iter().filter_map(|input| input.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(None), ["a", "out"]);
        assert_eq!(ids(Some(&root.path().join("out.jsonl"))), ["a"]);
    }
}
