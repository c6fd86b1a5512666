//! Speakers of many articles to persons, and whatever else speaks: the same one in many articles is one.
//!
//! Two speakers are one if they are of the same kind and have the same full name: without case, diacritics, honorifics
//! and stops. A person of whom an article gives one word alone ("Smith") stays that article's own, as does whoever it
//! only describes, unless a table of aliases knows them: a surname is shared by more people than a corpus tells apart.
//! "Robert Hale" is "Robert J. Hale" where the corpus has no other initial for him, and nobody's namesake otherwise.
//!
//! Left out: two people who share a full name, which only a person can tell apart.

use std::collections::HashMap;

use inquit::{
    Aliases, SpeakerKind,
    output::{Record, SpeakerRecord},
};
use serde_json::{Map, Value};

use super::names::{Key, key};

/// The number of a person, in the order in which [`Persons`] has met them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub u32);

/// Folds the speakers of one record after the other.
///
/// Holds the names and roles of everybody, once each: about 200 bytes a speaker that no other article shares.
#[derive(Debug, Default)]
pub struct Persons {
    aliases: Aliases,
    by_name: HashMap<(SpeakerKind, String), PersonId>,
    people: Vec<Met>,
    articles: u32,
}

/// Somebody, as met so far.
#[derive(Debug)]
struct Met {
    kind: SpeakerKind,
    known: Known,
    /// Every name as written, and how often.
    names: Vec<(Box<str>, u32)>,
    /// Every role as written, and in how many articles.
    roles: Vec<(TitleOf, u32)>,
    articles: u32,
    /// The number of the last article that they were met in.
    last: u32,
    /// What a table of people says of them, as first met.
    attributes: Map<String, Value>,
}

/// A title, and the organisation it is held in.
type TitleOf = (Box<str>, Option<Box<str>>);

/// By what somebody can be known in another article.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    /// The primary name of the aliases, which is the one shown.
    Alias(Box<str>),
    /// The full name: with initials, and without them.
    Full(Box<str>, Box<str>),
    /// One word, folded: the article's own.
    Word(Box<str>),
    /// Not named: the article's own.
    Not,
}

impl Known {
    fn is_named_and_shared(&self) -> (bool, bool) {
        (*self != Known::Not, matches!(self, Known::Alias(_) | Known::Full(..)))
    }
}

/// So many different roles of somebody are counted; a corpus says them in few ways.
const ROLES: usize = 32;

impl Persons {
    /// Nobody yet; with the names that are known already.
    pub fn new(aliases: Aliases) -> Persons {
        Persons { aliases, ..Persons::default() }
    }

    /// Takes the speakers of a record; who each of them is. Numbers are provisional: two may turn out to be one person
    /// in [`Persons::finish`].
    pub fn add(&mut self, record: &Record) -> Vec<PersonId> {
        self.articles += 1;
        record.speakers.iter().map(|speaker| self.add_speaker(speaker)).collect()
    }

    /// What is known so far of somebody: whether they have a name, and whether other articles can mean them too.
    pub fn is_named_and_shared(&self, id: PersonId) -> (bool, bool) {
        self.people.get(id.0 as usize).map_or((false, false), |met| met.known.is_named_and_shared())
    }

    /// Ends: persons with the names they are shown by.
    pub fn finish(self) -> People {
        let same = self.same();
        let mut people: Vec<Person> = Vec::new();
        let mut place: Vec<u32> = Vec::with_capacity(same.len());
        let mut merged: Vec<Met> = Vec::new();
        for (met, first) in self.people.into_iter().zip(&same) {
            if *first as usize == place.len() {
                place.push(u32::try_from(merged.len()).unwrap_or(u32::MAX));
                merged.push(met);
            } else {
                let into = place[*first as usize];
                place.push(into);
                merged[into as usize].take(met);
            }
        }
        people.extend(merged.into_iter().map(Person::of));
        People { people, place }
    }

    fn add_speaker(&mut self, speaker: &SpeakerRecord) -> PersonId {
        let is_person = matches!(speaker.kind, SpeakerKind::Person | SpeakerKind::Author);
        let Key { words, short, written } = key(&speaker.name, is_person);
        let (known, key) = if let Some(primary) = self.aliases.primary_of(speaker) {
            (Known::Alias(primary.into()), Some(self::key(primary, is_person).words))
        } else if speaker.named && !words.is_empty() && (written > 1 || !is_person) {
            (Known::Full(words.as_str().into(), short.into()), Some(words))
        } else if speaker.named && !words.is_empty() {
            (Known::Word(words.into()), None)
        } else {
            (Known::Not, None)
        };
        let next = PersonId(u32::try_from(self.people.len()).unwrap_or(u32::MAX));
        let id = key.map_or(next, |key| *self.by_name.entry((speaker.kind, key)).or_insert(next));
        if id == next {
            let (kind, names, roles) = (speaker.kind, Vec::new(), Vec::new());
            self.people.push(Met { kind, known, names, roles, articles: 0, last: 0, attributes: Map::new() });
        }
        if let Some(met) = self.people.get_mut(id.0 as usize) {
            met.meet(speaker, self.articles);
        }
        id
    }

    /// For each of those met, the first who is the same: themselves, unless a full name without initials has one set of
    /// initials alone in the corpus.
    fn same(&self) -> Vec<u32> {
        let mut by_short: HashMap<(SpeakerKind, &str), Vec<(u32, &str)>> = HashMap::new();
        for (index, met) in (0..).zip(&self.people) {
            if let Known::Full(words, short) = &met.known {
                by_short.entry((met.kind, short)).or_default().push((index, words));
            }
        }
        let mut same: Vec<u32> = (0..).take(self.people.len()).collect();
        for ((_, short), met) in by_short {
            if let [(first, one), (second, other)] = met[..]
                && (one == short || other == short)
            {
                same[second as usize] = first;
            }
        }
        same
    }
}

impl Met {
    fn meet(&mut self, speaker: &SpeakerRecord, article: u32) {
        count(&mut self.names, &*speaker.name, |known, name| **known == **name, |name| (*name).into());
        if self.attributes.is_empty() {
            self.attributes.clone_from(&speaker.attributes);
        }
        if self.last == article {
            return;
        }
        self.last = article;
        self.articles += 1;
        for role in &speaker.roles {
            let is_known = self.roles.iter().any(|((title, of), _)| same_role(title, of.as_deref(), role));
            if is_known || self.roles.len() < ROLES {
                count(
                    &mut self.roles,
                    role,
                    |(title, of), role| same_role(title, of.as_deref(), role),
                    |role| (role.title.as_str().into(), role.organisation.as_deref().map(Into::into)),
                );
            }
        }
    }

    fn take(&mut self, other: Met) {
        for (name, times) in other.names {
            match self.names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += times,
                None => self.names.push((name, times)),
            }
        }
        for (role, times) in other.roles {
            match self.roles.iter_mut().find(|(known, _)| *known == role) {
                Some((_, count)) => *count += times,
                None => self.roles.push((role, times)),
            }
        }
        self.articles += other.articles;
        if self.attributes.is_empty() {
            self.attributes = other.attributes;
        }
    }
}

fn same_role(title: &str, of: Option<&str>, role: &inquit::output::RoleRecord) -> bool {
    title == role.title && of == role.organisation.as_deref()
}

/// Counts a thing among others.
fn count<K, T: ?Sized>(
    counts: &mut Vec<(K, u32)>,
    thing: &T,
    is_same: impl Fn(&K, &&T) -> bool,
    own: impl Fn(&&T) -> K,
) {
    match counts.iter_mut().find(|(known, _)| is_same(known, &thing)) {
        Some((_, times)) => *times += 1,
        None => counts.push((own(&thing), 1)),
    }
}

/// The first of those that are most.
fn most<K>(counts: Vec<(K, u32)>) -> Option<K> {
    let mut best: Option<(K, u32)> = None;
    for (thing, times) in counts {
        if best.as_ref().is_none_or(|(_, most)| times > *most) {
            best = Some((thing, times));
        }
    }
    best.map(|(thing, _)| thing)
}

/// Somebody who speaks, in as many articles as name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The primary name of the aliases, else the name that most articles give, the first met of those.
    pub name: String,
    /// What they are.
    pub kind: SpeakerKind,
    /// Whether they have a name.
    pub named: bool,
    /// Whether other articles can mean them too: by a full name, or one that the aliases know.
    pub shared: bool,
    /// The other names they were met by, in order.
    pub other_names: Vec<String>,
    /// The title that most articles give.
    pub title: Option<String>,
    /// The organisation that goes with the title.
    pub organisation: Option<String>,
    /// What a table of people says of them.
    pub attributes: Map<String, Value>,
    /// How many articles have them.
    pub articles: u32,
    /// The last word of the name, as it is compared.
    surname: Box<str>,
}

impl Person {
    fn of(met: Met) -> Person {
        let Met { kind, known, names, roles, articles, attributes, .. } = met;
        let all: Vec<Box<str>> = names.iter().map(|(name, _)| name.clone()).collect();
        let name: String = match &known {
            Known::Alias(primary) => primary.to_string(),
            _ => most(names).unwrap_or_default().into_string(),
        };
        let surname = match &known {
            Known::Alias(primary) => key(primary, true).words,
            Known::Full(words, _) | Known::Word(words) => words.to_string(),
            Known::Not => String::new(),
        };
        let surname = surname.rsplit(' ').next().unwrap_or_default().into();
        let (title, organisation) = most(roles).unzip();
        let (is_named, is_shared) = known.is_named_and_shared();
        Person {
            other_names: all.into_iter().map(String::from).filter(|other| *other != name).collect(),
            name,
            kind,
            named: is_named,
            shared: is_shared,
            title: title.map(String::from),
            organisation: organisation.flatten().map(String::from),
            attributes,
            articles,
            surname,
        }
    }

    /// Whether this may be the other, as far as the names go: one of the two has none, or one word that ends the
    /// other's.
    pub(super) fn may_be(&self, other: &Person) -> bool {
        if !self.named || !other.named {
            return true;
        }
        !(self.shared && other.shared) && self.kind == other.kind && self.surname == other.surname
    }
}

/// Everybody, with the numbers they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    people: Vec<Person>,
    /// The place of each number among the people.
    place: Vec<u32>,
}

impl People {
    /// The index into [`People::all`] of somebody [`Persons::add`] has given a number.
    ///
    /// # Panics
    /// If the number is not from the same [`Persons`].
    pub fn index(&self, id: PersonId) -> usize {
        self.place[id.0 as usize] as usize
    }

    /// Who that is.
    ///
    /// # Panics
    /// If the number is not from the same [`Persons`].
    pub fn get(&self, id: PersonId) -> &Person {
        &self.people[self.index(id)]
    }

    /// Everybody, in the order in which they were met.
    pub fn all(&self) -> &[Person] {
        &self.people
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_records::Sketch;

    /// The names of the persons that articles' only speakers are.
    fn check(aliases: &str, speakers: &[&str], expected: &[&str]) {
        let mut persons = Persons::new(Aliases::from_csv(aliases).unwrap());
        let mut ids = Vec::new();
        for name in speakers {
            ids.extend(persons.add(&Sketch::new(&format!("Rain, {name} said.")).speaker(name, &[name]).record()));
        }
        let people = persons.finish();
        let found: Vec<String> =
            ids.iter().map(|id| format!("{} {}", people.index(*id), people.get(*id).name)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn folds_by_full_name_and_shows_the_most_frequent() {
        check(
            "",
            &["Zoe Marić", "Zoë MARIC", "Dr. Zoë Maric", "Zoë MARIC"],
            &["0 Zoë MARIC", "0 Zoë MARIC", "0 Zoë MARIC", "0 Zoë MARIC"],
        );
    }

    #[test]
    fn a_surname_stays_its_articles_own() {
        check("", &["Smith", "Ann Smith", "Mr. Smith", "Smith"], &["0 Smith", "1 Ann Smith", "2 Mr. Smith", "3 Smith"]);
        check("Ann Smith,Smith", &["Smith", "Ann Smith"], &["0 Ann Smith", "0 Ann Smith"]);
    }

    #[test]
    fn initials_that_are_left_out_fold_where_there_is_one_of_that_name() {
        check("", &["Bo A. Lie", "Bo Lie"], &["0 Bo A. Lie", "0 Bo A. Lie"]);
        check("", &["Bo A. Lie", "Bo Lie", "Bo C. Lie"], &["0 Bo A. Lie", "1 Bo Lie", "2 Bo C. Lie"]);
        check("", &["Bo A. Lie", "Bo C. Lie"], &["0 Bo A. Lie", "1 Bo C. Lie"]);
    }

    #[test]
    fn aliases_lead_to_the_primary_name() {
        check(
            "Robert J. Hale,Bob Hale,Bulldog",
            &["Bob Hale", "Robert J. Hale", "Bulldog", "Ann Rao"],
            &["0 Robert J. Hale", "0 Robert J. Hale", "0 Robert J. Hale", "1 Ann Rao"],
        );
    }

    #[test]
    fn kinds_must_agree_and_descriptions_never_fold() {
        let record = |kind, named| {
            Sketch::new("Rain, Mount Avery said.").speaker("Mount Avery", &["Mount Avery"]).kind(kind, named).record()
        };
        let mut persons = Persons::new(Aliases::default());
        let kinds = [SpeakerKind::Person, SpeakerKind::Organisation, SpeakerKind::Organisation];
        let mut ids: Vec<PersonId> = kinds.iter().flat_map(|kind| persons.add(&record(*kind, true))).collect();
        ids.extend((0..2).flat_map(|_| persons.add(&record(SpeakerKind::Organisation, false))));
        assert_eq!(ids, [0, 1, 1, 2, 3].map(PersonId));
        let people = persons.finish();
        assert_eq!(people.all().iter().map(|one| one.articles).collect::<Vec<_>>(), [1, 2, 1, 1]);
        assert_eq!(people.all().iter().map(|one| one.named).collect::<Vec<_>>(), [true, true, false, false]);
    }

    #[test]
    fn the_most_frequent_role_is_the_one_told() {
        let mut persons = Persons::new(Aliases::default());
        for text in ["Ida Roe, a baker", "Mayor Ida Roe", "Mayor Ida Roe"] {
            let role = if text.contains("baker") { "baker" } else { "Mayor" };
            persons.add(&Sketch::new(text).speaker("Ida Roe", &["Ida Roe"]).role(role).record());
        }
        let people = persons.finish();
        assert_eq!((people.all().len(), people.all()[0].title.as_deref()), (1, Some("Mayor")));
    }
}
