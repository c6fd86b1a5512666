//! Pages of HTML against their articles' bodies as marked by hand: how much of them is read, and how
//! much beside.
//!
//! The measure is the one of the benchmark the pages are from (scrapinghub's
//! article-extraction-benchmark): runs of four words are counted on both sides, precision and recall
//! are means over the pages, and F1 is of these means.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result};
use inquit::{Article, input::html};
use serde_json::Value;

use crate::silver::bytes;

/// Words of a run.
const RUN: usize = 4;

/// How a page was read.
struct Page {
    url: String,
    precision: f64,
    recall: f64,
}

/// A line a page, worst first, and the figures of all. `None` where the folder is not there.
///
/// `folder` holds `ground-truth.json`, an object of `{"url", "articleBody"}` by name, and
/// `NAME.html.gz` of each.
///
/// # Errors
/// If a file cannot be read.
pub fn table(folder: &Path) -> Result<Option<String>> {
    let truth = folder.join("ground-truth.json");
    if !truth.is_file() {
        return Ok(None);
    }
    let truth = fs::read_to_string(&truth).with_context(|| format!("{}", truth.display()))?;
    let truth: BTreeMap<String, Value> = serde_json::from_str(&truth).context("ground-truth.json")?;
    let mut pages = Vec::new();
    for (name, wanted) in &truth {
        let text = |key: &str| wanted.get(key).and_then(Value::as_str).unwrap_or_default();
        let page = bytes(&folder.join(format!("{name}.html.gz")))?;
        let found = html::read(&page).map(|fields| body(&fields.into_article(None))).unwrap_or_default();
        let (precision, recall) = score(text("articleBody"), &found);
        pages.push(Page { url: text("url").to_owned(), precision, recall });
    }
    pages.sort_by(|one, other| (one.precision + one.recall).total_cmp(&(other.precision + other.recall)));
    let mut out = String::from("precision recall page\n");
    for page in &pages {
        let _ = writeln!(out, "{:9.3} {:6.3} {}", page.precision, page.recall, page.url);
    }
    let mean = |of: fn(&Page) -> f64| pages.iter().map(of).sum::<f64>() / pages.len().max(1) as f64;
    let (precision, recall) = (mean(|page| page.precision), mean(|page| page.recall));
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let _ = writeln!(out, "{} pages: F1 {f1:.3}, precision {precision:.3}, recall {recall:.3}", pages.len());
    Ok(Some(out))
}

/// The body alone: the bodies marked by hand have neither headline nor standfirst nor byline.
fn body(article: &Article) -> String {
    let blocks = article.sections.iter().flat_map(|section| section.heading.iter().chain(&section.paragraphs));
    blocks.map(|span| span.of(&article.text)).collect::<Vec<_>>().join("\n")
}

fn runs(text: &str) -> BTreeMap<Vec<&str>, f64> {
    let words: Vec<&str> = text
        .split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut runs = BTreeMap::new();
    for at in 0..(words.len() + 1).saturating_sub(RUN).max(1) {
        *runs.entry(words[at..words.len().min(at + RUN)].to_vec()).or_insert(0.0) += 1.0;
    }
    runs
}

/// Precision and recall of the runs of `found` among those of `wanted`.
fn score(wanted: &str, found: &str) -> (f64, f64) {
    let (wanted, found) = (runs(wanted), runs(found));
    let total = |runs: &BTreeMap<Vec<&str>, f64>| runs.values().sum::<f64>();
    let both: f64 = wanted.iter().map(|(run, n)| n.min(*found.get(run).unwrap_or(&0.0))).sum();
    (both / total(&found), both / total(&wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_runs_of_words_on_both_sides() {
        assert_eq!(score("a b c d e", "a b c d e"), (1.0, 1.0));
        assert_eq!(score("a b c d e", "a b, c d"), (1.0, 0.5));
        assert_eq!(score("a b c d", "x a b c d y z"), (0.25, 1.0));
        assert_eq!(score("a b c d", ""), (0.0, 0.0));
    }

    #[test]
    fn tells_that_there_are_no_pages() {
        assert!(table(Path::new("no-such-folder")).unwrap().is_none());
    }
}
