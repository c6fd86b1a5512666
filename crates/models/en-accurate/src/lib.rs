//! The files of inquit's `accurate` model, as bytes: six layers of MiniLM, fine-tuned to find who said what in English
//! news. `CARD.md` beside them says what it learned from, how well it reads, and what it is not for.
//!
//! Not for use on its own: the crate `inquit` reads with it under its feature `accurate`. Its vocabulary is that of the
//! `fast` model, which comes with `inquit`.

#![no_std]

/// What the model says of itself: labels, learned scores of their sequences, calibration, digests of the files.
pub const MANIFEST: &[u8] = include_bytes!("../manifest.json");

/// The graph that says what belongs to each place where something is reported.
pub const ARGUMENTS: &[u8] = include_bytes!("../arguments.onnx");

/// The graph that labels mentions: names, descriptions, pronouns, titles.
pub const MENTIONS: &[u8] = include_bytes!("../mentions.onnx");

/// The weights of what says whom a mention means.
pub const ANTECEDENTS: &[u8] = include_bytes!("../antecedents.bin");

/// The ONNX file, in three parts to be joined in order.
pub const GRAPH: [&[u8]; 3] =
    [include_bytes!("../model.onnx.1"), inquit_en_accurate_2::GRAPH, inquit_en_accurate_3::GRAPH];
