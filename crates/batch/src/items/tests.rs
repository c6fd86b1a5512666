#![allow(clippy::unwrap_used)]

use std::{fs, io::Write as _};

use bzip2::write::BzEncoder;
use flate2::{Compression, write::GzEncoder};
use zip::write::SimpleFileOptions;

use super::*;
use crate::inputs::find;

/// What comes of a file of that name: a line an item, with entry, place and id, then the body.
fn items(name: &str, bytes: &[u8], options: &ReadOptions) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, bytes).unwrap();
    let mut found = Vec::new();
    for (index, input) in find(&[file], &[]).into_iter().enumerate() {
        let _ = read(input, index, options, &mut |item| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let body = match &item.body {
                Body::Text(bytes) => format!("text {}", text(bytes)),
                Body::Json(bytes) => format!("json {}", text(bytes)),
                Body::Html(page) => format!("html {} {}", page.url.as_deref().unwrap_or("-"), text(&page.bytes)),
                Body::Document(fields) => format!("document {}", fields.text),
                Body::Fault(reason, loss) => format!("fault {loss:?} {reason}"),
            };
            let entry = item.entry.map_or(String::new(), |entry| format!("[{entry}] "));
            let at = item.at.map_or(String::new(), |at| format!("{at}, "));
            let alone = if item.alone { "" } else { "+" };
            found.push(format!("{entry}{at}{}{alone}: {body}", item.id.unwrap_or_default()));
            ControlFlow::Continue(())
        });
    }
    found
}

fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    assert_eq!(items(name, bytes, &ReadOptions::default()), expected, "{name}");
}

/// The same where records are small.
fn check_small(name: &str, bytes: &[u8], expected: &[&str]) {
    let options = ReadOptions { max_record: 40, ..ReadOptions::default() };
    assert_eq!(items(name, bytes, &options), expected, "{name}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tarred(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        // As a name that leads out would be written: the library's own setter refuses it.
        header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        archive.append(&header, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

const LINES: &[u8] = b"{\"text\": \"a\"}\n{\"text\": \"b\"}\n";
const READ: [&str; 2] = ["line 1, n#1+: json {\"text\": \"a\"}", "line 2, n#2+: json {\"text\": \"b\"}"];

#[test]
fn a_first_line_of_binary_data_costs_itself_alone() {
    let damaged = [&[0; 40][..], b"\n", LINES].concat();
    let found = items("n.jsonl", &damaged, &ReadOptions::default());
    assert!(found.len() == 3 && found[0].starts_with("line 1, n#1+: json"), "{found:?}");
    assert_eq!(found[1], "line 2, n#2+: json {\"text\": \"a\"}");
    check("n.jsonl", &[0; 40], &[": fault Input binary data, not text"]);
}

#[test]
fn compressed_files_are_read_by_what_they_are_and_not_by_their_names() {
    check("n.jsonl", LINES, &READ);
    check("n.jsonl.gz", &gzip(LINES), &READ);
    check("n.jsonl.gz", &[gzip(&LINES[..14]), gzip(&LINES[14..])].concat(), &READ);
    check("n.jsonl.zst", &zstd::encode_all(LINES, 3).unwrap(), &READ);
    let mut encoder = BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(LINES).unwrap();
    check("n.jsonl.bz2", &encoder.finish().unwrap(), &READ);
    check("n.txt", &gzip(b"Rain, Lund said."), &["n: text Rain, Lund said."]);
    check("n", &gzip(LINES), &READ);
    check("n.gz", b"Rain, Lund said.", &["n: text Rain, Lund said."]);
    check("n.jsonl.gz", LINES, &READ);
}

#[test]
fn what_is_cut_off_or_damaged_is_a_fault_behind_what_was_read() {
    let whole = gzip(&[LINES, &vec![b' '; 300_000]].concat());
    let found = items("n.jsonl.gz", &whole[..whole.len() - 20], &ReadOptions::default());
    assert_eq!(found[..2], READ);
    assert!(found[2].starts_with(": fault Input cannot be read: "), "{found:?}");
    check("n.pdf", b"%PDF-1.4 ...", &[": fault Input a PDF file, which is not read"]);
    check(
        "n.zip",
        b"PK\x03\x04 and no more",
        &[": fault Input the zip archive cannot be read on: invalid zip archive: could not find eocd"],
    );
}

#[test]
fn files_in_archives_are_called_by_their_paths() {
    let entries: &[(&str, &[u8])] = &[
        ("mon/a.txt", b"Rain, Lund said."),
        ("notes.md", b"no"),
        ("__MACOSX/._a.txt", b"no"),
        ("mon/.hidden.txt", b"no"),
        ("b.jsonl", LINES),
    ];
    let expected = [
        "[mon/a.txt] n/mon/a+: text Rain, Lund said.",
        "[b.jsonl] line 1, n/b#1+: json {\"text\": \"a\"}",
        "[b.jsonl] line 2, n/b#2+: json {\"text\": \"b\"}",
        ": fault LeftOut left out 1 file of kinds that are not read: 1 .md",
    ];
    check("n.zip", &zipped(entries), &expected);
    check("n.tar", &tarred(entries), &expected);
    check("n.tar.gz", &gzip(&tarred(entries)), &expected);
    check("n.tgz", &gzip(&tarred(entries)), &expected);
    let none = zipped(&[(".x.txt", b"no")]);
    check("n.zip", &none, &[": fault Input no file of a known kind in this archive"]);
}

#[test]
fn archives_in_archives_are_opened_a_few_levels_deep() {
    let inner = zipped(&[("a.jsonl.gz", &gzip(&LINES[..14]))]);
    check("n.tar", &tarred(&[("in.zip", &inner)]), &["[in.zip: a.jsonl.gz] line 1, n/in/a#1+: json {\"text\": \"a\"}"]);
    let mut deep = b"Rain".to_vec();
    for _ in 0..6 {
        deep = gzip(&deep);
    }
    check("n.gz", &deep, &[": fault Input more than 4 archives and compressed files in each other"]);
}

#[test]
fn names_in_archives_are_only_names() {
    for bytes in [tarred(&[("../../a.txt", b"Rain")]), tarred(&[("/etc/a.txt", b"Rain")])] {
        let found = items("n.tar", &bytes, &ReadOptions::default());
        assert!(found.len() == 1 && found[0].ends_with("a+: text Rain"), "{found:?}");
    }
    let mut archive = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    archive.append_link(&mut header, "a.txt", "/etc/passwd").unwrap();
    let bytes = archive.into_inner().unwrap();
    check("n.tar", &bytes, &[": fault Input no file of a known kind in this archive"]);
}

#[test]
fn a_bomb_is_given_up_on() {
    let zeros = vec![b'0'; 200 << 20];
    let options = ReadOptions { max_record: 1 << 30, ..ReadOptions::default() };
    let reason = "cannot be read: unpacks to more than 250 times its size";
    assert_eq!(items("n.txt.gz", &gzip(&zeros), &options), [format!(": fault Input {reason}")]);
    let bomb = zipped(&[("a.txt", &zeros), ("b.txt", b"Rain")]);
    let found = items("n.zip", &bomb, &options);
    assert_eq!(found[0], format!("[a.txt] : fault Input {reason}"));
    // Within the limit of a record nothing is held.
    let found = items("n.txt.gz", &gzip(&zeros), &ReadOptions { max_record: 1 << 20, ..options });
    assert_eq!(found, [": fault Input larger than 1 MiB, the most that a record may have"]);
}

#[test]
fn a_record_over_the_limit_is_passed_over_in_its_place() {
    let large = format!("{{\"text\": \"{}\"}}", "x".repeat(200_000));
    let fault = "fault Record larger than 40 bytes, the most that a record may have";
    let lines = format!("{{\"text\": \"a\"}}\n{large}\n{{\"text\": \"b\"}}\n");
    let expected =
        ["line 1, n#1+: json {\"text\": \"a\"}", &format!("line 2, : {fault}"), "line 3, n#3+: json {\"text\": \"b\"}"];
    check_small("n.jsonl", lines.as_bytes(), &expected);
    check_small("n.json", lines.as_bytes(), &expected);
    check_small(
        "n.json",
        format!("{large}\n{{\"text\": \"b\"}}").as_bytes(),
        &[&format!("line 1, : {fault}"), "line 2, n#2+: json {\"text\": \"b\"}"],
    );
    let array = format!("[\n{{\"text\": \"a\"}},\n{large},\n{{\"text\": \"b\"}}]");
    check_small(
        "n.json",
        array.as_bytes(),
        &[
            "line 2, n#1+: json {\"text\": \"a\"}",
            &format!("line 3, : {fault}"),
            "line 4, n#3+: json {\"text\": \"b\"}",
        ],
    );
    check_small(
        "n.txt",
        "x".repeat(41).as_bytes(),
        &[": fault Input larger than 40 bytes, the most that a record may have"],
    );
}

#[test]
fn values_are_cut_out_of_printed_json() {
    let value = "{\n  \"text\": \"a\"\n}";
    check("n.json", value.as_bytes(), &[&format!("line 1, n: json {value}")]);
    check(
        "n.json",
        format!("{value}\n{value}").as_bytes(),
        &[&format!("line 1, n#1+: json {value}"), &format!("line 4, n#2+: json {value}")],
    );
    check(
        "n.json",
        b"[\n{\"text\": \"a\"}\n{}]",
        &[
            "line 2, n#1+: json {\"text\": \"a\"}",
            "line 3, : fault Input invalid JSON: expected `,` or `]`; the rest of the array is lost",
        ],
    );
    check(
        "n.json",
        b"[{},]",
        &[
            "line 1, n#1+: json {}",
            "line 1, : fault Input invalid JSON: expected a value; the rest of the array is lost",
        ],
    );
    check(
        "n.json",
        b"[{}",
        &[
            "line 1, n#1+: json {}",
            "line 1, : fault Input invalid JSON: the array is cut off; the rest of the array is lost",
        ],
    );
    check(
        "n.json",
        b"[{}] {}",
        &["line 1, n#1+: json {}", "line 1, : fault Input invalid JSON: something follows the array, and is lost"],
    );
}

#[test]
fn tables_give_an_object_a_row() {
    let expected = [
        "line 2, n#1+: json {\"id\":\"1\",\"text\":\"Rain, \\\"Lund\\\" said.\\nSun.\"}",
        "line 4, n#2+: json {\"id\":\"2\"}",
        "line 5, : fault Record 3 cells, but the header has 2",
        "line 6, n#4+: json {\"id\":\"4\",\"text\":\"Café\"}",
    ];
    let comma = "id,text\n1,\"Rain, \"\"Lund\"\" said.\nSun.\"\n2\n3,a,b\n4,Café\n";
    check("n.csv", comma.as_bytes(), &expected);
    check("n.csv", format!("\u{feff}{comma}").as_bytes(), &expected);
    check("n", comma.as_bytes(), &expected);
    let utf_16: Vec<u8> = [0xfeff].into_iter().chain(comma.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    check("n.csv", &utf_16, &expected);
    let latin: Vec<u8> = comma.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    check("n.csv", &latin, &expected);
    check(
        "n.tsv",
        b"id\ttext\n1\tRain, Lund said.\n",
        &["line 2, n#1+: json {\"id\":\"1\",\"text\":\"Rain, Lund said.\"}"],
    );
    check("n.csv", b"id;text\n1;a, b\n", &["line 2, n#1+: json {\"id\":\"1\",\"text\":\"a, b\"}"]);
    check("n.csv", b"id|text\n1|a, b\n", &["line 2, n#1+: json {\"id\":\"1\",\"text\":\"a, b\"}"]);
    let windows = "id,text\r\n1,a\r\n2,b,c\r\n3,d\r\n";
    let expected = [
        "line 2, n#1+: json {\"id\":\"1\",\"text\":\"a\"}",
        "line 3, : fault Record 3 cells, but the header has 2",
        "line 4, n#3+: json {\"id\":\"3\",\"text\":\"d\"}",
    ];
    check("n.csv", windows.as_bytes(), &expected);
    let excel = "sep=;\r\nid;text\r\n1;\"a; b\"\r\n2;c;d\r\n";
    let expected =
        ["line 3, n#1+: json {\"id\":\"1\",\"text\":\"a; b\"}", "line 4, : fault Record 3 cells, but the header has 2"];
    for name in ["n.csv", "n"] {
        check(name, excel.as_bytes(), &expected);
        let utf_16: Vec<u8> = [0xfeff].into_iter().chain(excel.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        check(name, &utf_16, &expected);
    }
    check("n.csv", b"id,text\n", &[": fault Input no records"]);
}

#[test]
fn quotation_marks_in_cells_are_doubled_or_have_a_backslash() {
    let spark = br#"id,text
1,"\"Rain,\" said Lund, \"and wind.\""
2,"Sun."
"#;
    check(
        "n.csv",
        spark,
        &[
            r#"line 2, n#1+: json {"id":"1","text":"\"Rain,\" said Lund, \"and wind.\""}"#,
            r#"line 3, n#2+: json {"id":"2","text":"Sun."}"#,
        ],
    );
    // A backslash is a letter like any other where marks are doubled.
    let doubled = br#"id,text
1,"""Rain,"" said C:\"
2,"It is in C:\news\"
3,"Sun."
"#;
    check(
        "n.csv",
        doubled,
        &[
            r#"line 2, n#1+: json {"id":"1","text":"\"Rain,\" said C:\\"}"#,
            r#"line 3, n#2+: json {"id":"2","text":"It is in C:\\news\\"}"#,
            r#"line 4, n#3+: json {"id":"3","text":"Sun."}"#,
        ],
    );
}

#[test]
fn one_value_that_holds_articles_gives_them() {
    let answer = br#"{"status": "ok", "articles": [{"title": "Rain", "content": "Rain, Lund said."}, {"title": "Sun", "content": "Sun."}]}"#;
    check(
        "n.json",
        answer,
        &[
            r#"line 1, n#1+: json {"title":"Rain","content":"Rain, Lund said."}"#,
            r#"line 1, n#2+: json {"title":"Sun","content":"Sun."}"#,
        ],
    );
    let lines = [&answer[..], b"\n{\"text\": \"a\", \"comments\": [{\"text\": \"b\"}]}\n"].concat();
    check(
        "n.jsonl",
        &lines,
        &[
            r#"line 1, n#1.1+: json {"title":"Rain","content":"Rain, Lund said."}"#,
            r#"line 1, n#1.2+: json {"title":"Sun","content":"Sun."}"#,
            r#"line 2, n#2+: json {"text": "a", "comments": [{"text": "b"}]}"#,
        ],
    );
    check("n.json", b"{\"text\": \"a\", \"date\": NaN}", &[r#"line 1, n: json {"text": "a", "date": NaN}"#]);
    check("n.json", b"[{\"text\": \"a\", \"date\": NaN}]", &[r#"line 1, n#1+: json {"text": "a", "date": NaN}"#]);
}

#[test]
fn feeds_mail_and_subtitles_give_their_articles() {
    let feed = b"<rss><channel><title>Echo</title><item><description>Rain, Lund said.</description></item><item><title>x</title></item></channel></rss>";
    let expected =
        ["record 1, n#1+: document Rain, Lund said.", "record 2, : fault Record no text in this item of the feed"];
    for name in ["n", "n.xml", "n.rss", "n.txt"] {
        check(name, feed, &expected);
    }
    check("n.xml", b"<opml/>", &[": fault Input XML whose root is `opml`, which is not read"]);
    let mail = b"From: Echo <a@b.example>\nSubject: Rain\nDate: Fri, 3 May 2024 10:00:00 +0100\n\nRain, Lund said.\n";
    for name in ["n", "n.eml", "n.txt"] {
        check(name, mail, &["n: document Rain, Lund said."]);
    }
    let subtitles = b"1\n00:00:01,000 --> 00:00:02,000\nRain, Lund\n\n2\n00:00:02,000 --> 00:00:03,000\nsaid.\n";
    for name in ["n", "n.srt", "n.txt"] {
        check(name, subtitles, &["n: document Rain, Lund said."]);
    }
    check("n.vtt", b"WEBVTT\n", &[": fault Input nothing is said in these subtitles"]);
}

#[test]
fn an_export_without_documents_is_a_fault() {
    for kind in [Kind::Lexis, Kind::Nexis, Kind::Factiva] {
        let options = ReadOptions { kind: Some(kind), ..ReadOptions::default() };
        for bytes in [&b""[..], b"Rain, Lund said.\n"] {
            assert_eq!(items("n.txt", bytes, &options), [": fault Input no documents in this export"]);
        }
    }
}

#[test]
fn a_quotation_mark_that_never_closes_is_not_held_in_memory() {
    let text = format!("id,text\n1,a\n2,\"{}\n", "b\n".repeat(300_000));
    let found = items("n.csv", text.as_bytes(), &ReadOptions { max_record: 1000, ..ReadOptions::default() });
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].contains("a quotation mark may never close"), "{found:?}");
}

/// A record of a web archive.
fn warc(kind: &str, content: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <http://a.example/1>\r\nContent-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// The answer of a server that holds a page.
fn answer(body: &str) -> Vec<u8> {
    warc("response", "application/http", format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}").as_bytes())
}

#[test]
fn resources_and_texts_come_out_of_web_archives_too() {
    let all = [
        warc("resource", "text/html", b"<p>Rain</p>"),
        warc("conversion", "text/plain", "Sun, Lund said.".as_bytes()),
        warc("resource", "image/png", b"\x89PNG"),
    ];
    let expected = ["record 1, n#1+: html http://a.example/1 <p>Rain</p>", "record 2, n#2+: document Sun, Lund said."];
    check("n.warc", &all.concat(), &expected);
    // One that is packed with its lists.
    let archive = zipped(&[
        ("datapackage.json", b"{}"),
        ("pages/pages.jsonl", LINES),
        ("archive/a.warc.gz", &gzip(&all.concat())),
    ]);
    let found = items("n.wacz", &archive, &ReadOptions::default());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].ends_with("html http://a.example/1 <p>Rain</p>"), "{found:?}");
}

#[test]
fn a_damaged_record_of_a_web_archive_costs_itself_alone() {
    let pages: Vec<Vec<u8>> = (1..=3).map(|n| answer(&format!("<p>{n} {}</p>", "rain ".repeat(n * 700)))).collect();
    let [one, two, three] = &pages[..] else { unreachable!() };
    let read = |bytes: &[u8]| {
        let found = items("n.warc.gz", bytes, &ReadOptions::default());
        found.iter().map(|item| item.chars().take(60).collect::<String>()).collect::<Vec<_>>()
    };
    let first = "record 1, n#1+: html http://a.example/1 <p>1 rain rain rain ";
    let last = "record 3, n#3+: html http://a.example/1 <p>3 rain rain rain ";
    let mut broken = gzip(two);
    let middle = broken.len() / 2;
    broken[middle..middle + 4].fill(0xff);
    let damaged = "record 2, : fault Record damaged, and passed over";
    assert_eq!(read(&[gzip(one), broken.clone(), gzip(three)].concat()), [first, damaged, last]);
    let found = read(&[broken, gzip(one), gzip(three)].concat());
    assert_eq!((found.len(), &*found[0]), (3, "record 1, : fault Record damaged, and passed over"), "{found:?}");
    // A length that is too small, and one that is too large.
    for (wrong, expected) in
        [("Content-Length: 40", "no WARC record where one should begin"), ("Content-Length: 99999", "damaged")]
    {
        let length = String::from_utf8_lossy(two)
            .lines()
            .find(|line| line.starts_with("Content-Length"))
            .unwrap()
            .trim()
            .to_owned();
        let wrong = String::from_utf8_lossy(two).replacen(&length, wrong, 1).into_bytes();
        let found = items("n.warc", &[&one[..], &wrong, three].concat(), &ReadOptions::default());
        assert!(found.iter().any(|item| item.contains("fault Record") && item.contains(expected)), "{found:?}");
        assert!(found.last().unwrap().contains("<p>3 rain"), "{expected}: {}", found.len());
    }
}

#[test]
fn what_is_left_out_of_an_archive_is_said() {
    let archive =
        zipped(&[("a.txt", b"Rain"), ("b.docx", b""), ("c.DOCX", b""), ("d.pdf", b""), (".DS_Store", b""), ("e", b"")]);
    let left = ": fault LeftOut left out 4 files of kinds that are not read: 2 .docx, 1 without an extension, 1 .pdf";
    check("n.zip", &archive, &["[a.txt] n/a+: text Rain", left]);
    let none = zipped(&[("d.pdf", b"")]);
    check(
        "n.zip",
        &none,
        &[": fault Input no file of a known kind in this archive, but 1 file of kinds that are not read: 1 .pdf"],
    );
    let word = zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")]);
    check("n.docx", &word, &[": fault Input a Word file, which is not read: save it as text or as a page"]);
}

#[test]
fn pages_come_out_of_web_archives_as_they_were_served() {
    let record = |kind: &str, response: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/1\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
            response.len()
        );
        [head.as_bytes(), response, b"\r\n\r\n"].concat()
    };
    let http = |headers: &str, body: &[u8]| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n");
        [head.as_bytes(), body].concat()
    };
    let plain = record("response", &http("", b"<p>Rain</p>"));
    let chunks = b"5;x=y\r\n<p>Ra\r\n6\r\nin</p>\r\n0\r\n\r\n";
    let chunked = record("response", &http("Transfer-Encoding: chunked\r\n", chunks));
    let packed = record("response", &http("Content-Encoding: gzip\r\n", &gzip(b"<p>Rain</p>")));
    let other = record("response", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>No</p>");
    let request = record("request", b"GET / HTTP/1.1\r\n\r\n");
    let image = record("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG");
    let brotli = b"\x0b\x05\x80<p>Rain</p>\x03";
    let browsers = [
        record("response", &http("Content-Encoding: br\r\n", brotli)),
        record("response", &http("Content-Encoding: br\r\n", b"<p>Rain</p>")),
        record("response", &http("Content-Encoding: zstd\r\n", &zstd::encode_all(&b"<p>Rain</p>"[..], 3).unwrap())),
    ];
    let cut = record("response", &http("Content-Encoding: br\r\n", &brotli[..9]));
    let old = record("response", &http("Content-Encoding: compress\r\n", b"\x1f\x9d"));
    let all = [&[request, plain, other, image, chunked, packed][..], &browsers, &[cut, old]].concat();
    let expected = [
        "record 2, n#1+: html http://a.example/1 <p>Rain</p>",
        "record 5, n#2+: html http://a.example/1 <p>Rain</p>",
        "record 6, n#3+: html http://a.example/1 <p>Rain</p>",
        "record 7, n#4+: html http://a.example/1 <p>Rain</p>",
        "record 8, n#5+: html http://a.example/1 <p>Rain</p>",
        "record 9, n#6+: html http://a.example/1 <p>Rain</p>",
        "record 10, : fault Record page cannot be unpacked: Invalid Data",
        "record 11, : fault Record page is compressed by `compress`, which is not read",
    ];
    check("n.warc", &all.concat(), &expected);
    // A member a record, as archives have it.
    let members: Vec<u8> = all.iter().flat_map(|record| gzip(record)).collect();
    check("n.warc.gz", &members, &expected);
    check(
        "n.warc",
        &[&all[1][..], b"garbage"].concat(),
        &[
            expected[0].replace("record 2", "record 1").as_str(),
            "record 2, : fault Input no WARC record where one should begin; the rest is lost",
        ],
    );
    check("n.warc", &all[2], &[": fault Input no pages in this web archive"]);
}

#[test]
fn a_kind_that_is_asked_for_wins_over_name_and_looks() {
    let read_as = |kind, name: &str, bytes: &[u8]| {
        items(name, bytes, &ReadOptions { kind: Some(kind), ..ReadOptions::default() })
    };
    assert_eq!(read_as(Kind::Text, "n.jsonl", b"{}"), ["n: text {}"]);
    assert_eq!(read_as(Kind::JsonLines, "n.txt.gz", &gzip(LINES)), READ);
    assert_eq!(read_as(Kind::Csv, "n.txt", b"a\nb\n"), ["line 2, n#1+: json {\"a\":\"b\"}"]);
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_a_parquet_file_are_objects() {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};

    let ids: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, Some(3)]));
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["Rain", "Sun", "Café"]));
    let batch = RecordBatch::try_from_iter_with_nullable([("id", ids, true), ("text", texts, false)]).unwrap();
    let expected = [
        "row 1, n#1+: json {\"id\":1,\"text\":\"Rain\"}",
        "row 2, n#2+: json {\"id\":null,\"text\":\"Sun\"}",
        "row 3, n#3+: json {\"id\":3,\"text\":\"Café\"}",
    ];
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::ZSTD(Default::default()),
        Compression::GZIP(Default::default()),
    ] {
        let properties =
            WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(2)).build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        let bytes = writer.into_inner().unwrap();
        check("n.parquet", &bytes, &expected);
        check("n", &bytes, &expected);
        check("n.parquet.gz", &gzip(&bytes), &expected);
        let found = items("n.parquet", &bytes[..bytes.len() / 2], &ReadOptions::default());
        assert!(found.len() == 1 && found[0].contains("fault Input the Parquet file cannot be read on"), "{found:?}");
        let mut spoilt = bytes.clone();
        spoilt[10..60].fill(0xff);
        let found = items("n.parquet", &spoilt, &ReadOptions::default());
        assert!(found.iter().any(|item| item.contains("cannot be read on")) || found.len() == 3, "{found:?}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_gives_no_rows_out_of_nothing() {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};
    use parquet::{arrow::ArrowWriter, basic::Compression, file::properties::WriterProperties};

    // A schema without columns, and 2 to the power of 40 rows of it.
    let bytes = b"PAR1\x15\x02\x19\x1cH\x01m\x15\x00\x00\x16\x80\x80\x80\x80\x80@\x19\x1c\x19\x0c\x16\x00\x16\
                  \x80\x80\x80\x80\x80@\x00\x00 \x00\x00\x00PAR1";
    check("n.parquet", bytes, &[": fault Input the Parquet file cannot be read on: it has no columns"]);

    // One column, a row by the count for the whole file, and no group of rows.
    let bytes =
        b"PAR1\x15\x02\x19\x2cH\x01m\x15\x02\x00\x15\x02\x25\x00\x18\x01x\x00\x16\x02\x19\x0c\x00\x17\x00\x00\x00PAR1";
    check("n.parquet", bytes, &[": fault Input no records"]);

    // The same text again and again, which compresses to little.
    let text = "a".repeat(1 << 20);
    let texts: ArrayRef = Arc::new(StringArray::from(vec![&*text; 66]));
    let batch = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(Default::default())).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    let found = items("n.parquet", &writer.into_inner().unwrap(), &ReadOptions::default());
    assert_eq!(found.len(), 64);
    assert!(found[63].ends_with("cannot be read on: unpacks to more than 250 times its size"), "{}", found[63]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_under_any_name_give_items_and_no_panic(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        magic in proptest::sample::select(vec![
            &b""[..], b"{", b"[{", b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"WARC/1.0\r\n", b"\x28\xb5\x2f\xfd", b"BZh91AY&SY",
            b"\xff\xfe", b"id,text\n",
        ]),
        name in proptest::sample::select(vec!["n", "n.txt", "n.json", "n.jsonl", "n.csv", "n.parquet", "n.warc", "n.tar"]),
    ) {
        let found = items(name, &[magic, &bytes].concat(), &ReadOptions::default());
        proptest::prop_assert!(!found.is_empty());
    }
}
