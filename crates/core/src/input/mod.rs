//! Outside bytes and records to [`Article`](crate::Article)s.

pub mod body;
mod compose;
pub mod decode;
pub mod exports;
pub mod field_map;
pub mod fields;
#[cfg(feature = "html")]
pub mod html;
mod names;
mod nested;
pub mod sniff;

pub use body::{Block, BlockKind};
pub use decode::{Decoded, decode, decode_html};
pub use field_map::{Field, FieldMap, FieldMapError};
pub use fields::{Fields, FieldsError};
pub use sniff::{Kind, sniff};
