//! Statements of many articles to wordings: those that are the same words are one, however often they are carried.
//!
//! A statement is held against those that are longer, and joins the one that has most of its words, if that is at least
//! seven in ten, in stretches of three words and more, with enough among them that tell something. So a quotation that is
//! trimmed, cut by an ellipsis, or put into reported speech (`words.rs`) is the same, and one that shares a phrase is
//! not. Every variant is close to the longest one, and not only to another that is close to it: chains do not drift.
//! Of statements of one article only one that `repeats` another goes where that goes: what one source reports of another
//! has the other's words too, and is a statement of its own.
//!
//! Whoever says it must be able to be one: the same person by full name (`persons.rs`), or not known on one side.
//!
//! Candidates come from an index of every three words that occur twice (Broder, 1997); stretches that more than a hundred
//! different statements have are passed over, so that time grows with the number of statements and not with its square.
//! The share of words that are covered is measured on the words themselves. Sketches (MinHash) would save memory, but
//! most statements are too short for them.

use std::{cmp::Reverse, collections::HashMap, ops::Range};

use inquit::{dates::Date, output::Record};

use super::{
    People, PersonId,
    words::{Word, add_words},
};

/// Words in a stretch that is looked for.
const STRETCH: usize = 3;
/// The least share of a statement's words that the longer one has.
const SHARE: f64 = 0.7;
/// The fewest words of a statement that is held against others.
const WORDS: usize = 6;
/// The fewest words that tell something and are the same, where one known person says both.
const TELLING: usize = 3;
/// The same where one of the two may be anybody.
const TELLING_OF_ANYBODY: usize = 4;
/// The same where the longer has all words of the shorter, and one known person says both.
const TELLING_IF_WHOLE: usize = 2;
/// So many different statements with a stretch in common, and it is a phrase.
const PHRASE: usize = 100;
/// So many candidates are looked at closely.
const CANDIDATES: usize = 12;

/// Where a statement is: the number of its article, in the order of [`Wordings::add`], and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The number of the article.
    pub article: u32,
    /// The index of the statement in its record.
    pub statement: u32,
}

/// The number of a wording, in the order in which they were met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordingId(pub u32);

/// Collects the statements of one record after the other.
///
/// Holds four bytes a word and about forty a statement.
#[derive(Debug, Default)]
pub struct Wordings {
    /// The words of all statements, one after the other.
    words: Vec<Word>,
    statements: Vec<Said>,
    /// Who is behind statements, one after the other.
    speakers: Vec<PersonId>,
    articles: Vec<Article>,
}

#[derive(Debug)]
struct Article {
    /// The number of its first statement.
    first: u32,
    /// The day it was published, if that is known.
    day: Option<Date>,
}

/// A statement.
#[derive(Debug)]
struct Said {
    words: Range<u32>,
    speakers: Range<u32>,
    article: u32,
    telling: u32,
    /// The statement that it repeats.
    repeats: Option<u32>,
}

fn number(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

impl Wordings {
    /// No statements yet.
    pub fn new() -> Wordings {
        Wordings::default()
    }

    /// Takes the statements of a record, of which [`super::Persons::add`] has said who each speaker is.
    pub fn add(&mut self, record: &Record, persons: &[PersonId]) {
        let first = number(self.statements.len());
        let article = number(self.articles.len());
        let day = record.article.day();
        self.articles.push(Article { first, day });
        let by_id: HashMap<&str, u32> = (first..).zip(&record.statements).map(|(at, one)| (&*one.id, at)).collect();
        for (statement, speakers) in record.statements.iter().zip(crate::layers::speakers_of(record)) {
            let (words, heads) = (number(self.words.len()), number(self.speakers.len()));
            statement.content.iter().for_each(|part| add_words(&part.text, &mut self.words));
            self.speakers.extend(speakers.into_iter().filter_map(|index| persons.get(index).copied()));
            let telling = self.words[words as usize..].iter().filter(|word| !word.is_common()).count();
            self.statements.push(Said {
                words: words..number(self.words.len()),
                speakers: heads..number(self.speakers.len()),
                article,
                telling: number(telling),
                repeats: statement.repeats.as_deref().and_then(|id| by_id.get(id).copied()),
            });
        }
    }

    /// Ends: which statements are one wording. `people` are those that the statements' speakers were numbered by.
    pub fn finish(self, people: &People) -> Groups {
        let mut of = Gatherer::new(&self, people).gather();
        // A statement that repeats another goes where that goes, which may repeat a third.
        for at in 0..of.len() {
            let mut target = at;
            for _ in 0..8 {
                match self.statements[target].repeats {
                    Some(next) => target = next as usize,
                    None => break,
                }
            }
            of[at] = of[target];
        }
        Groups::new(&self, of)
    }

    fn words_of(&self, at: u32) -> &[Word] {
        let Range { start, end } = self.statements[at as usize].words;
        &self.words[start as usize..end as usize]
    }

    fn speakers_of(&self, at: u32) -> &[PersonId] {
        let Range { start, end } = self.statements[at as usize].speakers;
        &self.speakers[start as usize..end as usize]
    }
}

/// The stretches of a statement that tell something.
fn stretches(words: &[Word]) -> impl Iterator<Item = u32> {
    words.windows(STRETCH).filter(|stretch| !stretch.iter().all(|word| word.is_common())).map(hash)
}

fn hash(stretch: &[Word]) -> u32 {
    (mixed(stretch) >> 32) as u32
}

fn mixed(words: &[Word]) -> u64 {
    words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| {
        let hash = (hash ^ u64::from(word.hash())).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash ^ (hash >> 29)
    })
}

/// Puts statements to the longest that they are part of.
struct Gatherer<'w> {
    wordings: &'w Wordings,
    people: &'w People,
    /// Stretches that occur more than once, sorted.
    shared: Vec<u32>,
    /// The last entry of each.
    heads: Vec<u32>,
    /// Statements that others may join, and the entry of the same stretch before it.
    entries: Vec<(u32, u32)>,
    /// How many entries each stretch has.
    counts: Vec<u8>,
    /// Who speaks in a wording whose longest statement does not say.
    adopted: HashMap<u32, u32>,
}

const NONE: u32 = u32::MAX;

impl<'w> Gatherer<'w> {
    fn new(wordings: &'w Wordings, people: &'w People) -> Self {
        let mut all: Vec<u32> = Vec::new();
        let mut own: Vec<u32> = Vec::new();
        for (at, said) in (0..).zip(&wordings.statements) {
            if Self::is_told(said) && said.repeats.is_none() {
                own.clear();
                own.extend(stretches(wordings.words_of(at)));
                own.sort_unstable();
                own.dedup();
                all.append(&mut own);
            }
        }
        all.sort_unstable();
        let mut shared: Vec<u32> =
            all.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).map(|same| same[0]).collect();
        shared.shrink_to_fit();
        let (heads, counts) = (vec![NONE; shared.len()], vec![0; shared.len()]);
        Self { wordings, people, shared, heads, entries: Vec::new(), counts, adopted: HashMap::new() }
    }

    /// Whether a statement says enough for others to be the same.
    fn is_told(said: &Said) -> bool {
        said.words.len() >= WORDS && said.telling as usize >= TELLING_IF_WHOLE
    }

    /// For every statement the longest that it is the same as.
    fn gather(mut self) -> Vec<u32> {
        let all = &self.wordings.statements;
        let articles = &self.wordings.articles;
        let mut of: Vec<u32> = (0..).take(all.len()).collect();
        // The longest first; of those as long the first published, so that it stands for the others.
        let mut order: Vec<u32> = (0..).zip(all).filter(|(_, said)| said.repeats.is_none()).map(|(at, _)| at).collect();
        order.sort_by_key(|&at| {
            let said = &all[at as usize];
            let day = articles[said.article as usize].day;
            (Reverse(said.words.len()), day.is_none(), day, at)
        });
        // By a hash of their words the last of those that others may be equal to, and which came before it.
        let (mut equal, mut before): (HashMap<u64, u32>, HashMap<u32, u32>) = Default::default();
        for at in order {
            let said = &all[at as usize];
            let words = self.wordings.words_of(at);
            let is_same = |leader: u32| {
                let is_enough = said.telling as usize >= TELLING_OF_ANYBODY;
                let is_equal = self.wordings.words_of(leader) == words;
                is_equal
                    && all[leader as usize].article != said.article
                    && if is_enough { self.may_be(leader, at) } else { self.is_one(leader, at) }
            };
            let all_words = mixed(words);
            let leaders = std::iter::successors(equal.get(&all_words).copied(), |leader| before.get(leader).copied());
            let same = leaders.filter(|&leader| is_same(leader)).last();
            let found = same.or_else(|| if Self::is_told(said) { self.longer(at) } else { None });
            match found {
                Some(leader) => {
                    of[at as usize] = leader;
                    self.adopt(leader, at);
                }
                None => {
                    if said.telling as usize >= TELLING_IF_WHOLE && said.words.len() >= WORDS - 1 {
                        let last = equal.insert(all_words, at);
                        before.extend(last.map(|last| (at, last)));
                    }
                    if Self::is_told(said) {
                        self.lead(at);
                    }
                }
            }
        }
        of
    }

    /// The longer statement that has most of this one's words, the first of those, if it has enough of them.
    fn longer(&self, at: u32) -> Option<u32> {
        let words = self.wordings.words_of(at);
        let mut found: HashMap<u32, u32> = HashMap::new();
        for stretch in stretches(words) {
            let Ok(place) = self.shared.binary_search(&stretch) else { continue };
            if usize::from(self.counts[place]) >= PHRASE {
                continue;
            }
            let mut entry = self.heads[place];
            while entry != NONE {
                let (leader, next) = self.entries[entry as usize];
                *found.entry(leader).or_default() += 1;
                entry = next;
            }
        }
        let mut candidates: Vec<(Reverse<u32>, u32)> =
            found.into_iter().map(|(leader, count)| (Reverse(count), leader)).collect();
        candidates.sort_unstable();
        let mut best: Option<(f64, u32)> = None;
        let article = |at: u32| self.wordings.statements[at as usize].article;
        candidates.retain(|&(_, leader)| article(leader) != article(at) && self.may_be(leader, at));
        for (_, leader) in candidates.into_iter().take(CANDIDATES) {
            let (share, telling) = covered(words, self.wordings.words_of(leader));
            let least = match self.is_one(leader, at) {
                true if share == 1.0 => TELLING_IF_WHOLE,
                true => TELLING,
                false => TELLING_OF_ANYBODY,
            };
            if share >= SHARE && telling >= least && best.is_none_or(|(most, _)| share > most) {
                best = Some((share, leader));
            }
        }
        best.map(|(_, leader)| leader)
    }

    /// Makes a statement one that others may join.
    fn lead(&mut self, at: u32) {
        let words = self.wordings.words_of(at);
        for stretch in stretches(words) {
            let Ok(place) = self.shared.binary_search(&stretch) else { continue };
            let is_again = self.heads[place] != NONE && self.entries[self.heads[place] as usize].0 == at;
            if usize::from(self.counts[place]) < PHRASE && !is_again {
                self.entries.push((at, self.heads[place]));
                self.heads[place] = number(self.entries.len() - 1);
                self.counts[place] += 1;
            }
        }
    }

    /// Who speaks, as far as the wording is known: those of its longest statement, else of the first that says.
    fn speakers(&self, leader: u32) -> &[PersonId] {
        self.wordings.speakers_of(self.adopted.get(&leader).copied().unwrap_or(leader))
    }

    /// Lets a wording know who speaks, if only this statement of it says.
    fn adopt(&mut self, leader: u32, at: u32) {
        let is_known = |speakers: &[PersonId]| speakers.iter().any(|&one| self.people.get(one).shared);
        if !is_known(self.speakers(leader)) && is_known(self.wordings.speakers_of(at)) {
            self.adopted.insert(leader, at);
        }
    }

    /// Whether two statements may be of the same speaker.
    fn may_be(&self, leader: u32, at: u32) -> bool {
        let (one, other) = (self.speakers(leader), self.wordings.speakers_of(at));
        let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
        one.is_empty()
            || other.is_empty()
            || pairs.into_iter().any(|(one, other)| {
                self.people.index(*one) == self.people.index(*other)
                    || self.people.get(*one).may_be(self.people.get(*other))
            })
    }

    /// Whether two statements are of the same known speaker.
    fn is_one(&self, leader: u32, at: u32) -> bool {
        let (one, other) = (self.speakers(leader), self.wordings.speakers_of(at));
        one.iter().any(|one| {
            self.people.get(*one).named
                && other.iter().any(|other| self.people.index(*one) == self.people.index(*other))
        })
    }
}

/// The share of a statement's words that stand in stretches which the longer one has, and how many of them tell
/// something.
fn covered(words: &[Word], longer: &[Word]) -> (f64, usize) {
    let mut known: Vec<&[Word]> = longer.windows(STRETCH).collect();
    known.sort_unstable();
    let mut is_covered = vec![false; words.len()];
    for (start, stretch) in words.windows(STRETCH).enumerate() {
        if known.binary_search(&stretch).is_ok() {
            is_covered[start..start + STRETCH].fill(true);
        }
    }
    let covered = is_covered.iter().filter(|covered| **covered).count();
    let telling = words.iter().zip(&is_covered).filter(|(word, covered)| **covered && !word.is_common()).count();
    (covered as f64 / words.len() as f64, telling)
}

/// A wording that is found more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Which it is.
    pub wording: WordingId,
    /// The one that stands for it: the longest, of those the first published, of those the first met.
    pub representative: Place,
    /// All statements that have it, the representative among them, by article and place.
    pub variants: Vec<Place>,
    /// How many articles have it.
    pub articles: u32,
}

/// Which statements are the same words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The wording of each statement.
    of: Vec<WordingId>,
    /// The number of each article's first statement.
    firsts: Vec<u32>,
    count: u32,
    carried: Vec<Carried>,
}

impl Groups {
    fn new(wordings: &Wordings, leaders: Vec<u32>) -> Groups {
        let mut ids: HashMap<u32, WordingId> = HashMap::new();
        let mut sizes: Vec<u32> = Vec::new();
        let mut of: Vec<WordingId> = Vec::with_capacity(leaders.len());
        for leader in &leaders {
            let id = *ids.entry(*leader).or_insert_with(|| {
                sizes.push(0);
                WordingId(number(sizes.len() - 1))
            });
            sizes[id.0 as usize] += 1;
            of.push(id);
        }
        let place = |at: u32| {
            let article = wordings.statements[at as usize].article;
            Place { article, statement: at - wordings.articles[article as usize].first }
        };
        let mut found: HashMap<WordingId, Carried> = HashMap::new();
        for (at, (&wording, &leader)) in (0..).zip(of.iter().zip(&leaders)) {
            if sizes[wording.0 as usize] > 1 {
                let representative = place(leader);
                let carried = found.entry(wording).or_insert_with(|| Carried {
                    wording,
                    representative,
                    variants: Vec::new(),
                    articles: 0,
                });
                let place = place(at);
                carried.articles += u32::from(carried.variants.last().is_none_or(|last| last.article != place.article));
                carried.variants.push(place);
            }
        }
        let mut carried: Vec<Carried> = found.into_values().collect();
        carried.sort_by_key(|one| (Reverse(one.articles), one.wording));
        let firsts = wordings.articles.iter().map(|article| article.first).collect();
        Groups { of, firsts, count: number(sizes.len()), carried }
    }

    /// How many different wordings there are.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// How many statements there are.
    pub fn statements(&self) -> usize {
        self.of.len()
    }

    /// The wording of a statement.
    pub fn wording(&self, place: Place) -> Option<WordingId> {
        let first = self.firsts.get(place.article as usize)?;
        let end = self.firsts.get(place.article as usize + 1).copied().unwrap_or(number(self.of.len()));
        let at = first.checked_add(place.statement).filter(|at| *at < end)?;
        self.of.get(at as usize).copied()
    }

    /// The wordings of all statements, article after article.
    pub fn all(&self) -> &[WordingId] {
        &self.of
    }

    /// The wordings that are found more than once, those of most articles first.
    pub fn carried(&self) -> &[Carried] {
        &self.carried
    }
}

#[cfg(test)]
mod tests;
