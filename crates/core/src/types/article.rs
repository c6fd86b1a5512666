use super::{Note, Span};
use crate::dates::Date;

/// A news article: its text, untouched, and where its parts lie in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Article {
    /// The input's own id, else its URL, else a file stem, else a hash of the text.
    pub id: String,
    /// Where the article was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// BCP 47 language tag, as given by the input; `None` where it says nothing.
    pub language: Option<String>,
    /// Date of publication, as given by the input.
    pub published: Option<String>,
    /// The day that `published` names; `None` where it names none, or two.
    pub date: Option<Date>,
    /// Authors, as given by the input.
    pub authors: Vec<String>,
    /// The text exactly as decoded; every span of the reading is a slice of it.
    pub text: String,
    /// The headline.
    pub headline: Option<Span>,
    /// The summary under the headline (dek, deck, subtitle).
    pub standfirst: Option<Span>,
    /// The line that names the authors.
    pub byline: Option<Span>,
    /// Place, date and agency at the head of the first paragraph.
    pub dateline: Option<Dateline>,
    /// The body. Text before the first crosshead is a section without a heading.
    pub sections: Vec<Section>,
    /// Input fields the library does not know, handed through untouched.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// What was odd about the input, before anything was read.
    pub notes: Vec<Note>,
}

/// A part of the body; its heading is a crosshead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The crosshead over the section.
    pub heading: Option<Span>,
    /// The section's paragraphs, in text order, without surrounding white space.
    pub paragraphs: Vec<Span>,
}

/// "TEHRAN, Aug 5 (Reuters) -": where and when the story was filed, and by which agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The dateline without the dash that ends it. It is part of the first paragraph's span.
    pub span: Span,
    /// The place, as written.
    pub place: Option<String>,
    /// The agency, as written.
    pub agency: Option<String>,
    /// The date, as written.
    pub date: Option<String>,
}

/// The part of an article something stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The headline.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// A crosshead.
    Heading,
    /// A paragraph of the body.
    Body,
}
