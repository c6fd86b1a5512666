//! Short lines among paragraphs to crossheads.
//!
//! A crosshead is known by its neighbours as much as by itself: a finished paragraph before, a
//! paragraph that is plainly prose after. That keeps out rows of tables, lists, verse and sentences
//! broken by a stray line end, which come in runs. Left out: crossheads that end in a full stop.

use super::look;

const MOST_WORDS: usize = 12;
const MOST_CHARACTERS: usize = 90;

/// Whether `line`, a block of the body, is the heading of what follows. `before` is the block before
/// it, if one is, and `after` the block after.
pub(super) fn is_crosshead(before: Option<&str>, line: &str, after: &str) -> bool {
    is_heading_like(line) && before.is_none_or(is_finished) && is_prose(after, line)
}

fn is_heading_like(line: &str) -> bool {
    let first = look::unopened(line).chars().next();
    !look::longer_than(line, MOST_CHARACTERS)
        && look::n_words(line, MOST_WORDS + 1) <= MOST_WORDS
        && look::has_letter(line)
        && first.is_some_and(|first| first.is_uppercase() || first.is_numeric())
        && ends_like_heading(line)
        && !look::breaks_off(line)
        && !look::is_item(line)
        && !look::is_stamp(line)
        && !look::is_page_furniture(line)
        && !is_bare_quotation(line)
        && !is_labelled(line)
        && !is_result(line)
        && !is_credit(line)
}

/// A crosshead has no stop, or asks a question of nobody in particular; questions of interviews say "you".
fn ends_like_heading(line: &str) -> bool {
    match look::stop(line) {
        None => !line.ends_with([':', ';', ',', '-', '–', '—', '\0']),
        Some('?') => {
            const ASKING: &[&str] = &["What", "Who", "How", "Why", "Where", "When", "Which"];
            const SPOKEN: &[&str] = &["you", "your", "we", "i", "me"];
            !line.ends_with(['"', '”', '’'])
                && (3..=5).contains(&look::n_words(line, 6))
                && look::words(line).next().is_some_and(|first| ASKING.contains(&first))
                && !look::words(line).any(|word| SPOKEN.contains(&word.to_lowercase().as_str()))
        }
        Some(_) => false,
    }
}

/// Whether a quotation of more than a few words is all there is.
fn is_bare_quotation(line: &str) -> bool {
    let quoted = line.starts_with(['"', '“', '«', '„']) && line.ends_with(['"', '”', '»'])
        || line.starts_with(['‘', '\'']) && line.ends_with(['’', '\'']);
    // A paragraph that quotes leaves its mark open where the quotation goes on.
    let open =
        line.starts_with('“') && !line.contains('”') || line.starts_with('"') && line.matches('"').nth(1).is_none();
    open || (quoted && look::n_words(line, 7) > 6)
}

/// "NAME: words" of transcripts and fact boxes; not "Ties ‘strategic’: Orlo", where the name comes last.
fn is_labelled(line: &str) -> bool {
    let Some((before, after)) = line.split_once(':') else { return false };
    let speaker_last = look::n_words(after, 5) <= 4
        && look::words(after).all(look::is_capitalised)
        && look::n_words(before, 3) >= 3
        && (before.contains(['‘', '’', '“', '”', '"', '\''])
            || look::words(before).any(|word| !look::is_capitalised(word)));
    !speaker_last
}

/// "Orlo City 3-1 Vane", "Orlo v Vane", "Ana Roe (Norway) 71.3": more figures than a heading has.
fn is_result(line: &str) -> bool {
    let n = look::n_words(line, MOST_WORDS + 1);
    let figures =
        line.split_whitespace().filter(|word| word.chars().any(|character| character.is_ascii_digit())).count();
    let versus = line.split_whitespace().any(|word| matches!(word, "v" | "vs" | "v." | "vs."));
    let scored = look::words(line).any(|word| {
        word.split_once(['-', '–']).is_some_and(|(left, right)| {
            !left.is_empty()
                && !right.is_empty()
                && left.len() <= 3
                && right.len() <= 3
                && (left.to_owned() + right).bytes().all(|byte| byte.is_ascii_digit())
        })
    });
    versus || scored || figures * 2 > n || line.contains(['\t', '|', '='])
}

/// Credits after the body: "Additional reporting by Jane Doe".
fn is_credit(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["reporting by", "editing by", "writing by", "additional reporting", "compiled by", "translated by"]
        .iter()
        .any(|sign| lower.contains(sign))
        || lower.starts_with("by ")
}

/// Whether the paragraph before is over: a colon or a missing stop promises more.
fn is_finished(before: &str) -> bool {
    look::stop(before).is_some()
}

/// Whether the block after is a paragraph: a sentence, longer than the heading.
fn is_prose(after: &str, heading: &str) -> bool {
    let ends = look::stop(after).is_some() || after.ends_with([':', '"', '”', '’']) || look::longer_than(after, 200);
    ends && !look::starts_small(after)
        && look::n_words(after, 5) >= 5
        && (after.len() > heading.len() || look::longer_than(after, MOST_CHARACTERS))
        && look::unopened(after).starts_with(char::is_alphanumeric)
        && !look::is_stamp(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "The harbour board met on Monday, and closed the bridge.";
    const AFTER: &str =
        "Engineers found cracks in both girders in June, and told the board so in a letter that nobody read.";

    fn check(line: &str, expected: bool) {
        assert_eq!(is_crosshead(Some(BEFORE), line, AFTER), expected, "{line}");
    }

    #[test]
    fn takes_short_lines_between_paragraphs() {
        for line in [
            "Cracks in the girders",
            "‘Not my fault’",
            "Orlo-Vane ties ‘close, deep, lasting’: Hale",
            "What happens next?",
            "WARNING SIGNS",
            "2019 inquiry",
            "Mary Hale, 52",
        ] {
            check(line, true);
        }
    }

    #[test]
    fn leaves_other_short_lines_in_the_body() {
        for line in [
            "It was over.",
            "HALE: Good evening",
            "Hale: keep it",
            "- a freeze on fares",
            "1. Freeze fares",
            "• Freeze fares",
            "Photo: Mary Hale",
            "Mary Hale/Getty Images",
            "“We were never told about any of the cracks”",
            "“We were never told about it",
            "Orlo City 3-1 Vane",
            "Orlo v Vane",
            "4 Hale 71.3 6",
            "Friday, 25 February",
            "10.15am:",
            "Read more: how the bridge closed",
            "Additional reporting by John Roe",
            "What do you think of the plan?",
            "and then it closed",
            "The board, which met on",
            "***",
            "16",
            "www.orlo.example/bridge",
        ] {
            check(line, false);
        }
    }

    #[test]
    fn looks_at_the_neighbours() {
        let line = "Cracks in the girders";
        assert!(!is_crosshead(Some("She named these faults:"), line, AFTER));
        assert!(!is_crosshead(Some("Loose bolts"), line, AFTER));
        assert!(!is_crosshead(Some(BEFORE), line, "Loose bolts"));
        assert!(!is_crosshead(Some(BEFORE), line, "were found in June by the engineers of the board."));
        assert!(is_crosshead(None, line, AFTER));
    }
}
