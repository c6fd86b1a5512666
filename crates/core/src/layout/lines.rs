//! Text to lines, and lines to units: the paragraphs, headlines and other lines of an article.
//!
//! A blank line always separates. Whether a single line end does depends on the text: where many
//! line ends fall in mid-sentence the text is hard-wrapped, and a line end joins if the next word
//! would not have fitted on the line. How long a full line is, the mid-sentence ends tell.

use super::look;
use crate::types::Span;

/// A stretch of lines that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Where it stands, without surrounding white space; never empty.
    pub(super) span: Span,
    /// Whether more than a line end separates it from the unit before.
    pub(super) gap_before: bool,
}

/// A line that is not blank.
struct Line<'t> {
    text: &'t str,
    start: usize,
    indented: bool,
    gap_before: bool,
}

/// Lines of plain prose are wrapped at 60 to 80 columns; nothing wraps wider than this.
const WIDEST_WRAP: usize = 130;
/// A hard-wrapped text has at least this share of its line ends in mid-sentence.
const WRAPPED_SHARE: f64 = 0.3;

/// The units of `text` from byte `from` on, which lies on a character boundary.
pub(super) fn units(text: &str, from: usize) -> Vec<Unit> {
    let lines = lines(text, from);
    let full = full_width(&lines);
    let indented = lines.iter().filter(|line| line.indented).count();
    // An indent opens a paragraph only where it is the exception.
    let indent_opens = indented * 2 < lines.len();
    let mut units: Vec<Unit> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let span = Span::new(line.start, line.start + line.text.len());
        let joins = match (full, index.checked_sub(1).map(|before| &lines[before])) {
            (Some(full), Some(before)) if !line.gap_before => {
                let opens_paragraph = line.indented && !before.indented && indent_opens;
                !opens_paragraph
                    && !opens_item(before.text, line.text)
                    && wraps(before, line).is_some_and(|wrap| wrap.mid_sentence || wrap.width >= full)
            }
            _ => false,
        };
        match units.last_mut() {
            Some(last) if joins => last.span.end = span.end,
            _ => units.push(Unit { span, gap_before: line.gap_before }),
        }
    }
    units
}

/// Whether a line is an item of a list and not a line that a dash of the sentence happens to begin.
fn opens_item(before: &str, line: &str) -> bool {
    look::is_item(line) && (look::stop(before).is_some() || before.ends_with([':', ';']) || look::is_item(before))
}

fn lines(text: &str, from: usize) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut gap_before = true;
    let mut start = from;
    let rest = text.get(from..).unwrap_or("");
    for line in rest.split_inclusive(is_line_end) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            // The "\n" of "\r\n" ends no second line.
            let half_of_crlf = line == "\n" && text[..start].ends_with('\r');
            gap_before |= !half_of_crlf;
        } else {
            let indent = line.len() - line.trim_start().len();
            lines.push(Line { text: trimmed, start: start + indent, indented: indent > 0, gap_before });
            gap_before = false;
        }
        // Form feed and paragraph separator divide more than a line end does.
        gap_before |= line.ends_with(['\u{c}', '\u{2029}']);
        start += line.len();
    }
    lines
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// How a line would continue on the next.
struct Wrap {
    /// Characters of the line with the next line's first word added.
    width: usize,
    /// Whether the sentence plainly goes on: no stop before, a small letter after.
    mid_sentence: bool,
}

fn wraps(line: &Line, next: &Line) -> Option<Wrap> {
    if look::longer_than(line.text, WIDEST_WRAP) {
        return None;
    }
    let first_word = next.text.split_whitespace().next().unwrap_or("");
    let width = line.text.chars().count() + 1 + first_word.chars().take(WIDEST_WRAP).count();
    let mid_sentence = look::stop(line.text).is_none()
        && !line.text.ends_with([':', ';'])
        && look::starts_small(next.text)
        && line.text.len() >= 30;
    Some(Wrap { width, mid_sentence })
}

/// The least width that counts as a full line; `None` where the text is not hard-wrapped.
fn full_width(lines: &[Line]) -> Option<usize> {
    let ends = lines.windows(2).filter(|pair| !pair[1].gap_before);
    let mut n_ends = 0;
    let mut longest = 0;
    let mut widths: Vec<usize> = Vec::new();
    for pair in ends {
        n_ends += 1;
        if let Some(wrap) = wraps(&pair[0], &pair[1]).filter(|wrap| wrap.mid_sentence) {
            widths.push(wrap.width);
            longest = longest.max(pair[0].text.chars().count());
        }
    }
    if widths.is_empty() || (widths.len() as f64) < WRAPPED_SHARE * f64::from(n_ends) {
        return None;
    }
    // A word that would have made the longest line longer did not fit. Ragged lines break sooner, but
    // a few of them must not make every line look full.
    widths.sort_unstable();
    Some(widths[widths.len() / 20].min(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let units = units(text, 0);
        assert_eq!(units.iter().map(|unit| unit.span.of(text)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn separates_at_every_kind_of_line_end() {
        check(
            "One.\nTwo.\r\nThree.\rFour.\u{2028}Five.\u{2029}Six.\u{c}Seven.\n\n \t\nEight.",
            &["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight."],
        );
    }

    #[test]
    fn sees_a_gap_only_at_blank_lines_and_page_ends() {
        let gaps = |text: &str| units(text, 0).iter().map(|unit| unit.gap_before).collect::<Vec<_>>();
        assert_eq!(gaps("One.\r\nTwo.\r\n\r\nThree.\u{c}Four."), [true, false, true, true]);
    }

    #[test]
    fn joins_hard_wrapped_lines() {
        check(
            "The harbour board voted on Monday to close the old swing bridge after\n\
             an inspection found cracks in both of its main girders, the chairman\n\
             said.\n\nIt will reopen in May.\nNobody was hurt.",
            &[
                "The harbour board voted on Monday to close the old swing bridge after\n\
                 an inspection found cracks in both of its main girders, the chairman\nsaid.",
                "It will reopen in May.",
                "Nobody was hurt.",
            ],
        );
    }

    #[test]
    fn joins_a_wrapped_line_before_a_capital() {
        check(
            "The harbour board voted on Monday to close the old bridge, as Maria\n\
             Orlo had asked it to do in a letter that was read to members in June\n\
             before the vote.",
            &["The harbour board voted on Monday to close the old bridge, as Maria\n\
               Orlo had asked it to do in a letter that was read to members in June\nbefore the vote."],
        );
    }

    #[test]
    fn opens_a_paragraph_at_an_indent_in_wrapped_text() {
        check(
            "The harbour board voted on Monday to close the old swing bridge after\n\
             an inspection found cracks in both of its main girders, as he knew.\n   \
             Engineers had warned of the cracks since the spring of last year, the\n\
             board was told.",
            &[
                "The harbour board voted on Monday to close the old swing bridge after\n\
                 an inspection found cracks in both of its main girders, as he knew.",
                "Engineers had warned of the cracks since the spring of last year, the\nboard was told.",
            ],
        );
    }

    #[test]
    fn keeps_single_line_paragraphs_apart() {
        check(
            "The bridge is shut.\nCars queue.\n“Why?” asked Orlo.",
            &["The bridge is shut.", "Cars queue.", "“Why?” asked Orlo."],
        );
    }
}
