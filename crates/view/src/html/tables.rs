//! Rows to a table, and many records to the two tables that say what is in them.

use std::{cmp::Reverse, fmt::Write as _};

use inquit::output::{Record, Row, rows};

use super::{counted, escaped, fragment, number, share};
use crate::{across::Persons, measure::CountRule, report::figures::Figures, terminal::NOBODY};

/// A column: what it is called and how it is set.
#[derive(Clone, Copy, Debug)]
pub struct Column<'n> {
    name: &'n str,
    class: &'static str,
    head: bool,
}

impl<'n> Column<'n> {
    /// One of words.
    pub fn text(name: &'n str) -> Self {
        Self { name, class: "", head: false }
    }

    /// One of long texts, which gets half of the room.
    pub fn long(name: &'n str) -> Self {
        Self { name, class: " class=\"long\"", head: false }
    }

    /// One of numbers, which are set flush right.
    pub fn number(name: &'n str) -> Self {
        Self { name, class: " class=\"n\"", head: false }
    }

    /// The one that names its row.
    pub fn head(name: &'n str) -> Self {
        Self { head: true, ..Self::text(name) }
    }
}

/// A table as a fragment: its first `limit` rows, of plain texts.
pub fn table<R: IntoIterator<Item = String>>(
    caption: &str,
    columns: &[Column<'_>],
    all: usize,
    limit: usize,
    rows: impl Iterator<Item = R>,
) -> String {
    let rows = rows.take(limit).map(|row| row.into_iter().map(|cell| escaped(&cell).to_string()).collect());
    fragment(caption, &(rows_of(caption, columns, rows) + &more(all, limit)))
}

/// A page of one table, of all rows; columns have a name, and whether they are of numbers.
pub fn table_page(title: &str, columns: &[(String, bool)], rows: Vec<Vec<String>>) -> String {
    let columns: Vec<Column<'_>> = columns
        .iter()
        .map(|(name, is_number)| if *is_number { Column::number(name) } else { Column::text(name) })
        .collect();
    let all = rows.len();
    let inside = table(&counted(all, "row"), &columns, all, all, rows.into_iter());
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>{}</title></head>\n<body>\n{inside}</body></html>\n",
        escaped(title)
    )
}

/// What many records hold: who speaks most, and the first statements. It has at most `limit` rows a table, whatever the
/// number of records. The same full name in two articles is the same speaker; who has none is left to their article.
pub fn overview<'r>(records: impl Iterator<Item = &'r Record>, limit: usize) -> String {
    let (mut persons, mut figures) = (Persons::default(), Figures::default());
    let rule = CountRule::default();
    let mut first: Vec<Vec<String>> = Vec::new();
    let mut statements = 0;
    for record in records {
        let ids = persons.add(record);
        figures.add(record, &ids);
        let counted = || rows(record).zip(&record.statements).filter(|(_, one)| rule.counts(one)).map(|(row, _)| row);
        statements += counted().count();
        first.extend(counted().take(limit - first.len()).map(|row| cells(&row)));
    }
    let people = persons.finish();
    let voices = figures.voices(&people);
    let mut top: Vec<usize> = (0..voices.len()).filter(|&at| voices[at].count.statements > 0).collect();
    top.sort_by_key(|&at| (Reverse(voices[at].count.words), at));
    let caption =
        [(figures.articles.len(), "article"), (figures.all.statements, "statement"), (figures.all.words, "word")];
    let caption = caption.map(|(count, noun)| counted(count, noun)).join(", ");
    let columns = [
        Column::head("Speaker"),
        Column::text("Kind"),
        Column::number("Articles"),
        Column::number("Statements"),
        Column::number("Words"),
        Column::number("Share of words"),
    ];
    let speakers = top.iter().take(limit).map(|&at| {
        let (person, voice) = (&people.all()[at], &voices[at]);
        vec![
            escaped(&person.name).to_string(),
            person.kind.as_str().to_owned(),
            number(voice.articles.len()),
            number(voice.count.statements),
            number(voice.count.words),
            share(voice.count.words, figures.all.words),
        ]
    });
    let mut html = rows_of(&caption, &columns, speakers) + &more(top.len(), limit);
    let columns = [
        Column::text("Article"),
        Column::head("Speaker"),
        Column::long("Statement"),
        Column::text("Act"),
        Column::number("Confidence"),
    ];
    let rows = first.into_iter().map(|row| row.iter().map(|cell| escaped(cell).to_string()).collect());
    html += &(rows_of("Statements", &columns, rows) + &more(statements, limit));
    let rule = figures.rule.sentence(figures.left_out);
    html += &format!("<p class=\"end\">{rule} A statement of several counts for each of them.</p>\n");
    fragment("Records", &html)
}

/// Cells, already escaped, as a table.
pub(super) fn rows_of(caption: &str, columns: &[Column<'_>], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut html = format!("<div class=\"scroll\"><table><caption>{}</caption>\n<thead><tr>", escaped(caption));
    for Column { name, class, .. } in columns {
        let _ = write!(html, "<th scope=\"col\"{class}>{}</th>", escaped(name));
    }
    html += "</tr></thead>\n<tbody>\n";
    for row in rows {
        html += "<tr>";
        for (cell, Column { class, head, .. }) in row.iter().zip(columns) {
            let _ = match head {
                true => write!(html, "<th scope=\"row\"{class}>{cell}</th>"),
                false => write!(html, "<td{class}>{cell}</td>"),
            };
        }
        html += "</tr>\n";
    }
    html + "</tbody></table></div>\n"
}

/// How many rows are not shown.
pub(super) fn more(all: usize, limit: usize) -> String {
    match all.saturating_sub(limit) {
        0 => String::new(),
        left => format!("<p class=\"end\">and {} more</p>\n", number(left)),
    }
}

fn cells(row: &Row<'_>) -> Vec<String> {
    let article = row.headline.unwrap_or(row.article_id);
    let act = row.act.map_or("–", inquit::Act::as_str);
    let who = row.speaker.as_deref().unwrap_or(NOBODY);
    vec![article.to_owned(), who.to_owned(), row.text.to_string(), act.to_owned(), format!("{:.2}", row.confidence)]
}
