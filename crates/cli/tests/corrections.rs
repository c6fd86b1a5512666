//! `inquit convert --base`, `diff`, `agree`, `sample` and `estimate`: corrections, and what they say of all.

#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path};

use serde_json::{Value, json};
use support::{Run, STORY, folder, goldens, inquit, inquit_with, write};
use tempfile::TempDir;

/// A folder with records of some invented articles, in the order of their ids backwards, with all that annotations lose.
fn records() -> TempDir {
    let at = folder(&[("b.txt", "“Rain & wind,” said Ivo Lund."), ("a.txt", STORY)]);
    let names: Vec<String> = goldens().iter().take(4).map(|file| file.display().to_string()).collect();
    let files: Vec<&str> = names.iter().map(String::as_str).chain(["b.txt", "a.txt"]).collect();
    let run = inquit(at.path(), &[&["parse", "-o", "read.jsonl", "--offsets", "utf16"], &files[..]].concat());
    assert_eq!((run.code, &*run.err), (0, ""));
    let lines = read(at.path(), "read.jsonl");
    let changed = lines.lines().enumerate().map(|(nth, line)| {
        let mut record: Value = serde_json::from_str(line).unwrap();
        record["article"]["id"] =
            format!("https://echo.example/{}?n={nth}", record["article"]["id"].as_str().unwrap()).into();
        record["article"]["outlet"] = "The Echo".into();
        record["article"]["published"] = "2026-01-02".into();
        record["article"]["extra"] = json!({"desk": "harbour"});
        record.to_string() + "\n"
    });
    write(at.path(), "records.jsonl", changed.collect::<String>().as_bytes());
    at
}

fn read(at: &Path, name: &str) -> String {
    fs::read_to_string(at.join(name)).unwrap()
}

/// The annotation file of the short article.
fn short(at: &Path) -> std::path::PathBuf {
    let files = fs::read_dir(at.join("brat")).unwrap().map(|file| file.unwrap().path());
    let is_short = |file: &std::path::PathBuf| file.to_str().unwrap().contains("-b-n-4.ann");
    files.into_iter().find(is_short).unwrap()
}

/// Exports to brat, with a change to the annotation file of the short article.
fn corrected(at: &Path, change: impl Fn(&str) -> String) {
    assert_eq!(inquit(at, &["convert", "records.jsonl", "-t", "brat", "-o", "brat"]).code, 0);
    let file = short(at);
    let annotations = fs::read_to_string(&file).unwrap();
    let changed = change(&annotations);
    assert_ne!(annotations, changed, "nothing is changed in\n{annotations}");
    fs::write(file, changed).unwrap();
}

#[test]
fn records_that_nobody_corrected_come_back_with_the_same_bytes() {
    let at = records();
    let before = read(at.path(), "records.jsonl");
    for (format, output) in [("brat", "brat/"), ("labelstudio", "tasks.json")] {
        assert_eq!(inquit(at.path(), &["convert", "records.jsonl", "-t", format, "-o", output]).code, 0);
        let run = inquit(at.path(), &["convert", output, "--base", "records.jsonl", "--predictions", "-t", "jsonl"]);
        assert_eq!((run.code, &*run.err), (0, ""));
        assert_eq!(run.out, before, "{format}");
        let run = inquit(at.path(), &["diff", "records.jsonl", output, "-f", "table"]);
        assert_eq!(run.code, i32::from(format == "labelstudio"), "predictions are no annotations");
    }
    let run = inquit(at.path(), &["diff", "records.jsonl", "brat", "-f", "table"]);
    assert!(run.out.ends_with("in both the same\n"), "{}", run.out);
}

#[test]
fn a_correction_changes_what_it_says_and_diff_lists_it() {
    let at = records();
    corrected(at.path(), |annotations| annotations.replace("Ivo Lund [S1 person]", "Ada Roe"));
    let run = inquit(at.path(), &["convert", "brat", "--base", "records.jsonl", "-t", "jsonl", "-o", "new.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let (old, new) = (read(at.path(), "records.jsonl"), read(at.path(), "new.jsonl"));
    let different: Vec<_> = old.lines().zip(new.lines()).filter(|(old, new)| old != new).collect();
    assert_eq!((different.len(), old.lines().count()), (1, new.lines().count()));
    let record: Value = serde_json::from_str(different[0].1).unwrap();
    assert_eq!(record["article"]["extra"]["desk"], "harbour");
    assert_eq!(
        (&record["speakers"][1]["name"], &record["statements"][0]["speakers"]),
        (&json!("Ada Roe"), &json!(["S2"]))
    );

    let run = inquit(at.path(), &["diff", "records.jsonl", "new.jsonl"]);
    assert_eq!(run.code, 0);
    let rows: Vec<&str> = run.out.split("\r\n").collect();
    assert_eq!(rows[0], "article_id,change,old_id,new_id,text,old,new,start");
    assert_eq!(rows[1], "https://echo.example/b?n=4,speaker,Q1,Q1,\"“Rain & wind,”\",Ivo Lund,Ada Roe,0");
    assert_eq!(rows.len(), 3);
    assert!(run.err.starts_with("inquit: other: 1 speaker; 6 articles, "), "{}", run.err);
    let table = inquit(at.path(), &["diff", "records.jsonl", "new.jsonl", "-f", "table", "--width", "80"]).out;
    assert!(
        table.contains("https://echo.example/b?n=4\n  other speaker  “Rain & wind,”  Ivo Lund  Ada Roe\n"),
        "{table}"
    );
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    let json = inquit(at.path(), &["diff", "records.jsonl", "new.jsonl", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["summary"], &json["differences"][0]["new"]), (&json!({"speaker": 1}), &json!("Ada Roe")));
    assert_eq!(inquit(at.path(), &["diff", "records.jsonl", "new.jsonl", "--exit-code"]).code, 1);
    assert_eq!(inquit(at.path(), &["diff", "new.jsonl", "new.jsonl", "--exit-code"]).code, 0);
}

#[test]
fn articles_of_one_side_are_listed_and_the_rest_is_kept_if_asked_for() {
    let at = records();
    corrected(at.path(), |annotations| annotations.replace("Ivo Lund [S1 person]", "Ada Roe"));
    let file = short(at.path());
    let only = file.strip_prefix(at.path()).unwrap().to_str().unwrap();
    let convert = |more: &[&str]| {
        inquit(at.path(), &[&["convert", only, "--base", "records.jsonl", "-t", "jsonl"], more].concat())
    };
    assert_eq!(convert(&[]).out.lines().count(), 1);
    let all = convert(&["--keep-rest", "-o", "all.jsonl"]);
    assert_eq!((all.code, read(at.path(), "all.jsonl").lines().count()), (0, 6));
    let run = inquit(at.path(), &["diff", only, "records.jsonl", "-f", "table"]);
    assert!(run.out.contains("only in New") && run.out.contains("; 5 articles only in New\n"), "{}", run.out);
    let run = inquit(at.path(), &["diff", "records.jsonl", only]);
    assert_eq!(run.out.matches(",only-in-old,").count(), 5);
}

#[test]
fn what_does_not_fit_the_base_is_named_and_left_out() {
    let at = records();
    corrected(at.path(), |annotations| annotations.replace("Content:T2", "Content:T99"));
    write(at.path(), "brat/storm.txt", b"Hail.");
    write(at.path(), "brat/storm.ann", b"");
    let base = |input: &str| inquit(at.path(), &["convert", input, "--base", "records.jsonl", "-t", "jsonl"]);
    let run = base("brat");
    assert_eq!((run.code, run.out.lines().count()), (1, 5));
    assert!(
        run.err.contains("-b-n-4.ann: left out: on the base, annotations that cannot be read would look removed\n"),
        "{}",
        run.err
    );
    assert!(run.err.contains("line 4: `E1` refers to `T99`, which is not there\n"), "{}", run.err);
    assert!(run.err.contains("storm.ann: no record of `storm` in the base\n"), "{}", run.err);
    let text = short(at.path()).with_extension("txt");
    fs::write(&text, "“Rain & hail,” said Ivo Lund.").unwrap();
    fs::write(text.with_extension("ann"), "").unwrap();
    let run = base("brat");
    assert!(
        run.err.contains(
            ": the text is not that of `https://echo.example/b?n=4` in the base: they differ from code point 8 on\n"
        ),
        "{}",
        run.err
    );
    let run = base("records.jsonl");
    assert_eq!((run.code, run.out.len()), (1, 0));
    assert!(
        run.err.starts_with("inquit: records.jsonl: line 1: only annotations of brat and Label Studio go on a base\n"),
        "{}",
        run.err
    );
}

/// A task of Label Studio's over the short article.
fn task(result: Value) -> Value {
    json!({"id": 7, "data": {"text": "“Rain & wind,” said Ivo Lund.", "id": "rain"},
        "annotations": [{"id": 1, "completed_by": 3, "result": result}]})
}

fn region(id: &str, label: &str, start: usize, end: usize, text: &str) -> Value {
    json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": start, "end": end, "text": text, "labels": [label]}})
}

#[test]
fn an_export_of_label_studio_is_read_and_bad_tasks_are_named() {
    let at = folder(&[]);
    let relation = json!({"type": "relation", "from_id": "s", "to_id": "a", "direction": "right"});
    let speaker = json!({"id": "a", "from_name": "speaker", "to_name": "text", "type": "textarea", "value": {"text": ["Ivo Lund"]}});
    let good = task(json!([
        region("a", "Content", 0, 14, "“Rain & wind,”"),
        region("s", "Source", 20, 28, "Ivo Lund"),
        relation,
        speaker
    ]));
    let bad = task(json!([region("b", "Content", 1, 5, "Hail")]));
    let reduced = json!({"text": "Rain.", "id": 9, "label": [], "annotation_id": 4, "annotator": 1});
    let lines = [bad, reduced, json!({"id": 8, "data": {"text": "Fog."}, "annotations": []}), good];
    let text = format!("[\n{}\n]\n", lines.each_ref().map(Value::to_string).join(",\n"));
    write(at.path(), "export.json", text.as_bytes());
    let run = inquit(at.path(), &["convert", "export.json", "-t", "jsonl"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.err,
        "inquit: export.json: line 2: task 7: `b` reads `Hail`, but the text there is `Rain`\n\
         inquit: export.json: line 3: is of Label Studio's reduced export (JSON-MIN), which has no relations: export the project as JSON\n\
         inquit: export.json: line 4: task 8: has no annotation\n"
    );
    assert_eq!(run.ids(), ["rain"]);
    let record = &run.records()[0];
    assert_eq!(
        (&record["statements"][0]["source"][0]["text"], &record["speakers"][0]["name"]),
        (&json!("Ivo Lund"), &json!("Ivo Lund"))
    );
    let run = inquit(at.path(), &["convert", "export.json", "-t", "jsonl", "--annotator", "9"]);
    assert!(run.err.contains("task 7: has no annotation by `9`\n"), "{}", run.err);
    // And as gold.
    write(at.path(), "gold.json", json!([lines[3]]).to_string().as_bytes());
    let run = inquit(at.path(), &["eval", "gold.json", "--json"]);
    let figures: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (figures["attribution"]["gold"].as_u64(), figures["speakers"]["end_to_end"]["right"].as_u64()),
        (Some(1), Some(1))
    );
}

#[test]
fn agree_prints_figures_and_writes_the_disagreements() {
    let at = records();
    corrected(at.path(), |annotations| annotations.replace("Ivo Lund [S1 person]", "Ada Roe"));
    let run = inquit(at.path(), &["agree", "records.jsonl", "brat"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    for row in ["content ", "source ", "cue ", "kind ", "speaker ", "  other speaker  “Rain & wind,”", "6 articles, "]
    {
        assert!(run.out.lines().any(|line| line.starts_with(row)), "{row} is not in\n{}", run.out);
    }
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    let run = inquit(at.path(), &["agree", "records.jsonl", "brat", "-o", "list.csv"]);
    assert!(run.out.starts_with("Spans") && !run.out.contains("Rain"), "{}", run.out);
    assert_eq!(read(at.path(), "list.csv").lines().count(), 2);
    let json: Value =
        serde_json::from_str(&inquit(at.path(), &["agree", "records.jsonl", "brat", "--json"]).out).unwrap();
    assert_eq!((&json["spans"]["content"]["exact_f1"], &json["kind"]["alpha"]), (&json!(1.0), &json!(1.0)));
    let speaker = &json["speaker"];
    assert_eq!(speaker["units"].as_u64().unwrap(), speaker["agreed"].as_u64().unwrap() + 1);
    let csv = inquit(at.path(), &["agree", "records.jsonl", "brat", "-f", "csv"]).out;
    assert!(csv.starts_with("article_id,") && csv.contains("\"“Rain & wind,”\""), "{csv}");
}

fn filled(sheet: &str, fill: impl Fn(usize) -> [&'static str; 2]) -> String {
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heads = reader.headers().unwrap().clone();
    writer.write_record(&heads).unwrap();
    let place = |name: &str| heads.iter().position(|head| head == name).unwrap();
    let (content, speaker) = (place("content_right"), place("speaker_right"));
    for (nth, row) in reader.records().enumerate() {
        let mut cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        [cells[content], cells[speaker]] = fill(nth).map(str::to_owned);
        writer.write_record(&cells).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn a_sample_is_drawn_filled_in_and_says_how_accurate_all_is() {
    let at = records();
    let sample = |args: &[&str]| inquit(at.path(), &[&["sample", "records.jsonl"], args].concat());
    let run = sample(&["-n", "20"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(sample(&["-n", "20", "--seed", "1"]), run);
    assert_ne!(sample(&["-n", "20", "--seed", "2"]).out, run.out);
    let stdin =
        inquit_with(at.path(), &["sample", "-n", "20", "-o", "s.tsv"], read(at.path(), "records.jsonl").as_bytes());
    assert_eq!((stdin.code, read(at.path(), "s.tsv").lines().next().unwrap().split('\t').count()), (0, 15));

    // Three are open, every fifth is wrong.
    let sheet = filled(&run.out, |nth| match nth {
        0..3 => ["", ""],
        nth if nth % 5 == 0 => ["no", ""],
        _ => ["Y", "x"],
    });
    write(at.path(), "checked.csv", format!("\u{feff}{sheet}").as_bytes());
    let run = inquit(at.path(), &["estimate", "checked.csv"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    assert!(run.out.contains("\nNot checked yet: 3 of 20 rows."), "{}", run.out);
    let json: Value = serde_json::from_str(&inquit(at.path(), &["estimate", "checked.csv", "--json"]).out).unwrap();
    assert_eq!((json["both"]["right"].as_u64(), json["both"]["checked"].as_u64()), (Some(14), Some(17)));
    let figure = |name: &str| json["both"][name].as_f64().unwrap();
    assert!(0.4 < figure("low") && figure("low") < figure("share") && figure("share") < figure("high"), "{json}");
    assert_eq!(inquit_with(at.path(), &["estimate", "-"], sheet.as_bytes()).out, run.out);
}

#[test]
fn a_sheet_that_cannot_be_read_is_named_by_line() {
    let at = records();
    let sheet = inquit(at.path(), &["sample", "records.jsonl", "-n", "9999"]);
    assert!(sheet.err.contains("statements to draw from, and all are in the sample"), "{}", sheet.err);
    let estimate = |sheet: &str| -> Run {
        write(at.path(), "checked.csv", sheet.as_bytes());
        inquit(at.path(), &["estimate", "checked.csv"])
    };
    let run = estimate(&filled(&sheet.out, |nth| if nth == 1 { ["perhaps", "no"] } else { ["", ""] }));
    assert_eq!((run.code, &*run.out), (2, ""));
    assert!(run.err.contains(": `perhaps` in content_right: expected yes or no"), "{}", run.err);
    assert!(run.err.starts_with("inquit: checked.csv: line "), "{}", run.err);
    assert!(estimate("a,b\n").err.contains("checked.csv: line 1: no column `stratum`"), "{}", run.err);
    let run = inquit(at.path(), &["estimate", "gone.csv"]);
    assert_eq!((run.code, &*run.err), (2, "inquit: gone.csv: cannot be read: no such file or directory\n"));
    let run = inquit(at.path(), &["sample", "records.jsonl", "-o", "records.jsonl"]);
    assert_eq!(run.err, "inquit: records.jsonl: cannot be written: it is an input too, and would be lost\n");
}
