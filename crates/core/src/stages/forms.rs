//! Words to the labels that their form alone settles, whatever a model makes of the words.
//!
//! Some forms carry their attribution in punctuation and order: a quotation with its speaker behind a
//! dash at the end of the paragraph (“…” ― Ada Lund), a line of a transcript (LUND: …), a headline
//! with its speaker before or behind a colon (Lund: …; …: Lund), and a named speaker behind the verb
//! (…, pointed out Mayor Ada Lund, …). Models trained on running prose meet the first three rarely
//! and lose whole pages of them at once. [`decode`](super::decode) adds these labels to the scores
//! as strong evidence, not as facts.

use std::ops::Range;

use super::{EntityLabel, Label, Role, Scores};
use crate::{
    text::{Shape, Words},
    types::Place,
};

/// Labels of the words whose form settles them, as word indices and labels. `reports` tells whether
/// a word is a form of a reporting verb.
pub fn forms(words: &Words, scores: &Scores, reports: impl Fn(&str) -> bool) -> Vec<(usize, Label)> {
    let mut settled = Vec::new();
    for block in words.blocks.iter().filter(|block| !block.byline) {
        let range = block.words.clone();
        let parts = match block.place {
            Place::Headline | Place::Heading => titled(words, scores, &range),
            Place::Standfirst | Place::Body => dashed(words, &range).or_else(|| turn(words, &range)),
        };
        if let Some(Parts { source, cue, content }) = parts {
            part(&mut settled, Role::Source, source);
            part(&mut settled, Role::Cue, cue..cue + 1);
            part(&mut settled, Role::Content, content);
        } else {
            inverted(words, scores, &range, &reports, &mut settled);
        }
    }
    settled
}

/// The parts of a block that is all one attribution.
struct Parts {
    source: Range<usize>,
    /// The mark that stands for a cue.
    cue: usize,
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

/// Lund: the ferry will sail. The ferry will sail: Lund. A title with a name on one side of its colon.
fn titled(words: &Words, scores: &Scores, block: &Range<usize>) -> Option<Parts> {
    const LONGEST_NAME: usize = 4;
    let mut colons = block.clone().filter(|word| words.word(*word) == ":");
    let colon = colons.next().filter(|_| colons.next().is_none())?;
    let (left, right) = (block.start..colon, colon + 1..block.end);
    let is_name = |side: &Range<usize>| {
        (1..=LONGEST_NAME).contains(&side.len())
            && side.clone().all(|word| is_capital(words, word))
            && !side.clone().any(|word| EDITORIAL.binary_search(&words.word(word).to_uppercase().as_str()).is_ok())
            && named(scores, side) > 0.5
    };
    if is_name(&right) && left.len() > 2 {
        Some(Parts { source: right, cue: colon, content: left })
    } else if is_name(&left) && right.len() > 2 {
        Some(Parts { source: left, cue: colon, content: right })
    } else {
        None
    }
}

/// …, pointed out Mayor Ada Lund, …: a reporting verb between a comma or closing mark and a name.
/// Only the verb and the name are settled; what was said is for the model to find.
fn inverted(
    words: &Words,
    scores: &Scores,
    block: &Range<usize>,
    reports: &impl Fn(&str) -> bool,
    settled: &mut Vec<(usize, Label)>,
) {
    const PARTICLES: [&str; 4] = ["off", "on", "out", "up"];
    let mut word = block.start + 1;
    while word + 2 < block.end {
        let after = word;
        word += 1;
        let closes = words.words[after - 1].shape == Shape::Mark && !words.words[after].space_before;
        let breaks = words.word(after - 1) == "," || words.words[after - 1].shape == Shape::Mark && !closes;
        if !breaks || words.words[after].shape != Shape::Lower || !reports(words.word(after)) {
            continue;
        }
        let start = if PARTICLES.contains(&words.word(after + 1)) { after + 2 } else { after + 1 };
        let mut end = start;
        while end < block.end && is_capital(words, end) {
            end += 1;
        }
        let stops = end == block.end || matches!(words.word(end), "," | "." | ";") || words.word(end) == "in";
        if end >= start + 2 && stops && named(scores, &(start..end)) > 0.4 {
            part(settled, Role::Cue, after..start);
            // An apposition behind the comma belongs to the source too; where it ends the model knows.
            part(settled, Role::Source, start..end);
            word = end;
        }
    }
}

fn part(settled: &mut Vec<(usize, Label)>, role: Role, words: Range<usize>) {
    for word in words.clone() {
        settled.push((word, if word == words.start { Label::Begin(role) } else { Label::Inside(role) }));
    }
}

/// “…” ― Ada Lund: a block that is one closed quotation, a dash, and a name.
fn dashed(words: &Words, block: &Range<usize>) -> Option<Parts> {
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
    let all_name = source.clone().all(|word| words.words[word].shape != Shape::Mark && words.word(word) != ":");
    let capitals = source.clone().filter(|word| is_capital(words, *word)).count();
    (is_capital(words, source.start) && all_name && source.len() <= LONGEST_NAME && capitals * 2 >= source.len())
        .then(|| Parts { source, cue: dash, content: quotation.words.clone() })
}

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
    is_turn.then(|| Parts { source, cue: colon, content: colon + 1..block.end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::fields::Fields;

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
        for (word, label) in forms(&words, &scores, |word| matches!(word, "said" | "pointed")) {
            match label {
                Label::Begin(_) => found.push(word..word + 1),
                _ => found.last_mut().unwrap().end = word + 1,
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
        let body = "\n\nThe ferry sailed on Monday with forty people on board, the harbour office said.";
        let name = &["Lund"];
        check(&format!("Lund: ferry will sail in May{body}"), name, &["Lund", ":", "ferry will sail in May"]);
        check(&format!("Ferry ‘will sail in May’: Lund{body}"), name, &["Ferry ‘will sail in May’", ":", "Lund"]);
        check(&format!("Ferry trouble: what we know so far{body}"), name, &[]);
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
