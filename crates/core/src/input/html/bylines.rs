//! The bylines and dates that a page shows to the names of its authors and its day of publication.
//!
//! Mark-up names them: `rel=author`, `itemprop=author`, classes and ids with the words byline, author, writer. Teasers of other
//! stories have bylines too, so the first that comes after the headline counts, and what is right beside it. A line that begins
//! with "By" is one whatever its element is called. Of its words the
//! names count, as in a byline of plain text: no roles, dates, addresses or invitations to write.

use dom_query::{Document, NodeRef};

use crate::{dates, input::body::clean, layout::authors, text::is_day};

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
/// The longest line that may have a byline or a date, in bytes.
const LINE: usize = 140;
/// Elements before the headline that may have the date.
const BEFORE: usize = 12;
/// The longest byline, in bytes.
const LONGEST: usize = 300;

/// What a page shows of its author and date.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The authors, in order.
    pub(super) authors: Vec<String>,
    /// The line that names them, if it begins with "By".
    pub(super) line: Option<String>,
    /// The date below the headline, in the words of the page.
    pub(super) date: Option<String>,
    /// The one above it, which may be that of the day on which the page was saved.
    pub(super) date_above: Option<String>,
}

/// Reads what a page shows around its headline.
pub(super) fn shown(document: &Document) -> Shown {
    let Some(body) = document.body() else { return Shown::default() };
    let elements: Vec<NodeRef<'_>> = body.descendants_it().filter(|node| node.is_element()).collect();
    let headline = elements.iter().position(|node| node.has_name("h1"));
    let mut n_paragraphs = 0;
    let head: Vec<&NodeRef<'_>> = elements
        .iter()
        .skip(headline.unwrap_or(0))
        .take(MOST)
        .take_while(|node| {
            n_paragraphs += usize::from(node.has_name("p") && node.text().trim().len() > LONG);
            n_paragraphs < PARAGRAPHS
        })
        .collect();
    let before = || elements.iter().take(headline.unwrap_or(0)).rev().take(MOST / 10);
    let named = || head.iter().copied().chain(before()).find_map(|node| is_byline(node).then(|| of(node)).flatten());
    // Some stand below the story, but within it.
    let below = || {
        let article = headline.and_then(|at| elements[at].ancestors_it(None).find(|node| node.has_name("article")))?;
        article.descendants_it().take(MOST).find_map(|node| is_byline(&node).then(|| of(&node)).flatten())
    };
    let lines = || head.iter().filter_map(|node| line(node));
    let told = lines().find_map(|line| Some((told(&line)?, line)));
    let date = lines().find(|line| is_dated(line));
    let date_above = before().take(BEFORE).filter_map(line).find(|line| is_dated(line));
    let (authors, line) = match told {
        Some((authors, line)) => (authors, Some(line)),
        None => (named().or_else(below).unwrap_or_default(), None),
    };
    Shown { authors, line, date, date_above }
}

/// The words of an element that is a line at most; those that belong to it, not to what is in it, among them.
fn line(node: &NodeRef<'_>) -> Option<String> {
    let is_near = |child: &NodeRef<'_>| child.is_text() && child.text().chars().any(char::is_alphanumeric);
    if !node.children_it(false).any(|child| is_near(&child)) {
        return None;
    }
    let text = clean(&node.text());
    (text.len() <= LINE).then_some(text)
}

/// The names in a line that begins with "By".
fn told(line: &str) -> Option<Vec<String>> {
    let rest = ["By ", "BY ", "by ", "Posted by ", "Written by "].iter().find_map(|by| line.strip_prefix(by))?;
    let names = authors(&format!("By {}", until_date(rest)));
    (!names.is_empty()).then_some(names)
}

/// The words of a byline up to the date that may follow: "Jane Doe on Monday, May 3, 2024".
fn until_date(line: &str) -> String {
    let names = line.split(" on ").next().unwrap_or(line);
    let names = names.split(|letter: char| letter.is_ascii_digit() || matches!(letter, '|' | '—' | '–')).next();
    let is_end = |word: &&str| {
        let word = word.trim_matches(|letter: char| !letter.is_alphabetic());
        let is_stamp = matches!(&*word.to_lowercase(), "updated" | "published" | "posted" | "last");
        is_stamp || is_day(word) || dates::is_month(word)
    };
    let words = names.unwrap_or_default().split_whitespace().take_while(|word| !is_end(word));
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a line has a date with its year.
fn is_dated(line: &str) -> bool {
    let has_year = line.split(|letter: char| !letter.is_ascii_digit()).any(|number| number.len() == 4);
    has_year && dates::day(&date_of(line), None).is_some()
}

/// The part of a line from its date on: words before it may be numbers too.
pub(super) fn date_of(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_month = |word: &str| dates::is_month(word.trim_matches(|letter: char| !letter.is_alphabetic()));
    let Some(at) = words.iter().position(|word| is_month(word)) else { return line.to_owned() };
    // The day is before the month, or after it.
    let from = if at > 0
        && words[at - 1].starts_with(|letter: char| letter.is_ascii_digit())
        && !words[at - 1].contains(':')
    {
        at - 1
    } else {
        at
    };
    words[from..].iter().take(4).copied().collect::<Vec<_>>().join(" ")
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
    for name in pieces.iter().filter(|piece| !is_furniture(piece)).flat_map(|piece| authors(&until_date(piece))) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then_some(names)
}

/// The words in and between the elements of a byline, apart; those of a link go on the line that they are in.
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
                // A last letter that is set apart.
                Some("span") if child.text().chars().count() <= 2 => line += &child.text(),
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
