//! Looks words up in lists: what a word can say about who is meant.
//!
//! The lists are in `lists/`, one word per line, written for this module. They are closed classes (courtesy titles, kin) or
//! heads of common descriptions (offices, documents, bodies); what they miss, a model's labels and the article's own usage
//! have to supply.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use crate::types::Gender;

/// What a noun that heads a description refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NounClass {
    /// One person, by office or work: "minister".
    Role,
    /// One person, by kin, sex or age: "widow".
    Person,
    /// Several people: "critics", "ministers".
    Group,
    /// "report", "tweet".
    Document,
    /// "committee", "campaign".
    Body,
}

/// The word lists.
pub(crate) struct Lexicon {
    courtesy: HashMap<&'static str, Gender>,
    titles: HashMap<&'static str, Gender>,
    roles: HashMap<&'static str, Gender>,
    people: HashMap<&'static str, Gender>,
    groups: HashSet<&'static str>,
    documents: HashSet<&'static str>,
    bodies: HashSet<&'static str>,
    first_names: HashSet<&'static str>,
    function_words: HashSet<&'static str>,
    nicknames: HashMap<&'static str, Vec<&'static str>>,
    /// Country, demonym or capital to the country.
    countries: HashMap<&'static str, &'static str>,
    demonyms: HashSet<&'static str>,
    capitals: HashSet<&'static str>,
    role_forms: HashMap<&'static str, &'static str>,
    classes: [HashSet<&'static str>; Class::NAMES.len()],
}

/// A small class of words, in the order of [`Class::NAMES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Verbs with the addressee as their object: "told the Delby Post".
    Telling,
    /// Nouns for talks with somebody.
    Talks,
    /// Nouns for what is sent or spoken to somebody.
    Messages,
    /// Openings of a sentence that say to whom its speaker speaks.
    Speaking,
    /// Nouns that only say what a name before them is of: "the Delby Post | newspaper".
    KindsOfBodies,
    /// Words after a comma that only add something about whoever was described before it.
    Adding,
    /// Words of a company's name that say its form: "plc".
    Corporate,
    /// Ranks and honours after a name.
    Postnominals,
    /// Offices of a state or a place, whose adjective or name before them says of which.
    Offices,
    /// Words that say of how many people or bodies they are: two.
    Twos,
    /// The same of three.
    Threes,
    /// Words after a name that part a son from his father.
    Suffixes,
    /// Documents that somebody speaks by: "the statement said".
    Issued,
    /// Words before an office that say that it is another one: "deputy mayor".
    Seconds,
}

impl Class {
    const NAMES: [&str; 14] = [
        "telling",
        "talks",
        "messages",
        "speaking",
        "kinds_of_bodies",
        "adding",
        "corporate",
        "postnominals",
        "offices",
        "twos",
        "threes",
        "suffixes",
        "issued",
        "seconds",
    ];
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// The lists, read once.
pub(crate) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn gendered(text: &'static str) -> HashMap<&'static str, Gender> {
    lines(text)
        .map(|line| {
            let (word, gender) = line.split_once('\t').unwrap_or((line, "-"));
            let gender = match gender {
                "f" => Gender::Female,
                "m" => Gender::Male,
                "n" => Gender::Nonbinary,
                _ => Gender::Unknown,
            };
            (word, gender)
        })
        .collect()
}

fn words(text: &'static str) -> HashSet<&'static str> {
    lines(text).flat_map(str::split_whitespace).collect()
}

impl Lexicon {
    fn read() -> Self {
        let mut countries = HashMap::new();
        let mut demonyms = HashSet::new();
        let mut capitals = HashSet::new();
        for line in lines(include_str!("lists/countries.tsv")) {
            let mut fields = line.split('\t');
            let country = fields.next().unwrap_or_default();
            countries.insert(country, country);
            let mut names = || fields.next().unwrap_or_default().split(',').filter(|name| !name.is_empty());
            for demonym in names() {
                countries.insert(demonym, country);
                demonyms.insert(demonym);
            }
            for capital in names() {
                countries.insert(capital, country);
                capitals.insert(capital);
            }
            for other in names() {
                countries.insert(other, country);
            }
        }
        let mut nicknames: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
        for line in lines(include_str!("lists/nicknames.tsv")) {
            if let Some((name, short)) = line.split_once('\t') {
                nicknames.entry(name).or_default().extend(short.split(','));
            }
        }
        let classes: HashMap<&str, HashSet<&str>> = lines(include_str!("lists/classes.tsv"))
            .filter_map(|line| line.split_once('\t'))
            .map(|(name, words)| (name, words.split(' ').collect()))
            .collect();
        let role_forms = lines(include_str!("lists/role_forms.tsv")).filter_map(|line| line.split_once('\t'));
        Self {
            role_forms: role_forms.flat_map(|(form, words)| words.split(',').map(move |word| (word, form))).collect(),
            classes: Class::NAMES.map(|name| classes.get(name).cloned().unwrap_or_default()),
            courtesy: gendered(include_str!("lists/courtesy.tsv")),
            titles: gendered(include_str!("lists/titles.tsv")),
            roles: gendered(include_str!("lists/roles.tsv")),
            people: gendered(include_str!("lists/people.tsv")),
            groups: lines(include_str!("lists/groups.txt")).collect(),
            documents: lines(include_str!("lists/documents.txt")).collect(),
            bodies: lines(include_str!("lists/bodies.txt")).collect(),
            first_names: words(include_str!("lists/first_names.txt")),
            function_words: words(include_str!("lists/function_words.txt")),
            nicknames,
            countries,
            demonyms,
            capitals,
        }
    }

    /// Whether a word in lower case is of a class.
    pub(crate) fn is(&self, class: Class, word: &str) -> bool {
        self.classes[class as usize].contains(word)
    }

    /// One form for the words that name one role or thing: "spokesman" for "spokeswoman" and "spokesperson".
    pub(crate) fn role_form<'a>(&self, word: &'a str) -> &'a str {
        self.role_forms.get(word).copied().unwrap_or_else(|| word.strip_prefix("ex-").unwrap_or(word))
    }

    /// The gender that a courtesy title states; `None` if the word is none.
    pub(crate) fn courtesy(&self, word: &str) -> Option<Gender> {
        self.courtesy.get(word).copied()
    }

    /// The gender that a title before a name states; `None` if the word is none.
    pub(crate) fn title(&self, word: &str) -> Option<Gender> {
        self.titles.get(word).or_else(|| self.roles.get(last_part(word))).copied()
    }

    /// The gender that a courtesy or other title states; unknown for any other word.
    pub(crate) fn honorific(&self, word: &str) -> Gender {
        self.courtesy.get(word).or_else(|| self.titles.get(word)).copied().unwrap_or_default()
    }

    /// The gender that a noun for a person states; unknown for any other word.
    pub(crate) fn noun_gender(&self, word: &str) -> Gender {
        let word = last_part(word);
        let found = self.people.get(word).or_else(|| self.roles.get(word)).or_else(|| self.titles.get(word));
        found.copied().unwrap_or_default()
    }

    /// What the noun refers to, if a list has it.
    pub(crate) fn noun(&self, word: &str) -> Option<NounClass> {
        if self.groups.contains(word) {
            return Some(NounClass::Group);
        }
        let part = last_part(word);
        if self.roles.contains_key(part) || self.titles.contains_key(part) && !part.ends_with(['.', 's']) {
            return Some(NounClass::Role);
        }
        if self.people.contains_key(part) || word.ends_with("-year-old") || self.is_parent(word) {
            return Some(NounClass::Person);
        }
        if self.documents.contains(word) {
            return Some(NounClass::Document);
        }
        if self.bodies.contains(word) {
            return Some(NounClass::Body);
        }
        let singular = self.singular(part)?;
        if self.roles.contains_key(singular.as_str()) || self.people.contains_key(singular.as_str()) {
            return Some(NounClass::Group);
        }
        if self.documents.contains(singular.as_str()) {
            return Some(NounClass::Document);
        }
        self.bodies.contains(singular.as_str()).then_some(NounClass::Group)
    }

    /// "mum-of-three"
    pub(crate) fn is_parent(&self, word: &str) -> bool {
        word.split_once("-of-").is_some_and(|(parent, _)| self.people.contains_key(parent))
    }

    /// The singular of a regular or common irregular plural; `None` if the word is no plural.
    pub(crate) fn singular(&self, word: &str) -> Option<String> {
        if let Some(stem) = word.strip_suffix("men") {
            return Some(format!("{stem}man"));
        }
        match word {
            "wives" => return Some("wife".into()),
            "children" => return Some("child".into()),
            "people" => return Some("person".into()),
            _ => {}
        }
        if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
            return None;
        }
        if let Some(stem) = word.strip_suffix("ies") {
            return Some(format!("{stem}y"));
        }
        if word.ends_with("ches") || word.ends_with("shes") || word.ends_with("xes") || word.ends_with("sses") {
            return word.strip_suffix("es").map(str::to_owned);
        }
        word.strip_suffix('s').map(str::to_owned)
    }

    /// Whether the word heads names or descriptions of bodies.
    pub(crate) fn is_body(&self, word: &str) -> bool {
        self.bodies.contains(word)
    }

    /// Whether a word that no list has ends as nouns for people by their work do: "harbourmaster", "florist".
    pub(crate) fn is_agent(&self, word: &str) -> bool {
        const ENDINGS: [&str; 13] = [
            "er", "or", "ist", "ician", "arian", "ologian", "man", "woman", "person", "eer", "smith", "wright", "maid",
        ];
        const OTHERS: [&str; 56] = [
            "answer",
            "consider",
            "cover",
            "deliver",
            "discover",
            "enter",
            "favor",
            "favour",
            "gather",
            "honor",
            "honour",
            "lower",
            "mirror",
            "monitor",
            "offer",
            "order",
            "recover",
            "remember",
            "render",
            "suffer",
            "water",
            "wonder",
            "after",
            "another",
            "better",
            "bigger",
            "centre",
            "computer",
            "december",
            "either",
            "elder",
            "ever",
            "former",
            "four",
            "however",
            "inner",
            "junior",
            "later",
            "major",
            "minor",
            "never",
            "november",
            "october",
            "older",
            "other",
            "outer",
            "over",
            "september",
            "senior",
            "summer",
            "super",
            "together",
            "under",
            "whether",
            "winter",
            "younger",
        ];
        word.len() > 4
            && word.chars().all(|letter| letter.is_alphabetic() || letter == '-')
            && ENDINGS.iter().any(|ending| word.ends_with(ending))
            && !OTHERS.contains(&word)
            && !self.is_first_name(word)
            && self.noun(word).is_none_or(|class| class == NounClass::Role)
    }

    /// Whether the word is a common given name.
    pub(crate) fn is_first_name(&self, word: &str) -> bool {
        self.first_names.contains(word)
    }

    /// Whether the word is a function word, a weekday or a month.
    pub(crate) fn is_function_word(&self, word: &str) -> bool {
        self.function_words.contains(word)
    }

    /// Whether two given names can be one person's: equal, an initial, or one short for the other.
    pub(crate) fn same_first_name(&self, a: &str, b: &str) -> bool {
        if a == b {
            return true;
        }
        let initial = |short: &str, long: &str| {
            let mut letters = short.chars().filter(|c| *c != '.');
            letters.next() == long.chars().next() && letters.next().is_none()
        };
        if initial(a, b) || initial(b, a) {
            return true;
        }
        let short_for = |short: &str, long: &str| self.nicknames.get(long).is_some_and(|names| names.contains(&short));
        short_for(a, b)
            || short_for(b, a)
            || self.nicknames.values().any(|names| names.contains(&a) && names.contains(&b))
    }

    /// The country that a country's name, demonym or capital stands for.
    pub(crate) fn country(&self, words: &str) -> Option<&'static str> {
        self.countries.get(words).copied()
    }

    /// Whether the words name a capital that may mean its country: "Paris".
    pub(crate) fn is_capital(&self, words: &str) -> bool {
        self.capitals.contains(words)
    }

    /// Whether the word is a demonym: "French".
    pub(crate) fn is_demonym(&self, word: &str) -> bool {
        self.demonyms.contains(word)
    }
}

/// The part of a hyphenated word that says what it is: "minister" of "ex-minister".
fn last_part(word: &str) -> &str {
    match word.rsplit_once('-') {
        Some((head, "elect" | "general" | "designate")) => last_part(head),
        Some(("co" | "ex" | "vice" | "deputy" | "then" | "self" | "super" | "sub", last)) => last,
        Some((_, last)) if last.len() > 3 && !word.ends_with("year-old") => last,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_people_groups_documents_and_bodies_by_their_noun() {
        for (word, class) in [
            ("minister", Some(NounClass::Role)),
            ("co-founder", Some(NounClass::Role)),
            ("ex-minister", Some(NounClass::Role)),
            ("widow", Some(NounClass::Person)),
            ("41-year-old", Some(NounClass::Person)),
            ("ministers", Some(NounClass::Group)),
            ("attorneys", Some(NounClass::Group)),
            ("spokesmen", Some(NounClass::Group)),
            ("critics", Some(NounClass::Group)),
            ("surveys", Some(NounClass::Document)),
            ("campaign", Some(NounClass::Body)),
            ("bridge", None),
        ] {
            assert_eq!(lexicon().noun(word), class, "{word}");
        }
    }

    #[test]
    fn tells_work_by_its_ending() {
        for word in ["harbourmaster", "wheelwright", "paediatrician", "locksmith", "winemaker"] {
            assert!(lexicon().is_agent(word), "{word}");
        }
        for word in ["former", "newspaper", "winter", "popular", "bridge", "under", "walter"] {
            assert!(!lexicon().is_agent(word), "{word}");
        }
    }

    #[test]
    fn matches_given_names_with_initials_and_short_forms() {
        assert!(lexicon().same_first_name("bill", "william"));
        assert!(lexicon().same_first_name("j.", "jane"));
        assert!(lexicon().same_first_name("ted", "ed"));
        assert!(!lexicon().same_first_name("bill", "hillary"));
    }

    #[test]
    fn has_words_for_every_class() {
        for (name, words) in Class::NAMES.iter().zip(&lexicon().classes) {
            assert!(words.len() > 5, "{name}");
        }
        assert!(lexicon().is(Class::Postnominals, "obe") && !lexicon().is(Class::Telling, "obe"));
        assert_eq!(
            ["spokeswoman", "ex-mayor", "gov", "mayor"].map(|word| lexicon().role_form(word)),
            ["spokesman", "mayor", "governor", "mayor"]
        );
    }

    #[test]
    fn knows_what_stands_for_a_country() {
        for word in ["russia", "russian", "moscow", "kremlin"] {
            assert_eq!(lexicon().country(word), Some("russia"), "{word}");
        }
        assert!(lexicon().is_demonym("french") && !lexicon().is_demonym("paris"));
    }
}
