//! `inquit report`, from records to a page. What the page does is tested in a browser (`tests/browser`).

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use support::{STORY, folder, inquit, inquit_with};
use tempfile::TempDir;

/// A folder with records of two articles.
fn records() -> TempDir {
    let at = folder(&[("a.txt", STORY), ("b.txt", "“Rain & wind,” said Ivo Lund.")]);
    let run = inquit(at.path(), &["parse", "a.txt", "b.txt", "-o", "records.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    at
}

#[test]
fn the_page_is_the_same_for_a_file_a_compressed_one_and_standard_input() {
    let at = records();
    let lines = fs::read(at.path().join("records.jsonl")).unwrap();
    let piped = inquit_with(at.path(), &["report"], &lines);
    assert_eq!((piped.code, &*piped.err), (0, ""));
    assert!(piped.out.contains("Ingrid Solheim") && piped.out.contains("2 articles"));
    let compressed = std::process::Command::new("gzip").arg("-k").arg("records.jsonl").current_dir(at.path()).status();
    let mut inputs = vec!["records.jsonl"];
    inputs.extend(compressed.is_ok_and(|status| status.success()).then_some("records.jsonl.gz"));
    for input in inputs {
        let run = inquit(at.path(), &["report", input, "-o", "report.html"]);
        assert_eq!((run.code, &*run.out, &*run.err), (0, "", ""), "{input}");
        assert_eq!(fs::read_to_string(at.path().join("report.html")).unwrap(), piped.out, "{input}");
    }
}

#[test]
fn a_record_at_fault_is_named_and_left_out() {
    let at = records();
    let mut lines = fs::read_to_string(at.path().join("records.jsonl")).unwrap();
    lines += "{oops\n";
    lines += &lines.lines().next().unwrap().replace("\"end\":", "\"end\":9");
    fs::write(at.path().join("records.jsonl"), &lines).unwrap();
    let run = inquit(at.path(), &["report", "records.jsonl", "-o", "report.html"]);
    assert_eq!(run.code, 1);
    let told: Vec<&str> = run.err.lines().collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("inquit: records.jsonl: line 3: invalid JSON"), "{told:?}");
    assert!(told[1].starts_with("inquit: records.jsonl: line 4: "), "{told:?}");
    assert!(fs::read_to_string(at.path().join("report.html")).unwrap().contains("2 articles"));
}

#[test]
fn articles_are_read_first_and_give_the_same_page_as_their_records() {
    let at = records();
    let of_records = inquit(at.path(), &["report", "records.jsonl"]);
    let of_articles = inquit(at.path(), &["report", "a.txt", "b.txt", "--model", "fast"]);
    assert_eq!((of_articles.code, &*of_articles.err), (0, ""));
    assert_eq!(of_articles.out, of_records.out);
}

#[test]
fn nothing_to_report_on_writes_nothing() {
    let at = folder(&[("empty.jsonl", "\n")]);
    let run = inquit(at.path(), &["report", "empty.jsonl", "-o", "out.html"]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("no articles to report on") || run.err.contains("no records"), "{}", run.err);
    assert!(!at.path().join("out.html").exists());
}

#[test]
fn what_is_read_is_not_written_over() {
    let at = records();
    fs::write(at.path().join("people.csv"), "Ivar Lund,Ivo Lund\n").unwrap();
    for output in ["records.jsonl", "people.csv"] {
        let run = inquit(at.path(), &["report", "records.jsonl", "--aliases", "people.csv", "-o", output]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("is an input too"), "{}", run.err);
    }
}

#[test]
fn title_aliases_and_the_least_confidence_are_kept() {
    let at = records();
    fs::write(at.path().join("people.csv"), "Ivar Lund,Ivo Lund\n").unwrap();
    let run = inquit(at.path(), &["report", "records.jsonl", "--title", "Walls & weather", "--aliases", "people.csv"]);
    assert!(run.out.contains("<h1>Walls &amp; weather</h1>") && run.out.contains(">Ivar Lund</a>"));
    let run = inquit(at.path(), &["report", "records.jsonl", "--min-confidence", "1"]);
    assert!(run.out.contains("0 statements") && run.out.contains("confidence below 1 were left out"));
    let run = inquit(at.path(), &["report", "records.jsonl", "--min-confidence", "2"]);
    assert_eq!(run.code, 2);
}
