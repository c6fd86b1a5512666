//! Records to what people look at: an article in colours, a page, numbers over many articles.
//!
//! Everything here starts from [`inquit::output::Record`], so that what was read once, or corrected by hand, looks the
//! same as what was read just now. No model is needed, and nothing is printed.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod across;
pub mod estimate;
pub mod html;
pub mod layers;
pub mod measure;
pub mod palette;
pub mod report;
pub mod sample;
pub mod stats;
pub mod table;
pub mod terminal;
#[cfg(test)]
mod test_records;
