//! Gold of any form to annotated articles, and these to scores.
//!
//! The first byte says what the rest is: a marked article, a file of cases, or a file of records.

#![no_main]

use std::{fs, path::Path};

use inquit::{
    Article, Reading,
    gold::{self, GoldArticle, cases, marked, score::score},
    input::fields::Fields,
    output::Record,
    text::OffsetUnit,
};
use inquit_fuzz::must;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    match which % 3 {
        0 => {
            let Ok(article) = marked::parse("story", &String::from_utf8_lossy(rest)) else { return };
            for span in article.attributions.iter().flat_map(|one| one.source.iter().chain(&one.cue).chain(&one.content)) {
                assert!(article.text.get(span.start..span.end).is_some(), "{span:?}");
            }
            scored(article);
        }
        1 => with_file("cases.jsonl", rest, |path| {
            let Ok(Some(cases)) = cases::read(path) else { return };
            let record = |case: &cases::Case| nothing(Fields::from_text(case.text.clone()).into_article(None));
            let pairs: Vec<_> = cases.into_iter().map(|case| (case.clone(), record(&case))).collect();
            let report = cases::score(&pairs);
            assert!(report.content_and_kind.right <= report.content_and_kind.of);
        }),
        _ => with_file("records.jsonl", rest, |path| {
            let Ok((articles, _)) = gold::read(path) else { return };
            articles.into_iter().for_each(scored);
        }),
    }
});

/// Scores an article against a record without statements.
fn scored(gold: GoldArticle) {
    let record = nothing(Fields::from_text(gold.text.clone()).into_article(Some(&gold.name)));
    let statements = gold.attributions.len();
    let report = must(score(&[(gold, record)]));
    assert!(report.attribution.gold <= statements && report.attribution.read == 0);
}

/// The record of an article in which nothing was read.
fn nothing(article: Article) -> Record {
    let reading =
        Reading { model: "fuzz".to_owned(), article, speakers: Vec::new(), statements: Vec::new(), notes: Vec::new() };
    Record::new(&reading, OffsetUnit::Byte)
}

/// A file of these bytes.
fn with_file(name: &str, bytes: &[u8], then: impl FnOnce(&Path)) {
    let folder = must(tempfile::tempdir());
    let path = folder.path().join(name);
    must(fs::write(&path, bytes));
    then(&path);
}
