//! A headline and a standfirst that came as fields of their own, and a text, to one text.
//!
//! Each goes before the text unless the text begins with it already, letters and digits compared
//! without case: tools repeat a headline as the first line with other marks and other white space.

use crate::types::Span;

/// A text with its headline and standfirst before or in it.
pub(super) struct Composed {
    pub(super) text: String,
    pub(super) headline: Option<Span>,
    pub(super) standfirst: Option<Span>,
    /// Where the rest of the text begins.
    pub(super) rest: usize,
    /// Whether a standfirst was given and has no place in the text.
    pub(super) standfirst_left_over: bool,
}

pub(super) fn compose(headline: Option<&str>, standfirst: Option<&str>, text: String) -> Composed {
    let headline = headline.map(str::trim).filter(|headline| !headline.is_empty());
    let standfirst = standfirst.map(str::trim).filter(|standfirst| !standfirst.is_empty());
    if let Some(headline) = headline
        && let Some(Begins::Line(found)) = begins_with(&text, 0, headline)
    {
        let below = standfirst.and_then(|standfirst| begins_with(&text, found.end, standfirst));
        let standfirst_span = match below {
            Some(Begins::Line(span)) if !text[span.end..].trim().is_empty() => Some(span),
            _ => None,
        };
        return Composed {
            rest: standfirst_span.unwrap_or(found).end,
            headline: Some(found),
            standfirst: standfirst_span,
            standfirst_left_over: standfirst.is_some() && standfirst_span.is_none(),
            text,
        };
    }
    // How far the standfirst stands in the text already decides whether it goes before it.
    let in_text = standfirst.and_then(|standfirst| begins_with(&text, 0, standfirst));
    let mut composed = String::with_capacity(text.len() + 256);
    let mut put = |part: &str| {
        let start = composed.len();
        composed.push_str(part);
        let span = Span::new(start, composed.len());
        composed.push_str("\n\n");
        span
    };
    // A headline that is the description too, as on many pages, is not said twice.
    let same = headline.zip(standfirst).is_some_and(|(headline, standfirst)| letters(headline).eq(letters(standfirst)));
    let headline = headline.map(&mut put);
    let mut standfirst_span = match (&in_text, standfirst) {
        (None, Some(standfirst)) if !same => Some(put(standfirst)),
        _ => None,
    };
    let mut rest = composed.len();
    if let Some(Begins::Line(span)) = in_text
        && !text[span.end..].trim().is_empty()
    {
        standfirst_span = Some(Span::new(rest + span.start, rest + span.end));
    }
    composed.push_str(&text);
    if let (Some(span), Some(_)) = (standfirst_span, &in_text) {
        rest = span.end;
    }
    Composed {
        text: composed,
        headline,
        standfirst: standfirst_span,
        rest,
        standfirst_left_over: standfirst.is_some() && standfirst_span.is_none() && !same,
    }
}

/// How a text begins with a part.
#[derive(Debug, PartialEq, Eq)]
enum Begins {
    /// The part is all of a line, or of several lines.
    Line(Span),
    /// The line goes on after the part.
    Within,
}

/// Whether `text` begins with `part` from byte `from` on, letters and digits compared without case.
fn begins_with(text: &str, from: usize, part: &str) -> Option<Begins> {
    let mut wanted = letters(part).peekable();
    wanted.peek()?;
    let mut start = None;
    let mut end = from;
    for (at, character) in text[from..].char_indices() {
        if !character.is_alphanumeric() {
            // An opening mark belongs to the part.
            if start.is_none() && !character.is_whitespace() {
                start = Some(from + at);
            }
            continue;
        }
        if wanted.peek().is_none() {
            break;
        }
        for letter in character.to_lowercase() {
            if wanted.next() != Some(letter) {
                return None;
            }
        }
        start = start.or(Some(from + at));
        end = from + at + character.len_utf8();
    }
    if wanted.next().is_some() {
        return None;
    }
    let line_end = text[end..]
        .find(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map_or(text.len(), |len| end + len);
    if text[end..line_end].chars().any(char::is_alphanumeric) {
        return Some(Begins::Within);
    }
    Some(Begins::Line(Span::new(start.unwrap_or(from), line_end).trimmed(text)))
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase)
}
