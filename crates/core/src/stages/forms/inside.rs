//! Attributions inside sentences that order, commas and verbs give away.

use std::ops::Range;

use super::{is_auxiliary, is_capital, is_plain, named, part};
use crate::{
    stages::{EntityLabel, Hint, Label, Role, Scores, Tense, VerbForm, VerbPart},
    text::{QuotationState, Shape, Words},
};

/// …, pointed out Mayor Ada Lund, …; “…,” said the skipper: a reporting verb between a comma and a name, or between a
/// closing mark and whoever it is. Only verb and speaker are settled; what was said is for the model to find.
pub(super) fn inverted(
    words: &Words,
    scores: &Scores,
    block: &Range<usize>,
    verbs: &[VerbForm],
    hints: &mut Vec<Hint>,
) {
    const PARTICLES: [&str; 4] = ["off", "on", "out", "up"];
    const LONGEST_TITLE: usize = 5;
    let mut word = block.start + 1;
    while word + 2 < block.end {
        let verb = word;
        word += 1;
        let is_mark = words.words[verb - 1].shape == Shape::Mark;
        let quoted = is_mark && words.words[verb].space_before && words.states[verb] == QuotationState::Outside;
        let breaks = words.word(verb - 1) == "," || quoted;
        let particle = PARTICLES.contains(&words.word(verb + 1));
        // “pointed out”: a verb that reports with its particle alone.
        let phrasal = particle && matches!(verbs[verb].part, VerbPart::Verb(Some(Tense::Present | Tense::Past)));
        if !breaks || words.words[verb].shape != Shape::Lower || !(verbs[verb].reports || phrasal) {
            continue;
        }
        let start = if particle { verb + 2 } else { verb + 1 };
        // Behind a mark, a name may have a title in small letters before it: said skipper Ada Lund.
        let longest = if quoted { block.end.min(start + LONGEST_TITLE) } else { start };
        let title = (start..longest).take_while(|word| words.words[*word].shape == Shape::Lower).count();
        let mut end = start + title;
        while end < block.end && is_capital(words, end) {
            end += 1;
        }
        let is_name = end >= start + 2 && end > start + title && named(scores, &(start + title..end)) > 0.4;
        let stops = end == block.end || matches!(words.word(end), "," | "." | ";") || words.word(end) == "in";
        if is_name && stops && (title == 0 || !is_preposition(words.word(start))) {
            part(hints, Role::Cue, verb..start);
            // An apposition behind the comma belongs to the source too; where it ends the model knows.
            part(hints, Role::Source, start..end);
            // A sentence that begins with a whole clause begins with what was said.
            let clause = words.sentences[words.sentence_of(verb)].start..verb - 1;
            let finite =
                |word: usize| matches!(verbs[word].part, VerbPart::Auxiliary(tense) if tense != Tense::Participle);
            let plain = |word: usize| words.states[word] == QuotationState::Outside && !verbs[word].reports;
            if !quoted && clause.clone().any(finite) && clause.clone().all(plain) {
                part(hints, Role::Content, clause);
            }
            word = end;
        } else if quoted && is_determiner(words.word(start)) {
            part(hints, Role::Cue, verb..start);
            let noun = start + 1..block.end.min(start + 1 + LONGEST_TITLE);
            let end = noun
                .clone()
                .find(|word| !is_plain(words, *word) || is_preposition(words.word(*word)) || is_auxiliary(verbs, *word))
                .unwrap_or(noun.end);
            part(hints, Role::Source, start..end.max(start + 1));
        }
    }
}

/// … told reporters on the quay that …: what was said begins at "that", and whom it was told to is no part of it.
pub(super) fn told(words: &Words, block: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    const LONGEST_ADDRESSEE: usize = 7;
    let outside =
        |word: &usize| words.words[*word].shape == Shape::Lower && words.states[*word] == QuotationState::Outside;
    for verb in block.clone().filter(|word| outside(word) && verbs[*word].addresses) {
        let behind = verb + 2..block.end.min(verb + 2 + LONGEST_ADDRESSEE);
        let plain = |word: usize| is_plain(words, word) && !is_auxiliary(verbs, word);
        let listener = (verb + 1..behind.end).take_while(|word| plain(*word) && words.word(*word) != "that");
        hints.extend(listener.map(|word| Hint::Against(word, Role::Source)));
        let Some(that) = behind.clone().find(|word| words.word(*word) == "that") else { continue };
        // "told the story that" has an object that is told, not one that listens.
        let listens = words.words[verb + 1].shape != Shape::Lower
            || matches!(words.word(verb + 1), "her" | "him" | "them" | "us" | "me" | "his" | "their" | "its" | "my")
            || words.word(that - 1).ends_with('s');
        if listens && (verb + 1..that).all(plain) {
            hints.extend((verb + 1..that).map(|word| Hint::Against(word, Role::Content)));
            hints.push(Hint::For(that, Label::Begin(Role::Content)));
        }
    }
}

/// …, adding that …: the participle is a cue, and what was said begins at "that".
pub(super) fn adding(words: &Words, block: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    for verb in block.clone().filter(|verb| verbs[*verb].reports) {
        if verb == block.start || verb + 2 >= block.end {
            continue;
        }
        let follows = words.word(verb - 1) == "," && words.word(verb + 1) == "that";
        let outside = words.states[verb] == QuotationState::Outside;
        if follows && outside && words.word(verb).ends_with("ing") {
            hints.push(Hint::For(verb - 1, Label::Outside));
            part(hints, Role::Cue, verb..verb + 1);
            hints.push(Hint::For(verb + 1, Label::Begin(Role::Content)));
        }
    }
}

/// The agency quoted skipper Lund as saying …: who is quoted is the source, and "as saying" the cue.
pub(super) fn quoted(words: &Words, block: &Range<usize>, hints: &mut Vec<Hint>) {
    const LONGEST_SOURCE: usize = 9;
    for verb in
        block.clone().filter(|word| matches!(words.word(*word), "quoted" | "quotes" | "quoting" | "cited" | "cites"))
    {
        let source = verb + 1..block.end.min(verb + 1 + LONGEST_SOURCE);
        let end =
            source.clone().find(|word| !is_plain(words, *word) || words.word(*word) == "as").unwrap_or(source.end);
        let saying = end + 1;
        if end > source.start
            && saying + 1 < block.end
            && words.word(end) == "as"
            && matches!(
                words.word(saying),
                "saying" | "telling" | "writing" | "asking" | "warning" | "confirming" | "denying"
            )
        {
            part(hints, Role::Source, source.start..end);
            part(hints, Role::Cue, end..saying + 1);
            hints.push(Hint::For(saying + 1, Label::Begin(Role::Content)));
        }
    }
}

/// A quotation that goes on in the next paragraph is content to the end of its own, and from the start of the next.
pub(super) fn continued(words: &Words, hints: &mut Vec<Hint>) {
    for pair in words.quotations.windows(2) {
        let (quotation, next) = (&pair[0].words, &pair[1].words);
        if pair[1].continues && pair[0].opened && !pair[0].closed && quotation.len() > 2 {
            hints.push(Hint::For(quotation.start, Label::Begin(Role::Content)));
            hints.push(Hint::For(quotation.end - 1, Label::Inside(Role::Content)));
            hints.push(Hint::For(next.start, Label::Begin(Role::Content)));
        }
    }
}

/// From Delby, the mayor says …: a place before a comma at the head of a sentence is no part of who speaks.
pub(super) fn placed(words: &Words, scores: &Scores, sentence: &Range<usize>, hints: &mut Vec<Hint>) {
    const LONGEST_PLACE: usize = 3;
    if !matches!(words.word(sentence.start), "From" | "In" | "At" | "On") {
        return;
    }
    let name = sentence.start + 1..sentence.end.min(sentence.start + 1 + LONGEST_PLACE);
    let comma = name.clone().find(|word| !is_capital(words, *word)).unwrap_or(name.end);
    let is_place = comma > name.start && comma < sentence.end && words.word(comma) == ",";
    if is_place && scores.entities[name.start][EntityLabel::Person as usize] < 0.5 {
        hints.extend((sentence.start..=comma).map(|word| Hint::Against(word, Role::Source)));
    }
}

/// According to police, the driver fled. In the view of the coroner, nobody was to blame: what stands between a phrase
/// that attributes and the comma is the source, what follows is the content.
pub(super) fn according(words: &Words, sentence: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    const PHRASES: [&[&str]; 4] = [
        &["according", "to"],
        &["in", "the", "view", "of"],
        &["in", "the", "opinion", "of"],
        &["in", "the", "words", "of"],
    ];
    const LONGEST_SOURCE: usize = 14;
    let begins = |phrase: &&[&str]| {
        phrase.len() < sentence.len()
            && phrase.iter().zip(sentence.clone()).all(|(part, word)| words.word(word).eq_ignore_ascii_case(part))
    };
    let Some(phrase) = PHRASES.iter().copied().find(begins) else { return };
    let source = sentence.start + phrase.len()..sentence.end.min(sentence.start + phrase.len() + LONGEST_SOURCE);
    // One comma before anything else that is no word; where more stand there, the model knows better.
    let stretch = source.start
        ..source.clone().find(|word| !is_plain(words, *word) && words.word(*word) != ",").unwrap_or(source.end);
    let mut commas = stretch.filter(|word| words.word(*word) == ",");
    let (Some(comma), None) = (commas.next(), commas.next()) else { return };
    part(hints, Role::Cue, sentence.start..source.start);
    part(hints, Role::Source, source.start..comma);
    hints.push(Hint::For(comma, Label::Outside));
    content(words, comma + 1..sentence.end, verbs, hints);
}

/// …, the mayor said. The ferry, skipper Ada Lund said, will sail: a verb that reports and its subject between a comma and
/// a comma or the end of the sentence.
pub(super) fn parenthetical(words: &Words, sentence: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    const LONGEST_SUBJECT: usize = 8;
    const NO_SUBJECT: [&str; 13] =
        ["as", "how", "if", "so", "than", "that", "what", "when", "where", "which", "while", "who", "whom"];
    // A present form may be a noun: "tax credits, …".
    const PRESENT: [&str; 10] =
        ["adds", "admits", "argues", "believes", "claims", "explains", "insists", "says", "thinks", "warns"];
    let reports = |word: usize| {
        let finite = || {
            verbs[word].part == VerbPart::Verb(Some(Tense::Past)) || PRESENT.binary_search(&words.word(word)).is_ok()
        };
        words.words[word].shape == Shape::Lower && verbs[word].reports && finite()
    };
    // What precedes the subject is a clause in which nothing else reports, so only the first such verbs come into question.
    let Some(first_report) = sentence.clone().find(|word| reports(*word)) else { return };
    let within = first_report..sentence.end.min(first_report + LONGEST_SUBJECT + 2);
    for verb in within.filter(|word| words.states[*word] == QuotationState::Outside && reports(*word)) {
        let after = verb + 1;
        let closes = after < sentence.end
            && (words.word(after) == "," && after + 3 < sentence.end
                || words.word(after) == "." && after + 1 == sentence.end);
        if !closes {
            continue;
        }
        let from = sentence.start.max(verb.saturating_sub(LONGEST_SUBJECT + 1));
        let Some(comma) = (from..verb).rev().find(|word| !is_plain(words, *word)).filter(|at| words.word(*at) == ",")
        else {
            continue;
        };
        let subject = comma + 1..verb;
        let first = sentence.start..comma;
        let is_subject = !subject.is_empty()
            && !matches!(words.word(subject.start), "and" | "or" | "but")
            && !subject.clone().any(|word| {
                let word_text = words.word(word);
                NO_SUBJECT.binary_search(&word_text).is_ok() || is_auxiliary(verbs, word) || reports(word)
            });
        let interrupts = words.word(after) == ",";
        let is_clause = first.len() > if interrupts { 0 } else { 2 }
            && first_report >= comma
            && first.clone().all(|word| words.states[word] == QuotationState::Outside);
        if is_subject && is_clause {
            if !is_adjunct(words, &first, verbs) {
                content(words, first, verbs, hints);
            }
            hints.push(Hint::For(comma, Label::Outside));
            part(hints, Role::Source, subject);
            part(hints, Role::Cue, verb..after);
            hints.push(Hint::For(after, Label::Outside));
            content(words, after + 1..sentence.end, verbs, hints);
            return;
        }
    }
}

/// Whether words that begin a sentence tell when, where or how something was said and not what: "In an interview".
fn is_adjunct(words: &Words, stretch: &Range<usize>, verbs: &[VerbForm]) -> bool {
    const HEADS: [&str; 22] = [
        "After",
        "Asked",
        "At",
        "Before",
        "By",
        "During",
        "Earlier",
        "Explaining",
        "For",
        "From",
        "In",
        "Last",
        "Later",
        "On",
        "Responding",
        "Speaking",
        "Through",
        "Under",
        "When",
        "With",
        "Within",
        "Writing",
    ];
    let is_clause = stretch.clone().any(|word| is_auxiliary(verbs, word));
    words.word(stretch.start) == "Asked" || !is_clause && HEADS.binary_search(&words.word(stretch.start)).is_ok()
}

/// Labels a stretch as content up to the sentence's stop; of one in which another verb reports, the first word only.
fn content(words: &Words, mut stretch: Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    while !stretch.is_empty() && words.word(stretch.end - 1) == "." {
        stretch.end -= 1;
    }
    // What ties the sentence to the last is the writer's.
    while stretch.len() > 1
        && matches!(words.word(stretch.start), "And" | "But" | "However" | "So" | "Still" | "Yet" | ",")
    {
        stretch.start += 1;
    }
    if stretch.clone().any(|word| verbs[word].reports || words.words[word].shape == Shape::Mark) {
        stretch.end = stretch.end.min(stretch.start + 1);
    }
    part(hints, Role::Content, stretch);
}

/// Whether a small word begins a noun: "the skipper", "its owner".
fn is_determiner(word: &str) -> bool {
    matches!(word, "a" | "an" | "another" | "her" | "his" | "its" | "my" | "one" | "our" | "the" | "their")
}

/// Whether a small word begins something other than who speaks.
fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "about"
            | "as"
            | "at"
            | "by"
            | "for"
            | "from"
            | "in"
            | "of"
            | "on"
            | "over"
            | "that"
            | "to"
            | "when"
            | "who"
            | "with"
    )
}
