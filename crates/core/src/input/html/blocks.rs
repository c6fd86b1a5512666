//! A tree of HTML to blocks: paragraphs, crossheads, items of lists.
//!
//! Text collects until an element that a browser would set on a line of its own begins or ends. A
//! line break inside a paragraph ends a block where the words before it end a sentence, as in pages
//! that write paragraphs so; elsewhere it is a space.
//!
//! Left out: pictures, forms, tables' columns (a row is a paragraph), and what a style sheet hides.

use dom_query::NodeRef;

use crate::{
    input::body::{Block, BlockKind},
    layout::look,
};

/// A block, and what its mark-up says beside.
pub(super) struct Marked {
    pub(super) block: Block,
    /// The share of its characters that are links.
    pub(super) linked: f64,
    /// Whether it is all slanted, as what an editor adds is.
    pub(super) slanted: bool,
}

/// Elements inside a line.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "ruby",
    "rb",
    "rt",
    "rp",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "meter",
    "output",
    "amp-fit-text",
];
/// Elements without words of the article.
const SILENT: &[&str] = &[
    "head",
    "script",
    "style",
    "noscript",
    "template",
    "button",
    "input",
    "select",
    "textarea",
    "option",
    "figure",
    "figcaption",
    "picture",
    "img",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "map",
    "nav",
    "form",
    "dialog",
    "menu",
    "rp",
    "rt",
];

/// Whether an element is a heading of any level.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The blocks under a node.
pub(super) fn blocks(root: &NodeRef) -> Vec<Marked> {
    let mut walk = Walk::default();
    walk.children(root);
    walk.flush();
    walk.found
}

#[derive(Default)]
struct Walk {
    found: Vec<Marked>,
    line: String,
    /// Characters of the line that are no white space; of them, those in a link and those slanted.
    n_characters: usize,
    n_linked: usize,
    n_slanted: usize,
    in_link: usize,
    in_slant: usize,
    in_heading: usize,
    in_item: usize,
}

impl Walk {
    /// Depth is bounded by what a page may open, see `page.rs`.
    fn children(&mut self, node: &NodeRef) {
        for child in node.children_it(false) {
            if child.is_text() {
                self.text(&child.text());
            } else if child.is_element() {
                let name = child.node_name().unwrap_or_default();
                self.element(&child, &name);
            }
        }
    }

    fn text(&mut self, text: &str) {
        let n = text.chars().filter(|character| !character.is_whitespace()).count();
        self.n_characters += n;
        self.n_linked += if self.in_link > 0 { n } else { 0 };
        self.n_slanted += if self.in_slant > 0 { n } else { 0 };
        self.line.push_str(text);
    }

    fn element(&mut self, node: &NodeRef, name: &str) {
        if SILENT.contains(&name) || node.has_attr("hidden") {
            return;
        }
        match name {
            "br" => {
                if look::stop(self.line.trim_end()).is_some() {
                    self.flush();
                } else {
                    self.line.push(' ');
                }
            }
            "a" => self.counted(node, |walk| &mut walk.in_link),
            "i" | "em" => self.counted(node, |walk| &mut walk.in_slant),
            "q" => {
                self.line.push('“');
                self.children(node);
                self.line.push('”');
            }
            "td" | "th" => {
                self.children(node);
                self.line.push(' ');
            }
            _ if INLINE.contains(&name) => self.children(node),
            _ => {
                self.flush();
                let (heading, item) = (is_heading(name), matches!(name, "li" | "dt" | "dd"));
                self.in_heading += usize::from(heading);
                self.in_item += usize::from(item);
                self.children(node);
                self.flush();
                self.in_heading -= usize::from(heading);
                self.in_item -= usize::from(item);
            }
        }
    }

    fn counted(&mut self, node: &NodeRef, counter: fn(&mut Self) -> &mut usize) {
        *counter(self) += 1;
        self.children(node);
        *counter(self) -= 1;
    }

    fn flush(&mut self) {
        let kind = if self.in_heading > 0 {
            BlockKind::Heading
        } else if self.in_item > 0 {
            BlockKind::Item
        } else {
            BlockKind::Paragraph
        };
        if let Some(block) = Block::new(kind, &self.line) {
            let share = |n: usize| n as f64 / self.n_characters.max(1) as f64;
            self.found.push(Marked { block, linked: share(self.n_linked), slanted: share(self.n_slanted) > 0.95 });
        }
        self.line.clear();
        (self.n_characters, self.n_linked, self.n_slanted) = (0, 0, 0);
    }
}
