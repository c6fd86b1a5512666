//! What must hold of the whole reading on any text, with the built-in model.

use std::{sync::LazyLock, thread};

use inquit::{
    Pipeline,
    input::fields::Fields,
    output::Record,
    text::{OffsetUnit, Offsets},
};
use inquit_lab::golden;
use proptest::prelude::*;

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded("fast").expect("the built-in model loads"));

fn read(text: &str, unit: OffsetUnit) -> Record {
    Record::new(&PIPELINE.read(Fields::from_text(text.to_owned()).into_article(None)), unit)
}

/// Every object with `start`, `end` and `text` in a record, wherever it stands.
fn spans(value: &serde_json::Value, out: &mut Vec<(usize, usize, String)>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|item| spans(item, out)),
        serde_json::Value::Object(fields) => {
            let number = |key: &str| fields.get(key)?.as_u64().map(|number| number as usize);
            if let (Some(start), Some(end), Some(text)) =
                (number("start"), number("end"), fields.get("text").and_then(serde_json::Value::as_str))
            {
                out.push((start, end, text.to_owned()));
            }
            fields.values().for_each(|field| spans(field, out));
        }
        _ => {}
    }
}

/// Checks that a record holds together; returns how many spans it has.
fn holds(text: &str, unit: OffsetUnit) -> Result<usize, TestCaseError> {
    let record = read(text, unit);
    prop_assert_eq!(&record.article.text, text);
    prop_assert_eq!(&Record::from_json(&record.to_json()).expect("a record is read back"), &record);
    let mut found = Vec::new();
    spans(&serde_json::to_value(&record).expect("a record is JSON"), &mut found);
    let offsets = Offsets::new(text, unit);
    for (start, end, slice) in &found {
        let bytes = offsets.to_byte(*start).zip(offsets.to_byte(*end));
        prop_assert_eq!(bytes.and_then(|(start, end)| text.get(start..end)), Some(slice.as_str()));
    }
    for statement in &record.statements {
        prop_assert!((0.0..=1.0).contains(&statement.confidence));
        prop_assert!(!statement.content.is_empty());
        let known = |id: &String| record.speakers.iter().any(|speaker| speaker.id == *id);
        prop_assert!(statement.speakers.iter().chain(&statement.reported_by).all(known));
    }
    Ok(found.len())
}

/// News in pieces: what articles are made of, so that random texts have statements to find.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "“We will rebuild,” ",
        "\"No,\" ",
        "said ",
        "Mayor Ada Lund",
        ", the mayor of Delby, ",
        "he added. ",
        "She ",
        "told ",
        "CNN ",
        "that ",
        "the ferry was late",
        ". ",
        "\n\n",
        "\n",
        "’",
        "'",
        "‘",
        "“",
        "”",
        "(",
        ")",
        " — ",
        ": ",
        "LUND: ",
        "😀",
        "é",
        "\u{200d}",
        "\u{202e}",
        "\0",
        "\r\n",
        "\t",
        "\u{a0}",
        "according to ",
        "By Ada Lund",
        "DELBY (MW) — ",
        "not ",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_string_gives_a_record_whose_spans_hold(text in "(?s).{0,200}") {
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte] {
            holds(&text, unit)?;
        }
    }

    #[test]
    fn any_pieces_of_news_give_a_record_whose_spans_hold(text in pieces()) {
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte] {
            holds(&text, unit)?;
        }
    }
}

#[test]
fn whole_articles_hold_in_every_unit() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let mut spans = 0;
    for article in golden::articles(&folder).expect("tests/golden can be read") {
        let text = std::fs::read_to_string(article).expect("an article is UTF-8");
        for unit in [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte] {
            spans += holds(&text, unit).expect("the record holds");
        }
    }
    assert!(spans > 1000, "only {spans} spans: the articles have statements");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden");
    let texts: Vec<String> = golden::articles(&folder)
        .expect("tests/golden can be read")
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("an article is UTF-8"))
        .collect();
    let alone: Vec<String> = texts.iter().map(|text| PIPELINE.parse(text).to_json()).collect();
    for threads in [2, 5] {
        let together: Vec<Vec<String>> = thread::scope(|scope| {
            let handles: Vec<_> = (0..threads)
                .map(|_| scope.spawn(|| texts.iter().map(|text| PIPELINE.parse(text).to_json()).collect()))
                .collect();
            handles.into_iter().map(|handle| handle.join().expect("a thread reads to the end")).collect()
        });
        assert!(together.iter().all(|records| *records == alone));
    }
}

#[test]
fn odd_shapes_of_text_are_read_to_the_end() {
    let long = "word ".repeat(2_000);
    let many = "A line said he.\n".repeat(3_000);
    let marks = "“".repeat(3_000);
    for text in ["", " \n\t", "\0", "\u{feff}", "“", &long, &many, &marks, &"\"' ".repeat(2_000)] {
        holds(text, OffsetUnit::Codepoint).expect("the record holds");
    }
}
