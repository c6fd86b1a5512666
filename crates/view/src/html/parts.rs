//! One speaker, one statement, and lists of them to tables.

use std::{collections::HashMap, fmt::Write as _};

use inquit::output::{SpanRecord, SpeakerRecord, StatementRecord};

use super::{
    article::{UNSURE, role},
    counted, escaped, fragment, number,
    tables::{Column, more, rows_of},
};

/// Mentions and aliases that are shown of one speaker.
const SHOWN: usize = 12;

/// What an article says of a speaker.
pub fn speaker(speaker: &SpeakerRecord) -> String {
    let mut facts = vec![("Kind", speaker.kind.as_str().to_owned())];
    let roles: Vec<String> = speaker.roles.iter().map(role).collect();
    facts.push(("Roles", some(&roles)));
    facts.push(("Also called", some(&speaker.aliases)));
    if speaker.gender != inquit::Gender::Unknown {
        facts.push(("Gender, by the article’s words", speaker.gender.as_str().to_owned()));
    }
    let mentions: Vec<String> = speaker.mentions.iter().map(|mention| mention.text.clone()).collect();
    facts.push(("Mentions", format!("{}: {}", number(mentions.len()), some(&mentions))));
    let title = format!("{} <span class=\"quiet\">{}</span>", escaped(&speaker.name), escaped(&speaker.id));
    fragment(&speaker.name, &facts_table(&title, &facts))
}

/// One statement: its words, and what they were read as.
pub fn statement(statement: &StatementRecord) -> String {
    let mut html = String::from("<article><p class=\"text\">");
    html += &content(statement);
    html += "</p></article>\n";
    let cue = statement.cue.as_ref().map_or_else(
        || "–".to_owned(),
        |cue| {
            let negated = if cue.negated { ", negated" } else { "" };
            let hedged = if cue.hedged { ", hedged" } else { "" };
            format!("{} ({}{negated}{hedged})", cue.text, cue.act.as_str())
        },
    );
    let mut facts = vec![
        ("Kind", statement.kind.as_str().to_owned()),
        ("Source", joined(&statement.source)),
        ("Cue", cue),
        ("Speakers", if statement.speakers.is_empty() { "–".to_owned() } else { statement.speakers.join(", ") }),
        ("Confidence", format!("{:.2}", statement.confidence)),
    ];
    if !statement.addressees.is_empty() {
        let addressees: Vec<String> = statement.addressees.iter().map(|one| one.text.clone()).collect();
        facts.push(("Said to", some(&addressees)));
    }
    facts.extend(statement.reported_by.iter().map(|id| ("Reported by", id.clone())));
    facts.extend(statement.repeats.iter().map(|id| ("Repeats", id.clone())));
    facts.extend(statement.inside.iter().map(|id| ("Inside", id.clone())));
    facts.extend(statement.note.iter().map(|note| ("Note", note.text.clone())));
    facts.extend(statement.why.iter().map(|why| ("Why", why.clone())));
    html += &facts_table(&escaped(&statement.id).to_string(), &facts);
    fragment(&format!("Statement {}", statement.id), &html)
}

/// Speakers, a row each; no more than `limit`.
pub fn speakers(speakers: &[&SpeakerRecord], limit: usize) -> String {
    let columns = [
        Column::text("Id"),
        Column::head("Name"),
        Column::text("Kind"),
        Column::text("Roles"),
        Column::text("Also called"),
        Column::number("Mentions"),
    ];
    let rows = speakers.iter().take(limit).map(|speaker| {
        let roles: Vec<String> = speaker.roles.iter().map(role).collect();
        vec![
            escaped(&speaker.id).to_string(),
            escaped(&speaker.name).to_string(),
            speaker.kind.as_str().to_owned(),
            escaped(&some(&roles)).to_string(),
            escaped(&some(&speaker.aliases)).to_string(),
            number(speaker.mentions.len()),
        ]
    });
    let table = rows_of(&counted(speakers.len(), "speaker"), &columns, rows) + &more(speakers.len(), limit);
    fragment("Speakers", &table)
}

/// Statements, a row each; no more than `limit`. `names` are those of the speakers by id, where they are known.
pub fn statements(statements: &[&StatementRecord], names: &HashMap<String, String>, limit: usize) -> String {
    let columns = [
        Column::text("Id"),
        Column::head("Speaker"),
        Column::long("Statement"),
        Column::text("Kind"),
        Column::text("Act"),
        Column::number("Confidence"),
    ];
    let rows = statements.iter().take(limit).map(|statement| {
        let who: Vec<String> = statement
            .speakers
            .iter()
            .map(|id| names.get(id).unwrap_or(id))
            .map(|name| escaped(name).to_string())
            .collect();
        vec![
            escaped(&statement.id).to_string(),
            if who.is_empty() { "<i class=\"quiet\">nobody named</i>".to_owned() } else { who.join("; ") },
            content(statement),
            statement.kind.as_str().to_owned(),
            statement.cue.as_ref().map_or("–", |cue| cue.act.as_str()).to_owned(),
            format!("{:.2}", statement.confidence),
        ]
    });
    let table = rows_of(&counted(statements.len(), "statement"), &columns, rows) + &more(statements.len(), limit);
    fragment("Statements", &table)
}

/// The parts of a content, what is quoted of each marked.
fn content(statement: &StatementRecord) -> String {
    let mut html = String::new();
    let unsure = if statement.confidence < UNSURE { " unsure" } else { "" };
    for (at, part) in statement.content.iter().enumerate() {
        if at > 0 {
            html += " <span class=\"quiet\">…</span> ";
        }
        let (mark, end) = match statement.quoted.iter().any(|quoted| quoted.start < part.end && part.start < quoted.end)
        {
            true => (format!("<mark class=\"q{unsure}\">"), "</mark>"),
            false => (format!("<span class=\"p{unsure}\">"), "</span>"),
        };
        let _ = write!(html, "{mark}{}{end}", escaped(&part.text));
    }
    html
}

fn facts_table(title: &str, facts: &[(&str, String)]) -> String {
    let mut html = format!("<div class=\"scroll\"><table class=\"facts\"><caption>{title}</caption><tbody>\n");
    for (name, value) in facts {
        let _ = writeln!(html, "<tr><th scope=\"row\">{name}</th><td>{}</td></tr>", escaped(value));
    }
    html + "</tbody></table></div>\n"
}

/// Texts in a line; the first of many.
fn some(texts: &[String]) -> String {
    let mut line = texts.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(" · ");
    if texts.len() > SHOWN {
        line += &format!(" · and {} more", number(texts.len() - SHOWN));
    }
    if line.is_empty() { "–".to_owned() } else { line }
}

fn joined(spans: &[SpanRecord]) -> String {
    if spans.is_empty() {
        return "–".to_owned();
    }
    spans.iter().map(|span| &*span.text).collect::<Vec<_>>().join(" … ")
}
