//! Pages of HTML against their articles' bodies as marked by hand: how much of them is read, and how
//! much beside.
//!
//! The measure is the one of the benchmark the pages are from (scrapinghub's
//! article-extraction-benchmark): runs of four words are counted on both sides, precision and recall
//! are means over the pages, and F1 is of these means.
//!
//! Beside it, on the same pages: how often the persons named as authors are those marked, and the day of publication is. An
//! agency or a desk as author counts neither for nor against, because pages disagree on whether it is one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use inquit::{Article, dates, input::html};
use serde::Deserialize;
use serde_json::Value;

use crate::silver::bytes;

/// Words of a run.
const RUN: usize = 4;

/// How a page was read.
struct Page {
    url: String,
    precision: f64,
    recall: f64,
    /// Whether authors and date are right, where they are marked, and what was found.
    facts: Option<(bool, bool, String)>,
}

/// What a page says of its author and date, as somebody marked it.
#[derive(Debug, Deserialize)]
struct Marked {
    page: String,
    /// Persons.
    authors: Vec<String>,
    /// An agency, or a desk.
    organisation: Option<String>,
    /// A day, as ISO 8601 has it.
    published: Option<String>,
}

/// A line a page, worst first, and the figures of all. `None` where the folder is not there.
///
/// `folder` holds `ground-truth.json`, an object of `{"url", "articleBody"}` by name, and
/// `NAME.html.gz` of each; `marks` a line of JSON per page with its `authors`, `organisation` and `published`.
///
/// # Errors
/// If a file cannot be read.
pub fn table(folder: &Path, marks: &Path) -> Result<Option<String>> {
    let truth = folder.join("ground-truth.json");
    if !truth.is_file() {
        return Ok(None);
    }
    let truth = fs::read_to_string(&truth).with_context(|| format!("{}", truth.display()))?;
    let truth: BTreeMap<String, Value> = serde_json::from_str(&truth).context("ground-truth.json")?;
    let marked = fs::read_to_string(marks).with_context(|| format!("{}", marks.display()))?;
    let marked = marked.lines().map(serde_json::from_str::<Marked>).collect::<Result<Vec<_>, _>>();
    let marked = marked.with_context(|| format!("{}", marks.display()))?;
    let mut pages = Vec::new();
    for (name, wanted) in &truth {
        let text = |key: &str| wanted.get(key).and_then(Value::as_str).unwrap_or_default();
        let page = bytes(&folder.join(format!("{name}.html.gz")))?;
        let article = html::read(&page).map(|fields| fields.into_article(None)).unwrap_or_default();
        let (precision, recall) = score(text("articleBody"), &body(&article));
        let facts = marked.iter().find(|marked| marked.page == *name).map(|marked| facts(marked, &article));
        pages.push(Page { url: text("url").to_owned(), precision, recall, facts });
    }
    pages.sort_by(|one, other| (one.precision + one.recall).total_cmp(&(other.precision + other.recall)));
    let mut out = String::from("precision recall page\n");
    for page in &pages {
        let _ = writeln!(out, "{:9.3} {:6.3} {}", page.precision, page.recall, page.url);
    }
    let mean = |of: fn(&Page) -> f64| pages.iter().map(of).sum::<f64>() / pages.len().max(1) as f64;
    let (precision, recall) = (mean(|page| page.precision), mean(|page| page.recall));
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let facts: Vec<_> = pages.iter().filter_map(|page| Some((page, page.facts.as_ref()?))).collect();
    for (page, (authors, date, found)) in facts.iter().filter(|(_, (authors, date, _))| !authors || !date) {
        let wrong = [(!authors, "authors"), (!date, "date")].into_iter().filter(|(is, _)| *is).map(|(_, what)| what);
        let _ = writeln!(out, "wrong {}: {found} {}", wrong.collect::<Vec<_>>().join(" and "), page.url);
    }
    let right = |of: fn(&(bool, bool, String)) -> bool| facts.iter().filter(|(_, facts)| of(facts)).count();
    let (authors, dates) = (right(|facts| facts.0), right(|facts| facts.1));
    let _ = writeln!(out, "{} pages: F1 {f1:.3}, precision {precision:.3}, recall {recall:.3}", pages.len());
    let _ = writeln!(out, "of {}: authors right {authors}, date right {dates}", facts.len());
    Ok(Some(out))
}

/// Whether the persons and the day are those marked, and what they are.
fn facts(marked: &Marked, article: &Article) -> (bool, bool, String) {
    let letters = |name: &str| -> String {
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let organisation = marked.organisation.as_deref().map(letters).unwrap_or_default();
    let is_other = |name: &String| {
        let name = letters(name);
        !organisation.is_empty() && (name.contains(&organisation) || organisation.contains(&name))
    };
    let found = article.authors.iter().filter(|name| marked.authors.contains(name) || !is_other(name));
    let found: BTreeSet<String> = found.map(|name| letters(name)).collect();
    let authors = found == marked.authors.iter().map(|name| letters(name)).collect();
    let day = article.published.as_deref().and_then(|published| dates::day(published, None)).map(|day| day.to_string());
    (authors, day == marked.published, format!("{:?}, {}", article.authors, day.unwrap_or_default()))
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
        assert!(table(Path::new("no-such-folder"), Path::new("none")).unwrap().is_none());
    }

    #[test]
    fn persons_are_compared_without_case_and_agencies_not_at_all() {
        let marked = |authors: &[&str], organisation: Option<&str>| Marked {
            page: String::new(),
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            organisation: organisation.map(str::to_owned),
            published: Some("2026-05-03".to_owned()),
        };
        let article = |authors: &[&str]| Article {
            authors: authors.iter().map(|name| (*name).to_owned()).collect(),
            published: Some("3 May 2026".to_owned()),
            ..Article::default()
        };
        let (authors, date, _) =
            facts(&marked(&["Jane O’Hara"], Some("Harbour Press")), &article(&["JANE O'HARA", "Harbour Press"]));
        assert!(authors && date);
        assert!(!facts(&marked(&["Jane O’Hara"], None), &article(&["Harbour Press"])).0);
        assert!(facts(&marked(&[], Some("Harbour Press")), &article(&[])).0);
    }
}
