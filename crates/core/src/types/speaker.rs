use super::Span;

/// Position of a speaker in [`Reading::speakers`](super::Reading); the record writes it as `S1`, `S2`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeakerId(pub usize);

/// Somebody, or something, that the article attributes statements to or that takes part in them.
#[derive(Clone, Debug, PartialEq)]
pub struct Speaker {
    /// The fullest name this article gives, without honorific; a description if it names nobody.
    pub name: String,
    /// What the speaker is.
    pub kind: SpeakerKind,
    /// Whether the article names it.
    pub named: bool,
    /// Other names and nominals used for it, as written, no pronouns; in order of first use.
    pub aliases: Vec<String>,
    /// Only what the article's own pronouns and honorifics say.
    pub gender: Gender,
    /// Roles as stated in the article.
    pub roles: Vec<Role>,
    /// Every mention, in text order.
    pub mentions: Vec<Mention>,
}

/// A title as stated: "chief of staff of the Iranian Armed Forces".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The title, without the organisation: "chief of staff".
    pub title: String,
    /// The organisation the role is held in, if the article says: "Iranian Armed Forces".
    pub organisation: Option<String>,
    /// The words that state it.
    pub span: Span,
}

/// One place where the article refers to a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// How it refers.
    pub form: MentionForm,
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MentionForm {
    /// "Mary Smith", "Smith", "the BBC".
    Name,
    /// "the mayor", "a spokesman for the company".
    Nominal,
    /// "she", "who", "I".
    Pronoun,
}

/// What a speaker is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpeakerKind {
    /// One human being.
    Person,
    /// A named body: a party, firm, ministry, newspaper, team, state.
    Organisation,
    /// Several people without a body: "critics", "residents".
    Group,
    /// A report, statement, tweet, poll, letter.
    Document,
    /// The writer of the article.
    Author,
    /// Not known.
    Unknown,
}

/// Gender as the article states it, never guessed from a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Gender {
    /// "she", "her", "Mrs".
    Female,
    /// "he", "him", "Mr".
    Male,
    /// Singular "they" or "Mx", where the article uses it for a named person.
    Nonbinary,
    /// The article does not say.
    #[default]
    Unknown,
}
