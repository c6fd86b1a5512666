//! A file of any kind, packed in any way, to articles.
//!
//! The first byte names the kind the file is said to be, the second what the rest is packed in before it is read, so
//! that damage is done inside what compresses and sums up as well as to it.

#![no_main]

use std::io::{Cursor, Write};

use flate2::Compression;
use inquit_batch::kind::NAMED;
use inquit_fuzz::{contained, must, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [kind, packing, rest @ ..] = data else { return };
    let kind = NAMED.get(usize::from(*kind) % (NAMED.len() + 1)).map(|(_, kind)| *kind);
    let packed = pack(*packing % 6, rest);
    contained(|| read_file(kind, &packed));
});

/// The bytes in a file of one of the kinds that hold others, or as they are.
fn pack(packing: u8, bytes: &[u8]) -> Vec<u8> {
    match packing {
        1 => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
            must(out.write_all(bytes));
            must(out.finish())
        }
        2 => must(zstd::encode_all(bytes, 1)),
        3 => {
            let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            must(out.write_all(bytes));
            must(out.finish())
        }
        4 => {
            let mut out = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            must(out.append_data(&mut header, "news/story.txt", bytes));
            must(out.into_inner())
        }
        5 => {
            let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
            must(out.start_file("news/story.txt", zip::write::SimpleFileOptions::default()));
            must(out.write_all(bytes));
            must(out.finish()).into_inner()
        }
        _ => bytes.to_vec(),
    }
}
