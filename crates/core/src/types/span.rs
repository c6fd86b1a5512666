/// A stretch of an article's text: UTF-8 byte offsets, half open `[start, end)`.
///
/// **Invariant**: both ends lie on character boundaries of the text the span belongs to, and
/// `start <= end`. Every maker of spans in the library keeps it; [`Span::of`] relies on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `[start, end)` in UTF-8 bytes.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span ends at {end}, before its start {start}");
        Self { start, end }
    }

    /// The slice of `text` this span covers; empty if the span does not fit the text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share at least one byte.
    pub fn overlaps(&self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn hull(&self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The span without white space at its ends. An all-white span becomes empty, at its start.
    pub fn trimmed(&self, text: &str) -> Span {
        let slice = self.of(text);
        let left = slice.len() - slice.trim_start().len();
        let len = slice.trim().len();
        if len == 0 { Span::new(self.start, self.start) } else { Span::new(self.start + left, self.start + left + len) }
    }
}
