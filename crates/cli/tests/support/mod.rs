//! What the suites of the command share: running it, and articles to run it on.

#![allow(dead_code, clippy::unwrap_used)] // Each suite uses a part of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const STORY: &str = "Harbour wall “safe”, says engineer\n\n\
    The wall at Årvik will hold, the port’s chief engineer said on Monday.\n\n\
    “We tested every stone 😀,” said Ingrid Solheim. “None of them moved.”\n";

/// A folder for one test.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text.as_bytes());
    }
    folder
}

pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, bytes).unwrap();
    file
}

/// The repository's invented articles, sorted by name.
pub(crate) fn goldens() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert!(files.len() > 10);
    files
}

/// What a run of the command left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the command in a folder with something on standard input, with the small model where the
/// arguments name none: most of what is tested is no model's matter.
pub(crate) fn inquit_with(folder: &Path, args: &[&str], stdin: &[u8]) -> Run {
    let reads = matches!(args.first(), Some(&("parse" | "eval" | "view" | "quotes" | "speakers" | "stats")));
    let model: &[&str] = if reads && !args.contains(&"--model") { &["--model", "fast"] } else { &[] };
    run(folder, &[args, model].concat(), stdin)
}

/// The same with these arguments alone.
pub(crate) fn run(folder: &Path, args: &[&str], stdin: &[u8]) -> Run {
    run_with(folder, args, stdin, &[])
}

/// The same, with variables of the environment, and without those that change what is printed.
pub(crate) fn run_with(folder: &Path, args: &[&str], stdin: &[u8], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::cargo_bin("inquit").unwrap();
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    let output = command.current_dir(folder).args(args).write_stdin(stdin).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn inquit(folder: &Path, args: &[&str]) -> Run {
    inquit_with(folder, args, b"")
}

impl Run {
    /// The records of JSON Lines.
    pub(crate) fn records(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.records().iter().map(|record| record["article"]["id"].as_str().unwrap().to_owned()).collect()
    }
}
