//! Names to chains: which names of the article name the same one.
//!
//! Names of several words found chains, in the body's order; single words then join the chain
//! that has them as surname, first name or short form, nearest and most prominent first, with
//! title and gender to tell two of one surname apart. Chains are looked up by their parts, so the
//! work grows with the names, not with their pairs. Left out: names that change in the article.

use std::collections::HashMap;

use super::{
    lexicon::lexicon,
    mentions::{BODY, Name, OTHER, PERSON, PLACE, Text, fold},
    resolve::BestTwo,
};
use crate::{
    stages::who::names::{is_subsequence, one_letter_apart},
    types::Gender,
};

/// Names that name the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    /// Indices of its names, in text order.
    pub(super) names: Vec<usize>,
    /// The parts of its fullest name.
    pub(super) parts: Vec<String>,
    /// The name its fullest parts come from.
    pub(super) fullest: usize,
    /// Evidence for person, body, place, other, summed over its names.
    pub(super) votes: [f32; 4],
    /// What the words around its names say for a person and for a body, summed.
    pub(super) cues: [f32; 2],
    /// The gender its titles state.
    pub(super) gender: Gender,
    /// "jr", "iii": what tells a son from his father; empty where no name has it.
    generation: String,
    /// The word of a surname that only the other of a couple is written with: "Bill and Hillary | Rao".
    pub(super) surname: Option<usize>,
}

impl Chain {
    /// The kind with the most evidence, as an index into the votes.
    pub(super) fn kind(&self) -> usize {
        // The tagger has read few companies: the article's words outweigh it.
        let [person, body] = self.cues;
        if body >= 1.4 && body > 2.0 * person && self.gender == Gender::Unknown {
            return BODY;
        }
        let mut best = PERSON;
        for kind in [BODY, PLACE, OTHER] {
            if self.votes[kind] > self.votes[best] + 1e-6 {
                best = kind;
            }
        }
        best
    }

    /// Whether its last word heads names of bodies.
    fn has_body_head(&self) -> bool {
        self.parts.last().is_some_and(|last| lexicon().is_body(last))
    }

    pub(super) fn is_person(&self) -> bool {
        self.kind() == PERSON
    }
}

/// Last words of the names of companies and clubs, which go by their first.
const COMPANY_TAILS: [&str; 34] = [
    "airlines",
    "airways",
    "athletic",
    "bank",
    "biologics",
    "breweries",
    "brewery",
    "city",
    "co",
    "corp",
    "corporation",
    "energy",
    "finance",
    "foods",
    "group",
    "holdings",
    "hotels",
    "inc",
    "industries",
    "insurance",
    "international",
    "line",
    "lines",
    "llc",
    "ltd",
    "motors",
    "partners",
    "plc",
    "rovers",
    "systems",
    "technologies",
    "town",
    "united",
    "wanderers",
];

/// How many chains a look-up considers: enough for any family, bounded for any text.
const MAX_CANDIDATES: usize = 32;

/// The chains of an article.
pub(super) struct Chains {
    pub(super) chains: Vec<Chain>,
    /// For each name the chain it belongs to.
    pub(super) of_name: Vec<usize>,
    /// For single words, by name: the chain that fitted second best, and its share of both fits.
    pub(super) rivals: HashMap<usize, (usize, f32)>,
}

/// Which names name the same one.
pub(super) fn chains(text: &Text, names: &[Name]) -> Chains {
    let mut builder = Builder {
        text,
        names,
        chains: Vec::new(),
        by_part: HashMap::new(),
        of_name: vec![usize::MAX; names.len()],
        rivals: HashMap::new(),
    };
    builder.build();
    let Builder { mut chains, of_name, rivals, .. } = builder;
    for chain in &mut chains {
        chain.names.sort_unstable();
    }
    Chains { chains, of_name, rivals }
}

struct Builder<'a> {
    text: &'a Text<'a>,
    names: &'a [Name],
    chains: Vec<Chain>,
    /// Part, acronym or joined parts to the chains that have it, oldest first.
    by_part: HashMap<String, Vec<usize>>,
    of_name: Vec<usize>,
    rivals: HashMap<usize, (usize, f32)>,
}

impl Builder<'_> {
    fn build(&mut self) {
        let long = |name: &Name| name.parts.len() > 1;
        for titled in [false, true] {
            for index in 0..self.names.len() {
                if self.names[index].titled == titled && long(&self.names[index]) {
                    self.add_long(index);
                }
            }
        }
        self.link_acronyms();
        self.share_surnames();
        for titled in [false, true] {
            for index in 0..self.names.len() {
                if self.names[index].titled == titled && !long(&self.names[index]) {
                    self.add_single(index);
                }
            }
        }
    }

    fn candidates(&self, key: &str) -> &[usize] {
        self.by_part.get(key).map_or(&[][..], Vec::as_slice)
    }

    fn found(&mut self, index: usize) -> usize {
        let name = &self.names[index];
        let chain = self.chains.len();
        self.chains.push(Chain { fullest: index, parts: name.parts.clone(), ..Chain::default() });
        for part in keys(&name.parts) {
            self.index(part, chain);
        }
        self.join(index, chain);
        chain
    }

    fn join(&mut self, index: usize, chain: usize) {
        let name = &self.names[index];
        self.of_name[index] = chain;
        let target = &mut self.chains[chain];
        target.names.push(index);
        for (sum, vote) in target.votes.iter_mut().zip(name.votes) {
            *sum += vote;
        }
        for (sum, cue) in target.cues.iter_mut().zip(name.cues) {
            *sum += cue;
        }
        if let Some(gender) = name.title
            && gender != Gender::Unknown
            && target.gender == Gender::Unknown
        {
            target.gender = gender;
        }
        if target.generation.is_empty() {
            target.generation = generation(self.text, name);
        }
        let longer = name.parts.len() > target.parts.len()
            || name.parts.len() == target.parts.len() && chars(&name.parts) > chars(&target.parts);
        let shouted = |words: &std::ops::Range<usize>| {
            let mut words = words.clone();
            words.all(|word| self.text.shape(word) == Some(crate::text::Shape::Upper) && self.text.word(word).len() > 2)
        };
        if name.parts == target.parts && shouted(&self.names[target.fullest].words) && !shouted(&name.words) {
            target.fullest = index;
        }
        if longer && is_fuller(&name.parts, &target.parts) {
            target.parts = name.parts.clone();
            target.fullest = index;
            for part in keys(&name.parts) {
                self.index(part, chain);
            }
        }
    }

    /// Makes a chain be found by a key; beyond the candidates anybody looks at, nothing is kept.
    fn index(&mut self, key: String, chain: usize) {
        let chains = self.by_part.entry(key).or_default();
        if chains.len() < MAX_CANDIDATES && !chains.contains(&chain) {
            chains.push(chain);
        }
    }

    fn add_long(&mut self, index: usize) {
        let name = &self.names[index];
        let mut best: Option<usize> = None;
        let last = name.parts.last().map_or("", String::as_str);
        for &chain in self.candidates(last).iter().rev() {
            let other = &self.chains[chain];
            let both_people = name.votes[PERSON] >= name.votes[BODY] && other.votes[PERSON] >= other.votes[BODY];
            let same =
                if both_people { same_person(&name.parts, &other.parts) } else { same_body(&name.parts, &other.parts) };
            let own = generation(self.text, name);
            let generations = own == other.generation || own.is_empty() || other.generation.is_empty();
            if same && generations && !conflicts(name.title, other.gender) {
                best = Some(chain);
                break;
            }
        }
        // "Aung San Suu Kyi" after "Suu Kyi", or the first words only of a longer name.
        match best {
            Some(chain) => self.join(index, chain),
            None => drop(self.found(index)),
        }
    }

    /// "National Rifle Association (NRA)", and acronyms by their letters.
    fn link_acronyms(&mut self) {
        for chain in 0..self.chains.len() {
            let letters: String = self.chains[chain]
                .parts
                .iter()
                .filter(|part| !matches!(part.as_str(), "of" | "the" | "for" | "and" | "on" | "&" | "to"))
                .filter_map(|part| part.chars().next())
                .collect();
            let all: String = self.chains[chain].parts.iter().filter_map(|part| part.chars().next()).collect();
            let body = self.chains[chain].votes[BODY] + self.chains[chain].votes[OTHER] >= 0.3;
            for key in [letters, all] {
                if body && key.chars().count() > 1 {
                    self.index(key, chain);
                }
            }
            // An acronym in brackets right behind the name, whatever its letters.
            for index in self.chains[chain].names.clone() {
                let end = self.names[index].words.end;
                if self.text.word(end) == "(" && self.text.word(end + 2) == ")" {
                    let acronym = fold(self.text.word(end + 1));
                    let upper = self.text.shape(end + 1) == Some(crate::text::Shape::Upper);
                    if upper && !acronym.is_empty() {
                        self.index(acronym, chain);
                    }
                }
            }
        }
    }

    /// "Bill and Hillary Rao": the first of a couple is a person of that surname.
    fn share_surnames(&mut self) {
        for index in 1..self.names.len() {
            let (name, next) = (&self.names[index - 1], &self.names[index]);
            let kin = matches!(
                self.text.word(name.words.start.saturating_sub(1)),
                "brothers" | "sisters" | "twins" | "siblings" | "cousins" | "spouses"
            );
            let given = lexicon().is_first_name(&name.parts[0]) && self.text.entity(next.words.start, PERSON) > 0.4;
            let couple = name.parts.len() == 1
                && next.parts.len() == 2
                && self.text.word(name.words.end) == "and"
                && name.words.end + 1 == next.words.start
                && (kin || given);
            if !couple || self.of_name[index - 1] != usize::MAX {
                continue;
            }
            let parts = vec![name.parts[0].clone(), next.parts[1].clone()];
            let known = self
                .candidates(&parts[1])
                .iter()
                .copied()
                .find(|chain| same_person(&parts, &self.chains[*chain].parts));
            match known {
                Some(chain) => self.join(index - 1, chain),
                None => {
                    let surname = next.words.end - 1;
                    let chain = self.found(index - 1);
                    self.chains[chain].parts = parts;
                    self.chains[chain].surname = Some(surname);
                }
            }
        }
    }

    fn add_single(&mut self, index: usize) {
        if self.of_name[index] != usize::MAX {
            return;
        }
        let name = &self.names[index];
        let Some(part) = name.parts.first() else { return };
        let mut found = BestTwo::default();
        for &chain in self.candidates(part) {
            if let Some(score) = self.fit(name, index, chain) {
                found.offer(score, chain);
            }
        }
        let BestTwo { best, next } = found;
        if let (Some((score, _)), Some((other, chain))) = (best, next) {
            self.rivals.insert(index, (chain, 1.0 / (1.0 + (score - other).exp())));
        }
        let best = best.map(|(_, chain)| chain).or_else(|| self.initials(name)).or_else(|| self.misspelt(name));
        match best {
            Some(chain) => self.join(index, chain),
            None => drop(self.found(index)),
        }
    }

    /// Whether a word is what a club is called by: "Rovers" of "Larkstead Rovers".
    fn is_club(&self, name: &Name) -> bool {
        match name.parts[0].as_str() {
            "albion" | "athletic" | "rovers" | "united" | "wanderers" => true,
            "city" | "county" | "rangers" | "town" => self.speaks(name),
            _ => false,
        }
    }

    /// Whether a name is the whole source of an attribution.
    fn speaks(&self, name: &Name) -> bool {
        self.text.source_of(name.words.start).is_some_and(|source| source == name.words)
    }

    /// Whether a word alone, by the tagger no person, and no place unless it speaks, is the first of a body's longer name.
    fn heads_company(&self, name: &Name, target: &Chain) -> bool {
        let (part, at) = (&name.parts[0], name.words.start);
        let lexicon = lexicon();
        let (person, place) = (self.text.entity(at, PERSON), self.text.entity(at, PLACE));
        (self.text.entity(at, BODY) > person.max(place)
            || person.max(place) < 0.5
            || self.speaks(name) && !self.is_somebodys(target)
            || place < 0.5 && target.parts.last().is_some_and(|last| COMPANY_TAILS.contains(&last.as_str())))
            && name.title.is_none()
            && target.kind() == BODY
            && target.parts.len() < 4
            && lexicon.country(part).is_none()
            && !lexicon.is_demonym(part)
            && !lexicon.is_body(part)
            && !lexicon.is_first_name(part)
    }

    /// Whether a body may be called after a person: "Lund administration", "Lund Foundation".
    fn is_somebodys(&self, target: &Chain) -> bool {
        const OF_PERSONS: [&str; 13] = [
            "administration",
            "campaign",
            "commission",
            "committee",
            "estate",
            "family",
            "foundation",
            "government",
            "inquiry",
            "institute",
            "organisation",
            "organization",
            "trust",
        ];
        let last = self.names[target.fullest].words.end - 1;
        let common = self.text.shape(last) == Some(crate::text::Shape::Lower);
        common || target.parts.last().is_some_and(|last| OF_PERSONS.contains(&last.as_str()))
    }

    /// The one person whose initials open a turn: "JB: When did it start?"
    fn initials(&self, name: &Name) -> Option<usize> {
        let part = &name.parts[0];
        let at = name.words.start;
        let turn = self.text.block(at).start == at
            && self.text.word(name.words.end) == ":"
            && self.text.shape(at) == Some(crate::text::Shape::Upper);
        if !turn || !(2..5).contains(&part.len()) {
            return None;
        }
        let of = |chain: &usize| {
            let target = &self.chains[*chain];
            let letters: String = target.parts.iter().filter_map(|part| part.chars().next()).collect();
            target.parts.len() > 1 && target.is_person() && letters == *part
        };
        let mut found = (0..self.chains.len().min(256)).filter(of);
        found.next().filter(|_| found.next().is_none())
    }

    /// The person whose surname is one letter away from a word that names nobody else.
    fn misspelt(&self, name: &Name) -> Option<usize> {
        let part = &name.parts[0];
        if part.len() < 5 || name.votes[PERSON] < name.votes[PLACE].max(name.votes[OTHER]) && name.title.is_none() {
            return None;
        }
        let from = self.chains.len().saturating_sub(64);
        (from..self.chains.len()).rev().find(|chain| {
            let target = &self.chains[*chain];
            target.is_person()
                && target.parts.len() > 1
                && target.parts.last().is_some_and(|last| last.len() > 4 && one_letter_apart(part, last))
                && !conflicts(name.title, target.gender)
        })
    }

    /// How well a single word fits a chain; `None` if it cannot.
    fn fit(&self, name: &Name, index: usize, chain: usize) -> Option<f32> {
        let target = &self.chains[chain];
        let part = &name.parts[0];
        let person = target.is_person();
        if target.parts.len() == 1 {
            // Same word: same one, unless a courtesy title says otherwise.
            return (target.parts[0] == *part && !conflicts(name.title, target.gender)).then_some(1.0);
        }
        if person {
            if conflicts(name.title, target.gender) {
                return None;
            }
            let at = name.words.start;
            let placed = at > 0 && matches!(self.text.word(at - 1), "in" | "near" | "from" | "across" | "outside");
            let place = placed && self.text.entity(at, PLACE) > 0.6 || self.text.entity(at, OTHER) > 0.6;
            let surname = target.parts.last() == Some(part) && self.text.entity(at, PERSON) > 0.6;
            if place || lexicon().is_demonym(part) && !surname {
                return None;
            }
        }
        let position = target.parts.iter().position(|other| other == part);
        let last = target.parts.len() - 1;
        let base = match (person, position) {
            (true, Some(at)) if at == last => 3.0,
            (true, Some(0)) if name.title.is_some() => 1.5,
            (true, Some(0)) => 2.0,
            (true, Some(_)) if part.len() > 2 => 1.2,
            (true, _) => return None,
            // "the Post" of "Washington Post"
            (false, Some(at)) if at == last => {
                let the = name.words.start > 0 && self.text.word(name.words.start - 1) == "the";
                let body = lexicon().is_body(part);
                if the && !name.modifier || self.is_club(name) {
                    1.5
                } else if !the && !body && !target.has_body_head() && name.votes[PLACE] < name.votes[PERSON] + 1.0 {
                    // A surname, if the tagger was wrong about the full name.
                    1.3
                } else {
                    return None;
                }
            }
            // "Halden" of "Halden Foods"
            (false, Some(0)) if self.heads_company(name, target) => 1.2,
            // "the Committee" of "Committee to Protect Rivers"
            (false, Some(0)) if matches!(target.parts[1].as_str(), "of" | "for" | "on" | "to") && !name.modifier => 1.5,
            (false, Some(_)) => return None,
            // Found by its letters.
            (false, None) => 2.5,
        };
        // Nearest and most prominent.
        let at = name.words.start;
        let block = self.text.words.block_of(at);
        let mut near = 0.0f32;
        let position = target.names.partition_point(|other| self.names[*other].words.start < at);
        if let Some(before) = position.checked_sub(1).and_then(|before| target.names.get(before)) {
            let distance = block.saturating_sub(self.text.words.block_of(self.names[*before].words.start));
            near = 1.0 / (1.0 + distance as f32);
        }
        let before = &target.names[..position];
        let mut prominence = (1.0 + before.len() as f32).ln() * 0.4;
        if before.iter().take(4).any(|other| self.in_headline(*other)) {
            prominence += 0.5;
        }
        // Who opened the paragraph it was last in is more in view than who came in later.
        if let Some(last) = before.last() {
            let words = self.names[*last].words.start;
            let block = self.text.block(words);
            let opened = (words - block.start) as f32 / block.len().max(1) as f32;
            prominence -= 0.3 * opened;
        }
        // Whoever is called by the full name again and again is not meant by the surname alone.
        let full = before
            .iter()
            .take(MAX_CANDIDATES)
            .filter(|other| self.names[**other].parts.len() > 1 && !self.names[**other].titled)
            .count();
        let prominence = prominence - if person { 0.15 * (full.max(1) - 1).min(4) as f32 } else { 0.0 };
        let titles = if name.title.is_some() && self.shares_title(index, chain) { 1.0 } else { 0.0 };
        Some(base + near + prominence + titles)
    }

    fn in_headline(&self, name: usize) -> bool {
        let block = self.text.words.block_of(self.names[name].words.start);
        self.text.words.blocks.get(block).is_some_and(|block| block.place == crate::types::Place::Headline)
    }

    /// Whether a name of the chain has a title of this name.
    fn shares_title(&self, index: usize, chain: usize) -> bool {
        let titles = |index: usize| {
            let words = self.names[index].before.clone();
            words.filter(|word| lexicon().title(self.text.word(*word)).is_some()).map(|word| self.text.word(word))
        };
        let wanted: Vec<&str> = titles(index).collect();
        self.chains[chain]
            .names
            .iter()
            .take(MAX_CANDIDATES)
            .any(|other| titles(*other).any(|word| wanted.contains(&word)))
    }
}

/// What a chain of these parts is found by.
fn keys(parts: &[String]) -> Vec<String> {
    let skip =
        |part: &&String| !matches!(part.as_str(), "of" | "the" | "for" | "and" | "on" | "&" | "de" | "van" | "von");
    parts.iter().filter(skip).cloned().collect()
}

/// "jr" of "Bob Hale Jr."; empty where nothing tells a son from his father.
fn generation(text: &Text, name: &Name) -> String {
    let last = text.word(name.words.end.saturating_sub(1)).trim_end_matches('.');
    if matches!(last, "jr" | "sr" | "ii" | "iii" | "iv") { last.to_owned() } else { String::new() }
}

fn chars(parts: &[String]) -> usize {
    parts.iter().map(String::len).sum()
}

fn conflicts(title: Option<Gender>, gender: Gender) -> bool {
    matches!((title, gender), (Some(Gender::Male), Gender::Female) | (Some(Gender::Female), Gender::Male))
}

/// Whether `parts` says more of the same name than `other`: no short form of it.
fn is_fuller(parts: &[String], other: &[String]) -> bool {
    other.len() == 1 || parts.len() > other.len() || parts.first().map(String::len) >= other.first().map(String::len)
}

/// Whether two names of several words can name one person: one surname, first names that agree.
fn same_person(a: &[String], b: &[String]) -> bool {
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return false };
    if last_a != last_b {
        return false;
    }
    if is_subsequence(a, b) || is_subsequence(b, a) {
        return true;
    }
    a.len() > 1 && b.len() > 1 && lexicon().same_first_name(&a[0], &b[0])
        // "Ann Lee Park" and "Ann Rose Park" are two.
        && (a.len() < 3 || b.len() < 3 || lexicon().same_first_name(&a[1], &b[1]))
}

/// Whether two names of several words can name one body: the shorter is in the longer, its head the same.
fn same_body(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // "Halden Mutual" of "Halden Mutual Holdings Inc."
    let cut = short.len() > 1
        && long.starts_with(short)
        && long[short.len()..].iter().all(|part| COMPANY_TAILS.contains(&part.as_str()));
    short == long || cut || short.len() > 1 && short.last() == long.last() && is_subsequence(short, long)
}
