//! Reads news articles into a record of who said what.

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod aliases;
pub mod dates;
pub mod gold;
pub mod input;
mod lang;
pub mod layout;
pub mod model;
pub mod output;
pub mod people;
pub mod pipeline;
pub mod stages;
pub mod text;
pub mod types;

pub use aliases::{AliasError, Aliases};
pub use people::{PeopleError, PeopleTable};
pub use pipeline::Pipeline;
pub use types::*;
