//! Subtitles to a text of turns: SubRip and WebVTT.
//!
//! What is said between two times is joined to sentences. A new paragraph begins with a new speaker, marked by a voice tag
//! (`<v Ilse Brandt>`), `>>`, a dash, or a label in capitals, and after a pause at the end of a sentence. A name
//! comes at the head of the paragraph as in a transcript: `Ilse Brandt: We are not out of the woods.`, with small letters even
//! where captions have capitals. The times of the paragraphs are in `extra`, as `times`: a pair of seconds each.
//!
//! Left out: the place of a line on the screen, colours, and notes of the editor.

use serde_json::{Value, json};

use super::{
    body::{Block, BlockKind},
    fields::Fields,
};

/// Seconds of silence that end a paragraph, after the end of a sentence.
const PAUSE: f64 = 2.0;

/// What is said between two times.
struct Cue {
    start: f64,
    end: f64,
    lines: Vec<String>,
}

/// A paragraph, and when it is said.
struct Turn {
    text: String,
    start: f64,
    end: f64,
}

/// Whether a text is one of subtitles: WebVTT's mark, or a number, a pair of times and words, as SubRip begins.
///
/// ```
/// use inquit::input::subtitles::looks_like_subtitles;
///
/// assert!(looks_like_subtitles("1\n00:00:01,000 --> 00:00:03,000\nGood evening.\n"));
/// assert!(!looks_like_subtitles("1\nGood evening.\n"));
/// ```
pub fn looks_like_subtitles(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let is_vtt =
        text.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_number = |line: &str| !line.is_empty() && line.len() < 7 && line.bytes().all(|byte| byte.is_ascii_digit());
    is_vtt || lines.next().is_some_and(is_number) && lines.next().is_some_and(|line| times(line).is_some())
}

/// The text of subtitles; `None` if nothing is said in them.
pub fn subtitles(text: &str) -> Option<Fields> {
    let turns = turns(&cues(text));
    let blocks: Vec<Block> = turns.iter().filter_map(|turn| Block::new(BlockKind::Paragraph, &turn.text)).collect();
    if blocks.is_empty() {
        return None;
    }
    let times: Vec<Value> = turns
        .iter()
        .filter(|turn| Block::new(BlockKind::Paragraph, &turn.text).is_some())
        .map(|turn| json!([turn.start, turn.end]))
        .collect();
    let mut fields = Fields::default();
    fields.extra.insert("times".to_owned(), Value::Array(times));
    fields.set_blocks(blocks);
    Some(fields)
}

/// The pair of times of a line: `00:01:02,500 --> 00:01:04,000`, in seconds.
fn times(line: &str) -> Option<(f64, f64)> {
    let (start, end) = line.split_once("-->")?;
    Some((time(start)?, time(end.split_whitespace().next()?)?))
}

/// `01:02:03,500` and `02:03.500`.
fn time(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let numbers: Vec<f64> = parts.iter().map(|part| part.trim().parse::<f64>().ok()).collect::<Option<_>>()?;
    let seconds = numbers.iter().fold(0.0, |sum, number| sum * 60.0 + number);
    (seconds.is_finite() && seconds >= 0.0).then_some((seconds * 1000.0).round() / 1000.0)
}

fn cues(text: &str) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut is_open = false;
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if let Some((start, end)) = times(line) {
            cues.push(Cue { start, end, lines: Vec::new() });
            is_open = true;
        } else if line.is_empty() {
            is_open = false;
        } else if is_open && let Some(cue) = cues.last_mut() {
            let line = plain(line);
            if !line.is_empty() {
                cue.lines.push(line);
            }
        }
    }
    cues
}

/// A line without tags, a voice as a label: `<v Ilse Brandt>No.` is `Ilse Brandt: No.`
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.find('<') {
        text += &rest[..open];
        let Some(len) = rest[open..].find('>') else {
            text += &rest[open..];
            rest = "";
            break;
        };
        let tag = &rest[open + 1..open + len];
        let voice = tag.strip_prefix('v').filter(|voice| voice.starts_with([' ', '.', '\t']));
        if let Some((_, name)) = voice.and_then(|voice| voice.split_once(char::is_whitespace)) {
            text += &format!("{VOICE}{}: ", name.trim());
        }
        rest = &rest[open + len + 1..];
    }
    text += rest;
    let text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    // Of SubStation Alpha: where a line stands.
    let text = match (text.find("{\\"), text.find('}')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &text[..open], &text[close + 1..]),
        _ => text,
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sign before a voice, until turns are separated.
const VOICE: char = '\u{1}';

fn turns(cues: &[Cue]) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut voice = String::new();
    let mut before: &[String] = &[];
    for cue in cues {
        // Captions that roll up say the last line again.
        let repeated = (1..=cue.lines.len().min(before.len()))
            .rev()
            .find(|n| before[before.len() - n..] == cue.lines[..*n])
            .unwrap_or(0);
        before = &cue.lines;
        for line in &cue.lines[repeated..] {
            let (is_new, words) = turn(line, &mut voice);
            let pause = turns.last().is_none_or(|last| cue.start - last.end > PAUSE && ends_sentence(&last.text));
            match turns.last_mut().filter(|_| !is_new && !pause) {
                Some(last) => {
                    last.text += &format!(" {words}");
                    last.end = cue.end;
                }
                None => turns.push(Turn { text: words, start: cue.start, end: cue.end }),
            }
        }
    }
    turns
}

/// Whether a line begins a turn, and its words, with a label where the speaker is named.
fn turn(line: &str, voice: &mut String) -> (bool, String) {
    if let Some(rest) = line.strip_prefix(VOICE) {
        let (name, words) = rest.split_once(": ").unwrap_or(("", rest));
        // The same voice goes on in the next cue.
        let is_new = name != voice;
        *voice = name.to_owned();
        return (is_new, if is_new && !name.is_empty() { format!("{name}: {words}") } else { words.to_owned() });
    }
    let marked = line.strip_prefix(">>").map(|rest| rest.trim_start_matches(['>', ' ']));
    let dashed = ["- ", "– ", "— "].iter().find_map(|dash| line.strip_prefix(dash));
    if let Some(words) = marked.or(dashed) {
        voice.clear();
        return (true, with_label(words.trim_start()).unwrap_or_else(|| words.trim_start().to_owned()));
    }
    let labelled = with_label(line);
    (labelled.is_some(), labelled.unwrap_or_else(|| line.to_owned()))
}

/// A line that begins with a name in capitals and a colon, the name written as names are: "ILSE BRANDT: No."
fn with_label(line: &str) -> Option<String> {
    let (name, words) = line.split_once(": ")?;
    let is_capital = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|letter| letter.is_uppercase() || matches!(letter, '.' | '\'' | '’' | '-'))
    };
    let is_label = !words.is_empty() && (1..=4).contains(&name.split(' ').count()) && name.len() > 2;
    (is_label && name.split(' ').all(is_capital)).then(|| {
        let mut written = String::with_capacity(line.len());
        let mut is_inside = false;
        for letter in name.chars() {
            if is_inside {
                written.extend(letter.to_lowercase())
            } else {
                written.push(letter)
            }
            is_inside = letter.is_alphabetic();
        }
        format!("{written}: {words}")
    })
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '"', '’', '\'', ')']).ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str], times: Value) {
        assert!(looks_like_subtitles(text), "{text}");
        let fields = subtitles(text).unwrap();
        let article = fields.into_article(None);
        let found: Vec<&str> = article.sections[0].paragraphs.iter().map(|span| span.of(&article.text)).collect();
        assert_eq!(found, expected);
        assert_eq!(article.extra["times"], times);
    }

    #[test]
    fn cues_of_subrip_are_turns_and_sentences() {
        check(
            "\u{feff}1\r\n00:00:01,000 --> 00:00:04,000\r\n>> GOOD EVENING. THE FERRY\r\nSAILS AGAIN TONIGHT.\r\n\r\n2\r\n00:00:04,100 --> 00:00:07,500\r\n\
             MAYOR UNA DAHL SAID IT WOULD\r\nSAIL ON TUESDAY TOO.\r\n\r\n3\r\n00:00:08,000 --> 00:00:11,000\r\n>> ANA HALE: <i>WE ARE</i> FULL.\r\n\r\n\
             4\r\n00:00:20,000 --> 00:00:22,000\r\n{\\an8}NOBODY ELSE\r\n",
            &[
                "GOOD EVENING. THE FERRY SAILS AGAIN TONIGHT. MAYOR UNA DAHL SAID IT WOULD SAIL ON TUESDAY TOO.",
                "Ana Hale: WE ARE FULL.",
                "NOBODY ELSE",
            ],
            json!([[1.0, 7.5], [8.0, 11.0], [20.0, 22.0]]),
        );
        check(
            "1\n00:00:01,000 --> 00:00:02,000\n- Is it full?\n- It is.\n",
            &["Is it full?", "It is."],
            json!([[1.0, 2.0], [1.0, 2.0]]),
        );
    }

    #[test]
    fn voices_of_webvtt_are_labels() {
        check(
            "WEBVTT - The ferry\n\nNOTE made by hand\n\nintro\n00:01.000 --> 00:03.500 align:start\n<v Ana Hale>We are full &amp; <c.loud>late</c>.</v>\n\n\
             00:03.600 --> 00:05.000\n<v Ana Hale>Very late.\n\n01:00:05.200 --> 01:00:06.000\n<v.loud Ivo Lund>Nonsense.\n",
            &["Ana Hale: We are full & late. Very late.", "Ivo Lund: Nonsense."],
            json!([[1.0, 5.0], [3605.2, 3606.0]]),
        );
    }

    #[test]
    fn captions_that_roll_up_are_said_once() {
        check(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nthe ferry is\n\n00:02.000 --> 00:03.000\nthe ferry is\nfull tonight\n\n00:03.000 --> 00:04.000\nfull tonight\nshe said\n",
            &["the ferry is full tonight she said"],
            json!([[1.0, 4.0]]),
        );
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "",
            "1\nThe ferry sails.\n",
            "WEBVTTS are files.\n",
            "2024\n3 --> 4\n",
            "The ferry sails 00:01 --> 00:02.\n",
        ] {
            assert!(!looks_like_subtitles(text), "{text}");
        }
        assert!(subtitles("1\n00:00:01,000 --> 00:00:02,000\n\n").is_none());
    }

    proptest! {
        #[test]
        fn any_lines_are_read(lines in proptest::collection::vec("(WEBVTT|[0-9]|00:0[0-9][.,]000 --> 00:0[0-9].500|<v [A-Z]{0,2}>|>> |- |<|\\{\\\\|[A-Z]{2,4}: |[a-zé&;>}]{0,6}|){1,3}", 0..20)) {
            if let Some(fields) = subtitles(&lines.join("\n")) {
                prop_assert!(!fields.into_article(None).text.contains(VOICE));
            }
        }
    }
}
