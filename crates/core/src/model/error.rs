//! Why a model cannot be loaded.

use super::VocabularyError;

/// Why a model cannot be loaded. The message names the model, the file or tensor, what was found
/// and what was expected.
#[derive(Debug, thiserror::Error)]
#[error("model `{model}`: {kind}")]
pub struct ModelError {
    model: String,
    // Boxed, because results that carry it are returned everywhere and hardly ever errors.
    #[source]
    kind: Box<ModelErrorKind>,
}

impl ModelError {
    pub(super) fn new(model: &str, kind: ModelErrorKind) -> Self {
        Self { model: model.to_owned(), kind: Box::new(kind) }
    }

    /// The model: its name, or its folder where the name could not be read.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// What is wrong with it.
    pub fn kind(&self) -> &ModelErrorKind {
        &self.kind
    }
}

/// What is wrong with a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelErrorKind {
    /// No model of this name is built in.
    #[error("no such model is built in, expected one of {}", known.join(", "))]
    Unknown {
        /// The names that are.
        known: Vec<String>,
    },
    /// A file is missing or cannot be read.
    #[error("{file} cannot be read: {source}")]
    Unreadable {
        /// The file.
        file: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The manifest is not JSON, or not a manifest's.
    #[error("manifest.json cannot be read: {source}")]
    Manifest {
        /// Why.
        source: serde_json::Error,
    },
    /// The bundle is laid out in a way this library does not know.
    #[error("bundle has format {found}, expected {expected}")]
    Format {
        /// The format it has, as written.
        found: String,
        /// The format this library reads.
        expected: u64,
    },
    /// The model scores other labels.
    #[error("manifest.json: {field} are {}, expected {}", found.join(", "), expected.join(", "))]
    Labels {
        /// The list in the manifest.
        field: &'static str,
        /// The labels it has.
        found: Vec<String>,
        /// The labels this library reads.
        expected: Vec<String>,
    },
    /// A field of the manifest is out of bounds.
    #[error("manifest.json: {field} is {found}, expected {expected}")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
        /// What it should be.
        expected: &'static str,
    },
    /// A file the library needs is not in the manifest.
    #[error("manifest.json: files has no {file}")]
    Unlisted {
        /// The file.
        file: &'static str,
    },
    /// A file has another size than the manifest says.
    #[error("{file} has {found} bytes, expected {expected}")]
    Size {
        /// The file.
        file: &'static str,
        /// Its size in bytes.
        found: u64,
        /// Its size in the manifest.
        expected: u64,
    },
    /// A file has another checksum than the manifest says.
    #[error("{file} has sha256 {found}, expected {expected}")]
    Checksum {
        /// The file.
        file: &'static str,
        /// Its SHA-256.
        found: String,
        /// Its SHA-256 in the manifest.
        expected: String,
    },
    /// The weights of what says whom mentions mean are for other features than this library's.
    #[error("{file} has {found} bytes, which are no weights of {features} features")]
    Weights {
        /// The file.
        file: &'static str,
        /// Its size in bytes.
        found: usize,
        /// How many features there are.
        features: usize,
    },
    /// The vocabulary is not text, or lacks what every vocabulary has.
    #[error("vocab.txt: {source}")]
    Vocabulary {
        /// Why.
        source: VocabularyError,
    },
    /// The vocabulary is not UTF-8.
    #[error("vocab.txt is not utf-8: {source}")]
    Encoding {
        /// Why.
        source: std::str::Utf8Error,
    },
    /// The graph's file is something else.
    #[error("{file} is no onnx file")]
    NotOnnx {
        /// The file.
        file: &'static str,
    },
    /// The runtime cannot read the graph.
    #[error("{file} cannot be read: {message}")]
    Graph {
        /// The file.
        file: &'static str,
        /// The runtime's words.
        message: String,
    },
    /// An input or output of the graph is missing, or of another shape or type.
    #[error("{file}: tensor `{tensor}` is {found}, expected {expected}")]
    Tensor {
        /// The file.
        file: &'static str,
        /// The input or output.
        tensor: &'static str,
        /// Its shape and type, or that it is missing.
        found: String,
        /// The shape and type this library gives or takes.
        expected: String,
    },
    /// The graph loads but does not run.
    #[error("{file} fails on {n_pieces} pieces: {message}")]
    Run {
        /// The file.
        file: &'static str,
        /// How many pieces it was run on.
        n_pieces: usize,
        /// The runtime's words.
        message: String,
    },
}
