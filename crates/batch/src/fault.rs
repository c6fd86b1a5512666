//! What went wrong: a fault in its place, for a person's eye and for a file of errors.

use std::{fmt, io};

use serde_json::{Map, Value};

/// How much of a failed record that is text goes into a file of errors, in bytes.
const SHOWN: usize = 2000;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as the user named it or as it lies below the folder the user named.
    pub file: String,
    /// The entry within an archive.
    pub entry: Option<String>,
    /// Where in the file.
    pub at: Option<At>,
    /// What the record would have been called if it did not say.
    pub id: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// How much of the input is lost.
    pub loss: Loss,
    /// The record as it came, if it is JSON or a short text.
    pub record: Option<Value>,
}

/// A place in a file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// A line, in files of text.
    Line(usize),
    /// A row, in tables.
    Row(usize),
    /// A record, in files of records that have no lines.
    Record(usize),
}

/// How much a fault costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// A record.
    Record,
    /// A file or folder, or the rest of it.
    Input,
    /// Files of kinds that are not read, beside others: no failure, but nothing to be silent about.
    LeftOut,
}

impl At {
    /// So many lines further down, where there are lines.
    #[must_use]
    pub fn below(self, lines: usize) -> At {
        match self {
            At::Line(line) => At::Line(line + lines),
            at => at,
        }
    }

    fn parts(self) -> (&'static str, usize) {
        match self {
            At::Line(at) => ("line", at),
            At::Row(at) => ("row", at),
            At::Record(at) => ("record", at),
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, at) = self.parts();
        write!(f, "{what} {at}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(entry) = &self.entry {
            write!(f, ": {entry}")?;
        }
        if let Some(at) = self.at {
            write!(f, ": {at}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl Fault {
    /// A fault of which no more is known.
    pub fn new(file: String, at: Option<At>, reason: String, loss: Loss) -> Self {
        Self { file, entry: None, at, id: None, reason, loss, record: None }
    }

    /// The fault as one JSON object: file, entry, line (or row, or record), id, reason, record; what is not known is left out.
    pub fn to_json(&self) -> String {
        let mut fields = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(key.to_owned(), value);
            }
        };
        put("file", Some(self.file.clone().into()));
        put("entry", self.entry.clone().map(Value::from));
        if let Some((what, at)) = self.at.map(At::parts) {
            put(what, Some(at.into()));
        }
        put("id", self.id.clone().map(Value::from));
        put("reason", Some(self.reason.clone().into()));
        put("record", self.record.clone());
        Value::Object(fields).to_string()
    }
}

/// The words for a panic, which no input should bring about.
pub fn ours(panic: &str) -> String {
    format!("a fault in inquit itself, please report it: {panic}")
}

/// What of a failed record is worth keeping: JSON as it is, else a text that is short.
pub fn kept(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    serde_json::from_str(text).ok().or_else(|| (text.len() <= SHOWN).then(|| text.into()))
}

/// What the system says, without the number it has for it and without a capital.
pub fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    message.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// A message for what the file system refuses.
pub fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {}", reason(error))
}

/// A run that cannot go on: its message says all.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    message: String,
    source: Option<io::Error>,
}

impl Error {
    /// An error of that message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// An output that the system refuses.
    pub fn unwritable(name: &str, error: io::Error) -> Self {
        Self { message: format!("{name}: cannot be written: {}", reason(&error)), source: Some(error) }
    }

    /// Whether whoever read our output has left.
    pub fn is_broken_pipe(&self) -> bool {
        self.source.as_ref().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn says_where_it_is_to_people_and_to_programs() {
        let fault = Fault {
            file: "news.zip".to_owned(),
            entry: Some("mon/a.jsonl".to_owned()),
            at: Some(At::Line(3)),
            id: Some("a#3".to_owned()),
            reason: "no text".to_owned(),
            loss: Loss::Record,
            record: kept(br#"{"title": "Rain"}"#),
        };
        assert_eq!(fault.to_string(), "news.zip: mon/a.jsonl: line 3: no text");
        assert_eq!(
            fault.to_json(),
            r#"{"file":"news.zip","entry":"mon/a.jsonl","line":3,"id":"a#3","reason":"no text","record":{"title":"Rain"}}"#
        );
    }

    #[test]
    fn keeps_json_and_short_texts_alone() {
        assert_eq!(kept(b"{oops"), Some("{oops".into()));
        assert_eq!(kept(&[b'x'; SHOWN + 1]), None);
        assert_eq!(kept(b"\xff"), None);
    }
}
