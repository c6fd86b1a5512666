//! Words to what their form alone tells of their labels, whatever a model makes of the words.
//!
//! Some forms carry their attribution in punctuation and order: a quotation with its speaker behind a
//! dash at the end of the paragraph (“…” ― Ada Lund), a line of a transcript (LUND: …), a headline
//! with its speaker before or behind a colon or dash (Lund: …; “…” – Lund), and a named speaker behind the
//! verb (…, pointed out Mayor Ada Lund, …). Others tell where parts end: whom it was told to (told
//! reporters that …), where it was said (From Delby, the mayor …), a second verb of the same subject (praised
//! the crew but refused …). Models trained on running prose meet the first rarely and lose whole pages
//! of them at once. [`decode`](super::decode) takes them as strong evidence, not as facts.

use std::ops::Range;

use super::{EntityLabel, Hint, Label, Role, Scores, TaggedSpan, Tense, VerbForm, VerbPart};
use crate::{
    text::{QuotationState, Shape, Words},
    types::Place,
};

/// What the form of words tells of their labels.
pub fn forms(words: &Words, scores: &Scores, verbs: &[VerbForm]) -> Vec<Hint> {
    let mut hints = Vec::new();
    for block in words.blocks.iter().filter(|block| !block.byline) {
        let range = block.words.clone();
        let parts = match block.place {
            Place::Headline | Place::Heading => titled(words, scores, verbs, &range),
            Place::Standfirst | Place::Body => dashed(words, &range).or_else(|| turn(words, &range)),
        };
        if let Some(Parts { source, cue, content }) = parts {
            part(&mut hints, Role::Source, source);
            part(&mut hints, Role::Cue, cue);
            part(&mut hints, Role::Content, content);
        } else {
            inverted(words, scores, &range, verbs, &mut hints);
            told(words, &range, verbs, &mut hints);
            adding(words, &range, verbs, &mut hints);
            quoted(words, &range, &mut hints);
            if matches!(block.place, Place::Headline | Place::Heading) {
                names(words, scores, verbs, &range, &mut hints);
            }
        }
    }
    continued(words, &mut hints);
    for sentence in &words.sentences {
        if !words.blocks[words.block_of(sentence.start)].byline {
            placed(words, scores, sentence, &mut hints);
            according(words, sentence, verbs, &mut hints);
            parenthetical(words, sentence, verbs, &mut hints);
        }
    }
    hints
}

/// Labels for the second verb of one subject: in "praised the crew but refused to name them" and "expects a
/// profit and is planning a second yard" a content runs on over a verb of the same tense as its cue's, behind
/// "and" or "but". In a clause the verb may be the clause's own, unless "that" follows it.
pub fn coordinated(words: &Words, spans: &[TaggedSpan], verbs: &[VerbForm]) -> Vec<Hint> {
    let mut hints = Vec::new();
    for pair in spans.windows(2) {
        let (cue, content) = (&pair[0], &pair[1]);
        if (cue.role, content.role) != (Role::Cue, Role::Content) || content.words.start > cue.words.end + 1 {
            continue;
        }
        let Some((_, tense)) = verb_group(verbs, cue.words.clone()) else { continue };
        let opening = words.word(content.words.start);
        let mut clause = matches!(opening, "that" | "if" | "whether" | "how" | "why" | "what");
        let outside = |word: &usize| words.states[*word] == QuotationState::Outside;
        for joint in (content.words.start + 1..content.words.end).filter(outside) {
            let word = words.word(joint);
            if !matches!(word, "and" | "but") {
                clause |= is_auxiliary(verbs, joint);
                continue;
            }
            // "unfounded and invented": two of what stands after the verb.
            if words.word(joint - 1).ends_with("ed") {
                continue;
            }
            let Some((next, _)) =
                verb_group(verbs, joint + 1..content.words.end).filter(|(_, second)| *second == tense)
            else {
                continue;
            };
            if next < content.words.end && (!clause || words.word(next) == "that") {
                hints.push(Hint::For(joint, Label::Outside));
                part(&mut hints, Role::Cue, joint + 1..next);
                clause = false;
            }
        }
    }
    hints
}

/// The end of the verb group that a range of words begins with, and the form of its first verb.
fn verb_group(verbs: &[VerbForm], words: Range<usize>) -> Option<(usize, Tense)> {
    const LONGEST: usize = 6;
    let mut tense = None;
    for word in words.take(LONGEST) {
        match verbs[word].part {
            VerbPart::Filler => {}
            VerbPart::Auxiliary(of) => tense = tense.or(Some(of)),
            VerbPart::Verb(of) => return tense.or(of).map(|tense| (word + 1, tense)),
            VerbPart::None => return None,
        }
    }
    None
}

fn is_auxiliary(verbs: &[VerbForm], word: usize) -> bool {
    matches!(verbs[word].part, VerbPart::Auxiliary(_))
}

/// The parts of a block that is all one attribution.
struct Parts {
    source: Range<usize>,
    cue: Range<usize>,
    content: Range<usize>,
}

/// Mean probability of the words to lie in a person's or an organisation's name.
fn named(scores: &Scores, words: &Range<usize>) -> f32 {
    let of = |word: usize| {
        let row = &scores.entities[word];
        row[EntityLabel::Person as usize] + row[EntityLabel::Organisation as usize]
    };
    words.clone().map(of).sum::<f32>() / words.len().max(1) as f32
}

fn is_capital(words: &Words, word: usize) -> bool {
    matches!(words.words[word].shape, Shape::Title | Shape::Upper)
}

/// Lund: the ferry will sail. The ferry will sail: Lund. “The ferry will sail” – skipper Lund. Lund, Moe agree to
/// sail. A title with a name on one side of its colon or dash, or with two before its verb.
fn titled(words: &Words, scores: &Scores, verbs: &[VerbForm], block: &Range<usize>) -> Option<Parts> {
    let splits = |word: &usize| matches!(words.word(*word), ":" | "–" | "—" | "―" | "--");
    let mut marks = block.clone().filter(splits);
    let Some(mark) = marks.next() else { return jointly(words, scores, verbs, block) };
    if marks.next().is_some() {
        return None;
    }
    let (left, right) = (block.start..mark, mark + 1..block.end);
    let is_colon = words.word(mark) == ":";
    let quoted = |side: &Range<usize>| {
        let at = words.quotations.partition_point(|quotation| quotation.words.start < side.start);
        words.quotations.get(at).is_some_and(|quotation| quotation.words == *side)
    };
    let is_name = |side: &Range<usize>| is_title_name(words, scores, side);
    // Who speaks may have a word or two in small letters when a quotation leaves no doubt that somebody does.
    let is_speaker = |side: &Range<usize>| {
        side.end > side.start
            && is_title_name(words, scores, &(side.start.max(side.end - 1)..side.end))
            && side.len() <= LONGEST_TITLE_NAME
            && !side.clone().any(|word| matches!(words.words[word].shape, Shape::Mark | Shape::Punctuation))
    };
    let cue = mark..mark + 1;
    if right.len() > 2 && (is_colon && is_name(&left) || quoted(&right) && is_speaker(&left)) {
        Some(Parts { source: left, cue, content: right })
    } else if left.len() > 2 && (is_colon && is_name(&right) || quoted(&left) && is_speaker(&right)) {
        Some(Parts { source: right, cue, content: left })
    } else {
        None
    }
}

/// The most words of a name in a title.
const LONGEST_TITLE_NAME: usize = 4;

/// Whether words of a title are a name, and no editor's label.
fn is_title_name(words: &Words, scores: &Scores, side: &Range<usize>) -> bool {
    (1..=LONGEST_TITLE_NAME).contains(&side.len())
        && side.clone().all(|word| is_capital(words, word))
        && !side.clone().any(|word| EDITORIAL.binary_search(&words.word(word).to_uppercase().as_str()).is_ok())
        && named(scores, side) > 0.5
}

/// Lund, Moe agree to sail: a title that begins with names between commas and a verb of theirs.
fn jointly(words: &Words, scores: &Scores, verbs: &[VerbForm], block: &Range<usize>) -> Option<Parts> {
    let mut at = block.start;
    let mut names = 0;
    let source = loop {
        let end = (at..block.end).find(|word| !is_capital(words, *word)).unwrap_or(block.end);
        if !is_title_name(words, scores, &(at..end)) {
            return None;
        }
        names += 1;
        if end < block.end && matches!(words.word(end), "," | "and" | "&") {
            at = end + 1;
        } else {
            break block.start..end;
        }
    };
    let reports = source.end < block.end && verbs[source.end].reports;
    let verb = source.end;
    let has_particle = verb + 2 < block.end && matches!(words.word(verb + 1), "on" | "for" | "against" | "over");
    let cue = verb..verb + 1 + usize::from(has_particle);
    let content = cue.end..block.end;
    (names > 1 && reports && !content.is_empty()).then_some(Parts { source, cue, content })
}

/// … told reporters on the quay that …: what was said begins at "that", and whom it was told to is no part of it.
fn told(words: &Words, block: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    const LONGEST_ADDRESSEE: usize = 7;
    let outside =
        |word: &usize| words.words[*word].shape == Shape::Lower && words.states[*word] == QuotationState::Outside;
    for verb in block.clone().filter(outside) {
        let behind = verb + 2..block.end.min(verb + 2 + LONGEST_ADDRESSEE);
        let plain = |word: usize| is_plain(words, word) && !is_auxiliary(verbs, word);
        if verbs[verb].addresses {
            let listener = (verb + 1..behind.end).take_while(|word| plain(*word) && words.word(*word) != "that");
            hints.extend(listener.map(|word| Hint::Against(word, Role::Source)));
        }
        let Some(that) = behind.clone().find(|word| words.word(*word) == "that") else { continue };
        // "told the story that" has an object that is told, not one that listens.
        let listens = words.words[verb + 1].shape != Shape::Lower
            || matches!(words.word(verb + 1), "her" | "him" | "them" | "us" | "me" | "his" | "their" | "its" | "my")
            || words.word(that - 1).ends_with('s');
        if listens && (verb + 1..that).all(plain) && verbs[verb].addresses {
            hints.extend((verb + 1..that).map(|word| Hint::Against(word, Role::Content)));
            hints.push(Hint::For(that, Label::Begin(Role::Content)));
        }
    }
}

/// …, adding that …: the participle is a cue, and what was said begins at "that".
fn adding(words: &Words, block: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    for verb in block.start + 1..block.end.saturating_sub(2) {
        let follows = words.word(verb - 1) == "," && words.word(verb + 1) == "that";
        let outside = words.states[verb] == QuotationState::Outside;
        if follows && outside && words.word(verb).ends_with("ing") && verbs[verb].reports {
            hints.push(Hint::For(verb - 1, Label::Outside));
            part(hints, Role::Cue, verb..verb + 1);
            hints.push(Hint::For(verb + 1, Label::Begin(Role::Content)));
        }
    }
}

/// The agency quoted skipper Lund as saying …: who is quoted is the source, and "as saying" the cue.
fn quoted(words: &Words, block: &Range<usize>, hints: &mut Vec<Hint>) {
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

/// A capitalised word of a name in a title, if no verb, is no cue: Halden Rail to cut jobs.
fn names(words: &Words, scores: &Scores, verbs: &[VerbForm], title: &Range<usize>, hints: &mut Vec<Hint>) {
    let is_name = |word: &usize| {
        words.words[*word].shape == Shape::Title
            && verbs[*word].part == VerbPart::None
            && named(scores, &(*word..*word + 1)) > 0.7
    };
    hints.extend(title.clone().filter(is_name).map(|word| Hint::Against(word, Role::Cue)));
}

/// A quotation that goes on in the next paragraph is content to the end of its own, and from the start of the next.
fn continued(words: &Words, hints: &mut Vec<Hint>) {
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
fn placed(words: &Words, scores: &Scores, sentence: &Range<usize>, hints: &mut Vec<Hint>) {
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
fn according(words: &Words, sentence: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
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
    // The last comma before anything else that is no word: an apposition belongs to the source.
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
fn parenthetical(words: &Words, sentence: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
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
    for verb in sentence.clone().filter(|word| words.states[*word] == QuotationState::Outside && reports(*word)) {
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
            && first.clone().all(|word| words.states[word] == QuotationState::Outside)
            && !first.clone().any(reports);
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

/// Whether a word is no mark or other sign.
fn is_plain(words: &Words, word: usize) -> bool {
    !matches!(words.words[word].shape, Shape::Mark | Shape::Punctuation)
}

/// …, pointed out Mayor Ada Lund, …; “…,” said the skipper: a reporting verb between a comma and a name, or between a
/// closing mark and whoever it is. Only verb and speaker are settled; what was said is for the model to find.
fn inverted(words: &Words, scores: &Scores, block: &Range<usize>, verbs: &[VerbForm], hints: &mut Vec<Hint>) {
    const PARTICLES: [&str; 4] = ["off", "on", "out", "up"];
    const LONGEST_TITLE: usize = 5;
    let mut word = block.start + 1;
    while word + 2 < block.end {
        let verb = word;
        word += 1;
        let is_mark = words.words[verb - 1].shape == Shape::Mark;
        let quoted = is_mark && words.words[verb].space_before && words.states[verb] == QuotationState::Outside;
        let breaks = words.word(verb - 1) == "," || quoted;
        if !breaks || words.words[verb].shape != Shape::Lower || !verbs[verb].reports {
            continue;
        }
        let start = if PARTICLES.contains(&words.word(verb + 1)) { verb + 2 } else { verb + 1 };
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

fn part(hints: &mut Vec<Hint>, role: Role, words: Range<usize>) {
    for word in words.clone() {
        hints.push(Hint::For(word, if word == words.start { Label::Begin(role) } else { Label::Inside(role) }));
    }
}

/// “…” ― Ada Lund: a block that begins and ends with marks, then a dash, and a name.
fn dashed(words: &Words, block: &Range<usize>) -> Option<Parts> {
    const SHORTEST: usize = 5;
    if block.len() <= SHORTEST || words.words[block.start].shape != Shape::Mark {
        return None;
    }
    // The last few words only: a name is short.
    let end = block.clone().rev().take(LONGEST_BYLINE + 2).take_while(|word| words.words[*word].shape != Shape::Mark);
    let dash = end.min().filter(|dash| matches!(words.word(*dash), "—" | "–" | "―" | "--" | "-"))?;
    let content = block.start..dash;
    let mut source = dash + 1..block.end;
    while source.len() > 1 && words.words[source.end - 1].shape == Shape::Punctuation {
        source.end -= 1;
    }
    let closes = content.len() >= SHORTEST && words.words[dash - 1].shape == Shape::Mark;
    let is_name = !source.is_empty() && is_capital(words, source.start) && source.len() <= LONGEST_BYLINE;
    let all_name = source.clone().all(|word| words.word(word) != ":");
    let capitals = source.clone().filter(|word| is_capital(words, *word)).count();
    (closes && is_name && all_name && capitals * 2 >= source.len()).then(|| Parts {
        source,
        cue: dash..dash + 1,
        content,
    })
}

/// The most words of a name behind a dash.
const LONGEST_BYLINE: usize = 8;

/// Labels that editors put before a line or a title, which nobody says.
const EDITORIAL: [&str; 13] = [
    "ANALYSIS",
    "BREAKING",
    "CORRECTION",
    "EXCLUSIVE",
    "LIVE",
    "MORE",
    "NOTE",
    "OPINION",
    "PHOTOS",
    "REVIEW",
    "UPDATE",
    "VIDEO",
    "WATCH",
];

/// LUND: …, Q: …: a block that begins with up to four words in capitals and a colon.
fn turn(words: &Words, block: &Range<usize>) -> Option<Parts> {
    if block.is_empty() {
        return None;
    }
    // A transcript may stand in marks, which open each of its lines.
    let first = if words.words[block.start].shape == Shape::Mark { block.start + 1 } else { block.start };
    let colon = (first + 1..block.end.min(first + 5)).find(|word| words.word(*word) == ":")?;
    let source = first..colon;
    let speaks = |word: usize| words.words[word].shape == Shape::Upper || matches!(words.word(word), "Q" | "A");
    let editorial = source.clone().any(|word| EDITORIAL.binary_search(&words.word(word)).is_ok());
    let is_turn = source.clone().all(speaks) && !editorial && block.end > colon + 3;
    is_turn.then(|| Parts { source, cue: colon..colon + 1, content: colon + 1..block.end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Fields;

    /// A lexicon of a few verbs.
    fn verbs(words: &Words) -> Vec<VerbForm> {
        let part = |word: &str| match word {
            "was" | "has" | "is" => VerbPart::Auxiliary(Tense::Present),
            "said" | "praised" | "refused" => VerbPart::Verb(Some(Tense::Past)),
            _ => VerbPart::None,
        };
        let form = |word: &str| VerbForm {
            reports: matches!(word, "said" | "pointed" | "agree"),
            addresses: word == "told",
            part: part(word),
        };
        (0..words.len()).map(|word| form(words.word(word))).collect()
    }

    /// The parts that the forms of a text settle, as slices, in text order. Words in `names` are names.
    fn check(text: &str, names: &[&str], expected: &[&str]) {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let row = |word: usize| {
            let person = f32::from(u8::from(names.contains(&words.word(word))));
            [1.0 - person, person, 0.0, 0.0, 0.0]
        };
        let entities = (0..words.len()).map(row).collect();
        let scores = Scores { labels: vec![[0.0; 7]; words.len()], entities };
        let mut found: Vec<Range<usize>> = Vec::new();
        for hint in forms(&words, &scores, &verbs(&words)) {
            match hint {
                Hint::For(word, Label::Begin(_)) => found.push(word..word + 1),
                Hint::For(word, Label::Inside(_)) => found.last_mut().unwrap().end = word + 1,
                Hint::For(_, Label::Outside) | Hint::Against(..) => {}
            }
        }
        found.sort_by_key(|part| part.start);
        assert_eq!(found.iter().map(|part| words.slice(part)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn settles_a_quotation_with_its_speaker_behind_a_dash() {
        check(
            "“I would vote for the ferry again.” ― Ada Lund, Delby.",
            &[],
            &["“I would vote for the ferry again.”", "―", "Ada Lund, Delby"],
        );
        check("“I would vote for the ferry again” — that was the answer on the quay.", &[], &[]);
    }

    #[test]
    fn settles_a_turn_of_a_transcript() {
        check("LUND: We have the boats we need.", &[], &["LUND", ":", "We have the boats we need."]);
        check("Q: Will the bridge open in May?", &[], &["Q", ":", "Will the bridge open in May?"]);
        check("\"LUND: We have the boats we need.\"", &[], &["LUND", ":", "We have the boats we need.\""]);
        check("WATCH: The bridge opens in May", &[], &[]);
        check("The mayor said: The bridge opens in May.", &[], &[]);
    }

    #[test]
    fn settles_a_title_with_a_name_beside_its_colon() {
        let body = "\n\nThe ferry sailed on Monday with forty people on board.";
        let name = &["Lund"];
        check(&format!("Lund: ferry will sail in May{body}"), name, &["Lund", ":", "ferry will sail in May"]);
        check(&format!("Ferry ‘will sail in May’: Lund{body}"), name, &["Ferry ‘will sail in May’", ":", "Lund"]);
        check(&format!("Ferry trouble: what we know so far{body}"), name, &[]);
    }

    #[test]
    fn settles_a_quoting_title_with_its_speaker_behind_a_dash() {
        let body = "\n\nThe ferry sailed on Monday with forty people on board.";
        let title = "‘The ferry was never safe’ – skipper Lund";
        check(&format!("{title}{body}"), &["Lund"], &["‘The ferry was never safe’", "–", "skipper Lund"]);
        check(&format!("The ferry – a short history{body}"), &[], &[]);
    }

    #[test]
    fn settles_a_title_of_two_speakers() {
        let body = "\n\nThe ferry sailed on Monday with forty people on board.";
        check(&format!("Lund, Moe agree on ferry{body}"), &["Lund", "Moe"], &["Lund, Moe", "agree on", "ferry"]);
        check(&format!("Delby, Sorn agree on ferry{body}"), &[], &[]);
    }

    #[test]
    fn settles_what_is_according_to_somebody() {
        check(
            "According to police, the driver fled on foot.",
            &[],
            &["According to", "police", "the driver fled on foot"],
        );
        check(
            "In the view of Ada Lund, nobody was to blame.",
            &[],
            &["In the view of", "Ada Lund", "nobody was to blame"],
        );
        check("According to plan the driver fled.", &[], &[]);
    }

    #[test]
    fn settles_a_report_between_commas_or_at_the_end() {
        check(
            "The ferry, harbour master Ada Lund said, will sail in May.",
            &[],
            &["The ferry", "harbour master Ada Lund", "said", "will sail in May"],
        );
        check("But nobody was hurt, the town said.", &[], &["nobody was hurt", "the town", "said"]);
        check("In an interview, Ada Lund said, she was tired.", &[], &["Ada Lund", "said", "she was tired"]);
        check("The ferry sank, as the town said.", &[], &[]);
    }

    #[test]
    fn begins_what_listeners_were_told_at_that() {
        check("Ada Lund told reporters that the ferry was safe.", &[], &["that"]);
        check("She told them on the quay that it was safe.", &[], &["that"]);
        check("She told a story that nobody believed.", &[], &[]);
    }

    #[test]
    fn begins_a_statement_at_the_second_verb_of_a_subject() {
        let article = Fields::from_text("Lund praised the crew but refused to name them.".to_owned());
        let article = article.into_article(None);
        let (words, _) = Words::new(&article);
        let span = |role, words: Range<usize>| TaggedSpan { role, words, exact: 1.0, mean: 1.0 };
        let check = |content: Range<usize>, expected: &[Hint]| {
            assert_eq!(
                coordinated(&words, &[span(Role::Cue, 1..2), span(Role::Content, content)], &verbs(&words)),
                expected
            );
        };
        let cue = Hint::For(5, Label::Begin(Role::Cue));
        check(2..9, &[Hint::For(4, Label::Outside), cue]);
        check(2..4, &[]);
    }

    #[test]
    fn settles_a_named_speaker_behind_the_verb() {
        let names = &["Mayor", "Ada", "Lund"];
        check(
            "The ferry is safe, pointed out Mayor Ada Lund, calling for calm.",
            names,
            &["pointed out", "Mayor Ada Lund"],
        );
        check("“It is safe,” said Ada Lund.", names, &["said", "Ada Lund"]);
        check("He met, said the clerk, Ada Lund.", names, &[]);
    }
}
