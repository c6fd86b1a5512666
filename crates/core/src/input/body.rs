//! What mark-up says of an article's body: its paragraphs and crossheads, in order.
//!
//! A text and the kinds of its blocks are kept side by side, not a tree: the text is what everything
//! after this reads, and a block is a line of it.

pub use crate::layout::BlockKind;
use crate::types::Span;

/// A block of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words, entities decoded, white space collapsed.
    pub text: String,
}

impl Block {
    /// A block whose white space is collapsed; `None` where it has no words.
    pub fn new(kind: BlockKind, text: &str) -> Option<Self> {
        let text = clean(text);
        text.contains(char::is_alphanumeric).then_some(Self { kind, text })
    }
}

/// The text on one line: every run of white space is a space, and what cannot be seen is gone.
pub(crate) fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        let start = cleaned.len();
        cleaned.extend(word.chars().filter(|character| !is_invisible(*character)));
        if cleaned.len() > start && start > 0 {
            cleaned.insert(start, ' ');
        }
    }
    cleaned
}

/// Soft hyphens, spaces without width, marks of direction. Joiners stay: emoji are made with them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffc}')
}

/// Blocks as a text, an empty line between two.
pub(crate) fn compose(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// Where the blocks lie in `text` from byte `from` on; `None` where the text is not made of them.
pub(crate) fn locate(blocks: &[Block], text: &str, from: usize) -> Option<Vec<(Span, BlockKind)>> {
    let mut end = from;
    let mut located = Vec::with_capacity(blocks.len());
    for block in blocks {
        let gap = text.get(end..)?.find(|character: char| !character.is_whitespace())?;
        let start = end + gap;
        if block.text.is_empty() || !text[start..].starts_with(&block.text) {
            return None;
        }
        end = start + block.text.len();
        located.push((Span::new(start, end), block.kind));
    }
    text.get(end..)?.trim().is_empty().then_some(located)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collapses_white_space_and_drops_what_cannot_be_seen() {
        assert_eq!(clean(" a\u{a0}\n b\u{200b}c \u{ad} d\0e "), "a bc d e");
        assert_eq!(Block::new(BlockKind::Paragraph, " *** "), None);
    }

    #[test]
    fn finds_blocks_in_their_own_text_only() {
        let blocks: Vec<Block> =
            ["One.", "Two."].iter().filter_map(|text| Block::new(BlockKind::Paragraph, text)).collect();
        let text = format!("Head\n\n{}", compose(&blocks));
        let spans = locate(&blocks, &text, 4).unwrap();
        assert_eq!(spans.iter().map(|(span, _)| span.of(&text)).collect::<Vec<_>>(), ["One.", "Two."]);
        assert_eq!(locate(&blocks, "One.\n\nTwo. And more.", 0), None);
        assert_eq!(locate(&blocks, "One.", 0), None);
    }
}
