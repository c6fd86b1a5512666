//! Finds the records of articles again: by id, by the name of their files, by their text.
//!
//! Annotation tools lose ids: brat's files are called after them, with characters replaced and a number where two would
//! be the same, and other tools number as they please. The text is the same in all of them, and so has the last word.

use std::collections::HashMap;

use sha2::Digest as _;
use thiserror::Error;

use crate::output::{Record, formats::FileNames};

/// Why an article has no record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BaseFault {
    /// No record has the article's id, the name of its files, or its text.
    #[error("no record of `{0}` in the base")]
    Missing(String),
    /// The record is of another text.
    #[error("the text is not that of `{id}` in the base: they differ from code point {at} on")]
    TextDiffers {
        /// The record's article.
        id: String,
        /// The first code point that differs.
        at: usize,
    },
}

/// Where records are, in a list of them.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_id: HashMap<String, Vec<usize>>,
    /// By the name of the files that a folder of brat's has for the article.
    by_file: HashMap<String, usize>,
    by_text: HashMap<[u8; 32], Vec<usize>>,
}

impl Index {
    pub(super) fn new(records: &[Record]) -> Index {
        let mut index = Index::default();
        let mut names = FileNames::default();
        for (at, record) in records.iter().enumerate() {
            index.by_id.entry(record.article.id.clone()).or_default().push(at);
            index.by_file.insert(names.next(&record.article.id), at);
            index.by_text.entry(digest(&record.article.text)).or_default().push(at);
        }
        index
    }

    /// Finds the record of an article among those that `is_free` is true of.
    pub(super) fn find(
        &self,
        records: &[Record],
        id: &str,
        text: &str,
        is_free: impl Fn(usize) -> bool,
    ) -> Result<usize, BaseFault> {
        let of = |at: usize| records.get(at).filter(|_| is_free(at));
        let named = self.by_id.get(id).into_iter().flatten().chain(self.by_file.get(id)).copied();
        let same_text = self.by_text.get(&digest(text)).into_iter().flatten().copied();
        let is_same = |at: &usize| of(*at).is_some_and(|record| record.article.text == text);
        if let Some(at) = named.clone().chain(same_text).find(is_same) {
            return Ok(at);
        }
        let Some(record) = named.filter_map(of).next() else { return Err(BaseFault::Missing(id.to_owned())) };
        let at = text.chars().zip(record.article.text.chars()).take_while(|(one, other)| one == other).count();
        Err(BaseFault::TextDiffers { id: record.article.id.clone(), at })
    }
}

fn digest(text: &str) -> [u8; 32] {
    sha2::Sha256::digest(text).into()
}
