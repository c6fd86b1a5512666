use std::collections::HashMap;

use inquit::output::Record;

use super::*;

const NASTY: &str = "</script><img src=x onerror=alert(1)>\"'`&amp;\u{2028}\u{0}$x$";

fn golden() -> Record {
    let json = include_str!("../../../../tests/golden/en-accurate-3/results.json");
    Record::from_json(json).unwrap()
}

/// The text of a fragment between its tags.
fn text(html: &str) -> String {
    let html = html.split("</style>").last().unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    let replaced = [("&#39;", "'"), ("&quot;", "\""), ("&#36;", "$"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    replaced.iter().fold(text, |text, (escaped, plain)| text.replace(escaped, plain))
}

#[test]
fn an_article_keeps_every_paragraph_word_for_word() {
    let record = golden();
    let text = text(&article(&record));
    for paragraph in record.article.sections.iter().flat_map(|section| &section.paragraphs) {
        assert_eq!(text.matches(&*paragraph.text).count(), 1, "{}", paragraph.text);
    }
}

#[test]
fn names_stand_beside_what_they_say_and_in_the_table_with_their_roles() {
    let html = article(&golden());
    assert!(html.contains("<div class=\"who\"><span class=\"name s-"));
    assert!(text(&html).contains("Mark Elling") && text(&html).contains("chief executive"));
}

#[test]
fn no_text_of_a_record_becomes_mark_up() {
    let mut record = golden();
    (record.statements[0].id, record.statements[0].why) = (NASTY.into(), Some(NASTY.into()));
    for speaker in &mut record.speakers {
        (speaker.name, speaker.aliases) = (NASTY.into(), vec![NASTY.into()]);
        speaker.roles.iter_mut().for_each(|role| (role.title, role.organisation) = (NASTY.into(), Some(NASTY.into())));
        speaker.mentions.iter_mut().for_each(|mention| mention.text = NASTY.into());
    }
    record.statements.iter_mut().flat_map(|one| &mut one.content).for_each(|part| part.text = NASTY.into());
    record
        .statements
        .iter_mut()
        .flat_map(|one| &mut one.cue)
        .for_each(|cue| (cue.text, cue.lemma) = (NASTY.into(), NASTY.into()));
    let of_article = &mut record.article;
    (of_article.id, of_article.outlet, of_article.published) = (NASTY.into(), Some(NASTY.into()), Some(NASTY.into()));
    of_article.authors = vec![NASTY.into()];
    record.generator.model = NASTY.into();
    let names = HashMap::from([("S1".to_owned(), NASTY.to_owned())]);
    let all = [
        article(&record),
        speaker(&record.speakers[0]),
        statement(&record.statements[0]),
        speakers(&record.speakers.iter().collect::<Vec<_>>(), 9),
        statements(&record.statements.iter().collect::<Vec<_>>(), &names, 9),
        overview([&record].into_iter(), 9),
        table(NASTY, &[Column::head(NASTY)], 1, 9, [[NASTY.to_owned()]].into_iter()),
    ];
    for html in all {
        assert!(html.contains("&lt;/script&gt;&lt;img"), "{html}");
        for wrong in ["<img", "<script", "</script", "\u{0}", "\"'"] {
            assert!(!html.contains(wrong), "{wrong:?} in {html}");
        }
    }
}

#[test]
fn a_table_of_many_rows_ends_early_and_says_so() {
    let record = golden();
    let many: Vec<Record> = vec![record; 50];
    let html = overview(many.iter(), 10);
    assert_eq!(html.matches("<tr>").count(), 22);
    assert!(html.contains("50 articles") && html.contains("more</p>"));
}

#[test]
fn numbers_and_shares_read_well() {
    assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    let shares = [share(0, 9), share(1, 9000), share(68, 1000), share(1, 3), share(9, 9), share(0, 0)];
    assert_eq!(shares, ["0%", "<0.1%", "6.8%", "33%", "100%", "–"]);
    assert_eq!([counted(1, "word"), counted(2, "word")], ["1 word", "2 words"]);
}
