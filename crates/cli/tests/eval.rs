//! `inquit eval`, on a corpus of two invented articles.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::{folder, inquit, inquit_with};
use tempfile::TempDir;

const LUND: &str = "“Rain is coming to the valley,” Ivo Lund said on Monday.";
const SOLHEIM: &str = "“The wall is safe,” Ingrid Solheim said on Friday.";

/// brat standoff of one attribution, whose parts are found in the text.
fn ann(text: &str, parts: [&str; 3]) -> String {
    let ids = ["Content", "Source", "Cue"];
    let mut lines = String::new();
    for (index, part) in parts.iter().enumerate() {
        let start = text[..text.find(part).unwrap()].chars().count();
        let end = start + part.chars().count();
        lines += &format!("T{}\t{} {start} {end}\t{part}\n", index + 1, ids[index]);
    }
    lines + "E1\tAttribution:T3 Content:T1 Source:T2 Cue:T3\n"
}

fn corpus() -> TempDir {
    let lund = ann(LUND, ["“Rain is coming to the valley,”", "Ivo Lund", "said"]);
    let solheim = ann(SOLHEIM, ["“The wall is safe,”", "Ingrid Solheim", "said"]);
    let speakers = r#"{"article": "rain", "annotation_file": "rain.ann", "speakers": [{"id": "S1", "name": "Ivo Lund",
        "kind": "person", "named": true, "aliases": [], "roles": [], "gender": "unknown"}],
        "attributions": {"E1": {"speakers": ["S1"]}}}"#;
    folder(&[
        ("gold/rain.txt", LUND),
        ("gold/rain.ann", &lund),
        ("gold/wall.txt", SOLHEIM),
        ("gold/wall.ann", &solheim),
        ("speakers/rain.json", speakers),
    ])
}

fn figures(out: &str) -> Value {
    serde_json::from_str(out).unwrap()
}

#[test]
fn reads_the_gold_texts_and_prints_a_table_of_80_columns() {
    let at = corpus();
    let run = inquit(at.path(), &["eval", "gold", "--speakers", "speakers"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert!(run.out.lines().all(|line| line.chars().count() <= 80), "{}", run.out);
    for row in ["attribution ", "source, exact span ", "speaker right, of matched ", "articles: 2"] {
        assert!(run.out.lines().any(|line| line.starts_with(row)), "{row} is not in\n{}", run.out);
    }
    for jobs in ["-j1", "-j2"] {
        assert_eq!(inquit(at.path(), &["eval", "gold", "--speakers", "speakers", jobs]), run);
    }
}

#[test]
fn prints_the_figures_as_json() {
    let at = corpus();
    let run = inquit(at.path(), &["eval", "gold", "--json"]);
    let figures = figures(&run.out);
    assert_eq!((&figures["articles"], &figures["attribution"]["gold"]), (&2.into(), &2.into()));
    assert_eq!(figures["speakers"], Value::Null);
    let with_speakers = inquit(at.path(), &["eval", "gold", "--json", "--speakers", "speakers"]).out;
    assert_eq!(self::figures(&with_speakers)["speakers"]["articles"], 1);
}

#[test]
fn scores_records_the_same_as_reading_now() {
    let at = corpus();
    let now = inquit(at.path(), &["eval", "gold", "--speakers", "speakers"]);
    let records = inquit(at.path(), &["parse", "gold", "-o", "records.jsonl", "--offsets", "utf16"]);
    let left = "inquit: gold: left out 2 files of kinds that are not read: 2 .ann\n";
    assert_eq!((records.code, &*records.err), (0, left));
    assert_eq!(inquit(at.path(), &["eval", "gold", "records.jsonl", "--speakers", "speakers"]), now);
    let lines = std::fs::read(at.path().join("records.jsonl")).unwrap();
    assert_eq!(inquit_with(at.path(), &["eval", "gold", "-", "--speakers", "speakers"], &lines), now);
    // Records under other ids are found by their texts.
    let renamed = String::from_utf8(lines).unwrap().replace("\"id\":\"rain\"", "\"id\":\"http://a.example/rain\"");
    assert_eq!(inquit_with(at.path(), &["eval", "gold", "-", "--speakers", "speakers"], renamed.as_bytes()), now);
}

#[test]
fn a_missing_record_counts_as_read_without_statements() {
    let at = corpus();
    let records = inquit(at.path(), &["parse", "gold"]).out;
    let rain = records.lines().next().unwrap();
    let other = rain.replace("valley", "island").replace("\"rain\"", "\"sun\"");
    let run =
        inquit_with(at.path(), &["eval", "gold", "-", "--json"], format!("{rain}\n{{}}\n{rain}\n{other}\n").as_bytes());
    assert_eq!(run.code, 1);
    let complaints: Vec<_> = run.err.lines().collect();
    assert!(complaints[0].starts_with("inquit: <stdin>: line 2: not a record: "), "{complaints:#?}");
    assert_eq!(
        complaints[1..],
        [
            "inquit: <stdin>: line 3: a second record of `rain`; the first one counts",
            "inquit: <stdin>: records of no gold article: 1",
            "inquit: <stdin>: no record of `wall`: counted as read without statements",
        ]
    );
    let both = figures(&run.out);
    assert_eq!((&both["articles"], &both["attribution"]["gold"]), (&2.into(), &2.into()));
}

#[test]
fn a_record_of_another_text_under_the_same_name_is_refused() {
    let at = corpus();
    let changed = inquit(at.path(), &["parse", "gold"]).out.replace("valley", "island");
    let run = inquit_with(at.path(), &["eval", "gold", "-"], changed.as_bytes());
    assert_eq!(run.code, 1);
    assert!(
        run.err.starts_with("inquit: <stdin>: line 1: article `rain`: the record's text is not the gold text"),
        "{}",
        run.err
    );
}

#[test]
fn faults_of_the_corpus_are_told_and_the_rest_is_scored() {
    let at = corpus();
    std::fs::write(at.path().join("gold/stray.ann"), "T1\tCue 0 4\tRain\n").unwrap();
    let run = inquit(at.path(), &["eval", "gold"]);
    assert_eq!((run.code, &*run.err), (0, "inquit: gold/stray.ann: annotates a text that is not there\n"));
    for gold in ["gone", "speakers/rain.txt", "."] {
        let run = inquit(at.path(), &["eval", gold]);
        assert_eq!((run.code, &*run.out), (2, ""));
        assert!(run.err.starts_with(&format!("inquit: {gold}: ")), "{}", run.err);
    }
}

#[test]
fn reads_articles_with_marks_in_their_text() {
    let marked = "{q1:“Rain is coming to the valley,”} {s1:Ivo Lund} {c1:said} on Monday.\n=====\n1: Ivo Lund\n=====\n\
        Ivo Lund | person | unknown | | \n";
    let at = folder(&[("gold/rain.marked", marked), ("gold/wall.marked", "{q1:“The wall is safe\n=====\n1: -\n")]);
    let run = inquit(at.path(), &["eval", "gold", "--json"]);
    let figures = figures(&run.out);
    assert_eq!((run.code, &figures["articles"], &figures["levels"]["outer"]["f1"]), (0, &1.into(), &1.0.into()));
    assert_eq!(figures["speakers"]["profiles"]["persons"]["share"], 1.0);
    assert!(run.err.contains("wall.marked: line 1: a mark is not closed: `“The wall is safe`"), "{}", run.err);
}

#[test]
fn scores_small_cases() {
    let case = |id: &str, speaker: &str| {
        format!(
            r#"{{"id": "{id}", "text": "{LUND}", "expected": [{{"speaker": "{speaker}",
            "content": "Rain is coming to the valley", "kind": "direct", "cue": "said"}}], "not_statements": ["Monday"]}}"#
        )
        .replace('\n', " ")
    };
    let cases = [case("rain/right", "Mr Ivo Lund"), case("rain/wrong", "Una Field")].join("\n");
    let at = folder(&[("cases.jsonl", &cases)]);
    let run = inquit(at.path(), &["eval", "cases.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let wanted = "content and kind right                                 100.0        4        4\n\
        speakers right too                                      75.0        3        4\n\
        wrongly read as a statement: 0\ncases: 2\n\nnot right:\n  rain/wrong\n";
    assert!(run.out.ends_with(wanted), "{}", run.out);
    let figures = figures(&inquit(at.path(), &["eval", "cases.jsonl", "--json"]).out);
    assert_eq!(figures["failing"], serde_json::json!(["rain/wrong"]));
}

#[test]
fn records_and_notes_in_brat_bring_their_speakers() {
    let at = folder(&[("news/rain.txt", LUND), ("news/wall.txt", SOLHEIM)]);
    inquit(at.path(), &["parse", "news", "-o", "gold.jsonl"]);
    inquit(at.path(), &["parse", "news", "-f", "brat", "-o", "brat"]);
    for gold in ["gold.jsonl", "brat"] {
        let run = inquit(at.path(), &["eval", gold, "gold.jsonl", "--json"]);
        assert_eq!((run.code, &*run.err), (0, ""), "{gold}");
        let figures = figures(&run.out);
        assert_eq!((&figures["articles"], &figures["attribution"]["f1"]), (&2.into(), &1.0.into()), "{gold}");
        assert_eq!(figures["speakers"]["named"], serde_json::json!({"right": 2, "of": 2, "share": 1.0}), "{gold}");
    }
    // Another speaker than the gold record has.
    let other = std::fs::read_to_string(at.path().join("gold.jsonl")).unwrap().replace("\"Ivo Lund\"", "\"Ivo Ek\"");
    std::fs::write(at.path().join("other.jsonl"), other).unwrap();
    let figures = figures(&inquit(at.path(), &["eval", "gold.jsonl", "other.jsonl", "--json"]).out);
    assert_eq!(figures["speakers"]["named"]["right"], 1);
}
