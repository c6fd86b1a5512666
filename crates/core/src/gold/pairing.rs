//! Pairs the statements of two records of one text, by what they cover.
//!
//! Two statements can be a pair if one covers half of the other's content or more, or if their contents meet and the
//! same cue reports them. Pairs are one to one, the closest first: the share of both contents that they have in common
//! counts most, then whether cue and source are the same words. So a content that was widened from a phrase to the whole
//! sentence finds its statement again, and of two statements with the same content each finds the one with its own cue.
//! Nothing here looks at speakers or kinds, which are what pairs are compared in.

use crate::{
    Span,
    output::{Record, SpanRecord, StatementRecord},
    text::Offsets,
};

/// What a statement covers, in bytes: sorted spans that are not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) content: Vec<Span>,
    pub(super) cue: Vec<Span>,
    pub(super) source: Vec<Span>,
}

/// What the statements of a record cover. Spans that do not fit its text are passed over.
pub(super) fn extents(record: &Record) -> Vec<Extent> {
    let offsets = Offsets::new(&record.article.text, record.article.offset_unit);
    let span = |start, end| {
        let (start, end) = (offsets.to_byte(start)?, offsets.to_byte(end)?);
        (start < end).then(|| Span::new(start, end))
    };
    let spans = |parts: &[SpanRecord]| sorted(parts.iter().filter_map(|part| span(part.start, part.end)).collect());
    let extent = |statement: &StatementRecord| Extent {
        content: spans(&statement.content),
        cue: statement.cue.iter().filter_map(|cue| span(cue.start, cue.end)).collect(),
        source: spans(&statement.source),
    };
    record.statements.iter().map(extent).collect()
}

fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// The pairs, by their places on both sides, in the order of the first.
pub(super) fn pairs(one: &[Extent], other: &[Extent]) -> Vec<(usize, usize)> {
    let hull =
        |extent: &Extent| Some((extent.content.first()?.start, extent.content.iter().map(|span| span.end).max()?));
    let mut by_start: Vec<(usize, usize, usize)> =
        other.iter().enumerate().filter_map(|(at, extent)| hull(extent).map(|(start, end)| (start, end, at))).collect();
    by_start.sort_unstable();
    let mut candidates = Vec::new();
    for (a, first) in one.iter().enumerate() {
        let Some((start, end)) = hull(first) else { continue };
        let before = by_start.partition_point(|(begin, ..)| *begin < end);
        for (.., b) in by_start.iter().take(before).filter(|(_, until, _)| *until > start) {
            if let Some(closeness) = other.get(*b).and_then(|second| closeness(first, second)) {
                candidates.push((closeness, a, *b));
            }
        }
    }
    candidates.sort_by(|one, other| other.0.total_cmp(&one.0).then((one.1, one.2).cmp(&(other.1, other.2))));
    let (mut taken, mut given) = (vec![None; one.len()], vec![false; other.len()]);
    for (_, a, b) in candidates {
        if let (Some(taken @ None), Some(given @ false)) = (taken.get_mut(a), given.get_mut(b)) {
            (*taken, *given) = (Some(b), true);
        }
    }
    taken.into_iter().enumerate().filter_map(|(a, b)| Some((a, b?))).collect()
}

/// How close two statements are; `None` if they are no pair.
fn closeness(one: &Extent, other: &Extent) -> Option<f64> {
    let (first, second) = (size(&one.content), size(&other.content));
    let both = shared(&one.content, &other.content);
    let same_cue = !one.cue.is_empty() && one.cue == other.cue;
    let is_pair = both > 0 && (both * 2 >= first.min(second) || same_cue);
    is_pair.then(|| {
        let same_source = !one.source.is_empty() && one.source == other.source;
        let in_common = both as f64 / (first + second - both) as f64;
        in_common + if same_cue { 0.25 } else { 0.0 } + if same_source { 0.125 } else { 0.0 }
    })
}

fn size(spans: &[Span]) -> usize {
    shared(spans, spans)
}

/// How many bytes two sorted lists of spans have in common, each byte once.
fn shared(one: &[Span], other: &[Span]) -> usize {
    let mut count = 0;
    let mut from = 0;
    for (start, end) in merged(one) {
        for (begin, until) in merged(other) {
            count += end.min(until).saturating_sub(start.max(begin).max(from));
        }
        from = end;
    }
    count
}

/// Sorted spans as ranges that do not overlap.
fn merged(spans: &[Span]) -> impl Iterator<Item = (usize, usize)> {
    let mut end = 0;
    spans.iter().filter_map(move |span| {
        let start = span.start.max(end);
        end = end.max(span.end);
        (start < span.end).then_some((start, span.end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(content: &[(usize, usize)], cue: Option<(usize, usize)>) -> Extent {
        let spans = |spans: &[(usize, usize)]| spans.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        Extent { content: spans(content), cue: spans(cue.as_slice()), source: Vec::new() }
    }

    fn check(one: &[Extent], other: &[Extent], expected: &[(usize, usize)]) {
        assert_eq!(pairs(one, other), expected);
        let mut turned: Vec<(usize, usize)> = expected.iter().map(|(a, b)| (*b, *a)).collect();
        turned.sort_unstable();
        assert_eq!(pairs(other, one), turned);
    }

    #[test]
    fn the_closest_are_pairs_whatever_their_order() {
        let (outer, inner, last) = (extent(&[(0, 100)], None), extent(&[(20, 60)], None), extent(&[(110, 130)], None));
        check(
            &[outer.clone(), inner.clone(), last.clone()],
            &[last.clone(), inner.clone(), outer.clone()],
            &[(0, 2), (1, 1), (2, 0)],
        );
        // The outer one is gone: the inner one stays what it was.
        check(&[outer, inner.clone()], &[inner, last], &[(1, 0)]);
    }

    #[test]
    fn a_content_that_grew_or_was_cut_is_the_same_statement() {
        check(&[extent(&[(0, 10)], None)], &[extent(&[(0, 10), (30, 90)], None)], &[(0, 0)]);
        check(&[extent(&[(0, 10)], None)], &[extent(&[(8, 60)], None)], &[]);
        check(&[extent(&[(0, 10)], Some((12, 16)))], &[extent(&[(8, 60)], Some((12, 16)))], &[(0, 0)]);
    }

    #[test]
    fn of_equal_contents_the_cue_tells() {
        let (said, wrote) = (extent(&[(0, 10)], Some((12, 16))), extent(&[(0, 10)], Some((20, 25))));
        check(&[said.clone(), wrote.clone()], &[wrote, said], &[(0, 1), (1, 0)]);
    }

    #[test]
    fn what_has_no_content_has_no_pair() {
        check(&[extent(&[], Some((0, 4)))], &[extent(&[], Some((0, 4)))], &[]);
    }
}
