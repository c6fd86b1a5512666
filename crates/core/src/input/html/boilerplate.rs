//! What of a page is not its article: by the names of elements before the article is found, by the
//! look of blocks after.
//!
//! Names first: news pages call a caption a caption and a newsletter box a newsletter box, in class
//! and id. An element goes only if it holds little of the page's paragraphs, since some sites put
//! such a word on the whole page. Then blocks: links that stand alone, requests to the reader, credits
//! of pictures, dates, headings with nothing under them, and what is said twice.

use std::collections::HashSet;

use dom_query::{Document, NodeRef};

use super::blocks::{Marked, is_heading};
use crate::{
    input::body::{Block, BlockKind, clean},
    layout::look,
};

/// Elements that are not the article, whatever they are called.
const ELEMENTS: &[&str] = &[
    "nav",
    "footer",
    "aside",
    "form",
    "figure",
    "figcaption",
    "button",
    "dialog",
    "menu",
    "amp-ad",
    "amp-sidebar",
    "amp-social-share",
    "amp-consent",
    "amp-lightbox",
    "amp-carousel",
    "amp-sticky-ad",
    "amp-user-notification",
];
const ROLES: &[&str] =
    &["navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "button", "menu"];

/// Words of a class or an id that name what is not the article.
const NAMES: &[&str] = &[
    "caption",
    "captions",
    "credit",
    "credits",
    "newsletter",
    "newsletters",
    "share",
    "shares",
    "sharing",
    "sharebar",
    "social",
    "related",
    "promo",
    "promos",
    "promotion",
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertising",
    "sponsor",
    "sponsored",
    "signup",
    "subscribe",
    "subscription",
    "comments",
    "disqus",
    "breadcrumb",
    "breadcrumbs",
    "recirc",
    "recirculation",
    "recommended",
    "recommendations",
    "trending",
    "outbrain",
    "taboola",
    "timestamp",
    "byline",
    "bylines",
    "gallery",
    "slideshow",
    "carousel",
    "popular",
    "mostread",
    "pullquote",
    "pagination",
    "tags",
    "toolbar",
    "cookie",
    "consent",
    "paywall",
    "copyright",
    "dateline",
    "pubdate",
    "datetime",
    "authorbio",
    "bio",
    "biography",
    "outro",
    "readmore",
    "readalso",
    "seealso",
    "moreon",
    "infobox",
    "widget",
    "popup",
    "modal",
    "notification",
    "newsletterbox",
    "fbshare",
    "addthis",
    "skip",
    "wp-caption-text",
    "hidden",
];
/// The same, of two words.
const PAIRS: &[(&str, &str)] = &[
    ("read", "more"),
    ("read", "also"),
    ("read", "next"),
    ("see", "also"),
    ("see", "more"),
    ("most", "read"),
    ("most", "popular"),
    ("more", "stories"),
    ("more", "from"),
    ("more", "on"),
    ("also", "read"),
    ("also", "like"),
    ("up", "next"),
    ("sign", "up"),
    ("author", "bio"),
    ("author", "info"),
    ("author", "box"),
    ("about", "author"),
    ("author", "name"),
    ("publish", "date"),
    ("published", "date"),
    ("article", "date"),
    ("date", "published"),
    ("image", "source"),
    ("pull", "quote"),
    ("photo", "info"),
    ("image", "info"),
    ("image", "title"),
    ("sr", "only"),
    ("visually", "hidden"),
    ("screen", "reader"),
    ("article", "tags"),
    ("post", "meta"),
    ("entry", "meta"),
    ("article", "meta"),
    ("tag", "list"),
    ("inline", "video"),
    ("video", "player"),
    ("follow", "us"),
];

/// An element that holds more of the page's paragraphs than this is the article, whatever its name.
const MOST_OF_PAGE: f64 = 0.3;
/// The same of one with a heading that asks the reader for something: of a story that is cut off there, little is left.
const MOST_OF_REST: f64 = 0.6;

/// Takes the elements out of a page that are not its article.
pub(super) fn prune(document: &Document) {
    let Some(body) = document.body() else { return };
    let paragraphs = |node: &NodeRef| -> usize {
        node.descendants_it().filter(|node| node.has_name("p")).map(|paragraph| paragraph.text().trim().len()).sum()
    };
    let all = paragraphs(&body).max(1);
    let doomed: Vec<NodeRef> = body.descendants_it().filter(is_beside).collect();
    for node in doomed {
        let asks = asks_under_a_heading(&node);
        let most = if asks { MOST_OF_REST } else { MOST_OF_PAGE };
        // One that went with an element above it has no way up to the page.
        if node.parent().is_some() && (paragraphs(&node) as f64) < most * all as f64 {
            node.remove_from_parent();
        }
    }
}

/// Whether an element has a heading that asks the reader for something.
fn asks_under_a_heading(node: &NodeRef) -> bool {
    let mut headings = node.descendants_it().filter(|node| is_heading(&node.node_name().unwrap_or_default()));
    headings.any(|heading| asks_the_reader(&clean(&heading.text()), 200))
}

fn is_beside(node: &NodeRef) -> bool {
    if !node.is_element() {
        return false;
    }
    let name = node.node_name().unwrap_or_default();
    if matches!(&*name, "html" | "body" | "article" | "main") {
        return false;
    }
    if ELEMENTS.contains(&&*name) || node.has_attr("hidden") {
        return true;
    }
    if node.attr("role").is_some_and(|role| ROLES.contains(&&*role.to_ascii_lowercase()))
        || node.attr("aria-hidden").is_some_and(|hidden| &*hidden == "true")
        || node.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"))
    {
        return true;
    }
    ["class", "id"].iter().any(|attribute| node.attr(attribute).is_some_and(|value| names_what_is_beside(&value)))
}

fn names_what_is_beside(value: &str) -> bool {
    value.split_whitespace().take(40).any(|name| {
        let words = split_name(name);
        words.iter().any(|word| NAMES.contains(&word.as_str()))
            || words.windows(2).any(|pair| PAIRS.contains(&(pair[0].as_str(), pair[1].as_str())))
    })
}

/// "articleShare-bar__top" to article, share, bar, top.
pub(super) fn split_name(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '-';
    for character in name.chars().take(80) {
        if !character.is_alphanumeric() || character.is_uppercase() && before.is_lowercase() {
            words.push(String::new());
        }
        if character.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The blocks that are the article's own, below `headline`.
pub(super) fn keep(marked: Vec<Marked>, headline: Option<&str>) -> Vec<Block> {
    let n_blocks = marked.len();
    let headline: Option<String> = headline.map(letters);
    let mut seen: HashSet<String> = HashSet::new();
    let mut kept: Vec<Block> = Vec::new();
    for (index, Marked { block, linked, slanted }) in marked.into_iter().enumerate() {
        let letters = letters(&block.text);
        let is_headline = headline.as_ref().is_some_and(|headline| *headline == letters);
        let is_link = linked > 0.9 && look::stop(&block.text).is_none_or(|stop| stop != '.');
        let at_the_end = index * 4 >= n_blocks * 3;
        let is_aside = slanted && at_the_end && asks_the_reader(&block.text, 400);
        let repeated = block.text.len() > 40 && seen.contains(&letters);
        if is_headline || is_link || is_aside || repeated || is_furniture(&block) {
            continue;
        }
        seen.insert(letters);
        kept.push(block);
    }
    drop_bare_headings(kept)
}

/// Headings that have nothing under them any more; one over another heading stays.
fn drop_bare_headings(mut blocks: Vec<Block>) -> Vec<Block> {
    while blocks.last().is_some_and(|block| block.kind == BlockKind::Heading) {
        blocks.pop();
    }
    blocks
}

fn is_furniture(block: &Block) -> bool {
    let text = block.text.as_str();
    if block.kind == BlockKind::Heading {
        return asks_the_reader(text, 200) || look::is_stamp(text);
    }
    look::is_stamp(text) || tells_when(text) || asks_the_reader(text, 400) || is_credit(text)
}

/// Whether the line gives facts beside each other, a date or a reading time among them: "Jo Dell · 3 May · 4 min read".
fn tells_when(text: &str) -> bool {
    const BETWEEN: [char; 3] = ['·', '•', '|'];
    !look::longer_than(text, 120) && text.contains(BETWEEN) && text.split(BETWEEN).any(look::is_stamp)
}

/// Whether the page speaks to who reads it.
fn asks_the_reader(text: &str, limit: usize) -> bool {
    const WHOLE: &[&str] = &[
        "related",
        "related news",
        "related articles",
        "related stories",
        "related topics",
        "recommended",
        "recent articles",
        "recommended for you",
        "popular this week",
        "highlights",
        "trending",
        "most read",
        "most popular",
        "advertisement",
        "loading",
        "comments",
        "something to consider",
        "breaking news emails",
        "up next",
        "more stories",
        "sign in",
        "share",
        "subscribe",
        "latest",
        "popular",
        "close",
        "caption",
        "read more",
        "see also",
        "learn more",
        "newsletter",
        "share this article",
        "top stories",
        "editor's picks",
    ];
    const OPENINGS: &[&str] = &[
        "read more",
        "read also",
        "read next",
        "read:",
        "also read",
        "see also",
        "see more",
        "see:",
        "more:",
        "related:",
        "don't miss",
        "do not miss",
        "sign up",
        "sign in",
        "subscribe",
        "click here",
        "click to",
        "continue reading",
        "advertisement",
        "story continues",
        "article continues",
        "follow us",
        "follow @",
        "like this story",
        "share this",
        "share on",
        "listen:",
        "watch:",
        "watch live",
        "download the",
        "get the latest",
        "join our",
        "enter your",
        "load more",
        "more from",
        "more stories",
        "more on this",
        "you may also like",
        "you might also like",
        "tap here",
        "photos:",
        "also on",
        "if you enjoyed this",
        "view the discussion",
        "view in browser",
        "view this email",
        "you are receiving this",
        "unsubscribe",
        "leave a comment",
    ];
    if look::longer_than(text, limit) {
        return false;
    }
    let lower = text.to_lowercase().replace('’', "'");
    let opening = lower.trim_start_matches(|character: char| !character.is_alphanumeric() && character != '@');
    WHOLE.contains(&opening.trim_end_matches(|character: char| !character.is_alphanumeric()))
        || OPENINGS
            .iter()
            .any(|sign| opening.strip_prefix(sign).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
        || [
            "sign up for",
            "newsletter",
            "by clicking here",
            "click here",
            "all rights reserved",
            "affiliate commission",
            "follow him on",
            "follow her on",
            "follow them on",
            "inbox daily",
            "have a news tip",
            "subscribe to",
        ]
        .iter()
        .any(|sign| lower.contains(sign) && !lower.contains(['“', '"']))
}

/// Whether the words belong to a picture or say where the text comes from.
fn is_credit(text: &str) -> bool {
    if look::longer_than(text, 300) {
        return false;
    }
    let lower = text.to_lowercase();
    const ANYWHERE: &[&str] = &[
        "getty images",
        "ap photo",
        "(image:",
        "(photo:",
        "(picture:",
        "image credit",
        "photo credit",
        "credit:",
        "credit...",
        "image copyright",
        "image caption",
        "photo by",
        "photograph by",
        "file photo",
        "[file:",
        "photo:",
        "picture:",
    ];
    const FIRST: &[&str] = &["image ", "source:", "photo ", "©", "copyright ", "via "];
    let short = !look::longer_than(text, 60);
    ANYWHERE.iter().any(|sign| lower.contains(sign))
        && look::stop(text).is_none_or(|_| lower.contains('(') || short || lower.contains("credit"))
        || short && look::stop(text).is_none() && (FIRST.iter().any(|sign| lower.starts_with(sign)) || lower == "getty")
        || text.starts_with('©')
}

fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
