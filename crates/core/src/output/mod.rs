//! Readings to the record (FORMAT version 1), the public JSON shape.
//!
//! The record's types live here and not at the crate's root, where [`crate::Article`],
//! [`crate::Speaker`] and the rest of the domain are.

pub mod formats;
pub(crate) mod names;
pub(crate) mod record;
mod rows;
mod schema;

pub use record::*;
pub use rows::{Row, rows};
pub use schema::schema;
