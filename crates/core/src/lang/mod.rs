//! What is known of English words: lists, pronouns, how names are written.
//!
//! Word lists are data, in `lists/`, each in one place; [`lexicon()`] looks them up.

pub(crate) mod capitals;
mod lexicon;
mod pronouns;

pub(crate) use lexicon::{Class, NounClass, lexicon};
pub use pronouns::is_pronoun;
pub(crate) use pronouns::{Determiner, Pronoun};

/// Returns a word's letters in lower case, without accents, apostrophes and stops: "o’neill" and "o'neill" are alike.
pub(crate) fn fold(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '&').flat_map(char::to_lowercase).collect()
}
