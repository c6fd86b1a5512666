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

/// A label under columns: at how many columns from the left, and what it says.
pub(super) type Mark = (f64, String);

/// Labels under columns, at most.
const MARKS: usize = 6;

/// Labels for columns, evenly apart, so that they fit under them.
pub(super) fn marks(columns: &[Column]) -> Vec<Mark> {
    let step = columns.len().div_ceil(MARKS).max(1);
    columns.iter().enumerate().step_by(step).map(|(at, column)| (at as f64 + 0.5, column.label.clone())).collect()
}

/// Columns over a line, with a scale beside them and `marks` under it.
pub(super) fn columns(alt: &str, columns: &[Column], marks: &[Mark]) -> String {
    let (step, top) = scale(columns.iter().map(Column::all).max().unwrap_or(0));
    let wide = columns.len().max(1) as f64;
    let mut html = format!("<div class=\"plot\" role=\"img\" aria-label=\"{}\"><div class=\"scale\">", escaped(alt));
    let lines: Vec<usize> = (0..=top / step).rev().map(|line| line * step).collect();
    lines.iter().for_each(|line| html += &format!("<span>{}</span>", number(*line)));
    let grid = lines.iter().filter(|line| **line > 0);
    let grid = grid.map(|line| format!("M0 {:.2}H{wide}", 100.0 - *line as f64 * 100.0 / top as f64));
    let _ = write!(
        html,
        "</div><svg viewBox=\"0 0 {wide} 100\" preserveAspectRatio=\"none\" focusable=\"false\"><path class=\"grid\" d=\"{}\"/>",
        grid.collect::<String>()
    );
    // Few columns stay slim, in the middle of their places.
    let width = (wide * 0.08).clamp(0.1, 0.8);
    for (at, column) in columns.iter().enumerate() {
        let mut ground = 100.0;
        let mut shapes = String::new();
        for (class, part) in column.parts.iter().filter(|(_, part)| *part > 0) {
            let height = *part as f64 * 100.0 / top as f64;
            ground -= height;
            let _ = write!(
                shapes,
                "<rect class=\"{class}\" x=\"{:.2}\" y=\"{ground:.2}\" width=\"{width:.2}\" height=\"{height:.2}\"/>",
                at as f64 + (1.0 - width) / 2.0
            );
        }
        let _ = write!(
            html,
            "<g><title>{}: {}</title><rect class=\"hit\" x=\"{at}\" y=\"0\" width=\"1\" height=\"100\"/>{shapes}</g>",
            escaped(&column.label),
            number(column.all())
        );
    }
    html += "</svg><svg class=\"axis\" focusable=\"false\">";
    for (number, (at, label)) in marks.iter().enumerate() {
        let share = at / wide;
        let anchor = match share {
            ..0.06 => "start",
            0.94.. => "end",
            _ => "middle",
        };
        // On a narrow screen every other one is hidden.
        let class = if number % 2 == 1 && marks.len() > 3 { " class=\"minor\"" } else { "" };
        let _ = write!(
            html,
            "<text{class} x=\"{:.2}%\" y=\"12\" text-anchor=\"{anchor}\">{}</text>",
            share * 100.0,
            escaped(label)
        );
    }
    html + "</svg></div>\n"
}

impl Column {
    fn all(&self) -> usize {
        self.parts.iter().map(|(_, part)| part).sum()
    }
}

/// How far apart the lines of a scale are, 1, 2 or 5 with zeros, and the last of them: at most five, of which the last
/// is at least `most`.
fn scale(most: usize) -> (usize, usize) {
    let mut unit = 1;
    loop {
        for step in [unit, 2 * unit, 5 * unit] {
            if step * 5 >= most {
                return (step, step * most.div_ceil(step).max(1));
            }
        }
        unit *= 10;
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

/// Words that only make sense on the page, and are left out where a figure is saved as a picture.
pub(super) fn here(html: &str) -> String {
    format!("<span class=\"here\">{html}</span>")
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

/// Named parts of a whole as bars, one per row: class, name and number.
pub(super) fn list(rows: &[(&str, String, usize)], whole: usize) -> String {
    let most = rows.iter().map(|(_, _, count)| *count).max().unwrap_or(0);
    let mut html = String::from("<ul class=\"bars\">");
    for (class, name, count) in rows {
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
    fn scales_have_a_few_round_lines_and_fit_what_is_drawn() {
        let scales = [(1, 1), (1, 3), (2, 8), (10, 50), (20, 100), (500, 1500)];
        assert_eq!([0, 3, 7, 41, 99, 1234].map(scale), scales);
        for most in 1..3000 {
            let (step, top) = scale(most);
            assert!(top >= most && top - step < most && top / step <= 5, "{most}: {step}, {top}");
        }
    }

    #[test]
    fn labels_under_columns_are_few_and_evenly_apart() {
        let column = |at: usize| Column { label: at.to_string(), parts: Vec::new() };
        for (count, expected) in
            [(1, vec!["0"]), (4, vec!["0", "1", "2", "3"]), (12, vec!["0", "2", "4", "6", "8", "10"])]
        {
            let labels: Vec<String> =
                marks(&(0..count).map(column).collect::<Vec<_>>()).into_iter().map(|(_, label)| label).collect();
            assert_eq!(labels, expected);
        }
        assert!((0..200).all(|count| marks(&(0..count).map(column).collect::<Vec<_>>()).len() <= MARKS));
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
