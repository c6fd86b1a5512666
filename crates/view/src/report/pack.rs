//! Articles to parcels: JSON, compressed, in letters that can stand in a page.
//!
//! DEFLATE because browsers unpack it (`DecompressionStream`), base64 because HTML is text. A parcel is large enough
//! for the compression to find what repeats, and small enough to be unpacked while a finger rises.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::Serialize;
use serde_json::Value;

/// Bytes of JSON after which a parcel is closed.
const FULL: usize = 200_000;

/// Parcels being packed.
#[derive(Debug, Default)]
pub(super) struct Parcels {
    open: Vec<u8>,
    /// Articles in the open parcel.
    inside: usize,
    packed: Packed,
}

/// Parcels that are packed.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// Compressed.
    pub(super) parcels: Vec<Vec<u8>>,
    /// The number of the first article in each.
    pub(super) firsts: Vec<usize>,
    /// How many articles there are.
    pub(super) articles: usize,
}

impl Parcels {
    pub(super) fn add(&mut self, article: &impl Serialize) {
        self.open.push(if self.inside == 0 { b'[' } else { b',' });
        // Memory does not refuse, and all keys are strings.
        let _ = serde_json::to_writer(&mut self.open, article);
        self.inside += 1;
        if self.open.len() >= FULL {
            self.close();
        }
    }

    pub(super) fn finish(mut self) -> Packed {
        if self.inside > 0 {
            self.close();
        }
        self.packed
    }

    fn close(&mut self) {
        self.open.push(b']');
        self.packed.firsts.push(self.packed.articles);
        self.packed.articles += self.inside;
        self.packed.parcels.push(deflated(&self.open));
        self.open.clear();
        self.inside = 0;
    }
}

impl Packed {
    /// The articles of a parcel, unpacked.
    pub(super) fn unpacked(&self, parcel: usize) -> Vec<Value> {
        let mut json = Vec::new();
        let read = DeflateDecoder::new(&*self.parcels[parcel]).read_to_end(&mut json);
        read.ok().and_then(|_| serde_json::from_slice(&json).ok()).unwrap_or_default()
    }

    /// The parcel an article is in, and its place there.
    pub(super) fn place(&self, article: usize) -> (usize, usize) {
        let parcel = self.firsts.partition_point(|first| *first <= article) - 1;
        (parcel, article - self.firsts[parcel])
    }
}

/// A value as a parcel of its own.
pub(super) fn packed(value: &impl Serialize) -> Vec<u8> {
    deflated(&serde_json::to_vec(value).unwrap_or_default())
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(7));
    // Memory does not refuse.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Bytes in the letters of base64 (RFC 4648), padded.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for letter in 0..4 {
            let index = bits >> (18 - 6 * letter) & 63;
            text.push(if letter <= three.len() { char::from(LETTERS[index as usize]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let given = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        assert_eq!(given.map(|text| base64(text.as_bytes())), expected);
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn articles_come_out_as_they_went_in() {
        let mut parcels = Parcels::default();
        let texts: Vec<String> = (0..10).map(|at| format!("{at} {}", "rain “here” ".repeat(9000))).collect();
        texts.iter().for_each(|text| parcels.add(text));
        let packed = parcels.finish();
        assert_eq!(packed.articles, 10);
        assert!(packed.parcels.len() > 3);
        for (at, text) in texts.iter().enumerate() {
            let (parcel, place) = packed.place(at);
            assert_eq!(packed.unpacked(parcel)[place], **text);
        }
    }
}
