//! Scores of the words around each anchor to its source and content: one attribution per anchor.
//!
//! Viterbi per anchor with the model's learned transitions, and marginal probabilities from the same lattice. Anchors
//! are decoded apart from each other, so a word may belong to several: that is how reports lie in one another, share a
//! source, and interrupt their contents.
//!
//! Constraints, exact in both:
//! - a part begins with `B` and goes on with `I` of its own role, and ends where its block does;
//! - a cue is never part of its own source or content, and a start begins its content;
//! - bylines and datelines hold nothing.

use std::ops::Range;

use super::{
    Anchor, AnchorKind, ArgumentTransitions, Attribution, Evidence, Rule, Rules,
    lattice::{Lattice, Learned},
};
use crate::text::{QuotationState, Words};

const OUTSIDE: usize = 0;
const BEGIN_SOURCE: usize = 1;
const INSIDE_SOURCE: usize = 2;
const BEGIN_CONTENT: usize = 3;
const INSIDE_CONTENT: usize = 4;

/// What a word may be whatever its anchor, because of its place.
#[derive(Clone, Copy, Default)]
struct Bound {
    /// The first word of a block: no part goes on here.
    new_block: bool,
    /// A word of a byline or dateline: in no part.
    silent: bool,
}

/// The attributions of an article in order of their contents, from scores over
/// [`ARGUMENT_LABELS`](super::ARGUMENT_LABELS): for each anchor one row per word that it reaches. An anchor without a
/// content gives none.
pub fn arguments(
    words: &Words,
    anchors: &[Anchor],
    scores: &[Vec<[f32; 5]>],
    transitions: &ArgumentTransitions,
    rules: Rules,
) -> Vec<Attribution> {
    let pairs =
        anchors.iter().zip(scores).filter(|(anchor, scores)| !scores.is_empty() && scores.len() == anchor.reach.len());
    let mut found: Vec<Attribution> =
        pairs.filter_map(|(anchor, scores)| attribution(words, anchor, scores, transitions, rules)).collect();
    if rules.has(Rule::Commas) {
        for part in found.iter_mut().flat_map(|one| one.content.iter_mut().chain(&mut one.source)) {
            *part = trimmed(words, part.clone());
        }
    }
    if rules.has(Rule::Starts) {
        let mut of_cues: Vec<_> = found.iter().filter(|one| one.cue.is_some()).map(|one| one.content.clone()).collect();
        of_cues.sort_by_key(|content| content[0].start);
        let length = |content: &Vec<Range<usize>>| content.last().map_or(0, |last| last.end) - content[0].start;
        let longest = of_cues.iter().map(length).max().unwrap_or(0);
        found.retain(|one| {
            let first = one.content[0].start;
            let from = of_cues.partition_point(|content| content[0].start + longest < first);
            let mut near = of_cues[from..].iter().take_while(|content| content[0].start <= first);
            one.cue.is_some() || !near.any(|content| goes_on(words, one, content))
        });
    }
    sort(&mut found);
    found
}

/// Whether what a start begins is a stretch of `content`, and no quotation inside one.
fn goes_on(words: &Words, start: &Attribution, content: &[Range<usize>]) -> bool {
    let within = |part: &Range<usize>| content.iter().any(|whole| whole.start <= part.start && part.end <= whole.end);
    let first = start.content[0].start;
    let at = words.quotations.partition_point(|quotation| quotation.words.start < first);
    let quotation = words.quotations.get(at).filter(|quotation| quotation.words.start == first);
    start.content == content || (quotation.is_none_or(|it| it.depth == 0) && start.content.iter().all(within))
}

/// Sorts attributions by content, then by cue.
pub fn sort(attributions: &mut [Attribution]) {
    attributions.sort_by_key(|one| (one.content[0].start, one.cue.as_ref().map(|cue| cue.start)));
}

fn bound(words: &Words, word: usize) -> Bound {
    let block = &words.blocks[words.block_of(word)];
    Bound {
        new_block: block.byline || block.words.start == word,
        silent: block.byline || words.dateline.contains(&word),
    }
}

fn attribution(
    words: &Words,
    anchor: &Anchor,
    scores: &[[f32; 5]],
    transitions: &ArgumentTransitions,
    rules: Rules,
) -> Option<Attribution> {
    let first = anchor.reach.start;
    let bounds: Vec<Bound> = anchor.reach.clone().map(|word| bound(words, word)).collect();
    let own = anchor.words.start - first..anchor.words.end - first;
    let is_cue = anchor.kind == AnchorKind::Cue;
    let inside = |label: usize| label == INSIDE_SOURCE || label == INSIDE_CONTENT;
    let allows = |word: usize, label: usize| {
        let of_anchor = own.contains(&word);
        let Bound { new_block, silent } = bounds[word];
        !(silent && label != OUTSIDE
            || new_block && inside(label)
            || of_anchor && is_cue && label != OUTSIDE
            || of_anchor && !is_cue && label != BEGIN_CONTENT)
    };
    let follows = |from: usize, to: usize| !inside(to) || from == to || from + 1 == to;
    let starts = |label: usize| !inside(label);
    let learned = Learned { between: transitions.between, start: transitions.start, end: transitions.end };
    let lattice = Lattice::new(scores.iter().copied(), &learned, follows, starts, allows);
    let labels = lattice.best();
    let (forward, backward) = lattice.forward_backward();

    let (mut sources, mut content) = (Vec::new(), Vec::new());
    let mut evidence = Evidence {
        cue_mean: if is_cue { anchor.probability } else { 0.0 },
        content_link: anchor.probability,
        content_exact: 1.0,
        content_mean: 1.0,
        source_link: 1.0,
        ..Evidence::default()
    };
    let mut at = 0;
    while at < labels.len() {
        let label = labels[at];
        if label != BEGIN_SOURCE && label != BEGIN_CONTENT {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < labels.len() && labels[end] == label + 1 {
            end += 1;
        }
        let (exact, mean) = lattice.probability(&forward, &backward, at..end, label);
        let part = first + at..first + end;
        if label == BEGIN_CONTENT {
            evidence.content_exact = evidence.content_exact.min(exact);
            evidence.content_mean = evidence.content_mean.min(mean);
            content.push(part);
        } else {
            sources.push((part, exact, mean));
        }
        at = end;
    }
    let says_something = |word: usize| words.word(word).contains(char::is_alphanumeric);
    if !content.iter().cloned().flatten().any(says_something) {
        return None;
    }
    if rules.has(Rule::Source) {
        let near = if is_cue { anchor.words.clone() } else { content[0].start..content[content.len() - 1].end };
        let gap = |part: &Range<usize>| part.start.saturating_sub(near.end).max(near.start.saturating_sub(part.end));
        let elsewhere = |part: &Range<usize>| words.block_of(part.start) != words.block_of(anchor.words.start);
        sources = sources.into_iter().min_by_key(|(part, ..)| (elsewhere(part), gap(part))).into_iter().collect();
    }
    for (_, exact, mean) in &sources {
        evidence.source_mean = evidence.source_mean.max(*mean);
        evidence.source_link = evidence.source_link.min(*exact);
    }
    let source = sources.into_iter().map(|(part, ..)| part).collect();
    Some(Attribution { source, cue: is_cue.then(|| anchor.words.clone()), content, evidence })
}

/// A part without the commas, semicolons and colons at its ends that are outside quotations. A part of signs only stays.
fn trimmed(words: &Words, part: Range<usize>) -> Range<usize> {
    let outer =
        |word: &usize| words.states[*word] == QuotationState::Outside && matches!(words.word(*word), "," | ";" | ":");
    match part.clone().find(|word| !outer(word)) {
        Some(start) => start..1 + part.clone().rev().find(|word| !outer(word)).unwrap_or(start),
        None => part,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        input::fields::Fields,
        stages::{anchors::anchors, reach},
    };

    fn flat() -> ArgumentTransitions {
        ArgumentTransitions { between: [[0.0; 5]; 5], start: [0.0; 5], end: [0.0; 5] }
    }

    /// Scores that want the label of each letter: `.` outside, `S` `s` source, `C` `c` content, `?` any.
    fn wanted(letters: &str) -> Vec<[f32; 5]> {
        let score = |letter: char| {
            std::array::from_fn(|label| if ".SsCc".chars().nth(label) == Some(letter) { 5.0 } else { 0.0 })
        };
        letters.chars().map(score).collect()
    }

    fn anchor(words: Range<usize>, kind: AnchorKind, n_words: usize) -> Anchor {
        Anchor { words, kind, reach: 0..n_words, probability: 0.9 }
    }

    /// What the anchors and scores make of a text: source, cue and content of each attribution.
    fn check(text: &str, given: &[(Range<usize>, AnchorKind, &str)], expected: &[[&str; 3]]) {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let anchors: Vec<Anchor> = given.iter().map(|(at, kind, _)| anchor(at.clone(), *kind, words.len())).collect();
        let scores: Vec<_> = given.iter().map(|(_, _, letters)| wanted(letters)).collect();
        assert!(scores.iter().all(|scores| scores.len() == words.len()), "{} words", words.len());
        let join = |parts: &[Range<usize>]| {
            parts.iter().map(|part| words.span(part).of(words.text)).collect::<Vec<_>>().join(" | ")
        };
        let found: Vec<[String; 3]> = arguments(&words, &anchors, &scores, &flat(), Rules::all())
            .iter()
            .map(|one| [join(&one.source), join(one.cue.as_slice()), join(&one.content)])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    use AnchorKind::{Cue, Start};

    #[test]
    fn a_word_may_belong_to_several_anchors() {
        check(
            "Rao said Ek wants rain.",
            &[(1..2, Cue, "S.Ccc."), (3..4, Cue, "..S.C.")],
            &[["Rao", "said", "Ek wants rain"], ["Ek", "wants", "rain"]],
        );
    }

    #[test]
    fn parts_of_an_interrupted_quotation_are_one_content() {
        check(
            "“We won,” Rao said. “Twice.”",
            &[(6..7, Cue, "CccccS..Cccc")],
            &[["Rao", "said", "“We won,” | “Twice.”"]],
        );
    }

    #[test]
    fn a_start_begins_its_content_and_a_cue_is_no_part_of_it() {
        check(
            "Rain stops play.",
            &[(0..1, Start, "...."), (1..2, Cue, "..Cc")],
            &[["", "", "Rain"], ["", "stops", "play."]],
        );
    }

    #[test]
    fn a_start_with_the_content_of_a_cue_is_none() {
        check("Rao: rain.", &[(1..2, Cue, "S.C."), (2..3, Start, "..C.")], &[["Rao", ":", "rain"]]);
    }

    #[test]
    fn a_start_inside_the_content_of_a_cue_is_one_where_its_marks_are_nested() {
        check(
            "“We won,” Rao said. “Twice.”",
            &[(6..7, Cue, "CccccS..Cccc"), (8..9, Start, "........Cccc")],
            &[["Rao", "said", "“We won,” | “Twice.”"]],
        );
        check(
            "“Then ‘No,’ and rain,” Rao said.",
            &[(11..12, Cue, "CcccccccccS.."), (2..3, Start, "..Cccc.......")],
            &[["Rao", "said", "“Then ‘No,’ and rain,”"], ["", "", "‘No,’"]],
        );
    }

    #[test]
    fn a_source_has_one_part_the_nearest_to_its_cue() {
        check("Ek, Rao, said rain.", &[(4..5, Cue, "S.S..C.")], &[["Rao", "said", "rain"]]);
        check("Ek said rain, Rao.", &[(1..2, Cue, "S.C.S.")], &[["Ek", "said", "rain"]]);
        // The name after a quotation is in its block, the one before in another.
        check("“Yes.” ― Ek\n\n“Never.” ― Rao", &[(6..7, Start, ".....SCccc.S")], &[["Rao", "", "“Never.”"]]);
    }

    #[test]
    fn an_anchor_without_a_content_is_none() {
        check("Rao said so.", &[(1..2, Cue, "S...")], &[]);
        check("Rao said so.", &[(1..2, Cue, "S..C")], &[]);
    }

    proptest! {
        #[test]
        fn no_scores_break_a_constraint(
            text in "[a-c“”\"' .,\n]{1,40}",
            seed in proptest::collection::vec(-50.0_f32..50.0, 9 * 80),
        ) {
            let article = Fields::from_text(text.clone()).into_article(None);
            let (words, _) = Words::new(&article);
            let row = |word: usize| std::array::from_fn(|label| seed[word * 9 + label]);
            let scores: Vec<[f32; 4]> = (0..words.len()).map(row).collect();
            let anchors = anchors(&words, 0..words.blocks.len(), &reach(&words), &scores, &[0.0; 4]);
            let row = |word: usize| std::array::from_fn(|label| seed[word * 9 + 4 + label]);
            let scores: Vec<Vec<[f32; 5]>> = anchors.iter().map(|anchor| anchor.reach.clone().map(row).collect()).collect();
            for one in arguments(&words, &anchors, &scores, &flat(), Rules::all()) {
                prop_assert!(!one.content.is_empty());
                for part in one.content.iter().chain(&one.source) {
                    prop_assert!(part.start < part.end);
                    prop_assert_eq!(words.block_of(part.start), words.block_of(part.end - 1));
                    prop_assert!(!words.blocks[words.block_of(part.start)].byline);
                    let meets = |cue: &Range<usize>| part.start < cue.end && cue.start < part.end;
                    prop_assert!(!one.cue.as_ref().is_some_and(meets));
                }
            }
        }
    }
}
