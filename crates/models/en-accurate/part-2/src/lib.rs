//! Part 2 of 3 of the weights of inquit's `accurate` model; see the crate `inquit-en-accurate`.

#![no_std]

/// The part, as bytes.
pub const GRAPH: &[u8] = include_bytes!("../model.onnx.2");
