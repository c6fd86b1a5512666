//! The turns of an interview that only a letter or a role marks ("Q:", "A:", "INTERVIEWER:"), or nothing, to the people in it.
//!
//! Who answers is whom the introduction says is talked to, or names most; who asks is who signed the interview, or whom it
//! says talks. Left out: interviews in which several people answer.

use std::{collections::HashSet, ops::Range};

use super::{
    clusters::Walk,
    mentions::{Form, Mention, PERSON},
    names::acronyms,
    scene::Scene,
};
use crate::stages::{Attribution, interviews};

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Question,
    Answer,
}

/// The turn that an attribution is.
pub(super) fn turn(scene: &Scene, attribution: &Attribution) -> Option<(Turn, usize)> {
    let marker = marker(scene, attribution)?;
    match scene.words.word(marker) {
        "Q" | "Q." | "Question" | "INTERVIEWER" | "Interviewer" => Some((Turn::Question, marker)),
        "A" | "A." | "Answer" | "INTERVIEWEE" | "Interviewee" => Some((Turn::Answer, marker)),
        _ => None,
    }
}

/// The word that marks a turn: it opens a paragraph, and a colon or a stop follows it or belongs to it.
fn marker(scene: &Scene, attribution: &Attribution) -> Option<usize> {
    let marker = attribution.source.first().or(attribution.cue.as_ref())?.start;
    let opens = marker < scene.len() && scene.words.blocks[scene.block(marker)].words.start == marker;
    let ends = matches!(scene.word(marker), "q." | "a.") || matches!(scene.word(marker + 1), ":" | ".");
    (opens && ends).then_some(marker)
}

/// For each attribution that is such a turn, whose it is, where the words before the first turn say so.
pub(super) fn speakers(scene: &Scene, walk: &Walk, attributions: &[Attribution]) -> Vec<Option<usize>> {
    let plain: HashSet<usize> = interviews::answers(scene.words).iter().map(|answer| answer[0].start).collect();
    let answers = |one: &Attribution| {
        let start = one.content.first().filter(|_| one.source.is_empty() && one.cue.is_none())?.start;
        plain.contains(&start).then_some((Turn::Answer, start))
    };
    let turns: Vec<_> = attributions.iter().map(|one| turn(scene, one).or_else(|| answers(one))).collect();
    let initials: Vec<_> = attributions.iter().map(|one| initials(scene, walk, one)).collect();
    let Some(first) = turns.iter().flatten().map(|(_, word)| *word).min() else { return initials };
    let (asks, answers) = interview(scene, walk, first);
    let of = |(turn, _): (Turn, usize)| match turn {
        Turn::Question => asks,
        Turn::Answer => answers,
    };
    turns.into_iter().zip(initials).map(|(turn, initials)| initials.or_else(|| turn.and_then(of))).collect()
}

/// The only person of the article whose initials open an attribution: "DC:" for Dale Curran.
fn initials(scene: &Scene, walk: &Walk, attribution: &Attribution) -> Option<usize> {
    let at = marker(scene, attribution)?;
    let letters: String = scene.words.word(at).chars().filter(|letter| *letter != '.').collect();
    if !(2..4).contains(&letters.len()) || !letters.chars().all(char::is_uppercase) {
        return None;
    }
    let letters = letters.to_lowercase();
    let named = |of: &usize| {
        let cluster = &walk.clusters[*of];
        let is = |name: &Vec<String>| name.len() > 1 && acronyms(name).contains(&letters);
        cluster.kind() == Some(PERSON) && cluster.names.iter().any(is)
    };
    let mut found = (0..walk.clusters.len()).filter(named);
    found.next().filter(|_| found.next().is_none())
}

/// Whether the words before a name say that whoever it is asks: "Interview: | Jo Bell", "questions are by | Jo Bell".
fn is_asked_by(scene: &Scene, name: usize) -> bool {
    let before = |words: usize| name.checked_sub(words).map_or("", |at| scene.word(at));
    let asking = |word: &str| matches!(word, "interview" | "interviewed" | "questions");
    matches!(before(1), ":" | "by") && (asking(before(2)) || before(2) == "are" && asking(before(3)))
}

/// Who asks and who answers, by the words before the first turn.
fn interview(scene: &Scene, walk: &Walk, first: usize) -> (Option<usize>, Option<usize>) {
    let cluster = |at: usize| walk.of[at].filter(|of| walk.clusters[*of].kind() == Some(PERSON));
    let named = |(at, mention): (usize, &Mention)| match mention.form {
        Form::Name if mention.head < first => Some((mention.words.clone(), cluster(at)?)),
        _ => None,
    };
    let people: Vec<_> = walk.mentions.iter().enumerate().filter_map(named).collect();
    let signs = |words: &Range<usize>| scene.is_byline(words.start) || is_asked_by(scene, words.start);
    let mut asks = people.iter().find(|(words, _)| signs(words)).map(|(_, of)| *of);
    let talk = (0..first).find_map(|word| {
        let next = scene.word(word + 1);
        let object = match scene.word(word) {
            "talks" | "talked" | "speaks" | "spoke" | "chats" | "chatted" if matches!(next, "to" | "with") => word + 2,
            "interview" | "conversation" if next == "with" => word + 2,
            "tells" | "told" | "interviews" | "interviewed" | "meets" => word + 1,
            _ => return None,
        };
        let object = people.iter().find(|(words, _)| words.start == object).map(|(_, of)| *of)?;
        let sentence = scene.sentence_words(word);
        let subject = people.iter().rfind(|(words, _)| sentence.start <= words.start && words.end <= word);
        Some((scene.word(word), subject.map(|(_, of)| *of), object))
    });
    let answers = match talk {
        Some(("interviews" | "interviewed" | "meets", subject, object)) => {
            asks = asks.or(subject);
            Some(object)
        }
        // "the novelist Jo Bell talks to Ann Rao", who writes; "Ann Rao talks to the novelist Jo Bell", too.
        Some((_, Some(subject), object)) if asks != Some(subject) => {
            asks = asks.or(Some(object));
            Some(subject)
        }
        Some((.., object)) if asks != Some(object) => Some(object),
        _ => None,
    };
    // Whom the introduction names most, and first.
    let times = |of: usize| people.iter().filter(|(_, other)| *other == of).count();
    let main = || {
        let others = people.iter().map(|(_, of)| *of).filter(|of| asks != Some(*of));
        others.enumerate().max_by_key(|(at, of)| (times(*of), std::cmp::Reverse(*at))).map(|(_, of)| of)
    };
    (asks, answers.or_else(main))
}
