//! The order of the stages: an article in, a reading out. No other file knows it.

use std::{path::Path, sync::Arc};

use crate::{
    Aliases,
    input::fields::Fields,
    model::{Anchoring, Labelling, Method, Model, ModelError, softmax},
    output::Record,
    stages::{
        Anchor, Attribution, Resolution, Scores, TaggedSpan, VerbForm,
        anchors::anchors,
        anonymity::anonymity,
        arguments::arguments,
        cues,
        decode::decode,
        forms::{coordinated, forms},
        link::link,
        nested,
        speakers::resolve,
        statements::statements,
        subjects::subjects,
    },
    text::{OffsetUnit, Words},
    types::{Article, Cue, Note, NoteCode, Reading},
};

/// Reads articles with one model. Cheap to clone and to share between threads.
///
/// ```
/// use inquit::{Pipeline, model::DEFAULT};
///
/// let pipeline = Pipeline::embedded(DEFAULT)?;
/// let record = pipeline.parse("“The bridge stays shut,” said Nadia Okafor, the city’s chief engineer.");
/// let statement = &record.statements[0];
/// assert_eq!(statement.content[0].text, "“The bridge stays shut,”");
/// assert_eq!(record.speakers[0].name, "Nadia Okafor");
/// # Ok::<(), inquit::model::ModelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pipeline {
    model: Arc<Model>,
    aliases: Arc<Aliases>,
}

/// What each stage made of an article, for those who study the reading and not the record.
#[derive(Clone, Debug)]
pub struct Layers {
    /// The model's scores, a row a word.
    pub scores: Scores,
    /// Where something is reported, in text order; empty for a model that labels words.
    pub anchors: Vec<Anchor>,
    /// The decoded parts, in text order; empty for a model that finds anchors.
    pub spans: Vec<TaggedSpan>,
    /// Parts that belong together.
    pub attributions: Vec<Attribution>,
    /// The cue of each attribution, read.
    pub cues: Vec<Option<Cue>>,
    /// The speakers, and who is behind each attribution.
    pub resolution: Resolution,
}

impl Pipeline {
    /// A pipeline that reads with `model`.
    pub fn new(model: Model) -> Self {
        Self { model: Arc::new(model), aliases: Arc::default() }
    }

    /// A pipeline with one of the models built into the library, by name or alias: "accurate", "fast",
    /// or [`DEFAULT`](crate::model::DEFAULT).
    ///
    /// # Errors
    /// If no model of that name is built in.
    pub fn embedded(name: &str) -> Result<Self, ModelError> {
        Model::embedded(name).map(Self::new)
    }

    /// A pipeline with the model in a folder, as the trainer makes it.
    ///
    /// # Errors
    /// If a file of it is missing, damaged, of another format or of the wrong shape.
    pub fn load(folder: &Path) -> Result<Self, ModelError> {
        Model::load(folder).map(Self::new)
    }

    /// The same pipeline, which gives the speakers the names that `aliases` has for them.
    #[must_use]
    pub fn with_aliases(self, aliases: Aliases) -> Self {
        Self { aliases: Arc::new(aliases), ..self }
    }

    /// The names it gives to speakers that are known already.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The model it reads with.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The full name of the model: "en-fast-1".
    pub fn model_name(&self) -> &str {
        self.model.name()
    }

    /// Reads a laid-out article. Cannot fail: doubt becomes a note.
    pub fn read(&self, article: Article) -> Reading {
        let (words, mut notes) = Words::new(&article);
        if !article.text.chars().any(char::is_alphabetic) {
            let message = "the text has no letters to read".to_owned();
            notes.push(Note { code: NoteCode::NoText, span: None, message });
        }
        notes.extend(other_language(&article.text));
        let layers = self.layers(&article, &words);
        let anonymous = anonymity(&words, &layers.attributions, &layers.resolution);
        let statements = statements(
            &words,
            &layers.attributions,
            &layers.cues,
            &layers.resolution.attributions,
            anonymous,
            self.model.calibration(),
        );
        let speakers = layers.resolution.speakers;
        let mut reading = Reading { model: self.model.name().to_owned(), speakers, statements, notes, article };
        self.aliases.fold(&mut reading);
        reading
    }

    /// Every layer of a reading but the last.
    pub fn layers(&self, article: &Article, words: &Words) -> Layers {
        match self.model.method() {
            Method::Labels(labelling) => self.by_labels(labelling, article, words),
            Method::Anchors(anchoring) => by_anchors(anchoring, article, words),
        }
    }

    /// The layers of a model that labels words.
    fn by_labels(&self, labelling: Labelling<'_>, article: &Article, words: &Words) -> Layers {
        let scores = self.model.score(words);
        let verbs = cues::verbs(words);
        let mut hints = forms(words, &scores, &verbs);
        let mut spans = decode(words, &scores, &hints, labelling.transitions);
        let second_verbs = coordinated(words, &spans, &verbs);
        if !second_verbs.is_empty() {
            hints.extend(second_verbs);
            spans = decode(words, &scores, &hints, labelling.transitions);
        }
        let mut attributions = link(words, &spans, labelling.linker);
        subjects(words, &scores, &verbs, &mut attributions);
        let (attributions, inner) = self.nested(labelling, words, &verbs, attributions);
        let cues = read_cues(words, &attributions);
        let resolution = resolve(article, words, &scores, &attributions);
        let mut layers = Layers { scores, anchors: Vec::new(), spans, attributions, cues, resolution };
        // What somebody reports of their own words is in their statement already.
        let kept = nested::of_others(&layers.attributions, &layers.cues, &layers.resolution.attributions, &inner);
        if kept.contains(&false) {
            retain(&mut layers.attributions, &kept);
            retain(&mut layers.cues, &kept);
            retain(&mut layers.resolution.attributions, &kept);
        }
        layers
    }

    /// Adds the attributions inside contents, and marks them.
    fn nested(
        &self,
        labelling: Labelling<'_>,
        words: &Words,
        verbs: &[VerbForm],
        outer: Vec<Attribution>,
    ) -> (Vec<Attribution>, Vec<bool>) {
        let stretches = nested::to_read_again(words, verbs, &outer);
        if stretches.is_empty() {
            let inner = vec![false; outer.len()];
            return (outer, inner);
        }
        let article = nested::as_article(words, &stretches);
        let (again, _) = Words::new(&article);
        let scores = self.model.score(&again);
        let hints = forms(&again, &scores, &cues::verbs(&again));
        let spans = decode(&again, &scores, &hints, labelling.transitions);
        nested::add(words, verbs, &again, link(&again, &spans, labelling.linker), outer)
    }

    /// Reads plain text into a record with code point offsets.
    pub fn parse(&self, text: &str) -> Record {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        Record::new(&self.read(article), OffsetUnit::Codepoint)
    }
}

/// The layers of a model that finds anchors and what belongs to them.
fn by_anchors(anchoring: Anchoring<'_>, article: &Article, words: &Words) -> Layers {
    let encoded = anchoring.encode(words);
    let anchors = anchors(words, &encoded.anchors, anchoring.bias());
    let attributions = arguments(words, &anchors, &anchoring.argue(&encoded, &anchors), anchoring.transitions);
    let cues = read_cues(words, &attributions);
    let scores = Scores { labels: Vec::new(), entities: encoded.entities.into_iter().map(softmax).collect() };
    let resolution = resolve(article, words, &scores, &attributions);
    Layers { scores, anchors, spans: Vec::new(), attributions, cues, resolution }
}

/// The cue of each attribution, read.
fn read_cues(words: &Words, attributions: &[Attribution]) -> Vec<Option<Cue>> {
    attributions.iter().map(|attribution| attribution.cue.as_ref().map(|cue| cues::cue(words, cue))).collect()
}

/// Leaves of a list what is kept.
fn retain<T>(list: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    list.retain(|_| kept.next() == Some(&true));
}

/// A note if a text is long enough to tell its language and that is not English.
fn other_language(text: &str) -> Option<Note> {
    /// How many letters tell, and how many are looked at.
    const ENOUGH: usize = 120;
    const MOST: usize = 4000;

    let start: String = text.chars().take(MOST).collect();
    if start.chars().filter(|letter| letter.is_alphabetic()).count() < ENOUGH {
        return None;
    }
    let found = whatlang::detect(&start).filter(|found| found.is_reliable() && found.lang() != whatlang::Lang::Eng)?;
    let message = format!("the text seems to be {}; it was read as English", found.lang().eng_name());
    Some(Note { code: NoteCode::NotEnglish, span: None, message })
}
