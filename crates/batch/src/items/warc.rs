//! A web archive to pages: the responses that hold HTML, as their servers sent them.
//!
//! The format is lines of headers and a block of stated length (ISO 28500), so it is read here. A
//! response is freed of its transfer coding (RFC 9112) and content coding. Requests, metadata,
//! redirects, errors and what is no HTML are passed over without a word. Left out: brotli, and segmented
//! records.

use std::{
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
};

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::{Body, Maker, Page};
use crate::{
    bounded::{read_all, too_large},
    fault::{At, Loss},
};

/// The most bytes that headers may have.
const HEADERS: u64 = 1 << 16;

impl Maker<'_, '_> {
    /// Pages of a web archive.
    pub(super) fn warc(&mut self, bytes: &mut dyn Read) -> io::Result<ControlFlow<()>> {
        let mut bytes = BufReader::with_capacity(1 << 16, bytes);
        let (mut nth, mut pages) = (0, 0);
        while let Some(headers) = headers(&mut bytes)? {
            nth += 1;
            let length = headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
            let (true, Some(length)) = (headers.first.starts_with("WARC/"), length) else {
                let reason = "no WARC record where one should begin; the rest is lost";
                return Ok(self.fault(Some(At::Record(nth)), reason, Loss::Input));
            };
            let mut block = (&mut bytes).take(length);
            let is_response = headers.get("warc-type") == Some("response")
                && headers.get("content-type").is_some_and(|kind| kind.starts_with("application/http"));
            let mut flow = ControlFlow::Continue(());
            if is_response {
                let found = if length > self.max() as u64 {
                    Err(too_large(self.max()))
                } else {
                    let mut response = Vec::new();
                    block.read_to_end(&mut response)?;
                    if (response.len() as u64) < length {
                        Err("cut off".to_owned())
                    } else {
                        page(&response, headers.get("warc-target-uri"), self.max())
                    }
                };
                let at = Some(At::Record(nth));
                match found {
                    Ok(None) => {}
                    Ok(Some(page)) => {
                        pages += 1;
                        flow = self.one(at, pages, Body::Html(page));
                    }
                    Err(reason) => {
                        pages += 1;
                        flow = self.fault(at, reason, Loss::Record);
                    }
                }
            }
            if flow.is_break() {
                return Ok(flow);
            }
            io::copy(&mut (&mut bytes).take(rest(length, is_response, self.max())), &mut io::sink())?;
        }
        if pages == 0 {
            return Ok(self.fault(None, "no pages in this web archive", Loss::Input));
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// How much of a block was not read.
fn rest(length: u64, was_wanted: bool, limit: usize) -> u64 {
    if was_wanted && length <= limit as u64 { 0 } else { length }
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
fn page(mut response: &[u8], url: Option<&str>, limit: usize) -> Result<Option<Page>, String> {
    let Ok(Some(headers)) = headers(&mut response) else { return Ok(None) };
    let status = headers.first.split_whitespace().nth(1).unwrap_or_default();
    let kind = headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    if !status.starts_with('2') || !(kind.contains("text/html") || kind.contains("application/xhtml")) {
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
    let url = url.map(|url| url.trim_matches(['<', '>']).to_owned());
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
