//! Records for tests, from a text and the words in it that are to be marked.

use inquit::{
    Act, Cue, Gender, Mention, MentionForm, Place, Reading, Role, Span, Speaker, SpeakerId, SpeakerKind, Statement,
    StatementId, StatementKind, input::Fields, output::Record, text::OffsetUnit,
};

/// An article, laid out as any other, and what somebody has found in it.
pub(crate) struct Sketch {
    reading: Reading,
}

impl Sketch {
    pub(crate) fn new(text: &str) -> Sketch {
        let article = Fields::from_text(text).into_article(Some("story"));
        let (speakers, statements, notes) = (Vec::new(), Vec::new(), Vec::new());
        Sketch { reading: Reading { model: "test".to_owned(), article, speakers, statements, notes } }
    }

    /// The first place of a stretch of the text.
    fn find(&self, words: &str) -> Span {
        let start = self.reading.article.text.find(words).unwrap();
        Span::new(start, start + words.len())
    }

    pub(crate) fn called(mut self, id: &str, outlet: &str, published: &str) -> Sketch {
        let article = &mut self.reading.article;
        (article.id, article.outlet, article.published) =
            (id.to_owned(), Some(outlet.to_owned()), Some(published.to_owned()));
        self
    }

    /// A person with that name, who is mentioned with these words.
    pub(crate) fn speaker(mut self, name: &str, mentions: &[&str]) -> Sketch {
        let mention = |words: &&str| Mention { span: self.find(words), form: MentionForm::Name };
        self.reading.speakers.push(Speaker {
            name: name.to_owned(),
            kind: SpeakerKind::Person,
            named: true,
            aliases: Vec::new(),
            gender: Gender::Unknown,
            roles: Vec::new(),
            mentions: mentions.iter().map(mention).collect(),
        });
        self
    }

    /// What the last speaker is.
    pub(crate) fn kind(mut self, kind: SpeakerKind, named: bool) -> Sketch {
        let speaker = self.reading.speakers.last_mut().unwrap();
        (speaker.kind, speaker.named) = (kind, named);
        self
    }

    /// What the last speaker's office is.
    pub(crate) fn role(mut self, words: &str) -> Sketch {
        let role = Role { title: words.to_owned(), organisation: None, span: self.find(words) };
        self.reading.speakers.last_mut().unwrap().roles.push(role);
        self
    }

    /// A statement of speakers by their number, whose first mention is the source of it. Parts that begin with a
    /// quotation mark are quoted; there is no cue for no words.
    pub(crate) fn statement(mut self, parts: &[&str], cue: &str, speakers: &[usize]) -> Sketch {
        let content: Vec<Span> = parts.iter().map(|part| self.find(part)).collect();
        let is_quoted = |part: &&&str| part.starts_with('“');
        let quoted: Vec<Span> = parts.iter().filter(is_quoted).map(|part| self.find(part)).collect();
        let kind = match (quoted.len(), quoted.len() == parts.len()) {
            (0, _) => StatementKind::Indirect,
            (_, true) => StatementKind::Direct,
            _ => StatementKind::Mixed,
        };
        let cue = (!cue.is_empty()).then(|| Cue {
            span: self.find(cue),
            lemma: cue.to_owned(),
            act: Act::Assert,
            negated: false,
            hedged: false,
        });
        let source = speakers.iter().flat_map(|&at| self.reading.speakers[at].mentions.first()).map(|one| one.span);
        let source = source.collect();
        let in_headline = |span: Span| content.first().is_some_and(|part| part.start < span.end);
        let is_headline = self.reading.article.headline.is_some_and(in_headline);
        self.reading.statements.push(Statement {
            kind,
            content,
            quoted,
            cue,
            source,
            speakers: speakers.iter().copied().map(SpeakerId).collect(),
            addressees: Vec::new(),
            reported_by: None,
            place: if is_headline { Place::Headline } else { Place::Body },
            section: None,
            paragraph: None,
            repeats: None,
            inside: None,
            confidence: 0.9,
            note: None,
            why: String::new(),
        });
        self
    }

    /// The last statement repeats another.
    pub(crate) fn repeats(mut self, other: usize) -> Sketch {
        self.reading.statements.last_mut().unwrap().repeats = Some(StatementId(other));
        self
    }

    pub(crate) fn record(&self) -> Record {
        Record::new(&self.reading, OffsetUnit::Codepoint)
    }
}
