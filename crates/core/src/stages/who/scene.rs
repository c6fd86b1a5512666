//! What is asked of words again and again: an article, its words and what is reported in it.

use std::ops::Range;

use crate::{
    stages::Attribution,
    text::{QuotationState, Shape, Words},
    types::Place,
};

/// An article as those who look for who is who see it.
pub(super) struct Scene<'a> {
    pub(super) words: &'a Words<'a>,
    /// Lower-cased words, apostrophes straight.
    low: Vec<String>,
    /// For each word, the attribution of the innermost content around it.
    content: Vec<Option<usize>>,
    /// For each word, the attribution of which it is a source.
    source: Vec<Option<usize>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(words: &'a Words<'a>, attributions: &[Attribution]) -> Self {
        let n_words = words.len();
        let low = (0..n_words).map(|at| words.word(at).to_lowercase().replace('’', "'")).collect();
        let (mut content, mut source) = (vec![None; n_words], vec![None; n_words]);
        let length = |at: &usize| attributions[*at].content.iter().map(ExactSizeIterator::len).sum::<usize>();
        let mut outer_first: Vec<usize> = (0..attributions.len()).collect();
        outer_first.sort_by_key(|at| (std::cmp::Reverse(length(at)), *at));
        // Painting costs the sum of the contents' lengths: bounded by their depth of nesting.
        let clamp = |range: &Range<usize>| range.start.min(n_words)..range.end.min(n_words);
        for at in outer_first {
            for range in attributions[at].content.iter().map(clamp).filter(|range| !range.is_empty()) {
                content[range].fill(Some(at));
            }
        }
        for (at, attribution) in attributions.iter().enumerate().rev() {
            for range in attribution.source.iter().map(clamp).filter(|range| !range.is_empty()) {
                source[range].fill(Some(at));
            }
        }
        Self { words, low, content, source }
    }

    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// The lower-cased word; empty beyond the text.
    pub(super) fn word(&self, at: usize) -> &str {
        self.low.get(at).map_or("", String::as_str)
    }

    /// Words in lower case, with a space between any two.
    pub(super) fn said(&self, words: &Range<usize>) -> String {
        words.clone().map(|at| self.word(at)).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn shape(&self, at: usize) -> Option<Shape> {
        self.words.words.get(at).map(|word| word.shape)
    }

    pub(super) fn sentence(&self, at: usize) -> usize {
        self.words.sentence_of(at)
    }

    /// The words of the sentence around a word.
    pub(super) fn sentence_words(&self, at: usize) -> Range<usize> {
        self.words.sentences.get(self.sentence(at)).cloned().unwrap_or(at..at + 1)
    }

    pub(super) fn block(&self, at: usize) -> usize {
        self.words.block_of(at)
    }

    pub(super) fn place(&self, at: usize) -> Place {
        self.words.blocks.get(self.block(at)).map_or(Place::Body, |block| block.place)
    }

    /// Whether a word is in the headline or the standfirst, which look forward to the body.
    pub(super) fn is_front(&self, at: usize) -> bool {
        matches!(self.place(at), Place::Headline | Place::Standfirst)
    }

    pub(super) fn is_byline(&self, at: usize) -> bool {
        self.words.blocks.get(self.block(at)).is_some_and(|block| block.byline)
    }

    pub(super) fn is_quoted(&self, at: usize) -> bool {
        self.words.states.get(at).is_some_and(|state| *state != QuotationState::Outside)
    }

    /// The attribution of the innermost content around a word.
    pub(super) fn content(&self, at: usize) -> Option<usize> {
        self.content.get(at).copied().flatten()
    }

    /// The attribution that a word is a source of.
    pub(super) fn source(&self, at: usize) -> Option<usize> {
        self.source.get(at).copied().flatten()
    }

    /// Whether a word is "'s" or an apostrophe after a plural.
    pub(super) fn is_possessive(&self, at: usize) -> bool {
        match self.word(at) {
            "'s" => true,
            "'" => {
                let attached = self.words.words.get(at).is_some_and(|word| !word.space_before);
                attached && at > 0 && self.word(at - 1).ends_with('s') && self.shape(at) != Some(Shape::Mark)
            }
            _ => false,
        }
    }
}
