//! Lines under a headline to bylines, and bylines to authors.
//!
//! "By" before names is enough; without it, names need a journalist's role beside them. A byline is
//! made of names, roles, bodies and places, so one small letter too many makes it prose.

use super::{dateline::AGENCIES, look};

/// How bylines begin, in small letters.
const PREFIXES: &[&str] = &[
    "by",
    "written by",
    "words by",
    "words",
    "story by",
    "report by",
    "reported by",
    "reporting by",
    "analysis by",
    "text by",
    "posted by",
    "article by",
    "opinion by",
    "exclusive by",
    "comment by",
];

/// What journalists are called.
const ROLES: &[&str] = &[
    "editor",
    "editors",
    "correspondent",
    "correspondents",
    "reporter",
    "reporters",
    "writer",
    "writers",
    "columnist",
    "journalist",
    "bureau",
    "staff",
    "contributor",
    "contributors",
    "producer",
    "critic",
    "photographer",
    "newsroom",
    "agencies",
    "desk",
    "intern",
    "leader-writer",
];

/// Small words inside names.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "del", "della", "der", "den", "van", "von", "ter", "al", "el", "bin", "ibn", "le", "la", "du",
    "dos", "y", "e",
];

/// Small words between names.
const JOINTS: &[&str] = &[
    "and",
    "in",
    "for",
    "of",
    "the",
    "at",
    "with",
    "from",
    "our",
    "on",
    "special",
    "to",
    "chief",
    "political",
    "senior",
    "foreign",
    "court",
    "home",
    "affairs",
    "business",
    "sports",
    "sport",
    "science",
    "health",
    "education",
    "crime",
    "news",
    "deputy",
    "assistant",
    "diplomatic",
    "legal",
    "economics",
    "north",
    "south",
    "investigations",
    "freelance",
    "night",
    "contributing",
];

/// Whether a line names the authors. `headed` says that it stands under a headline, where a line
/// of names without "By" may be one.
pub(super) fn is_byline(line: &str, headed: bool) -> bool {
    if look::longer_than(line, 160)
        || look::n_words(line, 21) > 20
        || line.ends_with([':', '?', '!', ',', ';', '"', '”'])
    {
        return false;
    }
    match strip_prefix(line) {
        Some(names) => !ends_in_sentence(names) && made_of_names(names) && starts_with_name(names),
        None => headed && !ends_in_sentence(line) && made_of_names(line) && is_signed(line),
    }
}

/// Whether a line is one name alone, of two to four words: the upper half of a byline of two lines.
pub(super) fn is_name(line: &str) -> bool {
    let n = look::n_words(line, 5);
    (2..=4).contains(&n)
        && !look::longer_than(line, 50)
        && line.split_whitespace().all(|word| look::is_capitalised(word) || PARTICLES.contains(&word))
        && line.split_whitespace().filter(|word| look::is_capitalised(word)).count() >= 2
        && line
            .chars()
            .all(|character| character.is_alphabetic() || matches!(character, ' ' | '.' | '\'' | '’' | '-' | '\u{a0}'))
}

/// Whether a line is a journalist's role alone: "Staff Writer", "Political Editor, The Orlo Herald".
pub(super) fn is_role(line: &str) -> bool {
    look::n_words(line, 9) <= 8 && !ends_in_sentence(line) && has_role(line) && made_of_names(line)
}

/// The names in a byline, as written, in order; places, roles and bodies are left out.
///
/// "By Jane Doe and John Roe in Paris" names Jane Doe and John Roe.
pub(crate) fn authors(byline: &str) -> Vec<String> {
    let names = strip_prefix(byline).or_else(|| strip_from(byline)).unwrap_or(byline);
    let mut authors: Vec<String> = Vec::new();
    for part in names.split([',', ';', '|', '/', '\n', '\r', '&', '•', '·']) {
        for name in split_words(part, &["and", "with"]) {
            let name = split_words(&name, &["in", "at", "for", "of", "from"]).into_iter().next().unwrap_or_default();
            let is_agency = AGENCIES.contains(&name.trim_start_matches("the ").trim_start_matches("The "));
            if is_name(&name) && !has_role(&name) && !is_agency && !is_body(&name) && !authors.contains(&name) {
                authors.push(name);
            }
        }
    }
    authors
}

/// Splits at any of the small words, which capitals do not change: "JANE DOE AND JOHN ROE".
fn split_words(text: &str, at: &[&str]) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in text.split_whitespace() {
        if at.contains(&word.to_lowercase().as_str()) {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            if !part.is_empty() {
                part.push(' ');
            }
            part.push_str(word);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether a capitalised phrase is a body rather than a person: "The Orlo Herald", "BBC News".
fn is_body(name: &str) -> bool {
    const SIGNS: &[&str] = &[
        "news",
        "times",
        "post",
        "herald",
        "press",
        "tribune",
        "gazette",
        "journal",
        "daily",
        "mail",
        "chronicle",
        "media",
        "guardian",
        "telegraph",
        "the",
        "bbc",
        "cnn",
        "service",
        "network",
        "magazine",
        "radio",
        "tv",
        "team",
        "examiner",
        "courier",
        "echo",
        "argus",
        "bugle",
    ];
    look::words(name).any(|word| SIGNS.contains(&word.to_lowercase().as_str()))
}

fn strip_prefix(line: &str) -> Option<&str> {
    let line = line.trim();
    PREFIXES.iter().find_map(|prefix| {
        let head = line.get(..prefix.len())?;
        let rest = line[prefix.len()..].strip_prefix(|next: char| next.is_whitespace() || next == ':')?;
        // "Words" alone opens many a headline; as a credit it has a colon.
        let plain = *prefix != "words" || line[prefix.len()..].starts_with(':');
        (plain && head.eq_ignore_ascii_case(prefix)).then(|| rest.trim_start_matches([':', ' ']).trim())
    })
}

fn strip_from(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("From ").or_else(|| line.strip_prefix("FROM "))?;
    let lower = rest.to_lowercase();
    (lower.contains(" in ") || lower.contains(", ")).then_some(rest)
}

/// Names with a role, in a place, or several names.
fn is_signed(line: &str) -> bool {
    let has_from = strip_from(line);
    let names = has_from.unwrap_or(line);
    let first = names.split([',', '|', '/', '•', '·']).next().unwrap_or("").trim();
    if first.len() < names.len() && is_name(first) && !has_role(first) && has_role(names) {
        return true;
    }
    let people = split_words(names, &["and", "in"]);
    match &people[..] {
        [name, place] if names.contains(" in ") => is_name(name) && is_place(place),
        [one, another, rest @ ..] => {
            names.contains(" and ")
                && is_name(one)
                && (is_name(another) || has_role(another))
                && rest.iter().all(|place| is_place(place))
        }
        _ => false,
    }
}

fn is_place(text: &str) -> bool {
    look::n_words(text, 5) <= 4 && text.split_whitespace().all(look::is_capitalised)
}

fn has_role(text: &str) -> bool {
    look::words(text).any(|word| ROLES.contains(&word.to_lowercase().as_str()))
}

/// Whether a full stop ends the line that is none of an initial's or abbreviation's.
fn ends_in_sentence(line: &str) -> bool {
    let last = line.split_whitespace().next_back().unwrap_or("");
    look::stop(line).is_some()
        && !matches!(last, "Jr." | "Sr." | "M.D." | "Ph.D." | "D.C." | "U.S." | "Esq.")
        && !is_initial(last)
}

fn is_initial(word: &str) -> bool {
    word.chars().count() == 2 && look::is_capitalised(word)
}

fn made_of_names(line: &str) -> bool {
    look::words(line).all(|word| {
        look::is_capitalised(word)
            || PARTICLES.contains(&word)
            || JOINTS.contains(&word)
            || ROLES.contains(&word.to_lowercase().as_str())
            || word.contains(['@', '.'])
            || AGENCIES.contains(&word)
    }) && !line.chars().any(|character| character.is_numeric())
}

/// Whether what follows "By" is a name, an agency or the paper's own staff, not "Christmas".
fn starts_with_name(names: &str) -> bool {
    let first = names.split([',', '|', '/', '&', ';', '\n', '@', '•', '·', '(']).next().unwrap_or("").trim();
    let bare = first
        .strip_prefix("the ")
        .or_else(|| first.strip_prefix("The "))
        .or_else(|| first.strip_prefix("THE "))
        .unwrap_or(first);
    if AGENCIES.iter().any(|agency| agency.eq_ignore_ascii_case(bare)) || has_role(first) {
        return true;
    }
    split_words(first, &["and", "in", "for", "at", "of", "with", "from"]).first().is_some_and(|name| is_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_after_by() {
        for line in [
            "By Jane Doe",
            "BY JANE DOE",
            "By Jane Doe and John Roe in Paris",
            "By Jane Doe, Political Editor",
            "by Ana van der Berg",
            "By John Q. Roe Jr.",
            "By Jane Doe | The Orlo Herald",
            "By the Associated Press",
            "By Reuters",
            "By our foreign staff",
            "Written by Jane Doe",
            "Words: Jane Doe",
        ] {
            assert!(is_byline(line, false), "{line}");
        }
    }

    #[test]
    fn takes_signed_names_only_under_a_headline() {
        for line in [
            "Jane Doe, Political Editor",
            "Jane Doe | Staff Writer",
            "JANE DOE / Staff Writer",
            "Jane Doe in Paris",
            "Jane Doe and John Roe",
            "Jane Doe and agencies",
            "Jane Doe, John Roe and Ana Vane, BBC News correspondents",
            "From Jane Doe in Port Orlo",
        ] {
            assert!(is_byline(line, true), "{line}");
            assert!(!is_byline(line, false), "{line}");
        }
    }

    #[test]
    fn leaves_prose_and_headlines_alone() {
        for line in [
            "By Christmas",
            "By 58%-33%, voters oppose it",
            "By Jane Doe's account, nobody was hurt.",
            "By then the bridge had closed",
            "From Ana Peel writing at The Orlo Post:",
            "Jane Doe, mayor of Orlo",
            "Orlo Park",
            "Words fail the mayor",
            "Byline fever",
            "By Jane Doe won the race",
        ] {
            assert!(!is_byline(line, true), "{line}");
        }
    }

    #[test]
    fn lists_authors_without_places_roles_and_bodies() {
        let check = |line: &str, expected: &[&str]| assert_eq!(authors(line), expected, "{line}");
        check("By Jane Doe and John Roe in Paris", &["Jane Doe", "John Roe"]);
        check("JANE DOE\nStaff Writer", &["JANE DOE"]);
        check("BY JANE DOE AND JOHN ROE", &["JANE DOE", "JOHN ROE"]);
        check("By Jane Doe, Political Editor, and Ana van der Berg", &["Jane Doe", "Ana van der Berg"]);
        check("By Jane Doe | The Orlo Herald", &["Jane Doe"]);
        check("By the Associated Press", &[]);
        check("From Jane Doe in Port Orlo", &["Jane Doe"]);
        check("By Jane Doe, BBC News", &["Jane Doe"]);
    }
}
