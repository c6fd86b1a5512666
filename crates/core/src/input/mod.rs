//! Outside bytes and records to [`Article`](crate::Article)s.

pub mod body;
mod compose;
pub mod damage;
pub mod decode;
pub mod exports;
#[cfg(feature = "feeds")]
pub mod feeds;
pub mod field_map;
pub mod fields;
#[cfg(feature = "html")]
pub mod html;
pub mod json;
#[cfg(feature = "mail")]
pub mod mail;
mod names;
mod nested;
pub mod sniff;
pub mod subtitles;
pub mod wrapper;

pub use body::{Block, BlockKind};
pub use decode::{Decoded, decode, decode_html};
pub use field_map::{Field, FieldMap, FieldMapError};
pub use fields::{Fields, FieldsError};
pub use sniff::{Kind, sniff};
