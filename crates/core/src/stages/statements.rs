//! Attributions, cues and speakers to statements: kind, quoted stretches, place, and which
//! statement echoes which.

use std::{cmp::Reverse, collections::BTreeSet, ops::Range};

use super::{
    Attribution, AttributionSpeakers,
    confidence::{self, Calibration},
};
use crate::{
    text::{Quotation, QuotationState, Words},
    types::{Cue, Note, Place, Span, Statement, StatementId, StatementKind},
};

/// One statement an attribution, in the same order.
pub fn statements(
    words: &Words,
    attributions: &[Attribution],
    cues: &[Option<Cue>],
    speakers: &[AttributionSpeakers],
    notes: Vec<Option<Note>>,
    calibration: &Calibration,
) -> Vec<Statement> {
    let mut statements: Vec<Statement> = attributions
        .iter()
        .zip(cues)
        .zip(speakers)
        .zip(notes)
        .map(|(((attribution, cue), resolved), note)| {
            let block = &words.blocks[words.block_of(attribution.content[0].start)];
            let kind = kind(words, &attribution.content);
            let n_words = attribution.content.iter().map(Range::len).sum();
            let features = confidence::features(&attribution.evidence, resolved.score, kind, block.place, n_words);
            Statement {
                kind,
                content: attribution.content.iter().map(|part| words.span(part)).collect(),
                quoted: attribution.content.iter().flat_map(|part| quoted(words, part)).collect(),
                cue: cue.clone(),
                source: attribution.source.iter().map(|part| words.span(part)).collect(),
                speakers: resolved.speakers.clone(),
                addressees: resolved.addressees.clone(),
                reported_by: resolved.reported_by,
                place: block.place,
                section: if block.place == Place::Body { block.section } else { None },
                paragraph: block.paragraph,
                repeats: None,
                confidence: calibration.probability(&features),
                note,
                why: resolved.why.clone(),
                inside: None,
            }
        })
        .collect();
    let contents: Vec<&[Range<usize>]> = attributions.iter().map(|one| &*one.content).collect();
    for (statement, around) in statements.iter_mut().zip(inside(&contents)) {
        statement.inside = around.map(StatementId);
    }
    let sections: Vec<Option<usize>> =
        attributions.iter().map(|one| words.blocks[words.block_of(one.content[0].start)].section).collect();
    for (echo, full) in repeats(words.text, &statements, &sections) {
        // A title that leaves out who says it has the speaker of what it echoes.
        if statements[echo].source.is_empty() && !statements[full].speakers.is_empty() {
            statements[echo].speakers = statements[full].speakers.clone();
            statements[echo].why = format!("no source; repeats: {}", statements[full].why);
        }
        statements[echo].repeats = Some(StatementId(full));
    }
    statements
}

/// For each content, the smallest one that holds it and is larger; of equal ones the first.
///
/// Contents are visited in text order, so only earlier ones that are still open are checked.
fn inside(contents: &[&[Range<usize>]]) -> Vec<Option<usize>> {
    let size = |content: &[Range<usize>]| content.iter().map(Range::len).sum::<usize>();
    let holds = |outer: &[Range<usize>], inner: &[Range<usize>]| {
        let part_in =
            |part: &Range<usize>| outer.iter().any(|around| around.start <= part.start && part.end <= around.end);
        size(outer) > size(inner) && inner.iter().all(part_in)
    };
    let hull = |content: &[Range<usize>]| Some(content.first()?.start..content.last()?.end);
    let mut by_start: Vec<(Range<usize>, usize)> =
        contents.iter().enumerate().filter_map(|(at, content)| Some((hull(content)?, at))).collect();
    let outer_first = |(hull, at): &(Range<usize>, usize)| (hull.start, Reverse((hull.end, size(contents[*at]))), *at);
    by_start.sort_by_key(outer_first);
    let mut found = vec![None; contents.len()];
    // Those that may hold what comes next, by the end of their last part.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (hull, at) in by_start {
        open.retain(|(end, _)| *end > hull.start);
        let around = open.iter().map(|(_, outer)| *outer).filter(|outer| holds(contents[*outer], contents[at]));
        found[at] = around.min_by_key(|outer| (size(contents[*outer]), *outer));
        open.push((hull.end, at));
    }
    found
}

/// Letters and digits of the content inside and outside quotation marks decide.
pub(crate) fn kind(words: &Words, content: &[Range<usize>]) -> StatementKind {
    let (mut inside, mut all) = (0, 0);
    for word in content.iter().cloned().flatten() {
        let letters = words.word(word).chars().filter(|c| c.is_alphanumeric()).count();
        all += letters;
        inside += if words.states[word] == QuotationState::Outside { 0 } else { letters };
    }
    match (inside * 100, all) {
        (inside, all) if inside > 90 * all => StatementKind::Direct,
        (inside, all) if inside >= 5 * all && all > 0 && inside > 0 => StatementKind::Mixed,
        _ => StatementKind::Indirect,
    }
}

/// The stretches of a content part that stand in quotation marks, marks included. A quotation that
/// holds the part wholly gives the part itself.
pub(crate) fn quoted(words: &Words, part: &Range<usize>) -> Vec<Span> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    // Quotations are few in a paragraph; those of the part's block are found from its first word on.
    let block = &words.blocks[words.block_of(part.start)].words;
    let from = words.quotations.partition_point(|quotation| quotation.words.start < block.start);
    for Quotation { words: quotation, .. } in &words.quotations[from..] {
        if quotation.start >= part.end {
            break;
        }
        let (start, end) = (quotation.start.max(part.start), quotation.end.min(part.end));
        let inside_last = stretches.last().is_some_and(|last| end <= last.end);
        if start < end && !inside_last {
            stretches.push(start..end);
        }
    }
    stretches.iter().map(|stretch| words.span(stretch)).collect()
}

/// Pairs of a statement outside the body's paragraphs and the statement inside that it echoes:
/// one that shares most of the echo's telling words and no other speaker, or some of them and the
/// speaker. A crosshead echoes its own section only, which also keeps this linear in the number of
/// crossheads.
fn repeats(text: &str, statements: &[Statement], sections: &[Option<usize>]) -> Vec<(usize, usize)> {
    if statements.iter().all(|statement| statement.place == Place::Body) {
        return Vec::new();
    }
    let stems: Vec<BTreeSet<String>> = statements.iter().map(|statement| stems(text, &statement.content)).collect();
    let mut pairs = Vec::new();
    for (echo, statement) in statements.iter().enumerate().filter(|(_, statement)| statement.place != Place::Body) {
        let mut best: Option<(f32, usize)> = None;
        for (full, other) in statements.iter().enumerate().filter(|(_, other)| other.place == Place::Body) {
            if statement.place == Place::Heading && sections[echo] != sections[full] {
                continue;
            }
            let meet = statement.speakers.iter().any(|speaker| other.speakers.contains(speaker));
            // Without a source the speaker is but a guess.
            let open = statement.source.is_empty() || statement.speakers.is_empty() || other.speakers.is_empty();
            let shared = stems[echo].intersection(&stems[full]).count();
            let share = shared as f32 / stems[echo].len().max(1) as f32;
            // One telling word is enough only for an echo that has no more.
            let same_words = share >= 0.5 && (shared >= 2 || stems[echo].len() == shared);
            let same_matter = meet && !statement.source.is_empty() && share >= 0.2;
            let echoes = shared > 0 && (same_matter || same_words && (meet || open));
            if echoes && best.is_none_or(|(other, _)| share > other) {
                best = Some((share, full));
            }
        }
        pairs.extend(best.map(|(_, full)| (echo, full)));
    }
    pairs
}

/// The first five letters of each telling word, small: "strategic" and "strategy" meet, "the" is dropped.
fn stems(text: &str, content: &[Span]) -> BTreeSet<String> {
    const DULL: [&str; 44] = [
        "about", "after", "against", "also", "and", "are", "been", "being", "but", "can", "could", "did", "does",
        "for", "from", "had", "has", "have", "her", "his", "into", "its", "more", "not", "our", "over", "she",
        "should", "than", "that", "the", "their", "them", "there", "these", "they", "this", "was", "were", "which",
        "will", "with", "would", "you",
    ];
    content
        .iter()
        .flat_map(|span| span.of(text).split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 && DULL.binary_search(&word.as_str()).is_err())
        .map(|word| word.chars().take(5).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Article, input::fields::Fields, types::SpeakerId};

    const STORY: &str = "Lund: ferry will stay in harbour\n\nThe ferry will not sail before May, harbour master Ada Lund \
        said. Nobody was hurt, “as far as we know”.\n\n“It is safe,” she said.\n\nThe harbour was built in 1880.";

    fn article(text: &str) -> Article {
        Fields::from_text(text.to_owned()).into_article(None)
    }

    /// The statements whose contents are the given slices of a story, each with its speaker and whether its source is
    /// stated.
    fn read(story: &Article, contents: &[(&str, Option<u32>, bool)]) -> Vec<Statement> {
        let (words, _) = Words::new(story);
        let range = |slice: &str| {
            let start = story.text.find(slice).expect("the slice is in the story");
            words.words.partition_point(|word| word.span.start < start)
                ..words.words.partition_point(|word| word.span.start < start + slice.len())
        };
        let attributions: Vec<Attribution> = contents
            .iter()
            .map(|(content, _, stated)| Attribution {
                source: stated.then_some(0..1).into_iter().collect(),
                content: vec![range(content)],
                ..Attribution::default()
            })
            .collect();
        let speakers: Vec<AttributionSpeakers> = contents
            .iter()
            .map(|(_, speaker, _)| AttributionSpeakers {
                speakers: speaker.iter().map(|id| SpeakerId(*id as usize)).collect(),
                ..AttributionSpeakers::default()
            })
            .collect();
        let calibration = Calibration { intercept: 0.0, weights: [0.0; confidence::N_FEATURES] };
        statements(
            &words,
            &attributions,
            &vec![None; contents.len()],
            &speakers,
            vec![None; contents.len()],
            &calibration,
        )
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "a content of one part is what is meant")]
    fn a_content_lies_inside_the_smallest_that_holds_it() {
        let check = |contents: &[&[Range<usize>]], expected: &[Option<usize>]| {
            assert_eq!(inside(contents), expected, "{contents:?}");
        };
        check(&[&[0..9], &[2..8], &[3..5], &[10..12]], &[None, Some(0), Some(1), None]);
        // Of a content in two parts each holds what lies in it, and nothing lies in the gap.
        check(&[&[0..4, 6..9], &[7..8], &[4..6], &[2..7]], &[None, Some(0), Some(3), None]);
        check(&[&[3..5], &[3..5], &[0..9]], &[Some(2), Some(2), None]);
        check(&[&[2..3, 7..8], &[0..9]], &[Some(1), None]);
        check(&[&[0..2, 7..9], &[0..9]], &[Some(1), None]);
        check(&[], &[]);
    }

    #[test]
    fn tells_the_kind_by_the_letters_in_marks() {
        let story = article(STORY);
        let read = read(
            &story,
            &[
                ("The ferry will not sail before May", None, true),
                ("Nobody was hurt, “as far as we know”", None, true),
                ("“It is safe,”", None, true),
            ],
        );
        let kinds: Vec<_> = read.iter().map(|statement| statement.kind).collect();
        assert_eq!(kinds, [StatementKind::Indirect, StatementKind::Mixed, StatementKind::Direct]);
        let quoted: Vec<_> = read[1].quoted.iter().map(|span| span.of(&story.text)).collect();
        assert_eq!(quoted, ["“as far as we know”"]);
    }

    /// Whether the headline's statement echoes the first one of the body.
    fn check(headline: (&str, Option<u32>, bool), body: (&str, Option<u32>), expected: bool) {
        let read = read(&article(STORY), &[headline, (body.0, body.1, true)]);
        assert_eq!(read[0].repeats, expected.then_some(StatementId(1)), "{headline:?} {body:?}");
    }

    #[test]
    fn points_from_a_headline_to_what_it_echoes() {
        let (headline, body) = ("ferry will stay in harbour", "The ferry will not sail before May");
        check((headline, Some(0), true), (body, Some(0)), true);
        // Another speaker, another matter, or too little in common without the speaker.
        check((headline, Some(1), true), (body, Some(0)), false);
        check((headline, Some(0), true), ("“It is safe,”", Some(0)), false);
        check((headline, None, true), (body, Some(0)), false);
    }

    #[test]
    fn gives_a_title_without_source_the_speaker_of_what_it_echoes() {
        let story =
            article("‘The ferry was never safe’\n\nThe ferry was never safe, Ada Lund said.\n\nIt sank in May.");
        let read =
            read(&story, &[("‘The ferry was never safe’", None, false), ("The ferry was never safe, ", Some(3), true)]);
        assert_eq!(read[0].speakers, [SpeakerId(3)]);
        assert_eq!(read[0].repeats, Some(StatementId(1)));
    }
}
