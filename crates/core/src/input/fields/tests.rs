//! Records as tools write them, with news that never happened.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const BODY: &str = "Councillors in Westford voted late on Tuesday to close the swing bridge until spring, engineers said.\n\n\
                    “We had no choice,” Maria Orlo, who leads the council, told reporters.";

fn fields(record: Value) -> Fields {
    Fields::from_json(record).unwrap()
}

#[track_caller]
fn check_error(record: Value, message: &str) {
    assert_eq!(Fields::from_json(record).unwrap_err().to_string(), message);
}

#[test]
fn reads_a_record_of_news_please() {
    let record = json!({
        "authors": ["Jane Doe"], "date_publish": "2024-05-03 10:15:00", "date_modify": "None", "description": "Cracks were found.",
        "language": "en", "maintext": "The whole story.", "text": "The story.", "source_domain": "westford.example",
        "title": "Bridge shut", "url": "https://westford.example/bridge", "localpath": null,
    });
    let fields = fields(record);
    assert_eq!(fields.text, "The whole story.");
    assert_eq!(fields.outlet.as_deref(), Some("westford.example"));
    assert_eq!(fields.published.as_deref(), Some("2024-05-03 10:15:00"));
    assert_eq!(fields.standfirst.as_deref(), Some("Cracks were found."));
    assert_eq!(Value::Object(fields.extra), json!({"date_modify": "None", "text": "The story.", "localpath": null}));
}

#[test]
fn reads_a_record_of_trafilatura() {
    let fields = fields(json!({
        "title": "Bridge shut", "author": "Jane Doe; John Roe", "source": "https://westford.example/bridge", "source-hostname": "Westford Echo",
        "excerpt": "Cracks were found.", "text": "The story.", "date": "2024-05-03", "tags": "bridges",
    }));
    assert_eq!(fields.authors, ["Jane Doe", "John Roe"]);
    assert_eq!(fields.url.as_deref(), Some("https://westford.example/bridge"));
    assert_eq!(fields.outlet.as_deref(), Some("Westford Echo"));
    assert_eq!(Value::Object(fields.extra), json!({"tags": "bridges"}));
}

#[test]
fn matches_keys_without_case_and_takes_the_first_that_is_not_empty() {
    let fields = fields(json!({
        "Plain-Text": "None", "BODY": "The story.", "Headline": "  ", "TITLE": "Bridge shut", "AN": 17, "SN": "Echo", "Publish-Date": "None",
        "PD": 20240503, "by": "Jane Doe", "lang": "en-GB", "LINK": "https://westford.example/1",
    }));
    assert_eq!((fields.text.as_str(), fields.headline.as_deref()), ("The story.", Some("Bridge shut")));
    assert_eq!((fields.id.as_deref(), fields.published.as_deref()), (Some("17"), Some("20240503")));
    assert_eq!((fields.outlet.as_deref(), fields.language.as_deref()), (Some("Echo"), Some("en-GB")));
    assert_eq!((fields.url.as_deref(), fields.extra.len()), (Some("https://westford.example/1"), 0));
}

#[test]
fn takes_source_for_a_url_or_an_outlet() {
    let url = fields(json!({"text": "x", "source": "www.westford.example/1"}));
    assert_eq!((url.url.as_deref(), url.outlet), (Some("www.westford.example/1"), None));
    let outlet = fields(json!({"text": "x", "source": "Westford Echo"}));
    assert_eq!((outlet.url, outlet.outlet.as_deref()), (None, Some("Westford Echo")));
    let both = fields(json!({"text": "x", "source": "Wire", "outlet": "Echo"}));
    assert_eq!((both.outlet.as_deref(), &both.extra["source"]), (Some("Echo"), &json!("Wire")));
}

#[test]
fn splits_authors_in_every_form() {
    let check = |value: Value, expected: &[&str]| {
        assert_eq!(fields(json!({"text": "x", "authors": value.clone()})).authors, expected, "{value}");
    };
    check(json!(["Jane Doe", "John Roe"]), &["Jane Doe", "John Roe"]);
    check(json!(["Jane Doe; John Roe", "Jane Doe"]), &["Jane Doe", "John Roe"]);
    check(json!("By Jane Doe and John Roe"), &["Jane Doe", "John Roe"]);
    check(json!("Jane Doe, John Roe and Ana Hale"), &["Jane Doe", "John Roe", "Ana Hale"]);
    check(json!("Doe, Jane; Roe, John"), &["Doe, Jane", "Roe, John"]);
    check(json!("Doe, Jane"), &["Doe, Jane"]);
    check(json!("Doe, Jane Ann"), &["Doe, Jane Ann"]);
    check(json!("Doe, Jane and John Roe"), &["Doe", "Jane", "John Roe"]);
    check(json!("AFP, Jane Doe"), &["AFP", "Jane Doe"]);
    check(json!("Jane Doe, John Roe"), &["Jane Doe", "John Roe"]);
    check(json!({"@type": "Person", "name": "Jane Doe"}), &["Jane Doe"]);
    check(json!("John Roe, Jr., Ana Hale"), &["John Roe, Jr.", "Ana Hale"]);
    check(json!([{"@type": "Person", "name": "Jane Doe"}]), &["Jane Doe"]);
    check(json!("None"), &[]);
    check(json!("Alexandra Sandoval"), &["Alexandra Sandoval"]);
}

#[test]
fn leaves_shapes_it_does_not_know_in_extra() {
    let record =
        json!({"text": "x", "body": {"sections": []}, "contents": [1], "publisher": {"label": "Echo"}, "authors": [3]});
    let fields = fields(record);
    assert_eq!(
        Value::Object(fields.extra),
        json!({"body": {"sections": []}, "contents": [1], "publisher": {"label": "Echo"}, "authors": [3]})
    );
}

#[test]
fn names_the_field_that_is_missing_or_wrong() {
    check_error(json!(["text"]), "record is an array, expected an object of fields");
    check_error(
        json!({"title": "x"}),
        "no text field: looked for `text`, `maintext`, `plain_text`, `plaintext`, `articleBody`, `body_text`, `body`, `content`, \
         `article`, `full_text`, `story`, `bodyText`, `content_text`",
    );
    check_error(json!({"Body": " \n", "title": "x"}), "text field `Body` is empty");
    check_error(json!({"text": "None", "story": ""}), "text field `text` is empty");
    check_error(json!({"content": null}), "text field `content` is empty");
    check_error(json!({"body": {"sections": []}}), "text field `body` is an object, expected a string");
}

#[test]
fn what_tools_print_for_a_missing_value_is_none() {
    for missing in ["None", "nan", "NaN", "<NA>", "NaT", "NULL", "null", " \\N "] {
        let fields = fields(
            json!({"text": "x", "title": missing, "author": missing, "date": missing, "source": missing, "id": missing}),
        );
        assert_eq!(
            (fields.headline, fields.authors.len(), fields.published, fields.outlet, fields.id),
            (None, 0, None, None, None),
            "{missing}"
        );
        check_error(json!({"text": missing}), "text field `text` is empty");
    }
    // A word of a name is none of them.
    assert_eq!(fields(json!({"text": "x", "author": "Nan Hale"})).authors, ["Nan Hale"]);
}

#[test]
fn ids_that_were_printed_as_numbers_have_no_point() {
    for id in [json!(17), json!(17.0), json!("17.0")] {
        assert_eq!(fields(json!({"text": "x", "id": id})).id.as_deref(), Some("17"));
    }
    assert_eq!(fields(json!({"text": "x", "id": "v1.0"})).id.as_deref(), Some("v1.0"));
}

#[test]
fn reads_the_answers_of_services() {
    let news = fields(json!({
        "source": {"id": null, "name": "Westford Echo"}, "author": "Jane Doe", "title": "Bridge shut - Westford Echo", "description": "Cracks were found.",
        "url": "https://westford.example/1", "publishedAt": "2024-05-03T10:00:00Z", "content": "The bridge is shut until spring, and the ferry… [+1834 chars]",
    }));
    assert_eq!((news.headline.as_deref(), news.outlet.as_deref()), (Some("Bridge shut"), Some("Westford Echo")));
    assert_eq!(
        (news.text.as_str(), news.published.as_deref()),
        ("The bridge is shut until spring, and the ferry…", Some("2024-05-03T10:00:00Z"))
    );
    assert_eq!(news.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [NoteCode::TruncatedText]);
    check_error(
        json!({"title": "[Removed]", "content": "[Removed]"}),
        "text field `content` says only `[Removed]`: the service has taken the article down",
    );

    let short =
        fields(json!({"title": "Bridge shut", "description": "Cracks were found.", "published_at": "2024-05-03"}));
    assert_eq!((short.text.as_str(), short.standfirst.as_deref(), short.notes.len()), ("Cracks were found.", None, 1));
    assert!(fields(json!({"text": "All of it.", "description": "Less."})).notes.is_empty());

    let object = fields(json!({
        "headline": {"main": "Bridge shut", "kicker": null}, "byline": {"original": "By Jane Doe and John Roe"}, "abstract": "Cracks were found.",
        "lead_paragraph": "The bridge is shut.", "pub_date": "2024-05-03", "web_url": "https://westford.example/1", "_id": "a1",
    }));
    assert_eq!(
        (object.headline.as_deref(), &object.authors[..]),
        (Some("Bridge shut"), &["Jane Doe".to_owned(), "John Roe".to_owned()][..])
    );
    assert_eq!(
        (object.id.as_deref(), object.url.as_deref(), object.text.as_str()),
        (Some("a1"), Some("https://westford.example/1"), "Cracks were found.")
    );

    let press = fields(
        json!({"id": 3, "title": {"rendered": "Bridge &amp; ferry"}, "content": {"rendered": "<p>One.</p><p>Two.</p>"}, "link": "https://westford.example/1"}),
    );
    assert_eq!((press.headline.as_deref(), press.text.as_str()), (Some("Bridge & ferry"), "One.\n\nTwo."));
}

#[test]
fn brings_up_what_an_object_inside_holds() {
    let fields_of = fields(json!({
        "id": "news/1", "type": "article", "webTitle": "Bridge shut", "webPublicationDate": "2024-05-03T10:00:00Z",
        "fields": {"headline": "Bridge shut", "byline": "Jane Doe", "trailText": "<p>Cracks <b>were</b> found.</p>", "bodyText": "poorer", "body": "<p>The bridge is shut.</p><h2>Next</h2><p>May.</p>", "type": "x"},
    }));
    assert_eq!(
        (fields_of.id.as_deref(), fields_of.authors.len(), fields_of.standfirst.as_deref()),
        (Some("news/1"), 1, Some("Cracks were found."))
    );
    assert_eq!(fields_of.blocks().len(), 3);
    assert_eq!((&fields_of.extra["type"], &fields_of.extra["fields"]), (&json!("article"), &json!({"type": "x"})));
    let hit = fields(
        json!({"_index": "news", "_id": "7", "_source": {"title": "Bridge shut", "text": "The bridge is shut."}}),
    );
    assert_eq!((hit.id.as_deref(), hit.text.as_str()), (Some("7"), "The bridge is shut."));
    // A record with a text has it, whatever else has one.
    let own = fields(json!({"text": "Mine.", "quoted": {"text": "Theirs."}}));
    assert_eq!((own.text.as_str(), &own.extra["quoted"]), ("Mine.", &json!({"text": "Theirs."})));
}

#[test]
fn leaves_a_plain_text_as_it_is() {
    let text = format!(" \r\nBridge shut until spring\r\nBy Jane Doe and John Roe\r\n\r\n{BODY}\r\n");
    let article = Article::from(Fields::from_text(text.clone()));
    assert_eq!(article.text, text);
    assert_eq!(article.headline.unwrap().of(&text), "Bridge shut until spring");
    assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
}

#[test]
fn puts_headline_and_standfirst_before_the_text() {
    let article =
        fields(json!({"title": "Bridge shut", "dek": "Cracks were found.", "text": format!("By Jane Doe\n\n{BODY}")}))
            .into_article(None);
    assert_eq!(article.text, format!("Bridge shut\n\nCracks were found.\n\nBy Jane Doe\n\n{BODY}"));
    assert_eq!(article.headline.unwrap().of(&article.text), "Bridge shut");
    assert_eq!(article.standfirst.unwrap().of(&article.text), "Cracks were found.");
    assert_eq!(article.byline.unwrap().of(&article.text), "By Jane Doe");
    assert_eq!(article.sections[0].paragraphs.len(), 2);
    assert_eq!(article.sections[0].paragraphs[1].end, article.text.len());
}

#[test]
fn points_at_a_headline_the_text_begins_with() {
    let text = format!("BRIDGE SHUT – ‘until spring’\nCracks were found\n{BODY}");
    let article = fields(json!({"title": "Bridge shut: Until spring", "dek": "Cracks were found.", "text": text}))
        .into_article(None);
    assert_eq!(article.text, text);
    assert_eq!(article.headline.unwrap().of(&text), "BRIDGE SHUT – ‘until spring’");
    assert_eq!(article.standfirst.unwrap().of(&text), "Cracks were found");
    assert_eq!(article.sections[0].paragraphs.len(), 2);
}

#[test]
fn is_not_taken_in_by_a_first_paragraph_that_begins_like_the_headline() {
    let article = fields(json!({"title": "Councillors in Westford", "text": BODY})).into_article(None);
    assert_eq!(article.text, format!("Councillors in Westford\n\n{BODY}"));
    assert_eq!(article.sections[0].paragraphs.len(), 2);
}

#[test]
fn puts_no_copy_of_the_lead_before_the_lead() {
    let lead = "Councillors in Westford voted late on Tuesday to close …";
    let article = fields(json!({"title": "Bridge shut", "description": lead, "text": BODY})).into_article(None);
    assert_eq!(article.text, format!("Bridge shut\n\n{BODY}"));
    assert_eq!((article.standfirst, &article.extra["standfirst"]), (None, &json!(lead)));
}

#[test]
fn keeps_a_standfirst_that_has_no_place_in_the_text() {
    let text = format!("Bridge shut\n\n{BODY}");
    let article = fields(json!({"title": "Bridge shut", "dek": "Cracks were found.", "text": text})).into_article(None);
    assert_eq!((article.text, &article.extra["standfirst"]), (text, &json!("Cracks were found.")));
}

#[test]
fn takes_the_first_id_there_is() {
    let id = |record: Value, fallback| fields(record).into_article(fallback).id;
    assert_eq!(id(json!({"text": "x", "id": 7, "url": "u"}), Some("stem")), "7");
    assert_eq!(id(json!({"text": "x", "url": "u"}), Some("stem")), "u");
    assert_eq!(id(json!({"text": "x"}), Some("stem")), "stem");
    assert_eq!(id(json!({"text": "x"}), None), "2d711642b726b044");
}

#[test]
fn keeps_given_authors_over_a_byline() {
    let record = json!({"text": format!("Bridge shut until spring\nBy Jane Doe\n{BODY}"), "author": "Ana Hale"});
    assert_eq!(fields(record).into_article(None).authors, ["Ana Hale"]);
}

proptest! {
    #[test]
    fn composes_any_strings(
        headline in proptest::option::of("(?s).{0,12}"),
        standfirst in proptest::option::of("(?s).{0,12}"),
        head in "(?s).{0,12}",
        body in "(?s).{0,40}",
        repeated in any::<bool>(),
    ) {
        let head = if repeated { headline.clone().unwrap_or(head) } else { head };
        let text = format!("{head}\n{body}");
        let article = Fields { headline, standfirst, text: text.clone(), ..Fields::default() }.into_article(None);
        prop_assert!(article.text.ends_with(&text));
        let mut blocks: Vec<Span> = [article.headline, article.standfirst, article.byline].into_iter().flatten().collect();
        for section in &article.sections {
            blocks.extend(section.heading);
            blocks.extend(&section.paragraphs);
        }
        blocks.sort();
        let mut end = 0;
        for block in blocks {
            prop_assert!(block.start >= end, "{:?}", article);
            prop_assert_eq!(article.text[end..block.start].trim(), "");
            prop_assert_eq!(block.of(&article.text).trim(), block.of(&article.text));
            end = block.end;
        }
        prop_assert_eq!(article.text[end..].trim(), "");
    }
}
