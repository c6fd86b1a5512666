//! The turns of an interview, "Q:" and "A:", to the people in it.
//!
//! Who answers is whom the introduction presents; who asks is who signed the interview or whom the
//! introduction says was talked to. Left out: interviews with several people who answer.

use super::{
    chains::Chain,
    mentions::{Name, Text},
    sources::NameIndex,
};
use crate::stages::Attribution;

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Question,
    Answer,
}

/// The turn that an attribution is, and the word that says so.
pub(super) fn turn(text: &Text, attribution: &Attribution) -> Option<(Turn, usize)> {
    let marker = attribution.source.first().or(attribution.cue.as_ref())?;
    let word = marker.start;
    if word >= text.len() || text.block(word).start != word || !matches!(text.word(word + 1), ":" | ".") {
        return None;
    }
    match text.words.word(word) {
        "Q" | "Question" => Some((Turn::Question, word)),
        "A" | "Answer" => Some((Turn::Answer, word)),
        _ => None,
    }
}

/// Who asks and who answers, as chains; `None` where nobody says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Interview {
    pub(super) asks: Option<usize>,
    pub(super) answers: Option<usize>,
}

/// What the words before the first turn say of who asks and who answers.
pub(super) fn interview(
    text: &Text,
    names: &[Name],
    chains: &[Chain],
    chain_of: &[usize],
    first_turn: usize,
) -> Interview {
    let introduction = &names[..names.partition_point(|name| name.words.start < first_turn)];
    let signed = |name: &Name| {
        let block = text.words.blocks.get(text.words.block_of(name.words.start));
        block.is_some_and(|block| block.byline)
    };
    let is_person = |at: usize| chains.get(chain_of[at]).is_some_and(Chain::is_person);
    let author = (0..introduction.len()).find(|at| signed(&introduction[*at])).map(|at| chain_of[at]);
    let mut found = Interview { asks: author, answers: None };
    for word in 0..first_turn {
        if let Some((subject, object)) = talk(text, names, chain_of, word) {
            let subject = subject.filter(|subject| found.asks != Some(*subject));
            match subject {
                // "She talks to Ann Rao": the main person, who was named before, to whoever writes.
                None if said_of_somebody(text, word) => found.asks = found.asks.or(Some(object)),
                // "the novelist Jo Bell talks to Ann Rao", who writes.
                Some(subject) => {
                    found.asks = found.asks.or(Some(object));
                    found.answers = Some(subject);
                }
                None => found.answers = Some(object),
            }
            break;
        }
    }
    if found.answers.is_none() {
        // The main person of the introduction: named most often, then first.
        let mut times = vec![0usize; chains.len()];
        let people = || (0..introduction.len()).filter(|at| is_person(*at) && found.asks != Some(chain_of[*at]));
        people().for_each(|at| times[chain_of[at]] += 1);
        let main = people().max_by_key(|at| (times[chain_of[*at]], std::cmp::Reverse(*at)));
        found.answers = main.map(|at| chain_of[at]);
    }
    found
}

/// Whether a pronoun is the subject of the verb at a word.
fn said_of_somebody(text: &Text, word: usize) -> bool {
    word > text.sentence(word).start && matches!(text.word(word - 1), "he" | "she" | "they" | "who")
}

/// Whom a word says talked, if anybody, and whom to: "Jo Bell talks to Ann Rao", "an interview with Jo Bell".
fn talk(text: &Text, names: &[Name], chain_of: &[usize], word: usize) -> Option<(Option<usize>, usize)> {
    let next = text.word(word + 1);
    let object = match text.word(word) {
        "talks" | "talked" | "speaks" | "spoke" | "chats" | "chatted" if matches!(next, "to" | "with") => word + 2,
        "interview" | "conversation" if next == "with" => word + 2,
        "tells" | "told" => word + 1,
        _ => return None,
    };
    let index = NameIndex { names };
    let sentence = text.sentence(word);
    let starts = |name: &Name| {
        name.words.start == object
            || name.before.start == object && !name.before.is_empty()
            || name.words.start == object + 1 && text.word(object) == "the"
    };
    let (object, _) = index.inside(&(object..sentence.end)).next().filter(|(_, name)| starts(name))?;
    let subject = index.inside(&(sentence.start..word)).filter(|(_, name)| !name.modifier && !name.possessive).last();
    Some((subject.map(|(at, _)| chain_of[at]), chain_of[object]))
}
