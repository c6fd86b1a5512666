//! The bylines that a page shows to the names of its authors.
//!
//! Mark-up names them: `rel=author`, `itemprop=author`, classes and ids with the words byline, author, writer. Teasers of other
//! stories have bylines too, so the first that comes after the headline counts, and what is right beside it. Of its words the
//! names count, as in a byline of plain text: no roles, dates, addresses or invitations to write.

use dom_query::{Document, NodeRef};

use crate::{input::body::clean, layout::authors};

/// Words of a class or an id that name a byline.
const WORDS: &[&str] = &["byline", "bylines", "author", "authors", "writer", "contributor", "contributors", "reporter"];
/// Words beside them that name something else.
const OTHERS: &[&str] = &[
    "bio",
    "biography",
    "box",
    "image",
    "img",
    "photo",
    "avatar",
    "social",
    "share",
    "follow",
    "comment",
    "comments",
    "related",
    "promo",
    "teaser",
    "card",
    "more",
    "description",
    "about",
];
/// Elements that are looked at after the headline.
const MOST: usize = 1500;
/// Paragraphs of more bytes than this are the story's; a byline comes before so many of them.
const LONG: usize = 80;
const PARAGRAPHS: usize = 3;
/// The longest byline, in bytes.
const LONGEST: usize = 300;

/// The names that a page shows as its authors', in order.
pub(super) fn shown(document: &Document) -> Vec<String> {
    let Some(body) = document.body() else { return Vec::new() };
    let elements: Vec<NodeRef<'_>> = body.descendants_it().filter(|node| node.is_element()).collect();
    let headline = elements.iter().position(|node| node.has_name("h1"));
    let mut n_paragraphs = 0;
    let over = elements.iter().skip(headline.unwrap_or(0)).take(MOST).take_while(|node| {
        n_paragraphs += usize::from(node.has_name("p") && node.text().trim().len() > LONG);
        n_paragraphs < PARAGRAPHS
    });
    let before = elements.iter().take(headline.unwrap_or(0)).rev().take(MOST / 10);
    let found = over.chain(before).find_map(|node| is_byline(node).then(|| of(node)).flatten());
    // Some stand below the story, but within it.
    let below = || {
        let article = headline.and_then(|at| elements[at].ancestors_it(None).find(|node| node.has_name("article")))?;
        article.descendants_it().take(MOST).find_map(|node| is_byline(&node).then(|| of(&node)).flatten())
    };
    found.or_else(below).unwrap_or_default()
}

fn is_byline(node: &NodeRef<'_>) -> bool {
    let is = |attribute: &str, value: &str| {
        node.attr(attribute).is_some_and(|found| found.split_whitespace().any(|one| one.eq_ignore_ascii_case(value)))
    };
    is("rel", "author")
        || is("itemprop", "author")
        || node.has_name("address")
        || ["class", "id"].iter().any(|name| {
            node.attr(name).is_some_and(|value| {
                value.split_whitespace().take(20).any(|name| {
                    let words = super::boilerplate::split_name(name);
                    words.iter().any(|word| WORDS.contains(&&**word))
                        && !words.iter().any(|word| OTHERS.contains(&&**word))
                })
            })
        })
}

/// The names in a byline; `None` if there are none, or it is too long for one.
fn of(node: &NodeRef<'_>) -> Option<Vec<String>> {
    // Several authors are often side by side, each in an element like this.
    let like = node.attr("class").map(|class| class.to_string()).filter(|class| !class.is_empty());
    let mut pieces = Vec::new();
    collect(node, &mut pieces);
    let mut beside = node.next_sibling();
    while let Some(next) = beside {
        let is_like = like.is_some() && next.attr("class").map(|class| class.to_string()) == like;
        if next.is_element() && !is_like {
            break;
        }
        if is_like {
            collect(&next, &mut pieces);
        }
        beside = next.next_sibling();
    }
    if pieces.iter().map(String::len).sum::<usize>() > LONGEST {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for name in pieces.iter().filter(|piece| !is_furniture(piece)).flat_map(|piece| authors(piece)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The words in and between the elements of a byline, apart; those of a link or of a span go on the line that they are in.
fn collect(node: &NodeRef<'_>, pieces: &mut Vec<String>) {
    let mut line = String::new();
    for child in node.children_it(false) {
        if child.is_text() {
            line += &child.text();
        } else if child.is_element() {
            let is_mail = child.attr("href").is_some_and(|address| address.starts_with("mailto:"));
            match child.node_name().as_deref() {
                Some("time" | "img" | "button" | "svg" | "script" | "style" | "figure" | "ul") => line.push('|'),
                Some(_) if is_mail || is_furniture(&clean(&child.text())) => line.push('|'),
                Some("a" | "b" | "strong" | "em" | "i") => line += &child.text(),
                _ => {
                    push(&mut line, pieces);
                    collect(&child, pieces);
                }
            }
        }
    }
    push(&mut line, pieces);
}

fn push(line: &mut String, pieces: &mut Vec<String>) {
    let text = clean(line);
    if text.chars().any(char::is_alphabetic) {
        pieces.push(text);
    }
    line.clear();
}

/// Whether words beside a name are an address, an invitation, or a date.
fn is_furniture(text: &str) -> bool {
    let lower = text.to_lowercase();
    const SIGNS: &[&str] =
        &["email", "e-mail", "follow", "contact", "bio", "updated", "published", "posted", "view profile"];
    text.contains('@') || crate::layout::look::is_stamp(text) || SIGNS.iter().any(|sign| lower.starts_with(sign))
}
