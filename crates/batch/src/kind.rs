//! The start of a file and its name to what is in it.
//!
//! Magic bytes decide, since they cannot be mistaken: a compressed file is one under any name. Text
//! has none, so there the name comes first, and where it says nothing the first characters: an
//! object or an array of objects is JSON, a header with a field of an article's text is a table.
//!
//! Left out: formats of office programs, PDF, RTF and mail, which are named when they are met.

use std::path::Path;

use inquit::input::{
    exports::{looks_like_factiva, looks_like_lexis},
    fields::is_text_key,
    sniff::{Kind as Sniffed, sniff},
};

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An article as plain text.
    Text,
    /// A record, an array of records, or a record a line.
    Json,
    /// A record a line.
    JsonLines,
    /// A table with a header, cells parted by commas, semicolons or tabs.
    Csv,
    /// The same parted by tabs.
    Tsv,
    /// A Parquet file, a record a row.
    Parquet,
    /// A web archive.
    Warc,
    /// A page.
    Html,
    /// Documents as LexisNexis exports them as text.
    Lexis,
    /// Documents as Factiva exports them as text.
    Factiva,
    /// Compressed by gzip, in one member or many.
    Gzip,
    /// Compressed by Zstandard.
    Zstd,
    /// Compressed by bzip2.
    Bzip2,
    /// An archive of files.
    Zip,
    /// An archive of files, uncompressed.
    Tar,
}

/// The kinds that a flag can name, by the name it has there.
pub const NAMED: &[(&str, Kind)] = &[
    ("text", Kind::Text),
    ("json", Kind::Json),
    ("jsonl", Kind::JsonLines),
    ("csv", Kind::Csv),
    ("tsv", Kind::Tsv),
    ("parquet", Kind::Parquet),
    ("warc", Kind::Warc),
    ("html", Kind::Html),
    ("lexis", Kind::Lexis),
    ("factiva", Kind::Factiva),
];

/// Extensions and what they stand for.
const EXTENSIONS: &[(&str, Kind)] = &[
    ("txt", Kind::Text),
    ("json", Kind::Json),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("csv", Kind::Csv),
    ("tsv", Kind::Tsv),
    ("parquet", Kind::Parquet),
    ("warc", Kind::Warc),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("gz", Kind::Gzip),
    ("tgz", Kind::Gzip),
    ("zst", Kind::Zstd),
    ("bz2", Kind::Bzip2),
    ("zip", Kind::Zip),
    ("tar", Kind::Tar),
];

impl Kind {
    /// What a file's name says of what is in it.
    pub fn of_name(path: &Path) -> Option<Kind> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
    }

    /// Whether files are inside.
    pub fn is_wrapper(self) -> bool {
        matches!(self, Kind::Gzip | Kind::Zstd | Kind::Bzip2 | Kind::Zip | Kind::Tar)
    }

    /// What the first bytes say beyond doubt. A tar archive needs 262 of them.
    pub fn of_magic(start: &[u8]) -> Option<Kind> {
        const MAGIC: &[(&[u8], Kind)] = &[
            (b"\x1f\x8b\x08", Kind::Gzip),
            (b"\x28\xb5\x2f\xfd", Kind::Zstd),
            (b"PK\x03\x04", Kind::Zip),
            (b"PK\x05\x06", Kind::Zip),
            (b"PAR1", Kind::Parquet),
            (b"WARC/1.", Kind::Warc),
        ];
        let known = MAGIC.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, kind)| *kind);
        let is_bzip2 = || start.starts_with(b"BZh") && start.get(4..10) == Some(b"1AY&SY");
        let is_tar = || start.get(257..262) == Some(b"ustar");
        // A frame of Zstandard that is to be skipped may come first.
        let is_skippable = || start.get(1..4) == Some(b"\x2a\x4d\x18") && start[0] & 0xf0 == 0x50;
        known
            .or_else(|| is_bzip2().then_some(Kind::Bzip2))
            .or_else(|| is_tar().then_some(Kind::Tar))
            .or_else(|| is_skippable().then_some(Kind::Zstd))
    }

    /// What is said by the first characters of a text of which the name says nothing; `None` if it
    /// takes more of them to tell.
    pub fn of_text(start: &str) -> Option<Kind> {
        let text = start.trim_start_matches('\u{feff}').trim_start();
        // An array of records begins like no article does; a lone bracket may well open one.
        let first = text.strip_prefix('[').map_or(text, str::trim_start).chars().next()?;
        Some(match first {
            '{' => Kind::Json,
            '<' if is_page(text) => Kind::Html,
            _ => export(text).or_else(|| header(text)).unwrap_or(Kind::Text),
        })
    }

    /// What a text is whose name says that it is plain.
    pub fn of_plain(start: &str) -> Kind {
        let text = start.trim_start_matches('\u{feff}').trim_start();
        if is_page(text) { Kind::Html } else { export(text).unwrap_or(Kind::Text) }
    }
}

/// Formats that hold text and are not read, so that they are called by their name.
pub fn known_binary(start: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file"),
        (b"\xd0\xcf\x11\xe0", "an Office file"),
        (b"{\\rtf", "an RTF file"),
        (b"\xfd7zXZ\0", "compressed by xz"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"SQLite format 3\0", "an SQLite database"),
    ];
    MAGIC.iter().find(|(magic, _)| start.starts_with(magic)).map(|(_, what)| *what)
}

/// Whether a text begins as pages do.
fn is_page(text: &str) -> bool {
    text.starts_with('<') && matches!(sniff(text.as_bytes()), Sniffed::Html)
}

/// The export a text begins like.
fn export(text: &str) -> Option<Kind> {
    let lexis = looks_like_lexis(text).then_some(Kind::Lexis);
    lexis.or_else(|| looks_like_factiva(text).then_some(Kind::Factiva))
}

/// The table whose header a text begins with.
fn header(text: &str) -> Option<Kind> {
    let (line, _) = text.split_once('\n')?;
    let delimiter = delimiter(line.as_bytes());
    let names: Vec<&str> = line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"').trim()).collect();
    let is_table =
        names.len() > 1 && names.iter().any(|name| is_text_key(name)) && names.iter().all(|name| name.len() < 40);
    is_table.then_some(if delimiter == b'\t' { Kind::Tsv } else { Kind::Csv })
}

/// What parts the cells of a header: the most frequent of tab, comma and semicolon.
pub(crate) fn delimiter(line: &[u8]) -> u8 {
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    let (tabs, semicolons, commas) = (count(b'\t'), count(b';'), count(b','));
    if tabs > semicolons.max(commas) {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<Kind>) {
        assert_eq!(Kind::of_text(text), expected, "{text}");
    }

    #[test]
    fn records_and_tables_are_told_from_articles() {
        check("{\"text\"", Some(Kind::Json));
        check(" [\n {", Some(Kind::Json));
        check("[", None);
        check("", None);
        check("[Updated] Rain is coming.", Some(Kind::Text));
        check("id,Title,Body\n1,", Some(Kind::Csv));
        check("id;text\n1;", Some(Kind::Csv));
        check("\"id\"\t\"text\"\n", Some(Kind::Tsv));
        check("The body, she said, was cold.\n", Some(Kind::Text));
        check("Rain, Lund said.", Some(Kind::Text));
    }

    #[test]
    fn pages_and_exports_are_told_from_articles() {
        check("<!DOCTYPE html><html>", Some(Kind::Html));
        check("<?xml version=\"1.0\"?>\n<html>", Some(Kind::Html));
        check("<Rain> is coming", Some(Kind::Text));
        check("  1 of 20 DOCUMENTS\n\nThe Orlo Times", Some(Kind::Lexis));
        check("HD\nRain\nBY Ivo Lund\nWC 20 words\nPD 1 May 2020\n", Some(Kind::Factiva));
        assert_eq!(Kind::of_plain("{\"text\": 1}"), Kind::Text);
    }

    #[test]
    fn magic_bytes_decide() {
        let mut tar = vec![b'a'; 257];
        tar.extend(b"ustar\x0000");
        for (start, kind) in [
            (&b"\x1f\x8b\x08\x00"[..], Some(Kind::Gzip)),
            (b"\x28\xb5\x2f\xfd\x00", Some(Kind::Zstd)),
            (b"BZh91AY&SY", Some(Kind::Bzip2)),
            (b"BZh9 is a road", None),
            (b"PK\x03\x04", Some(Kind::Zip)),
            (b"PAR1\x00", Some(Kind::Parquet)),
            (b"WARC/1.1\r\n", Some(Kind::Warc)),
            (&tar, Some(Kind::Tar)),
            (b"Rain", None),
            (b"", None),
        ] {
            assert_eq!(Kind::of_magic(start), kind);
        }
    }
}
