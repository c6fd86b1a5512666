//! Statements that many articles carry: the fullest wording, and what each of the others makes of it.

use std::fmt::Write as _;

use serde_json::Value;

use super::{figures::Figures, pack::Packed};
use crate::{
    across::{Groups, Place},
    html::{counted, escaped},
};

/// Statements shown.
const SHOWN: usize = 12;
/// Variants of each.
const VARIANTS: usize = 12;
/// A longer wording is not compared word by word, but shown as it is.
const COMPARED: usize = 400;

/// The list; nothing where no statement is in two articles.
pub(super) fn carried(groups: &Groups, figures: &Figures, packed: &Packed) -> Option<String> {
    let several: Vec<_> = groups.carried().iter().filter(|one| one.articles > 1).collect();
    if several.is_empty() {
        return None;
    }
    let mut html = format!(
        "<p>{} in more than one article.</p>\n<ol class=\"carried\">",
        if several.len() == 1 { "1 statement is".to_owned() } else { counted(several.len(), "statement") + " are" }
    );
    for one in several.iter().take(SHOWN) {
        let Some(full) = said(packed, one.representative) else { continue };
        let _ = write!(
            html,
            "<li><blockquote><p>{}</p></blockquote><p class=\"by\">{} <span class=\"quiet\">· {}</span></p>",
            escaped(&full.text),
            escaped(&full.who),
            counted(one.articles as usize, "article")
        );
        let _ = write!(
            html,
            "<details><summary>{} side by side</summary><div class=\"variants\">",
            counted(one.variants.len(), "version")
        );
        for place in one.variants.iter().take(VARIANTS) {
            let Some(variant) = said(packed, *place) else { continue };
            let entry = &figures.articles[place.article as usize];
            let facts = [entry.outlet.map(|at| figures.outlets[at].name.as_str()), entry.published.as_deref()];
            let facts: Vec<&str> = facts.into_iter().flatten().collect();
            let _ = write!(
                html,
                "<div><p>{}</p><p class=\"by\"><a href=\"#/article/{}/{}\">{}</a> <span class=\"quiet\">{}</span></p></div>",
                compared(&variant.text, &full.text),
                place.article,
                place.statement,
                escaped(&entry.title),
                escaped(&facts.join(" · "))
            );
        }
        if one.variants.len() > VARIANTS {
            let _ = write!(html, "<p class=\"quiet\">and {} more</p>", one.variants.len() - VARIANTS);
        }
        html += "</div></details></li>\n";
    }
    html += "</ol>";
    if several.len() > SHOWN {
        let _ = write!(html, "<p class=\"quiet\">The {SHOWN} that most articles carry are shown.</p>");
    }
    Some(html)
}

struct Said {
    text: String,
    who: String,
}

/// A statement's words, and who says them, out of its parcel.
fn said(packed: &Packed, place: Place) -> Option<Said> {
    let (parcel, within) = packed.place(place.article as usize);
    let articles = packed.unpacked(parcel);
    let article = articles.get(within)?;
    let statement = article["statements"].get(place.statement as usize)?;
    let units: Vec<u16> = article["text"].as_str()?.encode_utf16().collect();
    let slice = |span: &Value| {
        let at = |end: usize| span[end].as_u64().and_then(|at| usize::try_from(at).ok());
        units.get(at(0)?..at(1)?).map(String::from_utf16_lossy)
    };
    let parts: Vec<String> = statement["content"].as_array()?.iter().filter_map(slice).collect();
    let names = statement["speakers"].as_array()?.iter().filter_map(Value::as_u64);
    let names = names.filter_map(|at| article["speakers"].get(usize::try_from(at).ok()?)?["name"].as_str());
    let names: Vec<&str> = names.collect();
    let who = if names.is_empty() { "Nobody named".to_owned() } else { names.join(" and ") };
    Some(Said { text: parts.join(" … "), who })
}

/// A variant, with the words marked that the full wording does not have in their order.
fn compared(variant: &str, full: &str) -> String {
    let (ours, theirs): (Vec<&str>, Vec<&str>) =
        (variant.split_whitespace().collect(), full.split_whitespace().collect());
    if ours.len() > COMPARED || theirs.len() > COMPARED {
        return escaped(variant).to_string();
    }
    let common = common(&ours, &theirs);
    let mut html = String::new();
    for (at, (word, same)) in ours.iter().zip(common).enumerate() {
        let space = if at > 0 { " " } else { "" };
        let _ = match same {
            true => write!(html, "{space}{}", escaped(word)),
            false => write!(html, "{space}<ins>{}</ins>", escaped(word)),
        };
    }
    html.replace("</ins> <ins>", " ")
}

/// For each word of the first, whether it is in the longest common subsequence.
fn common(ours: &[&str], theirs: &[&str]) -> Vec<bool> {
    let plain = |word: &str| {
        word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let (ours, theirs): (Vec<_>, Vec<_>) = (
        ours.iter().map(|word| plain(word)).collect::<Vec<_>>(),
        theirs.iter().map(|word| plain(word)).collect::<Vec<_>>(),
    );
    let wide = theirs.len() + 1;
    let mut longest = vec![0_u32; (ours.len() + 1) * wide];
    for one in (0..ours.len()).rev() {
        for other in (0..theirs.len()).rev() {
            longest[one * wide + other] = if ours[one] == theirs[other] {
                longest[(one + 1) * wide + other + 1] + 1
            } else {
                longest[(one + 1) * wide + other].max(longest[one * wide + other + 1])
            };
        }
    }
    let mut same = vec![false; ours.len()];
    let (mut one, mut other) = (0, 0);
    while one < ours.len() && other < theirs.len() {
        if ours[one] == theirs[other] {
            same[one] = true;
            (one, other) = (one + 1, other + 1);
        } else if longest[(one + 1) * wide + other] >= longest[one * wide + other + 1] {
            one += 1;
        } else {
            other += 1;
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_the_fullest_wording_lacks_are_marked() {
        let full = "“The bridge will stay shut until the spring,” she said";
        assert_eq!(compared("the bridge would stay shut", full), "the bridge <ins>would</ins> stay shut");
        assert_eq!(compared("a < b", "a"), "a <ins>&lt; b</ins>");
        assert_eq!(compared("", full), "");
    }
}
