//! A folder of files, or bytes in the binary, to a model's checked parts.
//!
//! A bundle is `manifest.json` beside the files it lists with their sizes and checksums: three graphs, the vocabulary, and
//! the weights of what says who is who. All are checked before any is interpreted, so that a file cut short or exchanged is
//! named as such, and is not met later as a strange reading.
//! Embedded bundles are part of the program and checked by its tests instead of at every start.

use std::{borrow::Cow, collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::error::{ModelError, ModelErrorKind};
use crate::stages::{
    ANCHOR_LABELS, ARGUMENT_LABELS, ArgumentTransitions,
    confidence::{Calibration, N_FEATURES},
};

/// The version of the bundle's layout that this library reads. (Bundles of format 1 labelled words, and had a linker; those
/// of format 2 did not know who is who.)
pub const FORMAT: u64 = 3;

/// The manifest's entity labels, in the order of [`EntityLabel::ALL`](crate::stages::EntityLabel::ALL).
pub const ENTITIES: [&str; 5] = ["O", "PERSON", "ORGANISATION", "PLACE", "OTHER"];

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const GRAPH: &str = "model.onnx";
pub(super) const VOCABULARY: &str = "vocab.txt";
pub(super) const ARGUMENTS: &str = "arguments.onnx";
pub(super) const MENTIONS: &str = "mentions.onnx";
pub(super) const ANTECEDENTS: &str = "antecedents.bin";

/// What a model says of itself: `manifest.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the bundle's layout, [`FORMAT`].
    pub format: u64,
    /// The model's full name, "en-fast-3".
    pub name: String,
    /// The name it goes by in its language, "fast".
    pub alias: String,
    /// BCP 47 tag of the language it reads.
    pub language: String,
    /// How it reads anchors and what belongs to them.
    pub reader: ReaderEntry,
    /// The entity labels it scores, equal to [`ENTITIES`].
    pub entities: Vec<String>,
    /// How a long article is cut.
    pub window: Window,
    /// How evidence becomes confidence: `intercept` and the list `weights`; empty before it is fitted.
    pub calibration: Value,
    /// The bundle's other files, by name.
    pub files: BTreeMap<String, FileEntry>,
    /// How it was trained: data, seed, command, figures.
    pub training: Value,
}

/// How a model reads anchors and what belongs to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReaderEntry {
    /// The anchor labels it scores, equal to [`ANCHOR_LABELS`].
    pub anchors: Vec<String>,
    /// Added to every word's anchor logits, to trade precision against recall.
    #[serde(default)]
    pub anchor_bias: [f32; 4],
    /// The argument labels it scores, equal to [`ARGUMENT_LABELS`].
    pub arguments: Vec<String>,
    /// Width of the states that its second graph compares.
    pub channels: usize,
    /// Learned scores of one argument label following another, `[from][to]`.
    pub between: [[f32; 5]; 5],
    /// Learned scores of the first argument label.
    pub start: [f32; 5],
    /// Learned scores of the last argument label.
    pub end: [f32; 5],
}

/// How an article too long for one run is cut; see [`windows`](super::windows).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The most pieces of one run.
    pub length: usize,
    /// Pieces of surroundings on either side of those whose scores are kept; at least as many as
    /// the model sees, if it does not see everything.
    pub halo: usize,
    /// Whether runs are cut between blocks, and a halo is only had where one block is too long: for
    /// a model that sees all of a run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole_blocks: bool,
}

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256 in small hexadecimal digits.
    pub sha256: String,
}

/// A model's files, found whole.
#[derive(Debug)]
pub(super) struct Bundle {
    pub(super) manifest: Manifest,
    pub(super) graph: Cow<'static, [u8]>,
    pub(super) vocabulary: Cow<'static, [u8]>,
    /// The graph of what belongs to anchors.
    pub(super) arguments: Cow<'static, [u8]>,
    /// The graph of what words are to mentions.
    pub(super) mentions: Cow<'static, [u8]>,
    /// The weights of what says whom mentions mean.
    pub(super) antecedents: Cow<'static, [u8]>,
}

/// A bundle in the binary.
#[derive(Clone, Copy)]
pub(super) struct Embedded {
    pub(super) name: &'static str,
    pub(super) alias: &'static str,
    manifest: &'static [u8],
    /// The graph, in parts to be joined.
    graph: &'static [&'static [u8]],
    vocabulary: &'static [u8],
    arguments: &'static [u8],
    mentions: &'static [u8],
    antecedents: &'static [u8],
}

/// The bundles in the binary, the default one first.
pub(super) const EMBEDDED: &[Embedded] = &[
    #[cfg(feature = "accurate")]
    Embedded {
        name: "en-accurate-3",
        alias: "accurate",
        manifest: inquit_en_accurate::MANIFEST,
        graph: &inquit_en_accurate::GRAPH,
        vocabulary: VOCABULARY_OF_MINILM,
        arguments: inquit_en_accurate::ARGUMENTS,
        mentions: inquit_en_accurate::MENTIONS,
        antecedents: inquit_en_accurate::ANTECEDENTS,
    },
    Embedded {
        name: "en-fast-3",
        alias: "fast",
        manifest: include_bytes!("../../models/en-fast-3/manifest.json"),
        graph: &[include_bytes!("../../models/en-fast-3/model.onnx")],
        vocabulary: VOCABULARY_OF_MINILM,
        arguments: include_bytes!("../../models/en-fast-3/arguments.onnx"),
        mentions: include_bytes!("../../models/en-fast-3/mentions.onnx"),
        antecedents: include_bytes!("../../models/en-fast-3/antecedents.bin"),
    },
];

/// The vocabulary of every model so far: MiniLM's.
const VOCABULARY_OF_MINILM: &[u8] = include_bytes!("../../models/en-fast-3/vocab.txt");

impl ReaderEntry {
    pub(super) fn transitions(&self) -> ArgumentTransitions {
        ArgumentTransitions { between: self.between, start: self.start, end: self.end }
    }
}

impl Manifest {
    /// The fitted calibration; a model that has none yet is even about everything.
    pub(super) fn calibration(&self) -> Result<Calibration, ModelErrorKind> {
        if self.calibration.as_object().is_some_and(serde_json::Map::is_empty) {
            return Ok(Calibration { intercept: 0.0, weights: [0.0; N_FEATURES] });
        }
        let number = |value: &Value| value.as_f64().map(|number| number as f32);
        let weights: Option<Vec<f32>> =
            self.calibration["weights"].as_array().and_then(|weights| weights.iter().map(number).collect());
        let weights = weights.and_then(|weights| <[f32; N_FEATURES]>::try_from(weights).ok());
        match (number(&self.calibration["intercept"]), weights) {
            (Some(intercept), Some(weights)) => Ok(Calibration { intercept, weights }),
            _ => Err(ModelErrorKind::Field {
                field: "calibration",
                found: self.calibration.to_string(),
                expected: "an intercept and 14 weights",
            }),
        }
    }
}

impl Bundle {
    /// The bundle in the binary by its name or alias.
    pub(super) fn embedded(name: &str) -> Result<Self, ModelError> {
        let Some(found) = EMBEDDED.iter().find(|bundle| bundle.name == name || bundle.alias == name) else {
            let known = EMBEDDED.iter().flat_map(|bundle| [bundle.alias, bundle.name]).map(str::to_owned).collect();
            return Err(ModelError::new(name, ModelErrorKind::Unknown { known }));
        };
        let manifest = Manifest::parse(found.manifest).map_err(|kind| ModelError::new(found.name, kind))?;
        Ok(Self {
            manifest,
            graph: match found.graph {
                [whole] => Cow::Borrowed(*whole),
                parts => Cow::Owned(parts.concat()),
            },
            vocabulary: found.vocabulary.into(),
            arguments: found.arguments.into(),
            mentions: found.mentions.into(),
            antecedents: found.antecedents.into(),
        })
    }

    /// The bundle in a folder, each file checked.
    pub(super) fn load(folder: &Path) -> Result<Self, ModelError> {
        let read = |file: &'static str| {
            std::fs::read(folder.join(file)).map_err(|source| ModelErrorKind::Unreadable { file, source })
        };
        // Where the manifest does not say the model's name, it is called by its folder.
        let folder_name = || folder.display().to_string();
        let bytes = read(MANIFEST).map_err(|kind| ModelError::new(&folder_name(), kind))?;
        let manifest = Manifest::parse(&bytes)
            .map_err(|kind| ModelError::new(&name_in(&bytes).unwrap_or_else(folder_name), kind))?;
        let checked = |file: &'static str| {
            let entry = manifest.files.get(file).ok_or(ModelErrorKind::Unlisted { file })?;
            let bytes = read(file)?;
            entry.check(file, &bytes)?;
            Ok(Cow::Owned(bytes))
        };
        let parts = || {
            Ok([checked(GRAPH)?, checked(VOCABULARY)?, checked(ARGUMENTS)?, checked(MENTIONS)?, checked(ANTECEDENTS)?])
        };
        match parts() {
            Ok([graph, vocabulary, arguments, mentions, antecedents]) => {
                Ok(Self { manifest, graph, vocabulary, arguments, mentions, antecedents })
            }
            Err(kind) => Err(ModelError::new(&manifest.name, kind)),
        }
    }
}

impl Manifest {
    /// A manifest from its file, with what can be checked in it alone.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, ModelErrorKind> {
        let unreadable = |source| ModelErrorKind::Manifest { source };
        // The version first: a later one may differ in everything else.
        let value: Value = serde_json::from_slice(bytes).map_err(unreadable)?;
        match value.get("format") {
            Some(format) if format.as_u64() == Some(FORMAT) => {}
            other => {
                let found = other.map_or_else(|| "none".to_owned(), Value::to_string);
                return Err(ModelErrorKind::Format { found, expected: FORMAT });
            }
        }
        let manifest: Self = serde_json::from_value(value).map_err(unreadable)?;
        let invalid = |field, found: String, expected| Err(ModelErrorKind::Field { field, found, expected });
        let reader = &manifest.reader;
        let lists = [
            ("reader.anchors", &reader.anchors, &ANCHOR_LABELS[..]),
            ("reader.arguments", &reader.arguments, &ARGUMENT_LABELS[..]),
            ("entities", &manifest.entities, &ENTITIES[..]),
        ];
        for (field, found, expected) in lists {
            if found != expected {
                return Err(ModelErrorKind::Labels {
                    field,
                    found: found.clone(),
                    expected: expected.iter().map(|&label| label.to_owned()).collect(),
                });
            }
        }
        let Window { length, halo, .. } = manifest.window;
        if halo > MAX_WINDOW || length > MAX_WINDOW || length <= 2 * halo {
            let expected = "a length of more than two halos, at most 1048576";
            return invalid("window", format!("length {length}, halo {halo}"), expected);
        }
        if !(1..=MAX_CHANNELS).contains(&reader.channels) {
            return invalid("reader.channels", reader.channels.to_string(), "from 1 to 4096");
        }
        let rows = [
            ("reader.start", &reader.start[..]),
            ("reader.end", &reader.end),
            ("reader.anchor_bias", &reader.anchor_bias),
        ];
        for (field, row) in rows.into_iter().chain(reader.between.iter().map(|row| ("reader.between", &row[..]))) {
            if let Some(score) = row.iter().find(|score| !score.is_finite()) {
                return invalid(field, score.to_string(), "finite numbers");
            }
        }
        Ok(manifest)
    }
}

/// The name in a manifest that may be of another format.
fn name_in(manifest: &[u8]) -> Option<String> {
    Some(serde_json::from_slice::<Value>(manifest).ok()?.get("name")?.as_str()?.to_owned())
}

/// More pieces than this in one run are a mistake in the manifest, or memory nobody has.
const MAX_WINDOW: usize = 1 << 20;

/// As are wider states.
const MAX_CHANNELS: usize = 4096;

impl FileEntry {
    /// Whether `bytes` are the file that was listed.
    pub(super) fn check(&self, file: &'static str, bytes: &[u8]) -> Result<(), ModelErrorKind> {
        let found = bytes.len() as u64;
        if found != self.bytes {
            return Err(ModelErrorKind::Size { file, found, expected: self.bytes });
        }
        let found: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != self.sha256 {
            return Err(ModelErrorKind::Checksum { file, found, expected: self.sha256.clone() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embeds_files_that_match_their_manifests() {
        for embedded in EMBEDDED {
            let bundle = Bundle::embedded(embedded.name).unwrap();
            assert_eq!((&*bundle.manifest.name, &*bundle.manifest.alias), (embedded.name, embedded.alias));
            let files = [
                (GRAPH, &bundle.graph),
                (VOCABULARY, &bundle.vocabulary),
                (ARGUMENTS, &bundle.arguments),
                (MENTIONS, &bundle.mentions),
                (ANTECEDENTS, &bundle.antecedents),
            ];
            assert_eq!(bundle.manifest.files.len(), files.len());
            for (file, bytes) in files {
                bundle.manifest.files[file].check(file, bytes).unwrap();
            }
        }
    }

    /// Asserts what is said of a manifest in which `edit` changed something.
    fn check(edit: impl FnOnce(&mut serde_json::Value), expected: &str) {
        let mut manifest = serde_json::from_slice(EMBEDDED[0].manifest).unwrap();
        edit(&mut manifest);
        let error = Manifest::parse(manifest.to_string().as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn refuses_a_manifest_that_says_something_else() {
        check(|it| it["format"] = 1.into(), "bundle has format 1, expected 3");
        check(|it| it["format"] = 4.into(), "bundle has format 4, expected 3");
        check(|it| drop(it.as_object_mut().unwrap().remove("format")), "bundle has format none, expected 3");
        check(|it| it["reader"]["channels"] = 0.into(), "manifest.json: reader.channels is 0, expected from 1 to 4096");
        check(
            |it| drop(it["entities"].as_array_mut().unwrap().remove(3)),
            "manifest.json: entities are O, PERSON, ORGANISATION, OTHER, expected O, PERSON, ORGANISATION, PLACE, OTHER",
        );
        check(
            |it| it["window"] = serde_json::json!({"length": 256, "halo": 128}),
            "manifest.json: window is length 256, halo 128, expected a length of more than two halos, at most 1048576",
        );
        let huge = |length: usize| (0..length).map(|at| if at == 2 { 1e39 } else { 0.0 }).collect::<Vec<f64>>();
        for (field, length) in [("start", 5), ("end", 5), ("anchor_bias", 4)] {
            let expected = format!("manifest.json: reader.{field} is inf, expected finite numbers");
            check(|it| it["reader"][field] = huge(length).into(), &expected);
        }
        check(
            |it| it["reader"]["between"][1] = huge(5).into(),
            "manifest.json: reader.between is inf, expected finite numbers",
        );
        check(
            |it| drop(it.as_object_mut().unwrap().remove("reader")),
            "manifest.json cannot be read: missing field `reader`",
        );
        check(
            |it| drop(it.as_object_mut().unwrap().remove("language")),
            "manifest.json cannot be read: missing field `language`",
        );
    }

    #[test]
    fn refuses_what_is_no_manifest() {
        let error = Manifest::parse(b"\"format\": 1}").unwrap_err();
        assert_eq!(error.to_string(), "manifest.json cannot be read: trailing characters at line 1 column 9");
    }
}
