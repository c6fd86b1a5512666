use super::*;
use crate::gold::records::from_brat;

const TEXT: &str = "“Rain 😀,” said Una Lund. It snows, Ivo Ek wrote.";
const OLD: &str = "T1\tContent 0 9\t“Rain 😀,”\nT2\tCue 10 14\tsaid\nT3\tSource 15 23\tUna Lund\nE1\tCue:T2 Content:T1 Source:T3\n\
    #1\tAnnotatorNotes E1\tspeakers: Una Lund\nT4\tContent 25 33\tIt snows\nT5\tSource 35 41\tIvo Ek\nT6\tCue 42 47\twrote\n\
    E2\tContent:T4 Source:T5 Cue:T6\n#2\tAnnotatorNotes E2\tspeakers: Ivo Ek\n";

fn record(annotations: &str) -> Record {
    let (record, faults) = from_brat("rain", TEXT, annotations);
    assert!(faults.is_empty(), "{faults:?}");
    record
}

/// The changes, each as what it is, the statement's ids, and what was and is.
fn check(old: &Record, new: &Record, expected: &[(&str, &str, &str, &str)]) -> Diff {
    let found = diff(std::slice::from_ref(old), std::slice::from_ref(new));
    let shown = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    let changes: Vec<_> = found
        .differences
        .iter()
        .map(|one| {
            let ids = format!("{} {}", shown(&one.old_id), shown(&one.new_id));
            (one.change.as_str(), ids, shown(&one.old), shown(&one.new))
        })
        .collect();
    let changes: Vec<_> = changes.iter().map(|(a, b, c, d)| (*a, &**b, &**c, &**d)).collect();
    assert_eq!(changes, expected);
    found
}

#[test]
fn every_change_is_named_with_what_was_and_what_is() {
    let old = record(OLD);
    let same = check(&old, &old, &[]);
    assert_eq!((same.articles, same.in_both, same.unchanged, same.is_empty()), (1, 2, 2, true));
    let mut new = record(
        &OLD.replace("Content 25 33\tIt snows", "Content 28 33\tsnows")
            .replace("speakers: Ivo Ek", "speakers: Una Lund"),
    );
    new.statements[0].kind = crate::StatementKind::Mixed;
    new.statements[0].cue = None;
    new.statements[0].source.clear();
    let found = check(
        &old,
        &new,
        &[
            ("kind", "Q1 Q1", "direct", "mixed"),
            ("cue", "Q1 Q1", "said", ""),
            ("source", "Q1 Q1", "Una Lund", ""),
            ("extent", "Q2 Q2", "It snows", "snows"),
            ("speaker", "Q2 Q2", "Ivo Ek", "Una Lund"),
        ],
    );
    assert_eq!((found.in_both, found.unchanged, found.counts()[&Change::Cue]), (2, 0, 1));
    // Code points, past an emoji.
    assert_eq!(found.differences[3].start, 28);
}

#[test]
fn statements_of_one_side_are_added_and_removed() {
    let old = record(OLD);
    let new = record(&OLD.replace("Content 25 33\tIt snows", "Content 35 41\tIvo Ek"));
    check(&old, &new, &[("removed", "Q2 -", "Ivo Ek", "-"), ("added", "- Q2", "-", "Ivo Ek")]);
}

#[test]
fn names_are_the_same_without_case_and_titles_and_by_aliases() {
    let mut old = record(OLD);
    check(&old, &record(&OLD.replace("speakers: Una Lund", "speakers: MS. UNA LUND")), &[]);
    let new = record(&OLD.replace("speakers: Una Lund", "speakers: the mayor"));
    check(&old, &new, &[("speaker", "Q1 Q1", "Una Lund", "the mayor")]);
    old.speakers[0].aliases.push("the mayor".to_owned());
    check(&old, &new, &[]);
    // Nobody knows which of the two is meant.
    old.speakers[1].aliases.push("the mayor".to_owned());
    check(&old, &new, &[("speaker", "Q1 Q1", "Una Lund", "the mayor")]);
}

#[test]
fn in_one_cast_two_of_a_name_are_two() {
    let mut old = record(OLD);
    old.speakers.iter_mut().for_each(|speaker| speaker.name = "a resident".to_owned());
    let mut new = old.clone();
    new.statements[0].speakers = vec!["S2".to_owned()];
    check(&old, &new, &[("speaker", "Q1 Q1", "a resident", "a resident")]);
}

#[test]
fn articles_are_found_by_file_name_and_text_and_others_are_listed() {
    let called = |id: &str, text: &str| {
        let (mut record, _) = from_brat("x", text, "");
        record.article.id = id.to_owned();
        record
    };
    let old = [called("a/b", "Rain."), called("c", "Fog."), called("d", "Dew."), called("e", "Ice.")];
    let new = [called("a-b", "Rain."), called("q", "Fog."), called("d", "Dews."), called("f", "Hail.")];
    let found = diff(&old, &new);
    assert_eq!(
        (found.articles, found.only_in_old, found.only_in_new, found.other_text),
        (2, vec!["e".to_owned()], vec!["f".to_owned()], vec!["d".to_owned()])
    );
    // Copies are matched one to one.
    let copies = [called("c", "Fog."), called("c", "Fog.")];
    assert_eq!((diff(&copies, &copies).articles, diff(&copies, &copies[..1]).only_in_old.len()), (2, 1));
}
