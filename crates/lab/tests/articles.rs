//! The specifications and the goldens of `tests/`, read with the built-in model.

use std::path::{Path, PathBuf};

use inquit::{output::Record, pipeline::Pipeline};
use inquit_lab::{golden, spec};

fn tests(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests").join(folder)
}

#[test]
fn every_specification_reads_right_or_as_its_fixme_says() {
    let pipeline = Pipeline::embedded("fast").expect("the built-in model loads");
    let mut surprises = String::new();
    let (mut cases, mut known) = (0, 0);
    for path in spec::files(&tests("spec")).expect("tests/spec can be read") {
        for case in spec::cases(&path).expect("a specification parses") {
            cases += 1;
            match spec::run(&case, &pipeline) {
                spec::Outcome::Right => {}
                spec::Outcome::KnownWrong => known += 1,
                spec::Outcome::Surprise(lines) if lines.is_empty() => {
                    surprises += &format!("\n{}\n  reads right now: take its fixme off\n", case.name);
                }
                spec::Outcome::Surprise(lines) => {
                    surprises += &format!("\n{}\n  {}\n", case.name, lines.join("\n  "));
                }
            }
        }
    }
    assert!(cases >= 80, "only {cases} cases were found");
    assert!(known * 2 < cases, "{known} of {cases} cases are known to read wrong: too many to call it a reader");
    assert!(
        surprises.is_empty(),
        "read otherwise than specified (`inquit-lab spec --write` notes it as a fixme):\n{surprises}"
    );
}

#[test]
fn every_golden_article_gives_its_reviewed_record() {
    let pipeline = Pipeline::embedded("fast").expect("the built-in model loads");
    let articles = golden::articles(&tests("golden")).expect("tests/golden can be read");
    assert!(articles.len() >= 12, "only {} articles were found", articles.len());
    for article in articles {
        let path = golden::record_path(&article, &pipeline);
        let committed = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let committed = Record::from_json(&committed).expect("a golden is a record");
        let found = golden::read(&article, &pipeline).expect("an article can be read");
        assert!(found == committed, "{} reads otherwise: see `inquit-lab golden` and git diff", article.display());
    }
}
