//! Finds anchors by punctuation and order where the model has found none.
//!
//! Some forms carry their attribution in punctuation and order: a quotation with its speaker after a dash at the end of
//! the paragraph (“…” ― Ada Lund), a line of a transcript (LUND: …, Q: …), a headline with a name and a colon, a
//! sentence in marks that nothing reports. A model sees few examples of the first three, and may miss a whole page of
//! them. The last has no verb of saying to find.
//! A form says only *that* something is reported there: the model still says what belongs to it.

use std::{collections::HashSet, ops::Range};

use super::{Anchor, AnchorKind, Attribution, Rule, Rules, reach::within};
use crate::{
    text::{Shape, Words},
    types::Place,
};

/// The probability given to what only its form suggests.
pub(super) const PROBABILITY: f32 = 0.5;

/// What forms need to know of an article.
pub struct Forms<'w> {
    words: &'w Words<'w>,
    /// Whether the text has [`LETTERS`], each at the start of a block.
    stops: bool,
    /// For each word of those that have been seen, whether it is likely of a person's name.
    persons: Vec<bool>,
    /// The words of persons' names.
    names: HashSet<&'w str>,
}

impl<'w> Forms<'w> {
    /// What is known before any word has been labelled.
    pub fn new(words: &'w Words<'w>) -> Self {
        let opened_by = |letter: &str| words.blocks.iter().any(|block| opens_by(words, &block.words, letter));
        let stops = LETTERS.iter().all(|letter| opened_by(letter));
        Self { words, stops, persons: Vec::new(), names: HashSet::new() }
    }

    /// Sees the next words, each with how likely it is of a person's name.
    pub fn see(&mut self, persons: impl Iterator<Item = f32>) {
        for person in persons.map(|person| person > 0.5).take(self.words.len() - self.persons.len()) {
            if person {
                self.names.insert(self.words.word(self.persons.len()));
            }
            self.persons.push(person);
        }
    }

    /// Whether a word is likely of a person's name, here or elsewhere: a surname says little in a headline, but the body may
    /// have it in a full name.
    fn is_person(&self, word: usize) -> bool {
        self.persons.get(word).is_some_and(|person| *person) || self.names.contains(self.words.word(word))
    }
}

/// Starts of signed quotations, colons of turns and of headlines in some blocks, where `found` has no anchor for them.
pub fn signed(
    forms: &Forms,
    blocks: Range<usize>,
    reach: &[Range<usize>],
    found: &[Anchor],
    rules: Rules,
) -> Vec<Anchor> {
    let words = forms.words;
    let mut anchors = Vec::new();
    for (block, reach) in words.blocks[blocks.clone()].iter().zip(&reach[blocks]).filter(|(block, _)| !block.byline) {
        let range = block.words.clone();
        // Where the anchor is, and the words around it that are not said.
        let dash = rules.has(Rule::Signed).then(|| dash(words, &range).or_else(|| post(words, &range))).flatten();
        let form = dash.map(|dash| (range.start, AnchorKind::Start, dash..range.end)).or_else(|| match block.place {
            Place::Standfirst | Place::Body if rules.has(Rule::Turns) => {
                turn(words, &range, forms.stops).map(|colon| (colon, AnchorKind::Cue, range.start..colon + 1))
            }
            Place::Headline | Place::Heading if rules.has(Rule::Headlines) => {
                headline(forms, &range).map(|(colon, name)| (colon, AnchorKind::Cue, name))
            }
            _ => None,
        });
        let Some((at, kind, around)) = form.filter(|(at, ..)| !words.dateline.contains(at)) else { continue };
        let from = found.partition_point(|anchor| anchor.words.start < range.start);
        let mut here = found[from..].iter().map(|one| one.words.start).take_while(|start| *start < range.end);
        if !here.any(|start| start == at || around.contains(&start)) {
            anchors.push(anchor(reach, at, kind));
        }
    }
    anchors
}

/// Starts of quotations in some blocks that are whole sentences and that no content of these blocks covers.
pub fn lone(words: &Words, blocks: Range<usize>, reach: &[Range<usize>], attributions: &[Attribution]) -> Vec<Anchor> {
    let [first, last] = [blocks.start, blocks.end - 1].map(|block| &words.blocks[block].words);
    let within = first.start..last.end;
    let mut covered = vec![false; within.len()];
    for part in attributions.iter().flat_map(|one| one.content.iter().chain(&one.cue)) {
        covered[part.start - within.start..part.end - within.start].fill(true);
    }
    let mut until = 0;
    let mut anchors = Vec::new();
    let from = words.quotations.partition_point(|quotation| quotation.words.start < within.start);
    let here = words.quotations[from..].iter().take_while(|quotation| quotation.words.start < within.end);
    for quotation in here.filter(|quotation| quotation.opened && quotation.closed) {
        let range = quotation.words.clone();
        let block = words.block_of(range.start);
        let is_covered = covered[range.start - within.start] || covered[range.end - 1 - within.start];
        if range.start < until || words.blocks[block].byline || is_covered || !is_sentence(words, &range) {
            continue;
        }
        until = range.end;
        anchors.push(anchor(&reach[block], range.start, AnchorKind::Start));
    }
    anchors
}

/// Of attributions in the order of their contents, those that begin outside the contents before them: two quotations of
/// one speaker may both be read as one statement.
pub fn distinct(found: Vec<Attribution>) -> Vec<Attribution> {
    let mut kept: Vec<Attribution> = Vec::new();
    for one in found {
        let start = one.content[0].start;
        let begun = kept.last().is_some_and(|last| last.content.iter().any(|part| part.contains(&start)));
        if !begun {
            kept.push(one);
        }
    }
    kept
}

/// Whether a quotation begins with a capital and ends with a stop, and begins where a sentence or its block does.
fn is_sentence(words: &Words, quotation: &Range<usize>) -> bool {
    const SHORTEST: usize = 4;
    let ends = |word: usize| matches!(words.word(word), "." | "!" | "?" | "…" | "...");
    let begins = words.sentences[words.sentence_of(quotation.start)].start == quotation.start;
    quotation.len() >= SHORTEST && begins && is_capital(words, quotation.start + 1) && ends(quotation.end - 2)
}

fn anchor(reach: &Range<usize>, word: usize, kind: AnchorKind) -> Anchor {
    Anchor { words: word..word + 1, kind, reach: within(reach, &(word..word + 1)), probability: PROBABILITY }
}

fn is_capital(words: &Words, word: usize) -> bool {
    matches!(words.words[word].shape, Shape::Title | Shape::Upper)
}

/// The dash of a block that begins and ends with quotation marks, then has a dash and a name: “…” ― Ada Lund.
fn dash(words: &Words, block: &Range<usize>) -> Option<usize> {
    const SHORTEST: usize = 5;
    /// The most words of a name after a dash.
    const LONGEST: usize = 8;
    if block.len() <= SHORTEST || words.words[block.start].shape != Shape::Mark {
        return None;
    }
    // The last few words only: a name is short.
    let end = block.clone().rev().take(LONGEST + 2).take_while(|word| words.words[*word].shape != Shape::Mark);
    let dash = end.min().filter(|dash| matches!(words.word(*dash), "—" | "–" | "―" | "--" | "-" | "~"))?;
    let mut source = dash + 1..block.end;
    while source.len() > 1 && words.words[source.end - 1].shape == Shape::Punctuation {
        source.end -= 1;
    }
    let closes = dash - block.start >= SHORTEST && words.words[dash - 1].shape == Shape::Mark;
    let is_name = !source.is_empty() && is_capital(words, source.start) && source.len() <= LONGEST;
    let capitals = source.clone().filter(|word| is_capital(words, *word)).count();
    (closes && is_name && capitals * 2 >= source.len()).then_some(dash)
}

/// The dash before a name and a handle at the end of a block, as embedded posts have them: … — Ada Lund (@adalund) May 3, 2025.
fn post(words: &Words, block: &Range<usize>) -> Option<usize> {
    /// The most words of a name, and of a date.
    const LONGEST: [usize; 2] = [6, 8];
    let handle = block.clone().rev().take(LONGEST[1]).find(|word| words.word(*word).starts_with('@'))?;
    let open = handle.checked_sub(1).filter(|open| words.word(*open) == "(" && words.word(handle + 1) == ")")?;
    let mut before = (block.start..open).rev().take(LONGEST[0] + 1);
    let dash = before.find(|word| matches!(words.word(*word), "—" | "–" | "―" | "--"))?;
    (dash + 1 < open && dash > block.start + 1 && is_capital(words, dash + 1)).then_some(dash)
}

/// The letters of questions and answers, with a stop.
pub(super) const LETTERS: [&str; 2] = ["Q.", "A."];

/// Whether a block begins with a word, and goes on.
fn opens_by(words: &Words, block: &Range<usize>, word: &str) -> bool {
    block.len() > 1 && words.word(block.start) == word
}

/// The colon of a block that begins with up to four words in capitals and a colon (LUND: …), or with Q or A and a colon; where
/// the text has [`LETTERS`] with `stops`, such a letter.
fn turn(words: &Words, block: &Range<usize>, stops: bool) -> Option<usize> {
    if block.is_empty() {
        return None;
    }
    // In other texts, "A. Lund" is a name.
    if stops && LETTERS.iter().any(|letter| opens_by(words, block, letter)) {
        return Some(block.start);
    }
    // A transcript may be in quotation marks, which open each of its lines.
    let first = if words.words[block.start].shape == Shape::Mark { block.start + 1 } else { block.start };
    let colon = (first + 1..block.end.min(first + 5)).find(|word| words.word(*word) == ":")?;
    let lettered = colon == first + 1 && matches!(words.word(first), "Q" | "A");
    let speaks = |word: usize| lettered || words.words[word].shape == Shape::Upper && !is_label(words.word(word));
    ((first..colon).all(speaks) && block.end > colon + 1).then_some(colon)
}

/// The colon of a block and the person's name before or behind it, if there are words enough on the other side.
fn headline(forms: &Forms, block: &Range<usize>) -> Option<(usize, Range<usize>)> {
    /// The most words of a name.
    const LONGEST: usize = 4;
    /// The fewest words on the other side of the colon.
    const FEWEST_SAID: usize = 3;
    let colon = block.clone().find(|word| forms.words.word(*word) == ":")?;
    let name_and_rest = |name: Range<usize>, rest: Range<usize>| {
        let is_name = !name.is_empty() && name.len() <= LONGEST && name.clone().all(|word| forms.is_person(word));
        (is_name && rest.len() >= FEWEST_SAID).then_some((colon, name))
    };
    let (before, after) = (block.start..colon, colon + 1..block.end);
    name_and_rest(before.clone(), after.clone()).or_else(|| name_and_rest(after, before))
}

/// Whether a word is a label that editors put before a line, which nobody says.
fn is_label(word: &str) -> bool {
    include_str!("forms/labels.txt").lines().any(|label| label == word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        input::fields::Fields,
        stages::{Evidence, reach},
    };

    const BODY: &str = "The ferries of Delby run until May, the council decided on Monday evening.";

    /// No word is of a name.
    fn outside(words: &Words) -> Vec<f32> {
        vec![0.0; words.len()]
    }

    /// The words at which forms find something reported, each with the word after it.
    fn check(text: &str, found: &[usize], expected: &[&str]) {
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        assert_eq!(formed(&words, &outside(&words), found, Rules::all()), expected, "{text}");
    }

    /// The words at which forms find something reported beside the anchors `found`, each with the word after it.
    fn formed<'w>(words: &'w Words<'_>, persons: &[f32], found: &[usize], rules: Rules) -> Vec<&'w str> {
        let found: Vec<Anchor> = found.iter().map(|at| anchor(&(0..words.len()), *at, AnchorKind::Cue)).collect();
        let mut forms = Forms::new(words);
        forms.see(persons.iter().copied());
        let signs = signed(&forms, 0..words.blocks.len(), &reach(words), &found, rules);
        signs.iter().map(|one| words.slice(&(one.words.start..one.words.end + 1))).collect()
    }

    #[test]
    fn finds_a_quotation_with_its_speaker_after_a_dash() {
        check("“I would vote for the ferry again.” ― Ada Lund, Delby.", &[], &["“I"]);
        check("\"I would vote for the ferry again.\" ~ Ada Lund", &[], &["\"I"]);
        check("“I would vote for the ferry again” — that was the answer on the quay.", &[], &[]);
    }

    #[test]
    fn finds_a_post_by_the_name_and_the_handle_behind_it() {
        check("Keep off the quay, it floods — Ada Lund (@adalund) May 3, 2025", &[], &["Keep off"]);
        check("Keep off the quay — it floods (@adalund says)", &[], &[]);
        check("The quay — Ada Lund (2025) — floods.", &[], &[]);
    }

    #[test]
    fn finds_the_turns_of_a_transcript() {
        check("LUND: We have the boats we need.", &[], &[": We"]);
        check("Q: Will the bridge open in May?", &[], &[": Will"]);
        check("A new report: the ferries are unsafe.", &[], &[]);
        check("DELBY: The bridge opens in May\n\nThe ferries run until then, the council of Delby decided.", &[], &[]);
        check("WATCH: The bridge opens in May", &[], &[]);
        check("The mayor said: The bridge opens in May.", &[], &[]);
        check("The mayor answers.\n\nQ. Will it open?\n\nA. In May.", &[], &["Q. Will", "A. In"]);
        check("A. Lund has the boats we need.\n\nThe ferries run.", &[], &[]);
    }

    /// The words at which a headline reports something, each with the word after it, if these words are in persons' names.
    fn check_headline(headline: &str, persons: &[usize], found: &[usize], expected: &[&str]) {
        let article = Fields { headline: Some(headline.to_owned()), ..Fields::from_text(BODY.to_owned()) };
        let article = article.into_article(None);
        let (words, _) = Words::new(&article);
        assert_eq!(words.blocks[0].place, Place::Headline);
        let mut likely = outside(&words);
        for person in persons {
            likely[*person] = 0.9;
        }
        assert_eq!(formed(&words, &likely, found, Rules::all()), expected, "{headline}");
        assert_eq!(formed(&words, &likely, found, Rules::all().without(Rule::Headlines)), [""; 0]);
    }

    #[test]
    fn finds_the_name_before_or_behind_the_colon_of_a_headline() {
        check_headline("Ada Lund: Ferries will stay", &[0, 1], &[], &[": Ferries"]);
        check_headline("Ferries ‘here to stay’: Lund", &[7], &[], &[": Lund"]);
        // The body says that it is a person's.
        check_headline("Delby: Ferries will stay", &[8], &[], &[": Ferries"]);
    }

    #[test]
    fn leaves_other_colons_of_headlines_alone() {
        check_headline("Delby: Ferries will stay", &[], &[], &[]);
        check_headline("Lund: An interview", &[0], &[], &[]);
        check_headline("Why Lund left: what we know", &[1], &[], &[]);
        check_headline("Ferries here to stay, says union: Lund", &[8], &[7], &[]);
    }

    #[test]
    fn leaves_blocks_alone_in_which_something_is_reported() {
        check("LUND: We have the boats we need.", &[1], &[]);
        check("“I would vote for it again.” ― Ada Lund", &[0], &[]);
        check("“I would vote for it again.” ― Ada Lund", &[9], &[]);
        // What is reported inside the words that were said is another matter.
        check("LUND: We said that we have the boats.", &[3], &[": We"]);
    }

    #[test]
    fn each_rule_can_be_left_out() {
        let article = Fields::from_text("“I would vote for it again.” ― Ada Lund\n\nMOE: Never.".to_owned());
        let article = article.into_article(None);
        let (words, _) = Words::new(&article);
        let count = |rules| signed(&Forms::new(&words), 0..words.blocks.len(), &reach(&words), &[], rules).len();
        let counts = [Rules::all(), Rules::all().without(Rule::Signed), Rules::all().without(Rule::Turns)].map(count);
        assert_eq!(counts, [2, 1, 1]);
    }

    #[test]
    fn finds_sentences_in_marks_that_nothing_reports() {
        let text = "Ada Lund shook her head. “I would not do it again.” The “old” ferry sank. “It was ours,” she said.";
        let article = Fields::from_text(text.to_owned()).into_article(None);
        let (words, _) = Words::new(&article);
        let starts = |attributions: &[Attribution]| -> Vec<&str> {
            lone(&words, 0..words.blocks.len(), &reach(&words), attributions)
                .iter()
                .map(|one| words.slice(&(one.words.start..one.words.end + 1)))
                .collect()
        };
        assert_eq!(starts(&[]), ["“I"]);
        let content = std::iter::once(6..14).collect();
        let said = Attribution { content, source: Vec::new(), cue: None, evidence: Evidence::default() };
        assert_eq!(starts(&[said]), [""; 0]);
    }

    #[test]
    fn reads_two_quotations_of_one_statement_once() {
        let one = |content: &[[usize; 2]]| Attribution {
            content: content.iter().map(|[start, end]| *start..*end).collect(),
            ..Attribution::default()
        };
        let found = vec![one(&[[0, 4], [8, 12]]), one(&[[8, 12]]), one(&[[14, 16]])];
        assert_eq!(distinct(found.clone()), [found[0].clone(), found[2].clone()]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[A-Ca-c“”\"' .,:―\n-]{1,60}") {
            let article = Fields::from_text(text).into_article(None);
            let (words, _) = Words::new(&article);
            let reach = reach(&words);
            let blocks = 0..words.blocks.len();
            let signed = signed(&Forms::new(&words), blocks.clone(), &reach, &[], Rules::all());
            let lone = if blocks.is_empty() { Vec::new() } else { lone(&words, blocks, &reach, &[]) };
            for anchor in signed.into_iter().chain(lone) {
                prop_assert!(anchor.words.start < words.len());
                prop_assert!(anchor.reach.start <= anchor.words.start && anchor.words.end <= anchor.reach.end);
            }
        }
    }
}
