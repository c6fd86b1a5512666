//! The head of a first paragraph to a dateline: "TEHRAN, Aug 5 (Reuters) -".
//!
//! What stands before the first dash, bar or colon must parse as place, date and agency, and nothing else. A
//! place in capitals needs no company; one in small letters needs a date, a known agency, or to be
//! a city that papers file from. A colon ends a dateline only after a known city, a date or an agency. Left out:
//! datelines without any such sign, save a place in capitals with a date.

use super::look;
use crate::types::{Dateline, Span};

/// Datelines are short; what stands further in is a parenthesis of the sentence.
const LONGEST: usize = 120;

/// Agencies and broadcasters that name themselves in datelines.
pub(super) const AGENCIES: &[&str] = &[
    "AP",
    "AFP",
    "ANI",
    "ANSA",
    "Associated Press",
    "BBC",
    "Bernama",
    "Bloomberg",
    "Bloomberg News",
    "BUSINESS WIRE",
    "CNN",
    "CNN Business",
    "CNS",
    "CP",
    "The Canadian Press",
    "Canadian Press",
    "dpa",
    "DPA",
    "EFE",
    "GLOBE NEWSWIRE",
    "IANS",
    "INTERFAX",
    "Interfax",
    "IPS",
    "IRNA",
    "JTA",
    "Kyodo",
    "KYODO",
    "PA",
    "PA Media",
    "Press Association",
    "PRNewswire",
    "PTI",
    "RNS",
    "REUTERS",
    "Reuters",
    "Sputnik",
    "TASS",
    "Tass",
    "Thomson Reuters Foundation",
    "UPI",
    "VOA",
    "Xinhua",
    "XINHUA",
    "Yonhap",
    "ACCESSWIRE",
    "AAP",
    "WAFA",
    "SANA",
    "Anadolu",
    "AA",
];

/// Cities written in small letters before a dash, without date or agency.
const CITIES: &[&str] = &[
    "Amsterdam",
    "Ankara",
    "Athens",
    "Atlanta",
    "Baghdad",
    "Bangkok",
    "Beijing",
    "Beirut",
    "Belfast",
    "Belgrade",
    "Berlin",
    "Boston",
    "Brussels",
    "Bucharest",
    "Budapest",
    "Buenos Aires",
    "Cairo",
    "Canberra",
    "Cape Town",
    "Chicago",
    "Copenhagen",
    "Damascus",
    "Delhi",
    "Dhaka",
    "Dubai",
    "Dublin",
    "Edinburgh",
    "Geneva",
    "Glasgow",
    "Hanoi",
    "Havana",
    "Helsinki",
    "Hong Kong",
    "Islamabad",
    "Istanbul",
    "Jakarta",
    "Jerusalem",
    "Johannesburg",
    "Kabul",
    "Kyiv",
    "Lagos",
    "Lisbon",
    "London",
    "Los Angeles",
    "Madrid",
    "Manila",
    "Melbourne",
    "Mexico City",
    "Miami",
    "Milan",
    "Moscow",
    "Mumbai",
    "Nairobi",
    "New Delhi",
    "New York",
    "Oslo",
    "Ottawa",
    "Paris",
    "Prague",
    "Rio de Janeiro",
    "Rome",
    "San Francisco",
    "Seoul",
    "Shanghai",
    "Singapore",
    "Stockholm",
    "Sydney",
    "Taipei",
    "Tehran",
    "Tel Aviv",
    "The Hague",
    "Tokyo",
    "Toronto",
    "Vienna",
    "Warsaw",
    "Washington",
    "Wellington",
    "Zurich",
];

/// Words in capitals before a dash that name no place.
const NO_PLACES: &[&str] = &[
    "ABSTRACT",
    "ADVERTISEMENT",
    "ANALYSIS",
    "BREAKING",
    "COLUMN",
    "COMMENT",
    "CORRECTION",
    "EDITORIAL",
    "EXCLUSIVE",
    "EXPLAINER",
    "FACTBOX",
    "FEATURE",
    "FIFA",
    "FOCUS",
    "INTERVIEW",
    "LIVE",
    "NASA",
    "NATO",
    "NEWS",
    "NOTE",
    "OPEC",
    "OPINION",
    "REVIEW",
    "TIMELINE",
    "UEFA",
    "UPDATE",
    "UPDATED",
    "VIDEO",
    "WATCH",
    "WHO",
    "READ",
    "MORE",
    "POLL",
    "ALERT",
];

/// The dateline at the head of the block at `span`, if it has one.
pub(super) fn dateline(text: &str, span: Span) -> Option<Dateline> {
    let block = span.of(text);
    let (head, rest, end) = split_at_end(block)?;
    // A dash inside a sentence is followed by a small letter: "Orlo — who has …".
    let goes_on = look::unopened(rest).chars().next();
    if goes_on.is_some_and(|first| !first.is_uppercase() && !first.is_numeric()) {
        return None;
    }
    let Parts { place, agency, date } = parse(head)?;
    let known_agency = agency.is_some_and(|agency| AGENCIES.contains(&agency));
    let is_city = |place: &str| CITIES.iter().any(|city| city.to_lowercase() == place.to_lowercase());
    let believable = match place {
        None => known_agency || (agency.is_some() && date.is_some()),
        Some(place) if is_place_in_capitals(place) => {
            agency.is_some()
                || date.is_some()
                || match end {
                    End::Dash | End::Bar => place.len() > 3,
                    // "HALE: Good evening" is a turn of a transcript.
                    End::Colon => is_city(place),
                    End::Block => false,
                }
        }
        Some(place) => {
            let dashed = end == End::Dash && (date.is_some() || !rest.is_empty() && is_city(place));
            is_place_in_small_letters(place) && (known_agency || dashed)
        }
    };
    believable.then(|| Dateline {
        span: Span::new(span.start, span.start + head.len()),
        place: place.map(str::to_owned),
        agency: agency.map(str::to_owned),
        date: date.map(str::to_owned),
    })
}

/// What ends a dateline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Dash,
    Bar,
    Colon,
    /// Nothing: the dateline is all there is.
    Block,
}

/// What stands before the first sign that can end a dateline, what after, and the sign.
fn split_at_end(block: &str) -> Option<(&str, &str, End)> {
    let window = &block[..block.floor_char_boundary(LONGEST)];
    for (at, character) in window.char_indices() {
        let before = block[..at].chars().next_back();
        let after = &block[at + character.len_utf8()..];
        let space_after = after.chars().next().is_none_or(char::is_whitespace);
        let stands_alone = before.is_some_and(|before| before.is_whitespace() || before == ')' || before == '/');
        let end = match character {
            '—' | '―' | '–' => End::Dash,
            '-' if after.starts_with('-') || (stands_alone && space_after) => End::Dash,
            '|' if stands_alone => End::Bar,
            ':' if space_after => End::Colon,
            _ => continue,
        };
        let is_sign =
            |character: char| matches!(character, '-' | '–' | '—' | '―' | '|' | ':') || character.is_whitespace();
        return Some((block[..at].trim_end(), block[at..].trim_start_matches(is_sign), end));
    }
    (window.len() == block.len()).then_some((block, "", End::Block))
}

struct Parts<'t> {
    place: Option<&'t str>,
    agency: Option<&'t str>,
    date: Option<&'t str>,
}

/// Splits "PLACE, Region, Aug 5 (Agency)" in any order of date and agency; `None` if anything is left over.
fn parse(head: &str) -> Option<Parts<'_>> {
    let (before, agency, after) = match bracketed(head, '(', ')').or_else(|| bracketed(head, '/', '/')) {
        Some((before, agency, after)) => (before, Some(agency), after),
        None => (head, None, ""),
    };
    if agency.is_some_and(|agency| {
        look::longer_than(agency, 30)
            || agency.len() < 2
            || !look::is_capitalised(agency) && !AGENCIES.contains(&agency)
    }) {
        return None;
    }
    let separators: &[char] = &[',', ' ', '\u{a0}', ':', '\t', '\n'];
    let after = after.trim_matches(separators);
    let (place, date) = match (split_date(before)?, after) {
        ((place, date), "") => (place, date),
        ((place, None), after) => match split_date(after)? {
            ("", date) => (place, date),
            _ => return None,
        },
        _ => return None,
    };
    let place = place.trim_matches(separators);
    if agency.is_none() && AGENCIES.contains(&place) {
        return Some(Parts { place: None, agency: Some(place), date });
    }
    Some(Parts { place: (!place.is_empty()).then_some(place), agency, date })
}

fn bracketed(head: &str, open: char, close: char) -> Option<(&str, &str, &str)> {
    let start = head.find(open)?;
    let end = start + 1 + head[start + 1..].find(close)?;
    // "BEIJING/HONG KONG/" has slashes too; an agency's stand apart from the place.
    let apart = head[..start].chars().next_back().is_none_or(char::is_whitespace);
    apart.then(|| (&head[..start], head[start + 1..end].trim(), &head[end + 1..]))
}

/// Splits off a date at the end: from the first date word on, all must be date words.
fn split_date(text: &str) -> Option<(&str, Option<&str>)> {
    let mut start = None;
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        match (start, look::is_date_word(word)) {
            _ if word.trim().is_empty() => {}
            (None, true) => start = Some(at),
            (Some(_), false) => return None,
            _ => {}
        }
        at += word.len();
    }
    Some(match start {
        Some(start) => {
            (&text[..start], Some(text[start..].trim_matches(|sign: char| sign == ',' || sign.is_whitespace())))
        }
        None => (text, None),
    })
}

fn is_place_in_capitals(place: &str) -> bool {
    let mut segments = place.split(',').map(str::trim);
    let Some(city) = segments.next() else { return false };
    let regions: Vec<&str> = segments.take(3).collect();
    look::is_all_capitals(city)
        && look::n_words(city, 5) <= 4
        && are_place_letters(city)
        && !city.split_whitespace().any(|word| NO_PLACES.contains(&word))
        && regions.len() <= 2
        && regions.iter().all(|region| is_region(region))
}

fn is_place_in_small_letters(place: &str) -> bool {
    let mut segments = place.split(',').map(str::trim);
    let Some(city) = segments.next() else { return false };
    let regions: Vec<&str> = segments.take(3).collect();
    const INSIDE: &[&str] = &["de", "del", "la", "le", "les", "upon", "on", "of", "and", "al", "el", "the", "sur"];
    look::is_capitalised(city)
        && !look::is_all_capitals(city)
        && look::n_words(city, 5) <= 4
        && are_place_letters(city)
        && city.split_whitespace().all(|word| look::is_capitalised(word) || INSIDE.contains(&word))
        && regions.len() <= 2
        && regions.iter().all(|region| is_region(region))
}

fn is_region(region: &str) -> bool {
    look::is_capitalised(region) && look::n_words(region, 4) <= 3 && are_place_letters(region)
}

fn are_place_letters(place: &str) -> bool {
    place.chars().all(|character| {
        character.is_alphabetic() || matches!(character, ' ' | '.' | '\'' | '’' | '-' | '/' | '\u{a0}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dateline as written, its place, agency and date.
    type Expected<'t> = (&'t str, Option<&'t str>, Option<&'t str>, Option<&'t str>);

    fn check(text: &str, expected: Option<Expected>) {
        let found = dateline(text, Span::new(0, text.len()));
        let found = found
            .as_ref()
            .map(|line| (line.span.of(text), line.place.as_deref(), line.agency.as_deref(), line.date.as_deref()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_wire_datelines() {
        check(
            "OSTBURG, Aug 5 (Reuters) - Rebels left.",
            Some(("OSTBURG, Aug 5 (Reuters)", Some("OSTBURG"), Some("Reuters"), Some("Aug 5"))),
        );
        check(
            "WESTFORD, N.H. (AP) — The mayor quit.",
            Some(("WESTFORD, N.H. (AP)", Some("WESTFORD, N.H."), Some("AP"), None)),
        );
        check(
            "PORT ORLO, Iowa, Aug. 10 (UPI) — Fire.",
            Some(("PORT ORLO, Iowa, Aug. 10 (UPI)", Some("PORT ORLO, Iowa"), Some("UPI"), Some("Aug. 10"))),
        );
        check("(Reuters) - Shares fell.", Some(("(Reuters)", None, Some("Reuters"), None)));
        check(
            "OSTBURG (AFP), May 3 – Rain.",
            Some(("OSTBURG (AFP), May 3", Some("OSTBURG"), Some("AFP"), Some("May 3"))),
        );
        check(
            "LAKE VANE, Ohio, March 4, 2024 /PRNewswire/ -- Vane Inc. today",
            Some((
                "LAKE VANE, Ohio, March 4, 2024 /PRNewswire/",
                Some("LAKE VANE, Ohio"),
                Some("PRNewswire"),
                Some("March 4, 2024"),
            )),
        );
    }

    #[test]
    fn reads_newspaper_and_broadcaster_datelines() {
        check("LONDON: Talks began.", Some(("LONDON", Some("LONDON"), None, None)));
        check("LONDON — The minister quit.", Some(("LONDON", Some("LONDON"), None, None)));
        check("NEW YORK | “No,” she said.", Some(("NEW YORK", Some("NEW YORK"), None, None)));
        check(
            "Paris, 3 May 2024 -- Talks began.",
            Some(("Paris, 3 May 2024", Some("Paris"), None, Some("3 May 2024"))),
        );
        check("London (CNN) — Talks began.", Some(("London (CNN)", Some("London"), Some("CNN"), None)));
        check("CNN — Talks began.", Some(("CNN", None, Some("CNN"), None)));
        check("London – Talks began.", Some(("London", Some("London"), None, None)));
        check("ST. ORLO-ON-SEA —Boats sank.", Some(("ST. ORLO-ON-SEA", Some("ST. ORLO-ON-SEA"), None, None)));
    }

    #[test]
    fn takes_no_ordinary_dash_for_a_dateline() {
        for text in [
            "Orlo — who lost in May — stays.",
            "Orlo — The man who would be king.",
            "EXCLUSIVE – Orlo quits",
            "HOW RELIABLE ARE THE POLLS? - Not very.",
            "THE NORTH VOTES AGAINST THE SOUTH - Again.",
            "The mayor (pictured) - Jane Orlo - quit.",
            "Opinion | Why Orlo lost",
            "NATO - The alliance met.",
            "UPDATE: 5/12 — The vote is over.",
            "A well-known man spoke.",
            "LONDON",
            "HALE: Good evening.",
            "—",
            "",
        ] {
            check(text, None);
        }
    }
}
