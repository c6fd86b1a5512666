//! Any text through the whole pipeline, with the fast model.

#![no_main]

use std::sync::LazyLock;

use inquit::Pipeline;
use inquit_fuzz::{hold_record, must};
use libfuzzer_sys::fuzz_target;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| must(Pipeline::embedded("fast")));

fuzz_target!(|data: &[u8]| hold_record(&PIPELINE.parse(&String::from_utf8_lossy(data))));
