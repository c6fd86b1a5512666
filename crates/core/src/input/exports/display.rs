//! What Factiva shows, saved as text or as a page, to fields: headline, byline, "437 words", date, outlet, language, rights, the
//! text, and "Document" with a number.
//!
//! Left out: pictures, and lists of documents without texts.

use serde_json::{Map, Value};

use super::{ExportError, Line, language, lexis::is_date, lines, paragraphs};
use crate::{
    input::{
        body::{Block, BlockKind},
        fields::Fields,
        names::names,
    },
    layout::authors,
};

/// Whether a text begins as what Factiva shows does: a count of words, then a date, then a line of rights.
pub fn looks_like_factiva_display(text: &str) -> bool {
    let head: Vec<&str> = lines(text).map(|line| line.text.trim()).filter(|line| !line.is_empty()).take(25).collect();
    let Some(count) = head.iter().position(|line| is_count(line)) else { return false };
    count > 0
        && head.get(count + 1).is_some_and(|line| is_date(line))
        && head[count..].iter().take(9).any(|line| is_rights(line))
}

/// Whether a page is one of what Factiva shows, by the classes of its articles.
pub fn looks_like_factiva_page(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["articleparagraph", "enarticle"].iter().all(|class| lower.contains(class))
        || lower.contains("factiva") && ["<b>hd</b>", "<b>lp</b>"].iter().any(|code| lower.contains(code))
}

/// The documents of such a text, each with the line it begins on, from 1.
pub fn factiva_display(text: &str) -> impl Iterator<Item = Result<(usize, Fields), ExportError>> {
    let mut lines = lines(text).peekable();
    std::iter::from_fn(move || {
        while lines.next_if(|line| line.text.trim().is_empty()).is_some() {}
        let first = lines.peek()?.number;
        let mut document: Vec<&str> = Vec::new();
        let mut id = None;
        for Line { text, .. } in lines.by_ref() {
            id = number(text);
            if id.is_some() {
                break;
            }
            document.push(text);
        }
        Some(read(&document, id).map(|fields| (first, fields)).ok_or(ExportError { line: first, below: "its head" }))
    })
}

/// The documents of a page that Factiva shows, numbered from 1.
#[cfg(feature = "html")]
pub fn factiva_page(html: &str) -> Vec<Result<(usize, Fields), ExportError>> {
    use dom_query::Document;

    use crate::input::body::clean;

    let document = Document::from(crate::input::html::bounded(html));
    let articles = document.select(".article");
    let read_one = |article: &dom_query::NodeRef<'_>| {
        let cells: Vec<dom_query::NodeRef<'_>> = article.descendants_it().filter(|node| node.has_name("tr")).collect();
        if !cells.is_empty() {
            // A row has a code and its value, as a line of the text form has.
            let lines = cells.iter().map(|row| {
                let cells: Vec<_> = row.children_it(false).filter(|node| node.is_element()).collect();
                let code = cells.first().map(|cell| clean(&cell.text())).unwrap_or_default();
                let value = cells.get(1).map(|cell| blocks_of(cell).join("\n\n")).unwrap_or_default();
                format!("{code}\t{value}\n")
            });
            let text: String = lines.collect();
            return super::factiva(&text).next().and_then(Result::ok).map(|(_, fields)| fields);
        }
        let blocks = blocks_of(article);
        let id = blocks.iter().find_map(|block| number(block));
        let blocks: Vec<&str> = blocks.iter().map(String::as_str).filter(|block| number(block).is_none()).collect();
        // Each block is a line, and paragraphs are apart.
        let lines: Vec<&str> = blocks.into_iter().flat_map(|block| [block, ""]).collect();
        read(&lines, id)
    };
    let found = articles.nodes().iter().map(read_one).zip(1..);
    found
        .map(|(fields, nth)| fields.map(|fields| (nth, fields)).ok_or(ExportError { line: nth, below: "its head" }))
        .collect()
}

/// The blocks of text in an element, in order.
#[cfg(feature = "html")]
fn blocks_of(node: &dom_query::NodeRef<'_>) -> Vec<String> {
    let blocks = crate::input::html::blocks_under(node);
    blocks.into_iter().map(|block| block.text).collect()
}

fn is_count(line: &str) -> bool {
    let number = line.strip_suffix(" words").unwrap_or_default();
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

fn is_rights(line: &str) -> bool {
    ["©", "(c) ", "(C) ", "Copyright "].iter().any(|start| line.starts_with(start))
}

fn is_time(line: &str) -> bool {
    line.len() <= 9 && line.contains(':') && line.starts_with(|first: char| first.is_ascii_digit())
}

/// The number of a document, at its end.
fn number(line: &str) -> Option<String> {
    let number = line.trim().strip_prefix("Document ")?;
    let is_number = number.len() >= 10 && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_number.then(|| number.to_owned())
}

fn read(lines: &[&str], id: Option<String>) -> Option<Fields> {
    let texts: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    let count = texts.iter().position(|line| is_count(line))?;
    let mut fields = Fields { id, ..Fields::default() };
    let mut extra = Map::new();
    extra.insert("length".to_owned(), Value::from(texts[count]));
    let mut over: Vec<&str> = texts[..count].iter().copied().filter(|line| !line.is_empty()).collect();
    let is_byline = |line: &&str| line.starts_with("By ") || line.starts_with("BY ") || !authors(line).is_empty();
    if over.len() > 1
        && let Some(byline) = over.pop_if(|line| is_byline(&&**line))
    {
        fields.authors = names(&Value::from(byline)).unwrap_or_default();
    }
    fields.headline = Some(over.join(" ")).filter(|headline| !headline.is_empty());
    let rights = texts.iter().skip(count).take(24).position(|line| is_rights(line)).map(|at| count + at);
    let end = rights.unwrap_or(count);
    for line in texts[count + 1..end.max(count + 1)].iter().filter(|line| !line.is_empty()) {
        let tag = language(line);
        match () {
            () if fields.published.is_none() && is_date(line) => fields.published = Some((*line).to_owned()),
            () if is_time(line) => drop(extra.insert("time".to_owned(), Value::from(*line))),
            () if fields.language.is_none() && tag != *line => fields.language = Some(tag),
            () if fields.outlet.is_none() => fields.outlet = Some((*line).to_owned()),
            () if line.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                drop(extra.insert("source".to_owned(), Value::from(*line)));
            }
            () => drop(extra.insert("page".to_owned(), Value::from(*line))),
        }
    }
    let blocks = paragraphs(texts[end + 1..].iter().copied());
    let blocks: Vec<Block> = blocks.iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)).collect();
    if blocks.is_empty() {
        return None;
    }
    fields.extra = extra;
    fields.set_blocks(blocks);
    Some(fields)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SHOWN: &str = "Bridge shut until spring\nBy Jane Doe\n61 words\n3 May 2024\n09:12\nThe Westford Echo\nWESTE\n4\nEnglish\n(c) 2024 Echo Group\n\n\
                         The bridge is shut, the council said.\n\n“We had no choice,” Maria Orlo\nsaid.\n\nDocument WESTE00020240503ek530001a\n\n\
                         Fares rise\n4 words\n4 May 2024\nThe Echo\nEnglish\n© 2024 Echo Group\n\nFares rise in May.\n\nDocument ECHO000020240504ek540002b\n";

    #[test]
    fn reads_what_is_shown() {
        assert!(looks_like_factiva_display(SHOWN));
        let documents: Vec<_> = factiva_display(SHOWN).map(Result::unwrap).collect();
        assert_eq!(documents.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 19]);
        let fields = &documents[0].1;
        assert_eq!(
            (fields.headline.as_deref(), &fields.authors[..]),
            (Some("Bridge shut until spring"), &["Jane Doe".to_owned()][..])
        );
        assert_eq!(
            (fields.published.as_deref(), fields.outlet.as_deref()),
            (Some("3 May 2024"), Some("The Westford Echo"))
        );
        assert_eq!((fields.language.as_deref(), fields.id.as_deref()), (Some("en"), Some("WESTE00020240503ek530001a")));
        assert_eq!(fields.text, "The bridge is shut, the council said.\n\n“We had no choice,” Maria Orlo said.");
        assert_eq!(
            (&fields.extra["length"], &fields.extra["source"], &fields.extra["page"]),
            (&Value::from("61 words"), &Value::from("WESTE"), &Value::from("4"))
        );
        assert_eq!((documents[1].1.headline.as_deref(), documents[1].1.authors.len()), (Some("Fares rise"), 0));
    }

    #[test]
    #[cfg(feature = "html")]
    fn reads_pages_of_both_forms() {
        let shown = "<html><head><title>Factiva</title></head><body><div class=\"article enArticle\"><div id=hd><span class=enHeadline>Bridge shut</span></div>\
                     <div class=author>By Jane Doe</div><div>61 words</div><div>3 May 2024</div><div>The Westford Echo</div><div>WESTE</div><div>English</div>\
                     <div>(c) 2024 Echo Group</div><p class=articleParagraph>The bridge is shut.</p><p class=articleParagraph>Cars queue.</p><p>Document WESTE00020240503ek530001a</p></div></body></html>";
        assert!(looks_like_factiva_page(shown));
        let [Ok((1, fields))] = &factiva_page(shown)[..] else { panic!() };
        assert_eq!(
            (fields.headline.as_deref(), fields.text.as_str()),
            (Some("Bridge shut"), "The bridge is shut.\n\nCars queue.")
        );
        assert_eq!(
            (fields.outlet.as_deref(), fields.id.as_deref()),
            (Some("The Westford Echo"), Some("WESTE00020240503ek530001a"))
        );
        let codes = "<html><title>Factiva</title><div class=article><table><tr><td><b>HD</b></td><td>Bridge shut</td></tr><tr><td><b>BY</b></td><td>By Jane Doe</td></tr>\
                     <tr><td><b>SN</b></td><td>The Westford Echo</td></tr><tr><td><b>PD</b></td><td>3 May 2024</td></tr><tr><td><b>LP</b></td><td><p>The bridge is shut.</p></td></tr>\
                     <tr><td><b>TD</b></td><td><p>Cars queue.</p><p>All day.</p></td></tr><tr><td><b>AN</b></td><td>Document WESTE1</td></tr></table></div></html>";
        assert!(looks_like_factiva_page(codes));
        let [Ok((1, fields))] = &factiva_page(codes)[..] else { panic!("{:?}", factiva_page(codes)) };
        assert_eq!(
            (fields.headline.as_deref(), fields.text.as_str()),
            (Some("Bridge shut"), "The bridge is shut.\n\nCars queue.\n\nAll day.")
        );
        assert_eq!((fields.id.as_deref(), fields.published.as_deref()), (Some("WESTE1"), Some("3 May 2024")));
    }

    #[test]
    fn articles_are_none() {
        for text in [
            "Bridge shut\n400 words\nThe bridge is shut.\n",
            "3 May 2024\nThe Echo\n(c) 2024\n",
            "He wrote 400 words\n3 May 2024\n© Echo\n",
            "",
        ] {
            assert!(!looks_like_factiva_display(text), "{text}");
        }
        assert!(!looks_like_factiva_page("<html><div class=article><p>Factiva is a database.</p></div></html>"));
    }

    proptest! {
        #[test]
        fn reads_any_lines(lines in proptest::collection::vec("(4 words|3 May 2024|© Echo|English|By Jane Doe|Document ECHO000020240504ek|[a-zé ]{0,9}|)", 0..25)) {
            let text = lines.join("\n");
            looks_like_factiva_display(&text);
            for (_, fields) in factiva_display(&text).flatten() {
                prop_assert!(!fields.into_article(None).text.is_empty());
            }
        }
    }
}
