//! The embedded models give the scores that another runtime gives.
//!
//! `models/<name>/parity.json` is written when a model is exported: `{"tolerance": 0.01, "changed_by_int8": …, "examples":
//! [{"pieces": [n], "features": [n][3], "anchors": [n][4], "entities": [n][5], "asked": [a][3], "scores": [a][n][5]}]}`, every
//! piece taken for a word. `asked` are anchors: kind (0 a cue, 1 a start), first word, word after the last; `scores` are those of
//! all words against each, as ONNX Runtime computes them. The tolerance is for values that two runtimes round to neighbouring
//! integers because their floats differ in the last place; the mean keeps to a tenth of it. `changed_by_int8` is how far the
//! rounding moves a score of the trained model at most.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use inquit::{
    model::{EMBEDDED, Model, windows::Encoding},
    stages::{Anchor, AnchorKind},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Parity {
    /// The most any score may differ by.
    tolerance: f32,
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    pieces: Vec<i32>,
    features: Vec<[i32; 3]>,
    anchors: Vec<[f32; 4]>,
    entities: Vec<[f32; 5]>,
    asked: Vec<[usize; 3]>,
    scores: Vec<Vec<[f32; 5]>>,
}

#[test]
fn embedded_models_give_the_scores_of_their_training() {
    let fast = ("en-fast-3", "models/en-fast-3/parity.json");
    let accurate = ("en-accurate-3", "../models/en-accurate/parity.json");
    for (name, parity) in [fast, accurate] {
        if !EMBEDDED.contains(&name) {
            continue;
        }
        let parity = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(parity)).unwrap();
        let model = Model::embedded(name).unwrap();
        let Parity { tolerance, examples } = serde_json::from_str(&parity).unwrap();
        assert!(tolerance <= 0.01 && !examples.is_empty(), "{name}");
        for (number, example) in examples.into_iter().enumerate() {
            let n = example.pieces.len();
            let encoded = model.encode_pieces(&Encoding {
                pieces: example.pieces,
                features: example.features,
                first: (0..n as u32).collect(),
                ends: Vec::new(),
            });
            let anchor = |&[kind, start, end]: &[usize; 3]| Anchor {
                words: start..end,
                kind: if kind == 0 { AnchorKind::Cue } else { AnchorKind::Start },
                reach: 0..n,
                probability: 1.0,
            };
            let anchors: Vec<Anchor> = example.asked.iter().map(anchor).collect();
            let scores = model.argue(&encoded, &anchors).concat();
            for (what, found, expected) in [
                ("anchors", encoded.anchors.as_flattened(), example.anchors.as_flattened()),
                ("entities", encoded.entities.as_flattened(), example.entities.as_flattened()),
                ("scores", scores.as_flattened(), example.scores.concat().as_flattened()),
            ] {
                assert_eq!(found.len(), expected.len(), "{name}, example {number}, {what}");
                let pairs = || found.iter().zip(expected);
                let mean = pairs().map(|(a, b)| (a - b).abs()).sum::<f32>() / found.len() as f32;
                assert!(mean <= tolerance / 10.0, "{name}, example {number}, {what}: {mean} on average");
                for (at, (found, expected)) in pairs().enumerate() {
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
