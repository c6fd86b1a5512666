//! The first bytes of a document to what kind of document it is.
//!
//! Names of files lie and streams have none, so the head of the bytes decides, by signs that the other
//! kinds do not have. Doubt makes a text. Left out: archives, compressed and binary files, tables.

use std::borrow::Cow;

use super::{
    decode::decode,
    exports::{looks_like_factiva, looks_like_lexis},
    nested::is_markup,
};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Plain text, or anything else.
    Text,
    /// A page of HTML, or a piece of one.
    Html,
    /// XML that is no XHTML.
    Xml,
    /// One JSON value.
    Json,
    /// A JSON object a line.
    JsonLines,
    /// A text export of Lexis, of one document or more.
    Lexis,
    /// A text export of Factiva, of one document or more.
    Factiva,
}

/// Bytes that are looked at, save for the search of the first line's end.
const HEAD: usize = 8 * 1024;

/// Tells what a document is from its first bytes, in any encoding. The end of a first line of JSON is
/// looked for further on, since a record can be of any length.
///
/// ```
/// use inquit::input::{Kind, sniff};
///
/// assert_eq!(sniff(b"<!DOCTYPE html><title>x</title>"), Kind::Html);
/// assert_eq!(sniff(b"{\"text\": \"x\"}\n{\"text\": \"y\"}\n"), Kind::JsonLines);
/// assert_eq!(sniff(b"{the mayor} said no"), Kind::Text);
/// ```
pub fn sniff(bytes: &[u8]) -> Kind {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head = match std::str::from_utf8(head) {
        Ok(text) if !text.contains('\0') => Cow::Borrowed(text),
        _ => Cow::Owned(decode(head).text),
    };
    let text = head.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}');
    match text.chars().next() {
        Some('{') if begins_json(text) => object(bytes),
        Some('[') if begins_json(text) => Kind::Json,
        Some('<') => mark_up(text),
        _ if looks_like_lexis(text) => Kind::Lexis,
        _ if looks_like_factiva(text) => Kind::Factiva,
        _ => Kind::Text,
    }
}

/// Whether what follows a bracket can follow it in JSON.
fn begins_json(text: &str) -> bool {
    let mut characters = text.chars();
    let opening = characters.next();
    let rest = characters.as_str().trim_start();
    match (opening, rest.chars().next()) {
        (Some('{'), Some('"')) => {
            // A key that ends within the head is followed by a colon.
            let key = rest[1..].split_once('"');
            key.is_none_or(|(key, after)| {
                key.ends_with('\\') || after.trim_start().is_empty() || after.trim_start().starts_with(':')
            })
        }
        (Some('{'), Some('}')) => true,
        (Some('['), Some('{' | ']')) => {
            rest.starts_with(']') && rest[1..].trim().is_empty() || rest.starts_with('{') && begins_json(rest)
        }
        _ => false,
    }
}

/// Whether one object stands on the first line and another on the next.
fn object(bytes: &[u8]) -> Kind {
    let solid = |bytes: &[u8]| bytes.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
    let start = bytes.iter().position(|byte| *byte == b'{').unwrap_or(0);
    let rest = &bytes[start..];
    let Some(line_end) = rest.iter().position(|byte| *byte == b'\n') else { return Kind::Json };
    let line_closes =
        rest[..line_end].iter().rev().find(|byte| !byte.is_ascii_whitespace() && **byte != 0) == Some(&b'}');
    let next = solid(&rest[line_end..]).map(|at| rest[line_end + at]);
    if line_closes && next == Some(b'{') { Kind::JsonLines } else { Kind::Json }
}

fn mark_up(text: &str) -> Kind {
    let mut rest = text;
    // Comments, declarations and instructions come before the first element.
    for _ in 0..20 {
        let after = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->").map(|(_, after)| after)
        } else if rest.starts_with("<?") {
            rest.split_once('>').map(|(_, after)| after)
        } else {
            break;
        };
        let Some(after) = after else { return Kind::Text };
        rest = after.trim_start();
    }
    let lower: String = rest.chars().take(40).flat_map(char::to_lowercase).collect();
    let heads = ["<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<link", "<script", "<style"];
    if heads.iter().any(|head| lower.starts_with(head)) || is_markup(rest) {
        Kind::Html
    } else if text.starts_with("<?xml") || lower.starts_with("<!doctype") {
        Kind::Xml
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Kind) {
        assert_eq!(sniff(text.as_bytes()), expected, "{text}");
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&utf16), expected, "{text} in UTF-16");
    }

    #[test]
    fn knows_html() {
        check("\n<!-- saved --><!DOCTYPE HTML>\n<html>", Kind::Html);
        check("<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"x\">", Kind::Html);
        check("<p class=\"a\">The bridge is shut.</p>", Kind::Html);
        check("<?xml version=\"1.0\"?><nitf><body/></nitf>", Kind::Xml);
    }

    #[test]
    fn knows_json() {
        check("{\"text\": \"x\"}", Kind::Json);
        check("{\n  \"text\": \"x\"\n}\n", Kind::Json);
        check("[{\"text\": \"x\"}]", Kind::Json);
        check("{\"a\": 1}\r\n\r\n{\"a\": 2}", Kind::JsonLines);
        let long = format!("{{\"text\": \"{}\"}}\n", "x".repeat(3 * HEAD));
        check(&long.repeat(2), Kind::JsonLines);
        check(&long, Kind::Json);
    }

    #[test]
    fn knows_exports() {
        check("\n  1 of 2 DOCUMENTS\n\n  The Echo\n", Kind::Lexis);
        check("HD  Bridge shut\nBY  Jane Doe\nPD  3 May 2024\nSN  The Echo\nLP\nThe bridge is shut.\n", Kind::Factiva);
    }

    #[test]
    fn takes_anything_else_for_text() {
        for text in [
            "",
            "“No,” she said.",
            "[Editor’s note] The bridge",
            "{the mayor} said",
            "{\"No,\" she said}",
            "<5% of cars turned back",
            "<b",
            "1 of 2 documents was lost",
            "BY the sea\nIN the town",
        ] {
            check(text, Kind::Text);
        }
    }

    proptest! {
        #[test]
        fn tells_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..80), head in "[\\[{<\" a!?-]{0,6}") {
            let mut document = head.into_bytes();
            document.extend(bytes);
            sniff(&document);
        }
    }
}
