//! Models: words in, scores out.
//!
//! A model is a bundle of files: a manifest, a vocabulary, an ONNX graph and the weights of the
//! linker. Loading one can fail, in [`ModelError`]'s many ways; reading with one cannot, because
//! loading runs it first. All models give the same [`Scores`], so nothing after this module knows
//! which one has read.
//!
//! Left out: where models come from. There is no download and no search path; a model is built in
//! or lies in a folder that the caller names.

mod bundle;
mod error;
mod reader;
mod runtime;
mod unicode;
pub mod windows;
mod wordpiece;

use std::{fmt, path::Path};

pub use bundle::{ENTITIES, FORMATS, FileEntry, LABELS, Manifest, ReaderEntry, Window};
pub use error::{ModelError, ModelErrorKind};
pub use reader::Encoded;
pub use runtime::Logits;
pub use wordpiece::{VocabularyError, WordPiece};

use self::{bundle::Bundle, reader::Reader, runtime::Runtime, windows::Encoding};
use crate::{
    stages::{Anchor, ArgumentTransitions, Scores, Transitions, confidence::Calibration, link::Linker},
    text::Words,
};

/// The names of the models built into the library, the default one first.
pub const EMBEDDED: &[&str] = &{
    let mut names = [""; bundle::EMBEDDED.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = bundle::EMBEDDED[at].name;
        at += 1;
    }
    names
};

/// The model that reads where none is named: "accurate", or "fast" without the feature of that name.
pub const DEFAULT: &str = bundle::EMBEDDED[0].alias;

/// A loaded model. Threads share one and read with it at once.
pub struct Model {
    manifest: Manifest,
    wordpiece: WordPiece,
    network: Network,
    calibration: Calibration,
}

/// What a model reads with.
enum Network {
    /// A label per word, and a linker of labelled parts: format 1.
    Labels { runtime: Runtime, transitions: Transitions, linker: Linker },
    /// Anchors, and what belongs to each: format 2.
    Anchors { reader: Reader, transitions: ArgumentTransitions, entry: ReaderEntry },
}

/// What a model reads with, for the pipeline.
pub enum Method<'m> {
    /// Labels per word, to be decoded and linked: format 1.
    Labels(Labelling<'m>),
    /// Anchors, and what belongs to each: format 2.
    Anchors(Anchoring<'m>),
}

/// What decodes and links the labels that a model of format 1 gives words.
#[derive(Clone, Copy, Debug)]
pub struct Labelling<'m> {
    /// Learned scores of sequences of labels.
    pub transitions: &'m Transitions,
    /// The linker trained with the network.
    pub linker: &'m Linker,
}

/// The two phases of a model of format 2.
#[derive(Clone, Copy)]
pub struct Anchoring<'m> {
    model: &'m Model,
    reader: &'m Reader,
    entry: &'m ReaderEntry,
    /// Learned scores of sequences of argument labels.
    pub transitions: &'m ArgumentTransitions,
}

impl Anchoring<'_> {
    /// Added to every word's anchor scores.
    pub fn bias(&self) -> &[f32; 4] {
        &self.entry.anchor_bias
    }

    /// The first phase: scores of anchors and names, and the states that the second phase compares, one row per word.
    pub fn encode(&self, words: &Words) -> Encoded {
        if words.is_empty() { Encoded::default() } else { self.model.encoded(self.reader, words, self.entry.channels) }
    }

    /// The second phase: for each anchor, scores over [`ARGUMENT_LABELS`](crate::stages::ARGUMENT_LABELS) of the words
    /// that it reaches; none where the runtime fails.
    pub fn argue(&self, encoded: &Encoded, anchors: &[Anchor]) -> Vec<Vec<[f32; 5]>> {
        self.reader.argue(encoded, anchors)
    }
}

impl Model {
    /// One of the models built into the library, by name or alias: "en-fast-1" or "fast".
    ///
    /// ```
    /// use inquit::model::Model;
    ///
    /// assert_eq!(Model::embedded("fast")?.name(), "en-fast-1");
    /// assert!(Model::embedded("slow").unwrap_err().to_string().contains("fast, en-fast-1"));
    /// # Ok::<(), inquit::model::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// When no model of that name is built in.
    pub fn embedded(name: &str) -> Result<Self, ModelError> {
        Self::new(Bundle::embedded(name)?)
    }

    /// The model in a folder that holds `manifest.json` and the files it lists. Damage is found by
    /// size and checksum before a graph is run; a graph *made* to ask for more memory than there is
    /// still gets its way, so load folders from people you trust, as you would run their programs.
    ///
    /// # Errors
    /// When a file is missing, cut short or changed, the manifest is of another format or for other
    /// labels, the vocabulary lacks a special token, or the graph has other inputs and outputs than
    /// expected or does not run.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        Self::new(Bundle::load(folder)?)
    }

    fn new(bundle: Bundle) -> Result<Self, ModelError> {
        let Bundle { manifest, graph, vocabulary, second } = bundle;
        let network = |n_pieces| {
            let Some(entry) = &manifest.reader else {
                let linker = Linker::from_bytes(&second).map_err(|source| ModelErrorKind::Linker { source })?;
                let runtime = Runtime::new(graph.into_owned(), n_pieces)?;
                return Ok(Network::Labels { runtime, transitions: manifest.transitions(), linker });
            };
            let reader = Reader::new(graph.into_owned(), second.into_owned(), entry.channels, n_pieces)?;
            Ok(Network::Anchors { reader, transitions: entry.transitions(), entry: entry.clone() })
        };
        let parts = || {
            let vocabulary = std::str::from_utf8(&vocabulary).map_err(|source| ModelErrorKind::Encoding { source })?;
            let wordpiece = WordPiece::new(vocabulary).map_err(|source| ModelErrorKind::Vocabulary { source })?;
            let network = network(wordpiece.len())?;
            Ok((wordpiece, network, manifest.calibration()?))
        };
        match parts() {
            Ok((wordpiece, network, calibration)) => Ok(Self { wordpiece, network, calibration, manifest }),
            Err(kind) => Err(ModelError::new(&manifest.name, kind)),
        }
    }

    /// The model's full name: "en-fast-1".
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// What the model says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The vocabulary.
    pub fn wordpiece(&self) -> &WordPiece {
        &self.wordpiece
    }

    /// What it reads with.
    pub fn method(&self) -> Method<'_> {
        match &self.network {
            Network::Labels { transitions, linker, .. } => Method::Labels(Labelling { transitions, linker }),
            Network::Anchors { reader, transitions, entry } => {
                Method::Anchors(Anchoring { model: self, reader, entry, transitions })
            }
        }
    }

    /// How evidence becomes confidence.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// The model's opinion of every word: that of the word's first piece. An article without words
    /// has empty scores.
    ///
    /// A graph that loaded has run on every bound of its inputs. Should the runtime fail on a part
    /// of an article all the same, for want of memory say, the words of that part count as outside.
    pub fn score(&self, words: &Words) -> Scores {
        if words.is_empty() {
            return Scores { labels: Vec::new(), entities: Vec::new() };
        }
        let encoding = windows::encode(words, &self.wordpiece);
        let logits = self.logits(&encoding);
        let first = || encoding.first.iter().map(|&first| first as usize);
        Scores {
            labels: first().map(|at| logits.labels[at]).collect(),
            entities: first().map(|at| softmax(logits.entities[at])).collect(),
        }
    }

    /// What the encoder makes of the words of an article: one row per word, that of its first piece.
    fn encoded(&self, reader: &Reader, words: &Words, channels: usize) -> Encoded {
        let encoding = windows::encode(words, &self.wordpiece);
        let mut all = Encoded::default();
        let mut first = encoding.first.iter().map(|&first| first as usize).peekable();
        for windows::Chunk { input, keep } in windows::runs(&encoding, self.manifest.window) {
            let run = reader.encode(&encoding.pieces[input.clone()], &encoding.features[input.clone()]);
            while let Some(piece) = first.next_if(|piece| *piece < keep.end) {
                let at = piece - input.start;
                let states = |values: &[f32], width: usize| values[at * width..(at + 1) * width].to_vec();
                match &run {
                    Ok(run) => {
                        all.anchors.push(finite_or_outside(&run.anchors[at]));
                        all.entities.push(finite_or_outside(&run.entities[at]));
                        all.words.extend(states(&run.words, channels));
                        all.pointers.extend(states(&run.pointers, 2 * channels));
                    }
                    Err(_) => {
                        all.anchors.push(outside());
                        all.entities.push(outside());
                        all.words.resize(all.words.len() + channels, 0.0);
                        all.pointers.resize(all.pointers.len() + 2 * channels, 0.0);
                    }
                }
            }
        }
        all
    }

    /// The model's opinion of every piece of an encoded article, run in parts if it is long. Rows
    /// of a part that the runtime fails on say "outside"; see [`score`](Self::score).
    pub fn logits(&self, encoding: &Encoding) -> Logits {
        self.logits_in(encoding, self.manifest.window)
    }

    fn logits_in(&self, encoding: &Encoding, window: Window) -> Logits {
        let n = encoding.pieces.len().min(encoding.features.len());
        let mut all = Logits { labels: Vec::with_capacity(n), entities: Vec::with_capacity(n) };
        for windows::Chunk { input, keep } in windows::runs(encoding, window) {
            let run = match &self.network {
                Network::Labels { runtime, .. } => {
                    runtime.run(&encoding.pieces[input.clone()], &encoding.features[input.clone()])
                }
                Network::Anchors { .. } => Err("it has no labels".to_owned()),
            };
            let kept = keep.start - input.start..keep.end - input.start;
            match run {
                Ok(logits) => {
                    all.labels.extend(logits.labels[kept.clone()].iter().map(finite_or_outside));
                    all.entities.extend(logits.entities[kept].iter().map(finite_or_outside));
                }
                Err(_) => {
                    all.labels.resize(keep.end, outside());
                    all.entities.resize(keep.end, outside());
                }
            }
        }
        all
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// Logits that leave no doubt of the first label, which is "outside" in every list of labels.
fn outside<const N: usize>() -> [f32; N] {
    let mut row = [-20.0; N];
    row[0] = 0.0;
    row
}

/// The row, unless an extreme input has made it overflow.
fn finite_or_outside<const N: usize>(row: &[f32; N]) -> [f32; N] {
    if row.iter().all(|logit| logit.is_finite()) { *row } else { outside() }
}

/// Logits to probabilities.
pub(crate) fn softmax<const N: usize>(logits: [f32; N]) -> [f32; N] {
    let most = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let weights = logits.map(|logit| (logit - most).exp());
    let sum: f32 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        stages::AnchorKind,
        text::{Block, Shape, Word},
        types::{Place, Span},
    };

    const VOCAB: &str = "[UNK]\n[CLS]\n[SEP]\nthe\nbridge\nis\nsafe\n,\nsaid\n##s\nrao\n.";
    const TINY: &[u8] = include_bytes!("../../tests/model/tiny.onnx");

    /// A folder with a whole bundle: the tiny graph, the vocabulary above.
    fn bundle() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = Model::embedded("fast").unwrap().manifest.clone();
        manifest.name = "xx-tiny-1".to_owned();
        manifest.calibration = serde_json::json!({});
        let linker = Linker::untrained().to_bytes();
        for (file, bytes) in [("model.onnx", TINY), ("vocab.txt", VOCAB.as_bytes()), ("linker.bin", &linker)] {
            fs::write(folder.path().join(file), bytes).unwrap();
            manifest.files.insert(file.to_owned(), entry(bytes));
        }
        fs::write(folder.path().join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
        folder
    }

    fn entry(bytes: &[u8]) -> FileEntry {
        use sha2::Digest as _;
        let sha256 = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        FileEntry { bytes: bytes.len() as u64, sha256 }
    }

    /// The message of a bundle after `change`, which is given the folder.
    fn check(change: impl FnOnce(&Path), expected: &str) {
        let folder = bundle();
        change(folder.path());
        let error = Model::load(folder.path()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }

    fn words(text: &str) -> Words<'_> {
        let mut at = 0;
        let mut all = Vec::new();
        for word in text.split(' ') {
            let span = Span::new(at, at + word.len());
            all.push(Word { span, shape: Shape::Lower, space_before: true });
            at = span.end + 1;
        }
        let block = Block {
            span: Span::new(0, text.len()),
            words: 0..all.len(),
            place: Place::Body,
            byline: false,
            section: None,
            paragraph: None,
        };
        let sentences = std::iter::once(0..all.len()).collect();
        Words::from_parts(text, all, vec![block], sentences, Vec::new())
    }

    #[test]
    fn loads_a_bundle_from_a_folder() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        let Method::Labels(Labelling { linker, .. }) = model.method() else { panic!("another method") };
        assert_eq!((model.name(), linker, model.wordpiece().len()), ("xx-tiny-1", &Linker::untrained(), 12));
    }

    #[test]
    fn names_what_is_wrong_with_a_bundle() {
        check(|folder| fs::remove_dir_all(folder).unwrap(), "manifest.json cannot be read: ");
        let remove = |file: &'static str| move |folder: &Path| fs::remove_file(folder.join(file)).unwrap();
        check(remove("manifest.json"), "manifest.json cannot be read: ");
        check(remove("model.onnx"), "model `xx-tiny-1`: model.onnx cannot be read: ");
        check(remove("vocab.txt"), "model `xx-tiny-1`: vocab.txt cannot be read: ");
        check(remove("linker.bin"), "model `xx-tiny-1`: linker.bin cannot be read: ");
        let write =
            |file: &'static str, bytes: Vec<u8>| move |folder: &Path| fs::write(folder.join(file), bytes).unwrap();
        let mut linker = Linker::untrained().to_bytes();
        *linker.last_mut().unwrap() = 1;
        check(write("linker.bin", b"link".to_vec()), "model `xx-tiny-1`: linker.bin has 4 bytes, expected 131084");
        check(write("linker.bin", linker), "model `xx-tiny-1`: linker.bin has sha256 ");
        check(write("manifest.json", b"{}".to_vec()), "bundle has format none, expected 1 or 2");
        check(write("model.onnx", TINY[..TINY.len() - 1].to_vec()), "bytes, expected ");
        for at in (0..TINY.len()).step_by(97) {
            let mut damaged = TINY.to_vec();
            damaged[at] ^= 1;
            check(write("model.onnx", damaged), "model `xx-tiny-1`: model.onnx has sha256 ");
        }
    }

    /// Replaces a file and lists it as it is, as a wrong export would.
    fn exchange(file: &'static str, bytes: &'static [u8]) -> impl FnOnce(&Path) {
        move |folder| {
            let path = folder.join("manifest.json");
            let mut manifest = Manifest::parse(&fs::read(&path).unwrap()).unwrap();
            manifest.files.insert(file.to_owned(), entry(bytes));
            fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
            fs::write(folder.join(file), bytes).unwrap();
        }
    }

    #[test]
    fn names_what_is_wrong_inside_a_file() {
        check(exchange("vocab.txt", b"[UNK]\n[CLS]"), "model `xx-tiny-1`: vocab.txt: vocabulary has no token `[SEP]`");
        check(exchange("linker.bin", b"links"), "model `xx-tiny-1`: linker.bin: not a linker file");
        check(exchange("vocab.txt", b"[UNK]\xff"), "model `xx-tiny-1`: vocab.txt is not utf-8: ");
        check(exchange("model.onnx", b"{\"not\": \"onnx\"}"), "model `xx-tiny-1`: model.onnx ");
        let six = include_bytes!("../../tests/model/six-labels.onnx");
        check(exchange("model.onnx", six), "model `xx-tiny-1`: model.onnx: tensor `labels` is ");
    }

    const READER: &[u8] = include_bytes!("../../tests/model/reader.onnx");
    const ARGUMENTS: &[u8] = include_bytes!("../../tests/model/arguments.onnx");

    /// A folder with a whole bundle of format 2, its graphs tiny.
    fn bundle_of_anchors() -> tempfile::TempDir {
        let folder = bundle();
        let path = folder.path().join("manifest.json");
        let mut manifest = Manifest::parse(&fs::read(&path).unwrap()).unwrap();
        let owned = |labels: &[&str]| labels.iter().map(|&label| label.to_owned()).collect();
        manifest.format = 2;
        manifest.labels = Vec::new();
        manifest.files.remove("linker.bin");
        manifest.reader = Some(ReaderEntry {
            anchors: owned(&crate::stages::ANCHOR_LABELS),
            anchor_bias: [0.0; 4],
            arguments: owned(&crate::stages::ARGUMENT_LABELS),
            channels: 4,
            between: [[0.0; 5]; 5],
            start: [0.0; 5],
            end: [0.0; 5],
        });
        for (file, bytes) in [("model.onnx", READER), ("arguments.onnx", ARGUMENTS)] {
            fs::write(folder.path().join(file), bytes).unwrap();
            manifest.files.insert(file.to_owned(), entry(bytes));
        }
        fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
        folder
    }

    #[test]
    fn reads_anchors_and_what_belongs_to_them_with_a_bundle_of_format_2() {
        let folder = bundle_of_anchors();
        let model = Model::load(folder.path()).unwrap();
        let Method::Anchors(anchoring) = model.method() else { panic!("another method") };
        let words = words("The bridge is safe , said Rao . the bridge is safe , said the bridge .");
        let encoded = anchoring.encode(&words);
        assert_eq!((encoded.anchors.len(), encoded.entities.len()), (words.len(), words.len()));
        assert_eq!(anchoring.encode(&words), encoded);
        let anchor = |at: usize, kind| Anchor { words: at..at + 1, kind, reach: 0..at + 3, probability: 1.0 };
        let anchors = [anchor(5, AnchorKind::Cue), anchor(1, AnchorKind::Start), anchor(13, AnchorKind::Cue)];
        // Padding beside other anchors changes no score.
        for (anchor, together) in anchors.iter().zip(anchoring.argue(&encoded, &anchors)) {
            let alone = &anchoring.argue(&encoded, std::slice::from_ref(anchor))[0];
            assert_eq!((together.len(), alone.len()), (anchor.reach.len(), anchor.reach.len()));
            let pairs = together.as_flattened().iter().zip(alone.as_flattened());
            assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-4), "{together:?} {alone:?}");
        }
    }

    #[test]
    fn names_what_is_wrong_with_a_bundle_of_format_2() {
        let check = |change: &dyn Fn(&Path), expected: &str| {
            let folder = bundle_of_anchors();
            change(folder.path());
            let error = Model::load(folder.path()).unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        };
        check(&|folder| fs::remove_file(folder.join("arguments.onnx")).unwrap(), "arguments.onnx cannot be read: ");
        check(&|folder| fs::write(folder.join("arguments.onnx"), "").unwrap(), "arguments.onnx has 0 bytes, expected ");
        let six = include_bytes!("../../tests/model/six-arguments.onnx");
        check(
            &|folder| exchange("arguments.onnx", six)(folder),
            "arguments.onnx: tensor `scores` is float32 [a, n, 6], expected float32 [n, n, 5]",
        );
        check(&|folder| exchange("model.onnx", TINY)(folder), "model.onnx: tensor `anchors` is missing");
        check(&|folder| exchange("arguments.onnx", b"no graph")(folder), "arguments.onnx is no onnx file");
    }

    #[test]
    fn lists_the_models_built_in_when_asked_for_another() {
        let error = Model::embedded("en-slow-7").unwrap_err();
        let ModelErrorKind::Unknown { known } = error.kind() else { panic!("{error}") };
        assert_eq!(known.len(), 2 * EMBEDDED.len());
        assert!(
            error.to_string().starts_with("model `en-slow-7`: no such model is built in, expected one of "),
            "{error}"
        );
        assert!(error.to_string().ends_with("fast, en-fast-1"), "{error}");
    }

    #[test]
    fn names_the_models_built_in() {
        for (name, bundle) in EMBEDDED.iter().zip(bundle::EMBEDDED) {
            assert_eq!(*name, bundle.name);
        }
        assert_eq!(EMBEDDED.len(), bundle::EMBEDDED.len());
        assert_eq!(Model::embedded(DEFAULT).unwrap().name(), EMBEDDED[0]);
    }

    #[test]
    fn scores_every_word_by_its_first_piece() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        let words = words("The bridges \u{301} is safe , said Rao .");
        let scores = model.score(&words);
        assert_eq!((scores.labels.len(), scores.entities.len()), (words.len(), words.len()));
        let encoding = windows::encode(&words, model.wordpiece());
        let logits = model.logits(&encoding);
        assert_eq!(encoding.first, [1, 2, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(scores.labels[3], logits.labels[5]);
        for row in scores.entities {
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{row:?}");
        }
    }

    #[test]
    fn scores_an_article_without_words() {
        let none = Words::from_parts("", Vec::new(), Vec::new(), Vec::new(), Vec::new());
        assert_eq!(Model::embedded("fast").unwrap().score(&none), Scores { labels: Vec::new(), entities: Vec::new() });
    }

    #[test]
    fn scores_a_long_article_in_parts_as_in_one() {
        let model = Model::embedded("fast").unwrap();
        let text = "the bridge is safe , said the mayor of eastmere on tuesday . ".repeat(60);
        let encoding = windows::encode(&words(text.trim_end()), model.wordpiece());
        let Window { halo, .. } = model.manifest.window;
        let window = |length, halo| Window { length, halo, whole_blocks: false };
        let whole = model.logits_in(&encoding, window(encoding.pieces.len(), 0));
        let parts = model.logits_in(&encoding, window(2 * halo + 50, halo));
        assert_eq!(whole.labels.len(), encoding.pieces.len());
        let pairs = |a: &Logits, b: &Logits| -> f32 {
            let (a, b) = (a.labels.as_flattened(), b.labels.as_flattened());
            a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
        };
        assert!(pairs(&whole, &parts) < 1e-3, "{}", pairs(&whole, &parts));
    }

    #[test]
    fn answers_a_failing_run_with_words_outside() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        let beyond = Encoding { pieces: vec![99], features: vec![[0; 3]], first: vec![0], ends: vec![1] };
        let logits = model.logits(&beyond);
        assert_eq!((logits.labels, logits.entities), (vec![outside()], vec![outside()]));
    }

    #[test]
    fn is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Model>();
        shared::<ModelError>();
    }
}
