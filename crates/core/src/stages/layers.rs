//! What passes between stages.

use std::ops::Range;

/// A part of an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Who is said to have said it.
    Source,
    /// The words that report it.
    Cue,
    /// What was said.
    Content,
}

/// A word's label in the tagging: outside, or first or later word of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// In no part.
    Outside,
    /// First word of a part.
    Begin(Role),
    /// Later word of a part.
    Inside(Role),
}

impl Label {
    /// Every label, in the order of a model's scores.
    pub const ALL: [Label; 7] = [
        Label::Outside,
        Label::Begin(Role::Source),
        Label::Inside(Role::Source),
        Label::Begin(Role::Cue),
        Label::Inside(Role::Cue),
        Label::Begin(Role::Content),
        Label::Inside(Role::Content),
    ];

    /// Its place in [`Label::ALL`].
    pub fn index(self) -> usize {
        match self {
            Label::Outside => 0,
            Label::Begin(role) => 1 + 2 * role as usize,
            Label::Inside(role) => 2 + 2 * role as usize,
        }
    }
}

/// What a word's form says of its label, whatever a model makes of the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// The word, by index, has this label.
    For(usize, Label),
    /// The word, by index, is in no part of this role.
    Against(usize, Role),
}

/// What a lexicon tells of a word as a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerbForm {
    /// Whether it is a form of a verb of speaking, writing, asking, finding or thinking; not of one of wanting,
    /// feeling, deciding or refusing, nor of one that means little without its noun or reports only now and then.
    pub reports: bool,
    /// Whether it is a form of a verb whose object is whom it is said to.
    pub addresses: bool,
    /// What it is in a group of verbs.
    pub part: VerbPart,
}

/// What a word is in a group of verbs, such as "has not yet ruled".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerbPart {
    /// In no such group.
    None,
    /// An adverb or negation, which may stand between.
    Filler,
    /// A form of "be", "have" or "do", or a modal.
    Auxiliary(Tense),
    /// A form of a verb of the lexicon; `None` for a bare one, which may be an infinitive.
    Verb(Option<Tense>),
}

/// The form of a verb; what two verbs share that have one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// "says", "has said", "is saying".
    Present,
    /// "said", "had said", "did not say".
    Past,
    /// "saying".
    Participle,
    /// "would say".
    Modal,
}

/// What kind of name a word belongs to, in the order of a model's scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntityLabel {
    /// In no name.
    Outside,
    /// In a person's name.
    Person,
    /// In an organisation's name.
    Organisation,
    /// In a place's name.
    Place,
    /// In another name, or a nationality.
    Other,
}

impl EntityLabel {
    /// Every label, in the order of a model's scores.
    pub const ALL: [EntityLabel; 5] =
        [EntityLabel::Outside, EntityLabel::Person, EntityLabel::Organisation, EntityLabel::Place, EntityLabel::Other];
}

/// A model's opinion of every word: one row a word of [`Words::words`](crate::text::Words).
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// Logits over [`Label::ALL`], shape `[n_words][7]`.
    pub labels: Vec<[f32; 7]>,
    /// Probabilities over [`EntityLabel::ALL`], shape `[n_words][5]`; each row sums to one.
    pub entities: Vec<[f32; 5]>,
}

/// What a model learned of sequences of labels; added to its scores when decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Transitions {
    /// From one word's label (row) to the next word's (column), over [`Label::ALL`].
    pub between: [[f32; 7]; 7],
    /// Of a block's first label.
    pub start: [f32; 7],
    /// Of a block's last label.
    pub end: [f32; 7],
    /// Added to every word's scores, to trade precision against recall.
    pub bias: [f32; 7],
}

/// A part found by decoding.
#[derive(Clone, Debug, PartialEq)]
pub struct TaggedSpan {
    /// Which part.
    pub role: Role,
    /// Word indices; all in one block.
    pub words: Range<usize>,
    /// Marginal probability, 0..=1, that exactly these words are such a part.
    pub exact: f32,
    /// Mean probability, 0..=1, of the words to lie in such a part, whatever its borders.
    pub mean: f32,
}

/// Parts that belong together: one act of reporting.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Word ranges of the sources, in text order; empty where none is stated.
    pub source: Vec<Range<usize>>,
    /// Word range of the cue; `None` for a quotation without one.
    pub cue: Option<Range<usize>>,
    /// Word ranges of the content's parts, in text order; never empty.
    pub content: Vec<Range<usize>>,
    /// What speaks for it.
    pub evidence: Evidence,
}

/// Probabilities, 0..=1, that speak for an attribution; what confidence is calibrated from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The least sure content part's [`TaggedSpan::exact`].
    pub content_exact: f32,
    /// The least sure content part's [`TaggedSpan::mean`].
    pub content_mean: f32,
    /// The cue's [`TaggedSpan::mean`]; 0 without a cue.
    pub cue_mean: f32,
    /// The source's [`TaggedSpan::mean`]; 0 without a source.
    pub source_mean: f32,
    /// The least sure link of a content part.
    pub content_link: f32,
    /// The link of the source, or of the absence of one.
    pub source_link: f32,
}

/// What a word is to the anchors of an article, in the order of a model's scores: outside, first or later word of a
/// cue, first word of a content that has no cue.
pub const ANCHOR_LABELS: [&str; 4] = ["O", "B-CUE", "I-CUE", "START"];

/// What a word is to one anchor, in the order of a model's scores.
pub const ARGUMENT_LABELS: [&str; 5] = ["O", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT"];

/// What an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnchorKind {
    /// The words of a cue.
    Cue,
    /// The first word of a content that no cue reports: a quotation in a paragraph of its own, a headline.
    Start,
}

/// A place in the text where something is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// Word indices; all in one block.
    pub words: Range<usize>,
    /// What these words are.
    pub kind: AnchorKind,
    /// The words among which its source and content lie.
    pub reach: Range<usize>,
    /// Mean probability, 0..=1, of its words to be of an anchor of this kind.
    pub probability: f32,
}

/// What a model learned of sequences of argument labels, from one word's label (row) to the next word's (column).
#[derive(Clone, Debug, PartialEq)]
pub struct ArgumentTransitions {
    /// Between neighbours.
    pub between: [[f32; 5]; 5],
    /// Of the first label among the words that an anchor reaches.
    pub start: [f32; 5],
    /// Of the last.
    pub end: [f32; 5],
}
