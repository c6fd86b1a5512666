//! A text export of Lexis to fields: "1 of 250 DOCUMENTS", centred lines, labels in capitals.

use serde_json::{Map, Value};

use super::{ExportError, Line, language, lines, paragraphs};
use crate::input::{
    body::{Block, BlockKind},
    fields::Fields,
    names::names,
};

/// Labels that stand over the body.
const HEAD: &[&str] = &["BYLINE", "SECTION", "LENGTH", "DATELINE", "HEADLINE", "HIGHLIGHT", "BODY", "SERIES", "DATE"];
/// Labels that stand below it.
const TAIL: &[&str] = &[
    "GRAPHIC",
    "LOAD-DATE",
    "LANGUAGE",
    "PUBLICATION-TYPE",
    "DOCUMENT-TYPE",
    "JOURNAL-CODE",
    "SUBJECT",
    "ORGANIZATION",
    "COMPANY",
    "TICKER",
    "INDUSTRY",
    "PERSON",
    "CITY",
    "STATE",
    "COUNTRY",
    "GEOGRAPHIC",
    "CORRECTION-DATE",
    "CORRECTION",
    "NOTES",
    "URL",
    "ACC-NO",
    "DISTRIBUTION",
    "TYPE",
];

/// Whether a text begins as an export of Lexis does: with "1 of 250 DOCUMENTS", or, where a document was saved without that,
/// with a date in the middle of a line and two labels in capitals.
pub fn looks_like_lexis(text: &str) -> bool {
    let head: Vec<&str> = lines(text).map(|line| line.text).filter(|line| !line.trim().is_empty()).take(40).collect();
    let is_dated = || head.iter().take(8).any(|line| is_centred(line) && is_date(line));
    let labels = || head.iter().filter_map(|line| label(line, HEAD)).filter(|(name, _)| *name != "DATE").count();
    head.first().is_some_and(|line| is_count(line)) || is_dated() && labels() >= 2
}

fn is_count(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let is_number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    matches!(&words[..], [n, "of", all, "DOCUMENTS" | "DOCUMENT"] if is_number(n) && is_number(all))
}

/// The documents of an export, each with the line it begins on, from 1.
///
/// The text is the body alone, its wrapped lines joined. Headline and deck, parted by a semicolon at a
/// line end, are fields; so are what `BYLINE`, `HIGHLIGHT` and `LANGUAGE` say. The other labels are in
/// [`Fields::extra`], in small letters.
///
/// ```
/// let export = "1 of 1 DOCUMENTS\n\n        The Echo\n\n        May 3, 2024 Friday\n\nBridge shut\n\n\
///               BYLINE: Jane Doe\n\nLENGTH: 6 words\n\nThe bridge is shut,\nthe council said.\n\nLANGUAGE: ENGLISH\n";
/// let (line, fields) = inquit::input::exports::lexis(export).next().unwrap()?;
/// assert_eq!((line, fields.text.as_str()), (1, "The bridge is shut, the council said."));
/// assert_eq!((fields.headline.as_deref(), fields.outlet.as_deref()), (Some("Bridge shut"), Some("The Echo")));
/// # Ok::<(), inquit::input::exports::ExportError>(())
/// ```
pub fn lexis(text: &str) -> impl Iterator<Item = Result<(usize, Fields), ExportError>> {
    // A document that was saved on its own has no count over it.
    let is_counted = lines(text).any(|line| is_count(line.text));
    let is_document = move |line: &Line<'_>| is_counted && is_count(line.text);
    let has_labels = is_counted || lines(text).any(|line| label(line.text, HEAD).is_some());
    let mut lines = lines(text).skip_while(move |line| is_counted && !is_count(line.text)).peekable();
    std::iter::from_fn(move || {
        let first = *lines.peek().filter(|_| has_labels)?;
        let mut document: Vec<Line<'_>> = Vec::new();
        if is_document(&first) {
            lines.next();
        }
        while let Some(line) = lines.next_if(|line| !is_document(line)) {
            document.push(line);
        }
        Some(
            read(&document)
                .map(|fields| (first.number, fields))
                .ok_or(ExportError { line: first.number, below: "its labels" }),
        )
    })
}

/// The label a line begins with, and what follows it.
fn label<'t>(line: &'t str, known: &[&'static str]) -> Option<(&'static str, &'t str)> {
    let (name, rest) = line.split_once(':')?;
    known.iter().find(|known| **known == name).map(|known| (*known, rest.trim()))
}

fn is_centred(line: &str) -> bool {
    line.starts_with("      ") || line.starts_with("\t\t")
}

fn read(document: &[Line]) -> Option<Fields> {
    let texts: Vec<&str> = document.iter().map(|line| line.text).collect();
    // Below the last label of the head stands the body. A word in capitals at the beginning of a
    // paragraph is no label of the head once the body has begun.
    let first_label = texts.iter().position(|line| label(line, HEAD).is_some());
    let mut fields = Fields::default();
    let mut extra = Map::new();
    let (mut centred, mut title): (Vec<String>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in &texts[..first_label.unwrap_or(texts.len())] {
        if is_centred(line) {
            centred.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        } else {
            title.push(line);
        }
    }
    masthead(&centred, &mut fields);
    let mut at = first_label.unwrap_or_else(|| {
        // Without labels the first block is the headline.
        texts
            .iter()
            .position(|line| !line.is_empty() && !is_centred(line))
            .map_or(texts.len(), |start| block_end(&texts, start))
    });
    if first_label.is_none() {
        title = texts[..at].iter().copied().filter(|line| !is_centred(line)).collect();
    }
    let mut standfirst = None;
    while at < texts.len() {
        if texts[at].is_empty() {
            at += 1;
            continue;
        }
        let Some((name, first)) = label(texts[at], HEAD) else { break };
        // The body can begin on the line of its label or on the next.
        if name == "BODY" {
            if first.is_empty() {
                at += 1;
            }
            break;
        }
        let end = block_end(&texts, at);
        let value = std::iter::once(first).chain(texts[at + 1..end].iter().copied());
        let value = paragraphs(value).join(" ");
        match name {
            "HEADLINE" => title = std::iter::once(first).chain(texts[at + 1..end].iter().copied()).collect(),
            "BYLINE" => fields.authors = names(&Value::String(value)).unwrap_or_default(),
            "HIGHLIGHT" => standfirst = Some(value),
            _ => drop(extra.insert(name.to_lowercase(), Value::String(value))),
        }
        at = end;
    }
    let (headline, deck) = headline(&title);
    fields.headline = headline;
    fields.standfirst = deck.or(standfirst).filter(|text| !text.is_empty());
    let tail = (at..texts.len()).find(|line| is_tail(&texts, *line)).unwrap_or(texts.len());
    let mut body: Vec<&str> = texts[at..tail].to_vec();
    if let Some((_, rest)) = body.first().and_then(|line| label(line, &["BODY"])) {
        body[0] = rest;
    }
    let blocks: Vec<Block> =
        paragraphs(body).iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)).collect();
    if blocks.is_empty() {
        return None;
    }
    below(&texts[tail..], &mut fields, &mut extra);
    fields.extra = extra;
    fields.set_blocks(blocks);
    Some(fields)
}

/// Where the lines that go on without a blank end.
fn block_end(lines: &[&str], start: usize) -> usize {
    (start + 1..lines.len())
        .find(|at| lines[*at].is_empty() || label(lines[*at], HEAD).is_some())
        .unwrap_or(lines.len())
}

/// A label of the tail stands after a blank line; a copyright line ends the document too.
fn is_tail(lines: &[&str], at: usize) -> bool {
    let after_blank = at.checked_sub(1).is_none_or(|before| lines[before].is_empty());
    after_blank
        && (label(lines[at], TAIL).is_some()
            || is_centred(lines[at]) && lines[at].trim_start().starts_with("Copyright"))
}

/// The centred lines over the headline: outlet, date, edition, copyright.
fn masthead(centred: &[String], fields: &mut Fields) {
    let rights =
        |line: &str| line.starts_with("Copyright") || line.ends_with("All Rights Reserved") || line.starts_with('©');
    for line in centred.iter().filter(|line| !rights(line)) {
        if fields.published.is_none() && is_date(line) {
            fields.published = Some(line.clone());
        } else if fields.outlet.is_none() {
            fields.outlet = Some(line.clone());
        }
    }
}

/// "May 3, 2024 Friday".
pub(super) fn is_date(line: &str) -> bool {
    let words: Vec<&str> =
        line.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().any(year) && words.iter().any(|word| crate::text::is_month(word))
}

/// "Bridge shut;" over "Cracks were found" is a headline over its deck.
fn headline(title: &[&str]) -> (Option<String>, Option<String>) {
    let first_block = title.iter().skip_while(|line| line.trim().is_empty()).take_while(|line| !line.trim().is_empty());
    let lines: Vec<&str> = first_block.copied().collect();
    let deck_from = lines.iter().position(|line| line.ends_with(';')).map_or(lines.len(), |at| at + 1);
    let join = |lines: &[&str]| -> Option<String> {
        let text = paragraphs(lines.iter().copied()).join(" ");
        let text = text.trim_end_matches(';').trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    (join(&lines[..deck_from]), join(&lines[deck_from..]))
}

fn below(lines: &[&str], fields: &mut Fields, extra: &mut Map<String, Value>) {
    let mut at = 0;
    while at < lines.len() {
        let Some((name, first)) = label(lines[at], TAIL) else {
            at += 1;
            continue;
        };
        let end = (at + 1..lines.len()).find(|at| lines[*at].is_empty() || label(lines[*at], TAIL).is_some());
        let end = end.unwrap_or(lines.len());
        let value = paragraphs(std::iter::once(first).chain(lines[at + 1..end].iter().copied())).join(" ");
        match name {
            "LANGUAGE" => fields.language = Some(language(&value)),
            "URL" => fields.url = Some(value),
            "ACC-NO" => fields.id = Some(value),
            _ => drop(extra.insert(name.to_lowercase(), Value::String(value))),
        }
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXPORT: &str = "\u{feff}\n                               1 of 3 DOCUMENTS\r\n\r\n
                       Copyright 2024 Echo Group
                          All Rights Reserved
                              The Westford Echo

                              May 3, 2024 Friday
                                 Final Edition

Bridge shut until spring;
Cracks found in both
girders

BYLINE: By Jane Doe and John Roe, Staff Writers

SECTION: NEWS; Pg. A1

LENGTH: 30 words

DATELINE: WESTFORD

   The swing bridge is shut, the council
said on Friday.

NOTE: this is a paragraph of the body.

‘Not my fault’

   “We had no choice,” Maria Orlo said, and she said it to everybody who asked.

GRAPHIC: Photo, The bridge,
in May

LOAD-DATE: May 4, 2024

LANGUAGE: ENGLISH

                               2 of 3 DOCUMENTS

                                 The Echo

SECTION: NEWS

LANGUAGE: ENGLISH

                               3 of 3 DOCUMENTS

                                 The Echo

HEADLINE: Fares rise

BODY:
Fares rise in May.
";

    #[test]
    fn reads_a_document() {
        let documents: Vec<_> = lexis(EXPORT).collect();
        assert_eq!(documents.len(), 3);
        let (line, fields) = documents[0].clone().unwrap();
        assert_eq!(line, 2);
        assert_eq!(
            (fields.outlet.as_deref(), fields.published.as_deref()),
            (Some("The Westford Echo"), Some("May 3, 2024 Friday"))
        );
        assert_eq!(fields.headline.as_deref(), Some("Bridge shut until spring"));
        assert_eq!(fields.standfirst.as_deref(), Some("Cracks found in both girders"));
        assert_eq!(fields.authors[..2], ["Jane Doe", "John Roe"]);
        assert_eq!(
            (fields.language.as_deref(), &fields.extra["graphic"]),
            (Some("en"), &Value::from("Photo, The bridge, in May"))
        );
        assert_eq!(
            (&fields.extra["section"], &fields.extra["dateline"]),
            (&Value::from("NEWS; Pg. A1"), &Value::from("WESTFORD"))
        );
        let article = fields.into_article(None);
        assert_eq!(article.sections.len(), 2);
        assert_eq!(
            article.sections[0].paragraphs[0].of(&article.text),
            "The swing bridge is shut, the council said on Friday."
        );
        assert_eq!(article.sections[1].heading.unwrap().of(&article.text), "‘Not my fault’");
    }

    #[test]
    fn goes_on_after_a_document_without_text() {
        let documents: Vec<_> = lexis(EXPORT).collect();
        let error = documents[1].clone().unwrap_err();
        assert_eq!(EXPORT.lines().nth(error.line() - 1).unwrap().trim(), "2 of 3 DOCUMENTS");
        assert!(error.to_string().ends_with(": document has no text below its labels"), "{error}");
        let (_, fields) = documents[2].clone().unwrap();
        assert_eq!((fields.headline.as_deref(), fields.text.as_str()), (Some("Fares rise"), "Fares rise in May."));
    }

    #[test]
    fn knows_an_export_by_its_count() {
        assert!(looks_like_lexis("\n\n   1 of 1,250 DOCUMENTS\n"));
        assert!(!looks_like_lexis("He lost 1 of 2 DOCUMENTS\n"));
    }

    #[test]
    fn a_document_without_a_count_is_one() {
        let saved = "                 The Westford Echo\n\n                 May 3, 2024 Friday\n\nBridge shut\n\nBYLINE: Jane Doe\n\nSECTION: NEWS; Pg. 4\n\n\
                     LENGTH: 6 words\n\nThe bridge is shut.\n\nLOAD-DATE: May 4, 2024\n";
        assert!(looks_like_lexis(saved));
        let documents: Vec<_> = lexis(saved).map(Result::unwrap).collect();
        let [(1, fields)] = &documents[..] else { panic!("{documents:?}") };
        assert_eq!(
            (fields.headline.as_deref(), fields.outlet.as_deref()),
            (Some("Bridge shut"), Some("The Westford Echo"))
        );
        assert_eq!((fields.text.as_str(), &fields.authors[..]), ("The bridge is shut.", &["Jane Doe".to_owned()][..]));
        assert_eq!(lexis("The bridge is shut.\n").count(), 0);
        for text in [
            "BYLINE: Jane Doe\n\nSECTION: NEWS\n\nThe bridge is shut.",
            "                 May 3, 2024\n\nThe bridge is shut.\n\nLENGTH: 6 words\n",
        ] {
            assert!(!looks_like_lexis(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_any_lines(lines in proptest::collection::vec("(1 of 2 DOCUMENTS|      x|BODY:|BYLINE: |GRAPHIC:|LANGUAGE: é|[a-z;: ]{0,9}|)", 0..20)) {
            for (_, fields) in lexis(&lines.join("\n")).flatten() {
                let article = fields.into_article(None);
                prop_assert!(!article.text.is_empty());
            }
        }
    }
}
