//! A model's folder to a model or an error, and what a model that loads makes of a text.
//!
//! The first byte says which file the rest is: the manifest, changes to a sound manifest (a JSON merge patch), the
//! vocabulary, or the reader's learned scores. Digests are entered as they are, so that the code after their check runs. The
//! graphs are not fuzzed: another library reads them, and the documentation says to trust a graph as one trusts a program.

#![no_main]

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use inquit::{
    Pipeline,
    model::{FileEntry, Manifest, Model},
};
use inquit_fuzz::{contained, hold_record, must};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const GRAPH: &[u8] = include_bytes!("../../core/tests/model/reader.onnx");
const ARGUMENTS: &[u8] = include_bytes!("../../core/tests/model/arguments.onnx");
const VOCABULARY: &[u8] = b"[UNK]\n[CLS]\n[SEP]\nthe\nbridge\nis\nsafe\n,\nsaid\n##s\nrao\n.";
const TEXT: &str =
    "Bridge is safe\n\nThe bridge is safe, said Rao. \u{201c}The bridges,\u{201d} Rao said, \u{201c}is.\u{201d}";

static MANIFEST: LazyLock<Value> = LazyLock::new(|| {
    let mut manifest = must(Model::embedded("fast")).manifest().clone();
    manifest.name = "xx-tiny-1".to_owned();
    manifest.training = Value::Null;
    manifest.reader.channels = 4;
    must(serde_json::to_value(manifest))
});

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    contained(|| match which % 4 {
        0 => load(rest, VOCABULARY),
        1 => {
            let Ok(patch) = serde_json::from_slice(rest) else { return };
            let mut manifest = MANIFEST.clone();
            merge(&mut manifest, patch);
            load(&listed(manifest, VOCABULARY), VOCABULARY);
        }
        2 => load(&listed(MANIFEST.clone(), rest), rest),
        _ => {
            // Learned scores, as far as there are any.
            let mut manifest = must(serde_json::from_value::<Manifest>(MANIFEST.clone()));
            let rows = manifest.reader.between.iter_mut().chain([&mut manifest.reader.start, &mut manifest.reader.end]);
            for (score, bytes) in rows.flatten().zip(rest.as_chunks().0) {
                *score = f32::from_le_bytes(*bytes);
            }
            // A score that is not finite becomes null, which the manifest must refuse.
            load(&listed(must(serde_json::to_value(manifest)), VOCABULARY), VOCABULARY);
        }
    });
});

/// Loads a folder with these files, and reads a text if it is a model.
fn load(manifest: &[u8], vocabulary: &[u8]) {
    let folder = must(tempfile::tempdir());
    let write = |name: &str, bytes: &[u8]| must(fs::write(Path::join(folder.path(), name), bytes));
    write("manifest.json", manifest);
    write("model.onnx", GRAPH);
    write("vocab.txt", vocabulary);
    write("arguments.onnx", ARGUMENTS);
    match Pipeline::load(folder.path()) {
        Ok(pipeline) => hold_record(&pipeline.parse(TEXT)),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// A manifest that lists the other files with their sizes and sums.
fn listed(manifest: Value, vocabulary: &[u8]) -> Vec<u8> {
    let Ok(mut manifest) = serde_json::from_value::<Manifest>(manifest.clone()) else {
        return manifest.to_string().into_bytes();
    };
    let files = [("model.onnx", GRAPH), ("vocab.txt", vocabulary), ("arguments.onnx", ARGUMENTS)];
    manifest.files = files.into_iter().map(|(name, bytes)| (name.to_owned(), entry(bytes))).collect::<BTreeMap<_, _>>();
    must(serde_json::to_vec(&manifest))
}

fn entry(bytes: &[u8]) -> FileEntry {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    FileEntry { bytes: bytes.len() as u64, sha256 }
}

/// RFC 7396, but for removal: a null stays one.
fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}
