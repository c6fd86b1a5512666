//! XML of news to the fields of its articles: RSS and Atom, NITF, NewsML-G2.
//!
//! A feed's item has its text in `content:encoded` (RSS) or `content` (Atom); one with only a description has that, with a note.
//! NITF and NewsML-G2 hold whole articles. Dates stay as they are written, which is why no reader of feeds that turns them
//! into another time zone is used, but one of XML (`roxmltree`).
//!
//! Left out: sitemaps, which have no texts, pictures and films, and packages that only refer to items.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::Value;

use super::{
    body::{Block, BlockKind},
    damage::reference,
    fields::Fields,
    names::names,
    nested::{is_markup, markup, plain},
};
use crate::types::NoteCode;

/// Why XML gives no articles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// It is not well-formed.
    #[error("XML cannot be read: {0}")]
    Xml(String),
    /// It is of a kind that is not read.
    #[error("XML whose root is `{0}`, which is not read")]
    Unknown(String),
    /// It lists addresses, without texts.
    #[error("a sitemap, which has no texts: fetch its pages, and name their files")]
    Sitemap,
    /// A feed without items.
    #[error("no items in this feed")]
    Empty,
}

/// The fields of an item, or why it has no text, in words.
pub type Item = Result<Fields, &'static str>;

/// The kinds of XML that are read, by their roots.
const ROOTS: [&str; 7] = ["rss", "RDF", "feed", "nitf", "newsItem", "newsMessage", "urlset"];

/// Whether a text is XML of news, by its first element.
///
/// ```
/// use inquit::input::feeds::looks_like_feed;
///
/// assert!(looks_like_feed("<?xml version=\"1.0\"?><!-- made at noon --><rss version=\"2.0\">"));
/// assert!(!looks_like_feed("<html><title>RSS</title></html>"));
/// ```
pub fn looks_like_feed(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    for _ in 0..20 {
        let after = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->").map(|(_, after)| after)
        } else if rest.starts_with("<?") || rest.starts_with("<!") {
            rest.split_once('>').map(|(_, after)| after)
        } else {
            break;
        };
        let Some(after) = after else { return false };
        rest = after.trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let name =
        tag.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).next().unwrap_or_default();
    ROOTS.contains(&name.rsplit(':').next().unwrap_or(name))
}

/// The articles of a feed, or of a document of news, in order.
///
/// # Errors
/// If it is not well-formed, is of another kind, or holds nothing.
///
/// ```
/// let feed = "<rss><channel><title>Echo</title><item><title>Fares rise</title>\
///     <description>Fares rise in May, the port said.</description></item></channel></rss>";
/// let [Ok(item)] = &inquit::input::feeds::feed(feed)?[..] else { panic!() };
/// assert_eq!((item.headline.as_deref(), item.outlet.as_deref()), (Some("Fares rise"), Some("Echo")));
/// # Ok::<(), inquit::input::feeds::FeedError>(())
/// ```
pub fn feed(xml: &str) -> Result<Vec<Item>, FeedError> {
    let mended;
    let options = || ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = match Document::parse_with_options(xml, options()) {
        Ok(document) => document,
        Err(error) => {
            mended = without_foreign_references(xml);
            Document::parse_with_options(&mended, options()).map_err(|_| FeedError::Xml(error.to_string()))?
        }
    };
    let root = document.root_element();
    let items = match root.tag_name().name() {
        "rss" | "RDF" => rss(root),
        "feed" => atom(root),
        "nitf" => vec![nitf(root)],
        "newsItem" | "newsMessage" => newsml(root),
        "urlset" => return Err(FeedError::Sitemap),
        other => return Err(FeedError::Unknown(other.to_owned())),
    };
    if items.is_empty() { Err(FeedError::Empty) } else { Ok(items) }
}

/// XML in which references that only HTML has, and bare signs, are escaped.
fn without_foreign_references(xml: &str) -> String {
    let mut mended = String::with_capacity(xml.len() + 64);
    let mut rest = xml;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        mended += before;
        let is_xml = reference(&after[1..])
            .is_some_and(|name| matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || name.starts_with('#'));
        mended += if is_xml { "&" } else { "&amp;" };
        rest = &after[1..];
    }
    mended + rest
}

/// The first child element of that name, whatever its namespace.
fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.is_element() && child.tag_name().name() == name)
}

fn descendant<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|one| one.is_element() && one.tag_name().name() == name)
}

/// All words in an element, without mark-up.
fn text(node: Node<'_, '_>) -> String {
    let raw: String = node.descendants().filter_map(|one| if one.is_text() { one.text() } else { None }).collect();
    plain(raw.trim()).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    child(node, name).map(text).filter(|text| !text.is_empty())
}

/// The names in the children of that name.
fn authors(node: Node<'_, '_>, name: &str) -> Vec<String> {
    let found = node.children().filter(|child| child.is_element() && child.tag_name().name() == name);
    let found = found.map(|child| Value::String(text_of(child, "name").unwrap_or_else(|| text(child))));
    names(&Value::Array(found.collect())).unwrap_or_default()
}

/// Sections and subjects, as they are called in the feed.
fn categories(node: Node<'_, '_>, fields: &mut Fields) {
    let found = node.children().filter(|child| child.is_element() && child.tag_name().name() == "category");
    let found = found.map(|child| {
        child.attribute("label").or_else(|| child.attribute("term")).map_or_else(|| text(child), str::to_owned)
    });
    let found: Vec<Value> = found.filter(|name| !name.is_empty()).map(Value::String).collect();
    if !found.is_empty() {
        fields.extra.insert("categories".to_owned(), Value::Array(found));
    }
}

/// Gives an article its body, which may be mark-up; false if there is none.
fn set_body(fields: &mut Fields, raw: &str) -> bool {
    let blocks = if is_markup(raw) || raw.contains("</") { markup(raw) } else { Vec::new() };
    if blocks.is_empty() {
        let text = raw.trim();
        fields.text = if text.contains(['<', '&']) { plain(text) } else { text.to_owned() };
    } else {
        fields.set_blocks(blocks);
    }
    fields.text.chars().any(char::is_alphabetic)
}

/// The body of an item: its content, else its description, which is noted.
fn body(mut fields: Fields, content: Option<String>, description: Option<String>) -> Item {
    let short = description.as_deref().map(plain).filter(|text| !text.is_empty());
    if content.is_some_and(|content| set_body(&mut fields, &content)) {
        fields.standfirst = short;
        return Ok(fields);
    }
    if description.is_some_and(|description| set_body(&mut fields, &description)) {
        fields.note(NoteCode::TruncatedText, "the feed has no text of the article; its description was read");
        return Ok(fields);
    }
    Err("no text in this item of the feed")
}

fn raw(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|one| if one.is_text() { one.text() } else { None }).collect()
}

fn rss(root: Node<'_, '_>) -> Vec<Item> {
    let channel = child(root, "channel").unwrap_or(root);
    let (outlet, language) = (text_of(channel, "title"), text_of(channel, "language"));
    let items = root.descendants().filter(|one| one.is_element() && one.tag_name().name() == "item");
    items
        .map(|item| {
            let mut fields = Fields {
                id: text_of(item, "guid"),
                url: text_of(item, "link"),
                outlet: text_of(item, "source").or_else(|| outlet.clone()),
                language: language.clone(),
                published: text_of(item, "pubDate").or_else(|| text_of(item, "date")),
                authors: authors(item, "creator"),
                headline: text_of(item, "title"),
                ..Fields::default()
            };
            if fields.authors.is_empty() {
                // An address before the name, as RSS has it: "jd@echo.example (Jane Doe)".
                let author = text_of(item, "author");
                let name = author.as_deref().map(|author| author.split_once('(').map_or(author, |(_, name)| name));
                let name = name.map(|name| name.trim_end_matches(')')).filter(|name| !name.contains('@'));
                fields.authors = name.and_then(|name| names(&Value::String(name.to_owned()))).unwrap_or_default();
            }
            categories(item, &mut fields);
            let content = child(item, "encoded").map(raw);
            body(fields, content, child(item, "description").map(raw))
        })
        .collect()
}

fn atom(root: Node<'_, '_>) -> Vec<Item> {
    let (outlet, authors_of_all) = (text_of(root, "title"), authors(root, "author"));
    let language = root.attribute(("http://www.w3.org/XML/1998/namespace", "lang")).map(str::to_owned);
    let entries = root.children().filter(|one| one.is_element() && one.tag_name().name() == "entry");
    entries
        .map(|entry| {
            let link = entry.children().filter(|one| one.tag_name().name() == "link");
            let link = link.filter(|one| one.attribute("rel").is_none_or(|rel| rel == "alternate"));
            let mut fields = Fields {
                id: text_of(entry, "id"),
                url: link.filter_map(|one| one.attribute("href")).next().map(str::to_owned),
                outlet: outlet.clone(),
                language: language.clone(),
                published: text_of(entry, "published").or_else(|| text_of(entry, "updated")),
                authors: authors(entry, "author"),
                headline: text_of(entry, "title"),
                ..Fields::default()
            };
            if fields.authors.is_empty() {
                fields.authors.clone_from(&authors_of_all);
            }
            categories(entry, &mut fields);
            let content = child(entry, "content");
            if let Some(content) = content.filter(|content| content.children().any(|one| one.is_element())) {
                return blocks_of(content, fields);
            }
            body(fields, content.map(raw), child(entry, "summary").map(raw))
        })
        .collect()
}

/// Elements of a text: paragraphs, crossheads and items of lists.
fn blocks_of(node: Node<'_, '_>, mut fields: Fields) -> Item {
    let mut blocks = Vec::new();
    collect(node, &mut blocks);
    if blocks.is_empty() {
        return Err("no text in this document");
    }
    fields.set_blocks(blocks);
    Ok(fields)
}

fn collect(node: Node<'_, '_>, blocks: &mut Vec<Block>) {
    for one in node.children().filter(Node::is_element) {
        let kind = match one.tag_name().name() {
            "hl2" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => BlockKind::Heading,
            "li" => BlockKind::Item,
            "p" => BlockKind::Paragraph,
            "media" | "figure" | "table" | "note" => continue,
            _ => {
                collect(one, blocks);
                continue;
            }
        };
        blocks.extend(Block::new(kind, &text(one)));
    }
}

fn nitf(root: Node<'_, '_>) -> Item {
    let named = |name: &str, attribute: &str| {
        descendant(root, name)
            .and_then(|one| one.attribute(attribute))
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
    };
    let content = descendant(root, "body.content").ok_or("no text in this document")?;
    let byline = descendant(root, "byline").map(|byline| text_of(byline, "person").unwrap_or_else(|| text(byline)));
    let fields = Fields {
        id: named("doc-id", "id-string"),
        url: named("doc-id", "url").or_else(|| named("pubdata", "ex-ref")),
        outlet: named("pubdata", "name"),
        published: named("date.issue", "norm").or_else(|| named("pubdata", "date.publication")),
        authors: byline.and_then(|byline| names(&Value::String(byline))).unwrap_or_default(),
        headline: descendant(root, "hl1").map(text).or_else(|| descendant(root, "title").map(text)),
        standfirst: descendant(root, "abstract").map(text).filter(|text| !text.is_empty()),
        ..Fields::default()
    };
    blocks_of(content, fields)
}

fn newsml(root: Node<'_, '_>) -> Vec<Item> {
    let items = root.descendants().filter(|one| one.is_element() && one.tag_name().name() == "newsItem");
    items
        .map(|item| {
            let meta = child(item, "contentMeta").unwrap_or(item);
            let facts = child(item, "itemMeta").unwrap_or(item);
            let provider = child(facts, "provider");
            let told = |fields: &mut Fields| {
                fields.id = item.attribute("guid").map(str::to_owned).or(fields.id.take());
                fields.outlet = provider.and_then(|one| text_of(one, "name")).or(fields.outlet.take());
                fields.published = text_of(facts, "firstCreated")
                    .or_else(|| text_of(facts, "versionCreated"))
                    .or_else(|| text_of(meta, "contentCreated"))
                    .or(fields.published.take());
                fields.headline = text_of(meta, "headline").or(fields.headline.take());
                fields.language = child(meta, "language").and_then(|one| one.attribute("tag")).map(str::to_owned);
                let by = text_of(meta, "by").and_then(|by| names(&Value::String(by)));
                fields.authors = by.unwrap_or_else(|| std::mem::take(&mut fields.authors));
            };
            if let Some(inside) = descendant(item, "nitf") {
                let mut fields = nitf(inside)?;
                told(&mut fields);
                return Ok(fields);
            }
            let mut fields = Fields::default();
            told(&mut fields);
            match descendant(item, "inlineXML") {
                Some(inside) => blocks_of(inside, fields),
                None => body(fields, descendant(item, "inlineData").map(raw), None),
            }
        })
        .collect()
}

#[cfg(all(test, feature = "html"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(xml: &str, expected: &[&str]) -> Vec<Fields> {
        assert!(looks_like_feed(xml), "{xml}");
        let items: Vec<Fields> = feed(xml).unwrap().into_iter().flatten().collect();
        assert_eq!(items.iter().map(|item| item.text.as_str()).collect::<Vec<_>>(), expected);
        items
    }

    #[test]
    fn reads_rss() {
        let items = check(
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <channel><title>Westford Echo</title><link>https://echo.example</link><language>en-GB</language>\
             <item><title>Bridge &amp;amp; ferry</title><link>https://echo.example/1</link><dc:creator><![CDATA[Jane Doe]]></dc:creator><guid>e-1</guid>\
             <pubDate>Fri, 03 May 2024 23:30:00 -0500</pubDate><category>News</category><description><![CDATA[Cracks were found.]]></description>\
             <content:encoded><![CDATA[<p>The bridge is shut.</p><h2>Next</h2><p>&ldquo;May,&rdquo; said Una Dahl.</p>]]></content:encoded></item>\
             <item><title>Fares</title><author>jr@echo.example (John Roe)</author><description>Fares rise. &#8220;In May,&#8221; &lt;b&gt;he&lt;/b&gt; said.</description></item>\
             <item><title>Nothing</title></item></channel></rss>",
            &["The bridge is shut.\n\nNext\n\n“May,” said Una Dahl.", "Fares rise. “In May,” he said."],
        );
        let first = &items[0];
        assert_eq!(
            (first.headline.as_deref(), first.outlet.as_deref()),
            (Some("Bridge & ferry"), Some("Westford Echo"))
        );
        assert_eq!(
            (first.published.as_deref(), first.id.as_deref()),
            (Some("Fri, 03 May 2024 23:30:00 -0500"), Some("e-1"))
        );
        assert_eq!((first.url.as_deref(), first.language.as_deref()), (Some("https://echo.example/1"), Some("en-GB")));
        assert_eq!(
            (&first.authors[..], first.standfirst.as_deref()),
            (&["Jane Doe".to_owned()][..], Some("Cracks were found."))
        );
        assert_eq!((first.notes.len(), &first.extra["categories"]), (0, &serde_json::json!(["News"])));
        assert_eq!(
            (&items[1].authors[..], items[1].notes[0].code),
            (&["John Roe".to_owned()][..], NoteCode::TruncatedText)
        );
    }

    #[test]
    fn reads_atom() {
        let items = check(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Westford Echo</title><author><name>Echo staff</name></author>\
             <entry><id>urn:1</id><title type=\"html\">Bridge shut</title><link rel=\"self\" href=\"x\"/><link href=\"https://echo.example/1\"/>\
             <author><name>Jane Doe</name></author><published>2024-05-03T10:00:00Z</published><content type=\"html\">&lt;p&gt;The bridge is shut.&lt;/p&gt;</content></entry>\
             <entry><id>urn:2</id><title>Fares</title><updated>2024-05-04</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Fares <b>rise</b>.</p></div></content></entry></feed>",
            &["The bridge is shut.", "Fares rise."],
        );
        assert_eq!(
            (items[0].url.as_deref(), &items[0].authors[..]),
            (Some("https://echo.example/1"), &["Jane Doe".to_owned()][..])
        );
        assert_eq!(
            (items[1].published.as_deref(), &items[1].authors[..]),
            (Some("2024-05-04"), &["Echo staff".to_owned()][..])
        );
    }

    #[test]
    fn reads_nitf_and_newsml() {
        let nitf = "<nitf><head><docdata><doc-id id-string=\"n1\"/><date.issue norm=\"20240503\"/></docdata><pubdata name=\"Westford Echo\"/></head>\
                    <body><body.head><hedline><hl1>Bridge shut</hl1></hedline><byline>By <person>Jane Doe</person></byline></body.head>\
                    <body.content><p>The bridge is shut.</p><hl2>Next</hl2><p>“May,” said <person>Una Dahl</person>.</p></body.content></body></nitf>";
        let expected = ["The bridge is shut.\n\nNext\n\n“May,” said Una Dahl."];
        let items = check(nitf, &expected);
        assert_eq!(
            (items[0].headline.as_deref(), items[0].published.as_deref()),
            (Some("Bridge shut"), Some("20240503"))
        );
        assert_eq!(
            (&items[0].authors[..], items[0].outlet.as_deref()),
            (&["Jane Doe".to_owned()][..], Some("Westford Echo"))
        );
        let newsml = format!(
            "<newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet><newsItem guid=\"urn:n2\"><itemMeta><provider><name>Harbour Wire</name></provider>\
             <firstCreated>2024-05-03T10:00:00Z</firstCreated></itemMeta><contentMeta><headline>Shut</headline><by>By John Roe</by><language tag=\"en\"/></contentMeta>\
             <contentSet><inlineXML>{nitf}</inlineXML></contentSet></newsItem></itemSet></newsMessage>"
        );
        let items = check(&newsml, &expected);
        assert_eq!((items[0].id.as_deref(), items[0].headline.as_deref()), (Some("urn:n2"), Some("Shut")));
        assert_eq!(
            (&items[0].authors[..], items[0].outlet.as_deref()),
            (&["John Roe".to_owned()][..], Some("Harbour Wire"))
        );
    }

    #[test]
    fn says_why_there_are_none() {
        let error = |xml: &str| feed(xml).unwrap_err().to_string();
        assert_eq!(error("<rss><channel/></rss>"), "no items in this feed");
        assert!(error("<urlset><url/></urlset>").starts_with("a sitemap"));
        assert_eq!(error("<opml/>"), "XML whose root is `opml`, which is not read");
        assert!(error("<rss><channel>").starts_with("XML cannot be read: "));
        // References that only HTML has are no reason.
        check(
            "<rss><channel><item><description>Fares &mdash; and tolls & fees &ndash; rise.</description></item></channel></rss>",
            &["Fares — and tolls & fees – rise."],
        );
        assert!(!looks_like_feed("<p>RSS</p>") && !looks_like_feed("rss") && !looks_like_feed("<!-- <rss>"));
    }

    proptest! {
        #[test]
        fn any_xml_is_read_or_refused(pieces in proptest::collection::vec("<(/?(rss|item|title|description|content|feed|entry|p|nitf|body.content|hl1))>|&(amp|mdash|#8217)?;?|<!\\[CDATA\\[|\\]\\]>|[a-zé “]{0,6}", 0..30), root in "<(rss|feed|nitf|newsItem)>") {
            let xml = format!("{root}{}", pieces.concat());
            looks_like_feed(&xml);
            for item in feed(&xml).unwrap_or_default().into_iter().flatten() {
                prop_assert!(!item.into_article(None).text.is_empty());
            }
        }
    }
}
