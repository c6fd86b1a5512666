use super::Span;

/// A doubt met while reading: what was odd, where, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of doubt.
    pub code: NoteCode,
    /// Where, if it has a place.
    pub span: Option<Span>,
    /// One sentence for a person.
    pub message: String,
}

/// The kinds of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteCode {
    /// A quotation mark that never closes or was never opened.
    UnpairedQuotationMark,
    /// Bytes that are no valid text in the encoding found; they became U+FFFD.
    UndecodableBytes,
    /// UTF-8 that was encoded a second time: `â€œ` for a quotation mark.
    TwiceEncoded,
    /// Character references of HTML left in the text: `&rsquo;`.
    UndecodedEntities,
    /// Heads and feet of pages, or words divided at line ends, in a text that was laid out in pages.
    PageBreaks,
    /// The text is cut off, or only a teaser of the article.
    TruncatedText,
    /// Labels of an export of several articles in the text of one.
    UnsplitExport,
    /// The text has no letters to read.
    NoText,
    /// The text seems to be in another language than English.
    NotEnglish,
    /// The date of publication names two days, and nothing says which order day and month have.
    AmbiguousDate,
    /// The source of a statement is kept nameless, in the words of the span.
    Anonymity,
}

impl NoteCode {
    /// The record's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            NoteCode::UnpairedQuotationMark => "unpaired-quotation-mark",
            NoteCode::UndecodableBytes => "undecodable-bytes",
            NoteCode::TwiceEncoded => "twice-encoded",
            NoteCode::UndecodedEntities => "undecoded-entities",
            NoteCode::PageBreaks => "page-breaks",
            NoteCode::TruncatedText => "truncated-text",
            NoteCode::UnsplitExport => "unsplit-export",
            NoteCode::NoText => "no-text",
            NoteCode::NotEnglish => "not-english",
            NoteCode::AmbiguousDate => "ambiguous-date",
            NoteCode::Anonymity => "anonymity",
        }
    }
}
