//! Spans to sets of letters and digits: what annotations are compared by.
//!
//! People differ in where they leave commas, quotation marks and spaces; what they mark is told by
//! the letters and digits. These are numbered through the text, so that a span becomes a range of
//! numbers, and spans that differ only in other characters become equal.

use std::ops::Range;

use crate::{Span, StatementKind};

/// The letters and digits of one text, numbered.
pub(super) struct Letters {
    /// By byte offset: how many letters start before it.
    before: Vec<u32>,
    /// By letter, and one more: how many letters before it stand in double quotation marks.
    quoted: Vec<u32>,
}

/// Sorted ranges of letters that do not touch.
pub(super) type Set = Vec<Range<u32>>;

impl Letters {
    pub(super) fn new(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut quoted = vec![0];
        let (mut count, mut count_quoted) = (0, 0);
        let mut inside = false;
        let mut previous = '\n';
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            before.extend(std::iter::repeat_n(count, character.len_utf8()));
            inside = match character {
                // A quotation left open holds to the end of its paragraph and no further.
                '\n' => false,
                '“' | '„' | '«' => true,
                '”' | '»' => false,
                // A straight mark opens, closes, or opens anew when it stands at the front of a word.
                '"' => !inside || previous.is_whitespace() && characters.peek().is_some_and(|c| !c.is_whitespace()),
                _ => inside,
            };
            if character.is_alphanumeric() {
                count += 1;
                count_quoted += u32::from(inside);
                quoted.push(count_quoted);
            }
            previous = character;
        }
        before.push(count);
        Self { before, quoted }
    }

    /// The letters in the spans. Spans with nothing but other characters between them become one range.
    pub(super) fn set(&self, spans: impl IntoIterator<Item = Span>) -> Set {
        let mut ranges: Set = spans
            .into_iter()
            .map(|span| self.before[span.start]..self.before[span.end])
            .filter(|range| !range.is_empty())
            .collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        let mut set: Set = Vec::with_capacity(ranges.len());
        for range in ranges {
            match set.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => set.push(range),
            }
        }
        set
    }

    /// Whose words these are, by the share of them in double quotation marks.
    pub(super) fn kind(&self, set: &[Range<u32>]) -> StatementKind {
        let quoted: u32 =
            set.iter().map(|range| self.quoted[range.end as usize] - self.quoted[range.start as usize]).sum();
        let (quoted, all) = (u64::from(quoted), u64::from(size(set)));
        if quoted * 10 > all * 9 {
            StatementKind::Direct
        } else if quoted * 20 < all || all == 0 {
            StatementKind::Indirect
        } else {
            StatementKind::Mixed
        }
    }
}

/// How many letters a set has.
pub(super) fn size(set: &[Range<u32>]) -> u32 {
    set.iter().map(|range| range.end - range.start).sum()
}

/// How many letters two sets share.
pub(super) fn shared(a: &[Range<u32>], b: &[Range<u32>]) -> u32 {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        count += x.end.min(y.end).saturating_sub(x.start.max(y.start));
        if x.end < y.end { i += 1 } else { j += 1 }
    }
    count
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "a set of one range is what is meant")]
mod tests {
    use super::*;

    const TEXT: &str = "“Nä, 5” says \"Bo\".";

    fn set(words: &[&str]) -> Set {
        let span = |words: &&str| {
            let start = TEXT.find(*words).unwrap();
            Span::new(start, start + words.len())
        };
        Letters::new(TEXT).set(words.iter().map(span))
    }

    #[test]
    fn spans_are_equal_that_differ_in_marks_and_spaces() {
        assert_eq!(set(&["“Nä, 5” "]), [0..3]);
        assert_eq!(set(&["Nä, 5"]), [0..3]);
        assert_eq!(set(&["5", "“Nä"]), [0..3]);
        assert_eq!(set(&["Bo", "Nä", "ä"]), [0..2, 7..9]);
        assert_eq!(set(&["” "]), []);
    }

    #[test]
    fn counts_shared_letters() {
        let check = |a: &[Range<u32>], b: &[Range<u32>], expected| {
            assert_eq!((shared(a, b), shared(b, a)), (expected, expected));
        };
        check(&[0..3, 5..9], &[2..6, 8..20], 3);
        check(&[0..3], &[3..6], 0);
        check(&[0..9], &[1..2, 3..4, 8..10], 3);
        check(&[], &[0..4], 0);
    }

    #[test]
    fn tells_kinds_by_the_share_in_double_quotation_marks() {
        let check = |text: &str, expected| {
            let letters = Letters::new(text);
            assert_eq!(letters.kind(&letters.set([Span::new(0, text.len())])), expected, "{text}");
        };
        check("“All of it”", StatementKind::Direct);
        check("\"All of it\"", StatementKind::Direct);
        check("none ‘of’ it", StatementKind::Indirect);
        check("that “some” of it", StatementKind::Mixed);
        check("“a” bcdefghijkl mnopqrst u", StatementKind::Indirect);
        check("“abcdefghij” k", StatementKind::Direct);
        check("“abcdefghi” j", StatementKind::Mixed);
        check("—", StatementKind::Indirect);
        // Left open: to the end of the paragraph.
        check("“abc\ndefghi", StatementKind::Mixed);
        check("\"abc\n\"defghi", StatementKind::Direct);
        check("abc” def", StatementKind::Indirect);
        // The second mark opens anew: the first was left open.
        check("\"abc \"def ghi", StatementKind::Direct);
    }
}
