//! One file a command.

pub(crate) mod agree;
pub(crate) mod completions;
pub(crate) mod convert;
pub(crate) mod diff;
pub(crate) mod estimate;
pub(crate) mod eval;
pub(crate) mod parse;
pub(crate) mod people;
pub(crate) mod quotes;
pub(crate) mod report;
pub(crate) mod sample;
pub(crate) mod schema;
pub(crate) mod stats;
pub(crate) mod view;
