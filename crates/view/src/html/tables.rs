//! Rows to a table, and many records to the two tables that say what is in them.

use std::{
    collections::{HashMap, hash_map::Entry},
    fmt::Write as _,
};

use inquit::output::{Record, Row, rows};

use super::{counted, escaped, fragment, number, share};

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

/// What many records hold: who speaks most, and the first statements. It has at most `limit` rows a table, whatever the
/// number of records. The same name in two articles is taken for the same speaker; names that an article does not give in
/// full, and descriptions, are left to their articles.
pub fn overview<'r>(records: impl Iterator<Item = &'r Record>, limit: usize) -> String {
    let mut totals = Totals::default();
    let mut first: Vec<Vec<String>> = Vec::new();
    for record in records {
        totals.add(record);
        if first.len() < limit {
            first.extend(rows(record).take(limit - first.len()).map(|row| cells(&row)));
        }
    }
    let caption = format!(
        "{}, {}, {}",
        counted(totals.articles, "article"),
        counted(totals.statements, "statement"),
        counted(totals.words, "word")
    );
    let columns = [
        Column::head("Speaker"),
        Column::text("Kind"),
        Column::number("Articles"),
        Column::number("Statements"),
        Column::number("Words"),
        Column::number("Share of words"),
    ];
    let all = totals.speakers.len();
    let words = totals.words;
    let top = totals.top(limit).into_iter().map(|speaker| {
        vec![
            escaped(&speaker.name).to_string(),
            speaker.kind.to_owned(),
            number(speaker.articles),
            number(speaker.statements),
            number(speaker.words),
            share(speaker.words, words),
        ]
    });
    let mut html = rows_of(&caption, &columns, top) + &more(all, limit);
    let columns = [
        Column::text("Article"),
        Column::head("Speaker"),
        Column::text("Statement"),
        Column::text("Act"),
        Column::number("Confidence"),
    ];
    let rows = first.into_iter().map(|row| row.iter().map(|cell| escaped(cell).to_string()).collect());
    html += &rows_of("Statements", &columns, rows);
    html += &more(totals.statements, limit);
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
    let who = row.speaker.as_deref().unwrap_or("nobody named");
    vec![article.to_owned(), who.to_owned(), row.text.to_string(), act.to_owned(), format!("{:.2}", row.confidence)]
}

#[derive(Default)]
struct Totals {
    articles: usize,
    statements: usize,
    words: usize,
    by_name: HashMap<String, usize>,
    speakers: Vec<Total>,
}

struct Total {
    name: String,
    kind: &'static str,
    articles: usize,
    statements: usize,
    words: usize,
    last: usize,
}

impl Totals {
    fn add(&mut self, record: &Record) {
        self.articles += 1;
        let by_id: HashMap<&str, &inquit::output::SpeakerRecord> =
            record.speakers.iter().map(|speaker| (&*speaker.id, speaker)).collect();
        for (row, statement) in rows(record).zip(&record.statements) {
            self.statements += 1;
            self.words += row.words;
            for speaker in statement.speakers.iter().filter_map(|id| by_id.get(&**id)) {
                // What is no full name may be anybody's.
                let full = speaker.named && speaker.name.contains(' ') || speaker.kind != inquit::SpeakerKind::Person;
                let key = if full { speaker.name.clone() } else { format!("{}\u{0}{}", speaker.name, self.articles) };
                let at = match self.by_name.entry(key) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(new) => {
                        let (name, kind) = (speaker.name.clone(), speaker.kind.as_str());
                        self.speakers.push(Total { name, kind, articles: 0, statements: 0, words: 0, last: 0 });
                        *new.insert(self.speakers.len() - 1)
                    }
                };
                let total = &mut self.speakers[at];
                total.statements += 1;
                total.words += row.words;
                total.articles += usize::from(total.last != self.articles);
                total.last = self.articles;
            }
        }
    }

    fn top(&self, limit: usize) -> Vec<&Total> {
        let mut order: Vec<&Total> = self.speakers.iter().collect();
        order.sort_by_key(|total| std::cmp::Reverse(total.words));
        order.truncate(limit);
        order
    }
}
