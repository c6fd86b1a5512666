//! What passes between stages.

use std::ops::Range;

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
    /// Lowest probability that a content part has exactly these words.
    pub content_exact: f32,
    /// Lowest mean probability of the words of a content part to lie in one.
    pub content_mean: f32,
    /// Mean probability of the cue's words to be a cue; 0 without one.
    pub cue_mean: f32,
    /// Mean probability of the source's words to be a source; 0 without one.
    pub source_mean: f32,
    /// Probability of the anchor.
    pub content_link: f32,
    /// Probability that the source has exactly these words; 1 without one.
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
