//! A record to W3C Web Annotations: a page an article, an annotation a statement.
//!
//! An annotation's targets are the parts of the content, each found by its words with their surroundings and by its
//! code points. Its bodies say who (`identifying`), how (`classifying`: direct, indirect or mixed), how sure
//! (`assessing`), and point to the words of the source and of the cue (`linking`, `describing`), all in the terms of the
//! standard's own context, so that no reader drops them.
//!
//! Left out: roles, mentions, acts as such, addressees, the article's parts.

use serde_json::{Map, Value, json};

use super::{Placed, iri};
use crate::{Span, output::StatementRecord};

/// How many code points before and after a quoted stretch tell it from others with the same words.
const SURROUNDINGS: usize = 32;

/// The page of an article's annotations.
pub(super) fn page(placed: &Placed) -> Value {
    let source = iri::of_article(&placed.record.article);
    let items: Vec<Value> =
        placed.record.statements.iter().map(|statement| annotation(placed, statement, &source)).collect();
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": iri::with_fragment(&source, "statements"),
        "type": "AnnotationPage",
        "startIndex": 0,
        "items": items,
    })
}

fn annotation(placed: &Placed, statement: &StatementRecord, source: &str) -> Value {
    let text = |purpose: &str, value: &str| json!({"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value});
    let mut bodies: Vec<Value> =
        placed.speakers(statement).map(|(_, speaker)| text("identifying", &speaker.name)).collect();
    bodies.push(text("classifying", statement.kind.as_str()));
    bodies.push(text("assessing", &statement.confidence.to_string()));
    bodies.extend(placed.spans(&statement.source).into_iter().map(|part| place(placed, part, source, Some("linking"))));
    if let Some(cue) = &statement.cue {
        bodies.push(place(placed, placed.span(cue), source, Some("describing")));
    }
    let mut targets: Vec<Value> =
        placed.spans(&statement.content).into_iter().map(|part| place(placed, part, source, None)).collect();
    let target = match targets.len() {
        0 => Value::from(source),
        1 => targets.remove(0),
        _ => Value::Array(targets),
    };
    let generator = &placed.record.generator;
    json!({
        "id": iri::with_fragment(source, &statement.id),
        "type": "Annotation",
        "motivation": "identifying",
        "generator": {"type": "Software", "name": format!("{} {}, model {}", generator.name, generator.version, generator.model)},
        "body": bodies,
        "target": target,
    })
}

/// A stretch of the article.
fn place(placed: &Placed, span: Span, source: &str, purpose: Option<&str>) -> Value {
    let mut place = Map::new();
    place.insert("type".into(), "SpecificResource".into());
    if let Some(purpose) = purpose {
        place.insert("purpose".into(), purpose.into());
    }
    let (before, after) = (&placed.text[..span.start], &placed.text[span.end..]);
    let prefix = before.char_indices().rev().take(SURROUNDINGS).last().map_or("", |(at, _)| &before[at..]);
    let suffix = after.char_indices().nth(SURROUNDINGS).map_or(after, |(at, _)| &after[..at]);
    let (start, end) = placed.codepoints(span);
    place.insert("source".into(), source.into());
    place.insert(
        "selector".into(),
        json!([
            {"type": "TextQuoteSelector", "exact": span.of(placed.text), "prefix": prefix, "suffix": suffix},
            {"type": "TextPositionSelector", "start": start, "end": end},
        ]),
    );
    Value::Object(place)
}
