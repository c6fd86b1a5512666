//! A model's folder to one that the library loads: sizes and digests of its files in the manifest.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The files of a bundle.
const FILES: [&str; 5] = ["model.onnx", "arguments.onnx", "mentions.onnx", "antecedents.bin", "vocab.txt"];

/// Enters the files of a bundle into its manifest, as they are now.
///
/// # Errors
/// If a file is missing, or the manifest is no JSON object.
pub fn seal(folder: &Path) -> Result<()> {
    let mut files = serde_json::Map::new();
    for file in FILES {
        let path = folder.join(file);
        let bytes = std::fs::read(&path).with_context(|| format!("{}", path.display()))?;
        let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        files.insert(file.to_owned(), json!({"bytes": bytes.len(), "sha256": digest}));
    }
    change(folder, "files", Value::Object(files))
}

fn manifest(folder: &Path) -> Result<Value> {
    let path = folder.join("manifest.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}", path.display()))
}

/// Sets one field of a bundle's manifest.
///
/// # Errors
/// If the manifest cannot be read or written, or is no JSON object.
pub fn change(folder: &Path, field: &str, value: Value) -> Result<()> {
    let path = folder.join("manifest.json");
    let mut manifest = manifest(folder)?;
    let fields = manifest.as_object_mut().with_context(|| format!("{}: not a manifest", path.display()))?;
    fields.insert(field.to_owned(), value);
    std::fs::write(&path, serde_json::to_string_pretty(&manifest)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}
