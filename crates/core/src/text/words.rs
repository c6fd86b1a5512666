//! An article's blocks to words, sentences and quotation state.

use std::ops::Range;

use super::{Quotation, QuotationState};
use crate::types::{Article, Note, Place, Span};

/// One word, number, mark or other sign, without white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span,
    /// What it looks like.
    pub shape: Shape,
    /// Whether white space, or the start of its block, stands before it.
    pub space_before: bool,
}

/// What a word looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Letters, none of them a capital: "said".
    Lower,
    /// First letter a capital: "Smith", "McKay", "O'Neill"; also one capital alone.
    Title,
    /// Two letters or more, all of them capitals: "BBC", "U.S.".
    Upper,
    /// Starts with a digit: "41-year-old", "3.5".
    Digit,
    /// A quotation mark (not an apostrophe).
    Mark,
    /// Any other sign.
    Punctuation,
}

/// A stretch of words read on its own: the headline, a crosshead, a paragraph …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands.
    pub span: Span,
    /// Word indices.
    pub words: Range<usize>,
    /// The part of the article it is.
    pub place: Place,
    /// Whether it is the byline, which is no place for statements.
    pub byline: bool,
    /// Index into the article's sections, for headings and paragraphs.
    pub section: Option<usize>,
    /// Index into the section's paragraphs, for paragraphs.
    pub paragraph: Option<usize>,
}

/// An article's words, in text order, and what is known of them before any model has read them.
#[derive(Clone, Debug)]
pub struct Words<'t> {
    /// The article's text.
    pub text: &'t str,
    /// The words.
    pub words: Vec<Word>,
    /// The blocks, in text order; every word lies in exactly one.
    pub blocks: Vec<Block>,
    /// Word ranges of the sentences, in text order; each lies in one block, every word in one.
    pub sentences: Vec<Range<usize>>,
    /// The quotations, in order of their first word.
    pub quotations: Vec<Quotation>,
    /// For each word, how it stands to quotation marks.
    pub states: Vec<QuotationState>,
    block_of: Vec<u32>,
    sentence_of: Vec<u32>,
}

impl<'t> Words<'t> {
    /// Words, sentences and quotations of a laid-out article, with a note for each mark left over.
    pub fn new(article: &'t Article) -> (Self, Vec<Note>) {
        let _ = article;
        unimplemented!()
    }

    /// Words made by hand. States are left at their default.
    #[cfg(test)]
    pub(crate) fn from_parts(
        text: &'t str,
        words: Vec<Word>,
        blocks: Vec<Block>,
        sentences: Vec<Range<usize>>,
        quotations: Vec<Quotation>,
    ) -> Self {
        let index_of = |ranges: Vec<Range<usize>>| {
            let mut of = vec![0; words.len()];
            for (index, range) in ranges.into_iter().enumerate() {
                of[range].fill(index as u32);
            }
            of
        };
        let block_of = index_of(blocks.iter().map(|block| block.words.clone()).collect());
        let sentence_of = index_of(sentences.clone());
        let states = vec![QuotationState::default(); words.len()];
        Self { text, words, blocks, sentences, quotations, states, block_of, sentence_of }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word as written.
    pub fn word(&self, index: usize) -> &'t str {
        self.words[index].span.of(self.text)
    }

    /// The span from the first to the last of a range of words; empty for an empty range.
    pub fn span(&self, words: &Range<usize>) -> Span {
        match (self.words.get(words.start), words.end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) if words.start < words.end => Span::new(first.span.start, last.span.end),
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(self.text.len(), self.text.len()),
        }
    }

    /// The text of a range of words, white space between them included.
    pub fn slice(&self, words: &Range<usize>) -> &'t str {
        self.span(words).of(self.text)
    }

    /// The words that lie inside a span of the text.
    pub fn in_span(&self, span: Span) -> Range<usize> {
        let start = self.words.partition_point(|word| word.span.start < span.start);
        let end = self.words.partition_point(|word| word.span.end <= span.end);
        start..end.max(start)
    }

    /// Index of the block a word lies in.
    pub fn block_of(&self, index: usize) -> usize {
        self.block_of[index] as usize
    }

    /// Index of the sentence a word lies in.
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentence_of[index] as usize
    }
}
