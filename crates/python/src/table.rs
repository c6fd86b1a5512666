//! Records to `inquit.Table`: Arrow's columns, which any data frame can take without a copy.
//!
//! The table is handed over by Arrow's PyCapsule interface, so no data frame is a dependency. The methods that
//! make one import it when they are called.

use std::sync::Arc;

use arrow_array::{
    Array, RecordBatch, RecordBatchIterator,
    cast::AsArray as _,
    ffi::FFI_ArrowSchema,
    ffi_stream::FFI_ArrowArrayStream,
    types::{Float64Type, Int32Type, Int64Type},
};
use arrow_schema::{ArrowError, DataType, SchemaRef};
use inquit::output::{self, RowsOf, TableShape};
use inquit_batch::table;
use inquit_view::html::{self, Column};
use pyo3::{
    IntoPyObjectExt as _,
    exceptions::{PyImportError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyCapsule, PyDict, PyList, PyTuple},
};

use crate::{
    errors::{self, is_record_error},
    json,
    record::Record,
    shown::{Shown, line},
    view,
};

/// The columns that a notebook shows of statements, beside those that were added: all of them are more than a screen has room for.
const SHOWN: [&str; 7] = ["article_id", "kind", "statement_kind", "act", "speaker", "text", "confidence"];

/// Records that are made into a batch at once.
const BATCH: usize = 1024;

/// What the rows of a table are.
#[derive(Clone)]
pub(crate) enum Rows {
    Said(TableShape),
    Speakers,
}

impl Rows {
    /// The rows of that name, with columns that are added.
    pub(crate) fn new(name: &str, added: Option<Vec<String>>) -> PyResult<Self> {
        let added: Vec<output::Column> =
            added.unwrap_or_default().iter().filter_map(|name| name.parse().ok()).collect();
        match name {
            "statements" => Ok(Rows::Said(TableShape::new(RowsOf::Statements, &added))),
            "attributions" => Ok(Rows::Said(TableShape::new(RowsOf::Speakers, &added))),
            "speakers" if added.is_empty() => Ok(Rows::Speakers),
            "speakers" => Err(PyValueError::new_err("add: the table of speakers has no columns to add")),
            other => {
                let message = format!("rows: unknown value `{other}`, expected statements, attributions or speakers");
                Err(PyValueError::new_err(message))
            }
        }
    }

    pub(crate) fn schema(&self) -> SchemaRef {
        match self {
            Rows::Said(shape) => table::schema(shape),
            Rows::Speakers => table::speakers_schema(),
        }
    }

    pub(crate) fn batch<'r>(&self, records: impl IntoIterator<Item = &'r output::Record>) -> PyResult<RecordBatch> {
        let batch = match self {
            Rows::Said(shape) => table::batch(shape, records),
            Rows::Speakers => table::speakers(records),
        };
        batch.map_err(|error| errors::internal(&error.to_string()))
    }
}

/// Make a table of records: a row per statement, per statement and speaker, or per speaker.
///
/// Records are taken one after the other and not kept, so a stream of more of them than fit in memory
/// can be made into a table that does.
///
/// Parameters
/// ----------
/// records : Record or iterable of Record
///     What `parse`, `Pipeline.pipe` and `Corpus.parse` return. A `RecordError` among them is passed over.
/// rows : {"statements", "attributions", "speakers"}, default "statements"
///     What the rows are: statements, with joint speakers in one cell; statements and speakers, a
///     row for each speaker of a joint statement and one for a statement without; or the speakers of
///     each article, with how much they say. The last two join by `article_id` and `speaker_id`, and
///     share no other column. Of all statements, those count whose `repeats` is None: the others are
///     echoes, as in headlines.
/// add : list of str, optional
///     Columns that the first two get: fields of the input ("extra.section"), attributes of people
///     ("people.party"), "week", "month" or "year".
///
/// Returns
/// -------
/// Table
///     The rows, in the order of the records.
///
/// Raises
/// ------
/// TypeError
///     If something is no record.
/// ValueError
///     If there are no such rows.
///
/// Examples
/// --------
/// >>> import inquit
/// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
/// >>> [row] = inquit.table(record).to_pylist()
/// >>> row["article_id"], row["speaker"], row["text"]
/// ('story-17', 'Nadia Okafor', '“The bridge stays shut,”')
/// >>> inquit.table([record], "speakers").to_pydict()["name"]
/// ['Nadia Okafor']
#[pyfunction(name = "table")]
#[pyo3(signature = (records, rows="statements", add=None), text_signature = "(records, rows='statements', add=None)")]
pub(crate) fn tabled(records: &Bound<'_, PyAny>, rows: &str, add: Option<Vec<String>>) -> PyResult<Table> {
    let py = records.py();
    let rows = Rows::new(rows, add)?;
    let mut batches = Vec::new();
    if let Ok(record) = records.cast::<Record>() {
        batches.push(rows.batch([record.get().as_ref()])?);
        return Ok(Table { schema: rows.schema(), batches });
    }
    let mut held: Vec<Py<Record>> = Vec::new();
    let mut pass = |held: &mut Vec<Py<Record>>| {
        let batch = rows.batch(held.iter().map(|record| record.get().as_ref()))?;
        if batch.num_rows() > 0 {
            batches.push(batch);
        }
        held.clear();
        PyResult::Ok(())
    };
    for record in records.try_iter()? {
        let record = record?;
        match record.cast::<Record>() {
            Ok(record) => held.push(record.clone().unbind()),
            Err(_) if is_record_error(&record) => continue,
            Err(_) => {
                let name = json::type_name(&record)?;
                return Err(PyTypeError::new_err(format!("records: expected records, got {name}")));
            }
        }
        if held.len() >= BATCH {
            pass(&mut held)?;
            py.check_signals()?;
        }
    }
    pass(&mut held)?;
    Ok(Table { schema: rows.schema(), batches })
}

/// Rows of statements or speakers, in Arrow's columns.
///
/// Tables are made by `table` and `Records`. Whatever reads Arrow takes one as it is, by the PyCapsule
/// interface: `pyarrow.table(table)`, `polars.DataFrame(table)`, `duckdb.from_arrow(table)`. Neither of them
/// is needed for `to_pylist` and `to_pydict`.
///
/// Examples
/// --------
/// >>> import inquit
/// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
/// >>> table = inquit.table(record)
/// >>> table
/// Table(rows=1, columns=32)
/// >>> table.to_pydict()["speaker"]
/// ['Nadia Okafor']
#[pyclass(frozen, module = "inquit")]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

impl Table {
    /// A table of one batch.
    pub(crate) fn new(batch: RecordBatch) -> Table {
        Table { schema: batch.schema(), batches: vec![batch] }
    }
}

fn failed(error: &ArrowError) -> PyErr {
    errors::internal(&error.to_string())
}

/// A package that a method makes use of, or the advice to install it.
fn package<'py>(py: Python<'py>, name: &str, method: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        let missing = PyImportError::new_err(format!("{method} needs the package {name}: pip install {name}"));
        if !error.is_instance_of::<PyImportError>(py) {
            return error;
        }
        missing.set_cause(py, Some(error));
        missing
    })
}

#[pymethods]
impl Table {
    /// tuple of str: The names of the columns, in order.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.schema.fields().iter().map(|field| field.name()))
    }

    /// The rows as dicts.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     A dict a row, with the names of the columns; None where a value is not known.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> [row["cue"] for row in inquit.table(record).to_pylist()]
    /// ['said']
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for batch in &self.batches {
            for index in 0..batch.num_rows() {
                let row = PyDict::new(py);
                for (field, column) in self.schema.fields().iter().zip(batch.columns()) {
                    row.set_item(field.name(), cell(py, column, index)?)?;
                }
                rows.append(row)?;
            }
        }
        Ok(rows)
    }

    /// The first rows in HTML: what a notebook shows.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let fields = self.schema.fields();
        let is_wide = fields.iter().any(|field| field.name() == "text");
        let is_shown = |name: &str| {
            !is_wide || SHOWN.contains(&name) || name.parse().is_ok_and(|column: output::Column| column.is_added())
        };
        let shown: Vec<usize> = (0..fields.len()).filter(|at| is_shown(fields[*at].name())).collect();
        let columns = shown.iter().map(|at| match fields[*at].data_type() {
            DataType::Int32 | DataType::Int64 | DataType::Float64 => Column::number(fields[*at].name()),
            _ if fields[*at].name() == "text" => Column::long(fields[*at].name()),
            _ => Column::text(fields[*at].name()),
        });
        let mut rows = Vec::new();
        for (batch, index) in self.batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row))) {
            if rows.len() == view::ROWS {
                break;
            }
            let cells = shown.iter().map(|at| legible(&cell(py, batch.column(*at), index)?));
            rows.push(cells.collect::<PyResult<Vec<String>>>()?);
        }
        let all = self.batches.iter().map(RecordBatch::num_rows).sum();
        let mut caption = html::counted(all, "row");
        if shown.len() < fields.len() {
            caption += &format!(", {} of {} columns", shown.len(), fields.len());
        }
        Ok(html::table(&caption, &columns.collect::<Vec<_>>(), all, view::ROWS, rows.into_iter()))
    }

    /// The columns as lists.
    ///
    /// Returns
    /// -------
    /// dict of str to list
    ///     A list a column, in order; None where a value is not known.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> inquit.table(record).to_pydict()["cue"]
    /// ['said']
    fn to_pydict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (position, field) in self.schema.fields().iter().enumerate() {
            let cells = PyList::empty(py);
            for batch in &self.batches {
                extend(&cells, batch.column(position))?;
            }
            columns.set_item(field.name(), cells)?;
        }
        Ok(columns)
    }

    /// The table as one of PyArrow, without a copy.
    ///
    /// Returns
    /// -------
    /// pyarrow.Table
    ///     The same rows.
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     If PyArrow is not installed.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> inquit.table(record).to_arrow().column("speaker").to_pylist()
    /// ['Nadia Okafor']
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        package(slf.py(), "pyarrow", "to_arrow")?.call_method1("table", (slf,))
    }

    /// The table as a data frame of pandas.
    ///
    /// Numbers and truth values have the types of pandas that know a missing value (`Int64`, `boolean`), so
    /// that a paragraph is never `3.0`.
    ///
    /// Returns
    /// -------
    /// pandas.DataFrame
    ///     The same rows, numbered from 0.
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     If pandas or PyArrow is not installed.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> frame = inquit.table(record).to_pandas()
    /// >>> frame[["speaker", "act"]].values.tolist()
    /// [['Nadia Okafor', 'assert']]
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let pandas = package(py, "pandas", "to_pandas")?;
        let pyarrow = package(py, "pyarrow", "to_pandas")?;
        let types = PyDict::new(py);
        for (arrow, own) in [("int32", "Int32Dtype"), ("int64", "Int64Dtype"), ("bool_", "BooleanDtype")] {
            types.set_item(pyarrow.call_method0(arrow)?, pandas.call_method0(own)?)?;
        }
        let options = PyDict::new(py);
        options.set_item("types_mapper", types.getattr("get")?)?;
        pyarrow.call_method1("table", (slf,))?.call_method("to_pandas", (), Some(&options))
    }

    /// The table as a data frame of Polars.
    ///
    /// Returns
    /// -------
    /// polars.DataFrame
    ///     The same rows.
    ///
    /// Raises
    /// ------
    /// ImportError
    ///     If Polars is not installed.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> inquit.table(record).to_polars()["speaker"].to_list()
    /// ['Nadia Okafor']
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        package(slf.py(), "polars", "to_polars")?.call_method1("DataFrame", (slf,))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(|error| failed(&error))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    // Another schema may be asked for; Arrow's rules leave it to us whether to heed that.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches: Vec<_> = self.batches.iter().cloned().map(Ok).collect();
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.schema));
        // The capsule owns the stream: whoever takes it marks it as released, else it is with the capsule.
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let columns = self.schema.fields().len();
        line(py, "Table", &[("rows", Shown::Count(self.__len__())), ("columns", Shown::Count(columns))])
    }
}

/// Appends the values of a column.
pub(crate) fn extend(cells: &Bound<'_, PyList>, column: &dyn Array) -> PyResult<()> {
    (0..column.len()).try_for_each(|index| cells.append(cell(cells.py(), column, index)?))
}

/// A value as people read it: nothing for None, what is in lists and dicts without their brackets.
fn legible(value: &Bound<'_, PyAny>) -> PyResult<String> {
    if value.is_none() {
        return Ok(String::new());
    }
    let joined = |values: PyResult<Vec<String>>, by: &str| -> PyResult<String> {
        Ok(values?.into_iter().filter(|value| !value.is_empty()).collect::<Vec<_>>().join(by))
    };
    if let Ok(list) = value.cast::<PyList>() {
        return joined(list.iter().map(|item| legible(&item)).collect(), "; ");
    }
    if let Ok(dict) = value.cast::<PyDict>() {
        return joined(dict.values().iter().map(|item| legible(&item)).collect(), ", ");
    }
    value.str()?.extract()
}

/// A value as Python has it.
fn cell<'py>(py: Python<'py>, column: &dyn Array, index: usize) -> PyResult<Bound<'py, PyAny>> {
    if column.is_null(index) {
        return Ok(py.None().into_bound(py));
    }
    match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(index).into_bound_py_any(py),
        DataType::Boolean => column.as_boolean().value(index).into_bound_py_any(py),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(index).into_bound_py_any(py),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(index).into_bound_py_any(py),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(index).into_bound_py_any(py),
        DataType::List(_) => {
            let items = PyList::empty(py);
            extend(&items, &column.as_list::<i32>().value(index))?;
            Ok(items.into_any())
        }
        DataType::Struct(fields) => {
            let value = PyDict::new(py);
            for (field, column) in fields.iter().zip(column.as_struct().columns()) {
                value.set_item(field.name(), cell(py, column, index)?)?;
            }
            Ok(value.into_any())
        }
        other => Err(errors::internal(&format!("a column of type {other}: this is a bug of inquit"))),
    }
}
