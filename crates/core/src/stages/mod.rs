//! The steps of reading, one file each. Stages take typed inputs, return their own layer, and
//! never import each other; [`crate::pipeline`] alone knows their order.

mod layers;

pub mod anonymity;
pub mod confidence;
pub mod cues;
pub mod decode;
pub mod forms;
pub mod link;
pub mod nested;
pub mod speakers;
pub mod statements;
pub mod subjects;

pub use layers::{
    Attribution, EntityLabel, Evidence, Hint, Label, Role, Scores, TaggedSpan, Tense, Transitions, VerbForm, VerbPart,
};
pub use speakers::{AttributionSpeakers, Resolution};
