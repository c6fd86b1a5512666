//! `inquit schema`, `--version`, `--help` and wrong usage.

#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path};

use support::{STORY, folder, inquit};

#[test]
fn schema_prints_the_committed_file() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/schema/record.schema.json");
    let run = inquit(folder(&[]).path(), &["schema"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    assert_eq!(run.out, fs::read_to_string(committed).unwrap());
}

#[test]
fn version_names_the_models_on_a_line_of_their_own() {
    for flag in ["--version", "-V"] {
        let run = inquit(folder(&[]).path(), &[flag]);
        let expected =
            format!("inquit {}\nmodels: {}\n", env!("CARGO_PKG_VERSION"), inquit::model::EMBEDDED.join(", "));
        assert_eq!((run.code, run.out), (0, expected));
    }
}

#[test]
fn help_fits_80_columns_and_has_examples() {
    const ALL: [&str; 10] =
        ["parse", "view", "quotes", "speakers", "stats", "convert", "eval", "schema", "completions", "man"];
    let top = inquit(folder(&[]).path(), &["--help"]).out;
    assert!(top.contains("\n  inquit view story.txt\n"), "{top}");
    for command in ALL {
        assert!(top.contains(&format!("\n  {command} ")), "{top}");
        let help = inquit(folder(&[]).path(), &[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains(":\n  inquit "), "{}", help.out);
        let reads = !["schema", "completions", "man"].contains(&command);
        assert_eq!(help.out.contains("\nExit status:\n"), reads, "{}", help.out);
        for out in [help.out, inquit(folder(&[]).path(), &[command, "-h"]).out] {
            assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        }
    }
}

#[test]
fn what_is_mistyped_is_told_what_was_meant() {
    let at = folder(&[("story.txt", STORY)]);
    for (args, meant) in [
        (&["stat", "story.txt"][..], "'stats'"),
        (&["stats", "--bye", "act", "story.txt"], "'--by'"),
        (&["story.txt"], "`inquit view story.txt`"),
        (&["view", "stroy.txt"], "is it `story.txt`?"),
        (&["parse", "./Story.tx"], "is it `./story.txt`?"),
        (&["view", "story.txt", "--model", "fst"], "fast"),
        (&["parse", "https://courier.example/bridge"], "addresses are not fetched: save the page"),
        (&["parse", "story.txt", "-o", "quotes.xlsx"], "`inquit quotes` writes workbooks"),
    ] {
        let run = inquit(at.path(), args);
        assert_eq!((run.code, &*run.out), (2, ""), "{args:?}");
        assert!(run.err.contains(meant), "{args:?}: {}", run.err);
    }
    let run = inquit(at.path(), &["stats", "--by", "speker", "story.txt"]);
    assert_eq!(run.err, "inquit: no record has anything in `extra.speker`; is it `speaker`?\n");
    let run = inquit(at.path(), &["view", "weather.txt"]);
    assert_eq!(run.err, "inquit: weather.txt: cannot be read: no such file or directory\n");
}

#[test]
fn every_shell_has_its_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let run = inquit(folder(&[]).path(), &["completions", shell]);
        assert_eq!((run.code, &*run.err), (0, ""));
        assert!(["speakers", "min-confidence", "CLICOLOR_FORCE"].iter().take(2).all(|word| run.out.contains(word)));
    }
}

#[test]
fn every_command_has_its_manual_page() {
    let at = folder(&[]);
    let run = inquit(at.path(), &["man", "share/man1"]);
    assert_eq!((run.code, &*run.out, &*run.err), (0, "", ""));
    let page = |name: &str| fs::read_to_string(at.path().join("share/man1").join(name)).unwrap();
    assert!(page("inquit-stats.1").contains("inquit stats records.jsonl \\-\\-by speaker"));
    assert!(page("inquit.1").contains("inquit\\-speakers(1)"), "{}", page("inquit.1"));
    assert_eq!(inquit(at.path(), &["man"]).out, page("inquit.1"));
    assert_eq!(fs::read_dir(at.path().join("share/man1")).unwrap().count(), 17);
}

#[test]
fn wrong_usage_is_status_2_and_leaves_standard_output_empty() {
    for args in [
        &[][..],
        &["read"],
        &["parse", "--offsets", "word", "a.txt"],
        &["parse", "-j", "0", "a.txt"],
        &["parse", "-j", "many", "a.txt"],
        &["eval"],
        &["convert", "a.jsonl"],
        &["convert", "a.jsonl", "-t", "xml"],
        &["convert", "a.jsonl", "-t", "brat"],
    ] {
        let run = inquit(folder(&[]).path(), args);
        assert_eq!((run.code, &*run.out), (2, ""), "{args:?}");
        assert!(!run.err.is_empty());
    }
}
