//! What has happened to a text on its way, noted and, if that is asked for, mended.
//!
//! Three kinds: UTF-8 that was read as windows-1252 and encoded again (`â€œ`), character references of HTML that nobody
//! decoded (`&rsquo;`), and what a page leaves in text copied from it: heads with page numbers, form feeds, words divided
//! at line ends. A text without these is left as it is; one with them is read as it is unless it is mended first, because
//! offsets are into the text that was read.
//!
//! Left out: letters that a scanner took for others, and columns that ran into each other.

use std::collections::BTreeMap;

use crate::types::{Note, NoteCode, Span};

/// What is wrong with a text, each kind once, with its first place.
pub fn inspect(text: &str) -> Vec<Note> {
    let note = |code, span, message: &str| Note { code, span: Some(span), message: message.to_owned() };
    let mut notes = Vec::new();
    if let Some(first) = twice_encoded(text).first() {
        let message = "characters that were encoded twice; mend them before reading to get the letters that were meant";
        notes.push(note(NoteCode::TwiceEncoded, first.span, message));
    }
    if let Some(first) = references(text).first() {
        let message = "character references of HTML that were not decoded";
        notes.push(note(NoteCode::UndecodedEntities, first.span, message));
    }
    if let Some(first) = page_breaks(text).first() {
        let message = "heads of pages, or words divided at line ends, as in text copied from pages";
        notes.push(note(NoteCode::PageBreaks, first.span, message));
    }
    notes
}

/// The text mended; `None` if there is nothing to mend.
///
/// ```
/// assert_eq!(inquit::input::damage::repair("â€œNo,â€\u{9d} said RenÃ©.").as_deref(), Some("“No,” said René."));
/// assert_eq!(inquit::input::damage::repair("“No,” said René."), None);
/// ```
pub fn repair(text: &str) -> Option<String> {
    let mut mended = None;
    for find in [twice_encoded, references, page_breaks] {
        let current = mended.as_deref().unwrap_or(text);
        let edits = find(current);
        if !edits.is_empty() {
            mended = Some(edited(current, &edits));
        }
    }
    mended
}

/// A part of a text, and what should be there.
#[derive(Debug)]
struct Edit {
    span: Span,
    instead: String,
}

fn edited(text: &str, edits: &[Edit]) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut end = 0;
    for Edit { span, instead } in edits {
        mended.push_str(text.get(end..span.start).unwrap_or_default());
        mended.push_str(instead);
        end = span.end.max(end);
    }
    mended + text.get(end..).unwrap_or_default()
}

/// Characters of UTF-8 that were read byte by byte.
fn twice_encoded(text: &str) -> Vec<Edit> {
    // Nearly all texts have none of the letters that such bytes begin with.
    if !text.contains(['â', 'Ã', 'Â', 'Å', 'Ä', 'ð']) {
        return Vec::new();
    }
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |at: usize| letters.get(at).map_or(text.len(), |(start, _)| *start);
    let (mut edits, mut points) = (Vec::new(), 0);
    let mut at = 0;
    while at < letters.len() {
        let Some((letter, n)) = meant(&letters[at..]) else {
            at += 1;
            continue;
        };
        // A sequence of three is no accident, nor is an accented small letter; two signs may be.
        points += if n >= 3 || letter.is_lowercase() { 2 } else { 1 };
        let span = Span::new(end_of(at), end_of(at + n));
        edits.push(Edit { span, instead: letter.to_string() });
        at += n;
    }
    if points >= 2 { edits } else { Vec::new() }
}

/// The character that the next ones were before they were read byte by byte, and how many they are.
fn meant(letters: &[(usize, char)]) -> Option<(char, usize)> {
    let first = byte_of(letters.first()?.1)?;
    let n = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = vec![first];
    for (_, letter) in letters.get(1..n)? {
        bytes.push(match byte_of(*letter) {
            Some(byte @ 0x80..=0xbf) => byte,
            // Of the bytes that windows-1252 has no sign for, only the one of a closing mark is frequent.
            None if *letter == '\u{fffd}' && bytes == [0xe2, 0x80] => 0x9d,
            _ => return None,
        });
    }
    let letter = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    (!letter.is_control()).then_some((letter, n))
}

/// The byte of a character in windows-1252, or in Latin-1, where it is beyond ASCII.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte @ 0x80..) = u8::try_from(letter) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_foreign) = encoding_rs::WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    match *bytes {
        [byte @ 0x80..=0xff] if !is_foreign => Some(byte),
        _ => None,
    }
}

/// The name of a character reference, from the words after its `&`: `rsquo`, `#8217`.
pub(super) fn reference(after: &str) -> Option<&str> {
    /// The longest name, in bytes.
    const LONGEST: usize = 8;

    let end = after.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    Some(&after[..end])
}

/// Character references of HTML.
fn references(text: &str) -> Vec<Edit> {
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("quot", '"'),
        ("apos", '\''),
        ("lt", '<'),
        ("gt", '>'),
        ("nbsp", '\u{a0}'),
        ("rsquo", '’'),
        ("lsquo", '‘'),
        ("rdquo", '”'),
        ("ldquo", '“'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("pound", '£'),
        ("euro", '€'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("aacute", 'á'),
        ("iacute", 'í'),
        ("oacute", 'ó'),
        ("uacute", 'ú'),
        ("ntilde", 'ñ'),
        ("ccedil", 'ç'),
        ("auml", 'ä'),
        ("ouml", 'ö'),
        ("uuml", 'ü'),
        ("szlig", 'ß'),
    ];
    let mut edits = Vec::new();
    for (start, _) in text.match_indices('&') {
        let Some(name) = reference(&text[start + 1..]) else { continue };
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        });
        let named = NAMES.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter);
        // Numbers below 160 were written for the signs of windows-1252.
        let numbered = number.and_then(|number| match number {
            0x80..=0x9f => {
                let byte = u8::try_from(number).ok()?;
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
            }
            number => char::from_u32(number).filter(|letter| !letter.is_control()),
        });
        if let Some(letter) = named.or(numbered) {
            let span = Span::new(start, start + name.len() + 2);
            edits.push(Edit { span, instead: letter.to_string() });
        }
    }
    edits
}

/// A line, where it lies, and what it is without its number.
struct Line<'t> {
    span: Span,
    text: &'t str,
}

/// Heads and feet of pages, form feeds, and words divided at line ends.
fn page_breaks(text: &str) -> Vec<Edit> {
    let lines = lines(text);
    if lines.len() < 3 {
        return Vec::new();
    }
    let heads = heads(&lines);
    let mut edits: Vec<Edit> = heads.iter().map(|at| without(&lines, *at)).collect();
    let divided = divided(text, &lines, &heads);
    if divided.len() + 2 * heads.len() >= 2 {
        edits.extend(divided);
    }
    edits.extend(
        text.match_indices('\u{c}').map(|(at, _)| Edit { span: Span::new(at, at + 1), instead: String::new() }),
    );
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    // What goes with a line cannot be mended in it.
    let mut end = 0;
    edits.retain(|edit| {
        let is_free = edit.span.start >= end;
        end = end.max(edit.span.end);
        is_free
    });
    edits
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let span = Span::new(start, start + line.len());
            start = span.end;
            Line { span, text: line.trim() }
        })
        .collect()
}

/// The lines that are heads or feet: the same words with other numbers, twice at least, or words of a page turned.
fn heads(lines: &[Line<'_>]) -> Vec<usize> {
    const LONGEST: usize = 100;

    let mut alike: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.text.len() <= LONGEST) {
        let (mut shape, mut has_number) = (String::new(), false);
        for word in line.text.split_whitespace() {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            has_number |= is_number;
            shape += if is_number { "#" } else { word };
            shape.push(' ');
        }
        let has_words = shape.chars().filter(|letter| letter.is_alphabetic()).count() >= 3;
        // "3 May" is a heading as well as a head; "Page 3" is none.
        let is_long = shape.split(' ').count() > 3 || shape.to_lowercase().starts_with("page ");
        if has_number && has_words && is_long {
            alike.entry(shape).or_default().push(at);
        }
    }
    let differ = |found: &&Vec<usize>| {
        found.windows(2).all(|pair| lines[pair[0]].text != lines[pair[1]].text && pair[1] - pair[0] > 2)
    };
    let mut heads: Vec<usize> =
        alike.values().filter(|found| found.len() > 1).filter(differ).flatten().copied().collect();
    for (at, line) in lines.iter().enumerate() {
        let lower = line.text.to_lowercase();
        let turned = ["continued on page ", "continued from page ", "please turn to page "];
        if line.text.len() < 60 && turned.iter().any(|start| lower.starts_with(start)) && !heads.contains(&at) {
            heads.push(at);
        }
    }
    heads.sort_unstable();
    heads
}

/// Takes a head out, and the empty lines around it where the sentence goes on below them.
fn without(lines: &[Line<'_>], at: usize) -> Edit {
    let is_empty = |line: &Line<'_>| line.text.is_empty();
    let above = lines[..at].iter().rposition(|line| !is_empty(line));
    let below = lines[at + 1..].iter().position(|line| !is_empty(line)).map(|found| at + 1 + found);
    let goes_on = above.zip(below).is_some_and(|(above, below)| {
        let ended = lines[above].text.ends_with(['.', '!', '?', '”', '"', '’', ':']);
        let begins_small = lines[below].text.starts_with(|letter: char| letter.is_lowercase());
        !ended || begins_small
    });
    let span = match (goes_on, above, below) {
        (true, Some(above), Some(below)) => Span::new(lines[above].span.end, lines[below].span.start),
        _ => lines[at].span,
    };
    Edit { span, instead: String::new() }
}

/// Words that a line end divides: the halves are joined, with the hyphen where the text has the word so elsewhere.
fn divided(text: &str, lines: &[Line<'_>], heads: &[usize]) -> Vec<Edit> {
    let bodies: Vec<usize> = (0..lines.len()).filter(|at| !heads.contains(at)).collect();
    let mut edits = Vec::new();
    for pair in bodies.windows(2) {
        let (upper, lower) = (&lines[pair[0]], &lines[pair[1]]);
        let Some(left) = upper.text.strip_suffix(['-', '\u{ad}']) else { continue };
        let is_letter = |letter: char| letter.is_alphabetic();
        let first = left.rsplit(|letter: char| !is_letter(letter)).next().unwrap_or_default();
        let second: String = lower.text.chars().take_while(|letter| is_letter(*letter)).collect();
        // Lines of a text that is set in columns are full.
        let is_full = upper.text.chars().count() >= 25;
        let is_word = !first.is_empty() && second.starts_with(|letter: char| letter.is_lowercase());
        if !is_full || !is_word || !upper.text.contains(' ') {
            continue;
        }
        let hyphen = if text.contains(&format!("{first}-{second}")) { "-" } else { "" };
        let start =
            upper.span.start + text[upper.span.start..upper.span.end].find(upper.text).unwrap_or(0) + left.len();
        let end = lower.span.start + text[lower.span.start..lower.span.end].find(lower.text).unwrap_or(0);
        // A head between the halves goes with the line end.
        edits.push(Edit { span: Span::new(start, end), instead: hyphen.to_owned() });
    }
    edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>, codes: &[NoteCode]) {
        assert_eq!(repair(text).as_deref(), expected, "{text}");
        let notes = inspect(text);
        assert_eq!(notes.iter().map(|note| note.code).collect::<Vec<_>>(), codes, "{text}");
        for note in notes {
            let span = note.span.unwrap();
            assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()), "{text}");
        }
        if let Some(mended) = repair(text) {
            assert_eq!(repair(&mended), None, "{text}");
        }
    }

    #[test]
    fn characters_that_were_encoded_twice_are_decoded() {
        let codes = &[NoteCode::TwiceEncoded];
        check("â€œThe ferry sails,â€\u{9d} said RenÃ© OrlÃ¸.", Some("“The ferry sails,” said René Orlø."), codes);
        check("â€œThe ferry sails,â€\u{fffd} he said.", Some("“The ferry sails,” he said."), codes);
        check("It costs Â£4 â€“ not Â£5.", Some("It costs £4 – not £5."), codes);
        check("Zoë and RenÃ© came.", Some("Zoë and René came."), codes);
        // Read as Latin-1, whose bytes are control characters there.
        check("â\u{80}\u{9c}No,â\u{80}\u{9d} he said.", Some("“No,” he said."), codes);
    }

    #[test]
    fn character_references_are_decoded() {
        let codes = &[NoteCode::UndecodedEntities];
        check(
            "&ldquo;No,&rdquo; said Una of Orlo &amp; Sons&#8217; yard.",
            Some("“No,” said Una of Orlo & Sons’ yard."),
            codes,
        );
        check("&#147;No,&#148; she said.", Some("“No,” she said."), codes);
    }

    #[test]
    fn heads_of_pages_and_divided_words_are_mended() {
        let text = "WESTFORD POST     Friday 3 May 2024     7\n\nBridge shut\n\nThe swing bridge was shut on Mon-\nday, the council told report-\ners. \
                    “We have no money for the work and no\nidea where it should come from, so we will\nWESTFORD POST     Friday 3 May 2024     8\n\
                    wait,” said Una Dahl of the well-known\nbridge board. “It is a well-\nknown fact.”\nContinued on page 9\n";
        let mended = "\nBridge shut\n\nThe swing bridge was shut on Monday, the council told reporters. “We have no money for the work and no\n\
                      idea where it should come from, so we will\nwait,” said Una Dahl of the well-known\nbridge board. “It is a well-known fact.”\n";
        check(text, Some(mended), &[NoteCode::PageBreaks]);
        let torn = "Bridge shut\n\nThe council said that the bridge will stay\n\nPost 3 May 7\n\nshut until spring and that nobody knows\nwhat it \
                    will cost to mend it.\n\nPost 4 May 8\n\nThe ferry sails.\n";
        let mended = "Bridge shut\n\nThe council said that the bridge will stay\nshut until spring and that nobody knows\nwhat it will cost to \
                      mend it.\n\n\nThe ferry sails.\n";
        check(torn, Some(mended), &[NoteCode::PageBreaks]);
        check(
            "Page one.\n\u{c}Page two.\nAnd more.\n",
            Some("Page one.\nPage two.\nAnd more.\n"),
            &[NoteCode::PageBreaks],
        );
    }

    #[test]
    fn sound_texts_are_left_alone() {
        for text in [
            "",
            "“Né à Orlé,” dit Zoë. «Ça va?» SÃO PAULO – A ponte está fechada.",
            "Orlo & Sons; R&D; the firm’s AT&T line; a&b;",
            "The three-\nyear plan is over, she said, and a twenty-minute walk is no\nlonger enough.\n",
            "Results\n\nWestford 2 Orlo 1\nOrlo 3 Westford 4\nSnede 1 Tarn 1\n",
            "On 3 May 2024 the bridge was shut.\n\nOn 4 May 2024 it was opened.\n",
            "The storm\n\n3 May\n\nIt rained.\n\n4 May\n\nIt rained again.\n",
            "- a list-\n- of things\n- that end-\n",
            "He wrote: â.",
            "Crème brûlée – Â, said the teacher, is a letter.",
        ] {
            check(text, None, &[]);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_inspected_and_mended(text in "([âÃÂ€œ\u{9d}\u{fffd}©]|&(amp|#8217|#x41|#0);|-\n|\u{c}|\n|Post [0-9] May\n|[a-zé .]{0,6}){0,30}") {
            for note in inspect(&text) {
                let span = note.span.unwrap();
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            repair(&text);
        }
    }
}
