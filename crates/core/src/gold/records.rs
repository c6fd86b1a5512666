//! Annotated articles to records, so that what people corrected in brat or took from Citron can be
//! read, scored and converted like what `inquit parse` writes.
//!
//! Spans are kept as they are annotated. What these files do not hold but the text does is read from it by the code
//! that reads articles: the article's parts from the layout, a cue's lemma and act from its words, kind and quoted
//! stretches from the quotation marks. So they fit the annotations as they stand after a correction.
//!
//! Speakers come from the notes that inquit itself writes into brat files, and from Citron's coreference groups, which
//! have no names: there it is the longest mention by name, else the first description. Without either a statement
//! has no speakers; none is guessed. Lost on the way through these formats are aliases that are no mentions, roles,
//! genders, addressees, who reported whom, what echoes what, and brat's confidence, which becomes 1. Ids are given anew.
//! All of it is kept where a correction is put onto the record that was corrected ([`Annotated::onto`]).

mod base;
mod speakers;

use std::path::{Path, PathBuf};

use super::{
    GoldArticle, GoldAttribution, GoldError, GoldFault, GoldSpeakers, Levels, brat,
    citron::{self, Beside},
    has_extension,
    label_studio::{self, Choice},
    read_text,
    speakers::{GoldRole, GoldSpeaker, SpeakersOf},
};
use crate::{
    Article, Cue, Place, Reading, Span, SpeakerId, Statement, StatementKind,
    input::fields::Fields,
    output::{Record, RoleRecord, SpanRecord},
    stages::{
        cues,
        statements::{kind, quoted},
    },
    text::{OffsetUnit, Offsets, Words},
};

pub use base::Base;
pub use brat::Pair;
pub(super) use speakers::Cast;

/// The files to read of a folder of brat's or PolNeAR's, in order of name, and the faults met.
pub fn brat_pairs(folder: &Path) -> (Vec<Pair>, Vec<GoldError>) {
    brat::pairs(folder)
}

/// The two files that one of them, `NAME.txt` or `NAME.ann`, stands for; `None` for other names, and where the
/// other one is not there.
pub fn brat_pair(file: &Path) -> Option<Pair> {
    if !["ann", "txt"].iter().any(|extension| has_extension(file, extension)) {
        return None;
    }
    let beside = |extension: &str| -> Option<PathBuf> {
        let named = if has_extension(file, extension) { file.to_owned() } else { file.with_extension(extension) };
        named.is_file().then_some(named)
    };
    let (text, annotations) = (beside("txt")?, beside("ann")?);
    Some(Pair { name: super::stem(file), text, annotations })
}

/// Who made the attributions of an article, by the notes that name speakers; `None` if none does.
pub(super) fn speakers_of_notes(article: &GoldArticle, notes: &brat::Notes) -> Option<GoldSpeakers> {
    speakers_of(article, Cast::of_notes(article, notes))
}

/// Who made the attributions of an article; `None` if it names nobody.
pub(super) fn speakers_of(article: &GoldArticle, cast: Cast) -> Option<GoldSpeakers> {
    if cast.speakers.is_empty() {
        return None;
    }
    let id = |index: usize| format!("S{}", index + 1);
    let speakers = cast.speakers.iter().enumerate().map(|(index, speaker)| GoldSpeaker {
        id: id(index),
        name: speaker.name.clone(),
        kind: speaker.kind,
        named: speaker.named,
        aliases: speaker.aliases.clone(),
        roles: Vec::new(),
        gender: speaker.gender,
    });
    let attributions = article.attributions.iter().enumerate().map(|(index, attribution)| {
        let made_by = cast.of(index).into_iter().map(|SpeakerId(speaker)| id(speaker)).collect();
        (attribution.id.clone(), SpeakersOf { speakers: made_by, ..SpeakersOf::default() })
    });
    Some(GoldSpeakers { speakers: speakers.collect(), attributions: attributions.collect() })
}

/// Whether a file of JSON or JSON Lines holds records, by the first one.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn are_records(path: &Path) -> Result<bool, GoldError> {
    if !["json", "jsonl", "ndjson"].iter().any(|extension| has_extension(path, extension)) {
        return Ok(false);
    }
    let text = read_text(path)?;
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    Ok(is_record(first) || is_record(&text))
}

/// Records as gold: what a person corrected of them, or another version read.
///
/// Each line of `path` is a record, or the whole file is one. Statements keep their ids, speakers all that the record says
/// of them.
///
/// # Errors
/// If the file cannot be read.
pub(super) fn read_records(path: &Path) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
    let text = read_text(path)?;
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    let lines: Vec<(&str, usize)> = if is_record(&text) {
        vec![(&text, 1)]
    } else {
        text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()).collect()
    };
    for (json, line) in lines {
        let checked = Record::from_json(json).map_err(|error| error.to_string());
        match checked.and_then(|record| record.check().map(|()| record).map_err(|fault| fault.to_string())) {
            Ok(record) => articles.push(of_record(&record)),
            Err(reason) => errors.push(GoldError::at_line(path, line, GoldFault::Record(reason))),
        }
    }
    Ok((articles, errors))
}

/// Whether JSON is a record, or was meant to be one.
fn is_record(json: &str) -> bool {
    let value: Option<serde_json::Value> = serde_json::from_str(json).ok();
    value.is_some_and(|value| value.get("schema_version").is_some())
}

fn of_record(record: &Record) -> GoldArticle {
    let offsets = Offsets::new(&record.article.text, record.article.offset_unit);
    let span = |start, end| Some(Span::new(offsets.to_byte(start)?, offsets.to_byte(end)?));
    let spans = |parts: &[SpanRecord]| parts.iter().filter_map(|part| span(part.start, part.end)).collect();
    let mut speakers = GoldSpeakers::default();
    for speaker in &record.speakers {
        let role =
            |role: &RoleRecord| GoldRole { title: Some(role.title.clone()), organisation: role.organisation.clone() };
        speakers.speakers.push(GoldSpeaker {
            id: speaker.id.clone(),
            name: speaker.name.clone(),
            kind: speaker.kind,
            named: speaker.named,
            aliases: speaker.aliases.clone(),
            roles: speaker.roles.iter().map(role).collect(),
            gender: speaker.gender,
        });
    }
    let mut attributions = Vec::with_capacity(record.statements.len());
    for statement in &record.statements {
        let of = SpeakersOf { speakers: statement.speakers.clone(), ..SpeakersOf::default() };
        speakers.attributions.insert(statement.id.clone(), of);
        attributions.push(GoldAttribution {
            id: statement.id.clone(),
            source: spans(&statement.source),
            cue: statement.cue.iter().filter_map(|cue| span(cue.start, cue.end)).collect(),
            content: spans(&statement.content),
        });
    }
    let (name, text) = (record.article.id.clone(), record.article.text.clone());
    GoldArticle { name, annotator: None, text, attributions, speakers: Some(speakers), levels: Levels::Outer }
}

/// Reads a text and the file that annotates it. The record's id is the pair's name, its offsets are code points.
///
/// Returns the record and the faults met, none of which is fatal.
///
/// # Errors
/// If a file cannot be read.
pub fn read_brat(pair: &Pair) -> Result<(Record, Vec<GoldError>), GoldError> {
    Ok(Annotated::read_brat(pair)?.into_record())
}

/// Reads a text and its annotations. The record's id is `id`, and so is the file that faults name.
///
/// ```
/// let annotations = "T1\tContent 0 15\tRain is coming,\nT2\tSource 16 19\tUna\nT3\tCue 20 24\tsaid\n\
///     E1\tCue:T3 Content:T1 Source:T2\n#1\tAnnotatorNotes E1\tspeakers: Una Field\n";
/// let (record, faults) = inquit::gold::records::from_brat("rain", "Rain is coming, Una said.", annotations);
/// assert!(faults.is_empty());
/// assert_eq!(record.speakers[0].name, "Una Field");
/// assert_eq!(record.statements[0].cue.as_ref().unwrap().lemma, "say");
/// ```
pub fn from_brat(id: &str, text: &str, annotations: &str) -> (Record, Vec<GoldError>) {
    Annotated::from_brat(id, text, annotations).into_record()
}

/// Reads one of Citron's documents. The record's id is `id`, and so is the file that faults name.
///
/// # Errors
/// If it is not of Citron's shape.
pub fn from_citron(id: &str, json: &str) -> Result<(Record, Vec<GoldError>), GoldError> {
    let path = Path::new(id);
    let (article, beside, errors) = citron::parse(path, json)?;
    let cast = Cast::of_groups(&article, &beside);
    Ok(Annotated { path: path.to_owned(), model: "citron", article, beside, kinds: Vec::new(), cast, errors }
        .into_record())
}

/// Reads one task of Label Studio's JSON export. The record's id is the one in the task's data, else `id`, which is also
/// the file that faults name.
///
/// # Errors
/// If the task is of another shape, has no annotation to read, or a region that does not fit its text.
pub fn from_label_studio(id: &str, json: &str, choice: &Choice) -> Result<(Record, Vec<GoldError>), GoldError> {
    Ok(Annotated::from_label_studio(id, json, choice)?.into_record())
}

/// An annotated article, to become a record of its own or to correct the one that it was made from.
#[derive(Debug)]
pub struct Annotated {
    /// What faults name.
    path: PathBuf,
    /// What the record is said to be made by.
    model: &'static str,
    article: GoldArticle,
    beside: Beside,
    /// By attribution, where it was answered whose words it is in.
    kinds: Vec<Option<StatementKind>>,
    cast: Cast,
    errors: Vec<GoldError>,
}

impl Annotated {
    /// Reads a text and the file that annotates it; the article is called by the pair's name.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn read_brat(pair: &Pair) -> Result<Annotated, GoldError> {
        let text = read_text(&pair.text)?;
        let annotations = read_text(&pair.annotations)?;
        Ok(Annotated::of_brat(&pair.annotations, &pair.name, &text, &annotations))
    }

    /// Reads a text and its annotations, as [`from_brat`] does.
    pub fn from_brat(id: &str, text: &str, annotations: &str) -> Annotated {
        Annotated::of_brat(Path::new(id), id, text, annotations)
    }

    fn of_brat(path: &Path, id: &str, text: &str, annotations: &str) -> Annotated {
        let mut errors = Vec::new();
        let (text, attributions, notes) = brat::parse(path, text, annotations, &mut errors);
        let (name, text) = (id.to_owned(), text.to_owned());
        let article = GoldArticle { name, annotator: None, text, attributions, speakers: None, levels: Levels::Outer };
        let cast = Cast::of_notes(&article, &notes);
        let (beside, kinds) = (Beside::default(), Vec::new());
        Annotated { path: path.to_owned(), model: "brat", article, beside, kinds, cast, errors }
    }

    /// Reads one task of Label Studio's JSON export, as [`from_label_studio`] does.
    ///
    /// # Errors
    /// As [`from_label_studio`].
    pub fn from_label_studio(id: &str, json: &str, choice: &Choice) -> Result<Annotated, GoldError> {
        let path = Path::new(id);
        let task = serde_json::from_str(json).map_err(|error| GoldError::new(path, GoldFault::Json(error)))?;
        let (article, answers, errors) = label_studio::parse(path, id, task, choice)?;
        let cast = Cast::of_names(&article, &answers.speakers);
        let (beside, kinds) = (Beside::default(), answers.kinds);
        Ok(Annotated { path: path.to_owned(), model: "labelstudio", article, beside, kinds, cast, errors })
    }

    /// What the article is called.
    pub fn id(&self) -> &str {
        &self.article.name
    }

    /// The article's text.
    pub fn text(&self) -> &str {
        &self.article.text
    }

    /// The record of what is annotated, with offsets in code points, and the faults met: none is fatal.
    pub fn into_record(self) -> (Record, Vec<GoldError>) {
        let article = Fields::from_text(&*self.article.text).into_article(Some(&self.article.name));
        let Laid { record, errors, .. } = self.laid_out(article, OffsetUnit::Codepoint);
        (record, errors)
    }

    /// The record of what is annotated in an article whose parts are known.
    fn laid_out(self, article: Article, unit: OffsetUnit) -> Laid {
        let Annotated { path, model, article: gold, beside, kinds, cast, mut errors } = self;
        let (words, notes) = Words::new(&article);
        let mut statements = Vec::with_capacity(gold.attributions.len());
        for (index, attribution) in gold.attributions.into_iter().enumerate() {
            let Some(first) = attribution.content.first() else {
                errors.push(GoldError::new(&path, GoldFault::NoContent(attribution.id)));
                continue;
            };
            let (place, section, paragraph) = place(&article, *first);
            let ranges: Vec<_> = attribution.content.iter().map(|part| words.in_span(*part)).collect();
            let inside = |stretch: &Span| attribution.content.iter().any(|part| part.contains(*stretch));
            // A cue of several parts is one to a record, as it is to a reader of the sentence.
            let cue = attribution.cue.iter().copied().reduce(|all, part| all.hull(part)).map(|span| cue(&words, span));
            let answered = kinds.get(index).copied().flatten();
            let statement = Statement {
                kind: answered.unwrap_or_else(|| kind(&words, &ranges)),
                quoted: ranges
                    .iter()
                    .filter(|range| !range.is_empty())
                    .flat_map(|range| quoted(&words, range))
                    .filter(inside)
                    .collect(),
                cue,
                source: attribution.source,
                speakers: cast.of(index),
                addressees: Vec::new(),
                reported_by: None,
                place,
                section,
                paragraph,
                repeats: None,
                inside: None,
                confidence: beside.confidences.get(index).copied().flatten().unwrap_or(1.0) as f32,
                note: None,
                why: String::new(),
                content: attribution.content,
            };
            statements.push((statement, answered.is_some()));
        }
        statements.sort_by_key(|(statement, _)| statement.content.first().map(|part| part.start));
        let (statements, answered) = statements.into_iter().unzip();
        let Cast { speakers, ids, .. } = cast;
        let reading = Reading { model: model.to_owned(), speakers, statements, notes, article };
        Laid { record: Record::new(&reading, unit), ids, answered, errors }
    }
}

/// Annotations as a record.
struct Laid {
    record: Record,
    /// By speaker, the id that the annotation has for it.
    ids: Vec<Option<String>>,
    /// By statement, whether somebody answered whose words it is in.
    answered: Vec<bool>,
    /// The faults met: none is fatal.
    errors: Vec<GoldError>,
}

/// A cue as annotated; its lemma and act are those of the words in it.
fn cue(words: &Words, span: Span) -> Cue {
    let range = words.in_span(span);
    if range.is_empty() {
        // Part of a word, or text that no part of the article holds.
        let read = cues::read_cue(&[span.of(words.text)], &[]);
        return Cue { span, lemma: read.lemma, act: read.act, negated: read.negated, hedged: read.hedged };
    }
    Cue { span, ..cues::cue(words, &range) }
}

/// The part of the article a span begins in, with the numbers of section and paragraph.
fn place(article: &Article, span: Span) -> (Place, Option<usize>, Option<usize>) {
    let holds = |part: &Span| part.start <= span.start && span.start < part.end;
    if article.headline.as_ref().is_some_and(holds) {
        return (Place::Headline, None, None);
    }
    if article.standfirst.as_ref().is_some_and(holds) {
        return (Place::Standfirst, None, None);
    }
    for (nth, section) in article.sections.iter().enumerate() {
        if section.heading.as_ref().is_some_and(holds) {
            return (Place::Heading, None, None);
        }
        if let Some(paragraph) = section.paragraphs.iter().position(&holds) {
            return (Place::Body, Some(nth), Some(paragraph));
        }
    }
    (Place::Body, None, None)
}

#[cfg(test)]
mod tests;
