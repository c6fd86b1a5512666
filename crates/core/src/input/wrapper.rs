//! One JSON value that holds many articles to the articles.
//!
//! Services answer with an object around a list of articles, and tables are printed as objects of columns or of rows. Both are
//! known by their shape, not by who wrote them: an object that has no text of its own, and holds a list of objects that
//! have, directly or some levels down. An object with a text is an article, whatever lists of comments or of related
//! stories it has; one with only a headline is an article too, unless what it lists has headlines and texts.
//!
//! Left out: lists of strings, and tables of rows without names.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::fields::{is_empty, is_headline_key, is_short_key, is_text_key};

/// Levels that are looked into.
const DEEPEST: usize = 4;

/// Whether a text of JSON may hold several articles, by the keys of its object; quick, and sure where it says no.
pub fn may_hold_articles(json: &str) -> bool {
    serde_json::from_str::<Keys>(json).is_ok_and(|Keys(is_article)| !is_article)
}

/// The articles that a value holds, in order; `None` if it is one itself, or holds none.
///
/// ```
/// let response = serde_json::json!({"status": "ok", "articles": [{"title": "Fares rise", "content": "Fares rise in May."}]});
/// assert_eq!(inquit::input::wrapper::articles(response).unwrap().len(), 1);
/// let article = serde_json::json!({"text": "Fares rise in May.", "comments": [{"text": "At last."}]});
/// assert_eq!(inquit::input::wrapper::articles(article), None);
/// ```
pub fn articles(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Object(object) if !has_text(&object) => inside(object, DEEPEST),
        _ => None,
    }
}

/// The articles below an object that is none.
fn inside(object: Map<String, Value>, levels: usize) -> Option<Vec<Value>> {
    if levels == 0 {
        return None;
    }
    if let Some(rows) = split(&object).or_else(|| columns(&object)) {
        return Some(rows);
    }
    let has_headline = object.iter().any(|(key, value)| is_headline_key(key) && is_worded(value));
    let is_listed = |value: &Value| is_article(value, has_headline);
    if !has_headline && object.len() > 1 && object.values().all(is_listed) {
        return Some(rows_of(object));
    }
    let count = |value: &Value| value.as_array().map_or(0, |items| items.iter().filter(|item| is_listed(item)).count());
    let (key, most) = object.iter().rev().map(|(key, value)| (key, count(value))).max_by_key(|(_, count)| *count)?;
    let (key, most) = (key.clone(), most);
    if most > 0 {
        return object.into_iter().find(|(name, _)| *name == key).and_then(|(_, value)| match value {
            Value::Array(items) => Some(items),
            _ => None,
        });
    }
    if has_headline {
        return None;
    }
    object.into_iter().find_map(|(_, value)| match value {
        Value::Object(inner) if !has_text(&inner) => inside(inner, levels - 1),
        _ => None,
    })
}

/// Whether a value looks like an article: it has a text, here or a level or two down, or a headline with a summary; with a
/// headline and a text, where `surely`.
fn is_article(value: &Value, surely: bool) -> bool {
    let Value::Object(object) = value else { return false };
    let has = |known: fn(&str) -> bool| object.iter().any(|(key, value)| known(key) && is_worded(value));
    let has_headline = has(is_headline_key);
    let has_text = has_text(object) || below(object, 2);
    if surely { has_headline && has_text } else { has_text || has_headline && has(is_short_key) }
}

/// Whether an object inside has a text.
fn below(object: &Map<String, Value>, levels: usize) -> bool {
    levels > 0
        && object.values().any(|value| match value {
            Value::Object(inner) => has_text(inner) || below(inner, levels - 1),
            _ => false,
        })
}

/// Whether an object has a text of its own, or the body of a shape that is read.
pub(super) fn has_text(object: &Map<String, Value>) -> bool {
    object.iter().any(|(key, value)| match value {
        Value::Array(items) => matches!(&**key, "contents" | "bodies" | "@graph") && items.iter().any(Value::is_object),
        Value::Object(inner) if is_text_key(key) => inner.contains_key("sections") || is_worded(value),
        _ => is_text_key(key) && is_worded(value),
    })
}

/// Whether a value has words: a string, or an object around one as content systems write it.
fn is_worded(value: &Value) -> bool {
    super::fields::worded(value).is_some_and(|text| !is_empty(&text))
}

/// `{"columns": ["id", "text"], "data": [[1, "…"], …]}`: a table of pandas, split.
fn split(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let names: Vec<&str> = object.get("columns")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
    let rows = object.get("data")?.as_array()?;
    if !names.iter().any(|name| is_text_key(name)) {
        return None;
    }
    let row = |row: &Value| {
        let cells = row.as_array()?.iter().cloned();
        Some(Value::Object(names.iter().map(|name| (*name).to_owned()).zip(cells).collect()))
    };
    rows.iter().map(row).collect()
}

/// `{"id": {"0": 1, …}, "text": {"0": "…", …}}`: a table of pandas by columns, whose rows have the same names in each.
fn columns(object: &Map<String, Value>) -> Option<Vec<Value>> {
    let column = |value: &Value| value.as_object().is_some_and(|cells| cells.values().all(|cell| !cell.is_object()));
    if !object.values().all(column) {
        return None;
    }
    let texts = object.iter().find(|(key, _)| is_text_key(key))?.1.as_object()?;
    let row = |name: &String| {
        let cells = object.iter().filter_map(|(key, cells)| Some((key.clone(), cells.get(name)?.clone())));
        Value::Object(cells.collect())
    };
    Some(texts.keys().map(row).collect())
}

/// `{"a1": {"text": "…"}, "a2": {…}}`: rows by name, which is their id where they have none.
fn rows_of(object: Map<String, Value>) -> Vec<Value> {
    let row = |(name, mut row): (String, Value)| {
        if let Value::Object(fields) = &mut row {
            fields.entry("id").or_insert(Value::String(name));
        }
        row
    };
    object.into_iter().map(row).collect()
}

/// Whether the keys of an object are those of an article, or of a record of this library.
struct Keys(bool);

/// Whether a value is a string with words in it.
struct Worded(bool);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfObject;

        impl<'de> Visitor<'de> for OfObject {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Keys, A::Error> {
                let mut is_article = false;
                while let Some(key) = object.next_key::<String>()? {
                    let Worded(has_words) = object.next_value()?;
                    is_article |= key == "schema_version" || has_words && is_text_key(&key);
                }
                Ok(Keys(is_article))
            }
        }

        deserializer.deserialize_map(OfObject)
    }
}

impl<'de> Deserialize<'de> for Worded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Worded;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("any value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Worded, E> {
                Ok(Worded(!is_empty(text)))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Worded, E> {
                Ok(Worded(false))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Worded, E> {
                Ok(Worded(false))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Worded, E> {
                Ok(Worded(false))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Worded, E> {
                Ok(Worded(false))
            }

            fn visit_unit<E>(self) -> Result<Worded, E> {
                Ok(Worded(false))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Worded, A::Error> {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Worded(false))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Worded, A::Error> {
                while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Worded(false))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const STORY: &str = "The swing bridge is shut until spring, the council said on Friday.";

    #[track_caller]
    fn check(value: Value, expected: Option<&[&str]>) {
        assert!(expected.is_none() || may_hold_articles(&value.to_string()), "{value}");
        let found = articles(value.clone());
        let ids = found.map(|found| found.iter().map(|one| one["id"].to_string()).collect::<Vec<_>>());
        let expected = expected.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        assert_eq!(ids, expected, "{value}");
    }

    #[test]
    fn the_answers_of_services_hold_articles_some_levels_down() {
        let (one, two) = (
            json!({"id": 1, "title": "Shut", "content": STORY}),
            json!({"id": 2, "description": "Cars queue.", "title": "Queue"}),
        );
        check(json!({"status": "ok", "totalResults": 2, "articles": [one, two]}), Some(&["1", "2"]));
        check(json!({"articles": {"results": [one, two], "pages": 1}}), Some(&["1", "2"]));
        check(
            json!({"response": {"status": "ok", "results": [{"id": 3, "webTitle": "Shut", "fields": {"bodyText": STORY}}]}}),
            Some(&["3"]),
        );
        check(json!({"hits": {"total": 1, "hits": [{"id": 4, "_source": {"text": STORY}}]}}), Some(&["4"]));
        check(json!({"pagination": {"limit": 1}, "data": [two]}), Some(&["2"]));
        // A feed has a title of its own.
        let item = json!({"id": 5, "title": "Shut", "content_text": STORY});
        check(json!({"title": "Westford Echo", "items": [item]}), Some(&["5"]));
    }

    #[test]
    fn an_article_with_lists_is_one_article() {
        let comments = json!([{"id": 1, "text": "At last, and not a day too soon."}]);
        check(json!({"text": STORY, "comments": comments}), None);
        check(json!({"title": "Shut", "text": " ", "comments": comments}), None);
        check(json!({"title": "Shut", "related": [{"id": 1, "title": "Queue", "description": "Cars queue."}]}), None);
        check(
            json!({"title": "Shut", "authors": [{"name": "Jane Doe", "description": "Reporter"}], "article": STORY}),
            None,
        );
        check(
            json!({"id": 1, "title": {"rendered": "Shut"}, "content": {"rendered": STORY}, "tags": [{"id": 2, "title": "x", "description": "y"}]}),
            None,
        );
        check(json!({"tags": ["a"], "numbers": [1], "none": []}), None);
        check(json!([{"text": STORY}]), None);
    }

    #[test]
    fn tables_of_pandas_have_their_rows_in_every_orient() {
        check(json!({"columns": ["id", "text"], "index": [0, 1], "data": [[1, STORY], [2, STORY]]}), Some(&["1", "2"]));
        check(json!({"id": {"0": 1, "1": 2}, "text": {"0": STORY, "1": STORY}}), Some(&["1", "2"]));
        check(json!({"0": {"id": 1, "text": STORY}, "1": {"text": STORY}}), Some(&["1", "\"1\""]));
        check(
            json!({"schema": {"fields": [{"name": "id", "type": "integer"}]}, "data": [{"id": 1, "text": STORY}]}),
            Some(&["1"]),
        );
    }

    #[test]
    fn a_record_is_known_by_its_keys() {
        assert!(!may_hold_articles(&json!({"schema_version": 1, "article": {}, "speakers": []}).to_string()));
        assert!(!may_hold_articles(&json!({"text": STORY, "n": [1, 2.5, null, true, -1], "o": {"a": []}}).to_string()));
        assert!(!may_hold_articles("{\"a\": ") && !may_hold_articles("[1]"));
    }
}
