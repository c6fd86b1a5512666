//! Records of many articles to what they have in common: persons, and statements that are the same words.
//!
//! Both take one record after the other and hold no more of it than they compare, so that a corpus need not lie in
//! memory; both number what they have seen in its order, so that the same records give the same numbers.

mod names;
pub mod persons;
pub mod wordings;
mod words;

pub use names::has_name;
pub use persons::{People, Person, PersonId, Persons};
pub use wordings::{Carried, Groups, Place, WordingId, Wordings};
