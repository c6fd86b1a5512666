use serde_json::json;

use super::*;

const TEXT: &str = "“Ships 😀 are late,”\nMara Øst told us, “again.”";

/// A labelled region over words of the text, counted in code points.
fn region(id: &str, label: &str, words: &str) -> Value {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
    let end = start + words.chars().count();
    json!({"id": id, "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": start, "end": end, "text": words, "labels": [label]}})
}

fn relation(from: &str, to: &str, direction: &str, labels: &[&str]) -> Value {
    json!({"type": "relation", "from_id": from, "to_id": to, "direction": direction, "labels": labels})
}

fn answer(id: &str, name: &str, kind: &str, values: &[&str]) -> Value {
    let key = if kind == "textarea" { "text" } else { kind };
    json!({"id": id, "from_name": name, "to_name": "text", "type": kind, "value": {"start": 0, "end": 1, key: values}})
}

fn task(annotations: Value) -> Value {
    json!({"id": 7, "data": {"text": TEXT, "id": "ships"}, "annotations": annotations, "predictions": [3]})
}

fn read(task: Value, choice: &Choice) -> Result<(GoldArticle, Answers, Vec<String>), String> {
    let (article, answers, faults) = parse(Path::new("x"), "x#1", task, choice).map_err(|error| error.to_string())?;
    Ok((article, answers, faults.iter().map(ToString::to_string).collect()))
}

/// Content, cue and source of each statement, in words.
fn parts(article: &GoldArticle) -> Vec<[String; 3]> {
    let words = |spans: &[Span]| spans.iter().map(|span| span.of(&article.text)).collect::<Vec<_>>().join(" | ");
    article.attributions.iter().map(|one| [words(&one.content), words(&one.cue), words(&one.source)]).collect()
}

fn check(result: &[Value], expected: &[[&str; 3]], faults: &[&str]) -> (GoldArticle, Answers) {
    let (article, answers, found) = read(task(json!([{"result": result}])), &Choice::default()).unwrap();
    assert_eq!(parts(&article), expected);
    assert_eq!(found, faults);
    (article, answers)
}

#[test]
fn regions_become_statements_whichever_way_relations_lead() {
    let regions = [
        region("b", "Content", "“again.”"),
        region("c", "Cue", "told"),
        region("s", "Source", "Mara Øst"),
        region("a", "Content", "“Ships 😀 are late,”"),
        region("x", "Place", "us"),
    ];
    let expected = [["“Ships 😀 are late,” | “again.”", "told", "Mara Øst"]];
    for relations in [
        vec![
            relation("a", "b", "right", &["continues"]),
            relation("a", "c", "right", &["cue"]),
            relation("a", "s", "right", &["source"]),
        ],
        vec![relation("b", "a", "left", &[]), relation("c", "b", "right", &[]), relation("s", "a", "bi", &[])],
        // The source is joined to the cue.
        vec![
            relation("a", "b", "right", &["continues"]),
            relation("a", "c", "right", &["cue"]),
            relation("c", "s", "right", &[]),
        ],
        vec![
            relation("s", "c", "bi", &["source"]),
            relation("b", "a", "bi", &["continues"]),
            relation("c", "b", "left", &["cue"]),
        ],
    ] {
        let (article, _) = check(&[&regions[..], &relations].concat(), &expected, &[]);
        assert_eq!((&*article.name, article.levels), ("ships", Levels::Outer));
    }
    let loose = [relation("a", "c", "right", &["cue"]), relation("a", "b", "right", &["see also"])];
    check(
        &[&regions[..], &loose].concat(),
        &[["“again.”", "", ""], ["“Ships 😀 are late,”", "told", ""]],
        &["x: task 7: region `s` (Source) is joined to no content"],
    );
}

#[test]
fn answers_are_read_from_any_part_and_a_choice_of_speakers_replaces_the_text() {
    let result = [
        region("a", "Content", "“Ships 😀 are late,”"),
        region("b", "Content", "“again.”"),
        region("d", "Content", "late"),
        relation("a", "b", "right", &["continues"]),
        answer("b", "kind", "choices", &["mixed"]),
        answer("a", "speaker", "textarea", &["Mara Øst ", ""]),
        answer("d", "speaker", "textarea", &["Mara Øst"]),
        answer("d", "speaker-known", "choices", &["Ivo Lund", "Una Ek"]),
        answer("d", "kind", "choices", &["sung"]),
        answer("gone", "kind", "choices", &["direct"]),
    ];
    let (_, answers) = check(&result, &[["“Ships 😀 are late,” | “again.”", "", ""], ["late", "", ""]], &[]);
    assert_eq!(answers.kinds, [Some(StatementKind::Mixed), None]);
    assert_eq!(answers.speakers, [vec!["Mara Øst"], vec!["Ivo Lund", "Una Ek"]]);
}

#[test]
fn the_latest_annotation_that_was_not_cancelled_counts_or_the_one_of_an_annotator() {
    let by = |words: &str, who: Value, at: &str, cancelled: bool| {
        json!({"result": [region("a", "Content", words)], "completed_by": who, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": at, "was_cancelled": cancelled})
    };
    let mara = json!({"id": 4, "email": "mara@paper.example", "first_name": "Mara", "last_name": "Øst"});
    let all = task(json!([
        by("late", json!(3), "2026-02-01T10:00:00.5Z", false),
        by("told", mara, "2026-01-09T10:00:00.5Z", false),
        by("again", json!(3), "2026-03-01T10:00:00.5Z", true),
    ]));
    let content = |annotator: Option<&str>| {
        let choice = Choice { annotator: annotator.map(str::to_owned), predictions: true };
        read(all.clone(), &choice).map(|(article, ..)| parts(&article)[0][0].clone())
    };
    assert_eq!(content(None), Ok("late".to_owned()));
    for name in ["4", "MARA@paper.example", "mara øst"] {
        assert_eq!(content(Some(name)), Ok("told".to_owned()));
    }
    assert_eq!(content(Some("5")), Err("x: task 7: has no annotation by `5`".to_owned()));
}

#[test]
fn predictions_count_only_if_asked_for() {
    let mut task = task(json!([]));
    task["predictions"] = json!([7, {"result": [region("a", "Content", "late")]}]);
    assert_eq!(
        read(task.clone(), &Choice::default()),
        Err("x: task 7: has no annotation, only predictions".to_owned())
    );
    let (article, ..) = read(task, &Choice { predictions: true, ..Choice::default() }).unwrap();
    assert_eq!(article.attributions.len(), 1);
}

#[test]
fn completions_of_old_exports_are_annotations() {
    let completions = json!([{"result": [region("a", "Content", "late")], "created_at": 1600000001},
        {"result": [region("a", "Content", "again")], "created_at": 1600000000}]);
    let old = json!({"id": 1, "data": {"text": TEXT}, "completions": completions});
    let (article, ..) = read(old, &Choice::default()).unwrap();
    assert_eq!((&*article.name, parts(&article)[0][0].as_str()), ("x#1", "late"));
}

#[test]
fn a_region_that_does_not_fit_fails_its_task_by_name() {
    let with = |start: usize, end: usize, text: &str| {
        let value = json!({"start": start, "end": end, "text": text, "labels": ["Content"]});
        let mut regions = vec![region("a", "Source", "Mara Øst")];
        regions.push(json!({"id": "b", "type": "labels", "value": value}));
        read(task(json!([{"result": regions}])), &Choice::default()).map(|(article, ..)| parts(&article)[0][0].clone())
    };
    assert_eq!(
        with(42, 99, "x"),
        Err("x: task 7: region `b`: `42 99` is no span of a text of 46 code points".to_owned())
    );
    assert_eq!(with(3, 3, ""), Err("x: task 7: region `b`: `3 3` is no span of a text of 46 code points".to_owned()));
    assert_eq!(with(1, 6, "Boats"), Err("x: task 7: `b` reads `Boats`, but the text there is `Ships`".to_owned()));
    // The editor writes a line break with a backslash.
    assert_eq!(
        with(14, 24, "late,”\\nMara"),
        Err("x: task 7: `b` reads `late,”\\nMara`, but the text there is `ate,”\nMara`".to_owned())
    );
    assert_eq!(with(13, 24, "late,”\\nMara"), Ok("late,”\nMara".to_owned()));
}

#[test]
fn utf16_units_are_read_where_all_words_agree_on_them() {
    let at = |id: &str, label: &str, words: &str| {
        let start = TEXT[..TEXT.find(words).unwrap()].encode_utf16().count();
        let end = start + words.encode_utf16().count();
        json!({"id": id, "type": "labels", "value": {"start": start, "end": end, "text": words, "labels": [label]}})
    };
    let result = [at("a", "Content", "“again.”"), at("c", "Cue", "told"), relation("a", "c", "right", &[])];
    check(&result, &[["“again.”", "told", ""]], &[]);
}

#[test]
fn other_shapes_are_refused_by_name() {
    let error = |task: Value| read(task, &Choice::default()).unwrap_err();
    let reduced = json!({"text": TEXT, "id": 1, "label": [], "annotation_id": 2, "annotator": 1});
    assert!(error(reduced).contains("reduced export (JSON-MIN)"));
    assert!(error(json!({"data": {"body": "Rain"}, "annotations": []})).contains("its data has no `text`"));
    assert!(error(json!([1])).contains("is not of the expected shape"));
    assert!(is_export(&json!([task(json!([]))])) && !is_export(&json!([])) && !is_export(&json!({"quotes": []})));
}

#[test]
fn one_bad_task_never_loses_the_others() {
    let at = tempfile::tempdir().unwrap();
    let path = at.path().join("export.json");
    let good =
        task(json!([{"result": [region("a", "Content", "late"), answer("a", "speaker", "textarea", &["Mara Øst"])]}]));
    let bad =
        task(json!([{"result": [{"id": "a", "type": "labels", "value": {"start": 0, "end": 99, "labels": ["Cue"]}}]}]));
    std::fs::write(&path, json!([bad, 3, good]).to_string()).unwrap();
    let (articles, faults) = read_file(&path, &Choice::default()).unwrap();
    assert_eq!((articles.len(), faults.len()), (1, 2));
    let speakers = articles[0].speakers.as_ref().unwrap();
    assert_eq!(
        (&*speakers.speakers[0].name, &speakers.attributions["a"].speakers[..]),
        ("Mara Øst", &["S1".to_owned()][..])
    );
}
