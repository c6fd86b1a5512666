//! Compares two ways of reading the same gold articles, each by several runs: figures, and how sure their difference is.
//!
//! A paired bootstrap (Koehn 2004): articles are drawn again with replacement, the same for both, and so are the runs of
//! each; both are scored on what was drawn, and the middle 95 in 100 of the differences are the interval. It holds what
//! differs between articles and what differs between seeds. Same files, same figures.

use std::{
    collections::HashMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use inquit::{
    gold::{
        GoldArticle,
        score::{Prf, score},
    },
    output::Record,
};

use crate::{corpus::read_gold, silver};

const DRAWS: usize = 2000;

/// What is compared.
const FIGURES: [&str; 6] = ["outer", "nested", "direct", "content only", "source, exact", "content, exact"];

/// Gold, read, matched gold, matched read.
type Counts = [f64; 4];

/// The counts of each article, one per figure.
type Run = Vec<[Counts; FIGURES.len()]>;

/// A table of both ways' figures (F1 in per cent) with their difference and its interval.
///
/// # Errors
/// If something cannot be read, or records lack an article.
pub fn table(gold: &Path, first: &[PathBuf], second: &[PathBuf]) -> Result<String> {
    let gold = read_gold(gold, false)?;
    let (first, second) = (runs(&gold, first)?, runs(&gold, second)?);
    let all: Vec<usize> = (0..gold.len()).collect();
    let mut chance = Chance(1);
    let draws: Vec<[Vec<usize>; 3]> = (0..DRAWS)
        .map(|_| [all.len(), first.len(), second.len()].map(|size| (0..size).map(|_| chance.below(size)).collect()))
        .collect();
    let mut out = String::from("| | first | second | difference | 95 in 100 |\n|---|---|---|---|---|\n");
    for (at, name) in FIGURES.iter().enumerate() {
        let of = |runs: &[Run], drawn: &[usize], articles: &[usize]| {
            let mut sum = Counts::default();
            for counts in drawn.iter().flat_map(|run| articles.iter().map(|article| runs[*run][*article][at])) {
                sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
            100.0 * f1(sum)
        };
        let every = |runs: &[Run]| of(runs, &(0..runs.len()).collect::<Vec<_>>(), &all);
        let (one, other) = (every(&first), every(&second));
        let difference =
            |[articles, ours, theirs]: &[Vec<usize>; 3]| of(&second, theirs, articles) - of(&first, ours, articles);
        let mut differences: Vec<f64> = draws.iter().map(difference).collect();
        differences.sort_by(f64::total_cmp);
        let (low, high) = (differences[DRAWS / 40], differences[DRAWS - 1 - DRAWS / 40]);
        writeln!(out, "| {name} | {one:.1} | {other:.1} | {:+.1} | {low:+.1} to {high:+.1} |", other - one)?;
    }
    Ok(out)
}

fn f1([gold, read, gold_right, read_right]: Counts) -> f64 {
    let share = |right: f64, of: f64| if of > 0.0 { right / of } else { 0.0 };
    let (recall, precision) = (share(gold_right, gold), share(read_right, read));
    if recall + precision > 0.0 { 2.0 * recall * precision / (recall + precision) } else { 0.0 }
}

/// The counts of each article in each run.
fn runs(gold: &[GoldArticle], paths: &[PathBuf]) -> Result<Vec<Run>> {
    paths.iter().map(|path| run(gold, path)).collect()
}

fn run(gold: &[GoldArticle], path: &Path) -> Result<Run> {
    let mut records: HashMap<String, Record> = HashMap::new();
    for line in silver::lines(path)? {
        let record: Record = serde_json::from_str(&line?).with_context(|| format!("{}", path.display()))?;
        records.insert(record.article.id.clone(), record);
    }
    let of_article = |gold: &GoldArticle| {
        let Some(record) = records.remove(&gold.name) else {
            bail!("{}: no record of the article `{}`", path.display(), gold.name);
        };
        let report = score(&[(gold.clone(), record)])?;
        let outer = report.levels.as_ref().map_or(report.attribution, |levels| levels.outer);
        let nested = report.levels.as_ref().map(|levels| levels.nested);
        let (direct, exact) = (report.kinds.direct, &report.spans);
        let found =
            [Some(outer), nested, Some(direct), Some(report.content_only), Some(exact.source), Some(exact.content)];
        Ok(found.map(of))
    };
    gold.iter().map(of_article).collect()
}

fn of(prf: Option<Prf>) -> Counts {
    let Some(prf) = prf else { return Counts::default() };
    let (gold, read) = (prf.gold as f64, prf.read as f64);
    [gold, read, gold * prf.recall.unwrap_or(0.0), read * prf.precision.unwrap_or(0.0)]
}

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % bound as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_what_two_ways_read() {
        let folder = tempfile::tempdir().unwrap();
        let gold = folder.path().join("gold");
        std::fs::create_dir(&gold).unwrap();
        for name in ["a", "b", "c", "d"] {
            let marked = "{s1:Ada Lund} {c1:said} {q1:the ferry was safe}.\n=====\n1: Ada Lund\n=====\nAda Lund | person | unknown | | \n";
            std::fs::write(gold.join(name).with_extension("marked"), marked).unwrap();
        }
        let pipeline = inquit::Pipeline::embedded("fast").unwrap();
        let write = |file: &str, said_in: &[&str], names: &[&str]| {
            let line = |name: &&str| {
                let mut record = pipeline.parse("Ada Lund said the ferry was safe.");
                record.article.id = (*name).to_owned();
                if !said_in.contains(name) {
                    record.statements.clear();
                }
                record.to_json() + "\n"
            };
            let path = folder.path().join(file);
            std::fs::write(&path, names.iter().map(line).collect::<String>()).unwrap();
            path
        };
        let all = ["a", "b", "c", "d"];
        let nothing = [write("nothing.jsonl", &[], &all)];
        let half = [write("half.jsonl", &["a", "b"], &all)];
        let table_of = |first: &[PathBuf], second: &[PathBuf]| table(&gold, first, second).unwrap();
        let outer = |table: String| table.lines().nth(2).unwrap().to_owned();
        let same = outer(table_of(&half, &[half[0].clone(), half[0].clone()]));
        assert_eq!(same, "| outer | 66.7 | 66.7 | +0.0 | +0.0 to +0.0 |");
        // Of four articles, two of which are read: a draw may have none of these, or only these.
        assert_eq!(outer(table_of(&nothing, &half)), "| outer | 0.0 | 66.7 | +66.7 | +0.0 to +100.0 |");
        assert_eq!(table_of(&nothing, &half), table_of(&nothing, &half));
        let few = [write("few.jsonl", &[], &["a", "b"])];
        let error = table(&gold, &few, &half).unwrap_err().to_string();
        assert!(error.ends_with("few.jsonl: no record of the article `c`"), "{error}");
    }
}
