//! An article's words to the one sequence of pieces and features that a model reads.
//!
//! The whole article is one sequence, so that a name in the headline and the pronoun in the last
//! paragraph meet in one pass, and a separator ends every block. What the pieces cannot show, or
//! show badly, is told in three features a piece: how the word is written (the pieces are in small
//! letters), how it stands to quotation marks (the pairing was done over the whole block), and
//! where in the article it stands. The marks of a quotation are all the same piece, `"`: a model
//! trained on American news, which has no other, so reads ‘British’, «French» and „German“ marks.
//!
//! An article longer than one run of the model is read in parts. A convolution sees so far and no
//! further: its [`chunks`] overlap by more than that, and each kept piece has the scores of a run over
//! the whole. Attention sees all there is: its parts are [`whole_blocks`], no part of a statement is
//! ever cut, and no piece is read twice.

use std::ops::Range;

use super::{Window, WordPiece};
use crate::text::{Shape, Words};

/// A word gives at most this many pieces; further ones add nothing to what it is.
pub const MAX_PIECES_A_WORD: usize = 8;

/// How many values each feature has, 0 included, in the order of [`Encoding::features`].
pub const FEATURE_SIZES: [usize; 3] = [7, 9, 9];

/// An article as a model reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// Ids of the pieces: `[CLS]`, then for each block the pieces of its words and a `[SEP]`.
    pub pieces: Vec<i32>,
    /// For each piece, of the word it belongs to; all 0 for `[CLS]` and `[SEP]`:
    /// - shape: 1 + the index of its [`Shape`]
    /// - quotation: 1 outside; 2 the mark that opens a quotation, 3 the mark that closes one;
    ///   4 inside one of at most three words, marks not counted; 5 inside a longer one; 6 in one
    ///   of at most three words in single marks, marks included, which may be a title or stray
    ///   apostrophes; 7 a mark of no quotation; 8 inside a quotation that its block does not open
    ///   or does not close. The outermost of 2 to 5 and 8 wins over those inside it
    /// - place: 1 headline, 2 standfirst, 3 heading, 4 body; 4 more for the first word of a sentence
    pub features: Vec<[i32; 3]>,
    /// For each word, the position of its first piece.
    pub first: Vec<u32>,
    /// For each block, the position after its `[SEP]`.
    pub ends: Vec<usize>,
}

/// An article's words as pieces and features. Every word has a piece: one that yields none, such
/// as a lone accent, has `[UNK]`.
pub fn encode(words: &Words, wordpiece: &WordPiece) -> Encoding {
    let quotation = quotation_features(words);
    let mut starts_sentence = vec![false; words.len()];
    for sentence in &words.sentences {
        if let Some(first) = starts_sentence.get_mut(sentence.start) {
            *first = true;
        }
    }
    let capacity = words.len() + words.len() / 2 + words.blocks.len() + 1;
    let mut encoding = Encoding {
        pieces: Vec::with_capacity(capacity),
        features: Vec::with_capacity(capacity),
        first: vec![0; words.len()],
        ends: Vec::with_capacity(words.blocks.len()),
    };
    let special = |encoding: &mut Encoding, piece: u32| {
        encoding.pieces.push(piece as i32);
        encoding.features.push([0; 3]);
    };
    special(&mut encoding, wordpiece.start());
    let mut pieces = Vec::new();
    for block in &words.blocks {
        let place = 1 + block.place as i32;
        for index in block.words.clone() {
            pieces.clear();
            let of_quotation = matches!(quotation[index], OPENS | CLOSES);
            wordpiece.encode_word(if of_quotation { "\"" } else { words.word(index) }, &mut pieces);
            pieces.truncate(MAX_PIECES_A_WORD);
            if pieces.is_empty() {
                pieces.push(wordpiece.unknown());
            }
            let shape = 1 + words.words[index].shape as i32;
            let place = if starts_sentence[index] { place + 4 } else { place };
            encoding.first[index] = encoding.pieces.len() as u32;
            encoding.pieces.extend(pieces.iter().map(|&piece| piece as i32));
            encoding.features.resize(encoding.pieces.len(), [shape, quotation[index], place]);
        }
        special(&mut encoding, wordpiece.separator());
        encoding.ends.push(encoding.pieces.len());
    }
    encoding
}

/// The quotation features of the marks of a quotation.
const OPENS: i32 = 2;
const CLOSES: i32 = 3;

/// The quotation feature of every word.
fn quotation_features(words: &Words) -> Vec<i32> {
    let mut features = vec![1; words.len()];
    // Inside the outermost quotation nothing is looked at again: quotations come in order of their
    // first word, so one that starts before the end of the last lies inside it.
    let mut until = 0;
    for quotation in &words.quotations {
        let range = quotation.words.start..quotation.words.end.min(words.len());
        if range.is_empty() || range.start < until {
            continue;
        }
        let n_words = words.words[range.clone()].iter().filter(|word| word.shape != Shape::Mark).count();
        let short = n_words <= 3;
        if quotation.single && short {
            features[range].fill(6);
            continue;
        }
        until = range.end;
        let inside = match (quotation.opened && quotation.closed, short) {
            (false, _) => 8,
            (true, true) => 4,
            (true, false) => 5,
        };
        features[range.clone()].fill(inside);
        if quotation.closed {
            features[range.end - 1] = CLOSES;
        }
        if quotation.opened {
            features[range.start] = OPENS;
        }
    }
    for (feature, word) in features.iter_mut().zip(&words.words) {
        if *feature == 1 && word.shape == Shape::Mark {
            *feature = 7;
        }
    }
    features
}

/// One run of a model over a part of an article's pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The pieces to run it on.
    pub input: Range<usize>,
    /// The pieces whose scores to keep; inside `input`.
    pub keep: Range<usize>,
}

/// The runs in which an article is read, as a model's manifest says.
pub fn runs(encoding: &Encoding, window: Window) -> Vec<Chunk> {
    let Window { length, halo, whole_blocks: between_blocks } = window;
    let n = encoding.pieces.len().min(encoding.features.len());
    match encoding.ends.last() {
        Some(&end) if between_blocks && end == n => whole_blocks(&encoding.ends, length, halo),
        _ => chunks(n, length, halo),
    }
}

/// Runs of at most `length` pieces that together keep every piece once, in order, each kept piece
/// with `halo` pieces around it in its run, or the article's end nearer than that. A `length` that
/// leaves nothing between two halos is taken as the least that does.
pub fn chunks(n_pieces: usize, length: usize, halo: usize) -> Vec<Chunk> {
    let length = length.max(halo.saturating_mul(2).saturating_add(1));
    let mut chunks = Vec::new();
    let mut kept = 0;
    while kept < n_pieces {
        let start = kept.saturating_sub(halo);
        let end = start.saturating_add(length).min(n_pieces);
        let keep = kept..if end == n_pieces { end } else { end - halo };
        kept = keep.end;
        chunks.push(Chunk { input: start..end, keep });
    }
    chunks
}

/// Runs of at most `length` pieces that together keep every piece once, in order, cut where blocks
/// end (`ends`, rising, the last the number of pieces). The runs of an article are about equally
/// long, so that none of them has little to see. A block that is longer than a run is read in
/// [`chunks`] of its own that overlap by `halo`.
pub fn whole_blocks(ends: &[usize], length: usize, halo: usize) -> Vec<Chunk> {
    let length = length.max(1);
    let n_pieces = ends.last().copied().unwrap_or(0);
    let mut runs = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < ends.len() {
        // The first block with which the run has its share of the rest, or the last one that fits.
        let fitting = at + ends[at..].partition_point(|end| end - start <= length);
        let rest = n_pieces - start;
        let fair = rest.div_ceil(rest.div_ceil(length).max(1));
        let nearer = at + ends[at..fitting].partition_point(|end| end - start < fair);
        let next = fitting.min(nearer + 1).max(at + 1);
        let part = start..ends[next - 1];
        if part.len() <= length {
            runs.push(Chunk { input: part.clone(), keep: part.clone() });
        } else {
            let moved = |range: Range<usize>| range.start + part.start..range.end + part.start;
            let parts = chunks(part.len(), length, halo.min((length - 1) / 2));
            runs.extend(parts.into_iter().map(|run| Chunk { input: moved(run.input), keep: moved(run.keep) }));
        }
        start = part.end;
        at = next;
    }
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        text::{Block, Quotation, Word},
        types::{Place, Span},
    };

    const VOCAB: &str = "[UNK]\n[CLS]\n[SEP]\na\nb\nc\nd\ne\n\"\n'\n.\n##b";

    /// Words split at spaces, blocks at line ends; each block is one sentence. Marks are shapes,
    /// the quotations are given.
    fn words<'t>(text: &'t str, quotations: Vec<Quotation>, places: &[Place]) -> Words<'t> {
        let (mut all, mut blocks) = (Vec::new(), Vec::new());
        let mut at = 0;
        for (line, &place) in text.split('\n').zip(places) {
            let block = Span::new(at, at + line.len());
            let n_before = all.len();
            for word in line.split(' ') {
                let shape = match word {
                    "\"" | "'" => Shape::Mark,
                    "." => Shape::Punctuation,
                    _ if word.starts_with(char::is_uppercase) => Shape::Title,
                    _ => Shape::Lower,
                };
                if !word.is_empty() {
                    all.push(Word { span: Span::new(at, at + word.len()), shape, space_before: true });
                }
                at += word.len() + 1;
            }
            let words = n_before..all.len();
            blocks.push(Block { span: block, words, place, byline: false, section: None, paragraph: None });
        }
        let sentences = blocks.iter().map(|block| block.words.clone()).filter(|words| !words.is_empty()).collect();
        Words::from_parts(text, all, blocks, sentences, quotations)
    }

    fn quotation(words: Range<usize>, opened: bool, closed: bool, single: bool) -> Quotation {
        Quotation { words, opened, closed, depth: 0, single, continues: false }
    }

    fn wordpiece() -> WordPiece {
        WordPiece::new(VOCAB).unwrap()
    }

    /// The quotation feature of each word of one paragraph.
    fn check(text: &str, quotations: Vec<Quotation>, expected: &[i32]) {
        let encoding = encode(&words(text, quotations, &[Place::Body]), &wordpiece());
        let found: Vec<i32> = encoding.first.iter().map(|&first| encoding.features[first as usize][1]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn puts_a_separator_after_every_block() {
        let words = words("A b\nc", Vec::new(), &[Place::Headline, Place::Body]);
        let encoding = encode(&words, &wordpiece());
        assert_eq!(encoding.pieces, [1, 3, 4, 2, 5, 2]);
        assert_eq!(encoding.features, [[0, 0, 0], [2, 1, 5], [1, 1, 1], [0, 0, 0], [1, 1, 8], [0, 0, 0]]);
        assert_eq!(encoding.first, [1, 2, 4]);
    }

    #[test]
    fn gives_every_piece_the_features_of_its_word_and_points_at_the_first() {
        let encoding = encode(&words("c Abb d", Vec::new(), &[Place::Standfirst]), &wordpiece());
        assert_eq!(encoding.pieces, [1, 5, 3, 11, 11, 6, 2]);
        assert_eq!(encoding.features[2..5], [[2, 1, 2]; 3]);
        assert_eq!(encoding.first, [1, 2, 5]);
    }

    #[test]
    fn gives_a_word_one_to_eight_pieces() {
        let encoding = encode(&words("\u{301} abbbbbbbbbbbbb c", Vec::new(), &[Place::Heading]), &wordpiece());
        assert_eq!(encoding.pieces, [1, 0, 3, 11, 11, 11, 11, 11, 11, 11, 5, 2]);
        assert_eq!(encoding.first, [1, 2, 10]);
    }

    #[test]
    fn reads_an_article_without_words() {
        assert_eq!(encode(&words("", Vec::new(), &[]), &wordpiece()).pieces, [1]);
        assert_eq!(encode(&words("", Vec::new(), &[Place::Body]), &wordpiece()).pieces, [1, 2]);
    }

    #[test]
    fn tells_short_quotations_from_long_ones() {
        check("a \" b c d \" e", vec![quotation(1..6, true, true, false)], &[1, 2, 4, 4, 4, 3, 1]);
        check("\" a b c d \"", vec![quotation(0..6, true, true, false)], &[2, 5, 5, 5, 5, 3]);
    }

    #[test]
    fn tells_lone_marks_and_quotations_open_at_an_end() {
        check("a \" b", Vec::new(), &[1, 7, 1]);
        check("\" a b", vec![quotation(0..3, true, false, false)], &[2, 8, 8]);
        check("a b \" c", vec![quotation(0..3, false, true, false)], &[8, 8, 3, 1]);
    }

    #[test]
    fn reads_long_quotations_alike_whatever_their_marks() {
        let single = words("' a b c d '", vec![quotation(0..6, true, true, true)], &[Place::Body]);
        let double = words("\" a b c d \"", vec![quotation(0..6, true, true, false)], &[Place::Body]);
        assert_eq!(encode(&single, &wordpiece()), encode(&double, &wordpiece()));
    }

    #[test]
    fn lets_outer_quotations_win_over_inner_ones() {
        check("' a '", vec![quotation(0..3, true, true, true)], &[6, 6, 6]);
        let single_inside = vec![quotation(0..6, true, true, false), quotation(2..5, true, true, true)];
        check("\" a ' b ' \"", single_inside, &[2, 4, 4, 4, 4, 3]);
        let double_inside = vec![quotation(0..6, true, true, true), quotation(2..5, true, true, false)];
        check("' a \" b \" '", double_inside, &[6, 6, 2, 4, 3, 6]);
        let double_in_double = vec![quotation(0..6, true, true, false), quotation(2..5, true, true, false)];
        check("\" a \" b \" \"", double_in_double, &[2, 4, 4, 4, 4, 3]);
    }

    #[test]
    fn stays_below_the_stated_feature_sizes() {
        let all = words("A \" b .\nc ' d '", vec![quotation(5..8, true, true, true)], &[Place::Headline, Place::Body]);
        for features in encode(&all, &wordpiece()).features {
            assert!(features.iter().zip(FEATURE_SIZES).all(|(&value, size)| (0..size as i32).contains(&value)));
        }
    }

    #[test]
    fn runs_a_short_article_in_one_piece() {
        assert_eq!(chunks(10, 10, 3), [Chunk { input: 0..10, keep: 0..10 }]);
        assert_eq!(chunks(0, 10, 3), []);
    }

    #[test]
    fn overlaps_the_runs_of_a_long_article() {
        let expected = [
            Chunk { input: 0..10, keep: 0..7 },
            Chunk { input: 4..14, keep: 7..11 },
            Chunk { input: 8..16, keep: 11..16 },
        ];
        assert_eq!(chunks(16, 10, 3), expected);
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a list of ranges is meant")]
    fn cuts_between_blocks_into_about_equal_runs() {
        let runs = |ends: &[usize], length| -> Vec<Range<usize>> {
            let runs = whole_blocks(ends, length, 2);
            assert!(runs.iter().all(|run| run.keep == run.input));
            runs.into_iter().map(|run| run.input).collect()
        };
        assert_eq!(runs(&[4, 8, 10], 10), [0..10]);
        assert_eq!(runs(&[3, 6, 9, 12], 10), [0..6, 6..12]);
        assert_eq!(runs(&[9, 12, 15, 18], 10), [0..9, 9..18]);
        assert_eq!(runs(&[2, 11, 12], 10), [0..2, 2..12]);
        assert_eq!(whole_blocks(&[], 10, 2), []);
    }

    #[test]
    fn cuts_a_block_longer_than_a_run_with_surroundings() {
        let expected = [
            Chunk { input: 0..3, keep: 0..3 },
            Chunk { input: 3..13, keep: 3..11 },
            Chunk { input: 9..17, keep: 11..17 },
            Chunk { input: 17..19, keep: 17..19 },
        ];
        assert_eq!(whole_blocks(&[3, 17, 19], 10, 2), expected);
    }

    proptest! {
        #[test]
        fn keeps_every_piece_once_with_its_surroundings(n in 0usize..3000, length in 0usize..300, halo in 0usize..100) {
            let mut kept = 0;
            for chunk in chunks(n, length, halo) {
                prop_assert_eq!(chunk.keep.start, kept);
                prop_assert!(chunk.keep.end > kept);
                prop_assert!(chunk.input.len() <= length.max(2 * halo + 1));
                prop_assert!(chunk.input.start == 0 || chunk.keep.start - chunk.input.start >= halo);
                prop_assert!(chunk.input.end == n || chunk.input.end - chunk.keep.end >= halo);
                kept = chunk.keep.end;
            }
            prop_assert_eq!(kept, n);
        }

        #[test]
        fn whole_blocks_keep_every_piece_once_and_cut_only_long_blocks(
            sizes in prop::collection::vec(1usize..40, 0..30), length in 1usize..60, halo in 0usize..40,
        ) {
            let ends: Vec<usize> = sizes.iter().scan(0, |end, size| { *end += size; Some(*end) }).collect();
            let mut kept = 0;
            for run in whole_blocks(&ends, length, halo) {
                prop_assert!(run.input.len() <= length && !run.keep.is_empty());
                prop_assert!(run.input.start <= run.keep.start && run.keep.end <= run.input.end);
                prop_assert_eq!(run.keep.start, kept);
                kept = run.keep.end;
                let at = ends.partition_point(|end| *end <= run.keep.start);
                let block = if at == 0 { 0 } else { ends[at - 1] }..ends[at];
                let whole = block.start == run.input.start && ends.contains(&run.input.end);
                prop_assert!(whole || block.len() > length);
            }
            prop_assert_eq!(kept, ends.last().copied().unwrap_or(0));
        }
    }
}
