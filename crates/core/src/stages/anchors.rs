//! Scores of words to anchors: the places where something is reported.
//!
//! A cue is a stretch of words of one block, a start a single word. Anchors never overlap, and they are found at every
//! level, inside contents too. Each word has its likeliest label; a later word of a cue with no cue before it begins one.

use std::ops::Range;

use super::{Anchor, AnchorKind, reach::within};
use crate::text::Words;

const BEGIN: usize = 1;
const INSIDE: usize = 2;
const START: usize = 3;

/// The anchors of some blocks of an article in text order, from scores over [`ANCHOR_LABELS`](super::ANCHOR_LABELS), one row
/// per word of the article, to which `bias` is added. Each block of the article has a [`reach`](super::reach()). Bylines and
/// datelines have no anchors.
pub fn anchors(
    words: &Words,
    blocks: Range<usize>,
    reach: &[Range<usize>],
    scores: &[[f32; 4]],
    bias: &[f32; 4],
) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for (block, reach) in words.blocks[blocks.clone()].iter().zip(&reach[blocks]) {
        if block.byline || block.words.is_empty() {
            continue;
        }
        let mut open: Option<Range<usize>> = None;
        for word in block.words.clone() {
            let label = if words.dateline.contains(&word) { 0 } else { likeliest(scores.get(word), bias) };
            if label == INSIDE
                && let Some(cue) = &mut open
            {
                cue.end = word + 1;
                continue;
            }
            anchors.extend(open.take().map(|cue| anchor(cue, AnchorKind::Cue, reach, scores)));
            match label {
                BEGIN | INSIDE => open = Some(word..word + 1),
                START => anchors.push(anchor(word..word + 1, AnchorKind::Start, reach, scores)),
                _ => {}
            }
        }
        anchors.extend(open.map(|cue| anchor(cue, AnchorKind::Cue, reach, scores)));
    }
    anchors
}

fn likeliest(scores: Option<&[f32; 4]>, bias: &[f32; 4]) -> usize {
    let Some(scores) = scores else { return 0 };
    let at = |label: usize| scores[label] + bias[label];
    (1..scores.len()).fold(0, |best, label| if at(label) > at(best) { label } else { best })
}

fn anchor(words: Range<usize>, kind: AnchorKind, reach: &Range<usize>, scores: &[[f32; 4]]) -> Anchor {
    let of_kind = |scores: &[f32; 4]| {
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights = scores.map(|score| (score - most).exp());
        let part = match kind {
            AnchorKind::Cue => weights[BEGIN] + weights[INSIDE],
            AnchorKind::Start => weights[START],
        };
        part / weights.iter().sum::<f32>()
    };
    let probability = scores[words.clone()].iter().map(of_kind).sum::<f32>() / words.len() as f32;
    Anchor { reach: within(reach, &words), words, kind, probability }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        input::fields::Fields,
        stages::{MOST_WORDS, reach},
    };

    /// The anchors of a text whose words are labelled by one letter each: `.` outside, `B`, `I`, `S`.
    fn check(text: &str, letters: &str, expected: &[(Range<usize>, AnchorKind)]) {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let score = |letter: char| {
            std::array::from_fn(|label| if ".BIS".chars().nth(label) == Some(letter) { 5.0 } else { 0.0 })
        };
        let scores: Vec<[f32; 4]> = letters.chars().map(score).collect();
        assert_eq!(words.len(), scores.len(), "{text}");
        let found = anchors(&words, 0..words.blocks.len(), &reach(&words), &scores, &[0.0; 4]);
        assert!(found.iter().all(|anchor| anchor.probability > 0.9), "{found:?}");
        let found: Vec<_> = found.into_iter().map(|anchor| (anchor.words, anchor.kind)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn joins_the_words_of_a_cue_and_keeps_neighbours_apart() {
        check("He has said it and asked why.", ".BI...B.", &[(1..3, AnchorKind::Cue), (6..7, AnchorKind::Cue)]);
        check("He said asked it.", ".BB..", &[(1..2, AnchorKind::Cue), (2..3, AnchorKind::Cue)]);
        check("He said it.", "SI..", &[(0..1, AnchorKind::Start), (1..2, AnchorKind::Cue)]);
    }

    #[test]
    fn an_anchor_of_a_long_paragraph_reaches_some_hundred_words() {
        let text = "rain ".repeat(2000);
        let article = Fields::from_text(text).into_article(None);
        let (words, _) = Words::new(&article);
        let mut scores = vec![[1.0, 0.0, 0.0, 0.0]; words.len()];
        scores[0][1] = 2.0;
        scores[1000][1] = 2.0;
        let found: Vec<_> = anchors(&words, 0..words.blocks.len(), &reach(&words), &scores, &[0.0; 4])
            .into_iter()
            .map(|anchor| anchor.reach)
            .collect();
        assert_eq!(found, [0..1 + MOST_WORDS, 1000 - MOST_WORDS..1001 + MOST_WORDS]);
    }

    #[test]
    fn a_bias_towards_outside_takes_anchors_away() {
        let article = Fields::from_text("He said it.".to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let scores = [[0.0, 1.0, 0.0, 0.0]; 4];
        assert_eq!(anchors(&words, 0..words.blocks.len(), &reach(&words), &scores, &[0.0; 4]).len(), 4);
        assert_eq!(anchors(&words, 0..words.blocks.len(), &reach(&words), &scores, &[2.0, 0.0, 0.0, 0.0]).len(), 0);
    }
}
