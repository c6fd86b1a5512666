//! Posts of social networks in a page to paragraphs: who posted, and what, in quotation marks.
//!
//! Networks hand out a blockquote with the post's words and, below them, its author and date (X, Bluesky, Facebook), and show
//! the author first. So does the paragraph, which makes the post a statement of its author. An embed that holds only its own furniture, as those of
//! Instagram and Mastodon do until a script fills them, is taken out.
//!
//! Left out: pictures and films of a post, and what it answers.

use dom_query::{Document, NodeRef};

use crate::input::body::clean;

/// Classes of the blockquotes that networks hand out.
const CLASSES: &[&str] = &[
    "twitter-tweet",
    "twitter-video",
    "bluesky-embed",
    "fb-xfbml-parse-ignore",
    "instagram-media",
    "mastodon-embed",
    "tiktok-embed",
    "text-post-media",
];

/// Replaces the posts on a page by paragraphs.
pub(super) fn embeds(document: &Document) {
    let posts = document.select("blockquote[class]");
    let is_post = |node: &&NodeRef<'_>| {
        node.attr("class").is_some_and(|classes| classes.split_whitespace().any(|class| CLASSES.contains(&class)))
    };
    for node in posts.nodes().iter().filter(is_post) {
        match post(node) {
            Some((words, author)) => {
                node.replace_with_html(format!("<p>{}: “{}”</p>", escaped(&author), escaped(&words)));
            }
            None => node.remove_from_parent(),
        }
    }
}

/// The words of a post, and who posted them.
fn post(node: &NodeRef<'_>) -> Option<(String, String)> {
    let (mut words, mut below) = (Vec::new(), String::new());
    for child in node.children_it(false) {
        match child.node_name().as_deref() {
            Some("p") => words.push(clean(&child.text())),
            _ => below += &child.text(),
        }
    }
    let words: Vec<&str> = words.iter().flat_map(|text| text.split(' ')).filter(|word| !is_address(word)).collect();
    let words = words.join(" ").replace(['“', '”', '"'], "’");
    let below = clean(&below);
    let author = below.trim_start_matches(['—', '–', '-', ' ']);
    let author = author.strip_prefix("Posted by ").map_or(author, |named| named.split(" on ").next().unwrap_or(named));
    // The handle comes after the name, and the date after it.
    let author = author.split_inclusive(')').next().unwrap_or(author).trim();
    let is_name = author.split(' ').count() <= 7 && author.chars().any(char::is_alphabetic);
    let is_furniture = words.starts_with("A post shared by") || author.starts_with("View ");
    (!is_furniture && is_name && words.chars().any(char::is_alphabetic)).then(|| (words, author.to_owned()))
}

/// Whether a word leads to a picture or a page.
fn is_address(word: &str) -> bool {
    ["pic.twitter.com/", "pic.x.com/", "https://", "http://"].iter().any(|start| word.starts_with(start))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
