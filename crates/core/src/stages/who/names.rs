//! How two names stand to each other.

use crate::lang::lexicon;

/// How a name stands to another; the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// The same parts.
    Same,
    /// One is the other's initials.
    Acronym,
    /// Full names of one person: "J. Orrin", "Mary Ann Orrin".
    Variant,
    /// One is the other's end: "Orrin", "Harbour Board" of "Delby Harbour Board".
    Last,
    /// One lies in the other: "Harbour Board" in "Delby Harbour Board Trust".
    Within,
    /// One is the other's first part: "Mary", "Delby".
    First,
    /// One letter apart.
    Spelling,
    /// Names of one country.
    Country,
    /// Two full names of one surname, the given names different.
    Relative,
    /// Two names of one first part.
    Namesake,
    /// Some part is the same.
    Shared,
    /// Nothing.
    Other,
}

/// How two names, lower-cased parts each, stand to each other.
pub(super) fn relation(a: &[String], b: &[String]) -> Relation {
    if a == b {
        return Relation::Same;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let ([.., short_last], [.., long_last]) = (short, long) else { return Relation::Other };
    if let [part] = short
        && long.len() > 1
        && is_acronym(part, long)
    {
        return Relation::Acronym;
    }
    if short.len() > 1 && short_last == long_last {
        let given = lexicon().same_first_name(&short[0], &long[0]);
        let middle = short.len() < 3 || long.len() < 3 || lexicon().same_first_name(&short[1], &long[1]);
        if given && middle {
            return Relation::Variant;
        }
    }
    if is_subsequence(short, long) {
        return match short {
            _ if long.ends_with(short) => Relation::Last,
            [part] if part == &long[0] => Relation::First,
            _ => Relation::Within,
        };
    }
    if (short.len() == long.len() || short.len() == 1) && is_spelling(short, long) {
        return Relation::Spelling;
    }
    let country = |parts: &[String]| lexicon().country(&parts.join(" "));
    if country(short).is_some_and(|found| country(long) == Some(found)) {
        return Relation::Country;
    }
    if short.len() > 1 && short_last == long_last {
        return Relation::Relative;
    }
    if short[0] == long[0] {
        return Relation::Namesake;
    }
    let says = |part: &&String| part.len() > 3;
    if short.iter().filter(says).any(|part| long.contains(part)) { Relation::Shared } else { Relation::Other }
}

/// What is left of the longer of two names without the shorter, where that is its beginning, its end or a part of it.
pub(super) fn rest<'a>(a: &[String], b: &'a [String]) -> Vec<&'a str> {
    let mut short = a.iter().peekable();
    b.iter().filter(|part| short.next_if(|other| other == part).is_none()).map(String::as_str).collect()
}

/// The initials of a name, with and without those of its small words; those of its end too, of three letters or more: "MDA"
/// for "U.S. Missile Defense Agency".
pub(super) fn acronyms(parts: &[String]) -> Vec<String> {
    let small = |part: &&String| matches!(part.as_str(), "of" | "the" | "for" | "and" | "on" | "&" | "to" | "in");
    // "ANA" for "All-Nippon Airways".
    let initials = |parts: &mut dyn Iterator<Item = &String>| -> String {
        parts.flat_map(|part| part.split('-')).filter_map(|part| part.chars().next()).collect()
    };
    let mut found = vec![initials(&mut parts.iter())];
    found.push(initials(&mut parts.iter().filter(|part| !small(part))));
    let end = initials(&mut parts.iter().skip(1).filter(|part| !small(part)));
    found.extend((end.chars().count() > 2).then_some(end));
    found
}

/// Whether a word is the initials of a name.
fn is_acronym(word: &str, parts: &[String]) -> bool {
    // Most words are longer than any initials of the name, which are then not made.
    let most: usize = parts.iter().map(|part| part.split('-').count()).sum();
    (2..=most).contains(&word.chars().count()) && acronyms(parts).iter().any(|initials| initials == word)
}

/// Whether `long` has all of `short`, in order.
pub(in crate::stages) fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|part| rest.any(|other| other == part))
}

/// Whether two names differ in one letter of one part; of the last, where one is only that.
fn is_spelling(a: &[String], b: &[String]) -> bool {
    if let ([part], [_, .., last]) = (a, b) {
        return part.len().min(last.len()) > 4 && one_letter_apart(part, last);
    }
    let mut different = a.iter().zip(b).filter(|(a, b)| a != b);
    matches!((different.next(), different.next()), (Some((a, b)), None) if a.len().max(b.len()) > 4 && one_letter_apart(a, b))
}

/// Whether two words of one first letter differ in one letter, left out, put in or replaced.
pub(in crate::stages) fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.first() != b.first() || a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    // The ending "s" is a plural more often than a slip.
    a.len().max(b.len()) - head - tail <= 1 && (a.len() == b.len() || head + 1 < a.len().max(b.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_names_stand_to_each_other() {
        let check = |a: &str, b: &str, expected| {
            let parts = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(relation(&parts(a), &parts(b)), expected, "{a}, {b}");
            assert_eq!(relation(&parts(b), &parts(a)), expected, "{b}, {a}");
        };
        check("mary orrin", "mary orrin", Relation::Same);
        check("wcq", "wool and cotton queensland", Relation::Acronym);
        check("ana", "all-nippon airways", Relation::Acronym);
        check("mda", "u.s. missile defence agency", Relation::Acronym);
        check("bill orrin", "william orrin", Relation::Variant);
        check("orrin", "mary orrin", Relation::Last);
        check("mary", "mary orrin", Relation::First);
        check("harbour board", "delby harbour board", Relation::Last);
        check("harbour board", "delby harbour board trust", Relation::Within);
        check("jo orrin", "mary orrin", Relation::Relative);
        check("delby council", "delby harbour board", Relation::Namesake);
        check("mary orrin", "mary orrim", Relation::Spelling);
        check("orrim", "mary orrin", Relation::Spelling);
        check("moscow", "russia", Relation::Country);
        check("jo bell", "mary orrin", Relation::Other);
    }
}
