//! Failures of the library to the package's exceptions.
//!
//! The exception classes are written in Python (`inquit._errors`): they carry attributes, which the
//! stable ABI of the oldest supported Python cannot give to exceptions made here.

use pyo3::{exceptions::PyUnicodeEncodeError, prelude::*};

mod imported {
    pyo3::import_exception!(inquit._errors, Error);
    pyo3::import_exception!(inquit._errors, ModelError);
    pyo3::import_exception!(inquit._errors, RecordError);
}

/// An `inquit.Error` that is about no model and no record.
pub(crate) fn internal(message: &str) -> PyErr {
    imported::Error::new_err(message.to_owned())
}

/// An `inquit.ModelError`.
pub(crate) fn model(reason: impl ToString) -> PyErr {
    imported::ModelError::new_err(reason.to_string())
}

/// An `inquit.RecordError` about the item at `index` of a stream, or about the only one.
pub(crate) fn record(reason: impl ToString, index: Option<usize>) -> PyErr {
    imported::RecordError::new_err((reason.to_string(), index))
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
