//! Quotation marks to quotations.

use std::ops::Range;

/// A stretch in quotation marks within one block. A quotation that runs over paragraphs is one
/// of these a paragraph, each but the first with `continues` set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Word indices, both marks included where they stand.
    pub words: Range<usize>,
    /// Whether a mark opens it.
    pub opened: bool,
    /// Whether a mark closes it; a quotation continued in the next paragraph is not closed in this one.
    pub closed: bool,
    /// Nesting depth, 0 for the outermost.
    pub depth: usize,
    /// Whether its marks are single ones.
    pub single: bool,
    /// Whether it continues the last quotation of the paragraph before.
    pub continues: bool,
}

/// How a word stands to quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QuotationState {
    /// Outside any quotation.
    #[default]
    Outside,
    /// Inside a quotation in double marks (or guillemets), marks included.
    Double,
    /// Inside a quotation in single marks only, marks included.
    Single,
}
