use proptest::prelude::*;

use super::*;
use crate::{
    SpeakerKind, StatementKind,
    gold::{label_studio::Choice, records::Annotated},
    output::{
        formats::{Format, tests::anything},
        record::tests::record as example,
    },
    text::OffsetUnit,
};

fn written(format: Format, record: &Record) -> String {
    format.files(record).unwrap().pop().unwrap().text
}

fn of_brat(record: &Record, annotations: &str) -> Annotated {
    Annotated::from_brat("a.ann", &record.article.text, annotations)
}

fn of_label_studio(record: &Record, change: impl Fn(&str) -> String) -> Annotated {
    let tasks: Vec<serde_json::Value> = serde_json::from_str(&written(Format::LabelStudio, record)).unwrap();
    let choice = Choice { predictions: true, ..Choice::default() };
    Annotated::from_label_studio("a", &change(&tasks[0].to_string()), &choice).unwrap()
}

/// The records of the invented articles, as the fast model reads them.
fn goldens() -> Vec<Record> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/en-fast-3");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| Record::from_json(&std::fs::read_to_string(file).unwrap()).unwrap();
    let records: Vec<Record> = files.iter().map(read).chain([example()]).collect();
    assert!(records.len() > 10);
    records
}

#[test]
fn what_nobody_has_corrected_comes_back_the_same() {
    for mut record in goldens() {
        record.article.url = Some("https://echo.example/1".to_owned());
        record.article.extra.insert("desk".to_owned(), "harbour".into());
        let (back, faults) = of_brat(&record, &written(Format::Brat, &record)).onto(&record);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(back.to_json(), record.to_json(), "{} through brat", record.article.id);
        let (back, faults) = of_label_studio(&record, str::to_owned).onto(&record);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(back.to_json(), record.to_json(), "{} through Label Studio", record.article.id);
    }
}

/// A record of three statements, one inside another, with an echo and all that annotations lose.
fn base() -> Record {
    let text = "“Rain,” said Una Lund, the mayor. Ivo Ek said that Lund had said it rains. It rains, he wrote.";
    let annotations = "T1\tContent 0 7\t“Rain,”\nT2\tCue 8 12\tsaid\nT3\tSource 13 21\tUna Lund\n\
        E1\tCue:T2 Content:T1 Source:T3\n#1\tAnnotatorNotes E1\tspeakers: Una Lund [S1 person]\n\
        T4\tContent 46 73\tthat Lund had said it rains\nT5\tCue 41 45\tsaid\nT6\tSource 34 40\tIvo Ek\n\
        E2\tCue:T5 Content:T4 Source:T6\n#2\tAnnotatorNotes E2\tspeakers: Ivo Ek [S2 person]\n\
        T7\tContent 65 73\tit rains\nT8\tCue 60 64\tsaid\nT9\tSource 51 55\tLund\n\
        E3\tCue:T8 Content:T7 Source:T9\n#3\tAnnotatorNotes E3\tspeakers: Una Lund [S1 person]\n";
    let (mut record, faults) = super::super::from_brat("rain", text, annotations);
    assert!(faults.is_empty(), "{faults:?}");
    record.article.outlet = Some("The Echo".to_owned());
    record.speakers[0].aliases.push("the mayor".to_owned());
    for (statement, confidence) in record.statements.iter_mut().zip([0.9, 0.5, 0.4]) {
        statement.confidence = confidence;
        statement.why = Some("“Lund”".to_owned());
    }
    record.statements[0].repeats = Some("Q3".to_owned());
    record.statements[2].inside = Some("Q2".to_owned());
    record.statements[2].reported_by = Some("S2".to_owned());
    record
}

/// The base with edits to its annotation file.
fn edited(edits: &[(&str, &str)]) -> Record {
    let base = base();
    let mut annotations = written(Format::Brat, &base);
    for (from, to) in edits {
        assert!(annotations.contains(from), "{from:?} is not in\n{annotations}");
        annotations = annotations.replacen(from, to, 1);
    }
    let (record, faults) = of_brat(&base, &annotations).onto(&base);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(record.check(), Ok(()));
    assert_eq!(record.article, base.article);
    record
}

#[test]
fn a_corrected_speaker_is_the_known_one_and_all_else_stays() {
    let before = base();
    // By a name, by an alias, in other letters and with a title, with the old id left beside it.
    for name in ["Una Lund", "the mayor", "MS UNA LUND", "Una Lund [S2 person]"] {
        let after = edited(&[("Ivo Ek [S2 person]", name)]);
        let mut expected = before.clone();
        expected.statements[1].speakers = vec!["S1".to_owned()];
        (expected.statements[1].confidence, expected.statements[1].why) = (1.0, None);
        assert_eq!(after, expected, "{name}");
    }
}

#[test]
fn an_unknown_name_is_a_new_speaker_and_a_kind_is_corrected() {
    let after = edited(&[("Ivo Ek [S2 person]", "Ada Roe; Una Lund"), ("Una Lund [S1 person]", "Ada Roe")]);
    assert_eq!(after.speakers[..2], base().speakers);
    assert_eq!((&*after.speakers[2].id, &*after.speakers[2].name, after.speakers.len()), ("S3", "Ada Roe", 3));
    assert_eq!(
        (&after.statements[0].speakers[..], &after.statements[1].speakers[..]),
        (&["S3".to_owned()][..], &["S3".to_owned(), "S1".to_owned()][..])
    );
    let after = edited(&[("Una Lund [S1 person]", "Una Lund [S1 group unnamed]")]);
    assert_eq!((after.speakers[0].kind, after.speakers[0].named), (SpeakerKind::Group, false));
    assert_eq!(after.statements, base().statements);
}

#[test]
fn a_corrected_extent_is_read_anew_and_keeps_its_id() {
    let after = edited(&[("Content 0 7\t“Rain,”", "Content 1 5\tRain")]);
    let (old, new) = (&base().statements[0], &after.statements[0]);
    assert_eq!((&new.content[0].text[..], new.quoted[0].start, new.kind), ("Rain", 1, StatementKind::Direct));
    assert_eq!((&new.id, &new.repeats, new.confidence), (&old.id, &old.repeats, 1.0));
    assert_eq!(after.statements[1..], base().statements[1..]);
    // The cue and the source alone leave the confidence.
    let after =
        edited(&[("Source 13 21\tUna Lund", "Source 13 32\tUna Lund, the mayor"), ("Cue 8 12\tsaid", "Cue 8 11\tsai")]);
    let statement = &after.statements[0];
    assert_eq!((&*statement.source[0].text, &*statement.cue.as_ref().unwrap().text), ("Una Lund, the mayor", "sai"));
    assert_eq!((statement.confidence, &statement.content), (0.9, &old.content));
}

#[test]
fn what_is_removed_goes_and_nothing_refers_to_it() {
    let note = "#3\tAnnotatorNotes E3\tspeakers: Una Lund [S1 person]\n";
    let after = edited(&[("E3\tCue:T7 Content:T8 Source:T9\n", ""), (note, "")]);
    assert_eq!(after.statements.iter().map(|one| &*one.id).collect::<Vec<_>>(), ["Q1", "Q2"]);
    assert_eq!(after.statements[0].repeats, None);
    let note = "#2\tAnnotatorNotes E2\tspeakers: Ivo Ek [S2 person]\n";
    let after = edited(&[("E2\tCue:T4 Content:T5 Source:T6\n", ""), (note, "")]);
    assert_eq!((&*after.statements[1].id, &after.statements[1].inside), ("Q3", &None));
    assert_eq!(after.statements[1].reported_by.as_deref(), Some("S2"));
}

#[test]
fn a_new_statement_has_a_new_id_and_lies_where_it_belongs() {
    let new = "T10\tContent 75 83\tIt rains\nT11\tContent 51 73\tLund had said it rains\n\
        E4\tContent:T10\n#4\tAnnotatorNotes E4\tspeakers: Ivo Ek\nE5\tContent:T11\n";
    let base = base();
    let (after, faults) = of_brat(&base, &(written(Format::Brat, &base) + new)).onto(&base);
    assert!(faults.is_empty(), "{faults:?}");
    let ids: Vec<_> = after.statements.iter().map(|one| (&*one.id, one.inside.as_deref())).collect();
    assert_eq!(ids, [("Q1", None), ("Q2", None), ("Q4", Some("Q2")), ("Q3", Some("Q4")), ("Q5", None)]);
    let last = after.statements.last().unwrap();
    assert_eq!((&last.speakers[..], last.confidence), (&["S2".to_owned()][..], 1.0));
    assert_eq!(after.statements[3].confidence, 0.4);
}

#[test]
fn the_kind_that_was_answered_counts() {
    let base = base();
    let change = |json: &str| json.replacen("\"choices\":[\"direct\"]", "\"choices\":[\"mixed\"]", 1);
    let (after, faults) = of_label_studio(&base, change).onto(&base);
    assert!(faults.is_empty(), "{faults:?}");
    let mut expected = base.clone();
    expected.statements[0].kind = StatementKind::Mixed;
    assert_eq!(after, expected);
}

#[test]
fn speakers_of_one_name_are_told_apart_by_their_ids() {
    let mut base = base();
    for speaker in &mut base.speakers {
        speaker.name = "a resident".to_owned();
        speaker.named = false;
    }
    let annotations = written(Format::Brat, &base);
    assert_eq!(of_brat(&base, &annotations).onto(&base).0, base);
    assert_eq!(of_label_studio(&base, str::to_owned).onto(&base).0, base);
    let corrected = annotations.replacen("[S2 person unnamed]", "[S1 person unnamed]", 1);
    assert_eq!(of_brat(&base, &corrected).onto(&base).0.statements[1].speakers, ["S1"]);
}

#[test]
fn records_are_found_by_id_file_or_text_and_never_of_another_text() {
    let called = |id: &str, text: &str| {
        let (mut record, _) = super::super::from_brat(id, text, "");
        record.article.id = id.to_owned();
        record
    };
    let base = Base::new(vec![called("a/b", "Rain."), called("a-b", "Fog."), called("x", "Dew."), called("x", "Ice.")]);
    let find = |id: &str, text: &str| base.find(id, text).map(|record| record.article.text.clone());
    assert_eq!(find("a/b", "Rain."), Ok("Rain.".to_owned()));
    assert_eq!(find("a-b-2", "Fog."), Ok("Fog.".to_owned()));
    // The folder was of other records, and so its names are: the text tells.
    assert_eq!(find("a-b", "Rain."), Ok("Rain.".to_owned()));
    assert_eq!(find("x", "Ice."), Ok("Ice.".to_owned()));
    assert_eq!(find("storm", "Dew."), Ok("Dew.".to_owned()));
    assert_eq!(find("x", "Dews"), Err(BaseFault::TextDiffers { id: "x".to_owned(), at: 3 }));
    assert_eq!(find("storm", "Hail."), Err(BaseFault::Missing("storm".to_owned())));
}

#[test]
fn annotations_that_are_damaged_say_so() {
    let base = base();
    let annotations = written(Format::Brat, &base);
    assert!(!of_brat(&base, &annotations).is_damaged());
    assert!(of_brat(&base, &annotations.replacen("T8\t", "T88\t", 1)).is_damaged());
    assert!(!of_brat(&base, &(annotations + "E9\tCue:T4\n")).is_damaged());
}

#[test]
fn parts_that_overlap_are_laid_out_anew() {
    let mut base = base();
    let paragraph = base.article.sections[0].paragraphs[0].clone();
    base.article.sections[0].paragraphs.push(paragraph);
    assert_eq!(article(&base.article), None);
    assert_eq!(of_brat(&base, &written(Format::Brat, &base)).onto(&base).0, base);
}

proptest! {
    #[test]
    fn any_record_comes_back_the_same(reading in anything()) {
        let record = Record::new(&reading, OffsetUnit::Utf16);
        let annotated = of_brat(&record, &written(Format::Brat, &record));
        prop_assert!(!annotated.is_damaged());
        prop_assert_eq!(annotated.onto(&record).0.to_json(), record.to_json());
        let annotated = of_label_studio(&record, str::to_owned);
        prop_assert_eq!(annotated.onto(&record).0.to_json(), record.to_json());
    }

    #[test]
    fn any_correction_of_any_record_holds_together(
        one in anything(),
        other in anything(),
    ) {
        let (base, mut other) = (Record::new(&one, OffsetUnit::Byte), Record::new(&other, OffsetUnit::Codepoint));
        prop_assume!(base.check().is_ok());
        let annotations = written(Format::Brat, &other);
        let (corrected, _) = of_brat(&base, &annotations).onto(&base);
        prop_assert_eq!(corrected.check(), Ok(()));
        other.article.text.clone_from(&base.article.text);
        if other.check().is_ok() {
            let (corrected, _) = of_label_studio(&other, str::to_owned).onto(&base);
            prop_assert_eq!(corrected.check(), Ok(()));
        }
    }
}
