//! Invented articles with their attributions marked in the text: `crates/lab/data/written`.
//!
//! A mark is `{s1:the words}`: `s` source, `c` cue, `q` content, and the number of the statement, or several
//! (`{s1,2:He}`). Marks nest and never run over a line end. A line `=====` ends the article; behind it stands a line a
//! statement, `1: Mary Orrin`: who made it, several joined by ` + `, `~` before one that has no name, `-` for nobody.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, Result, bail, ensure};
use inquit::{
    Gender, SpeakerKind,
    gold::{
        GoldArticle, GoldAttribution, GoldSpeakers,
        speakers::{GoldSpeaker, SpeakersOf},
    },
    types::Span,
};

/// What the files' names end in.
pub const EXTENSION: &str = "marked";

/// The line between an article and who made its statements.
const RULE: &str = "\n=====\n";

/// Every marked article of a folder, by name.
///
/// # Errors
/// If the folder or a file cannot be read, or a file is not marked as told above; the message names file and fault.
pub fn read(folder: &Path) -> Result<Vec<GoldArticle>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("{}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    paths.sort();
    let read = |path: &Path| {
        let marked = std::fs::read_to_string(path)?;
        parse(&path.file_stem().unwrap_or_default().to_string_lossy(), &marked)
    };
    paths.iter().map(|path| read(path).with_context(|| format!("{}", path.display()))).collect()
}

/// The style of an article by its name: `wire` of `wire-07`.
pub fn style(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(style, _)| style)
}

/// One marked article.
///
/// # Errors
/// If it is not marked as told above.
pub fn parse(name: &str, marked: &str) -> Result<GoldArticle> {
    let (body, speakers) = marked.split_once(RULE).context("no line `=====` before the speakers")?;
    let (text, parts) = unmarked(body)?;
    let attributions: Vec<_> = parts
        .into_iter()
        .map(|(number, [source, cue, content])| {
            ensure!(!content.is_empty(), "statement {number} has no content");
            ensure!(!source.is_empty() || !cue.is_empty(), "statement {number} has neither source nor cue");
            Ok(GoldAttribution { id: number.to_string(), source, cue, content })
        })
        .collect::<Result<_>>()?;
    let speakers = Some(who(speakers, &attributions)?);
    Ok(GoldArticle { name: name.to_owned(), annotator: None, text, attributions, speakers })
}

/// Source, cue and content of each statement.
type Marks = BTreeMap<u32, [Vec<Span>; 3]>;

/// The text without its marks, and what they mark.
fn unmarked(body: &str) -> Result<(String, Marks)> {
    let mut text = String::with_capacity(body.len());
    let mut marks = Marks::new();
    let mut open: Vec<(usize, Vec<u32>, usize)> = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = rest.as_bytes()[at];
        rest = &rest[at + 1..];
        if brace == b'{' {
            let (head, behind) = rest.split_once(':').context("`{` without `:`")?;
            let role = "scq".find(|role| head.starts_with(role));
            let numbers = head.get(1..).unwrap_or_default().split(',').map(str::parse).collect();
            let (Some(role), Ok(numbers)) = (role, numbers) else { bail!("`{{{head}:` is no mark") };
            open.push((role, numbers, text.len()));
            rest = behind;
        } else {
            let (role, numbers, start) =
                open.pop().with_context(|| format!("`}}` too many after `{}`", tail(&text)))?;
            let part = &text[start..];
            ensure!(!part.contains('\n'), "`{part}` runs over a line end");
            ensure!(!part.is_empty() && part == part.trim(), "`{part}` is empty or has a blank at an end");
            for number in numbers {
                marks.entry(number).or_default()[role].push(Span::new(start, text.len()));
            }
        }
    }
    text.push_str(rest);
    ensure!(
        open.is_empty(),
        "a mark is not closed: `{}`",
        open.last().map_or("", |(_, _, start)| tail(&text[*start..]))
    );
    for part in marks.values_mut().flatten() {
        part.sort_unstable_by_key(|span| span.start);
    }
    Ok((text, marks))
}

fn tail(text: &str) -> &str {
    text.char_indices().rev().nth(39).map_or(text, |(at, _)| &text[at..])
}

/// The lines behind the article.
fn who(lines: &str, attributions: &[GoldAttribution]) -> Result<GoldSpeakers> {
    let mut speakers: Vec<GoldSpeaker> = Vec::new();
    let mut of = BTreeMap::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let (number, names) = line.split_once(": ").with_context(|| format!("`{line}` names no speaker"))?;
        ensure!(attributions.iter().any(|attribution| attribution.id == number), "there is no statement {number}");
        let names = names.split(" + ").map(str::trim).filter(|name| *name != "-");
        let ids = names.map(|name| {
            if let Some(known) = speakers.iter().find(|speaker| *name.trim_start_matches('~') == *speaker.name) {
                return known.id.clone();
            }
            speakers.push(GoldSpeaker {
                id: format!("S{}", speakers.len() + 1),
                name: name.trim_start_matches('~').to_owned(),
                kind: SpeakerKind::Unknown,
                named: !name.starts_with('~'),
                // A description by its first phrase, too: "The report, which was leaked".
                aliases: name
                    .strip_prefix('~')
                    .and_then(|name| name.split_once(','))
                    .map(|(first, _)| first.to_owned())
                    .into_iter()
                    .collect(),
                roles: Vec::new(),
                gender: Gender::Unknown,
            });
            speakers[speakers.len() - 1].id.clone()
        });
        let made = SpeakersOf { speakers: ids.collect(), ..SpeakersOf::default() };
        ensure!(of.insert(number.to_owned(), made).is_none(), "statement {number} has two lines of speakers");
    }
    if let Some(attribution) = attributions.iter().find(|attribution| !of.contains_key(&attribution.id)) {
        bail!("statement {} has no line of speakers", attribution.id);
    }
    Ok(GoldSpeakers { speakers, attributions: of })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "{s1:Fog} {c1:lifts}\n\n{q2:“It was {s3:the harbour board} {c3:that wanted} {q3:a bell},”} \
        {s2,4:the pilot} {c2:said}. {q2:“Twice.”} He {c4:hoped} {q4:for rain}.\n=====\n1: Fog\n2: ~the pilot\n3: Dell + Rowe\n4: ~the pilot\n";

    #[test]
    fn reads_marks_and_speakers() {
        let article = ARTICLE.replace("{c1:lifts}", "{c1:lifts}{q1:!}");
        let gold = parse("fog-01", &article).unwrap();
        assert!(
            gold.text
                .starts_with("Fog lifts!\n\n“It was the harbour board that wanted a bell,” the pilot said. “Twice.”")
        );
        let of = |spans: &[Span]| spans.iter().map(|span| span.of(&gold.text)).collect::<Vec<_>>();
        let second = &gold.attributions[1];
        assert_eq!(of(&second.content), ["“It was the harbour board that wanted a bell,”", "“Twice.”"]);
        assert_eq!(of(&gold.attributions[3].source), ["the pilot"]);
        let speakers = gold.speakers.unwrap();
        let names: Vec<_> = speakers.speakers.iter().map(|speaker| (&*speaker.name, speaker.named)).collect();
        assert_eq!(names, [("Fog", true), ("the pilot", false), ("Dell", true), ("Rowe", true)]);
        assert_eq!(speakers.attributions["3"].speakers, ["S3", "S4"]);
        assert_eq!(speakers.attributions["4"].speakers, ["S2"]);
        assert_eq!(style("press-release-02"), "press-release");
    }

    fn check(marked: &str, expected: &str) {
        let error = parse("fog-01", marked).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn names_what_is_wrong() {
        check("Fog", "no line `=====` before the speakers");
        check(ARTICLE, "statement 1 has no content");
        check("{x1:Fog}\n=====\n", "`{x1:` is no mark");
        check("{q1:Fog\n=====\n", "a mark is not closed: `Fog`");
        check("Fog}\n=====\n", "`}` too many after `Fog`");
        check("{q1:Fog }\n=====\n", "`Fog ` is empty or has a blank at an end");
        check("{q1:Fog\nlifts}\n=====\n", "`Fog\nlifts` runs over a line end");
        check("{q1:Fog}\n=====\n1: A\n", "statement 1 has neither source nor cue");
        check("{q1:Fog}{c1::}\n=====\n", "statement 1 has no line of speakers");
        check("{q1:Fog}{c1::}\n=====\n1: A\n1: B\n", "statement 1 has two lines of speakers");
        check("{q1:Fog}{c1::}\n=====\n2: A\n", "there is no statement 2");
    }
}
