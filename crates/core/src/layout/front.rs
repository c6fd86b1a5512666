//! The units at the head of a text to headline, standfirst and byline.
//!
//! A headline is known by its missing stop, or, where it has one, by how headlines are written and
//! by what follows. A standfirst looks like any first paragraph, so it takes a reason to call a
//! paragraph that: a byline after it, a deck's form, or a body that starts anew below it: repeats
//! its quotation, or introduces in full those whom it named by surname.

use std::collections::HashSet;

use super::{byline, dateline::dateline, lines::Unit, look};
use crate::types::Span;

/// What a unit is, if it is no part of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Headline,
    Standfirst,
    Byline,
}

/// What the caller knows already, from fields of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    pub(super) headline: Option<Span>,
    pub(super) standfirst: Option<Span>,
}

/// How far into a text its front can reach, in units.
const DEEPEST: usize = 8;
/// Paragraphs of the body that are searched for what a standfirst announces, in bytes.
const RETOLD_WITHIN: usize = 20_000;

/// Tells for each of the first units what part of the front it is. Two neighbouring units can be
/// one part: a headline over two lines.
pub(super) fn front(text: &str, units: &[Unit], known: Known) -> Vec<(usize, Part)> {
    let front = Front { text, units };
    let mut parts = Vec::new();
    let mut headline = known.headline;
    let mut at = 0;
    while at < DEEPEST && at < units.len() && front.is_preamble(at) {
        at += 1;
    }
    if at == DEEPEST || at == units.len() {
        return parts;
    }
    let mut has_byline = false;
    if at + 1 < units.len() && byline::is_byline(front.of(at), false) {
        parts.push((at, Part::Byline));
        has_byline = true;
        at += 1;
    }
    if headline.is_none() && known.standfirst.is_none() && front.is_headline(at) {
        parts.push((at, Part::Headline));
        let mut span = units[at].span;
        at += 1;
        while at < units.len() && front.continues_headline(span, at) {
            parts.push((at, Part::Headline));
            span = span.hull(units[at].span);
            at += 1;
        }
        headline = Some(span);
    }
    let mut has_standfirst = known.standfirst.is_some();
    while at < units.len().min(DEEPEST) {
        let lines = if has_byline { 0 } else { front.byline_lines(at, headline.is_some()) };
        if lines > 0 && at + lines < units.len() {
            parts.extend((at..at + lines).map(|unit| (unit, Part::Byline)));
            has_byline = true;
            at += lines;
        } else if !has_standfirst && headline.is_some_and(|headline| front.is_standfirst(headline, at)) {
            parts.push((at, Part::Standfirst));
            has_standfirst = true;
            at += 1;
        } else if headline.is_some() && look::is_stamp(front.of(at)) {
            at += 1;
        } else {
            break;
        }
    }
    parts
}

struct Front<'t> {
    text: &'t str,
    units: &'t [Unit],
}

impl<'t> Front<'t> {
    fn of(&self, unit: usize) -> &'t str {
        self.units.get(unit).map_or("", |unit| unit.span.of(self.text))
    }

    fn has_dateline(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| dateline(self.text, unit.span).is_some())
    }

    /// Lines that stand over a headline: kickers, dates, a press release's own heading. They stay
    /// paragraphs of the body.
    fn is_preamble(&self, unit: usize) -> bool {
        const LABELS: &[&str] = &[
            "exclusive",
            "breaking",
            "breaking news",
            "opinion",
            "analysis",
            "comment",
            "news",
            "politics",
            "world",
            "business",
            "sport",
            "sports",
            "press release",
            "news release",
            "media release",
            "for immediate release",
            "editorial",
            "live",
            "updated",
            "feature",
            "abstract",
        ];
        let line = self.of(unit);
        if look::longer_than(line, 100) {
            return false;
        }
        let lower = line.trim_end_matches([':', '.', '!', '|']).trim().to_lowercase();
        LABELS.contains(&lower.as_str())
            || lower.starts_with("embargoed")
            || lower.starts_with("for immediate release")
            || (lower.starts_with("contact") || lower.starts_with("media contact")) && line.contains(':')
            || look::is_stamp(line)
            || !look::has_letter(line)
    }

    fn is_headline(&self, at: usize) -> bool {
        let line = self.of(at);
        if self.units.len() < at + 2
            || look::longer_than(line, 220)
            || look::n_words(line, 33) > 32
            || !look::has_letter(line)
            || line.ends_with([':', ',', '—', '–'])
            || look::is_item(line)
            || self.has_dateline(at)
            || self.turn(at).is_some() && self.turn(at) == self.turn(at + 1)
        {
            return false;
        }
        // What the headline stands over, past byline and date.
        let below = (at + 1..self.units.len().min(at + DEEPEST))
            .find(|unit| self.byline_lines(*unit, true) == 0 && !look::is_stamp(self.of(*unit)))
            .unwrap_or(at + 1);
        if look::stop(line).is_none() {
            // Rows of a table and lines of verse have no stop either, nor has anything near them.
            let prose = (at + 1..self.units.len().min(at + DEEPEST))
                .any(|unit| look::stop(self.of(unit)).is_some() || look::longer_than(self.of(unit), 80));
            // A sentence broken by a stray line end goes on in small letters.
            let goes_on = look::starts_small(self.of(at + 1)) && look::longer_than(self.of(at + 1), 100);
            return prose && !goes_on && look::n_sentences(line, 4) <= 3;
        }
        let next = self.of(below);
        let signed = below > at + 1 || self.has_dateline(below);
        look::n_sentences(line, 4) <= 3 && headlinese(line, next, self.of(below + 1), signed) >= 2
    }

    /// How a line names its speaker, if it looks like a turn of a transcript.
    fn turn(&self, unit: usize) -> Option<Turn> {
        let label = look::label(self.of(unit))?;
        if matches!(label, "Q" | "A") || look::is_all_capitals(label) {
            Some(Turn::Capitals)
        } else {
            look::words(label).all(look::is_capitalised).then_some(Turn::Name)
        }
    }

    /// Whether a line continues the headline in `span`, which ended on the line before.
    fn continues_headline(&self, span: Span, at: usize) -> bool {
        let (over, line) = (span.of(self.text), self.of(at));
        !self.units[at].gap_before
            && self.units.len() > at + 1
            && look::stop(over).is_none()
            && !over.ends_with([';', '"', '”'])
            && !look::longer_than(line, 90)
            && !look::longer_than(over, 180)
            && (look::stop(line).is_none() || self.units[at + 1].gap_before && look::starts_small(line))
            && !look::is_item(line)
            && !look::is_stamp(line)
            && self.byline_lines(at, true) == 0
            && (look::starts_small(line)
                || look::breaks_off(over)
                || look::is_title_case(over)
                    && look::is_title_case(line)
                    && self.units[at + 1].gap_before
                    && !look::longer_than(over, 60))
    }

    /// How many units the byline at this place takes: none, one, or two for a name over a role.
    fn byline_lines(&self, at: usize, headed: bool) -> usize {
        let line = self.of(at);
        if byline::is_byline(line, headed) {
            let role_follows =
                at + 2 < self.units.len() && !self.units[at + 1].gap_before && byline::is_role(self.of(at + 1));
            1 + usize::from(role_follows)
        } else if headed && byline::is_name(line) && at + 2 < self.units.len() && byline::is_role(self.of(at + 1)) {
            2
        } else {
            usize::from(headed && self.is_lone_author(at))
        }
    }

    /// Whether a line is a name over a story that never mentions it: its author's, then.
    fn is_lone_author(&self, at: usize) -> bool {
        let (line, next) = (self.of(at), self.of(at + 1));
        let Some(surname) = line.split_whitespace().next_back() else { return false };
        byline::is_name(line)
            && look::stop(line).is_none()
            && look::n_words(line, 4) <= 3
            && look::longer_than(next, 80)
            && look::stop(next).is_some()
            && !self.body_from(at + 1).contains(surname)
    }

    /// The text from a unit on, as far as it is searched.
    fn body_from(&self, unit: usize) -> &'t str {
        let start = self.units.get(unit).map_or(self.text.len(), |unit| unit.span.start);
        let end = self.text.floor_char_boundary(start.saturating_add(RETOLD_WITHIN));
        self.text.get(start..end).unwrap_or("")
    }

    fn is_standfirst(&self, headline: Span, at: usize) -> bool {
        let line = self.of(at);
        let next = self.of(at + 1);
        if next.is_empty()
            || look::longer_than(line, 400)
            || !look::has_letter(line)
            || look::n_words(line, 4) < 2
            || look::n_sentences(line, 4) > 3
            || line.ends_with([':', ','])
            || look::is_item(line)
            || look::is_stamp(line)
            || look::is_page_furniture(line)
            || self.has_dateline(at)
            || self.turn(at).is_some()
            || is_section_label(line)
        {
            return false;
        }
        let headline = headline.of(self.text);
        if headline.ends_with(';') && !look::longer_than(line, 160) {
            return true;
        }
        let prose_below = |unit: usize| look::longer_than(self.of(unit), 80) || look::stop(self.of(unit)).is_some();
        // Between headline and byline, or over a dateline, stands nothing else.
        let lines = self.byline_lines(at + 1, true);
        if lines > 0 && at + 1 + lines < self.units.len() || self.has_dateline(at + 1) {
            return true;
        }
        // A deck without a stop; shorter ones are the first crosshead or a label.
        if look::stop(line).is_none() && !line.ends_with(['"', '”', '…']) {
            return look::n_words(line, 6) >= 6
                && prose_below(at + 1)
                && !look::starts_small(next)
                && !look::longer_than(line, 200);
        }
        look::n_words(line, 46) <= 45 && self.starts_anew(headline, line, at + 1)
    }

    /// Whether the body below tells afresh what `line` told: a lead would not be told twice.
    fn starts_anew(&self, headline: &str, line: &str, below: usize) -> bool {
        let next = self.of(below);
        let body = self.body_from(below);
        let repeats_quotation = quoted(line).any(|words| look::n_words(words, 6) >= 5 && body.contains(words));
        let introduced_again = introduces(line, next);
        let introduced_first = introduces(headline, next) && !introduces(headline, line);
        let own: HashSet<String> = look::content_words(line).collect();
        // A long paragraph says everything somewhere.
        let retold = look::content_words(next).take(40).filter(|word| own.contains(word)).collect::<HashSet<_>>().len();
        let mostly_retold = own.len() >= 5 && retold * 2 >= own.len();
        // The lead tells the news of the headline; what stands between them and does not is a deck.
        let news: HashSet<String> = look::content_words(headline).collect();
        let lead: HashSet<String> = look::content_words(next).take(40).collect();
        let told_below = news.intersection(&lead).count();
        let leads_below = told_below >= 2 && told_below > news.intersection(&own).count();
        let score = 2 * u8::from(repeats_quotation)
            + 2 * u8::from(introduced_again)
            + u8::from(introduced_first)
            + 2 * u8::from(mostly_retold)
            + 2 * u8::from(reports_now(line) && reports_then(next))
            + u8::from(leads_below)
            + u8::from(look::n_words(line, 14) <= 13);
        score >= 3
    }
}

/// How the turns of a transcript begin; one transcript does it in one way.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// "ORLO:", "Q:".
    Capitals,
    /// "Maria Orlo:".
    Name,
}

/// "ABSTRACT.", "Transcript:", the label of what follows.
fn is_section_label(line: &str) -> bool {
    look::n_words(line, 4) <= 3 && (look::is_all_capitals(line) || look::stop(line).is_none())
}

/// Whether `second` gives the full name of somebody whom `first` names by surname alone.
fn introduces(first: &str, second: &str) -> bool {
    let surnames: HashSet<&str> = lone_capitals(first).collect();
    let mut before: Option<&str> = None;
    for word in second.split_whitespace().take(40) {
        let bare = bare(word);
        if let Some(given) = before
            && surnames.contains(bare)
            && !first.contains(given)
        {
            return true;
        }
        let is_given = is_name_like(bare) && word.ends_with(char::is_alphabetic) && !is_title(bare);
        before = is_given.then_some(bare);
    }
    false
}

/// Capitalised words without a capitalised neighbour: surnames alone, among others. The first word of
/// a sentence is not told apart; a surname may well stand there.
fn lone_capitals(text: &str) -> impl Iterator<Item = &str> {
    let mut words = text.split_whitespace().peekable();
    let mut after_capital = false;
    std::iter::from_fn(move || {
        loop {
            let word = words.next()?;
            let name = bare(word);
            let joins_next = word.ends_with(char::is_alphabetic)
                && words.peek().is_some_and(|next| look::is_capitalised(bare(next)));
            let lone = is_name_like(name) && !after_capital && !joins_next;
            after_capital = look::is_capitalised(name) && word.ends_with(char::is_alphabetic);
            if lone {
                return Some(name);
            }
        }
    })
}

fn is_name_like(word: &str) -> bool {
    look::is_capitalised(word) && word.chars().nth(2).is_some() && word.chars().skip(1).any(char::is_lowercase)
}

fn bare(word: &str) -> &str {
    let word = word.trim_matches(|character: char| !character.is_alphanumeric());
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Whether a line reports in the present, as decks do: "the mayor says".
fn reports_now(line: &str) -> bool {
    const NOW: [&str; 12] = [
        "admits", "believes", "calls", "claims", "denies", "insists", "promises", "says", "tells", "urges", "vows",
        "warns",
    ];
    look::words(line).any(|word| NOW.binary_search(&word).is_ok()) && !reports_then(line)
}

/// Whether a paragraph tells what was.
fn reports_then(paragraph: &str) -> bool {
    look::words(paragraph)
        .take(40)
        .any(|word| matches!(word, "said" | "told" | "was" | "were" | "had") || word.len() > 5 && word.ends_with("ed"))
}

/// Words before a surname that are no given names.
fn is_title(word: &str) -> bool {
    const TITLES: &[&str] = &[
        "The",
        "Mrs",
        "Miss",
        "Lord",
        "Lady",
        "Sir",
        "President",
        "Senator",
        "Minister",
        "Secretary",
        "Chancellor",
        "Governor",
        "Judge",
        "General",
        "Major",
        "Captain",
        "Chief",
        "Mayor",
        "Professor",
        "Pope",
        "King",
        "Queen",
        "Prince",
        "Princess",
        "Republican",
        "Democratic",
        "Democrat",
        "Sen",
        "Rep",
        "Gov",
        "Prof",
        "And",
        "But",
        "For",
        "With",
        "New",
        "South",
        "North",
        "West",
        "East",
        "Great",
        "Justice",
        "Speaker",
        "Former",
    ];
    TITLES.contains(&word) || look::is_function_word(word)
}

/// The stretches between double quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    const MARKS: &[char] = &['"', '“', '”'];
    text.split(MARKS).skip(1).step_by(2).map(|words| words.trim_end_matches(['.', ',', '!', '?']).trim())
}

/// How much a line with a stop is written like a headline rather than a first sentence.
fn headlinese(line: &str, next: &str, after_next: &str, signed: bool) -> i32 {
    const STARTS: &[&str] = &["he", "she", "it", "they", "we", "i", "this", "there", "these", "that", "but", "and"];
    const TELLING: &[&str] = &["was", "were", "had", "said", "has", "have", "been", "told"];
    const ARTICLES: &[&str] = &["the", "a", "an"];
    let lower: Vec<String> = look::words(line).map(str::to_owned).collect();
    let has = |list: &[&str]| lower.iter().skip(1).any(|word| list.contains(&word.as_str()));
    let starts_with_article = lower.first().is_some_and(|word| ARTICLES.contains(&word.to_lowercase().as_str()));
    let own: HashSet<String> = look::content_words(line).collect();
    let below: HashSet<String> = look::content_words(next).chain(look::content_words(after_next).take(60)).collect();
    let retold = own.iter().filter(|word| below.contains(*word)).count();
    let asks = matches!(look::stop(line), Some('?' | '!'));
    let mut score = 0;
    score += 3 * i32::from(look::is_title_case(line));
    score += 2 * i32::from(signed);
    score += 2 * i32::from(retold >= 3 || retold >= 2 && retold * 2 >= own.len());
    score += i32::from(retold == 1 || retold == 2);
    score += i32::from(line.contains(['‘', ':']) || line.contains(" '"));
    score += i32::from(asks);
    score += if has(ARTICLES) || starts_with_article { -1 } else { 1 };
    score -= 2 * i32::from(has(TELLING));
    score -= 2 * i32::from(lower.first().is_some_and(|word| STARTS.contains(&word.to_lowercase().as_str())));
    score += i32::from(lower.len() <= 10);
    score -= 2 * i32::from(lower.len() > 14) + 2 * i32::from(lower.len() > 22);
    score -= 3 * i32::from(line.starts_with(['"', '“']) || line.ends_with(['"', '”']));
    score -= 2 * i32::from(next.len() < line.len());
    score
}
