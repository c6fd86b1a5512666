//! The specifications and the goldens of `tests/`, read with each built-in model.

use std::path::{Path, PathBuf};

use inquit::{model::EMBEDDED, output::Record, pipeline::Pipeline};
use inquit_lab::{golden, spec};

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder)
}

/// A pipeline with each built-in model.
fn pipelines() -> impl Iterator<Item = Pipeline> {
    EMBEDDED.iter().map(|name| Pipeline::embedded(name).expect("the built-in model loads"))
}

#[test]
fn every_specification_reads_right_or_as_its_fixme_says() {
    let files = spec::files(&tests("spec")).expect("tests/spec can be read");
    let cases: Vec<_> = files.iter().flat_map(|path| spec::cases(path).expect("a specification parses")).collect();
    assert!(cases.len() >= 80, "only {} cases were found", cases.len());
    let mut surprises = String::new();
    for pipeline in pipelines() {
        let mut known = 0;
        for case in &cases {
            let surprise = match spec::run(case, &pipeline) {
                spec::Outcome::Right => continue,
                spec::Outcome::KnownWrong => {
                    known += 1;
                    continue;
                }
                spec::Outcome::Surprise(lines) if lines.is_empty() => "reads right now: take its fixme off".to_owned(),
                spec::Outcome::Surprise(lines) => lines.join("\n  "),
            };
            surprises += &format!("\n{}, {}\n  {surprise}\n", case.name, pipeline.model_name());
        }
        let most = cases.len() / 2;
        assert!(known < most, "{known} of {} cases are known to read wrong: too many for a reader", cases.len());
    }
    assert!(
        surprises.is_empty(),
        "read otherwise than specified (`inquit-lab spec --write` notes it as a fixme):\n{surprises}"
    );
}

#[test]
fn every_golden_article_gives_its_reviewed_record() {
    let articles = golden::articles(&tests("golden")).expect("tests/golden can be read");
    assert!(articles.len() >= 12, "only {} articles were found", articles.len());
    for (pipeline, article) in
        pipelines().flat_map(|pipeline| articles.iter().map(move |path| (pipeline.clone(), path)))
    {
        let path = golden::record_path(article, &pipeline);
        let committed = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let committed = Record::from_json(&committed).expect("a golden is a record");
        let found = golden::read(article, &pipeline).expect("an article can be read");
        assert!(found == committed, "{} reads otherwise: see `inquit-lab golden` and git diff", path.display());
    }
}
