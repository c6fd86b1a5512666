//! JSON as tools write it to values.
//!
//! What JSON allows is parsed as it is. Only where that fails are the slips of common tools mended: the `NaN` and
//! `Infinity` that Python prints, which become null, and, in JSON-LD, which people write by hand, commas before a closing
//! bracket, comments, and line ends inside strings.
//!
//! Left out: single quotes, keys without quotes, and whatever else is JavaScript.

use serde_json::{Error, Value};

/// Slips that are mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slips {
    /// Those of programs: numbers that JSON has no words for.
    Numbers,
    /// Those of programs and of people.
    All,
}

/// Parses a text of JSON, slips mended.
///
/// # Errors
/// The error that the text has as it stands, if it is still no JSON when it is mended.
///
/// ```
/// use inquit::input::json::{Slips, parse};
///
/// assert_eq!(parse(r#"{"date": NaN}"#, Slips::Numbers)?, serde_json::json!({"date": null}));
/// assert_eq!(parse(r#"{"name": "Echo",}"#, Slips::All)?["name"], "Echo");
/// assert!(parse(r#"{"name": "Echo",}"#, Slips::Numbers).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn parse(text: &str, slips: Slips) -> Result<Value, Error> {
    serde_json::from_str(text).or_else(|error| mended(text, slips).ok_or(error))
}

/// The value of a text that has slips; `None` if it is no JSON all the same.
fn mended(text: &str, slips: Slips) -> Option<Value> {
    let mut reader = Reader { rest: text, mended: String::with_capacity(text.len()) };
    while reader.step(slips).is_some() {}
    serde_json::from_str(&reader.mended).ok()
}

struct Reader<'t> {
    rest: &'t str,
    mended: String,
}

impl Reader<'_> {
    /// Goes on by a string, a word or a sign; `None` at the end.
    fn step(&mut self, slips: Slips) -> Option<()> {
        const WORDS: [&str; 4] = ["NaN", "-NaN", "Infinity", "-Infinity"];

        let all = slips == Slips::All;
        let first = self.rest.chars().next()?;
        if first == '"' {
            self.string(all);
            return Some(());
        }
        if let Some(word) = WORDS.iter().find(|word| self.rest.starts_with(**word)) {
            self.pass(word.len());
            self.mended.push_str("null");
            return Some(());
        }
        let comment = match () {
            () if all && self.rest.starts_with("//") => Some(self.rest.find('\n').unwrap_or(self.rest.len())),
            () if all && self.rest.starts_with("/*") => {
                Some(self.rest.find("*/").map_or(self.rest.len(), |len| len + 2))
            }
            () => None,
        };
        if let Some(len) = comment {
            self.pass(len);
            return Some(());
        }
        self.pass(first.len_utf8());
        if all && first == ',' && self.rest.trim_start().starts_with(['}', ']']) {
            return Some(());
        }
        self.mended.push(first);
        Some(())
    }

    /// Copies a string, with spaces for what JSON wants escaped where `clean`.
    fn string(&mut self, clean: bool) {
        let mut escaped = false;
        let mut end = self.rest.len();
        for (at, letter) in self.rest.char_indices().skip(1) {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        let string = &self.rest[..end];
        if clean {
            self.mended.extend(string.chars().map(|letter| if letter.is_control() { ' ' } else { letter }));
        } else {
            self.mended.push_str(string);
        }
        self.pass(end);
    }

    fn pass(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_json_has_no_words_for_are_null() {
        let text = "[{\"a\": NaN, \"b\": -Infinity,\n\"NaN\": \"NaN, \\\"Infinity\"}]";
        let expected = json!([{"a": null, "b": null, "NaN": "NaN, \"Infinity"}]);
        assert_eq!(parse(text, Slips::Numbers).unwrap(), expected);
    }

    #[test]
    fn what_people_write_is_mended_where_that_is_asked_for() {
        let text = "{ // the page\n\"a\": [1, 2,], /* b, */ \"c\": \"x\n// y, }\", }";
        assert_eq!(parse(text, Slips::All).unwrap(), json!({"a": [1, 2], "c": "x // y, }"}));
        assert!(parse(text, Slips::Numbers).is_err());
    }

    #[test]
    fn the_error_is_that_of_the_text_as_it_stands() {
        let error = parse("{\"a\": NaN, oops}", Slips::Numbers).unwrap_err();
        assert_eq!((error.line(), error.column()), (1, 7));
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in "([\\[\\]{},:\"\\\\/*]|NaN|-|Infinity|[a-z0-9 \n])\\PC{0,2}{0,30}") {
            let strict: Result<Value, _> = serde_json::from_str(&text);
            for slips in [Slips::Numbers, Slips::All] {
                let parsed = parse(&text, slips);
                if let Ok(value) = &strict {
                    prop_assert_eq!(parsed.unwrap(), value.clone());
                }
            }
        }
    }
}
