use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::{
    Act, Article, Cue, Gender, Mention, MentionForm, Place, Reading, Section, Span, Speaker, SpeakerId, SpeakerKind,
    Statement, StatementKind,
    output::record::tests::{reading, record},
    text::OffsetUnit,
};

const UNITS: [OffsetUnit; 3] = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte];

/// The only file, or the last of them.
fn written(format: Format, record: &Record) -> String {
    format.files(record).unwrap().pop().unwrap().text
}

fn json(format: Format, record: &Record) -> Value {
    serde_json::from_str(&written(format, record)).unwrap()
}

/// The slice of a text by code points, counted the slow way.
fn slice(text: &str, start: &Value, end: &Value) -> String {
    let (start, end) = (start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

#[test]
fn every_format_has_a_name_that_leads_back_to_it() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), *format);
    }
    assert_eq!(
        "xml".parse::<Format>().unwrap_err().to_string(),
        "unknown format `xml`, expected one of: jsonl, json, csv, tsv, brat, citron, webanno, jsonld, labelstudio, tei"
    );
}

#[test]
fn no_format_but_the_records_own_and_the_tables_depends_on_the_unit() {
    for format in &Format::ALL[4..] {
        let files = UNITS.map(|unit| format.files(&Record::new(&reading(), unit)).unwrap());
        assert!(files.iter().all(|file| *file == files[0]), "{format}");
    }
}

#[test]
fn a_writer_puts_many_articles_into_one_file() {
    let record = record();
    for format in Format::ALL.iter().filter(|format| !format.needs_folder()) {
        for n in [0, 1, 3] {
            let mut writer = Writer::new(*format, Vec::new()).unwrap();
            for _ in 0..n {
                writer.write(&record).unwrap();
            }
            let text = String::from_utf8(writer.finish().unwrap()).unwrap();
            let articles = match format {
                Format::Json | Format::LabelStudio => serde_json::from_str::<Vec<Value>>(&text).unwrap().len(),
                Format::Csv | Format::Tsv => (text.lines().count() - 1) / record.statements.len(),
                Format::Tei => text.matches("<TEI>").count(),
                _ => text.lines().filter(|line| serde_json::from_str::<Value>(line).is_ok()).count(),
            };
            assert_eq!(articles, n, "{format}");
            assert!(text.is_empty() || text.ends_with('\n'), "{format}");
        }
    }
}

#[test]
fn a_record_that_does_not_hold_together_leaves_no_trace() {
    let mut bad = record();
    bad.statements[0].content[0].end += 1;
    for format in Format::ALL {
        assert!(matches!(format.files(&bad), Err(FormatError::Record(_))), "{format}");
        if format.needs_folder() {
            assert!(matches!(Writer::new(*format, Vec::new()), Err(FormatError::NeedsFolder(_))));
            continue;
        }
        let write = |records: &[&Record]| {
            let mut writer = Writer::new(*format, Vec::new()).unwrap();
            let done: Vec<bool> = records.iter().map(|record| writer.write(record).is_ok()).collect();
            (done, writer.finish().unwrap())
        };
        let (done, text) = write(&[&record(), &bad, &record()]);
        assert_eq!(done, [true, false, true]);
        assert_eq!(text, write(&[&record(), &record()]).1);
    }
}

#[test]
fn brat_has_an_event_a_statement_and_notes_on_its_speakers() {
    assert_eq!(
        written(Format::Brat, &record()),
        "T1\tCue 28 32\tsays\n\
         T2\tContent 0 20\tCafés “must close” 😀\n\
         T3\tSource 22 27\tmayor\n\
         E1\tCue:T1 Content:T2 Source:T3\n\
         #1\tAnnotatorNotes E1\tspeakers: Zoë Brånd [S1 person]\n\
         T4\tCue 138 153\treportedly told\n\
         T5\tContent 98 121;167 176\t“No café 😀 stays open,” “not one.\n\
         T6\tSource 122 137\tMayor Zoë Brånd\n\
         E2\tCue:T4 Content:T5 Source:T6\n\
         #2\tAnnotatorNotes E2\tspeakers: Zoë Brånd [S1 person]\n\
         T7\tCue 216 226\thad denied\n\
         T8\tContent 227 230\tit.\n\
         T9\tSource 212 215\tshe\n\
         E3\tCue:T7 Content:T8 Source:T9\n\
         #3\tAnnotatorNotes E3\tspeakers: Zoë Brånd [S1 person]; Olav Ek [S2 person]\n"
    );
}

#[test]
fn brat_takes_the_content_for_the_trigger_where_there_is_no_cue() {
    let mut record = record();
    record.statements.truncate(1);
    let statement = &mut record.statements[0];
    (statement.cue, statement.repeats) = (None, None);
    statement.source.clear();
    statement.speakers.clear();
    assert_eq!(written(Format::Brat, &record), "T1\tContent 0 20\tCafés “must close” 😀\nE1\tContent:T1\n");
}

#[test]
fn citron_has_the_shape_of_its_documentation() {
    let document = json(Format::Citron, &record());
    assert_eq!(
        document["quotes"][1],
        serde_json::json!({
            "id": "Q2",
            "cue": {"start": 138, "end": 153, "text": "reportedly told"},
            "sources": [{"start": 122, "end": 137, "text": "Mayor Zoë Brånd"}],
            "contents": [
                {"start": 98, "end": 121, "text": "“No café 😀 stays open,”"},
                {"start": 167, "end": 176, "text": "“not one."},
            ],
            "coreferences": [{"start": 33, "end": 42, "text": "Zoë Brånd"}],
            "confidence": 0.3333,
        })
    );
    let groups: Vec<Vec<&str>> = document["coreference_groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group.as_array().unwrap().iter().map(|span| span["text"].as_str().unwrap()).collect())
        .collect();
    assert_eq!(groups, [vec!["mayor", "Zoë Brånd", "Mayor Zoë Brånd", "she"], vec!["Olav Ek"]]);
}

#[test]
fn web_annotations_select_by_words_and_by_place() {
    let page = json(Format::WebAnnotation, &record());
    let item = &page["items"][1];
    assert_eq!(item["id"], "https://fjordposten.example/cafés#Q2");
    let targets = item["target"].as_array().unwrap();
    assert_eq!(targets.len(), 2);
    let text = &record().article.text;
    for target in targets {
        let [quote, position] = &target["selector"].as_array().unwrap()[..] else { panic!("{target}") };
        assert_eq!(slice(text, &position["start"], &position["end"]), quote["exact"]);
        let around = ["prefix", "exact", "suffix"].map(|part| quote[part].as_str().unwrap()).concat();
        assert!(text.contains(&around) && quote["prefix"].as_str().unwrap().chars().count() == 32, "{quote}");
    }
    let values: Vec<_> = item["body"].as_array().unwrap().iter().filter_map(|body| body["value"].as_str()).collect();
    assert_eq!(values, ["Zoë Brånd", "direct", "0.3333"]);
}

#[test]
fn json_ld_names_each_speaker_once_and_for_all() {
    let article = json(Format::JsonLd, &record());
    let parts = article["hasPart"].as_array().unwrap();
    assert_eq!(
        parts[0]["creator"],
        serde_json::json!({
            "@type": "Person", "@id": "_:s1", "name": "Zoë Brånd", "alternateName": ["Brånd"], "gender": "female",
            "jobTitle": "mayor", "affiliation": {"@type": "Organization", "name": "ÅRVIK"},
        })
    );
    assert_eq!(parts[1]["creator"], parts[0]["creator"]);
    assert_eq!(parts[1]["text"], "“No café 😀 stays open,” … “not one.");
    assert_eq!(parts[2]["creator"][1]["name"], "Olav Ek");
    assert_eq!(article["alternativeHeadline"], "Zoë Brånd rules out help");
}

#[test]
fn label_studio_gets_regions_answers_and_relations_that_its_config_names() {
    let record = record();
    let task = &json(Format::LabelStudio, &record)[0];
    let results = task["predictions"][0]["result"].as_array().unwrap();
    let ids: Vec<_> = results.iter().filter(|one| one["type"] == "labels").map(|one| &one["id"]).collect();
    for result in results {
        if result["type"] == "relation" {
            assert!(ids.contains(&&result["from_id"]) && ids.contains(&&result["to_id"]));
            let label = format!("<Relation value={}", result["labels"][0]);
            assert!(LABEL_STUDIO_CONFIG.contains(&label), "{label}");
            continue;
        }
        let tag = format!("name={} toName={}", result["from_name"], result["to_name"]);
        assert!(LABEL_STUDIO_CONFIG.contains(&tag), "{tag}");
        if result["type"] == "labels" {
            let value = &result["value"];
            assert_eq!(slice(&record.article.text, &value["start"], &value["end"]), value["text"]);
        }
    }
    let kinds: Vec<_> = results.iter().map(|one| one["type"].as_str().unwrap()).collect();
    let count = |kind| kinds.iter().filter(|found| **found == kind).count();
    assert_eq!(["labels", "choices", "textarea", "relation"].map(count), [10, 3, 3, 7]);
}

/// A text with all that makes offsets and markup hard, and spans anywhere in it.
pub(crate) fn anything() -> impl Strategy<Value = Reading> {
    let text = "([a-z]{1,4}|[ ]|\n|\r\n|\t|😀|e\u{301}|“|”|&|<|>|\"|\\]\\]>|\u{0}|\u{85}|\u{2028}){0,30}";
    let speaker = ("[A-Z][a-z ;\\[]{0,6}[a-z]", 0..6_usize, any::<bool>());
    let spans = || prop::collection::vec((0..80_usize, 0..80_usize), 0..4);
    let statement = (
        spans(),
        spans(),
        prop::option::of((0..80_usize, 0..80_usize)),
        prop::collection::vec(0..3_usize, 0..3),
        0..3_usize,
    );
    (text, prop::collection::vec(speaker, 3), prop::collection::vec(statement, 0..5), spans()).prop_map(
        |(text, speakers, statements, paragraphs)| {
            let span = |(a, b): (usize, usize)| {
                let [a, b] = [a, b].map(|at| text.floor_char_boundary(at.min(text.len())));
                Span::new(a.min(b), a.max(b))
            };
            let sorted = |spans: Vec<(usize, usize)>| {
                let mut spans: Vec<Span> = spans.into_iter().map(span).collect();
                spans.sort();
                spans
            };
            const KINDS: [SpeakerKind; 6] = [
                SpeakerKind::Person,
                SpeakerKind::Organisation,
                SpeakerKind::Group,
                SpeakerKind::Document,
                SpeakerKind::Author,
                SpeakerKind::Unknown,
            ];
            let statements = statements.into_iter().map(|(content, source, cue, mut speakers, kind)| {
                speakers.dedup();
                let content = sorted(content);
                Statement {
                    kind: [StatementKind::Direct, StatementKind::Indirect, StatementKind::Mixed][kind],
                    quoted: content.clone(),
                    content,
                    cue: cue.map(|at| Cue {
                        span: span(at),
                        lemma: "say".into(),
                        act: Act::Assert,
                        negated: false,
                        hedged: false,
                    }),
                    source: sorted(source),
                    speakers: speakers.into_iter().map(SpeakerId).collect(),
                    addressees: Vec::new(),
                    reported_by: None,
                    place: Place::Body,
                    section: None,
                    paragraph: None,
                    repeats: None,
                    inside: None,
                    confidence: 0.5,
                    note: None,
                    why: String::new(),
                }
            });
            let statements = statements.collect();
            let speakers = speakers.into_iter().map(|(name, kind, named)| Speaker {
                name,
                kind: KINDS[kind],
                named,
                aliases: vec!["A & B".into()],
                gender: Gender::Female,
                roles: Vec::new(),
                mentions: vec![Mention { span: span((3, 9)), form: MentionForm::Name }],
            });
            let speakers = speakers.collect();
            let sections = vec![Section { heading: None, paragraphs: sorted(paragraphs) }];
            let article = Article { id: "any".into(), text: text.clone(), sections, ..Article::default() };
            Reading { model: "m".into(), article, speakers, statements, notes: Vec::new() }
        },
    )
}

/// Whether tags open and close each other; gives the text between them.
fn unmarked(xml: &str) -> String {
    let (mut open, mut text, mut rest) = (Vec::new(), String::new(), xml);
    while let Some((before, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap();
        text += before;
        rest = after;
        let name = tag.trim_start_matches('/').split(' ').next().unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name), "{xml}"),
            (false, false) if !tag.starts_with('?') => open.push(name),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{xml}");
    text + rest
}

proptest! {
    #[test]
    fn any_record_can_be_written_in_any_format(reading in anything()) {
        for format in Format::ALL {
            let files = UNITS.map(|unit| format.files(&Record::new(&reading, unit)).unwrap());
            let text = &files[0].last().unwrap().text;
            match format {
                Format::Tei => {
                    let body = text.split_once("<body>").unwrap().1;
                    let unescaped = |text: &str| {
                        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
                        text.replace("&#13;", "\r").replace("&amp;", "&").replace('\u{fffd}', "\0")
                    };
                    unmarked(text);
                    let squashed = |text: &str| text.split_whitespace().collect::<String>();
                    let body = unmarked(&format!("<body>{}", body.split_once("</body>").unwrap().0.to_owned() + "</body>"));
                    prop_assert_eq!(squashed(&unescaped(&body)), squashed(&reading.article.text));
                }
                Format::Brat => {
                    for line in text.lines().filter(|line| line.starts_with('T')) {
                        prop_assert_eq!(line.split('\t').count(), 3, "{}", line);
                    }
                }
                Format::Csv | Format::Tsv | Format::JsonLines => {}
                _ => prop_assert!(serde_json::from_str::<Value>(text).is_ok()),
            }
        }
    }
}
