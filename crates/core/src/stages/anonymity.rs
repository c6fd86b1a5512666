//! Sources that the article keeps nameless, and why.
//!
//! News says so in few ways ("on condition of anonymity because …", "asked not to be named", "was not authorised to
//! speak publicly"), so these are looked for as words. What is found belongs to the statements of its sentence whose
//! source it follows or lies in, and to every other statement of that speaker. Speakers with a name are left out: who
//! asked for nothing to be named is somebody else. Left out: anonymity that is not stated.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use super::{Attribution, Resolution};
use crate::{
    text::{Shape, Words},
    types::{Note, NoteCode, SpeakerId},
};

/// Word sequences that say it; "|" between words that may stand in one place.
const PHRASES: [&str; 17] = [
    "on|under condition of anonymity",
    "on|under the condition of anonymity",
    "on|under condition that|they|he|she|not",
    "on the condition that",
    "not to be named|identified|quoted",
    "not be named|identified",
    "be named|identified",
    "request|requested|requesting|requests anonymity",
    "granted anonymity",
    "insist|insisted|insisting on anonymity",
    "speaking|spoke|speak|said anonymously",
    "remain|remaining|stay anonymous",
    "to remain|stay anonymous",
    "not authorised|authorized to speak|talk|comment|discuss",
    "cannot be named|identified",
    "who|that speaks|spoke anonymously",
    "wished|wants|wanted to remain anonymous",
];

/// The words that they begin with.
static OPENINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    PHRASES.iter().filter_map(|phrase| phrase.split(' ').next()).flat_map(|word| word.split('|')).collect()
});

/// For each attribution what the article says of its source's anonymity.
pub fn anonymity(words: &Words, attributions: &[Attribution], resolution: &Resolution) -> Vec<Option<Note>> {
    let mut notes: Vec<Option<Note>> = vec![None; attributions.len()];
    let found = phrases(words);
    if found.is_empty() {
        return notes;
    }
    let named = |speaker: &SpeakerId| resolution.speakers.get(speaker.0).is_none_or(|speaker| speaker.named);
    let nameless = |at: usize| !resolution.attributions[at].speakers.iter().any(named);
    // Looked up by place, so that many phrases cost no more than their sentences.
    let by_start = |places: fn(&Attribution) -> &Vec<Range<usize>>| {
        let of = |(at, one): (usize, &Attribution)| places(one).iter().map(|part| (part.start, at)).collect::<Vec<_>>();
        let mut places: Vec<(usize, usize)> = attributions.iter().enumerate().flat_map(of).collect();
        places.sort_unstable();
        places
    };
    let (sources, contents) = (by_start(|one| &one.source), by_start(|one| &one.content));
    let mut mentions: Vec<(usize, usize)> = Vec::new();
    for (at, speaker) in resolution.speakers.iter().enumerate().filter(|(_, speaker)| !speaker.named) {
        mentions.extend(speaker.mentions.iter().map(|mention| (mention.span.start, at)));
    }
    mentions.sort_unstable();
    let mut of_speaker: Vec<Option<Range<usize>>> = vec![None; resolution.speakers.len()];
    let mut of_attribution: Vec<Option<Range<usize>>> = vec![None; attributions.len()];
    for phrase in found {
        let sentence = &words.sentences[words.sentence_of(phrase.start)];
        // The nameless source of the sentence that stands nearest before the phrase, or holds it; else one behind it:
        // "Speaking on condition of anonymity, a clerk said …".
        let here = within(&sources, sentence);
        let nearest =
            |start: usize| (start < phrase.start, if start < phrase.start { start } else { usize::MAX - start });
        let near = here.iter().filter(|(_, at)| nameless(*at)).max_by_key(|(start, _)| nearest(*start));
        if let Some((start, _)) = near {
            for (_, at) in here.iter().filter(|(other, _)| other == start) {
                of_attribution[*at].get_or_insert(phrase.clone());
                for speaker in &resolution.attributions[*at].speakers {
                    of_speaker[speaker.0].get_or_insert(phrase.clone());
                }
            }
            continue;
        }
        // "The official spoke on condition of anonymity because …": a sentence of its own.
        let before = words.span(&(sentence.start..phrase.start.max(sentence.start + 1)));
        let mentioned = within(&mentions, &(before.start..before.end)).last().map(|(_, speaker)| *speaker);
        // "They spoke on condition of anonymity": whoever spoke in the sentence before.
        let taken_up = || {
            let first = words.word(sentence.start).to_lowercase();
            let last = (sentence.start > 0 && matches!(&*first, "he" | "she" | "they" | "both"))
                .then(|| words.sentences[words.sentence_of(sentence.start - 1)].clone())?;
            let (_, at) = within(&contents, &last).last().or_else(|| within(&sources, &last).last())?;
            match resolution.attributions[*at].speakers[..] {
                [speaker] if !named(&speaker) => Some(speaker.0),
                _ => None,
            }
        };
        if let Some(speaker) = mentioned.or_else(taken_up) {
            of_speaker[speaker].get_or_insert(phrase);
        }
    }
    for (at, note) in notes.iter_mut().enumerate() {
        let speakers = &resolution.attributions[at].speakers;
        let phrase = of_attribution[at].clone().or_else(|| match speakers[..] {
            [speaker] => of_speaker[speaker.0].clone(),
            _ => None,
        });
        *note = phrase.map(|phrase| Note {
            code: NoteCode::Anonymity,
            span: Some(words.span(&phrase)),
            message: "the article keeps its source nameless".to_owned(),
        });
    }
    notes
}

/// The entries of a sorted list whose place lies in the range.
fn within<'a>(places: &'a [(usize, usize)], range: &Range<usize>) -> &'a [(usize, usize)] {
    let from = places.partition_point(|(start, _)| *start < range.start);
    let to = places.partition_point(|(start, _)| *start < range.end);
    &places[from..to.max(from)]
}

/// The stretches of the article that state anonymity, with the reason that follows.
fn phrases(words: &Words) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for start in 0..words.len() {
        if !OPENINGS.contains(&*words.word(start).to_lowercase()) {
            continue;
        }
        let Some(length) = PHRASES.iter().filter_map(|phrase| matched(words, start, phrase)).max() else { continue };
        let sentence = &words.sentences[words.sentence_of(start)];
        if start + length > sentence.end || found.last().is_some_and(|last| start < last.end) {
            continue;
        }
        let end = start + length;
        if let Some(start) = opening(words, sentence, start) {
            found.push(start..reason_end(words, sentence, end));
        }
    }
    found
}

/// How many words match a phrase from `start` on.
fn matched(words: &Words, start: usize, phrase: &str) -> Option<usize> {
    let mut length = 0;
    for choice in phrase.split(' ') {
        let at = start + length;
        if at >= words.len() || !choice.split('|').any(|word| words.word(at).eq_ignore_ascii_case(word)) {
            return None;
        }
        length += 1;
    }
    Some(length)
}

/// The verb that makes it a wish, before it: "asked | not to be named"; the phrase itself where it needs none; `None`
/// where it says something else ("he will be named chairman").
fn opening(words: &Words, sentence: &Range<usize>, start: usize) -> Option<usize> {
    let first = words.word(start).to_lowercase();
    let wishes = |at: usize| {
        matches!(
            &*words.word(at).to_lowercase(),
            "asked"
                | "asking"
                | "asks"
                | "declined"
                | "declining"
                | "declines"
                | "refused"
                | "refusing"
                | "want"
                | "wanted"
                | "wants"
                | "wish"
                | "wished"
                | "wishes"
                | "requested"
                | "preferred"
                | "chose"
                | "wishing"
        )
    };
    let before: Vec<usize> = (sentence.start.max(start.saturating_sub(4))..start).rev().collect();
    match &*first {
        "to" => Some(before.iter().copied().find(|at| wishes(*at)).unwrap_or(start)),
        "be" => {
            let to = before.first().filter(|at| words.word(**at).eq_ignore_ascii_case("to"))?;
            before.iter().copied().find(|at| wishes(*at) && *at < *to)
        }
        "not" if words.word(start + 1) == "authorised" || words.word(start + 1) == "authorized" => Some(start),
        "not" => Some(before.iter().copied().find(|at| wishes(*at)).unwrap_or(start)),
        "on" | "under"
            if words.word(start + 1) == "condition" && words.word(start + 2) != "of"
                || first == "on" && words.word(start + 3) == "that" =>
        {
            // "on condition that the bridge is shut" is a condition of another kind.
            let named = (start..sentence.end.min(start + 10))
                .any(|at| matches!(words.word(at), "named" | "identified" | "anonymous" | "anonymity"));
            named.then_some(start)
        }
        _ => Some(start),
    }
}

/// One past the reason that follows: "because …", "citing …", "to discuss …"; else one past the phrase.
fn reason_end(words: &Words, sentence: &Range<usize>, end: usize) -> usize {
    let mut at = end;
    if at < sentence.end && words.word(at) == "," {
        at += 1;
    }
    let reasons = ["because", "as", "since", "citing", "due", "owing", "for", "to", "so", "in", "out", "while"];
    let reason = at < sentence.end && reasons.contains(&words.word(at));
    if !reason {
        return end;
    }
    let stop = |at: &usize| {
        let punctuation = matches!(words.words[*at].shape, Shape::Mark)
            || matches!(words.word(*at), "." | ";" | ":" | ")" | "?" | "!" | "—" | "--");
        // A comma ends the reason where a verb of saying goes on behind it.
        let comma = words.word(*at) == ","
            && (*at + 1..sentence.end.min(*at + 3))
                .any(|at| matches!(words.word(at), "said" | "says" | "told" | "added" | "who"));
        punctuation || comma
    };
    (at..sentence.end).find(stop).unwrap_or(sentence.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Article, Section, Span};

    #[test]
    fn finds_what_is_said_of_anonymity_and_the_reason() {
        let check = |text: &str, expected: &[&str]| {
            let sections = vec![Section { heading: None, paragraphs: vec![Span::new(0, text.len())] }];
            let article = Article { text: text.to_owned(), sections, ..Article::default() };
            let (words, _) = Words::new(&article);
            let found: Vec<&str> = phrases(&words).iter().map(|phrase| words.slice(phrase)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check(
            "The ferry is unsafe, said an official who spoke on condition of anonymity because the report is secret.",
            &["on condition of anonymity because the report is secret"],
        );
        check("One deckhand, who asked not to be named, said it leaked.", &["asked not to be named"]);
        check("A clerk, who was not authorised to speak publicly, confirmed it.", &["not authorised to speak"]);
        check(
            "Two pilots declined to be identified, citing their contracts.",
            &["declined to be identified, citing their contracts"],
        );
        check("She is to be named chair on Monday, on condition that the vote passes.", &[]);
        check("The street will be named after him.", &[]);
    }
}
