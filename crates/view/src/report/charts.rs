//! Numbers to charts: shapes in SVG, everything that is read in HTML.
//!
//! A shape stretches with its place while letters keep their size, so one chart serves a telephone and a wall. Sizes
//! are attributes and colours classes, because the page's policy allows no style but its own sheet.

use std::fmt::Write as _;

use crate::html::{escaped, number, share};

/// A bar of one or several parts of a whole; each part's class colours it.
pub(super) fn bar(parts: &[(&str, usize)], whole: usize) -> String {
    let mut svg = String::from(
        "<svg class=\"bar\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">",
    );
    let mut from = 0.0;
    for (class, part) in parts {
        let width = *part as f64 * 100.0 / whole.max(1) as f64;
        let _ = write!(svg, "<rect class=\"{class}\" x=\"{from:.2}\" width=\"{width:.2}\" height=\"1\"/>");
        from += width;
    }
    svg + "</svg>"
}

/// One column of a chart: what it stands for, and its parts from the ground up.
pub(super) struct Column {
    pub(super) label: String,
    pub(super) parts: Vec<(&'static str, usize)>,
}

/// Columns over a line, with a scale. `ends` are the labels under it, from the first to the last.
pub(super) fn columns(alt: &str, columns: &[Column], ends: &[String]) -> String {
    let most = columns.iter().map(Column::all).max().unwrap_or(0);
    let top = round_up(most);
    let mut html = format!(
        "<div class=\"plot\" role=\"img\" aria-label=\"{}\"><div class=\"scale\"><span>{}</span><span>{}</span><span>0</span></div>",
        escaped(alt),
        number(top),
        if top.is_multiple_of(2) { number(top / 2) } else { String::new() }
    );
    let _ = write!(
        html,
        "<svg viewBox=\"0 0 {} 100\" preserveAspectRatio=\"none\" focusable=\"false\"><path class=\"grid\" d=\"M0 .5H{0}M0 50H{0}\"/>",
        columns.len().max(1)
    );
    for (at, column) in columns.iter().enumerate() {
        let mut ground = 100.0;
        let mut told = column.label.clone();
        let mut shapes = String::new();
        for (class, part) in column.parts.iter().filter(|(_, part)| *part > 0) {
            let height = *part as f64 * 100.0 / top.max(1) as f64;
            ground -= height;
            let _ = write!(
                shapes,
                "<rect class=\"{class}\" x=\"{:.2}\" y=\"{ground:.2}\" width=\".8\" height=\"{height:.2}\"/>",
                at as f64 + 0.1
            );
        }
        let _ = write!(told, ": {}", number(column.all()));
        let _ = write!(
            html,
            "<g><title>{}</title><rect class=\"hit\" x=\"{at}\" y=\"0\" width=\"1\" height=\"100\"/>{shapes}</g>",
            escaped(&told)
        );
    }
    html += "</svg><div class=\"ends\">";
    ends.iter().for_each(|end| html += &format!("<span>{}</span>", escaped(end)));
    html + "</div></div>\n"
}

impl Column {
    fn all(&self) -> usize {
        self.parts.iter().map(|(_, part)| part).sum()
    }
}

/// The next number that a scale may end in: 1, 2 or 5 with zeros, or twice or four times that.
fn round_up(most: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [1, 2, 4, 5, 6, 8] {
            if step * factor >= most {
                return step * factor;
            }
        }
        step *= 10;
    }
}

/// A table, whose first column names its rows. Cells are escaped here.
pub(super) fn table(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    let mut html = format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
        escaped(caption)
    );
    for (at, name) in head.iter().enumerate() {
        let class = if at == 0 { "" } else { " class=\"n\"" };
        let _ = write!(html, "<th scope=\"col\"{class}>{}</th>", escaped(name));
    }
    html += "</tr></thead><tbody>\n";
    for row in rows {
        html += "<tr>";
        for (at, cell) in row.iter().enumerate() {
            let _ = match at {
                0 => write!(html, "<th scope=\"row\">{}</th>", escaped(cell)),
                _ => write!(html, "<td class=\"n\">{}</td>", escaped(cell)),
            };
        }
        html += "</tr>\n";
    }
    html + "</tbody></table></div>"
}

/// A figure: what is drawn, under it what it says, and the same as a table.
pub(super) fn figure(label: &str, drawn: &str, note: &str, table: &str) -> String {
    let note = if note.is_empty() { String::new() } else { format!("<figcaption>{note}</figcaption>") };
    format!(
        "<figure aria-label=\"{}\">{drawn}{note}<details class=\"numbers\"><summary>Show as a table</summary>{table}</details></figure>\n",
        escaped(label)
    )
}

/// A cell of a heat map: its number, and how much of the most it is in eight steps.
pub(super) fn heat(count: usize, most: usize, title: &str) -> String {
    if count == 0 {
        return "<td class=\"h0\"><span class=\"quiet\">·</span></td>".to_owned();
    }
    let step = (count * 8).div_ceil(most.max(1)).clamp(1, 8);
    format!("<td class=\"h{step}\" title=\"{}\">{}</td>", escaped(title), number(count))
}

/// A key to classes of colour.
pub(super) fn key(entries: &[(&str, &str)]) -> String {
    let spans = entries.iter().map(|(class, name)| format!("<span><i class=\"dot {class}\"></i>{name}</span>"));
    format!("<p class=\"key\">{}</p>", spans.collect::<String>())
}

/// Named parts of a whole, a row each, as bars.
pub(super) fn list(class: &str, rows: &[(String, usize)], whole: usize) -> String {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let mut html = String::from("<ul class=\"bars\">");
    for (name, count) in rows {
        let _ = write!(
            html,
            "<li><span class=\"label\">{}</span>{}<span class=\"value\">{} <span class=\"quiet\">{}</span></span></li>",
            escaped(name),
            bar(&[(class, *count)], most),
            number(*count),
            share(*count, whole)
        );
    }
    html + "</ul>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_in_round_numbers() {
        assert_eq!([0, 1, 3, 7, 41, 99, 1234].map(round_up), [1, 1, 4, 8, 50, 100, 2000]);
    }

    #[test]
    fn a_bar_fills_its_place_when_its_parts_are_the_whole() {
        let svg = bar(&[("one", 1), ("two", 3)], 4);
        assert!(svg.contains("x=\"0.00\" width=\"25.00\"") && svg.contains("x=\"25.00\" width=\"75.00\""), "{svg}");
    }

    #[test]
    fn heat_goes_from_the_least_to_the_most() {
        assert!(heat(0, 9, "").contains("h0") && heat(1, 900, "").contains("h1") && heat(9, 9, "").contains("h8"));
    }
}
