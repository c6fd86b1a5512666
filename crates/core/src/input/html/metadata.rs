//! The head of a page and its JSON-LD to what a record says of an article.
//!
//! JSON-LD comes first where it describes an article, since it is written for machines by the same
//! system as the page; OpenGraph, Dublin Core and older meta tags fill what it leaves out. The headline
//! is the one that can be seen, where the page has one `<h1>` that the others agree with: titles for
//! search and for sharing are often other words.

use dom_query::Document;
use serde_json::Value;

use super::bylines::{self, Shown};
use crate::{
    dates,
    input::{
        body::clean,
        fields::{Fields, string},
        json::{self, Slips},
        names::names,
        nested::{article_node, name_of},
    },
    layout::authors as byline_authors,
};

/// The JSON-LD that describes the article of a page.
pub(super) fn node(json_ld: &[String]) -> Option<Value> {
    json_ld.iter().filter_map(|text| json(text)).find_map(|value| article_node(&value))
}

/// What a page says of its article, and the line of its byline; the text is still to be found.
pub(super) fn metadata(document: &Document, node: Option<&Value>) -> (Fields, Option<String>) {
    let page = Page { document, node, shown: bylines::shown(document) };
    let meta = |keys: &[&str]| page.meta(keys);
    let url = page
        .attribute("link[rel=canonical]", "href")
        .or_else(|| meta(&["og:url", "twitter:url"]))
        .or_else(|| page.ld("url"))
        .or_else(|| node.and_then(|node| name_of(node.get("mainEntityOfPage")?, &["@id", "url"])))
        .filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let fields = Fields {
        url,
        outlet: meta(&["og:site_name"])
            .or_else(|| node.and_then(|node| name_of(node.get("publisher")?, &["name"])))
            .or_else(|| meta(&["application-name", "dc.publisher", "cre"]))
            .filter(|outlet| !outlet.starts_with('@')),
        language: page
            .attribute("html", "lang")
            .or_else(|| page.attribute("html", "xml:lang"))
            .or_else(|| page.ld("inLanguage"))
            .or_else(|| meta(&["og:locale", "content-language", "dc.language"]))
            .map(|tag| tag.replace('_', "-")),
        published: page.published(),
        authors: page.authors(),
        headline: page.headline(),
        standfirst: page.deck().or_else(|| page.description()),
        ..Fields::default()
    };
    (fields, page.shown.line)
}

struct Page<'d> {
    document: &'d Document,
    /// The JSON-LD that describes the article.
    node: Option<&'d Value>,
    /// What can be seen of author and date.
    shown: Shown,
}

impl Page<'_> {
    fn ld(&self, key: &str) -> Option<String> {
        string(self.node?.get(key)?).map(|text| unescape(&text)).filter(|text| !text.is_empty())
    }

    /// The first meta tag of these names that has a content. Names are compared without case.
    fn meta(&self, keys: &[&str]) -> Option<String> {
        let tags = self.document.select("meta[content]");
        keys.iter().find_map(|key| {
            tags.nodes().iter().find_map(|tag| {
                let named = ["property", "name", "itemprop", "http-equiv"]
                    .iter()
                    .any(|kind| tag.attr(kind).is_some_and(|name| name.trim().eq_ignore_ascii_case(key)));
                named.then(|| tag.attr("content")).flatten().map(|content| clean(&content)).filter(|it| !it.is_empty())
            })
        })
    }

    fn attribute(&self, selector: &str, attribute: &str) -> Option<String> {
        self.document.select_single(selector).attr(attribute).map(|value| clean(&value)).filter(|it| !it.is_empty())
    }

    fn texts(&self, selector: &str) -> Vec<String> {
        self.document
            .select(selector)
            .nodes()
            .iter()
            .take(40)
            .map(|node| clean(&node.text()))
            .filter(|text| !text.is_empty())
            .collect()
    }

    fn headline(&self) -> Option<String> {
        let shared = self.meta(&["og:title", "twitter:title", "dc.title"]);
        let title = self.texts("title").into_iter().next();
        let others = [self.ld("headline"), shared.clone(), title.clone()];
        let visible = self.texts("h1").into_iter().find(|visible| {
            others.iter().flatten().any(|other| agree(visible, other)) || others.iter().all(Option::is_none)
        });
        visible
            .or_else(|| self.ld("headline"))
            .or_else(|| shared.map(|title| without_site(&title)))
            .or_else(|| title.map(|title| without_site(&title)))
            .map(|headline| clean(&headline))
            .filter(|headline| headline.len() <= 400 && headline.contains(char::is_alphanumeric))
    }

    /// A summary that can be seen and is marked as one.
    fn deck(&self) -> Option<String> {
        const DECKS: &[&str] = &[
            "[itemprop=alternativeHeadline]",
            "[data-testid=standfirst]",
            ".standfirst",
            ".article-standfirst",
            ".dek",
            ".article-dek",
            ".article__dek",
            ".deck",
            ".entry-subtitle",
            ".article-subtitle",
            ".sub-headline",
            ".subheadline",
            ".article__subheadline",
        ];
        DECKS.iter().find_map(|selector| {
            let texts = self.texts(selector);
            // More than one is a list of other stories.
            let [text] = &texts[..] else { return None };
            (20..600).contains(&text.len()).then(|| text.clone())
        })
    }

    fn description(&self) -> Option<String> {
        let meta = self.meta(&["og:description", "description", "twitter:description", "dc.description"]);
        meta.or_else(|| self.ld("description")).map(|text| clean(&unescape(&text))).filter(|text| !text.is_empty())
    }

    /// The date in the page's metadata, unless the page shows the day before or after: theirs is in another time zone.
    fn published(&self) -> Option<String> {
        let told = self
            .ld("datePublished")
            .or_else(|| {
                self.meta(&[
                    "article:published_time",
                    "article:published",
                    "og:article:published_time",
                    "datepublished",
                    "parsely-pub-date",
                    "sailthru.date",
                    "dc.date.issued",
                    "dcterms.created",
                    "dc.date",
                    "pubdate",
                    "publish-date",
                    "publish_date",
                    "date",
                ])
            })
            .or_else(|| self.attribute("time[pubdate]", "datetime"))
            .or_else(|| self.attribute("article time[datetime]", "datetime"))
            .or_else(|| self.attribute("time[datetime]", "datetime"))
            // What a content system prints for no date.
            .filter(|date| !date.starts_with("0001-") && !date.starts_with("1970-01-01"));
        let shown = self.shown.date.clone().or_else(|| self.shown.date_above.clone().filter(|_| told.is_none()));
        let day = |date: &Option<String>| dates::day(date.as_deref()?, None);
        let shown_day = shown.as_deref().and_then(|line| dates::day(&bylines::date_of(line), None));
        match (day(&told), shown_day) {
            (Some(told_day), Some(shown_day)) if (dates::number(told_day) - dates::number(shown_day)).abs() == 1 => {
                shown.as_deref().map(bylines::date_of)
            }
            (None, Some(_)) => shown.as_deref().map(bylines::date_of),
            _ => told,
        }
    }

    fn authors(&self) -> Vec<String> {
        let listed = self.node.and_then(|node| names(node.get("author").or_else(|| node.get("creator"))?));
        let tagged = || {
            self.meta(&["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"])
                .filter(|author| !author.contains("://") && !author.starts_with("www."))
                .and_then(|author| names(&Value::String(author)))
        };
        let told = |found: Option<Vec<String>>| -> Vec<String> {
            let names = found.unwrap_or_default().into_iter().map(|name| clean(&unescape(&name)));
            names.filter(|name| !name.contains("://") && name.contains(char::is_alphabetic)).collect()
        };
        // The metadata often names the outlet; whoever the page shows is then the author.
        let (listed, tagged) = (told(listed), told(tagged()));
        let persons = |names: &[String]| names.iter().any(|name| !byline_authors(name).is_empty());
        let known = [listed, tagged]
            .into_iter()
            .reduce(|one, other| if persons(&one) || !persons(&other) && !one.is_empty() { one } else { other });
        let known = known.unwrap_or_default();
        let Shown { authors: shown, line, .. } = &self.shown;
        // Names agree if the words of one are among those of the other: "Jane Doe. Echo" is Jane Doe.
        let words = |name: &str| -> Vec<String> {
            name.split(|letter: char| !letter.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect()
        };
        let within = |one: &str, other: &str| {
            let other = words(other);
            words(one).iter().all(|word| other.contains(word))
        };
        let is_more = known.iter().all(|name| shown.iter().any(|one| within(name, one))) && known.len() >= shown.len();
        let is_same = known.iter().all(|name| shown.iter().any(|one| within(one, name)));
        if !shown.is_empty() && !is_more && (line.is_some() || !persons(&known) || is_same) {
            shown.clone()
        } else {
            known
        }
    }
}

/// JSON as pages write it: within a CDATA section or a comment, with the slips of those who write it by hand.
fn json(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("//").trim_start();
    let text = text.strip_prefix("<![CDATA[").map_or(text, |inner| inner.trim_end().trim_end_matches("//"));
    let text = text.trim_end().strip_suffix("]]>").unwrap_or(text).trim_end();
    let text = text.strip_prefix("<!--").map_or(text, |inner| inner.strip_suffix("-->").unwrap_or(inner));
    let text = text.trim().trim_end_matches([';', '/']).trim_end();
    json::parse(text, Slips::All).ok()
}

/// Strings of JSON-LD are often escaped once too often: "&#8217;", "&amp;".
pub(super) fn unescape(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return text.to_owned();
    }
    clean(&Document::fragment(super::page::page(text).markup).text())
}

/// Whether two headlines say the same, in other words or shortened: half of the words of the shorter.
fn agree(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|character: char| !character.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shorter = one.len().min(other.len());
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shorter > 0 && shared * 2 >= shorter && one.len() * 4 >= other.len()
}

/// A page's title without the site's name at its end.
fn without_site(title: &str) -> String {
    const MARKS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » "];
    let cut = MARKS.iter().filter_map(|mark| title.rfind(mark)).max();
    match cut {
        Some(at) if title[..at].split_whitespace().count() >= 3 && title[at..].split_whitespace().count() <= 6 => {
            title[..at].trim().to_owned()
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_json_as_pages_write_it() {
        for text in ["{\"a\": 1}", "//<![CDATA[\n{\"a\": 1}\n//]]>", "<!-- {\"a\": 1} -->", " {\"a\": 1}; "] {
            assert_eq!(json(text).unwrap()["a"], 1, "{text}");
        }
        assert_eq!(json("{\"a\": \"x\ny\",}").unwrap()["a"], "x y");
        assert_eq!(json("{\"a\": "), None);
    }

    #[test]
    fn takes_the_site_off_a_title() {
        assert_eq!(without_site("Bridge shut until spring | Westford Echo"), "Bridge shut until spring");
        assert_eq!(without_site("Bridge - shut"), "Bridge - shut");
    }

    #[test]
    fn sees_that_headlines_agree() {
        assert!(agree("Bridge shut until spring", "Westford bridge shut – Echo"));
        assert!(!agree("Westford Echo", "Bridge shut until spring, council says"));
    }
}
