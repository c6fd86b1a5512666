use serde_json::{Value, json};

use super::*;
use crate::{
    Addressee, Article, Cue, Dateline, Mention, Note, NoteCode, Reading, Role, Section, Span, Speaker, SpeakerId,
    Statement, StatementId,
};

const TEXT: &str = "Cafés “must close” 😀, mayor says\n\
    Zoë Brånd rules out help\n\
    By Ada Quill\n\n\
    ÅRVIK, May 3 (Nordwire) – “No café 😀 stays open,” Mayor Zoë Brånd reportedly told Fjordposten, “not one.\n\n\
    Owners\n\n\
    Brånd’s aide Olav Ek said she had denied it. “";

/// The first place of `words` in the text.
fn at(words: &str) -> Span {
    let start = TEXT.find(words).unwrap_or_else(|| panic!("no {words:?} in the text"));
    Span::new(start, start + words.len())
}

/// Nothing in it is left empty.
pub(crate) fn reading() -> Reading {
    let cue = |words: &str, lemma: &str, act, hedged| Cue {
        span: at(words),
        lemma: lemma.to_owned(),
        act,
        negated: false,
        hedged,
    };
    Reading {
        model: "en-test-1".into(),
        article: Article {
            id: "cafés-1".into(),
            url: Some("https://fjordposten.example/cafés".into()),
            outlet: Some("Fjordposten".into()),
            language: Some("en".into()),
            published: Some("2026-05-03".into()),
            date: None,
            authors: vec!["Ada Quill".into()],
            text: TEXT.into(),
            headline: Some(at("Cafés “must close” 😀, mayor says")),
            standfirst: Some(at("Zoë Brånd rules out help")),
            byline: Some(at("By Ada Quill")),
            dateline: Some(Dateline {
                span: at("ÅRVIK, May 3 (Nordwire)"),
                place: Some("ÅRVIK".into()),
                agency: Some("Nordwire".into()),
                date: Some("May 3".into()),
            }),
            sections: vec![
                Section { heading: None, paragraphs: vec![Span::new(at("ÅRVIK").start, at("not one.").end)] },
                Section {
                    heading: Some(at("Owners")),
                    paragraphs: vec![Span::new(at("Brånd’s aide").start, TEXT.len())],
                },
            ],
            extra: json!({"wörd_count": 40, "tags": ["a", null], "after": {"b": 1, "a": 2}})
                .as_object()
                .unwrap()
                .clone(),
            notes: Vec::new(),
        },
        speakers: vec![
            Speaker {
                name: "Zoë Brånd".into(),
                kind: SpeakerKind::Person,
                named: true,
                aliases: vec!["Brånd".into(), "mayor".into()],
                gender: Gender::Female,
                roles: vec![Role { title: "mayor".into(), organisation: Some("ÅRVIK".into()), span: at("Mayor") }],
                mentions: vec![
                    Mention { span: at("mayor"), form: MentionForm::Nominal },
                    Mention { span: at("Zoë Brånd"), form: MentionForm::Name },
                    Mention { span: at("she"), form: MentionForm::Pronoun },
                ],
            },
            Speaker {
                name: "Olav Ek".into(),
                kind: SpeakerKind::Person,
                named: true,
                aliases: vec![],
                gender: Gender::Unknown,
                roles: vec![],
                mentions: vec![Mention { span: at("Olav Ek"), form: MentionForm::Name }],
            },
            Speaker {
                name: "Fjordposten".into(),
                kind: SpeakerKind::Organisation,
                named: true,
                aliases: vec![],
                gender: Gender::Unknown,
                roles: vec![],
                mentions: vec![],
            },
        ],
        statements: vec![
            Statement {
                kind: StatementKind::Mixed,
                content: vec![at("Cafés “must close” 😀")],
                quoted: vec![at("“must close”")],
                cue: Some(cue("says", "say", Act::Assert, false)),
                source: vec![at("mayor")],
                speakers: vec![SpeakerId(0)],
                addressees: vec![],
                reported_by: None,
                place: Place::Headline,
                section: None,
                paragraph: None,
                repeats: Some(StatementId(1)),
                inside: None,
                confidence: f32::NAN,
                note: None,
                why: "“mayor” fits Zoë Brånd (0.80)".into(),
            },
            Statement {
                kind: StatementKind::Direct,
                content: vec![at("“No café 😀 stays open,”"), at("“not one.")],
                quoted: vec![at("“No café 😀 stays open,”"), at("“not one.")],
                cue: Some(cue("reportedly told", "tell", Act::Assert, true)),
                source: vec![at("Mayor Zoë Brånd")],
                speakers: vec![SpeakerId(0)],
                addressees: vec![Addressee {
                    span: Span::new(at("told Fjordposten").start + 5, at("told Fjordposten").end),
                    speaker: Some(SpeakerId(2)),
                }],
                reported_by: None,
                place: Place::Body,
                section: Some(0),
                paragraph: Some(0),
                repeats: None,
                inside: None,
                confidence: 1.0 / 3.0,
                note: Some(Note {
                    code: NoteCode::Anonymity,
                    span: Some(at("told Fjordposten")),
                    message: "nameless".into(),
                }),
                why: "“Zoë Brånd” is the full name (0.97)".into(),
            },
            Statement {
                kind: StatementKind::Indirect,
                content: vec![at("it.")],
                quoted: vec![],
                cue: Some(Cue { negated: true, ..cue("had denied", "deny", Act::Deny, false) }),
                source: vec![at("she")],
                speakers: vec![SpeakerId(0), SpeakerId(1)],
                addressees: vec![],
                reported_by: Some(SpeakerId(1)),
                place: Place::Body,
                section: Some(1),
                paragraph: Some(0),
                repeats: None,
                inside: None,
                confidence: 7.0,
                note: None,
                why: String::new(),
            },
        ],
        notes: vec![
            Note {
                code: NoteCode::UnpairedQuotationMark,
                span: Some(Span::new(TEXT.len() - "“".len(), TEXT.len())),
                message: "“ is never closed".into(),
            },
            Note { code: NoteCode::UndecodableBytes, span: None, message: "two bytes".into() },
        ],
    }
}

const UNITS: [OffsetUnit; 3] = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte];

/// The slice of the text, counted the slow way in the unit.
fn slice(start: usize, end: usize, unit: OffsetUnit) -> String {
    match unit {
        OffsetUnit::Codepoint => TEXT.chars().skip(start).take(end - start).collect(),
        OffsetUnit::Utf16 => {
            let units: Vec<_> = TEXT.encode_utf16().collect();
            String::from_utf16(&units[start..end]).unwrap()
        }
        OffsetUnit::Byte => TEXT[start..end].to_owned(),
    }
}

/// Calls `visit` with every object that has a start, an end and a text.
fn spans(value: &Value, visit: &mut impl FnMut(usize, usize, &str)) {
    let offset = |key: &str| value[key].as_u64().map(|offset| offset as usize);
    match value {
        Value::Object(fields) => {
            if let (Some(start), Some(end), Some(text)) = (offset("start"), offset("end"), value["text"].as_str()) {
                visit(start, end, text);
            }
            fields.values().for_each(|value| spans(value, visit));
        }
        Value::Array(items) => items.iter().for_each(|value| spans(value, visit)),
        _ => {}
    }
}

#[test]
fn comes_back_from_its_json_unchanged_in_every_unit() {
    for unit in UNITS {
        let record = Record::new(&reading(), unit);
        assert_eq!(Record::from_json(&record.to_json()).unwrap(), record);
        assert_eq!(Record::from_json(&record.to_json_pretty()).unwrap(), record);
    }
}

#[test]
fn every_span_is_the_slice_its_offsets_name() {
    for unit in UNITS {
        let json: Value = serde_json::from_str(&Record::new(&reading(), unit).to_json()).unwrap();
        let mut count = 0;
        spans(&json, &mut |start, end, text| {
            count += 1;
            assert_eq!(slice(start, end, unit), text);
            assert!(!text.is_empty());
        });
        assert_eq!(count, 27, "{unit:?}");
        assert_eq!(json["article"]["offset_unit"], unit.as_str());
    }
}

#[test]
fn writes_the_fields_of_the_format_in_its_order() {
    let json: Value = serde_json::from_str(&Record::new(&reading(), OffsetUnit::Codepoint).to_json()).unwrap();
    let check = |value: &Value, expected: &str| {
        let keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys.join(" "), expected);
    };
    check(&json, "schema_version generator article speakers statements notes");
    check(&json["generator"], "name version model");
    check(
        &json["article"],
        "id url outlet language published date authors offset_unit text headline standfirst byline dateline sections extra",
    );
    check(&json["article"]["headline"], "start end text");
    check(&json["article"]["dateline"], "start end text place agency date");
    check(&json["article"]["sections"][1], "heading paragraphs");
    check(&json["speakers"][0], "id name kind named aliases gender roles mentions attributes");
    check(&json["speakers"][0]["roles"][0], "title organisation start end text");
    check(&json["speakers"][0]["mentions"][0], "start end text form");
    check(
        &json["statements"][1],
        "id kind content quoted cue source speakers addressees reported_by place section paragraph repeats confidence \
            note why inside",
    );
    check(&json["statements"][1]["note"], "code start end text message");
    check(&json["statements"][1]["cue"], "start end text lemma act negated hedged");
    check(&json["statements"][1]["addressees"][0], "start end text speaker");
    check(&json["notes"][0], "code start end message");
    check(&json["article"]["extra"], "wörd_count tags after");
    assert_eq!(json["notes"][1]["start"], Value::Null);
    assert_eq!(json["statements"][0]["section"], Value::Null);
}

#[test]
fn numbers_speakers_and_statements_and_refers_to_them_by_id() {
    let record = Record::new(&reading(), OffsetUnit::Codepoint);
    assert_eq!(record.speakers.iter().map(|speaker| &*speaker.id).collect::<Vec<_>>(), ["S1", "S2", "S3"]);
    assert_eq!(record.statements.iter().map(|statement| &*statement.id).collect::<Vec<_>>(), ["Q1", "Q2", "Q3"]);
    assert_eq!(record.statements[0].repeats.as_deref(), Some("Q2"));
    assert_eq!(record.statements[1].addressees[0].speaker.as_deref(), Some("S3"));
    assert_eq!(record.statements[2].speakers, ["S1", "S2"]);
    assert_eq!(record.statements[2].reported_by.as_deref(), Some("S2"));
}

#[test]
fn confidence_has_four_decimals_and_stays_a_probability() {
    let record = Record::new(&reading(), OffsetUnit::Codepoint);
    assert_eq!(record.statements.iter().map(|statement| statement.confidence).collect::<Vec<_>>(), [0.0, 0.3333, 1.0]);
    assert!(record.to_json().contains(r#""confidence":0.3333,"#));
}

#[test]
fn says_why_only_if_asked() {
    let reading = reading();
    let mut record = Record::new(&reading, OffsetUnit::Codepoint);
    assert!(record.statements.iter().all(|statement| statement.why.is_none()));
    record.explain(&reading);
    assert_eq!(record.statements[1].why.as_deref(), Some("“Zoë Brånd” is the full name (0.97)"));
    assert_eq!(record.statements[1].note.as_ref().map(|note| &*note.text), Some("told Fjordposten"));
}

#[test]
fn cuts_spans_that_do_not_fit_the_text() {
    let mut reading = reading();
    reading.article.headline = Some(Span::new(3, 5));
    reading.article.byline = Some(Span::new(TEXT.len() + 1, TEXT.len() + 9));
    for unit in UNITS {
        let record = Record::new(&reading, unit);
        assert_eq!(record.article.headline.map(|span| span.text), Some("é".into()));
        assert_eq!(record.article.byline.map(|span| span.text), Some(String::new()));
    }
}

#[test]
fn skips_fields_it_does_not_know() {
    let record = Record::new(&reading(), OffsetUnit::Codepoint);
    let mut json: Value = serde_json::from_str(&record.to_json()).unwrap();
    json["mood"] = json!("sombre");
    json["article"]["headline"]["mood"] = json!(1);
    json["statements"][1]["cue"]["mood"] = json!([]);
    assert_eq!(Record::from_json(&json.to_string()).unwrap(), record);
}

#[test]
fn refuses_other_versions_and_other_shapes() {
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut json: Value = serde_json::from_str(&Record::new(&reading(), OffsetUnit::Byte).to_json()).unwrap();
        change(&mut json);
        let message = Record::from_json(&json.to_string()).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    };
    let version = "record has schema version `2`, expected `1`";
    check(&|json| json["schema_version"] = json!("2"), version);
    // A version may change any shape: what is said is the version.
    check(&|json| *json = json!({"schema_version": "2"}), version);
    check(&|json| json["statements"] = json!({}), "not a record: invalid type");
    check(&|json| *json = json!([]), "not a record: ");
    check(&|json| json["speakers"][0]["gender"] = json!("she"), "unknown gender `she`, expected one of: female, male");
    check(&|json| json["article"]["offset_unit"] = json!("char"), "unknown offset unit `char`");
    assert!(Record::from_json("{").is_err());
}

#[test]
fn rows_hold_one_statement_each() {
    let record = Record::new(&reading(), OffsetUnit::Codepoint);
    let rows: Vec<_> = crate::output::rows(&record).collect();
    assert_eq!(rows.len(), 3);
    let json = serde_json::to_value(&rows[1]).unwrap();
    assert_eq!(
        json,
        json!({
            "article_id": "cafés-1",
            "url": "https://fjordposten.example/cafés",
            "outlet": "Fjordposten",
            "published": "2026-05-03",
            "headline": "Cafés “must close” 😀, mayor says",
            "statement_id": "Q2",
            "kind": "direct",
            "act": "assert",
            "negated": false,
            "speaker_id": "S1",
            "speaker": "Zoë Brånd",
            "speaker_kind": "person",
            "role": "mayor",
            "organisation": "ÅRVIK",
            "source": "Mayor Zoë Brånd",
            "cue": "reportedly told",
            "text": "“No café 😀 stays open,” “not one.",
            "quoted_text": "“No café 😀 stays open,” “not one.",
            "start": 98,
            "end": 176,
            "place": "body",
            "paragraph": 0,
            "words": 6,
            "confidence": 0.3333,
            "inside": null,
            "nested": false,
            "repeats": null,
            "reported_by_id": null,
            "reported_by": null,
            "gender": "female",
            "named": true,
            "date": "2026-05-03"
        })
    );
    let columns = "article_id url outlet published headline statement_id kind act negated speaker_id speaker \
        speaker_kind role organisation source cue text quoted_text start end place paragraph words confidence \
        inside nested repeats reported_by_id reported_by gender named date";
    assert_eq!(json.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" "), columns);
    assert_eq!(rows[0].paragraph, None);
    assert_eq!(rows[2].paragraph, Some(1));
    assert_eq!(rows[2].speaker.as_deref(), Some("Zoë Brånd; Olav Ek"));
    assert_eq!((rows[2].role.as_deref(), rows[2].quoted_text.as_deref()), (Some("mayor"), None));
}

#[test]
fn keeps_confident_statements_and_who_takes_part_in_them() {
    let whole = Record::new(&reading(), OffsetUnit::Codepoint);
    let ids = |record: &Record| -> (Vec<String>, Vec<String>) {
        let statements = record.statements.iter().map(|statement| statement.id.clone());
        (statements.collect(), record.speakers.iter().map(|speaker| speaker.id.clone()).collect())
    };
    let least = |least: f64| {
        let mut record = whole.clone();
        record.keep_confident(least);
        record
    };
    assert_eq!(least(0.0), whole);
    // The aide speaks in the third statement alone; the paper is spoken to in the second.
    let sure = least(0.5);
    assert_eq!(ids(&sure), (vec!["Q3".to_owned()], vec!["S1".to_owned(), "S2".to_owned()]));
    let mut echo = whole.clone();
    echo.statements[0].confidence = 0.9;
    echo.keep_confident(0.5);
    assert_eq!(echo.statements[0].repeats, None);
    assert_eq!(ids(&echo).0, ["Q1", "Q3"]);
    assert_eq!(ids(&least(1.1)), (vec![], ids(&whole).1.split_off(3)));
    // A report inside one that is left out is inside what held that.
    let mut chain = whole.clone();
    for (statement, (inside, confidence)) in
        chain.statements.iter_mut().zip([(None, 0.9), (Some("Q1"), 0.1), (Some("Q2"), 0.9)])
    {
        (statement.inside, statement.confidence) = (inside.map(str::to_owned), confidence);
    }
    chain.keep_confident(0.5);
    assert_eq!(chain.statements[1].inside.as_deref(), Some("Q1"));
}

/// The record of the reading, in code points.
pub(crate) fn record() -> Record {
    Record::new(&reading(), OffsetUnit::Codepoint)
}

#[test]
fn a_record_whose_spans_or_ids_do_not_hold_together_is_found_out() {
    let check = |change: &dyn Fn(&mut Record), expected: &str| {
        let mut changed = record();
        change(&mut changed);
        assert_eq!(changed.check().err().map(|fault| fault.to_string()).unwrap_or_default(), expected);
    };
    for unit in UNITS {
        assert_eq!(Record::new(&reading(), unit).check(), Ok(()));
    }
    check(&|_| {}, "");
    check(
        &|record| record.article.offset_unit = OffsetUnit::Byte,
        "headline: `0 32` is not `Cafés “must close” 😀, mayor says` in a text counted in bytes",
    );
    check(
        &|record| record.statements[1].content[0].end = 9999,
        "content of statement `Q2`: `98 9999` is not `“No café 😀 stays open,”` in a text counted in codepoints",
    );
    check(
        &|record| record.statements[1].content[0].start = 122,
        "content of statement `Q2`: `122 121` is not `“No café 😀 stays open,”` in a text counted in codepoints",
    );
    check(
        &|record| record.speakers[0].mentions[1].text = "Zoe".into(),
        "mention of speaker `S1`: `33 42` is not `Zoe` in a text counted in codepoints",
    );
    check(
        &|record| record.statements[2].speakers.push("S9".into()),
        "statement `Q3` refers to speaker `S9`, which is not there",
    );
    check(&|record| record.speakers[1].id = "S1".into(), "the id `S1` is there twice");
    check(&|record| record.statements[1].id = "Q1".into(), "the id `Q1` is there twice");
}
