//! Annotations and records that come back, to records, to every format.
//!
//! The first byte says what the rest is: a text and brat's annotations with a line `%%` between them, a document of
//! Citron's, a record, or a task of Label Studio, which is also put onto the record that it was exported from.

#![no_main]

use inquit::{
    gold::{
        label_studio::Choice,
        records::{Annotated, from_brat, from_citron},
    },
    output::{
        Record,
        formats::{Format, FormatError, Writer},
    },
};
use inquit_fuzz::{hold_record, must};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [which, rest @ ..] = data else { return };
    let rest = String::from_utf8_lossy(rest);
    let record = match which % 4 {
        0 => {
            let (text, annotations) = rest.split_once("\n%%\n").unwrap_or((&rest, ""));
            from_brat("story", text, annotations).0
        }
        1 => match from_citron("story", &rest) {
            Ok((record, _)) => record,
            Err(_) => return,
        },
        3 => {
            let choice = Choice { predictions: true, ..Choice::default() };
            let Ok(annotated) = Annotated::from_label_studio("us-wire", &rest, &choice) else { return };
            let base = must(Record::from_json(include_str!("../../../tests/golden/en-fast-3/us-wire.json")));
            if annotated.text() == base.article.text {
                hold_record(&annotated.onto(&base).0);
                return;
            }
            annotated.into_record().0
        }
        _ => match Record::from_json(&rest) {
            Ok(mut record) => {
                write(&record);
                record.keep_confident(0.5);
                write(&record);
                return;
            }
            Err(_) => return,
        },
    };
    hold_record(&record);
    write(&record);
});

/// Writes a record in every format: all of them take it, or none because it does not hold together.
fn write(record: &Record) {
    let is_sound = record.check().is_ok();
    for format in Format::ALL.iter().copied() {
        let files = format.files(record);
        assert_eq!(files.is_ok(), is_sound, "{format}: {:?}", files.err());
        if let (Format::Brat, Ok(files)) = (format, files) {
            hold_record(&from_brat("again", &files[0].text, &files[1].text).0);
        }
        if format.needs_folder() {
            continue;
        }
        let mut writer = must(Writer::new(format, Vec::new()));
        for _ in 0..2 {
            match writer.write(record) {
                Ok(()) => assert!(is_sound),
                Err(FormatError::Record(_)) => assert!(!is_sound),
                Err(error) => panic!("{error}"),
            }
        }
        let file = must(String::from_utf8(must(writer.finish())));
        match format {
            Format::Json | Format::LabelStudio => drop(must(serde_json::from_str::<serde_json::Value>(&file))),
            format if format.extension() == "jsonl" => {
                file.lines().for_each(|line| drop(must(serde_json::from_str::<serde_json::Value>(line))));
            }
            _ => {}
        }
    }
}
