//! What a user says of the keys of a record: "text=body" to a map from our fields to theirs.

use std::{fmt, str::FromStr};

/// A field of [`Fields`](super::Fields) that a key can be named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The text.
    Text,
    /// The headline.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// The authors.
    Authors,
    /// The date of publication.
    Published,
    /// Who published it.
    Outlet,
    /// The record's own id.
    Id,
    /// Where it was published.
    Url,
    /// The language tag.
    Language,
}

const NAMES: &[(&str, Field)] = &[
    ("text", Field::Text),
    ("headline", Field::Headline),
    ("standfirst", Field::Standfirst),
    ("authors", Field::Authors),
    ("published", Field::Published),
    ("outlet", Field::Outlet),
    ("id", Field::Id),
    ("url", Field::Url),
    ("language", Field::Language),
];

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, field)| field == self).map_or("", |(name, _)| name);
        out.write_str(name)
    }
}

/// Why something is no map of fields.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldMapError {
    /// No `=` divides it, or nothing stands on one of its sides.
    #[error("map `{given}` is not of the form `field=key`")]
    Form {
        /// What was given.
        given: String,
    },
    /// There is no such field.
    #[error(
        "unknown field `{given}`, expected one of text, headline, standfirst, authors, published, outlet, id, url, language"
    )]
    Unknown {
        /// What was given.
        given: String,
    },
}

impl FromStr for Field {
    type Err = FieldMapError;

    fn from_str(given: &str) -> Result<Self, FieldMapError> {
        let name = given.trim();
        let found = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, field)| *field).ok_or_else(|| FieldMapError::Unknown { given: given.to_owned() })
    }
}

/// Keys of a record that win over the families of keys.
///
/// A key is compared as those of the families are, without case, `-` and `_` alike. One that the
/// record does not have is a path where it has dots: `article.body` is `body` in the object `article`,
/// `bodies.0.value` goes through an array.
///
/// ```
/// use inquit::input::{Fields, FieldMap};
///
/// let map: FieldMap = ["text=article.body", "outlet=Feed"].into_iter().map(str::parse).collect::<Result<FieldMap, _>>()?;
/// let record = serde_json::json!({"text": "teaser", "article": {"body": "Fares rise."}, "feed": "Ostburg Echo"});
/// let fields = Fields::from_json_with(record, &map).unwrap();
/// assert_eq!((fields.text.as_str(), fields.outlet.as_deref()), ("Fares rise.", Some("Ostburg Echo")));
/// # Ok::<(), inquit::input::FieldMapError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap {
    entries: Vec<(Field, String)>,
}

impl FieldMap {
    /// A map that names nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// The map with a key named for a field; a later one for the same field replaces it.
    #[must_use]
    pub fn with(mut self, field: Field, key: impl Into<String>) -> Self {
        self.entries.retain(|(other, _)| *other != field);
        self.entries.push((field, key.into()));
        self
    }

    /// The key named for a field.
    pub fn key(&self, field: Field) -> Option<&str> {
        self.entries.iter().find(|(other, _)| *other == field).map(|(_, key)| key.as_str())
    }

    /// Whether it names nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl fmt::Display for FieldMap {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: Vec<String> = self.entries.iter().map(|(field, key)| format!("{field}={key}")).collect();
        out.write_str(&entries.join(", "))
    }
}

impl FromStr for FieldMap {
    type Err = FieldMapError;

    /// One entry, `field=key`.
    fn from_str(given: &str) -> Result<Self, FieldMapError> {
        match given.split_once('=') {
            Some((field, key)) if !field.trim().is_empty() && !key.trim().is_empty() => {
                Ok(Self::new().with(field.parse()?, key.trim()))
            }
            _ => Err(FieldMapError::Form { given: given.to_owned() }),
        }
    }
}

impl FromIterator<FieldMap> for FieldMap {
    fn from_iter<I: IntoIterator<Item = FieldMap>>(maps: I) -> Self {
        maps.into_iter().flat_map(|map| map.entries).fold(Self::new(), |map, (field, key)| map.with(field, key))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::input::Fields;

    fn map(entries: &[&str]) -> FieldMap {
        entries.iter().map(|entry| entry.parse::<FieldMap>().unwrap()).collect()
    }

    #[track_caller]
    fn check(record: Value, entries: &[&str], text: &str) -> Fields {
        let fields = Fields::from_json_with(record, &map(entries)).unwrap();
        assert_eq!(fields.text, text);
        fields
    }

    #[test]
    fn wins_over_the_families() {
        let record = json!({"text": "teaser", "Main-Story": "Fares rise.", "title": "x", "head": "Fares", "n": 7, "who": "Jane Doe; John Roe"});
        let fields = check(record, &["text=main_story", "headline=head", "id=n", "authors=who"], "Fares rise.");
        assert_eq!(
            (fields.headline.as_deref(), fields.id.as_deref(), fields.authors.len()),
            (Some("Fares"), Some("7"), 2)
        );
        assert_eq!(Value::Object(fields.extra), json!({"text": "teaser", "title": "x"}));
    }

    #[test]
    fn follows_dots_where_no_key_has_them() {
        check(json!({"a": {"b": [{"c": "In."}]}}), &["text=a.b.0.c"], "In.");
        check(json!({"a": {"b": "In."}, "a.b": "Out."}), &["text=a.b"], "Out.");
    }

    #[test]
    fn falls_back_to_the_family_but_for_the_text() {
        let fields = check(json!({"t": "Fares rise.", "title": "Fares"}), &["text=t", "headline=head"], "Fares rise.");
        assert_eq!(fields.headline.as_deref(), Some("Fares"));
        let error = Fields::from_json_with(json!({"text": "x"}), &map(&["text=a.b"])).unwrap_err();
        assert_eq!(error.to_string(), "no text in field `a.b`");
    }

    #[test]
    fn names_what_it_does_not_know() {
        let message = |entry: &str| entry.parse::<FieldMap>().unwrap_err().to_string();
        assert_eq!(message("text"), "map `text` is not of the form `field=key`");
        assert_eq!(
            message("txt=x"),
            "unknown field `txt`, expected one of text, headline, standfirst, authors, published, outlet, id, url, language"
        );
    }
}
