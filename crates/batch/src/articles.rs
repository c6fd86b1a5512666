//! An item to an article, with the words for what is wrong with it.

use inquit::{
    Article,
    input::{
        decode::{Decoded, decode},
        fields::{Fields, FieldsError},
    },
};
use serde_json::{Map, Value};

use crate::{
    items::{BINARY, Body, is_binary, json_fault},
    pages,
};

/// What fields are called here and what they are called in the input: `text` from `body`.
pub type Renaming = Vec<(String, String)>;

/// An article, laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// The article.
    pub article: Article,
    /// Whether some of its bytes could not be decoded.
    pub malformed: bool,
}

/// The article in an item; else what is wrong, and how many lines below the item's first.
///
/// # Errors
/// In the words of a fault, if there is no article.
pub fn article(body: &Body, id: Option<&str>, renaming: &Renaming) -> Result<Laid, (usize, String)> {
    let first = |reason: String| (0, reason);
    let (fields, malformed) = match body {
        Body::Text(bytes) => {
            let Decoded { text, malformed, .. } = decode(bytes);
            if text.trim().is_empty() {
                return Err((0, "empty text".to_owned()));
            }
            (Fields::from_text(text), malformed)
        }
        Body::Json(bytes) => {
            let Decoded { text, malformed, .. } = decode(bytes);
            let value = serde_json::from_str(&text).map_err(|error| {
                let (line, reason) = json_fault(&error);
                (line - 1, reason)
            })?;
            (from_json(value, renaming).map_err(first)?, malformed)
        }
        Body::Html(page) => pages::page(page).map_err(first)?,
        Body::Document(fields) => ((**fields).clone(), false),
        Body::Fault(reason, _) => return Err((0, reason.clone())),
    };
    if is_binary(&fields.text) {
        return Err((0, BINARY.to_owned()));
    }
    Ok(Laid { article: fields.into_article(id), malformed })
}

/// The fields of a record. To be replaced by `Fields::from_json_with` where the library has it.
fn from_json(value: Value, renaming: &Renaming) -> Result<Fields, String> {
    Fields::from_json(renamed(value, renaming)).map_err(|error| match error {
        FieldsError::EmptyText { field } => format!("empty text in field `{field}`"),
        error => error.to_string(),
    })
}

/// A record whose fields are called as they should be. What is renamed comes first of its family and
/// takes the place of what was called so before.
fn renamed(value: Value, renaming: &Renaming) -> Value {
    let Value::Object(mut record) = value else { return value };
    if renaming.is_empty() {
        return Value::Object(record);
    }
    let mut fields = Map::new();
    for (to, from) in renaming {
        if let Some(value) = record.shift_remove(from) {
            fields.insert(to.clone(), value);
        }
    }
    for (name, value) in record {
        fields.entry(name).or_insert(value);
    }
    Value::Object(fields)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(body: Body, expected: Result<&str, (usize, &str)>) {
        let read = article(&body, Some("story"), &Renaming::new()).map(|laid| laid.article.text);
        let expected = expected.map(str::to_owned).map_err(|(line, reason)| (line, reason.to_owned()));
        assert_eq!(read, expected);
    }

    #[test]
    fn reads_texts_and_records() {
        check(Body::Text(b"\xef\xbb\xbfRain, Lund said.\r\n".to_vec()), Ok("Rain, Lund said.\r\n"));
        check(Body::Json(br#"{"maintext": "Rain, Lund said."}"#.to_vec()), Ok("Rain, Lund said."));
    }

    #[test]
    fn says_what_is_wrong_and_on_which_line() {
        let (text, json) = (|bytes: &[u8]| Body::Text(bytes.to_vec()), |bytes: &[u8]| Body::Json(bytes.to_vec()));
        check(text(b""), Err((0, "empty text")));
        check(text("\u{feff} \r\n\u{a0}".as_bytes()), Err((0, "empty text")));
        check(json(br#"{"text": " "}"#), Err((0, "empty text in field `text`")));
        check(json(b"{\n\"text\": Rain}"), Err((1, "invalid JSON at column 9: expected value")));
        check(json(b"[1]"), Err((0, "record is an array, expected an object of fields")));
        check(text(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), Err((0, BINARY)));
        check(json(br#"{"text": "\u0000\u0001\u0002\u0003\u0004"}"#), Err((0, BINARY)));
        let deep = format!("{{\"text\": {}1{}}}", "[".repeat(200), "]".repeat(200));
        check(json(deep.as_bytes()), Err((0, "invalid JSON at column 136: recursion limit exceeded")));
    }

    #[test]
    fn fields_are_called_as_they_are_mapped() {
        let renaming = vec![("text".to_owned(), "Volltext".to_owned()), ("headline".to_owned(), "Titel".to_owned())];
        let record = json!({"text": "teaser", "Volltext": "Rain, Lund said.", "Titel": "Rain", "x": 1});
        let laid = article(&Body::Json(record.to_string().into_bytes()), None, &renaming).unwrap();
        assert_eq!(laid.article.text, "Rain\n\nRain, Lund said.");
        assert_eq!(laid.article.extra["x"], 1);
    }
}
