//! The articles written to learn from and to measure with.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use inquit::gold::GoldArticle;
use inquit_lab::written::{read, style};

fn articles(half: &str) -> Vec<GoldArticle> {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/written").join(half))
        .expect("written articles are marked well")
}

#[test]
fn every_style_is_learned_and_measured() {
    let mut styles: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for (at, half) in ["learn", "measure"].into_iter().enumerate() {
        for article in articles(half) {
            styles.entry(style(&article.name).to_owned()).or_default()[at] += 1;
        }
    }
    let total: usize = styles.values().flatten().sum();
    assert!(total >= 120 && styles.len() >= 12, "{total} articles in {} styles", styles.len());
    assert!(styles.values().all(|[learned, measured]| *learned >= 4 && *measured >= 4), "{styles:?}");
}

#[test]
fn what_is_measured_was_not_learned() {
    let lines = |half: &str| -> HashSet<String> {
        let texts = articles(half).into_iter().map(|article| article.text);
        texts
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .filter(|line| line.len() > 30)
            .collect()
    };
    let (learned, measured) = (lines("learn"), lines("measure"));
    let both: Vec<_> = learned.intersection(&measured).collect();
    assert!(both.is_empty(), "{both:?}");
}

#[test]
fn every_statement_has_content_and_speakers_are_told() {
    for article in ["learn", "measure"].into_iter().flat_map(articles) {
        let speakers = article.speakers.as_ref().expect("speakers are told");
        assert_eq!(speakers.attributions.len(), article.attributions.len(), "{}", article.name);
        for attribution in &article.attributions {
            let parts = [&attribution.source, &attribution.cue, &attribution.content];
            let holds = parts.into_iter().flatten().all(|span| article.text.get(span.start..span.end).is_some());
            assert!(holds && !attribution.content.is_empty(), "{}: {}", article.name, attribution.id);
        }
    }
}
