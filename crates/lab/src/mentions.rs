//! Who is who in real news: the mentions of an article, whom each means, and which of its words are name, title and
//! organisation.
//!
//! ```text
//! {1:{o:{2:{n:Delby Harbour Board}}} {t:chairwoman} {n:Mary Orrin}} told {3:reporters} that {1:she} had met {4:Mr {n:Hale}}.
//! =====
//! 1 | Mary Orrin | person | female
//! 2 | Delby Harbour Board | organisation
//! 3 | ~reporters | group
//! 4 | Hale | person | male
//! ```
//!
//! A number marks a mention of somebody, or of several at once (`{1,4:they}`); inside it `n` marks the name, `t` a title
//! and `o` the organisation that the title belongs to. Marks nest and never run over a line end. What the project keeps of
//! them is spans, kinds and genders: the texts are others', and [`Marked::of`] brings the two together.

use std::{
    collections::BTreeMap,
    io::{BufWriter, Write as _},
    ops::Range,
    path::Path,
};

use anyhow::{Context, Result, bail, ensure};
use inquit::{
    stages::who::is_pronoun,
    text::{OffsetUnit, Offsets, Words},
    types::Span,
};
use serde::{Deserialize, Serialize};

use crate::{
    corpus::{covered, pairs},
    marks::digest,
    silver,
};

/// What the files' names end in.
const EXTENSION: &str = "mentions";

/// The line between text and table.
const RULE: &str = "=====";

/// Kinds of those that are mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One person.
    Person,
    /// A company, club, party, court, ministry, paper, team, government.
    Organisation,
    /// Several people who are no body.
    Group,
    /// A report, a survey, a statement.
    Document,
    /// A place; a country also where its government speaks.
    Place,
    /// A film, a book, a song, a programme.
    Work,
}

impl Kind {
    /// The kind as [`MarkedMention::kind`](inquit::stages::who::MarkedMention::kind) counts them.
    pub fn index(self) -> usize {
        match self {
            Kind::Person => 0,
            Kind::Organisation => 1,
            Kind::Group => 2,
            Kind::Place => 3,
            Kind::Document | Kind::Work => 4,
        }
    }
}

/// Somebody or something that is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentioned {
    /// What it is.
    pub kind: Kind,
    /// The gender that the article states, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
}

/// A stated gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// "she", "Mrs", "the actress"
    Female,
    /// "he", "Mr", "the actor"
    Male,
    /// "they" of one person who is known to want it.
    Nonbinary,
}

/// A mention, `[start, end]` in code points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mention {
    span: [usize; 2],
    /// Whom it means, as indices; several for "they".
    of: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    name: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    title: Vec<[usize; 2]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    organisation: Vec<[usize; 2]>,
}

/// An article's mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The article's name among those that its text comes from.
    pub id: String,
    sha256: String,
    mentioned: Vec<Mentioned>,
    mentions: Vec<Mention>,
}

/// A mention in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InWords {
    /// Its words.
    #[serde(serialize_with = "pair")]
    pub words: Range<usize>,
    /// Whether it is a pronoun.
    pub pronoun: bool,
    /// The word that heads it: the last of the name, the noun of a description, the pronoun.
    pub head: usize,
    /// Whom it means.
    pub of: Vec<usize>,
    /// The name in it.
    #[serde(serialize_with = "pairs")]
    pub name: Vec<Range<usize>>,
    /// Titles in it.
    #[serde(serialize_with = "pairs")]
    pub title: Vec<Range<usize>>,
    /// The organisations these belong to.
    #[serde(serialize_with = "pairs")]
    pub organisation: Vec<Range<usize>>,
}

fn pair<S: serde::Serializer>(range: &Range<usize>, serializer: S) -> Result<S::Ok, S::Error> {
    (range.start, range.end).serialize(serializer)
}

/// Those mentioned in an article, and their mentions in its words, in text order, outer ones first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mentions {
    /// Who there is.
    pub mentioned: Vec<Mentioned>,
    /// Where.
    pub mentions: Vec<InWords>,
}

impl Marked {
    /// The mentions in the words of the text that was marked.
    ///
    /// # Errors
    /// If it is another text.
    pub fn of(&self, text: &str, words: &Words) -> Result<Mentions> {
        let text = text.trim_end_matches(['\n', '\r']);
        ensure!(digest(text) == self.sha256, "`{}`: the text is not the one that was marked", self.id);
        let offsets = Offsets::new(text, OffsetUnit::Codepoint);
        let range = |[start, end]: &[usize; 2]| -> Result<Range<usize>> {
            let bytes = offsets.to_byte(*start).zip(offsets.to_byte(*end)).filter(|(start, end)| start < end);
            let (start, end) = bytes.with_context(|| format!("`{}`: there is no span {start}..{end}", self.id))?;
            Ok(in_words(words, Span::new(start, end)))
        };
        let mut mentions = Vec::with_capacity(self.mentions.len());
        for one in &self.mentions {
            let ranges = |spans: &[[usize; 2]]| -> Result<Vec<Range<usize>>> {
                let found: Vec<Range<usize>> = spans.iter().map(range).collect::<Result<_>>()?;
                Ok(found.into_iter().filter(|range| !range.is_empty()).collect())
            };
            let (name, title, organisation) = (ranges(&one.name)?, ranges(&one.title)?, ranges(&one.organisation)?);
            let words_of = range(&one.span)?;
            if words_of.is_empty() {
                continue;
            }
            let lone = words_of.len() == 1 && name.is_empty();
            mentions.push(InWords {
                pronoun: lone && is_pronoun(words.word(words_of.start)),
                head: name.last().map_or_else(|| head(words, &words_of), |name| name.end - 1),
                words: words_of,
                of: one.of.clone(),
                name,
                title,
                organisation,
            });
        }
        mentions.sort_by_key(|mention| (mention.words.start, std::cmp::Reverse(mention.words.end)));
        Ok(Mentions { mentioned: self.mentioned.clone(), mentions })
    }
}

/// The words that lie at least by half in a span.
fn in_words(words: &Words, span: Span) -> Range<usize> {
    let covered = covered(words, &[span]);
    covered.first().map_or(0..0, |first| *first..first + covered.len())
}

/// The noun of a description: the last word before what only adds to it.
fn head(words: &Words, range: &Range<usize>) -> usize {
    const ADDS: [&str; 24] = [
        ",",
        "(",
        "about",
        "and",
        "at",
        "behind",
        "by",
        "close",
        "familiar",
        "for",
        "from",
        "in",
        "including",
        "near",
        "of",
        "on",
        "over",
        "that",
        "to",
        "under",
        "which",
        "who",
        "whose",
        "with",
    ];
    let first = range.start;
    let found = (first + 1..range.end).find(|at| ADDS.contains(&words.word(*at).to_lowercase().as_str()));
    let end = found.unwrap_or(range.end);
    // "the four", "those of us": the determiner itself.
    let is_word = |at: &usize| words.word(*at).chars().any(char::is_alphanumeric);
    (first..end).rev().find(|at| is_word(at) && !words.word(*at).starts_with(['\'', '’'])).unwrap_or(first)
}

/// Reads the marks that the project keeps, by the digest of the text (without line breaks at its end) that was marked.
///
/// # Errors
/// If they cannot be read.
pub fn read(path: &Path) -> Result<BTreeMap<String, Marked>> {
    let mut found = BTreeMap::new();
    for line in silver::lines(path)? {
        let marked: Marked = serde_json::from_str(&line?).with_context(|| format!("{}", path.display()))?;
        found.insert(marked.sha256.clone(), marked);
    }
    Ok(found)
}

/// The marks of a text, if it is one that was marked.
pub fn of_text<'m>(marks: &'m BTreeMap<String, Marked>, text: &str) -> Option<&'m Marked> {
    marks.get(&digest(text))
}

/// Writes the marks of folders of `NAME.mentions`, without their texts, a JSON line each in order of name.
///
/// # Errors
/// If a file cannot be read or written, or is not marked as described [above](self).
pub fn split(folders: &[std::path::PathBuf], output: &Path) -> Result<usize> {
    let mut all = BTreeMap::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != EXTENSION) {
                continue;
            }
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
            let (_, marked) = parse(&name, &text).with_context(|| format!("{}", path.display()))?;
            all.insert((name, marked.sha256.clone()), marked);
        }
    }
    let mut out = BufWriter::new(std::fs::File::create(output).with_context(|| format!("{}", output.display()))?);
    for marked in all.values() {
        serde_json::to_writer(&mut out, marked)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(all.len())
}

/// What a mark says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Mark {
    Mention(Vec<u32>),
    Name,
    Title,
    Organisation,
}

/// The mark that begins a text, and how long its sign is.
fn mark(text: &str) -> Option<(Mark, usize)> {
    let sign = text.strip_prefix('{')?.split_once(':')?.0;
    let mark = match sign {
        "n" => Mark::Name,
        "t" => Mark::Title,
        "o" => Mark::Organisation,
        _ => Mark::Mention(sign.split(',').map(|number| number.parse().ok()).collect::<Option<_>>()?),
    };
    Some((mark, sign.len() + 2))
}

/// The text and the marks of one article.
fn parse(name: &str, marked: &str) -> Result<(String, Marked)> {
    let (body, table) = marked.split_once(&format!("\n{RULE}\n")).with_context(|| format!("no line `{RULE}`"))?;
    let mut numbers: BTreeMap<u32, usize> = BTreeMap::new();
    let mut mentioned = Vec::new();
    for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [number, _, kind, gender @ ..] = &columns[..] else { bail!("not `N | name | kind | gender`: `{line}`") };
        let number: u32 = number.parse().with_context(|| format!("`{number}` is not a number"))?;
        let kind = serde_json::from_value((*kind).into()).with_context(|| format!("`{line}`"))?;
        let gender = gender.first().filter(|gender| !["", "unknown"].contains(*gender));
        let gender = gender.map(|gender| serde_json::from_value((*gender).into())).transpose();
        let gender = gender.with_context(|| format!("`{line}`"))?;
        ensure!(numbers.insert(number, mentioned.len()).is_none(), "{number} is twice in the table");
        mentioned.push(Mentioned { kind, gender });
    }
    let mut text = String::with_capacity(body.len());
    let mut open: Vec<(Mark, usize, usize)> = Vec::new();
    let mut mentions: Vec<Mention> = Vec::new();
    let (mut at, mut rest) = (0, body);
    while let Some(character) = rest.chars().next() {
        if let Some((mark, length)) = mark(rest) {
            if let Mark::Mention(of) = &mark {
                let of = of.iter().map(|number| {
                    numbers.get(number).copied().with_context(|| format!("{number} is not in the table"))
                });
                let of = of.collect::<Result<_>>()?;
                mentions.push(Mention { span: [at, at], of, name: vec![], title: vec![], organisation: vec![] });
            }
            open.push((mark, at, mentions.len().wrapping_sub(1)));
            rest = &rest[length..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        if character == '}'
            && let Some((mark, start, mention)) = open.pop()
        {
            ensure!(start < at, "an empty mark at {at}");
            // What is inside belongs to the mention that is open around it, not to one that has ended within.
            let around =
                open.iter().rev().find(|(mark, ..)| matches!(mark, Mark::Mention(_))).map(|(.., around)| *around);
            let span = [start, at];
            match mark {
                Mark::Mention(_) => mentions[mention].span = span,
                inner => {
                    let mention =
                        &mut mentions[around.with_context(|| format!("{inner:?} at {at} lies in no mention"))?];
                    match inner {
                        Mark::Title => mention.title.push(span),
                        Mark::Organisation => mention.organisation.push(span),
                        _ => mention.name.push(span),
                    }
                }
            }
            continue;
        }
        ensure!(character != '\n' || open.is_empty(), "a mark runs over the line end at {at}");
        text.push(character);
        at += 1;
    }
    ensure!(open.is_empty(), "a mark is never closed");
    let marked = Marked { id: name.to_owned(), sha256: digest(&text), mentioned, mentions };
    Ok((text, marked))
}

#[cfg(test)]
mod tests {
    use inquit::input::fields::Fields;

    use super::*;

    const MARKED: &str = "{1:{o:{2:{n:Delby Harbour Board}}} {t:chairwoman} {n:Mary Orrin}} told {3:a group of local reporters} \
        that {1:she} had met {4:{2:the board}’s {t:lawyer}}. {1,4:They} left.\n=====\n1 | Mary Orrin | person | female\n\
        2 | Delby Harbour Board | organisation\n3 | ~a group of local reporters | group\n4 | ~the board’s lawyer | person | unknown\n";

    #[test]
    fn marks_and_text_make_mentions_in_words() {
        let (text, marked) = parse("a", MARKED).unwrap();
        assert!(text.starts_with("Delby Harbour Board chairwoman Mary Orrin told"));
        let json = serde_json::to_string(&marked).unwrap();
        assert!(!["Orrin", "lawyer", "Delby"].iter().any(|word| json.contains(word)), "{json}");
        let marked: Marked = serde_json::from_str(&json).unwrap();
        let article = Fields::from_text(text.clone()).into_article(None);
        let (words, _) = Words::new(&article);
        let Mentions { mentioned, mentions } = marked.of(&text, &words).unwrap();
        assert_eq!(mentioned[0], Mentioned { kind: Kind::Person, gender: Some(Gender::Female) });
        let heads: Vec<&str> = mentions.iter().map(|mention| words.word(mention.head)).collect();
        assert_eq!(heads, ["Orrin", "Board", "group", "she", "lawyer", "board", "They"]);
        assert_eq!((mentions[0].title.len(), mentions[0].organisation[0].clone()), (1, 0..3));
        assert_eq!((&mentions[4].of[..], &mentions[6].of[..]), (&[3][..], &[0, 3][..]));
        assert!(marked.of("another text", &words).unwrap_err().to_string().contains("not the one that was marked"));
    }

    #[test]
    fn refuses_marks_that_do_not_fit() {
        let error = |marked: &str| parse("a", marked).unwrap_err().to_string();
        assert_eq!(error("{1:She} left."), "no line `=====`");
        assert_eq!(error("{2:She} left.\n=====\n1 | ~she | person"), "2 is not in the table");
        assert_eq!(error("{1:She left.\nHe.}\n=====\n1 | ~she | person"), "a mark runs over the line end at 9");
        assert_eq!(error("{n:Jo} left.\n=====\n1 | Jo | person"), "Name at 2 lies in no mention");
    }
}
