//! The embedded models give the logits they had in training.
//!
//! `models/<name>/parity.json` is written when a model is exported, by the framework it was trained
//! in: `{"tolerance": 0.001, "changed_by_int8": …, "examples": [{"pieces": [n], "features": [n][3], "labels": [n][7],
//! "entities": [n][5]}]}`, the logits those of the exported weights as floats. (ONNX Runtime at its
//! highest level of optimisation is no reference: it rounds activations beside int8 weights.)

#![allow(clippy::unwrap_used)]

use std::path::Path;

use inquit::model::{EMBEDDED, Model, windows::Encoding};
use serde::Deserialize;

#[derive(Deserialize)]
struct Parity {
    /// The most any logit may differ by.
    tolerance: f32,
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    pieces: Vec<i32>,
    features: Vec<[i32; 3]>,
    labels: Vec<[f32; 7]>,
    entities: Vec<[f32; 5]>,
}

#[test]
fn embedded_models_give_the_logits_of_their_training() {
    let fast = ("en-fast-1", "models/en-fast-1/parity.json");
    let accurate = ("en-accurate-1", "../models/en-accurate/parity.json");
    for (name, parity) in [fast, accurate] {
        if !EMBEDDED.contains(&name) {
            continue;
        }
        let parity = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(parity)).unwrap();
        let model = Model::embedded(name).unwrap();
        let Parity { tolerance, examples } = serde_json::from_str(&parity).unwrap();
        assert!(tolerance <= 0.01 && !examples.is_empty(), "{name}");
        for (number, example) in examples.into_iter().enumerate() {
            let logits = model.logits(&Encoding {
                pieces: example.pieces,
                features: example.features,
                first: Vec::new(),
                ends: Vec::new(),
            });
            for (what, found, expected) in [
                ("labels", logits.labels.as_flattened(), example.labels.as_flattened()),
                ("entities", logits.entities.as_flattened(), example.entities.as_flattened()),
            ] {
                assert_eq!(found.len(), expected.len(), "{name}, example {number}, {what}");
                for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
                    let difference = (found - expected).abs();
                    assert!(
                        difference <= tolerance,
                        "{name}, example {number}, {what} {at}: {found}, expected {expected}"
                    );
                }
            }
        }
    }
}
