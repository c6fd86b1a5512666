//! Which of those in view a pronoun stands for: what speaks for each, weighed.
//!
//! A candidate's score is the best of its mentions' scores, and a mention's score is linear in what is known of the two:
//! agreement, distance, grammatical place, who speaks (the features of Lappin and Leass 1994, and what attribution adds).
//! The weights stand in `lexicons/antecedents.tsv`, learned by `inquit-lab antecedents` with those set by hand as the
//! prior: linear, because a few thousand pronouns teach no more, and because the reasons can be read.

use std::{ops::Range, sync::LazyLock};

use super::mentions::Pronoun;

/// What is added for each further mention in view.
const REPEATED: f32 = 0.08;
/// How fast the share of a candidate falls with its score.
pub const SHARPNESS: f32 = 1.5;

macro_rules! features {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)+) => {
        /// What can be said of a mention before a pronoun.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Feature { $($(#[$doc])* $variant),+ }

        impl Feature {
            /// Their names, in order.
            pub const NAMES: &[&str] = &[$($name),+];
        }
    };
}

features! {
    /// What titles, nouns or earlier pronouns say agrees.
    Gender = "gender",
    /// Weight of earlier pronouns of this gender, at most 2.
    PronounsWith = "pronouns-with",
    /// Weight of earlier pronouns of the other gender beyond those, at most 3.
    PronounsAgainst = "pronouns-against",
    /// No name names it ("he", "she").
    Unnamed = "unnamed",
    /// What it is is not known ("it").
    UnknownKind = "unknown-kind",
    /// It is a place ("it").
    Place = "place",
    /// It is one person ("they").
    OnePerson = "one-person",
    /// It is one body ("they").
    OneBody = "one-body",
    /// It is several that were mentioned together ("they").
    Joint = "joint",
    /// Mentioned in the same sentence.
    SameSentence = "same-sentence",
    /// Mentioned one sentence before.
    OneBefore = "one-before",
    /// Two sentences before.
    TwoBefore = "two-before",
    /// Three sentences before.
    ThreeBefore = "three-before",
    /// Further: sentences beyond three, at most 6.
    Further = "further",
    /// Paragraphs between.
    Paragraphs = "paragraphs",
    /// Mentions between, in tens.
    Between = "between",
    /// The subject, in the same sentence.
    SubjectHere = "subject-here",
    /// The subject of an earlier sentence.
    Subject = "subject",
    /// The subject, in the same sentence, of a possessive.
    SubjectOwns = "subject-owns",
    /// Subject of the sentence before, by name or description.
    SubjectBefore = "subject-before",
    /// Mentioned in the content that the pronoun is the source of.
    OwnContent = "own-content",
    /// The mention is a source.
    Speaks = "speaks",
    /// Mention and pronoun are sources.
    BothSpeak = "both-speak",
    /// The subject of the reported clause around both.
    SubjectOfContent = "subject-of-content",
    /// The pronoun of the other gender has just meant it.
    OtherPronoun = "other-pronoun",
    /// The mention owns something: "Rao’s".
    Owner = "owner",
    /// Mentioned in a content, the pronoun stands in none.
    SpokenOf = "spoken-of",
    /// The mention is the same pronoun.
    SamePronoun = "same-pronoun",
    /// The mention is the same pronoun, as a source.
    SamePronounSpeaks = "same-pronoun-speaks",
    /// The mention is a name, or describes somebody named.
    Name = "name",
    /// The mention describes somebody that no name names.
    Description = "description",
    /// The mention stands in a quotation, the pronoun in none.
    Quoted = "quoted",
    /// It speaks the quotation around the pronoun.
    SpeaksAround = "speaks-around",
    /// It is the source of the content around the pronoun.
    ReportsAround = "reports-around",
    /// How often the article names it: natural logarithm, of at most 16.
    Often = "often",
    /// The mention introduces it, as a subject, at most two sentences before.
    Introduced = "introduced",
    /// It opens the headline.
    Headline = "headline",
    /// It is the nearest that agrees.
    Nearest = "nearest",
    /// The mention opens the paragraph of the pronoun.
    OpensParagraph = "opens-paragraph",
}

/// How many features there are.
pub const N_FEATURES: usize = Feature::NAMES.len();

/// What speaks for a mention.
#[derive(Clone, Debug, PartialEq)]
pub struct Features(pub [f32; N_FEATURES]);

impl Default for Features {
    fn default() -> Self {
        Self([0.0; N_FEATURES])
    }
}

impl Features {
    pub(super) fn set(&mut self, feature: Feature) {
        self.0[feature as usize] = 1.0;
    }

    pub(super) fn add(&mut self, feature: Feature, value: f32) {
        self.0[feature as usize] += value;
    }

    /// The score of the mention.
    pub fn score(&self, weights: &[f32; N_FEATURES]) -> f32 {
        self.0.iter().zip(weights).map(|(value, weight)| value * weight).sum()
    }
}

/// Pronouns that are weighed alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// "he", "she"
    Person,
    /// "it"
    Thing,
    /// "they"
    Several,
}

impl Class {
    pub(super) fn of(pronoun: Pronoun) -> Self {
        match pronoun {
            Pronoun::He | Pronoun::She => Class::Person,
            Pronoun::It => Class::Thing,
            _ => Class::Several,
        }
    }
}

/// The weights of the features, by class.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub [[f32; N_FEATURES]; 3]);

impl Weights {
    pub(super) fn of(&self, class: Class) -> &[f32; N_FEATURES] {
        &self.0[class as usize]
    }

    /// Reads a table: a feature and three weights a line. Features it does not name weigh nothing.
    pub fn from_table(table: &str) -> Self {
        let mut weights = Self([[0.0; N_FEATURES]; 3]);
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let feature = fields.next().and_then(|name| Feature::NAMES.iter().position(|other| *other == name));
            let Some(feature) = feature else { continue };
            for (class, weight) in fields.take(3).enumerate() {
                weights.0[class][feature] = weight.parse().unwrap_or(0.0);
            }
        }
        weights
    }

    /// The table of these weights.
    pub fn to_table(&self) -> String {
        let line = |(feature, name): (usize, &&str)| {
            let [person, thing, several] = [0, 1, 2].map(|class| self.0[class][feature]);
            format!("{name}\t{person:.3}\t{thing:.3}\t{several:.3}\n")
        };
        Feature::NAMES.iter().enumerate().map(line).collect()
    }
}

/// The weights in use.
pub fn weights() -> &'static Weights {
    static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::from_table(include_str!("lexicons/antecedents.tsv")));
    &WEIGHTS
}

/// Whom a pronoun could stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Index of the pronoun's word.
    pub word: usize,
    /// How it is weighed.
    pub class: Class,
    /// Those in view that agree.
    pub candidates: Vec<Candidate>,
}

/// One whom a pronoun could stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Word ranges of the mentions in view, the nearest first.
    pub mentions: Vec<Range<usize>>,
    /// What speaks for each.
    pub features: Vec<Features>,
}

impl Candidate {
    /// The score, and the mention it is due to.
    pub fn score(&self, weights: &[f32; N_FEATURES]) -> (f32, usize) {
        score(self.features.iter(), weights)
    }
}

/// The score of a candidate by what speaks for each of its mentions, and the mention it is due to.
pub(super) fn score<'f>(
    mentions: impl ExactSizeIterator<Item = &'f Features>,
    weights: &[f32; N_FEATURES],
) -> (f32, usize) {
    let repeated = REPEATED * mentions.len().saturating_sub(1) as f32;
    let scores = mentions.enumerate().map(|(at, features)| (features.score(weights), at));
    let (best, at) = scores.reduce(|a, b| if b.0 > a.0 { b } else { a }).unwrap_or_default();
    (best + repeated, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_its_weights_in_the_table() {
        let table = include_str!("lexicons/antecedents.tsv");
        let named: Vec<&str> =
            table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(named, Feature::NAMES);
        assert_eq!(Weights::from_table(&weights().to_table()), *weights());
    }
}
