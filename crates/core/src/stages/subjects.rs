//! Attributions without a source to the subject of their sentence, where it plainly is theirs.
//!
//! A model labels a source beside its cue, and misses the one whose verb comes late: “Lund met the crew twice and came
//! away convinced that …”, “He walked the quay, chanting …”. The subject of a sentence that begins with a pronoun or a
//! name is that of its later verbs too, if they stand behind “and” or “but”, or are participles behind a comma; and a
//! pronoun or name right before a verb is its subject anywhere, if nothing else can own it.
//!
//! Left out: subjects that are neither, which cannot be told from other words without parsing; passive verbs,
//! whose subject says nothing; and cues in quotations, which are another speaker's sentence.

use std::ops::Range;

use super::{Attribution, EntityLabel, Scores, Tense, VerbForm, VerbPart};
use crate::text::{QuotationState, Shape, Words};

/// What a subject found here counts as: likelier than not.
const TRUST: f32 = 0.5;
/// The most words between the subject and a verb right behind it: “Lund, for instance, denied …”.
const REACH: usize = 5;
/// The most words between them that two commas set off: “Lund, speaking on the quay after the vote, denied …”.
const SET_OFF: usize = 20;

/// Gives the attributions that have a cue and no source the subject of their sentence.
pub fn subjects(words: &Words, scores: &Scores, verbs: &[VerbForm], attributions: &mut [Attribution]) {
    for attribution in attributions {
        let Some(cue) = attribution.cue.clone().filter(|_| attribution.source.is_empty()) else { continue };
        let Some(subject) = subject(words, scores, verbs, &cue) else { continue };
        // “As President Lund | appears | set to go”: the subject's clause taken for a content of its own.
        if attribution.content.len() > 1 {
            attribution.content.retain(|part| part.end != subject.end || part.len() > subject.len() + 2);
        }
        let free = |part: &Range<usize>| part.start >= subject.end || part.end <= subject.start;
        if !attribution.content.is_empty() && attribution.content.iter().all(free) {
            attribution.source = vec![subject];
            attribution.evidence.source_mean = TRUST;
            attribution.evidence.source_link = TRUST;
        }
    }
}

/// The subject at the head of the cue's sentence, if the cue is a verb of it.
fn subject(words: &Words, scores: &Scores, verbs: &[VerbForm], cue: &Range<usize>) -> Option<Range<usize>> {
    let sentence = &words.sentences[words.sentence_of(cue.start)];
    let outside = |word: usize| words.states[word] == QuotationState::Outside;
    let is_passive =
        cue.clone().any(|word| matches!(words.word(word), "was" | "were" | "is" | "are" | "been" | "be" | "being"))
            && cue.clone().any(|word| words.word(word).ends_with("ed") || words.word(word).ends_with("en"));
    let verb = cue.clone().find(|word| !matches!(verbs[*word].part, VerbPart::Filler))?;
    if !outside(cue.start) || !outside(sentence.start) || is_passive || words.words[verb].shape != Shape::Lower {
        return None;
    }
    if let Some(subject) = adjacent(words, scores, verbs, sentence.start..cue.start) {
        return Some(subject);
    }
    let subject = pronoun(words, sentence.start).or_else(|| name(words, scores, sentence))?;
    if subject.end > cue.start {
        return None;
    }
    let before = (subject.end..cue.start).rev().find(|word| !matches!(verbs[*word].part, VerbPart::Filler));
    let joint = before.map_or("", |word| words.word(word));
    let set_off = words.word(subject.end) == "," && joint == ",";
    let follows = cue.start - subject.end <= if set_off { SET_OFF } else { REACH }
        && !(subject.end..cue.start).any(|word| has_own_subject(words, verbs, word));
    let shares = matches!(joint, "and" | "but" | "then") || joint == "," && words.word(verb).ends_with("ing");
    (follows && (joint.is_empty() || joint == ",") || shares).then_some(subject)
}

/// The pronoun or name that stands right before the verb.
fn adjacent(words: &Words, scores: &Scores, verbs: &[VerbForm], before: Range<usize>) -> Option<Range<usize>> {
    let last = before.clone().rev().find(|word| !matches!(verbs[*word].part, VerbPart::Filler))?;
    if words.states[last] != QuotationState::Outside {
        return None;
    }
    if matches!(&*words.word(last).to_lowercase(), "he" | "she" | "they" | "i" | "we" | "who") {
        return Some(last..last + 1);
    }
    let start = before.clone().rev().find(|word| *word <= last && is_name(scores, *word).is_none());
    let name = start.map_or(before.start, |word| word + 1)..last + 1;
    // “with Lund denied”, “Lund’s denied”: the name is something else's.
    let opens = |word: usize| {
        let before = words.word(word).to_lowercase();
        matches!(
            &*before,
            "," | "and" | "but" | "that" | "when" | "as" | "while" | "after" | "because" | "if" | "since"
        )
    };
    let title = start.filter(|word| words.words[*word].shape == Shape::Title && *word > before.start);
    let free = start.is_none_or(opens)
        || title.is_some_and(|title| opens(title - 1) && !opens(title))
        || start.is_some_and(|last| opening_phrase(words, verbs, before.start..last + 1));
    (!name.is_empty() && free && !is_possessive(words, last)).then_some(name)
}

/// Whether a sentence so far is one phrase of time or place, without its comma: “In an interview on Friday | Lund …”.
fn opening_phrase(words: &Words, verbs: &[VerbForm], phrase: Range<usize>) -> bool {
    let last = words.word(phrase.end - 1);
    matches!(words.word(phrase.start), "In" | "On" | "At" | "During" | "After" | "Before")
        && phrase.len() > 1
        && !matches!(last, "with" | "of" | "by" | "for" | "to" | "from" | "in" | "at" | "on" | "the" | "a" | "an")
        && !is_possessive(words, phrase.end - 1)
        && !phrase.into_iter().any(|word| has_own_subject(words, verbs, word))
}

/// Whether a clause begins at the word that has a subject or a verb of its own.
fn has_own_subject(words: &Words, verbs: &[VerbForm], word: usize) -> bool {
    matches!(words.word(word), "who" | "which" | "that" | "whose" | "he" | "she" | "they" | "it" | "I" | "we")
        || matches!(verbs[word].part, VerbPart::Auxiliary(tense) | VerbPart::Verb(Some(tense)) if tense != Tense::Participle)
}

/// Whether the word is in a person's or an organisation's name, and in which.
fn is_name(scores: &Scores, word: usize) -> Option<EntityLabel> {
    let row = &scores.entities[word];
    [EntityLabel::Person, EntityLabel::Organisation].into_iter().find(|label| row[*label as usize] > 0.5)
}

fn is_possessive(words: &Words, word: usize) -> bool {
    words.word(word).ends_with("’s") || words.word(word).ends_with("'s")
}

fn pronoun(words: &Words, first: usize) -> Option<Range<usize>> {
    matches!(words.word(first), "He" | "She" | "They" | "I" | "We").then_some(first..first + 1)
}

/// The person's or organisation's name that a sentence begins with.
fn name(words: &Words, scores: &Scores, sentence: &Range<usize>) -> Option<Range<usize>> {
    let first = is_name(scores, sentence.start)?;
    let end = sentence.clone().find(|word| is_name(scores, *word) != Some(first)).unwrap_or(sentence.end);
    // “Lund’s returns”: the name owns the subject.
    let owns = words.words.get(end).is_some() && matches!(words.word(end), "’s" | "'s" | "’" | "'");
    (!owns && !is_possessive(words, end - 1)).then_some(sentence.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        stages::cues::verbs,
        types::{Article, Section, Span},
    };

    fn article(text: &str) -> Article {
        let sections = vec![Section { heading: None, paragraphs: vec![Span::new(0, text.len())] }];
        Article { text: text.to_owned(), sections, ..Article::default() }
    }

    /// The source that the cue gets, `names` being labelled as persons; none is "".
    #[allow(clippy::single_range_in_vec_init, reason = "a list of ranges is meant")]
    fn check(text: &str, names: &[&str], cue: &str, expected: &str) {
        let article = article(text);
        let (words, _) = Words::new(&article);
        let at = |slice: &str| -> Range<usize> {
            let start = text.rfind(slice).unwrap();
            let inside = |word: &usize| {
                let span = words.words[*word].span;
                span.start >= start && span.end <= start + slice.len()
            };
            let found: Vec<_> = (0..words.len()).filter(inside).collect();
            found[0]..found[found.len() - 1] + 1
        };
        let mut entities = vec![[1.0, 0.0, 0.0, 0.0, 0.0]; words.len()];
        for name in names {
            entities[at(name)].fill([0.0, 1.0, 0.0, 0.0, 0.0]);
        }
        let scores = Scores { labels: vec![[0.0; 7]; words.len()], entities };
        let cue = at(cue);
        let content = vec![cue.end..words.len()];
        let mut found = [Attribution { cue: Some(cue), content, ..Attribution::default() }];
        subjects(&words, &scores, &verbs(&words), &mut found);
        let source = found[0].source.first().map_or("", |source| words.slice(source));
        assert_eq!(source, expected, "{text}");
    }

    #[test]
    fn gives_a_late_verb_the_subject_of_its_sentence() {
        check("He met the crew and promptly denied any delay", &[], "denied", "He");
        check("Ada Lund met the crew and came away convinced of it", &["Ada Lund"], "came away convinced", "Ada Lund");
        check("Lund, speaking on the quay, denied any delay", &["Lund"], "denied", "Lund");
        check("A year later, Lund declared it over", &["Lund"], "declared", "Lund");
        check("As President Lund declared it over", &["Lund"], "declared", "Lund");
        check("In a radio interview Lund declared it over", &["Lund"], "declared", "Lund");
        check("The crew met on the quay, and she never denied any delay", &[], "denied", "she");
        check("Lund walked the quay, chanting that it was over", &["Lund"], "chanting", "Lund");
    }

    #[test]
    #[allow(clippy::single_range_in_vec_init, reason = "lists of ranges are meant")]
    fn takes_a_subject_out_of_the_content() {
        let article = article("As Lund appears set to go, the crew stays");
        let (words, _) = Words::new(&article);
        let mut entities = vec![[1.0, 0.0, 0.0, 0.0, 0.0]; words.len()];
        entities[1] = [0.0, 1.0, 0.0, 0.0, 0.0];
        let scores = Scores { labels: vec![[0.0; 7]; words.len()], entities };
        let attribution = Attribution { cue: Some(2..3), content: vec![0..2, 3..6], ..Attribution::default() };
        let mut found = [attribution];
        subjects(&words, &scores, &verbs(&words), &mut found);
        assert_eq!((&found[0].source[..], &found[0].content[..]), (&[1..2][..], &[3..6][..]));
    }

    #[test]
    fn leaves_a_verb_alone_whose_subject_is_another_or_unknown() {
        check("The quay was full and denied any delay", &[], "denied", "");
        check("Lund’s office met and denied any delay", &["Lund"], "denied", "");
        check("Lund was asked, and it was denied that the quay was full", &["Lund"], "was denied", "");
        check("The talks with Lund denied nobody a seat", &["Lund"], "denied", "");
        check("In talks with Lund denied nobody a seat", &["Lund"], "denied", "");
        check("Lund, who runs the quay with a crew that denied any delay", &["Lund"], "denied", "");
    }
}
