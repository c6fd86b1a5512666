//! Failures of the library to the package's exceptions.
//!
//! The exception classes are written in Python (`inquit._errors`): they carry attributes, which the
//! stable ABI of the oldest supported Python cannot give to exceptions made here.

use inquit_batch::fault::Fault;
use pyo3::{PyTypeInfo as _, exceptions::PyUnicodeEncodeError, prelude::*, types::PyDict};

mod imported {
    pyo3::import_exception!(inquit._errors, Error);
    pyo3::import_exception!(inquit._errors, ModelError);
    pyo3::import_exception!(inquit._errors, RecordError);
}

/// An `inquit.Error` that is about no model and no record.
pub(crate) fn internal(message: &str) -> PyErr {
    imported::Error::new_err(message.to_owned())
}

/// An `OSError` that something cannot be written.
pub(crate) fn unwritable(message: &str) -> PyErr {
    pyo3::exceptions::PyOSError::new_err(message.to_owned())
}

/// An `inquit.ModelError`.
pub(crate) fn model(reason: impl ToString) -> PyErr {
    imported::ModelError::new_err(reason.to_string())
}

/// An `inquit.RecordError` about the item at `index` of a stream, or about the only one.
pub(crate) fn record(reason: impl ToString, index: Option<usize>) -> PyErr {
    imported::RecordError::new_err((reason.to_string(), index))
}

/// Whether a value is an `inquit.RecordError`.
pub(crate) fn is_record_error(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<imported::RecordError>()
}

/// Why an article cannot be read, and what is known of it.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong.
    pub(crate) reason: String,
    /// What the article is called.
    pub(crate) id: Option<String>,
    /// The file it comes from, as it was named, and the entry within it if that is an archive.
    pub(crate) file: Option<String>,
    pub(crate) entry: Option<String>,
    /// Where in the file: "line 3".
    pub(crate) place: Option<String>,
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self { reason, id: None, file: None, entry: None, place: None }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let Fault { file, entry, at, id, reason, .. } = fault;
        Self { reason, id, file: Some(file), entry, place: at.map(|at| at.to_string()) }
    }
}

impl Failure {
    /// As an `inquit.RecordError` about the item at `index` of a stream.
    pub(crate) fn raised(self, py: Python<'_>, index: usize) -> PyErr {
        let Self { reason, id, file, entry, place } = self;
        let made = || {
            let known = PyDict::new(py);
            for (name, value) in [("id", id), ("file", file), ("entry", entry), ("place", place)] {
                known.set_item(name, value)?;
            }
            imported::RecordError::type_object(py).call((reason, index), Some(&known))
        };
        made().map_or_else(|error| error, PyErr::from_value)
    }
}

/// Why a string cannot be read, where it is the string's fault: Python's may hold lone surrogates,
/// which no UTF-8 text can. Other errors are handed back.
pub(crate) fn surrogate(py: Python<'_>, error: PyErr) -> Result<String, PyErr> {
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return Err(error);
    }
    let place: usize = error.value(py).getattr("start")?.extract()?;
    Ok(format!("lone surrogate at code point {place}: the text was decoded wrongly"))
}
