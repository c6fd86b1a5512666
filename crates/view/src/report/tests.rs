use inquit::{
    Aliases,
    output::{Record, Row, rows},
};

use super::*;
use crate::{
    measure::{CountRule, Voices, voices},
    stats::{By, Tallies},
    test_records::Sketch,
};

fn golden(name: &str) -> Record {
    let path = format!("{}/../../tests/golden/en-accurate-3/{name}.json", env!("CARGO_MANIFEST_DIR"));
    Record::from_json(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn page(options: Options, records: impl IntoIterator<Item = Record>) -> String {
    let mut report = Report::new(options);
    records.into_iter().for_each(|record| report.add(record));
    let mut page = Vec::new();
    report.write(&mut page).unwrap();
    String::from_utf8(page).unwrap()
}

fn all() -> Vec<Record> {
    ["us-wire", "results", "court", "hearing", "rumour"].map(golden).into()
}

#[test]
fn the_same_records_give_the_same_page() {
    assert_eq!(page(Options::default(), all()), page(Options::default(), all()));
}

#[test]
fn nothing_in_it_comes_from_elsewhere_and_the_policy_names_what_is_its_own() {
    let html = page(Options::default(), all());
    assert!(html.contains("default-src 'none'; script-src 'sha256-") && !html.contains("unsafe"));
    let own = html.replace("http://www.w3.org/2000/svg", "").replace("http://graphml.graphdrawing.org/xmlns", "");
    for outside in ["http://", "https://", " src=", "@import", "url(http", " style=", " onclick="] {
        assert!(!own.contains(outside), "{outside}");
    }
    // One that runs; all others hold letters of base64 alone.
    let scripts: Vec<&str> =
        html.split("<script").skip(1).filter_map(|script| script.split("</script>").next()).collect();
    let is_packed = |script: &&str| {
        let letters = script.rsplit('>').next().unwrap_or_default();
        script.starts_with(" type=\"application/octet-stream\"")
            && letters.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
    };
    assert_eq!(scripts.iter().filter(|script| !is_packed(script)).count(), 1);
}

#[test]
fn a_title_is_text() {
    let title = "</title><script>alert(1)</script>".to_owned();
    let html = page(Options { title, ..Options::default() }, all());
    assert!(html.contains("&lt;/title&gt;&lt;script&gt;") && !html.contains("<script>alert"));
}

#[test]
fn the_least_confidence_holds_for_all_figures() {
    let few = |min_confidence| {
        let mut report = Report::new(Options { min_confidence, ..Options::default() });
        all().into_iter().for_each(|record| report.add(record));
        (report.figures.all.statements, report.figures.confidence)
    };
    let ((all, steps), (left, sure)) = (few(0.0), few(0.8));
    assert!(left < all && left == sure[8..].iter().sum::<usize>());
    assert_eq!((steps.iter().sum::<usize>(), sure[..8].iter().sum::<usize>()), (all, 0));
}

#[test]
fn an_echo_counts_once_and_a_joint_statement_for_each() {
    let mut record = golden("us-wire");
    let statements = record.statements.len();
    let repeats = record.statements.iter().filter(|one| one.repeats.is_some()).count();
    let ids: Vec<String> = record.speakers.iter().take(2).map(|one| one.id.clone()).collect();
    record.statements.iter_mut().for_each(|one| one.speakers.clone_from(&ids));
    let mut report = Report::new(Options::default());
    report.add(record);
    assert_eq!(report.figures.all.statements, statements - repeats);
    let people = report.persons.finish();
    let voices = report.figures.voices(&people);
    let counts: Vec<usize> = voices.iter().map(|voice| voice.count.statements).filter(|count| *count > 0).collect();
    assert_eq!(counts, [statements - repeats; 2]);
}

#[test]
fn every_count_of_the_goldens_is_the_same() {
    let folder = format!("{}/../../tests/golden/en-accurate-3", env!("CARGO_MANIFEST_DIR"));
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".json")?.to_owned())).collect();
    names.sort();
    let records: Vec<Record> = names.iter().map(|name| golden(name)).collect();
    for (with_repeats, outer_only) in [(false, false), (false, true), (true, false), (true, true)] {
        counts_are_the_same(&records, CountRule { with_repeats, outer_only });
    }
}

/// That report, statistics and tables, and by the default rule what is shown of single articles, count the same.
fn counts_are_the_same(records: &[Record], rule: CountRule) {
    let mut report = Report::new(Options { rule, ..Options::default() });
    records.iter().cloned().for_each(|record| report.add(record));
    let mut by_speaker = Tallies::new(vec![By::EverySpeaker], rule, Aliases::default());
    records.iter().for_each(|record| by_speaker.add(record));
    let stats = by_speaker.finish();
    let of_tables = |get: fn(&Row) -> u64| {
        let counted = |row: &Row| (rule.with_repeats || row.repeats.is_none()) && !(rule.outer_only && row.nested);
        records.iter().flat_map(rows).filter(counted).map(|row| get(&row)).sum::<u64>()
    };

    let figures = &report.figures;
    let all = [figures.all.statements, figures.all.words, figures.quoted, figures.known.nobody];
    let voice = stats.all.voice;
    assert_eq!(all.map(|count| count as u64), [voice.statements, voice.words, voice.quoted, stats.all.unknown]);
    assert_eq!(voice.statements, of_tables(|_| 1));
    assert_eq!(stats.all.unknown, of_tables(|row| u64::from(row.speaker_id.is_none())));
    if rule == CountRule::default() {
        let pages: Vec<_> = records.iter().map(voices).collect();
        let of_pages = |get: fn(&Voices) -> u64| pages.iter().map(get).sum::<u64>();
        assert_eq!(voice.statements, of_pages(|page| page.all.statements));
        assert_eq!(voice.words, of_pages(|page| page.all.words));
        assert_eq!(stats.all.unknown, of_pages(|page| page.unknown.statements));
    }
    assert_eq!(figures.left_out, stats.left_out);
    assert_eq!((stats.left_out.repeats > 0, stats.left_out.nested > 0), (!rule.with_repeats, rule.outer_only));
    // Of each person too: all rows of speakers beside all voices.
    let of_rows = |rows: Vec<u64>| {
        let mut rows: Vec<u64> = rows.into_iter().filter(|count| *count > 0).collect();
        rows.sort_unstable();
        rows
    };
    let people = report.persons.finish();
    let of_report = figures.voices(&people).iter().map(|voice| voice.count.statements as u64).collect();
    let of_stats = stats.rows.iter().filter(|row| row.person.is_some()).map(|row| row.voice.statements).collect();
    assert_eq!(of_rows(of_report), of_rows(of_stats));
}

#[test]
fn one_name_in_two_articles_is_one_voice_and_a_surname_is_not() {
    let said = |name: &str| {
        Sketch::new(&format!("Rain, {name} said.")).speaker(name, &[name]).statement(&["Rain"], "said", &[0]).record()
    };
    let mut report = Report::new(Options::default());
    ["Ida Roe", "Ida Roe", "Roe"].into_iter().for_each(|name| report.add(said(name)));
    let people = report.persons.finish();
    let counts: Vec<(usize, usize)> =
        report.figures.voices(&people).iter().map(|voice| (voice.count.statements, voice.articles.len())).collect();
    assert_eq!(counts, [(2, 2), (1, 1)]);
}

#[test]
fn an_empty_corpus_is_a_page_too() {
    let html = page(Options::default(), []);
    assert!(html.contains("Nobody speaks in these articles.") && html.contains("No article has a date"));
}
