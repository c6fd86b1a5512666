//! `inquit convert`, from records and annotations to every format.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use inquit::output::formats::{BRAT_CONFIG, Format};
use serde_json::{Value, json};
use support::{STORY, folder, inquit, inquit_with, write};
use tempfile::TempDir;

/// A folder with records of two articles, whose offsets are UTF-16 units.
fn records() -> TempDir {
    let at = folder(&[("a.txt", STORY), ("b.txt", "“Rain & wind,” said Ivo Lund.")]);
    let run = inquit(at.path(), &["parse", "a.txt", "b.txt", "-o", "records.jsonl", "--offsets", "utf16"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    at
}

#[test]
fn writes_every_format_from_standard_input_and_files_alike() {
    let at = records();
    let lines = fs::read(at.path().join("records.jsonl")).unwrap();
    for format in Format::ALL.iter().filter(|format| !format.needs_folder()) {
        let piped = inquit_with(at.path(), &["convert", "-t", format.name()], &lines);
        assert_eq!((piped.code, &*piped.err), (0, ""), "{format}");
        let file = format!("out.{}", format.extension());
        let run = inquit(at.path(), &["convert", "records.jsonl", "-t", format.name(), "-o", &file]);
        assert_eq!((run.code, &*run.out, &*run.err), (0, "", ""), "{format}");
        assert_eq!(fs::read_to_string(at.path().join(&file)).unwrap(), piped.out);
        assert!(piped.out.contains("Ingrid Solheim") && piped.out.contains("Lund"), "{format}: {}", piped.out);
        fs::remove_file(at.path().join(&file)).unwrap();
    }
    assert_eq!(inquit_with(at.path(), &["convert", "-t", "jsonl"], &lines).out.into_bytes(), lines);
}

#[test]
fn a_round_through_brat_keeps_spans_and_speakers() {
    let at = records();
    let run = inquit(at.path(), &["convert", "records.jsonl", "-t", "brat", "-o", "brat/"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(fs::read_to_string(at.path().join("brat/a.txt")).unwrap(), STORY);
    assert_eq!(fs::read_to_string(at.path().join("brat/annotation.conf")).unwrap(), BRAT_CONFIG);
    let before = inquit(at.path(), &["convert", "records.jsonl", "-t", "csv"]).out;
    let columns = |csv: &str| -> Vec<Vec<String>> {
        let mut table = csv::Reader::from_reader(csv.as_bytes());
        let heads = table.headers().unwrap().clone();
        let wanted = ["article_id", "kind", "act", "speaker", "source", "cue", "text", "place", "paragraph"];
        let wanted: Vec<_> = wanted.iter().map(|head| heads.iter().position(|found| found == *head).unwrap()).collect();
        table.records().map(|row| wanted.iter().map(|at| row.as_ref().unwrap()[*at].to_owned()).collect()).collect()
    };
    for input in [&["brat"][..], &["brat/a.ann", "brat/b.txt"]] {
        let run = inquit(at.path(), &[&["convert", "-t", "csv"], input].concat());
        assert_eq!((run.code, &*run.err), (0, ""));
        assert_eq!(columns(&run.out), columns(&before));
    }
    // The folder may hold corrections by now.
    let run = inquit(at.path(), &["convert", "records.jsonl", "-t", "brat", "-o", "brat"]);
    assert_eq!((run.code, &*run.err), (2, "inquit: brat: cannot be written: folder is not empty\n"));
}

#[test]
fn people_have_attributes_in_records_and_columns_in_tables() {
    let at = records();
    write(at.path(), "people.csv", b"name,party\nIngrid Solheim,Greens\n");
    let people = ["--people", "people.csv"];
    let run = inquit(at.path(), &[&["convert", "records.jsonl", "-t", "jsonl"], &people[..]].concat());
    assert_eq!((run.code, &*run.err), (0, ""));
    let of = |record: &Value| {
        record["speakers"].as_array().unwrap().iter().map(|one| one["attributes"].clone()).collect::<Vec<_>>()
    };
    let attributes: Vec<Value> = run.out.lines().flat_map(|line| of(&serde_json::from_str(line).unwrap())).collect();
    assert!(attributes.contains(&json!({"party": "Greens"})) && attributes.contains(&json!({})), "{attributes:?}");
    let table = inquit(at.path(), &[&["convert", "records.jsonl", "-t", "csv"], &people[..]].concat()).out;
    let quotes = inquit(at.path(), &[&["quotes", "records.jsonl", "--with-repeats"], &people[..]].concat()).out;
    assert!(table.lines().next().unwrap().ends_with("people.party") && table.contains("Greens"), "{table}");
    assert_eq!(table, quotes);
    write(at.path(), "people.csv", b"Ingrid Solheim,Greens\n");
    let run = inquit(at.path(), &[&["convert", "records.jsonl", "-t", "csv"], &people[..]].concat());
    assert_eq!(run.code, 2);
    assert!(run.err.contains("people.csv: line 1: no column `name`"), "{}", run.err);
}

#[test]
fn citron_is_known_by_its_keys_in_files_arrays_and_lines() {
    let at = records();
    let lines = inquit(at.path(), &["convert", "records.jsonl", "-t", "citron"]).out;
    let documents: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    write(at.path(), "c/one.json", serde_json::to_string_pretty(&documents[0]).unwrap().as_bytes());
    write(at.path(), "c/two.json", json!(documents).to_string().as_bytes());
    write(at.path(), "c/w.jsonl", lines.as_bytes());
    let run = inquit(at.path(), &["convert", "c", "-t", "jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(run.ids(), ["one", "two#1", "two#2", "w#1", "w#2"]);
    assert_eq!(run.records()[0]["statements"], run.records()[1]["statements"]);
    assert_eq!(run.records()[0]["generator"]["model"], "citron");
}

#[test]
fn a_folder_gets_a_file_an_article_in_any_format() {
    let at = records();
    let run = inquit(at.path(), &["convert", "records.jsonl", "-t", "tei", "-o", "tei/"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    for file in ["tei/a.xml", "tei/b.xml"] {
        assert!(fs::read_to_string(at.path().join(file)).unwrap().contains("<TEI xmlns="), "{file}");
    }
}

#[test]
fn bad_records_are_named_with_file_line_and_reason_and_the_rest_is_converted() {
    let at = records();
    let lines = fs::read_to_string(at.path().join("records.jsonl")).unwrap();
    let (a, b) = lines.split_once('\n').unwrap();
    let broken = a.replacen("\"offset_unit\":\"utf16\"", "\"offset_unit\":\"byte\"", 1);
    let newer = b.replacen("\"schema_version\":\"1\"", "\"schema_version\":\"2\"", 1);
    let all = [&broken, "{\"text\": \"Rain\"}", "{oops", "[1]", newer.trim(), a, b].join("\n");
    write(at.path(), "all.jsonl", all.as_bytes());
    for format in ["csv", "jsonl", "tei", "labelstudio"] {
        let run = inquit(at.path(), &["convert", "all.jsonl", "gone.jsonl", "-t", format]);
        assert_eq!(run.code, 2);
        let complaints: Vec<_> = run.err.lines().collect();
        let starts = [
            "inquit: all.jsonl: line 1: ",
            "inquit: all.jsonl: line 2: neither a record of inquit nor a document of Citron",
            "inquit: all.jsonl: line 3: invalid JSON at column 2: ",
            "inquit: all.jsonl: line 4: neither a record of inquit nor a document of Citron",
            "inquit: all.jsonl: line 5: record has schema version `2`, expected `1`",
            "inquit: gone.jsonl: cannot be read: no such file or directory",
        ];
        assert_eq!(complaints.len(), starts.len(), "{complaints:#?}");
        for (complaint, start) in complaints.iter().zip(starts) {
            assert!(complaint.starts_with(start), "{complaint}");
        }
        assert!(complaints[0].contains("in a text counted in bytes"), "{}", complaints[0]);
        assert_eq!(run.out, inquit(at.path(), &["convert", "records.jsonl", "-t", format]).out);
    }
    assert_eq!(inquit(at.path(), &["convert", "all.jsonl", "-t", "csv"]).code, 1);
}

#[test]
fn faults_in_annotations_are_named_and_the_rest_of_them_is_read() {
    let at = folder(&[("n/story.txt", STORY), ("n/lone.txt", "Rain."), ("n/gone.ann", "")]);
    let start = STORY[..STORY.find("Ingrid").unwrap()].chars().count();
    let ann = format!(
        "T1\tContent 0 12\tHarbour wall\nT2\tSource {start} {}\tIngrid Solheim\n{}",
        start + 14,
        "E1\tContent:T1 Source:T2 Cue:T9\n"
    );
    write(at.path(), "n/story.ann", ann.as_bytes());
    let run = inquit(at.path(), &["convert", "n", "-t", "jsonl"]);
    assert_eq!((run.code, run.ids()), (2, vec!["story".to_owned()]));
    assert_eq!(
        run.err,
        "inquit: n/gone.ann: annotates a text that is not there\n\
         inquit: n/lone.txt: has no annotation file\n\
         inquit: n/story.ann: line 3: `E1` refers to `T9`, which is not there\n"
    );
    assert_eq!(run.records()[0]["statements"][0]["source"][0]["text"], "Ingrid Solheim");
    let run = inquit(at.path(), &["convert", "n/lone.txt", "-t", "jsonl"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.err, "inquit: n/lone.txt: no text and annotations: NAME.txt and NAME.ann belong together\n");
}

#[test]
fn an_output_that_would_replace_an_input_is_refused() {
    let at = records();
    write(at.path(), "n/a.txt", STORY.as_bytes());
    write(at.path(), "n/a.ann", b"");
    for (input, output) in [
        ("records.jsonl", "records.jsonl"),
        ("records.jsonl", "./records.jsonl"),
        ("n", "n/a.ann"),
        ("n/a.ann", "n/a.txt"),
    ] {
        let before = fs::read(at.path().join(output)).unwrap();
        let run = inquit(at.path(), &["convert", input, "-t", "csv", "-o", output]);
        let message = format!("inquit: {output}: cannot be written: it is an input too, and would be lost\n");
        assert_eq!((run.code, &*run.out, run.err), (2, "", message));
        assert_eq!(fs::read(at.path().join(output)).unwrap(), before);
    }
}

#[test]
fn an_origin_that_is_named_is_taken_for_granted() {
    let at = records();
    let run = inquit(at.path(), &["convert", "records.jsonl", "-f", "citron", "-t", "csv"]);
    assert_eq!(run.code, 1);
    assert!(
        run.err.starts_with("inquit: records.jsonl: line 1: is not of the expected shape: missing field"),
        "{}",
        run.err
    );
    let run = inquit(at.path(), &["convert", "records.jsonl", "-f", "brat", "-t", "csv"]);
    assert_eq!(run.code, 2);
    assert_eq!(inquit(at.path(), &["convert", "records.jsonl", "-f", "records", "-t", "csv"]).code, 0);
}
