//! The steps of reading, one file each. Stages take typed inputs, return their own layer, and
//! never import each other; [`crate::pipeline`] alone knows their order.

mod layers;

pub mod anchors;
pub mod anonymity;
pub mod arguments;
pub mod confidence;
pub mod cues;
pub mod forms;
pub(crate) mod interviews;
mod lattice;
mod reach;
mod rules;
pub mod statements;
pub mod who;

pub use layers::{
    ANCHOR_LABELS, ARGUMENT_LABELS, Anchor, AnchorKind, ArgumentTransitions, Attribution, EntityLabel, Evidence,
};
pub(crate) use reach::stretches;
pub use reach::{MOST_WORDS, reach};
pub use rules::{Rule, Rules};
pub use who::{AttributionSpeakers, Resolution};
