//! Text to words: words with offsets, sentences, quotation marks, and conversion of offsets.

mod calendar;
mod offsets;
mod quotation;
mod sentences;
mod words;

pub(crate) use calendar::{is_day, is_month};
pub use offsets::{OffsetUnit, Offsets};
pub use quotation::{Quotation, QuotationState};
pub use words::{Block, Shape, Word, Words};
