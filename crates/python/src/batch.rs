//! Columns of articles to columns of statements, for those who call a function on batches of rows.
//!
//! Whatever fails has a row of its own with the reason, because an exception would cost the whole batch, and
//! with it the job of a night. Rows of failures stand where the statements would.

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyDict, PyList, PyMapping, PyString},
};

use crate::{
    errors::Failure,
    json,
    pipe::Outcome,
    table::{Rows, extend},
};

/// What comes out of a batch.
pub(crate) enum Columns {
    Rows(Rows),
    Records,
}

impl Columns {
    /// The columns of that name, with those that are added.
    pub(crate) fn new(name: &str, added: Option<Vec<String>>) -> PyResult<Self> {
        match name {
            "records" if added.as_ref().is_none_or(Vec::is_empty) => Ok(Columns::Records),
            "records" => Err(PyValueError::new_err("add: records have no columns to add")),
            "statements" | "attributions" => Rows::new(name, added).map(Columns::Rows),
            other => {
                let expected = "expected statements, attributions or records";
                Err(PyValueError::new_err(format!("columns: unknown value `{other}`, {expected}")))
            }
        }
    }
}

/// The rows of a batch, a dict each.
pub(crate) fn rows<'py>(batch: &Bound<'py, PyMapping>) -> PyResult<Bound<'py, PyList>> {
    let py = batch.py();
    let mut columns: Vec<(Bound<'_, PyString>, Bound<'_, PyList>)> = Vec::new();
    for item in batch.items()?.iter() {
        let (name, values): (Bound<'_, PyString>, Bound<'_, PyAny>) = item.extract()?;
        if values.is_instance_of::<PyString>() || values.is_instance_of::<PyMapping>() {
            let found = json::type_name(&values)?;
            return Err(PyTypeError::new_err(format!(
                "batch: column `{name}` is a {found}, expected a list of values"
            )));
        }
        // The values of an array are NumPy's, and Python's in its list.
        let values = if values.hasattr("tolist")? { values.call_method0("tolist")? } else { values };
        let list = PyList::empty(py);
        for value in values.try_iter()? {
            list.append(value?)?;
        }
        columns.push((name, list));
    }
    let length = columns.first().map_or(0, |(_, list)| list.len());
    if let Some((name, list)) = columns.iter().find(|(_, list)| list.len() != length) {
        let (first, other) = (&columns[0].0, list.len());
        let message = format!("batch: columns of different lengths: `{first}` has {length} values, `{name}` {other}");
        return Err(PyValueError::new_err(message));
    }
    let rows = PyList::empty(py);
    for index in 0..length {
        let row = PyDict::new(py);
        for (name, list) in &columns {
            row.set_item(name, list.get_item(index)?)?;
        }
        rows.append(row)?;
    }
    Ok(rows)
}

/// What was read, as columns; the last one says what is wrong.
pub(crate) fn columns<'py>(py: Python<'py>, wanted: &Columns, outcomes: &[Outcome]) -> PyResult<Bound<'py, PyDict>> {
    let names: Vec<String> = match wanted {
        Columns::Rows(rows) => rows.schema().fields().iter().map(|field| field.name().clone()).collect(),
        Columns::Records => vec!["article_id".to_owned(), "record".to_owned()],
    };
    let lists: Vec<Bound<'_, PyList>> = names.iter().map(|_| PyList::empty(py)).collect();
    let errors = PyList::empty(py);
    for run in outcomes.chunk_by(|one, other| one.is_ok() && other.is_ok()) {
        match (run, wanted) {
            ([Err(Failure { reason, id, .. })], _) => {
                for (position, list) in lists.iter().enumerate() {
                    list.append(if position == 0 { id.as_deref() } else { None })?;
                }
                errors.append(reason)?;
            }
            (run, Columns::Rows(rows)) => {
                let batch = rows.batch(run.iter().flatten())?;
                for (list, column) in lists.iter().zip(batch.columns()) {
                    extend(list, column)?;
                }
                for _ in 0..batch.num_rows() {
                    errors.append(py.None())?;
                }
            }
            (run, Columns::Records) => {
                for record in run.iter().flatten() {
                    lists[0].append(&record.article.id)?;
                    lists[1].append(record.to_json())?;
                    errors.append(py.None())?;
                }
            }
        }
    }
    let columns = PyDict::new(py);
    for (name, list) in names.iter().zip(lists) {
        columns.set_item(name, list)?;
    }
    columns.set_item("error", errors)?;
    Ok(columns)
}
