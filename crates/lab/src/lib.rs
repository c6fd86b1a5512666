//! inquit-lab: from annotated corpora to training examples and a calibration; measures of rules and readers;
//! and the suites that read whole articles.
//!
//! Training runs outside the library, but on its words, offsets and features: whatever the model
//! is taught with is what it will meet. Nothing here is published.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod ablate;
pub mod bundle;
pub mod calibrate;
pub mod compare;
pub mod corpus;
pub mod export;
pub mod gap;
pub mod golden;
pub mod groups;
pub mod html;
pub mod marks;
pub mod mentions;
pub mod silver;
pub mod speakers;
pub mod spec;
pub mod who;
pub mod windows;
pub mod written;

/// The README's Rust, run with the documentation tests. Here, because a published crate cannot hold
/// a file from above its folder.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
