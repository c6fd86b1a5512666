//! Text from outside to what a terminal may be sent: no control characters, and as wide as it says.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// A text without what a terminal would obey: C0 and C1 controls become U+FFFD, white space of any kind a space, and
/// what only changes the direction or the place of other characters is dropped.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().all(|letter| letter == ' ' || change(letter).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match change(letter) {
            Some(other) => plain.extend(other),
            None => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

/// What stands for a character that is not sent as it is; for some nothing does.
fn change(letter: char) -> Option<Option<char>> {
    match letter {
        // Spaces at which no line breaks stay what they are to the eye and to the wrapping.
        '\u{a0}' | '\u{202f}' | '\u{2007}' => None,
        letter if letter.is_whitespace() => Some(Some(' ')),
        letter if letter.is_control() => Some(Some('\u{fffd}')),
        '\u{ad}'
        | '\u{61c}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(None),
        _ => None,
    }
}

/// How many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// A text that takes no more columns than there are, with an ellipsis where something is left out.
pub fn fitted(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let mut left = columns.saturating_sub(1);
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let Some(rest) = left.checked_sub(width(grapheme)) else { break };
        (left, end) = (rest, at + grapheme.len());
    }
    let ellipsis = if columns == 0 { "" } else { "…" };
    Cow::Owned(format!("{}{ellipsis}", text[..end].trim_end()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(plain("a\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{7f}"), "a�[31mred�]0;title��2J�");
        assert_eq!(plain("\u{202e}live\u{2066}\u{200f} \u{feff}\u{e0041}x\t\r\n\u{2028}y"), "live x    y");
        assert_eq!(plain("Zoë\u{a0}☂ 👩‍🚒"), "Zoë\u{a0}☂ 👩‍🚒");
    }

    #[test]
    fn what_is_too_wide_ends_in_an_ellipsis() {
        assert_eq!(fitted("harbour", 7), "harbour");
        assert_eq!(fitted("the harbour", 6), "the h…");
        assert_eq!(fitted("the harbour", 5), "the…");
        assert_eq!(fitted("港の壁", 4), "港…");
        assert_eq!(fitted("harbour", 0), "");
    }

    proptest! {
        #[test]
        fn is_never_wider_than_it_may_be(text in "\\PC{0,20}", columns in 0_usize..12) {
            prop_assert!(width(&fitted(&plain(&text), columns)) <= columns);
        }

        #[test]
        fn has_no_control_characters_whatever_came_in(text in any::<String>()) {
            prop_assert!(!plain(&text).chars().any(char::is_control));
        }
    }
}
