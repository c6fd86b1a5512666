//! Outside bytes and records to [`Article`](crate::Article)s.

pub mod decode;
pub mod fields;

pub use decode::{Decoded, decode};
pub use fields::{Fields, FieldsError};
