//! Pages as publishers write them, with news that never happened.

use proptest::prelude::*;

use super::*;
use crate::types::{Article, Span};

/// One line a block, in text order: "H ", "S ", "B ", "# " for a crosshead, "  " for a paragraph.
fn outline(article: &Article) -> String {
    let mut lines: Vec<(Span, &str)> = Vec::new();
    lines.extend(article.headline.map(|span| (span, "H ")));
    lines.extend(article.standfirst.map(|span| (span, "S ")));
    lines.extend(article.byline.map(|span| (span, "B ")));
    for section in &article.sections {
        lines.extend(section.heading.map(|span| (span, "# ")));
        lines.extend(section.paragraphs.iter().map(|span| (*span, "  ")));
    }
    lines.sort();
    let short = |span: Span| span.of(&article.text).chars().take(30).collect::<String>();
    lines.into_iter().map(|(span, mark)| format!("{mark}{}\n", short(span).trim_end())).collect()
}

#[track_caller]
fn check(html: &str, expected: &str) -> Article {
    let article = read(html.as_bytes()).unwrap().into_article(None);
    let expected: String = expected.lines().skip(1).map(|line| format!("{}\n", line.get(8..).unwrap_or(""))).collect();
    assert_eq!(outline(&article), expected);
    article
}

const LEAD: &str = "Councillors in Westford voted late on Tuesday to close the swing bridge until spring, after engineers found \
                    cracks in both of its girders.";
const SECOND: &str =
    "&#8220;We had no choice,&rdquo; Maria Orlo, who leads the council,&nbsp;told reporters outside the hall.";
const THIRD: &str = "The bridge carries 9,000 cars a day, and the nearest other crossing is eleven miles upstream.";
const FOURTH: &str = "Ana Hale, who keeps the ferry, said that she would sail twice as often, and for half the fare.";

#[test]
fn reads_a_page_of_a_weekly() {
    let article = check(
        &format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head><title>Bridge shut until spring &#8211; The Westford Echo</title>
             <meta property=\"og:site_name\" content=\"The Westford Echo\"><meta property=\"article:published_time\" content=\"2024-05-03T10:15:00+00:00\">
             <meta name=\"author\" content=\"Jane Doe\"><link rel=\"canonical\" href=\"https://echo.example/bridge/\">
             <meta property=\"og:description\" content=\"Councillors in Westford voted late on Tuesday to close the swing bridge until [&hellip;]\">
             <style>p {{ color: red }}</style></head><body class=\"post-template single has-sidebar\">
             <div id=\"page\"><header class=\"site-header\"><nav><ul><li><a href=\"/\">Home</a></li><li><a href=\"/news\">News</a></li></ul></nav></header>
             <article class=\"post\"><header class=\"entry-header\"><h1 class=\"entry-title\">Bridge shut until spring</h1>
             <div class=\"entry-meta\">Posted on <time datetime=\"2024-05-03\">3 May 2024</time> by <a rel=\"author\">Jane Doe</a></div></header>
             <div class=\"entry-content\">
             <figure class=\"wp-caption\"><img src=\"b.jpg\"><figcaption class=\"wp-caption-text\">The bridge in May. Photo: Jane Doe</figcaption></figure>
             <p>{LEAD}</p>\n<p>{SECOND}</p>
             <h2>What next</h2>
             <p>{THIRD}</p>
             <p><a href=\"/ferry\">Ferry fares to rise in May</a></p>
             <p><strong>Read more:</strong> <a href=\"/x\">How the bridge was built</a></p>
             <p>{FOURTH}</p>
             <div class=\"sharedaddy sd-sharing\"><h3>Share this:</h3><ul><li><a>Twitter</a></li></ul></div>
             <h3>Related</h3></div></article>
             <aside class=\"widget-area\"><h2>Recent Posts</h2><ul><li><a href=\"/x\">Harbour board meets in the hall</a></li></ul></aside>
             <footer>Copyright 2024</footer></div></body></html>"
        ),
        "
        H Bridge shut until spring
          Councillors in Westford voted
          “We had no choice,” Maria Orlo
        # What next
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,",
    );
    assert_eq!(article.url.as_deref(), Some("https://echo.example/bridge/"));
    assert_eq!((article.outlet.as_deref(), article.language.as_deref()), (Some("The Westford Echo"), Some("en-GB")));
    assert_eq!(article.published.as_deref(), Some("2024-05-03T10:15:00+00:00"));
    assert_eq!(article.authors, ["Jane Doe"]);
    assert!(article.text.contains("the council, told"), "{}", article.text);
}

#[test]
fn reads_a_page_of_a_broadsheet_with_json_ld() {
    let article = check(
        &format!(
            "<html><head><title>Westford bridge: council shuts crossing | Echo</title>
             <meta property='og:title' content='This bridge is falling down'>
             <meta property='og:description' content='Crossing will stay shut until spring, the council&#39;s leader says.'>
             <script type='application/ld+json'>{{\"@context\": \"https://schema.org\", \"@graph\": [
               {{\"@type\": \"WebPage\", \"name\": \"x\"}},
               {{\"@type\": \"NewsArticle\", \"headline\": \"Council shuts Westford bridge\", \"datePublished\": \"2024-05-03\", \"inLanguage\": \"en\",
                 \"author\": [{{\"@id\": \"#jane\"}}, {{\"@type\": \"Person\", \"name\": \"John Roe\"}}], \"publisher\": {{\"name\": \"The Echo\"}},
                 \"mainEntityOfPage\": \"https://echo.example/1\"}},
               {{\"@id\": \"#jane\", \"@type\": \"Person\", \"name\": \"Jane Doe\"}}]}}</script></head>
             <body><main><div class=story><h1>Council shuts <em>Westford</em> bridge</h1>
             <p class=byline>By Jane Doe and John Roe</p>
             <section class=body><p><span class=place>WESTFORD</span> — {LEAD}</p><div class='newsletter-signup'><p>Get our morning email, every day.</p></div>
             <p>{SECOND}</p><aside class=pullquote><p>We had no choice</p></aside><p>{THIRD}</p><p>{FOURTH}</p>
             <p><em>Sign up for our newsletter to read more like this.</em></p></section></div></main></body></html>"
        ),
        "
        H Council shuts Westford bridge
        S Crossing will stay shut until
          WESTFORD — Councillors in West
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,",
    );
    assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
    assert_eq!((article.outlet.as_deref(), article.published.as_deref()), (Some("The Echo"), Some("2024-05-03")));
    assert_eq!(article.dateline.unwrap().place.as_deref(), Some("WESTFORD"));
}

#[test]
fn reads_a_page_of_a_broadcaster_with_lists_and_quotations() {
    check(
        &format!(
            "<html><head><meta property=og:title content='Bridge shut - Radio Westford'><title>Bridge shut - Radio Westford</title></head><body>
             <article><h1>Bridge shut</h1><div data-component=text-block><p>{LEAD}</p></div>
             <figure><img><figcaption>Image caption The bridge</figcaption></figure>
             <div data-component=text-block><p>The council said that it would:</p><ul><li>run a ferry every hour</li><li>pay for taxis to the hospital</li></ul></div>
             <h2>&lsquo;Not my fault&rsquo;</h2>
             <blockquote><p>I told the council of the cracks a year ago, and nobody came.</p></blockquote>
             <p>{THIRD}</p><p>{FOURTH}</p>
             <ul><li><a href=/a>Ferry fares to rise</a></li><li><a href=/b>Harbour board meets</a></li></ul></article></body></html>"
        ),
        "
        H Bridge shut
          Councillors in Westford voted
          The council said that it would
          run a ferry every hour
          pay for taxis to the hospital
        # ‘Not my fault’
          I told the council of the crac
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,",
    );
}

#[test]
fn reads_an_amp_page() {
    check(
        &format!(
            "<!doctype html><html ⚡ lang=en><head><meta charset=utf-8><title>Bridge shut</title><style amp-boilerplate>body{{}}</style>
             <noscript><style amp-boilerplate>x</style></noscript><script async src=\"https://cdn.example/v0.js\"></script></head>
             <body><amp-sidebar id=s layout=nodisplay><ul><li>Menu of the paper, with many words in it</li></ul></amp-sidebar>
             <article><h1>Bridge shut</h1><amp-img src=x></amp-img><p>{LEAD}</p><amp-ad width=1><p>Buy a boat</p></amp-ad><p>{SECOND}</p><p>{THIRD}</p>
             <amp-social-share type=email></amp-social-share></article></body></html>"
        ),
        "
        H Bridge shut
          Councillors in Westford voted
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars",
    );
}

#[test]
fn reads_malformed_mark_up() {
    check(
        &format!(
            "<h1>Bridge shut<h1></div><div><p>{LEAD}<p>{SECOND}<b><p>{THIRD}</i><table><p>{FOURTH}<tr><td>9,000 cars<td>a day</table><p title=\"x"
        ),
        "
        H Bridge shut
          Councillors in Westford voted
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,
          9,000 cars a day",
    );
}

#[test]
fn reads_paragraphs_that_line_breaks_part() {
    check(
        &format!(
            "<title>Bridge shut</title><div id=story>{LEAD}<br>{SECOND}<br><br>{THIRD}<br/>Ana Hale,<br>who keeps the ferry.</div>"
        ),
        "
        H Bridge shut
          Councillors in Westford voted
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry.",
    );
}

#[test]
fn reads_the_encoding_that_a_page_declares() {
    let page = b"<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=ISO-8859-1\"><title>Caf\xe9 shut</title></head>\
        <body><p>The Caf\xe9 Orlo is shut until spring, \x93for want of guests\x94, its owner said.</p></body></html>";
    let fields = read(page).unwrap();
    assert_eq!(fields.headline.as_deref(), Some("Café shut"));
    assert_eq!(fields.text, "The Café Orlo is shut until spring, “for want of guests”, its owner said.");
}

#[test]
fn keeps_a_first_paragraph_that_is_the_description_too() {
    let page = |description: &str| {
        format!(
            "<html><head><title>Bridge shut</title><meta name=description content='{description}'></head><body><article><h1>Bridge shut</h1>\
             <p>{LEAD}</p><p>{THIRD}</p><p>{FOURTH}</p></article></body></html>"
        )
    };
    let lead = "
        H Bridge shut
          Councillors in Westford voted
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,";
    check(&page(LEAD), lead);
    check(&page("Councillors in Westford voted late on Tuesday to close …"), lead);
    check(&page("Bridge shut"), lead);
}

#[test]
fn leaves_out_a_line_of_author_date_and_reading_time() {
    for line in ["Jane Doe · 2024-05-03 · 4 min read", "By Jane Doe | Updated 3 May 2024", "News • 3 hours ago"] {
        check(
            &format!(
                "<html><body><div><h1>Bridge shut</h1><div class=facts>{line}</div><p>{LEAD}</p><p>{THIRD}</p><p>{FOURTH}</p></div></body></html>"
            ),
            "
        H Bridge shut
          Councillors in Westford voted
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,",
        );
    }
}

/// A page of news with something under its headline, and something after its first paragraph.
fn page(head: &str, under: &str, after: &str) -> String {
    format!(
        "<html><head><title>Bridge shut until spring | Echo</title>{head}</head><body><nav><a class=author href='/'>Home</a></nav><main><article>\
         <h1>Bridge shut until spring</h1>{under}<p>{LEAD}</p>{after}<p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p></article>\
         <div class=teasers><a href='/x'>Fares rise</a> <span class=author>Otto Berg</span></div></main></body></html>"
    )
}

const OUTLINE: &str = "
        H Bridge shut until spring
          Councillors in Westford voted
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,";

#[test]
fn reads_the_authors_that_a_page_shows() {
    for (byline, expected) in [
        ("<p class=byline>By JANE DOE, JOHN ROE and ANA HALE</p>", &["JANE DOE", "JOHN ROE", "ANA HALE"][..]),
        (
            "<div class=byline><span>By <a href='/jd'>Jane Doe</a></span> <a href='mailto:j@echo.example'>Email the author</a> <span>jdoe@echo.example</span></div>",
            &["Jane Doe"],
        ),
        ("<span class=author>Jane Doe</span>", &["Jane Doe"]),
        (
            "<div class=article-author><a rel=author>Jane Doe</a><span>Harbour correspondent</span><time>3 May 2024</time></div>",
            &["Jane Doe"],
        ),
        ("<ul><li class=author-name>Jane Doe</li><li class=author-name>John Roe</li></ul>", &["Jane Doe", "John Roe"]),
        ("<address class=byline>By Jane Doe, Staff Writer</address>", &["Jane Doe"]),
        (
            "<p class=byline>By Jane Doe</p><p class=bio>Jane Doe is a reporter who said goodbye to law. She covers the harbour.</p>",
            &["Jane Doe"],
        ),
        ("<div>By Jane Doe, John Roe on Friday, May 3rd, 2024 at 11:04 a.m.</div>", &["Jane Doe", "John Roe"]),
        (
            "<p class=byline>By <a>Jane Do<span>e</span></a> and John Roe Friday, May 3, 2024, 04:05 pm</p>",
            &["Jane Doe", "John Roe"],
        ),
        ("<p class=byline>Echo staff</p>", &[]),
        ("", &[]),
    ] {
        assert_eq!(check(&page("", byline, ""), OUTLINE).authors, expected, "{byline}");
    }
}

#[test]
fn a_person_that_is_shown_comes_before_an_outlet_that_is_told() {
    let told = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"author\": {\"name\": \"Echo News\"}}</script>";
    assert_eq!(check(&page(told, "<p class=byline>By Jane Doe</p>", ""), OUTLINE).authors, ["Jane Doe"]);
    let told = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"author\": {\"name\": \"John Roe\",},}</script>";
    // Whoever put it on the page is not who wrote it.
    assert_eq!(check(&page(told, "<p class=byline>By Jane Doe</p>", ""), OUTLINE).authors, ["Jane Doe"]);
    assert_eq!(
        check(&page(told, "<p class=byline>By Jane Doe and John Roe</p>", ""), OUTLINE).authors,
        ["Jane Doe", "John Roe"]
    );
    assert_eq!(check(&page(told, "<span class=author>Jane Doe</span>", ""), OUTLINE).authors, ["John Roe"]);
}

#[test]
fn the_day_that_a_page_shows_is_the_day() {
    let told = |date: &str| format!("<meta property='article:published_time' content='{date}'>");
    for (head, line, expected) in [
        ("", "<div>Published 11:34 PM EST May 3, 2024</div>", Some("2024-05-03")),
        ("", "<p>3 May 2024 – 4 min read</p>", Some("2024-05-03")),
        // The machine's day is another in its time zone.
        (&*told("2024-05-04T01:50:59Z"), "<p class=stamp>May 3, 2024 5:50 PM</p>", Some("2024-05-03")),
        (&*told("2024-05-03T10:00:00Z"), "<p class=stamp>May 3, 2024 10:00 AM</p>", Some("2024-05-03")),
        // A day far from it is that of something else.
        (&*told("2024-05-03T10:00:00Z"), "<p>The bridge of May 3, 1924</p>", Some("2024-05-03")),
        ("", "<p>Nobody knows when</p>", None),
    ] {
        let article = read(page(head, line, "").as_bytes()).unwrap().into_article(None);
        assert_eq!(article.date.map(|date| date.to_string()).as_deref(), expected, "{line}");
    }
}

#[test]
fn a_post_in_the_page_is_a_paragraph_with_its_author() {
    let post = "<blockquote class='twitter-tweet' data-lang=en><p lang=en dir=ltr>The ferry sails at six &amp; at eight. <a href='https://t.co/x'>pic.twitter.com/x</a></p>\
                &mdash; Ana Hale (@anahale) <a href='https://twitter.com/anahale/status/1'>May 3, 2024</a></blockquote>";
    let article = check(
        &page("", "", post),
        "
        H Bridge shut until spring
          Councillors in Westford voted
          Ana Hale (@anahale): “The ferr
          “We had no choice,” Maria Orlo
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,",
    );
    assert!(article.text.contains("Ana Hale (@anahale): “The ferry sails at six & at eight.”\n"), "{}", article.text);
    let empty = "<blockquote class=instagram-media><div><a href='x'>View this post on Instagram</a></div><p>A post shared by Ana Hale (@anahale)</p></blockquote>";
    check(&page("", "", empty), OUTLINE);
}

#[test]
fn every_story_of_a_newsletter_is_read() {
    check(
        &format!(
            "<html><head><title>Westford Morning</title></head><body><table><tr><td>View in browser</td></tr><tr><td><h1>Westford Morning</h1><p>Good morning. It is Friday.</p></td></tr>\
             <tr><td><h2>Bridge shut</h2><p>{LEAD}</p><p>{THIRD}</p><p>{FOURTH}</p></td></tr><tr><td><h2>Also today</h2><p>Fares rise in May.</p></td></tr>\
             <tr><td>You are receiving this email because you signed up. Unsubscribe</td></tr></table></body></html>"
        ),
        "
        H Westford Morning
          Good morning. It is Friday.
        # Bridge shut
          Councillors in Westford voted
          The bridge carries 9,000 cars
          Ana Hale, who keeps the ferry,
        # Also today
          Fares rise in May.",
    );
}

#[test]
fn a_box_that_asks_for_money_is_no_part_of_a_story_that_it_cuts_off() {
    let page = format!(
        "<html><body><article><h1>Bridge shut until spring</h1><p>{LEAD}</p><div class=paywall><h3>Subscribe to continue reading</h3>\
         <p>“The best paper I ever read,” says reader Una Dahl. Start your free trial for £1 today.</p><p>Already a reader? Sign in</p></div></article></body></html>"
    );
    check(
        &page,
        "
        H Bridge shut until spring
          Councillors in Westford voted",
    );
}

#[test]
fn the_text_in_json_ld_is_read_where_the_page_has_none() {
    let page = |json: &str| {
        format!(
            "<html><head><title>x</title><script type='application/ld+json'>{json}</script></head><body><div id=app></div></body></html>"
        )
    };
    let article = check(
        &page(
            "{\"@type\": \"NewsArticle\", \"headline\": \"Bridge shut until spring\", \"articleBody\": \"The bridge is shut.\\n\\n&ldquo;No choice,&rdquo; said Maria Orlo.\", \"author\": {\"name\": \"Jane Doe\"}}",
        ),
        "
        H Bridge shut until spring
          The bridge is shut.
          “No choice,” said Maria Orlo.",
    );
    assert_eq!(article.authors, ["Jane Doe"]);
    let live = "{\"@type\": \"LiveBlogPosting\", \"headline\": \"Bridge: live\", \"liveBlogUpdate\": [\
        {\"headline\": \"Ferry full\", \"datePublished\": \"2024-05-03T10:00:00Z\", \"articleBody\": \"Ana Hale says the ferry is full.\", \"author\": {\"name\": \"John Roe\"}}, \
        {\"headline\": \"Nothing here\", \"articleBody\": \"\"}, {\"datePublished\": \"09:30\", \"articleBody\": \"The bridge is shut.\"}]}";
    let article = check(
        &page(live),
        "
        H Bridge: live
        # Ferry full
          Ana Hale says the ferry is ful
        # 09:30
          The bridge is shut.",
    );
    assert_eq!(
        article.extra["updates"],
        serde_json::json!([{"heading": "Ferry full", "published": "2024-05-03T10:00:00Z", "authors": ["John Roe"]}, {"heading": "09:30", "published": "09:30"}])
    );
}

#[test]
fn reads_a_fragment_whole() {
    let blocks =
        fragment("Lead &amp; more.<h3>Head</h3><ol><li>One<li><p>Two</ol><p>She said <q>no</q>.<script>x</script>");
    let kinds: Vec<_> = blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (BlockKind::Paragraph, "Lead & more."),
            (BlockKind::Heading, "Head"),
            (BlockKind::Item, "One"),
            (BlockKind::Item, "Two"),
            (BlockKind::Paragraph, "She said “no”."),
        ]
    );
}

#[test]
fn says_when_there_is_no_article() {
    assert_eq!(read(b""), Err(HtmlError::NoText));
    assert_eq!(read(b"<html><body><nav><a>Home</a></nav><script>x</script></body></html>"), Err(HtmlError::NoText));
    let large = read(&vec![b' '; MOST_BYTES + 1]).unwrap_err();
    assert_eq!(large.to_string(), "page has 16777217 bytes, expected at most 16777216");
}

#[test]
fn bounds_the_time_of_hostile_pages() {
    let n = 20_000;
    for page in [
        "<div>".repeat(n),
        "<b a=1><i>".repeat(n),
        "<p><b>x ".repeat(n),
        "<table><tr><td>".repeat(n),
        "<a href=x>y".repeat(n),
        "<li><ul>".repeat(n),
        "<svg><td>".repeat(n),
        "<!--".repeat(n),
        "<script>".repeat(n),
        "<span class='share ad'>x</span>".repeat(n),
        "<div class=share><p>word, word</p>".repeat(n),
        format!("{}<p>{LEAD}</p>{}", "<div><span>".repeat(n), "</span></div>".repeat(n)),
    ] {
        let began = std::time::Instant::now();
        if let Ok(fields) = read_str(&page) {
            fields.into_article(None);
        }
        // Far above what it takes, far below what the square of the page would.
        assert!(began.elapsed().as_secs() < 10, "{}: {:?}", &page[..30], began.elapsed());
    }
}

/// Every span equals its slice, in order, and together they are the text.
fn check_spans(article: &Article) {
    let mut spans: Vec<Span> = [article.headline, article.standfirst, article.byline].into_iter().flatten().collect();
    for section in &article.sections {
        spans.extend(section.heading);
        spans.extend(&section.paragraphs);
    }
    spans.sort();
    let mut end = 0;
    for span in spans {
        assert_eq!(article.text[end..span.start].trim(), "", "{article:?}");
        assert_eq!(span.of(&article.text).trim(), span.of(&article.text));
        end = span.end;
    }
    assert_eq!(article.text[end..].trim(), "", "{article:?}");
}

proptest! {
    #[test]
    fn reads_any_mark_up(
        pieces in proptest::collection::vec(
            "(<(p|/p|h1|h2|div class=share|div|/div|li|ul|b|/b|a href=x|/a|table|td|br|title|body|blockquote|figure|q|meta name=description content=\"a b\"|!--|script)>|[a-z“é&;. ]{0,12}|The bridge at Westford is shut until spring, the council said\\.)",
            0..30,
        ),
    ) {
        if let Ok(fields) = read_str(&pieces.concat()) {
            check_spans(&fields.into_article(None));
        }
        fragment(&pieces.concat());
    }

    #[test]
    fn reads_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(fields) = read(&bytes) {
            check_spans(&fields.into_article(None));
        }
    }
}
