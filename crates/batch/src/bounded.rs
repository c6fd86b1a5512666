//! Readers that hold what comes from outside to limits: counted bytes, bytes that must not unfold to
//! many times their number, lines of a bounded length, and UTF-16 as UTF-8.
//!
//! The limits are there so that no file can take all memory or all time: a line of two gigabytes is
//! passed over, a bomb is given up on.

use std::{
    cell::Cell,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::{Decoder, Encoding};

/// How many times its size a file may unfold to. Text compresses five- to tenfold, long lists of
/// much the same record fiftyfold.
const RATIO: u64 = 250;
/// What may unfold in any case, in bytes.
const FREE: u64 = 64 << 20;

/// Counts bytes for others to see: those of a file that were read so far.
pub(crate) struct Counted<R> {
    inner: R,
    all: Arc<AtomicU64>,
    own: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub(crate) fn new(inner: R, all: Arc<AtomicU64>) -> Self {
        Self { inner, all, own: Rc::default() }
    }

    pub(crate) fn own(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.own)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.all.fetch_add(read as u64, Ordering::Relaxed);
        self.own.set(self.own.get() + read as u64);
        Ok(read)
    }
}

/// Gives up on what unfolds to many times the bytes it comes from.
pub(crate) struct Guarded<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: Rc<Cell<u64>>,
}

impl<R> Guarded<R> {
    /// `packed` is how many bytes were read below, `unpacked` how many came of them.
    pub(crate) fn new(inner: R, packed: Rc<Cell<u64>>, unpacked: Rc<Cell<u64>>) -> Self {
        Self { inner, packed, unpacked }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let all = self.unpacked.get() + read as u64;
        self.unpacked.set(all);
        unfolds(all, self.packed.get())?;
        Ok(read)
    }
}

/// Whether so many bytes may come of `packed` ones.
pub(crate) fn unfolds(unpacked: u64, packed: u64) -> io::Result<()> {
    if unpacked > FREE && unpacked / RATIO > packed {
        return Err(io::Error::other(format!("unpacks to more than {RATIO} times its size")));
    }
    Ok(())
}

/// Bytes of another encoding as UTF-8.
pub(crate) struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoded<R> {
    pub(crate) fn new(inner: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { inner, decoder, raw: vec![0; 8192], ready: Vec::new(), given: 0, ended: false }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.ended {
                return Ok(0);
            }
            let read = match self.inner.read(&mut self.raw) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.ended = read == 0;
            let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * read + 16);
            self.ready.resize(most, 0);
            let (_, _, written, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.ready, self.ended);
            self.ready.truncate(written);
            self.given = 0;
        }
        let part = (self.ready.len() - self.given).min(buffer.len());
        buffer[..part].copy_from_slice(&self.ready[self.given..self.given + part]);
        self.given += part;
        Ok(part)
    }
}

/// All of a stream, or `None` if that is more than `limit` bytes.
pub(crate) fn read_all(bytes: &mut dyn Read, limit: usize) -> io::Result<Option<Vec<u8>>> {
    let mut all = Vec::new();
    bytes.take(limit as u64 + 1).read_to_end(&mut all)?;
    Ok((all.len() <= limit).then_some(all))
}

/// "64 MiB"
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

/// What is said of a record over the limit.
pub(crate) fn too_large(limit: usize) -> String {
    format!("larger than {}, the most that a record may have", size(limit))
}

/// The lines of a stream, with their numbers.
pub(crate) struct Lines<'r> {
    pub(crate) bytes: BufReader<&'r mut dyn Read>,
    /// The line read last, counted from 1.
    pub(crate) number: usize,
    limit: usize,
}

/// A line as it is, or nothing of one that is too long.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    Whole(Vec<u8>),
    TooLong,
}

impl<'r> Lines<'r> {
    pub(crate) fn new(bytes: &'r mut dyn Read, limit: usize) -> Self {
        Self { bytes: BufReader::with_capacity(1 << 16, bytes), number: 0, limit }
    }

    /// The next line that is not blank, without white space around it.
    pub(crate) fn next(&mut self) -> io::Result<Option<(usize, Line)>> {
        while let Some(line) = self.raw()? {
            match line {
                Line::TooLong => return Ok(Some((self.number, line))),
                Line::Whole(line) => {
                    let trimmed = line.trim_ascii();
                    if !trimmed.is_empty() {
                        return Ok(Some((self.number, Line::Whole(trimmed.to_vec()))));
                    }
                }
            }
        }
        Ok(None)
    }

    /// The next line as it is, blank or not.
    pub(crate) fn raw(&mut self) -> io::Result<Option<Line>> {
        let (mut line, mut any, mut too_long) = (Vec::new(), false, false);
        loop {
            let buffer = match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = end.map_or(buffer.len(), |end| end + 1);
            if line.len() + part > self.limit.saturating_add(2) {
                too_long = true;
                line = Vec::new();
            }
            if !too_long {
                line.extend_from_slice(&buffer[..part]);
            }
            self.bytes.consume(part);
            if end.is_some() {
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(if too_long { Line::TooLong } else { Line::Whole(line) }))
    }

    /// The next byte that is no white space, not taken; the blank lines before it are.
    pub(crate) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let buffer = match self.bytes.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                return Ok(None);
            }
            let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.number += buffer[..blank].iter().filter(|byte| **byte == b'\n').count();
            let found = buffer.get(blank).copied();
            self.bytes.consume(blank);
            if found.is_some() {
                return Ok(found);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_counted() {
        let long = [&[b'x'; 200_000][..], b"\nend"].concat();
        let text = [b"a\n\n", &long[..]].concat();
        let mut bytes = &text[..];
        let mut lines = Lines::new(&mut bytes, 1000);
        let whole = |line: &[u8]| Line::Whole(line.to_vec());
        assert_eq!(lines.next().unwrap(), Some((1, whole(b"a"))));
        assert_eq!(lines.next().unwrap(), Some((3, Line::TooLong)));
        assert_eq!(lines.next().unwrap(), Some((4, whole(b"end"))));
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn utf_16_comes_out_as_utf_8_however_it_is_cut() {
        let text = "“Café 😀”\n".repeat(3000);
        let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let mut out = String::new();
        Transcoded::new(&bytes[..], encoding_rs::UTF_16LE).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }

    #[test]
    fn gives_up_on_what_unfolds_beyond_measure() {
        let packed = Rc::new(Cell::new(1000));
        let read = |bytes: u64| {
            let mut guarded = Guarded::new(io::repeat(b'a').take(bytes), Rc::clone(&packed), Rc::default());
            io::copy(&mut guarded, &mut io::sink()).map_err(|error| error.to_string())
        };
        assert_eq!(read(1 << 20), Ok(1 << 20));
        assert_eq!(read(FREE + 10_000_000), Err("unpacks to more than 250 times its size".to_owned()));
    }

    #[test]
    fn sizes_are_named_in_the_unit_they_are_whole_in() {
        assert_eq!([64 << 20, 1 << 10, 1000].map(size), ["64 MiB", "1 KiB", "1000 bytes"]);
    }
}
