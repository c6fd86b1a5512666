//! Articles with their statements marked in the text (`NAME.marked`) to gold articles.
//!
//! ```text
//! {s1:Mary Orrin, the harbour master}, {c1:said} {q1:the bridge was “a ruin”}. {s2,3:She} {c2:hoped} {q2:for rain}.
//! =====
//! 1: Mary Orrin
//! 2: Mary Orrin
//! =====
//! Mary Orrin | person | female | harbour master @ Port of Stell | the harbour master
//! ```
//!
//! `s` marks a source, `c` a cue, `q` a content; the number is the statement's, or several where statements share
//! the part. Marks nest, never run over a line end and hold no brace of the text's own. The second block says who made each statement: the fullest name
//! in the article, several joined by ` + `, `~` before a description of somebody without a name, `-` for nobody,
//! `@author` for the article's own writer. The third block has a line per speaker: name, kind, gender, roles
//! (`title @ organisation`) and other names, both joined by `;`. A file without the third block has no profiles.

use std::{collections::BTreeMap, path::Path};

use super::{
    GoldArticle, GoldAttribution, GoldError, GoldFault, GoldSpeakers, Levels, files, has_extension, read_text,
    speakers::{GoldRole, GoldSpeaker, SpeakersOf},
    stem,
};
use crate::{Gender, Span, SpeakerKind, output::names::Named};

/// What the files' names end in.
pub const EXTENSION: &str = "marked";

/// Name of the article's own writer in the second block.
pub const AUTHOR: &str = "@author";

/// The line between the blocks of a file.
const RULE: &str = "=====";

/// Reads the marked articles of a folder, in order of name, and the faults of those that are left out.
///
/// # Errors
/// If the folder cannot be read.
pub fn read_folder(folder: &Path) -> Result<(Vec<GoldArticle>, Vec<GoldError>), GoldError> {
    let (mut articles, mut errors) = (Vec::new(), Vec::new());
    for path in files(folder)?.iter().filter(|path| has_extension(path, EXTENSION)) {
        match read_file(path) {
            Ok(article) => articles.push(article),
            Err(error) => errors.push(error),
        }
    }
    Ok((articles, errors))
}

/// Reads one marked article.
///
/// # Errors
/// If the file cannot be read or is not marked as described [above](self).
pub fn read_file(path: &Path) -> Result<GoldArticle, GoldError> {
    let marked = read_text(path)?;
    parse(&stem(path), &marked)
        .map_err(|Fault { line, reason }| GoldError::at_line(path, line, GoldFault::Marks(reason)))
}

/// A fault in a marked article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

/// Parses one marked article.
///
/// ```
/// let marked = "{s1:Una Field} {c1:said} {q1:it rained}.\n=====\n1: Una Field\n=====\nUna Field | person | unknown | pilot |\n";
/// let article = inquit::gold::marked::parse("rain", marked).unwrap();
/// assert_eq!(article.text, "Una Field said it rained.");
/// assert_eq!(article.attributions[0].content[0].of(&article.text), "it rained");
/// ```
///
/// # Errors
/// If it is not marked as described [above](self).
pub fn parse(name: &str, marked: &str) -> Result<GoldArticle, Fault> {
    let mut blocks = vec![(1, Vec::new())];
    for (at, line) in marked.split_inclusive('\n').enumerate() {
        if line.trim_end() == RULE {
            blocks.push((at + 2, Vec::new()));
        } else if let Some((_, lines)) = blocks.last_mut() {
            lines.push(line);
        }
    }
    let (body, who, profiles) = match &blocks[..] {
        [(_, body), who] => (body.concat(), who, None),
        [(_, body), who, profiles] => (body.concat(), who, Some(profiles)),
        _ => return Err(fault(1, format!("{} lines `{RULE}`, expected 1 or 2", blocks.len() - 1))),
    };
    let body = body.strip_suffix('\n').unwrap_or(&body);
    let body = body.strip_suffix('\r').unwrap_or(body);
    let (text, marks) = unmarked(body)?;
    let mut attributions = Vec::with_capacity(marks.len());
    for (number, ([source, cue, content], line)) in marks {
        if content.is_empty() {
            return Err(fault(line, format!("statement {number} has no content")));
        }
        attributions.push(GoldAttribution { id: number.to_string(), source, cue, content });
    }
    let mut speakers = GoldSpeakers::default();
    if let Some((start, lines)) = profiles {
        for (line, text) in numbered(*start, lines) {
            let speaker = profile(text, speakers.speakers.len() + 1).map_err(|reason| fault(line, reason))?;
            speakers.speakers.push(speaker);
        }
    }
    let (start, lines) = who;
    for (line, text) in numbered(*start, lines) {
        credit(text, &attributions, profiles.is_some(), &mut speakers).map_err(|reason| fault(line, reason))?;
    }
    if let Some(attribution) = attributions.iter().find(|one| !speakers.attributions.contains_key(&one.id)) {
        return Err(fault(*start, format!("statement {} has no line of speakers", attribution.id)));
    }
    let (name, speakers) = (name.to_owned(), Some(speakers));
    Ok(GoldArticle { name, annotator: None, text, attributions, speakers, levels: Levels::All })
}

fn fault(line: usize, reason: String) -> Fault {
    Fault { line, reason }
}

/// The lines of a block that say something, with their numbers.
fn numbered<'l>(start: usize, lines: &'l [&str]) -> impl Iterator<Item = (usize, &'l str)> {
    let trimmed = lines.iter().enumerate().map(move |(at, line)| (start + at, line.trim()));
    trimmed.filter(|(_, line)| !line.is_empty())
}

/// Source, cue and content of each statement, and the line of its first mark.
type Marks = BTreeMap<u32, ([Vec<Span>; 3], usize)>;

/// A mark that has begun: its role, its statements, and where it starts in the text.
struct Open {
    role: usize,
    statements: Vec<u32>,
    start: usize,
}

/// The text without its marks, and what they mark.
fn unmarked(body: &str) -> Result<(String, Marks), Fault> {
    let mut text = String::with_capacity(body.len());
    let mut marks = Marks::new();
    let mut open: Vec<Open> = Vec::new();
    let mut line = 1;
    let mut rest = body;
    while let Some(character) = rest.chars().next() {
        if let Some((role, statements, length)) = opening(rest) {
            open.push(Open { role, statements, start: text.len() });
            rest = &rest[length..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        if character == '}'
            && let Some(mark) = open.pop()
        {
            if text[mark.start..].trim().is_empty() {
                return Err(fault(line, "a mark is empty".to_owned()));
            }
            for number in mark.statements {
                let (parts, _) = marks.entry(number).or_insert_with(|| (Default::default(), line));
                parts[mark.role].push(Span::new(mark.start, text.len()));
            }
            continue;
        }
        if character == '\n' {
            if let Some(mark) = open.last() {
                return Err(fault(line, format!("a mark is not closed: `{}`", tail(&text[mark.start..]))));
            }
            line += 1;
        }
        text.push(character);
    }
    if let Some(mark) = open.last() {
        return Err(fault(line, format!("a mark is not closed: `{}`", tail(&text[mark.start..]))));
    }
    for part in marks.values_mut().flat_map(|(parts, _)| parts) {
        part.sort_unstable_by_key(|span| span.start);
    }
    Ok((text, marks))
}

/// The mark that `text` begins with: role, statements, and its length in bytes.
fn opening(text: &str) -> Option<(usize, Vec<u32>, usize)> {
    let inside = text.strip_prefix('{')?;
    let role = "scq".find(inside.chars().next()?)?;
    let (numbers, _) = inside[1..].split_once(':')?;
    let statements = numbers.split(',').map(|number| {
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| number.parse().ok()).flatten()
    });
    Some((role, statements.collect::<Option<_>>()?, numbers.len() + 3))
}

fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(39).map_or(text, |(at, _)| &text[at..])
}

/// Enters a line of the second block.
fn credit(
    line: &str,
    attributions: &[GoldAttribution],
    known_only: bool,
    out: &mut GoldSpeakers,
) -> Result<(), String> {
    let (number, names) = line.split_once(": ").ok_or_else(|| format!("`{line}` is not `NUMBER: NAME`"))?;
    if !attributions.iter().any(|attribution| attribution.id == number) {
        return Err(format!("there is no statement {number}"));
    }
    let mut made = SpeakersOf::default();
    for name in names.split(" + ").map(str::trim).filter(|name| *name != "-") {
        let (named, plain) = (!name.starts_with('~') && name != AUTHOR, name.trim_start_matches('~'));
        let known = out.speakers.iter().find(|speaker| speaker.name == plain && speaker.named == named);
        let id = match known {
            Some(speaker) => speaker.id.clone(),
            None if known_only && name != AUTHOR => return Err(format!("`{name}` has no line in the third block")),
            None => {
                let id = format!("S{}", out.speakers.len() + 1);
                out.speakers.push(without_profile(id.clone(), plain, named));
                id
            }
        };
        made.speakers.push(id);
    }
    match out.attributions.insert(number.to_owned(), made) {
        None => Ok(()),
        Some(_) => Err(format!("statement {number} has two lines of speakers")),
    }
}

fn without_profile(id: String, name: &str, named: bool) -> GoldSpeaker {
    GoldSpeaker {
        id,
        name: name.to_owned(),
        kind: if name == AUTHOR { SpeakerKind::Author } else { SpeakerKind::Unknown },
        named,
        aliases: first_phrase(name, named).into_iter().collect(),
        roles: Vec::new(),
        gender: Gender::Unknown,
    }
}

/// A description is also right by its first phrase: "The report" for "The report, which was leaked".
fn first_phrase(name: &str, named: bool) -> Option<String> {
    (!named).then(|| name.split_once(',')).flatten().map(|(first, _)| first.to_owned())
}

/// A line of the third block.
fn profile(line: &str, number: usize) -> Result<GoldSpeaker, String> {
    let columns: Vec<&str> = line.split('|').map(str::trim).collect();
    let &[name, kind, gender, roles, others] = &columns[..] else {
        return Err(format!("`{}` is not `NAME | kind | gender | roles | other names`", tail(line)));
    };
    let kind = by_name(kind).ok_or_else(|| format!("`{kind}` is not a kind of speaker"))?;
    let gender = by_name(gender).ok_or_else(|| format!("`{gender}` is not a gender"))?;
    let listed = |text: &str| -> Vec<String> {
        text.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    let role = |text: String| {
        let whose = text.strip_prefix("@ ").map(|organisation| ("", organisation));
        let (title, organisation) = whose.or_else(|| text.split_once(" @ ")).unwrap_or((&text, ""));
        let some = |part: &str| Some(part.trim().to_owned()).filter(|part| !part.is_empty());
        GoldRole { title: some(title), organisation: some(organisation) }
    };
    let (named, plain) = (!name.starts_with('~') && name != AUTHOR, name.trim_start_matches('~'));
    let mut speaker = without_profile(format!("S{number}"), plain, named);
    speaker.kind = if name == AUTHOR { SpeakerKind::Author } else { kind };
    speaker.gender = gender;
    speaker.roles = listed(roles).into_iter().map(role).collect();
    let others = listed(others).into_iter().filter(|other| !speaker.aliases.contains(other)).collect::<Vec<_>>();
    speaker.aliases.extend(others);
    Ok(speaker)
}

/// Writes an article with its marks, as [`parse`] reads it.
///
/// Statements are numbered in their order. A mark that crosses another, which no parsed article has, ends with it.
pub fn write(article: &GoldArticle) -> String {
    // One mark per extent and role; numbers share it.
    let mut marks: BTreeMap<(usize, std::cmp::Reverse<usize>, usize), Vec<usize>> = BTreeMap::new();
    for (number, attribution) in (1..).zip(&article.attributions) {
        // Of equal extents the content lies outside, then the source.
        for (letter, spans) in [(0, &attribution.content), (1, &attribution.source), (2, &attribution.cue)] {
            for span in spans {
                marks.entry((span.start, std::cmp::Reverse(span.end), letter)).or_default().push(number);
            }
        }
    }
    let mut out = String::with_capacity(article.text.len() * 2);
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut to = |out: &mut String, ends: &mut Vec<usize>, next: usize| {
        while let Some(end) = ends.pop_if(|end| *end <= next) {
            let end = end.max(at);
            out.push_str(article.text.get(at..end).unwrap_or_default());
            out.push('}');
            at = end;
        }
        out.push_str(article.text.get(at..next).unwrap_or_default());
        at = at.max(next);
    };
    for ((start, std::cmp::Reverse(end), letter), numbers) in marks {
        to(&mut out, &mut ends, start);
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        out.push_str(&format!("{{{}{}:", ["q", "s", "c"][letter], numbers.join(",")));
        ends.push(end);
    }
    to(&mut out, &mut ends, article.text.len());
    let nobody = GoldSpeakers::default();
    let speakers = article.speakers.as_ref().unwrap_or(&nobody);
    let written = |speaker: &GoldSpeaker| match speaker {
        GoldSpeaker { kind: SpeakerKind::Author, .. } => AUTHOR.to_owned(),
        GoldSpeaker { named: true, name, .. } => name.clone(),
        GoldSpeaker { name, .. } => format!("~{name}"),
    };
    out.push_str(&format!("\n{RULE}\n"));
    for (number, attribution) in (1..).zip(&article.attributions) {
        let ids = speakers.attributions.get(&attribution.id).map_or(&[][..], |of| &of.speakers);
        let of_id = |id: &String| speakers.speakers.iter().find(|speaker| speaker.id == *id).map(written);
        let names: Vec<String> = ids.iter().filter_map(of_id).collect();
        let names = if names.is_empty() { "-".to_owned() } else { names.join(" + ") };
        out.push_str(&format!("{number}: {names}\n"));
    }
    out.push_str(&format!("{RULE}\n"));
    for speaker in speakers.speakers.iter().filter(|speaker| speaker.kind != SpeakerKind::Author) {
        let role = |role: &GoldRole| match (&role.title, &role.organisation) {
            (Some(title), Some(organisation)) => format!("{title} @ {organisation}"),
            (Some(title), None) => title.clone(),
            (None, organisation) => format!("@ {}", organisation.as_deref().unwrap_or_default()),
        };
        let roles: Vec<String> = speaker.roles.iter().map(role).collect();
        let first = first_phrase(&speaker.name, speaker.named);
        let others: Vec<&str> =
            speaker.aliases.iter().filter(|alias| Some(*alias) != first.as_ref()).map(String::as_str).collect();
        let (kind, gender) = (speaker.kind.name(), speaker.gender.name());
        let line = [&written(speaker), kind, gender, &roles.join("; "), &others.join("; ")].join(" | ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn by_name<T: Named>(name: &str) -> Option<T> {
    T::ALL.iter().copied().find(|one| one.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "{s1:Fog} {c1:lifts}{q1:!}\n\n{q2:“It was {s3:the harbour board} {c3:that wanted} {q3:a bell},”} \
        {s2,4:the pilot} {c2:said}. {q2:“Twice.”} I {really} {c4:hoped} {q4:for rain}.\n=====\n1: Fog\n2: ~the pilot\n\
        3: Dell + Rowe\n4: @author\n";
    const PROFILES: &str = "=====\nFog | document | unknown | |\n~the pilot | person | female | | she; the woman\n\
        Dell | person | male | clerk @ harbour board; poet; @ Guild | Mr Dell\nRowe | group | unknown | | \n";

    #[test]
    fn reads_marks_and_speakers() {
        let gold = parse("fog-01", ARTICLE).unwrap();
        assert!(
            gold.text.starts_with("Fog lifts!\n\n“It was the harbour board that wanted a bell,” the pilot said. “")
        );
        let of = |spans: &[Span]| spans.iter().map(|span| span.of(&gold.text)).collect::<Vec<_>>();
        let second = &gold.attributions[1];
        assert_eq!(of(&second.content), ["“It was the harbour board that wanted a bell,”", "“Twice.”"]);
        assert_eq!(of(&gold.attributions[3].source), ["the pilot"]);
        let speakers = gold.speakers.unwrap();
        let names: Vec<_> = speakers.speakers.iter().map(|speaker| (&*speaker.name, speaker.named)).collect();
        let expected = [("Fog", true), ("the pilot", false), ("Dell", true), ("Rowe", true), (AUTHOR, false)];
        assert_eq!(names, expected);
        assert_eq!(speakers.speakers[4].kind, SpeakerKind::Author);
        assert_eq!(speakers.attributions["3"].speakers, ["S3", "S4"]);
        assert_eq!(speakers.attributions["4"].speakers, ["S5"]);
    }

    #[test]
    fn reads_profiles() {
        let gold = parse("fog-01", &format!("{ARTICLE}{PROFILES}")).unwrap();
        let speakers = gold.speakers.unwrap().speakers;
        assert_eq!((speakers[1].kind, speakers[1].gender), (SpeakerKind::Person, Gender::Female));
        assert_eq!(speakers[1].aliases, ["she", "the woman"]);
        let role = |title: Option<&str>, organisation: Option<&str>| GoldRole {
            title: title.map(str::to_owned),
            organisation: organisation.map(str::to_owned),
        };
        let expected =
            [role(Some("clerk"), Some("harbour board")), role(Some("poet"), None), role(None, Some("Guild"))];
        assert_eq!(speakers[2].roles, expected);
    }

    #[test]
    fn writes_what_it_reads() {
        let marked = format!("{}{PROFILES}", ARTICLE.replace("4: @author", "4: @author + Dell"));
        let gold = parse("fog-01", &marked).unwrap();
        let written = write(&gold);
        assert_eq!(parse("fog-01", &written).unwrap(), gold, "{written}");
    }

    fn check(marked: &str, line: usize, reason: &str) {
        assert_eq!(parse("fog-01", marked).unwrap_err(), Fault { line, reason: reason.to_owned() });
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        check("Fog", 1, "0 lines `=====`, expected 1 or 2");
        check("\n{c1:Fog}\n=====\n1: Fog\n", 2, "statement 1 has no content");
        check("{q1:Fog\n=====\n", 1, "a mark is not closed: `Fog`");
        check("\n{q1: }\n=====\n", 2, "a mark is empty");
        check("{q1:Fog\nlifts}\n=====\n", 1, "a mark is not closed: `Fog`");
        check("{q1:Fog}{c1::}\n=====\n", 3, "statement 1 has no line of speakers");
        check("{q1:Fog}{c1::}\n=====\n1: A\n1: B\n", 4, "statement 1 has two lines of speakers");
        check("{q1:Fog}{c1::}\n=====\n1 A\n", 3, "`1 A` is not `NUMBER: NAME`");
        check("{q1:Fog}{c1::}\n=====\n2: A\n", 3, "there is no statement 2");
        check("{q1:Fog}\n=====\n1: A\n=====\n", 3, "`A` has no line in the third block");
        check("{q1:Fog}\n=====\n1: A\n=====\nA | god | unknown | |\n", 5, "`god` is not a kind of speaker");
        check(
            "{q1:Fog}\n=====\n1: A\n=====\nA | person | \n",
            5,
            "`A | person |` is not `NAME | kind | gender | roles | other names`",
        );
    }
}
