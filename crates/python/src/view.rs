//! What a notebook shows: records and their parts to HTML, by the crate that draws every view.

use std::collections::HashMap;

use inquit::output;
use inquit_view::{
    html,
    terminal::{self, Setting},
};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyDict, PySequence},
};

use crate::record::{Record, Speaker, Statement};

/// Rows that a table in a notebook has at most.
pub(crate) const ROWS: usize = 20;

/// A tuple as the one that a notebook shows as a table; see `inquit._shown`.
pub(crate) fn listed<'py>(
    class: &str,
    parts: Bound<'py, PyAny>,
    names: Option<HashMap<&str, &str>>,
) -> PyResult<Bound<'py, PyAny>> {
    let class = parts.py().import("inquit._shown")?.getattr(class)?;
    match names {
        Some(names) => class.call1((parts, names)),
        None => class.call1((parts,)),
    }
}

/// Hands the view of a record to whoever looks at it.
pub(crate) fn display(py: Python<'_>, record: &output::Record) -> PyResult<()> {
    let shown = py.import("inquit._shown")?;
    let (width, colour) = shown.call_method0("terminal")?.extract()?;
    let text = terminal::article(record, Setting { width, colour });
    shown.call_method1("display", (html::article(record), text))?;
    Ok(())
}

/// Speakers, or statements, as a table in HTML. Use `record.speakers` in a notebook.
///
/// Parameters
/// ----------
/// parts : sequence of Speaker or of Statement
///     What the rows are.
/// names : dict of str to str
///     Names of speakers by id.
///
/// Returns
/// -------
/// str
///     A fragment of HTML, with no more than twenty rows.
#[pyfunction]
pub(crate) fn parts_html(parts: &Bound<'_, PySequence>, names: &Bound<'_, PyDict>) -> PyResult<String> {
    let parts: Vec<Bound<'_, PyAny>> = parts.try_iter()?.collect::<PyResult<_>>()?;
    if let Some(speakers) = parts.iter().map(|part| part.cast::<Speaker>().ok()).collect::<Option<Vec<_>>>()
        && !speakers.is_empty()
    {
        return Ok(html::speakers(&speakers.iter().map(|part| part.get().as_ref()).collect::<Vec<_>>(), ROWS));
    }
    let statements = parts.iter().map(|part| part.cast::<Statement>().ok()).collect::<Option<Vec<_>>>();
    let Some(statements) = statements else {
        return Err(PyTypeError::new_err("parts: expected speakers or statements"));
    };
    let statements: Vec<_> = statements.iter().map(|part| part.get().as_ref()).collect();
    Ok(html::statements(&statements, &names.extract()?, ROWS))
}

/// Records as tables in HTML: who speaks most, and the first statements. Use `Records` in a notebook.
///
/// Parameters
/// ----------
/// records : sequence of Record
///     All of them are counted.
///
/// Returns
/// -------
/// str
///     A fragment of HTML, with no more than twenty rows a table.
#[pyfunction]
pub(crate) fn records_html(records: Vec<PyRef<'_, Record>>) -> String {
    html::overview(records.iter().map(|record| record.as_ref()), ROWS)
}
