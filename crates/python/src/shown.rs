//! The values of an object to the one line that stands for it in a Python session.

use std::fmt::Write;

use pyo3::{prelude::*, types::PyString};

/// The widest line, in code points.
const WIDTH: usize = 80;
/// Room for a text that others follow.
const SHORT: usize = 24;

/// A value as the line shows it.
pub(crate) enum Shown<'a> {
    /// A text in quotes, cut where there is no room for it.
    Text(&'a str),
    /// What may be absent.
    Maybe(Option<&'a str>),
    /// How many there are.
    Count(usize),
}

/// `Class(name=value, …)` in at most 80 code points. The last value gets what room is left.
pub(crate) fn line(py: Python<'_>, class: &str, values: &[(&str, Shown<'_>)]) -> PyResult<String> {
    let mut line = format!("{class}(");
    for (position, (name, value)) in values.iter().enumerate() {
        let comma = if position > 0 { ", " } else { "" };
        let _ = write!(line, "{comma}{name}=");
        let last = position + 1 == values.len();
        let room = if last { WIDTH.saturating_sub(line.chars().count() + 1) } else { SHORT };
        match value {
            Shown::Text(text) | Shown::Maybe(Some(text)) => line += &quoted(py, text, room)?,
            Shown::Maybe(None) => line += "None",
            Shown::Count(count) => line += &count.to_string(),
        }
    }
    line.push(')');
    Ok(line)
}

/// The text as Python would write it, or its beginning and "…", in at most `room` code points.
fn quoted(py: Python<'_>, text: &str, room: usize) -> PyResult<String> {
    let python = |text: &str| PyString::new(py, text).repr().map(|repr| repr.to_string());
    let mut kept = room;
    if text.chars().nth(kept).is_none() {
        let whole = python(text)?;
        if whole.chars().count() <= room {
            return Ok(whole);
        }
    }
    // Escapes make a text longer than its characters, so the cut is found by trying.
    loop {
        let cut = python(&text.chars().take(kept).chain(['…']).collect::<String>())?;
        let excess = cut.chars().count().saturating_sub(room);
        if excess == 0 || kept == 0 {
            return Ok(cut);
        }
        kept -= excess.div_ceil(10).min(kept);
    }
}
