//! Pronouns and articles.

/// What a pronoun says of whom it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pronoun {
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
    pub(crate) fn of(word: &str) -> Option<Self> {
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

    /// The pronoun a word is as it is written: "us", but not "US".
    pub(crate) fn written(word: &str) -> Option<Self> {
        if word == "US" { None } else { Self::of(&word.to_lowercase()) }
    }
}

/// Whether a word is a pronoun that may mean a speaker: "us", but not "US".
pub fn is_pronoun(word: &str) -> bool {
    Pronoun::written(word).is_some()
}

/// How a description is determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Determiner {
    /// "the", "this", "that", "these", "those"
    Definite,
    /// "a", "an", "one", "another", numbers and quantities
    Indefinite,
    /// "his", "their", "Rao's"
    Possessive,
    /// None.
    Bare,
}
