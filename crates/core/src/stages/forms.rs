//! Words to the labels that their form alone settles, whatever a model makes of the words.
//!
//! Two forms carry their attribution in punctuation: a quotation with its speaker behind a dash at
//! the end of the paragraph (“…” ― Ada Lund), and a line of a transcript (LUND: …). Models trained on
//! running prose meet them rarely and lose whole pages of them at once. [`decode`](super::decode)
//! adds these labels to the scores as strong evidence, not as facts.

use std::ops::Range;

use super::{Label, Role};
use crate::{
    text::{Shape, Words},
    types::Place,
};

/// Labels of the words whose form settles them, as word indices and labels.
pub fn forms(words: &Words) -> Vec<(usize, Label)> {
    let mut settled = Vec::new();
    for block in words.blocks.iter().filter(|block| block.place == Place::Body && !block.byline) {
        let range = block.words.clone();
        if let Some((content, dash, source)) = dashed(words, &range) {
            part(&mut settled, Role::Content, content);
            part(&mut settled, Role::Cue, dash..dash + 1);
            part(&mut settled, Role::Source, source);
        } else if let Some((source, colon, content)) = turn(words, &range) {
            part(&mut settled, Role::Source, source);
            part(&mut settled, Role::Cue, colon..colon + 1);
            part(&mut settled, Role::Content, content);
        }
    }
    settled
}

fn part(settled: &mut Vec<(usize, Label)>, role: Role, words: Range<usize>) {
    for word in words.clone() {
        settled.push((word, if word == words.start { Label::Begin(role) } else { Label::Inside(role) }));
    }
}

/// “…” ― Ada Lund: a block that is one closed quotation, a dash, and a name.
fn dashed(words: &Words, block: &Range<usize>) -> Option<(Range<usize>, usize, Range<usize>)> {
    const LONGEST_NAME: usize = 8;
    let at = words.quotations.partition_point(|quotation| quotation.words.start < block.start);
    let quotation = words.quotations.get(at).filter(|quotation| {
        quotation.words.start == block.start && quotation.opened && quotation.closed && quotation.words.len() > 4
    })?;
    let dash = quotation.words.end;
    if dash + 1 >= block.end || !matches!(words.word(dash), "—" | "–" | "―" | "--" | "-") {
        return None;
    }
    let mut source = dash + 1..block.end;
    while source.len() > 1 && words.words[source.end - 1].shape == Shape::Punctuation {
        source.end -= 1;
    }
    let capital = |word: usize| matches!(words.words[word].shape, Shape::Title | Shape::Upper);
    let all_name = source.clone().all(|word| words.words[word].shape != Shape::Mark && words.word(word) != ":");
    let capitals = source.clone().filter(|word| capital(*word)).count();
    (capital(source.start) && all_name && source.len() <= LONGEST_NAME && capitals * 2 >= source.len())
        .then(|| (quotation.words.clone(), dash, source))
}

/// LUND: …, Q: …: a block that begins with up to four words in capitals and a colon.
fn turn(words: &Words, block: &Range<usize>) -> Option<(Range<usize>, usize, Range<usize>)> {
    /// Labels that editors put before a line, which nobody says.
    const EDITORIAL: [&str; 12] = [
        "ANALYSIS",
        "BREAKING",
        "CORRECTION",
        "EXCLUSIVE",
        "LIVE",
        "MORE",
        "NOTE",
        "OPINION",
        "PHOTOS",
        "UPDATE",
        "VIDEO",
        "WATCH",
    ];
    let colon = (block.start + 1..block.end.min(block.start + 5)).find(|word| words.word(*word) == ":")?;
    let source = block.start..colon;
    let speaks = |word: usize| words.words[word].shape == Shape::Upper || matches!(words.word(word), "Q" | "A");
    let editorial = source.clone().any(|word| EDITORIAL.binary_search(&words.word(word)).is_ok());
    (source.clone().all(speaks) && !editorial && block.end > colon + 3).then(|| (source, colon, colon + 1..block.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Fields;

    /// The parts that the forms of a text settle, as slices.
    fn check(text: &str, expected: &[&str]) {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let mut found: Vec<Range<usize>> = Vec::new();
        for (word, label) in forms(&words) {
            match label {
                Label::Begin(_) => found.push(word..word + 1),
                _ => found.last_mut().unwrap().end = word + 1,
            }
        }
        assert_eq!(found.iter().map(|part| words.slice(part)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn settles_a_quotation_with_its_speaker_behind_a_dash() {
        check(
            "“I would vote for the ferry again.” ― Ada Lund, Delby.",
            &["“I would vote for the ferry again.”", "―", "Ada Lund, Delby"],
        );
        check("“I would vote for the ferry again” — that was the answer on the quay.", &[]);
    }

    #[test]
    fn settles_a_turn_of_a_transcript() {
        check("LUND: We have the boats we need.", &["LUND", ":", "We have the boats we need."]);
        check("Q: Will the bridge open in May?", &["Q", ":", "Will the bridge open in May?"]);
        check("WATCH: The bridge opens in May", &[]);
        check("The mayor said: The bridge opens in May.", &[]);
    }
}
