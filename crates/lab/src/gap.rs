//! GAP: passages in which a pronoun may mean either of two people, half of them women.
//!
//! Figures as its authors give them: F1 over the two names of each passage, for pronouns of men, of women and of all, and
//! that of women over that of men, with an interval from passages drawn again.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use inquit::{
    Article, Pipeline,
    stages::who::{Candidate, Lesson, MarkedMention, clusters, rollout},
    text::{OffsetUnit, Offsets, Words},
    types::{Section, Span},
};
use rayon::prelude::*;

use crate::{corpus::word_at, silver};

/// How often passages are drawn again for the interval.
const DRAWS: usize = 1000;

/// A passage.
pub struct Passage {
    /// Its number in the file.
    pub id: String,
    /// The passage, a paragraph by itself.
    pub article: Article,
    /// The pronoun, in bytes.
    pub pronoun: Span,
    /// The two names, and whether the pronoun means them.
    pub names: [(Span, bool); 2],
    /// Whether the pronoun is a woman's.
    pub female: bool,
}

/// Reads passages from a table as GAP comes, gzipped or not.
///
/// # Errors
/// If the table cannot be read; names the line.
pub fn read(path: &Path) -> Result<Vec<Passage>> {
    let mut passages = Vec::new();
    for (at, line) in silver::lines(path)?.enumerate().skip(1) {
        let line = line?;
        passages.push(passage(&line).with_context(|| format!("{}, line {}", path.display(), at + 1))?);
    }
    Ok(passages)
}

fn passage(line: &str) -> Result<Passage> {
    let fields: Vec<&str> = line.split('\t').collect();
    ensure!(fields.len() == 11, "{} fields, expected 11", fields.len());
    let text = fields[1].to_owned();
    let offsets = Offsets::new(&text, OffsetUnit::Codepoint);
    let span = |words: &str, start: &str| -> Result<Span> {
        let start = offsets.to_byte(start.parse()?).context("an offset beyond the text")?;
        ensure!(text[start..].starts_with(words), "`{words}` is not at its offset");
        Ok(Span::new(start, start + words.len()))
    };
    let is = |field: &str| field.eq_ignore_ascii_case("true");
    let (pronoun, female) =
        (span(fields[2], fields[3])?, matches!(fields[2].to_lowercase().as_str(), "she" | "her" | "hers" | "herself"));
    let names = [(span(fields[4], fields[5])?, is(fields[6])), (span(fields[7], fields[8])?, is(fields[9]))];
    let paragraphs = vec![Span::new(0, text.len())];
    let article = Article { text, sections: vec![Section { heading: None, paragraphs }], ..Article::default() };
    Ok(Passage { id: fields[0].to_owned(), article, pronoun, names, female })
}

/// What a model chooses from for the pronoun of a passage, after its own choices; nothing where neither name is meant or
/// found.
pub fn lessons(passage: &Passage, pipeline: &Pipeline) -> Vec<Lesson> {
    let (words, _) = Words::new(&passage.article);
    let layers = pipeline.layers(&passage.article, &words);
    let (labels, weights) = (&layers.labels, pipeline.model().antecedents());
    let mention = |span: Span, of: usize| {
        let range = word_at(&words, span.start)..word_at(&words, span.end - 1) + 1;
        let head = range.end - 1;
        MarkedMention {
            name: range.clone(),
            words: range,
            head,
            titles: Vec::new(),
            organisations: Vec::new(),
            of: vec![of],
            kind: 0,
        }
    };
    let [(first, is_first), (second, is_second)] = passage.names;
    if is_first == is_second {
        return Vec::new();
    }
    let pronoun = mention(passage.pronoun, usize::from(is_second));
    let head = pronoun.head;
    let marked = [mention(first, 0), mention(second, 1), pronoun];
    let speakers = vec![Vec::new(); layers.attributions.len()];
    let mut found = rollout(&words, &layers.attributions, &marked, &speakers, labels, weights);
    let is_new = |lesson: &Lesson| matches!(lesson.candidates[lesson.right], Candidate { cluster: None, .. });
    found.retain(|lesson| lesson.head == head && !is_new(lesson));
    found
}

/// Right, wrong and missed names.
#[derive(Clone, Copy, Default)]
struct Counts([usize; 3]);

impl Counts {
    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    fn f1(self) -> f64 {
        let [right, wrong, missed] = self.0.map(|count| count as f64);
        if right > 0.0 { 2.0 * right / (2.0 * right + wrong + missed) } else { 0.0 }
    }
}

fn counts(passage: &Passage, pipeline: &Pipeline) -> Counts {
    let (words, _) = Words::new(&passage.article);
    let layers = pipeline.layers(&passage.article, &words);
    let (labels, weights) = (&layers.labels, pipeline.model().antecedents());
    let found = clusters(&words, labels, &layers.attributions, weights);
    let pronoun = word_at(&words, passage.pronoun.start);
    let of = found.iter().find(|(mention, _)| *mention == (pronoun..pronoun + 1)).map(|(_, cluster)| *cluster);
    let mut counts = Counts::default();
    for (name, meant) in passage.names {
        let range = word_at(&words, name.start)..word_at(&words, name.end - 1) + 1;
        let said = of.is_some_and(|of| {
            let mut own = found.iter().filter(|(_, cluster)| *cluster == of);
            own.any(|(mention, _)| {
                mention.start <= range.start && range.end <= mention.end && mention.len() < range.len() + 6
            })
        });
        match (said, meant) {
            (true, true) => counts.0[0] += 1,
            (true, false) => counts.0[1] += 1,
            (false, true) => counts.0[2] += 1,
            (false, false) => {}
        }
    }
    counts
}

/// The figures of a model on a table of passages, a line.
///
/// # Errors
/// If the table cannot be read.
pub fn figures(path: &Path, pipeline: &Pipeline) -> Result<String> {
    let passages = read(path)?;
    let all: Vec<(Counts, bool)> =
        passages.par_iter().map(|passage| (counts(passage, pipeline), passage.female)).collect();
    let sum = |of: &[(Counts, bool)], female: Option<bool>| {
        let mut total = Counts::default();
        of.iter()
            .filter(|(_, is)| female.is_none_or(|female| *is == female))
            .for_each(|(counts, _)| total.add(*counts));
        total.f1()
    };
    let ratio = |of: &[(Counts, bool)]| sum(of, Some(true)) / sum(of, Some(false)).max(1e-9);
    // A generator of its own: the same interval each time.
    let mut state = 1_u64;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        all[(state >> 33) as usize % all.len()]
    };
    let mut ratios: Vec<f64> = (0..DRAWS).map(|_| ratio(&(0..all.len()).map(|_| draw()).collect::<Vec<_>>())).collect();
    ratios.sort_by(f64::total_cmp);
    let (low, high) = (ratios[DRAWS / 40], ratios[DRAWS - 1 - DRAWS / 40]);
    Ok(format!(
        "{} passages: F1 {:.1}, men {:.1}, women {:.1}, women over men {:.3} ({low:.3} to {high:.3})\n",
        all.len(),
        100.0 * sum(&all, None),
        100.0 * sum(&all, Some(false)),
        100.0 * sum(&all, Some(true)),
        ratio(&all),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str =
        "t-1\tIn Århus, Ada Lund met Jo Rao before she left.\tshe\t37\tAda Lund\t10\tTRUE\tJo Rao\t23\tFALSE\tu";

    #[test]
    fn reads_a_passage_by_code_points() {
        let found = passage(LINE).unwrap();
        let said = |span: Span| &found.article.text[span.start..span.end];
        assert_eq!((said(found.pronoun), found.female), ("she", true));
        assert_eq!(found.names.map(|(span, meant)| (said(span), meant)), [("Ada Lund", true), ("Jo Rao", false)]);
    }

    #[test]
    fn names_what_is_wrong_with_a_line() {
        let check = |line: &str, expected: &str| {
            let error = passage(line).map(|_| ()).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("t-1\tShe left.\tShe", "3 fields, expected 11");
        check(&LINE.replace("\t10\t", "\t11\t"), "`Ada Lund` is not at its offset");
        check(&LINE.replace("\t10\t", "\t400\t"), "an offset beyond the text");
    }

    #[test]
    fn scores_names_as_gap_does() {
        let mut counts = Counts([3, 1, 0]);
        counts.add(Counts([0, 0, 2]));
        assert!((counts.f1() - 6.0 / 9.0).abs() < 1e-9);
        assert_eq!(Counts::default().f1(), 0.0);
    }
}
