//! `inquit parse -f`: every format, the same from the article as from its record.

#![allow(clippy::unwrap_used)]

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use support::{STORY, folder, inquit};

const PAGE: &str = "<!DOCTYPE html><html lang=en><title>Fares rise | Ostburg Echo</title>\
    <meta property=og:site_name content='Ostburg Echo'><h1>Fares rise</h1>\
    <p>“Fares rise in May,” said Ada Lund, the port’s director, on Monday morning.</p>\
    <h2>Season tickets</h2><p>Season tickets stay as they are, Lund told the council in the evening.</p></html>";

const LEXIS: &str = "1 of 2 DOCUMENTS\n\nThe Echo\n\nMay 3, 2024\n\nBridge shut\n\nBYLINE: Jane Doe\n\nLENGTH: 6 words\n\n\
    The bridge is shut,\nthe council said.\n\nLANGUAGE: ENGLISH\n\n2 of 2 DOCUMENTS\n\nThe Echo\n\nLENGTH: 0 words\n\n";

fn files(folder: &Path) -> BTreeMap<String, String> {
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
    };
    fs::read_dir(folder).unwrap().map(file).collect()
}

fn ran(at: &Path, args: &[&str]) {
    let run = inquit(at, args);
    assert_eq!((run.code, &*run.err), (0, ""), "{args:?}");
}

#[test]
fn every_format_is_what_convert_makes_of_the_record() {
    let at = folder(&[("a.txt", STORY), ("b.html", PAGE)]);
    let at = at.path();
    ran(at, &["parse", "a.txt", "b.html", "-o", "records.jsonl"]);
    for format in ["jsonl", "json", "csv", "tsv", "citron", "webanno", "jsonld", "labelstudio", "tei"] {
        ran(at, &["parse", "a.txt", "b.html", "-f", format, "-o", "now"]);
        ran(at, &["convert", "records.jsonl", "-t", format, "-o", "then"]);
        let [now, then] = ["now", "then"].map(|name| fs::read_to_string(at.join(name)).unwrap());
        assert!(now == then && now.contains("Ada Lund"), "{format}");
    }
    ran(at, &["parse", "a.txt", "b.html", "-f", "brat", "-o", "brat"]);
    ran(at, &["convert", "records.jsonl", "-t", "brat", "-o", "brat-then"]);
    let now = files(&at.join("brat"));
    assert_eq!(now, files(&at.join("brat-then")));
    assert_eq!(
        now.keys().map(|name| &**name).collect::<Vec<_>>(),
        ["a.ann", "a.txt", "annotation.conf", "b.ann", "b.txt"]
    );
}

#[test]
fn a_files_name_asks_for_rows_and_a_flag_for_anything() {
    let at = folder(&[("a.txt", STORY)]);
    let at = at.path();
    for args in [&["-o", "x.csv"][..], &["-f", "csv", "-o", "y"]] {
        ran(at, &[&["parse", "a.txt"][..], args].concat());
    }
    let [named, asked] = ["x.csv", "y"].map(|name| fs::read_to_string(at.join(name)).unwrap());
    assert!(named == asked && named.starts_with("article_id,url,"), "{named}");
    ran(at, &["parse", "a.txt", "-f", "jsonl", "-o", "x.tsv"]);
    assert!(fs::read_to_string(at.join("x.tsv")).unwrap().starts_with("{\"schema_version\""));
    ran(at, &["parse", "a.txt", "-f", "csv", "--output-dir", "rows"]);
    assert_eq!(fs::read_to_string(at.join("rows/a.csv")).unwrap(), named);
    ran(at, &["parse", "a.txt", "-f", "tei", "--output-dir", "tei"]);
    assert!(files(&at.join("tei"))["a.xml"].contains("<said "));
}

#[test]
fn says_where_a_format_cannot_go() {
    let at = folder(&[("a.txt", STORY)]);
    let check = |args: &[&str], reason: &str| {
        let run = inquit(at.path(), &[&["parse", "a.txt"], args].concat());
        assert!(run.code == 2 && run.err.contains(reason), "{args:?}: {}", run.err);
    };
    check(&["-f", "brat"], "it needs a folder to write to; name it with -o");
    check(&["-f", "parquet", "--output-dir", "x"], "name one with -o");
    check(&["-f", "tei", "-o", "x", "--resume"], "tei is written as a whole and cannot be gone on with");
    check(&["-f", "brat", "--output-dir", "x", "--keep-dirs"], "are named after their articles");
    check(&["-f", "yaml"], "invalid value 'yaml'");
}

#[test]
fn pages_and_exports_come_in_as_they_are() {
    let at = folder(&[("page.dat", PAGE), ("export.txt", LEXIS)]);
    let run = inquit(at.path(), &["parse", "page.dat", "export.txt", "-f", "jsonl"]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("export.txt: line 18: document has no text"), "{}", run.err);
    let [page, bridge] = &run.records()[..] else { panic!("{}", run.out) };
    assert_eq!(page["article"]["headline"]["text"], "Fares rise");
    assert_eq!(page["article"]["outlet"], "Ostburg Echo");
    assert_eq!(page["article"]["sections"][1]["heading"]["text"], "Season tickets");
    assert_eq!(bridge["article"]["authors"][0], "Jane Doe");
    assert_eq!(bridge["article"]["id"], "export#1");
}
