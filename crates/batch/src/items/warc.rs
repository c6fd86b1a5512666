//! A web archive to pages and texts.
//!
//! The format is lines of headers and a block of stated length (ISO 28500), so it is read here. Responses and resources that
//! hold HTML give pages, as their servers sent them, freed of their transfer coding (RFC 9112) and content coding;
//! conversions, as in WET files, give texts. Requests, metadata, redirects, errors and what is not HTML are passed over without
//! a word. A record that is damaged, or whose length is wrong, costs only itself: reading goes on where the next one begins.
//! Left out: segmented records.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use inquit::input::{Fields, decode::decode};

use super::{Body, Maker, Page};
use crate::{
    bounded::{read_all, too_large},
    fault::{At, Loss},
    members::is_passed,
};

/// The most bytes that headers may have.
const HEADERS: u64 = 1 << 16;
/// What is said of a record that does not hold what it should.
const DAMAGED: &str = "damaged, and passed over";

impl Maker<'_, '_> {
    /// Pages and texts of a web archive.
    pub(super) fn warc(&mut self, bytes: &mut dyn Read) -> io::Result<ControlFlow<()>> {
        let mut bytes = Returning { inner: BufReader::with_capacity(1 << 16, bytes), front: Vec::new(), at: 0 };
        let (mut nth, mut pages) = (0, 0);
        loop {
            nth += 1;
            let at = Some(At::Record(nth));
            let found = match headers(&mut bytes) {
                Ok(Some(headers)) => headers,
                Ok(None) => break,
                Err(error) if is_passed(&error) => {
                    if self.fault(at, DAMAGED, Loss::Record).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                    pages += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let length = found.get("content-length").and_then(|length| length.parse::<u64>().ok());
            let (true, Some(length)) = (found.first.starts_with("WARC/"), length) else {
                pages += 1;
                let goes_on = bytes.seek_record()?;
                let (what, loss) = match goes_on {
                    true => ("it is passed over", Loss::Record),
                    false => ("the rest is lost", Loss::Input),
                };
                let reason = format!("no WARC record where one should begin; {what}");
                if self.fault(at, reason, loss).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            };
            let Some(wanted) = Wanted::of(&found) else {
                bytes.pass_over(length)?;
                continue;
            };
            if length > self.max() as u64 {
                pages += 1;
                bytes.pass_over(length)?;
                if self.fault(at, too_large(self.max()), Loss::Record).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            }
            let mut block = Vec::new();
            let read = (&mut bytes).take(length).read_to_end(&mut block);
            let body = match read {
                Err(error) if is_passed(&error) => Err(DAMAGED.to_owned()),
                Err(error) => return Err(error),
                // A length that is too large takes in the next record.
                Ok(_) if let Some(next) = record_within(&block) => {
                    bytes.give_back(block.split_off(next));
                    Err(DAMAGED.to_owned())
                }
                Ok(_) if (block.len() as u64) < length => Err("cut off".to_owned()),
                Ok(_) => wanted.body(block, found.get("warc-target-uri"), self.max()),
            };
            let flow = match body {
                Ok(None) => ControlFlow::Continue(()),
                Ok(Some(body)) => {
                    pages += 1;
                    self.one(at, pages, body)
                }
                Err(reason) => {
                    pages += 1;
                    self.fault(at, reason, Loss::Record)
                }
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        if pages == 0 {
            return Ok(self.fault(None, "no pages in this web archive", Loss::Input));
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// Records that give something.
#[derive(Clone, Copy)]
enum Wanted {
    /// What a server answered.
    Response,
    /// A page as it is.
    Page,
    /// The text of a page.
    Text,
}

impl Wanted {
    fn of(headers: &Headers) -> Option<Wanted> {
        let kind = headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
        match headers.get("warc-type")? {
            "response" if kind.starts_with("application/http") => Some(Wanted::Response),
            "resource" | "response" if is_html(&kind) => Some(Wanted::Page),
            "conversion" if kind.starts_with("text/plain") => Some(Wanted::Text),
            _ => None,
        }
    }

    /// What a record of this kind holds; `None` if that is not a page.
    fn body(self, block: Vec<u8>, url: Option<&str>, limit: usize) -> Result<Option<Body>, String> {
        let url = url.map(|url| url.trim_matches(['<', '>']).to_owned());
        Ok(match self {
            Wanted::Response => page(&block, url, limit)?.map(Body::Html),
            Wanted::Page => Some(Body::Html(Page { bytes: block, url, charset: None })),
            Wanted::Text => {
                let mut fields = Fields::from_text(decode(&block).text);
                fields.url = url;
                Some(Body::Document(Box::new(fields)))
            }
        })
    }
}

fn is_html(kind: &str) -> bool {
    kind.contains("text/html") || kind.contains("application/xhtml")
}

/// Where another record begins within a block.
fn record_within(block: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = block[from..].windows(MARK.len()).position(|window| window == MARK) {
        let at = from + found;
        let version = block.get(at + MARK.len()..at + MARK.len() + 3)?;
        if at > 0 && matches!(version, b"0\r\n" | b"1\r\n") {
            return Some(at);
        }
        from = at + MARK.len();
    }
    None
}

/// What every record begins with.
const MARK: &[u8] = b"WARC/1.";

/// A stream to which bytes can be given back.
struct Returning<R> {
    inner: BufReader<R>,
    front: Vec<u8>,
    at: usize,
}

impl<R: Read> Returning<R> {
    /// The next bytes are these.
    fn give_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend(self.front.drain(..).skip(self.at));
        (self.front, self.at) = (bytes, 0);
    }

    /// Passes over a block; one that is damaged ends early.
    fn pass_over(&mut self, length: u64) -> io::Result<()> {
        match io::copy(&mut self.take(length), &mut io::sink()) {
            Err(error) if !is_passed(&error) => Err(error),
            _ => Ok(()),
        }
    }

    /// Goes to the line that the next record begins with; `false` if there is none.
    fn seek_record(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        loop {
            line.clear();
            match (&mut *self).take(HEADERS).read_until(b'\n', &mut line) {
                Ok(0) => return Ok(false),
                Ok(_) if line.starts_with(MARK) => {
                    self.give_back(line);
                    return Ok(true);
                }
                Err(error) if !is_passed(&error) => return Err(error),
                _ => {}
            }
        }
    }
}

impl<R: Read> Read for Returning<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Returning<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.front.len() { Ok(&self.front[self.at..]) } else { self.inner.fill_buf() }
    }

    fn consume(&mut self, read: usize) {
        if self.at < self.front.len() { self.at += read } else { self.inner.consume(read) }
    }
}

/// Headers as they come first in records and in responses.
struct Headers {
    first: String,
    fields: Vec<(String, String)>,
}

impl Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }
}

/// The next headers, after blank lines; `None` at the end.
fn headers(bytes: &mut dyn BufRead) -> io::Result<Option<Headers>> {
    let mut bytes = bytes.take(HEADERS);
    let mut found: Option<Headers> = None;
    loop {
        let mut line = Vec::new();
        if bytes.read_until(b'\n', &mut line)? == 0 {
            return Ok(found);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        match (&mut found, line.split_once(':')) {
            (None, _) if line.is_empty() => {}
            (Some(_), _) if line.is_empty() => return Ok(found),
            (None, _) => found = Some(Headers { first: line.to_owned(), fields: Vec::new() }),
            (Some(headers), Some((name, value))) if !line.starts_with([' ', '\t']) => {
                headers.fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => {}
        }
    }
}

/// The page in a response, if it is one.
fn page(mut response: &[u8], url: Option<String>, limit: usize) -> Result<Option<Page>, String> {
    let Ok(Some(headers)) = headers(&mut response) else { return Ok(None) };
    let status = headers.first.split_whitespace().nth(1).unwrap_or_default();
    let kind = headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    if !status.starts_with('2') || !is_html(&kind) {
        return Ok(None);
    }
    let coding = |name: &str| headers.get(name).unwrap_or_default().to_ascii_lowercase();
    let body = if coding("transfer-encoding").contains("chunked") {
        // Some crawlers keep the header and store the page whole.
        dechunked(response).unwrap_or_else(|| response.to_vec())
    } else {
        response.to_vec()
    };
    let unreadable = |error: io::Error| format!("page cannot be unpacked: {error}");
    let mut unpacked: Box<dyn Read + '_> = match &*coding("content-encoding") {
        "" | "identity" => Box::new(&body[..]),
        // The same is true of these.
        "gzip" | "x-gzip" if !body.starts_with(b"\x1f\x8b") => Box::new(&body[..]),
        "gzip" | "x-gzip" => Box::new(MultiGzDecoder::new(&body[..])),
        "deflate" => Box::new(ZlibDecoder::new(&body[..])),
        "zstd" if !body.starts_with(b"\x28\xb5\x2f\xfd") => Box::new(&body[..]),
        "zstd" => Box::new(zstd::Decoder::new(&body[..]).map_err(unreadable)?),
        // It has no sign of its own, but nothing packed begins like a page.
        "br" if body.trim_ascii_start().starts_with(b"<") => Box::new(&body[..]),
        "br" => Box::new(brotli_decompressor::Decompressor::new(&body[..], 4096)),
        other => return Err(format!("page is compressed by `{other}`, which is not read")),
    };
    let bytes = read_all(&mut unpacked, limit).map_err(unreadable)?;
    let bytes = bytes.ok_or_else(|| too_large(limit))?;
    let charset = kind.split("charset=").nth(1).map(|name| name.trim_matches(['"', ' ', ';']).to_owned());
    Ok(Some(Page { bytes, url, charset }))
}

/// A body freed of its chunks; `None` if it has none.
fn dechunked(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.iter().position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(&chunks[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        chunks = &chunks[end + 1..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunks.get(..size)?);
        chunks = chunks.get(size..)?;
        chunks = chunks.strip_prefix(b"\r\n").or_else(|| chunks.strip_prefix(b"\n"))?;
    }
}
