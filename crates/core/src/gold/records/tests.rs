use proptest::prelude::*;

use super::*;
use crate::{
    MentionForm, SpeakerKind, StatementKind,
    output::{
        SpanRecord,
        formats::{Format, tests::anything},
        record::tests::record as example,
    },
};

fn written(format: Format, record: &Record) -> String {
    format.files(record).unwrap().pop().unwrap().text
}

/// What both formats keep of a record, in a form to compare: a statement's kind, content, cue, source and names.
type Kept<'r> = Vec<(StatementKind, Vec<&'r SpanRecord>, Option<(usize, usize)>, Vec<&'r SpanRecord>, Vec<&'r str>)>;

fn kept(record: &Record) -> Kept<'_> {
    let full =
        |spans: &'_ [SpanRecord]| -> Vec<usize> { (0..spans.len()).filter(|at| !spans[*at].text.is_empty()).collect() };
    let name = |id: &String| &*record.speakers.iter().find(|speaker| speaker.id == *id).unwrap().name;
    let statements = record.statements.iter().map(|statement| {
        let spans = |spans: &'_ Vec<SpanRecord>| full(spans);
        (
            statement.kind,
            spans(&statement.content).into_iter().map(|at| &statement.content[at]).collect(),
            statement.cue.as_ref().map(|cue| (cue.start, cue.end)).filter(|(start, end)| start < end),
            spans(&statement.source).into_iter().map(|at| &statement.source[at]).collect(),
            statement.speakers.iter().map(name).collect(),
        )
    });
    statements.collect()
}

#[test]
fn a_record_comes_back_from_brat_with_what_brat_holds() {
    let record = example();
    let (back, faults) = from_brat("cafés-1", &record.article.text, &written(Format::Brat, &record));
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(kept(&back), kept(&record));
    assert_eq!(back.article.text, record.article.text);
    assert_eq!(back.article.headline, record.article.headline);
    let cue = back.statements[1].cue.as_ref().unwrap();
    assert_eq!((&*cue.lemma, cue.hedged), ("tell", true));
    assert_eq!(back.statements[0].place, Place::Headline);
    assert_eq!(back.statements[0].quoted[0].text, "“must close”");
    let kinds: Vec<_> = back.speakers.iter().map(|speaker| (&*speaker.id, speaker.kind)).collect();
    assert_eq!(kinds, [("S1", SpeakerKind::Person), ("S2", SpeakerKind::Person)]);
    assert_eq!(back.speakers[0].mentions.len(), 2);
    // And so on, without end.
    assert_eq!(from_brat("cafés-1", &back.article.text, &written(Format::Brat, &back)).0, back);
}

#[test]
fn a_record_comes_back_from_citron_with_what_citron_holds() {
    let record = example();
    let (back, faults) = from_citron("cafés-1", &written(Format::Citron, &record)).unwrap();
    assert!(faults.is_empty(), "{faults:?}");
    let names = |record: &Record| kept(record).into_iter().map(|kept| kept.4.join(" + ")).collect::<Vec<_>>();
    // The longest mention by name has the title; no group has a name of its own.
    assert_eq!(names(&back), ["Mayor Zoë Brånd", "Mayor Zoë Brånd", "Mayor Zoë Brånd + Olav Ek"]);
    let without_names = |record: &'_ Record| {
        format!("{:?}", kept(record).into_iter().map(|(a, b, c, d, _)| (a, b, c, d)).collect::<Vec<_>>())
    };
    assert_eq!(without_names(&back), without_names(&record));
    let forms: Vec<_> = back.speakers[0].mentions.iter().map(|mention| mention.form).collect();
    assert_eq!(forms, [MentionForm::Nominal, MentionForm::Name, MentionForm::Name, MentionForm::Pronoun]);
    assert_eq!(back.statements.iter().map(|one| one.confidence).collect::<Vec<_>>(), [0.0, 0.3333, 1.0]);
    assert_eq!(from_citron("cafés-1", &written(Format::Citron, &back)).unwrap().0, back);
}

#[test]
fn corrections_count_and_what_depends_on_them_is_read_anew() {
    let text = "“Rain,” Una said. Ivo denied that.";
    let annotations = "T1\tContent 0 7\t“Rain,”\nT2\tSource 8 11\tUna\nT3\tCue 12 16\tsaid\n\
        E1\tCue:T3 Content:T1 Source:T2\n#1\tAnnotatorNotes E1\tspeakers: Una Field\n#2\tAnnotatorNotes E1\tsure?\n\
        T4\tContent 0 16\t“Rain,” Una said\nT5\tCue 22 28\tdenied\nE2\tCue:T5 Content:T4\n";
    let (record, faults) = from_brat("a", text, annotations);
    assert!(faults.is_empty(), "{faults:?}");
    let kinds: Vec<_> = record.statements.iter().map(|statement| statement.kind).collect();
    assert_eq!(kinds, [StatementKind::Direct, StatementKind::Mixed]);
    assert_eq!(record.statements[1].cue.as_ref().unwrap().lemma, "deny");
    assert_eq!((record.speakers.len(), record.statements[1].speakers.len()), (1, 0));
}

#[test]
fn what_is_said_without_content_is_a_fault() {
    let (record, faults) = from_brat("a", "Una said.", "T1\tCue 4 8\tsaid\nE1\tCue:T1\n");
    assert!(record.statements.is_empty());
    assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a: `E1` has no content"]);
}

#[test]
fn a_pair_is_found_by_either_of_its_files() {
    let at = tempfile::tempdir().unwrap();
    for name in ["a.txt", "a.ann", "b.ann"] {
        std::fs::write(at.path().join(name), "").unwrap();
    }
    let pair = |name: &str| brat_pair(&at.path().join(name)).map(|pair| pair.name);
    assert_eq!((pair("a.txt"), pair("a.ann")), (Some("a".to_owned()), Some("a".to_owned())));
    assert_eq!((pair("b.ann"), pair("b.txt"), pair("a.json")), (None, None, None));
    assert_eq!(brat_pairs(at.path()).0.len(), 1);
}

proptest! {
    #[test]
    fn spans_and_speakers_come_back_from_brat_whatever_the_record(reading in anything()) {
        let record = Record::new(&reading, OffsetUnit::Utf16);
        let (back, faults) = from_brat("any", &record.article.text, &written(Format::Brat, &record));
        back.check().unwrap();
        let foreign = |fault: &GoldError| !matches!(fault.fault(), GoldFault::NoContent(_));
        prop_assert!(!faults.iter().any(foreign), "{faults:?}");
        // Statements without content cannot come back, and those with the same start keep their order.
        let mut expected = reading.clone();
        for statement in &mut expected.statements {
            statement.content.retain(|span| !span.is_empty());
            statement.content.dedup();
            statement.source.dedup();
        }
        expected.statements.retain(|statement| !statement.content.is_empty());
        expected.statements.sort_by_key(|statement| statement.content[0].start);
        let expected = Record::new(&expected, OffsetUnit::Codepoint);
        let strip = |record: &Record| format!("{:?}", kept(record).into_iter().map(|(_, b, c, d, e)| (b, c, d, e)).collect::<Vec<_>>());
        prop_assert_eq!(strip(&back), strip(&expected));
    }

    #[test]
    fn any_document_and_any_annotations_give_records_that_hold_together(
        text in "(a|“|”|😀|\n| ){0,12}",
        annotations in "((T1|T2|E1|#1)\t(Cue|X:T1 Content:T2|Content|AnnotatorNotes E1) ?[0-9;]{1,3} [0-9]{1,2}(\t|\n)(speakers: [a-z\\[;\\] ]{0,5})?\n){0,6}",
        at in prop::collection::vec((0..14_usize, 0..14_usize), 6),
    ) {
        let (record, _) = from_brat("a", &text, &annotations);
        prop_assert_eq!(record.check(), Ok(()));
        let span = |(start, end): (usize, usize)| serde_json::json!({"start": start, "end": end});
        let document = serde_json::json!({
            "text": text,
            "quotes": [{"cue": span(at[0]), "sources": [span(at[1])], "contents": [span(at[2]), span(at[3])],
                "coreferences": [span(at[4])], "confidence": 7.5}],
            "coreference_groups": [[span(at[4]), span(at[5])], [span(at[1])]],
        });
        let (record, _) = from_citron("a", &document.to_string()).unwrap();
        prop_assert_eq!(record.check(), Ok(()));
    }
}
