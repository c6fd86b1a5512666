//! Python's plain values to JSON's, and back.
//!
//! What data frames and scrapers put into records is understood too: dates become ISO 8601
//! strings, and the NaN and NaT of a missing cell become null.

use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde_json::{Map, Number, Value};

use crate::errors;

/// Deeper nesting is refused, so that a list that holds itself cannot exhaust the stack. JSON text
/// read by the library has the same limit.
const DEPTH: usize = 127;

/// The JSON for a Python value.
///
/// The outer error is Python's own, raised by a mapping's methods; the inner one says what JSON
/// cannot hold.
pub(crate) fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Result<Value, String>> {
    convert(value, DEPTH)
}

fn convert(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Result<Value, String>> {
    if depth == 0 {
        return Ok(Err(format!("nested more than {DEPTH} levels deep")));
    }
    if value.is_none() {
        return Ok(Ok(Value::Null));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return string(text).map(|text| text.map(Value::String));
    }
    // Before the integers: a bool is one.
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(Ok(Value::Bool(flag.is_true())));
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(Ok(Number::from_f64(float.value()).map_or(Value::Null, Value::Number)));
    }
    if value.is_instance_of::<PyInt>() {
        return integer(value);
    }
    if let Ok(items) = value.cast::<PyList>() {
        return array(items.iter(), depth);
    }
    if let Ok(items) = value.cast::<PyTuple>() {
        return array(items.iter(), depth);
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        return object(mapping, depth);
    }
    // A missing date is the one value with `isoformat` that differs from itself.
    if value.hasattr("isoformat")? {
        if value.ne(value)? {
            return Ok(Ok(Value::Null));
        }
        let text = value.call_method0("isoformat")?;
        return string(text.cast::<PyString>()?).map(|text| text.map(Value::String));
    }
    // NumPy's integers.
    if value.hasattr("__index__")? {
        return integer(value);
    }
    Ok(Err(format!("JSON cannot hold a value of type {}", type_name(value)?)))
}

fn integer(value: &Bound<'_, PyAny>) -> PyResult<Result<Value, String>> {
    if let Ok(number) = value.extract::<i64>() {
        return Ok(Ok(number.into()));
    }
    if let Ok(number) = value.extract::<u64>() {
        return Ok(Ok(number.into()));
    }
    // Beyond 64 bits JSON's readers, this one included, take integers for floats.
    let number = value.extract::<f64>().ok().and_then(Number::from_f64);
    Ok(number.map(Value::Number).ok_or_else(|| "integer too large".to_owned()))
}

fn array<'py>(items: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> PyResult<Result<Value, String>> {
    let items = items.map(|item| convert(&item, depth - 1));
    Ok(items.collect::<PyResult<Result<Vec<_>, _>>>()?.map(Value::Array))
}

fn object(mapping: &Bound<'_, PyMapping>, depth: usize) -> PyResult<Result<Value, String>> {
    let mut object = Map::new();
    for pair in mapping.items()?.iter() {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = pair.extract()?;
        let Ok(key) = key.cast::<PyString>() else {
            return Ok(Err(format!("field names are strings, not {}", type_name(&key)?)));
        };
        let key = match string(key)? {
            Ok(key) => key,
            Err(reason) => return Ok(Err(format!("field name: {reason}"))),
        };
        match convert(&value, depth - 1)? {
            Ok(value) => object.insert(key, value),
            Err(reason) => return Ok(Err(format!("field `{key}`: {reason}"))),
        };
    }
    Ok(Ok(Value::Object(object)))
}

/// The text of a Python string, or why it is none.
pub(crate) fn string(text: &Bound<'_, PyString>) -> PyResult<Result<String, String>> {
    match text.to_str() {
        Ok(text) => Ok(Ok(text.to_owned())),
        Err(error) => errors::surrogate(text.py(), error).map(Err),
    }
}

/// The name of a value's type, for messages.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(value.get_type().name()?.to_string())
}

/// The Python value for JSON: what `json.loads` makes of its text.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Null => Ok(py.None().into_bound(py)),
        Value::Bool(flag) => flag.into_bound_py_any(py),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.into_bound_py_any(py),
            (None, Some(number)) => number.into_bound_py_any(py),
            (None, None) => number.as_f64().into_bound_py_any(py),
        },
        Value::String(text) => text.into_bound_py_any(py),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_bound_py_any(py)
        }
        Value::Object(fields) => to_dict(py, fields)?.into_bound_py_any(py),
    }
}

/// The Python `dict` for a JSON object, its keys in the object's order.
pub(crate) fn to_dict<'py>(py: Python<'py>, fields: &Map<String, Value>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in fields {
        dict.set_item(name, to_python(py, value)?)?;
    }
    Ok(dict)
}
