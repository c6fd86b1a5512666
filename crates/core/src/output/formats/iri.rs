//! URLs and ids to IRIs that linked data can use as names.

use std::fmt::Write as _;

use crate::output::ArticleRecord;

/// What names an article: its URL, else a URN of its id.
pub(super) fn of_article(article: &ArticleRecord) -> String {
    article.url.as_deref().and_then(absolute).unwrap_or_else(|| format!("urn:x-inquit:{}", segment(&article.id)))
}

/// The URL, if it has a scheme, with the characters escaped that no IRI may have.
pub(super) fn absolute(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once(':')?;
    let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !named || rest.is_empty() {
        return None;
    }
    // Of a fragment's mark the first alone is one.
    let mut fragment = false;
    Some(escaped(url, |c| {
        let refused = matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '[' | ']');
        let again = c == '#' && std::mem::replace(&mut fragment, true);
        !(refused || again || c.is_whitespace() || c.is_control())
    }))
}

/// The IRI with a fragment, in the place of the one it may have.
pub(super) fn with_fragment(iri: &str, fragment: &str) -> String {
    format!("{}#{}", iri.split('#').next().unwrap_or_default(), segment(fragment))
}

/// Any text as part of an IRI.
fn segment(text: &str) -> String {
    escaped(text, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~'))
}

fn escaped(text: &str, mut kept: impl FnMut(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if kept(character) {
            escaped.push(character);
        } else {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_an_iri_may_not_have() {
        let check = |url: &str, expected: Option<&str>| assert_eq!(absolute(url).as_deref(), expected, "{url}");
        check("https://echo.example/a?b=1&c=%20#d", Some("https://echo.example/a?b=1&c=%20#d"));
        check(" https://echo.example/a b|\"c\" ", Some("https://echo.example/a%20b%7C%22c%22"));
        check("https://fjord.example/cafés", Some("https://fjord.example/cafés"));
        check("https://a.example/#b#c", Some("https://a.example/#b%23c"));
        check("echo.example/a", None);
        check("1x:y", None);
        check("mailto:", None);
        check("", None);
    }

    #[test]
    fn an_id_becomes_a_urn_and_a_fragment_takes_the_place_of_another() {
        let article = |id: &str, url: Option<&str>| {
            let mut record = crate::output::record::tests::record().article;
            (record.id, record.url) = (id.into(), url.map(str::to_owned));
            of_article(&record)
        };
        assert_eq!(article("news#3 é", None), "urn:x-inquit:news%233%20%C3%A9");
        assert_eq!(article("", Some("no scheme")), "urn:x-inquit:");
        assert_eq!(article("a", Some("http://a.example")), "http://a.example");
        assert_eq!(with_fragment("http://a.example/b#c", "Q 1"), "http://a.example/b#Q%201");
    }
}
