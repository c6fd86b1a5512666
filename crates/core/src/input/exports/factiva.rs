//! A text export of Factiva to fields: codes at the beginning of lines, HD for the headline, LP and TD
//! for the text.

use serde_json::{Map, Value};

use super::{ExportError, language, lines, paragraphs};
use crate::input::{
    body::{Block, BlockKind},
    fields::Fields,
    names::names,
};

/// The codes of Factiva's display formats.
const CODES: &[&str] = &[
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "PG", "ED", "VOL", "LA", "CY", "LP", "TD", "RF", "ART",
    "CLM", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "DE", "CT", "HLP",
];

/// Whether a text begins as an export of Factiva does: a headline's code, and two others of a document.
pub fn looks_like_factiva(text: &str) -> bool {
    let mut found: Vec<&str> =
        lines(text).take(60).filter_map(|line| code(line.text, false)).map(|(code, _)| code).collect();
    found.sort_unstable();
    found.dedup();
    found.contains(&"HD")
        && found.iter().filter(|code| matches!(**code, "PD" | "SN" | "LP" | "TD" | "AN" | "WC")).count() >= 2
}

/// The code a line begins with, and what follows it. In the text a code stands alone or before a tab or
/// several spaces, since words can be spelt like codes: "IN the end".
fn code(line: &str, in_text: bool) -> Option<(&'static str, &str)> {
    let end = line.find(|character: char| !character.is_ascii_uppercase()).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let known = CODES.iter().find(|code| **code == name)?;
    let parted =
        rest.is_empty() || rest.starts_with('\t') || rest.starts_with("  ") || !in_text && rest.starts_with(' ');
    parted.then_some((*known, rest.trim()))
}

/// The documents of an export, each with the line it begins on, from 1.
///
/// The text is the lead paragraphs and the rest; headline, authors, outlet, date and language are
/// fields. The id is the accession number. Other codes are in [`Fields::extra`], as they are written.
///
/// ```
/// let export = "HD  Bridge shut\nSN  The Echo\nPD  3 May 2024\nLA  English\nLP\nThe bridge is shut.\n\nTD\nCars queue.\n\nAN  Document ECHO1\n";
/// let (line, fields) = inquit::input::exports::factiva(export).next().unwrap()?;
/// assert_eq!((line, fields.text.as_str()), (1, "The bridge is shut.\n\nCars queue."));
/// assert_eq!((fields.id.as_deref(), fields.language.as_deref()), (Some("ECHO1"), Some("en")));
/// # Ok::<(), inquit::input::exports::ExportError>(())
/// ```
pub fn factiva(text: &str) -> impl Iterator<Item = Result<(usize, Fields), ExportError>> {
    let mut lines = lines(text).peekable();
    std::iter::from_fn(move || {
        // What stands between two documents is of neither.
        while lines.next_if(|line| code(line.text, false).is_none()).is_some() {}
        let first = lines.peek()?.number;
        let mut parts: Vec<Part> = Vec::new();
        while let Some(line) = lines.peek().copied() {
            let in_text = parts.last().is_some_and(|part| matches!(part.code, "LP" | "TD"));
            match code(line.text, in_text) {
                Some((code @ ("HD" | "SE"), _)) if begins_anew(code, &parts) => break,
                Some((code, rest)) => parts.push(Part { code, lines: vec![rest] }),
                // An accession number is one line, and the last.
                None if parts.last().is_some_and(|part| part.code == "AN") => break,
                None => parts.last_mut().map_or((), |part| part.lines.push(line.text)),
            }
            lines.next();
        }
        Some(read(&parts).map(|fields| (first, fields)).ok_or(ExportError { line: first, below: "LP or TD" }))
    })
}

/// Whether a code opens the next document: it was there already, or the text was.
fn begins_anew(code: &str, parts: &[Part]) -> bool {
    parts.iter().any(|part| part.code == code || matches!(part.code, "LP" | "TD" | "AN"))
}

struct Part<'t> {
    code: &'static str,
    lines: Vec<&'t str>,
}

fn read(parts: &[Part]) -> Option<Fields> {
    let mut fields = Fields::default();
    let mut extra = Map::new();
    let mut blocks = Vec::new();
    for part in parts {
        if matches!(part.code, "LP" | "TD") {
            let text = text_paragraphs(&part.lines);
            blocks.extend(text.iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)));
            continue;
        }
        let value = paragraphs(part.lines.iter().copied()).join(" ");
        if value.is_empty() {
            continue;
        }
        match part.code {
            "HD" => fields.headline = Some(value),
            "BY" => fields.authors = names(&Value::String(value)).unwrap_or_default(),
            "SN" => fields.outlet = Some(value),
            "PD" => fields.published = Some(value),
            "LA" => fields.language = Some(language(&value)),
            "AN" => fields.id = Some(value.strip_prefix("Document ").unwrap_or(&value).trim().to_owned()),
            code => drop(extra.insert(code.to_owned(), Value::String(value))),
        }
    }
    if blocks.is_empty() {
        return None;
    }
    fields.extra = extra;
    fields.set_blocks(blocks);
    Some(fields)
}

/// Where blank lines part paragraphs, a line end is a space; where there are none, it parts them.
fn text_paragraphs(lines: &[&str]) -> Vec<String> {
    let solid = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let lines = &lines[..solid];
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    if lines[first..].iter().any(|line| line.trim().is_empty()) {
        paragraphs(lines.iter().copied())
    } else {
        lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXPORT: &str = "Search results\n\nSE\tNews\nHD\tBridge shut\n\tuntil spring\nBY\tBy Jane Doe and John Roe\nWC\t120 words\nPD\t3 May 2024\n\
SN\tThe Westford Echo\nLA\tEnglish\nCY\t(c) 2024 Echo Group\n\nLP\t\nThe swing bridge is shut,\nthe council said.\n\nIN the end, Maria Orlo said, nobody paid.\n\n\
TD\t\nCars queue.\n\nCO\techo : Echo Group\nAN\tDocument ECHO000020240503\n\n(END) Echo\n\n\
HD  Nothing here\nSN  The Echo\nAN  Document ECHO2\n\nHD  Fares rise\nSN  The Echo\nPD  4 May 2024\nLP  Fares rise in May.\nAgain.\n";

    #[test]
    fn reads_a_document() {
        let documents: Vec<_> = factiva(EXPORT).collect();
        assert_eq!(documents.len(), 3);
        let (line, fields) = documents[0].clone().unwrap();
        assert_eq!((line, fields.headline.as_deref()), (3, Some("Bridge shut until spring")));
        assert_eq!(
            fields.text,
            "The swing bridge is shut, the council said.\n\nIN the end, Maria Orlo said, nobody paid.\n\nCars queue."
        );
        assert_eq!((fields.authors.len(), fields.id.as_deref()), (2, Some("ECHO000020240503")));
        assert_eq!(
            (fields.outlet.as_deref(), fields.published.as_deref()),
            (Some("The Westford Echo"), Some("3 May 2024"))
        );
        assert_eq!((&fields.extra["CO"], fields.extra.len()), (&Value::from("echo : Echo Group"), 4));
    }

    #[test]
    fn goes_on_after_a_document_without_text() {
        let documents: Vec<_> = factiva(EXPORT).collect();
        let error = documents[1].clone().unwrap_err();
        assert_eq!(EXPORT.lines().nth(error.line() - 1).unwrap(), "HD  Nothing here");
        let (_, fields) = documents[2].clone().unwrap();
        assert_eq!(
            (fields.headline.as_deref(), fields.text.as_str()),
            (Some("Fares rise"), "Fares rise in May.\n\nAgain.")
        );
    }

    #[test]
    fn knows_an_export_by_its_codes() {
        assert!(looks_like_factiva(EXPORT));
        assert!(!looks_like_factiva("HD televisions are cheap.\nBY the sea\n"));
    }

    proptest! {
        #[test]
        fn reads_any_lines(lines in proptest::collection::vec("(HD|LP|TD|AN|SE)?( {0,2}|\t)[a-zé]{0,6}|", 0..20)) {
            for (_, fields) in factiva(&lines.join("\n")).flatten() {
                prop_assert!(!fields.into_article(None).text.is_empty());
            }
        }
    }
}
