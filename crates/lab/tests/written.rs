//! The articles written to learn from and to measure with.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use inquit::gold::{self, GoldArticle};
use inquit_lab::written::style;

/// The articles of a half of `written` or `rare`, all of which are marked well.
fn articles(set: &str, half: &str) -> Vec<GoldArticle> {
    let (articles, faults) = gold::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(set).join(half))
        .expect("a folder of articles");
    assert!(faults.is_empty(), "{faults:?}");
    articles
}

/// How many articles of each style are learned from and measured with.
fn styles(set: &str) -> BTreeMap<String, [usize; 2]> {
    let mut styles: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for (at, half) in HALVES.into_iter().enumerate() {
        for article in articles(set, half) {
            styles.entry(style(&article.name).to_owned()).or_default()[at] += 1;
        }
    }
    styles
}

const HALVES: [&str; 2] = ["learn", "measure"];
const SETS: [&str; 2] = ["written", "rare"];

#[test]
fn every_style_is_learned_and_measured() {
    let styles = styles("written");
    let total: usize = styles.values().flatten().sum();
    assert!(total >= 120 && styles.len() >= 12, "{total} articles in {} styles", styles.len());
    assert!(styles.values().all(|[learned, measured]| *learned >= 4 && *measured >= 4), "{styles:?}");
}

#[test]
fn every_rare_phenomenon_is_learned_and_measured() {
    let styles = styles("rare");
    let total: usize = styles.values().flatten().sum();
    assert!(total >= 90 && styles.len() >= 12, "{total} articles of {} phenomena", styles.len());
    assert!(styles.values().all(|[learned, measured]| *learned >= 3 && *measured >= 3), "{styles:?}");
}

#[test]
fn what_is_measured_was_not_learned() {
    let lines = |half: &str| -> HashSet<String> {
        let texts = SETS.iter().flat_map(|set| articles(set, half)).map(|article| article.text);
        texts
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .filter(|line| line.len() > 30)
            .collect()
    };
    let (learned, measured) = (lines(HALVES[0]), lines(HALVES[1]));
    let both: Vec<_> = learned.intersection(&measured).collect();
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn every_statement_has_content_and_a_line_of_speakers() {
    let all = SETS.iter().flat_map(|set| HALVES.iter().flat_map(|half| articles(set, half)));
    for article in all {
        let speakers = article.speakers.as_ref().expect("speakers");
        assert_eq!(speakers.attributions.len(), article.attributions.len(), "{}", article.name);
        for attribution in &article.attributions {
            let parts = [&attribution.source, &attribution.cue, &attribution.content];
            let holds = parts.into_iter().flatten().all(|span| article.text.get(span.start..span.end).is_some());
            assert!(holds && !attribution.content.is_empty(), "{}: {}", article.name, attribution.id);
        }
    }
}

#[test]
fn marks_of_news_hold_no_text_and_fit_together() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/news-marks/marks.jsonl");
    let lines = std::fs::read_to_string(path).expect("marks");
    let mut ids = HashSet::new();
    for line in lines.lines() {
        let marks: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let id = marks["id"].as_str().expect("an id");
        assert!(id.starts_with("pool-") && ids.insert(id.to_owned()), "{id}");
        assert_eq!(marks["sha256"].as_str().map(str::len), Some(64), "{id}");
        assert!(marks.get("text").is_none(), "{id}");
        let speakers: HashSet<&str> =
            marks["speakers"].as_array().expect("speakers").iter().filter_map(|one| one["id"].as_str()).collect();
        for statement in marks["statements"].as_array().expect("statements") {
            let made_by = statement["speakers"].as_array().expect("speakers of a statement");
            assert!(made_by.iter().all(|one| one.as_str().is_some_and(|one| speakers.contains(one))), "{id}");
            let spans = ["source", "cue", "content"].map(|part| statement[part].as_array().expect("spans"));
            assert!(!spans[2].is_empty(), "{id}");
            let ends = |span: &serde_json::Value| span[0].as_u64() < span[1].as_u64();
            assert!(spans.into_iter().flatten().all(ends), "{id}");
        }
    }
    assert!(ids.len() >= 300, "{} articles", ids.len());
}
