//! The record's types to frozen Python classes with the same names and fields.
//!
//! An object holds its part of the record as the library made it. What its fields hold is made when
//! it is first asked for, and then kept, so that a stream of records costs little until it is looked
//! at and `record.article is record.article`.

use std::hash::{DefaultHasher, Hash, Hasher};

use inquit::{
    gold::{
        label_studio::Choice,
        records::{self, Annotated},
    },
    output::{
        self,
        formats::{Format, FormatError},
    },
};
use inquit_view::html;
use pyo3::{
    IntoPyObjectExt,
    exceptions::{PyKeyError, PyValueError},
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyTuple, PyType},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    arguments::Confidence,
    errors, json,
    shown::{Shown, line},
    view,
};

/// The record of what people annotated; where they corrected a record, that one with what they changed.
fn annotated(read: Annotated, base: Option<PyRef<'_, Record>>) -> PyResult<Record> {
    let (record, faults) = match base {
        Some(base) if base.data.article.text != read.text() => {
            return Err(PyValueError::new_err("base: it has another text than the one that was annotated"));
        }
        // What could not be read would look removed.
        Some(_) if read.is_damaged() => read.into_record(),
        Some(base) => read.onto(&base.data),
        None => read.into_record(),
    };
    if let Some(fault) = faults.first() {
        return Err(errors::record(fault, None));
    }
    record.check().map_err(|fault| errors::record(fault, None))?;
    Ok(Record::from(record))
}

/// What all parts of a record can do.
trait Part: Serialize + DeserializeOwned {
    /// Reads the part from JSON text.
    fn read_text(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// Reads the part from a JSON value.
    fn read(value: Value) -> Result<Self, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// Text that is the same for equal parts.
    fn fingerprint(&self) -> String {
        written(self, None).unwrap_or_default()
    }
}

impl Part for output::Generator {}
impl Part for output::SpanRecord {}
impl Part for output::DatelineRecord {}
impl Part for output::SectionRecord {}
impl Part for output::SpeakerRecord {
    fn fingerprint(&self) -> String {
        // Without the attributes, whose order does not matter to equality.
        written(&(&self.id, &self.name, &self.mentions), None).unwrap_or_default()
    }
}

impl Part for output::RoleRecord {}
impl Part for output::MentionRecord {}
impl Part for output::CueRecord {}
impl Part for output::AddresseeRecord {}
impl Part for output::NoteRecord {}
impl Part for output::StatementNoteRecord {}

impl Part for output::StatementRecord {
    fn fingerprint(&self) -> String {
        // Without the confidence: 0.0 and -0.0 are equal and written differently.
        written(&(&self.id, &self.content, &self.speakers), None).unwrap_or_default()
    }
}

impl Part for output::ArticleRecord {
    fn fingerprint(&self) -> String {
        // Without the extra fields, whose order does not matter to equality.
        written(&(&self.id, &self.url, &self.text), None).unwrap_or_default()
    }
}

impl Part for output::Record {
    fn read_text(text: &str) -> Result<Self, String> {
        output::Record::from_json(text).map_err(|error| error.to_string()).and_then(checked)
    }

    fn read(value: Value) -> Result<Self, String> {
        match value.get("schema_version").and_then(Value::as_str) {
            Some(found) if found != output::SCHEMA_VERSION => {
                Err(output::RecordError::Version { found: found.to_owned() }.to_string())
            }
            _ => serde_json::from_value(value)
                .map_err(|error| output::RecordError::from(error).to_string())
                .and_then(checked),
        }
    }

    fn fingerprint(&self) -> String {
        self.article.fingerprint() + &self.generator.fingerprint()
    }
}

/// The record, if its spans fit its text and it has everybody that it refers to.
fn checked(record: output::Record) -> Result<output::Record, String> {
    match record.check() {
        Ok(()) => Ok(record),
        Err(fault) => Err(fault.to_string()),
    }
}

/// JSON text on one line, or with some spaces of indent.
fn written(value: &impl Serialize, indent: Option<usize>) -> serde_json::Result<String> {
    let Some(indent) = indent else { return serde_json::to_string(value) };
    let indent = " ".repeat(indent);
    let mut text = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Parts as a tuple of their Python objects.
fn parts<'py, D, P>(py: Python<'py>, data: &[D]) -> PyResult<Bound<'py, PyAny>>
where
    D: Clone,
    P: From<D> + IntoPyObject<'py>,
{
    let parts = data.iter().map(|part| P::from(part.clone()).into_bound_py_any(py)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, parts)?.into_bound_py_any(py)
}

/// A part as its Python object, or None.
fn part<'py, D, P>(py: Python<'py>, data: &Option<D>) -> PyResult<Bound<'py, PyAny>>
where
    D: Clone,
    P: From<D> + IntoPyObject<'py>,
{
    data.clone().map(P::from).into_bound_py_any(py)
}

fn strings<'py>(py: Python<'py>, strings: &[String]) -> PyResult<Bound<'py, PyAny>> {
    PyTuple::new(py, strings)?.into_bound_py_any(py)
}

/// Defines a class.
///
/// `plain` fields are made at each access; `kept` ones once. `shown` are those in the `repr`.
macro_rules! class {
    (
        $(#[$doc:meta])*
        $name:ident($data:ty) {
            plain { $($(#[$plain_doc:meta])* $plain:ident: $type:ty = |$p:ident| $plain_value:expr;)* }
            kept { $($(#[$kept_doc:meta])* $kept:ident = |$py:ident, $k:ident| $kept_value:expr;)* }
            shown |$s:ident| { $($shown:ident: $shown_value:expr),* }
            $($methods:tt)*
        }
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "inquit")]
        pub(crate) struct $name {
            data: $data,
            $($kept: PyOnceLock<Py<PyAny>>,)*
        }

        impl From<$data> for $name {
            fn from(data: $data) -> Self {
                Self { data, $($kept: PyOnceLock::new(),)* }
            }
        }

        impl AsRef<$data> for $name {
            fn as_ref(&self) -> &$data {
                &self.data
            }
        }

        #[pymethods]
        impl $name {
            $(
                $(#[$plain_doc])*
                #[getter]
                fn $plain(&self) -> $type {
                    let $p = &self.data;
                    $plain_value
                }
            )*

            $(
                $(#[$kept_doc])*
                #[getter]
                fn $kept(&self, $py: Python<'_>) -> PyResult<Py<PyAny>> {
                    let $k = &self.data;
                    let value = self.$kept.get_or_try_init($py, || PyResult::Ok($kept_value?.unbind()))?;
                    Ok(value.clone_ref($py))
                }
            )*

            $($methods)*

            /// The same as plain Python values, with the field names of the JSON.
            ///
            /// Returns
            /// -------
            /// dict
            ///     What `json.loads` makes of `to_json()`. It is new at each call.
            ///
            /// Examples
            /// --------
            /// >>> import inquit
            /// >>> inquit.parse("“No,” said Bertrand.").to_dict()["schema_version"]
            /// '1'
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                let value = serde_json::to_value(&self.data).map_err(|error| errors::internal(&error.to_string()))?;
                json::to_python(py, &value)
            }

            /// The same as JSON.
            ///
            /// Parameters
            /// ----------
            /// indent : int, optional
            ///     Spaces of indent. By default all stands on one line, as in JSON Lines.
            ///
            /// Returns
            /// -------
            /// str
            ///     JSON without a line break at its end.
            ///
            /// Examples
            /// --------
            /// >>> import inquit
            /// >>> record = inquit.parse("“No,” said Bertrand.")
            /// >>> inquit.Record.from_json(record.to_json()) == record
            /// True
            #[pyo3(signature = (indent=None))]
            fn to_json(&self, indent: Option<u8>) -> PyResult<String> {
                written(&self.data, indent.map(usize::from)).map_err(|error| errors::internal(&error.to_string()))
            }

            /// Make an object of this class from plain Python values.
            ///
            /// Parameters
            /// ----------
            /// fields : dict
            ///     What `to_dict` returns. Fields that are not known are skipped.
            ///
            /// Returns
            /// -------
            /// object of this class
            ///     Equal to the one that `to_dict` was called on.
            ///
            /// Raises
            /// ------
            /// RecordError
            ///     If a field is missing or of another type, or a record of another version.
            ///
            /// Examples
            /// --------
            /// >>> import inquit
            /// >>> inquit.Span.from_dict({"start": 4, "end": 7, "text": "she"})
            /// Span(start=4, end=7, text='she')
            #[classmethod]
            fn from_dict(_class: &Bound<'_, PyType>, fields: &Bound<'_, PyAny>) -> PyResult<Self> {
                let data = json::from_python(fields)?.and_then(<$data>::read);
                data.map(Self::from).map_err(|reason| errors::record(reason, None))
            }

            /// Make an object of this class from JSON.
            ///
            /// Parameters
            /// ----------
            /// json : str
            ///     What `to_json` returns. Fields that are not known are skipped.
            ///
            /// Returns
            /// -------
            /// object of this class
            ///     Equal to the one that `to_json` was called on.
            ///
            /// Raises
            /// ------
            /// RecordError
            ///     If it is no JSON, if a field is missing or of another type, or if a record is of
            ///     another version.
            ///
            /// Examples
            /// --------
            /// >>> import inquit
            /// >>> inquit.Span.from_json('{"start": 4, "end": 7, "text": "she"}')
            /// Span(start=4, end=7, text='she')
            #[classmethod]
            fn from_json(_class: &Bound<'_, PyType>, json: crate::arguments::Text) -> PyResult<Self> {
                <$data>::read_text(&json.0).map(Self::from).map_err(|reason| errors::record(reason, None))
            }

            fn __eq__(&self, other: &Self) -> bool {
                self.data == other.data
            }

            fn __hash__(&self) -> u64 {
                let mut hasher = DefaultHasher::new();
                self.data.fingerprint().hash(&mut hasher);
                hasher.finish()
            }

            fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
                let $s = &self.data;
                line(py, stringify!($name), &[$((stringify!($shown), $shown_value)),*])
            }

            fn __copy__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
                slf
            }

            fn __deepcopy__<'py>(slf: PyRef<'py, Self>, _memo: &Bound<'py, PyAny>) -> PyRef<'py, Self> {
                slf
            }

            fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
                Ok((slf.get_type().getattr("from_dict")?, (slf.get().to_dict(slf.py())?,)))
            }
        }
    };
}

class! {
    /// One news article, read: its parts, its speakers, and who said what.
    ///
    /// Records are made by `parse`, `Pipeline`, `Record.from_json` and `Record.from_dict`. They and
    /// their parts never change: they can be compared, hashed, copied and pickled.
    ///
    /// Offsets count `article.offset_unit` units (by default code points) into `article.text`, half
    /// open `[start, end)`, and every `text` beside them is that slice.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
    /// >>> record.article.id
    /// 'story-17'
    /// >>> for statement in record.statements:
    /// ...     print([record.speaker(id).name for id in statement.speakers], statement.text)
    /// ['Nadia Okafor'] “The bridge stays shut,”
    Record(output::Record) {
        plain {
            /// str: Version of the record's shape: "1".
            schema_version: &str = |it| &it.schema_version;
        }
        kept {
            /// Generator: What made the record.
            generator = |py, it| Generator::from(it.generator.clone()).into_bound_py_any(py);
            /// Article: The article and its parts.
            article = |py, it| Article::from(it.article.clone()).into_bound_py_any(py);
            /// tuple of Speaker: Everybody and everything statements are attributed to, in order of
            /// first mention.
            speakers = |py, it| view::listed("Speakers", parts::<_, Speaker>(py, &it.speakers)?, None);
            /// tuple of Statement: What was said, in text order.
            statements = |py, it| {
                let names = it.speakers.iter().map(|speaker| (&*speaker.id, &*speaker.name)).collect();
                view::listed("Statements", parts::<_, Statement>(py, &it.statements)?, Some(names))
            };
            /// tuple of Note: Doubts met while reading, in text order.
            notes = |py, it| parts::<_, Note>(py, &it.notes);
        }
        shown |it| {
            id: Shown::Text(&it.article.id),
            speakers: Shown::Count(it.speakers.len()),
            statements: Shown::Count(it.statements.len())
        }

        /// The article in HTML, everything that was said in it marked: what a notebook shows.
        fn _repr_html_(&self) -> String {
            html::article(&self.data)
        }

        /// Show the article, everything that was said in it marked in the colour of its speaker.
        ///
        /// A notebook shows the same for a record that is the last value of a cell. Elsewhere it is printed, as
        /// wide as the terminal, in colour if that is one and `NO_COLOR` is not set.
        ///
        /// Parameters
        /// ----------
        /// min_confidence : float, default 0.0
        ///     Statements that are less likely to be right than this are not shown.
        ///
        /// Raises
        /// ------
        /// ValueError
        ///     If `min_confidence` is not from 0 to 1.
        ///
        /// Examples
        /// --------
        /// >>> import inquit
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.", id="story-17")
        /// >>> record.show(min_confidence=0.5)  # doctest: +ELLIPSIS
        /// story-17
        /// <BLANKLINE>
        /// Nadia Okafor ┃ “The bridge stays shut,” _said_ Nadia Okafor.
        /// ...
        #[pyo3(signature = (*, min_confidence=Confidence(0.0)), text_signature = "($self, *, min_confidence=0.0)")]
        fn show(&self, py: Python<'_>, min_confidence: Confidence) -> PyResult<()> {
            let mut record = self.data.clone();
            record.keep_confident(min_confidence.0);
            view::display(py, &record)
        }

        /// The speaker of an id, as statements name it.
        ///
        /// Parameters
        /// ----------
        /// id : str
        ///     An id out of `statement.speakers`, `statement.reported_by` or `addressee.speaker`.
        ///
        /// Returns
        /// -------
        /// Speaker
        ///     The same object as in `speakers`.
        ///
        /// Raises
        /// ------
        /// KeyError
        ///     If the record has no speaker of that id.
        ///
        /// Examples
        /// --------
        /// >>> import inquit
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        /// >>> record.speaker("S1").name
        /// 'Nadia Okafor'
        fn speaker<'py>(&self, py: Python<'py>, id: &str) -> PyResult<Bound<'py, PyAny>> {
            match self.data.speakers.iter().position(|speaker| speaker.id == id) {
                Some(index) => self.speakers(py)?.bind(py).get_item(index),
                None => Err(PyKeyError::new_err(id.to_owned())),
            }
        }

        /// The record in another tool's format.
        ///
        /// What each format keeps and loses stands in `docs/formats.md`. Offsets are those that the format asks
        /// for, whatever the record's own unit is.
        ///
        /// Parameters
        /// ----------
        /// format : str
        ///     One of "jsonl", "json", "csv", "tsv", "brat", "citron", "webanno", "jsonld", "labelstudio" and
        ///     "tei".
        ///
        /// Returns
        /// -------
        /// str
        ///     A whole file with this article alone. For "brat" it is the `.ann` file; the `.txt` file beside it
        ///     is `record.article.text`, unchanged (write it with `newline=""`).
        ///
        /// Raises
        /// ------
        /// ValueError
        ///     If there is no such format.
        /// RecordError
        ///     If offsets of the record do not fit its text, or a speaker is missing, as in a record made
        ///     by hand.
        ///
        /// Examples
        /// --------
        /// >>> import inquit
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        /// >>> print(record.to_format("brat"))
        /// T1	Cue 25 29	said
        /// T2	Content 0 24	“The bridge stays shut,”
        /// T3	Source 30 42	Nadia Okafor
        /// E1	Cue:T1 Content:T2 Source:T3
        /// #1	AnnotatorNotes E1	speakers: Nadia Okafor [S1 person]
        /// <BLANKLINE>
        fn to_format(&self, format: &str) -> PyResult<String> {
            let format: Format = format.parse().map_err(|error: FormatError| PyValueError::new_err(error.to_string()))?;
            let files = format.files(&self.data).map_err(|error| errors::record(error, None))?;
            // brat's text comes first.
            Ok(files.into_iter().next_back().map(|file| file.text).unwrap_or_default())
        }

        /// Make a record from a text and brat's annotations of it.
        ///
        /// Spans are kept as annotated; kinds, acts and the article's parts are read from the text. Notes like
        /// `speakers: Nadia Okafor` on an event name the speakers.
        ///
        /// Parameters
        /// ----------
        /// text : str
        ///     What is in the `.txt` file, with its line breaks as they are.
        /// annotations : str
        ///     What is in the `.ann` file.
        /// id : str, optional
        ///     What the article is called.
        /// base : Record, optional
        ///     The record that was exported: it is returned with what was changed, and all else as it was.
        ///
        /// Returns
        /// -------
        /// Record
        ///     With offsets in code points, and a confidence of 1; with `base`, as in that.
        ///
        /// Raises
        /// ------
        /// RecordError
        ///     If annotations do not fit the text or each other. The message says which and on which line.
        /// ValueError
        ///     If `base` has another text.
        ///
        /// Examples
        /// --------
        /// >>> import inquit
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        /// >>> text, annotations = record.article.text, record.to_format("brat")
        /// >>> again = inquit.Record.from_brat(text, annotations)
        /// >>> again.statements[0].content == record.statements[0].content
        /// True
        /// >>> inquit.Record.from_brat(text, annotations, base=record) == record
        /// True
        #[classmethod]
        #[pyo3(signature = (text, annotations, id=None, base=None))]
        fn from_brat(
            _class: &Bound<'_, PyType>,
            text: crate::arguments::Text,
            annotations: crate::arguments::Text,
            id: Option<&str>,
            base: Option<PyRef<'_, Record>>,
        ) -> PyResult<Self> {
            annotated(Annotated::from_brat(id.unwrap_or("text"), &text.0, &annotations.0), base)
        }

        /// Make a record from a task of Label Studio's JSON export.
        ///
        /// Regions labelled `Content`, `Cue` and `Source` become statements by the relations between them; the
        /// answers `kind` and `speaker` on a content say whose words it is in, and who said it.
        ///
        /// Parameters
        /// ----------
        /// task : mapping or str
        ///     One task of the export, or its JSON.
        /// annotator : str or int, optional
        ///     Whose annotation is read: their number, e-mail address or name. The latest one by default.
        /// predictions : bool, default False
        ///     Whether a task that nobody has annotated has what was predicted for it.
        /// id : str, optional
        ///     What the article is called if the task's data has no id.
        /// base : Record, optional
        ///     The record that was exported: it is returned with what was changed, and all else as it was.
        ///
        /// Returns
        /// -------
        /// Record
        ///     With offsets in code points, and a confidence of 1; with `base`, as in that.
        ///
        /// Raises
        /// ------
        /// RecordError
        ///     If it is not such a task, has no annotation to read, or a region does not fit the text.
        /// ValueError
        ///     If `base` has another text.
        ///
        /// Examples
        /// --------
        /// >>> import inquit, json
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        /// >>> [task] = json.loads(record.to_format("labelstudio"))
        /// >>> again = inquit.Record.from_label_studio(task, predictions=True)
        /// >>> again.speakers[0].name
        /// 'Nadia Okafor'
        /// >>> inquit.Record.from_label_studio(task, predictions=True, base=record) == record
        /// True
        #[classmethod]
        #[pyo3(signature = (task, *, annotator=None, predictions=false, id=None, base=None))]
        fn from_label_studio(
            _class: &Bound<'_, PyType>,
            task: &Bound<'_, PyAny>,
            annotator: Option<&Bound<'_, PyAny>>,
            predictions: bool,
            id: Option<&str>,
            base: Option<PyRef<'_, Record>>,
        ) -> PyResult<Self> {
            let json = match task.extract::<crate::arguments::Text>() {
                Ok(json) => json.0,
                Err(_) => json::from_python(task)?.map_err(|reason| errors::record(reason, None))?.to_string(),
            };
            let annotator = annotator.map(|who| who.str().map(|who| who.to_string())).transpose()?;
            let read = Annotated::from_label_studio(id.unwrap_or("task"), &json, &Choice { annotator, predictions });
            annotated(read.map_err(|fault| errors::record(fault, None))?, base)
        }

        /// Make a record from a document of Citron.
        ///
        /// Spans are kept as they are; kinds, acts and the article's parts are read from the text. Coreference
        /// groups become the speakers.
        ///
        /// Parameters
        /// ----------
        /// json : str
        ///     The document, with "text", "quotes" and "coreference_groups".
        /// id : str, optional
        ///     What the article is called.
        ///
        /// Returns
        /// -------
        /// Record
        ///     With offsets in code points.
        ///
        /// Raises
        /// ------
        /// RecordError
        ///     If it is no such document, or spans do not fit the text.
        ///
        /// Examples
        /// --------
        /// >>> import inquit
        /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
        /// >>> inquit.Record.from_citron(record.to_format("citron")).speakers[0].name
        /// 'Nadia Okafor'
        #[classmethod]
        #[pyo3(signature = (json, id=None))]
        fn from_citron(_class: &Bound<'_, PyType>, json: crate::arguments::Text, id: Option<&str>) -> PyResult<Self> {
            let read = records::from_citron(id.unwrap_or("document"), &json.0);
            let (record, faults) = read.map_err(|fault| errors::record(fault, None))?;
            match faults.first() {
                Some(fault) => Err(errors::record(fault, None)),
                None => Ok(Self::from(record)),
            }
        }
    }
}

class! {
    /// What made a record: the program, its version and its model.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> inquit.parse("“No,” said Bertrand.").generator.name
    /// 'inquit'
    Generator(output::Generator) {
        plain {
            /// str: The program: "inquit".
            name: &str = |it| &it.name;
            /// str: The program's version.
            version: &str = |it| &it.version;
            /// str: The model that read the article.
            model: &str = |it| &it.model;
        }
        kept {}
        shown |it| {
            name: Shown::Text(&it.name),
            version: Shown::Text(&it.version),
            model: Shown::Text(&it.model)
        }
    }
}

class! {
    /// The article: what its source says about it, its text, and where its parts lie in it.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no", outlet="The Echo").article
    /// >>> article.headline
    /// Span(start=0, end=16, text='Bertrand says no')
    /// >>> article.outlet
    /// 'The Echo'
    Article(output::ArticleRecord) {
        plain {
            /// str: The input's own id, else its URL, else a hash of the text.
            id: &str = |it| &it.id;
            /// str or None: Where it was published.
            url: Option<&str> = |it| it.url.as_deref();
            /// str or None: Who published it.
            outlet: Option<&str> = |it| it.outlet.as_deref();
            /// str or None: BCP 47 language tag, as the input gave it.
            language: Option<&str> = |it| it.language.as_deref();
            /// str or None: Date of publication, as the input gave it.
            published: Option<&str> = |it| it.published.as_deref();
            /// str or None: The day that `published` names, as "2024-05-01"; None where it names none, or
            /// two that differ in the order of day and month.
            date: Option<&str> = |it| it.date.as_deref();
            /// str: What offsets count: "codepoint", "utf16" or "byte".
            offset_unit: &str = |it| it.offset_unit.as_str();
        }
        kept {
            /// tuple of str: Authors, as the input or the byline gives them.
            authors = |py, it| strings(py, &it.authors);
            /// str: The text that offsets count in; a headline and a standfirst that were given
            /// apart stand before the body.
            text = |py, it| (&it.text).into_bound_py_any(py);
            /// Span or None: The headline.
            headline = |py, it| part::<_, Span>(py, &it.headline);
            /// Span or None: The summary under the headline (dek, deck, subtitle).
            standfirst = |py, it| part::<_, Span>(py, &it.standfirst);
            /// Span or None: The line that names the authors.
            byline = |py, it| part::<_, Span>(py, &it.byline);
            /// Dateline or None: Place, date and agency at the head of the first paragraph.
            dateline = |py, it| part::<_, Dateline>(py, &it.dateline);
            /// tuple of Section: The body. Text before the first crosshead is a section without a
            /// heading.
            sections = |py, it| parts::<_, Section>(py, &it.sections);
        }
        shown |it| {
            id: Shown::Text(&it.id),
            headline: Shown::Maybe(it.headline.as_ref().map(|span| &*span.text))
        }

        /// dict: Input fields that inquit does not know, handed through untouched. It is new at each
        /// access, so that changing it changes no record.
        #[getter]
        fn extra<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            json::to_dict(py, &self.data.extra)
        }
    }
}

class! {
    /// A stretch of the article's text.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no").article
    /// >>> article.headline.text == article.text[article.headline.start:article.headline.end]
    /// True
    Span(output::SpanRecord) {
        plain {
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
        }
        kept {}
        shown |it| { start: Shown::Count(it.start), end: Shown::Count(it.end), text: Shown::Text(&it.text) }
    }
}

class! {
    /// Where and when the story was filed, and by which agency, as far as its dateline says.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> article = inquit.parse("PORT ELLERY, Nov. 12 — The bridge will not reopen before April.").article
    /// >>> article.dateline.place, article.dateline.date
    /// ('PORT ELLERY', 'Nov. 12')
    Dateline(output::DatelineRecord) {
        plain {
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
            /// str or None: The place, as written.
            place: Option<&str> = |it| it.place.as_deref();
            /// str or None: The agency, as written.
            agency: Option<&str> = |it| it.agency.as_deref();
            /// str or None: The date, as written.
            date: Option<&str> = |it| it.date.as_deref();
        }
        kept {}
        shown |it| { start: Shown::Count(it.start), end: Shown::Count(it.end), text: Shown::Text(&it.text) }
    }
}

class! {
    /// A part of the article's body.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> article = inquit.parse("“No,” said Bertrand.", headline="Bertrand says no").article
    /// >>> [paragraph.text for section in article.sections for paragraph in section.paragraphs]
    /// ['“No,” said Bertrand.']
    Section(output::SectionRecord) {
        plain {}
        kept {
            /// Span or None: The crosshead over it.
            heading = |py, it| part::<_, Span>(py, &it.heading);
            /// tuple of Span: Its paragraphs, in text order.
            paragraphs = |py, it| parts::<_, Span>(py, &it.paragraphs);
        }
        shown |it| {
            paragraphs: Shown::Count(it.paragraphs.len()),
            heading: Shown::Maybe(it.heading.as_ref().map(|span| &*span.text))
        }
    }
}

class! {
    /// Somebody, or something, that the article attributes statements to or that takes part in them.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> [(speaker.name, speaker.kind) for speaker in record.speakers]
    /// [('Nadia Okafor', 'person')]
    Speaker(output::SpeakerRecord) {
        plain {
            /// str: "S1", "S2", …: unique in the record.
            id: &str = |it| &it.id;
            /// str: The fullest name the article gives, without honorific; a description if it names
            /// nobody.
            name: &str = |it| &it.name;
            /// str: "person", "organisation", "group", "document", "author" or "unknown".
            kind: &str = |it| it.kind.as_str();
            /// bool: Whether the article names it.
            named: bool = |it| it.named;
            /// str: "female", "male", "nonbinary" or "unknown": only what the article's own pronouns
            /// and honorifics say, never a guess from a name.
            gender: &str = |it| it.gender.as_str();
        }
        kept {
            /// tuple of str: Other names and nominals used for it, as written, no pronouns.
            aliases = |py, it| strings(py, &it.aliases);
            /// tuple of Role: Roles, as stated in the article.
            roles = |py, it| parts::<_, Role>(py, &it.roles);
            /// tuple of Mention: Every mention, in text order.
            mentions = |py, it| parts::<_, Mention>(py, &it.mentions);
        }
        shown |it| { id: Shown::Text(&it.id), kind: Shown::Text(it.kind.as_str()), name: Shown::Text(&it.name) }

        /// dict: What a table of people says of it, by the names of the table's columns; empty unless one
        /// was given that has it. It is new at each access, so that changing it changes no record.
        #[getter]
        fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
            json::to_dict(py, &self.data.attributes)
        }

        /// What the article says of the speaker, in HTML: what a notebook shows.
        fn _repr_html_(&self) -> String {
            html::speaker(&self.data)
        }
    }
}

class! {
    /// A role as stated in the article.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> fields = {"title": "mayor", "organisation": "Port Ellery", "start": 0, "end": 5, "text": "mayor"}
    /// >>> inquit.Role.from_dict(fields)
    /// Role(title='mayor', organisation='Port Ellery')
    Role(output::RoleRecord) {
        plain {
            /// str: The title, without the organisation.
            title: &str = |it| &it.title;
            /// str or None: The organisation the role is held in.
            organisation: Option<&str> = |it| it.organisation.as_deref();
            /// int: Offset of the first unit of the words that state it.
            start: usize = |it| it.start;
            /// int: Offset one past their last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
        }
        kept {}
        shown |it| { title: Shown::Text(&it.title), organisation: Shown::Maybe(it.organisation.as_deref()) }
    }
}

class! {
    /// One place where the article refers to a speaker.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> record.speakers[0].mentions
    /// (Mention(start=30, end=42, form='name', text='Nadia Okafor'),)
    Mention(output::MentionRecord) {
        plain {
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
            /// str: "name", "nominal" or "pronoun".
            form: &str = |it| it.form.as_str();
        }
        kept {}
        shown |it| {
            start: Shown::Count(it.start),
            end: Shown::Count(it.end),
            form: Shown::Text(it.form.as_str()),
            text: Shown::Text(&it.text)
        }
    }
}

class! {
    /// Something that was said, written, believed or decreed, and who the article attributes it to.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> [statement] = record.statements
    /// >>> statement.kind, statement.text, statement.cue.text
    /// ('direct', '“The bridge stays shut,”', 'said')
    Statement(output::StatementRecord) {
        plain {
            /// str: "Q1", "Q2", …: unique in the record.
            id: &str = |it| &it.id;
            /// str: "direct", "indirect" or "mixed": in the speaker's own words, in the writer's, or
            /// both.
            kind: &str = |it| it.kind.as_str();
            /// str or None: "A reported that B said it": on B's statement, the id of A.
            reported_by: Option<&str> = |it| it.reported_by.as_deref();
            /// str: The part of the article it stands in: "headline", "standfirst", "heading" or
            /// "body".
            place: &str = |it| it.place.as_str();
            /// int or None: Index into the article's sections; None outside the body.
            section: Option<usize> = |it| it.section;
            /// int or None: Index into the section's paragraphs; None outside the body.
            paragraph: Option<usize> = |it| it.paragraph;
            /// str or None: Id of the fuller statement that this one echoes.
            repeats: Option<&str> = |it| it.repeats.as_deref();
            /// str or None: Id of the smallest statement whose content holds this one's, a report inside a
            /// report; None where none does.
            inside: Option<&str> = |it| it.inside.as_deref();
            /// float: Calibrated probability, 0 to 1, that content and speaker are right.
            confidence: f64 = |it| it.confidence;
            /// str or None: What the speakers were found by, and who came next, in one line; None
            /// unless asked for with `explain=True`. Its figures are not calibrated.
            why: Option<&str> = |it| it.why.as_deref();
            /// str: The parts of the content, joined by " … ".
            ///
            /// It is no field of the JSON.
            text: String = |it| text(it);
        }
        kept {
            /// tuple of Span: The parts of the content, in text order: “A,” he said, “B” is one
            /// statement of two parts.
            content = |py, it| parts::<_, Span>(py, &it.content);
            /// tuple of Span: Those stretches of the content that stand in quotation marks: the
            /// speaker's own words.
            quoted = |py, it| parts::<_, Span>(py, &it.quoted);
            /// Cue or None: The words that report it.
            cue = |py, it| part::<_, Cue>(py, &it.cue);
            /// tuple of Span: The mentions the text attributes it to; empty where none is stated.
            source = |py, it| parts::<_, Span>(py, &it.source);
            /// tuple of str: Ids of who that is; several when they speak jointly; empty when nobody
            /// can be named. `record.speaker` finds them.
            speakers = |py, it| strings(py, &it.speakers);
            /// tuple of Addressee: Whom it was said to.
            addressees = |py, it| parts::<_, Addressee>(py, &it.addressees);
            /// StatementNote or None: What the article says of the source's anonymity, and the reason
            /// it gives.
            note = |py, it| part::<_, StatementNote>(py, &it.note);
        }
        shown |it| { id: Shown::Text(&it.id), kind: Shown::Text(it.kind.as_str()), text: Shown::Text(&text(it)) }

        /// The statement and what it was read as, in HTML: what a notebook shows.
        fn _repr_html_(&self) -> String {
            html::statement(&self.data)
        }
    }
}

fn text(statement: &output::StatementRecord) -> String {
    statement.content.iter().map(|part| &*part.text).collect::<Vec<_>>().join(" … ")
}

class! {
    /// The words that report a statement.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.parse("“The bridge stays shut,” said Nadia Okafor.")
    /// >>> cue = record.statements[0].cue
    /// >>> cue.lemma, cue.act, cue.negated
    /// ('say', 'assert', False)
    Cue(output::CueRecord) {
        plain {
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
            /// str: Dictionary form of the head.
            lemma: &str = |it| &it.lemma;
            /// str: What kind of speech act it is: "assert", "claim", "confirm", "admit", "deny",
            /// "announce", "show", "praise", "condemn", "warn", "promise", "demand", "ask",
            /// "suggest", "agree", "disagree", "believe", "intend", "feel", "decree" or "other".
            act: &str = |it| it.act.as_str();
            /// bool: Whether it is denied that the act took place: "did not say".
            negated: bool = |it| it.negated;
            /// bool: Whether the writer keeps a distance: "reportedly said".
            hedged: bool = |it| it.hedged;
        }
        kept {}
        shown |it| {
            start: Shown::Count(it.start),
            end: Shown::Count(it.end),
            act: Shown::Text(it.act.as_str()),
            text: Shown::Text(&it.text)
        }
    }
}

class! {
    /// Whom a statement was said to.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> inquit.Addressee.from_dict({"start": 14, "end": 23, "text": "reporters", "speaker": None})
    /// Addressee(start=14, end=23, speaker=None, text='reporters')
    Addressee(output::AddresseeRecord) {
        plain {
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
            /// str or None: Id of the speaker that is, where there is one.
            speaker: Option<&str> = |it| it.speaker.as_deref();
        }
        kept {}
        shown |it| {
            start: Shown::Count(it.start),
            end: Shown::Count(it.end),
            speaker: Shown::Maybe(it.speaker.as_deref()),
            text: Shown::Text(&it.text)
        }
    }
}

class! {
    /// What an article says about a statement's source beside who it is.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> text = "One guard, who asked not to be named, said the gate was open."
    /// >>> inquit.parse(text).statements[0].note
    /// StatementNote(start=15, end=36, code='anonymity', text='asked not to be named')
    StatementNote(output::StatementNoteRecord) {
        plain {
            /// str: What kind of note: "anonymity". Later versions may know more.
            code: &str = |it| &it.code;
            /// int: Offset of the first unit.
            start: usize = |it| it.start;
            /// int: Offset one past the last unit.
            end: usize = |it| it.end;
            /// str: The slice.
            text: &str = |it| &it.text;
            /// str: One sentence for a person.
            message: &str = |it| &it.message;
        }
        kept {}
        shown |it| {
            start: Shown::Count(it.start),
            end: Shown::Count(it.end),
            code: Shown::Text(&it.code),
            text: Shown::Text(&it.text)
        }
    }
}

class! {
    /// A doubt met while reading.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> inquit.parse("12,000").notes
    /// (Note(code='no-text', message='the text has no letters to read'),)
    Note(output::NoteRecord) {
        plain {
            /// str: What kind of doubt: "unpaired-quotation-mark", "undecodable-bytes", "no-text",
            /// "not-english", "ambiguous-date". Later versions may know more.
            code: &str = |it| &it.code;
            /// int or None: Offset of the first unit it is about, if it has a place.
            start: Option<usize> = |it| it.start;
            /// int or None: Offset one past the last unit.
            end: Option<usize> = |it| it.end;
            /// str: One sentence for a person.
            message: &str = |it| &it.message;
        }
        kept {}
        shown |it| { code: Shown::Text(&it.code), message: Shown::Text(&it.message) }
    }
}
