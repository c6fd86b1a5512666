//! `inquit view`, `quotes`, `speakers`, `stats`: what was read, to be looked at.

#![allow(clippy::unwrap_used)]

mod support;

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
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
    let quotes = inquit(at.path(), &["quotes", "records.jsonl", "--with-repeats"]);
    assert_eq!((quotes.code, &*quotes.err, &*quotes.out), (0, "", &*rows));
    assert_eq!(inquit(at.path(), &["quotes", "a.txt", "b.txt", "--with-repeats"]).out, rows);
    // Without the flag, those that count: the rows without an id in `repeats`.
    let (rows, counted) = (table(&rows), table(&inquit(at.path(), &["quotes", "records.jsonl"]).out));
    let left: Vec<_> = rows.into_iter().filter(|row| row["repeats"].is_empty()).collect();
    assert_eq!(left, counted);
    let run = inquit(at.path(), &["quotes", "records.jsonl", "--with-repeats", "-o", "q.tsv"]);
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
    assert!(stats(&[]).contains("\nall,2,3,1.0,2,1.0,"), "{}", stats(&[]));
    let speakers = start(stats(&["--by", "speaker", "--aliases", "people.csv"]));
    assert!(speakers[0].starts_with("Ingrid Solheim,person,,,,2,2,0.6667,1,0.5,24,"), "{speakers:?}");
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
    assert_eq!(names[..4], ["Speaker", "Ingrid Solheim", "Ivo Lund", "all"], "{listed}");
    assert!(listed.ends_with("\n\nLeft out: 0 statements that repeat a fuller one of their article.\n"), "{listed}");
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

/// The rows of a CSV table, by column.
fn table(csv: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

/// Two articles with a joint statement, a headline that repeats one, and a report inside another.
fn records_of_parties() -> TempDir {
    let at = folder(&[(
        "people.csv",
        "name;alias;party;seats;_note\nIngrid Solheim;Inge Solheim;Harbour List;7;mayor\nIvo Lund;;Greens;;\nAnn Rao;;Greens;1;\n\
         Pia Moe;;Greens;;\nPia Moe;;Harbour List;;\n",
    )]);
    let lines = [
        json!({"id": "a", "outlet": "Post", "date": "03/04/2026", "section": "City", "title": "Harbour wall “will hold”, says Solheim",
            "text": "“The wall will hold for another hundred years,” said Ingrid Solheim, the mayor. “It will hold,” she said."}),
        json!({"id": "b", "outlet": "Echo", "date": "2026-05-02", "section": "Opinion",
            "text": "“We will never sell the harbour,” said Ivo Lund and Ann Rao. “It rained,” said Pia Moe. “It did,” Una Dahl said."}),
    ];
    write(at.path(), "news.jsonl", lines.map(|line| line.to_string() + "\n").concat().as_bytes());
    let run = inquit(at.path(), &["parse", "news.jsonl", "-o", "records.jsonl"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    at
}

#[test]
fn people_bring_their_attributes_to_records_tables_and_counts() {
    let at = records_of_parties();
    let people = ["--people", "people.csv"];
    let run = |args: &[&str]| {
        let run = inquit(at.path(), &[args, &people[..]].concat());
        assert_eq!(run.code, 0, "{args:?}: {}", run.err);
        run
    };
    // Articles read with the table give the same rows as their records looked at with it.
    assert_eq!(run(&["quotes", "news.jsonl"]).out, run(&["quotes", "records.jsonl"]).out);
    let record = run(&["parse", "news.jsonl", "--limit", "1"]).out;
    let record: Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    let mayor = record["speakers"].as_array().unwrap().iter().find(|one| one["name"] == "Ingrid Solheim").unwrap();
    assert_eq!(mayor["attributes"], json!({"party": "Harbour List", "seats": 7}));

    let rows = table(&run(&["quotes", "records.jsonl"]).out);
    let joint = rows.iter().find(|row| row["speaker"].contains("; ")).unwrap();
    assert_eq!((&*joint["speaker"], &*joint["people.party"]), ("Ivo Lund; Ann Rao", "Greens; Greens"));
    let long = table(&run(&["quotes", "records.jsonl", "--rows", "speakers"]).out);
    let joint: Vec<_> = long.iter().filter(|row| row["text"] == joint["text"]).collect();
    assert_eq!(
        joint.iter().map(|row| (&*row["speaker"], &*row["speaker_share"])).collect::<Vec<_>>(),
        [("Ivo Lund", "0.5"), ("Ann Rao", "0.5")]
    );

    // The joint statement of two Greens is one statement of the Greens.
    let parties = table(&run(&["stats", "records.jsonl", "--by", "people.party"]).out);
    let count = |rows: &[BTreeMap<String, String>], name: &str, of: &str| {
        rows.iter().find(|row| row[of] == name).map(|row| row["statements"].clone()).unwrap_or_default()
    };
    assert_eq!(
        ["Harbour List", "Greens", "(not in the table)"].map(|party| count(&parties, party, "people.party")),
        ["2", "1", "2"]
    );
    assert_eq!(table(&run(&["quotes", "records.jsonl", "--where", "people.party=greens"]).out).len(), 1);
}

#[test]
fn people_lists_who_is_missing_and_who_is_ambiguous() {
    let at = records_of_parties();
    let run = inquit(at.path(), &["people", "records.jsonl", "--people", "people.csv", "--missing"]);
    assert_eq!(
        (run.code, &*run.err),
        (0, "inquit: `pia moe` is in rows 5 and 6 of the table, and stands for nobody\n")
    );
    let rows = table(&run.out);
    let found: Vec<(&str, &str)> = rows.iter().map(|row| (&*row["name"], &*row["_found"])).collect();
    assert_eq!(found, [("Pia Moe", "ambiguous"), ("Una Dahl", "not in the table")]);
    // What it makes is a table of people, without the columns that are for whoever fills it in.
    write(at.path(), "todo.csv", run.out.replace("Una Dahl,,", "Una Dahl,,Left").as_bytes());
    let record = inquit(at.path(), &["quotes", "records.jsonl", "--people", "todo.csv"]).out;
    let party = table(&record).into_iter().find(|row| row["speaker"] == "Una Dahl").unwrap();
    assert_eq!((&*party["people.party"], party.contains_key("people._found")), ("Left", false));

    let failed = |name: &str, text: &str| {
        write(at.path(), name, text.as_bytes());
        let run = inquit(at.path(), &["stats", "records.jsonl", "--people", name]);
        assert_eq!((run.code, &*run.out), (2, ""));
        run.err
    };
    assert_eq!(
        failed("bad.csv", "Tony Blair,Labour\n"),
        "inquit: bad.csv: line 1: no column `name`; the columns are `Tony Blair`, `Labour`\n"
    );
    assert_eq!(
        failed("bad.csv", "name,party\nIvo Lund,Greens,x\n"),
        "inquit: bad.csv: line 2: `x` is beyond the 2 columns of the first line\n"
    );
}

#[test]
fn one_rule_counts_everywhere_and_what_is_looked_at_can_be_chosen() {
    let at = records_of_parties();
    let count = |args: &[&str]| -> [usize; 2] {
        let run = |command: &[&str]| {
            let run = inquit(at.path(), &[command, args].concat());
            assert_eq!((run.code, &*run.err), (0, ""), "{command:?} {args:?}");
            run.out
        };
        let all = table(&run(&["stats", "records.jsonl"]));
        [all[0]["statements"].parse().unwrap(), table(&run(&["quotes", "records.jsonl"])).len()]
    };
    assert_eq!(count(&[]), [5, 5]);
    assert_eq!(count(&["--with-repeats"]), [6, 6]);
    assert_eq!(count(&["--where", "outlet=post"]), [2, 2]);
    assert_eq!(count(&["--where", "section!=City", "--where", "words>=3"]), [1, 1]);
    assert_eq!(count(&["--from", "2026-05-01"]), [3, 3]);
    // 03/04/2026 is two days, until it is said which.
    assert_eq!(count(&["--to", "2026-05-01"]), [0, 0]);
    assert_eq!(count(&["--to", "2026-05-01", "--date-order", "mdy"]), [2, 2]);
    let stats = |by: &str, more: &[&str]| {
        let rows = table(&inquit(at.path(), &[&["stats", "records.jsonl", "--by", by], more].concat()).out);
        rows.into_iter().map(|row| (row[by].clone(), row["statements"].clone())).collect::<Vec<_>>()
    };
    let pair = |name: &str, count: &str| (name.to_owned(), count.to_owned());
    assert_eq!(stats("month", &[]), [pair("(no date)", "2"), pair("2026-05", "3")]);
    assert_eq!(stats("week", &["--date-order", "dmy"]), [pair("2026-W14", "2"), pair("2026-W18", "3")]);
    assert_eq!(stats("extra.section", &[]), [pair("Opinion", "3"), pair("City", "2")]);
    let typo = inquit(at.path(), &["stats", "records.jsonl", "--by", "sectoin"]);
    assert_eq!((typo.code, &*typo.err), (0, "inquit: no record has anything in `extra.sectoin`\n"));
    let wrong = inquit(at.path(), &["stats", "records.jsonl", "--where", "outlet"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("is not of the form COLUMN=VALUE"), "{}", wrong.err);
    // The record says which day it is, and that it does not know.
    let record = |order: &[&str]| -> Value {
        let run = inquit(at.path(), &[&["parse", "news.jsonl", "--limit", "1"], order].concat());
        serde_json::from_str(run.out.lines().next().unwrap()).unwrap()
    };
    let (unknown, known) = (record(&[]), record(&["--date-order", "dmy"]));
    assert_eq!((&unknown["article"]["date"], &unknown["notes"][0]["code"]), (&Value::Null, &json!("ambiguous-date")));
    assert_eq!(
        (&known["article"]["date"], &known["article"]["published"]),
        (&json!("2026-04-03"), &json!("03/04/2026"))
    );
    assert_eq!(known["notes"], json!([]));
}

#[test]
fn a_files_name_decides_what_rows_become_and_others_are_refused() {
    let at = records_of_parties();
    let run = |args: &[&str]| inquit(at.path(), args);
    let rows = table(&run(&["quotes", "records.jsonl"]).out);
    for name in ["q.json", "q.jsonl", "q.parquet", "q.xlsx", "q.html", "q.csv", "q.txt"] {
        let run = run(&["quotes", "records.jsonl", "-o", name]);
        assert_eq!((run.code, &*run.out, &*run.err), (0, "", ""), "{name}");
    }
    let read = |name: &str| fs::read(at.path().join(name)).unwrap();
    let json: Vec<Value> = serde_json::from_slice(&read("q.json")).unwrap();
    assert_eq!(json.len(), rows.len());
    for (json, row) in json.iter().zip(&rows) {
        for (name, text) in row {
            let value = match &json[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(value, *text, "{name}");
        }
    }
    let lines = String::from_utf8(read("q.jsonl")).unwrap();
    assert_eq!(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>(), json);
    assert_eq!(run(&["quotes", "records.jsonl", "--json"]).out.as_bytes(), read("q.json"));
    assert!(read("q.parquet").starts_with(b"PAR1") && read("q.xlsx").starts_with(b"PK"));
    let mut workbook = zip::ZipArchive::new(std::io::Cursor::new(read("q.xlsx"))).unwrap();
    let sheet = std::io::read_to_string(workbook.by_name("xl/worksheets/sheet1.xml").unwrap()).unwrap();
    assert_eq!(sheet.matches("<row ").count(), rows.len() + 1);
    let last = rows.len() + 1;
    assert!(
        sheet.contains(&format!("<autoFilter ref=\"A1:AF{last}\"/>")) && sheet.contains("state=\"frozen\""),
        "{sheet}"
    );
    // Days are numbers, from the last of 1899.
    let days = rows.iter().filter(|row| row["date"] == "2026-05-02").count();
    assert!(days > 0 && sheet.matches("<v>46144</v>").count() == days, "{sheet}");
    let page = String::from_utf8(read("q.html")).unwrap();
    assert_eq!((page.matches("<tr>").count(), page.starts_with("<!doctype html>")), (rows.len() + 1, true));
    let counts: Vec<Value> =
        serde_json::from_str(&run(&["stats", "records.jsonl", "--by", "outlet", "--json"]).out).unwrap();
    assert_eq!(
        (&counts[0]["outlet"], &counts[0]["statements"], &counts[0]["statements_share"]),
        (&json!("Echo"), &json!(3), &json!(0.6))
    );
    for (args, reason) in [
        (
            ["quotes", "records.jsonl", "-o", "q.ods"],
            "q.ods: files of this kind are not written; CSV, TSV, JSON, Parquet, Excel's .xlsx and HTML are",
        ),
        (
            ["stats", "records.jsonl", "-o", "s.csv.gz"],
            "s.csv.gz: files of this kind are not written; CSV, TSV, JSON, Parquet, Excel's .xlsx and HTML are",
        ),
        (
            ["parse", "news.jsonl", "-o", "q.xlsx"],
            "q.xlsx: `inquit quotes` writes workbooks, of articles and of records",
        ),
        (
            ["report", "records.jsonl", "-o", "r.pdf"],
            "r.pdf: files of this kind are not written; a report is a page, as report.html",
        ),
        (
            ["convert", "records.jsonl", "-o", "r.docx"],
            "r.docx: files of this kind are not written; name a format that is with --to",
        ),
        (["quotes", "records.jsonl", "-f", "parquet"], "parquet goes to files: name one with -o"),
    ] {
        let run = run(&args);
        assert_eq!((run.code, run.err), (2, format!("inquit: {reason}\n")), "{args:?}");
    }
    let run = run(&["convert", "records.jsonl", "--rows", "speakers", "--add", "section", "-o", "long.csv"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let long = table(&String::from_utf8(read("long.csv")).unwrap());
    assert_eq!((&*long[0]["extra.section"], long.len()), ("City", 7));
}
