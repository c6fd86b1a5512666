//! The steps of reading, one file each. Stages take typed inputs, return their own layer, and
//! never import each other; [`crate::pipeline`] alone knows their order.

mod layers;

pub mod anchors;
pub mod anonymity;
pub mod arguments;
pub mod confidence;
pub mod cues;
pub mod decode;
pub mod forms;
mod lattice;
pub mod link;
pub mod nested;
mod reach;
pub mod speakers;
pub mod statements;
pub mod subjects;

pub use layers::{
    ANCHOR_LABELS, ARGUMENT_LABELS, Anchor, AnchorKind, ArgumentTransitions, Attribution, EntityLabel, Evidence, Hint,
    Label, Role, Scores, TaggedSpan, Tense, Transitions, VerbForm, VerbPart,
};
pub use reach::{MOST_WORDS, reach};
pub use speakers::{AttributionSpeakers, Resolution};
