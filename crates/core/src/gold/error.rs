//! What can be wrong with a corpus.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    str::Utf8Error,
};

use thiserror::Error;

/// A fault in a corpus: which file, which line, what.
#[derive(Debug, Error)]
pub struct GoldError {
    path: PathBuf,
    line: Option<usize>,
    fault: GoldFault,
}

/// What is wrong.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GoldFault {
    /// The file system refused.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// A marked article that breaks the rules of marks.
    #[error("{0}")]
    Marks(String),
    /// The bytes are no UTF-8.
    #[error("is not UTF-8: {0}")]
    NotUtf8(Utf8Error),
    /// Neither the name nor the contents fit a format the library reads.
    #[error(
        "is none of: PolNeAR (`text` and `attributions`), marked articles, brat files, Citron JSON, Label Studio JSON, \
         records, cases"
    )]
    UnknownFormat,
    /// JSON that does not parse or has another shape.
    #[error("is not of the expected shape: {0}")]
    Json(serde_json::Error),
    /// A line that is not a record, in a file of records.
    #[error("is not a record: {0}")]
    Record(String),
    /// An annotation file whose text is missing.
    #[error("annotates a text that is not there")]
    NoText,
    /// A text that no annotation file goes with.
    #[error("has no annotation file")]
    NoAnnotations,
    /// A line that is no annotation, nor the rest of the one before it.
    #[error("`{0}` is not a line of brat standoff")]
    NotBrat(String),
    /// Offsets that are no numbers, run backwards, are empty, or do not fit the text.
    #[error("`{offsets}` is no span of a text of {length} code points")]
    BadSpan {
        /// The offsets as the file gives them.
        offsets: String,
        /// Length of the text in code points.
        length: usize,
    },
    /// The words beside a span are not those at its offsets. The offsets are believed.
    #[error("`{id}` reads `{given}`, but the text there is `{found}`")]
    TextDiffers {
        /// The annotation.
        id: String,
        /// The words in the annotation file.
        given: String,
        /// The words at the offsets.
        found: String,
    },
    /// A reference to an annotation that the file does not hold, or whose own line is at fault.
    #[error("`{id}` refers to `{missing}`, which is not there")]
    Dangling {
        /// The annotation that refers.
        id: String,
        /// What it refers to.
        missing: String,
    },
    /// An attribution in which nothing is said, so that no statement can be made of it.
    #[error("`{0}` has no content")]
    NoContent(String),
    /// A task of Label Studio's that is at fault.
    #[error("task {task}: {fault}")]
    Task {
        /// Its number, else the article's id.
        task: String,
        /// What is wrong with it.
        fault: Box<GoldFault>,
    },
    /// A region whose offsets do not fit the text.
    #[error("region `{id}`: `{offsets}` is no span of a text of {length} code points")]
    BadRegion {
        /// The region.
        id: String,
        /// The offsets as the file gives them.
        offsets: String,
        /// Length of the text in code points.
        length: usize,
    },
    /// A cue or a source that no relation joins to a content.
    #[error("region `{id}` ({label}) is joined to no content")]
    Unlinked {
        /// The region.
        id: String,
        /// What it is labelled.
        label: &'static str,
    },
    /// A task whose data has no text.
    #[error("its data has no `text`")]
    NoTaskText,
    /// A task that nobody has annotated, or not the annotator that was asked for.
    #[error(
        "has no annotation{}{}",
        annotator.as_ref().map(|who| format!(" by `{who}`")).unwrap_or_default(),
        if *predicted { ", only predictions" } else { "" }
    )]
    NotAnnotated {
        /// Who was asked for.
        annotator: Option<String>,
        /// Whether it has predictions.
        predicted: bool,
    },
    /// Label Studio's reduced export.
    #[error("is of Label Studio's reduced export (JSON-MIN), which has no relations: export the project as JSON")]
    ReducedExport,
    /// An id given twice. The first is kept.
    #[error("`{0}` is there twice")]
    Repeated(String),
    /// Speakers of another annotator's attributions, whose ids mean other things.
    #[error("is about the annotations of `{given}`, but those read are of `{found}`")]
    OtherAnnotator {
        /// The annotator named in the file.
        given: String,
        /// The annotator of the article read.
        found: String,
    },
}

impl GoldError {
    pub(super) fn new(path: &Path, fault: GoldFault) -> Self {
        Self { path: path.to_owned(), line: None, fault }
    }

    pub(super) fn at_line(path: &Path, line: usize, fault: GoldFault) -> Self {
        Self { path: path.to_owned(), line: Some(line), fault }
    }

    /// The file or folder at fault.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line at fault, counted from 1, in files that have lines.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong.
    pub fn fault(&self) -> &GoldFault {
        &self.fault
    }
}

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.fault)
    }
}
