use super::*;
use crate::test_records::Sketch;

fn sketch() -> Sketch {
    Sketch::new(
        "Roe: bridge stays shut\n\nThe bridge over the Ellery stays shut until April. “Nobody will drive over it,” \
         said Ida Roe, the chief engineer. “Steel does not wait.”\n\nThe mayor promised to run free ferries from Monday.",
    )
    .speaker("Ida Roe", &["Ida Roe"])
    .role("chief engineer")
    .speaker("The mayor", &["The mayor"])
    .kind(inquit::SpeakerKind::Person, false)
    .statement(&["bridge stays shut"], "", &[0])
    .repeats(1)
    .statement(&["“Nobody will drive over it,”", "“Steel does not wait.”"], "said", &[0])
    .statement(&["to run free ferries from Monday"], "promised", &[1])
}

fn shown(width: usize, colour: bool) -> String {
    article(&sketch().record(), Setting { width, colour })
}

/// A page without the sequences that colour it.
fn bare(page: &str) -> String {
    let mut bare = String::new();
    for (index, part) in page.split("\u{1b}[").enumerate() {
        bare.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    bare
}

#[test]
fn names_stand_in_the_margin_where_statements_begin() {
    let expected = "\
story

Ida Roe ┊ Roe: ⟨bridge stays shut⟩

        ┃ The bridge over the Ellery stays shut until April.
Ida Roe ┃ “Nobody will drive over it,” _said_ Ida Roe, the
        ┃ chief engineer. “Steel does not wait.”

  mayor ┊ The mayor _promised_ ⟨to run free ferries from
        ┊ Monday⟩.

────────────────────────────────────────────────────────────
Speaker  Role            Statements  Words  Share
Ida Roe  chief engineer           1      9   60 %
mayor                             1      6   40 %

┃ “quoted”   ┊ ⟨reported⟩   _cue_
";
    assert_eq!(shown(60, false), expected.replace("        ┃ The bridge over", "          The bridge over"));
}

#[test]
fn a_narrow_page_has_the_names_before_the_words() {
    let page = shown(40, false);
    assert!(page.contains("[Ida Roe] “Nobody"), "{page}");
    assert!(page.contains("promised_ [mayor] ⟨to run"), "{page}");
    assert!(page.lines().all(|line| width(line) <= 40), "{page}");
}

#[test]
fn colour_says_who_and_weight_says_how() {
    let page = shown(72, true);
    assert!(page.contains("\u{1b}[1;38;5;33mwill drive over it,”\u{1b}[0m"), "{page}");
    assert!(page.contains("\u{1b}[4;38;5;33msaid\u{1b}[0m"), "{page}");
    assert!(page.contains("\u{1b}[3;38;5;160mto run free ferries from"), "{page}");
    assert!(!bare(&page).contains('⟨'));
    assert!(bare(&page).lines().all(|line| width(line) <= 72));
}

#[test]
fn an_article_cannot_send_a_terminal_what_it_obeys() {
    let text = "Rain \u{1b}]0;owned\u{7}falls\u{9b}2J, \u{202e}said\u{2066} Ida Roe.";
    let mut record = Sketch::new(text).speaker("Ida Roe", &["Ida Roe"]).statement(&["Rain"], "said", &[0]).record();
    record.speakers[0].name = "Ida\u{1b}[31m Roe".to_owned();
    record.article.id = "a\u{1b}[2J".to_owned();
    record.article.outlet = Some("\u{202e}x\u{7}".to_owned());
    for colour in [true, false] {
        let page = bare(&article(&record, Setting { width: 72, colour }));
        assert!(
            page.chars().all(|letter| letter == '\n' || plain(&letter.to_string()) == letter.to_string()),
            "{page:?}"
        );
    }
}

#[test]
fn two_statements_on_a_line_have_both_their_names() {
    let sketch = Sketch::new("Rain, said Ida Roe; sun, said Bo Lie.")
        .speaker("Ida Roe", &["Ida Roe"])
        .speaker("Bo Lie", &["Bo Lie"])
        .statement(&["Rain"], "", &[0])
        .statement(&["sun"], "", &[1])
        .statement(&["Rain, said Ida Roe; sun"], "", &[]);
    let page = article(&sketch.record(), Setting { width: 72, colour: false });
    let margin: Vec<&str> = page.lines().skip(2).take(3).map(|line| line.get(..12).unwrap_or(line).trim()).collect();
    assert_eq!(margin, ["nobody named", "Ida Roe", "Bo Lie"], "{page}");
}

#[test]
fn a_long_description_takes_two_lines_where_there_is_room() {
    let text = "A spokesman for the Ellery harbour authority said that no ship would leave before the wind had turned, \
                and that nobody would wait for them.";
    let sketch = Sketch::new(text)
        .speaker("A spokesman for the Ellery harbour authority", &["A spokesman for the Ellery harbour authority"])
        .kind(inquit::SpeakerKind::Person, false)
        .statement(&["that no ship would leave before the wind had turned"], "said", &[0]);
    let page = article(&sketch.record(), Setting { width: 72, colour: false });
    let margin = |line: &str| line.chars().take(18).collect::<String>().trim_end().to_owned();
    let margin: Vec<String> = page.lines().skip(2).take(4).map(margin).collect();
    assert_eq!(margin, ["", " spokesman for the", "   Ellery harbour…", ""], "{page}");
}

#[test]
fn a_colon_is_no_cue_to_be_marked() {
    let sketch = Sketch::new("Roe: bridge stays shut\n\nRain fell.").speaker("Roe", &["Roe"]);
    let record = sketch.statement(&["bridge stays shut"], ":", &[0]).record();
    let page = article(&record, Setting { width: 72, colour: false });
    assert!(page.contains("Roe: ⟨bridge stays shut⟩"), "{page}");
}

#[test]
fn an_article_in_which_nobody_speaks_is_shown_without_a_legend() {
    let page =
        article(&Sketch::new("Rain fell on the harbour all night.").record(), Setting { width: 80, colour: false });
    assert_eq!(page, "story\n\n   Rain fell on the harbour all night.\n".replace("\n   Rain", "\nRain"));
}
