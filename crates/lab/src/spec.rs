//! Literate specifications: `tests/spec/*.md` to cases, and cases against what the reader makes of them.
//!
//! A case has a `news` block, a `reading` block that says what is right, and, where a model is
//! still wrong, a `fixme MODEL` block that says what it reads today. A case without a fixme of a model
//! must be read right by it; one with a fixme must be read exactly as the fixme says, and no longer wrongly when
//! it is taken off. `tests/README.md` describes the lines.

use std::{fmt::Write as _, path::Path};

use anyhow::{Context, Result, bail};
use inquit::{
    output::{Record, StatementRecord},
    pipeline::Pipeline,
};

/// One case of a specification.
#[derive(Clone, Debug)]
pub struct Case {
    /// File stem and heading: "cue-forms: A phrasal verb keeps its particle".
    pub name: String,
    /// The article.
    pub news: String,
    /// The lines that should hold.
    pub reading: Vec<String>,
    /// What holds today instead, by the alias of the model.
    fixmes: Vec<Fixme>,
    /// Where in the file a further fixme would go.
    end: usize,
}

/// What a model reads today in place of what is right.
#[derive(Clone, Debug)]
struct Fixme {
    /// The model's alias.
    model: String,
    lines: Vec<String>,
    /// Byte range of the block in the file, fences included.
    at: std::ops::Range<usize>,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It reads right, and no fixme says otherwise.
    Right,
    /// It reads wrong in exactly the way its fixme says.
    KnownWrong,
    /// Anything else: what it reads, as a fixme would say it; empty where it reads right.
    Surprise(Vec<String>),
}

/// The cases of a file.
///
/// # Errors
/// If a case lacks a block, or a block is not closed; the message names the case.
pub fn cases(path: &Path) -> Result<Vec<Case>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut cases = Vec::new();
    let mut heading = String::new();
    let (mut news, mut reading): (Option<String>, Option<(Vec<String>, usize)>) = (None, None);
    let mut fixmes: Vec<Fixme> = Vec::new();
    let mut at = 0;
    let mut lines = text.split_inclusive('\n').peekable();
    let flush = |heading: &str,
                 news: &mut Option<String>,
                 reading: &mut Option<(Vec<String>, usize)>,
                 fixmes: &mut Vec<Fixme>|
     -> Result<Option<Case>> {
        match (news.take(), reading.take()) {
            (None, None) => Ok(None),
            (Some(news), Some((reading, end))) => {
                let fixmes = std::mem::take(fixmes);
                let end = fixmes.last().map_or(end, |fixme| fixme.at.end);
                Ok(Some(Case { name: format!("{stem}: {heading}"), news, reading, fixmes, end }))
            }
            _ => bail!("{stem}: {heading}: needs a news block and a reading block"),
        }
    };
    while let Some(line) = lines.next() {
        let start = at;
        at += line.len();
        if let Some(title) = line.strip_prefix("## ") {
            cases.extend(flush(&heading, &mut news, &mut reading, &mut fixmes)?);
            heading = title.trim().to_owned();
        } else if let Some(language) = line.strip_prefix("```") {
            let mut block = Vec::new();
            loop {
                let Some(line) = lines.next() else { bail!("{stem}: {heading}: a block is not closed") };
                at += line.len();
                if line.trim_end() == "```" {
                    break;
                }
                block.push(line.trim_end_matches(['\n', '\r']).to_owned());
            }
            match language.trim() {
                fixme if fixme.starts_with("fixme ") => {
                    fixmes.push(Fixme { model: fixme["fixme ".len()..].to_owned(), lines: block, at: start..at });
                }
                "news" => news = Some(block.join("\n")),
                "reading" => reading = Some((block.into_iter().filter(|line| !line.trim().is_empty()).collect(), at)),
                other => bail!("{stem}: {heading}: unknown block `{other}`"),
            }
        }
    }
    cases.extend(flush(&heading, &mut news, &mut reading, &mut fixmes)?);
    Ok(cases)
}

impl Case {
    fn fixme_of(&self, pipeline: &Pipeline) -> Option<&Fixme> {
        self.fixmes.iter().find(|fixme| fixme.model == pipeline.model().manifest().alias)
    }
}

/// Reads the case's article and compares.
pub fn run(case: &Case, pipeline: &Pipeline) -> Outcome {
    let wrong = differences(&pipeline.parse(&case.news), &case.reading);
    match (case.fixme_of(pipeline), wrong.is_empty()) {
        (None, true) => Outcome::Right,
        (Some(fixme), false) if fixme.lines == wrong => Outcome::KnownWrong,
        _ => Outcome::Surprise(wrong),
    }
}

/// Rewrites a file's fixmes of one model to what it reads today; returns how many cases it has and how many are wrong.
///
/// # Errors
/// As [`cases`], or if the file cannot be written.
pub fn rewrite(path: &Path, pipeline: &Pipeline) -> Result<(usize, usize)> {
    let cases = cases(path)?;
    let mut text = std::fs::read_to_string(path)?;
    let mut wrong = 0;
    for case in cases.iter().rev() {
        let lines = differences(&pipeline.parse(&case.news), &case.reading);
        let block = if lines.is_empty() {
            String::new()
        } else {
            wrong += 1;
            format!("```fixme {}\n{}\n```\n", pipeline.model().manifest().alias, lines.join("\n"))
        };
        let at = case.fixme_of(pipeline).map_or(case.end..case.end, |fixme| fixme.at.clone());
        text.replace_range(at, &block);
    }
    std::fs::write(path, text)?;
    Ok((cases.len(), wrong))
}

/// How a golden article's record stands to the notes a person made of the article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Statements that notes and record share, whole.
    pub right: usize,
    /// Statements in the notes.
    pub noted: usize,
    /// Statements in the record.
    pub found: usize,
    /// What parts them: `- ` before a line of the notes that does not hold, `+ ` before a statement
    /// of the record that the notes do not have.
    pub lines: Vec<String>,
}

/// Compares a record with the `reading` blocks of the notes at `path`. Statements are compared in any order;
/// further lines that name statements by number are left out where a number may have shifted.
///
/// # Errors
/// If the notes cannot be read.
pub fn review(path: &Path, record: &Record) -> Result<Review> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let blocks = text.split("```reading\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let lines: Vec<&str> = blocks.flat_map(str::lines).filter(|line| !line.trim().is_empty()).collect();
    let mut found: Vec<Line> = record.statements.iter().map(|statement| Line::of(record, statement)).collect();
    let mut review = Review { found: found.len(), ..Review::default() };
    for line in &lines {
        if !line.contains(" | ") {
            let numbered = ["repeats", "act", "negated", "hedged", "addressee", "reported_by", "anonymous"];
            let counts = numbered.iter().any(|key| line.starts_with(&format!("{key}:")));
            if !counts && !holds(record, line).unwrap_or(false) {
                review.lines.push(format!("- {}", line.trim()));
            }
            continue;
        }
        review.noted += 1;
        let noted = Line::parse(line);
        match found.iter().position(|line| *line == noted) {
            Some(at) => {
                found.remove(at);
                review.right += 1;
            }
            None => review.lines.push(format!("- {}", noted.shown)),
        }
    }
    review.lines.extend(found.iter().map(|line| format!("+ {}", line.shown)));
    Ok(review)
}

/// What is read otherwise than the lines say: the statements as they are read, if they differ, and
/// `not: LINE` for every further line that does not hold. Empty where all is right.
fn differences(record: &Record, lines: &[String]) -> Vec<String> {
    let (further, statements): (Vec<&String>, Vec<&String>) = lines.iter().partition(|line| !line.contains(" | "));
    let expected: Vec<Line> = statements.iter().map(|line| Line::parse(line)).collect();
    let found: Vec<Line> = record.statements.iter().map(|statement| Line::of(record, statement)).collect();
    let mut wrong = Vec::new();
    if expected != found {
        wrong.extend(found.iter().map(|line| line.shown.clone()));
        if found.is_empty() {
            wrong.push("(no statements)".to_owned());
        }
    }
    for line in further {
        if !holds(record, line).unwrap_or(false) {
            wrong.push(format!("not: {}", line.trim()));
        }
    }
    wrong
}

/// A statement, reduced to what is compared.
#[derive(Debug)]
struct Line {
    kind: String,
    speakers: Vec<String>,
    cue: String,
    parts: Vec<String>,
    shown: String,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.speakers == other.speakers && self.cue == other.cue && self.parts == other.parts
    }
}

impl Line {
    fn parse(line: &str) -> Self {
        let mut fields = line.splitn(4, " | ").map(str::trim);
        let mut next = || fields.next().unwrap_or_default();
        let (kind, speakers, cue, content) = (next(), next(), next(), next());
        let mut speakers: Vec<String> = speakers.split(" + ").filter(|name| *name != "-").map(name).collect();
        speakers.sort();
        Self {
            kind: kind.to_owned(),
            speakers,
            cue: if cue == "-" { String::new() } else { bare(cue) },
            parts: content.split(" … ").map(bare).collect(),
            shown: line.trim().to_owned(),
        }
    }

    fn of(record: &Record, statement: &StatementRecord) -> Self {
        let names: Vec<&str> = statement.speakers.iter().map(|id| speaker_name(record, id)).collect();
        let names = if names.is_empty() { "-".to_owned() } else { names.join(" + ") };
        let cue = statement.cue.as_ref().map_or("-".to_owned(), |cue| flat(&cue.text));
        let parts: Vec<String> = statement.content.iter().map(|part| flat(&part.text)).collect();
        let kind = word(statement, "kind");
        Self::parse(&format!("{kind} | {names} | {cue} | {}", parts.join(" … ")))
    }
}

fn speaker_name<'r>(record: &'r Record, id: &str) -> &'r str {
    record.speakers.iter().find(|speaker| speaker.id == id).map_or("?", |speaker| &speaker.name)
}

/// Without white space runs.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without white space runs and signs at the ends; a text of signs alone stays.
fn bare(text: &str) -> String {
    let flat = flat(text);
    let bare = flat.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { flat } else { bare.to_owned() }
}

/// A name in small letters, without its article.
fn name(name: &str) -> String {
    let name = flat(name).to_lowercase().replace('’', "'");
    ["a ", "an ", "the "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(&name).to_owned()
}

/// Whether a further line holds; `None` where it cannot be read.
fn holds(record: &Record, line: &str) -> Option<bool> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim();
    let article = &record.article;
    let statement = |number: &str| record.statements.get(number.trim().parse::<usize>().ok()?.checked_sub(1)?);
    let same = |span: Option<&str>| match span {
        None => value == "-",
        Some(span) => bare(span) == bare(value),
    };
    Some(match key.trim() {
        "headline" => same(article.headline.as_ref().map(|span| span.text.as_str())),
        "standfirst" => same(article.standfirst.as_ref().map(|span| span.text.as_str())),
        "byline" => same(article.byline.as_ref().map(|span| span.text.as_str())),
        "crosshead" => {
            let mut headings = article.sections.iter().filter_map(|section| section.heading.as_ref());
            if value == "-" { headings.next().is_none() } else { headings.any(|span| bare(&span.text) == bare(value)) }
        }
        "paragraphs" => {
            let found: usize = article.sections.iter().map(|section| section.paragraphs.len()).sum();
            value.parse() == Ok(found)
        }
        "dateline" => match &article.dateline {
            None => value == "-",
            Some(dateline) => {
                let parts = [&dateline.place, &dateline.agency, &dateline.date];
                let wanted: Vec<&str> = value.split(" / ").map(str::trim).collect();
                wanted.len() == 3
                    && parts.iter().zip(wanted).all(|(part, wanted)| part.as_deref().unwrap_or("-") == wanted)
            }
        },
        "note" => record.notes.iter().any(|note| note.code == value),
        "repeats" => {
            let (echo, full) = value.split_once("->")?;
            statement(echo)?.repeats.as_ref() == statement(full).map(|full| &full.id)
        }
        "act" => {
            let (number, act) = value.split_once('=')?;
            statement(number)?.cue.as_ref()?.act.as_str() == act.trim()
        }
        "negated" => statement(value)?.cue.as_ref()?.negated,
        "hedged" => statement(value)?.cue.as_ref()?.hedged,
        "addressee" => {
            let (number, text) = value.split_once('=')?;
            statement(number)?.addressees.iter().any(|addressee| name(&addressee.text) == name(text))
        }
        "anonymous" => {
            let (number, words) = value.split_once('=')?;
            match &statement(number)?.note {
                None => words.trim() == "-",
                Some(note) => bare(&note.text) == bare(words),
            }
        }
        "reported_by" => {
            let (number, by) = value.split_once('=')?;
            name(speaker_name(record, statement(number)?.reported_by.as_ref()?)) == name(by)
        }
        "speaker" => {
            let mut fields = value.split(';').map(str::trim);
            let wanted = name(fields.next()?);
            let speaker = record.speakers.iter().find(|speaker| name(&speaker.name) == wanted)?;
            fields.all(|field| match field.split_once('=') {
                Some(("kind", kind)) => word(speaker, "kind") == kind,
                Some(("gender", gender)) => word(speaker, "gender") == gender,
                Some(("named", named)) => speaker.named.to_string() == named,
                Some(("alias", alias)) => speaker.aliases.iter().any(|found| name(found) == name(alias)),
                Some(("role", role)) => {
                    let (title, organisation) = role.split_once(" @ ").map_or((role, None), |(t, o)| (t, Some(o)));
                    speaker.roles.iter().any(|found| {
                        name(&found.title) == name(title)
                            && organisation.is_none_or(|wanted| {
                                found.organisation.as_ref().is_some_and(|found| name(found) == name(wanted))
                            })
                    })
                }
                _ => false,
            })
        }
        _ => return None,
    })
}

/// A field of a part of the record that is one word.
fn word(part: &impl serde::Serialize, field: &str) -> String {
    let value = serde_json::to_value(part).unwrap_or_default();
    value[field].as_str().unwrap_or_default().to_owned()
}

/// A summary of how a folder of specifications reads: a line a file.
///
/// # Errors
/// As [`cases`].
pub fn table(folder: &Path, pipeline: &Pipeline) -> Result<String> {
    let mut table = String::new();
    let (mut all, mut wrong) = (0, 0);
    for path in files(folder)? {
        let cases = cases(&path)?;
        let bad = cases.iter().filter(|case| !differences(&pipeline.parse(&case.news), &case.reading).is_empty());
        let bad = bad.count();
        writeln!(
            table,
            "{:40} {:3} cases {:3} wrong",
            path.file_stem().unwrap_or_default().display(),
            cases.len(),
            bad
        )?;
        all += cases.len();
        wrong += bad;
    }
    writeln!(table, "{:40} {all:3} cases {wrong:3} wrong", "all")?;
    Ok(table)
}

/// How many cases of a folder are read right, fixmes or not, and how many there are.
///
/// # Errors
/// As [`cases`].
pub fn right(folder: &Path, pipeline: &Pipeline) -> Result<(usize, usize)> {
    let (mut right, mut all) = (0, 0);
    for path in files(folder)? {
        let cases = cases(&path)?;
        right += cases.iter().filter(|case| differences(&pipeline.parse(&case.news), &case.reading).is_empty()).count();
        all += cases.len();
    }
    Ok((right, all))
}

/// The specifications of a folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    Ok(files)
}
