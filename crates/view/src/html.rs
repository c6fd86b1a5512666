//! A record, a speaker, a statement to HTML that stands in any page: a notebook's cell, a report, a mail.
//!
//! A fragment brings its own style, which touches nothing around it, and needs neither script nor network. It paints
//! its own ground, so that it is legible wherever it lands: light or dark as the notebook says (JupyterLab, VS Code,
//! Colab), else as the system does. Where a page takes styles away, as code hosts do, elements that browsers know
//! (`mark`, `u`, `b`) still tell quotations, cues and names apart. All text is escaped: no record can add an element.
//!
//! Colour is never the only sign: quotations have a ground, paraphrases a dotted line, and the speaker's name stands
//! beside the paragraph.

mod article;
mod escape;
mod parts;
mod style;
mod tables;

pub use article::article;
pub(crate) use article::role;
pub use escape::escaped;
pub use parts::{speaker, speakers, statement, statements};
pub use style::{article_style, palette_style};
pub use tables::{Column, overview, table, table_page};

/// A fragment: its style, and what is in it.
fn fragment(label: &str, inside: &str) -> String {
    format!(
        "<section class=\"inquit\" aria-label=\"{}\">\n<style>{}</style>\n{inside}</section>\n",
        escaped(label),
        style::whole()
    )
}

/// A number as people read it: `12,480`.
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with its noun: `1 statement`, `2 statements`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{} {noun}{}", number(count), if count == 1 { "" } else { "s" })
}

/// A part of a whole in per cent: `41%`, `6.8%`, and `<0.1%` of what is there but too little to be told.
pub fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    match percent {
        _ if part == 0 => "0%".to_owned(),
        ..0.05 => "<0.1%".to_owned(),
        ..9.95 => format!("{percent:.1}%"),
        _ => format!("{percent:.0}%"),
    }
}

#[cfg(test)]
mod tests;
