//! Interviews without labels: questions in paragraphs of their own, each with the paragraphs that answer it.
//!
//! A model sees few of them, and nothing in a turn says that somebody speaks. Pages that ask and answer themselves ("What
//! should I do? …") look the same; only interviews ask "you" and answer as "I".

use std::{collections::HashSet, ops::Range};

use super::{
    Attribution, Evidence,
    forms::{LETTERS, PROBABILITY},
};
use crate::{
    lang::Pronoun,
    text::{Block, Shape, Words},
    types::Place,
};

/// The most words of a question.
const LONGEST_QUESTION: usize = 60;

/// The most paragraphs of an answer.
const LONGEST_ANSWER: usize = 12;

/// The answers of an interview in text order, each with the words of its paragraphs; none where the article is none.
pub(crate) fn answers(words: &Words) -> Vec<Vec<Range<usize>>> {
    turns(words).into_iter().map(|[_, answer]| answer).collect()
}

/// Puts the answers of an interview without labels in place of what is reported in its turns without source and cue. The
/// questions are the paper's own.
pub(crate) fn add(words: &Words, attributions: &mut Vec<Attribution>) {
    let turns = turns(words);
    if turns.is_empty() {
        return;
    }
    let blocks: HashSet<usize> = turns.iter().flatten().flatten().map(|one| words.block_of(one.start)).collect();
    let inside = |at: usize| blocks.contains(&words.block_of(at));
    attributions.retain(|one| !one.source.is_empty() || one.cue.is_some() || !inside(one.content[0].start));
    let evidence = Evidence {
        content_exact: PROBABILITY,
        content_mean: PROBABILITY,
        content_link: PROBABILITY,
        source_link: 1.0,
        ..Evidence::default()
    };
    let said = turns.into_iter().map(|[_, content]| Attribution { content, evidence, ..Attribution::default() });
    attributions.extend(said);
    super::arguments::sort(attributions);
}

/// A question and its answer, the words of their paragraphs.
type Turns = [Vec<Range<usize>>; 2];

fn turns(words: &Words) -> Vec<Turns> {
    let mut found: Vec<Turns> = Vec::new();
    let mut introduced = false;
    for block in words.blocks.iter().filter(|block| !block.byline && !block.words.is_empty()) {
        let paragraph = block.words.clone();
        match (found.last_mut(), is_question(words, block)) {
            (None, false) => introduced |= block.place == Place::Body,
            (Some([_, answer]), false) => answer.push(paragraph),
            (Some([question, answer]), true) if answer.is_empty() => question.push(paragraph),
            (_, true) => found.push([vec![paragraph], Vec::new()]),
        }
    }
    // What follows the last answer may be the paper's: "The festival runs until May."
    if let Some([_, last]) = found.last_mut() {
        let own = last.iter().skip(1).position(|paragraph| !says(words, paragraph, Pronoun::I)).map(|at| at + 1);
        last.truncate(own.unwrap_or(last.len()));
    }
    if introduced && !is_labelled(words) && is_interview(words, &found) { found } else { Vec::new() }
}

fn is_question(words: &Words, block: &Block) -> bool {
    let range = &block.words;
    matches!(block.place, Place::Body | Place::Heading)
        && (2..=LONGEST_QUESTION).contains(&range.len())
        && words.word(range.end - 1) == "?"
        && words.words[range.start].shape != Shape::Mark
}

/// Whether colons or letters mark turns: "LUND: …", "Q. …".
fn is_labelled(words: &Words) -> bool {
    let label = |block: &Block| {
        let first: Vec<&str> = block.words.clone().take(5).map(|at| words.word(at)).collect();
        first.first().is_some_and(|word| LETTERS.contains(word)) || first.contains(&":")
    };
    words.blocks.iter().filter(|block| block.place == Place::Body && label(block)).count() > 1
}

/// Whether questions and answers are those of two people: two or more, two in three questions to "you" and two in three answers
/// by "I", none of them in quotation marks.
fn is_interview(words: &Words, turns: &[Turns]) -> bool {
    const FEWEST: usize = 2;
    let most = |part: usize, pronoun: Pronoun| {
        let says = |turn: &&Turns| turn[part].iter().any(|paragraph| says(words, paragraph, pronoun));
        3 * turns.iter().filter(says).count() >= 2 * turns.len()
    };
    let plain = |[_, answer]: &Turns| {
        let quoted = answer.iter().any(|paragraph| words.words[paragraph.start].shape == Shape::Mark);
        (1..=LONGEST_ANSWER).contains(&answer.len()) && !quoted
    };
    turns.len() >= FEWEST && most(0, Pronoun::You) && most(1, Pronoun::I) && turns.iter().all(plain)
}

fn says(words: &Words, range: &Range<usize>, pronoun: Pronoun) -> bool {
    range.clone().any(|at| Pronoun::written(words.word(at)) == Some(pronoun))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Fields;

    const OPENING: &str = "Five questions for Ada Lund\n\nAda Lund is back from the north. We met her on the quay.\n\n";

    /// The answers of a text.
    fn check(text: &str, expected: &[&str]) {
        let article = Fields::from_text(format!("{OPENING}{text}")).into_article(None);
        let (words, _) = Words::new(&article);
        let said = |answer: &Vec<Range<usize>>| {
            answer.iter().map(|paragraph| words.slice(paragraph)).collect::<Vec<_>>().join(" / ")
        };
        assert_eq!(answers(&words).iter().map(said).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn finds_the_answers_to_questions() {
        check(
            "Were you afraid?\n\nYes.\n\nI counted.\n\nWho taught you?\n\nMy aunt did.\n\nThe show runs until May.",
            &["Yes. / I counted.", "My aunt did."],
        );
    }

    #[test]
    fn leaves_other_questions_alone() {
        // One question.
        check("Were you afraid?\n\nI was.\n\nThe show runs until May.", &[]);
        // A page that asks and answers itself.
        check("What has changed?\n\nThe fares have.\n\nWhat should you do?\n\nYou should buy early.", &[]);
        check("What can I do?\n\nI would wait.\n\nWho pays?\n\nWe all do.", &[]);
        check("Can I swim?\n\nYou can, but we would not.\n\nWhere do you park?\n\nBehind the pier.", &[]);
        // A transcript has labels.
        check("Q: Were you afraid?\n\nA: I was.\n\nQ: Would you go back?\n\nA: I would.", &[]);
        // Answers in marks have their own speakers.
        check("Were you afraid?\n\n“I was,” she said.\n\nWould you go back?\n\nI would.", &[]);
    }

    #[test]
    fn puts_answers_in_place_of_what_nobody_is_said_to_report() {
        let article = Fields::from_text(format!(
            "{OPENING}Were you afraid?\n\nMy aunt said no.\n\nWould you go back?\n\nI would."
        ));
        let article = article.into_article(None);
        let (words, _) = Words::new(&article);
        let at = |word: &str| (0..words.len()).rfind(|at| words.word(*at) == word).unwrap();
        let one = |word: &str, cue: Option<Range<usize>>| Attribution {
            content: std::iter::once(at(word)..at(word) + 1).collect(),
            cue,
            ..Attribution::default()
        };
        let mut attributions = vec![one("met", None), one("no", Some(at("said")..at("said") + 1)), one("would", None)];
        add(&words, &mut attributions);
        let said: Vec<_> = attributions.iter().map(|one| words.slice(&one.content[0])).collect();
        assert_eq!(said, ["met", "My aunt said no.", "no", "I would."]);
    }
}
