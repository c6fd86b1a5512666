//! The words of a cue to its lemma, act, negation and hedging.
//!
//! A cue arrives as a model tags it, with auxiliaries, negation, adverbs and often more: "has repeatedly been quoted
//! as saying", "did not immediately respond to a request for comment". A hand-written lexicon and a left-to-right scan
//! find its head. What a cue means is a closed enough question for that, the answer is the same on every run, and a
//! wrong one is mended by one line of `cues/lexicon.tsv`. The scan knows four things: longer entries win over shorter
//! ones; words that only lead to the head ("continued to", "is expected to", "refused to") hand it on and leave their
//! negation or doubt behind; words that mean little alone ("made", "issued", "took") give way to a stronger word of the
//! cue; a form that may be verb, noun or adjective is told by its neighbours.
//!
//! Some conventions:
//! - A refusal to speak is no statement: "declined to comment", "did not respond to a request for comment", "refused"
//!   alone have act `other` and are negated; "refused to confirm" is "confirm", negated, and so is "would not confirm".
//! - Two negations that undo each other do: "did not refuse to say" is not negated. "Denied" is not negated by itself.
//! - Hedged means that the report is doubtful ("reportedly said", "is said to have", "may have suggested", "appeared to
//!   suggest") or of what has yet to come ("is expected to announce"); what the source itself doubts is not hedged.
//! - A light verb and its noun are one lemma, with the noun's act: "issued a statement" is "issue statement".
//! - The lemma keeps the text's spelling family: "criticise" for "criticised", "criticize" for "criticized".
//!
//! Left out: negation in the source ("no one said") and irony. Other languages than English are read as unknown words.

use std::{ops::Range, sync::OnceLock};

use crate::{
    text::{Words, is_day},
    types::{Act, Cue},
};

/// What the words of a cue say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CueReading {
    /// Dictionary form of the head, in small letters: "say", "according to", "issue statement", ":".
    pub lemma: String,
    /// What kind of speech act it is.
    pub act: Act,
    /// Whether the act is said not to have been done: "did not say", "refused to confirm".
    pub negated: bool,
    /// Whether the report is doubtful or yet to come: "reportedly said", "is expected to announce".
    pub hedged: bool,
    /// Whether the head's object is whom it is said to: "tell", "urge". It holds of the verb, so that in the passive
    /// ("was told") the subject is the addressee.
    pub takes_addressee: bool,
    /// Whether the head stands in the lexicon. Where not, the lemma is a guess by rule, and the act `other`.
    pub known: bool,
}

/// Reads a cue from its words as written, in order; clitics may be attached ("didn't") or apart ("did", "n't").
///
/// `before` holds the words before the cue in its sentence, up to three, nearest last: adverbs, negations and modals
/// that lead without a break to the cue count, and so do "the" and "her" in telling a noun from a verb.
pub fn read_cue(words: &[&str], before: &[&str]) -> CueReading {
    let tokens = tokenize(words);
    let before = tokenize(&before[before.len().saturating_sub(3)..]);
    if tokens.is_empty() {
        let mark = words.iter().find(|word| !word.is_empty()).copied().unwrap_or_default();
        return CueReading {
            lemma: mark.to_owned(),
            act: if mark.is_empty() { Act::Other } else { Act::Assert },
            negated: false,
            hedged: false,
            takes_addressee: false,
            known: !mark.is_empty(),
        };
    }
    let mut scan = Scan { lexicon: lexicon(), tokens: &tokens, before: &before };
    scan.read()
}

/// The cue that some words of an article are, with the words before it in its sentence that may belong to it.
pub fn cue(words: &Words, cue: &Range<usize>) -> Cue {
    let sentence = &words.sentences[words.sentence_of(cue.start)];
    let word = |index: usize| words.word(index);
    let own: Vec<&str> = cue.clone().map(word).collect();
    let before: Vec<&str> = (cue.start.saturating_sub(3).max(sentence.start)..cue.start).map(word).collect();
    let read = read_cue(&own, &before);
    Cue { span: words.span(cue), lemma: read.lemma, act: read.act, negated: read.negated, hedged: read.hedged }
}

/// Dictionary form and act of a single inflected word: "said" gives "say", "statements" gives "statement".
///
/// A form that is both reads as a verb before a noun, and as a noun before an adjective. `None` for words outside the
/// lexicon, for those that report only now and then, for phrases, prepositions and marks.
pub fn lemma_of(form: &str) -> Option<(&'static str, Act)> {
    let mut found = lexicon().forms(&normal(form));
    found.retain(|found| !found.entry.has(WEAK));
    let entry = [Class::Verb, Class::Noun, Class::Adjective].into_iter().find_map(|class| best(&found, class))?.entry;
    Some((entry.lemma, entry.act))
}

// --- the lexicon ---

const ADDRESSEE: u8 = 1;
const NEGATIVE: u8 = 1 << 1;
const HEDGE: u8 = 1 << 2;
const PASSES: u8 = 1 << 3;
const PASSES_PASSIVE: u8 = 1 << 4;
const LIGHT: u8 = 1 << 5;
const WEAK: u8 = 1 << 6;
const DOUBLE: u8 = 1 << 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Verb,
    Noun,
    Adjective,
    Phrase,
    Mark,
}

/// A line of the lexicon, one spelling of it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    lemma: &'static str,
    /// What follows the lemma's first word.
    rest: &'static str,
    class: Class,
    act: Act,
    flags: u8,
    /// Whether its past goes by rule.
    regular: bool,
}

impl Entry {
    fn has(&self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// Whether it is a verb of speaking, writing, asking, finding or thinking.
    fn reports(&self) -> bool {
        let acts = !matches!(self.act, Act::Intend | Act::Feel | Act::Decree | Act::Other);
        self.class == Class::Verb && !self.has(LIGHT | WEAK) && acts
    }
}

/// Which form of its entry a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// "claim", "statement", and whatever does not inflect.
    Base,
    /// "claims", "statements".
    S,
    /// "claiming".
    Ing,
    /// "claimed", "said", "written".
    Past,
}

/// An entry that a word may be a form of; of an entry of several words, its first.
#[derive(Clone, Copy, Debug)]
struct Found {
    entry: Entry,
    form: Form,
}

/// The entries, sorted by the words that lead to them: bases and irregular forms. Regular forms are not stored but
/// undone and checked as they are asked for, which keeps the start short.
struct Lexicon {
    index: Vec<(&'static str, Found)>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(|| Lexicon::parse(include_str!("cues/lexicon.tsv")))
}

impl Lexicon {
    /// Lines that are not well formed are left out; a test holds that there are none.
    fn parse(table: &'static str) -> Self {
        let mut index = Vec::with_capacity(8192);
        for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let Some((lemmas, class, act, flags, irregular)) = columns(line) else { continue };
            for lemma in lemmas.split('|') {
                let (first, rest) = split_first(lemma);
                let regular = irregular.is_empty() && special_forms(first).is_empty();
                let entry = Entry { lemma, rest, class, act, flags, regular };
                index.push((first, Found { entry, form: Form::Base }));
                if class == Class::Verb {
                    index.extend(special_forms(first).iter().map(|(text, form)| (*text, Found { entry, form: *form })));
                }
                let form = if class == Class::Noun { Form::S } else { Form::Past };
                let irregular = irregular.split(' ').filter(|past| !past.is_empty() && *past != first);
                index.extend(irregular.map(|text| (text, Found { entry, form })));
            }
        }
        index.sort_by_key(|(word, _)| *word);
        Lexicon { index }
    }

    fn at(&self, word: &str) -> &[(&'static str, Found)] {
        let start = self.index.partition_point(|(key, _)| *key < word);
        let n = self.index[start..].partition_point(|(key, _)| *key == word);
        &self.index[start..start + n]
    }

    /// Every entry whose first word this is a form of.
    fn found(&self, word: &str) -> Vec<Found> {
        let mut found: Vec<Found> = self.at(word).iter().map(|(_, found)| *found).collect();
        for (base, form) in bases(word) {
            found.extend(self.at(&base).iter().map(|(_, found)| found.entry).filter_map(|entry| {
                let first = split_first(entry.lemma).0;
                let fits = first == base
                    && match (entry.class, form) {
                        (Class::Noun, Form::S) => entry.rest.is_empty(),
                        (Class::Verb, Form::Past) => entry.regular,
                        (Class::Verb, _) => special_forms(first).is_empty(),
                        _ => false,
                    };
                let inflects = || match form {
                    Form::Base => false,
                    Form::S => with_s(first) == word,
                    Form::Ing => endings(first, entry.has(DOUBLE), "ing").iter().any(|text| text == word),
                    Form::Past => endings(first, entry.has(DOUBLE), "ed").iter().any(|text| text == word),
                };
                (fits && inflects()).then_some(Found { entry, form })
            }));
        }
        found
    }

    /// What a single word may be: the word itself or, where it is unknown, what follows its last hyphen.
    fn forms(&self, word: &str) -> Vec<Found> {
        let single = |word: &str| {
            let mut found = self.found(word);
            found.retain(|found| found.entry.rest.is_empty());
            found
        };
        let whole = single(word);
        match word.rsplit_once('-') {
            Some((_, last)) if whole.is_empty() => {
                let mut found = single(last);
                found.retain(|found| found.entry.class != Class::Phrase);
                found
            }
            _ => whole,
        }
    }
}

/// The entry of a class that a word most likely is a form of: the strongest, then the first.
fn best(found: &[Found], class: Class) -> Option<Found> {
    let of_class = found.iter().copied().filter(|found| found.entry.class == class);
    of_class.min_by_key(|found| (found.entry.has(WEAK), found.entry.has(LIGHT)))
}

/// The first word of a lemma, and the rest.
fn split_first(lemma: &'static str) -> (&'static str, &'static str) {
    lemma.split_once(' ').unwrap_or((lemma, ""))
}

/// The words that this would be a regular form of, right or not; each of at most a few letters' change.
fn bases(word: &str) -> Vec<(String, Form)> {
    let mut bases = Vec::new();
    for (ending, form) in [("s", Form::S), ("ing", Form::Ing), ("ed", Form::Past)] {
        let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) else { continue };
        bases.push((stem.to_owned(), form));
        if form == Form::S {
            if let Some(stem) = stem.strip_suffix('e') {
                bases.push((stem.to_owned(), form));
            }
            if let Some(stem) = stem.strip_suffix("ie") {
                bases.push((format!("{stem}y"), form));
            }
            continue;
        }
        bases.push((format!("{stem}e"), form));
        if let Some(stem) = stem.strip_suffix(if form == Form::Ing { "y" } else { "i" }) {
            bases.push((format!("{stem}{}", if form == Form::Ing { "ie" } else { "y" }), form));
        }
        let mut letters = stem.char_indices().rev();
        if let (Some((at, last)), Some((_, before))) = (letters.next(), letters.next())
            && (last == before || (last, before) == ('k', 'c'))
        {
            bases.push((stem[..at].to_owned(), form));
        }
    }
    bases
}

fn columns(line: &'static str) -> Option<(&'static str, Class, Act, u8, &'static str)> {
    let mut columns = line.split('\t');
    let lemmas = columns.next().filter(|lemmas| !lemmas.is_empty())?;
    let class = match columns.next()? {
        "verb" => Class::Verb,
        "noun" => Class::Noun,
        "adjective" => Class::Adjective,
        "phrase" => Class::Phrase,
        "mark" => Class::Mark,
        _ => return None,
    };
    let act = Act::from_name(columns.next()?)?;
    let mut flags = 0;
    for flag in columns.next()?.split(',').filter(|flag| *flag != "-") {
        flags |= match flag {
            "addressee" => ADDRESSEE,
            "negative" => NEGATIVE,
            "hedge" => HEDGE,
            "passes" => PASSES,
            "passes-passive" => PASSES_PASSIVE,
            "light" => LIGHT,
            "weak" => WEAK,
            "double" => DOUBLE,
            _ => return None,
        };
    }
    let irregular = columns.next().map(|forms| if forms == "-" { "" } else { forms })?;
    columns.next().is_none().then_some((lemmas, class, act, flags, irregular))
}

// --- inflection ---

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

/// All forms of the auxiliaries that open phrases; "would like" and its kin do not inflect.
fn special_forms(base: &str) -> &'static [(&'static str, Form)] {
    match base {
        "be" => &[
            ("am", Form::S),
            ("is", Form::S),
            ("are", Form::S),
            ("'s", Form::S),
            ("'re", Form::S),
            ("'m", Form::S),
            ("was", Form::Past),
            ("were", Form::Past),
            ("been", Form::Past),
            ("being", Form::Ing),
        ],
        "have" => &[("has", Form::S), ("had", Form::Past), ("having", Form::Ing)],
        "would" | "could" => &[("'d", Form::Base)],
        _ => &[],
    }
}

/// The plural of a noun, the third person of a verb.
fn with_s(base: &str) -> String {
    let mut last = base.chars().rev();
    match (last.next(), last.next()) {
        (Some('y'), Some(before)) if !is_vowel(before) => format!("{}ies", &base[..base.len() - 1]),
        (Some('s' | 'x' | 'z'), _) | (Some('h'), Some('c' | 's')) => format!("{base}es"),
        (Some('o'), Some(before)) if !is_vowel(before) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// The base with "ing" or "ed"; twice where British and American spelling part ("signalling", "signaling").
fn endings(base: &str, double: bool, ending: &str) -> Vec<String> {
    let letters: Vec<char> = base.chars().collect();
    let n = letters.len();
    let from_end = |k: usize| n.checked_sub(k).and_then(|i| letters.get(i)).copied().unwrap_or(' ');
    let (last, second, third) = (from_end(1), from_end(2), from_end(3));
    let stem = |cut: usize| letters[..n.saturating_sub(cut)].iter().collect::<String>();
    if ending == "ing" && second == 'i' && last == 'e' {
        return vec![format!("{}ying", stem(2))];
    }
    if last == 'e' {
        let keeps = ending == "ing" && matches!(second, 'e' | 'o' | 'y');
        return vec![format!("{}{ending}", stem(if keeps { 0 } else { 1 }))];
    }
    if last == 'y' && !is_vowel(second) && ending == "ed" {
        return vec![format!("{}ied", stem(1))];
    }
    if last == 'c' && second == 'i' {
        return vec![format!("{base}k{ending}")];
    }
    // "qu" counts as consonants: quip, quit.
    let short = is_vowel(second)
        && (!is_vowel(third) || (third == 'u' && from_end(4) == 'q'))
        && !is_vowel(last)
        && !matches!(last, 'w' | 'x' | 'y');
    let part = base.rsplit('-').next().unwrap_or(base);
    let vowels_before = part.chars().rev().skip(2).filter(|letter| is_vowel(*letter) || *letter == 'y').count();
    let one_syllable = vowels_before == 0 || (third == 'u' && vowels_before == 1);
    match () {
        () if double || (short && one_syllable) => vec![format!("{base}{last}{ending}")],
        () if short && matches!(last, 'l' | 'p') => vec![format!("{base}{ending}"), format!("{base}{last}{ending}")],
        () => vec![format!("{base}{ending}")],
    }
}

/// The likely base of a form that the lexicon does not know.
fn uninflected(form: &str) -> String {
    let letters: Vec<char> = form.chars().collect();
    let has_vowel = |stem: &str| stem.chars().any(|letter| is_vowel(letter) || letter == 'y');
    let cut = |suffix: &str| form.strip_suffix(suffix).filter(|stem| stem.chars().count() > 2 && has_vowel(stem));
    if let Some(stem) = cut("ies").or_else(|| cut("ied")) {
        return format!("{stem}y");
    }
    if let Some(stem) = cut("ing").or_else(|| cut("ed")) {
        return restored(stem);
    }
    for sibilant in ["sses", "xes", "zzes", "ches", "shes"] {
        if form.ends_with(sibilant) && letters.len() > 5 {
            return letters[..letters.len() - 2].iter().collect();
        }
    }
    match cut("s") {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => form.to_owned(),
    }
}

/// A stem left by "ing" or "ed": a doubled letter undone, a silent e put back.
fn restored(stem: &str) -> String {
    let letters: Vec<char> = stem.chars().collect();
    let n = letters.len();
    let from_end = |k: usize| n.checked_sub(k).and_then(|i| letters.get(i)).copied().unwrap_or(' ');
    let (last, second, third) = (from_end(1), from_end(2), from_end(3));
    if last == second && !is_vowel(last) {
        // "pressing", "calling", "buzzing", "scoffing" keep both.
        let keeps = matches!(last, 's' | 'z' | 'f') || (last == 'l' && n <= 5);
        return letters[..if keeps { n } else { n - 1 }].iter().collect();
    }
    let silent = matches!(last, 'v' | 'u' | 'z')
        || (matches!(last, 'c' | 'g' | 's') && (is_vowel(second) || matches!(second, 'n' | 'r' | 'd' | 'l')))
        || (last == 'g' && second == 'd')
        || (last == 'l' && matches!(second, 'b' | 'd' | 'f' | 'g' | 'k' | 'p' | 't' | 'z'))
        || (is_vowel(second) && !is_vowel(third) && matches!(last, 't' | 'd' | 'k' | 'm' | 'b') && second != 'e')
        || (second == 'i' && matches!(last, 'n' | 'r' | 'p') && !is_vowel(third));
    if silent && !(last == 'g' && second == 'n' && third == 'i') { format!("{stem}e") } else { stem.to_owned() }
}

// --- words ---

/// Small letters, straight apostrophes, no marks at either end but an apostrophe that opens a clitic.
fn normal(word: &str) -> String {
    let word: String = word.chars().map(|c| if matches!(c, '’' | '‘' | 'ʼ') { '\'' } else { c }).collect();
    let word = word.to_lowercase();
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    let word = if word.matches('.').count() > 1 { word } else { word.trim_end_matches('.') };
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    if CLITICS.iter().any(|clitic| clitic.strip_prefix('\'') == Some(bare)) && word.ends_with(&format!("'{bare}")) {
        return format!("'{bare}");
    }
    bare.to_owned()
}

const CLITICS: &[&str] = &["'s", "'re", "'ve", "'d", "'ll", "'m"];

/// The words in their normal form, clitics apart, marks left out.
fn tokenize(words: &[&str]) -> Vec<String> {
    let mut tokens = Vec::with_capacity(words.len());
    for word in words {
        let word = normal(word);
        if word.is_empty() {
            continue;
        }
        if word == "cannot" {
            tokens.extend(["can".to_owned(), "not".to_owned()]);
        } else if let Some(verb) = word.strip_suffix("n't") {
            match verb {
                "" => {}
                "ca" => tokens.push("can".to_owned()),
                "wo" => tokens.push("will".to_owned()),
                "sha" => tokens.push("shall".to_owned()),
                "ai" => tokens.push("is".to_owned()),
                _ => tokens.push(verb.to_owned()),
            }
            tokens.push("not".to_owned());
        } else if let Some(clitic) = CLITICS.iter().find(|clitic| word.len() > clitic.len() && word.ends_with(*clitic))
        {
            tokens.push(word[..word.len() - clitic.len()].to_owned());
            tokens.push((*clitic).to_owned());
        } else {
            tokens.push(word);
        }
    }
    tokens
}

fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "the")
}

fn is_determiner(word: &str) -> bool {
    is_article(word)
        || matches!(
            word,
            "his" | "her" | "its" | "their" | "my" | "our" | "your" | "whose" | "this" | "that" | "these" | "those"
        )
        || matches!(word, "no" | "any" | "some" | "such" | "another" | "each" | "every" | "several" | "many" | "own")
        || word.ends_with("'s")
        || word.ends_with("s'")
}

fn is_be(word: &str) -> bool {
    matches!(word, "be" | "am" | "is" | "are" | "was" | "were" | "been" | "being" | "'s" | "'re" | "'m")
}

/// Verbs that lead to an adjective as "be" does.
fn is_linking(word: &str) -> bool {
    matches!(word, "feel" | "feels" | "felt" | "feeling" | "remain" | "remains" | "remained" | "remaining")
        || matches!(word, "become" | "becomes" | "became" | "becoming" | "seem" | "seems" | "seemed")
        || matches!(word, "appear" | "appears" | "appeared" | "get" | "gets" | "got" | "sounded" | "stay" | "stayed")
}

fn is_modal(word: &str) -> bool {
    matches!(
        word,
        "will" | "would" | "can" | "could" | "may" | "might" | "shall" | "should" | "must" | "ought" | "'d" | "'ll"
    )
}

fn is_auxiliary(word: &str) -> bool {
    is_be(word)
        || is_modal(word)
        || matches!(word, "have" | "has" | "had" | "having" | "'ve" | "do" | "does" | "did" | "doing" | "done" | "to")
}

fn is_negator(word: &str) -> bool {
    matches!(word, "not" | "n't" | "never" | "no" | "neither" | "nor" | "without")
}

/// Words that cast doubt on the noun or verb after them, besides the lexicon's own.
fn is_hedge(word: &str) -> bool {
    matches!(
        word,
        "reported" | "alleged" | "purported" | "supposed" | "rumoured" | "rumored" | "putative" | "may" | "might"
    )
}

fn is_adverb(word: &str) -> bool {
    (word.len() > 4 && word.ends_with("ly"))
        || matches!(
            word,
            "also"
                | "again"
                | "still"
                | "even"
                | "often"
                | "once"
                | "twice"
                | "just"
                | "now"
                | "then"
                | "later"
                | "first"
        )
        || matches!(
            word,
            "always" | "ever" | "too" | "only" | "further" | "indeed" | "already" | "since" | "soon" | "both" | "all"
        )
        || matches!(
            word,
            "earlier" | "today" | "yesterday" | "tomorrow" | "yet" | "instead" | "perhaps" | "however" | "so" | "very"
        )
        || matches!(word, "thus" | "hence" | "meanwhile" | "sometimes" | "more" | "most" | "much" | "less" | "longer")
        || matches!(word, "long" | "well" | "quite" | "rather" | "pretty" | "there" | "here" | "back" | "almost" | "up")
}

fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "i" | "you" | "he" | "she" | "it" | "we" | "they" | "me" | "him" | "us" | "them" | "who" | "which" | "what"
    ) || word.ends_with("self")
        || word.ends_with("selves")
}

fn is_time(word: &str) -> bool {
    is_day(word) || matches!(word, "morning" | "afternoon" | "evening" | "night" | "week" | "month" | "year" | "last")
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "in" | "on" | "for" | "with" | "by" | "from" | "at" | "about" | "against" | "over" | "and" | "or"
    )
}

/// What may stand between the words of a phrase: "made it very clear", "in his own view".
fn is_gap(word: &str) -> bool {
    is_determiner(word)
        || is_pronoun(word)
        || is_adverb(word)
        || matches!(word, "not" | "never" | "multiple" | "repeated" | "and")
}

const MAX_GAP: usize = 3;

/// How many words to look back or ahead over adverbs; keeps the scan linear.
const REACH: usize = 8;

// --- the scan ---

/// An entry found at some tokens of the cue.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    entry: Entry,
    form: Form,
    /// First token.
    start: usize,
    /// Past its last token.
    end: usize,
    /// Whether a negation stands between its words: "made no mention of".
    negated: bool,
}

/// Negation and doubt gathered on the way.
#[derive(Clone, Copy, Debug, Default)]
struct Colour {
    negated: bool,
    hedged: bool,
}

struct Scan<'a> {
    lexicon: &'static Lexicon,
    tokens: &'a [String],
    before: &'a [String],
}

impl Scan<'_> {
    fn read(&mut self) -> CueReading {
        let mut colour = self.colour_before();
        // What becomes the head if nothing better follows: a word that hands on or gives way; a preposition.
        let mut weak: Option<(Candidate, Colour)> = None;
        let mut loose: Option<(Candidate, Colour)> = None;
        let mut unknown: Option<(usize, Colour)> = None;
        let mut at = 0;
        while at < self.tokens.len() {
            let Some(candidate) = self.candidate(at) else {
                let word = self.token(at);
                self.tint(&mut colour, at);
                if unknown.is_none() && is_content(word) {
                    unknown = Some((at, colour));
                }
                at += 1;
                continue;
            };
            let Candidate { entry, end, .. } = candidate;
            at = end;
            match entry.class {
                Class::Phrase | Class::Mark => {
                    let several = entry.lemma.contains(' ');
                    let better = loose.is_none_or(|(kept, _)| several && !kept.entry.lemma.contains(' '));
                    if better && (several || unknown.is_none()) {
                        loose = Some((candidate, colour));
                    }
                    colour.hedged |= entry.has(HEDGE);
                }
                Class::Verb | Class::Adjective | Class::Noun => {
                    if self.hands_on(&candidate) || self.gives_way(&candidate) {
                        // "is set to release": what is handed on to is better than what hands on.
                        let better = weak.is_none_or(|(kept, _)| self.hands_on(&kept) && !self.hands_on(&candidate));
                        if better {
                            weak = Some((candidate, colour));
                        }
                        colour.negated ^= entry.has(NEGATIVE);
                        colour.hedged |= entry.has(HEDGE | PASSES_PASSIVE) && !entry.has(LIGHT);
                        continue;
                    }
                    let light = weak.filter(|(kept, _)| kept.entry.has(LIGHT) && entry.class == Class::Noun);
                    return self.finish(&candidate, colour, light.map(|(kept, _)| kept.entry.lemma));
                }
            }
        }
        if let Some((candidate, colour)) = weak.or(loose) {
            return self.finish(&candidate, colour, None);
        }
        self.guess(unknown, colour)
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", String::as_str)
    }

    /// The word before a token that is no adverb and no negation; before the cue where there is none in it.
    fn previous(&self, at: usize) -> &str {
        let earlier = self.tokens[..at].iter().rev().chain(self.before.iter().rev()).take(REACH);
        earlier.map(String::as_str).find(|word| !is_adverb(word) && *word != "not" && *word != "never").unwrap_or("")
    }

    /// The first token from `at` on that is no adverb.
    fn past_adverbs(&self, at: usize) -> usize {
        let end = self.tokens.len().min(at + REACH);
        (at..end).find(|i| !is_adverb(self.token(*i)) && self.token(*i) != "not").unwrap_or(end)
    }

    /// Negation and doubt of the words that lead to the cue without a break.
    fn colour_before(&self) -> Colour {
        let mut colour = Colour::default();
        for word in self.before.iter().rev().map(String::as_str) {
            let found = self.lexicon.forms(word);
            let hedges = best(&found, Class::Phrase).is_some_and(|found| found.entry.has(HEDGE));
            if is_negator(word) {
                colour.negated = true;
            } else if hedges || matches!(word, "may" | "might" | "alleged" | "reported" | "purported") {
                colour.hedged = true;
            } else if !is_auxiliary(word) && !is_adverb(word) {
                break;
            }
        }
        colour
    }

    /// Takes in a word that is not in the lexicon.
    fn tint(&self, colour: &mut Colour, at: usize) {
        let word = self.token(at);
        if is_negator(word) {
            // "not only said" was said.
            let only = matches!(self.token(at + 1), "only" | "merely" | "simply" | "just");
            colour.negated |= !(word == "not" && only);
        }
        colour.hedged |= is_hedge(word) || (word == "could" && self.token(at + 1) == "have");
    }

    /// The longest entry that starts at a token, or the entry that its word most likely is.
    fn candidate(&self, at: usize) -> Option<Candidate> {
        let Some(phrase) = self.phrase(at) else { return self.word(at) };
        // "makes jokes about", "his call for": a noun, not the phrasal verb.
        if phrase.entry.class == Class::Verb && phrase.form != Form::Past {
            let direct = self.direct(at);
            let light = || best(&self.lexicon.forms(direct), Class::Verb).is_some_and(|found| found.entry.has(LIGHT));
            if (is_determiner(direct) && direct != "that") || is_preposition(direct) || (at > 0 && light()) {
                return self.word(at).filter(|word| word.entry.class == Class::Noun).or(Some(phrase));
            }
        }
        Some(phrase)
    }

    /// The word right before a token, in the cue or before it.
    fn direct(&self, at: usize) -> &str {
        match at.checked_sub(1) {
            Some(i) => self.token(i),
            None => self.before.last().map_or("", String::as_str),
        }
    }

    fn phrase(&self, at: usize) -> Option<Candidate> {
        let found = self.lexicon.found(self.token(at)).into_iter().filter(|found| !found.entry.rest.is_empty());
        let matched = found.filter_map(|Found { entry, form }| {
            let (mut end, mut negated) = (at + 1, false);
            for part in entry.rest.split(' ').filter(|part| !is_article(part)) {
                let reach = end..(end + MAX_GAP + 1).min(self.tokens.len());
                let gap =
                    reach.clone().take_while(|i| is_gap(self.token(*i)) && !same_word(self.token(*i), part)).count();
                end = reach.start + gap;
                negated |= (reach.start..end).any(|i| is_negator(self.token(i)));
                if end >= reach.end || !same_word(self.token(end), part) {
                    return None;
                }
                end += 1;
            }
            Some(Candidate { entry, form, start: at, end, negated })
        });
        // Longest first; of equals the first, in the lexicon's order.
        matched.min_by_key(|candidate| std::cmp::Reverse(candidate.entry.rest.split(' ').count()))
    }

    fn word(&self, at: usize) -> Option<Candidate> {
        let word = self.token(at);
        if is_auxiliary(word) && word != "to" {
            return None;
        }
        let found = self.lexicon.forms(word);
        // "is back", "was quick": no regular base follows "be".
        let after_be = at > 0 && is_be(self.token(at - 1));
        let possible = |found: &Found| !(after_be && found.form == Form::Base && found.entry.regular);
        let (verb, noun) = (best(&found, Class::Verb).filter(possible), best(&found, Class::Noun));
        let (adjective, loose) = (best(&found, Class::Adjective), best(&found, Class::Phrase));
        // "first", "about", "set" lead to a verb only before "to".
        let leads = self.token(at + 1) == "to" && at + 2 < self.tokens.len();
        let adjective =
            adjective.filter(|found| leads || !found.entry.has(PASSES) || !(loose.is_some() || is_adverb(word)));
        let loose = loose.filter(|_| word != "to" || self.tokens.len() == 1);
        let previous = self.previous(at);
        let chosen = match (verb, noun, adjective) {
            (Some(verb), Some(found), _) if self.reads_as_noun(at, found.form, verb.form) => noun,
            (Some(Found { form, .. }), _, Some(_)) => {
                let after_be = is_be(previous) || is_linking(previous);
                let adjectival = after_be && form != Form::Ing && self.token(at + 1) != "by";
                if adjectival || form == Form::Base && !self.wants_verb(at) { adjective } else { verb }
            }
            // "concerns": the verb seldom reports, the noun does.
            (Some(verb), Some(noun), _)
                if verb.entry.has(WEAK) && !noun.entry.has(WEAK) && verb.form != Form::Past && !self.wants_verb(at) =>
            {
                Some(noun)
            }
            (Some(_), ..) => verb,
            (None, Some(_), Some(_)) => {
                if is_be(previous) && !is_determiner(self.token(at.saturating_sub(1))) {
                    adjective
                } else {
                    noun
                }
            }
            (None, noun, adjective) => noun.or(adjective).or(loose),
        };
        let Found { entry, form } = chosen?;
        Some(Candidate { entry, form, start: at, end: at + 1, negated: false })
    }

    /// Whether a verb must stand here: after "to", a modal, "do", a pronoun, or "not".
    fn wants_verb(&self, at: usize) -> bool {
        let previous = self.previous(at);
        let negated = at > 0 && matches!(self.token(at - 1), "not" | "never");
        is_modal(previous) || is_pronoun(previous) || negated || matches!(previous, "to" | "do" | "does" | "did")
    }

    /// Whether a form that may be a verb is a noun here.
    fn reads_as_noun(&self, at: usize, noun: Form, form: Form) -> bool {
        let direct = self.direct(at);
        let next = self.token(at + 1);
        if form == Form::Past || (form == Form::Ing && noun != Form::Base) {
            return false;
        }
        if is_determiner(direct) && !(direct == "'s" && form == Form::Ing) && direct != "that" {
            return true;
        }
        if self.wants_verb(at) {
            return false;
        }
        if next == "of" {
            return form != Form::Ing || is_determiner(direct);
        }
        if at > 0 && form != Form::Ing {
            // "sharp critique", "expressed concern", "in response" against "repeatedly claims", "has asked".
            let follows_verb = is_auxiliary(direct) || is_adverb(direct);
            return !follows_verb || is_preposition(direct);
        }
        if at > 0
            && best(&self.lexicon.forms(direct), Class::Adjective).is_some()
            && !is_adverb(direct)
            && !is_preposition(direct)
        {
            return true;
        }
        form != Form::Ing && matches!(next, "about" | "over" | "against" | "among")
    }

    /// Whether the verb after it is the head: "continued to say", "began tweeting", "is expected to announce".
    fn hands_on(&self, candidate: &Candidate) -> bool {
        let Candidate { entry, start, end, .. } = *candidate;
        let next = self.past_adverbs(end);
        let infinitive = self.token(next) == "to" && next + 1 < self.tokens.len();
        if entry.has(PASSES) {
            let ing = entry.class == Class::Verb
                && self.candidate(next).is_some_and(|next| next.entry.class == Class::Verb && next.form == Form::Ing);
            return infinitive || ing;
        }
        entry.has(PASSES_PASSIVE) && infinitive && candidate.form == Form::Past && is_be(self.previous(start))
    }

    /// Whether a stronger word of the cue, if there is one, is the head.
    fn gives_way(&self, candidate: &Candidate) -> bool {
        if candidate.entry.has(LIGHT | WEAK) {
            return true;
        }
        let Candidate { entry, form, start, end, .. } = *candidate;
        let direct = self.direct(start);
        let determined = is_determiner(direct) && !matches!(direct, "'s" | "that");
        match entry.class {
            // "his continued insistence".
            Class::Verb => determined && form == Form::Past,
            // "a blunt, honest answer", "sharp critique".
            Class::Adjective => determined || self.candidate(end).is_some_and(|next| next.entry.class == Class::Noun),
            // "campaign promise" is a promise; "statement then declares" declares.
            Class::Noun => {
                let compound = form == Form::Base && self.candidate(end).is_some_and(|c| c.entry.class == Class::Noun);
                let next = self.candidate(self.past_adverbs(end));
                let clause = next.is_some_and(|next| {
                    let finite = next.form != Form::Ing && (next.form != Form::Base || form == Form::S);
                    next.entry.reports() && finite
                });
                compound || clause
            }
            _ => false,
        }
    }

    fn finish(&self, head: &Candidate, colour: Colour, light: Option<&str>) -> CueReading {
        let Candidate { entry, start, end, form, negated } = *head;
        let nothing = entry.class == Class::Verb && matches!(self.token(end), "nothing" | "none");
        let mut hedged = colour.hedged || entry.has(HEDGE);
        // "is said to have" without its verb.
        let bare = entry.has(PASSES_PASSIVE) && form == Form::Past && self.token(end) == "to";
        hedged |= bare && matches!(entry.act, Act::Assert | Act::Claim) && is_be(self.previous(start));
        let negated = (colour.negated || negated || nothing) ^ entry.has(NEGATIVE);
        // "would not comment" is as little a statement as "declined to comment".
        let silent = negated && matches!(entry.lemma, "comment" | "comment on");
        CueReading {
            lemma: light.map_or_else(|| entry.lemma.to_owned(), |light| format!("{light} {}", entry.lemma)),
            act: if silent { Act::Other } else { entry.act },
            negated,
            hedged,
            takes_addressee: entry.has(ADDRESSEE),
            known: true,
        }
    }

    /// A reading of a cue without any word of the lexicon.
    fn guess(&self, unknown: Option<(usize, Colour)>, colour: Colour) -> CueReading {
        let (at, colour) = unknown.unwrap_or((self.tokens.len().saturating_sub(1), colour));
        let word = self.token(at);
        CueReading {
            lemma: if is_content(word) { uninflected(word) } else { word.to_owned() },
            act: Act::Other,
            negated: colour.negated,
            hedged: colour.hedged,
            takes_addressee: false,
            known: false,
        }
    }
}

/// Whether a word could be a head.
fn is_content(word: &str) -> bool {
    !(is_auxiliary(word)
        || is_negator(word)
        || is_determiner(word)
        || is_adverb(word)
        || is_pronoun(word)
        || is_time(word)
        || is_hedge(word)
        || is_preposition(word))
}

/// Equal, or equal but for a plural s: "requests", "request".
fn same_word(word: &str, part: &str) -> bool {
    word == part.to_lowercase()
        || (part.len() > 3 && (word.strip_suffix('s') == Some(part) || part.strip_suffix('s') == Some(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cue` may hold the words before the cue, parted from it by "|"; `expected` is lemma, act, and any of
    /// "negated", "hedged", "addressee", "unknown", parted by commas.
    fn check(cases: &[(&str, &str)]) {
        let mut wrong = Vec::new();
        for (cue, expected) in cases {
            let (before, words) = cue.split_once('|').unwrap_or(("", cue));
            let before: Vec<&str> = before.split_whitespace().collect();
            let words: Vec<&str> = words.split_whitespace().collect();
            let reading = read_cue(&words, &before);
            let mut found = vec![reading.lemma.as_str(), reading.act.as_str()];
            let flags = [
                (reading.negated, "negated"),
                (reading.hedged, "hedged"),
                (reading.takes_addressee, "addressee"),
                (!reading.known, "unknown"),
            ];
            found.extend(flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name));
            if found.join(", ") != *expected {
                wrong.push(format!("{cue:?}: expected {expected:?}, found {:?}", found.join(", ")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn undoes_inflection_and_keeps_the_spelling() {
        check(&[
            ("said", "say, assert"),
            ("SAYS", "say, assert"),
            ("saying", "say, assert"),
            ("told", "tell, assert, addressee"),
            ("wrote", "write, assert"),
            ("written", "write, assert"),
            ("swore", "swear, claim"),
            ("foresaw", "foresee, believe"),
            ("thought", "think, believe"),
            ("forbade", "forbid, decree"),
            ("admitted", "admit, admit"),
            ("quipped", "quip, assert"),
            ("blogging", "blog, assert"),
            ("replied", "reply, assert"),
            ("denies", "deny, deny"),
            ("lying", "lie, claim"),
            ("criticised", "criticise, condemn"),
            ("criticized", "criticize, condemn"),
            ("signalled", "signal, assert"),
            ("signaled", "signal, assert"),
            ("favoured", "favour, feel"),
            ("favored", "favor, feel"),
            ("mimicking", "mimic, condemn"),
            ("vetoed", "veto, decree"),
            ("agreeing", "agree, agree"),
            ("re-tweeted", "tweet, assert"),
        ]);
    }

    #[test]
    fn finds_the_head_behind_auxiliaries_adverbs_and_verbs_that_hand_on() {
        check(&[
            ("has said", "say, assert"),
            ("would also have argued", "argue, claim"),
            ("’s been saying", "say, assert"),
            ("have both repeatedly warned", "warn, warn, addressee"),
            ("went on to say", "say, assert"),
            ("continued to insist", "insist, claim"),
            ("continued", "continue, assert"),
            ("began tweeting", "tweet, assert"),
            ("kept asking", "ask, ask, addressee"),
            ("tried to explain", "explain, assert"),
            ("was quick to point out", "point out, assert"),
            ("was the first to report", "report, assert"),
            ("first reported", "report, assert"),
            ("is about to reveal", "reveal, announce"),
            ("was back to boasting about", "boast about, assert"),
            ("smiled and said", "say, assert"),
            ("went so far as to say", "say, assert"),
            ("was not shy about saying", "say, assert, negated"),
            ("let it be known", "let be known, assert"),
            ("wants", "want, intend"),
            ("vowed to oppose", "vow, promise"),
            ("said in an interview", "say, assert"),
            ("said in a statement released Friday", "say, assert"),
            ("wrote in a joint letter", "write, assert"),
            ("said Tuesday", "say, assert"),
        ]);
    }

    #[test]
    fn reads_the_passive_as_its_verb() {
        check(&[
            ("was told", "tell, assert, addressee"),
            ("was asked about", "ask about, ask"),
            ("has repeatedly been quoted as saying", "quote, assert"),
            ("is quoted as saying", "quote, assert"),
            ("was accused of", "accuse, condemn"),
            ("were described as", "describe, assert"),
            ("is expected", "expect, believe"),
            ("was opposed by", "oppose, feel"),
        ]);
    }

    #[test]
    fn prefers_longer_entries() {
        check(&[
            ("called", "call, assert"),
            ("called for", "call for, demand"),
            ("called on", "call on, demand, addressee"),
            ("calling for", "call for, demand"),
            ("pointed out", "point out, assert"),
            ("hit out at", "hit out at, condemn"),
            ("lashed out at", "lash out at, condemn"),
            ("spoke out against", "speak out against, condemn"),
            ("ruled", "rule, decree"),
            ("ruled out", "rule out, deny"),
            ("made clear", "make clear, assert"),
            ("made it very clear", "make clear, assert"),
            ("took to Twitter", "take to Twitter, assert"),
            ("pushed back on", "push back on, deny"),
            ("would like", "would like, intend"),
            ("’d like", "would like, intend"),
            ("is against", "be against, feel"),
            ("came out in favour of", "come out in favour of, feel"),
            ("struck down", "strike down, decree"),
            ("voted against", "vote against, disagree"),
        ]);
    }

    #[test]
    fn tells_what_is_negated() {
        check(&[
            ("did not deny", "deny, deny, negated"),
            ("denied", "deny, deny"),
            ("didn't say", "say, assert, negated"),
            ("wouldn’t say", "say, assert, negated"),
            ("did n't say", "say, assert, negated"),
            ("would not say whether", "say, assert, negated"),
            ("could not say", "say, assert, negated"),
            ("cannot confirm", "confirm, confirm, negated"),
            ("can’t say", "say, assert, negated"),
            ("never said", "say, assert, negated"),
            ("has never once claimed", "claim, claim, negated"),
            ("refused to confirm", "confirm, confirm, negated"),
            ("did not refuse to say", "say, assert"),
            ("declined to say", "say, assert, negated"),
            ("failed to mention", "mention, assert, negated"),
            ("has yet to say", "say, assert, negated"),
            ("stopped short of calling", "call, assert, negated"),
            ("was unable to say", "say, assert, negated"),
            ("is unwilling to endorse", "endorse, praise, negated"),
            ("said nothing about", "say, assert, negated"),
            ("made no mention of", "make mention of, assert, negated"),
            ("no longer supports", "support, feel, negated"),
            ("not only said", "say, assert"),
            ("was not convinced", "convinced, believe, negated"),
            ("is unaware of", "unaware, believe, negated"),
            ("without saying", "say, assert, negated"),
            ("did not rule out", "rule out, deny, negated"),
        ]);
    }

    #[test]
    fn reads_a_refusal_to_speak_as_no_statement() {
        check(&[
            ("declined to comment", "decline to comment, other, negated"),
            ("declined to comment on", "decline to comment, other, negated"),
            ("declined", "decline, other, negated"),
            ("refused", "refuse, other, negated"),
            ("refused to be drawn", "refuse to be drawn, other, negated"),
            ("did not respond to a request for comment", "respond to a request for comment, other, negated"),
            (
                "did not immediately respond to multiple requests for comment",
                "respond to a request for comment, other, negated",
            ),
            ("could not be reached", "be reached, other, negated"),
            ("was not available for comment", "be available for comment, other, negated"),
            ("had no comment", "have no comment, other, negated"),
            ("no comment", "no comment, other, negated"),
            ("would not comment on", "comment on, other, negated"),
            ("did not return calls", "return a call, other, negated"),
            ("was silent", "silent, other, negated"),
        ]);
    }

    #[test]
    fn tells_what_is_hedged() {
        check(&[
            ("reportedly said", "say, assert, hedged"),
            ("reportedly", "reportedly, assert, hedged"),
            ("allegedly told", "tell, assert, hedged, addressee"),
            ("may have suggested", "suggest, suggest, hedged"),
            ("might say", "say, assert, hedged"),
            ("could have said", "say, assert, hedged"),
            ("appeared to suggest", "suggest, suggest, hedged"),
            ("seemed to", "seem, believe, hedged"),
            ("is said to have", "say, assert, hedged"),
            ("is reported to have claimed", "claim, claim, hedged"),
            ("is expected to announce", "announce, announce, hedged"),
            ("is likely to propose", "propose, suggest, hedged"),
            ("hinted", "hint, assert"),
            ("alleged", "allege, claim"),
            ("expects to announce", "expect, believe"),
        ]);
    }

    #[test]
    fn takes_in_the_words_before_the_cue() {
        check(&[
            ("the mayor reportedly|said", "say, assert, hedged"),
            ("she did not|respond to", "respond to, assert, negated"),
            ("he has never|said", "say, assert, negated"),
            ("they may have|claimed", "claim, claim, hedged"),
            ("did n't immediately|say", "say, assert, negated"),
            ("not the mayor|said", "say, assert"),
            ("it rejected the|claim", "claim, claim"),
            ("rejected her|questions", "question, ask"),
            ("she|questions", "question, disagree"),
        ]);
    }

    #[test]
    fn reads_nouns_adjectives_and_prepositions() {
        check(&[
            ("'s claim", "claim, claim"),
            ("’s view", "view, believe"),
            ("the belief", "belief, believe"),
            ("the allegations", "allegation, claim"),
            ("his pledge", "pledge, promise"),
            ("sharp critique of", "critique, condemn"),
            ("the questions about", "question, ask"),
            ("questions about", "question about, ask"),
            ("support for", "support, feel"),
            ("her campaign promise", "promise, promise"),
            ("a blunt warning", "warning, warn"),
            ("expressed concern", "express concern, feel"),
            ("issued a statement saying", "issue statement, assert"),
            ("made a promise", "make promise, promise"),
            ("analysis shows", "show, show"),
            ("refusal to endorse", "endorse, praise, negated"),
            ("lack of support", "support, feel, negated"),
            ("according to", "according to, assert"),
            ("in the words of", "in the words of, assert"),
            ("in a statement", "in a statement, assert"),
            ("in her view", "in view, believe"),
            ("for", "for, believe"),
            ("on condition of anonymity", "on condition of anonymity, assert"),
            ("is confident", "confident, believe"),
            ("was deeply worried", "worried, feel"),
            ("remains convinced", "convinced, believe"),
            ("worried", "worry, feel"),
            ("concerns about", "concern, feel"),
            ("is highly critical of", "critical, condemn"),
            ("is supportive of", "supportive, feel"),
        ]);
    }

    #[test]
    fn gives_each_kind_of_act() {
        check(&[
            ("tweeted", "tweet, assert"),
            ("sighed", "sigh, assert"),
            ("snapped", "snap, assert"),
            ("insisted", "insist, claim"),
            ("acknowledged", "acknowledge, confirm"),
            ("conceded", "concede, admit"),
            ("unveiled", "unveil, announce"),
            ("shows", "show, show"),
            ("hailed", "hail, praise"),
            ("blamed", "blame, condemn"),
            ("urged", "urge, demand, addressee"),
            ("wondered aloud", "wonder aloud, ask"),
            ("recommended", "recommend, suggest"),
            ("agreed", "agree, agree"),
            ("disputes", "dispute, disagree"),
            ("knows", "know, believe"),
            ("plans", "plan, intend"),
            ("fears", "fear, feel"),
            ("banned", "ban, decree"),
            ("approved", "approve, decree"),
        ]);
    }

    #[test]
    fn reads_a_bare_mark_as_a_plain_report() {
        check(&[(":", ":, assert"), ("—", "—, assert"), ("―", "―, assert"), ("said:", "say, assert")]);
    }

    #[test]
    fn guesses_the_base_of_unknown_words() {
        check(&[
            ("flummoxed", "flummox, other, unknown"),
            ("had zorbled", "zorble, other, unknown"),
            ("is plizzing", "plizz, other, unknown"),
            ("didn't dribbify", "dribbify, other, negated, unknown"),
            ("drommies", "drommy, other, unknown"),
            ("blarped Tuesday", "blarp, other, unknown"),
            ("did", "did, other, unknown"),
        ]);
        let nothing = read_cue(&[], &[]);
        assert_eq!((nothing.lemma.as_str(), nothing.known), ("", false));
    }

    #[test]
    fn knows_single_forms() {
        assert_eq!(lemma_of("said"), Some(("say", Act::Assert)));
        assert_eq!(lemma_of("Told"), Some(("tell", Act::Assert)));
        assert_eq!(lemma_of("statements"), Some(("statement", Act::Assert)));
        assert_eq!(lemma_of("criticized"), Some(("criticize", Act::Condemn)));
        assert_eq!(lemma_of("criticised"), Some(("criticise", Act::Condemn)));
        assert_eq!(lemma_of("convinced"), Some(("convince", Act::Demand)));
        assert_eq!(lemma_of("analyses"), Some(("analyse", Act::Show)));
        for unknown in ["", ":", "according", "house", "sayed", "thinked", "saids", "é", "'"] {
            assert_eq!(lemma_of(unknown), None, "{unknown:?}");
        }
    }

    #[test]
    fn every_line_of_the_lexicon_is_well_formed_and_in_order() {
        let table = include_str!("cues/lexicon.tsv");
        let mut lines = table.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.next(), Some("lemma\tclass\tact\tflags\tforms"));
        let mut seen = std::collections::HashSet::new();
        let mut last = None;
        for line in lines {
            let (lemmas, class, act, ..) = columns(line).unwrap_or_else(|| panic!("not well formed: {line:?}"));
            for lemma in lemmas.split('|') {
                assert_eq!(lemma, lemma.split_whitespace().collect::<Vec<_>>().join(" "), "blanks: {line:?}");
                assert!(seen.insert((lemma, class as u8)), "twice in the lexicon: {line:?}");
            }
            let place = (class as u8, Act::ALL.iter().position(|other| *other == act), lemmas);
            assert!(last.is_none_or(|last| last < place), "out of order: {line:?}");
            last = Some(place);
        }
        assert!(seen.len() > 2_500, "{}", seen.len());
    }

    /// Whatever the index finds for a form must be what the entry inflects to.
    #[test]
    fn every_entry_is_found_again_by_its_own_words() {
        let lexicon = lexicon();
        for (_, Found { entry, .. }) in &lexicon.index {
            if entry.class == Class::Mark {
                continue;
            }
            let (first, rest) = split_first(entry.lemma);
            let forms = match entry.class {
                Class::Verb if entry.regular => [
                    vec![first.to_owned(), with_s(first)],
                    endings(first, entry.has(DOUBLE), "ed"),
                    endings(first, entry.has(DOUBLE), "ing"),
                ]
                .concat(),
                Class::Noun if rest.is_empty() => vec![first.to_owned(), with_s(first)],
                _ => vec![first.to_owned()],
            };
            for form in forms {
                let found = lexicon.found(&form);
                assert!(found.iter().any(|found| found.entry.lemma == entry.lemma), "{form:?} of {:?}", entry.lemma);
            }
        }
    }

    #[test]
    fn reads_any_words_without_panic() {
        for odd in ["’s", "'", "n't", "”", "İi’s", "\u{0}", "--", "...", "ﬁnding", "s'", "-", "e", "ed", "ing", "日本"]
        {
            for other in ["said", "to", "no", odd] {
                read_cue(&[odd, other], &[other, odd]);
                read_cue(&[other, odd], &[odd]);
                lemma_of(odd);
            }
        }
    }
}
