//! An item to an article, with the words for what is wrong with it.

use inquit::{
    Article,
    input::{
        FieldMap, Fields, FieldsError,
        decode::{Decoded, decode},
        json::{self, Slips},
    },
};
use serde_json::Value;

use crate::{
    items::{BINARY, Body, is_binary, json_fault},
    pages,
};

/// An article, laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Laid {
    /// The article.
    pub article: Article,
    /// Whether some of its bytes could not be decoded.
    pub malformed: bool,
}

/// The article in an item, its text mended if `repair`; else what is wrong, and how many lines below the item's first.
///
/// # Errors
/// In the words of a fault, if there is no article.
pub fn article(body: &Body, id: Option<&str>, map: &FieldMap, repair: bool) -> Result<Laid, (usize, String)> {
    let first = |reason: String| (0, reason);
    let (mut fields, malformed) = match body {
        Body::Text(bytes) => {
            let Decoded { text, malformed, .. } = decode(bytes);
            if text.trim().is_empty() {
                return Err((0, "empty text".to_owned()));
            }
            (Fields::from_text(text), malformed)
        }
        Body::Json(bytes) => {
            let Decoded { text, malformed, .. } = decode(bytes);
            let value = json::parse(&text, Slips::Numbers).map_err(|error| {
                let (line, reason) = json_fault(&error);
                (line - 1, reason)
            })?;
            (from_json(value, map).map_err(first)?, malformed)
        }
        Body::Html(page) => pages::page(page).map_err(first)?,
        Body::Document(fields) => ((**fields).clone(), false),
        Body::Fault(reason, _) => return Err((0, reason.clone())),
    };
    if is_binary(&fields.text) {
        return Err((0, BINARY.to_owned()));
    }
    if repair {
        fields.repair();
    }
    Ok(Laid { article: fields.into_article(id), malformed })
}

fn from_json(value: Value, map: &FieldMap) -> Result<Fields, String> {
    Fields::from_json_with(value, map).map_err(|error| match error {
        FieldsError::EmptyText { field } => format!("empty text in field `{field}`"),
        error => error.to_string(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(body: Body, expected: Result<&str, (usize, &str)>) {
        let read = article(&body, Some("story"), &FieldMap::new(), false).map(|laid| laid.article.text);
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
        let map = ["text=Volltext", "headline=Titel"].map(|entry| entry.parse::<FieldMap>().unwrap());
        let record = json!({"text": "teaser", "Volltext": "Rain, Lund said.", "Titel": "Rain", "x": 1});
        let laid =
            article(&Body::Json(record.to_string().into_bytes()), None, &map.into_iter().collect(), false).unwrap();
        assert_eq!(laid.article.text, "Rain\n\nRain, Lund said.");
        assert_eq!(laid.article.extra["x"], 1);
    }
}
