//! Measures how far two coders agree: F for spans, Krippendorff's alpha and Cohen's kappa for what they say of them.
//!
//! Coders who mark spans do not choose among given units, so chance has no say in it and F is what the field reports (Hripcsak
//! and Rothschild, "Agreement, the F-measure, and reliability in information retrieval", JAMIA 12, 2005: F is what kappa
//! goes to as the words that nobody marks grow in number). It does not matter who of the two is gold. Spans are equal if
//! their letters and digits are; they overlap if one covers half of the other or more.
//!
//! Kind and speaker are values of units, the statements that both have marked, so agreement there is corrected for chance:
//! by Krippendorff's alpha for nominal data ("Computing Krippendorff's alpha-reliability", 2011) and, beside it, Cohen's
//! kappa ("A coefficient of agreement for nominal scales", 1960). Chance is over all units, so a speaker of another article
//! counts as one who might have been named; nobody is a value too. Neither is defined where both use one value only.
//!
//! What only one coder has marked is in F and not in alpha.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    diff::{Articles, Compared, Diff, diff},
    letters::{Letters, Set},
    pairing::{Extent, pairs},
};
use crate::{Span, output::Record};

/// How far two coders agree, and in what they do not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Articles that both have.
    pub articles: usize,
    /// Spans.
    pub spans: SpanAgreement,
    /// Whether statements are direct, indirect or mixed, over the statements that both have.
    pub kind: Coefficients,
    /// Who said it, over the statements that both have.
    pub speaker: Coefficients,
    /// The disagreements, the first coder's as the old records.
    pub differences: Diff,
}

/// Agreement on spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SpanAgreement {
    /// Contents, all parts of a statement as one.
    pub content: SpanF,
    /// Sources; one that several statements share counts once.
    pub source: SpanF,
    /// Cues.
    pub cue: SpanF,
}

/// Agreement on spans of a role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SpanF {
    /// How many the first coder has.
    pub a: usize,
    /// How many the second coder has.
    pub b: usize,
    /// How many are the same.
    pub exact: usize,
    /// How many overlap, one to one.
    pub overlapping: usize,
    /// F of the same ones; `None` if neither coder has any.
    pub exact_f1: Option<f64>,
    /// F of those that overlap.
    pub overlapping_f1: Option<f64>,
}

/// Agreement on the values of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Coefficients {
    /// How many units both have given a value.
    pub units: usize,
    /// How many values are the same.
    pub agreed: usize,
    /// Their share.
    pub share: Option<f64>,
    /// Krippendorff's alpha; `None` without units, or where all have one value.
    pub alpha: Option<f64>,
    /// Cohen's kappa; `None` without units, or where all have one value.
    pub kappa: Option<f64>,
}

/// Compares the records of two coders, which must hold together.
pub fn agree(a: &[Record], b: &[Record]) -> Agreement {
    let articles = Articles::new(a, b);
    let mut spans = SpanAgreement::default();
    let (mut kinds, mut speakers) = (Vec::new(), Vec::new());
    for (one, other) in &articles.pairs {
        let (Some(one), Some(other)) = (a.get(*one), b.get(*other)) else { continue };
        let compared = Compared::new(one, other);
        let letters = Letters::new(&one.article.text);
        add_spans(&mut spans.content, contents(&compared), &letters, false);
        add_spans(&mut spans.source, of_role(&compared, |extent| &extent.source), &letters, true);
        add_spans(&mut spans.cue, of_role(&compared, |extent| &extent.cue), &letters, true);
        for (old, new) in compared.statements() {
            kinds.push([old.kind.as_str(), new.kind.as_str()]);
            speakers.push(compared.speakers(old, new));
        }
    }
    for one in [&mut spans.content, &mut spans.source, &mut spans.cue] {
        one.exact_f1 = f1(one.exact, one.a, one.b);
        one.overlapping_f1 = f1(one.overlapping, one.a, one.b);
    }
    Agreement {
        articles: articles.pairs.len(),
        spans,
        kind: Coefficients::new(&kinds),
        speaker: Coefficients::new(&speakers),
        differences: diff(a, b),
    }
}

/// The contents of both, and their pairs.
fn contents(compared: &Compared<'_>) -> [Vec<Vec<Span>>; 2] {
    let of = |extents: &[Extent]| {
        extents.iter().map(|extent| extent.content.clone()).filter(|content| !content.is_empty()).collect()
    };
    [of(&compared.before), of(&compared.after)]
}

/// What both have of a role.
fn of_role(compared: &Compared<'_>, role: fn(&Extent) -> &Vec<Span>) -> [Vec<Vec<Span>>; 2] {
    let of = |extents: &[Extent]| extents.iter().map(role).filter(|spans| !spans.is_empty()).cloned().collect();
    [of(&compared.before), of(&compared.after)]
}

/// Counts the spans of an article, equal ones once if `distinct`.
fn add_spans(figure: &mut SpanF, [mut one, mut other]: [Vec<Vec<Span>>; 2], letters: &Letters, distinct: bool) {
    let set = |spans: &Vec<Span>| letters.set(spans.iter().copied());
    let key = |set: Set| set.iter().map(|range| (range.start, range.end)).collect::<Vec<_>>();
    for spans in [&mut one, &mut other] {
        spans.sort_by_key(|spans| key(set(spans)));
        if distinct {
            spans.dedup_by_key(|spans| key(set(spans)));
        }
    }
    let mut counts: BTreeMap<Vec<(u32, u32)>, usize> = BTreeMap::new();
    one.iter().for_each(|spans| *counts.entry(key(set(spans))).or_default() += 1);
    figure.exact += other
        .iter()
        .filter(|spans| match counts.get_mut(&key(set(spans))) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        })
        .count();
    let extents = |spans: &[Vec<Span>]| -> Vec<Extent> {
        spans.iter().map(|spans| Extent { content: spans.clone(), ..Extent::default() }).collect()
    };
    figure.overlapping += pairs(&extents(&one), &extents(&other)).len();
    figure.a += one.len();
    figure.b += other.len();
}

/// F, the same whoever is gold.
fn f1(both: usize, a: usize, b: usize) -> Option<f64> {
    (a + b > 0).then(|| 2.0 * both as f64 / (a + b) as f64)
}

impl Coefficients {
    /// The figures of pairs of values.
    pub fn new<V: Ord>(units: &[[V; 2]]) -> Coefficients {
        let agreed = units.iter().filter(|[one, other]| one == other).count();
        let values: Vec<Vec<&V>> = units.iter().map(|unit| unit.iter().collect()).collect();
        Coefficients {
            units: units.len(),
            agreed,
            share: (!units.is_empty()).then(|| agreed as f64 / units.len() as f64),
            alpha: krippendorff_alpha(&values),
            kappa: cohen_kappa(units),
        }
    }
}

/// Krippendorff's alpha for nominal data, any number of coders and values that are missing: by unit, the values that
/// coders have given it. `None` if no unit has two values, or all values are the same.
///
/// ```
/// let units = [vec!["direct", "direct"], vec!["direct", "mixed"], vec!["indirect", "indirect"], vec!["mixed"]];
/// let alpha = inquit::gold::agree::krippendorff_alpha(&units).unwrap();
/// assert!((alpha - 0.545).abs() < 0.001);
/// ```
pub fn krippendorff_alpha<V: Ord>(units: &[Vec<V>]) -> Option<f64> {
    // By value, how often it is in a unit that somebody else has given a value too.
    let mut totals: BTreeMap<&V, usize> = BTreeMap::new();
    let (mut n, mut observed) = (0_usize, 0.0);
    for unit in units.iter().filter(|unit| unit.len() > 1) {
        let mut counts: BTreeMap<&V, usize> = BTreeMap::new();
        unit.iter().for_each(|value| *counts.entry(value).or_default() += 1);
        let m = unit.len();
        let unlike: usize = counts.values().map(|count| count * (m - count)).sum();
        observed += unlike as f64 / (m - 1) as f64;
        n += m;
        counts.into_iter().for_each(|(value, count)| *totals.entry(value).or_default() += count);
    }
    let expected: f64 = totals.values().map(|total| *total as f64 * (n - total) as f64).sum();
    (expected > 0.0).then(|| 1.0 - (n - 1) as f64 * observed / expected)
}

/// Cohen's kappa for two coders; `None` if there are no units, or both have given all the same value.
pub fn cohen_kappa<V: Ord>(units: &[[V; 2]]) -> Option<f64> {
    let n = units.len() as f64;
    let mut shares: BTreeMap<&V, [f64; 2]> = BTreeMap::new();
    for [one, other] in units {
        let [first, _] = shares.entry(one).or_default();
        *first += 1.0;
        let [_, second] = shares.entry(other).or_default();
        *second += 1.0;
    }
    let observed = units.iter().filter(|[one, other]| one == other).count() as f64 / n;
    let expected: f64 = shares.values().map(|[one, other]| one * other / (n * n)).sum();
    (n > 0.0 && expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gold::records::from_brat;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 0.000_5), "{found:?} is not {expected}");
    }

    /// Alpha of coders' values, one line per coder, `.` for none.
    fn check_alpha(coders: &[&str], expected: f64) {
        let coders: Vec<Vec<&str>> = coders.iter().map(|values| values.split(' ').collect()).collect();
        let unit = |at: usize| coders.iter().map(|values| values[at]).filter(|value| *value != ".").collect::<Vec<_>>();
        close(krippendorff_alpha(&(0..coders[0].len()).map(unit).collect::<Vec<_>>()), expected);
    }

    #[test]
    fn alpha_of_krippendorffs_own_examples() {
        check_alpha(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"], 0.095);
        check_alpha(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"], 0.692);
        check_alpha(
            &[
                "1 2 3 3 2 1 4 1 2 . . .",
                "1 2 3 3 2 2 4 1 2 5 . 3",
                ". 3 3 3 2 3 4 2 2 5 1 .",
                "1 2 3 3 2 4 4 1 2 5 1 .",
            ],
            0.743,
        );
    }

    #[test]
    fn kappa_of_two_raters_of_fifty_grants() {
        let of = |one, other, times| std::iter::repeat_n([one, other], times);
        let units: Vec<_> = of("yes", "yes", 20)
            .chain(of("yes", "no", 5))
            .chain(of("no", "yes", 10))
            .chain(of("no", "no", 15))
            .collect();
        close(cohen_kappa(&units), 0.4);
    }

    #[test]
    fn neither_is_defined_without_variation() {
        assert_eq!(Coefficients::new::<&str>(&[]), Coefficients::default());
        let same = Coefficients::new(&[["x", "x"], ["x", "x"]]);
        assert_eq!((same.share, same.alpha, same.kappa), (Some(1.0), None, None));
        let never = Coefficients::new(&[["x", "y"], ["y", "x"]]);
        close(never.alpha, -0.5);
        close(never.kappa, -1.0);
    }

    const TEXT: &str = "“Rain,” said Una Lund. It snows, Ivo Ek wrote, and it will. Fog, he said.";
    const FIRST: &str = "T1\tContent 0 7\t“Rain,”\nT2\tCue 8 12\tsaid\nT3\tSource 13 21\tUna Lund\nE1\tCue:T2 Content:T1 Source:T3\n\
        #1\tAnnotatorNotes E1\tspeakers: Una Lund\nT4\tContent 23 31\tIt snows\nT5\tSource 33 39\tIvo Ek\nE2\tContent:T4 Source:T5\n\
        #2\tAnnotatorNotes E2\tspeakers: Ivo Ek\n";

    #[test]
    fn two_coders_are_compared_by_spans_kinds_and_names() {
        let second = "T1\tContent 1 6\tRain,\nT2\tCue 8 12\tsaid\nT3\tSource 13 21\tUna Lund\nE1\tCue:T2 Content:T1 Source:T3\n\
            #1\tAnnotatorNotes E1\tspeakers: MS UNA LUND\nT4\tContent 23 31;47 58\tIt snows and it will\nE2\tContent:T4\n\
            T6\tContent 60 64\tFog,\nE3\tContent:T6\n";
        let (a, b) = ([from_brat("x", TEXT, FIRST).0], [from_brat("x", TEXT, second).0]);
        let found = agree(&a, &b);
        let content = found.spans.content;
        assert_eq!((content.a, content.b, content.exact, content.overlapping), (2, 3, 1, 2));
        close(content.exact_f1, 0.4);
        close(content.overlapping_f1, 0.8);
        assert_eq!((found.spans.source.a, found.spans.source.b, found.spans.source.exact), (2, 1, 1));
        close(found.spans.cue.exact_f1, 1.0);
        assert_eq!((found.kind.units, found.kind.agreed), (2, 2));
        assert_eq!((found.speaker.units, found.speaker.agreed), (2, 1));
        // Una Lund twice, Ivo Ek and nobody.
        close(found.speaker.alpha, 0.4);
        assert_eq!(found.articles, 1);
        let same = agree(&a, &a);
        assert!(same.differences.is_empty());
        close(same.speaker.alpha, 1.0);
    }
}
