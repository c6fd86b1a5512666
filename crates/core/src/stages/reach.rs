//! How far the parts of a statement may lie from the words that report it.
//!
//! Nearly all lie in one block with their cue (98 in 100). Beyond it lie quotations that run on in the next paragraph,
//! what follows a colon that ends a paragraph, and the source of a quotation in a paragraph of its own. The
//! network is asked about no other words, and about none further than [`MOST_WORDS`] from the cue, so its cost stays
//! linear in the length of an article.

use std::ops::Range;

use crate::text::{Shape, Words};

/// How many blocks before and after its own a statement may reach at most.
const MOST: usize = 4;

/// How many words before and after its anchor a statement may reach at most.
pub const MOST_WORDS: usize = 384;

/// For each block, the words in which the parts of a statement reported in it may lie: those of its own and of others.
///
/// These are the blocks that its quotations run on from and into, up to four that follow where it ends in a colon, and
/// the one before where it begins with a quotation mark.
pub fn reach(words: &Words) -> Vec<Range<usize>> {
    let n = words.blocks.len();
    let mut runs_on = vec![false; n];
    for quotation in words.quotations.iter().filter(|quotation| quotation.continues) {
        if let Some(runs_on) = runs_on.get_mut(words.block_of(quotation.words.start)) {
            *runs_on = true;
        }
    }
    let blocks = words.blocks.iter().enumerate();
    let of_block = |(at, block): (usize, &crate::text::Block)| {
        let mut start = at;
        while start > 0 && at - start < MOST && runs_on[start] {
            start -= 1;
        }
        let opens = words.words.get(block.words.start).is_some_and(|word| word.shape == Shape::Mark);
        if opens && start == at {
            start = at.saturating_sub(1);
        }
        let mut end = at + 1;
        while end < n && end - at <= MOST && runs_on[end] {
            end += 1;
        }
        let colon = block.words.clone().next_back().is_some_and(|last| words.word(last) == ":");
        if colon {
            end = (at + 1 + MOST).min(n).max(end);
        }
        words.blocks[start].words.start..words.blocks[end - 1].words.end
    };
    blocks.map(of_block).collect()
}

/// Blocks in stretches of at least `least` words, the last one of any number: no reach goes from one into another, so each
/// can be read without the others.
pub(crate) fn stretches(words: &Words, reach: &[Range<usize>], least: usize) -> Vec<Range<usize>> {
    // For each block, the first word that it or a later one reaches.
    let mut back = vec![words.len(); reach.len() + 1];
    for (at, range) in reach.iter().enumerate().rev() {
        back[at] = back[at + 1].min(range.start);
    }
    let (mut found, mut first, mut until) = (Vec::new(), 0, 0);
    for (at, (block, range)) in words.blocks.iter().zip(reach).enumerate() {
        until = until.max(range.end);
        let next = block.words.end;
        if until <= next && back[at + 1] >= next && next - words.blocks[first].words.start >= least {
            found.push(first..at + 1);
            first = at + 1;
        }
    }
    if first < reach.len() {
        found.push(first..reach.len());
    }
    found
}

/// The part of a block's reach that lies within [`MOST_WORDS`] of an anchor in it.
pub(super) fn within(reach: &Range<usize>, anchor: &Range<usize>) -> Range<usize> {
    reach.start.max(anchor.start.saturating_sub(MOST_WORDS))..reach.end.min(anchor.end + MOST_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Fields;

    /// The reach of each block of a text without a headline, in blocks.
    fn check(paragraphs: &[&str], expected: &[Range<usize>]) {
        let article = Fields::from_text(paragraphs.join("\n\n")).into_article(None);
        let (words, _) = Words::new(&article);
        assert_eq!(words.blocks.len(), paragraphs.len(), "{paragraphs:?}");
        let blocks = |range: Range<usize>| words.block_of(range.start)..words.block_of(range.end - 1) + 1;
        assert_eq!(reach(&words).into_iter().map(blocks).collect::<Vec<_>>(), expected, "{paragraphs:?}");
    }

    const FIRST: &str = "The harbour board met on Tuesday evening to talk about the tolls on the old bridge.";

    #[test]
    fn a_paragraph_reaches_no_further_than_itself() {
        check(&[FIRST, "Crews said the tolls were a joke, and went home."], &[0..1, 1..2]);
    }

    #[test]
    fn a_quotation_reaches_the_paragraph_before_and_those_it_runs_on_in() {
        let open = "“The tolls are a joke, and the crews know that the board knows.";
        let closed = "“We shall not pay,” Rowe said, and the meeting was over at nine.";
        check(&[FIRST, open, closed, FIRST], &[0..1, 0..3, 1..3, 3..4]);
    }

    #[test]
    fn stretches_end_where_nothing_reaches() {
        let open = "“The tolls are a joke, and the crews know that the board knows.";
        let closed = "“We shall not pay,” Rowe said, and the meeting was over at nine.";
        let article = Fields::from_text([FIRST, open, closed, FIRST, FIRST].join("\n\n")).into_article(None);
        let (words, _) = Words::new(&article);
        let reach = reach(&words);
        assert_eq!(stretches(&words, &reach, 1), [0..3, 3..4, 4..5]);
        assert_eq!(stretches(&words, &reach, words.blocks[3].words.end), [0..4, 4..5]);
        assert_eq!(stretches(&words, &reach, words.len() + 1), vec![0..5]);
    }

    #[test]
    fn a_colon_reaches_what_follows() {
        let colon = "The letter from the crews, which was read out, said:";
        check(&[FIRST, colon, FIRST, FIRST, FIRST, FIRST, FIRST], &[0..1, 1..6, 2..3, 3..4, 4..5, 5..6, 6..7]);
    }
}
