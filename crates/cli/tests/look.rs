//! `inquit view`, `quotes`, `speakers`, `stats`: what was read, to be looked at.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;

use serde_json::json;
use support::{Run, STORY, folder, inquit, inquit_with, run_with, write};
use tempfile::TempDir;

/// A folder with an article and with records of two.
fn records() -> TempDir {
    let at = folder(&[("a.txt", STORY), ("b.txt", "“Rain & wind will close the harbour,” said Ivo Lund.")]);
    let run = inquit(at.path(), &["parse", "a.txt", "b.txt", "-o", "records.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    at
}

const FIRST: &str = "inquit: the first of several articles; --id ID shows another, --all all of them\n";

#[test]
fn view_shows_the_first_article_one_by_its_id_or_all() {
    let at = records();
    let view = |args: &[&str]| inquit(at.path(), &[&["view", "records.jsonl"], args].concat());
    let first = view(&[]);
    assert_eq!((first.code, &*first.err), (0, FIRST));
    assert!(
        first.out.starts_with("a\n\n") && first.out.contains("Ingrid Solheim ┃ “We tested every stone"),
        "{}",
        first.out
    );
    assert_eq!(inquit(at.path(), &["view", "a.txt"]), Run { err: String::new(), ..first });
    let other = view(&["--id", "b"]);
    assert_eq!((other.code, &*other.err), (0, ""));
    assert!(other.out.starts_with("b\n\n") && other.out.contains("Ivo Lund ┃ “Rain & wind"), "{}", other.out);
    let all = view(&["--all"]);
    assert_eq!((all.code, &*all.err, all.out), (0, "", format!("{}\n\n{}", view(&[]).out, other.out)));
    assert_eq!(view(&["--id", "c"]).err, "inquit: no article has the id `c`; is it `a`?\n");
    assert_eq!(view(&["--id", "storm-7"]).err, "inquit: no article has the id `storm-7`, of 2 that were read\n");
    let records = fs::read(at.path().join("records.jsonl")).unwrap();
    assert_eq!(inquit_with(at.path(), &["view"], &records), view(&[]));
}

#[test]
fn view_uses_colours_where_they_are_wanted() {
    let at = records();
    let has = |args: &[&str], variables: &[(&str, &str)]| {
        let run = run_with(at.path(), &[&["view", "a.txt", "--model", "fast"], args].concat(), b"", variables);
        assert_eq!(run.code, 0);
        run.out.contains("\u{1b}[")
    };
    assert!(!has(&[], &[]));
    assert!(has(&["--color", "always"], &[("NO_COLOR", "1"), ("TERM", "dumb")]));
    assert!(has(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!has(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!has(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!has(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn view_is_as_wide_as_it_may_be() {
    let at = records();
    let widest = |args: &[&str], variables: &[(&str, &str)]| {
        let run = run_with(at.path(), &[&["view", "records.jsonl"], args].concat(), b"", variables);
        run.out.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert_eq!(widest(&[], &[]), 80);
    assert_eq!(widest(&[], &[("COLUMNS", "72")]), 72);
    assert_eq!(widest(&[], &[("COLUMNS", "200")]), 100);
    assert_eq!(widest(&["--width", "120"], &[("COLUMNS", "72")]), 120);
    assert_eq!(widest(&["--width", "40"], &[]), 40);
}

#[test]
fn view_never_hands_on_what_a_terminal_obeys() {
    let text = "Harbour \u{1b}]0;owned\u{7}wall\n\n“It \u{9b}2Jholds,” \u{202e}said Ingrid \u{1b}[31mSolheim. \
                The wall was built by hand in the year of the flood, and nobody in the town remembers who paid for it.\n";
    let at = folder(&[("a.txt", text)]);
    let run = inquit(at.path(), &["view", "a.txt"]);
    assert_eq!(run.code, 0);
    assert!(!run.out.chars().any(|letter| letter != '\n' && letter.is_control()), "{:?}", run.out);
    let quotes = inquit(at.path(), &["quotes", "a.txt", "-f", "table", "--color", "never"]);
    assert!(!quotes.out.chars().any(|letter| letter != '\n' && letter.is_control()), "{:?}", quotes.out);
}

#[test]
fn quotes_in_a_pipe_are_the_rows_of_convert() {
    let at = records();
    let rows = inquit(at.path(), &["convert", "records.jsonl", "-t", "csv"]).out;
    let quotes = inquit(at.path(), &["quotes", "records.jsonl"]);
    assert_eq!((quotes.code, &*quotes.err, &*quotes.out), (0, "", &*rows));
    assert_eq!(inquit(at.path(), &["quotes", "a.txt", "b.txt"]).out, rows);
    let run = inquit(at.path(), &["quotes", "records.jsonl", "-o", "q.tsv"]);
    assert_eq!((run.code, &*run.out, &*run.err), (0, "", ""));
    let tsv = inquit(at.path(), &["convert", "records.jsonl", "-t", "tsv"]).out;
    assert_eq!(fs::read_to_string(at.path().join("q.tsv")).unwrap(), tsv);
    let run = inquit(at.path(), &["quotes", "records.jsonl", "-o", "records.jsonl"]);
    assert_eq!(run.err, "inquit: records.jsonl: cannot be written: it is an input too, and would be lost\n");
}

#[test]
fn quotes_are_picked_sorted_and_limited() {
    let at = records();
    let column = |args: &[&str], name: &str| -> Vec<String> {
        let run = inquit(at.path(), &[&["quotes", "records.jsonl"], args].concat());
        assert_eq!((run.code, &*run.err), (0, ""), "{args:?}");
        let mut table = csv::Reader::from_reader(run.out.as_bytes());
        let at = table.headers().unwrap().iter().position(|head| head == name).unwrap();
        table.records().map(|row| row.unwrap()[at].to_owned()).collect()
    };
    assert_eq!(column(&["--speaker", "lund"], "article_id"), ["b"]);
    assert_eq!(column(&["--speaker", "Lun"], "article_id"), Vec::<String>::new());
    assert!(column(&["--kind", "direct"], "kind").iter().all(|kind| kind == "direct"));
    assert_eq!(column(&["--limit", "1"], "article_id"), ["a"]);
    let words: Vec<u32> = column(&["--sort", "words"], "words").iter().map(|words| words.parse().unwrap()).collect();
    assert!(words.len() > 2 && words.is_sorted_by(|one, other| one >= other), "{words:?}");
    let speakers = column(&["--sort", "speaker", "--limit", "2"], "speaker");
    assert!(speakers.is_sorted() && speakers.len() == 2, "{speakers:?}");
    let table = inquit(at.path(), &["quotes", "records.jsonl", "-f", "table", "--width", "72"]).out;
    assert!(table.starts_with("Speaker ") && table.lines().all(|line| line.chars().count() <= 72), "{table}");
}

/// Articles of two papers that carry the same words.
fn papers(at: &TempDir) {
    let said = "“We will never sell the harbour to a bank, whatever it offers,”";
    let article = |id: &str, outlet: &str, date: &str, text: String| {
        json!({"id": id, "outlet": outlet, "date": date, "text": text}).to_string()
    };
    let lines = [
        article("p1", "Post", "2024-05-01", format!("{said} said Ingrid Solheim on Monday.")),
        article("e1", "Echo", "2024-06-01", format!("{said} Dr. Ingrid Solheim said. “It rained,” said Ivo Lund.")),
    ];
    write(at.path(), "papers.jsonl", (lines.join("\n") + "\n").as_bytes());
}

#[test]
fn stats_fold_persons_and_count_a_carried_quotation_once() {
    let at = folder(&[("people.csv", "Ivar Lund,Ivo Lund\n")]);
    papers(&at);
    let run = inquit(at.path(), &["parse", "papers.jsonl", "-o", "records.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let stats = |args: &[&str]| {
        let run = inquit(at.path(), &[&["stats", "records.jsonl"], args].concat());
        assert_eq!((run.code, &*run.err), (0, ""), "{args:?}");
        run.out
    };
    let start = |csv: String| -> Vec<String> {
        csv.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>().join(",")).collect()
    };
    assert!(stats(&[]).contains("\nall,2,3,1.0000,2,1.0000,"), "{}", stats(&[]));
    let speakers = start(stats(&["--by", "speaker", "--aliases", "people.csv"]));
    assert!(speakers[0].starts_with("Ingrid Solheim,person,,,,2,2,0.6667,1,0.5000,24,"), "{speakers:?}");
    assert!(speakers[1].starts_with("Ivar Lund,person,,,,1,1,"), "{speakers:?}");
    let outlets = start(stats(&["--by", "outlet", "--sort", "name"]));
    assert!(outlets[0].starts_with("Echo,1,2,") && outlets[1].starts_with("Post,1,1,"), "{outlets:?}");
    let months = start(stats(&["--by", "month"]));
    assert!(months[0].starts_with("2024-05,1,1,") && months[1].starts_with("2024-06,1,2,"), "{months:?}");
    assert!(stats(&["--by", "kind"]).starts_with("kind,articles,statements,"));
    assert!(stats(&["--by", "act", "--limit", "1"]).lines().count() == 2);
    // Of articles the same comes out as of their records.
    let read = inquit(at.path(), &["stats", "papers.jsonl", "--by", "outlet", "-o", "outlets.csv"]);
    assert_eq!((read.code, &*read.out, &*read.err), (0, "", ""));
    assert_eq!(fs::read_to_string(at.path().join("outlets.csv")).unwrap(), stats(&["--by", "outlet"]));
    let listed = inquit(at.path(), &["speakers", "records.jsonl", "--sort", "name", "-f", "table"]).out;
    let names: Vec<&str> = listed.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(names, ["Speaker", "Ingrid Solheim", "Ivo Lund", "all"], "{listed}");
}

#[test]
fn what_is_at_fault_costs_itself_alone() {
    let at = records();
    let lines = fs::read_to_string(at.path().join("records.jsonl")).unwrap();
    let (a, b) = lines.split_once('\n').unwrap();
    let broken = a.replacen("\"offset_unit\":\"codepoint\"", "\"offset_unit\":\"byte\"", 1);
    let newer = b.replacen("\"schema_version\":\"1\"", "\"schema_version\":\"2\"", 1);
    write(at.path(), "all.jsonl", [&broken, "{oops", newer.trim(), a, b].join("\n").as_bytes());
    for command in ["view", "quotes", "speakers", "stats"] {
        let all: &[&str] = if command == "view" { &["--all"] } else { &[] };
        let run = inquit(at.path(), &[&[command, "all.jsonl"], all].concat());
        assert_eq!(run.code, 1, "{command}");
        let faults: Vec<&str> = run.err.lines().collect();
        for (fault, start) in faults.iter().zip([
            "inquit: all.jsonl: line 1: ",
            "inquit: all.jsonl: line 2: invalid JSON at column 2: ",
            "inquit: all.jsonl: line 3: record has schema version `2`, expected `1`",
        ]) {
            assert!(fault.starts_with(start), "{command}: {fault}");
        }
        assert_eq!(faults.len(), 3, "{command}: {faults:?}");
        assert_eq!(run.out, inquit(at.path(), &[&[command, "records.jsonl"], all].concat()).out, "{command}");
    }
}
