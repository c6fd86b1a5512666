//! `inquit parse`, run as a user runs it.

#![allow(clippy::unwrap_used)]

mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use serde_json::{Value, json};
use support::{STORY, folder, goldens, inquit, inquit_with, run, write};

fn line(text: &str) -> String {
    json!({ "text": text }).to_string()
}

#[test]
fn one_article_is_an_indented_record_with_the_input_as_its_text() {
    let at = folder(&[("story.txt", STORY)]);
    let run = inquit(at.path(), &["parse", "story.txt"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert!(run.out.starts_with("{\n  \"schema_version\": \"1\",\n") && run.out.ends_with("}\n"), "{}", run.out);
    let record: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(record["article"]["text"], STORY);
    assert_eq!(record["article"]["id"], "story");
    assert_eq!(record["article"]["offset_unit"], "codepoint");
}

#[test]
fn a_file_called_jsonl_has_a_record_a_line_for_one_article_too() {
    let at = folder(&[("story.txt", STORY)]);
    for (name, lines) in [("story.jsonl", true), ("story.NDJSON", true), ("story.json", false)] {
        assert_eq!(inquit(at.path(), &["parse", "-o", name, "story.txt"]).code, 0);
        let written = fs::read_to_string(at.path().join(name)).unwrap();
        assert_eq!(written.lines().count() == 1, lines, "{name}");
        assert_eq!(inquit(at.path(), &["convert", "-t", "csv", name]).code, 0, "{name} is read again");
    }
}

#[test]
fn the_accurate_model_reads_where_none_is_named() {
    let at = folder(&[("story.txt", STORY)]);
    let read = run(at.path(), &["parse", "story.txt"], b"");
    let record: Value = serde_json::from_str(&read.out).unwrap();
    assert_eq!(record["generator"]["model"], "en-accurate-3");
    assert_eq!(run(at.path(), &["parse", "story.txt", "--model", "accurate"], b""), read);
}

#[test]
fn statements_below_a_confidence_are_left_out() {
    let at = folder(&[("story.txt", STORY)]);
    let confidences = |least: &str| -> Vec<f64> {
        let run = inquit(at.path(), &["parse", "story.txt", "--min-confidence", least]);
        let record: Value = serde_json::from_str(&run.out).unwrap();
        let statements = record["statements"].as_array().unwrap();
        statements.iter().map(|statement| statement["confidence"].as_f64().unwrap()).collect()
    };
    let all = confidences("0");
    let least = all.iter().copied().fold(1.0, f64::min);
    let above: Vec<f64> = all.iter().copied().filter(|confidence| *confidence > least).collect();
    assert!(!all.is_empty() && above.len() < all.len());
    assert_eq!(confidences(&(least + 1e-5).to_string()), above);
    for wrong in ["1.5", "-1", "NaN", "half"] {
        let run = inquit(at.path(), &["parse", "story.txt", &format!("--min-confidence={wrong}")]);
        assert_eq!((run.code, run.err.contains("expected a number from 0 to 1")), (2, true), "{}", run.err);
    }
}

#[test]
fn says_why_a_speaker_is_meant_if_asked() {
    let at = folder(&[("story.txt", STORY)]);
    let why = |flags: &[&str]| -> Vec<Value> {
        let read = run(at.path(), &[&["parse", "story.txt"], flags].concat(), b"");
        let record: Value = serde_json::from_str(&read.out).unwrap();
        record["statements"].as_array().unwrap().iter().map(|statement| statement["why"].clone()).collect()
    };
    assert!(why(&[]).iter().all(Value::is_null));
    let given = why(&["--explain"]);
    assert!(
        !given.is_empty() && given.iter().all(|why| why.as_str().is_some_and(|why| why.contains('“'))),
        "{given:?}"
    );
}

#[test]
fn speakers_get_the_names_that_a_table_has_for_them() {
    let text = "“The bridge stays shut,” said Bob Hale.\n";
    let at =
        folder(&[("story.txt", text), ("people.csv", "# staff\nRobert J. Hale,Bob Hale\n"), ("bad.csv", "A,B\n,C\n")]);
    let read = run(at.path(), &["parse", "--aliases", "people.csv", "story.txt"], b"");
    let record: Value = serde_json::from_str(&read.out).unwrap();
    assert_eq!((record["speakers"][0]["name"].as_str(), read.code), (Some("Robert J. Hale"), 0));
    assert_eq!(record["speakers"][0]["aliases"][0], "Bob Hale");
    for (table, reason) in
        [("bad.csv", "bad.csv: line 2: the primary name is empty"), ("none.csv", "cannot read none.csv")]
    {
        let failed = run(at.path(), &["parse", "--aliases", table, "story.txt"], b"");
        assert_eq!((failed.code, failed.err.contains(reason), &*failed.out), (2, true, ""), "{}", failed.err);
    }
}

#[test]
fn several_articles_are_json_lines_in_the_order_given() {
    let at = folder(&[("b.txt", STORY), ("a.txt", STORY)]);
    let run = inquit(at.path(), &["parse", "b.txt", "a.txt"]);
    assert_eq!((run.code, run.ids()), (0, vec!["b".to_owned(), "a".to_owned()]));
}

#[test]
fn a_folder_is_json_lines_even_with_one_article() {
    let at = folder(&[("news/a.txt", STORY)]);
    assert_eq!(inquit(at.path(), &["parse", "news"]).out.lines().count(), 1);
}

#[test]
fn output_is_the_same_bytes_whatever_the_jobs() {
    let at = folder(&[]);
    let mut names = Vec::new();
    for file in goldens() {
        let text = fs::read_to_string(&file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        write(at.path(), &format!("news/{name}.txt"), text.as_bytes());
        names.push(name);
    }
    write(at.path(), "news/bad.jsonl", b"{\"text\": \"Rain is coming, Ivo Lund said.\"}\nnot json\n{}\n");
    let one = inquit(at.path(), &["parse", "-j1", "news"]);
    names.push("bad#1".to_owned());
    names.sort();
    assert_eq!((one.code, one.ids()), (1, names));
    for jobs in ["-j2", "-j8"] {
        assert_eq!(inquit(at.path(), &["parse", jobs, "news"]), one, "{jobs}");
    }
    assert_eq!(inquit(at.path(), &["parse", "news"]), one, "the default");
}

#[test]
fn spans_are_slices_of_the_text_in_every_unit() {
    fn check(value: &Value, slice: &dyn Fn(usize, usize) -> String, seen: &mut usize) {
        match value {
            Value::Object(fields) => {
                if let (Some(start), Some(end), Some(text)) = (
                    fields.get("start").and_then(Value::as_u64),
                    fields.get("end").and_then(Value::as_u64),
                    fields.get("text"),
                ) {
                    assert_eq!(slice(start as usize, end as usize), text.as_str().unwrap());
                    *seen += 1;
                }
                fields.values().for_each(|value| check(value, slice, seen));
            }
            Value::Array(values) => values.iter().for_each(|value| check(value, slice, seen)),
            _ => {}
        }
    }

    let at = folder(&[("story.txt", STORY)]);
    let mut counts = Vec::new();
    for unit in ["codepoint", "utf16", "byte"] {
        let run = inquit(at.path(), &["parse", "--offsets", unit, "story.txt"]);
        let record: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(record["article"]["offset_unit"], unit);
        let slice = |start: usize, end: usize| match unit {
            "codepoint" => STORY.chars().skip(start).take(end - start).collect(),
            "utf16" => String::from_utf16(&STORY.encode_utf16().collect::<Vec<_>>()[start..end]).unwrap(),
            _ => STORY[start..end].to_owned(),
        };
        let mut seen = 0;
        check(&record, &slice, &mut seen);
        counts.push(seen);
    }
    assert!(counts[0] > 5 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[test]
fn a_bad_line_costs_itself_alone() {
    let lines = [
        &*line(STORY),
        "{\"text\": \"cut off",
        "",
        "[1]",
        "{\"title\": \"Rain\"}",
        &line(" \n"),
        &line("Rain, Lund said."),
    ];
    let at = folder(&[("news.jsonl", &lines.join("\n"))]);
    let run = inquit(at.path(), &["parse", "news.jsonl"]);
    assert_eq!((run.code, run.ids()), (1, vec!["news#1".to_owned(), "news#6".to_owned()]));
    let complaints: Vec<_> = run.err.lines().collect();
    let starts = [
        "inquit: news.jsonl: line 2: invalid JSON at column 17: EOF while parsing a string",
        "inquit: news.jsonl: line 4: record is an array, expected an object of fields",
        "inquit: news.jsonl: line 5: no text field: looked for `text`, ",
        "inquit: news.jsonl: line 6: empty text in field `text`",
    ];
    assert_eq!(complaints.len(), starts.len(), "{complaints:#?}");
    for (complaint, start) in complaints.iter().zip(starts) {
        // What is looked for is the library's list.
        assert!(complaint.starts_with(start), "{complaint}");
    }
}

#[test]
fn unreadable_inputs_are_named_and_the_rest_is_read() {
    let at = folder(&[
        ("a.txt", STORY),
        ("none/notes.md", ""),
        ("empty.txt", " \n"),
        ("empty.jsonl", "\n"),
        ("z.txt", STORY),
    ]);
    let run = inquit(at.path(), &["parse", "a.txt", "gone.txt", "none", "empty.txt", "empty.jsonl", "z.txt"]);
    assert_eq!((run.code, run.ids()), (2, vec!["a".to_owned(), "z".to_owned()]));
    assert_eq!(
        run.err,
        "inquit: gone.txt: cannot be read: no such file or directory\n\
         inquit: none: no .txt, .json, .jsonl, .csv, .html or other file of a known kind in this folder, but 1 file of kinds that are not read: 1 .md\n\
         inquit: empty.txt: empty text\n\
         inquit: empty.jsonl: no records\n"
    );
}

#[test]
fn binary_data_is_refused_under_any_name() {
    // Bytes as evenly spread as compressed data's.
    let mut state = 1_u32;
    let bytes: Vec<u8> = (0..5000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let at = folder(&[("a.txt", STORY)]);
    for name in ["x.txt", "x.json", "x.jsonl", "x.bin"] {
        write(at.path(), name, &bytes);
        let run = inquit(at.path(), &["parse", name, "a.txt"]);
        assert_eq!(run.ids(), ["a"], "{name}");
        assert_eq!(run.err, format!("inquit: {name}: binary data, not text\n"));
        assert_ne!(run.code, 0);
    }
}

#[test]
fn standard_input_is_an_article_or_json_lines() {
    let at = folder(&[]);
    for args in [&["parse"][..], &["parse", "-"]] {
        let text: Value = serde_json::from_str(&inquit_with(at.path(), args, STORY.as_bytes()).out).unwrap();
        assert_eq!(text["article"]["text"], STORY);
        // Nothing gives it a name: its id is a hash.
        assert_eq!(text["article"]["id"].as_str().map(str::len), Some(16));
        let lines = format!(
            " \n{}\n{}\n",
            json!({"id": 7, "text": STORY}),
            json!({"url": "http://a.example/1", "text": STORY})
        );
        assert_eq!(inquit_with(at.path(), args, lines.as_bytes()).ids(), ["7", "http://a.example/1"]);
    }
    let empty = inquit(at.path(), &["parse"]);
    assert_eq!((empty.code, &*empty.out, &*empty.err), (1, "", "inquit: <stdin>: empty text\n"));
    assert_eq!(inquit(at.path(), &["parse", "-", "-"]).code, 2);
}

#[test]
fn a_json_file_holds_a_record_an_array_or_lines() {
    let one = json!({"text": STORY});
    let pretty = serde_json::to_string_pretty(&one).unwrap();
    for (text, ids) in [
        (one.to_string(), &["news"][..]),
        (pretty.clone(), &["news"]),
        (format!("\u{feff}{pretty}\n"), &["news"]),
        (json!([one, {"id": "x", "text": STORY}, one]).to_string(), &["news#1", "x", "news#3"]),
        (serde_json::to_string_pretty(&json!([one])).unwrap(), &["news#1"]),
        (format!("{one}\n\n{one}\n"), &["news#1", "news#2"]),
        (format!("{pretty}\n{pretty}"), &["news#1", "news#2"]),
        (format!("{{\"text\": \n{one}\n"), &["news#2"]),
    ] {
        let at = folder(&[("news.json", &text), ("b.txt", STORY)]);
        let run = inquit(at.path(), &["parse", "news.json", "b.txt"]);
        assert_eq!(run.ids(), [ids, &["b"]].concat(), "{text} {}", run.err);
        let indented = inquit(at.path(), &["parse", "news.json"]).out.starts_with("{\n");
        assert_eq!(indented, ids == ["news"], "{text}");
    }
}

#[test]
fn faults_in_a_json_file_are_found_on_their_lines() {
    for (text, ids, fault) in [
        ("{\n  \"text\": Rain\n}", &[][..], "line 2: invalid JSON at column 11: expected value"),
        ("[\n  {\"text\": \"Rain, Lund said.\"},\n  {\"title\": \"x\"},\n  3\n]", &["n#1"], "line 3: no text field"),
        ("[\n{\"text\": \"Rain, Lund said.\"},\n{oops", &["n#1"], "line 3: invalid JSON"),
        ("{\"text\": \"Rain, Lund said.\"}\n{\"text\": \"Sun, Lund said.\"\n", &["n#1"], "line 2: invalid JSON"),
        ("", &[], "no records"),
        ("[]", &[], "no records"),
        ("Rain, Lund said.", &[], "line 1: invalid JSON"),
    ] {
        let at = folder(&[("n.json", text)]);
        let run = inquit(at.path(), &["parse", "n.json"]);
        assert_eq!(run.ids(), ids, "{text}");
        assert!(run.code != 0 && run.err.starts_with(&format!("inquit: n.json: {fault}")), "{text}: {}", run.err);
    }
}

#[test]
fn utf_16_is_read_in_texts_records_and_on_standard_input() {
    let utf_16 =
        |text: &str| [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let at = folder(&[]);
    write(at.path(), "a.txt", &utf_16(STORY));
    for name in ["b.json", "c.jsonl"] {
        write(at.path(), name, &utf_16(&line(STORY)));
    }
    let run = inquit(at.path(), &["parse", "a.txt", "b.json", "c.jsonl"]);
    assert_eq!((run.ids(), &*run.err), (["a", "b", "c#1"].map(str::to_owned).to_vec(), ""));
    assert!(run.records().iter().all(|record| record["article"]["text"] == STORY));
    let lines = utf_16(&format!("{}\n{}", line(STORY), line(STORY)));
    assert_eq!(inquit_with(at.path(), &["parse"], &lines).records().len(), 2);
}

#[test]
fn undecodable_bytes_are_noted() {
    let at = folder(&[]);
    write(at.path(), "a.txt", b"Ren\xc3\xa9 and Zo\xc3\xab \xff agreed on Monday.");
    let record: Value = serde_json::from_str(&inquit(at.path(), &["parse", "a.txt"]).out).unwrap();
    assert_eq!(record["notes"][0]["code"], "undecodable-bytes");
    assert_eq!(record["notes"][0]["start"], 13);
}

#[test]
fn equal_stems_in_a_tree_get_their_paths_as_ids() {
    let at = folder(&[("n/mon/lead.txt", STORY), ("n/tue/lead.jsonl", &line(STORY)), ("n/tue/sport.txt", STORY)]);
    assert_eq!(inquit(at.path(), &["parse", "n"]).ids(), ["mon/lead.txt", "tue/lead.jsonl#1", "sport"]);
}

#[test]
fn a_file_appears_whole_and_nothing_beside_it() {
    let at = folder(&[("news/a.txt", STORY), ("news/b.txt", "")]);
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(at.path().join("news")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    // Twice: the second run replaces the first one's output and does not read it.
    for _ in 0..2 {
        let run = inquit(at.path(), &["parse", "news", "-o", "news/out.jsonl"]);
        assert_eq!((run.code, &*run.out, &*run.err), (1, "", "inquit: news/b.txt: empty text\n"));
        assert_eq!(
            fs::read_to_string(at.path().join("news/out.jsonl")).unwrap(),
            inquit(at.path(), &["parse", "news/a.txt", "news/b.txt"]).out
        );
        assert_eq!(names(), ["a.txt", "b.txt", "out.jsonl"]);
    }
    for target in ["gone/out.jsonl", "news"] {
        let run = inquit(at.path(), &["parse", "news/a.txt", "-o", target]);
        assert_eq!((run.code, &*run.out), (2, ""));
        assert!(run.err.starts_with(&format!("inquit: {target}: cannot be written: ")), "{}", run.err);
    }
    assert_eq!(names(), ["a.txt", "b.txt", "out.jsonl"]);
}

/// A command that writes `out.jsonl` in a folder and has been given one record of its input, which stays open.
fn writing(folder: &Path) -> (Child, ChildStdin) {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("inquit"))
        .current_dir(folder)
        .args(["parse", "--model", "fast", "-", "-o", "out.jsonl"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{}", line(STORY)).unwrap();
    (child, stdin)
}

#[test]
fn a_file_keeps_its_old_content_until_all_is_done() {
    let at = folder(&[("out.jsonl", "old")]);
    let out = at.path().join("out.jsonl");
    let (mut child, stdin) = writing(at.path());
    // The temporary file is there once the command is at work.
    let temporary = || {
        let names = fs::read_dir(at.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".out.jsonl.")).count()
    };
    while temporary() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    assert_eq!(fs::read_to_string(&out).unwrap(), "old");
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::read_to_string(&out).unwrap().lines().count(), 1);
    assert_eq!(temporary(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_file() {
    let at = folder(&[]);
    let (mut child, stdin) = writing(at.path());
    let files = || fs::read_dir(at.path()).unwrap().count();
    while files() == 0 {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let signalled = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(files(), 0);
    drop(stdin);
}

#[test]
fn ends_silently_when_its_reader_leaves_though_more_input_may_come() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("inquit"))
        .args(["parse", "--model", "fast", "-j2", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    writeln!(stdin, "{}", line(STORY)).unwrap();
    // A record comes out as soon as it is read, while the input is still open.
    assert!(lines.next().unwrap().unwrap().starts_with("{\"schema_version\""));
    drop(lines);
    writeln!(stdin, "{}", line(STORY)).unwrap();
    assert!(child.wait().unwrap().success());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(err, "");
    drop(stdin);
}

#[test]
fn an_output_that_would_replace_an_input_is_refused() {
    let at = folder(&[("a.txt", STORY), ("news/a.txt", STORY), ("news/b.jsonl", &line(STORY)), ("news/c.txt", STORY)]);
    for (input, output) in [("a.txt", "a.txt"), ("a.txt", "./a.txt"), ("news", "news/a.txt"), ("news", "news/b.jsonl")]
    {
        let before = fs::read(at.path().join(output)).unwrap();
        let run = inquit(at.path(), &["parse", input, "-o", output]);
        let message = format!("inquit: {output}: cannot be written: it is an input too, and would be lost\n");
        assert_eq!((run.code, &*run.out, run.err), (2, "", message));
        assert_eq!(fs::read(at.path().join(output)).unwrap(), before);
    }
}

#[test]
fn an_array_of_records_is_told_from_an_article_in_brackets() {
    let at = folder(&[]);
    for array in
        [json!([{"text": STORY}, {"id": "x", "text": STORY}]).to_string(), format!("[\n {},\n {{}}]", line(STORY))]
    {
        let run = inquit_with(at.path(), &["parse"], array.as_bytes());
        assert!(run.records().iter().all(|record| record["article"]["text"] == STORY), "{array} {}", run.err);
        assert!(!run.records().is_empty());
    }
    let text = "[Updated] Rain is coming, Ivo Lund said on Monday.";
    let article: Value = serde_json::from_str(&inquit_with(at.path(), &["parse"], text.as_bytes()).out).unwrap();
    assert_eq!(article["article"]["text"], text);
}

#[test]
fn a_stream_of_lines_is_read_as_it_comes_though_its_first_line_is_cut_off() {
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("inquit"))
        .args(["parse", "--model", "fast", "-j1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{{\"text\": \"Rain\n{}", line(STORY)).unwrap();
    // While the input is still open.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("{\"schema_version\""));
    drop(stdin);
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    let err = String::from_utf8(run.stderr).unwrap();
    assert!(err.starts_with("inquit: <stdin>: line 1: invalid JSON at column 14: EOF"), "{err}");
}

#[test]
fn a_fault_of_the_system_is_told_once_and_without_its_number() {
    let at = folder(&[("a.txt", STORY), ("m/readme.txt", "")]);
    let run = inquit(at.path(), &["parse", "a.txt", "-o", "gone/out.jsonl"]);
    assert_eq!(run.err, "inquit: gone/out.jsonl: cannot be written: no such file or directory\n");
    let run = inquit(at.path(), &["parse", "a.txt", "--model", "m"]);
    assert_eq!((run.code, run.err.matches("manifest.json").count()), (2, 1), "{}", run.err);
}

#[test]
fn a_model_is_a_name_or_a_folder() {
    let at = folder(&[("a.txt", STORY), ("m/manifest.json", "{}")]);
    let named = inquit(at.path(), &["parse", "a.txt", "--model", "en-fast-3"]);
    assert_eq!(named, inquit(at.path(), &["parse", "a.txt"]));
    let loaded = format!("{}/../core/models/en-fast-3", env!("CARGO_MANIFEST_DIR"));
    assert_eq!(inquit(at.path(), &["parse", "a.txt", "--model", &loaded]), named);
    let unknown = inquit(at.path(), &["parse", "a.txt", "--model", "slow"]);
    assert_eq!((unknown.code, &*unknown.out), (2, ""));
    assert!(
        unknown.err.starts_with("inquit: model `slow`: no such model is built in, expected one of "),
        "{}",
        unknown.err
    );
    let broken = inquit(at.path(), &["parse", "a.txt", "--model", "m"]);
    assert!(broken.code == 2 && broken.err.starts_with("inquit: model `m`: "), "{}", broken.err);
}

#[test]
fn a_workbook_has_a_record_per_row_of_a_sheet() {
    let at = folder(&[]);
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (name, who) in [("News", "Ivo Lund"), ("Other", "Una Dahl")] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (column, head) in ["id", "title", "text", "date", "page"].into_iter().enumerate() {
            sheet.write_string(0, u16::try_from(column).unwrap(), head).unwrap();
        }
        sheet.write_number(1, 0, 17).unwrap();
        sheet.write_string(1, 2, format!("“Rain,” said {who}.")).unwrap();
        let date = rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-11-02").unwrap();
        sheet.write_datetime_with_format(1, 3, date, &day).unwrap();
        sheet.write_string(3, 1, "Nothing here").unwrap();
    }
    workbook.save(at.path().join("news.xlsx")).unwrap();
    let read = |args: &[&str]| inquit(at.path(), &[&["parse", "news.xlsx"], args].concat());
    let run = read(&[]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.err.starts_with("inquit: news.xlsx: row 4: no text field"), "{}", run.err);
    let record: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&record["article"]["id"], &record["article"]["date"]), (&json!("17"), &json!("2026-11-02")));
    assert_eq!(record["speakers"][0]["name"], "Ivo Lund");
    let other: Value = serde_json::from_str(&read(&["--sheet", "Other"]).out).unwrap();
    assert_eq!(other["speakers"][0]["name"], "Una Dahl");
    let none = read(&["--sheet", "Third"]);
    assert_eq!(
        (none.code, &*none.err),
        (2, "inquit: news.xlsx: no sheet is called `Third`; there are `News`, `Other`\n")
    );
    fs::write(at.path().join("not.xlsx"), "Rain").unwrap();
    let run = inquit(at.path(), &["parse", "not.xlsx"]);
    assert_eq!((run.code, &*run.err), (2, "inquit: not.xlsx: no Excel workbook, whatever its name says\n"));
}

#[test]
fn what_is_left_out_of_a_folder_is_said_and_is_no_failure() {
    let at = folder(&[("news/a.txt", "“Rain,” said Ivo Lund."), ("news/b.pdf", ""), ("news/c.docx", "")]);
    let run = inquit(at.path(), &["parse", "news", "-o", "records.jsonl", "--errors", "errors.jsonl", "--fail-fast"]);
    let told = "news: left out 2 files of kinds that are not read: 1 .docx, 1 .pdf";
    assert_eq!((run.code, &*run.err), (0, &*format!("inquit: {told}\n")));
    let errors = fs::read_to_string(at.path().join("errors.jsonl")).unwrap();
    assert_eq!(errors, format!("{{\"file\":\"news\",\"reason\":\"{}\"}}\n", told.strip_prefix("news: ").unwrap()));
    assert_eq!(fs::read_to_string(at.path().join("records.jsonl")).unwrap().lines().count(), 1);
}

#[test]
fn lines_are_ended_by_line_ends_only() {
    let at = folder(&[("a.txt", "“Rain,\u{2028}and wind\u{85},”\u{2029} said Ivo Lund.")]);
    let run = inquit(at.path(), &["parse", "a.txt"]);
    assert!(!run.out.contains(['\u{2028}', '\u{2029}', '\u{85}']) && run.out.contains("\\u2028"), "{}", run.out);
    let record: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(record["article"]["text"], "“Rain,\u{2028}and wind\u{85},”\u{2029} said Ivo Lund.");
}
