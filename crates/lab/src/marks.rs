//! Marked news without its text: what the project keeps of articles whose texts belong to others.
//!
//! One JSON line per article: its id in the pool, the SHA-256 of its text, spans in code points, names. A description
//! of more than a few words is a span too. [`join`] brings the text back from the pool, and refuses one that is not the
//! same as when it was marked.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write as _},
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use inquit::{
    gold::{
        GoldArticle, GoldAttribution, GoldSpeakers, Levels, marked,
        speakers::{GoldRole, GoldSpeaker, SpeakersOf},
    },
    text::{OffsetUnit, Offsets},
    types::Span,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{corpus::read_gold, silver};

/// An article's marks.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Marks {
    id: String,
    sha256: String,
    statements: Vec<Statement>,
    speakers: Vec<Speaker>,
}

/// A speaker, whose name, other names and roles are words or places in the text.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Speaker {
    id: String,
    name: Words,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
    aliases: Vec<Words>,
    roles: Vec<[Option<Words>; 2]>,
}

/// A few words; for more of them, where the text has them, `[start, end]` in code points.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Words {
    Few(String),
    At([usize; 2]),
}

/// More words than this are kept as their place.
const FEW: usize = 4;

impl Words {
    fn new(words: &str, text: &str, offsets: &Offsets) -> Self {
        let place = (words.split_whitespace().count() > FEW).then(|| text.find(words)).flatten();
        match place {
            Some(start) => Words::At([offsets.from_byte(start), offsets.from_byte(start + words.len())]),
            None => Words::Few(words.to_owned()),
        }
    }

    fn in_text(&self, text: &str, offsets: &Offsets) -> Result<String> {
        match self {
            Words::Few(words) => Ok(words.clone()),
            Words::At([start, end]) => match (offsets.to_byte(*start), offsets.to_byte(*end)) {
                (Some(start), Some(end)) if start < end => Ok(text[start..end].to_owned()),
                _ => bail!("there is no span {start}..{end}"),
            },
        }
    }
}

impl Speaker {
    fn new(speaker: &GoldSpeaker, text: &str, offsets: &Offsets) -> Result<Self> {
        let words = |words: &String| Words::new(words, text, offsets);
        let mut rest = match serde_json::to_value(speaker)? {
            serde_json::Value::Object(fields) => fields,
            other => bail!("a speaker is {other}"),
        };
        rest.retain(|field, _| ["kind", "named", "gender"].contains(&field.as_str()));
        let role = |role: &GoldRole| [&role.title, &role.organisation].map(|part| part.as_ref().map(words));
        Ok(Self {
            id: speaker.id.clone(),
            name: words(&speaker.name),
            rest,
            aliases: speaker.aliases.iter().map(words).collect(),
            roles: speaker.roles.iter().map(role).collect(),
        })
    }

    fn in_text(&self, text: &str, offsets: &Offsets) -> Result<GoldSpeaker> {
        let words = |words: &Words| words.in_text(text, offsets);
        let aliases: Vec<String> = self.aliases.iter().map(words).collect::<Result<_>>()?;
        let mut roles = Vec::with_capacity(self.roles.len());
        for [title, organisation] in &self.roles {
            let (title, organisation) = (title.as_ref().map(words), organisation.as_ref().map(words));
            roles.push(GoldRole { title: title.transpose()?, organisation: organisation.transpose()? });
        }
        let mut fields = self.rest.clone();
        fields.insert("id".to_owned(), self.id.clone().into());
        fields.insert("name".to_owned(), words(&self.name)?.into());
        fields.insert("aliases".to_owned(), aliases.into());
        fields.insert("roles".to_owned(), serde_json::to_value(roles)?);
        Ok(serde_json::from_value(fields.into())?)
    }
}

/// A statement's parts, `[start, end]` in code points, and the ids of who made it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Statement {
    source: Vec<[usize; 2]>,
    cue: Vec<[usize; 2]>,
    content: Vec<[usize; 2]>,
    speakers: Vec<String>,
}

#[derive(Deserialize)]
struct Pooled {
    id: String,
    text: String,
}

/// Writes the marks of a folder of marked articles, without their texts, a JSON line each in order of name.
///
/// # Errors
/// If an article cannot be read or written.
pub fn split(folder: &Path, output: &Path) -> Result<usize> {
    let articles = read_gold(folder, false)?;
    let mut out = BufWriter::new(std::fs::File::create(output).with_context(|| format!("{}", output.display()))?);
    for article in &articles {
        serde_json::to_writer(&mut out, &without_text(article)?)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(articles.len())
}

/// Writes the marked articles of a file of marks, with their texts from the pool, into a folder.
///
/// # Errors
/// If a file cannot be read or written, an article is not in the pool, or its text there is another.
pub fn join(marks: &Path, pool: &Path, folder: &Path) -> Result<usize> {
    let wanted = read(marks)?;
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for line in silver::lines(pool).with_context(|| format!("{}: the pool of news is not there", pool.display()))? {
        let pooled: Pooled = serde_json::from_str(&line?).with_context(|| format!("{}", pool.display()))?;
        texts.insert(pooled.id, pooled.text);
    }
    std::fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    for one in &wanted {
        let Some(text) = texts.get(&one.id) else {
            bail!("{}: `{}` is not in {}", marks.display(), one.id, pool.display())
        };
        let article = with_text(one, text).with_context(|| format!("{}: `{}`", marks.display(), one.id))?;
        let path = folder.join(format!("{}.{}", one.id, marked::EXTENSION));
        std::fs::write(&path, marked::write(&article)).with_context(|| format!("{}", path.display()))?;
    }
    Ok(wanted.len())
}

fn read(marks: &Path) -> Result<Vec<Marks>> {
    let of_line = |line: std::io::Result<String>| -> Result<Marks> {
        serde_json::from_str(&line?).with_context(|| format!("{}", marks.display()))
    };
    silver::lines(marks)?.map(of_line).collect()
}

/// The digest of a text without the line breaks at its end, which files and pool differ in.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text.trim_end_matches(['\n', '\r']).as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn without_text(article: &GoldArticle) -> Result<Marks> {
    let offsets = Offsets::new(&article.text, OffsetUnit::Codepoint);
    let spans = |spans: &[Span]| {
        spans.iter().map(|span| [offsets.from_byte(span.start), offsets.from_byte(span.end)]).collect()
    };
    let speakers = article.speakers.clone().with_context(|| format!("`{}` has no speakers", article.name))?;
    let statement = |one: &GoldAttribution| Statement {
        source: spans(&one.source),
        cue: spans(&one.cue),
        content: spans(&one.content),
        speakers: speakers.attributions.get(&one.id).map(|of| of.speakers.clone()).unwrap_or_default(),
    };
    let speaker = |speaker: &GoldSpeaker| Speaker::new(speaker, &article.text, &offsets);
    Ok(Marks {
        id: article.name.clone(),
        sha256: digest(&article.text),
        statements: article.attributions.iter().map(statement).collect(),
        speakers: speakers.speakers.iter().map(speaker).collect::<Result<_>>()?,
    })
}

fn with_text(marks: &Marks, text: &str) -> Result<GoldArticle> {
    let text = text.trim_end_matches(['\n', '\r']);
    ensure!(digest(text) == marks.sha256, "the text is not the one that was marked");
    let offsets = Offsets::new(text, OffsetUnit::Codepoint);
    let spans = |spans: &[[usize; 2]]| -> Result<Vec<Span>> {
        let span = |[start, end]: &[usize; 2]| match (offsets.to_byte(*start), offsets.to_byte(*end)) {
            (Some(start), Some(end)) if start < end => Ok(Span::new(start, end)),
            _ => bail!("there is no span {start}..{end}"),
        };
        spans.iter().map(span).collect()
    };
    let speaker = |speaker: &Speaker| speaker.in_text(text, &offsets);
    let known = marks.speakers.iter().map(speaker).collect::<Result<_>>()?;
    let mut speakers = GoldSpeakers { speakers: known, ..GoldSpeakers::default() };
    let mut attributions = Vec::with_capacity(marks.statements.len());
    for (number, one) in (1..).zip(&marks.statements) {
        let id = format!("{number}");
        let of = SpeakersOf { speakers: one.speakers.clone(), ..SpeakersOf::default() };
        speakers.attributions.insert(id.clone(), of);
        attributions.push(GoldAttribution {
            id,
            source: spans(&one.source)?,
            cue: spans(&one.cue)?,
            content: spans(&one.content)?,
        });
    }
    let (name, text, speakers) = (marks.id.clone(), text.to_owned(), Some(speakers));
    Ok(GoldArticle { name, annotator: None, text, attributions, speakers, levels: Levels::All })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKED: &str = "{q1:“Ålesund {s2:crews of the oldest boats} {c2:want} {q2:rain},”} {s1:Rao} {c1:said}.\n=====\n\
        1: Rao\n2: ~crews of the oldest boats\n=====\nRao | person | unknown | pilot @ Port |\n\
        ~crews of the oldest boats | group | unknown | | the crews\n";

    #[test]
    fn marks_without_the_text_and_the_text_make_the_article() {
        let article = marked::parse("pool-1", MARKED).unwrap();
        let marks = without_text(&article).unwrap();
        let json = serde_json::to_string(&marks).unwrap();
        assert!(!["want", "rain", "oldest"].iter().any(|word| json.contains(word)), "{json}");
        let read: Marks = serde_json::from_str(&json).unwrap();
        assert_eq!(with_text(&read, &format!("{}\n", article.text)).unwrap(), article);
        let error = with_text(&read, "“Ålesund crews want fog,” Rao said.").unwrap_err();
        assert_eq!(error.to_string(), "the text is not the one that was marked");
    }
}
