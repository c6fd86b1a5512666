//! One file a command.

pub(crate) mod convert;
pub(crate) mod eval;
pub(crate) mod parse;
pub(crate) mod report;
pub(crate) mod schema;
