//! Records to the formats of other tools, one article at a time.
//!
//! A [`Format`] is what a user names, a [`Writer`] puts any number of records into one file of it (with what stands
//! before, between and behind them), [`Format::files`] makes the files of one article alone. Every format counts
//! offsets in the unit its readers count in, whatever the record's own is: `Placed` turns a record's spans to bytes
//! once, and says what is wrong with a record whose spans do not fit its text.
//!
//! `docs/formats.md` shows each with an example, and what it keeps and loses. Parquet is not here, because it is
//! written in columns and not an article at a time: it is made of [`super::rows`].

mod brat;
mod citron;
mod folder;
mod iri;
mod label_studio;
mod linked_data;
mod placed;
mod table;
mod tei;
mod web_annotation;

use std::{
    fmt,
    io::{self, Write},
    str::FromStr,
};

use serde_json::Value;
use thiserror::Error;

pub use brat::CONFIG as BRAT_CONFIG;
pub(crate) use folder::FileNames;
pub use folder::FolderWriter;
pub use label_studio::CONFIG as LABEL_STUDIO_CONFIG;

/// How notes in brat's files are written, for those who read them back.
pub(crate) mod notes {
    pub(crate) use super::brat::{SPEAKERS, UNNAMED};
}

use super::{Record, TableShape, record::RecordFault};
use placed::Placed;

/// A form in which records are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The record itself, a line an article.
    JsonLines,
    /// The record itself, in an array of articles.
    Json,
    /// Flat rows, a statement each, as RFC 4180 has it.
    Csv,
    /// Flat rows with tabs between the columns, quoted as in CSV.
    Tsv,
    /// brat standoff: a text and a file of annotations for each article.
    Brat,
    /// Citron's JSON, a line an article.
    Citron,
    /// W3C Web Annotations, a page of them an article, a line each.
    WebAnnotation,
    /// schema.org's `NewsArticle` with `Quotation`s, as JSON-LD, a line an article.
    JsonLd,
    /// Label Studio's tasks with predictions, in an array.
    LabelStudio,
    /// TEI P5, a corpus of articles.
    Tei,
}

impl Format {
    /// Every format, in the order they are listed to users.
    pub const ALL: &[Format] = &[
        Format::JsonLines,
        Format::Json,
        Format::Csv,
        Format::Tsv,
        Format::Brat,
        Format::Citron,
        Format::WebAnnotation,
        Format::JsonLd,
        Format::LabelStudio,
        Format::Tei,
    ];

    /// Its name for users: "jsonl".
    pub fn name(self) -> &'static str {
        match self {
            Format::JsonLines => "jsonl",
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Brat => "brat",
            Format::Citron => "citron",
            Format::WebAnnotation => "webanno",
            Format::JsonLd => "jsonld",
            Format::LabelStudio => "labelstudio",
            Format::Tei => "tei",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// What its files end with, without a dot, where many articles are in one. For brat it is the annotations'.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Brat => "ann",
            Format::Json | Format::LabelStudio => "json",
            Format::JsonLines | Format::Citron | Format::WebAnnotation | Format::JsonLd => "jsonl",
            Format::Tei => "xml",
        }
    }

    /// Whether an article takes more than one file, so that the output is a folder.
    pub fn needs_folder(self) -> bool {
        self == Format::Brat
    }

    /// Whether a file of it is its [`head`](Self::head) and the [`lines`](Self::lines) of each article, with nothing between
    /// and behind them.
    pub fn is_lines(self) -> bool {
        match self {
            Format::JsonLines | Format::Csv | Format::Tsv | Format::Citron | Format::WebAnnotation | Format::JsonLd => {
                true
            }
            Format::Json | Format::Brat | Format::LabelStudio | Format::Tei => false,
        }
    }

    /// What a file begins with.
    pub fn head(self) -> String {
        match self {
            Format::Csv | Format::Tsv => self.table_head(&TableShape::default()),
            Format::Json | Format::LabelStudio => "[".to_owned(),
            Format::Tei => tei::CORPUS_HEAD.to_owned(),
            Format::JsonLines | Format::Citron | Format::WebAnnotation | Format::JsonLd | Format::Brat => String::new(),
        }
    }

    /// The line of the names of a table's columns, with tabs for TSV and commas for any other format.
    pub fn table_head(self, shape: &TableShape) -> String {
        self.table().head(shape)
    }

    /// The rows of a record in a table, with tabs for TSV and commas for any other format.
    pub fn table_lines(self, record: &Record, shape: &TableShape) -> String {
        self.table().rows(record, shape)
    }

    fn table(self) -> table::Table {
        if self == Format::Tsv { table::TSV } else { table::CSV }
    }

    /// What an article adds to a file, if the format [is lines](Self::is_lines).
    ///
    /// # Errors
    /// If the record does not hold together, or the format is no lines.
    pub fn lines(self, record: &Record) -> Result<String, FormatError> {
        let placed = Placed::new(record)?;
        Ok(match self {
            Format::JsonLines => record.to_json() + "\n",
            Format::Csv | Format::Tsv => self.table_lines(record, &TableShape::default()),
            Format::Citron => format!("{}\n", citron::document(&placed)),
            Format::WebAnnotation => format!("{}\n", web_annotation::page(&placed)),
            Format::JsonLd => format!("{}\n", linked_data::article(&placed)),
            Format::Json | Format::Brat | Format::LabelStudio | Format::Tei => return Err(FormatError::NoLines(self)),
        })
    }

    /// The files of one article alone, in UTF-8: one, and two for brat, `txt` before `ann`.
    ///
    /// # Errors
    /// If the record's spans do not fit its text, or it refers to speakers that it does not have.
    pub fn files(self, record: &Record) -> Result<Vec<ArticleFile>, FormatError> {
        let placed = Placed::new(record)?;
        let file = |extension, text| vec![ArticleFile { extension, text }];
        let json = |extension, value: &Value| file(extension, format!("{value:#}\n"));
        Ok(match self {
            Format::JsonLines => file("jsonl", record.to_json() + "\n"),
            Format::Json => file("json", record.to_json_pretty() + "\n"),
            Format::Csv | Format::Tsv => {
                let shape = TableShape::default();
                file(self.extension(), self.table_head(&shape) + &self.table_lines(record, &shape))
            }
            Format::Brat => vec![
                ArticleFile { extension: "txt", text: record.article.text.clone() },
                ArticleFile { extension: "ann", text: brat::annotations(&placed) },
            ],
            Format::Citron => json("json", &citron::document(&placed)),
            Format::WebAnnotation => json("json", &web_annotation::page(&placed)),
            Format::JsonLd => json("jsonld", &linked_data::article(&placed)),
            Format::LabelStudio => json("json", &Value::Array(vec![label_studio::task(&placed)])),
            Format::Tei => file("xml", tei::document(&placed)),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        Format::from_name(name).ok_or_else(|| FormatError::Unknown(name.to_owned()))
    }
}

/// A file that holds one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFile {
    /// What its name ends with, without a dot.
    pub extension: &'static str,
    /// What is in it.
    pub text: String,
}

/// Why something cannot be written in a format.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// No format has that name.
    #[error("unknown format `{0}`, expected one of: {names}", names = names())]
    Unknown(String),
    /// The format takes several files an article.
    #[error("format `{0}` takes more than one file an article: it needs a folder to write to")]
    NeedsFolder(Format),
    /// An article's part of the format depends on those around it.
    #[error("format `{0}` is no lines that stand for themselves")]
    NoLines(Format),
    /// The record does not hold together.
    #[error(transparent)]
    Record(#[from] RecordFault),
    /// The system refused.
    #[error(transparent)]
    Io(#[from] io::Error),
}

fn names() -> String {
    Format::ALL.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

/// Writes records into one file of a format, each as it comes.
///
/// A record that cannot be written leaves no trace, and the next one can be.
#[derive(Debug)]
pub struct Writer<W: Write> {
    format: Format,
    out: W,
    /// How many records are written.
    count: usize,
}

impl<W: Write> Writer<W> {
    /// Writes what stands before the first record.
    ///
    /// # Errors
    /// If the format needs a folder, or `out` cannot be written.
    pub fn new(format: Format, mut out: W) -> Result<Self, FormatError> {
        if format.needs_folder() {
            return Err(FormatError::NeedsFolder(format));
        }
        out.write_all(format.head().as_bytes())?;
        Ok(Self { format, out, count: 0 })
    }

    /// Writes a record.
    ///
    /// # Errors
    /// If the record does not hold together (the writer can go on), or the output cannot be written.
    pub fn write(&mut self, record: &Record) -> Result<(), FormatError> {
        let text = self.text(record)?;
        self.out.write_all(text.as_bytes())?;
        self.count += 1;
        Ok(())
    }

    /// Writes what stands behind the last record, and gives the output back.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> Result<W, FormatError> {
        match self.format {
            Format::Json | Format::LabelStudio if self.count == 0 => self.out.write_all(b"]\n")?,
            Format::Json | Format::LabelStudio => self.out.write_all(b"\n]\n")?,
            Format::Tei => self.out.write_all(tei::CORPUS_TAIL.as_bytes())?,
            _ => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }

    /// What a record adds to the file.
    fn text(&self, record: &Record) -> Result<String, FormatError> {
        if self.format.is_lines() {
            return self.format.lines(record);
        }
        let placed = Placed::new(record)?;
        let element = |json: String| format!("{}{json}", if self.count > 0 { ",\n" } else { "\n" });
        Ok(match self.format {
            Format::Json => element(record.to_json()),
            Format::LabelStudio => element(label_studio::task(&placed).to_string()),
            Format::Tei => tei::member(&placed, self.count),
            format => return Err(FormatError::NeedsFolder(format)),
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
