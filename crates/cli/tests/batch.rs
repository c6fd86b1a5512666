//! `inquit parse` on many articles: what goes wrong in the midst of it, and going on after it.

#![allow(clippy::unwrap_used)]

mod support;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use support::{STORY, folder, inquit, write};

/// So many records, a line each, every `bad`th of them broken.
fn lines(n: usize, bad: usize) -> String {
    (1..=n)
        .map(|nth| match nth % bad {
            0 => "{\"text\": \"Rain\n".to_owned(),
            _ => format!("{}\n", json!({"text": format!("“Rain {nth},” said Ivo Lund, the mayor of Orlo.")})),
        })
        .collect()
}

fn spawn(folder: &Path, args: &[&str]) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("inquit"))
        .current_dir(folder)
        .args(["parse", "--model", "fast"])
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits until a run has written some bytes, or is over.
fn until(child: &mut Child, file: &Path, bytes: u64) {
    let began = Instant::now();
    while fs::metadata(file).map_or(0, |found| found.len()) < bytes && child.try_wait().unwrap().is_none() {
        assert!(began.elapsed() < Duration::from_secs(60));
        thread::sleep(Duration::from_millis(1));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

#[test]
fn every_hundredth_line_broken_leaves_all_the_others() {
    let at = folder(&[("news.jsonl", &lines(10_000, 100))]);
    let run = inquit(at.path(), &["parse", "news.jsonl", "--errors", "failed.jsonl", "-q"]);
    assert_eq!((run.code, &*run.err), (1, ""));
    let ids = run.ids();
    assert_eq!((ids.len(), &*ids[98], &*ids[99]), (9_900, "news#99", "news#101"));
    let failed = fs::read_to_string(at.path().join("failed.jsonl")).unwrap();
    let failed: Vec<Value> = failed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(failed.len(), 100);
    assert_eq!(
        failed[1],
        json!({"file": "news.jsonl", "line": 200, "id": "news#200",
            "reason": "invalid JSON at column 14: EOF while parsing a string", "record": "{\"text\": \"Rain"})
    );
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_is_gone_on_with_to_the_same_bytes() {
    let at = folder(&[("news/a.jsonl", &lines(1500, 7)), ("news/b.txt", STORY)]);
    let args = ["news", "-o", "out.jsonl", "--errors", "failed.jsonl", "-q", "-j2"];
    let whole = spawn(at.path(), &args).wait().unwrap();
    assert_eq!(whole.code(), Some(1));
    let read = || ["out.jsonl", "failed.jsonl"].map(|name| fs::read(at.path().join(name)).unwrap());
    let expected = read();
    let size = expected[0].len() as u64;
    fs::remove_file(at.path().join("out.jsonl")).unwrap();
    let partial = at.path().join("out.jsonl.partial");
    // Before anything, at the first bytes, and in the midst, twice before it comes to its end.
    for moments in [[0, size / 8], [1, size / 3], [size / 2, size - size / 8]] {
        for moment in moments {
            let mut child = spawn(at.path(), &[&args[..], &["--resume"]].concat());
            until(&mut child, &partial, moment);
            child.kill().unwrap();
            child.wait().unwrap();
            // What a kernel may leave of a write that it was in.
            if partial.exists() && moment % 2 == 0 {
                let mut file = fs::OpenOptions::new().append(true).open(&partial).unwrap();
                file.write_all(b"{\"schema_ver").unwrap();
            }
        }
        let run = spawn(at.path(), &[&args[..], &["--resume"]].concat()).wait().unwrap();
        assert_eq!(run.code(), Some(1));
        assert!(read() == expected, "{moments:?}");
        assert_eq!(names(at.path()), ["failed.jsonl", "news", "out.jsonl"]);
        fs::remove_file(at.path().join("out.jsonl")).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn signals_end_a_run_in_good_order() {
    let at = folder(&[("news.jsonl", &lines(5000, 7))]);
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let _ = fs::remove_file(at.path().join("out.jsonl.partial"));
        let mut child = spawn(at.path(), &["news.jsonl", "-o", "out.jsonl", "-q"]);
        until(&mut child, &at.path().join("out.jsonl.partial"), 1);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(code));
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(err, "inquit: stopped by a signal; --resume goes on from here\n");
        let partial = fs::read_to_string(at.path().join("out.jsonl.partial")).unwrap();
        assert!(partial.ends_with('\n'));
        assert!(partial.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    }
    let run = inquit(at.path(), &["parse", "news.jsonl", "-o", "out.jsonl", "-q", "--resume"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        fs::read_to_string(at.path().join("out.jsonl")).unwrap(),
        inquit(at.path(), &["parse", "news.jsonl", "-q"]).out
    );
}

#[cfg(unix)]
#[test]
fn a_changed_run_is_not_gone_on_with() {
    let at = folder(&[("news.jsonl", &lines(20, 2)), ("more.jsonl", "")]);
    let stop = inquit(at.path(), &["parse", "news.jsonl", "-o", "out.jsonl", "--fail-fast"]);
    assert_eq!(stop.code, 1);
    assert!(stop.err.ends_with("inquit: stopped, failed: 1; --resume goes on from here\n"), "{}", stop.err);
    let refused = |args: &[&str], reason: &str| {
        let run = inquit(at.path(), &[&["parse", "-o", "out.jsonl", "--resume"], args].concat());
        let expected = format!("inquit: out.jsonl: cannot be resumed: {reason}; begin anew without --resume\n");
        assert_eq!((run.code, run.err), (2, expected));
    };
    refused(&["news.jsonl", "--offsets", "byte"], "`--offsets` was \"codepoint\" then, and is \"byte\" now");
    refused(&["news.jsonl", "more.jsonl"], "the inputs are others now: more.jsonl");
    let model = inquit(at.path(), &["parse", "-o", "out.jsonl", "--resume", "news.jsonl", "--model", "accurate"]);
    assert!(model.err.contains("it was begun with the model en-fast-3 ("), "{}", model.err);
    write(at.path(), "news.jsonl", lines(21, 2).as_bytes());
    refused(&["news.jsonl"], "the input news.jsonl has changed since");
    for (args, reason) in [
        (&["-", "-o", "out.jsonl"][..], "standard input cannot be read again"),
        (&["news.jsonl"], "needs -o FILE or --output-dir DIR"),
        (&["news.jsonl", "-o", "x.parquet"], "cannot be gone on with"),
    ] {
        let run = inquit(at.path(), &[&["parse", "--resume"], args].concat());
        assert!(run.code == 2 && run.err.contains(reason), "{}", run.err);
    }
    // Begun anew, it does not ask.
    assert_eq!(inquit(at.path(), &["parse", "news.jsonl", "-o", "out.jsonl", "-q"]).code, 1);
    assert_eq!(names(at.path()), ["more.jsonl", "news.jsonl", "out.jsonl"]);
}

#[test]
fn a_run_ends_at_the_first_fault_or_after_too_many() {
    let at = folder(&[("news.jsonl", &lines(100, 10))]);
    let counted = |args: &[&str]| {
        let run = inquit(at.path(), &[&["parse", "news.jsonl", "-j2"], args].concat());
        (run.code, run.out.lines().count(), run.err.lines().count())
    };
    assert_eq!(counted(&["--fail-fast"]), (1, 9, 2));
    assert_eq!(counted(&["--max-errors", "2"]), (1, 27, 4));
    assert_eq!(counted(&["--max-errors", "10"]), (1, 90, 10));
    assert_eq!(counted(&["--max-errors", "0"]), (1, 9, 2));
}

#[test]
fn the_first_records_or_a_sample_of_all_are_read() {
    let at = folder(&[("news.jsonl", &lines(300, 1000)), ("b.txt", STORY)]);
    let read = |args: &[&str]| inquit(at.path(), &[&["parse", "news.jsonl", "b.txt"], args].concat()).ids();
    assert_eq!(read(&["--limit", "3"]), ["news#1", "news#2", "news#3"]);
    let sample = read(&["--sample", "7", "-j1"]);
    assert_eq!((sample.len(), &sample), (7, &read(&["--sample", "7", "-j3"])));
    assert_ne!(sample, read(&["--limit", "7"]));
}

#[test]
fn fields_are_mapped_and_kinds_forced() {
    let at = folder(&[("a.dat", "Titel;Volltext\nRain;“Rain,” said Ivo Lund.\n")]);
    let args = ["parse", "a.dat", "--input-format", "csv", "--map", "text=Volltext", "--map", "headline=Titel"];
    let run = inquit(at.path(), &args);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(run.records()[0]["article"]["text"], "Rain\n\n“Rain,” said Ivo Lund.");
    let run = inquit(at.path(), &["parse", "a.dat", "--map", "text"]);
    assert!(run.code == 2 && run.err.contains("is not of the form `field=key`"), "{}", run.err);
}

#[test]
fn large_records_are_left_out_and_named() {
    let text = format!("{}{}\n{}", lines(1, 9), json!({"text": "x".repeat(5000)}), lines(1, 9));
    let at = folder(&[("news.jsonl", &text)]);
    let run = inquit(at.path(), &["parse", "news.jsonl", "--max-record-size", "4K"]);
    assert_eq!((run.code, run.ids()), (1, vec!["news#1".to_owned(), "news#3".to_owned()]));
    assert_eq!(run.err, "inquit: news.jsonl: line 2: larger than 4 KiB, the most that a record may have\n");
}

#[test]
fn every_input_gets_its_own_file() {
    let at = folder(&[
        ("news/mon/a.txt", STORY),
        ("news/tue/a.jsonl", &lines(3, 2)),
        ("news/tue/empty.txt", ""),
        ("news/b.txt", STORY),
    ]);
    let run = inquit(at.path(), &["parse", "news", "--output-dir", "out", "--keep-dirs"]);
    let faults = "inquit: news/tue/a.jsonl: line 2: invalid JSON at column 14: EOF while parsing a string\n\
                  inquit: news/tue/empty.txt: empty text\n";
    assert_eq!((run.code, &*run.out, &*run.err), (1, "", faults));
    let out = at.path().join("out");
    assert_eq!(
        (names(&out), names(&out.join("tue"))),
        (vec![".inquit.json".into(), "b.jsonl".into(), "mon".into(), "tue".into()], vec!["a.jsonl".into()])
    );
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    assert_eq!((read("tue/a.jsonl").lines().count(), read("mon/a.jsonl").lines().count()), (2, 1));
    // What is there is left as it is, what is not is made.
    write(&out, "b.jsonl", b"mine\n");
    fs::remove_file(out.join("mon/a.jsonl")).unwrap();
    let again = inquit(at.path(), &["parse", "news", "--output-dir", "out", "--keep-dirs", "--resume"]);
    assert_eq!((again.code, &*again.err), (1, "inquit: news/tue/empty.txt: empty text\n"));
    assert_eq!((&*read("b.jsonl"), read("mon/a.jsonl").lines().count()), ("mine\n", 1));
    let other = inquit(at.path(), &["parse", "news", "--output-dir", "out", "--explain", "--resume"]);
    let reason =
        "inquit: out: cannot be resumed: `--explain` was false then, and is true now; begin anew without --resume\n";
    assert_eq!((other.code, &*other.err), (2, reason));
    let flat = inquit(at.path(), &["parse", "news", "--output-dir", "flat", "-q"]);
    assert_eq!(
        (flat.code, names(&at.path().join("flat"))),
        (1, [".inquit.json", "b.jsonl", "mon-a.txt.jsonl", "tue-a.jsonl.jsonl"].map(str::to_owned).to_vec())
    );
}

#[test]
fn a_tree_that_is_gone_on_with_keeps_its_errors() {
    let at = folder(&[("news/a.jsonl", &lines(3, 2)), ("news/b.txt", ""), ("news/c.txt", STORY)]);
    let args = ["parse", "news", "--output-dir", "out", "--errors", "failed.jsonl", "-q"];
    assert_eq!(inquit(at.path(), &args).code, 1);
    let told = fs::read_to_string(at.path().join("failed.jsonl")).unwrap();
    assert_eq!(told.lines().count(), 2);
    fs::remove_file(at.path().join("out/c.jsonl")).unwrap();
    // Half a line is what a kill may leave.
    write(at.path(), "failed.jsonl", format!("{told}{{\"file\": \"ne").as_bytes());
    assert_eq!(inquit(at.path(), &[&args[..], &["--resume"]].concat()).code, 1);
    assert_eq!(fs::read_to_string(at.path().join("failed.jsonl")).unwrap(), told);
    assert_eq!(names(at.path()), ["failed.jsonl", "news", "out"]);
}

#[cfg(unix)]
#[test]
fn no_output_takes_the_place_of_what_is_read_or_of_another() {
    let at = folder(&[("a.jsonl", &lines(2, 9)), ("known.csv", "Ivo Lund,Lund\n")]);
    fs::hard_link(at.path().join("a.jsonl"), at.path().join("same.jsonl")).unwrap();
    for (args, reason) in [
        (&["--errors", "same.jsonl"][..], "same.jsonl: cannot be written: it is an input too"),
        (&["--aliases", "known.csv", "-o", "known.csv"], "known.csv: cannot be written: it is an input too"),
        (&["-o", "out.jsonl", "--errors", "./out.jsonl"], "--errors and -o name the same file"),
    ] {
        let run = inquit(at.path(), &[&["parse", "a.jsonl"], args].concat());
        assert!(run.code == 2 && run.err.contains(reason), "{args:?}: {}", run.err);
    }
    assert_eq!(names(at.path()), ["a.jsonl", "known.csv", "same.jsonl"]);
}

#[test]
fn files_are_found_by_pattern() {
    let at = folder(&[("news/mon/a.txt", STORY), ("news/b.txt", STORY), ("news/c.md", STORY)]);
    assert_eq!(inquit(at.path(), &["parse", "news/**/*.txt"]).ids(), ["b", "a"]);
    assert_eq!(inquit(at.path(), &["parse", "news/*.md", "news/b.txt"]).ids(), ["c", "b"]);
    let none = inquit(at.path(), &["parse", "news/*.html"]);
    assert_eq!((none.code, &*none.err), (2, "inquit: news/*.html: no file is called like that\n"));
}

#[test]
fn a_folder_that_changes_while_it_is_read_costs_what_is_gone() {
    let mut files = vec![("news/0.jsonl".to_owned(), lines(400, 1000))];
    files.extend((1..5).map(|nth| (format!("news/{nth}.txt"), STORY.to_owned())));
    let files: Vec<_> = files.iter().map(|(name, text)| (&**name, &**text)).collect();
    let at = folder(&files);
    let mut child = spawn(at.path(), &["news", "-j1"]);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    fs::remove_file(at.path().join("news/3.txt")).unwrap();
    write(at.path(), "news/5.txt", STORY.as_bytes());
    let rest = out.lines().count();
    let run = child.wait_with_output().unwrap();
    assert_eq!((run.status.code(), rest), (Some(2), 402));
    let err = String::from_utf8(run.stderr).unwrap();
    assert_eq!(err, "inquit: news/3.txt: cannot be read: no such file or directory\n");
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_is_named() {
    let at = folder(&[("a.txt", STORY)]);
    for args in [
        &["-o", "/dev/full"][..],
        &["-o", "a.txt/out.jsonl"],
        &["--output-dir", "a.txt"],
        &["--errors", "gone/e.jsonl"],
    ] {
        let run = inquit(at.path(), &[&["parse", "a.txt"], args].concat());
        assert!(run.code == 2 && run.err.contains(": cannot be written: "), "{args:?} {}", run.err);
    }
    assert_eq!(inquit(at.path(), &["parse", "a.txt", "-o", "/dev/null"]).code, 0);
    assert_eq!(names(at.path()).iter().filter(|name| !name.starts_with("a.txt")).count(), 0);
}

#[test]
fn what_it_took_is_said_if_asked() {
    let at = folder(&[("news.jsonl", &lines(10, 5))]);
    let run = inquit(at.path(), &["parse", "news.jsonl", "--timings", "-q"]);
    let told: Vec<_> = run.err.lines().collect();
    assert!(told.len() == 2 && told[0].starts_with("inquit: 8 articles, "), "{}", run.err);
    assert!(told[0].ends_with("failed: 2") && told[1].contains(" (all threads), written in "), "{}", run.err);
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_is_written_where_the_output_is_called_so_and_read_again() {
    let at = folder(&[("news.jsonl", &lines(30, 10))]);
    let run = inquit(at.path(), &["parse", "news.jsonl", "-o", "out.parquet", "-q"]);
    assert_eq!((run.code, &*run.err), (1, ""));
    assert_eq!(names(at.path()), ["news.jsonl", "out.parquet", "out.speakers.parquet"]);
    // A row has a text, and so is an article.
    let rows = inquit(at.path(), &["parse", "out.parquet"]).records();
    let articles: Vec<_> = rows.iter().map(|row| row["article"]["id"].as_str().unwrap()).collect();
    assert_eq!((articles.first(), articles.last()), (Some(&"news#1"), Some(&"news#29")));
    assert_eq!(rows[0]["article"]["extra"]["speaker"], "Ivo Lund");
}
