//! Exports of Lexis, Nexis Uni and Factiva to the fields of their documents, many in a file.
//!
//! They are made for reading, not for machines, so their lines are known by form: a count of documents
//! and labels in capitals in Lexis, labels and the word "Body" in Nexis Uni, codes of two or three letters at the beginning of
//! lines in Factiva, or a count of words over a date. A document that cannot be read is an error with its line, and the next
//! is read.
//!
//! Left out: exports in other formats (RTF, DOCX), and lists of contents before the documents.

mod display;
mod factiva;
mod lexis;
mod nexis;

#[cfg(feature = "html")]
pub use display::factiva_page;
pub use display::{factiva_display, looks_like_factiva_display, looks_like_factiva_page};
pub use factiva::{factiva, looks_like_factiva};
pub use lexis::{lexis, looks_like_lexis};
pub use nexis::{looks_like_nexis, nexis};

/// Why a document of an export is no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: document has no text below {below}")]
pub struct ExportError {
    line: usize,
    below: &'static str,
}

impl ExportError {
    /// The line that the document begins on, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong, without the line.
    pub fn reason(&self) -> String {
        format!("document has no text below {}", self.below)
    }
}

/// A line of an export.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    /// From 1.
    number: usize,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text: text.trim_end() })
}

/// Lines to paragraphs: a blank line parts them, a line end is a space.
fn paragraphs<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in lines {
        let line = line.trim();
        if line.is_empty() {
            paragraphs.push(String::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// The language tag of a language's English name; other values as they are.
fn language(name: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("english", "en"),
        ("french", "fr"),
        ("german", "de"),
        ("spanish", "es"),
        ("italian", "it"),
        ("portuguese", "pt"),
        ("dutch", "nl"),
    ];
    let name = name.trim();
    let first = name.split([';', ',']).next().unwrap_or(name).trim().to_lowercase();
    NAMES.iter().find(|(known, _)| *known == first).map_or_else(|| name.to_owned(), |(_, tag)| (*tag).to_owned())
}
