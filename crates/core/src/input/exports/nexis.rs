//! A text export of Nexis Uni to fields: documents that end with "End of Document", labels with a capital, "Body" over the text.
//!
//! Left out: the cover page, with its list of documents, and what pages leave: "Page 2 of 9", the headline over each page.

use serde_json::{Map, Value};

use super::{ExportError, Line, language, lexis::is_date, lines, paragraphs};
use crate::{
    input::{
        body::{Block, BlockKind},
        fields::Fields,
        names::names,
    },
    types::NoteCode,
};

/// Labels over the text.
const HEAD: &[&str] = &["Section", "Length", "Byline", "Dateline", "Highlight", "Series"];
/// Labels below it, with a value after a colon, or below a line of their own.
const TAIL: &[&str] = &[
    "Classification",
    "Graphic",
    "Load-Date",
    "Language",
    "Publication-Type",
    "Document-Type",
    "Journal Code",
    "Subject",
    "Company",
    "Organization",
    "Ticker",
    "Industry",
    "Person",
    "Geographic",
    "Correction",
    "Correction-Date",
    "Notes",
    "Url",
    "Acc-No",
];
const END: &str = "End of Document";

/// Whether a text begins as an export of Nexis Uni does: labels, then the word "Body" on a line of its own.
pub fn looks_like_nexis(text: &str) -> bool {
    let mut labels = 0;
    for line in lines(text).take(400) {
        match line.text.trim() {
            "Body" => return labels >= 2,
            END => return false,
            text => labels += usize::from(label(text, HEAD).is_some() || text.starts_with("Copyright ")),
        }
    }
    false
}

/// The documents of an export, each with the line it begins on, from 1.
///
/// The text is the body. Headline, outlet and date stand over the labels; `Byline`, `Highlight` and `Language` are fields, the
/// other labels are in [`Fields::extra`], in small letters.
///
/// ```
/// let export = "Bridge shut\n\nThe Echo\n\nMay 3, 2024 Friday\n\nCopyright 2024 Echo Group\n\nSection: NEWS\n\n\
///               Byline: Jane Doe\n\nBody\n\n\nThe bridge is shut.\n\n\nLoad-Date: May 4, 2024\n\n\nEnd of Document\n";
/// let (line, fields) = inquit::input::exports::nexis(export).next().unwrap()?;
/// assert_eq!((line, fields.text.as_str()), (1, "The bridge is shut."));
/// assert_eq!((fields.headline.as_deref(), fields.outlet.as_deref()), (Some("Bridge shut"), Some("The Echo")));
/// # Ok::<(), inquit::input::exports::ExportError>(())
/// ```
pub fn nexis(text: &str) -> impl Iterator<Item = Result<(usize, Fields), ExportError>> {
    let mut lines = lines(text).peekable();
    std::iter::from_fn(move || {
        loop {
            while lines.next_if(|line| line.text.trim().is_empty()).is_some() {}
            let first = lines.peek()?.number;
            let document: Vec<Line<'_>> = lines.by_ref().take_while(|line| line.text.trim() != END).collect();
            // What follows the last document is of none.
            if !document.iter().any(|line| line.text.trim() == "Body" || label(line.text, HEAD).is_some()) {
                continue;
            }
            return Some(
                read(&document).map(|fields| (first, fields)).ok_or(ExportError { line: first, below: "its labels" }),
            );
        }
    })
}

/// The label a line begins with, and what follows it.
fn label<'t>(line: &'t str, known: &[&'static str]) -> Option<(&'static str, &'t str)> {
    let (name, rest) = line.trim().split_once(':')?;
    known.iter().find(|known| known.eq_ignore_ascii_case(name)).map(|known| (*known, rest.trim()))
}

/// The label of a line below the text, which may be all of the line.
fn tail(line: &str) -> Option<(&'static str, &str)> {
    let alone = TAIL.iter().find(|known| **known == line.trim()).map(|known| (*known, ""));
    label(line, TAIL).or(alone)
}

fn is_page_number(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    matches!(&words[..], ["Page", one, "of", all] if is_number(one) && is_number(all))
}

fn read(document: &[Line<'_>]) -> Option<Fields> {
    let texts: Vec<&str> = document.iter().map(|line| line.text.trim()).filter(|line| !is_page_number(line)).collect();
    let body = texts.iter().position(|line| *line == "Body");
    let first_label = texts.iter().position(|line| label(line, HEAD).is_some() || line.starts_with("Copyright "))?;
    let mut fields = Fields::default();
    let mut extra = Map::new();
    // Over the labels stand the date, over that the outlet, over that the headline; over that may be a cover page.
    let mut over =
        texts[..first_label].split(|line| line.is_empty()).filter(|block| !block.is_empty()).rev().peekable();
    if let Some(date) = over.next_if(|block| is_date(&block.join(" "))) {
        fields.published = Some(date.join(" "));
    }
    fields.outlet = over.next().map(|block| block.join(" "));
    fields.headline = over.next().map(|block| block.join(" "));
    let head = &texts[first_label..body.unwrap_or(texts.len()).max(first_label)];
    let mut start = first_label;
    for (at, line) in head.iter().enumerate() {
        let Some((name, value)) = label(line, HEAD) else { continue };
        // A value goes on until an empty line.
        let rest = head[at + 1..].iter().take_while(|line| !line.is_empty() && label(line, HEAD).is_none());
        let value = paragraphs(std::iter::once(value).chain(rest.copied())).join(" ");
        start = first_label + at + 1;
        match name {
            "Byline" => fields.authors = names(&Value::String(value)).unwrap_or_default(),
            "Highlight" => fields.standfirst = Some(value).filter(|value| !value.is_empty()),
            _ => drop(extra.insert(name.to_lowercase(), Value::String(value))),
        }
    }
    let start = body.map_or(start, |at| at + 1);
    let end = (start..texts.len()).find(|at| {
        let after_blank = at.checked_sub(1).is_none_or(|before| texts[before].is_empty());
        after_blank && tail(texts[*at]).is_some()
    });
    let end = end.unwrap_or(texts.len());
    let headline = fields.headline.clone();
    let lines = texts[start..end].iter().copied().filter(|line| headline.as_deref() != Some(*line));
    let blocks: Vec<Block> =
        paragraphs(lines).iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)).collect();
    if blocks.is_empty() {
        return None;
    }
    if blocks.iter().any(|block| label(&block.text, HEAD).is_some()) {
        fields.note(NoteCode::UnsplitExport, "labels of the export are in the text: it may hold more than one article");
    }
    below(&texts[end..], &mut fields, &mut extra);
    fields.extra = extra;
    fields.set_blocks(blocks);
    Some(fields)
}

fn below(texts: &[&str], fields: &mut Fields, extra: &mut Map<String, Value>) {
    for (at, line) in texts.iter().enumerate() {
        let Some((name, first)) = tail(line) else { continue };
        let rest = texts[at + 1..].iter().skip_while(|line| first.is_empty() && line.is_empty());
        let rest = rest.take_while(|line| !line.is_empty() && tail(line).is_none());
        let value = paragraphs(std::iter::once(first).chain(rest.copied())).join(" ");
        match name {
            _ if value.is_empty() => {}
            "Language" => fields.language = Some(language(&value)),
            "Url" => fields.url = Some(value),
            "Acc-No" => fields.id = Some(value),
            _ => drop(extra.insert(name.to_lowercase(), Value::String(value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXPORT: &str = "User Name: Jane Doe\nJob Number: 123456\n\nDocuments (2)\n\n1. Bridge shut until spring\n\n2. Fares rise\n\n\n\
Bridge shut until\nspring\n\nThe Westford Echo (Harbour)\n\nMay 3, 2024 Friday\n\nCopyright 2024 Echo Group All Rights Reserved\n\n\
Section: NEWS; Pg. 4\n\nLength: 61 words\n\nByline: Jane Doe and John Roe\n\nHighlight: Cracks were found,\nand rust.\n\nBody\n\n\n\
The bridge is shut, the council said.\n\n“We had no choice,” Maria Orlo\nsaid.\n\nPage 1 of 2\n\nBridge shut until spring\n\nThe ferry sails.\n\n\n\
Graphic\n\n\nPicture: The bridge.\n\nClassification\n\n\nLanguage: ENGLISH\n\nSubject: BRIDGES (90%)\n\nLoad-Date: May 4, 2024\n\n\nEnd of Document\n\n\n\
Empty\n\nThe Echo\n\nMay 4, 2024\n\nSection: NEWS\n\nBody\n\n\nEnd of Document\n\n\nFares rise\n\nThe Echo\n\nMay 5, 2024\n\nLength: 4 words\n\nBody\n\n\
Fares rise in May.\n\nEnd of Document\n";

    #[test]
    fn reads_the_documents_of_an_export() {
        assert!(looks_like_nexis(EXPORT));
        let documents: Vec<_> = nexis(EXPORT).collect();
        assert_eq!(documents.len(), 3);
        let (_, fields) = documents[0].clone().unwrap();
        assert_eq!(
            (fields.headline.as_deref(), fields.outlet.as_deref(), fields.published.as_deref()),
            (Some("Bridge shut until spring"), Some("The Westford Echo (Harbour)"), Some("May 3, 2024 Friday"))
        );
        assert_eq!(
            fields.text,
            "The bridge is shut, the council said.\n\n“We had no choice,” Maria Orlo said.\n\nThe ferry sails."
        );
        assert_eq!(
            (fields.standfirst.as_deref(), &fields.authors[..]),
            (Some("Cracks were found, and rust."), &["Jane Doe".to_owned(), "John Roe".to_owned()][..])
        );
        assert_eq!(
            (fields.language.as_deref(), &fields.extra["graphic"]),
            (Some("en"), &Value::from("Picture: The bridge."))
        );
        assert_eq!(
            (&fields.extra["section"], &fields.extra["load-date"]),
            (&Value::from("NEWS; Pg. 4"), &Value::from("May 4, 2024"))
        );
        assert!(fields.notes.is_empty());
        assert!(documents[1].clone().unwrap_err().to_string().ends_with(": document has no text below its labels"));
        let (line, fields) = documents[2].clone().unwrap();
        assert_eq!(EXPORT.lines().nth(line - 1), Some("Fares rise"));
        assert_eq!((fields.headline.as_deref(), fields.text.as_str()), (Some("Fares rise"), "Fares rise in May."));
    }

    #[test]
    fn one_that_does_not_split_has_a_note() {
        let joined = "Bridge shut\n\nThe Echo\n\nMay 3, 2024\n\nSection: NEWS\n\nBody\n\nThe bridge is shut.\n\nFares\n\nSection: NEWS\n\nFares rise.\n";
        let (_, fields) = nexis(joined).next().unwrap().unwrap();
        assert_eq!(fields.notes[0].code, NoteCode::UnsplitExport);
    }

    #[test]
    fn articles_are_no_exports() {
        for text in [
            "Section: NEWS\n\nThe bridge is shut.",
            "Body\n\nThe bridge is shut.",
            "",
            "Length: 4 words\n\nEnd of Document\n",
        ] {
            assert!(!looks_like_nexis(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_any_lines(lines in proptest::collection::vec("(End of Document|Body|Section: |Byline:|Graphic|Load-Date: x|Copyright 2024|May 3, 2024|Page 1 of 2|[a-zé: ]{0,9}|)", 0..25)) {
            let text = lines.join("\n");
            looks_like_nexis(&text);
            for (_, fields) in nexis(&text).flatten() {
                prop_assert!(!fields.into_article(None).text.is_empty());
            }
        }
    }
}
