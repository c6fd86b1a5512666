//! `inquit schema`, `--version`, `--help` and wrong usage.

#![allow(clippy::unwrap_used)]

mod support;

use std::{fs, path::Path};

use support::{folder, inquit};

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
    for command in ["parse", "convert", "eval", "schema"] {
        let help = inquit(folder(&[]).path(), &[command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains(":\n  inquit "), "{}", help.out);
        assert_eq!(help.out.contains("\nExit status:\n"), command != "schema", "{}", help.out);
        for out in [help.out, inquit(folder(&[]).path(), &[command, "-h"]).out] {
            assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
        }
    }
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
