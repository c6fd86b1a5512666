//! Annotated corpora, and records scored against them.
//!
//! A corpus becomes [`GoldArticle`]s, in the library's own byte spans whatever its files count in;
//! [`score::score`] compares them with records. Faults in a corpus are collected beside what could
//! be read: published annotations are never quite clean, and one bad line should not cost an
//! article. Formats are told apart by the shape of files and folders alone.

pub mod agree;
pub mod brat;
pub mod cases;
pub mod citron;
pub mod diff;
mod error;
mod index;
pub mod label_studio;
mod letters;
pub mod marked;
mod pairing;
pub mod records;
pub mod score;
pub mod speakers;

use std::{
    fs,
    path::{Path, PathBuf},
};

pub use error::{GoldError, GoldFault};
pub use index::BaseFault;
pub use speakers::GoldSpeakers;

use crate::Span;

/// An article and what people marked in it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldArticle {
    /// The stem of its text's file.
    pub name: String,
    /// Who annotated it, where the corpus says.
    pub annotator: Option<String>,
    /// The text as decoded, without a byte order mark.
    pub text: String,
    /// Its attributions, in the order of the corpus.
    pub attributions: Vec<GoldAttribution>,
    /// Who made each statement, where that was annotated.
    pub speakers: Option<GoldSpeakers>,
    /// Which statements the corpus marks.
    pub levels: Levels,
}

/// Which statements a corpus marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Levels {
    /// Only those that no other statement reports: what lies inside a content is not known.
    #[default]
    Outer,
    /// Those reported inside the contents of others too.
    All,
}

/// An attribution as annotated, in UTF-8 byte spans of [`GoldArticle::text`]. Any part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoldAttribution {
    /// The corpus's own id, unique in the article: "E1".
    pub id: String,
    /// Who is said to have said it; in text order, as are the others.
    pub source: Vec<Span>,
    /// The words that report it.
    pub cue: Vec<Span>,
    /// What was said.
    pub content: Vec<Span>,
}

/// Reads a corpus: a folder of PolNeAR's shape, a folder of [`marked`] articles, a plain brat folder, a Citron JSON
/// file or a folder of them, an export of Label Studio, a file of records, a marked article. Of several annotators of an
/// article, the first by name is read, in Label Studio the latest.
/// PolNeAR marks only outer statements; so, it is taken, does a corpus in which no statement lies inside the content of another,
/// unless it is one of marked articles.
///
/// Returns the articles in order of name, and the faults met.
///
/// # Errors
/// If `path` cannot be read, or is none of these.
pub fn read(path: &Path) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
    let (mut articles, errors) = read_as_marked(path)?;
    if !brat::is_polnear(path) && articles.iter().any(marks_nested) {
        articles.iter_mut().for_each(|article| article.levels = Levels::All);
    }
    Ok((articles, errors))
}

/// The articles with the levels that their format is sure of.
fn read_as_marked(path: &Path) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
    if path.is_file() {
        return if has_extension(path, marked::EXTENSION) {
            Ok((vec![marked::read_file(path)?], Vec::new()))
        } else if records::are_records(path)? {
            records::read_records(path)
        } else if has_extension(path, "json") && label_studio::is_export(&json(path)?) {
            label_studio::read_file(path, &label_studio::Choice::default())
        } else if has_extension(path, "json") {
            let (article, errors) = citron::read_file(path)?;
            Ok((vec![article], errors))
        } else {
            Err(GoldError::new(path, GoldFault::UnknownFormat))
        };
    }
    let files = files(path)?;
    let any = |extension| files.iter().any(|file| has_extension(file, extension));
    if brat::is_polnear(path) || any("ann") {
        Ok(brat::read_folder(path))
    } else if any(marked::EXTENSION) {
        marked::read_folder(path)
    } else if any("json") {
        let (mut articles, mut errors) = (Vec::new(), Vec::new());
        for file in files.iter().filter(|file| has_extension(file, "json")) {
            let is_export = json(file).is_ok_and(|json| label_studio::is_export(&json));
            let read = if is_export {
                label_studio::read_file(file, &label_studio::Choice::default())
            } else {
                citron::read_file(file).map(|(article, faults)| (vec![article], faults))
            };
            match read {
                Ok((found, faults)) => {
                    articles.extend(found);
                    errors.extend(faults);
                }
                Err(error) => errors.push(error),
            }
        }
        Ok((articles, errors))
    } else {
        Err(GoldError::new(path, GoldFault::UnknownFormat))
    }
}

/// Whether the content of a statement lies inside the larger one of another.
fn marks_nested(article: &GoldArticle) -> bool {
    let size = |spans: &[Span]| spans.iter().map(|span| span.len()).sum::<usize>();
    let lies_in = |one: &[Span], other: &[Span]| {
        size(one) < size(other) && one.iter().all(|span| other.iter().any(|outer| outer.contains(*span)))
    };
    let contents: Vec<&[Span]> = article.attributions.iter().map(|one| &*one.content).collect();
    contents.iter().any(|one| !one.is_empty() && contents.iter().any(|other| lies_in(one, other)))
}

/// The entries of a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, GoldError> {
    let list = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut files = list().map_err(|error| GoldError::new(folder, GoldFault::Unreadable(error)))?;
    files.sort();
    Ok(files)
}

/// A file's text, with every line break as it is: offsets count them.
fn read_text(path: &Path) -> Result<String, GoldError> {
    let bytes = fs::read(path).map_err(|error| GoldError::new(path, GoldFault::Unreadable(error)))?;
    String::from_utf8(bytes).map_err(|error| GoldError::new(path, GoldFault::NotUtf8(error.utf8_error())))
}

/// A file's JSON; null if it is none, which its reader will say better.
fn json(path: &Path) -> Result<serde_json::Value, GoldError> {
    let text = read_text(path)?;
    Ok(serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).unwrap_or_default())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// A file's name without folder and extension.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// `text` without white space: how annotation files and texts are compared, as the tools differ in
/// what they make of line breaks and of the gaps between parts.
fn squashed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Rain is coming, Ivo Lund said.";
    const ANN: &str = "T1\tContent 0 14\tRain is coming\nT2\tSource 16 24\tIvo Lund\nT3\tCue 25 29\tsaid\n\
        E1\tAttribution:T3 Content:T1 Source:T2 Cue:T3\n";
    const CITRON: &str = r#"{"text": "Rain is coming, Ivo Lund said.", "quotes": [{"id": "E1",
        "cue": {"start": 25, "end": 29, "text": "said"}, "sources": [{"start": 16, "end": 24, "text": "Ivo Lund"}],
        "contents": [{"start": 0, "end": 14, "text": "Rain is coming"}]}]}"#;

    /// Writes the files into a folder and reads what `path` names in it.
    fn check(files: &[(&str, &str)], path: &str) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        read(&folder.path().join(path))
    }

    #[test]
    fn tells_the_formats_apart_and_reads_the_same_from_each() {
        for (files, path, annotator) in [
            (&[("text/rain.txt", TEXT), ("attributions/rain_ab12.ann", ANN)][..], "", Some("ab12")),
            (&[("rain.txt", TEXT), ("rain.ann", ANN)], "", None),
            (&[("rain.json", CITRON)], "", None),
            (&[("rain.json", CITRON)], "rain.json", None),
        ] {
            let (articles, errors) = check(files, path).unwrap();
            assert!(errors.is_empty(), "{errors:?}");
            let expected = GoldArticle {
                name: "rain".into(),
                annotator: annotator.map(str::to_owned),
                text: TEXT.into(),
                attributions: vec![GoldAttribution {
                    id: "E1".into(),
                    source: vec![Span::new(16, 24)],
                    cue: vec![Span::new(25, 29)],
                    content: vec![Span::new(0, 14)],
                }],
                speakers: None,
                levels: Levels::Outer,
            };
            assert_eq!(articles, [expected]);
        }
    }

    #[test]
    fn refuses_what_is_no_corpus() {
        for (files, path) in [(&[("a.md", "")][..], ""), (&[("a.md", "")], "a.md"), (&[], "")] {
            let error = check(files, path).unwrap_err();
            assert!(matches!(error.fault(), GoldFault::UnknownFormat), "{error}");
        }
        let error = check(&[], "gone").unwrap_err();
        assert!(matches!(error.fault(), GoldFault::Unreadable(_)), "{error}");
        assert!(error.to_string().contains("gone"), "{error}");
    }

    #[test]
    fn reads_the_good_files_of_a_folder_with_bad_ones() {
        let (articles, errors) = check(&[("a.json", "{"), ("b.json", CITRON)], "").unwrap();
        assert_eq!(articles.iter().map(|article| &*article.name).collect::<Vec<_>>(), ["b"]);
        assert!(matches!(errors[..], [ref error] if error.path().ends_with("a.json")), "{errors:?}");
    }
}
