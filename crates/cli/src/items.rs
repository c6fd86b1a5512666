//! An input's bytes to items: one article, or one JSON record, each with its place in the file.
//!
//! Files of records are read as a stream where they are JSON Lines, which may well be larger than
//! memory. Records are only cut out here; the workers parse them. A line that is no JSON costs
//! itself alone; in an array, what follows a fault cannot be told apart and is lost, and named.

use std::{
    fmt,
    fs::{self, File},
    io::{self, BufRead, BufReader, Cursor, Read},
    ops::ControlFlow,
};

use inquit::input::decode::decode;
use serde::{
    Deserializer as _,
    de::{Error as _, IgnoredAny, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    complaint::Loss,
    inputs::{Format, Input, Source, unreadable},
    ordered::Emit,
};

/// What becomes one record, or one complaint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// The file.
    pub(crate) file: String,
    /// The line a record starts on, counted from 1; `None` for a text.
    pub(crate) line: Option<usize>,
    /// What the record is called if it does not say.
    pub(crate) id: Option<String>,
    /// Whether the input holds just this.
    pub(crate) alone: bool,
    /// The article.
    pub(crate) body: Body,
}

/// An article as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// Plain text in any encoding.
    Text(Vec<u8>),
    /// JSON, not yet looked into, in any encoding.
    Json(Vec<u8>),
    /// None.
    Fault(String, Loss),
}

/// Why binary data is refused.
pub(crate) const BINARY: &str = "binary data, not text";

/// Whether a text is binary data that was decoded all the same: one character in twenty is a
/// control character or could not be decoded. Compressed data has about one in nine.
pub(crate) fn is_binary(text: &str) -> bool {
    let (mut odd, mut all) = (0_usize, 0_usize);
    for character in text.chars() {
        all += 1;
        odd += usize::from(character == '\u{fffd}' || (character.is_control() && !character.is_whitespace()));
    }
    odd * 20 > all && (odd >= 4 || odd == all)
}

/// Emits the items of an input, until there are none or no more are wanted.
pub(crate) fn read(input: Input, emit: &mut Emit<'_, Item>) -> ControlFlow<()> {
    let Input { name, id, source } = input;
    let mut maker = Maker { file: name, id, emit };
    match source {
        Source::Fault(reason) => maker.fault(None, reason, Loss::Input),
        Source::Stdin => maker.sniff(Box::new(io::stdin())),
        Source::File(path, Format::Text) => match fs::read(path) {
            Ok(bytes) => maker.text(bytes),
            Err(error) => maker.unreadable(&error),
        },
        Source::File(path, format) => match File::open(path) {
            Ok(file) if format == Format::Unknown => maker.sniff(Box::new(file)),
            Ok(file) => maker.records(Box::new(file), format),
            Err(error) => maker.unreadable(&error),
        },
    }
}

/// Makes items of one input.
struct Maker<'m, 'e> {
    file: String,
    id: Option<String>,
    emit: &'m mut Emit<'e, Item>,
}

type Bytes = Box<dyn Read>;

impl Maker<'_, '_> {
    fn fault(&mut self, line: Option<usize>, reason: impl Into<String>, loss: Loss) -> ControlFlow<()> {
        let body = Body::Fault(reason.into(), loss);
        (self.emit)(Item { file: self.file.clone(), line, id: None, alone: true, body })
    }

    fn unreadable(&mut self, error: &io::Error) -> ControlFlow<()> {
        self.fault(None, unreadable(error), Loss::Input)
    }

    fn text(&mut self, bytes: Vec<u8>) -> ControlFlow<()> {
        let (file, id) = (self.file.clone(), self.id.clone());
        (self.emit)(Item { file, line: None, id, alone: true, body: Body::Text(bytes) })
    }

    /// A record; `nth`, counted from 1, if there may be others.
    fn record(&mut self, json: &[u8], line: usize, nth: Option<usize>) -> ControlFlow<()> {
        let id = match (&self.id, nth) {
            (Some(id), Some(nth)) => Some(format!("{id}#{nth}")),
            (id, _) => id.clone(),
        };
        let (file, body) = (self.file.clone(), Body::Json(json.to_vec()));
        (self.emit)(Item { file, line: Some(line), id, alone: nth.is_none(), body })
    }

    /// Bytes of which no name tells the format.
    fn sniff(&mut self, mut bytes: Bytes) -> ControlFlow<()> {
        let mut start = Vec::new();
        let is_json = loop {
            match start_of(&mut bytes, 1) {
                Ok(more) if more.is_empty() => break false,
                Ok(more) => start.extend(more),
                Err(error) => return self.unreadable(&error),
            }
            // UTF-16 with a mark is two bytes a character.
            let text = if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
                if start.len() < 4 {
                    continue;
                }
                decode(&start[..start.len() & !1]).text
            } else if start.len() < 3 && b"\xef\xbb\xbf".starts_with(&start) || start == b"\xff" || start == b"\xfe" {
                continue;
            } else {
                String::from_utf8_lossy(start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start)).into_owned()
            };
            // An array of records begins like no article does; a lone bracket may well open one.
            let text = text.trim_start();
            let inner = text.strip_prefix('[').map_or(text, str::trim_start);
            if let Some(first) = inner.chars().next() {
                break first == '{';
            }
        };
        if is_json {
            return self.records(Box::new(Cursor::new(start).chain(bytes)), Format::Unknown);
        }
        match bytes.read_to_end(&mut start) {
            Ok(_) => self.text(start),
            Err(error) => self.unreadable(&error),
        }
    }

    /// Records of a file or a stream.
    fn records(&mut self, bytes: Bytes, format: Format) -> ControlFlow<()> {
        match self.try_records(bytes, format) {
            Ok(flow) => flow,
            Err(error) => self.unreadable(&error),
        }
    }

    fn try_records(&mut self, mut bytes: Bytes, format: Format) -> io::Result<ControlFlow<()>> {
        let mut start = start_of(&mut bytes, 3)?;
        let is_binary = is_binary(&decode(&start).text);
        let mut lines = if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            bytes.read_to_end(&mut start)?;
            Lines::new(Box::new(Cursor::new(decode(&start).text.into_bytes())))
        } else {
            if start.starts_with(b"\xef\xbb\xbf") {
                start.drain(..3);
            }
            Lines::new(Box::new(Cursor::new(start).chain(bytes)))
        };
        let Some((line, first)) = lines.next()? else {
            return Ok(self.fault(None, "no records", Loss::Input));
        };
        if is_binary && !is_object(&first) {
            return Ok(self.fault(None, BINARY, Loss::Input));
        }
        if format != Format::JsonLines {
            if !is_object(&first) {
                let mut document = first;
                document.push(b'\n');
                // A whole record below what is none: JSON Lines, the first at fault. It is told here
                // so that a stream of them is not held in memory.
                if document.starts_with(b"{")
                    && let Some(raw) = lines.raw()?
                {
                    let second = raw.trim_ascii();
                    if is_object(second) {
                        document.pop();
                        let second = (lines.number, second.to_vec());
                        return self.lines([(line, document), second].into(), lines);
                    }
                    document.extend(raw);
                }
                lines.bytes.read_to_end(&mut document)?;
                return Ok(self.document(document, line));
            }
            if format == Format::Json {
                let second = lines.next()?;
                let Some(second) = second else { return Ok(self.record(&first, line, None)) };
                return self.lines([(line, first), second].into(), lines);
            }
        }
        self.lines([(line, first)].into(), lines)
    }

    /// JSON Lines, some of them already read.
    fn lines(&mut self, read: Vec<(usize, Vec<u8>)>, mut lines: Lines) -> io::Result<ControlFlow<()>> {
        let mut nth = 0;
        let mut read = read.into_iter();
        while let Some((line, json)) = read.next().map_or_else(|| lines.next(), |line| Ok(Some(line)))? {
            nth += 1;
            if self.record(&json, line, Some(nth)).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// JSON that does not have its first value on its first line, from that line on.
    fn document(&mut self, bytes: Vec<u8>, line: usize) -> ControlFlow<()> {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| decode(error.as_bytes()).text);
        if text.starts_with('[') {
            return self.array(&text, line);
        }
        let mut values = Vec::new();
        let mut place = Place { text: &text, at: 0, line };
        for value in serde_json::Deserializer::from_str(&text).into_iter::<&RawValue>() {
            match value {
                Ok(value) => values.push((place.line_of(value.get()), value.get())),
                // It may still be JSON Lines of which the first is at fault.
                Err(_) if text.lines().any(|line| line.starts_with('{') && is_object(line.as_bytes())) => {
                    let mut lines = Lines::new(Box::new(Cursor::new(text.clone().into_bytes())));
                    lines.number = line - 1;
                    return self.lines(Vec::new(), lines).unwrap_or(ControlFlow::Continue(()));
                }
                Err(error) => {
                    self.values(&values, true)?;
                    let (at, reason) = json_fault(&error);
                    return self.fault(Some(line + at - 1), reason, Loss::Record);
                }
            }
        }
        self.values(&values, false)
    }

    fn values(&mut self, values: &[(usize, &str)], more: bool) -> ControlFlow<()> {
        let alone = values.len() == 1 && !more;
        values
            .iter()
            .zip(1..)
            .try_for_each(|((line, json), nth)| self.record(json.as_bytes(), *line, (!alone).then_some(nth)))
    }

    fn array(&mut self, text: &str, line: usize) -> ControlFlow<()> {
        struct Elements<'v, 'm, 'e, 't> {
            maker: &'v mut Maker<'m, 'e>,
            place: Place<'t>,
            flow: ControlFlow<()>,
            nth: usize,
        }

        impl<'t> Visitor<'t> for &mut Elements<'_, '_, '_, 't> {
            type Value = ();

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of records")
            }

            fn visit_seq<A: SeqAccess<'t>>(self, mut elements: A) -> Result<(), A::Error> {
                while let Some(element) = elements.next_element::<&'t RawValue>()? {
                    self.nth += 1;
                    let line = self.place.line_of(element.get());
                    self.flow = self.maker.record(element.get().as_bytes(), line, Some(self.nth));
                    if self.flow.is_break() {
                        return Err(A::Error::custom("no more are wanted"));
                    }
                }
                Ok(())
            }
        }

        let mut elements =
            Elements { maker: self, place: Place { text, at: 0, line }, flow: ControlFlow::Continue(()), nth: 0 };
        let mut json = serde_json::Deserializer::from_str(text);
        let done = json.deserialize_seq(&mut elements).and_then(|()| json.end());
        let Elements { flow, nth, .. } = elements;
        flow?;
        match done {
            Ok(()) if nth == 0 => self.fault(None, "no records", Loss::Input),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                let (at, reason) = json_fault(&error);
                self.fault(Some(line + at - 1), format!("{reason}; the rest of the array is lost"), Loss::Input)
            }
        }
    }
}

/// The line, counted from 1, and the reason of a JSON error.
pub(crate) fn json_fault(error: &serde_json::Error) -> (usize, String) {
    let (line, column) = (error.line().max(1), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
    (line, format!("invalid JSON at column {column}: {message}"))
}

/// Whether bytes are one whole JSON object.
fn is_object(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{") && serde_json::from_str::<IgnoredAny>(&String::from_utf8_lossy(bytes)).is_ok()
}

/// The next bytes of a stream: at least so many, unless it ends, and what else is at hand, so that
/// a stream that is still being written is not waited for.
fn start_of(bytes: &mut Bytes, least: usize) -> io::Result<Vec<u8>> {
    let mut start = vec![0; 4096];
    let mut filled = 0;
    while filled < least {
        match bytes.read(&mut start[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    start.truncate(filled);
    Ok(start)
}

/// The lines of a stream that are not blank, with their numbers.
struct Lines {
    bytes: BufReader<Bytes>,
    number: usize,
}

impl Lines {
    fn new(bytes: Bytes) -> Self {
        Self { bytes: BufReader::with_capacity(1 << 16, bytes), number: 0 }
    }

    /// The next line without white space around it.
    fn next(&mut self) -> io::Result<Option<(usize, Vec<u8>)>> {
        while let Some(line) = self.raw()? {
            let trimmed = line.trim_ascii();
            if !trimmed.is_empty() {
                return Ok(Some((self.number, trimmed.to_vec())));
            }
        }
        Ok(None)
    }

    /// The next line as it is, blank or not.
    fn raw(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if self.bytes.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(line))
    }
}

/// Counts lines up to parts of a text that are asked for in order.
struct Place<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl Place<'_> {
    /// The line on which a part of the text starts.
    fn line_of(&mut self, part: &str) -> usize {
        let at = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.at = self.at.max(at);
        self.line
    }
}
