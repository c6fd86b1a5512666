//! Contents that report somebody's words themselves to the attributions inside them.
//!
//! A labelling gives every word one part, so what stands in a content cannot be labelled at once: “Lund said | the
//! mayor had told her that the yard would close”. Such contents are read a second time, each as a sentence of its own,
//! by the same model; here is what is read again, and what of it is kept.
//!
//! Left out: contents without a verb of reporting; a third level; and, of what the second reading finds, all but whole
//! attributions with a source, since the parts of a cut sentence are easily mistaken.

use std::{cmp::Reverse, ops::Range};

use super::{Attribution, AttributionSpeakers, Evidence, Tense, VerbForm, VerbPart};
use crate::{
    text::{QuotationState, Shape, Words},
    types::{Act, Article, Cue, Section, Span},
};

/// The fewest words that can report something.
const SHORTEST: usize = 5;
/// What a report inside a report has as its source that is nobody.
const NOBODY: [&str; 21] = [
    "it", "this", "that", "which", "what", "there", "you", "i", "we", "one", "anyone", "nobody", "the", "a", "his",
    "her", "its", "their", "my", "our", "these",
];
/// The least probability that its parts are these, and belong together.
const SURE: f32 = 0.5;

/// The stretches of contents to read again, in text order, none inside another.
pub fn to_read_again(words: &Words, verbs: &[VerbForm], attributions: &[Attribution]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = attributions
        .iter()
        .flat_map(|attribution| &attribution.content)
        .filter_map(|part| {
            let part = bare(words, part.clone());
            part.clone().any(|word| may_report(words, verbs, &part, word)).then_some(part)
        })
        .collect();
    stretches.sort_by_key(|part| (part.start, Reverse(part.end)));
    let mut until = 0;
    stretches.retain(|part| {
        let free = part.start >= until;
        until = until.max(part.end);
        free
    });
    stretches
}

/// Whether the word may report in the part of the sentence: a finite verb of reporting in the reporter's own words,
/// behind what may be its subject and before what may be its content.
fn may_report(words: &Words, verbs: &[VerbForm], part: &Range<usize>, verb: usize) -> bool {
    let VerbForm { reports, part: form, .. } = verbs[verb];
    let finite = matches!(form, VerbPart::Verb(Some(Tense::Present | Tense::Past)));
    if !reports || !finite || words.states[verb] != QuotationState::Outside {
        return false;
    }
    let group = |word: &usize| matches!(verbs[*word].part, VerbPart::Filler | VerbPart::Auxiliary(_));
    let Some(subject) = (part.start..verb).rev().find(|word| !group(word)) else { return false };
    // “was told”, “would say”: of somebody unnamed, or not said.
    let passive = |word: usize| matches!(&*words.word(word).to_lowercase(), "was" | "were" | "is" | "are" | "been");
    let modal = |word: usize| verbs[word].part == VerbPart::Auxiliary(Tense::Modal);
    !(subject + 1..verb).any(|word| passive(word) || modal(word))
        && may_be_subject(words, subject)
        && may_be_content(words, verbs, verb + 1..part.end)
}

/// Whether the last word before a verb may end its subject: “the | claims”, “Lund’s | claims”, “of | claims” are nouns.
fn may_be_subject(words: &Words, word: usize) -> bool {
    let last = words.word(word).to_lowercase();
    let of_noun = matches!(
        &*last,
        "of" | "in" | "on" | "for" | "with" | "at" | "by" | "to" | "from" | "about" | "into" | "over" | "under" | "as"
    );
    !of_noun && !is_nobody(&last)
}

/// Whether a subject that ends with the word is nobody whose report it could be.
fn is_nobody(last: &str) -> bool {
    matches!(last.strip_prefix(['’', '\'']), Some("s" | "")) || NOBODY.contains(&last)
}

/// Whether what follows a verb may be what it reports: a clause, what somebody shall do, a question, or quoted words.
fn may_be_content(words: &Words, verbs: &[VerbForm], after: Range<usize>) -> bool {
    /// The most words between the verb and the word that a clause begins with: “told | reporters on Friday | that”.
    const BETWEEN: usize = 4;
    let opens = |word: usize| {
        matches!(
            &*words.word(word).to_lowercase(),
            "that" | "to" | "how" | "what" | "why" | "whether" | "if" | "when" | "who" | "which"
        )
    };
    let finite = |word: usize| match verbs[word].part {
        VerbPart::Auxiliary(tense) | VerbPart::Verb(Some(tense)) => tense != Tense::Participle,
        _ => false,
    };
    let quoted = |word: usize| words.states[word] != QuotationState::Outside;
    after.len() >= SHORTEST - 1
        && (after.clone().take(BETWEEN).any(opens) || after.clone().skip(1).any(|word| finite(word) || quoted(word)))
}

/// A content without the marks around it and the “that” before it.
fn bare(words: &Words, mut part: Range<usize>) -> Range<usize> {
    let is_mark = |word: usize| words.words[word].shape == Shape::Mark && words.states[word] != QuotationState::Outside;
    while !part.is_empty() && (is_mark(part.start) || words.word(part.start).eq_ignore_ascii_case("that")) {
        part.start += 1;
    }
    while !part.is_empty() && is_mark(part.end - 1) {
        part.end -= 1;
    }
    part
}

/// An article of these stretches, each a paragraph, in the same text.
pub fn as_article(words: &Words, stretches: &[Range<usize>]) -> Article {
    let paragraphs: Vec<Span> = stretches.iter().map(|part| words.span(part)).collect();
    let sections = vec![Section { heading: None, paragraphs }];
    Article { text: words.text.to_owned(), sections, ..Article::default() }
}

/// Adds what the second reading found, in the order of the first contents; gives the places of what is new.
pub fn add(
    words: &Words,
    verbs: &[VerbForm],
    again: &Words,
    found: Vec<Attribution>,
    attributions: Vec<Attribution>,
) -> (Vec<Attribution>, Vec<bool>) {
    let mut cued = vec![false; words.len()];
    for cue in attributions.iter().filter_map(|attribution| attribution.cue.clone()) {
        cued[cue].fill(true);
    }
    let back = |part: &Range<usize>| words.in_span(again.span(part));
    let inner = found.into_iter().filter_map(|attribution| {
        let inner = Attribution {
            source: attribution.source.iter().map(back).collect(),
            cue: Some(back(attribution.cue.as_ref()?)),
            content: attribution.content.iter().map(back).collect(),
            evidence: attribution.evidence,
        };
        let free = !inner.cue.iter().flat_map(Range::clone).any(|word| cued[word]);
        (free && is_report(words, verbs, &inner)).then_some((inner, true))
    });
    let mut all: Vec<(Attribution, bool)> = attributions.into_iter().map(|outer| (outer, false)).collect();
    all.extend(inner);
    all.sort_by_key(|(attribution, inner)| (attribution.content[0].start, *inner));
    all.into_iter().unzip()
}

/// Whether this surely is somebody's speech: a finite verb of it and no noun, somebody whose it is, and more than a
/// word or two.
fn is_report(words: &Words, verbs: &[VerbForm], inner: &Attribution) -> bool {
    let Some(cue) = &inner.cue else { return false };
    let parts = || inner.source.iter().chain(&inner.content);
    let within = parts().fold(cue.clone(), |all, part| all.start.min(part.start)..all.end.max(part.end));
    let Evidence { content_exact, content_link, source_link, .. } = inner.evidence;
    // “it shows”, “the | continued questions”, “Lund’s | claims”
    let nobody = |part: &Range<usize>| is_nobody(&words.word(part.end - 1).to_lowercase());
    cue.clone().any(|word| may_report(words, verbs, &within, word))
        && !inner.source.is_empty()
        && parts().all(|part| !part.is_empty())
        && !inner.source.iter().any(nobody)
        && inner.content.iter().map(Range::len).sum::<usize>() >= SHORTEST - 1
        && content_exact.min(content_link).min(source_link) >= SURE
}

/// Which attributions stay: of the inner ones those of speech, whose speaker is known and another than that of the
/// statement around them.
pub fn of_others(
    attributions: &[Attribution],
    cues: &[Option<Cue>],
    speakers: &[AttributionSpeakers],
    inner: &[bool],
) -> Vec<bool> {
    let mut kept = vec![true; attributions.len()];
    // The last outer content that began, and whose it is; inner contents come after the one around them.
    let mut around: Option<(Range<usize>, usize)> = None;
    for (at, attribution) in attributions.iter().enumerate() {
        if !inner[at] {
            let parts = attribution.content.iter().cloned();
            around = around.into_iter().chain(parts.map(|part| (part, at))).max_by_key(|(part, _)| part.end);
            continue;
        }
        let own = &speakers[at].speakers;
        let speech = cues[at].as_ref().is_some_and(|cue| !matches!(cue.act, Act::Believe | Act::Intend | Act::Feel));
        let holds = |(part, _): &&(Range<usize>, usize)| attribution.content[0].start < part.end;
        let reporter = around.as_ref().filter(holds).map(|(_, outer)| &speakers[*outer].speakers);
        kept[at] = speech
            && !own.is_empty()
            && reporter.is_some_and(|reporter| !reporter.iter().any(|speaker| own.contains(speaker)));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{stages::cues::verbs, types::SpeakerId};

    fn article(text: &str) -> Article {
        let sections = vec![Section { heading: None, paragraphs: vec![Span::new(0, text.len())] }];
        Article { text: text.to_owned(), sections, ..Article::default() }
    }

    fn at(words: &Words, slice: &str) -> Range<usize> {
        let start = words.text.find(slice).unwrap();
        words.in_span(Span::new(start, start + slice.len()))
    }

    fn said(words: &Words, [source, cue, content]: [&str; 3]) -> Attribution {
        let evidence = Evidence { content_exact: 0.9, content_link: 0.9, source_link: 0.9, ..Evidence::default() };
        let part = |slice| vec![at(words, slice)];
        Attribution { source: part(source), cue: Some(at(words, cue)), content: part(content), evidence }
    }

    /// What is read again of the content, and what is kept of the inner report.
    fn check(text: &str, outer: [&str; 3], again: &str, inner: [&str; 3], kept: bool) {
        let whole = article(text);
        let (words, _) = Words::new(&whole);
        let verbs = verbs(&words);
        let outer = said(&words, outer);
        let stretches = to_read_again(&words, &verbs, std::slice::from_ref(&outer));
        assert_eq!(stretches.iter().map(|part| words.slice(part)).collect::<Vec<_>>().join(" | "), again, "{text}");
        if again.is_empty() {
            return;
        }
        let part = as_article(&words, &stretches);
        let (part, _) = Words::new(&part);
        let found = vec![said(&part, inner)];
        let (all, marks) = add(&words, &verbs, &part, found, vec![outer]);
        assert_eq!(marks.contains(&true), kept, "{text}");
        if kept {
            let added = &all[marks.iter().position(|mark| *mark).unwrap()];
            assert_eq!(words.slice(&added.content[0]), inner[2], "{text}");
        }
    }

    #[test]
    fn reads_again_what_reports_in_the_reporters_words() {
        let inner = ["a clerk", "had warned", "the roof leaked badly"];
        let text = "Lund said that a clerk had warned the roof leaked badly.";
        check(text, ["Lund", "said", "that a clerk had warned the roof leaked badly"], &text[15..55], inner, true);
        let text = "“A clerk had warned me that the roof leaked,” Lund said.";
        check(text, ["Lund", "said", &text[..text.len() - 11]], "", inner, false);
        let text = "Lund said that the roof of the hall is old.";
        check(text, ["Lund", "said", "that the roof of the hall is old"], "", inner, false);
    }

    #[test]
    fn reads_again_only_verbs_that_may_report() {
        let check = |content: &str| {
            let text = format!("Lund said {content}.");
            check(&text, ["Lund", "said", content], "", [""; 3], false);
        };
        check("it showed that the roof leaked");
        check("a clerk would have warned that roofs leak");
        check("a clerk was told that the roof leaked");
        check("the bank’s claims about the roof were old");
        check("makers of claims about the roof were old");
        check("a clerk had warned of the old roofs");
    }

    #[test]
    fn keeps_only_what_somebody_surely_said() {
        let check = |content: &str, inner: [&str; 3], kept: bool| {
            let text = format!("Lund said {content}.");
            check(&text, ["Lund", "said", content], content, inner, kept);
        };
        let content = "a clerk warned that old roofs leak and the bank claims it is dry";
        check(content, ["a clerk", "warned", "that old roofs leak"], true);
        check(content, ["a clerk", "warned", "that old"], false);
        check(content, ["old roofs leak and the", "bank", "claims it is dry"], false);
        check(content, ["a clerk warned that", "claims", "it is dry"], false);
    }

    #[test]
    fn drops_what_people_report_of_themselves() {
        let whole = article("Lund said she had warned that old roofs leak, and a clerk warned that old roofs do.");
        let (words, _) = Words::new(&whole);
        let all = [
            said(&words, ["Lund", "said", "she had warned that old roofs leak, and a clerk warned that old roofs do"]),
            said(&words, ["she", "had warned", "that old roofs leak"]),
            said(&words, ["a clerk", "a clerk warned", "that old roofs do"]),
        ];
        let speakers = |ids: &[usize]| AttributionSpeakers {
            speakers: ids.iter().map(|id| SpeakerId(*id)).collect(),
            ..AttributionSpeakers::default()
        };
        let cue = |act| Some(Cue { span: Span::new(0, 4), lemma: String::new(), act, negated: false, hedged: false });
        let inner = [false, true, true];
        let check = |cues: [Option<Cue>; 3], who: [&[usize]; 3], expected: [bool; 3]| {
            assert_eq!(of_others(&all, &cues, &who.map(speakers), &inner), expected);
        };
        let warn = || [cue(Act::Assert), cue(Act::Warn), cue(Act::Warn)];
        check(warn(), [&[0], &[0], &[1]], [true, false, true]);
        check(warn(), [&[0], &[1], &[]], [true, true, false]);
        check([cue(Act::Assert), cue(Act::Believe), cue(Act::Warn)], [&[0], &[1], &[2]], [true, false, true]);
    }
}
