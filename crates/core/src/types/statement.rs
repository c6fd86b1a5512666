use super::{Note, Place, Span, SpeakerId};

/// Position of a statement in [`Reading::statements`](super::Reading); the record writes it as `Q1`, `Q2`, …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub usize);

/// Something that was said, written, believed or decreed, and who the article attributes it to.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// In the speaker's own words, in the writer's, or both.
    pub kind: StatementKind,
    /// The parts, in text order; never empty. “A,” he said, “B” has two.
    pub content: Vec<Span>,
    /// The stretches of the content that stand in quotation marks, marks included.
    pub quoted: Vec<Span>,
    /// The words that report it.
    pub cue: Option<Cue>,
    /// The mentions the text attributes it to; empty where none is stated.
    pub source: Vec<Span>,
    /// Who that is; several when they speak jointly, none when nobody can be named.
    pub speakers: Vec<SpeakerId>,
    /// Whom it was said to.
    pub addressees: Vec<Addressee>,
    /// A reported that B had said it: on B's statement, A.
    pub reported_by: Option<SpeakerId>,
    /// The part of the article it stands in.
    pub place: Place,
    /// Index into [`Article::sections`](super::Article); `None` outside the body.
    pub section: Option<usize>,
    /// Index into the section's paragraphs; `None` outside the body.
    pub paragraph: Option<usize>,
    /// The fuller statement this one echoes.
    pub repeats: Option<StatementId>,
    /// The smallest statement whose content holds this one's: a report inside a report.
    pub inside: Option<StatementId>,
    /// Calibrated probability, 0..=1, that content and speaker are right.
    pub confidence: f32,
    /// What the article says of its source's anonymity, and why.
    pub note: Option<Note>,
    /// What the speakers were found by, and who came next: a line for a person. Its figures rank the candidates and
    /// are not calibrated.
    pub why: String,
}

/// The words that report a statement: "said", "did not deny", "according to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The words.
    pub span: Span,
    /// Dictionary form of the head: "deny", "according to".
    pub lemma: String,
    /// What kind of speech act it is.
    pub act: Act,
    /// "did not say", "refused to confirm".
    pub negated: bool,
    /// "reportedly said", "may have suggested".
    pub hedged: bool,
}

/// Whom a statement was addressed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The words that name the addressee.
    pub span: Span,
    /// Who that is, where the article's speakers include it.
    pub speaker: Option<SpeakerId>,
}

/// Whose words the content is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// More than 90% of the content's letters and digits stand in quotation marks.
    Direct,
    /// Less than 5% do.
    Indirect,
    /// Anything between.
    Mixed,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $variant:ident = $name:literal),+ $(,)?) => {
        /// What kind of speech act a cue reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$doc])* $variant),+ }

        impl Act {
            /// Every act, in the record's order.
            pub const ALL: &[Act] = &[$(Act::$variant),+];

            /// The record's name for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Act::$variant => $name),+ }
            }

            /// The act of that name.
            pub fn from_name(name: &str) -> Option<Act> {
                match name { $($name => Some(Act::$variant),)+ _ => None }
            }
        }
    };
}

acts! {
    /// say, tell, add, note
    Assert = "assert",
    /// claim, allege, insist
    Claim = "claim",
    /// confirm, acknowledge
    Confirm = "confirm",
    /// admit, concede
    Admit = "admit",
    /// deny
    Deny = "deny",
    /// announce
    Announce = "announce",
    /// a report shows, finds
    Show = "show",
    /// praise
    Praise = "praise",
    /// criticise, blame, accuse
    Condemn = "condemn",
    /// warn
    Warn = "warn",
    /// pledge, vow
    Promise = "promise",
    /// urge, call for, order a person
    Demand = "demand",
    /// ask
    Ask = "ask",
    /// propose, recommend
    Suggest = "suggest",
    /// agree
    Agree = "agree",
    /// dispute, reject
    Disagree = "disagree",
    /// think, know, expect
    Believe = "believe",
    /// plan, seek, want
    Intend = "intend",
    /// hope, fear, regret, support, oppose as an attitude
    Feel = "feel",
    /// rule, approve, ban
    Decree = "decree",
    /// anything else
    Other = "other",
}
