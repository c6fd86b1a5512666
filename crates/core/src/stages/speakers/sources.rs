//! The words of a source to the mentions in it: whom it is about, and who only describes them.
//!
//! A source holds everything that identifies somebody ("Jo Bell, who chairs the board"). The first
//! noun phrase says who; what follows its comma, preposition or relative pronoun does not, except
//! a name in apposition and further members of a list.

use std::ops::Range;

use super::{
    lexicon::{NounClass, lexicon},
    mentions::{BODY, Determiner, Name, Nominal, OTHER, PERSON, PLACE, Pronoun, Text, determiner, is_adjectival},
};
use crate::{
    text::{Shape, is_day, is_month},
    types::Place,
};

/// A mention that a source consists of.
#[derive(Clone, Debug)]
pub(super) enum Unit {
    /// Index into the names.
    Name(usize),
    Nominal(Nominal),
    /// Word index.
    Pronoun(usize, Pronoun),
}

const PREPOSITIONS: [&str; 25] = [
    "of",
    "for",
    "at",
    "in",
    "on",
    "from",
    "with",
    "to",
    "about",
    "by",
    "including",
    "like",
    "against",
    "inside",
    "within",
    "who",
    "which",
    "that",
    "whose",
    "whom",
    "such",
    "close",
    "familiar",
    "as",
    "under",
];

/// The names that start at or after a word, for look-ups by position.
pub(super) struct NameIndex<'a> {
    pub(super) names: &'a [Name],
}

impl NameIndex<'_> {
    /// Names that lie wholly in the range, in order.
    pub(super) fn inside(&self, range: &Range<usize>) -> impl Iterator<Item = (usize, &Name)> + use<'_> {
        let from = self.names.partition_point(|name| name.words.start < range.start);
        let end = range.end;
        self.names[from..]
            .iter()
            .enumerate()
            .take_while(move |(_, name)| name.words.start < end)
            .map(move |(offset, name)| (from + offset, name))
    }
}

/// The mentions a source consists of.
pub(super) fn units(text: &Text, index: &NameIndex, range: Range<usize>) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut start = range.start;
    let mut end = range.end;
    let edge = |at: usize| {
        text.is_mark(at) || text.shape(at) == Some(Shape::Punctuation) && text.word(at) != ")" || text.is_possessive(at)
    };
    while start < end
        && (edge(start) || matches!(text.word(start), "by" | "from" | "for" | "to" | "according" | "and" | "but"))
    {
        start += 1;
    }
    while start < end && edge(end - 1) {
        end -= 1;
    }
    // "With Ivo Lund, the mayor, Jo Bell praised …", all taken for one source: the last name is the subject.
    if start > text.sentence(start.min(text.len() - 1)).start
        && matches!(text.word(start - 1), "with" | "alongside" | "beside")
    {
        let last = index.inside(&(start..end)).last().filter(|(_, name)| name.words.end == end);
        if let Some((name, _)) =
            last.filter(|(_, name)| name.words.start > start + 1 && text.word(name.words.start - 1) == ",")
        {
            return vec![Unit::Name(name)];
        }
    }
    while start < end && units.len() < 12 {
        let Some((unit, next)) = unit(text, index, start, end) else { break };
        let is_name = matches!(unit, Unit::Name(_));
        let singular_role = matches!(&unit, Unit::Nominal(nominal) if !nominal.plural);
        let coordinated = matches!(&unit, Unit::Nominal(nominal)
            if !nominal.plural && nominal.determiner == Determiner::Definite && matches!(nominal.class, Some(NounClass::Role | NounClass::Person)));
        let kin =
            matches!(&unit, Unit::Nominal(nominal) if !nominal.plural && nominal.determiner == Determiner::Possessive);
        units.push(unit);
        let mut at = next;
        if text.word(at) == "(" {
            at = (at..end).find(|close| text.word(*close) == ")").map_or(end, |close| close + 1);
        }
        if singular_role && let Some(name) = described_person(text, index, units.last(), end) {
            units.pop();
            units.push(Unit::Name(name));
            at = index.names[name].words.end;
        }
        // The description goes on: a name in apposition takes its place.
        if matches!(units.last(), Some(Unit::Nominal(_)))
            && singular_role
            && let Some(name) = apposed(text, index, at, end)
        {
            units.pop();
            units.push(Unit::Name(name));
            at = index.names[name].words.end;
        }
        // "Two bakers, Jo Bell and Ann Rao": the names say who they are.
        let counted = determiner(text.word(start)).is_some();
        if !is_name && !singular_role && named_members(text, index, at, end, counted) {
            units.pop();
            start = at + 1;
            continue;
        }
        match text.word(at) {
            "and" | "&" | "or" | "plus" if at + 1 < end => {
                if kin
                    && let Some((name, _)) =
                        index.inside(&(at + 1..end)).find(|(_, name)| !name.modifier && name.before.start <= at + 1)
                {
                    // "his wife and campaign manager Jo Bell" is one person.
                    units.pop();
                    units.push(Unit::Name(name));
                    break;
                }
                // "the former mayor and businesswoman" is one, too.
                let plain = text.shape(at + 1) == Some(Shape::Lower) || lexicon().title(text.word(end - 1)).is_some();
                if coordinated
                    && plain
                    && determiner(text.word(at + 1)).is_none()
                    && lexicon().noun(text.word(end - 1)) == Some(NounClass::Role)
                {
                    break;
                }
                start = at + 1;
            }
            "as" if text.word(at + 1) == "well" && text.word(at + 2) == "as" => start = at + 3,
            "along" if text.word(at + 1) == "with" => start = at + 2,
            "," if at + 1 < end && !is_name && examples(text, at + 1) > 0 => start = at + 1 + examples(text, at + 1),
            "," if at + 1 < end => match listed(text, index, at + 1, end, is_name) {
                Some(next) => start = next,
                None => break,
            },
            _ => break,
        }
    }
    units
}

/// The person whose title a description is: "Acme's head of research | Jo Bell".
fn described_person(text: &Text, index: &NameIndex, unit: Option<&Unit>, end: usize) -> Option<usize> {
    let Some(Unit::Nominal(nominal)) = unit else { return None };
    let bare = matches!(nominal.determiner, Determiner::Bare | Determiner::Possessive);
    let (at, name) = index.inside(&(nominal.head + 1..end)).find(|(_, name)| name.words.end == nominal.words.end)?;
    let before = name.words.start - 1;
    let word = text.word(before);
    // "a spokesman for singer Jo Bell" is not the singer.
    let title_ends = text.shape(before) == Some(Shape::Lower)
        && !PREPOSITIONS.contains(&word)
        && !lexicon().is_function_word(word)
        && !text.is_possessive(before)
        && !["ed", "ing"].iter().any(|ending| word.ends_with(ending))
        && (before == nominal.head || !matches!(lexicon().noun(word), Some(NounClass::Role | NounClass::Person)));
    let person = name.parts.len() > 1 && !name.modifier && name.votes[PERSON] > name.votes[BODY];
    (bare && title_ends && person).then_some(at)
}

/// The name right behind a comma, or right behind a description's "of" phrase and comma.
fn apposed(text: &Text, index: &NameIndex, at: usize, end: usize) -> Option<usize> {
    let comma = (at..end.min(at + 12)).find(|comma| text.word(*comma) == ",")?;
    if (at..comma).any(|word| matches!(text.word(word), "who" | "which" | "that" | "and")) {
        return None;
    }
    let (found, _) = index
        .inside(&(comma + 1..end))
        .next()
        .filter(|(_, name)| !name.modifier && opens_apposition(text, name, comma + 1))?;
    let name = &index.names[found];
    let closed =
        name.words.end >= end || matches!(text.word(name.words.end), "," | "from" | "of" | "who" | "which" | "(");
    let [person, body, place, other] = name.votes;
    let who = person.max(body).max(other);
    (closed && who > 0.2 && who > place).then_some(found)
}

/// Whether a name opens an apposition, perhaps behind its own description: "drinks group | Halden".
fn opens_apposition(text: &Text, name: &Name, at: usize) -> bool {
    let described = |at: usize, end: usize| {
        at < end
            && end - at < 4
            && (at..end)
                .all(|word| text.shape(word) == Some(Shape::Lower) && !lexicon().is_function_word(text.word(word)))
            && lexicon().is_body(text.word(end - 1))
    };
    name.words.start == at || name.before.start == at || described(at, name.words.start)
}

/// Where the next member of a list starts behind a comma; `None` if what follows describes.
fn listed(text: &Text, index: &NameIndex, at: usize, end: usize, after_name: bool) -> Option<usize> {
    let starts_name = |at: usize| {
        index.inside(&(at..end)).next().is_some_and(|(_, name)| {
            !name.modifier && (name.words.start == at || name.before.start == at && name.title.is_some())
        })
    };
    let mut at = at;
    if text.word(at) == "and" {
        return Some(at + 1);
    }
    // "Acme, the Delby Council and the Greens": bodies with their articles, where people are described.
    if after_name && text.word(at) == "the" && starts_body(text, index, at + 1, end) {
        return (at..end).any(|word| matches!(text.word(word), "and" | "&")).then_some(at + 1);
    }
    if after_name && starts_name(at) {
        // "Bell, Rao and Lund": a list has its "and" further on.
        // In a headline the comma is enough: "Bell, Lund agree".
        let headline = text.place(at) == Some(Place::Headline);
        return (headline || (at..end).any(|word| matches!(text.word(word), "and" | "&"))).then_some(at);
    }
    if !after_name && (at..end).any(|word| text.word(word) == "and") && text.shape(at) == Some(Shape::Lower) {
        let plural = lexicon().noun(text.word(at)) == Some(NounClass::Group);
        return plural.then_some(at);
    }
    // "Bell, Republican of Delby, and Rao, …": past the description.
    while at + 2 < end {
        if text.word(at) == "," && text.word(at + 1) == "and" && starts_name(at + 2) {
            return Some(at + 2);
        }
        at += 1;
    }
    None
}

/// Whether a comma and nothing but names with "and" between the last two end a source; people's names only, unless
/// what stands before is `counted`: "two of its members, Halden and Rao & Sons".
fn named_members(text: &Text, index: &NameIndex, comma: usize, end: usize, counted: bool) -> bool {
    if text.word(comma) != "," || comma + 2 >= end {
        return false;
    }
    let mut at = comma + 1;
    // "The applicants, brothers Jo and Ann Rao"
    if text.shape(at) == Some(Shape::Lower) && lexicon().noun(text.word(at)) == Some(NounClass::Group) {
        at += 1;
    }
    let mut joined = false;
    for (_, name) in index.inside(&(at..end)).take(8) {
        let starts = name.words.start == at || name.before.start == at && name.title.is_some();
        let person = name.votes[PERSON] >= name.votes[BODY].max(name.votes[PLACE]);
        if !starts || name.modifier || !person && !counted {
            return false;
        }
        at = name.words.end;
        if joined {
            break;
        }
        if text.word(at) == "," {
            at += 1;
        }
        if text.word(at) == "and" {
            joined = true;
            at += 1;
        }
    }
    joined && at >= end
}

/// How many words lead in members of the group before: "including", "such as"; 0 where none do.
fn examples(text: &Text, at: usize) -> usize {
    match text.word(at) {
        "including" | "like" => 1,
        "such" if text.word(at + 1) == "as" => 2,
        _ => 0,
    }
}

/// Whether a body's name starts at a word and nothing more describes it.
fn starts_body(text: &Text, index: &NameIndex, at: usize, end: usize) -> bool {
    index.inside(&(at..end)).next().is_some_and(|(_, name)| {
        let ends = matches!(text.word(name.words.end), "," | "and" | "&") || name.words.end >= end;
        name.words.start == at && ends && !name.modifier && name.votes[PERSON] < name.votes[BODY].max(name.votes[PLACE])
    })
}

/// The mention that starts at `start`, and where to go on behind its head.
fn unit(text: &Text, index: &NameIndex, start: usize, end: usize) -> Option<(Unit, usize)> {
    let lexicon = lexicon();
    let word = text.word(start);
    if let Some(pronoun) = text.pronoun(start) {
        let alone = start + 1 >= end
            || matches!(
                text.word(start + 1),
                "himself" | "herself" | "themselves" | "itself" | "all" | "both" | "," | "and" | "too" | "also"
            );
        let determines = matches!(word, "his" | "her" | "its" | "their" | "my" | "our" | "your" | "whose" | "that");
        if alone || !determines {
            return Some((Unit::Pronoun(start, pronoun), start + 1));
        }
    }
    // The first phrase: up to a comma, preposition, relative pronoun, bracket or "and".
    let mut stop = start;
    while stop < end {
        if let Some((found, name)) = index.inside(&(stop..end)).next().filter(|(_, name)| name.words.start == stop) {
            let last = name.words.end.min(end);
            let owner = text.is_possessive(last) && last + 1 < end;
            let modifies = name.modifier && last < end && text.shape(last) == Some(Shape::Lower);
            // "Dr Jo Bell head of research": a comma is missing.
            let described = name.parts.len() > 1 && name.votes[PERSON] > 2.0 * name.votes[BODY] + 1.0 && !name.modifier;
            let followed = !name.possessive
                && !described
                && (noun_ahead(text, last, end) || stop > start && plain_noun(text, start, last, end));
            // A prefix of the next name: "Fox News | Jo Bell".
            let prefix =
                index.names.get(found + 1).is_some_and(|next| next.words.start < end && next.before.contains(&stop));
            // "many Republicans" are not all of them.
            let some = stop == start + 1
                && determiner(text.word(start)) == Some(Determiner::Indefinite)
                && name.parts.len() == 1
                && lexicon.singular(&name.parts[0]).is_some()
                && name.votes[PERSON] < name.votes[OTHER].max(name.votes[BODY]);
            if !(owner || modifies || prefix || followed || some) {
                return Some((Unit::Name(found), last));
            }
            stop = last.max(stop + 1);
            continue;
        }
        let word = text.word(stop);
        let premodifies = index.inside(&(stop..end)).find(|(_, name)| !name.modifier).is_some_and(|(_, name)| {
            name.before.contains(&stop) && name.before.start <= start.max(name.before.start) && stop > start
        });
        if !premodifies {
            let stops = stop > start
                && (PREPOSITIONS.contains(&word)
                    || matches!(word, "and" | "or" | "&") && !joins_adjectives(text, start..stop, end))
                || text.shape(stop) == Some(Shape::Punctuation) && !text.is_possessive(stop) && word != "/";
            if stops {
                break;
            }
        }
        stop += 1;
    }
    if stop == start {
        return None;
    }
    // The head: the last noun the lists know, else the last word that is no participle.
    let head = (start..stop)
        .rev()
        .filter(|at| !is_adjectival(text, *at, stop))
        .find(|at| lexicon.noun(text.word(*at)).is_some() && !text.is_possessive(at + 1))
        .or_else(|| (start..stop).rev().find(|at| text.word(*at).starts_with(char::is_alphanumeric)))?;
    let class = lexicon.noun(text.word(head));
    let kind = if (start..head).any(|at| text.is_possessive(at)) {
        Determiner::Possessive
    } else {
        determiner(word).filter(|_| head > start).unwrap_or(Determiner::Bare)
    };
    // What a body's report says, the body says.
    if class == Some(NounClass::Document)
        && let Some(name) = publisher(text, index, start..end, head)
    {
        return Some((Unit::Name(name), index.names[name].words.end.max(stop)));
    }
    let plural = class == Some(NounClass::Group)
        || matches!(word, "two" | "three" | "four" | "five" | "several" | "both" | "many")
        || class.is_none() && lexicon.singular(text.word(head)).is_some()
        || class == Some(NounClass::Document) && text.word(head).ends_with('s');
    // The description's words go on to the end of its phrase, which identifies it.
    let ends = |close: usize| {
        let joined = matches!(text.word(close), "and" | "or")
            && (determiner(text.word(close + 1)).is_some()
                || close == stop && plural && lexicon.noun(text.word(close + 1)) == Some(NounClass::Group));
        let dated = class != Some(NounClass::Document) && is_time(text, close, end);
        text.word(close) == "," || joined || dated
    };
    let close = (stop..end).find(|close| ends(*close)).unwrap_or(end);
    let next = if text.word(stop) == "of" || PREPOSITIONS.contains(&text.word(stop)) { close } else { stop };
    Some((Unit::Nominal(Nominal { words: start..close.max(head + 1), head, determiner: kind, class, plural }), next))
}

/// Whether a determined phrase goes on behind a name with a noun that no list has: "One Delby | porter".
fn plain_noun(text: &Text, start: usize, at: usize, end: usize) -> bool {
    let word = text.word(at);
    at < end
        && determiner(text.word(start)).is_some()
        && text.shape(at) == Some(Shape::Lower)
        && !PREPOSITIONS.contains(&word)
        && !lexicon().is_function_word(word)
        && !text.in_cue[at]
        && !text.is_possessive(at)
        && !word.ends_with("ed")
        && !word.ends_with("ing")
}

/// Whether a noun for people, bodies or documents follows in the same phrase, so that what stands before only
/// modifies it: "Coast | guard officials".
fn noun_ahead(text: &Text, from: usize, end: usize) -> bool {
    let of_phrase = |at: &usize| {
        let word = text.word(*at);
        text.shape(*at) == Some(Shape::Lower)
            && !PREPOSITIONS.contains(&word)
            && !lexicon().is_function_word(word)
            && !text.in_cue[*at]
            && !text.is_possessive(*at)
    };
    (from..end.min(from + 4)).take_while(of_phrase).any(|at| lexicon().noun(text.word(at)).is_some())
}

/// "Federal | and state officials": an adjective that waits for the noun behind "and".
fn joins_adjectives(text: &Text, before: Range<usize>, end: usize) -> bool {
    let at = before.end;
    let adjectives = before.len() < 3
        && before.clone().all(|at| {
            let word = text.word(at);
            text.shape(at) != Some(Shape::Upper) && lexicon().noun(word).is_none() && lexicon().singular(word).is_none()
        });
    let plural = |at: usize| at < end && lexicon().noun(text.word(at)) == Some(NounClass::Group);
    adjectives && text.shape(at + 1) == Some(Shape::Lower) && plural(at + 2)
}

/// Whether only a date is left of a source: "in 2001", "in April", "on Monday".
fn is_time(text: &Text, at: usize, end: usize) -> bool {
    let word = text.word(at + 1);
    let year = text.shape(at + 1) == Some(Shape::Digit) && word.len() == 4;
    at + 2 == end && matches!(text.word(at), "in" | "on" | "last") && (year || is_day(word) || is_month(word))
}

/// The body whose document a description is about: "a Delby Council memo", "a study by Delby University".
fn publisher(text: &Text, index: &NameIndex, range: Range<usize>, head: usize) -> Option<usize> {
    // "a French report" is not what France says.
    let country = |name: &Name| lexicon().country(&name.parts.join(" ")).is_some();
    let body = |name: &Name| name.votes[BODY] > name.votes[PERSON] || name.votes[PLACE] > name.votes[PERSON];
    let mut names = index.inside(&range);
    names
        .find(|(_, name)| {
            let end = name.words.end;
            if end <= head {
                // Right before the head, or its nearest modifiers.
                body(name)
                    && name.votes[BODY] + 0.3 > name.votes[PLACE]
                    && !name.possessive
                    && !country(name)
                    && end + 2 > head
                    && !matches!(
                        text.word(head),
                        "poll" | "survey" | "polls" | "law" | "act" | "rules" | "rule" | "bylaws"
                    )
            } else {
                let start = name.words.start;
                let by = (start.saturating_sub(3)..start).any(|at| at > head && text.word(at) == "by");
                let figures = matches!(text.word(head), "data" | "figures" | "statistics" | "numbers" | "results");
                let sent = matches!(text.word(head), "statement" | "letter" | "memo" | "email" | "notice");
                let from = (figures || sent) && text.word(head + 1) == "from" && start <= head + 3;
                body(name) && by && !name.modifier || from && name.votes[PERSON] < name.votes[BODY] + name.votes[OTHER]
            }
        })
        .map(|(at, _)| at)
}
