//! Mentions to the one they mean.
//!
//! One walk through the article in text order, keeping the last few mentions in view: a
//! description takes the one whose stated role it repeats, else the nearest that fits; a pronoun
//! takes the best of those in view by agreement, nearness, grammatical place and who spoke last
//! ([`antecedents`](super::antecedents)). The walk is made twice: the first
//! learns genders from the pronouns that leave no choice, the second uses them. A given name never
//! tells a gender. Left out: anything that needs knowledge from outside the article.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    ops::Range,
};

use super::{
    SpeakerEvidence,
    antecedents::{self, Candidate, Class, Feature, Features, Lesson, SHARPNESS, Weights},
    chains::Chain,
    lexicon::{NounClass, lexicon},
    mentions::{BODY, Determiner, Name, Nominal, OTHER, PERSON, PLACE, Pronoun, Text},
    profiles::StatedRole,
};
use crate::types::{Gender, MentionForm, Place, SpeakerKind};

/// Somebody or something that mentions refer to.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    /// The chain of its names; `None` if nothing names it.
    pub(super) chain: Option<usize>,
    pub(super) kind: SpeakerKind,
    pub(super) plural: bool,
    /// What courtesy and other titles say.
    pub(super) stated: Gender,
    /// What the nouns that describe it say: for agreement only.
    pub(super) noun: Gender,
    /// Pronouns that refer to it: she, he.
    pub(super) pronouns: [f32; 2],
    /// How often a "they" can only mean this one person.
    pub(super) they: usize,
    pub(super) roles: Vec<StatedRole>,
    /// Heads of its roles, in one form for both sexes.
    pub(super) heads: HashSet<String>,
    /// The words of its roles and descriptions, and the countries in them.
    pub(super) about: HashSet<String>,
    pub(super) mentions: Vec<(Range<usize>, MentionForm)>,
    /// First word of its first mention.
    pub(super) first: usize,
}

impl Entity {
    fn gender(&self) -> Gender {
        if self.stated != Gender::Unknown {
            return self.stated;
        }
        if self.noun != Gender::Unknown {
            return self.noun;
        }
        let [she, he] = self.pronouns;
        if she >= 0.6 && she > 2.0 * he {
            Gender::Female
        } else if he >= 0.6 && he > 2.0 * she {
            Gender::Male
        } else {
            Gender::Unknown
        }
    }
}

/// A mention, in the order of the walk.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Name(usize),
    Nominal(usize),
    Pronoun(usize, Pronoun),
}

/// Whom a mention means, and how sure that is.
#[derive(Clone, Debug, Default)]
pub(super) struct Meaning {
    pub(super) entities: Vec<usize>,
    pub(super) score: f32,
    pub(super) evidence: SpeakerEvidence,
    pub(super) ground: Ground,
    /// Who came next, and how likely that would have been.
    pub(super) runner_up: Option<(usize, f32)>,
}

/// What a mention was found by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Ground {
    #[default]
    None,
    /// It is the fullest name.
    FullName,
    /// It is a part of it.
    PartOfName,
    /// It is a short form.
    ShortForm,
    /// It stands beside the name.
    Apposition,
    /// It repeats what is said of them.
    Role,
    /// It repeats a description, whose head this is.
    SameWords,
    /// It counts several that are in view.
    Members,
    /// It is the head of the body's name.
    HeadOfName,
    /// Nobody nearer fits.
    InView,
    /// They are named, speaking, right after it.
    NamedNext,
    /// It describes somebody new.
    New,
    /// A pronoun agrees with the mention, so many sentences before.
    Agreement(Range<usize>, usize),
    /// A relative pronoun follows the mention.
    Relative,
    /// Nobody else has spoken since.
    Running,
    /// "I" in what they say.
    FirstPerson,
    /// "I" outside of what anybody says.
    Author,
    /// "Q:" or "A:" of an interview.
    Turn,
    /// A headline's report is the one that the story names.
    Headline,
}

/// A mention in view of the walk.
#[derive(Clone, Debug)]
struct Recent {
    entities: Vec<usize>,
    words: Range<usize>,
    sentence: usize,
    block: usize,
    subject: bool,
    source: bool,
    quoted: bool,
    owner: bool,
    pronoun: Option<Pronoun>,
}

/// Whom a description takes up.
struct Found {
    entities: Vec<usize>,
    score: f32,
    ground: Ground,
    runner_up: Option<(usize, f32)>,
}

impl Found {
    fn one(entity: usize, score: f32, ground: Ground) -> Self {
        Self { entities: vec![entity], score, ground, runner_up: None }
    }
}

/// The best of those offered and the one next to it, each with its score; of equals the first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BestTwo {
    pub(super) best: Option<(f32, usize)>,
    pub(super) next: Option<(f32, usize)>,
}

impl BestTwo {
    /// Who is offered twice counts once, with the better score.
    pub(super) fn offer(&mut self, score: f32, who: usize) {
        match self.best {
            Some((other, known)) if known == who => self.best = Some((score.max(other), who)),
            Some((other, _)) if score <= other => {
                if self.next.is_none_or(|(other, _)| score > other) {
                    self.next = Some((score, who));
                }
            }
            _ => {
                self.next = self.best;
                self.best = Some((score, who));
            }
        }
    }
}

/// Nouns that take up any body, whatever its name.
const GENERIC: [&str; 22] = [
    "company",
    "firm",
    "agency",
    "group",
    "organization",
    "organisation",
    "alliance",
    "court",
    "party",
    "team",
    "newspaper",
    "outlet",
    "club",
    "institution",
    "association",
    "network",
    "broadcaster",
    "retailer",
    "bank",
    "body",
    "union",
    "charity",
];

/// How many mentions the walk keeps in view.
const IN_VIEW: usize = 48;

pub(super) struct Resolver<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) names: &'a [Name],
    pub(super) chains: &'a [Chain],
    pub(super) chain_of: &'a [usize],
    pub(super) nominals: &'a [Nominal],
    pub(super) items: &'a [Item],
    /// For each item, the attribution it is a source of.
    pub(super) source_of: &'a [Option<usize>],
    /// For each word, the attribution of the innermost content around it.
    pub(super) content_of: &'a [Option<usize>],
    /// The name a description stands in apposition to, by index of the description.
    pub(super) linked: &'a HashMap<usize, usize>,
    /// The chain that a single-word name might have joined as well, by name, and how likely that was.
    pub(super) rivals: &'a HashMap<usize, (usize, f32)>,
    pub(super) entities: Vec<Entity>,
    pub(super) meanings: Vec<Meaning>,
    /// Head of an unnamed entity to the entities, in order of first mention.
    by_head: HashMap<String, Vec<usize>>,
    /// Role head or part of a body's name to named entities.
    by_role: HashMap<String, Vec<usize>>,
    /// The entities of each attribution's source, as far as the walk has come.
    spoken: HashMap<usize, Vec<usize>>,
    /// The same from the last walk, which knows who follows their quotation: “He told me,” | she said.
    follows: HashMap<usize, Vec<usize>>,
    /// Named entity to the first word of its first source, from the last walk.
    speaks_from: HashMap<usize, usize>,
    /// Who opens the headline.
    headline: Option<usize>,
    view: VecDeque<Recent>,
    weights: &'a Weights,
    /// What there was to choose from for each pronoun of the last walk, where that is asked for.
    pub(super) lessons: Option<Vec<Lesson>>,
}

/// The inputs of a walk.
pub(super) struct Inputs<'a> {
    pub(super) text: &'a Text<'a>,
    pub(super) names: &'a [Name],
    pub(super) chains: &'a [Chain],
    pub(super) chain_of: &'a [usize],
    pub(super) nominals: &'a [Nominal],
    pub(super) items: &'a [Item],
    pub(super) source_of: &'a [Option<usize>],
    pub(super) content_of: &'a [Option<usize>],
    pub(super) linked: &'a HashMap<usize, usize>,
    pub(super) rivals: &'a HashMap<usize, (usize, f32)>,
    pub(super) weights: &'a Weights,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(inputs: Inputs<'a>, roles: Vec<Vec<StatedRole>>) -> Self {
        let Inputs { text, names, chains, chain_of, nominals, items, source_of, content_of, linked, rivals, weights } =
            inputs;
        let mut resolver = Self {
            text,
            names,
            chains,
            chain_of,
            nominals,
            items,
            source_of,
            content_of,
            linked,
            rivals,
            entities: Vec::with_capacity(chains.len()),
            meanings: Vec::new(),
            by_head: HashMap::new(),
            by_role: HashMap::new(),
            spoken: HashMap::new(),
            follows: HashMap::new(),
            speaks_from: HashMap::new(),
            headline: None,
            view: VecDeque::new(),
            weights,
            lessons: None,
        };
        for (index, (chain, roles)) in chains.iter().zip(roles).enumerate() {
            let entity = resolver.named(index, chain, roles);
            for head in &entity.heads {
                let entities = resolver.by_role.entry(head.clone()).or_default();
                if entities.len() < 64 {
                    entities.push(index);
                }
            }
            if chain.kind() != PERSON {
                let heads = chain.parts.iter().filter(|part| lexicon().is_body(part)).take(3);
                for part in [chain.parts.last(), chain.parts.first()].into_iter().flatten().chain(heads) {
                    let entities = resolver.by_role.entry(part.clone()).or_default();
                    if entities.len() < 64 && entities.last() != Some(&index) {
                        entities.push(index);
                    }
                }
            }
            resolver.entities.push(entity);
        }
        resolver
    }

    fn named(&self, index: usize, chain: &Chain, roles: Vec<StatedRole>) -> Entity {
        let _ = index;
        let mut heads = HashSet::new();
        let mut about = HashSet::new();
        let mut noun = Gender::Unknown;
        for role in &roles {
            heads.insert(role_form(self.text.word(role.head)));
            self.describe(role.words.clone(), &mut about);
            if noun == Gender::Unknown {
                noun = lexicon().noun_gender(self.text.word(role.head));
            }
        }
        for name in chain.names.iter().take(24) {
            self.describe(self.names[*name].before.clone(), &mut about);
            // "Jo Bell, 62,"
            let end = self.names[*name].words.end;
            let age = self.text.word(end + 1);
            if self.text.word(end) == "," && age.len() < 4 && age.parse::<u8>().is_ok() {
                about.insert(format!("{age}-year-old"));
            }
        }
        let group = chain.kind() == OTHER && lexicon().is_demonym(&chain.parts.join(" "));
        let untitled = chain.names.iter().take(32).all(|name| self.names[*name].title.is_none());
        let plural = chain.parts.len() == 1 && untitled && is_plural_people(&chain.parts);
        let kind = match chain.kind() {
            _ if plural || group => SpeakerKind::Group,
            PERSON => SpeakerKind::Person,
            BODY | PLACE => SpeakerKind::Organisation,
            _ => SpeakerKind::Unknown,
        };
        let first = chain.names.first().map_or(0, |name| self.names[*name].words.start);
        Entity {
            chain: Some(index),
            plural: kind == SpeakerKind::Group,
            kind,
            stated: chain.gender,
            noun,
            pronouns: [0.0; 2],
            they: 0,
            roles,
            heads,
            about,
            mentions: Vec::new(),
            first,
        }
    }

    /// Adds the words of a description, and the countries they stand for.
    fn describe(&self, words: Range<usize>, about: &mut HashSet<String>) {
        for word in words {
            let low = self.text.word(word);
            if low.len() < 2
                || !low.starts_with(char::is_alphanumeric)
                || lexicon().is_function_word(low) && low != "former"
            {
                continue;
            }
            if let Some(country) = lexicon().country(low) {
                about.insert(format!("={country}"));
            }
            about.insert(role_form(low));
        }
    }

    /// Walks twice and keeps the second reading.
    pub(super) fn run(&mut self) {
        self.walk();
        let named = self.chains.len();
        let genders: Vec<[f32; 2]> = self.entities[..named].iter().map(|entity| entity.pronouns).collect();
        self.entities.truncate(named);
        for (entity, pronouns) in self.entities.iter_mut().zip(genders) {
            entity.mentions.clear();
            entity.pronouns = pronouns.map(|votes| votes * 0.7);
            entity.they = 0;
        }
        self.by_head.clear();
        self.speaks_from.retain(|entity, _| *entity < named);
        self.follows = std::mem::take(&mut self.spoken);
        // Those whom nothing names are found anew, under other numbers.
        self.follows.retain(|_, speakers| speakers.iter().all(|speaker| *speaker < named));
        self.view.clear();
        self.walk();
    }

    fn walk(&mut self) {
        if let Some(lessons) = &mut self.lessons {
            lessons.clear();
        }
        self.meanings = Vec::with_capacity(self.items.len());
        for index in 0..self.items.len() {
            let meaning = match self.items[index].clone() {
                Item::Name(name) => self.national(index, name).unwrap_or_else(|| self.name(name)),
                Item::Nominal(nominal) => self.nominal(index, nominal),
                Item::Pronoun(word, pronoun) => self.pronoun(index, word, pronoun),
            };
            self.see(index, &meaning);
            self.meanings.push(meaning);
        }
    }

    fn range(&self, item: &Item) -> Range<usize> {
        match item {
            Item::Name(name) => self.names[*name].words.clone(),
            Item::Nominal(nominal) => self.nominals[*nominal].words.clone(),
            Item::Pronoun(word, _) => *word..word + 1,
        }
    }

    /// Brings a mention into view.
    fn see(&mut self, index: usize, meaning: &Meaning) {
        let item = self.items[index].clone();
        let words = self.range(&item);
        if self.source_of[index].is_some() && matches!(item, Item::Name(_)) {
            for entity in &meaning.entities {
                self.speaks_from.entry(*entity).or_insert(words.start);
            }
        }
        if let Some(attribution) = self.source_of[index] {
            self.spoken.entry(attribution).or_default().extend(&meaning.entities);
        }
        let modifier = matches!(item, Item::Name(name) if self.names[name].modifier);
        if meaning.entities.is_empty() || modifier && self.source_of[index].is_none() {
            return;
        }
        let form = match item {
            Item::Name(_) => MentionForm::Name,
            Item::Nominal(_) => MentionForm::Nominal,
            Item::Pronoun(..) => MentionForm::Pronoun,
        };
        if meaning.score > 0.4 || form != MentionForm::Pronoun {
            for entity in &meaning.entities {
                self.entities[*entity].mentions.push((words.clone(), form));
            }
        }
        let block = self.text.words.block_of(words.start);
        if self.headline.is_none()
            && self.text.words.blocks.get(block).is_some_and(|block| block.place == Place::Headline)
            && let [entity] = meaning.entities[..]
        {
            self.headline = Some(entity);
        }
        let pronoun = if let Item::Pronoun(_, pronoun) = item { Some(pronoun) } else { None };
        let start = match item {
            Item::Name(name) if !self.names[name].before.is_empty() => self.names[name].before.start,
            _ => words.start,
        };
        let recent = Recent {
            entities: meaning.entities.clone(),
            sentence: self.text.words.sentence_of(words.start),
            block: self.text.words.block_of(words.start),
            subject: self.is_subject(start, words.end),
            source: self.source_of[index].is_some(),
            quoted: self.text.quoted(words.start),
            owner: self.text.is_possessive(words.end) || matches!(self.text.word(words.start), "his" | "their" | "its"),
            pronoun,
            words,
        };
        // Who speaks together is in view together: "they".
        let together = self.source_of[index]
            .and_then(|attribution| self.spoken.get(&attribution))
            .filter(|all| all.len() > meaning.entities.len() && all.len() < 8);
        let joint =
            together.map(|all| Recent { entities: all.clone(), subject: true, pronoun: None, ..recent.clone() });
        let listed = self.listed(index, &recent);
        for recent in [Some(recent), joint.or(listed)].into_iter().flatten() {
            if self.view.len() == IN_VIEW {
                self.view.pop_front();
            }
            self.view.push_back(recent);
        }
    }

    /// Those whom a list ends with a name, as one: "Jo Bell, Ann Rao | and Ivo Lund".
    fn listed(&self, index: usize, last: &Recent) -> Option<Recent> {
        let Item::Name(name) = self.items[index] else { return None };
        let start = |name: usize| {
            let name = &self.names[name];
            if name.before.is_empty() { name.words.start } else { name.before.start }
        };
        let kind = |entity: usize| self.entities[entity].kind;
        let mut members: Vec<usize> = vec![self.chain_of[name]];
        let mut first = name;
        let mut joint = "and";
        while first > 0 && members.len() < 6 {
            let at = start(first).checked_sub(1)?;
            let before = &self.names[first - 1];
            // "Bell, Rao and Lund", "Bell, Rao, and Lund"
            let comma = joint == "and" && self.text.word(at) == "and" && self.text.word(at.saturating_sub(1)) == ",";
            let ends = if comma { before.words.end + 1 == at } else { before.words.end == at };
            let entity = self.chain_of[first - 1];
            if self.text.word(at) != joint || !ends || before.modifier || before.possessive || members.contains(&entity)
            {
                break;
            }
            members.push(entity);
            first -= 1;
            joint = ",";
        }
        let fits = members.len() > 1
            && members.iter().all(|member| *member < self.chains.len())
            && members.iter().all(|member| kind(*member) == kind(members[0]))
            && matches!(kind(members[0]), SpeakerKind::Person | SpeakerKind::Organisation);
        members.reverse();
        let from = start(first);
        fits.then(|| Recent {
            entities: members,
            subject: self.is_subject(from, last.words.end),
            words: from..last.words.end,
            ..last.clone()
        })
    }

    /// Whether a mention opens its sentence or clause.
    fn is_subject(&self, start: usize, end: usize) -> bool {
        let sentence = self.text.sentence(start);
        if self.text.is_possessive(end) {
            return false;
        }
        let mut before = start;
        while before > sentence.start
            && matches!(self.text.word(before - 1), "the" | "a" | "an" | "mr." | "mrs." | "ms.")
        {
            before -= 1;
        }
        if before == sentence.start {
            return true;
        }
        let word = self.text.word(before - 1);
        // "sent for the vet, Carl Osk,": what a description before the comma is.
        if word == "," && before > sentence.start + 1 {
            let role = before - 2;
            let described = matches!(lexicon().noun(self.text.word(role)), Some(NounClass::Role | NounClass::Person));
            let mut from = role;
            while from > sentence.start
                && role - from < 5
                && super::mentions::determiner(self.text.word(from)).is_none()
            {
                from -= 1;
            }
            if described && super::mentions::determiner(self.text.word(from)).is_some() {
                return from == sentence.start || self.is_subject(from, role + 1);
            }
        }
        self.text.is_mark(before - 1)
            || matches!(
                word,
                "," | "and"
                    | "but"
                    | "that"
                    | "as"
                    | "when"
                    | "because"
                    | "while"
                    | "if"
                    | ";"
                    | ":"
                    | "—"
                    | "--"
                    | "after"
                    | "before"
                    | "although"
                    | "though"
                    | "whether"
                    | "said"
                    | "says"
                    | "where"
                    | "how"
                    | "why"
                    | "what"
                    | "since"
                    | "until"
            )
    }

    /// "the Italian", "the fiery Dutchman" as a source: a person of that country.
    fn national(&self, item: usize, name: usize) -> Option<Meaning> {
        let Name { words, parts, .. } = &self.names[name];
        self.source_of[item]?;
        let [part] = &parts[..] else { return None };
        let (stem, gender) = match (part.strip_suffix("woman"), part.strip_suffix("man")) {
            (Some(stem), _) => (stem, Gender::Female),
            (_, Some(stem)) if stem.len() > 3 => (stem, Gender::Male),
            _ => (part.as_str(), Gender::Unknown),
        };
        let demonym = lexicon().is_demonym(stem) && lexicon().singular(stem).is_none();
        let start = words.start.checked_sub(1)?;
        let the = self.text.word(start) == "the"
            || start > 0
                && self.text.word(start - 1) == "the"
                && self.text.shape(start) == Some(crate::text::Shape::Lower);
        let alone = self.text.source_of(words.start).is_some_and(|source| source.end <= words.end);
        if !demonym || !the || !alone || self.text.titled(words.start) {
            return None;
        }
        let country = lexicon().country(stem).map(|country| format!("={country}"));
        let fits = |entity: &usize| {
            let candidate = &self.entities[*entity];
            candidate.kind == SpeakerKind::Person && candidate.chain.is_some() && !opposite(gender, candidate.gender())
        };
        let in_view =
            || self.view.iter().rev().flat_map(|recent| recent.entities.first().map(|entity| (recent, *entity)));
        let of_country = in_view().find(|(_, entity)| {
            fits(entity) && country.as_ref().is_some_and(|it| self.entities[*entity].about.contains(it))
        });
        let nearest =
            || in_view().find(|(recent, entity)| fits(entity) && (recent.subject || recent.source) && !recent.quoted);
        let (ground, score, found) = match of_country {
            Some((_, entity)) => (Ground::Role, 0.75, entity),
            None => (Ground::InView, 0.5, nearest()?.1),
        };
        Some(Meaning { entities: vec![found], score, evidence: SpeakerEvidence::Nominal, ground, runner_up: None })
    }

    fn name(&mut self, name: usize) -> Meaning {
        let Some(chain) = self.chain_of.get(name).copied().filter(|chain| *chain < self.chains.len()) else {
            return Meaning::default();
        };
        let (parts, full) = (&self.names[name].parts, &self.chains[chain].parts);
        let (evidence, score, ground) = if parts == full {
            (SpeakerEvidence::Named, 0.97, Ground::FullName)
        } else if parts.len() == 1 && !full.contains(&parts[0]) {
            (SpeakerEvidence::Acronym, 0.93, Ground::ShortForm)
        } else {
            (SpeakerEvidence::Surname, 0.95, Ground::PartOfName)
        };
        let runner_up = self.rivals.get(&name).copied();
        Meaning { entities: vec![chain], score, evidence, ground, runner_up }
    }

    // --- descriptions ---------------------------------------------------------------------------

    fn nominal(&mut self, item: usize, index: usize) -> Meaning {
        if let Some(name) = self.linked.get(&index)
            && let Some(chain) = self.chain_of.get(*name).copied().filter(|chain| *chain < self.chains.len())
        {
            self.entities[chain].heads.insert(role_form(self.text.word(self.nominals[index].head)));
            let (evidence, ground) = (SpeakerEvidence::Nominal, Ground::Apposition);
            return Meaning { entities: vec![chain], score: 0.9, evidence, ground, runner_up: None };
        }
        let nominal = self.nominals[index].clone();
        let source = self.source_of[item].is_some();
        let found = match nominal.class {
            Some(NounClass::Group) => self.group(&nominal),
            Some(NounClass::Body) => self.body(&nominal),
            Some(NounClass::Role | NounClass::Person) => self.person(&nominal, source),
            None if source && nominal.words.clone().any(|at| matches!(self.text.word(at), "three" | "four")) => {
                self.group(&nominal)
            }
            Some(NounClass::Document) | None => self.same_words(&nominal),
        };
        if let Some(Found { entities, score, ground, runner_up }) = found {
            if let ([entity], Some(NounClass::Body)) = (&entities[..], nominal.class)
                && self.entities[*entity].kind != SpeakerKind::Organisation
            {
                self.entities[*entity].kind = SpeakerKind::Organisation;
            }
            if score > 0.6
                && let [entity] = entities[..]
                && let Some(class) = nominal.class
                && matches!(class, NounClass::Role | NounClass::Person)
            {
                let gender = lexicon().noun_gender(self.text.word(nominal.head));
                if self.entities[entity].noun == Gender::Unknown {
                    self.entities[entity].noun = gender;
                }
            }
            return Meaning { entities, score, evidence: SpeakerEvidence::Nominal, ground, runner_up };
        }
        // Descriptions outside sources found nobody new, unless they can be spoken of again.
        let entity = self.found(&nominal);
        Meaning {
            entities: vec![entity],
            score: if nominal.determiner == Determiner::Indefinite || nominal.plural { 0.85 } else { 0.7 },
            evidence: SpeakerEvidence::Nominal,
            ground: Ground::New,
            runner_up: None,
        }
    }

    /// The words that tell one description of a head from another.
    fn modifiers(&self, nominal: &Nominal) -> HashSet<String> {
        let mut about = HashSet::new();
        self.describe(nominal.words.start..nominal.head, &mut about);
        about.remove("former");
        about.extend(self.owner(nominal.words.start));
        about
    }

    fn found(&mut self, nominal: &Nominal) -> usize {
        let head = role_form(self.text.word(nominal.head));
        let mut about = HashSet::new();
        self.describe(nominal.words.clone(), &mut about);
        let kind = match nominal.class {
            Some(NounClass::Role | NounClass::Person) => SpeakerKind::Person,
            Some(NounClass::Group) => SpeakerKind::Group,
            Some(NounClass::Document) => SpeakerKind::Document,
            Some(NounClass::Body) => SpeakerKind::Organisation,
            None if nominal.plural => SpeakerKind::Group,
            None => SpeakerKind::Unknown,
        };
        let noun = match kind {
            SpeakerKind::Person => lexicon().noun_gender(self.text.word(nominal.head)),
            _ => Gender::Unknown,
        };
        let entity = self.entities.len();
        self.entities.push(Entity {
            chain: None,
            plural: nominal.plural,
            kind,
            stated: Gender::Unknown,
            noun,
            pronouns: [0.0; 2],
            they: 0,
            roles: Vec::new(),
            heads: HashSet::from([head.clone()]),
            about,
            mentions: Vec::new(),
            first: nominal.words.start,
        });
        self.by_head.entry(head).or_default().push(entity);
        entity
    }

    /// The last unnamed entity of the same head that the description does not contradict.
    fn same_head(&self, nominal: &Nominal) -> Option<usize> {
        let modifiers = self.modifiers(nominal);
        let head = role_form(self.text.word(nominal.head));
        let entities = self.by_head.get(&head)?;
        let indefinite = nominal.determiner == Determiner::Indefinite;
        entities.iter().rev().take(8).copied().find(|entity| {
            let about = &self.entities[*entity].about;
            // "another doctor" is not the doctor before; "critics" are the critics before.
            if indefinite || nominal.determiner == Determiner::Bare && !nominal.plural {
                return false;
            }
            if nominal.determiner == Determiner::Possessive || nominal.determiner == Determiner::Bare {
                return modifiers.is_subset(about) && (!modifiers.is_empty() || about.len() <= 1);
            }
            modifiers.is_subset(about)
        })
    }

    fn same_words(&self, nominal: &Nominal) -> Option<Found> {
        self.same_head(nominal).map(|entity| Found::one(entity, 0.75, Ground::SameWords))
    }

    fn group(&self, nominal: &Nominal) -> Option<Found> {
        let head = self.text.word(nominal.head);
        let first = self.text.word(nominal.words.start);
        let definite = nominal.determiner == Determiner::Definite || first == "both";
        let joint = matches!(head, "both" | "each" | "neither" | "sides" | "two" | "three" | "pair" | "duo" | "couple")
            || definite && (nominal.words.clone()).any(|at| matches!(self.text.word(at), "two" | "both"));
        let singular = lexicon().singular(head).map(|word| role_form(&word));
        // "the two ministries" are no two ministers, nor two countries.
        let bodies = singular.as_deref().is_some_and(|head| lexicon().noun(head) == Some(NounClass::Body));
        if definite && !joint && bodies && GENERIC.contains(&singular.as_deref().unwrap_or("")) {
            let together = self.view.iter().rev().find(|recent| {
                let body = |entity: &usize| self.entities[*entity].kind == SpeakerKind::Organisation;
                recent.entities.len() > 1 && recent.entities.iter().all(body)
            });
            if let Some(recent) = together {
                let entities = recent.entities.clone();
                return Some(Found { entities, score: 0.6, ground: Ground::Members, runner_up: None });
            }
        }
        // "All three": as many as were named together.
        let number = nominal.words.clone().find_map(|at| match self.text.word(at) {
            "two" | "both" | "neither" | "pair" | "duo" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            _ => None,
        });
        let bare = nominal.words.clone().all(|at| {
            matches!(self.text.word(at), "all" | "both" | "neither" | "the" | "two" | "three" | "four" | "pair" | "duo")
        });
        if let Some(number) = number.filter(|_| bare) {
            let together = self.view.iter().rev().take(12).find(|recent| recent.entities.len() == number);
            if let Some(recent) = together {
                let entities = recent.entities.clone();
                return Some(Found { entities, score: 0.65, ground: Ground::Members, runner_up: None });
            }
        }
        if definite || joint {
            // Two or more in view that each are one: "the senators", "the two leaders".
            let mut members = Vec::new();
            let mut last_sentence = None;
            for recent in self.view.iter().rev().take(24) {
                for entity in &recent.entities {
                    let candidate = &self.entities[*entity];
                    let country = candidate
                        .chain
                        .map(|chain| self.chains[chain].parts.join(" "))
                        .is_some_and(|name| lexicon().country(&name) == Some(&name));
                    let fits = if matches!(head, "countries" | "nations" | "governments" | "states") {
                        joint && country && candidate.kind == SpeakerKind::Organisation
                    } else if joint && bodies {
                        let named = |chain: usize| {
                            let same = self.chains[chain].parts.last() == singular.as_ref();
                            same || self.chains[chain].kind() == BODY
                                && GENERIC.contains(&singular.as_deref().unwrap_or(""))
                        };
                        candidate.kind == SpeakerKind::Organisation && candidate.chain.is_some_and(named)
                    } else if joint {
                        candidate.kind == SpeakerKind::Person && candidate.chain.is_some() || head == "sides" && country
                    } else {
                        singular.as_ref().is_some_and(|head| candidate.heads.contains(head))
                            && candidate.kind == SpeakerKind::Person
                    };
                    if fits && !members.contains(entity) {
                        members.push(*entity);
                        last_sentence.get_or_insert(recent.sentence);
                    }
                }
                if joint && members.len() == 2 {
                    break;
                }
            }
            if members.len() > 1 && members.len() < 5 {
                members.sort_by_key(|entity| (self.entities[*entity].first, *entity));
                return Some(Found { entities: members, score: 0.6, ground: Ground::Members, runner_up: None });
            }
        }
        self.same_words(nominal)
    }

    fn body(&self, nominal: &Nominal) -> Option<Found> {
        let head = self.text.word(nominal.head);
        let modifiers = self.modifiers(nominal);
        // "A House panel" of the lead is named further down; elsewhere it is another one.
        let lead = self.is_lead(nominal.words.start) && !modifiers.is_empty();
        if nominal.determiner == Determiner::Indefinite && !lead {
            return None;
        }
        // A named body with that head: "the committee".
        let mut best: Option<(f32, usize)> = None;
        let heads: &[&str] = match head {
            "panel" => &["panel", "committee", "subcommittee", "commission", "board"],
            "team" | "camp" => &["campaign", "team"],
            "newspaper" | "paper" => &["times", "post", "tribune", "herald", "gazette", "journal", "news"],
            _ => &[head],
        };
        for (head, &entity) in heads
            .iter()
            .flat_map(|head| self.by_role.get(*head).into_iter().flatten().map(move |entity| (head, entity)))
        {
            let candidate = &self.entities[entity];
            let Some(chain) = candidate.chain else { continue };
            let parts = &self.chains[chain].parts;
            // "Rivers Department", "Department of Rivers"
            let heads = parts.last().is_some_and(|last| last == head)
                || lexicon().is_body(head) && parts.iter().any(|part| part == head)
                || parts.first().is_some_and(|first| first == head)
                    && parts.get(1).is_some_and(|second| matches!(second.as_str(), "of" | "for" | "on" | "to"));
            if candidate.kind == SpeakerKind::Person || !heads {
                continue;
            }
            let fits =
                modifiers.iter().all(|word| word.starts_with('=') || parts.contains(&super::mentions::fold(word)));
            if !fits {
                continue;
            }
            let score = self.nearness(entity, nominal.words.start)
                + if candidate.first < nominal.words.start { 0.5 } else { 0.0 };
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, entity));
            }
        }
        if let Some((_, entity)) = best {
            return Some(Found::one(entity, 0.8, Ground::HeadOfName));
        }
        if let Some(found) = self.same_words(nominal) {
            return Some(found);
        }
        if nominal.determiner == Determiner::Definite && modifiers.is_empty() && GENERIC.contains(&head) {
            let subject = self.subject_body(nominal.words.start);
            // The nearest in the foreground, unless one is named much more often.
            let found = subject.or_else(|| {
                let in_view = self.view.iter().rev().take(24).enumerate().filter_map(|(age, recent)| {
                    let entity = *recent.entities.first()?;
                    let candidate = &self.entities[entity];
                    let chain = &self.chains[candidate.chain?];
                    let body = chain.kind() == BODY && candidate.kind == SpeakerKind::Organisation;
                    // "EB-5" is a rule or a number.
                    let body = body && !chain.parts.iter().any(|part| part.contains(|c: char| c.is_ascii_digit()));
                    let foreground = recent.subject || recent.source || recent.owner;
                    let often = 0.5 * (chain.names.len().min(8) as f32).ln();
                    (body && foreground).then_some((often - 0.08 * age as f32, entity))
                });
                in_view.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, entity)| entity)
            });
            return found.map(|entity| Found::one(entity, 0.55, Ground::InView));
        }
        None
    }

    /// The name that opens the sentence, unless it is surely no body's: "Acme will close, the company said".
    fn subject_body(&self, at: usize) -> Option<usize> {
        let start = self.text.sentence(at).start;
        let subject = self.view.iter().rev().take(16).find(|recent| {
            recent.words.start == start || recent.words.start == start + 1 && self.text.word(start) == "the"
        })?;
        let [entity] = subject.entities[..] else { return None };
        let chain = &self.chains[self.entities[entity].chain?];
        let person = chain.votes[PERSON] > chain.votes[BODY] + 1.2 || chain.gender != Gender::Unknown;
        let known = person || chain.votes[PLACE] > chain.votes[BODY] + 1.2 || !self.entities[entity].roles.is_empty();
        (!known && subject.pronoun.is_none()).then_some(entity)
    }

    /// 0..=1: how near the last mention of an entity in view is.
    fn nearness(&self, entity: usize, at: usize) -> f32 {
        let block = self.text.words.block_of(at);
        self.view
            .iter()
            .rev()
            .find(|recent| recent.entities.contains(&entity))
            .map_or(0.0, |recent| 1.0 / (1.0 + block.saturating_sub(recent.block) as f32))
    }

    /// Whether a word stands where the news leads in: who is described there is named further down.
    fn is_lead(&self, at: usize) -> bool {
        let block = self.text.words.blocks.get(self.text.words.block_of(at));
        match block.map(|block| (block.place, block.paragraph, block.section)) {
            Some((Place::Headline | Place::Standfirst | Place::Heading, _, _)) => true,
            Some((Place::Body, Some(paragraph), section)) => paragraph < 2 && section.unwrap_or(0) == 0,
            _ => false,
        }
    }

    /// Whether only one person of the article has a role of this head.
    fn alone_in_role(&self, head: &str) -> bool {
        self.by_role.get(head).is_some_and(|entities| entities.len() == 1)
    }

    fn person(&self, nominal: &Nominal, source: bool) -> Option<Found> {
        let head_word = self.text.word(nominal.head);
        let head = role_form(head_word);
        let gender = lexicon().noun_gender(head_word);
        let modifiers = self.modifiers(nominal);
        let is_former = (nominal.words.start..nominal.head).any(|at| matches!(self.text.word(at), "former" | "ex"));
        let at = nominal.words.start;
        let lead = self.is_lead(at);
        // What stands behind the head narrows it down as well.
        let mut complement = HashSet::new();
        let joined = self.text.word(nominal.head + 1) == "and";
        if !joined {
            self.describe(nominal.head + 1..nominal.words.end, &mut complement);
        }
        let generic = lexicon().noun(head_word) == Some(NounClass::Person);
        let titled = matches!(self.text.place(at), Some(Place::Headline | Place::Standfirst));
        let mut found = BestTwo::default();
        let mut consider = |entity: usize, seen: bool| {
            let candidate = &self.entities[entity];
            if candidate.kind != SpeakerKind::Person || opposite(gender, candidate.gender()) {
                return;
            }
            let heads = candidate.heads.contains(&head);
            let mut score = if heads { 3.0 } else { 0.0 };
            if (head.ends_with("-year-old") || head.contains("-of-")) && candidate.about.contains(&head) {
                score += 3.0;
            }
            for word in modifiers.iter().chain(&complement) {
                let weight = match word {
                    age if age.ends_with("-year-old") => 3.0,
                    country if country.starts_with('=') => 1.2,
                    _ => 0.6,
                };
                if candidate.about.contains(word) {
                    score += weight;
                } else if word.starts_with('=') || matches!(word.as_str(), "democratic" | "republican") {
                    let party = candidate.about.contains("democratic") || candidate.about.contains("republican");
                    let other = candidate.about.iter().any(|word| word.starts_with('='));
                    score -= if word.starts_with('=') && other || party { 2.0 } else { 0.3 };
                } else {
                    score -= if heads { 0.35 } else { 0.2 };
                }
            }
            score += self.nearness(entity, at);
            let block = self.text.words.block_of(at);
            let introduced = self.text.words.block_of(candidate.first.min(self.text.len() - 1));
            let near = lead && introduced <= block + 5;
            if !(seen || near || titled && self.alone_in_role(&head)) {
                score -= 1.5;
            }
            if nominal.determiner == Determiner::Indefinite && !lead {
                score -= 3.0;
            }
            // "The former minister" is not the minister.
            if heads && is_former != (candidate.about.contains("former") || candidate.about.contains("ex")) {
                score -= 0.4;
            }
            // Of two alike the one last spoken of.
            score += match self.view.iter().rev().position(|recent| recent.entities.contains(&entity)) {
                Some(age) => 0.1 / (1.0 + age as f32),
                None => 0.0,
            };
            let owned = heads && modifiers.iter().any(|word| candidate.about.contains(word));
            if nominal.determiner == Determiner::Possessive && !owned {
                score -= 1.0;
            }
            if nominal.determiner == Determiner::Possessive && owned {
                score += 0.5;
            }
            found.offer(score, entity);
        };
        for &entity in self.by_role.get(&head).map_or(&[][..], Vec::as_slice) {
            consider(entity, self.entities[entity].first < at);
        }
        for recent in self.view.iter().rev() {
            for entity in &recent.entities {
                if self.entities[*entity].chain.is_some() {
                    consider(*entity, true);
                }
            }
        }
        let BestTwo { best, next } = found;
        let likely = |score: f32| (0.4 + 0.1 * score).clamp(0.0, 0.88);
        let runner_up = next.filter(|(score, _)| *score > 0.0).map(|(score, entity)| (entity, likely(score)));
        if let Some((score, entity)) = best
            && score >= 2.9
        {
            let found = Found::one(entity, likely(score).max(0.5), Ground::Role);
            return Some(Found { runner_up, ..found });
        }
        if let Some(found) = self.same_words(nominal) {
            return Some(found);
        }
        // A lead's "a former mayor says" is mostly the one who is named, speaking, right after it.
        let nameless =
            self.text.sentence(at).any(|at| matches!(self.text.word(at), "anonymity" | "anonymously" | "anonymous"));
        if lead && source && !nameless && matches!(nominal.determiner, Determiner::Indefinite | Determiner::Bare) {
            let block = self.text.words.block_of(at);
            let mut named: Vec<(usize, usize)> = self
                .speaks_from
                .iter()
                .filter(|(entity, from)| {
                    let candidate = &self.entities[**entity];
                    let chain = candidate.chain.is_some_and(|chain| self.chains[chain].parts.len() > 1);
                    let introduced = self.text.words.block_of(candidate.first);
                    chain
                        && candidate.kind == SpeakerKind::Person
                        && candidate.first > at
                        && introduced > block
                        && introduced <= block + 2
                        && self.text.words.block_of(**from) == introduced
                        && !opposite(gender, candidate.gender())
                })
                .map(|(entity, from)| (*from, *entity))
                .collect();
            named.sort_unstable();
            if let Some((_, entity)) = named.first() {
                return Some(Found::one(*entity, 0.5, Ground::NamedNext));
            }
        }
        // No stated role fits: "the woman", "the Republican" for the one last spoken of.
        if nominal.determiner == Determiner::Definite
            && complement.is_empty()
            && (source || generic && !self.text.quoted(at))
        {
            if let Some((score, entity)) = best
                && score >= 1.4
            {
                return Some(Found { runner_up, ..Found::one(entity, 0.55, Ground::InView) });
            }
            let block = self.text.words.block_of(at);
            let found = self.view.iter().rev().find_map(|recent| {
                let entity = *recent.entities.first()?;
                let candidate = &self.entities[entity];
                let fits = candidate.kind == SpeakerKind::Person
                    && !candidate.plural
                    && !opposite(gender, candidate.gender())
                    && (candidate.chain.is_some() || generic)
                    && (recent.subject || recent.source)
                    && !recent.quoted
                    && recent.block + 1 >= block;
                fits.then_some(entity)
            });
            if self.text.words.blocks.get(block).is_some_and(|block| block.place == Place::Body) {
                let headline = || {
                    let fits = |entity: &usize| {
                        self.entities[*entity].kind == SpeakerKind::Person
                            && !opposite(gender, self.entities[*entity].gender())
                    };
                    self.headline.filter(|entity| lead && fits(entity))
                };
                return found.or_else(headline).map(|entity| Found::one(entity, 0.45, Ground::InView));
            }
        }
        None
    }

    // --- pronouns -------------------------------------------------------------------------------

    fn pronoun(&mut self, item: usize, word: usize, pronoun: Pronoun) -> Meaning {
        match pronoun {
            Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They => self.personal(item, word, pronoun),
            Pronoun::Who | Pronoun::Which => self.relative(word, pronoun),
            // Who speaks there is known when every source is.
            Pronoun::I | Pronoun::We | Pronoun::You => Meaning::default(),
        }
    }

    fn relative(&self, word: usize, pronoun: Pronoun) -> Meaning {
        let sentence = self.text.words.sentence_of(word);
        let animate = pronoun == Pronoun::Who;
        let mut best: Option<(f32, &Recent)> = None;
        for recent in self.view.iter().rev().take_while(|recent| recent.sentence == sentence) {
            let Some(&entity) = recent.entities.first() else { continue };
            let candidate = &self.entities[entity];
            let person = matches!(candidate.kind, SpeakerKind::Person | SpeakerKind::Group);
            if recent.words.end > word
                || recent.owner
                || animate && !person && candidate.kind != SpeakerKind::Unknown
                || recent.pronoun.is_some()
            {
                continue;
            }
            let gap = word - recent.words.end;
            let mut score = -(gap as f32) * 0.25;
            if gap == 0 || gap == 1 && self.text.word(recent.words.end) == "," {
                score += 2.0;
            }
            if !animate && person {
                score -= 2.0;
            }
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, recent));
            }
        }
        match best {
            Some((score, recent)) if score > -4.0 => Meaning {
                entities: recent.entities.clone(),
                score: if score > 0.0 { 0.88 } else { 0.6 },
                evidence: SpeakerEvidence::Pronoun { candidates: 1 },
                ground: Ground::Relative,
                runner_up: None,
            },
            _ => Meaning::default(),
        }
    }

    /// The surname of whoever "his" or "her" at a word stands for.
    fn owner(&self, word: usize) -> Option<String> {
        let pronoun = match self.text.word(word) {
            "his" => Pronoun::He,
            "her" => Pronoun::She,
            _ => return None,
        };
        let (meaning, _) = self.antecedent(None, word, pronoun);
        let [entity] = meaning.entities[..] else { return None };
        let chain = self.entities[entity].chain?;
        self.chains[chain].parts.last().cloned()
    }

    fn personal(&mut self, item: usize, word: usize, pronoun: Pronoun) -> Meaning {
        if self.lessons.is_some() {
            let candidates =
                self.candidates(self.source_of[item], word, pronoun).into_iter().map(|mentions| Candidate {
                    mentions: mentions.iter().map(|(_, recent)| recent.words.clone()).collect(),
                    features: mentions.into_iter().map(|(features, _)| features).collect(),
                });
            let lesson = Lesson { word, class: Class::of(pronoun), candidates: candidates.collect() };
            self.lessons.get_or_insert_default().push(lesson);
        }
        let (meaning, weight) = self.antecedent(self.source_of[item], word, pronoun);
        let slot = match pronoun {
            Pronoun::She => 0,
            Pronoun::He => 1,
            _ => {
                if let ([entity], true) = (&meaning.entities[..], pronoun == Pronoun::They && self.is_singular(word)) {
                    self.entities[*entity].they += usize::from(meaning.score > 0.6 && self.source_of[item].is_some());
                }
                return meaning;
            }
        };
        if let [entity] = meaning.entities[..]
            && !self.text.quoted(word)
        {
            self.entities[entity].pronouns[slot] += weight;
        }
        meaning
    }

    /// Whether nothing around a "they" could be several: no plural, no group and no "and" in its sentence so far or the
    /// one before.
    fn is_singular(&self, word: usize) -> bool {
        let sentence = self.text.words.sentence_of(word);
        let start = self.text.words.sentences.get(sentence.saturating_sub(1)).map_or(word, |before| before.start);
        let several = |at: usize| {
            let low = self.text.word(at);
            low == "and"
                || lexicon().noun(low) == Some(NounClass::Group)
                || self.text.shape(at) == Some(crate::text::Shape::Lower)
                    && !lexicon().is_function_word(low)
                    && lexicon().singular(low).is_some()
        };
        word - start < 60 && !(start..word).any(several) && !self.text.quoted(word)
    }

    /// Whom a pronoun stands for, and how much that tells of their gender.
    fn antecedent(&self, own: Option<usize>, word: usize, pronoun: Pronoun) -> (Meaning, f32) {
        let candidates = self.candidates(own, word, pronoun);
        let weights = self.weights.of(Class::of(pronoun));
        let scored: Vec<(f32, &Recent)> = candidates
            .iter()
            .map(|mentions| {
                let (score, at) = antecedents::score(mentions.iter().map(|(features, _)| features), weights);
                (score, mentions[at].1)
            })
            .collect();
        let Some(best) = scored.iter().map(|(score, _)| *score).reduce(f32::max) else {
            return (Meaning::default(), 0.0);
        };
        let total: f32 = scored.iter().map(|(score, _)| (SHARPNESS * (score - best)).exp()).sum();
        let close = scored.iter().filter(|(score, _)| *score > best - 1.5).count();
        let chosen = scored.iter().position(|(score, _)| *score == best).unwrap_or(0);
        let found = scored[chosen].1;
        let share = 1.0 / total;
        let prior = 1.0 / (1.0 + (-(best + 0.2)).exp());
        let others = scored.iter().enumerate().filter(|(at, _)| *at != chosen).map(|(_, other)| other);
        let runner_up = others.max_by(|a, b| a.0.total_cmp(&b.0)).and_then(|(score, recent)| {
            Some((*recent.entities.first()?, prior * (SHARPNESS * (score - best)).exp() / total))
        });
        let score = (share * prior).clamp(0.0, 0.95);
        // Pronouns that leave no choice say more; possessives are often somebody else's.
        let possessive = matches!(self.text.word(word), "his" | "her" | "him");
        let weight = if close == 1 { 1.0 } else { 0.5 * share * share } * if possessive { 0.3 } else { 1.0 };
        let sentence = self.text.words.sentence_of(word);
        let ground = Ground::Agreement(found.words.clone(), sentence - found.sentence.min(sentence));
        let (entities, evidence) = (found.entities.clone(), SpeakerEvidence::Pronoun { candidates: close });
        (Meaning { entities, score, evidence, ground, runner_up }, weight)
    }

    /// Those in view that agree with a pronoun: each with its mentions, the nearest first, and what speaks for them.
    fn candidates(&self, own: Option<usize>, word: usize, pronoun: Pronoun) -> Vec<Vec<(Features, &Recent)>> {
        let text = self.text;
        let sentence = text.words.sentence_of(word);
        let block = text.words.block_of(word);
        let quoted = text.quoted(word);
        let around = self.content_of.get(word).copied().flatten();
        let around = around.and_then(|around| self.spoken.get(&around).or_else(|| self.follows.get(&around)));
        let other = match pronoun {
            Pronoun::He => Some(Pronoun::She),
            Pronoun::She => Some(Pronoun::He),
            _ => None,
        };
        // "He said … She said": whoever the other pronoun has just meant is not meant by this one.
        let other = self.view.iter().rev().find(|recent| {
            other.is_some() && recent.pronoun == other && !recent.quoted && sentence <= recent.sentence + 2
        });
        // "his deputy" is not the "his" in it.
        let around_it = self.view.iter().rev().find(|recent| recent.words.contains(&word) && recent.words.len() > 1);
        let mut found: Vec<Vec<(Features, &Recent)>> = Vec::new();
        for (age, recent) in self.view.iter().rev().enumerate() {
            if block > recent.block + 4 {
                break;
            }
            if around_it.is_some_and(|around| around.entities == recent.entities) {
                continue;
            }
            let Some(&entity) = recent.entities.first() else { continue };
            let candidate = &self.entities[entity];
            let mut features = Features::default();
            if !self.agreement(recent, candidate, pronoun, &mut features) {
                continue;
            }
            let distance = sentence - recent.sentence.min(sentence);
            features.set(match distance {
                0 => Feature::SameSentence,
                1 => Feature::OneBefore,
                2 => Feature::TwoBefore,
                3 => Feature::ThreeBefore,
                _ => Feature::Further,
            });
            if distance > 3 {
                features.add(Feature::Further, (distance as f32 - 3.0).min(6.0) - 1.0);
            }
            features.add(Feature::Paragraphs, (block - recent.block.min(block)) as f32);
            features.add(Feature::Between, age as f32 / 10.0);
            let possessive = matches!(text.word(word), "his" | "her" | "its" | "their");
            if recent.subject {
                features.set(if distance == 0 { Feature::SubjectHere } else { Feature::Subject });
                if distance == 0 && possessive {
                    features.set(Feature::SubjectOwns);
                }
                if distance == 1 && recent.pronoun.is_none() && !recent.quoted {
                    features.set(Feature::SubjectBefore);
                }
            }
            // “Rao will win,” he said: of somebody else.
            if own.is_some() && self.content_of.get(recent.words.start).copied().flatten() == own {
                features.set(Feature::OwnContent);
            }
            if recent.source {
                features.set(Feature::Speaks);
                if own.is_some() {
                    features.set(Feature::BothSpeak);
                }
            }
            // “Bell said Lund had left because he was tired”: the subject of the reported clause comes before who
            // reports it.
            let content = |at: usize| self.content_of.get(at).copied().flatten();
            let inside = recent.sentence == sentence
                && recent.subject
                && recent.pronoun.is_none()
                && !quoted
                && content(word).is_some_and(|content_here| content(recent.words.start) == Some(content_here));
            if inside && matches!(text.word(word), "he" | "she" | "his") {
                features.set(Feature::SubjectOfContent);
            }
            if other.is_some_and(|other| other.entities == recent.entities) {
                features.set(Feature::OtherPronoun);
            }
            if recent.owner {
                features.set(Feature::Owner);
            }
            // Who is spoken of is less in view than who speaks.
            let spoken_of = text.in_content[recent.words.start] && !text.in_content[word];
            if spoken_of && !recent.source {
                features.set(Feature::SpokenOf);
            }
            if recent.pronoun == Some(pronoun) {
                features.set(if recent.source { Feature::SamePronounSpeaks } else { Feature::SamePronoun });
            } else if recent.pronoun.is_none() {
                features.set(if candidate.chain.is_some() { Feature::Name } else { Feature::Description });
            }
            if recent.quoted && !quoted {
                features.set(Feature::Quoted);
            }
            if let Some(speakers) = around {
                let speaks = speakers.contains(&entity);
                if quoted && speaks && speakers.len() == 1 {
                    // “He told me,” she said: whoever speaks says "I".
                    features.set(Feature::SpeaksAround);
                } else if !quoted && speaks {
                    features.set(Feature::ReportsAround);
                }
            }
            if let Some(chain) = candidate.chain {
                features.add(Feature::Often, (self.chains[chain].names.len().min(16) as f32).ln());
                if candidate.first == recent.words.start && recent.subject && distance < 3 {
                    features.set(Feature::Introduced);
                }
            }
            if self.headline == Some(entity) {
                features.set(Feature::Headline);
            }
            if found.is_empty() {
                features.set(Feature::Nearest);
            }
            if recent.block == block && recent.words.start <= text.block(word).start + 1 {
                features.set(Feature::OpensParagraph);
            }
            match found.iter_mut().find(|mentions| mentions[0].1.entities == recent.entities) {
                Some(mentions) => mentions.push((features, recent)),
                None => found.push(vec![(features, recent)]),
            }
        }
        found
    }

    /// Whether somebody can be meant by a pronoun at all; what their number and gender say.
    fn agreement(&self, recent: &Recent, candidate: &Entity, pronoun: Pronoun, features: &mut Features) -> bool {
        let singular = recent.entities.len() == 1;
        match pronoun {
            Pronoun::He | Pronoun::She => {
                if !singular || candidate.kind != SpeakerKind::Person || candidate.plural {
                    return false;
                }
                let wanted = if pronoun == Pronoun::He { Gender::Male } else { Gender::Female };
                if opposite(candidate.stated, wanted) || opposite(candidate.noun, wanted) {
                    return false;
                }
                let [she, he] = candidate.pronouns;
                let (with, against) = if pronoun == Pronoun::He { (he, she) } else { (she, he) };
                if against > 2.0 * with + 1.9 {
                    return false;
                }
                if candidate.gender() == wanted {
                    features.set(Feature::Gender);
                }
                features.add(Feature::PronounsWith, with.min(2.0));
                features.add(Feature::PronounsAgainst, (against - with).clamp(0.0, 3.0));
                if candidate.chain.is_none() {
                    features.set(Feature::Unnamed);
                }
            }
            Pronoun::It => {
                if !singular || candidate.plural || candidate.kind == SpeakerKind::Person {
                    return false;
                }
                if candidate.kind == SpeakerKind::Unknown {
                    features.set(Feature::UnknownKind);
                }
                if candidate.chain.is_some_and(|chain| self.chains[chain].kind() == PLACE) {
                    features.set(Feature::Place);
                }
            }
            _ => {
                let several = !singular || candidate.plural || candidate.kind == SpeakerKind::Group;
                let body = candidate.kind == SpeakerKind::Organisation;
                if !several && !body {
                    if candidate.kind != SpeakerKind::Person {
                        return false;
                    }
                    features.set(Feature::OnePerson);
                }
                if body && !several {
                    features.set(Feature::OneBody);
                }
                if !singular {
                    features.set(Feature::Joint);
                }
            }
        }
        true
    }
}

pub(super) fn opposite(a: Gender, b: Gender) -> bool {
    matches!((a, b), (Gender::Male, Gender::Female) | (Gender::Female, Gender::Male))
}

/// One form for the words that name one role: "spokeswoman", "spokesperson" and "spokesman".
pub(in crate::stages) fn role_form(word: &str) -> String {
    let base = match word {
        "sen." | "sen" | "sens." | "senators" => "senator",
        "gov." | "gov" | "governors" | "govs." => "governor",
        "rep." | "rep" | "reps." | "congresswoman" | "congressperson" | "representative" | "lawmaker" => "congressman",
        "gen." | "gen" => "general",
        "prof." | "prof" => "professor",
        "pres." | "premier's" => "president",
        "lt." => "lieutenant",
        "col." | "col" => "colonel",
        "capt." => "captain",
        "sgt." => "sergeant",
        "dr." | "dr" | "physician" => "doctor",
        "atty." | "lawyer" | "counsel" | "barrister" | "solicitor" => "attorney",
        "chairwoman" | "chair" | "chairperson" => "chairman",
        "spokeswoman" | "spokesperson" => "spokesman",
        "businesswoman" | "businessperson" => "businessman",
        "nominee" | "contender" => "candidate",
        "film-maker" => "filmmaker",
        "ceo" => "executive",
        "adviser" | "aide" | "staffer" => "advisor",
        "rev." | "reverend" => "pastor",
        "poll" => "survey",
        "mom" | "mum" => "mother",
        "dad" => "father",
        "gop" | "republicans" => "republican",
        "democrat" | "democrats" => "democratic",
        _ => word.strip_prefix("ex-").unwrap_or(word),
    };
    base.to_owned()
}

/// "Democrats", "Republicans": names that are plurals of people.
fn is_plural_people(parts: &[String]) -> bool {
    parts.last().is_some_and(|last| lexicon().noun(last) == Some(NounClass::Group) && last.ends_with('s'))
}
