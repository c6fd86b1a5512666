//! Words to what their form alone tells of their labels, whatever a model makes of the words.
//!
//! Some forms carry their attribution in punctuation and order: a quotation with its speaker behind a
//! dash at the end of the paragraph (“…” ― Ada Lund), a line of a transcript (LUND: …), a headline
//! with its speaker before or behind a colon or dash (Lund: …; “…” – Lund), and a named speaker behind the
//! verb (…, pointed out Mayor Ada Lund, …). Others tell where parts end: whom it was told to (told
//! reporters that …), where it was said (From Delby, the mayor …), a second verb of the same subject (praised
//! the crew but refused …). Models trained on running prose meet the first rarely and lose whole pages
//! of them at once. [`decode`](super::decode) takes them as strong evidence, not as facts.

mod inside;
mod whole;

use std::ops::Range;

use self::{
    inside::{according, adding, continued, inverted, parenthetical, placed, quoted, told},
    whole::{dashed, names, titled, turn},
};
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

/// Whether a word is no mark or other sign.
fn is_plain(words: &Words, word: usize) -> bool {
    !matches!(words.words[word].shape, Shape::Mark | Shape::Punctuation)
}

fn part(hints: &mut Vec<Hint>, role: Role, words: Range<usize>) {
    for word in words.clone() {
        hints.push(Hint::For(word, if word == words.start { Label::Begin(role) } else { Label::Inside(role) }));
    }
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
            &["The ferry is safe", "pointed out", "Mayor Ada Lund"],
        );
        check("“It is safe,” said Ada Lund.", names, &["said", "Ada Lund"]);
        check("He met, said the clerk, Ada Lund.", names, &[]);
    }
}
