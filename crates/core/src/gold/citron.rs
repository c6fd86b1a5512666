//! Citron's JSON to gold articles.
//!
//! One object a file: `{"text", "quotes": [{"id", "cue", "sources", "contents", …}]}`, each part
//! `{"start", "end", "text"}` in code points of the text. Gold articles have no place for confidences, and for
//! speakers one that asks for names, which Citron's coreference groups do not have; where a document is to
//! become a record, both count ([`super::records`]).

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::{GoldArticle, GoldAttribution, GoldError, GoldFault, Levels, read_text, squashed, stem};
use crate::{
    Span,
    text::{OffsetUnit, Offsets},
};

#[derive(Deserialize)]
struct Document {
    text: String,
    quotes: Vec<Quote>,
    #[serde(default)]
    coreference_groups: Vec<Vec<Extent>>,
}

#[derive(Deserialize)]
struct Quote {
    /// A string in Citron's own files, a number in some made from them.
    #[serde(default)]
    id: Value,
    #[serde(default)]
    cue: Option<Extent>,
    #[serde(default)]
    sources: Vec<Extent>,
    #[serde(default)]
    contents: Vec<Extent>,
    #[serde(default)]
    coreferences: Vec<Extent>,
    #[serde(default)]
    confidence: Option<f64>,
}

#[derive(Deserialize)]
struct Extent {
    start: usize,
    end: usize,
    #[serde(default)]
    text: Option<String>,
}

/// What a document has beside attributions: who means whom, and how sure Citron is.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The mentions of one and the same.
    pub(super) groups: Vec<Vec<Span>>,
    /// By quote: other mentions of its sources.
    pub(super) of_quotes: Vec<Vec<Span>>,
    /// By quote, where given.
    pub(super) confidences: Vec<Option<f64>>,
}

/// Reads one file. Parts that do not fit the text are left out, and reported beside the article.
///
/// # Errors
/// If the file cannot be read or is not of Citron's shape.
pub fn read_file(path: &Path) -> Result<(GoldArticle, Vec<GoldError>), GoldError> {
    let (article, _, errors) = parse(path, &read_text(path)?)?;
    Ok((article, errors))
}

/// Reads one document, with what stands beside its attributions.
pub(super) fn parse(path: &Path, json: &str) -> Result<(GoldArticle, Beside, Vec<GoldError>), GoldError> {
    let document: Document = serde_json::from_str(json.strip_prefix('\u{feff}').unwrap_or(json))
        .map_err(|error| GoldError::new(path, GoldFault::Json(error)))?;
    let Document { text, quotes, coreference_groups } = document;
    let offsets = Offsets::new(&text, OffsetUnit::Codepoint);
    let mut errors = Vec::new();
    let mut spans = |id: &str, extents: Vec<Extent>| {
        let mut spans: Vec<_> =
            extents.iter().filter_map(|extent| span(path, &text, &offsets, id, extent, &mut errors)).collect();
        spans.sort_unstable();
        spans
    };
    let mut beside = Beside::default();
    let mut attributions = Vec::with_capacity(quotes.len());
    for (index, quote) in quotes.into_iter().enumerate() {
        let id = match quote.id {
            Value::String(id) => id,
            Value::Number(id) => id.to_string(),
            _ => (index + 1).to_string(),
        };
        let source = spans(&id, quote.sources);
        let cue = spans(&id, quote.cue.into_iter().collect());
        let content = spans(&id, quote.contents);
        beside.of_quotes.push(spans(&id, quote.coreferences));
        beside.confidences.push(quote.confidence);
        attributions.push(GoldAttribution { id, source, cue, content });
    }
    for (group, nth) in coreference_groups.into_iter().zip(1..) {
        beside.groups.push(spans(&format!("coreference group {nth}"), group));
    }
    let (name, levels) = (stem(path), Levels::Outer);
    let article = GoldArticle { name, annotator: None, text, attributions, speakers: None, levels };
    Ok((article, beside, errors))
}

fn span(
    path: &Path,
    text: &str,
    offsets: &Offsets,
    id: &str,
    extent: &Extent,
    errors: &mut Vec<GoldError>,
) -> Option<Span> {
    let span = match (offsets.to_byte(extent.start), offsets.to_byte(extent.end)) {
        (Some(start), Some(end)) if start < end => Span::new(start, end),
        _ => {
            let fault = GoldFault::BadSpan {
                offsets: format!("{} {}", extent.start, extent.end),
                length: offsets.from_byte(text.len()),
            };
            errors.push(GoldError::new(path, fault));
            return None;
        }
    };
    if let Some(given) = extent.text.as_ref().filter(|given| squashed(given) != squashed(span.of(text))) {
        let fault = GoldFault::TextDiffers { id: id.to_owned(), given: given.clone(), found: span.of(text).to_owned() };
        errors.push(GoldError::new(path, fault));
    }
    Some(span)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a document over this text, with these quotes.
    fn check(quotes: &str) -> Result<(GoldArticle, Vec<GoldError>), GoldError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tram.json");
        let json = format!(r#"{{"text": "“Trams 😀 stop,” Una said, “now.”", "quotes": {quotes}, "extra": 1}}"#);
        std::fs::write(&path, json).unwrap();
        read_file(&path)
    }

    #[test]
    fn reads_parts_by_code_points_in_text_order() {
        let (article, errors) = check(
            r#"[{"id": 7, "cue": {"start": 20, "end": 24, "text": "said"}, "sources": [{"start": 16, "end": 19}],
                 "contents": [{"start": 26, "end": 32, "text": "“now.”"}, {"start": 0, "end": 15}],
                 "coreferences": [], "confidence": 0.5},
                {"cue": null, "sources": [], "contents": []}]"#,
        )
        .unwrap();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!((&*article.name, article.attributions.len()), ("tram", 2));
        let attribution = &article.attributions[0];
        let words = |spans: &[Span]| spans.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" | ");
        assert_eq!(attribution.id, "7");
        assert_eq!(words(&attribution.source), "Una");
        assert_eq!(words(&attribution.cue), "said");
        assert_eq!(words(&attribution.content), "“Trams 😀 stop,” | “now.”");
        assert_eq!(article.attributions[1], GoldAttribution { id: "2".into(), ..GoldAttribution::default() });
    }

    #[test]
    fn reports_parts_that_do_not_fit_the_text() {
        let (article, errors) = check(
            r#"[{"id": "a", "cue": {"start": 20, "end": 99}, "sources": [{"start": 16, "end": 19, "text": "Ada"}],
                 "contents": [{"start": 9, "end": 9}]}]"#,
        )
        .unwrap();
        assert_eq!(article.attributions[0].source.len(), 1);
        assert!(article.attributions[0].cue.is_empty() && article.attributions[0].content.is_empty());
        assert!(
            matches!(
                errors.iter().map(GoldError::fault).collect::<Vec<_>>()[..],
                [GoldFault::TextDiffers { .. }, GoldFault::BadSpan { length: 32, .. }, GoldFault::BadSpan { .. }]
            ),
            "{errors:?}"
        );
    }

    #[test]
    fn refuses_another_shape() {
        let error = check("3").unwrap_err();
        assert!(matches!(error.fault(), GoldFault::Json(_)), "{error}");
    }
}
