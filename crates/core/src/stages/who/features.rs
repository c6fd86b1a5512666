//! What is known of a mention and of somebody whom it may mean: named features, each a choice among a few values.
//!
//! The features are those of the literature on coreference (strings, number, gender, distance, grammatical place) and what
//! attribution adds: who speaks, who has just spoken, in whose words a mention lies. Their weights are learned
//! ([`Weights`](super::Weights)).

use std::{cmp::Ordering, collections::HashMap, ops::Range};

use super::{
    clusters::Cluster,
    mentions::{self, BODY, Form, GROUP, Mention, PERSON, PLACE, WORK},
    names::{self, Relation, relation},
    scene::Scene,
};
use crate::{
    lang::{Class, Pronoun, lexicon},
    text::Shape,
    types::{Gender, Place},
};

macro_rules! features {
    ($($variant:ident $name:literal $values:expr, $crossed:ident;)+) => {
        /// Families of features; a feature is a family and one of its values. Those that end in `OfClass` have values for
        /// each class of mentions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Family { $($variant),+ }

        /// Name and values of each family, and whether it has them for each class.
        const FAMILIES: &[(&str, &[&str], bool)] = &[$(($name, $values, features!(@$crossed))),+];
    };
    (@alone) => { false };
    (@crossed) => { true };
}

/// Classes of mentions that are read alike, by their names.
const CLASSES: &[&str] = &[
    "name of a person",
    "name of a body",
    "name of a place",
    "name of a work",
    "description of a person",
    "description of people",
    "description of a body",
    "description of a document",
    "description of a place",
    "he or she",
    "it",
    "they",
    "I",
    "we or you",
    "who",
    "no words",
];
const FAR: &[&str] = &["0", "1", "2", "3", "up to 5", "up to 8", "up to 15", "more", "headline"];
const KINDS: &[&str] = &["person", "body", "people", "place", "document", "unknown", "new"];
const FORMS: &[&str] =
    &["a name", "a description", "he", "she", "it", "they", "I or we", "who", "no words", "the author"];
const GENDERS: &[&str] = &["not said", "agrees", "disagrees", "both", "not known"];
const RELATIONS: &[&str] = &[
    "the same",
    "initials",
    "another form",
    "the last part",
    "a part",
    "the first part",
    "another spelling",
    "the same country",
    "another first name",
    "another last name",
    "one word in common",
    "another",
    "none",
    "none",
];
const NOUNS: &[&str] =
    &["none", "the same description", "the title", "in the name", "no description", "another", "another"];
const QUOTED: &[&str] = &[
    "neither",
    "in the other's words",
    "in what the other reports",
    "in the mention's own words",
    "in the same words",
    "the other in words",
    "the mention in words",
    "in different words",
];
const SPOKE: &[&str] = &["last", "before the last", "third last", "fourth last", "not lately"];
const SYNTAX: &[&str] = &[
    "apart",
    "inside the other",
    "around the other",
    "right after",
    "beside",
    "is",
    "and",
    "as",
    "near",
    "after an outer one",
    "right before",
    "before, beside",
    "before, is",
    "before, and",
    "before, as",
    "before, near",
];
const LENGTHS: &[&str] = &["none", "the same", "longer", "shorter"];
const PHRASES: &[&str] = &["no", "the same", "longer than the other's", "shorter than the other's", "another"];
const RESTS: &[&str] = &[
    "none",
    "after it: what bodies are called",
    "after it: a body of it",
    "after it: other words",
    "capitals, after it: what bodies are called",
    "capitals, after it: a body of it",
    "capitals, after it: other words",
    "before it: what bodies are called",
    "before it: a body of it",
    "before it: other words",
    "around it: what bodies are called",
    "around it: a body of it",
    "around it: other words",
];
const AHEAD: &[&str] = &["no", "0", "1", "2", "3", "up to 5", "up to 8", "up to 15", "more"];
const TOGETHER: &[&str] = &[
    "one",
    "two people, named together",
    "two people, met last",
    "two bodies, named together",
    "two bodies, met last",
    "more than two",
];
const COUNTED: &[&str] = &["not said", "as many", "more than one", "fewer"];
const TITLES: &[&str] = &["none", "the same", "another", "the mention's", "the other's"];
const MATCHES: &[&str] = &["nothing", "a noun", "a whole name", "part of a name", "a piece of a name", "a namesake"];

features! {
    Class "mention" CLASSES, alone;
    Sentences "sentences between" FAR, alone;
    Paragraphs "paragraphs between" &["0", "1", "2", "up to 4", "up to 8", "more", "headline"], alone;
    Recency "others between" FAR, alone;
    Size "times mentioned" &["once", "twice", "up to 4", "up to 8", "more", "never"], alone;
    LastForm "last mentioned as" FORMS, alone;
    Named "known by" &["a name", "a description", "pronouns"], alone;
    Kind "kind" KINDS, alone;
    Kinds "kinds agree" &["no", "hardly", "partly", "yes", "not known"], alone;
    Gender "gender" GENDERS, alone;
    Together "meant together" TOGETHER, alone;
    Counted "how many" COUNTED, alone;
    Number "number" &["one and one", "one and several", "several and one", "several and several"], alone;
    Name "name" RELATIONS, alone;
    Longer "length of the name" LENGTHS, alone;
    Clash "names clash" &["no", "yes"], alone;
    Noun "noun" NOUNS, alone;
    Phrase "description" PHRASES, alone;
    Determiner "determiner" &["the", "a", "whose", "none"], alone;
    Modifiers "other words" &["none", "all known", "none known", "some known"], alone;
    Syntax "stands" SYNTAX, alone;
    Subject "opens the sentence" &["neither", "the other", "the mention", "both"], alone;
    Quoted "words" QUOTED, alone;
    Source "speaks" &["neither", "the other", "the mention", "both"], alone;
    Spoke "spoke" SPOKE, alone;
    Ahead "sentences to the first name" AHEAD, alone;
    NextName "names before that" FAR, alone;
    Frequency "names in the article" &["none", "1", "up to 3", "up to 7", "more"], alone;
    LastPlace "place" &["headline", "standfirst", "crosshead", "body", "byline"], alone;
    Lead "first mentioned" &["at the top", "early", "later"], alone;
    Possessive "possessive" &["no", "yes"], alone;
    Opens "opens" &["nothing", "the sentence", "the paragraph"], alone;
    Here "times in the paragraph" &["0", "1", "2", "more"], alone;
    New "somebody new" &["no", "yes"], alone;
    Candidates "candidates" &["0", "1", "up to 3", "up to 8", "up to 16", "more"], alone;
    Matches "closest match" MATCHES, alone;
    KindOfClass "kind" KINDS, crossed;
    NameOfClass "name" RELATIONS, crossed;
    NounOfClass "noun" NOUNS, crossed;
    QuotedOfClass "words" QUOTED, crossed;
    RecencyOfClass "others between" FAR, crossed;
    SpokeOfClass "spoke" SPOKE, crossed;
    SyntaxOfClass "stands" SYNTAX, crossed;
    GenderOfClass "gender" GENDERS, crossed;
    FormOfClass "last mentioned as" FORMS, crossed;
    AheadOfClass "sentences to the first name" AHEAD, crossed;
    LongerOfClass "length of the name" LENGTHS, crossed;
    RestOfClass "rest of the longer name" RESTS, crossed;
    ClashOfClass "names clash" &["no", "yes"], crossed;
    PhraseOfClass "description" PHRASES, crossed;
    SentencesOfClass "sentences between" FAR, crossed;
    MatchesOfClass "closest match" MATCHES, crossed;
    TogetherOfClass "meant together" TOGETHER, crossed;
    CountedOfClass "how many" COUNTED, crossed;
    Title "title" TITLES, alone;
}

const fn size(family: usize) -> usize {
    let (_, values, crossed) = FAMILIES[family];
    if crossed { values.len() * CLASSES.len() } else { values.len() }
}

/// How many features there are.
pub const N_FEATURES: usize = FIRST[FAMILIES.len() - 1] + size(FAMILIES.len() - 1);

/// The first feature of each family.
const FIRST: [usize; FAMILIES.len()] = {
    let mut first = [0; FAMILIES.len()];
    let mut at = 1;
    while at < first.len() {
        first[at] = first[at - 1] + size(at - 1);
        at += 1;
    }
    first
};

/// The name of a feature: its family and value.
pub(super) fn feature_name(feature: u16) -> (&'static str, &'static str) {
    let feature = usize::from(feature).min(N_FEATURES - 1);
    let family = FIRST.partition_point(|first| *first <= feature) - 1;
    let (name, values, _) = FAMILIES[family];
    (name, values[(feature - FIRST[family]) % values.len()])
}

/// The features of one pair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features(pub Vec<u16>);

impl Features {
    fn set(&mut self, family: Family, value: usize) {
        let (_, values, _) = FAMILIES[family as usize];
        self.0.push((FIRST[family as usize] + value.min(values.len() - 1)) as u16);
    }

    /// A value for a class of mentions.
    fn cross(&mut self, family: Family, class: usize, value: usize) {
        let (_, values, _) = FAMILIES[family as usize];
        self.0.push((FIRST[family as usize] + class * values.len() + value.min(values.len() - 1)) as u16);
    }
}

/// Mentions that are read alike.
pub(super) fn class(mention: &Mention) -> usize {
    match mention.form {
        Form::Name => match mention.kind() {
            Some(PERSON) => 0,
            Some(PLACE) => 2,
            Some(WORK) => 3,
            _ => 1,
        },
        Form::Description => match mention.kind() {
            Some(PERSON) if !mention.plural => 4,
            Some(GROUP | PERSON) => 5,
            Some(BODY) => 6,
            Some(PLACE) => 8,
            _ => 7,
        },
        Form::Pronoun(Pronoun::He | Pronoun::She) => 9,
        Form::Pronoun(Pronoun::It) => 10,
        Form::Pronoun(Pronoun::They) => 11,
        Form::Pronoun(Pronoun::I) => 12,
        Form::Pronoun(Pronoun::We | Pronoun::You) => 13,
        Form::Pronoun(Pronoun::Who | Pronoun::Which) => 14,
        Form::Silent => 15,
    }
}

/// Bounds of distances.
const FEW: &[usize] = &[0, 1, 2, 3, 5, 8, 15];

/// The first bound that a number does not exceed, as an index.
fn bucket(number: usize, bounds: &[usize]) -> usize {
    bounds.iter().position(|bound| number <= *bound).unwrap_or(bounds.len())
}

/// What a mention is compared with the clusters by.
pub(super) struct Asked<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) mentions: &'a [Mention],
    /// The mention's index.
    pub(super) at: usize,
    /// Its phrases as they are said, if it is a description.
    pub(super) phrases: Vec<String>,
    /// How many it says that it means.
    pub(super) number: Option<usize>,
    /// Those who spoke last, the latest first.
    pub(super) spoke: &'a [usize],
    /// Who is the source of each attribution, as far as is known.
    pub(super) sources: &'a [Vec<usize>],
    /// Where mentions end, the outermost each.
    pub(super) ends: &'a HashMap<usize, usize>,
}

/// How the names and the nouns of a mention and a cluster match.
pub(super) type Matched = (Option<Relation>, usize);

/// Whether the titles of a mention are those of a cluster, in the order of [`TITLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Titled {
    Neither,
    Same,
    Another,
    Mention,
    Cluster,
}

/// Whether the titles of a mention are those of a cluster.
pub(super) fn titles(scene: &Scene, mention: &Mention, cluster: &Cluster) -> Titled {
    let noun = |title: &Range<usize>| mentions::noun(scene.word(title.end - 1));
    match (mention.titles.is_empty(), cluster.nouns.is_empty()) {
        (true, true) => Titled::Neither,
        (true, false) => Titled::Cluster,
        (false, true) => Titled::Mention,
        _ if mention.titles.iter().any(|title| cluster.nouns.contains(&noun(title))) => Titled::Same,
        _ => Titled::Another,
    }
}

/// How names and nouns of a mention and a cluster match; the closest.
pub(super) fn matching(mention: &Mention, cluster: &Cluster) -> Matched {
    let named = (mention.form == Form::Name).then(|| {
        let names = cluster.names.iter();
        let closest = names.map(|parts| relation(&mention.parts, parts)).min().unwrap_or(Relation::Other);
        let parted = matches!((&mention.suffix, &cluster.suffix), (Some(own), Some(other)) if own != other);
        if parted { closest.max(Relation::Relative) } else { closest }
    });
    let noun = match mention.form {
        Form::Description => {
            if cluster.nouns.contains(&mention.noun) {
                if cluster.described.contains(&mention.noun) { 1 } else { 2 }
            } else if cluster.names.iter().any(|parts| parts.last() == Some(&mention.noun)) {
                3
            } else if cluster.nouns.is_empty() {
                4
            } else {
                5
            }
        }
        _ => 0,
    };
    (named.filter(|_| !cluster.names.is_empty()), noun)
}

impl Asked<'_> {
    /// What is known of the mention and a cluster whose last mention is given, that is so many clusters away from the latest,
    /// and whose names and nouns match as [`matching`] says.
    pub(super) fn pair(
        &self,
        cluster_at: usize,
        cluster: &Cluster,
        last: Option<usize>,
        recency: usize,
        matched: Matched,
    ) -> Features {
        let Self { scene, mentions, at, .. } = self;
        let mention = &mentions[*at];
        let class = class(mention);
        let mut features = Features(Vec::with_capacity(48));
        let f = &mut features;
        f.set(Family::Class, class);
        let Some(last) = last.map(|last| &mentions[last]) else {
            // The article's own writer, of whom nothing has been said yet.
            f.set(Family::Size, 5);
            f.cross(Family::FormOfClass, class, 9);
            f.cross(Family::QuotedOfClass, class, self.quoted(cluster_at, None));
            return features;
        };
        let far = scene.is_front(mention.head) != scene.is_front(last.head);
        let ahead = !far && cluster.mentions.is_empty() && cluster.first.is_some();
        let sentences = scene.sentence(mention.head).abs_diff(scene.sentence(last.head));
        let sentences = if far { 8 } else { bucket(sentences, FEW) };
        let recent = if far { 8 } else { bucket(recency, FEW) };
        if ahead {
            f.set(Family::Ahead, sentences + 1);
            f.cross(Family::AheadOfClass, class, sentences + 1);
            f.set(Family::NextName, recent);
        } else {
            f.set(Family::Sentences, sentences);
            f.cross(Family::SentencesOfClass, class, sentences);
            f.set(Family::Recency, recent);
            f.cross(Family::RecencyOfClass, class, recent);
        }
        let paragraphs = scene.block(mention.head).abs_diff(scene.block(last.head));
        f.set(Family::Paragraphs, if far { 6 } else { bucket(paragraphs, &[0, 1, 2, 4, 8]) });
        f.set(Family::Frequency, bucket(cluster.named, &[0, 1, 3, 7]));
        f.set(Family::Size, bucket(cluster.mentions.len(), &[1, 2, 4, 8]));
        let form = form(last);
        f.set(Family::LastForm, form);
        f.cross(Family::FormOfClass, class, form);
        f.set(
            Family::Named,
            if !cluster.names.is_empty() {
                0
            } else if !cluster.nouns.is_empty() {
                1
            } else {
                2
            },
        );
        let kind = cluster.kind().unwrap_or(5);
        f.set(Family::Kind, kind);
        f.cross(Family::KindOfClass, class, kind);
        f.set(Family::Kinds, self.kinds(cluster));
        let gender = self.gender(cluster);
        f.set(Family::Gender, gender);
        f.cross(Family::GenderOfClass, class, gender);
        let several = cluster.plural || kind == GROUP || cluster.members.len() > 1;
        f.set(Family::Number, usize::from(mention.plural) * 2 + usize::from(several));
        let together = together(cluster);
        f.set(Family::Together, together);
        f.cross(Family::TogetherOfClass, class, together);
        let counted = self.counted(cluster, several);
        f.set(Family::Counted, counted);
        f.cross(Family::CountedOfClass, class, counted);
        self.strings(f, class, mention, cluster, matched);
        let syntax = self.syntax(mention, last);
        f.set(Family::Syntax, syntax);
        f.cross(Family::SyntaxOfClass, class, syntax);
        let first = |mention: &Mention| self.is_first(mention);
        f.set(Family::Subject, usize::from(first(mention)) * 2 + usize::from(first(last)));
        let quoted = self.quoted(cluster_at, Some(last));
        f.set(Family::Quoted, quoted);
        f.cross(Family::QuotedOfClass, class, quoted);
        let speaks = |mention: &Mention| scene.source(mention.head).is_some();
        f.set(Family::Source, usize::from(speaks(mention)) * 2 + usize::from(speaks(last)));
        let spoke = self.spoke.iter().position(|speaker| *speaker == cluster_at).unwrap_or(4).min(4);
        f.set(Family::Spoke, spoke);
        f.cross(Family::SpokeOfClass, class, spoke);
        f.set(Family::LastPlace, self.place(last));
        let lead = cluster.mentions.first().map_or(9, |first| scene.block(mentions[*first].head));
        f.set(Family::Lead, bucket(lead, &[1, 3]));
        let owns =
            matches!(scene.word(mention.head), "his" | "her" | "its" | "their" | "whose" | "my" | "our" | "your");
        f.set(Family::Possessive, usize::from(owns));
        f.set(Family::Opens, self.opens(mention));
        let here = cluster.mentions.iter().rev().take(4);
        let here = here.filter(|other| scene.block(mentions[**other].head) == scene.block(mention.head)).count();
        f.set(Family::Here, here);
        features
    }

    /// What speaks for a mention of somebody new, or of nobody.
    pub(super) fn nobody_met(&self, candidates: usize, closest: Option<Relation>, noun: bool) -> Features {
        let mention = &self.mentions[self.at];
        let class = class(mention);
        let mut features = Features(Vec::with_capacity(12));
        let f = &mut features;
        f.set(Family::Class, class);
        f.set(Family::New, 1);
        f.set(Family::Candidates, bucket(candidates, &[0, 1, 3, 8, 16]));
        let matches = match closest {
            None | Some(Relation::Other | Relation::Shared) => usize::from(noun),
            Some(Relation::Same) => 2,
            Some(Relation::Last | Relation::Acronym | Relation::Variant) => 3,
            Some(Relation::Within | Relation::First | Relation::Spelling | Relation::Country) => 4,
            Some(Relation::Relative | Relation::Namesake) => 5,
        };
        f.set(Family::Matches, matches);
        f.cross(Family::MatchesOfClass, class, matches);
        f.set(Family::Determiner, mention.determiner as usize);
        f.set(Family::Opens, self.opens(mention));
        f.set(Family::LastPlace, self.place(mention));
        f.set(Family::Source, usize::from(self.scene.source(mention.head).is_some()) * 2);
        f.cross(Family::QuotedOfClass, class, if self.scene.content(mention.head).is_some() { 6 } else { 7 });
        f.cross(Family::KindOfClass, class, 6);
        features
    }

    fn strings(&self, f: &mut Features, class: usize, mention: &Mention, cluster: &Cluster, (named, noun): Matched) {
        let name = named.map_or(12, |relation| relation as usize);
        f.set(Family::Name, name);
        f.cross(Family::NameOfClass, class, name);
        if named.is_some() {
            let longest = cluster.names.iter().map(Vec::len).max().unwrap_or(0);
            let longer = match mention.parts.len().cmp(&longest) {
                Ordering::Equal => 1,
                Ordering::Greater => 2,
                Ordering::Less => 3,
            };
            f.set(Family::Longer, longer);
            f.cross(Family::LongerOfClass, class, longer);
            f.cross(Family::RestOfClass, class, self.rest(mention, cluster, named));
        }
        if mention.form == Form::Name {
            f.set(Family::Title, titles(self.scene, mention, cluster) as usize);
        }
        let clash = mention.parts.len() > 1
            && cluster
                .names
                .iter()
                .any(|parts| parts.len() > 1 && relation(&mention.parts, parts) >= Relation::Relative);
        f.set(Family::Clash, usize::from(clash));
        f.cross(Family::ClashOfClass, class, usize::from(clash));
        f.set(Family::Noun, noun);
        f.cross(Family::NounOfClass, class, noun);
        let phrase = self.phrase(cluster);
        f.set(Family::Phrase, phrase);
        f.cross(Family::PhraseOfClass, class, phrase);
        f.set(Family::Determiner, mention.determiner as usize);
        let known = mention.modifiers.iter().filter(|word| cluster.said.contains(*word)).count();
        f.set(
            Family::Modifiers,
            match (mention.modifiers.len(), known) {
                (0, _) => 0,
                (all, known) if all == known => 1,
                (_, 0) => 2,
                _ => 3,
            },
        );
    }

    /// How many the mention says that it means, beside those of the cluster.
    fn counted(&self, cluster: &Cluster, several: bool) -> usize {
        let Some(number) = self.number else { return 0 };
        match cluster.members.len() {
            members if members == number => 1,
            0 if several => 2,
            members if members > number => 2,
            _ => 3,
        }
    }

    /// What the longer of two names has beside the shorter: "RSA | Security", "Delby | Council".
    fn rest(&self, mention: &Mention, cluster: &Cluster, named: Option<Relation>) -> usize {
        let Some(relation) = named.filter(|of| matches!(of, Relation::First | Relation::Last | Relation::Within))
        else {
            return 0;
        };
        let own = &mention.parts;
        let Some(other) = cluster.names.iter().find(|other| names::relation(own, other) == relation) else { return 0 };
        let left = if own.len() < other.len() { names::rest(own, other) } else { names::rest(other, own) };
        let says = |word: &&str| lexicon().is(Class::Corporate, word) || lexicon().is_body(word);
        let what = match left.last() {
            _ if left.iter().all(says) => 0,
            Some(last) if says(last) => 1,
            _ => 2,
        };
        let capitals = own.len() == 1 && self.scene.shape(mention.head) == Some(Shape::Upper);
        1 + what
            + match relation {
                Relation::First => 3 * usize::from(capitals),
                Relation::Last => 6,
                _ => 9,
            }
    }

    /// How a description stands to the cluster's titles and descriptions: "mayor", "deputy mayor".
    fn phrase(&self, cluster: &Cluster) -> usize {
        let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with([' ', '-']));
        let second = |long: &str, short: &str| {
            let rest = long.strip_suffix(short).unwrap_or("");
            rest.split([' ', '-']).any(|word| lexicon().is(Class::Seconds, word))
        };
        let how = |a: &String, b: &String| match () {
            () if a == b => 1,
            // The deputy mayor is not the mayor.
            () if second(a, b) || second(b, a) => 4,
            () if ends(a, b) => 2,
            () if ends(b, a) => 3,
            () => 4,
        };
        let pairs = self.phrases.iter().flat_map(|own| cluster.phrases.iter().map(move |other| how(own, other)));
        pairs.min().unwrap_or(0)
    }

    fn kinds(&self, cluster: &Cluster) -> usize {
        let mention = &self.mentions[self.at];
        let (of, total) = (cluster.kinds, cluster.kinds.iter().sum::<f32>());
        if total <= 0.0 || mention.kind().is_none() {
            return 4;
        }
        let both: f32 = mention.kinds.iter().zip(of).map(|(a, b)| a * b / total).sum();
        [0.15, 0.4, 0.7].iter().filter(|bound| both > **bound).count()
    }

    fn gender(&self, cluster: &Cluster) -> usize {
        let gender = self.mentions[self.at].gender;
        let [she, he] = cluster.genders;
        let (with, against) = match gender {
            Gender::Female => (she, he),
            Gender::Male => (he, she),
            _ => return 0,
        };
        if with > against {
            1
        } else if against > with {
            2
        } else if with > 0.0 {
            3
        } else {
            4
        }
    }

    /// Whether the mention is the first of its sentence.
    fn is_first(&self, mention: &Mention) -> bool {
        let start = self.scene.sentence_words(mention.head).start;
        mention.words.start <= start + 2
    }

    fn opens(&self, mention: &Mention) -> usize {
        let block = &self.scene.words.blocks[self.scene.block(mention.head)];
        if mention.words.start <= block.words.start + 1 { 2 } else { usize::from(self.is_first(mention)) }
    }

    fn place(&self, mention: &Mention) -> usize {
        if self.scene.is_byline(mention.head) {
            return 4;
        }
        match self.scene.place(mention.head) {
            Place::Headline => 0,
            Place::Standfirst => 1,
            Place::Heading => 2,
            Place::Body => 3,
        }
    }

    /// How the mention stands to the cluster's last one in the sentence.
    fn syntax(&self, mention: &Mention, last: &Mention) -> usize {
        let word = |at: usize| self.scene.word(at);
        let inside = |inner: &Mention, outer: &Mention| outer.words.start <= inner.head && inner.head < outer.words.end;
        if inside(mention, last) {
            return 1;
        }
        if inside(last, mention) {
            return 2;
        }
        // The cluster's first mention may be one that is still to come.
        let before = mention.words.end <= last.words.start;
        let (start, end) =
            if before { (last.words.start, mention.words.end) } else { (mention.words.start, last.words.end) };
        if start < end || start - end > 4 {
            return 0;
        }
        // "Democrats on Capitol Hill, who": the outer of two that end together.
        let around = self.ends.get(&end).map(|outer| &self.mentions[*outer]);
        if !before && around.is_some_and(|around| around.words.start < last.words.start) && start - end < 2 {
            return 9;
        }
        let how = match (start - end, word(end), word(end + 1)) {
            (0, ..) => 3,
            (1, "," | "—" | "–" | "-" | "(" | ":", _) => 4,
            (1 | 2, "is" | "was" | "are" | "were" | "became" | "becomes" | "remains", _) => 5,
            (1, "and" | "&" | "or", _) => 6,
            (2, ",", "and" | "or") => 6,
            (1 | 2, "as", _) => 7,
            _ => 8,
        };
        if before { how + 7 } else { how }
    }

    /// In whose words the mention and the cluster's last one lie.
    fn quoted(&self, cluster: usize, last: Option<&Mention>) -> usize {
        let head = self.mentions[self.at].head;
        let (around, own) = (self.scene.content(head), self.scene.source(head));
        let of_last = last.and_then(|last| self.scene.content(last.head));
        if around.is_some_and(|around| self.sources.get(around).is_some_and(|sources| sources.contains(&cluster))) {
            return if self.scene.is_quoted(head) { 1 } else { 2 };
        }
        if own.is_some() && own == of_last {
            return 3;
        }
        match (around, of_last) {
            (None, None) => 0,
            (Some(a), Some(b)) if a == b => 4,
            (None, Some(_)) => 5,
            (Some(_), None) => 6,
            _ => 7,
        }
    }
}

/// How many a mention says that it means, if it says two or three: "both", "the three men".
pub(super) fn number(scene: &Scene, mention: &Mention) -> Option<usize> {
    let says = |class: Class| mention.words.clone().take(3).any(|word| lexicon().is(class, scene.word(word)));
    [(Class::Twos, 2), (Class::Threes, 3)].into_iter().find(|(class, _)| says(*class)).map(|(_, number)| number)
}

/// Who is meant together by a cluster, as a value.
fn together(cluster: &Cluster) -> usize {
    let met = usize::from(cluster.mentions.is_empty() && cluster.first.is_none());
    match (cluster.members.len(), cluster.of_people) {
        (0 | 1, _) => 0,
        (2, true) => 1 + met,
        (2, false) => 3 + met,
        _ => 5,
    }
}

/// What a mention is made of, as a value.
fn form(mention: &Mention) -> usize {
    match mention.form {
        Form::Name => 0,
        Form::Description => 1,
        Form::Pronoun(Pronoun::He) => 2,
        Form::Pronoun(Pronoun::She) => 3,
        Form::Pronoun(Pronoun::It) => 4,
        Form::Pronoun(Pronoun::They) => 5,
        Form::Pronoun(Pronoun::I | Pronoun::We | Pronoun::You) => 6,
        Form::Pronoun(Pronoun::Who | Pronoun::Which) => 7,
        Form::Silent => 8,
    }
}
