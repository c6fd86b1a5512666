//! Records to a folder, the files of an article named after it.
//!
//! Nothing that is there already is replaced: annotations in such a folder are often the work of people.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::{BRAT_CONFIG, Format, FormatError};
use crate::output::Record;

/// The longest name of a file without its extension, in bytes; file systems allow 255.
const LONGEST: usize = 120;

/// Writes each record to files of its own.
#[derive(Debug)]
pub struct FolderWriter {
    format: Format,
    folder: PathBuf,
    names: FileNames,
}

/// Gives each article a name for its files that no other one has.
#[derive(Debug, Default)]
pub(crate) struct FileNames {
    /// Names taken, in small letters: some file systems do not tell them apart.
    taken: HashSet<String>,
}

impl FolderWriter {
    /// Makes the folder if it is not there. For brat it gets an `annotation.conf`.
    ///
    /// # Errors
    /// If it cannot be made, or is not empty.
    pub fn new(format: Format, folder: &Path) -> Result<Self, FormatError> {
        fs::create_dir_all(folder)?;
        let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
        for entry in fs::read_dir(folder)? {
            if !hidden(&entry?.file_name()) {
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, "folder is not empty").into());
            }
        }
        if format == Format::Brat {
            create(&folder.join("annotation.conf"), BRAT_CONFIG)?;
        }
        Ok(Self { format, folder: folder.to_owned(), names: FileNames::default() })
    }

    /// Writes a record's files, and gives their name without extension.
    ///
    /// # Errors
    /// If the record does not hold together (the writer can go on), or a file cannot be written.
    pub fn write(&mut self, record: &Record) -> Result<String, FormatError> {
        let files = self.format.files(record)?;
        let name = self.names.next(&record.article.id);
        for file in files {
            create(&self.folder.join(format!("{name}.{}", file.extension)), &file.text)?;
        }
        Ok(name)
    }
}

impl FileNames {
    /// The name of the next article's files, without extension.
    pub(crate) fn next(&mut self, id: &str) -> String {
        let stem = file_stem(id);
        let mut name = stem.clone();
        let mut nth = 1;
        while !self.taken.insert(name.to_lowercase()) {
            nth += 1;
            name = format!("{stem}-{nth}");
        }
        name
    }
}

/// Writes a file that is not there yet.
fn create(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

/// An id as a file's name on any system: letters, digits, `.`, `_` and `-`, the rest of it as `-`.
fn file_stem(id: &str) -> String {
    let mut stem = String::new();
    // What tells one URL from another stands at its end.
    let id = id.split_once("://").map_or(id, |(_, rest)| rest);
    for character in id.chars() {
        let kept = character.is_alphanumeric() || matches!(character, '_' | '.');
        if kept {
            stem.push(character);
        } else if !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let start = stem.ceil_char_boundary(stem.len().saturating_sub(LONGEST));
    // Hidden files, and what Windows drops or has devices for.
    let stem = stem[start..].trim_matches(['-', '.']);
    let device = ["con", "prn", "aux", "nul"].contains(&&*stem.split('.').next().unwrap_or_default().to_lowercase());
    if stem.is_empty() || device { format!("article-{stem}").trim_end_matches('-').to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::record::tests::record;

    #[test]
    fn names_files_after_ids_whatever_is_in_them() {
        let check = |id: &str, expected: &str| assert_eq!(file_stem(id), expected);
        check("story-17", "story-17");
        check("news#3", "news-3");
        check("mon/lead.txt", "mon-lead.txt");
        check("../../etc/passwd", "etc-passwd");
        check("https://echo.example/2026/rise?x=1", "echo.example-2026-rise-x-1");
        check("", "article");
        check("...", "article");
        check("NUL", "article-NUL");
        check("Årvik 😀", "Årvik");
        assert_eq!(file_stem(&"é".repeat(500)).len(), 120);
    }

    #[test]
    fn writes_two_files_an_article_beside_what_brat_needs_to_show_them() {
        let at = tempfile::tempdir().unwrap();
        let folder = at.path().join("new/brat");
        let mut writer = FolderWriter::new(Format::Brat, &folder).unwrap();
        let names: Vec<_> = ["a/b", "A-b", "a-b"]
            .map(|id| {
                let mut record = record();
                record.article.id = id.into();
                writer.write(&record).unwrap()
            })
            .into();
        assert_eq!(names, ["a-b", "A-b-2", "a-b-3"]);
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
        files.sort();
        let expected = ["A-b-2.ann", "A-b-2.txt", "a-b-3.ann", "a-b-3.txt", "a-b.ann", "a-b.txt", "annotation.conf"];
        assert_eq!(files, expected);
        assert_eq!(fs::read_to_string(folder.join("a-b.txt")).unwrap(), record().article.text);
    }

    #[test]
    fn replaces_nothing() {
        let at = tempfile::tempdir().unwrap();
        fs::write(at.path().join("a.ann"), "corrected").unwrap();
        let error = FolderWriter::new(Format::Brat, at.path()).unwrap_err();
        assert_eq!(error.to_string(), "folder is not empty");
        assert_eq!(fs::read_dir(at.path()).unwrap().count(), 1);
    }
}
