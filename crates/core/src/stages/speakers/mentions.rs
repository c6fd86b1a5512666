//! Words to mentions: names, descriptions and pronouns that may be somebody.
//!
//! Names are runs of capitalised words, cut by titles ("Iranian President | Masoud Pezeshkian"-like
//! runs), by the tagger's change of mind within the run, and by word lists; what kind of name a run
//! is stays open here, as votes that the chain it joins adds up. Where capitals say nothing
//! (headlines in title case, lines in capitals) only words that the tagger or the body knows count.
//! Descriptions are a determiner and a noun that the lists know, or bare people that open a sentence.
//! Left out: other bare plurals outside sources, and names written all in small letters.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::lexicon::{NounClass, lexicon};
use crate::{
    stages::Attribution,
    text::{QuotationState, Shape, Words},
    types::{Gender, Place},
};

/// What a name names, as indices into [`Name::votes`].
pub(super) const PERSON: usize = 0;
pub(super) const BODY: usize = 1;
pub(super) const PLACE: usize = 2;
pub(super) const OTHER: usize = 3;

/// An article's words with what the speakers stage needs to know of each.
pub(super) struct Text<'a> {
    pub(super) words: &'a Words<'a>,
    /// Lower-cased words, apostrophes straight.
    pub(super) low: Vec<String>,
    /// For each word, whether it lies in the content of an attribution.
    pub(super) in_content: Vec<bool>,
    /// For each word, whether it lies in a cue.
    pub(super) in_cue: Vec<bool>,
    /// For each word, one past the end of the source it lies in; 0 outside sources.
    source_end: Vec<usize>,
    /// For each word, the start of the source it lies in.
    source_start: Vec<usize>,
    entities: &'a [[f32; 5]],
    /// For each block, whether its capitals say nothing.
    titled: Vec<bool>,
    /// Words that stand capitalised inside a sentence of the body.
    capitalised: HashSet<String>,
    /// Words that stand in small letters somewhere.
    small: HashSet<String>,
}

/// A name in the text.
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The name, with suffix and inner nickname, without title.
    pub(super) words: Range<usize>,
    /// The titles and descriptions right before it, down to an article; ends where the name starts.
    pub(super) before: Range<usize>,
    /// Evidence for person, body, place, other.
    pub(super) votes: [f32; 4],
    /// What the words around it, not the tagger, say for a person and for a body.
    pub(super) cues: [f32; 2],
    /// The gender its courtesy or other title states; `None` without a title.
    pub(super) title: Option<Gender>,
    /// Lower-cased parts without suffix, nickname and stops; particles stay ("de", "blasio").
    pub(super) parts: Vec<String>,
    /// Whether it only modifies the noun behind it: "Rao" in "Rao supporters".
    pub(super) modifier: bool,
    /// Whether "'s" follows.
    pub(super) possessive: bool,
    /// Whether it stands where capitals say nothing.
    pub(super) titled: bool,
}

/// How a description is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stages) enum Determiner {
    /// "the", "this", "that", "these", "those"
    Definite,
    /// "a", "an", "one", "another", numbers and quantities
    Indefinite,
    /// "his", "their", "Rao's"
    Possessive,
    /// None.
    Bare,
}

/// A description in the text.
#[derive(Clone, Debug)]
pub(super) struct Nominal {
    /// The phrase from its determiner to its head, or to the end of its source.
    pub(super) words: Range<usize>,
    /// The noun that heads it.
    pub(super) head: usize,
    pub(super) determiner: Determiner,
    /// What the head refers to; `None` for a noun no list has.
    pub(super) class: Option<NounClass>,
    pub(super) plural: bool,
}

/// What a pronoun asks of the one it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stages) enum Pronoun {
    He,
    She,
    It,
    They,
    /// "I", "me", "my"
    I,
    /// "we", "us", "our"
    We,
    You,
    /// "who", "whose", "whom"
    Who,
    /// "which", "that"
    Which,
}

impl Pronoun {
    /// The pronoun a lower-case word is.
    pub(in crate::stages) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "he" | "him" | "his" | "himself" => Pronoun::He,
            "she" | "her" | "hers" | "herself" => Pronoun::She,
            "it" | "its" | "itself" => Pronoun::It,
            "they" | "them" | "their" | "theirs" | "themselves" | "themself" => Pronoun::They,
            "i" | "me" | "my" | "mine" | "myself" => Pronoun::I,
            "we" | "us" | "our" | "ours" | "ourselves" => Pronoun::We,
            "you" | "your" | "yours" => Pronoun::You,
            "who" | "whose" | "whom" => Pronoun::Who,
            "which" | "that" => Pronoun::Which,
            _ => return None,
        })
    }
}

impl<'a> Text<'a> {
    pub(super) fn new(words: &'a Words<'a>, entities: &'a [[f32; 5]], attributions: &[Attribution]) -> Self {
        let n_words = words.len();
        let low: Vec<String> = (0..n_words).map(|index| words.word(index).to_lowercase().replace('’', "'")).collect();
        let mut text = Self {
            words,
            low,
            in_content: vec![false; n_words],
            in_cue: vec![false; n_words],
            source_end: vec![0; n_words],
            source_start: vec![0; n_words],
            entities,
            titled: vec![false; words.blocks.len()],
            capitalised: HashSet::new(),
            small: HashSet::new(),
        };
        for attribution in attributions {
            for range in &attribution.content {
                text.in_content[clamp(range, n_words)].fill(true);
            }
            if let Some(range) = &attribution.cue {
                text.in_cue[clamp(range, n_words)].fill(true);
            }
            for range in &attribution.source {
                let range = clamp(range, n_words);
                text.source_end[range.clone()].fill(range.end);
                text.source_start[range.clone()].fill(range.start);
            }
        }
        for (index, block) in words.blocks.iter().enumerate() {
            text.titled[index] = text.capitals_say_nothing(&block.words, block.place);
            for word in block.words.clone() {
                match words.words[word].shape {
                    Shape::Lower => drop(text.small.insert(text.low[word].clone())),
                    Shape::Title | Shape::Upper if !text.titled[index] && !text.opens_sentence(word) => {
                        text.capitalised.insert(text.low[word].clone());
                    }
                    _ => {}
                }
            }
        }
        text
    }

    /// Whether most longer words of a block are capitalised.
    fn capitals_say_nothing(&self, range: &Range<usize>, place: Place) -> bool {
        let (mut capitals, mut small, mut upper) = (0, 0, 0);
        for word in range.clone() {
            match self.words.words[word].shape {
                Shape::Upper if self.low[word].len() > 1 => upper += 1,
                Shape::Title if self.low[word].len() > 3 => capitals += 1,
                Shape::Lower if self.low[word].len() > 3 => small += 1,
                _ => {}
            }
        }
        let total = capitals + small + upper;
        total >= 4 && (capitals + upper) * 10 >= total * if place == Place::Body { 8 } else { 6 }
    }

    pub(super) fn len(&self) -> usize {
        self.low.len()
    }

    /// The lower-cased word; empty beyond the text.
    pub(super) fn word(&self, index: usize) -> &str {
        self.low.get(index).map_or("", String::as_str)
    }

    pub(super) fn shape(&self, index: usize) -> Option<Shape> {
        self.words.words.get(index).map(|word| word.shape)
    }

    /// Probability that the word belongs to a name of the kind (an index into [`Name::votes`]).
    pub(super) fn entity(&self, index: usize, kind: usize) -> f32 {
        self.entities.get(index).map_or(0.2, |row| row[kind + 1])
    }

    /// Probability that the word belongs to no name.
    pub(super) fn outside(&self, index: usize) -> f32 {
        self.entities.get(index).map_or(0.2, |row| row[0])
    }

    pub(super) fn sentence(&self, index: usize) -> Range<usize> {
        self.words.sentences.get(self.words.sentence_of(index)).cloned().unwrap_or(index..index + 1)
    }

    pub(super) fn block(&self, index: usize) -> Range<usize> {
        self.words.blocks.get(self.words.block_of(index)).map_or(index..index + 1, |block| block.words.clone())
    }

    /// The part of the article that the word stands in.
    pub(super) fn place(&self, index: usize) -> Option<Place> {
        self.words.blocks.get(self.words.block_of(index)).map(|block| block.place)
    }

    pub(super) fn titled(&self, index: usize) -> bool {
        self.titled.get(self.words.block_of(index)).copied().unwrap_or(false)
    }

    pub(super) fn quoted(&self, index: usize) -> bool {
        self.words.states.get(index).is_some_and(|state| *state != QuotationState::Outside)
    }

    pub(super) fn is_mark(&self, index: usize) -> bool {
        self.shape(index) == Some(Shape::Mark)
    }

    /// Whether the word is "'s" or a lone apostrophe after a plural or a name in s.
    pub(super) fn is_possessive(&self, index: usize) -> bool {
        let word = self.word(index);
        word == "'s"
            || word == "'"
                && index > 0
                && self.word(index - 1).ends_with(['s', 'z', 'x'])
                && self.words.words.get(index).is_some_and(|word| !word.space_before)
                && self.shape(index) != Some(Shape::Mark)
    }

    /// Whether the word is the first of its sentence, quotation or transcript line.
    pub(super) fn opens_sentence(&self, index: usize) -> bool {
        if index == self.sentence(index).start {
            return true;
        }
        let before = index - 1;
        self.is_mark(before) || matches!(self.word(before), ":" | "—" | "--" | "–" | "•" | "-" | "(" | "|")
    }

    /// The source the word lies in.
    pub(super) fn source_of(&self, index: usize) -> Option<Range<usize>> {
        let end = *self.source_end.get(index)?;
        (end > 0).then(|| self.source_start[index]..end)
    }

    fn starts_with_capital(&self, index: usize) -> bool {
        let Some(shape) = self.shape(index) else { return false };
        if matches!(shape, Shape::Title | Shape::Upper) {
            return true;
        }
        // "al-Masri", "d'Estaing"
        shape == Shape::Lower
            && ["al-", "el-", "ul-", "as-", "ad-", "d'", "d’", "l'", "l’"].iter().any(|prefix| {
                let word = self.words.word(index);
                word.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(char::is_uppercase))
            })
    }

    /// The pronoun that a word is: "us", but not "US".
    pub(super) fn pronoun(&self, index: usize) -> Option<Pronoun> {
        if self.is_country_us(index) { None } else { Pronoun::of(self.word(index)) }
    }

    /// Whether the word is "US", the country, where not everything stands in capitals.
    fn is_country_us(&self, index: usize) -> bool {
        let shouted = |at: usize| self.shape(at) == Some(Shape::Upper) && self.word(at).len() > 2;
        let around = shouted(index + 1) && index.checked_sub(1).is_none_or(shouted);
        self.words.words.get(index).is_some_and(|_| self.words.word(index) == "US") && !around
    }

    /// Whether the word can be a word of a name.
    fn is_name_word(&self, index: usize, known: &HashSet<String>) -> bool {
        if !self.starts_with_capital(index) {
            return false;
        }
        if self.is_country_us(index) {
            return true;
        }
        let word = self.word(index);
        let lexicon = lexicon();
        let inside = 1.0 - self.outside(index);
        // "R-Iowa" is no name.
        if ["r-", "d-", "i-"].iter().any(|party| word.starts_with(party)) {
            return false;
        }
        if lexicon.is_function_word(word) {
            // "Theresa May", "USA TODAY": inside a name only.
            let upper = self.shape(index) == Some(Shape::Upper) && word.len() > 2;
            if upper && !self.titled(index) && index > 0 && self.shape(index - 1) == Some(Shape::Upper) {
                return true;
            }
            if self.titled(index)
                || inside < 0.6
                || self.opens_sentence(index) && !upper
                || !upper && !FUNCTION_NAMES.contains(&word)
            {
                return false;
            }
        }
        if self.titled(index) {
            return known.contains(word) || inside > 0.5 && !self.small.contains(word);
        }
        if !self.opens_sentence(index) || lexicon.courtesy(word).is_some() {
            return true;
        }
        if self.shape(index) == Some(Shape::Upper) && word.len() > 1 {
            return true;
        }
        // Sentence-initial capitals: a name if something else says so.
        if inside >= 0.5 || known.contains(word) {
            return true;
        }
        if lexicon.noun(word).is_some() && !self.starts_with_capital(index + 1) || self.small.contains(word) {
            return false;
        }
        self.capitalised.contains(word)
            || lexicon.is_first_name(word)
            || lexicon.title(word).is_some()
            || self.opens_person(index)
    }

    /// "Amelia" of "Amelia Quist left …": an unknown word that opens a sentence before somebody's name.
    fn opens_person(&self, index: usize) -> bool {
        let word = self.word(index);
        let next = index + 1;
        self.shape(index) == Some(Shape::Title)
            && self.shape(next) == Some(Shape::Title)
            && self.entity(next, PERSON) > 0.6
            && self.entity(index, PERSON) > 0.15
            && !lexicon().is_agent(word)
            && !self.opens_sentence(next)
            && !lexicon().is_demonym(word)
            && lexicon().country(word).is_none()
            && lexicon().noun(word).is_none()
            && !["ly", "ing", "ed"].iter().any(|ending| word.ends_with(ending))
    }
}

/// Function words that are names of people, too.
const FUNCTION_NAMES: [&str; 6] = ["may", "will", "april", "june", "august", "mark"];

/// The range cut to what the text holds.
pub(super) fn clamp(range: &Range<usize>, n_words: usize) -> Range<usize> {
    let end = range.end.min(n_words);
    range.start.min(end)..end
}

const PARTICLES: [&str; 25] = [
    "de", "da", "di", "do", "del", "della", "des", "dos", "du", "der", "den", "van", "von", "la", "le", "los", "bin",
    "ibn", "al", "el", "ter", "ten", "zu", "af", "y",
];

const CONNECTORS: [&str; 8] = ["of", "for", "and", "&", "the", "on", "to", "at"];

/// Heads of names that go on after "of" or "for": "Department of Justice".
const OPEN_HEADS: [&str; 33] = [
    "department",
    "university",
    "institute",
    "center",
    "centre",
    "committee",
    "council",
    "bureau",
    "office",
    "ministry",
    "bank",
    "union",
    "association",
    "commission",
    "league",
    "federation",
    "board",
    "court",
    "school",
    "college",
    "church",
    "society",
    "alliance",
    "academy",
    "conference",
    "museum",
    "house",
    "chamber",
    "organization",
    "organisation",
    "coalition",
    "campaign",
    "citizens",
];

pub(super) fn is_suffix(word: &str) -> bool {
    matches!(
        word,
        "jr" | "jr."
            | "sr"
            | "sr."
            | "ii"
            | "iii"
            | "iv"
            | "mp"
            | "qc"
            | "kc"
            | "m.d."
            | "ph.d."
            | "esq."
            | "phd"
            | "md"
    )
}

/// The names of the article, in text order.
pub(super) fn names(text: &Text) -> Vec<Name> {
    let mut names = Vec::new();
    let mut known = HashSet::new();
    let mut full = FullNames::new();
    // The body first: what it names is then known where capitals say nothing.
    for doubtful in [false, true] {
        for (index, block) in text.words.blocks.iter().enumerate() {
            if (text.titled[index] || block.place == Place::Headline) == doubtful {
                names_of_block(text, &block.words, &known, &full, &mut names);
            }
        }
        if !doubtful {
            full = full_names(&names);
            for name in &names {
                let weak = |part: &&String| part.len() > 2 && lexicon().noun(part).is_none();
                known.extend(name.parts.iter().filter(weak).cloned());
            }
            for part in text.small.iter() {
                known.remove(part);
            }
        }
    }
    small_names(text, &mut names);
    names.sort_by_key(|name: &Name| name.words.start);
    // A name inside the description before another only modifies: "Rao communications director Jo Bell".
    for at in 1..names.len() {
        let before = names[at].before.clone();
        for other in (at.saturating_sub(3)..at).rev() {
            if !names[other].possessive && before.contains(&names[other].words.start) {
                names[other].modifier = true;
            }
        }
    }
    names
}

/// Names in paragraphs without any capital: what stands behind a title in a source, and its parts later on.
fn small_names(text: &Text, out: &mut Vec<Name>) {
    let mut known: HashSet<String> = HashSet::new();
    for block in &text.words.blocks {
        let mut shapes = block.words.clone().filter_map(|word| text.shape(word));
        if shapes.any(|shape| matches!(shape, Shape::Title | Shape::Upper)) {
            continue;
        }
        let mut at = block.words.start;
        while at < block.words.end {
            let Some(source) = text.source_of(at).filter(|source| source.start == at) else {
                at += 1;
                continue;
            };
            at = source.end.max(at + 1);
            let Some(words) = small_name(text, source.start..source.end.min(block.words.end), &known) else { continue };
            known.extend(words.clone().map(|word| text.word(word).to_owned()));
            push_name(text, words.clone(), None, false, out);
            if let Some(name) = out.last_mut().filter(|name| name.words.start == words.start) {
                name.votes[PERSON] += 2.0;
            }
        }
    }
}

/// The name that ends a source in small letters.
fn small_name(text: &Text, source: Range<usize>, known: &HashSet<String>) -> Option<Range<usize>> {
    let lexicon = lexicon();
    let described =
        |word: &str| lexicon.title(word).is_some() || lexicon.courtesy(word).is_some() || lexicon.is_agent(word);
    let named = |at: &usize| {
        let word = text.word(*at);
        text.shape(*at) == Some(Shape::Lower)
            && word.chars().all(|letter| letter.is_alphabetic() || letter == '-')
            && !lexicon.is_function_word(word)
            && determiner(word).is_none()
            && Pronoun::of(word).is_none()
            && (known.contains(word) || lexicon.noun(word).is_none() && !described(word))
    };
    let mut end = source.end;
    while end > source.start && text.shape(end - 1) != Some(Shape::Lower) {
        end -= 1;
    }
    let length = (source.start..end).rev().take(4).take_while(named).count();
    let start = end - length;
    let title = start > source.start && described(text.word(start - 1));
    let given = lexicon.is_first_name(text.word(start));
    let again = length == 1 && source.len() == 1 && known.contains(text.word(start));
    ((2..4).contains(&length) && (title || given) || again).then_some(start..end)
}

/// The last part of each full name of the body, and what stands before it in such names.
type FullNames = HashMap<String, HashSet<String>>;

fn full_names(names: &[Name]) -> FullNames {
    let mut full = FullNames::new();
    for name in names {
        if let Some((last, first)) = name.parts.split_last().filter(|(_, first)| !first.is_empty()) {
            full.entry(last.clone()).or_default().extend(first.iter().cloned());
        }
    }
    full
}

/// Where the name begins that ends a run in title case: "Mom Corners | Rao", where the body has a Jo Rao.
fn titled_start(text: &Text, run: Range<usize>, known: &HashSet<String>, full: &FullNames) -> usize {
    let last = run.end - 1;
    let Some(first) = full.get(&fold(text.word(last))) else { return run.start };
    let belongs = |at: &usize| {
        let word = text.word(*at);
        first.contains(&fold(word))
            || lexicon().is_first_name(word)
            || lexicon().title(word).is_some()
            || lexicon().courtesy(word).is_some()
            || is_initial(text.words.word(*at))
    };
    let length = (run.start..last).rev().take_while(belongs).count();
    let start = last - length;
    // Whoever else has that surname is named in the body as well: "Ann Rao" beside "Jo Rao".
    let word = text.word(run.start);
    let other = start - run.start == 1 && known.contains(word) && word != "new";
    if other { run.start } else { start }
}

/// Where the name ends that a verb in title case follows: "Jo Rao | Goes After Bell", where the body has a Rao.
fn titled_end(text: &Text, run: Range<usize>, known: &HashSet<String>) -> usize {
    let verb = |at: &usize| {
        let word = text.word(*at);
        text.shape(*at) == Some(Shape::Title)
            && word.len() > 3
            && word.ends_with('s')
            && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
            && !known.contains(word)
            && !text.capitalised.contains(word)
            && known.contains(text.word(at - 1))
    };
    let goes_on = run.end < text.block(run.start).end;
    (run.start + 1..run.end).find(|at| (at + 1 < run.end || goes_on) && verb(at)).unwrap_or(run.end)
}

fn names_of_block(text: &Text, block: &Range<usize>, known: &HashSet<String>, full: &FullNames, out: &mut Vec<Name>) {
    let mut at = block.start;
    while at < block.end {
        let particle = PARTICLES.contains(&text.word(at))
            && at + 1 < block.end
            && text.entity(at, PERSON) > 0.5
            && text.is_name_word(at + 1, known);
        if !particle && !text.is_name_word(at, known) {
            at += 1;
            continue;
        }
        let end = run_end(text, at, block.end, known);
        let headline = text.place(at) == Some(Place::Headline);
        let doubtful = text.titled(at) || headline && text.opens_sentence(at);
        let start = if doubtful { titled_start(text, at..end, known, full) } else { at };
        names_of_run(text, start..if doubtful { titled_end(text, start..end, known) } else { end }, out);
        at = end;
    }
}

/// One past the last word of the run of capitalised words from `start`.
fn run_end(text: &Text, start: usize, limit: usize, known: &HashSet<String>) -> usize {
    let mut end = start + 1;
    while end < limit {
        let word = text.word(end);
        let next = |offset: usize| end + offset < limit && text.is_name_word(end + offset, known);
        // A list of names in a title-cased or all-capital label runs into the next sentence: stop there.
        if end == text.sentence(end).start {
            break;
        }
        let ours = matches!(word, "our" | "the") && text.shape(end) == Some(Shape::Title) && next(1);
        if ours && (start..end).any(|index| text.word(index) == "to") {
            end += 2;
        } else if text.is_name_word(end, known) {
            end += 1;
        } else if PARTICLES.contains(&word)
            && next(1)
            && (text.outside(end) < 0.6 || PARTICLES.contains(&text.word(end - 1)))
        {
            end += 2;
        } else if PARTICLES.contains(&word) && PARTICLES.contains(&text.word(end + 1)) && next(2) {
            end += 3;
        } else if let Some(next) = tagged_on(text, end, limit, known) {
            end = next;
        } else if CONNECTORS.contains(&word) && connects(text, start..end, end, known, limit) {
            end += if next(1) { 2 } else { 3 };
        } else if let Some(next) = owned_name(text, start..end, limit, known) {
            end = next;
        } else if word == "," && is_suffix(text.word(end + 1)) && end + 1 < limit {
            return end + 2;
        } else if surname_in_source(text, end) {
            end += 1;
        } else if text.is_mark(end)
            && text.words.words[end].space_before
            && (next(1) || text.starts_with_capital(end + 1) && lexicon().is_first_name(text.word(end - 1)))
        {
            // Bob "Bulldog" Hale
            let close = (end + 2..(end + 5).min(limit)).find(|index| text.is_mark(*index));
            match close {
                Some(close)
                    if close + 1 < limit
                        && text.starts_with_capital(close + 1)
                        && !lexicon().is_function_word(text.word(close + 1))
                        && text.words.words[close + 1].space_before
                        && !text.words.words[close].space_before =>
                {
                    end = close + 2;
                }
                _ => break,
            }
        } else {
            break;
        }
    }
    end
}

/// Where a body's name goes on behind a possessive in it: "Hospital Workers’ | League", "Bakers’ and Millers’ | Union",
/// "Halden's | Markets".
fn owned_name(text: &Text, run: Range<usize>, limit: usize, known: &HashSet<String>) -> Option<usize> {
    let end = run.end;
    let mut next = end + 1;
    let is_name = |at: usize| at < limit && text.is_name_word(at, known);
    if !text.is_possessive(end) || text.entity(end - 1, PERSON) > 0.7 && text.word(end) == "'s" {
        return None;
    }
    if text.word(end) == "'s" {
        let tagged = (end - 1..end + 2).all(|at| text.entity(at, BODY) > 0.5);
        let place = lexicon().country(text.word(end - 1)).is_some() || text.entity(end - 1, PLACE) > 0.3;
        return (tagged && !place && is_name(next)).then_some(next + 1);
    }
    if text.word(next) == "and" && is_name(next + 1) && text.is_possessive(next + 2) {
        next += 3;
    }
    let plural = text.word(end - 1).len() > 3 && lexicon().singular(text.word(end - 1)).is_some();
    let last = (next..limit).take_while(|at| is_name(*at)).last()?;
    (plural && last < next + 4 && lexicon().is_body(text.word(last))).then_some(last + 1)
}

/// Whether a word in capitals ends a source, a given name before it: HALE of "BOB HALE SAID".
fn surname_in_source(text: &Text, at: usize) -> bool {
    let ends = text.source_of(at).is_some_and(|source| source.end == at + 1 && source.start < at);
    ends && text.titled(at)
        && text.starts_with_capital(at)
        && !lexicon().is_function_word(text.word(at))
        && (lexicon().is_first_name(text.word(at - 1)) || text.entity(at - 1, PERSON) > 0.5)
}

/// Where a body's name goes on behind small words that the tagger counts into it: "for a", "to".
fn tagged_on(text: &Text, at: usize, limit: usize, known: &HashSet<String>) -> Option<usize> {
    let next = (at..limit.min(at + 4)).find(|index| text.is_name_word(*index, known))?;
    let small = (at..next).all(|index| text.shape(index) == Some(Shape::Lower));
    let tagged = (at - 1..next + 1).all(|index| text.entity(index, BODY) > 0.5);
    (next > at && small && tagged).then_some(next + 1)
}

/// Whether the connector at `at` belongs to the name of a body that `run` began.
fn connects(text: &Text, run: Range<usize>, at: usize, known: &HashSet<String>, limit: usize) -> bool {
    let next = if matches!(text.word(at + 1), "the" | "a" | "an") { at + 2 } else { at + 1 };
    if next >= limit || !text.is_name_word(next, known) {
        return false;
    }
    let tagged = text.entity(at, BODY) > 0.5 && text.entity(at - 1, BODY) > 0.5 && text.entity(next, BODY) > 0.5;
    let open = run.clone().any(|index| OPEN_HEADS.contains(&text.word(index)));
    match text.word(at) {
        "&" => true,
        "of" | "for" => {
            tagged || open && text.entity(next, PERSON) < 0.5 && lexicon().title(text.word(at - 1)).is_none()
        }
        // "the United States and the European Union"
        "and" if next > at + 1 => false,
        // "Halden Athletic | and Delby Borough Council"
        "and"
            if lexicon().is_body(text.word(at - 1)) && {
                let last = (next..limit).take_while(|at| text.is_name_word(*at, known)).last();
                last.is_some_and(|last| last > next && lexicon().is_body(text.word(last)))
            } =>
        {
            false
        }
        "and" => {
            // "Citizenship and Immigration Services": the head comes after.
            let mut end = next;
            while end + 1 < limit && text.is_name_word(end + 1, known) {
                end += 1;
            }
            let headed = matches!(
                text.word(end),
                "services"
                    | "affairs"
                    | "committee"
                    | "commission"
                    | "council"
                    | "department"
                    | "administration"
                    | "agency"
                    | "institute"
                    | "coalition"
                    | "alliance"
                    | "union"
                    | "association"
                    | "federation"
            ) && !lexicon().is_body(text.word(at - 1))
                && (at - 1..=at + 1).filter(|index| *index != at).all(|index| text.entity(index, PERSON) < 0.5);
            tagged || headed || open && text.entity(at, BODY) > 0.3
        }
        "on" => tagged || open && text.entity(at, BODY) > 0.3,
        // "University of Delby at Port Rhys"
        "at" => {
            let campus = text.word(run.start) == "university" && text.word(run.start + 1) == "of";
            campus && text.entity(at, BODY) > 0.3 && text.entity(next, PERSON) < 0.5
        }
        // "Alliance to Save Our Rivers"
        "to" => open && !text.titled(at) && text.words.block_of(at) == text.words.block_of(next),
        _ => false,
    }
}

fn names_of_run(text: &Text, run: Range<usize>, out: &mut Vec<Name>) {
    let lexicon = lexicon();
    let (mut start, end) = (run.start, run.end);
    let last = end - 1;
    // "Speaker of the House | Jo Bell"
    if end - start > 2
        && matches!(
            text.word(start),
            "house" | "senate" | "state" | "defense" | "defence" | "treasury" | "parliament" | "staff"
        )
    {
        let mut left = start;
        while left > 0 && matches!(text.word(left - 1), "of" | "the" | "for") {
            left -= 1;
        }
        if left < start && left > 0 && lexicon.title(text.word(left - 1)).is_some() {
            start += 1;
        }
    }
    // "Delby-based | Court of Rivers"
    if end - start > 1 && text.word(start).ends_with("-based") {
        start += 1;
    }
    let heads_body = |index: usize| lexicon.is_body(text.word(index)) && text.entity(index, PERSON) < 0.7;
    let is_title = |index: usize| {
        let word = text.word(index);
        let is_one = lexicon.courtesy(word).is_some() || lexicon.title(word).is_some() || lexicon.is_parent(word);
        // "Dean Baker", "Judge Reinhold": a given name when the tagger is sure of a person all along.
        is_one && !(lexicon.is_first_name(word) && text.entity(index, PERSON) > 0.7)
    };
    // A run that is nothing but titles and descriptions is no name: "Prime Minister".
    let described = |range: Range<usize>| {
        range.clone().all(|index| {
            is_title(index)
                || lexicon.noun(text.word(index)).is_some() && !lexicon.is_body(text.word(index))
                || lexicon.is_demonym(text.word(index))
                || matches!(
                    text.word(index),
                    "prime"
                        | "foreign"
                        | "former"
                        | "chief"
                        | "first"
                        | "majority"
                        | "minority"
                        | "deputy"
                        | "republican"
                        | "democratic"
                )
        })
    };
    // "Mr Carpenter", "Dr Law": what follows a courtesy title is a name, whatever else it means.
    let offices =
        ["president", "speaker", "chairman", "secretary", "mayor", "justice", "minister", "ambassador", "vice"];
    let courteous =
        |index: usize| lexicon.courtesy(text.word(index)).is_some() && !offices.contains(&text.word(index + 1));
    let run = start..end;
    if end - start > 1
        && !courteous(last - 1)
        && described(run.clone())
        && text.entity(last, PERSON) < 0.5
        && !lexicon.is_demonym(text.word(last))
    {
        return;
    }
    // "rural MPs"
    let members = matches!(text.word(start), "mps" | "tds" | "msps" | "meps" | "mlas" | "ceos" | "gps");
    if end - start == 1 && members {
        return;
    }
    // "Halden45, a super | PAC that …" describes.
    let indefinite = (1..3).any(|back| start >= back && matches!(text.word(start - back), "a" | "an"));
    if end - start == 1 && text.word(start) == "pac" && indefinite {
        return;
    }
    // "DC: When did it start?"
    let turn = text.block(start).start == start && text.word(end) == ":" && text.shape(start) == Some(Shape::Upper);
    if end - start == 1
        && !turn
        && (lexicon.courtesy(text.word(start)).is_some() || is_title(start) && text.entity(start, PERSON) < 0.5)
    {
        return;
    }
    let mut from = start;
    let mut title = None;
    if !heads_body(last) {
        let found = (start..last).rev().find(|index| is_title(*index) && !is_suffix(text.word(index + 1)));
        if let Some(at) = found
            && (!described(at + 1..end) || courteous(at))
            && (at + 1..end).all(|index| text.entity(index, BODY) < 0.6)
        {
            from = at + 1;
            title = Some(title_gender(text, start..from));
        } else if let Some(at) = person_from(text, run.clone()) {
            from = at;
        }
    }
    // The name goes no further than the person: "Jo Bell Monday".
    let name_end = end;
    if from > start {
        // A body, place or nationality before the person: "Fox News | Jo Bell".
        let mut prefix = start..from;
        while prefix.end > prefix.start && (is_title(prefix.end - 1) || lexicon.is_role(text.word(prefix.end - 1))) {
            prefix.end -= 1;
        }
        if prefix.start < prefix.end && !lexicon.is_demonym(text.word(prefix.start)) {
            push_name(text, prefix, None, true, out);
        }
    }
    push_name(text, from..name_end, title, false, out);
}

/// Where the person begins in a run that starts with something else, by the tagger.
fn person_from(text: &Text, run: Range<usize>) -> Option<usize> {
    let mut from = run.end;
    while from > run.start
        && (text.entity(from - 1, PERSON) > 0.5 || is_suffix(text.word(from - 1)) || text.word(from - 1) == ",")
    {
        from -= 1;
    }
    let splits = from > run.start && from < run.end && text.entity(from - 1, PERSON) < 0.4 && !text.is_mark(from - 1);
    // "Delby Council | Jo Bell", "French | Bell"; but "Charlotte Bell" is one name, whatever the tagger makes of Charlotte.
    let prefix = text.word(from.saturating_sub(1));
    let clear = run.end - from > 1
        || lexicon().is_demonym(prefix)
        || lexicon().is_body(prefix)
        || text.shape(from.saturating_sub(1)) == Some(Shape::Upper);
    (splits && clear && !lexicon().is_first_name(text.word(run.start))).then_some(from)
}

/// The gender that the titles in a range state.
fn title_gender(text: &Text, range: Range<usize>) -> Gender {
    for index in range {
        let word = text.word(index);
        let gender = lexicon().honorific(word);
        if gender != Gender::Unknown {
            return gender;
        }
    }
    Gender::Unknown
}

fn push_name(text: &Text, words: Range<usize>, title: Option<Gender>, prefix: bool, out: &mut Vec<Name>) {
    let lexicon = lexicon();
    let mut words = words;
    // "the 1951 Refugee Convention", "the 13th Amendment"
    if let Some(number) =
        words.start.checked_sub(1).filter(|at| text.shape(*at) == Some(Shape::Digit) && *at > text.sentence(*at).start)
        && text.word(number - 1) == "the"
        && (text.word(number).len() == 4 && text.word(number).parse::<u32>().is_ok()
            || text.word(number).ends_with("th"))
        && text.entity(words.start, PERSON) < 0.5
    {
        words.start = number;
    }
    // A body's head in small letters belongs to it: "Rao campaign", "State Department".
    let mut modifier = prefix;
    let possessive = text.is_possessive(words.end);
    let next = text.word(words.end);
    if !prefix && !possessive && words.end < text.block(words.start).end && text.shape(words.end) == Some(Shape::Lower)
    {
        match lexicon.noun(next) {
            Some(NounClass::Body) if title.is_none() && BODY_TAILS.contains(&next) => {
                let after = text.word(words.end + 1);
                words.end += 1;
                // "Rao campaign spokesman Jo Bell": only a modifier there.
                modifier =
                    matches!(lexicon.noun(after), Some(NounClass::Role | NounClass::Group | NounClass::Document));
            }
            // "Dr Jo Bell head of research": the comma is missing.
            Some(NounClass::Role) if title.is_some() && text.word(words.end + 1) == "of" => {}
            Some(NounClass::Role | NounClass::Group | NounClass::Document | NounClass::Body) => modifier = true,
            _ => {}
        }
    }
    let mut parts = parts(text, &words);
    // "the Rao team" and "the Rao campaign" are one.
    if parts.len() > 1
        && let Some(last) = parts.last_mut()
        && matches!(last.as_str(), "team" | "camp")
        && text.shape(words.end - 1) == Some(Shape::Lower)
    {
        *last = "campaign".to_owned();
    }
    if parts.is_empty() {
        return;
    }
    let mut votes = votes(text, &words, &parts);
    let before = before(text, words.start);
    let cues = cues(text, &words, &parts, title.is_some());
    if title.is_some() {
        votes[PERSON] += 2.0;
    } else if before.end > before.start && lexicon.is_role(text.word(before.end - 1)) {
        votes[PERSON] += if text.entity(words.start, PERSON) > 0.3 || parts.len() > 1 { 1.5 } else { 0.5 };
    }
    if parts.last().is_some_and(|last| BODY_TAILS.contains(&last.as_str())) && parts.len() > 1 {
        votes[BODY] += 3.0;
    }
    out.push(Name {
        possessive: text.is_possessive(words.end),
        titled: text.titled(words.start),
        words,
        before,
        votes,
        cues,
        title,
        parts,
        modifier,
    });
}

/// Heads in small letters that turn the name before them into a body.
const BODY_TAILS: [&str; 14] = [
    "campaign",
    "administration",
    "team",
    "camp",
    "government",
    "committee",
    "party",
    "foundation",
    "organization",
    "organisation",
    "movement",
    "department",
    "company",
    "ministry",
];

fn parts(text: &Text, words: &Range<usize>) -> Vec<String> {
    let mut parts = Vec::new();
    let mut nickname = false;
    for index in words.clone() {
        if text.is_mark(index) {
            nickname = !nickname;
            continue;
        }
        let word = text.word(index);
        if nickname || word == "," || is_suffix(word) && !parts.is_empty() || text.is_possessive(index) {
            continue;
        }
        parts.push(fold(word));
    }
    parts
}

/// Letters without accents, apostrophes and stops ("o’neill" and "o'neill" alike), in lower case.
pub(in crate::stages) fn fold(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '&').flat_map(char::to_lowercase).collect()
}

fn votes(text: &Text, words: &Range<usize>, parts: &[String]) -> [f32; 4] {
    let lexicon = lexicon();
    let mut votes = [0.0; 4];
    let n_words = words.len().max(1) as f32;
    // In headlines the tagger is a weaker witness.
    let weight = if text.titled(words.start) { 0.7 } else { 2.0 } / n_words;
    for index in words.clone() {
        for (kind, vote) in votes.iter_mut().enumerate() {
            *vote += weight * text.entity(index, kind);
        }
    }
    let first = parts.first().map_or("", String::as_str);
    let last = parts.last().map_or("", String::as_str);
    let joined = parts.join(" ");
    if lexicon.is_first_name(first) {
        votes[PERSON] += if parts.len() > 1 { 1.0 } else { 0.5 };
    }
    if parts.len() > 1 && words.clone().any(|index| is_initial(text.words.word(index))) {
        votes[PERSON] += 0.7;
    }
    if lexicon.is_body(last) {
        votes[BODY] += if parts.len() > 1 { 1.5 } else { 0.3 };
    }
    if words.clone().any(|index| matches!(text.word(index), "of" | "for" | "&" | "and" | "to")) {
        votes[BODY] += 0.6;
    }
    if parts.len() == 1 && text.shape(words.start) == Some(Shape::Upper) && !text.titled(words.start) {
        votes[BODY] += 0.6;
    }
    if let Some(before) = words.start.checked_sub(1).filter(|before| text.block(words.start).contains(before)) {
        match text.word(before) {
            "the" => votes[BODY] += 0.5,
            "in" | "at" | "near" => votes[PLACE] += 0.4,
            "said" | "says" | "asked" | "added" => votes[PERSON] += 0.3,
            _ => {}
        }
    }
    if lexicon.is_demonym(&joined) {
        votes[OTHER] += 2.0;
    } else if lexicon.country(&joined).is_some() {
        votes[PLACE] += 2.0;
    }
    let block = text.block(words.start);
    let after = |offset: usize| {
        if words.end + offset < block.end { text.word(words.end + offset) } else { "" }
    };
    if words.start == block.start && after(0) == ":" && text.shape(words.start) == Some(Shape::Upper) {
        votes[PERSON] += 3.0;
    }
    if after(0) == "," && matches!(after(1), "who" | "whose") || matches!(after(0), "who" | "whose") {
        votes[PERSON] += 0.7;
    }
    if after(0) == "," && after(2) == "," && after(1).parse::<u32>().is_ok_and(|age| (5..115).contains(&age)) {
        votes[PERSON] += 1.5;
    }
    votes
}

/// Nouns before or behind a name that say it is a body's: "drinks giant Halden", "Halden, the drinks maker".
const COMPANIES: [&str; 26] = [
    "airline",
    "bank",
    "brewer",
    "broadcaster",
    "carmaker",
    "carrier",
    "chain",
    "chipmaker",
    "club",
    "company",
    "firm",
    "giant",
    "group",
    "insurer",
    "lender",
    "maker",
    "manufacturer",
    "operator",
    "organisation",
    "organization",
    "provider",
    "retailer",
    "start-up",
    "startup",
    "supermarket",
    "subsidiary",
];

/// What a company has and a person mostly has not: "Halden's shares".
const HOLDINGS: [&str; 18] = [
    "board",
    "boss",
    "chairman",
    "chief",
    "customers",
    "earnings",
    "executives",
    "headquarters",
    "losses",
    "products",
    "profit",
    "profits",
    "revenue",
    "sales",
    "shareholders",
    "shares",
    "spokesman",
    "stock",
];

/// What the words around a name say for a person and for a body.
fn cues(text: &Text, words: &Range<usize>, parts: &[String], titled: bool) -> [f32; 2] {
    let lexicon = lexicon();
    let sentence = text.sentence(words.start);
    let word = |at: usize| if sentence.contains(&at) { text.word(at) } else { "" };
    let (start, end) = (words.start, words.end);
    let given = parts.len() > 1 && lexicon.is_first_name(&parts[0]);
    let age = word(end) == "," && word(end + 2) == "," && word(end + 1).parse::<u32>().is_ok();
    let who = word(end) == "who" || word(end) == "," && word(end + 1) == "who";
    let person = f32::from(u8::from(titled)) * 2.0 + f32::from(u8::from(given)) * 2.0 + f32::from(u8::from(age || who));
    // "Marsh & Rao"
    let mut body = if words.clone().any(|at| text.word(at) == "&") { 1.5 } else { 0.0 };
    if start > sentence.start && COMPANIES.contains(&text.word(start - 1)) {
        body += 1.5;
    }
    if start > sentence.start + 1
        && matches!(text.word(start - 1), "at" | "of" | "for")
        && lexicon.noun(text.word(start - 2)) == Some(NounClass::Role)
    {
        body += 0.7;
    }
    if word(end) == "," && matches!(word(end + 1), "the" | "a" | "an" | "which") {
        // "the drinks maker", but not "an analyst with the bank".
        let phrase =
            |at: &usize| !lexicon.is_function_word(word(*at)) && lexicon.noun(word(*at)) != Some(NounClass::Role);
        let described = (end + 2..end + 7).take_while(phrase).any(|at| COMPANIES.contains(&word(at)));
        body += if described {
            1.5
        } else if word(end + 1) == "which" {
            0.7
        } else {
            0.0
        };
    }
    let owned = if text.is_possessive(end) { end + 1 } else { end };
    if HOLDINGS.contains(&word(owned)) {
        body += if owned > end { 0.8 } else { 0.6 };
    }
    if matches!(word(end), "said" | "says") && matches!(word(end + 1), "its" | "it") {
        body += 0.6;
    }
    [person, body]
}

fn is_initial(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next() == Some('.') && word.len() <= 4
}

const VERBS: [&str; 44] = [
    "told",
    "met",
    "said",
    "says",
    "asked",
    "named",
    "called",
    "is",
    "was",
    "are",
    "were",
    "be",
    "been",
    "has",
    "had",
    "urged",
    "quoted",
    "saw",
    "heard",
    "let",
    "made",
    "gave",
    "took",
    "put",
    "hit",
    "beat",
    "became",
    "become",
    "saying",
    "including",
    "nominated",
    "appointed",
    "elected",
    "accused",
    "praised",
    "criticized",
    "criticised",
    "blamed",
    "thanked",
    "interviewed",
    "joined",
    "backed",
    "supported",
    "opposed",
];

/// Whether a word in small letters is surely no premodifier.
fn breaks_premodifier(text: &Text, index: usize) -> bool {
    let word = text.word(index);
    text.in_cue[index]
        || VERBS.contains(&word)
        || word.ends_with("ly") && !matches!(word, "family" | "daily" | "assembly" | "weekly")
        || reads_as_verb(text, index)
}

/// Whether a word before a title is a verb by its ending and its neighbours: "Reporters covering | singer Jo Bell".
fn reads_as_verb(text: &Text, index: usize) -> bool {
    const NOUNS_IN_ING: [&str; 22] = [
        "acting",
        "leading",
        "managing",
        "outgoing",
        "incoming",
        "founding",
        "marketing",
        "advertising",
        "engineering",
        "training",
        "nursing",
        "banking",
        "housing",
        "racing",
        "boxing",
        "shipping",
        "visiting",
        "sitting",
        "ruling",
        "governing",
        "reigning",
        "ranking",
    ];
    const NOUNS_IN_S: [&str; 16] = [
        "sports",
        "news",
        "affairs",
        "arts",
        "sales",
        "operations",
        "communications",
        "resources",
        "relations",
        "services",
        "systems",
        "works",
        "elections",
        "politics",
        "economics",
        "arms",
    ];
    let word = text.word(index);
    if text.shape(index) != Some(Shape::Lower) || word.contains('-') {
        return false;
    }
    let before = index.checked_sub(1).filter(|before| *before >= text.sentence(index).start);
    let after_name = before.is_some_and(|at| matches!(text.shape(at), Some(Shape::Title | Shape::Upper)));
    let after_auxiliary = before.is_some_and(|at| {
        matches!(text.word(at), "have" | "has" | "had" | "was" | "were" | "been") || text.pronoun(at).is_some()
    });
    // "did not | impress Sen. Jo Bell"
    let after_modal = before.is_some_and(|at| {
        matches!(
            text.word(at),
            "not"
                | "n't"
                | "n’t"
                | "did"
                | "does"
                | "will"
                | "would"
                | "can"
                | "could"
                | "may"
                | "might"
                | "should"
                | "must"
        )
    });
    let capital = matches!(text.shape(index + 1), Some(Shape::Title | Shape::Upper));
    let third_person = word.ends_with('s')
        && !["ss", "us", "is"].iter().any(|ending| word.ends_with(ending))
        && !NOUNS_IN_S.contains(&word);
    // "Reporters covering …", "after beating …"; but "chief operating officer".
    let after_noun = before.is_some_and(|at| {
        text.shape(at) == Some(Shape::Lower)
            && !lexicon().is_function_word(text.word(at))
            && lexicon().singular(text.word(at)).is_none()
    });
    word.ends_with("ing") && !NOUNS_IN_ING.contains(&word) && !after_noun
        || word.ends_with("ed") && (after_auxiliary || after_name)
        || third_person && capital
        || after_modal && !matches!(word, "former" | "then" | "fellow")
}

/// The titles and descriptions right before a name, without determiner.
fn before(text: &Text, name: usize) -> Range<usize> {
    let lexicon = lexicon();
    let floor = text.source_of(name).map_or(text.sentence(name).start, |source| source.start);
    let mut start = name;
    let mut steps = 0;
    // The word next to the name has to be a title, a role or one of its words.
    while start > floor && steps < 9 {
        let at = start - 1;
        let word = text.word(at);
        let anchored = start < name;
        let kin = lexicon.noun(word) == Some(NounClass::Person) && !matches!(word, "one" | "lady" | "guy");
        // "secretary of state | Jo Bell"
        let charge = !anchored
            && matches!(
                word,
                "state" | "defense" | "defence" | "treasury" | "staff" | "interior" | "energy" | "health" | "house"
            )
            && bridges(text, at, floor);
        let role = charge
            || lexicon.courtesy(word).is_some()
            || lexicon.title(word).is_some()
            || lexicon.is_role(word)
            || kin
            || !anchored
                && lexicon.is_agent(word)
                && (text.shape(at) == Some(Shape::Lower) || at == text.sentence(at).start);
        let fits = match text.shape(at) {
            Some(Shape::Title | Shape::Upper) => {
                (anchored || role || lexicon.is_demonym(word))
                    && (!lexicon.is_function_word(word) || word == "first")
                    && !matches!(word, "earlier" | "later" | "yesterday" | "today" | "meanwhile")
            }
            Some(Shape::Lower | Shape::Digit) if text.is_possessive(at) => anchored,
            Some(Shape::Lower | Shape::Digit) => {
                role || anchored
                    && (!lexicon.is_function_word(word)
                        || matches!(word, "former" | "first" | "second" | "then")
                        // "Speaker of the House", "surgeon and television star"
                        || matches!(word, "of" | "the" | "and" | "for") && bridges(text, at, floor)
                            // "a spokesman for | singer Jo Bell"
                            && !(word == "for" && (start..name).any(|at| lexicon.is_role(text.word(at)))))
                    && !breaks_premodifier(text, at)
            }
            // "9/11 widow"
            Some(Shape::Punctuation) => anchored && (text.is_possessive(at) || word == "/"),
            _ => false,
        };
        if !fits {
            break;
        }
        start = at;
        steps += 1;
    }
    start..name
}

/// Whether the function word at `at` joins a role on its left to what follows.
fn bridges(text: &Text, at: usize, floor: usize) -> bool {
    let mut left = at;
    while left > floor && matches!(text.word(left - 1), "of" | "the" | "for") {
        left -= 1;
    }
    left > floor && lexicon().is_role(text.word(left - 1))
}

/// The descriptions of the article, in text order of their heads.
pub(super) fn nominals(text: &Text, names: &[Name]) -> Vec<Nominal> {
    let mut inside_name = vec![false; text.len()];
    for name in names.iter().filter(|name| !name.modifier) {
        inside_name[name.words.clone()].fill(true);
    }
    let mut owner = vec![false; text.len()];
    for name in names.iter().filter(|name| name.possessive) {
        owner[name.words.start] = true;
    }
    let mut nominals = Vec::new();
    for sentence in &text.words.sentences {
        let mut at = sentence.start;
        nominals.extend(bare_subject(text, sentence, &inside_name));
        while at < sentence.end {
            let kind = if owner[at] { Some(Determiner::Possessive) } else { determiner(text.word(at)) };
            let Some(determiner) = kind else {
                at += 1;
                continue;
            };
            match noun_phrase(text, at, sentence.end, determiner, &inside_name) {
                Some(nominal) => {
                    at = nominal.head + 1;
                    nominals.push(nominal);
                }
                None => at += 1,
            }
        }
    }
    nominals
}

/// "Residents blocked …", "Local residents blocked …": people without an article that open a sentence.
fn bare_subject(text: &Text, sentence: &Range<usize>, inside_name: &[bool]) -> Option<Nominal> {
    let start = sentence.start;
    let group =
        |at: usize| at < sentence.end && !inside_name[at] && lexicon().noun(text.word(at)) == Some(NounClass::Group);
    let adjective = || {
        let word = text.word(start);
        text.shape(start) == Some(Shape::Title)
            && !inside_name[start]
            && !lexicon().is_function_word(word)
            && determiner(word).is_none()
            && text.shape(start + 1) == Some(Shape::Lower)
    };
    let head = if group(start) && !group(start + 1) {
        start
    } else if group(start + 1) && adjective() {
        start + 1
    } else {
        return None;
    };
    if text.titled(start) || head + 1 >= sentence.end || text.shape(head + 1) != Some(Shape::Lower) {
        return None;
    }
    Some(Nominal {
        words: start..head + 1,
        head,
        determiner: Determiner::Bare,
        class: Some(NounClass::Group),
        plural: true,
    })
}

/// "general | election", "chief | reason": a role's word that only modifies the word behind it.
pub(super) fn is_adjectival(text: &Text, at: usize, limit: usize) -> bool {
    matches!(text.word(at), "general" | "chief" | "major" | "private" | "native" | "novel")
        && at + 1 < limit
        && text.shape(at + 1) == Some(Shape::Lower)
        && !lexicon().is_function_word(text.word(at + 1))
        && lexicon().noun(text.word(at + 1)).is_none()
        && !text.in_cue[at + 1]
        && !VERBS.contains(&text.word(at + 1))
        && !text.word(at + 1).ends_with("ed")
}

/// What a determiner says; `None` for a word that is none.
pub(super) fn determiner(word: &str) -> Option<Determiner> {
    Some(match word {
        "the" | "this" | "that" | "these" | "those" => Determiner::Definite,
        "a" | "an" | "another" | "one" | "some" | "many" | "most" | "several" | "two" | "three" | "four" | "five"
        | "few" | "other" | "both" | "each" | "every" | "all" | "no" | "any" => Determiner::Indefinite,
        "his" | "her" | "its" | "their" | "my" | "our" | "your" => Determiner::Possessive,
        _ => return None,
    })
}

fn noun_phrase(text: &Text, start: usize, limit: usize, kind: Determiner, inside_name: &[bool]) -> Option<Nominal> {
    let lexicon = lexicon();
    let mut kind = kind;
    let mut head = None;
    let mut at = start + 1;
    while at < limit && at - start < 9 {
        let word = text.word(at);
        if text.is_possessive(at) {
            // "the company's lawyer": the owner determines.
            if at == start + 1 && !inside_name[start] {
                break;
            }
            kind = Determiner::Possessive;
            head = None;
            at += 1;
            continue;
        }
        if !word.starts_with(char::is_alphanumeric) {
            break;
        }
        if lexicon.is_function_word(word)
            && !matches!(
                word,
                "former" | "first" | "second" | "other" | "same" | "two" | "three" | "four" | "following"
            )
        {
            break;
        }
        if text.in_cue[at] && head.is_some() || VERBS.contains(&word) {
            break;
        }
        if inside_name[at] {
            if head.is_some() {
                // "the minister Jo Bell" is the name's.
                return None;
            }
        } else if is_adjectival(text, at, limit) {
            head = None;
        } else if let Some(class) = lexicon.noun(word) {
            head = Some((at, class));
        } else if head.is_some() {
            break;
        }
        at += 1;
    }
    let (head, class) = head?;
    let plural = class == NounClass::Group
        || lexicon.noun(text.word(head)) == Some(NounClass::Document) && text.word(head).ends_with('s');
    // "said | that prosecutors …"
    if plural && text.word(start) == "that" {
        return None;
    }
    Some(Nominal { words: start..head + 1, head, determiner: kind, class: Some(class), plural })
}
