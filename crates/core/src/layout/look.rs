//! What a line looks like: its stops, case, words and labels.

use crate::text::{is_day, is_month};

/// Marks that may follow the stop of a sentence.
const CLOSERS: &[char] = &['"', '\'', '”', '’', '»', ')', ']', '*', '_'];
/// Marks that may stand before the first word of a sentence.
const OPENERS: &[char] = &['"', '\'', '“', '‘', '«', '„', '(', '[', '¿', '¡', '`', '*', '_'];

/// Words that headlines shed and sentences need, or that join the parts of a sentence.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or", "but", "as", "that",
    "than", "into", "over", "after", "before", "about", "against", "between", "under", "its", "his", "her", "their",
    "is", "are",
];

/// The stop that ends the last sentence, looked for inside closing quotation marks and brackets.
pub(crate) fn stop(text: &str) -> Option<char> {
    text.trim_end_matches(CLOSERS).chars().next_back().filter(|last| matches!(last, '.' | '!' | '?' | '…'))
}

/// The text without quotation marks and brackets before its first word.
pub(super) fn unopened(text: &str) -> &str {
    text.trim_start_matches(OPENERS)
}

/// Whether the first word starts with a small letter.
pub(super) fn starts_small(text: &str) -> bool {
    unopened(text).chars().next().is_some_and(char::is_lowercase)
}

/// Whether the text has a letter at all.
pub(super) fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether the text has more than `limit` characters, without counting the rest.
pub(crate) fn longer_than(text: &str, limit: usize) -> bool {
    text.len() > limit && text.chars().nth(limit).is_some()
}

/// The number of words between white space, counted no further than `limit`.
pub(crate) fn n_words(text: &str, limit: usize) -> usize {
    text.split_whitespace().take(limit).count()
}

/// The words without the punctuation around them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .filter(|word| !word.is_empty())
}

/// Whether a word starts with a capital letter.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Whether the text has two capital letters or more and no small ones.
pub(super) fn is_all_capitals(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().filter(|character| character.is_uppercase()).nth(1).is_some()
}

/// Whether the last word leaves the reader waiting for another.
pub(super) fn breaks_off(text: &str) -> bool {
    text.ends_with([',', '-', '–', '—', '&']) || text.split_whitespace().next_back().is_some_and(is_function_word)
}

/// Whether a word, of any case, is one that headlines shed or that joins the parts of a sentence.
pub(super) fn is_function_word(word: &str) -> bool {
    word.len() <= 8 && FUNCTION_WORDS.contains(&word.to_lowercase().as_str())
}

/// Whether the longer words are written with capitals: Council Votes to Close Bridge.
pub(super) fn is_title_case(text: &str) -> bool {
    let (mut capitalised, mut long) = (0, 0);
    for word in words(text).filter(|word| word.chars().nth(3).is_some() && has_letter(word)).take(40) {
        long += 1;
        capitalised += usize::from(is_capitalised(word) || word.starts_with(|c: char| c.is_ascii_digit()));
    }
    long >= 3 && capitalised * 5 >= long * 4
}

/// The number of sentences, by stops before white space and a capital; counted no further than `limit`.
pub(super) fn n_sentences(text: &str, limit: usize) -> usize {
    let mut n = 1;
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some(next) = words.peek() else { break };
        // "Mr." and "U.S." end no sentence; three small letters before the stop are the cheap test for it.
        let letters = word.trim_end_matches(CLOSERS).trim_end_matches(['.', '!', '?', '…']);
        let ends = stop(word).is_some_and(|stop| {
            stop != '.'
                || letters.chars().rev().take(3).filter(|c| c.is_alphanumeric() && !c.is_uppercase()).count() == 3
        });
        if ends && unopened(next).chars().next().is_some_and(|first| !first.is_lowercase()) {
            n += 1;
            if n >= limit {
                break;
            }
        }
    }
    n
}

/// Whether the line is an item of a list: a bullet, a dash, "1.", "2)", "(a)".
pub(super) fn is_item(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('•' | '·' | '●' | '▪' | '■' | '◦' | '‣' | '*' | '>' | '►' | '→' | '-' | '–' | '—' | '+' | '#' | '|') => {
            true
        }
        Some(first) if first.is_ascii_digit() => {
            let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
            rest.starts_with(". ") || rest.starts_with(") ")
        }
        Some('(') => text.chars().nth(2) == Some(')'),
        _ => false,
    }
}

/// The label before a colon that opens the line, of at most five words: "SMITH: Good evening".
pub(super) fn label(text: &str) -> Option<&str> {
    let (label, rest) = text.split_once(':')?;
    (!longer_than(label, 60) && n_words(label, 6) <= 5 && has_letter(label) && !rest.starts_with("//")).then_some(label)
}

/// Whether the line speaks for a picture or of the page it stood on, not of the news.
pub(crate) fn is_page_furniture(text: &str) -> bool {
    const ANYWHERE: &[&str] = &[
        "getty images",
        "ap photo",
        "/afp",
        "/reuters",
        "©",
        "copyright",
        "http://",
        "https://",
        "www.",
        "photo by",
        "{",
        "}",
        "@",
    ];
    const FIRST: &[&str] = &[
        "photo",
        "photograph",
        "picture",
        "pictured",
        "image",
        "images",
        "caption",
        "credit",
        "video",
        "watch",
        "read more",
        "related",
        "see also",
        "also read",
        "more on",
        "share",
        "follow",
        "sign up",
        "subscribe",
        "click",
        "advertisement",
        "listen",
        "enter your",
        "like the page",
        "newsletter",
        "file photo",
        "story continues",
        "continue reading",
        "contact",
        "source",
    ];
    if longer_than(text, 200) {
        return false;
    }
    let lower = text.to_lowercase();
    let opening = unopened(&lower);
    ANYWHERE.iter().any(|sign| lower.contains(sign))
        || FIRST.iter().any(|sign| {
            opening
                .strip_prefix(sign)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && !rest.starts_with(['’', '\'']))
        })
}

/// Whether a word belongs to a date or a time.
pub(super) fn is_date_word(word: &str) -> bool {
    const SHORT: &[&str] = &[
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "tues",
        "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    ];
    let word = word.trim_matches(|character: char| !character.is_alphanumeric());
    if word.starts_with(|character: char| character.is_ascii_digit()) {
        let rest = word.trim_start_matches(|character: char| {
            character.is_ascii_digit() || matches!(character, ':' | '.' | '/' | '-')
        });
        return rest.is_empty()
            || matches!(rest.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "am" | "pm" | "gmt" | "bst");
    }
    is_day(word) || is_month(word) || word.len() <= 5 && SHORT.contains(&word.to_lowercase().as_str())
}

/// Whether the line is only a date or time, of publication or of the event: "Updated 3 May 2024, 10.15 BST".
pub(crate) fn is_stamp(text: &str) -> bool {
    const AROUND: &[&str] = &[
        "published",
        "updated",
        "posted",
        "modified",
        "last",
        "first",
        "on",
        "at",
        "date",
        "dated",
        "time",
        "am",
        "pm",
        "a.m",
        "p.m",
        "gmt",
        "bst",
        "est",
        "edt",
        "et",
        "pt",
        "pst",
        "pdt",
        "cet",
        "cest",
        "utc",
        "ist",
        "ago",
        "hours",
        "hour",
        "minutes",
        "minute",
        "min",
        "read",
        "of",
        "the",
    ];
    if longer_than(text, 100) {
        return false;
    }
    let mut dated = false;
    for word in words(text) {
        let is_date = is_date_word(word);
        if !is_date && !AROUND.contains(&word.to_lowercase().as_str()) {
            return false;
        }
        dated |= is_date;
    }
    dated
}

/// The words that carry the content, in small letters: four letters or more, or a number.
pub(super) fn content_words(text: &str) -> impl Iterator<Item = String> {
    const LIGHT: &[&str] = &[
        "that", "with", "from", "have", "been", "were", "will", "would", "their", "they", "this", "after", "over",
        "into", "said", "says", "about", "than", "more", "what", "when", "which", "while", "where", "could", "also",
        "some", "most", "there", "them", "against", "before", "should",
    ];
    words(text)
        .map(|word| word.trim_end_matches("'s").trim_end_matches("’s").to_lowercase())
        .filter(|word| word.chars().nth(3).is_some() && !LIGHT.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_stop_inside_closing_marks() {
        assert_eq!(stop("He said: “No.”"), Some('.'));
        assert_eq!(stop("(Is it?)"), Some('?'));
        assert_eq!(stop("Council ‘ready’"), None);
    }

    #[test]
    fn knows_dates_and_times_from_words() {
        for stamp in [
            "Friday, 25 February",
            "Published 3 May 2024, 10.15 BST",
            "1500 GMT",
            "Last updated on Tue 5 Aug 2025 at 9:05 am",
        ] {
            assert!(is_stamp(stamp), "{stamp}");
        }
        for line in ["May Day march", "Stade du Nord, Paris", "March of 2,000 nurses", "Read the letter"] {
            assert!(!is_stamp(line), "{line}");
        }
    }

    #[test]
    fn counts_sentences_past_abbreviations() {
        assert_eq!(n_sentences("Mr. Orlo left. Dr. Vane stayed.", 9), 2);
        assert_eq!(n_sentences("The U.S. Navy left at 3 p.m. on Monday", 9), 1);
    }
}
