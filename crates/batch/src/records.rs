//! JSON to the records that are in it already, told from articles and other tools' annotations by their keys.

use inquit::{
    Aliases,
    input::json::{self, Slips},
    output::Record,
};
use serde_json::value::RawValue;

use crate::items::json_fault;

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A record, of whatever version.
    Record,
    /// A document of Citron's.
    Citron,
    /// A task of an export of Label Studio's, of its reduced one too.
    LabelStudio,
    /// Another: an article, or nothing that is known.
    Other,
}

impl Shape {
    /// What a text of JSON is, by the keys of its object.
    ///
    /// # Errors
    /// If it is no JSON: how many lines below the first, and why.
    pub fn of(json: &str) -> Result<Shape, (usize, String)> {
        /// Enough of a value to tell.
        #[derive(serde::Deserialize)]
        struct Keys<'j> {
            #[serde(borrow)]
            schema_version: Option<&'j RawValue>,
            #[serde(borrow)]
            quotes: Option<&'j RawValue>,
            #[serde(borrow)]
            data: Option<&'j RawValue>,
            #[serde(borrow)]
            annotations: Option<&'j RawValue>,
            #[serde(borrow)]
            completions: Option<&'j RawValue>,
            #[serde(borrow)]
            predictions: Option<&'j RawValue>,
            #[serde(borrow)]
            annotation_id: Option<&'j RawValue>,
        }

        match serde_json::from_str::<Keys>(json) {
            Ok(Keys { schema_version: Some(_), .. }) => Ok(Shape::Record),
            Ok(Keys { quotes: Some(_), .. }) => Ok(Shape::Citron),
            Ok(Keys { annotation_id: Some(_), .. }) => Ok(Shape::LabelStudio),
            Ok(Keys { data: Some(_), annotations, completions, predictions, .. })
                if annotations.or(completions).or(predictions).is_some() =>
            {
                Ok(Shape::LabelStudio)
            }
            Ok(_) => Ok(Shape::Other),
            Err(error) if error.is_data() => Ok(Shape::Other),
            // Records of this library have no slips to mend.
            Err(_) if json::parse(json, Slips::Numbers).is_ok() => Ok(Shape::Other),
            Err(error) => {
                let (line, reason) = json_fault(&error);
                Err((line - 1, reason))
            }
        }
    }
}

/// The record in a text of JSON, if it holds together.
///
/// # Errors
/// If it does not: how many lines below the first, and why.
pub fn record(json: &str) -> Result<Record, (usize, String)> {
    let record = Record::from_json(json).map_err(|error| (0, error.to_string()))?;
    record.check().map_err(|fault| (0, fault.to_string()))?;
    Ok(record)
}

/// Gives the speakers of a record the primary names that a table has for them. Speakers stay as many as they are.
pub fn rename(record: &mut Record, aliases: &Aliases) {
    for speaker in &mut record.speakers {
        let primary = aliases.primary_of(speaker).filter(|primary| *primary != speaker.name);
        let Some(primary) = primary else { continue };
        let written = std::mem::replace(&mut speaker.name, primary.to_owned());
        speaker.named = true;
        speaker.aliases.retain(|alias| alias != primary);
        if !speaker.aliases.contains(&written) {
            speaker.aliases.insert(0, written);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn tells_records_by_their_keys() {
        assert_eq!(Shape::of(r#"{"schema_version": 2}"#), Ok(Shape::Record));
        assert_eq!(Shape::of(r#"{"quotes": []}"#), Ok(Shape::Citron));
        for json in
            [r#"{"data": {}, "annotations": []}"#, r#"{"data": {}, "completions": []}"#, r#"{"annotation_id": 3}"#]
        {
            assert_eq!(Shape::of(json), Ok(Shape::LabelStudio), "{json}");
        }
        assert_eq!(Shape::of(r#"{"text": "Rain", "annotations": []}"#), Ok(Shape::Other));
        assert_eq!(Shape::of("[1]"), Ok(Shape::Other));
        assert_eq!(Shape::of("{\n oops}"), Err((1, "invalid JSON at column 2: key must be a string".to_owned())));
    }
}
