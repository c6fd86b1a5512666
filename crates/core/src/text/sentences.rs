//! A block's words to sentences.
//!
//! Boundaries come from `sentencex`, which of five segmenters kept abbreviations and quotations
//! of several sentences right (`srx`, `punkt`, `icu_segmenter` and `unicode-segmentation` did
//! not): a sentence reaches over the whole of a quotation that stands in it, so the words that
//! report a quotation lie in its sentence.

use std::ops::Range;

use sentencex::languages::{English, Language};

use super::Word;
use crate::types::Span;

/// The most bytes that boundaries are looked for in at once. From each mark that opens a quotation its end is looked
/// for as far as the text goes, so many that never close would take the square of their number.
const PIECE: usize = 1 << 15;

/// Abbreviations that stand before a name and hence end no sentence, in small letters and sorted; `sentencex` lacks some.
const BEFORE_NAMES: [&str; 36] = [
    "adm.", "capt.", "cllr.", "cmdr.", "col.", "coun.", "cpl.", "det.", "dr.", "fr.", "gen.", "gov.", "govs.", "hon.",
    "insp.", "lt.", "maj.", "messrs.", "mlle.", "mme.", "mr.", "mrs.", "ms.", "mx.", "pfc.", "pres.", "prof.", "rep.",
    "reps.", "rev.", "sen.", "sens.", "sgt.", "st.", "supt.", "treas.",
];

/// Whether the sentence goes on behind a word that ends in a stop.
fn goes_on(last: &str, next: &str) -> bool {
    next.starts_with(char::is_uppercase) && BEFORE_NAMES.binary_search(&last.to_lowercase().as_str()).is_ok()
}

/// The beginning of a text that is looked at at once: all of it, or what ends at the last white space.
fn piece(text: &str) -> &str {
    if text.len() <= PIECE {
        return text;
    }
    let most = (0..=PIECE).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let end = text[..most].rfind(char::is_whitespace).filter(|end| *end > 0).unwrap_or(most);
    &text[..end]
}

/// Word ranges of a block's sentences: they follow each other and cover `words` wholly.
pub(super) fn sentences(text: &str, block: Span, words: &[Word], range: Range<usize>, out: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let mut next = range.start;
    let mut from = block.start;
    while from < block.end {
        let piece = piece(&text[from..block.end]);
        for boundary in (English {}).get_sentence_boundaries(piece) {
            let end = from + boundary.end_byte;
            while next < range.end && words[next].span.start < end {
                next += 1;
            }
            if next > start && next < range.end && !goes_on(words[next - 1].span.of(text), words[next].span.of(text)) {
                out.push(start..next);
                start = next;
            }
        }
        from += piece.len();
    }
    if start < range.end {
        out.push(start..range.end);
    }
}
