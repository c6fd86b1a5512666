//! A model's scores of words to mentions: names, descriptions and pronouns that mean somebody, and what each says of
//! whom it means.
//!
//! Which words are of a name, which head a description and where descriptions begin and end is the model's; what is left
//! to do here is to read the labels, and to take words apart: parts of a name, number, stated gender.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{scene::Scene, weights::WordStates};
use crate::{
    lang::{Class, Determiner, Pronoun, fold, lexicon},
    stages::{Rule, Rules},
    text::{Shape, Words},
    types::Gender,
};

/// Kinds of those that are mentioned, as indices into [`Mention::kinds`].
pub(super) const PERSON: usize = 0;
/// A company, club, party, government.
pub(super) const BODY: usize = 1;
/// Several people.
pub(super) const GROUP: usize = 2;
/// A place.
pub(super) const PLACE: usize = 3;
/// A report, a book, a film.
pub(super) const WORK: usize = 4;

/// What a word is to names, in the order of a model's scores.
pub const NAME_LABELS: [&str; 9] =
    ["O", "B-PERSON", "I-PERSON", "B-BODY", "I-BODY", "B-PLACE", "I-PLACE", "B-WORK", "I-WORK"];

/// What a word that is of no name heads, in the order of a model's scores.
pub const HEAD_LABELS: [&str; 7] = ["O", "PERSON", "GROUP", "BODY", "DOCUMENT", "OTHER", "PRONOUN"];

/// What a word is to roles, in the order of a model's scores.
pub const ROLE_LABELS: [&str; 5] = ["O", "B-TITLE", "I-TITLE", "B-ORGANISATION", "I-ORGANISATION"];

/// What a mention is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A proper name, with or without titles.
    Name,
    /// A noun: "the mayor".
    Description,
    /// "she"
    Pronoun(Pronoun),
    /// Nothing: whoever speaks where no source is.
    Silent,
}

/// A mention of somebody, or of something that speaks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mention {
    /// Its words.
    pub(super) words: Range<usize>,
    /// The word that heads it.
    pub(super) head: usize,
    /// What it is made of.
    pub(super) form: Form,
    /// How likely it is of each kind, by its words only; adds up to 1, or all 0 where its words say nothing.
    pub(super) kinds: [f32; 5],
    /// The words of the name; empty where it has none.
    pub(super) name: Range<usize>,
    /// Titles in it: "chief executive".
    pub(super) titles: Vec<Range<usize>>,
    /// The organisations that these belong to.
    pub(super) organisations: Vec<Range<usize>>,
    /// The name's parts, folded, without suffix; with the surname that it shares.
    pub(super) parts: Vec<String>,
    /// What parts a son from his father: "jr".
    pub(super) suffix: Option<String>,
    /// The word after it that is its surname too: "Tom and Erica | Vaughan".
    pub(super) surname: Option<usize>,
    /// The noun that heads a description, in the singular; empty for others.
    pub(super) noun: String,
    /// The gender that its titles, nouns or pronoun state.
    pub(super) gender: Gender,
    pub(super) plural: bool,
    pub(super) determiner: Determiner,
    /// Other words of a description that say something: "former", "harbour".
    pub(super) modifiers: Vec<String>,
}

impl Mention {
    /// Whoever speaks at a word, without being mentioned there.
    pub(super) fn silent(at: usize) -> Self {
        Self {
            words: at..at + 1,
            head: at,
            form: Form::Silent,
            kinds: [0.0; 5],
            name: at..at,
            titles: Vec::new(),
            organisations: Vec::new(),
            parts: Vec::new(),
            suffix: None,
            surname: None,
            noun: String::new(),
            gender: Gender::Unknown,
            plural: false,
            determiner: Determiner::Bare,
            modifiers: Vec::new(),
        }
    }

    /// A mention whose words, head, name, titles and kinds are known.
    pub(super) fn new(
        scene: &Scene,
        words: Range<usize>,
        head: usize,
        name: Range<usize>,
        [titles, organisations]: [Vec<Range<usize>>; 2],
        kinds: [f32; 5],
    ) -> Self {
        let mut mention = Self { words, head, name, titles, organisations, kinds, ..Self::silent(head) };
        let pronoun = (mention.words.len() == 1).then(|| Pronoun::written(scene.words.word(head))).flatten();
        if !mention.name.is_empty() {
            mention.form = Form::Name;
            mention.parts = parts(scene, &mention.name);
            mention.suffix =
                mention.name.clone().skip(1).map(|at| scene.word(at)).find(|word| is_suffix(word)).map(fold);
            mention.gender = stated(scene, &mention);
        } else if let Some(pronoun) = pronoun {
            mention.form = Form::Pronoun(pronoun);
            mention.gender = match pronoun {
                Pronoun::He => Gender::Male,
                Pronoun::She => Gender::Female,
                _ => Gender::Unknown,
            };
            mention.plural = matches!(pronoun, Pronoun::They | Pronoun::We);
        } else {
            mention.form = Form::Description;
            let word = scene.word(head);
            let singular = lexicon().singular(word).filter(|_| kinds[PERSON] < 0.5);
            mention.plural = kinds[GROUP] > 0.5 || singular.is_some() && kinds[BODY] < 0.5;
            mention.noun = noun(singular.as_deref().unwrap_or(word));
            mention.gender = if mention.plural { Gender::Unknown } else { lexicon().noun_gender(word) };
            mention.determiner = determiner(scene, &mention);
            let content = |at: &usize| {
                let word = scene.word(*at);
                *at != head && word.starts_with(char::is_alphanumeric) && !lexicon().is_function_word(word)
            };
            mention.modifiers = mention.words.clone().filter(content).map(|at| scene.word(at).to_owned()).collect();
        }
        mention
    }

    /// The words of a description without its article, up to its head and to its end.
    pub(super) fn phrases(&self) -> Vec<Range<usize>> {
        if self.form != Form::Description {
            return Vec::new();
        }
        let start = self.words.start + usize::from(self.determiner != Determiner::Bare && self.words.start < self.head);
        let whole = (self.words.end > self.head + 1).then_some(start..self.words.end);
        std::iter::once(start..self.head + 1).chain(whole).collect()
    }

    /// The kind that its words speak for most, where they say anything.
    pub(super) fn kind(&self) -> Option<usize> {
        likeliest(&self.kinds)
    }
}

/// One form for the words that name one role or thing.
pub(super) fn noun(singular: &str) -> String {
    lexicon().role_form(singular.trim_end_matches('.')).to_owned()
}

/// The gender that honorifics and titles before a name state.
fn stated(scene: &Scene, mention: &Mention) -> Gender {
    let before = mention.words.start..mention.name.start;
    let said = |at: usize| {
        let word = scene.word(at);
        let honorific = lexicon().honorific(word);
        if honorific == Gender::Unknown { lexicon().noun_gender(word) } else { honorific }
    };
    // "his wife, Jo Bell": what is in front of a comma is another mention's, or a possessor's.
    before.rev().map(said).find(|gender| *gender != Gender::Unknown).unwrap_or_default()
}

/// Lower-case parts of a name without accents, suffix and inner nickname.
fn parts(scene: &Scene, name: &Range<usize>) -> Vec<String> {
    let mut parts = Vec::new();
    let mut nickname = false;
    for at in name.clone() {
        if scene.shape(at) == Some(Shape::Mark) {
            nickname = !nickname;
            continue;
        }
        let word = scene.word(at);
        let suffix = is_suffix(word) || is_postnominal(word);
        let part = fold(word);
        if nickname || part.is_empty() || suffix && !parts.is_empty() || scene.is_possessive(at) {
            continue;
        }
        parts.push(part);
    }
    if parts.len() > 1 && parts[0] == "the" {
        parts.remove(0);
    }
    // "S.E.C." is "SEC".
    if let [part] = &mut parts[..]
        && part.split('.').all(|letter| letter.chars().count() == 1)
        && lexicon().country(part).is_none()
    {
        part.retain(|letter| letter != '.');
    }
    parts
}

/// Whether a word after a name parts a son from his father.
fn is_suffix(word: &str) -> bool {
    lexicon().is(Class::Suffixes, word.trim_end_matches('.'))
}

/// Whether a word after a name says a rank or an honour.
fn is_postnominal(word: &str) -> bool {
    lexicon().is(Class::Postnominals, word)
}

fn determiner(scene: &Scene, mention: &Mention) -> Determiner {
    let first = mention.words.start;
    let owned = (first + 1..mention.head).any(|at| scene.is_possessive(at));
    match scene.word(first) {
        _ if owned => Determiner::Possessive,
        "the" | "this" | "that" | "these" | "those" => Determiner::Definite,
        "his" | "her" | "its" | "their" | "my" | "our" | "your" | "whose" => Determiner::Possessive,
        "a" | "an" | "another" | "one" | "some" | "many" | "most" | "several" | "two" | "three" | "four" | "five"
        | "few" | "other" | "both" | "each" | "every" | "all" | "no" | "any" | "more" => Determiner::Indefinite,
        word if word.starts_with(|letter: char| letter.is_ascii_digit()) => Determiner::Indefinite,
        _ => Determiner::Bare,
    }
}

/// What a model makes of words: probabilities over [`NAME_LABELS`], [`HEAD_LABELS`] and [`ROLE_LABELS`], and of
/// beginning and ending a mention, a row per word; and states of a fixed width, to compare mentions by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Over [`NAME_LABELS`].
    pub names: Vec<[f32; 9]>,
    /// Over [`HEAD_LABELS`].
    pub heads: Vec<[f32; 7]>,
    /// Over [`ROLE_LABELS`].
    pub roles: Vec<[f32; 5]>,
    /// That a mention begins and that one ends with the word.
    pub bounds: Vec<[f32; 2]>,
    /// What mentions are compared by.
    pub states: WordStates,
}

impl Labels {
    /// How likely each word from `first` on is of a person's name, 0..=1.
    pub(crate) fn persons_from(&self, first: usize) -> impl Iterator<Item = f32> {
        self.names[first..].iter().map(|row| row[1] + row[2])
    }

    /// Of the words from `first` on, those that may head a mention: of names, heads and handles.
    pub(crate) fn heads_from(&self, words: &Words, first: usize) -> Vec<usize> {
        let is_head = |at: &usize| {
            is_of_name(&self.names[*at]) || best(&self.heads[*at]) != 0 || words.word(*at).starts_with('@')
        };
        (first..self.names.len()).filter(is_head).collect()
    }

    /// Adds words of which nothing is known: they are of no mention.
    pub(crate) fn skip(&mut self, n_words: usize) {
        fn outside<const N: usize>() -> [f32; N] {
            std::array::from_fn(|at| if at == 0 { 1.0 } else { 0.0 })
        }
        self.names.resize(self.names.len() + n_words, outside());
        self.heads.resize(self.heads.len() + n_words, outside());
        self.roles.resize(self.roles.len() + n_words, outside());
        self.bounds.resize(self.bounds.len() + n_words, [0.0; 2]);
        self.states.skip(n_words);
    }
}

/// How far a mention may begin before its head, and end after it.
const REACH: [usize; 2] = [12, 16];

/// The mentions that a model's labels mark, in text order, outer ones first.
pub(super) fn read(scene: &Scene, labels: &Labels, rules: Rules) -> Vec<Mention> {
    let n_words =
        scene.len().min(labels.names.len()).min(labels.heads.len()).min(labels.roles.len()).min(labels.bounds.len());
    let role = |kind: usize| -> Vec<Range<usize>> {
        let found = spans(scene, n_words, |at| label(&labels.roles[at], kind));
        found.into_iter().map(|span| without_end(span, |at| joins(scene.word(at)))).collect()
    };
    let (titles, organisations) = (role(0), role(1));
    let mut mentions = Vec::new();
    let mut named = vec![false; n_words];
    let mut heads: Vec<(usize, Range<usize>, [f32; 5])> = Vec::new();
    for (name, kinds) in names(scene, labels, n_words) {
        named[name.clone()].fill(true);
        let name = trimmed(scene, name, kinds[PERSON] >= 0.5);
        if name.clone().any(|at| scene.word(at).contains(char::is_alphanumeric)) {
            heads.push((name.end - 1, name, kinds));
        }
    }
    for (at, named) in named.iter().enumerate() {
        let row = &labels.heads[at];
        if *named || best(row) == 0 {
            continue;
        }
        let [_, person, group, body, document, other, pronoun] = *row;
        let total = (person + group + body + document + other).max(1e-6);
        let is_pronoun = best(row) == 6 || pronoun > total;
        if is_pronoun && Pronoun::written(scene.words.word(at)).is_none() {
            continue;
        }
        let kinds = [person, body, group, other, document].map(|score| score / total);
        heads.push((at, at..at, if is_pronoun { [0.0; 5] } else { kinds }));
    }
    heads.sort_by_key(|(head, ..)| *head);
    for (head, name, kinds) in heads {
        let alone = kinds == [0.0; 5];
        let inner = if name.is_empty() { head..head + 1 } else { name.clone() };
        let words = if alone { inner } else { extent(scene, labels, n_words, &inner, !name.is_empty()) };
        let within = |spans: &[Range<usize>]| -> Vec<Range<usize>> {
            let from = spans.partition_point(|span| span.start < words.start);
            spans[from..].iter().take_while(|span| span.end <= words.end).cloned().collect()
        };
        let roles = if alone { [Vec::new(), Vec::new()] } else { [within(&titles), within(&organisations)] };
        mentions.push(Mention::new(scene, words, head, name, roles, kinds));
    }
    if rules.has(Rule::Heads) {
        keep_heads(labels, &mut mentions);
    }
    if rules.has(Rule::Titles) {
        take_titles(scene, &mut mentions);
    }
    if rules.has(Rule::BodyNouns) {
        take_kinds(scene, &mut mentions);
    }
    mentions.sort_by_key(|mention| (mention.words.start, std::cmp::Reverse(mention.words.end), mention.head));
    keep_own_roles(&mut mentions);
    if rules.has(Rule::Surnames) {
        share_surnames(scene, &mut mentions);
    }
    if rules.has(Rule::Genders) {
        take_genders(scene, &mut mentions);
    }
    if rules.has(Rule::Handles) {
        take_handles(scene, &mut mentions);
    }
    mentions
}

/// Whether a word joins others and ends no name or title.
fn joins(word: &str) -> bool {
    matches!(word, "of" | "and" | "at" | "for" | "," | "(" | "'s" | "&")
}

/// Words without those at their end that do not belong there: "vice president | and".
fn without_end(mut words: Range<usize>, trails: impl Fn(usize) -> bool) -> Range<usize> {
    while words.len() > 1 && trails(words.end - 1) {
        words.end -= 1;
    }
    words
}

/// Words without those at their start that do not belong there.
fn without_start(mut words: Range<usize>, leads: impl Fn(usize) -> bool) -> Range<usize> {
    while words.len() > 1 && leads(words.start) {
        words.start += 1;
    }
    words
}

/// A name without what its label has too much.
fn trimmed(scene: &Scene, name: Range<usize>, person: bool) -> Range<usize> {
    // "Major-Gen | Jo Bell": a title does not belong to the name, even with a capital.
    let is_title = |at: usize| {
        let word = scene.word(at);
        let title = |part: &str| lexicon().courtesy(part).is_some() || lexicon().title(part).is_some();
        word.split('-').all(title) && !lexicon().is_first_name(word)
    };
    let mut name = without_start(name, |at| person && is_title(at) || scene.word(at) == "the");
    // "Delby Office (DO" has lost the end of its initials.
    let opened = (name.start + 1..name.end).rfind(|at| scene.word(*at) == "(");
    name.end = opened.filter(|at| (*at..name.end).all(|at| scene.word(at) != ")")).unwrap_or(name.end);
    // "Jo Bell KC" and a label that runs on: "Halvorsen Corp. of".
    let joins = |at: usize| joins(scene.word(at));
    let name = without_end(name, |at| joins(at) || person && is_postnominal(scene.word(at)));
    without_start(name, joins)
}

/// Keeps the surer of two heads of the same words, the last word of a compound: "the police | chief". The mentions are in the
/// order of their heads.
fn keep_heads(labels: &Labels, mentions: &mut Vec<Mention>) {
    let described = |mention: &Mention| mention.form == Form::Description;
    let sure = |mention: &Mention| 1.0 - labels.heads[mention.head][0];
    mentions.dedup_by(|next, last| {
        let same = described(next) && described(last) && next.words == last.words;
        if same && (next.head == last.head + 1 || sure(next) > sure(last)) {
            std::mem::swap(next, last);
        }
        same
    });
}

/// Gives a first name the surname of the person named after it: "Tom and Erica Vaughan" are two Vaughans.
fn share_surnames(scene: &Scene, mentions: &mut [Mention]) {
    let person = |mention: &Mention| mention.form == Form::Name && mention.kind() == Some(PERSON);
    let named: HashMap<usize, usize> =
        (0..mentions.len()).filter(|at| person(&mentions[*at])).map(|at| (mentions[at].name.start, at)).collect();
    let known: HashSet<&String> =
        mentions.iter().filter(|one| one.parts.len() > 1).filter_map(|one| one.parts.last()).collect();
    let surname = |one: &Mention| {
        let [first] = &one.parts[..] else { return None };
        let joined = person(one) && matches!(scene.word(one.name.end), "and" | "&");
        let other = joined.then(|| named.get(&(one.name.end + 1))).flatten().map(|other| &mentions[*other])?;
        let first = lexicon().is_first_name(first) && !known.contains(first);
        (first && other.parts.len() > 1).then(|| Some((other.parts.last()?.clone(), other.head))).flatten()
    };
    let found: Vec<_> = mentions.iter().map(surname).collect();
    for (mention, (part, word)) in mentions.iter_mut().zip(found).filter_map(|(one, found)| Some((one, found?))) {
        mention.parts.push(part);
        mention.surname = Some(word);
    }
}

/// Gives a name the gender that a description right before it and a comma states: "his daughter, | Jo Bell".
fn take_genders(scene: &Scene, mentions: &mut [Mention]) {
    let person = |mention: &Mention| mention.kind() == Some(PERSON) && !mention.plural;
    let stated: HashMap<usize, Gender> = mentions
        .iter()
        .filter(|one| one.form == Form::Description && person(one) && one.gender != Gender::Unknown)
        .map(|one| (one.words.end, one.gender))
        .collect();
    for mention in mentions.iter_mut().filter(|one| one.form == Form::Name && one.gender == Gender::Unknown) {
        let comma = mention.words.start.checked_sub(1).filter(|at| scene.word(*at) == ",");
        if let Some(gender) = comma.and_then(|at| stated.get(&at)).filter(|_| person(mention)) {
            mention.gender = *gender;
        }
    }
}

/// Lets a handle in brackets after a name be another form of the name, here and elsewhere: "Jo Bell (@jobell)".
fn take_handles(scene: &Scene, mentions: &mut Vec<Mention>) {
    let is_handle = |at: usize| scene.word(at).len() > 1 && scene.word(at).starts_with('@');
    let mut known: HashMap<&str, (Vec<String>, [f32; 5])> = HashMap::new();
    for mention in mentions.iter().filter(|mention| mention.form == Form::Name) {
        let end = mention.name.end;
        if scene.word(end) == "(" && is_handle(end + 1) && scene.word(end + 2) == ")" {
            known.entry(scene.word(end + 1)).or_insert_with(|| (mention.parts.clone(), mention.kinds));
        }
    }
    if known.is_empty() {
        return;
    }
    mentions.retain(|mention| mention.words.len() > 1 || !known.contains_key(scene.word(mention.head)));
    let handles = (0..scene.len()).filter_map(|at| {
        let (parts, kinds) = known.get(scene.word(at))?;
        let words = at..at + 1;
        let mention = Mention::new(scene, words.clone(), at, words, Default::default(), *kinds);
        Some(Mention { parts: parts.clone(), ..mention })
    });
    mentions.extend(handles);
    mentions.sort_by_key(|mention| (mention.words.start, std::cmp::Reverse(mention.words.end), mention.head));
}

/// Takes a description that only leads to a name for part of the name's mention: "associate professor | Jo Bell", "the state
/// of | Delby".
fn take_titles(scene: &Scene, mentions: &mut Vec<Mention>) {
    let place = |mention: &Mention| mention.kind() == Some(PLACE) && !mention.plural;
    let named: Vec<(Range<usize>, usize, bool)> = mentions
        .iter()
        .filter(|mention| mention.form == Form::Name)
        .map(|mention| (mention.name.clone(), mention.words.start, place(mention)))
        .collect();
    let mut titles: Vec<(usize, Range<usize>)> = Vec::new();
    mentions.retain(|mention| {
        let described = mention.form == Form::Description;
        let from = named.partition_point(|(name, ..)| name.end <= mention.head);
        let Some((name, start, of_place)) = named.get(from).filter(|_| described) else { return true };
        // "the daughter of | Jo Bell" begins anew with the name, "minister for mines Jo Bell" and "the southern state of Delby"
        // do not.
        let called =
            *of_place && place(mention) && name.start == mention.head + 2 && scene.word(mention.head + 1) == "of";
        let one = called || *start <= mention.head && mention.head < name.start;
        let leads = (mention.head + 1..name.start).all(|at| scene.word(at).starts_with(char::is_alphanumeric));
        if leads && one {
            titles.push((name.end - 1, mention.words.clone()));
        }
        !(leads && one)
    });
    for (head, words) in titles {
        // They are still in the order of their heads, of which each has its own.
        let at = mentions.partition_point(|mention| mention.head < head);
        if let Some(mention) = mentions.get_mut(at) {
            mention.words.start = mention.words.start.min(words.start);
        }
    }
}

/// Takes a description that only says what a name is of for part of the name's mention.
fn take_kinds(scene: &Scene, mentions: &mut Vec<Mention>) {
    let named: HashMap<usize, usize> = (0..mentions.len())
        .filter(|at| mentions[*at].form == Form::Name && mentions[*at].kinds[PERSON] < 0.5)
        .map(|at| (mentions[at].name.end, at))
        .collect();
    let mut taken = Vec::new();
    for (at, mention) in mentions.iter().enumerate() {
        let kind = mention.form == Form::Description && lexicon().is(Class::KindsOfBodies, scene.word(mention.head));
        // "the Xinhua news agency"
        let end =
            if mention.head > 0 && scene.word(mention.head - 1) == "news" { mention.head - 1 } else { mention.head };
        if let Some(&name) = named.get(&end).filter(|_| kind) {
            taken.push((at, name, mention.words.start..mention.head + 1));
        }
    }
    for (_, name, words) in &taken {
        let mention = &mut mentions[*name];
        mention.words = mention.words.start.min(words.start)..mention.words.end.max(words.end);
    }
    let mut taken = taken.into_iter().map(|(at, ..)| at).peekable();
    let mut at = 0..;
    mentions.retain(|_| taken.next_if_eq(&at.next().unwrap_or_default()).is_none());
}

/// Leaves each title to the innermost mention of a person around it. The mentions are in text order.
fn keep_own_roles(mentions: &mut [Mention]) {
    let around: Vec<(Range<usize>, bool)> =
        mentions.iter().map(|mention| (mention.words.clone(), mention.kinds[PERSON] >= 0.5)).collect();
    let longest = around.iter().map(|(words, _)| words.len()).max().unwrap_or(0);
    for (at, mention) in mentions.iter_mut().enumerate() {
        let own = |span: &Range<usize>| {
            let from = around.partition_point(|(words, _)| words.start + longest < span.end);
            let to = around.partition_point(|(words, _)| words.start <= span.start);
            !around[from.min(to)..to]
                .iter()
                .any(|(words, person)| *person && span.end <= words.end && words.len() < around[at].0.len())
        };
        if mention.kinds[PERSON] < 0.3 && mention.form == Form::Name {
            mention.titles.clear();
        }
        mention.titles.retain(own);
        mention.organisations.retain(own);
        if mention.titles.is_empty() && mention.form != Form::Name {
            mention.organisations.clear();
        }
    }
}

/// The kind that most speaks for, where anything speaks for one.
pub(super) fn likeliest(kinds: &[f32; 5]) -> Option<usize> {
    let best = best(kinds);
    (kinds[best] > 0.0).then_some(best)
}

/// The place of the highest score, the first among equals.
fn best<const N: usize>(row: &[f32; N]) -> usize {
    (0..N).max_by(|a, b| row[*a].total_cmp(&row[*b]).then(b.cmp(a))).unwrap_or(0)
}

/// What a row of begin and inside labels says of one kind: `None` for outside, whether it begins otherwise.
fn label<const N: usize>(row: &[f32; N], kind: usize) -> Option<bool> {
    match best(row) {
        at if at == 2 * kind + 1 => Some(true),
        at if at == 2 * kind + 2 => Some(false),
        _ => None,
    }
}

/// The stretches that begin and inside labels mark, none over the end of a block.
fn spans(scene: &Scene, n_words: usize, label: impl Fn(usize) -> Option<bool>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in 0..n_words {
        let Some(begins) = label(at) else { continue };
        match found.last_mut() {
            Some(last) if !begins && last.end == at && scene.block(at) == scene.block(at - 1) => last.end += 1,
            _ => found.push(at..at + 1),
        }
    }
    found
}

/// How likely a name has to begin within what may be one.
const SURE: f32 = 0.85;

/// Whether a word is likelier of a name than not.
fn is_of_name(row: &[f32; 9]) -> bool {
    row[0] < row[1..].iter().sum::<f32>()
}

/// The names, each with how likely it is of each kind.
fn names(scene: &Scene, labels: &Labels, n_words: usize) -> Vec<(Range<usize>, [f32; 5])> {
    let of_kind = |row: &[f32; 9], kind: usize| row[2 * kind + 1] + row[2 * kind + 2];
    let kind = |at: usize| best(&[0, 1, 2, 3].map(|kind| of_kind(&labels.names[at], kind)));
    let is_name = |at: usize| is_of_name(&labels.names[at]);
    // Where a name begins and ends is settled over all kinds. Two names without a word between them are seldom of one
    // kind: "Fox News | Jo Bell".
    let label = |at: usize| {
        let row = &labels.names[at];
        let begins: f32 = [1, 3, 5, 7].iter().map(|label| row[*label]).sum();
        let goes_on: f32 = [2, 4, 6, 8].iter().map(|label| row[*label]).sum();
        let another = at == 0 || !is_name(at - 1) || kind(at) != kind(at - 1);
        is_name(at).then_some(begins > goes_on && (another || begins > SURE))
    };
    let of = |name: Range<usize>| {
        let mut kinds = [0.0; 5];
        for at in name.clone() {
            let row = &labels.names[at];
            for (kind, label) in [(PERSON, 1), (BODY, 3), (PLACE, 5), (WORK, 7)] {
                kinds[kind] += row[label] + row[label + 1];
            }
        }
        let total: f32 = kinds.iter().sum();
        (name, kinds.map(|kind| kind / total.max(1e-6)))
    };
    let mut found: Vec<Range<usize>> = Vec::new();
    for name in spans(scene, n_words, label) {
        match found.last_mut() {
            // "Dunmore & Pyke" are one firm.
            Some(last) if last.len() == 1 && scene.word(last.end) == "&" && name == (last.end + 1..last.end + 2) => {
                last.end = name.end;
            }
            _ => found.push(name),
        }
    }
    found.into_iter().map(of).collect()
}

/// The words of the mention around its name or noun.
fn extent(scene: &Scene, labels: &Labels, n_words: usize, inner: &Range<usize>, named: bool) -> Range<usize> {
    let sentence = scene.sentence_words(inner.start);
    let (low, high) =
        (sentence.start.max(inner.start.saturating_sub(REACH[0])), sentence.end.min(n_words).min(inner.end + REACH[1]));
    let start = (low..=inner.start).rev().find(|at| labels.bounds[*at][0] > 0.5).unwrap_or(inner.start);
    let end = (inner.end..=high).find(|at| labels.bounds[*at - 1][1] > 0.5).unwrap_or(inner.end);
    // What follows a name belongs to another mention: that of somebody whom the name only leads to.
    start..if named { inner.end } else { end }
}
