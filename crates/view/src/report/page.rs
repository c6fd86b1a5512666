//! Everything that was counted and packed to one page.
//!
//! The page forbids itself all network, every style but its own and every script but its own, by their digests. What
//! comes from records stands in it as escaped text or as base64, so there is no place from which it could run.

mod overview;

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{
    Options,
    figures::Figures,
    pack::{Packed, base64, packed},
};
use crate::{
    across::{Groups, People},
    html::{article_style, counted, escaped, palette_style},
};

const SCRIPT: &str = concat!(
    include_str!("page/data.js"),
    include_str!("page/article.js"),
    include_str!("page/lists.js"),
    include_str!("page/downloads.js"),
    include_str!("page/charts.js"),
    include_str!("page/main.js"),
);

static STYLE: LazyLock<String> =
    LazyLock::new(|| palette_style("body") + article_style() + include_str!("page/style.css"));

const DEFAULT_TITLE: &str = "Who said what";

/// Writes the page.
pub(super) fn write(
    to: &mut impl Write,
    options: &Options,
    figures: &Figures,
    people: &People,
    groups: &Groups,
    articles: &Packed,
) -> io::Result<()> {
    let title = if options.title.trim().is_empty() { DEFAULT_TITLE } else { &options.title };
    let digest = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())));
    writeln!(
        to,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"inquit {}\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>",
        digest(SCRIPT),
        digest(&STYLE),
        env!("CARGO_PKG_VERSION"),
        escaped(title),
        *STYLE
    )?;
    let lists = Lists::new(options, figures, people, articles);
    to.write_all(head(title, figures).as_bytes())?;
    to.write_all(overview::sections(options, figures, people, groups, articles, &lists.listed).as_bytes())?;
    to.write_all(include_str!("page/foot.html").as_bytes())?;
    writeln!(to, "<script>{SCRIPT}</script>")?;
    // The script waits for what stands behind it, so that the figures are there first.
    parcel(to, "index", &packed(&lists.index))?;
    parcel(to, "people", &packed(&lists.people))?;
    for (at, bytes) in articles.parcels.iter().enumerate() {
        parcel(to, &format!("parcel-{at}"), bytes)?;
    }
    writeln!(to, "</body>\n</html>")
}

fn parcel(to: &mut impl Write, id: &str, bytes: &[u8]) -> io::Result<()> {
    writeln!(to, "<script type=\"application/octet-stream\" id=\"{id}\">{}</script>", base64(bytes))
}

fn head(title: &str, figures: &Figures) -> String {
    let mut facts = vec![counted(figures.articles.len(), "article"), counted(figures.all.statements, "statement")];
    if !figures.outlets.is_empty() {
        facts.push(counted(figures.outlets.len(), "outlet"));
    }
    if let (Some((first, _)), Some((last, _))) = (figures.days.first_key_value(), figures.days.last_key_value()) {
        let (first, last) = (super::calendar::written(*first), super::calendar::written(*last));
        facts.push(if first == last { first } else { format!("{first} – {last}") });
    }
    format!(
        "<a class=\"skip\" href=\"#main\">Skip to the content</a>\n<header class=\"top\"><div class=\"wide\">\n\
         <p class=\"kicker\"><a href=\"#/\">{}</a></p>\n<nav aria-label=\"Report\"><a href=\"#/\">Overview</a><a href=\"#/articles\">Articles</a>\
         <a href=\"#/speakers\">Speakers</a><a href=\"#/downloads\">Downloads</a>\
         <button type=\"button\" id=\"ask\" class=\"plain\" aria-label=\"Help\" title=\"Keys and signs (?)\">?</button></nav>\n\
         </div></header>\n<main id=\"main\" tabindex=\"-1\"><noscript><p class=\"wide note\">Without scripts this page shows its \
         figures; articles and downloads need them.</p></noscript>\n<div id=\"corpus\" class=\"wide\">\n<h1>{}</h1>\n<p class=\"dek\">{}</p>\n",
        escaped(title),
        escaped(title),
        escaped(&facts.join(" · "))
    )
}

/// What the page's script lists.
struct Lists<'f> {
    index: Index<'f>,
    people: Listed<'f>,
    /// For each of the people, their place in the list of those who are listed.
    listed: Vec<Option<usize>>,
}

/// All articles.
#[derive(Serialize)]
struct Index<'f> {
    titles: Vec<&'f str>,
    /// Places in `outlets`, -1 for none.
    outlet: Vec<i64>,
    published: Vec<Option<&'f str>>,
    statements: Vec<usize>,
    words: Vec<usize>,
    outlets: Vec<&'f str>,
    /// The number of each parcel's first article.
    firsts: &'f [usize],
    /// The attributes of people that the table of statements has.
    attributes: &'f [String],
}

/// Everybody whom several articles can mean.
#[derive(Serialize)]
struct Listed<'f> {
    people: Vec<Listing<'f>>,
    /// The place in `people` of each number that articles have; -1 for those who stay their article's own.
    numbers: Vec<i64>,
    /// Who speaks of whom, and how often.
    edges: Vec<(usize, usize, usize)>,
}

#[derive(Serialize)]
struct Listing<'f> {
    name: &'f str,
    kind: &'static str,
    role: String,
    others: &'f [String],
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    attributes: &'f serde_json::Map<String, serde_json::Value>,
    statements: usize,
    words: usize,
    quoted: usize,
    /// Article, statements and words in it.
    articles: Vec<[usize; 3]>,
}

impl<'f> Lists<'f> {
    fn new(options: &'f Options, figures: &'f Figures, people: &'f People, articles: &'f Packed) -> Self {
        let voices = figures.voices(people);
        let edges = figures.spoken_of(people);
        let mut spoken_of = vec![false; voices.len()];
        edges.iter().for_each(|(_, about, _)| spoken_of[*about] = true);
        let mut listed = vec![None; voices.len()];
        let mut listings = Vec::new();
        for (at, (person, voice)) in people.all().iter().zip(&voices).enumerate() {
            if !person.shared || voice.count.statements == 0 && !spoken_of[at] {
                continue;
            }
            listed[at] = Some(listings.len());
            listings.push(Listing {
                name: &person.name,
                kind: person.kind.as_str(),
                role: overview::role(person),
                others: &person.other_names,
                attributes: &person.attributes,
                statements: voice.count.statements,
                words: voice.count.words,
                quoted: voice.quoted,
                articles: voice.articles.iter().map(|(at, count)| [*at, count.statements, count.words]).collect(),
            });
        }
        let index = |at: Option<usize>| at.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1);
        let numbers = figures.numbers(people).into_iter().map(|person| index(listed[person])).collect();
        let edges = edges.into_iter().filter_map(|(of, about, times)| Some((listed[of]?, listed[about]?, times)));
        let entries = &figures.articles;
        Self {
            people: Listed { people: listings, numbers, edges: edges.collect() },
            listed,
            index: Index {
                titles: entries.iter().map(|entry| &*entry.title).collect(),
                outlet: entries.iter().map(|entry| index(entry.outlet)).collect(),
                published: entries.iter().map(|entry| entry.published.as_deref()).collect(),
                statements: entries.iter().map(|entry| entry.count.statements).collect(),
                words: entries.iter().map(|entry| entry.count.words).collect(),
                outlets: figures.outlets.iter().map(|outlet| &*outlet.name).collect(),
                firsts: &articles.firsts,
                attributes: &options.attributes,
            },
        }
    }
}
