//! A web archive to the articles on its pages.

#![no_main]

use inquit_batch::kind::Kind;
use inquit_fuzz::{contained, read_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| contained(|| read_file(Some(Kind::Warc), data)));
