//! Python's arguments to the library's: texts, units, models, names that are known already.

use std::{
    collections::BTreeMap,
    num::NonZero,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
};

use inquit::{
    dates::DateOrder,
    input::{FieldMap, field_map::Field},
    model::ModelErrorKind,
    text::OffsetUnit,
};
use inquit_batch::people::Known;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyList, PyMapping, PyString},
};
use serde_json::Value;

use crate::{errors, json};

/// A Python string as UTF-8.
pub(crate) struct Text(pub(crate) String);

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = value.to_owned();
        if value.hasattr("__fspath__")? {
            let message = "text: expected a text, got a path; read files by inquit.read, or hand over path.read_text()";
            return Err(PyTypeError::new_err(message));
        }
        json::string(value.cast::<PyString>()?)?.map(Text).map_err(|reason| errors::record(reason, None))
    }
}

/// The authors in one string, or a string each.
pub(crate) struct Authors(pub(crate) Value);

impl<'py> FromPyObject<'_, 'py> for Authors {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_instance_of::<PyString>() {
            return Ok(Authors(value.extract::<Text>()?.0.into()));
        }
        let authors = value.try_iter()?.map(|author| Ok(author?.extract::<Text>()?.0));
        authors.collect::<PyResult<Vec<_>>>().map(|authors| Authors(authors.into()))
    }
}

/// What offsets count.
pub(crate) struct Unit(pub(crate) OffsetUnit);

impl<'py> FromPyObject<'_, 'py> for Unit {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let name: String = value.extract()?;
        OffsetUnit::from_name(&name).map(Unit).ok_or_else(|| {
            PyValueError::new_err(format!("offsets: unknown unit `{name}`, expected codepoint, utf16 or byte"))
        })
    }
}

/// A least confidence.
pub(crate) struct Confidence(pub(crate) f64);

impl<'py> FromPyObject<'_, 'py> for Confidence {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let number: f64 = value.extract()?;
        if (0.0..=1.0).contains(&number) {
            return Ok(Confidence(number));
        }
        Err(PyValueError::new_err(format!("min_confidence: {number} is no probability, expected 0 to 1")))
    }
}

/// Names that are known already: a list of them in a file, or a mapping. A file with a column `name` is a table of people.
#[derive(Default)]
pub(crate) struct AliasList(Known);

impl<'py> FromPyObject<'_, 'py> for AliasList {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = value.to_owned();
        if value.is_none() {
            return Ok(Self::default());
        }
        if let Ok(mapping) = value.cast::<PyMapping>() {
            let mut pairs: Vec<(String, Vec<String>)> = Vec::new();
            for item in mapping.items()?.iter() {
                let (primary, others): (Text, Bound<'_, PyAny>) = item.extract()?;
                let others = match others.extract::<Text>() {
                    Ok(one) => vec![one.0],
                    Err(_) => {
                        others.try_iter()?.map(|other| Ok(other?.extract::<Text>()?.0)).collect::<PyResult<Vec<_>>>()?
                    }
                };
                pairs.push((primary.0, others));
            }
            let pairs = pairs.iter().map(|(primary, others)| (primary.as_str(), others.iter().map(String::as_str)));
            return inquit::Aliases::from_pairs(pairs)
                .map(|aliases| AliasList(Known { aliases, ..Known::default() }))
                .map_err(|error| PyValueError::new_err(format!("aliases: {error}").replace("line ", "item ")));
        }
        let path: PathBuf = value.extract().map_err(|_| {
            let name = json::type_name(&value).unwrap_or_default();
            PyTypeError::new_err(format!("aliases: expected a mapping or the path of a table, got {name}"))
        })?;
        known(Some(&path), None).map(AliasList)
    }
}

/// What files say of speakers: a list of aliases, and a table of people.
fn known(aliases: Option<&Path>, people: Option<&Path>) -> PyResult<Known> {
    for path in aliases.into_iter().chain(people) {
        std::fs::metadata(path)
            .map_err(|error| PyErr::from(std::io::Error::new(error.kind(), format!("{}: {error}", path.display()))))?;
    }
    Known::read(aliases, people).map_err(|error| PyValueError::new_err(error.to_string()))
}

/// People with their attributes: a table in a file, a data frame, a mapping, or a list of mappings.
#[derive(Default)]
pub(crate) struct People(pub(crate) inquit::PeopleTable);

impl<'py> FromPyObject<'_, 'py> for People {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let value = value.to_owned();
        if value.is_none() {
            return Ok(Self::default());
        }
        if let Ok(path) = value.extract::<PathBuf>() {
            return Ok(People(known(None, Some(&path))?.people));
        }
        let entries = match rows_of(&value)? {
            Some(rows) => rows,
            None => value.clone(),
        };
        let is_known = entries.is_instance_of::<PyList>() || entries.cast::<PyMapping>().is_ok();
        if !is_known {
            let name = json::type_name(&value)?;
            return Err(PyTypeError::new_err(format!(
                "people: expected a path, a data frame, a mapping or a list of mappings, got {name}"
            )));
        }
        let json = json::from_python(&entries)?.map_err(|reason| PyValueError::new_err(format!("people: {reason}")))?;
        let table = inquit::PeopleTable::from_json(&json.to_string());
        table.map(People).map_err(|error| PyValueError::new_err(format!("people: {error}")))
    }
}

/// The rows of a data frame (pandas, Polars, PyArrow, or a table of this package) as dicts; `None` for what is none.
pub(crate) fn rows_of<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    for method in ["to_dicts", "to_pylist"] {
        if value.hasattr(method)? {
            return value.call_method0(method).map(Some);
        }
    }
    if value.hasattr("columns")? && value.hasattr("to_dict")? {
        return value.call_method1("to_dict", ("records",)).map(Some);
    }
    Ok(None)
}

/// Whether a value is a data frame, or a table, of some library.
pub(crate) fn is_frame(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    for method in ["to_dict", "to_dicts", "to_pylist"] {
        if value.hasattr(method)? && (value.hasattr("columns")? || value.hasattr("column_names")?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The order of day and month in dates.
#[derive(Default)]
pub(crate) struct Order(pub(crate) Option<DateOrder>);

impl<'py> FromPyObject<'_, 'py> for Order {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self::default());
        }
        let order = value.extract::<String>()?.parse::<DateOrder>();
        order.map(|order| Order(Some(order))).map_err(|error| PyValueError::new_err(format!("date_order: {error}")))
    }
}

/// What is known before anything is read, in a pipeline.
pub(crate) fn knowing(
    pipeline: inquit::Pipeline,
    aliases: AliasList,
    people: People,
    order: &Order,
) -> PyResult<inquit::Pipeline> {
    let Known { aliases, people: listed, .. } = aliases.0;
    let people = match (listed.is_empty(), people.0.is_empty()) {
        (true, _) => people.0,
        (false, true) => listed,
        (false, false) => {
            let message = "aliases: the file has a column `name`, so it is a table of people too, and one is enough";
            return Err(PyValueError::new_err(message));
        }
    };
    Ok(pipeline.with_aliases(aliases).with_people(people).with_date_order(order.0))
}

/// What fields are called in records: ours to theirs.
#[derive(Clone, Default)]
pub(crate) struct Keys(pub(crate) FieldMap);

impl<'py> FromPyObject<'_, 'py> for Keys {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self::default());
        }
        let value = value.to_owned();
        let Ok(mapping) = value.cast::<PyMapping>() else {
            let name = json::type_name(&value)?;
            return Err(PyTypeError::new_err(format!("map: expected a mapping of fields to keys, got {name}")));
        };
        let mut map = FieldMap::new();
        for item in mapping.items()?.iter() {
            let (field, key): (Text, Text) = item.extract()?;
            let field: Field = field.0.parse().map_err(|error| PyValueError::new_err(format!("map: {error}")))?;
            map = map.with(field, key.0);
        }
        Ok(Keys(map))
    }
}

/// Whether failures are raised: `false` if they take the place of records.
pub(crate) struct Raises(pub(crate) bool);

impl<'py> FromPyObject<'_, 'py> for Raises {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match &*value.extract::<String>()? {
            "raise" => Ok(Raises(true)),
            "return" => Ok(Raises(false)),
            other => {
                let message = format!("errors: unknown value `{other}`, expected raise or return");
                Err(PyValueError::new_err(message))
            }
        }
    }
}

/// How many articles are read at the same time.
pub(crate) struct Jobs(pub(crate) usize);

impl Jobs {
    /// The most threads a stream has, whatever is asked for.
    const MOST: usize = 1024;
}

impl<'py> FromPyObject<'_, 'py> for Jobs {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let asked: i64 = value.extract()?;
        match usize::try_from(asked) {
            Ok(count) if count > 0 => Ok(Jobs(count.min(Self::MOST))),
            Err(_) if asked == -1 => Ok(Jobs(thread::available_parallelism().map_or(1, NonZero::get))),
            _ => Err(PyValueError::new_err(format!("n_jobs: {asked}, expected 1 or more, or -1"))),
        }
    }
}

/// What is wanted of a record.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    /// What offsets count.
    pub(crate) unit: OffsetUnit,
    /// Statements below it are left out.
    pub(crate) min_confidence: f64,
    /// Whether statements say why they have their speakers.
    pub(crate) explain: bool,
}

impl Wanted {
    pub(crate) fn new(Unit(unit): Unit, Confidence(min_confidence): Confidence, explain: bool) -> Self {
        Self { unit, min_confidence, explain }
    }
}

/// A model: the name of one that is built in, or the folder of another.
#[derive(Clone)]
pub(crate) enum Source {
    Name(String),
    Folder(PathBuf),
}

impl<'py> FromPyObject<'_, 'py> for Source {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(name) = value.extract() {
            return Ok(Source::Name(name));
        }
        value.extract().map(Source::Folder).or_else(|_| {
            let message = format!("model: expected a name or a path, got {}", json::type_name(&value)?);
            Err(PyTypeError::new_err(message))
        })
    }
}

impl Source {
    /// The pipeline of the model. Those built in are loaded once a process.
    pub(crate) fn load(&self, py: Python<'_>) -> PyResult<inquit::Pipeline> {
        static LOADED: Mutex<BTreeMap<String, inquit::Pipeline>> = Mutex::new(BTreeMap::new());

        let folder = |path: &Path| inquit::Pipeline::load(path).map_err(|error| error.to_string());
        py.detach(|| match self {
            Source::Folder(path) => folder(path),
            Source::Name(name) => {
                let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(pipeline) = loaded.get(name) {
                    return Ok(pipeline.clone());
                }
                match inquit::Pipeline::embedded(name) {
                    Ok(pipeline) => {
                        loaded.insert(name.clone(), pipeline.clone());
                        Ok(pipeline)
                    }
                    Err(error) if !matches!(error.kind(), ModelErrorKind::Unknown { .. }) => Err(error.to_string()),
                    Err(error) if !Path::new(name).is_dir() => Err(format!("{error}, or a folder")),
                    Err(_) => {
                        drop(loaded);
                        folder(Path::new(name))
                    }
                }
            }
        })
        .map_err(errors::model)
    }
}
