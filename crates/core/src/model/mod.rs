//! Models: words in, scores out.
//!
//! A model is a bundle of files: a manifest, a vocabulary and two ONNX graphs. The first reads words, and says where
//! something is reported; the second is asked about each of these places, and says which words around it are its source
//! and its content. A third labels mentions; weights say whom these mean.
//! Loading a model can fail, in [`ModelError`]'s many ways; reading with one cannot, because loading runs it first.
//!
//! Left out: where models come from. There is no download and no search path; a model is built in
//! or lies in a folder that the caller names.

mod bundle;
mod error;
mod labeller;
mod reader;
mod runtime;
mod unicode;
pub mod windows;
mod wordpiece;

use std::{borrow::Cow, fmt, path::Path, sync::Arc};

pub use bundle::{ENTITIES, FORMAT, FileEntry, Manifest, ReaderEntry, Window};
pub use error::{ModelError, ModelErrorKind};
pub use reader::Encoded;
pub use wordpiece::{VocabularyError, WordPiece};

use self::{bundle::Bundle, labeller::Labeller, reader::Reader, runtime::Workers, windows::Encoding};
use crate::{
    stages::{
        Anchor, ArgumentTransitions,
        confidence::Calibration,
        who::{FEATURES_PER_WORD, Labels, N_FEATURES, Weights, word_features},
    },
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
    reader: Reader,
    labeller: Labeller,
    antecedents: Weights,
    transitions: ArgumentTransitions,
    calibration: Calibration,
}

impl Model {
    /// One of the models built into the library, by name or alias: "en-fast-3" or "fast".
    ///
    /// ```
    /// use inquit::model::Model;
    ///
    /// assert_eq!(Model::embedded("fast")?.name(), "en-fast-3");
    /// assert!(Model::embedded("slow").unwrap_err().to_string().contains("fast, en-fast-3"));
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
    /// labels, the vocabulary lacks a special token, or a graph has other inputs and outputs than
    /// expected or does not run.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        Self::new(Bundle::load(folder)?)
    }

    fn new(bundle: Bundle) -> Result<Self, ModelError> {
        let Bundle { manifest, graph, vocabulary, arguments, mentions, antecedents } = bundle;
        let parts = || {
            let vocabulary = std::str::from_utf8(&vocabulary).map_err(|source| ModelErrorKind::Encoding { source })?;
            let wordpiece = WordPiece::new(vocabulary).map_err(|source| ModelErrorKind::Vocabulary { source })?;
            let (graph, arguments) = (graph.into_owned(), arguments.into_owned());
            let workers: Arc<Workers> = Arc::default();
            let channels = manifest.reader.channels;
            let reader = Reader::new(graph, arguments, channels, wordpiece.len(), Arc::clone(&workers))?;
            let weights = Weights::from_bytes(&antecedents).ok_or(ModelErrorKind::Weights {
                file: bundle::ANTECEDENTS,
                found: antecedents.len(),
                features: N_FEATURES,
            })?;
            let labeller = Labeller::new(mentions.into_owned(), channels, weights.width(), workers)?;
            Ok((wordpiece, reader, labeller, weights, manifest.calibration()?))
        };
        match parts() {
            Ok((wordpiece, reader, labeller, antecedents, calibration)) => {
                let transitions = manifest.reader.transitions();
                Ok(Self { wordpiece, reader, labeller, antecedents, transitions, calibration, manifest })
            }
            Err(kind) => Err(ModelError::new(&manifest.name, kind)),
        }
    }

    /// The model's full name: "en-fast-3".
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

    /// Learned scores of sequences of argument labels.
    pub fn transitions(&self) -> &ArgumentTransitions {
        &self.transitions
    }

    /// Added to every word's anchor scores.
    pub fn bias(&self) -> &[f32; 4] {
        &self.manifest.reader.anchor_bias
    }

    /// How evidence becomes confidence.
    pub fn calibration(&self) -> &Calibration {
        &self.calibration
    }

    /// The first phase: scores of anchors and names, and the states that the second phase compares, one row per word:
    /// that of its first piece. Words that the runtime fails on are outside.
    pub fn encode(&self, words: &Words) -> Encoded {
        if words.is_empty() { Encoded::default() } else { self.encode_pieces(&windows::encode(words, &self.wordpiece)) }
    }

    /// What [`encode`](Self::encode) gives for words that are pieces already: one row per entry of
    /// [`Encoding::first`]. A long article is run in parts.
    pub fn encode_pieces(&self, encoding: &Encoding) -> Encoded {
        self.encode_in(encoding, self.manifest.window)
    }

    /// Encodes and labels an article from front to back, without keeping the states of all its words.
    pub(crate) fn begin(&self, words: &Words) -> Begun<'_> {
        let encoding = Cow::Owned(windows::encode(words, &self.wordpiece));
        let encoder = Encoder::new(self, encoding, self.manifest.window);
        Begun { encoder, features: word_features(words), labels: self.labeller.begin() }
    }

    /// The second phase: for each anchor, scores over [`ARGUMENT_LABELS`](crate::stages::ARGUMENT_LABELS) of the words
    /// that it reaches; none where the runtime fails.
    pub fn argue(&self, encoded: &Encoded, anchors: &[Anchor]) -> Vec<Vec<[f32; 5]>> {
        self.reader.argue(encoded, anchors)
    }

    /// The third phase: what words are to mentions; nothing where the runtime fails.
    pub fn labels(&self, words: &Words, encoded: &Encoded) -> Labels {
        let mut labels = self.labeller.begin();
        self.labeller.label(&mut labels, encoded, &word_features(words), words.len());
        labels
    }

    /// The learned weights that say whom mentions mean.
    pub fn antecedents(&self) -> &Weights {
        &self.antecedents
    }

    fn encode_in(&self, encoding: &Encoding, window: Window) -> Encoded {
        let mut encoder = Encoder::new(self, Cow::Borrowed(encoding), window);
        encoder.advance(usize::MAX);
        encoder.encoded
    }
}

/// An article that is being encoded, run by run.
struct Encoder<'m> {
    model: &'m Model,
    encoding: Cow<'m, Encoding>,
    runs: std::vec::IntoIter<windows::Chunk>,
    encoded: Encoded,
}

impl<'m> Encoder<'m> {
    fn new(model: &'m Model, encoding: Cow<'m, Encoding>, window: Window) -> Self {
        let runs = windows::runs(&encoding, window).into_iter();
        Self { model, encoding, runs, encoded: Encoded::default() }
    }

    /// Encodes words until this many have been, as far as the article goes.
    fn advance(&mut self, until: usize) {
        let channels = self.model.manifest.reader.channels;
        let (all, encoding) = (&mut self.encoded, &self.encoding);
        while all.len() < until.min(encoding.first.len())
            && let Some(windows::Chunk { input, keep }) = self.runs.next()
        {
            let run = self.model.reader.encode(&encoding.pieces[input.clone()], &encoding.features[input.clone()]);
            let first = encoding.first[all.len()..].iter().map(|first| *first as usize);
            for piece in first.take_while(|piece| *piece < keep.end) {
                let at = piece - input.start;
                let state = |width: usize| at * width..(at + 1) * width;
                match &run {
                    Ok(run) => {
                        all.anchors.push(finite_or_outside(&run.anchors[at]));
                        all.entities.push(finite_or_outside(&run.entities[at]));
                        all.words.extend_from_slice(&run.words[state(channels)]);
                        all.pointers.extend_from_slice(&run.pointers[state(2 * channels)]);
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
    }
}

/// An article that a model reads from front to back.
pub(crate) struct Begun<'m> {
    encoder: Encoder<'m>,
    features: Vec<[u16; FEATURES_PER_WORD]>,
    labels: Labels,
}

impl Begun<'_> {
    /// Encodes and labels words until this many have been.
    pub(crate) fn advance(&mut self, until: usize) {
        self.encoder.advance(until.saturating_add(labeller::HALO));
        let Self { encoder, features, labels } = self;
        encoder.model.labeller.label(labels, &encoder.encoded, features, until);
    }

    /// What is known of the words so far.
    pub(crate) fn encoded(&self) -> &Encoded {
        &self.encoder.encoded
    }

    /// Their labels.
    pub(crate) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Forgets the states of the words so far, but for those that mentions are compared by: of these words, which rise.
    pub(crate) fn forget(&mut self, but: &[usize]) {
        self.labels.states.keep(but);
        let behind = self.labels.names.len().saturating_sub(labeller::HALO);
        self.encoder.encoded.forget(behind, self.encoder.model.manifest.reader.channels);
    }

    /// The labels of all words.
    pub(crate) fn finish(self) -> Labels {
        self.labels
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
    const READER: &[u8] = include_bytes!("../../tests/model/reader.onnx");
    const ARGUMENTS: &[u8] = include_bytes!("../../tests/model/arguments.onnx");
    const MENTIONS: &[u8] = include_bytes!("../../tests/model/mentions.onnx");

    /// A folder with a whole bundle: tiny graphs, the vocabulary above.
    fn bundle() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let owned = |labels: &[&str]| labels.iter().map(|&label| label.to_owned()).collect();
        let mut manifest = Model::embedded("fast").unwrap().manifest.clone();
        manifest.name = "xx-tiny-1".to_owned();
        manifest.calibration = serde_json::json!({});
        manifest.reader = ReaderEntry {
            anchors: owned(&crate::stages::ANCHOR_LABELS),
            anchor_bias: [0.0; 4],
            arguments: owned(&crate::stages::ARGUMENT_LABELS),
            channels: 4,
            between: [[0.0; 5]; 5],
            start: [0.0; 5],
            end: [0.0; 5],
        };
        let antecedents = antecedents();
        let files = [
            ("model.onnx", READER),
            ("arguments.onnx", ARGUMENTS),
            ("mentions.onnx", MENTIONS),
            ("antecedents.bin", &antecedents),
            ("vocab.txt", VOCAB.as_bytes()),
        ];
        for (file, bytes) in files {
            fs::write(folder.path().join(file), bytes).unwrap();
            manifest.files.insert(file.to_owned(), entry(bytes));
        }
        fs::write(folder.path().join("manifest.json"), serde_json::to_vec(&manifest).unwrap()).unwrap();
        folder
    }

    /// Weights without an opinion.
    fn antecedents() -> Vec<u8> {
        let values = N_FEATURES * 3 + 4;
        let sizes = [2_u32, 0].map(u32::to_le_bytes);
        sizes.into_iter().chain(vec![0.0_f32.to_le_bytes(); values]).flatten().collect()
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
    fn names_what_is_wrong_with_a_bundle() {
        check(|folder| fs::remove_dir_all(folder).unwrap(), "manifest.json cannot be read: ");
        let remove = |file: &'static str| move |folder: &Path| fs::remove_file(folder.join(file)).unwrap();
        check(remove("manifest.json"), "manifest.json cannot be read: ");
        check(remove("model.onnx"), "model `xx-tiny-1`: model.onnx cannot be read: ");
        check(remove("vocab.txt"), "model `xx-tiny-1`: vocab.txt cannot be read: ");
        check(remove("arguments.onnx"), "model `xx-tiny-1`: arguments.onnx cannot be read: ");
        check(remove("antecedents.bin"), "model `xx-tiny-1`: antecedents.bin cannot be read: ");
        let write =
            |file: &'static str, bytes: Vec<u8>| move |folder: &Path| fs::write(folder.join(file), bytes).unwrap();
        let size = format!("model `xx-tiny-1`: arguments.onnx has 4 bytes, expected {}", ARGUMENTS.len());
        check(write("arguments.onnx", b"argu".to_vec()), &size);
        check(write("manifest.json", b"{}".to_vec()), "bundle has format none, expected 3");
        check(write("model.onnx", READER[..READER.len() - 1].to_vec()), "bytes, expected ");
        for at in (0..READER.len()).step_by(97) {
            let mut damaged = READER.to_vec();
            damaged[at] ^= 1;
            check(write("model.onnx", damaged), "model `xx-tiny-1`: model.onnx has sha256 ");
        }
    }

    #[test]
    fn refuses_a_bundle_of_an_older_format_by_its_name() {
        let old = br#"{"format": 1, "name": "en-mine-1", "labels": ["O"]}"#;
        check(
            |folder| fs::write(folder.join("manifest.json"), old).unwrap(),
            "model `en-mine-1`: bundle has format 1, expected 3",
        );
    }

    /// Replaces a file and lists it as it is, as a wrong export would.
    fn exchange(file: &'static str, bytes: &'static [u8]) -> impl FnOnce(&Path) {
        move |folder| add(folder, &[(file, bytes)])
    }

    #[test]
    fn names_what_is_wrong_inside_a_file() {
        check(exchange("vocab.txt", b"[UNK]\n[CLS]"), "model `xx-tiny-1`: vocab.txt: vocabulary has no token `[SEP]`");
        check(exchange("arguments.onnx", b"no graph"), "model `xx-tiny-1`: arguments.onnx is no onnx file");
        check(exchange("vocab.txt", b"[UNK]\xff"), "model `xx-tiny-1`: vocab.txt is not utf-8: ");
        check(exchange("model.onnx", b"{\"not\": \"onnx\"}"), "model `xx-tiny-1`: model.onnx ");
        let six = include_bytes!("../../tests/model/six-arguments.onnx");
        check(
            exchange("arguments.onnx", six),
            "arguments.onnx: tensor `scores` is float32 [a, n, 6], expected float32 [n, n, 5]",
        );
        check(exchange("model.onnx", ARGUMENTS), "model.onnx: tensor `pieces` is missing");
    }

    /// Adds files to a bundle, listed as they are.
    fn add(folder: &Path, files: &[(&str, &[u8])]) {
        let path = folder.join("manifest.json");
        let mut manifest = Manifest::parse(&fs::read(&path).unwrap()).unwrap();
        for (file, bytes) in files {
            manifest.files.insert((*file).to_owned(), entry(bytes));
            fs::write(folder.join(file), bytes).unwrap();
        }
        fs::write(path, serde_json::to_vec(&manifest).unwrap()).unwrap();
    }

    #[test]
    fn labels_mentions() {
        let folder = bundle();
        let words = words("The bridge is safe , said Rao .");
        let model = Model::load(folder.path()).unwrap();
        let labels = model.labels(&words, &model.encode(&words));
        assert_eq!(labels.names.len(), words.len());
        assert!((0..words.len()).all(|word| labels.states.word(word).is_some_and(|state| state.len() == 6)));
        assert!(labels.roles.iter().all(|row| (row.iter().sum::<f32>() - 1.0).abs() < 1e-4));
        let short = antecedents().split_off(4);
        check(|folder| add(folder, &[("antecedents.bin", &short)]), "bytes, which are no weights of ");
    }

    #[test]
    fn reads_anchors_and_what_belongs_to_them() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        assert_eq!((model.name(), model.wordpiece().len()), ("xx-tiny-1", 12));
        let words = words("The bridge is safe , said Rao . the bridge is safe , said the bridge .");
        let encoded = model.encode(&words);
        assert_eq!((encoded.anchors.len(), encoded.entities.len()), (words.len(), words.len()));
        assert_eq!(model.encode(&words), encoded);
        let anchor = |at: usize, kind| Anchor { words: at..at + 1, kind, reach: 0..at + 3, probability: 1.0 };
        let anchors = [anchor(5, AnchorKind::Cue), anchor(1, AnchorKind::Start), anchor(13, AnchorKind::Cue)];
        // Padding beside other anchors changes no score.
        for (anchor, together) in anchors.iter().zip(model.argue(&encoded, &anchors)) {
            let alone = &model.argue(&encoded, std::slice::from_ref(anchor))[0];
            assert_eq!((together.len(), alone.len()), (anchor.reach.len(), anchor.reach.len()));
            let pairs = together.as_flattened().iter().zip(alone.as_flattened());
            assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-4), "{together:?} {alone:?}");
        }
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
        assert!(error.to_string().ends_with("fast, en-fast-3"), "{error}");
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
    fn encodes_every_word_by_its_first_piece() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        let words = words("The bridges \u{301} is safe , said Rao .");
        let found = model.encode(&words);
        assert_eq!((found.anchors.len(), found.entities.len()), (words.len(), words.len()));
        let mut encoding = windows::encode(&words, model.wordpiece());
        assert_eq!(encoding.first, [1, 2, 4, 5, 6, 7, 8, 9, 10]);
        encoding.first = (0..encoding.pieces.len() as u32).collect();
        assert_eq!(found.anchors[3], model.encode_pieces(&encoding).anchors[5]);
    }

    #[test]
    fn encodes_an_article_without_words() {
        let none = Words::from_parts("", Vec::new(), Vec::new(), Vec::new(), Vec::new());
        assert_eq!(Model::embedded("fast").unwrap().encode(&none), Encoded::default());
    }

    #[test]
    fn encodes_a_long_article_in_parts_as_in_one() {
        let model = Model::embedded("fast").unwrap();
        let text = "the bridge is safe , said the mayor of eastmere on tuesday . ".repeat(60);
        let encoding = windows::encode(&words(text.trim_end()), model.wordpiece());
        let Window { halo, .. } = model.manifest.window;
        let window = |length, halo| Window { length, halo, whole_blocks: false };
        let whole = model.encode_in(&encoding, window(encoding.pieces.len(), 0));
        assert_eq!(whole.anchors.len(), encoding.first.len());
        let parts = model.encode_in(&encoding, window(2 * halo + 50, halo));
        let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        let differ = apart(whole.anchors.as_flattened(), parts.anchors.as_flattened());
        assert!(differ.max(apart(&whole.words, &parts.words)) < 1e-3, "{differ}");
    }

    #[test]
    fn answers_a_failing_run_with_words_outside() {
        let folder = bundle();
        let model = Model::load(folder.path()).unwrap();
        let beyond = Encoding { pieces: vec![99], features: vec![[0; 3]], first: vec![0], ends: vec![1] };
        let found = model.encode_pieces(&beyond);
        assert_eq!((found.anchors, found.entities), (vec![outside()], vec![outside()]));
        assert_eq!(found.words, vec![0.0; 4]);
    }

    #[test]
    fn is_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Model>();
        shared::<ModelError>();
    }
}
