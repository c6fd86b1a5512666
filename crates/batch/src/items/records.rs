//! JSON to records: lines, an array, or values one after the other.

use std::{
    io::{self, Cursor, Read},
    ops::ControlFlow,
};

use encoding_rs::{UTF_16BE, UTF_16LE};
use inquit::input::{
    decode::decode,
    json::{self, Slips},
    wrapper,
};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{BINARY, Body, Maker, is_binary, json_fault, start_of};
use crate::{
    bounded::{Line, Lines, Transcoded, too_large},
    cut::{Cut, Cutter},
    fault::{At, Loss},
};

impl Maker<'_, '_> {
    /// A record; `nth`, counted from 1, if there may be others. One that holds articles gives these.
    fn record(&mut self, json: &[u8], line: usize, nth: Option<usize>) -> ControlFlow<()> {
        let at = Some(At::Line(line));
        if let Some(held) = held(json) {
            return held.into_iter().zip(1..).try_for_each(|(article, inner)| {
                let outer = nth.map_or_else(String::new, |nth| format!("{nth}."));
                let id = self.id.as_ref().map(|id| format!("{id}#{outer}{inner}"));
                self.item(at, id, false, Body::Json(article.to_string().into_bytes()))
            });
        }
        let body = Body::Json(json.to_vec());
        match nth {
            Some(nth) => self.one(at, nth, body),
            None => {
                let (id, alone) = (self.id.clone(), self.entry.is_none());
                self.item(at, id, alone, body)
            }
        }
    }

    /// Records of a file or a stream; `named` if somebody says that it is one, so that what comes
    /// after the first record may be waited for.
    pub(super) fn records(
        &mut self,
        bytes: &mut dyn Read,
        lines_only: bool,
        named: bool,
    ) -> io::Result<ControlFlow<()>> {
        let mut start = start_of(bytes, 3)?;
        let is_binary = is_binary(&decode(&start).text);
        let utf_16 = match &start[..] {
            [0xff, 0xfe, ..] => Some(UTF_16LE),
            [0xfe, 0xff, ..] => Some(UTF_16BE),
            _ => None,
        };
        if start.starts_with(b"\xef\xbb\xbf") {
            start.drain(..3);
        }
        let mut bytes = Cursor::new(start).chain(bytes);
        let mut transcoded;
        let bytes: &mut dyn Read = match utf_16 {
            Some(encoding) => {
                transcoded = Transcoded::new(bytes, encoding);
                &mut transcoded
            }
            None => &mut bytes,
        };
        let mut lines = Lines::new(bytes, self.max());
        let Some(first) = lines.peek()? else { return Ok(self.fault(None, "no records", Loss::Input)) };
        if !lines_only && !is_binary && first != b'{' {
            let line = lines.number + 1;
            return self.document(&mut lines.bytes, line);
        }
        let Some((line, first)) = lines.next()? else { return Ok(ControlFlow::Continue(())) };
        let Line::Whole(first) = first else { return self.lines([(line, first)].into(), 0, lines) };
        let is_record = is_object(&first);
        if is_binary && !is_record {
            // A damaged line above whole ones costs itself alone.
            return match lines.next()? {
                Some((at, Line::Whole(second))) if is_object(&second) => {
                    self.lines(vec![(line, Line::Whole(first)), (at, Line::Whole(second))], 0, lines)
                }
                _ => Ok(self.fault(None, BINARY, Loss::Input)),
            };
        }
        if !lines_only && !is_record {
            // A whole record below what is none: JSON Lines, the first at fault. It is told here
            // so that a stream of them is not held back.
            let mut document = [&first, &b"\n"[..]].concat();
            match lines.raw()? {
                Some(Line::Whole(raw)) if is_object(raw.trim_ascii()) => {
                    let second = (lines.number, Line::Whole(raw.trim_ascii().to_vec()));
                    return self.lines([(line, Line::Whole(first)), second].into(), 0, lines);
                }
                Some(Line::Whole(raw)) => document.extend(raw),
                Some(Line::TooLong) => {
                    let second = (lines.number, Line::TooLong);
                    return self.lines([(line, Line::Whole(first)), second].into(), 0, lines);
                }
                None => {}
            }
            return self.document(&mut Cursor::new(document).chain(&mut lines.bytes), line);
        }
        if !lines_only && named {
            let Some(second) = lines.next()? else { return Ok(self.record(&first, line, None)) };
            return self.lines([(line, Line::Whole(first)), second].into(), 0, lines);
        }
        self.lines([(line, Line::Whole(first))].into(), 0, lines)
    }

    /// JSON Lines, some of them already read, after so many other records.
    fn lines(&mut self, read: Vec<(usize, Line)>, before: usize, mut lines: Lines<'_>) -> io::Result<ControlFlow<()>> {
        let mut nth = before;
        let mut read = read.into_iter();
        while let Some((line, json)) = read.next().map_or_else(|| lines.next(), |line| Ok(Some(line)))? {
            nth += 1;
            let flow = match json {
                Line::Whole(json) => self.record(&json, line, Some(nth)),
                Line::TooLong => self.fault(Some(At::Line(line)), too_large(self.max()), Loss::Record),
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// JSON that does not have its first value on its first line, from that line on.
    fn document(&mut self, bytes: &mut dyn Read, line: usize) -> io::Result<ControlFlow<()>> {
        let mut cutter = Cutter::new(io::BufReader::with_capacity(1 << 16, bytes), line, self.max());
        if cutter.peek()? == Some(b'[') {
            cutter.take(b'[');
            return self.array(&mut cutter);
        }
        // Whether the first is the only one is known when a second comes.
        let (mut held, mut nth): (Option<(usize, Vec<u8>)>, usize) = (None, 0);
        while cutter.peek()?.is_some() {
            if let Some((line, json)) = held.take()
                && self.record(&json, line, Some(1)).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
            let Cut { line, bytes, whole } = cutter.value()?;
            nth += 1;
            let flow = match bytes {
                None => self.fault(Some(At::Line(line)), too_large(self.max()), Loss::Record),
                Some(json) if is_sound(&json, whole) && nth == 1 => {
                    held = Some((line, json));
                    ControlFlow::Continue(())
                }
                Some(json) if is_sound(&json, whole) => self.record(&json, line, Some(nth)),
                // It may still be JSON Lines of which one is at fault.
                Some(json) if json.split(|byte| *byte == b'\n').any(|line| is_object(line.trim_ascii())) => {
                    let mut bytes = Cursor::new(json).chain(cutter.into_rest());
                    let mut lines = Lines::new(&mut bytes, self.max());
                    lines.number = line - 1;
                    return self.lines(Vec::new(), nth - 1, lines);
                }
                Some(json) => {
                    let Err(error) = serde_json::from_str::<IgnoredAny>(&String::from_utf8_lossy(&json)) else {
                        continue;
                    };
                    let (at, reason) = json_fault(&error);
                    return Ok(self.fault(Some(At::Line(line + at - 1)), reason, Loss::Record));
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        Ok(match held {
            Some((line, json)) => self.record(&json, line, None),
            None => ControlFlow::Continue(()),
        })
    }

    /// The elements of an array whose bracket is taken.
    fn array<R: io::BufRead>(&mut self, cutter: &mut Cutter<R>) -> io::Result<ControlFlow<()>> {
        let mut nth = 0;
        let lost = |reason: &str| format!("invalid JSON: {reason}; the rest of the array is lost");
        loop {
            let Cut { line, bytes, whole } = match cutter.peek()? {
                Some(b']') if nth == 0 => {
                    cutter.take(b']');
                    break;
                }
                Some(byte) if byte != b']' && byte != b',' => cutter.value()?,
                found => {
                    let reason = if found.is_some() { "expected a value" } else { "the array is cut off" };
                    return Ok(self.fault(Some(At::Line(cutter.line)), lost(reason), Loss::Input));
                }
            };
            nth += 1;
            let flow = match bytes {
                None => self.fault(Some(At::Line(line)), too_large(self.max()), Loss::Record),
                Some(json) if !whole => {
                    let error = serde_json::from_str::<IgnoredAny>(&String::from_utf8_lossy(&json)).err();
                    let (at, reason) = error.as_ref().map_or((1, "cut off".to_owned()), json_fault);
                    let reason = format!("{reason}; the rest of the array is lost");
                    return Ok(self.fault(Some(At::Line(line + at - 1)), reason, Loss::Input));
                }
                Some(json) => self.record(&json, line, Some(nth)),
            };
            if flow.is_break() {
                return Ok(flow);
            }
            match cutter.peek()? {
                Some(b',') => cutter.take(b','),
                Some(b']') => {
                    cutter.take(b']');
                    break;
                }
                found => {
                    let reason = if found.is_some() { "expected `,` or `]`" } else { "the array is cut off" };
                    return Ok(self.fault(Some(At::Line(cutter.line)), lost(reason), Loss::Input));
                }
            }
        }
        if cutter.peek()?.is_some() {
            let reason = "invalid JSON: something follows the array, and is lost";
            return Ok(self.fault(Some(At::Line(cutter.line)), reason, Loss::Input));
        }
        if nth == 0 {
            return Ok(self.fault(None, "no records", Loss::Input));
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Whether bytes are one whole JSON object.
fn is_object(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{") && is_json(bytes)
}

fn is_json(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    serde_json::from_str::<IgnoredAny>(&text).is_ok() || json::parse(&text, Slips::Numbers).is_ok()
}

/// The articles that a value holds; `None` where it is one, as nearly all are.
fn held(json: &[u8]) -> Option<Vec<Value>> {
    let text = String::from_utf8_lossy(json);
    if !wrapper::may_hold_articles(&text) {
        return None;
    }
    wrapper::articles(json::parse(&text, Slips::Numbers).ok()?)
}

/// Whether a value can be left to its reader: what is in brackets may have any fault, what is not
/// has no end that could be trusted.
fn is_sound(json: &[u8], whole: bool) -> bool {
    whole && (json.starts_with(b"{") || json.starts_with(b"[") || is_json(json))
}
