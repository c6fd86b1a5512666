use inquit::output::Record;

use super::*;
use crate::test_records::Sketch;

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
