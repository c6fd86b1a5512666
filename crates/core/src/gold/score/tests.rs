use super::*;
use crate::{
    Article, Gender, Place, Reading, Role, Speaker, SpeakerId, Statement,
    gold::{
        GoldAttribution, Levels,
        speakers::{GoldRole, SpeakersOf},
    },
    text::OffsetUnit,
};

const TEXT: &str = "Mayor Zoë Brånd 😀 said: “The harbour stays shut,” and she added that fees would rise.\n\
    The port’s crews doubt it. Olav Ek, of the crews, called tolls “a joke”.\n\
    \"We wait,\" crew and owners said.";

fn at(words: &str) -> Span {
    let start = TEXT.find(words).unwrap_or_else(|| panic!("no {words:?} in the text"));
    Span::new(start, start + words.len())
}

fn spans(parts: &str) -> Vec<Span> {
    parts.split(" | ").filter(|part| !part.is_empty()).map(at).collect()
}

/// Attributions as `[source, cue, content]`, parts divided by " | ", with ids E1, E2, ….
fn gold(attributions: &[[&str; 3]]) -> GoldArticle {
    let attribution = |(index, [source, cue, content]): (usize, &[&str; 3])| GoldAttribution {
        id: format!("E{}", index + 1),
        source: spans(source),
        cue: spans(cue),
        content: spans(content),
    };
    GoldArticle {
        name: "harbour".into(),
        annotator: None,
        text: TEXT.into(),
        attributions: attributions.iter().enumerate().map(attribution).collect(),
        speakers: None,
        levels: Levels::All,
    }
}

fn reading(statements: &[[&str; 3]]) -> Reading {
    let statement = |[source, cue, content]: &[&str; 3]| Statement {
        // Wrong on purpose: kinds are told from the text.
        kind: StatementKind::Mixed,
        content: spans(content),
        quoted: vec![],
        cue: spans(cue).first().map(|span| crate::Cue {
            span: *span,
            lemma: "say".into(),
            act: crate::Act::Assert,
            negated: false,
            hedged: false,
        }),
        source: spans(source),
        speakers: vec![],
        addressees: vec![],
        reported_by: None,
        place: Place::Body,
        section: None,
        paragraph: None,
        repeats: None,
        inside: None,
        confidence: 1.0,
        note: None,
        why: String::new(),
    };
    Reading {
        model: "en-test-1".into(),
        article: Article { text: TEXT.into(), ..Article::default() },
        speakers: vec![],
        statements: statements.iter().map(statement).collect(),
        notes: vec![],
    }
}

fn report(gold: GoldArticle, reading: &Reading) -> Report {
    let reports = [OffsetUnit::Codepoint, OffsetUnit::Utf16, OffsetUnit::Byte]
        .map(|unit| score(&[(gold.clone(), Record::new(reading, unit))]).unwrap());
    assert!(reports.iter().all(|report| *report == reports[0]), "the offset unit changes the score");
    let [report, ..] = reports;
    report
}

/// Precision, recall, gold, read.
fn of(prf: Prf) -> (Option<f64>, Option<f64>, usize, usize) {
    (prf.precision, prf.recall, prf.gold, prf.read)
}

const SHUT: [&str; 3] = ["Mayor Zoë Brånd", "said", "“The harbour stays shut,”"];
const RISE: [&str; 3] = ["she", "added", "that fees would rise"];
const JOKE: [&str; 3] = ["Olav Ek, of the crews", "called", "tolls | “a joke”"];
const WAIT: [&str; 3] = ["crew and owners", "said.", "\"We wait,\""];

#[test]
fn gold_against_itself_is_perfect() {
    let all = [SHUT, RISE, JOKE, WAIT];
    let report = report(gold(&all), &reading(&all));
    let perfect = |count| (Some(1.0), Some(1.0), count, count);
    assert_eq!(of(report.spans.source), perfect(4));
    // JOKE's two parts are one: nothing but a space and a mark lies between them.
    assert_eq!(of(report.spans.content), perfect(4));
    assert_eq!(of(report.attribution), perfect(4));
    assert_eq!(of(report.kinds.direct), perfect(2));
    assert_eq!(of(report.kinds.mixed), perfect(1));
    assert_eq!(of(report.kinds.indirect), perfect(1));
    assert_eq!(report.attribution.f1, Some(1.0));
    assert_eq!(report.calibration.error, Some(0.0));
    assert_eq!(report.speakers, None);
}

#[test]
fn marks_and_spaces_at_the_ends_of_spans_do_not_count() {
    let report = report(gold(&[SHUT]), &reading(&[["Mayor Zoë Brånd 😀 ", "said: “", "The harbour stays shut"]]));
    assert_eq!([report.spans.source, report.spans.cue, report.spans.content].map(|prf| prf.f1), [Some(1.0); 3]);
}

#[test]
fn a_span_shared_by_attributions_counts_once() {
    let shared = [["she", "added", "fees"], ["she", "added", "would rise"]];
    let report = report(gold(&shared), &reading(&shared[..1]));
    assert_eq!(of(report.spans.source), (Some(1.0), Some(1.0), 1, 1));
    assert_eq!(of(report.spans.content), (Some(1.0), Some(0.5), 2, 1));
}

#[test]
fn attributions_need_half_of_the_content_and_a_source_in_the_same_place() {
    let check = |read: [&str; 3], full: f64, content: f64| {
        let report = report(gold(&[RISE]), &reading(&[read]));
        assert_eq!((report.attribution.f1, report.content_only.f1), (Some(full), Some(content)), "{read:?}");
    };
    check(["she", "", "fees would rise"], 1.0, 1.0);
    check(["and she added", "", "fees would rise"], 1.0, 1.0);
    check(["Olav Ek", "", "fees would rise"], 0.0, 1.0);
    check(["", "", "fees would rise"], 0.0, 1.0);
    // "thatfeeswouldrise" has 17 letters: 9 are half, 8 are not.
    check(["she", "", "would rise"], 1.0, 1.0);
    check(["she", "", "that fees"], 0.0, 0.0);
    check(["she", "", "The port’s crews doubt it"], 0.0, 0.0);
}

#[test]
fn attributions_without_a_source_match_each_other() {
    let report = report(gold(&[["", "added", "fees would rise"]]), &reading(&[["", "", "fees would rise"]]));
    assert_eq!(report.attribution.f1, Some(1.0));
}

#[test]
fn matches_one_to_one_the_closest_first() {
    let twice = [["she", "", "fees would rise"], RISE];
    let report = report(gold(&[RISE]), &reading(&twice));
    assert_eq!(of(report.attribution), (Some(0.5), Some(1.0), 1, 2));
    // The closer of the two took it.
    let letters = Letters::new(TEXT);
    let parts =
        |all: &[[&str; 3]]| -> Vec<Parts> { all.iter().map(|one| Parts::new(&letters, one.map(spans))).collect() };
    assert_eq!(matches(&parts(&[RISE]), &parts(&twice), true), [(0, 1)]);
    // Of equally close ones, that with the right source.
    let rivals = [["Olav Ek", "", RISE[2]], RISE];
    assert_eq!(matches(&parts(&[RISE]), &parts(&rivals), false), [(0, 1)]);
}

#[test]
fn precision_goes_by_the_kind_read_and_recall_by_the_kind_in_gold() {
    let read = [["Olav Ek, of the crews", "called", "“a joke”"], JOKE];
    let report = report(gold(&[["Olav Ek", "called", "“a joke”"]]), &reading(&read[..1]));
    assert_eq!(of(report.kinds.direct), (Some(1.0), Some(1.0), 1, 1));
    let report = self::report(gold(&[JOKE]), &reading(&read[..1]));
    assert_eq!(of(report.kinds.mixed), (None, Some(1.0), 1, 0));
    assert_eq!(of(report.kinds.direct), (Some(1.0), None, 0, 1));
    assert_eq!(report.kinds.direct.f1, Some(0.0));
    assert_eq!(report.kinds.indirect.f1, None);
}

#[test]
fn attributions_without_content_count_only_as_spans() {
    let bare = ["The port’s crews", "doubt", ""];
    let report = report(gold(&[bare, SHUT]), &reading(&[SHUT]));
    assert_eq!(of(report.attribution), (Some(1.0), Some(1.0), 1, 1));
    assert_eq!(of(report.spans.source), (Some(1.0), Some(0.5), 2, 1));
}

/// "The port’s crews doubt it." lies inside this.
const WIDE: [&str; 3] = ["Olav Ek, of the crews", "called", "The port’s crews doubt it | tolls “a joke”"];
const DOUBT: [&str; 3] = ["The port’s crews", "doubt", "it"];

#[test]
fn outer_and_nested_statements_are_matched_among_their_own() {
    let report = report(gold(&[WIDE, DOUBT, SHUT]), &reading(&[WIDE, SHUT]));
    let levels = report.levels.unwrap();
    assert_eq!(of(levels.outer), (Some(1.0), Some(1.0), 2, 2));
    assert_eq!(of(levels.nested), (None, Some(0.0), 1, 0));
    // Read without the statement around it, it is an outer one, and gold has no such.
    let report = self::report(gold(&[WIDE, DOUBT]), &reading(&[DOUBT]));
    let levels = report.levels.unwrap();
    assert_eq!((of(levels.outer), of(levels.nested)), ((Some(0.0), Some(0.0), 1, 1), (None, Some(0.0), 1, 0)));
    assert_eq!(of(report.attribution), (Some(1.0), Some(0.5), 2, 1));
}

#[test]
fn nested_statements_are_passed_over_where_a_corpus_marks_only_outer_ones() {
    let mut gold = gold(&[WIDE, SHUT]);
    gold.levels = Levels::Outer;
    let report = report(gold, &reading(&[WIDE, DOUBT, SHUT]));
    assert_eq!(of(report.attribution), (Some(1.0), Some(1.0), 2, 2));
    assert_eq!(of(report.spans.cue), (Some(1.0), Some(1.0), 2, 2));
    assert_eq!(report.levels, None);
}

#[test]
fn the_end_to_end_share_of_outer_statements_leaves_nested_ones_out() {
    let mut gold = gold(&[WIDE, DOUBT]);
    gold.speakers = Some(GoldSpeakers {
        speakers: vec![gold_speaker("S1", "Olav Ek", true, &[])],
        attributions: [("E1".into(), speakers_of(&["S1"])), ("E2".into(), speakers_of(&[]))].into(),
    });
    let mut reading = reading(&[WIDE]);
    reading.speakers = vec![speaker("Olav Ek", true, &[])];
    reading.statements[0].speakers = vec![SpeakerId(0)];
    let speakers = report(gold, &reading).speakers.unwrap();
    assert_eq!((speakers.end_to_end_outer, speakers.end_to_end), (Some(Share::new(1, 1)), Share::new(1, 2)));
}

#[test]
fn the_form_of_a_named_speakers_source_is_told_by_its_words() {
    let check = |source: &str, expected: usize| {
        assert_eq!(form_index(source, &[&gold_speaker("S1", "The Zoë van Brånd", true, &[])]), expected, "{source}");
    };
    for name in ["Brånd", "Mayor Zoë Brånd, who left", "Brånd’s", "the Brånd-led board", "Van"] {
        check(name, 0);
    }
    for description in ["the mayor", "The mayor", "an official of van drivers"] {
        check(description, 1);
    }
    for pronoun in ["she", "Who", "their", "it"] {
        check(pronoun, 2);
    }
    check("", 3);
}

#[test]
fn the_author_is_right_as_author_or_as_nobody() {
    let author = || GoldSpeaker { kind: SpeakerKind::Author, ..gold_speaker("S1", "@author", false, &[]) };
    check_speakers(&[author()], &[], true);
    check_speakers(&[author()], &[Speaker { kind: SpeakerKind::Author, ..speaker("I", false, &[]) }], true);
    check_speakers(&[author()], &[speaker("Olav Ek", true, &[])], false);
}

fn speaker(name: &str, named: bool, aliases: &[&str]) -> Speaker {
    Speaker {
        name: name.into(),
        kind: SpeakerKind::Person,
        named,
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        gender: Gender::Unknown,
        roles: vec![],
        mentions: vec![],
    }
}

fn gold_speaker(id: &str, name: &str, named: bool, aliases: &[&str]) -> GoldSpeaker {
    GoldSpeaker {
        id: id.into(),
        name: name.into(),
        kind: SpeakerKind::Person,
        named,
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        roles: vec![],
        gender: Gender::Unknown,
    }
}

fn speakers_of(ids: &[&str]) -> SpeakersOf {
    SpeakersOf { speakers: ids.iter().map(|id| (*id).into()).collect(), ..SpeakersOf::default() }
}

/// Whether a statement with the speakers `given` is right where gold has `wanted`.
fn check_speakers(wanted: &[GoldSpeaker], given: &[Speaker], right: bool) {
    let mut gold = gold(&[RISE]);
    let ids: Vec<&str> = wanted.iter().map(|speaker| &*speaker.id).collect();
    gold.speakers =
        Some(GoldSpeakers { speakers: wanted.to_vec(), attributions: [("E1".into(), speakers_of(&ids))].into() });
    let mut reading = reading(&[RISE]);
    reading.statements[0].speakers = (0..given.len()).map(SpeakerId).collect();
    reading.speakers = given.to_vec();
    let speakers = report(gold, &reading).speakers.unwrap();
    assert_eq!(speakers.all, Share::new(right.into(), 1), "{wanted:?} {given:?}");
    assert_eq!(speakers.end_to_end, speakers.all);
    let named = !wanted.is_empty() && wanted.iter().all(|speaker| speaker.named);
    assert_eq!(speakers.named.of, usize::from(named));
}

#[test]
fn a_named_speaker_is_right_by_its_name_without_honorifics_and_case() {
    let brand = || gold_speaker("S1", "Zoë Brånd", true, &["Brånd"]);
    check_speakers(&[brand()], &[speaker("Dr. ZOË Brånd", true, &[])], true);
    check_speakers(&[brand()], &[speaker("Brånd", true, &["Zoë Brånd"])], false);
    check_speakers(&[brand()], &[speaker("Zoë", true, &[])], false);
    check_speakers(&[brand()], &[], false);
    check_speakers(&[gold_speaker("S1", "Major", true, &[])], &[speaker("Mr Major", true, &[])], true);
}

#[test]
fn an_unnamed_speaker_is_right_by_any_description() {
    let mayor = || gold_speaker("S1", "the mayor of Årvik", false, &["the mayor"]);
    check_speakers(&[mayor()], &[speaker("The Mayor", false, &[])], true);
    check_speakers(&[mayor()], &[speaker("the city’s mayor", false, &["the mayor"])], true);
    check_speakers(&[mayor()], &[speaker("Zoë Brånd", true, &["the mayor"])], false);
    check_speakers(&[mayor()], &[speaker("the owner", false, &[])], false);
}

#[test]
fn several_speakers_are_right_when_the_sets_agree() {
    let wanted = || [gold_speaker("S1", "Ulf Ro", true, &[]), gold_speaker("S2", "owners", false, &[])];
    let (ro, owners) = (speaker("Ulf Ro", true, &[]), speaker("owners", false, &[]));
    check_speakers(&wanted(), &[owners.clone(), ro.clone()], true);
    check_speakers(&wanted(), std::slice::from_ref(&ro), false);
    check_speakers(&wanted()[..1], &[ro.clone(), owners], false);
    check_speakers(&wanted(), &[ro.clone(), ro], false);
}

#[test]
fn nobody_is_right_where_gold_has_nobody() {
    check_speakers(&[], &[], true);
    check_speakers(&[], &[speaker("Olav Ek", true, &[])], false);
}

#[test]
fn unmatched_statements_count_against_the_end_to_end_share_only() {
    let mut gold = gold(&[RISE, JOKE]);
    gold.speakers = Some(GoldSpeakers {
        speakers: vec![],
        attributions: [("E1".into(), speakers_of(&[])), ("E2".into(), speakers_of(&[]))].into(),
    });
    let speakers = report(gold, &reading(&[RISE])).speakers.unwrap();
    assert_eq!((speakers.all, speakers.end_to_end), (Share::new(1, 1), Share::new(1, 2)));
}

#[test]
fn profiles_are_found_by_name_and_roles_by_title() {
    let role = |title: Option<&str>, organisation: Option<&str>| GoldRole {
        title: title.map(str::to_owned),
        organisation: organisation.map(str::to_owned),
    };
    let mut brand = gold_speaker("S1", "Zoë Brånd", true, &["Brånd", "the poet"]);
    brand.roles = vec![role(Some("Mayor"), Some("Årvik")), role(Some("poet"), Some("Årvik")), role(None, Some("Port"))];
    brand.gender = Gender::Female;
    let mut ek = gold_speaker("S2", "Olav Ek", true, &[]);
    ek.roles = vec![role(Some("foreman"), None)];
    let body = GoldSpeaker { kind: SpeakerKind::Organisation, ..gold_speaker("S4", "Port", true, &[]) };
    let mut gold = gold(&[]);
    gold.speakers = Some(GoldSpeakers {
        speakers: vec![brand, ek, gold_speaker("S3", "the owners", false, &[]), body],
        attributions: BTreeMap::new(),
    });
    let mut reading = reading(&[]);
    let title =
        |title: &str| Role { title: title.into(), organisation: Some("city of Årvik".into()), span: at("Mayor") };
    reading.speakers = vec![
        Speaker {
            roles: vec![title("deputy mayor")],
            gender: Gender::Female,
            ..speaker("Mayor Zoë Brånd", true, &["Brånd"])
        },
        Speaker { roles: vec![title("foreman")], ..speaker("Ek", true, &["Olav Ek"]) },
    ];
    reading.speakers[0].name = "Ms Zoë Brånd".into();
    let profiles = report(gold, &reading).speakers.unwrap().profiles;
    assert_eq!((profiles.persons, profiles.roles), (Share::new(1, 2), Share::new(1, 3)));
    assert_eq!((profiles.bodies, profiles.organisations), (Share::new(0, 1), Share::new(1, 2)));
    assert_eq!((profiles.other_names, profiles.genders), (Share::new(1, 2), Share::new(1, 1)));
}

#[test]
fn calibration_weighs_the_gaps_of_ten_bins() {
    let mut reading = reading(&[SHUT, RISE, ["Olav Ek", "said", "The port’s crews doubt it"]]);
    for (statement, confidence) in reading.statements.iter_mut().zip([1.0, 0.25, 0.95]) {
        statement.confidence = confidence;
    }
    let calibration = report(gold(&[SHUT, RISE]), &reading).calibration;
    let bins: Vec<_> = calibration.bins.iter().map(|bin| bin.statements).collect();
    assert_eq!(bins, [0, 0, 1, 0, 0, 0, 0, 0, 0, 2]);
    // One bin of two: mean confidence 0.975, half right; one of one: 0.25, right.
    let error = calibration.error.unwrap();
    assert!((error - (2.0 * 0.475 + 0.75) / 3.0).abs() < 1e-6, "{error}");
    assert_eq!(calibration.bins[9].right, Some(0.5));
    assert_eq!(calibration.bins[3], Bin { from: 0.3, statements: 0, confidence: None, right: None });
}

#[test]
fn a_statement_is_right_by_its_speaker_where_gold_has_one_else_by_its_source() {
    let mut gold = gold(&[RISE, JOKE, SHUT]);
    gold.speakers = Some(GoldSpeakers {
        speakers: vec![gold_speaker("S1", "Zoë Brånd", true, &[])],
        attributions: [("E1".into(), speakers_of(&["S1"])), ("E2".into(), speakers_of(&["S1"]))].into(),
    });
    // E1: another source, the right speaker. E2: the right source, no speaker. E3: no gold speaker, the right source.
    let mut reading = reading(&[["Mayor Zoë Brånd", "added", RISE[2]], JOKE, SHUT]);
    reading.speakers = vec![speaker("Zoë Brånd", true, &[])];
    reading.statements[0].speakers = vec![SpeakerId(0)];
    for (index, statement) in reading.statements.iter_mut().enumerate() {
        statement.confidence = 0.15 + 0.1 * index as f32;
    }
    let bins = report(gold, &reading).calibration.bins;
    assert_eq!(bins[1..4].iter().map(|bin| bin.right).collect::<Vec<_>>(), [Some(1.0), Some(0.0), Some(1.0)]);
}

#[test]
fn refuses_records_of_another_text_and_spans_that_do_not_fit() {
    let mut record = Record::new(&reading(&[SHUT]), OffsetUnit::Utf16);
    // In the middle of the emoji.
    record.statements[0].content[0].start = TEXT[..at("😀").start].encode_utf16().count() + 1;
    let check = |record: Record, expected: &str| {
        let error = score(&[(gold(&[]), record)]).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check(record.clone(), "article `harbour`: statement `Q1` has the span 17..");
    record.article.text.push('!');
    check(
        record,
        &format!("article `harbour`: the record's text is not the gold text (they differ from byte {}", TEXT.len()),
    );
}

#[test]
fn prints_a_table_of_at_most_80_columns() {
    let mut gold = gold(&[RISE, JOKE]);
    gold.speakers = Some(GoldSpeakers { speakers: vec![], attributions: [("E1".into(), speakers_of(&[]))].into() });
    let table = report(gold, &reading(&[RISE])).to_string();
    assert!(table.lines().all(|line| line.chars().count() <= 80 && line.trim_end() == line), "{table}");
    for line in [
        "attribution                            100.0    50.0    66.7        2        1",
        "  direct                                   –       –       –        0        0",
        "  mixed                                    –     0.0     0.0        1        0",
        "speaker right, of matched                              100.0        1        1",
        "from 0.9                                       100.0   100.0                 1",
        "expected calibration error: 0.000",
    ] {
        assert!(table.lines().any(|found| found == line), "{line:?} is not in\n{table}");
    }
}

#[test]
fn an_empty_corpus_has_no_shares() {
    let report = score(&[]).unwrap();
    assert_eq!((report.articles, report.attribution.f1, report.calibration.error), (0, None, None));
    assert_eq!(serde_json::to_value(&report).unwrap()["attribution"]["f1"], serde_json::Value::Null);
}
