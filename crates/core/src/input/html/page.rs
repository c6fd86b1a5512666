//! Any string to mark-up that is safe to parse, and the JSON-LD that stood in it.
//!
//! A parser of HTML never fails, but it can be led to take time and memory that grow with the square
//! of the page: by elements inside elements without end, and by bold and italics that are opened
//! anew in every paragraph. One pass over the tags, in linear time and without a tree, keeps what a
//! page may open within bounds, and drops what is never news: scripts, styles, drawings, comments.
//! Most of a page's bytes are that, so parsing is also quicker for it. A tag beyond the bounds
//! becomes a space; no text is lost.

/// Elements that may be open at a time.
const DEEPEST: usize = 200;
/// Bold, italics, links and their like that may be open at a time.
const MOST_FORMATS: usize = 16;
/// Tags of a page; the longest pages of news have a third of it.
const MOST_TAGS: usize = 100_000;

/// Elements that go with all they hold.
const DROPPED: &[&str] = &[
    "script", "style", "svg", "math", "iframe", "noembed", "noframes", "noscript", "template", "textarea", "select",
    "xmp", "object", "canvas", "video", "audio",
];
/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];
/// Elements that the next of their kind ends, so that those left open do not add up.
const ENDED_BY_THE_NEXT: &[&str] = &["p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot"];
/// Elements that a parser opens anew in every block until they are closed.
const FORMATS: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// A page within bounds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) markup: String,
    /// What stood in the elements `<script type="application/ld+json">`.
    pub(super) json_ld: Vec<String>,
}

/// Reads a page once, from left to right.
pub(super) fn page(html: &str) -> Page {
    let mut page = Page { markup: String::with_capacity(html.len() / 2), json_ld: Vec::new() };
    let mut reader = Reader { html, at: 0, unclosed: Vec::new() };
    let (mut depth, mut formats, mut n_tags) = (0_usize, 0_usize, 0_usize);
    while let Some(piece) = reader.next() {
        match piece {
            Piece::Text(text) => page.markup.push_str(text),
            Piece::Nothing => page.markup.push(' '),
            Piece::Dropped { name, tag, content } => {
                if name == "script" && tag.to_ascii_lowercase().contains("ld+json") {
                    page.json_ld.push(content.to_owned());
                }
                page.markup.push(' ');
            }
            Piece::Tag { name, tag, closes } => {
                let name = name.as_str();
                let is_format = FORMATS.contains(&name);
                let counts = !VOID.contains(&name) && !ENDED_BY_THE_NEXT.contains(&name);
                n_tags += 1;
                let fits = n_tags <= MOST_TAGS
                    && name != "plaintext"
                    && (closes || !counts || depth < DEEPEST && (!is_format || formats < MOST_FORMATS));
                if !fits {
                    page.markup.push(' ');
                    continue;
                }
                if counts {
                    let step = |n: usize| if closes { n.saturating_sub(1) } else { n + 1 };
                    depth = step(depth);
                    formats = if is_format { step(formats) } else { formats };
                }
                page.markup.push_str(tag);
            }
        }
    }
    page
}

enum Piece<'h> {
    Text(&'h str),
    /// A comment, a declaration, or a tag that the end of the page cuts off.
    Nothing,
    Dropped {
        name: String,
        tag: &'h str,
        content: &'h str,
    },
    Tag {
        name: String,
        tag: &'h str,
        closes: bool,
    },
}

struct Reader<'h> {
    html: &'h str,
    at: usize,
    /// Dropped elements that nothing closes from here on; looked for once, so that time stays linear.
    unclosed: Vec<&'static str>,
}

impl<'h> Reader<'h> {
    fn next(&mut self) -> Option<Piece<'h>> {
        let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
        if !rest.starts_with('<') {
            let len = rest.find('<').unwrap_or(rest.len());
            self.at += len;
            return Some(Piece::Text(&rest[..len]));
        }
        let opens = rest[1..].starts_with(|first: char| first.is_ascii_alphabetic());
        let closes = rest[1..].starts_with('/') && rest[2..].starts_with(|first: char| first.is_ascii_alphabetic());
        if !opens && !closes {
            return Some(self.other(rest));
        }
        let Some(len) = tag_len(rest) else {
            self.at = self.html.len();
            return Some(Piece::Nothing);
        };
        let tag = &rest[..len];
        self.at += len;
        let name: String = tag[1 + usize::from(closes)..]
            .chars()
            .take_while(|character| !character.is_whitespace() && !matches!(character, '/' | '>'))
            .take(24)
            .flat_map(char::to_lowercase)
            .collect();
        if opens
            && let Some(dropped) = DROPPED.iter().find(|dropped| **dropped == name)
            && !(tag.ends_with("/>") && matches!(*dropped, "svg" | "math"))
        {
            return Some(self.drop(dropped, tag));
        }
        if DROPPED.contains(&name.as_str()) {
            return Some(Piece::Nothing);
        }
        Some(Piece::Tag { name, tag, closes })
    }

    /// What begins with "<" and is no tag.
    fn other(&mut self, rest: &'h str) -> Piece<'h> {
        let end = if let Some(comment) = rest.strip_prefix("<!--") {
            // "<!-->" is a whole comment.
            if comment.starts_with('>') { Some(5) } else { comment.find("-->").map(|len| len + 7) }
        } else if rest[1..].starts_with(['!', '?', '/']) {
            rest.find('>').map(|len| len + 1)
        } else {
            // A less-than sign of the text.
            self.at += 1;
            return Piece::Text("&lt;");
        };
        // A comment that is not closed would take the rest of the page with it.
        self.at += end.unwrap_or(2);
        Piece::Nothing
    }

    /// Skips an element with all it holds; where nothing closes it, its tag alone.
    fn drop(&mut self, name: &'static str, tag: &'h str) -> Piece<'h> {
        let content = &self.html[self.at..];
        if self.unclosed.contains(&name) {
            return Piece::Nothing;
        }
        let Some(len) = closing(content, name) else {
            self.unclosed.push(name);
            return Piece::Nothing;
        };
        self.at += len;
        Piece::Dropped { name: name.to_owned(), tag, content: &content[..len] }
    }
}

/// The length of the tag that `rest` begins with, past quoted values; `None` where nothing ends it.
fn tag_len(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    let mut after_equals = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Some(at + 1),
            b'"' | b'\'' if after_equals => {
                at += 1 + bytes.get(at + 1..)?.iter().position(|other| other == byte)?;
                after_equals = false;
            }
            b'=' => after_equals = true,
            byte if byte.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    None
}

/// Where `</name` begins, compared without case.
fn closing(content: &str, name: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = content.get(from..)?.find("</") {
        let at = from + found;
        let end = at + 2 + name.len();
        if content.get(at + 2..end).is_some_and(|other| other.eq_ignore_ascii_case(name))
            && !content[end..].starts_with(|next: char| next.is_alphanumeric())
        {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(html: &str, markup: &str) {
        let found = page(html).markup;
        assert_eq!(found.split_whitespace().collect::<Vec<_>>(), markup.split_whitespace().collect::<Vec<_>>());
    }

    #[test]
    fn drops_what_is_never_news() {
        check("<p>One<script>if (a < b) '</p>'</script> two<STYLE>p{}</Style>.", "<p>One two .");
        check("a<!-- <p>b --> c<!DOCTYPE html>d<?php x ?>e", "a  c d e");
        check("<svg><td><td></svg>x<iframe src='a'>&lt;p></iframe>", " x ");
    }

    #[test]
    fn keeps_json_ld() {
        let found = page("<script type='application/ld+json'>{\"a\": 1}</script><script>b</script>");
        assert_eq!(found.json_ld, ["{\"a\": 1}"]);
    }

    #[test]
    fn passes_tags_over_in_quoted_values() {
        check("<a title=\"x > y\" href='/'>z</a>", "<a title=\"x > y\" href='/'>z</a>");
        check("<p title=5\">z</p>", "<p title=5\">z</p>");
    }

    #[test]
    fn loses_no_text_to_what_is_not_closed() {
        check("one <script> two", "one two");
        check("one <!-- two", "one -- two");
        check("5 < 6 and 7 <3", "5 &lt; 6 and 7 &lt;3");
        check("one <a href=\"x", "one");
    }

    #[test]
    fn bounds_what_is_open() {
        let deep = page(&format!("{}x{}", "<div>".repeat(5000), "</div>".repeat(5000)));
        assert_eq!(deep.markup.matches("<div>").count(), DEEPEST);
        let bold = page(&"<p><b class=1>x".repeat(5000)).markup;
        assert_eq!((bold.matches("<b").count(), bold.matches("<p>").count()), (MOST_FORMATS, 5000));
        assert_eq!(page(&"<br>".repeat(MOST_TAGS + 9)).markup.matches("<br>").count(), MOST_TAGS);
        let siblings = "<div><span>x</span></div>".repeat(9000);
        assert_eq!(page(&siblings).markup, siblings);
    }

    proptest! {
        #[test]
        fn reads_any_string(html in "(<[/!]?(p|b|script|svg|!--)?( a=[\"']?)?>?|-->|[a-z\"'<é ]){0,40}") {
            page(&html);
        }
    }
}
