//! A page of HTML to the fields of an article.
//!
//! Which part of a page is the article is found by `dom_smoothie`, a port of Mozilla's Readability,
//! from a page that was pruned of what its own names say is beside; its blocks are then read with
//! their kinds, and those that are plainly furniture dropped. On 52 pages of news, in runs of four
//! words against bodies marked by hand (`inquit-lab html`), the extractor alone reaches an F1 of 0.951,
//! another (`rs-trafilatura`, twice the crates, and a classifier of pages) 0.960, this 0.986.
//!
//! Nothing is fetched and no script runs. Any string is read, in bounds of size, depth and number of
//! elements (`html/page.rs`); there is no panic to catch.
//!
//! Where a script fills the page, the text in its JSON-LD is read. Left out: other pages that a script fills, several articles on
//! a page, comments of readers.

mod blocks;
mod boilerplate;
mod bylines;
mod embeds;
mod linked;
mod metadata;
mod page;

use dom_query::Document;
use dom_smoothie::{Config, Readability};

use super::{
    body::{Block, BlockKind},
    decode::decode_html,
    fields::Fields,
};

/// Bytes of the largest page that is read. Pages of news have a tenth of it.
pub const MOST_BYTES: usize = 16 << 20;

/// Why a page is no article.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HtmlError {
    /// The page is too large.
    #[error("page has {bytes} bytes, expected at most {MOST_BYTES}")]
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
    },
    /// No paragraph of text is on the page.
    #[error("page has no text of an article")]
    NoText,
}

/// Reads a page in the encoding that it declares, else in the one its bytes suggest.
///
/// # Errors
/// If the page is larger than [`MOST_BYTES`], or there is no article on it.
pub fn read(bytes: &[u8]) -> Result<Fields, HtmlError> {
    if bytes.len() > MOST_BYTES {
        return Err(HtmlError::TooLarge { bytes: bytes.len() });
    }
    read_str(&decode_html(bytes).text)
}

/// Reads a page that is decoded already.
///
/// The text is the article's paragraphs and crossheads, with an empty line between two; headline and
/// standfirst are fields of their own. A standfirst is a summary that the page shows, else its
/// description, where that is not the article's first paragraph over again.
///
/// # Errors
/// If the page is larger than [`MOST_BYTES`], or there is no article on it.
///
/// ```
/// let page = "<title>Fares rise | Ostburg Echo</title><h1>Fares rise</h1>\
///             <p>Ferry fares rise in May, the port said on Monday.</p><h2>Season tickets</h2><p>They stay as they are.</p>";
/// let article = inquit::input::html::read_str(page)?.into_article(None);
/// assert_eq!(article.headline.unwrap().of(&article.text), "Fares rise");
/// assert_eq!(article.sections[1].heading.unwrap().of(&article.text), "Season tickets");
/// # Ok::<(), inquit::input::html::HtmlError>(())
/// ```
pub fn read_str(html: &str) -> Result<Fields, HtmlError> {
    if html.len() > MOST_BYTES {
        return Err(HtmlError::TooLarge { bytes: html.len() });
    }
    let page = page::page(html);
    let document = Document::from(page.markup.as_str());
    let node = metadata::node(&page.json_ld);
    let (mut fields, byline) = metadata::metadata(&document, node.as_ref());
    embeds::embeds(&document);
    boilerplate::prune(&document);
    let headline = fields.headline.clone();
    let whole = document.body().map(|body| blocks::blocks(&body)).unwrap_or_default();
    // Of a newsletter every story counts, and the largest is not the only one.
    let found = if is_newsletter(&page.markup) { Vec::new() } else { extract(document) };
    // A page so short that nothing on it looks like an article is read as it stands.
    let mut kept = boilerplate::keep(found, headline.as_deref());
    if kept.is_empty() {
        kept = boilerplate::keep(whole, headline.as_deref());
    }
    // A byline with a date after the names is none to a reader of lines.
    let is_byline = |block: &Block| byline.as_ref().is_some_and(|byline| block.text == *byline);
    if let Some(at) = kept.iter().take(4).position(is_byline).filter(|_| !fields.authors.is_empty()) {
        kept.remove(at);
    }
    if let Some(node) = &node
        && kept.is_empty()
    {
        kept = linked::body(node, &mut fields);
    }
    if kept.is_empty() {
        return Err(HtmlError::NoText);
    }
    if fields.standfirst.as_deref().is_some_and(|standfirst| !is_summary(standfirst, &kept)) {
        fields.standfirst = None;
    }
    fields.set_blocks(kept);
    Ok(fields)
}

/// Reads a piece of mark-up, such as the body of a record, of which everything is the article's own.
pub fn fragment(html: &str) -> Vec<Block> {
    let html = &html[..floor(html, MOST_BYTES)];
    let document = Document::from(page::page(html).markup);
    let marked = document.body().map(|body| blocks::blocks(&body)).unwrap_or_default();
    marked.into_iter().map(|marked| marked.block).collect()
}

/// A page within the bounds that all pages are read in.
pub(super) fn bounded(html: &str) -> String {
    page::page(&html[..floor(html, MOST_BYTES)]).markup
}

/// The blocks under an element, all of them.
pub(super) fn blocks_under(node: &dom_query::NodeRef<'_>) -> Vec<Block> {
    blocks::blocks(node).into_iter().map(|marked| marked.block).collect()
}

/// Whether a page is a newsletter: laid out as a table, with the line that mail has to have.
fn is_newsletter(markup: &str) -> bool {
    let lower = markup.to_ascii_lowercase();
    lower.contains("unsubscribe")
        && lower.contains("<table")
        && !["<article", "<main"].iter().any(|tag| lower.contains(tag))
}

fn extract(document: Document) -> Vec<blocks::Marked> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let found = Readability::with_document(document, None, Some(config)).and_then(|mut reader| reader.parse());
    found.map(|article| blocks::blocks(&Document::from(article.content).root())).unwrap_or_default()
}

/// Whether a description says more than the article's beginning over again, and says it to the end.
fn is_summary(description: &str, blocks: &[Block]) -> bool {
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let wanted = letters(description);
    // A description is cut somewhere; how it begins tells where it is from.
    let beginning: String = wanted.chars().take(60).collect();
    let cut_off = description.ends_with("...") || description.ends_with('…');
    let retold = blocks
        .iter()
        .take(3)
        .filter(|block| block.kind == BlockKind::Paragraph)
        .any(|block| letters(&block.text).starts_with(&beginning));
    !cut_off && !retold && wanted.chars().count() >= 20
}

fn floor(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
