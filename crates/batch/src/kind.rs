//! The start of a file and its name to what is in it.
//!
//! Magic bytes decide, since they cannot be mistaken: a compressed file is one under any name. Text
//! has none, so there the name comes first, and where it says nothing the first characters: an
//! object or an array of objects is JSON, a header with a field of an article's text is a table.
//!
//! Left out: formats of office programs, PDF and RTF, which are named when they are met.

use std::path::Path;

use inquit::input::{
    exports::{
        looks_like_factiva, looks_like_factiva_display, looks_like_factiva_page, looks_like_lexis, looks_like_nexis,
    },
    feeds::looks_like_feed,
    fields::is_text_key,
    mail::looks_like_mail,
    sniff::{Kind as Sniffed, sniff},
    subtitles::looks_like_subtitles,
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
    /// A workbook of Excel.
    Xlsx,
    /// A web archive.
    Warc,
    /// A page.
    Html,
    /// Documents as LexisNexis exports them as text.
    Lexis,
    /// Documents as Nexis Uni exports them as text.
    Nexis,
    /// Documents as Factiva exports and shows them, as text or as a page.
    Factiva,
    /// RSS, Atom, NITF or NewsML-G2.
    Feed,
    /// Mail: a message, or a file of several.
    Mail,
    /// Subtitles: SubRip or WebVTT.
    Subtitles,
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
    ("nexis", Kind::Nexis),
    ("factiva", Kind::Factiva),
    ("feed", Kind::Feed),
    ("mail", Kind::Mail),
    ("subtitles", Kind::Subtitles),
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
    ("xlsx", Kind::Xlsx),
    ("warc", Kind::Warc),
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("rss", Kind::Feed),
    ("atom", Kind::Feed),
    ("xml", Kind::Feed),
    ("eml", Kind::Mail),
    ("mbox", Kind::Mail),
    ("srt", Kind::Subtitles),
    ("vtt", Kind::Subtitles),
    ("gz", Kind::Gzip),
    ("tgz", Kind::Gzip),
    ("zst", Kind::Zstd),
    ("bz2", Kind::Bzip2),
    ("zip", Kind::Zip),
    ("wacz", Kind::Zip),
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
            '<' => mark_up(text).unwrap_or(Kind::Text),
            _ => document(text).or_else(|| header(text)).unwrap_or(Kind::Text),
        })
    }

    /// What a text is whose name says that it is plain.
    pub fn of_plain(start: &str) -> Kind {
        let text = start.trim_start_matches('\u{feff}').trim_start();
        mark_up(text).or_else(|| document(text)).unwrap_or(Kind::Text)
    }

    /// What mark-up is whose name says that it is a page, or XML.
    pub fn of_named_mark_up(self, start: &str) -> Kind {
        mark_up(start.trim_start_matches('\u{feff}').trim_start()).unwrap_or(self)
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

/// What mark-up is, by how it begins.
fn mark_up(text: &str) -> Option<Kind> {
    if !text.starts_with('<') {
        return None;
    }
    let is_factiva = || looks_like_factiva_page(text) || text.to_ascii_lowercase().contains("<title>factiva</title>");
    match sniff(text.as_bytes()) {
        _ if looks_like_feed(text) => Some(Kind::Feed),
        Sniffed::Html if is_factiva() => Some(Kind::Factiva),
        Sniffed::Html => Some(Kind::Html),
        _ => None,
    }
}

/// What a text is that is more than an article, by how it begins.
fn document(text: &str) -> Option<Kind> {
    Some(match () {
        () if looks_like_lexis(text) => Kind::Lexis,
        () if looks_like_nexis(text) => Kind::Nexis,
        () if looks_like_factiva(text) || looks_like_factiva_display(text) => Kind::Factiva,
        () if looks_like_mail(text) => Kind::Mail,
        () if looks_like_subtitles(text) => Kind::Subtitles,
        () => return None,
    })
}

/// The table whose header a text begins with.
fn header(text: &str) -> Option<Kind> {
    let (line, _) = text.split_once('\n')?;
    if named_delimiter(line).is_some() {
        return Some(Kind::Csv);
    }
    let delimiter = delimiter(line.as_bytes());
    let names: Vec<&str> = line.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"').trim()).collect();
    let is_table =
        names.len() > 1 && names.iter().any(|name| is_text_key(name)) && names.iter().all(|name| name.len() < 40);
    is_table.then_some(if delimiter == b'\t' { Kind::Tsv } else { Kind::Csv })
}

/// What parts the cells of a header: the most frequent of comma, semicolon, tab and bar.
pub(crate) fn delimiter(line: &[u8]) -> u8 {
    let count = |wanted: &u8| line.iter().filter(|byte| *byte == wanted).count();
    // The first of those that are equally frequent.
    b"|\t;,".iter().copied().max_by_key(count).unwrap_or(b',')
}

/// What a line says that parts the cells of those below it, as Excel has it: `sep=;`.
pub(crate) fn named_delimiter(line: &str) -> Option<u8> {
    let named = line.trim_end_matches(['\r', '\n']).trim_matches('"').strip_prefix("sep=")?;
    match *named.as_bytes() {
        [delimiter] if delimiter.is_ascii() => Some(delimiter),
        _ => None,
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
        check("id|text\n1|", Some(Kind::Csv));
        check("sep=|\nid|text\n", Some(Kind::Csv));
        check("The body, she said, was cold.\n", Some(Kind::Text));
        check("Rain, Lund said.", Some(Kind::Text));
    }

    #[test]
    fn pages_and_exports_are_told_from_articles() {
        check("<!DOCTYPE html><html>", Some(Kind::Html));
        check("<?xml version=\"1.0\"?>\n<html>", Some(Kind::Html));
        check("<Rain> is coming", Some(Kind::Text));
        check("  1 of 20 DOCUMENTS\n\nThe Orlo Times", Some(Kind::Lexis));
        check("<?xml version=\"1.0\"?><rss version=\"2.0\">", Some(Kind::Feed));
        check("<html><title>Factiva</title>", Some(Kind::Factiva));
        check("From: a@b.example\nSubject: Rain\nDate: 3 May 2024\n\nRain", Some(Kind::Mail));
        check("WEBVTT\n\n00:01.000 --> 00:02.000\nRain", Some(Kind::Subtitles));
        check("Rain\n\nThe Echo\n\nSection: NEWS\n\nLength: 4 words\n\nBody\n\nRain", Some(Kind::Nexis));
        check("Rain\n4 words\n3 May 2024\nThe Echo\n(c) 2024 Echo\n\nRain", Some(Kind::Factiva));
        check("HD\nRain\nBY Ivo Lund\nWC 20 words\nPD 1 May 2020\n", Some(Kind::Factiva));
        assert_eq!(Kind::of_plain("{\"text\": 1}"), Kind::Text);
    }

    #[test]
    fn cells_are_parted_by_what_the_header_has_most_of() {
        for (header, expected) in
            [("id,text", b','), ("id;text;short,x", b';'), ("a|b|c,d", b'|'), ("id\ttext", b'\t'), ("id;a,b", b',')]
        {
            assert_eq!(char::from(delimiter(header.as_bytes())), char::from(expected), "{header}");
        }
        assert_eq!(
            (named_delimiter("sep=;\r\n"), named_delimiter("sep=\t"), named_delimiter("sep=")),
            (Some(b';'), Some(b'\t'), None)
        );
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
