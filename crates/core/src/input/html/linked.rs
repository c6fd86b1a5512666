//! The text of an article in a page's JSON-LD: what there is to read where a script fills the page.
//!
//! Left out: where the page itself has the text, which keeps its crossheads.

use serde_json::{Map, Value, json};

use super::metadata::unescape;
use crate::input::{
    body::{Block, BlockKind},
    fields::{Fields, string},
    names::names,
};

/// The body of an article: the updates of a live blog, a section each in the order given, else the text.
pub(super) fn body(node: &Value, fields: &mut Fields) -> Vec<Block> {
    let updates = node.get("liveBlogUpdate").map(|updates| match updates {
        Value::Array(updates) => updates.iter().collect(),
        one => vec![one],
    });
    let mut blocks = paragraphs(node);
    let mut told = Vec::new();
    for update in updates.unwrap_or_default() {
        let inside = paragraphs(update);
        let Some(heading) = heading(update).filter(|_| !inside.is_empty()) else {
            blocks.extend(inside);
            continue;
        };
        told.push(facts(update, &heading.text));
        blocks.push(heading);
        blocks.extend(inside);
    }
    if !told.is_empty() {
        fields.extra.insert("updates".to_owned(), Value::Array(told));
    }
    blocks
}

/// The heading of an update; without one the time is one.
fn heading(update: &Value) -> Option<Block> {
    let text = ["headline", "name", "datePublished"].iter().find_map(|key| string(update.get(*key)?))?;
    Block::new(BlockKind::Heading, &unescape(&text))
}

/// What is known of an update beside its text.
fn facts(update: &Value, heading: &str) -> Value {
    let mut facts = Map::new();
    facts.insert("heading".to_owned(), json!(heading));
    if let Some(published) = update.get("datePublished").and_then(string) {
        facts.insert("published".to_owned(), json!(published));
    }
    if let Some(authors) = update.get("author").and_then(names) {
        facts.insert("authors".to_owned(), json!(authors));
    }
    Value::Object(facts)
}

/// The paragraphs of `articleBody`, which an empty line parts, or a line end where there is none.
fn paragraphs(node: &Value) -> Vec<Block> {
    let Some(text) = node.get("articleBody").and_then(string) else { return Vec::new() };
    if text.trim_start().starts_with('<') {
        return super::fragment(&text);
    }
    let parted = if text.contains("\n\n") { "\n\n" } else { "\n" };
    text.split(parted).filter_map(|text| Block::new(BlockKind::Paragraph, &unescape(text))).collect()
}
