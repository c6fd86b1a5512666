//! Authors as records write them to names, one each.
//!
//! Left out: titles and places after a name, which stay part of it.

use serde_json::Value;

use super::fields::{is_empty, string, worded};

/// Authors from a string, an array of strings, or an array of objects with a name.
pub(super) fn names(value: &Value) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut add = |text: &str| {
        for name in split_authors(text) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    };
    let name_of = |value: &Value| worded(value).or_else(|| value.get("name").and_then(string));
    if let Some(items) = value.as_str().and_then(printed_list) {
        return names(&Value::Array(items.into_iter().map(Value::String).collect()));
    }
    match value {
        Value::Array(values) => {
            // All or none: what is not understood stays in `extra` with the rest.
            let names = values.iter().filter(|value| !value.is_null()).map(name_of).collect::<Option<Vec<_>>>()?;
            names.iter().for_each(|name| add(name));
        }
        other => add(&name_of(other)?),
    }
    (!found.is_empty()).then_some(found)
}

/// The strings of a list that was printed where a table has a cell: `['Jane Doe', "Ed O'Hara"]`; `None` for what is none.
fn printed_list(text: &str) -> Option<Vec<String>> {
    let mut rest = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut items = Vec::new();
    while let Some(quote) = rest.chars().next() {
        if !matches!(quote, '\'' | '"') {
            return None;
        }
        let mut item = String::new();
        let mut letters = rest[1..].char_indices();
        let end = loop {
            match letters.next()? {
                (_, '\\') => item.push(letters.next()?.1),
                (at, letter) if letter == quote => break at + 2,
                (_, letter) => item.push(letter),
            }
        };
        items.push(item);
        rest = rest[end..].trim_start();
        rest = match rest.strip_prefix(',') {
            Some(rest) => rest.trim_start(),
            None if rest.is_empty() => rest,
            None => return None,
        };
    }
    Some(items)
}

/// "Jane Doe; John Roe", "By Jane Doe and John Roe", "Jane Doe, John Roe and Ana Hale" to names.
fn split_authors(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = match text.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => &text[3..],
        _ => text,
    };
    // "Doe, Jane; Roe, John": where semicolons part the names, commas are inside them.
    let parts: Vec<&str> = if text.contains(';') { text.split(';').collect() } else { text.split(',').collect() };
    let turned = !text.contains(';') && matches!(&parts[..], [family, given] if is_turned(family, given));
    let mut names: Vec<String> = Vec::new();
    for part in if turned { vec![text] } else { parts } {
        let mut name = String::new();
        for word in part.split_whitespace().chain(["and"]) {
            if word == "and" || word == "&" || word == "AND" {
                if !name.is_empty() && !is_empty(&name) {
                    match names.last_mut() {
                        Some(last) if is_suffix(&name) => *last = format!("{last}, {name}"),
                        _ => names.push(name),
                    }
                }
                name = String::new();
            } else {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(word);
            }
        }
    }
    names
}

/// "Doe, Jane Ann" is one name turned round; "AFP, Jane Doe" and "Jane Doe, John Roe" are two.
fn is_turned(family: &str, given: &str) -> bool {
    const AGENCIES: &[&str] = &["Reuters", "Bloomberg", "Staff"];
    let (family, given) = (family.trim(), given.trim());
    let given: Vec<&str> = given.split_whitespace().collect();
    let capitals = family.chars().count() > 1 && !family.chars().any(char::is_lowercase);
    family.split_whitespace().count() == 1
        && (1..=3).contains(&given.len())
        && !given.iter().any(|word| matches!(*word, "and" | "AND" | "&"))
        && (given.len() == 1 || !capitals && !AGENCIES.contains(&family))
        && !is_suffix(given[0])
}

fn is_suffix(name: &str) -> bool {
    matches!(
        name.trim_end_matches('.'),
        "Jr" | "Sr" | "II" | "III" | "MD" | "M.D" | "PhD" | "Ph.D" | "MP" | "QC" | "KC"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_that_were_printed_are_lists() {
        for (value, expected) in [
            (json!("['Jane Doe']"), &["Jane Doe"][..]),
            (json!("['Jane Doe', \"Ed O'Hara\"]"), &["Jane Doe", "Ed O'Hara"]),
            (json!("[\"Jane Doe\", \"John Roe\", ]"), &["Jane Doe", "John Roe"]),
            (json!("['Ed O\\'Hara']"), &["Ed O'Hara"]),
            (json!({"original": "By Jane Doe and John Roe"}), &["Jane Doe", "John Roe"]),
        ] {
            assert_eq!(names(&value).unwrap(), expected, "{value}");
        }
        assert_eq!(names(&json!("[]")), None);
        assert_eq!(names(&json!("[Staff]")).unwrap(), ["[Staff]"]);
    }

    proptest! {
        #[test]
        fn any_text_is_a_list_or_none(text in "\\[(['\"\\\\,a-zé \\]]{0,12})\\]?") {
            printed_list(&text);
            names(&Value::String(text));
        }
    }
}
