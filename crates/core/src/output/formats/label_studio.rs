//! A record to a task of Label Studio, with the statements as a prediction that annotators accept or correct.
//!
//! Contents, cues and sources are labelled regions, joined by relations from the first part of a content to its source,
//! its cue and its further parts; the content's kind and speakers are answers about its region. The project's
//! labelling interface must have these names: [`CONFIG`].
//!
//! Offsets are code points: Label Studio's editor counts so since its release 1.6, and converts to the browser's UTF-16
//! units itself (`codePointsToChars` in its source). Earlier releases took UTF-16 units, and in those the regions
//! after an emoji are off by one for each.
//!
//! Left out: roles, mentions, acts, addressees, the article's parts; what is known of the article stands in `data`.

use serde_json::{Value, json};

use super::Placed;
use crate::{Span, output::StatementRecord};

/// The labelling interface that goes with the tasks.
pub const CONFIG: &str = r##"<View>
  <Relations>
    <Relation value="source"/>
    <Relation value="cue"/>
    <Relation value="continues"/>
  </Relations>
  <Labels name="label" toName="text">
    <Label value="Content" background="#1f77b4"/>
    <Label value="Cue" background="#2ca02c"/>
    <Label value="Source" background="#d62728"/>
  </Labels>
  <Text name="text" value="$text" granularity="symbol"/>
  <View visibleWhen="region-selected" whenTagName="label" whenLabelValue="Content">
    <Header value="Whose words"/>
    <Choices name="kind" toName="text" perRegion="true" choice="single">
      <Choice value="direct"/>
      <Choice value="indirect"/>
      <Choice value="mixed"/>
    </Choices>
    <Header value="Who said it"/>
    <TextArea name="speaker" toName="text" perRegion="true" editable="true" maxSubmissions="20"/>
  </View>
</View>
"##;

/// The task.
pub(super) fn task(placed: &Placed) -> Value {
    let (record, article) = (placed.record, &placed.record.article);
    let mut results = Vec::new();
    for (statement, nth) in record.statements.iter().zip(1..) {
        regions(placed, statement, nth, &mut results);
    }
    let n = record.statements.len();
    let score = record.statements.iter().map(|statement| statement.confidence).sum::<f64>() / n.max(1) as f64;
    let generator = &record.generator;
    let headline = article.headline.as_ref().map(|headline| &*headline.text);
    json!({
        "data": {
            "text": placed.text,
            "id": article.id,
            "url": article.url,
            "outlet": article.outlet,
            "published": article.published,
            "headline": headline,
        },
        "predictions": [{
            "model_version": format!("{} {} {}", generator.name, generator.version, generator.model),
            "score": (score * 1e4).round() / 1e4,
            "result": results,
        }],
    })
}

/// A statement's regions, what is said of them, and what joins them.
fn regions(placed: &Placed, statement: &StatementRecord, nth: usize, results: &mut Vec<Value>) {
    let mut region = |role: &str, part: usize, span: Span| {
        let id = format!("q{nth}-{}-{part}", role.to_ascii_lowercase());
        let (start, end) = placed.codepoints(span);
        let text = span.of(placed.text);
        results.push(json!({
            "id": id, "from_name": "label", "to_name": "text", "type": "labels",
            "score": statement.confidence,
            "value": {"start": start, "end": end, "text": text, "labels": [role]},
        }));
        (id, start, end)
    };
    let contents: Vec<_> = placed
        .spans(&statement.content)
        .into_iter()
        .zip(1..)
        .map(|(span, part)| region("Content", part, span))
        .collect();
    let cue = statement.cue.as_ref().map(|cue| placed.span(cue)).filter(|cue| !cue.is_empty());
    let cue = cue.map(|cue| region("Cue", 1, cue).0);
    let sources: Vec<_> = placed
        .spans(&statement.source)
        .into_iter()
        .zip(1..)
        .map(|(span, part)| region("Source", part, span).0)
        .collect();
    let Some(((content, start, end), further)) = contents.split_first() else { return };

    let answer = |name: &str, kind: &str, values: Value| {
        let mut value = json!({"start": start, "end": end});
        value[kind] = values;
        json!({"id": content, "from_name": name, "to_name": "text", "type": if kind == "text" { "textarea" } else { kind }, "value": value})
    };
    results.push(answer("kind", "choices", json!([statement.kind.as_str()])));
    let speakers: Vec<&str> = placed.speakers(statement).map(|(_, speaker)| &*speaker.name).collect();
    if !speakers.is_empty() {
        results.push(answer("speaker", "text", json!(speakers)));
    }
    let relations = cue
        .iter()
        .map(|id| ("cue", id))
        .chain(sources.iter().map(|id| ("source", id)))
        .chain(further.iter().map(|(id, ..)| ("continues", id)));
    results.extend(relations.map(|(label, to)| {
        json!({"type": "relation", "from_id": content, "to_id": to, "direction": "right", "labels": [label]})
    }));
}
