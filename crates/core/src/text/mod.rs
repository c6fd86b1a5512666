//! Text to words: words with offsets, sentences, quotation marks, and conversion of offsets.

mod offsets;
mod quotation;
mod sentences;
mod words;

pub use offsets::{OffsetUnit, Offsets};
pub use quotation::{Quotation, QuotationState};
pub use words::{Block, Shape, Word, Words};
