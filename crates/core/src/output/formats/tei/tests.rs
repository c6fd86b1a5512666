use super::*;
use crate::output::{Record, SpanRecord, record::tests::record};

/// The body of a record's document.
fn body_of(record: &Record) -> String {
    let document = document(&Placed::new(record).unwrap());
    let (_, body) = document.split_once("<body>\n").unwrap();
    body.split_once("</body>").unwrap().0.to_owned()
}

#[test]
fn marks_who_said_what_in_the_text() {
    assert_eq!(
        body_of(&record()),
        "<head type=\"main\"><said xml:id=\"q1\" who=\"#s1\" direct=\"false\" cert=\"0\">Cafés <q>“must close”</q> 😀</said>, \
         <rs type=\"source\" ref=\"#s1\" corresp=\"#q1\">mayor</rs> \
         <seg type=\"cue\" subtype=\"assert\" corresp=\"#q1\">says</seg></head>\n\
         <head type=\"sub\">Zoë Brånd rules out help</head>\n\
         <byline>By Ada Quill</byline>\n\
         <div>\n\
         <p>ÅRVIK, May 3 (Nordwire) – <said xml:id=\"q2\" who=\"#s1\" toWhom=\"#s3\" direct=\"true\" cert=\"0.3333\" \
         next=\"#q2-2\">“No café 😀 stays open,”</said> \
         <rs type=\"source\" ref=\"#s1\" corresp=\"#q2\">Mayor Zoë Brånd</rs> \
         <seg type=\"cue\" subtype=\"assert\" corresp=\"#q2\">reportedly told</seg> Fjordposten, \
         <said xml:id=\"q2-2\" who=\"#s1\" toWhom=\"#s3\" direct=\"true\" cert=\"0.3333\" prev=\"#q2\">“not one.</said></p>\n\
         </div>\n<div>\n<head>Owners</head>\n\
         <p>Brånd’s aide Olav Ek said <rs type=\"source\" ref=\"#s1 #s2\" corresp=\"#q3\">she</rs> \
         <seg type=\"cue\" subtype=\"deny\" corresp=\"#q3\">had denied</seg> \
         <said xml:id=\"q3\" who=\"#s1 #s2\" direct=\"false\" cert=\"1\">it.</said> “</p>\n</div>\n"
    );
}

/// A record of one statement with these contents in a text of paragraphs, with the source and the cue if given.
fn written(text: &str, contents: &[&str], source: &str, cue: &str) -> Record {
    let mut record = record();
    let span = |words: &str| {
        let start = text[..text.find(words).unwrap()].chars().count();
        SpanRecord { start, end: start + words.chars().count(), text: words.to_owned() }
    };
    record.article.text = text.to_owned();
    let article = &mut record.article;
    (article.headline, article.standfirst, article.byline, article.dateline) = (None, None, None, None);
    article.sections.truncate(1);
    article.sections[0].heading = None;
    article.sections[0].paragraphs = text.split('\n').filter(|line| !line.is_empty()).map(span).collect();
    record.notes.clear();
    record.speakers.truncate(1);
    record.speakers[0].roles.clear();
    record.speakers[0].mentions.clear();
    record.statements.truncate(1);
    let statement = &mut record.statements[0];
    statement.speakers = vec!["S1".into()];
    (statement.quoted, statement.repeats) = (Vec::new(), None);
    statement.content = contents.iter().map(|words| span(words)).collect();
    statement.source = if source.is_empty() { Vec::new() } else { vec![span(source)] };
    statement.cue = statement.cue.take().filter(|_| !cue.is_empty()).map(|mut old| {
        let new = span(cue);
        (old.start, old.end, old.text) = (new.start, new.end, new.text);
        old
    });
    record
}

/// The body without the attributes that every statement has.
fn check(record: &Record, expected: &str) {
    let found = body_of(record).replace(" who=\"#s1\" direct=\"false\" cert=\"0\"", "").replace(" xml:id", " id");
    assert_eq!(found, expected);
}

#[test]
fn a_content_over_a_paragraphs_end_is_chained() {
    check(
        &written("a “b\n\nc” d", &["“b\n\nc”"], "", ""),
        "<div>\n<p>a <said id=\"q1\" next=\"#q1-2\">“b</said></p>\n<p><said id=\"q1-2\" prev=\"#q1\">c”</said> d</p>\n</div>\n",
    );
}

#[test]
fn what_cuts_across_a_content_is_cut_itself() {
    check(
        &written("one two three four", &["one two three"], "three four", ""),
        "<div>\n<p><said id=\"q1\">one two <rs type=\"source\" ref=\"#s1\" corresp=\"#q1\">three</rs></said>\
         <rs type=\"source\" ref=\"#s1\" corresp=\"#q1\"> four</rs></p>\n</div>\n",
    );
    check(
        &written("one two three four", &["two three four"], "one two", "two"),
        "<div>\n<p><rs type=\"source\" ref=\"#s1\" corresp=\"#q1\">one <said id=\"q1\" next=\"#q1-2\">\
         <seg type=\"cue\" subtype=\"assert\" corresp=\"#q1\">two</seg></said></rs>\
         <said id=\"q1-2\" prev=\"#q1\"> three four</said></p>\n</div>\n",
    );
}

#[test]
fn text_outside_the_articles_parts_is_kept() {
    let mut record = written("a\nb <c> & \"d\"\r\u{1}", &["b <c>"], "", "");
    record.article.sections[0].paragraphs.truncate(1);
    check(
        &record,
        "<div>\n<p>a</p>\n<ab type=\"other\"><said id=\"q1\">b &lt;c&gt;</said> &amp; &quot;d&quot;&#13;\u{fffd}</ab>\n</div>\n",
    );
    record.article.sections.clear();
    assert!(body_of(&record).starts_with("<div>\n<ab type=\"other\">a\n<said"));
}

#[test]
fn a_body_has_text_elements_though_the_article_has_no_text() {
    let mut record = written("", &[], "", "");
    record.statements.clear();
    check(&record, "<div>\n<p/>\n</div>\n");
}

#[test]
fn ids_in_a_corpus_begin_with_the_number_of_the_article_and_odd_ones_are_made_anew() {
    let mut record = record();
    record.speakers[1].id = "S 2<".into();
    record.speakers[2].id = "q1".into();
    record.statements[1].addressees.clear();
    record.statements[2].speakers = vec!["S 2<".into(), "q1".into()];
    record.statements[2].reported_by = None;
    let member = member(&Placed::new(&record).unwrap(), 4);
    for id in ["a5.s1", "a5.s_2", "a5.q1", "a5.q_1", "a5.q2", "a5.q2-2", "a5.q3"] {
        assert_eq!(member.matches(&format!("xml:id=\"{id}\"")).count(), 1, "{id}\n{member}");
    }
    assert!(member.contains("who=\"#a5.s_2 #a5.q1\""), "{member}");
}

#[test]
fn the_header_holds_the_articles_facts_and_its_speakers() {
    let document = document(&Placed::new(&record()).unwrap());
    for expected in [
        "<publisher>Fjordposten</publisher><date>2026-05-03</date><idno type=\"id\">cafés-1</idno>",
        "<application ident=\"inquit\" version=\"",
        "<person xml:id=\"s1\"><persName type=\"full\">Zoë Brånd</persName><persName type=\"alias\">Brånd</persName>",
        "<affiliation><roleName>mayor</roleName><orgName>ÅRVIK</orgName></affiliation></person>",
        "<org xml:id=\"s3\"><orgName type=\"full\">Fjordposten</orgName></org>",
        "<text xml:lang=\"en\">",
    ] {
        assert!(document.contains(expected), "{expected}\n{document}");
    }
}
