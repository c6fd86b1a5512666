//! Records whose fields lie inside others to flat ones: Fundus, the Washington Post collection, ninjs, JSON-LD.
//!
//! An object inside that has the text, where the record has none, is brought up. Each other shape is known by a key that no
//! other tool has, and is turned into the fields that the flat families then read, so that precedence stays in one place.
//! What these shapes say of crossheads and standfirsts is certain and kept as blocks.
//!
//! Left out: pictures, videos and cards between the paragraphs, and what JSON-LD says of anything but
//! the article.

use serde_json::{Map, Value};

use super::{
    body::{Block, BlockKind},
    fields::{common, string},
    wrapper,
};

/// The body that a record's nested fields hold, taken out of the record; what else they hold is put
/// in it under the keys of the flat families, where those are not there.
pub(super) fn flatten(record: &mut Map<String, Value>) -> Vec<Block> {
    if record.get("@graph").is_some_and(Value::is_array)
        && let Some(Value::Object(node)) = article_node(&Value::Object(record.clone()))
    {
        *record = node;
    }
    lift(record, 3);
    let blocks = fundus(record).or_else(|| washington_post(record)).or_else(|| ninjs(record));
    blocks.unwrap_or_default()
}

/// Brings up what an object inside holds where the record has no text and that object has one, as in `{"id": 7, "fields":
/// {"bodyText": "…"}}`. A field that the record has stays, and the other stays inside.
fn lift(record: &mut Map<String, Value>, levels: usize) {
    if levels == 0 || wrapper::has_text(record) {
        return;
    }
    for value in record.values_mut() {
        if let Value::Object(inner) = value {
            lift(inner, levels - 1);
        }
    }
    let is_article = |value: &Value| value.as_object().is_some_and(wrapper::has_text);
    let Some(key) = record.iter().find(|(_, value)| is_article(value)).map(|(key, _)| key.clone()) else { return };
    let known: Vec<String> = record.keys().map(|key| common(key)).collect();
    let Some(Value::Object(inner)) = record.shift_remove(&key) else { return };
    let mut left = Map::new();
    for (name, value) in inner {
        // What holds the object may be called as a field in it is: `{"article": {"article": "…"}}`.
        if known.contains(&common(&name)) && common(&name) != common(&key) {
            left.insert(name, value);
        } else {
            record.insert(name, value);
        }
    }
    if !left.is_empty() && !record.contains_key(&key) {
        record.insert(key, Value::Object(left));
    }
}

/// `body: {summary: […], sections: [{headline: […], paragraphs: […]}]}`.
fn fundus(record: &mut Map<String, Value>) -> Option<Vec<Block>> {
    let key = key(record, "body")?;
    let body = record.get(&key)?;
    let mut blocks = Vec::new();
    for section in body.get("sections")?.as_array()? {
        let heading = section.get("headline").map(strings).unwrap_or_default().join(" ");
        blocks.extend(Block::new(BlockKind::Heading, &heading));
        let paragraphs = section.get("paragraphs").map(strings).unwrap_or_default();
        blocks.extend(paragraphs.iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)));
    }
    if blocks.is_empty() {
        return None;
    }
    let summary = body.get("summary").map(strings).unwrap_or_default().join(" ");
    record.remove(&key);
    put(record, "standfirst", summary);
    Some(blocks)
}

/// `contents: [{type: title | deck | byline | date | sanitized_html, subtype: paragraph | subhead, content}]`.
fn washington_post(record: &mut Map<String, Value>) -> Option<Vec<Block>> {
    let key = key(record, "contents")?;
    let contents = record.get(&key)?.as_array()?.clone();
    let of = |item: &Value, key: &str| item.get(key).and_then(string).unwrap_or_default();
    let mut blocks = Vec::new();
    for item in &contents {
        match (of(item, "type").as_str(), of(item, "subtype").as_str()) {
            ("sanitized_html", "subhead") => {
                blocks.extend(Block::new(BlockKind::Heading, &plain(&of(item, "content"))))
            }
            ("sanitized_html", _) => {
                let content = of(item, "content");
                let paragraphs = if is_markup(&content) { markup(&content) } else { Vec::new() };
                match paragraphs.is_empty() {
                    true => blocks.extend(Block::new(BlockKind::Paragraph, &plain(&content))),
                    false => blocks.extend(paragraphs),
                }
            }
            ("list", _) => {
                let items = item.get("content").map(strings).unwrap_or_default();
                blocks.extend(items.iter().filter_map(|text| Block::new(BlockKind::Item, &plain(text))));
            }
            _ => {}
        }
    }
    if blocks.is_empty() {
        return None;
    }
    record.remove(&key);
    for (kind, field) in [("title", "title"), ("deck", "standfirst"), ("byline", "author"), ("date", "published_date")]
    {
        let found = contents.iter().find(|item| of(item, "type") == kind);
        put(record, field, found.map(|item| plain(&scalar(&item["content"]))).unwrap_or_default());
    }
    Some(blocks)
}

/// `bodies: [{role, contentType, value}]`, and headlines and descriptions likewise.
fn ninjs(record: &mut Map<String, Value>) -> Option<Vec<Block>> {
    let key = key(record, "bodies")?;
    let bodies = record.get(&key)?.as_array()?;
    let kind = |body: &Value| {
        let kind = body.get("contentType").or_else(|| body.get("contenttype")).and_then(string);
        kind.unwrap_or_default().to_lowercase()
    };
    let value = |body: &&Value| body.get("value").and_then(string).is_some();
    // Mark-up tells more than plain text does.
    let body = bodies
        .iter()
        .filter(value)
        .find(|body| kind(body).contains("html"))
        .or_else(|| bodies.iter().find(value))?
        .get("value")
        .and_then(string)?;
    let blocks = if is_markup(&body) { markup(&body) } else { Vec::new() };
    record.remove(&key);
    for (list, field) in [("headlines", "headline"), ("descriptions", "standfirst")] {
        let Some(name) = self::key(record, list) else { continue };
        let Some(Value::Array(items)) = record.get(&name) else { continue };
        let main = |item: &&Value| {
            item.get("role")
                .and_then(string)
                .is_none_or(|role| matches!(role.as_str(), "main" | "headline" | "summary"))
        };
        let found = items.iter().find(main).or_else(|| items.first()).and_then(|item| name_of(item, &["value"]));
        if let Some(found) = found {
            record.remove(&name);
            put(record, field, plain(&found));
        }
    }
    let published = ["firstPublished", "firstCreated", "versionCreated"].iter().find_map(|name| {
        let name = self::key(record, name)?;
        string(record.get(&name)?)
    });
    put(record, "published", published.unwrap_or_default());
    if blocks.is_empty() {
        put(record, "text", body);
    }
    Some(blocks)
}

/// The node that describes an article in JSON-LD: the value itself, one of an array, or one of a
/// graph. References to other nodes of the graph are followed for authors and publisher.
pub(super) fn article_node(value: &Value) -> Option<Value> {
    let nodes: Vec<&Value> = match value {
        Value::Array(nodes) => nodes.iter().collect(),
        Value::Object(object) => match object.get("@graph") {
            Some(Value::Array(nodes)) => nodes.iter().collect(),
            _ => vec![value],
        },
        _ => return None,
    };
    let Some(article) = nodes.iter().find(|node| is_article(node)) else {
        // A graph inside an array.
        return nodes
            .iter()
            .filter(|node| node.get("@graph").is_some_and(Value::is_array))
            .find_map(|node| article_node(node));
    };
    let resolve = |reference: &Value| -> Value {
        let id = reference.get("@id").filter(|_| reference.get("name").is_none());
        let named =
            id.and_then(|id| nodes.iter().find(|node| node.get("@id") == Some(id) && node.get("name").is_some()));
        named.map_or_else(|| reference.clone(), |node| (*node).clone())
    };
    let mut article = (*article).clone();
    for key in ["author", "publisher"] {
        if let Some(field) = article.get_mut(key) {
            let resolved = match &*field {
                Value::Array(items) => Value::Array(items.iter().map(resolve).collect()),
                other => resolve(other),
            };
            *field = resolved;
        }
    }
    Some(article)
}

fn is_article(node: &Value) -> bool {
    let article = |name: &str| {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        name.ends_with("Article")
            || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report" | "ReportageNewsArticle")
    };
    match node.get("@type") {
        Some(Value::String(name)) => article(name),
        Some(Value::Array(names)) => names.iter().any(|name| name.as_str().is_some_and(article)),
        _ => false,
    }
}

/// A string, or the first of these keys of an object, or of the first item of an array.
pub(super) fn name_of(value: &Value, keys: &[&str]) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(|item| match item {
            Value::Array(_) => None,
            item => name_of(item, keys),
        }),
        Value::Object(object) => keys.iter().find_map(|key| string(object.get(*key)?)),
        other => string(other),
    }
}

/// Whether a text is mark-up: it begins with a tag that HTML has, and closes one.
pub(super) fn is_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "p",
        "div",
        "article",
        "section",
        "h1",
        "h2",
        "h3",
        "h4",
        "ul",
        "ol",
        "blockquote",
        "body",
        "html",
        "figure",
        "strong",
        "em",
        "b",
        "i",
        "span",
        "a",
        "br",
        "main",
        "header",
        "table",
        "img",
        "!doctype",
    ];
    let text = text.trim_start();
    let Some(tag) = text.strip_prefix('<') else { return false };
    let name: String = tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '!').take(12).collect();
    let after = tag[name.len()..].chars().next();
    TAGS.contains(&name.to_ascii_lowercase().as_str())
        && matches!(after, Some('>' | '/' | ' ' | '\n' | '\t' | '\r'))
        && text.contains('>')
}

/// The blocks of mark-up; none where the library is built without HTML.
pub(super) fn markup(text: &str) -> Vec<Block> {
    #[cfg(feature = "html")]
    return super::html::fragment(text);
    #[cfg(not(feature = "html"))]
    {
        let _ = text;
        Vec::new()
    }
}

/// The words of a piece of mark-up, on one line.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let blocks = markup(text);
    if blocks.is_empty() {
        return text.to_owned();
    }
    blocks.into_iter().map(|block| block.text).collect::<Vec<_>>().join(" ")
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(string).collect(),
        other => string(other).into_iter().collect(),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        other => string(other).unwrap_or_default(),
    }
}

/// The key as the record writes it.
fn key(record: &Map<String, Value>, name: &str) -> Option<String> {
    let name = common(name);
    record.keys().find(|key| common(key) == name).cloned()
}

fn put(record: &mut Map<String, Value>, field: &str, value: String) {
    let there = key(record, field)
        .is_some_and(|key| record.get(&key).is_some_and(|value| !scalar(value).is_empty() || value.is_array()));
    if !value.is_empty() && !there {
        record.insert(field.to_owned(), Value::String(value));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::input::fields::Fields;

    /// Headline, standfirst, then the body: "# " before a crosshead, "- " before an item.
    #[track_caller]
    fn check(record: Value, expected: &[&str]) -> Fields {
        let fields = Fields::from_json(record).unwrap();
        let mut found =
            vec![fields.headline.clone().unwrap_or_default(), fields.standfirst.clone().unwrap_or_default()];
        found.extend(fields.blocks().iter().map(|block| match block.kind {
            BlockKind::Heading => format!("# {}", block.text),
            BlockKind::Item => format!("- {}", block.text),
            _ => block.text.clone(),
        }));
        assert_eq!(found, expected);
        fields
    }

    #[test]
    fn reads_the_sections_of_fundus() {
        let fields = check(
            json!({
                "title": "Bridge shut", "authors": ["Jane Doe"], "publishing_date": "2024-05-03", "lang": "en", "plaintext": "poorer",
                "body": {"summary": ["Cracks were found."], "sections": [
                    {"headline": [], "paragraphs": ["The bridge is shut.", "Cars queue."]},
                    {"headline": ["What next"], "paragraphs": ["It will reopen in May."]},
                ]},
            }),
            &[
                "Bridge shut",
                "Cracks were found.",
                "The bridge is shut.",
                "Cars queue.",
                "# What next",
                "It will reopen in May.",
            ],
        );
        let article = fields.into_article(None);
        let heading = article.sections[1].heading.unwrap();
        assert_eq!(heading.of(&article.text), "What next");
        assert_eq!(article.standfirst.unwrap().of(&article.text), "Cracks were found.");
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_the_contents_of_the_washington_post_collection() {
        let fields = check(
            json!({
                "id": "a1", "article_url": "https://echo.example/1", "title": "Bridge shut", "author": "Jane Doe", "published_date": 1714730000000_u64,
                "contents": [
                    {"type": "kicker", "content": "Local"}, {"type": "title", "content": "Bridge shut"}, {"type": "byline", "content": "By Jane Doe"},
                    {"type": "deck", "content": "Cracks &amp; rust"},
                    {"type": "sanitized_html", "subtype": "paragraph", "content": "<span class=\"dateline\">WESTFORD</span> — The <a href=\"x\">bridge</a> is shut."},
                    {"type": "image", "fullcaption": "A bridge"}, null,
                    {"type": "sanitized_html", "subtype": "subhead", "content": "<b>What next</b>"},
                    {"type": "sanitized_html", "content": "It reopens in May."}, {"type": "list", "content": ["One <i>plan</i>"]},
                ],
            }),
            &[
                "Bridge shut",
                "Cracks & rust",
                "WESTFORD — The bridge is shut.",
                "# What next",
                "It reopens in May.",
                "- One plan",
            ],
        );
        assert_eq!((fields.id.as_deref(), fields.authors.len()), (Some("a1"), 1));
        assert_eq!(fields.published.as_deref(), Some("1714730000000"));
        let article = fields.into_article(None);
        assert_eq!(article.dateline.unwrap().place.as_deref(), Some("WESTFORD"));
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_ninjs() {
        let fields = check(
            json!({
                "uri": "urn:echo:1", "language": "en", "by": "Jane Doe", "located": "Westford", "versionCreated": "2024-05-03T10:00:00Z",
                "headlines": [{"role": "short", "value": "Shut"}, {"role": "main", "value": "Bridge shut"}],
                "descriptions": [{"role": "summary", "value": "Cracks were found."}],
                "bodies": [{"contentType": "text/plain", "value": "x"}, {"contentType": "text/html", "value": "<p>The bridge is shut.</p><h2>Next</h2><p>May.</p>"}],
            }),
            &["Bridge shut", "Cracks were found.", "The bridge is shut.", "# Next", "May."],
        );
        assert_eq!(
            (fields.id.as_deref(), fields.published.as_deref()),
            (Some("urn:echo:1"), Some("2024-05-03T10:00:00Z"))
        );
        assert_eq!((fields.authors.len(), &fields.extra["located"]), (1, &json!("Westford")));
    }

    #[test]
    fn reads_plain_bodies_of_ninjs() {
        let fields = Fields::from_json(json!({"bodies": [{"value": "One.\n\nTwo."}]})).unwrap();
        assert_eq!((fields.text.as_str(), fields.blocks().len()), ("One.\n\nTwo.", 0));
    }

    #[test]
    fn reads_json_ld_with_objects_and_graphs() {
        let article = json!({
            "@type": ["Thing", "NewsArticle"], "headline": "Bridge shut", "description": "Cracks were found.", "articleBody": "The bridge is shut.",
            "author": [{"@id": "#jane"}, {"@type": "Person", "name": "John Roe"}], "publisher": {"@type": "Organization", "name": "Echo"},
            "datePublished": "2024-05-03", "inLanguage": "en", "mainEntityOfPage": {"@id": "https://echo.example/1"},
        });
        let graph = json!({"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, article, {"@id": "#jane", "@type": "Person", "name": "Jane Doe"}]});
        let fields = check(graph, &["Bridge shut", "Cracks were found."]);
        assert_eq!((fields.outlet.as_deref(), fields.language.as_deref()), (Some("Echo"), Some("en")));
        assert_eq!(
            (fields.authors, fields.url.as_deref()),
            (vec!["Jane Doe".to_owned(), "John Roe".to_owned()], Some("https://echo.example/1"))
        );
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_mark_up_in_a_text_field() {
        check(
            json!({"title": "Bridge shut", "content": "<p>The bridge is shut.</p><ul><li>Cars</li></ul>"}),
            &["Bridge shut", "", "The bridge is shut.", "- Cars"],
        );
        let fields = Fields::from_json(json!({"text": "<5% of cars> turn back"})).unwrap();
        assert_eq!(fields.text, "<5% of cars> turn back");
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_a_page_in_a_record_only_where_there_is_no_text() {
        let html = "<html lang=en><h1>Bridge shut</h1><p>The bridge at Westford is shut until spring, the council said.</p></html>";
        let fields = check(
            json!({"raw_html": html, "url": "https://echo.example/1", "title": "Shut!"}),
            &["Shut!", "", "The bridge at Westford is shut until spring, the council said."],
        );
        assert_eq!((fields.language.as_deref(), fields.extra.len()), (Some("en"), 0));
        let fields = Fields::from_json(json!({"html": html, "text": "Plain."})).unwrap();
        assert_eq!((fields.text.as_str(), fields.extra.len()), ("Plain.", 1));
    }
}
