//! Readings to the record (FORMAT version 1), the public JSON shape.
//!
//! The record's types live here and not at the crate's root, where [`crate::Article`],
//! [`crate::Speaker`] and the rest of the domain are.

mod columns;
pub mod formats;
pub(crate) mod names;
pub(crate) mod record;
mod rows;
mod schema;
mod select;

pub use columns::{Column, ColumnKind, RowsOf, TableShape, Value};
pub use record::*;
pub use rows::{Row, rows, speaker_rows};
pub use schema::schema;
pub use select::{Condition, ConditionError, Selection};
