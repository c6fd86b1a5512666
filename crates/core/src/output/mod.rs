//! Readings to the record (FORMAT version 1), the public JSON shape.

mod record;

pub use record::*;
