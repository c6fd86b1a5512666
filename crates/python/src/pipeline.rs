//! `inquit.Pipeline` and `inquit.parse`: Python's arguments to articles, and records back.

use std::{ffi::CString, path::Path};

use inquit::{
    dates::DateOrder,
    input::fields::Fields,
    model::{DEFAULT, EMBEDDED},
    output,
    text::OffsetUnit,
};
use pyo3::{
    exceptions::PyUserWarning,
    prelude::*,
    types::{PyDict, PyMapping, PyString, PyTuple},
};
use serde_json::{Map, Value};

use crate::{
    arguments::{
        AliasList, Authors, Confidence, Jobs, Keys, Order, People, Raises, Source, Text, Unit, Wanted, knowing,
    },
    batch::{self, Columns},
    errors, json,
    pipe::{Pipe, Reader},
    record::Record,
    shown::{Shown, line},
};

/// No path of a file is as long as this, in bytes.
const LONGEST_PATH: usize = 1024;
const EMPTY: &str = "the text is empty";

/// Reads the article of some fields, or says why there is none. Needs no Python, so that threads
/// can do it at once.
pub(crate) fn read(pipeline: &inquit::Pipeline, fields: Fields, wanted: Wanted) -> Result<output::Record, String> {
    let article = fields.into_article(None);
    if article.text.trim().is_empty() {
        return Err(EMPTY.to_owned());
    }
    let reading = pipeline.read(article);
    let mut record = pipeline.record(&reading, wanted.unit);
    if wanted.explain {
        record.explain(&reading);
    }
    record.keep_confident(wanted.min_confidence);
    Ok(record)
}

/// The fields that arguments of `parse` make, or why they make none.
fn fields<const N: usize>(
    py: Python<'_>,
    text: Text,
    authors: Option<Authors>,
    others: [(&str, Option<Text>); N],
) -> PyResult<Fields> {
    // A path is short, and has no line breaks.
    if text.0.len() < LONGEST_PATH && !text.0.contains('\n') && Path::new(&text.0).is_file() {
        let category = py.get_type::<PyUserWarning>();
        let message =
            format!("text: `{}` is read as an article, and is the path of a file; use inquit.read for files", text.0);
        PyErr::warn(py, &category, &CString::new(message)?, 1)?;
    }
    let given = others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.0.into())));
    let mut record: Map<String, Value> = given.collect();
    record.extend(authors.map(|authors| ("authors".to_owned(), authors.0)));
    if text.0.trim().is_empty() {
        return Err(errors::record(EMPTY, None));
    }
    if record.is_empty() {
        return Ok(Fields::from_text(text.0));
    }
    record.insert("text".to_owned(), text.0.into());
    Fields::from_json(record.into()).map_err(|error| errors::record(error, None))
}

/// The arguments with the names they have in records.
macro_rules! others {
    ($($name:ident),+) => { [$((stringify!($name), $name)),+] };
}

fn parsed(py: Python<'_>, pipeline: &inquit::Pipeline, fields: Fields, wanted: Wanted) -> PyResult<Record> {
    let record = py.detach(|| read(pipeline, fields, wanted));
    record.map(Record::from).map_err(|reason| errors::record(reason, None))
}

/// Read one article with a model that is loaded once a process.
///
/// Parameters
/// ----------
/// text : str
///     The article, or its body where `headline` is given. Plain text is laid out by its line
///     breaks: headline, standfirst, byline, dateline, crossheads and paragraphs are found.
/// headline, standfirst : str, optional
///     The headline and the summary under it, where they are known apart from the text.
/// authors : str or iterable of str, optional
///     Who wrote it: one name, or several.
/// id, url, outlet, language, published : str, optional
///     Facts about the article that are handed through to `record.article`.
/// model : str or os.PathLike, default "accurate"
///     The name of a built-in model (see `models`) or the folder of another. A folder is loaded
///     anew at each call: make a `Pipeline` of it to read more than one article.
/// offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
///     What offsets count. Python's strings are sliced by code points.
/// min_confidence : float, default 0.0
///     Statements that are less likely to be right than this are left out, and speakers who took
///     part in no others. Ids stay as they are.
/// explain : bool, default False
///     Whether every statement says in `why`, in one line, what its speakers were found by and
///     who came next.
/// aliases : mapping or str or os.PathLike, optional
///     Names that are known already: `{"Robert J. Hale": ["Bob Hale", "Bulldog Hale"]}`, or the path
///     of a CSV table with a primary name and its aliases per line. Speakers found under one of them
///     get the primary name, and those of one primary name are one.
/// people : mapping, list of dict, data frame, str or os.PathLike, optional
///     People and organisations with their attributes: a table with a column `name`, any number of
///     `alias` columns, and others such as party or gender, or the path of one (CSV, TSV, JSON,
///     Parquet); or `{"Nadia Okafor": {"party": "Harbour List"}}`. Speakers match by full name or
///     alias, never by surname only, get the name, and have the rest in `Speaker.attributes`.
/// date_order : {"dmy", "mdy"}, optional
///     The order of day and month in dates such as "01/05/2024", which name no day without it.
///
/// Returns
/// -------
/// Record
///     The article's parts, speakers and statements.
///
/// Raises
/// ------
/// ModelError
///     If the model cannot be loaded.
/// RecordError
///     If the text is empty or holds lone surrogates.
/// OSError
///     If the table of aliases cannot be read.
/// ValueError
///     If `offsets` names no unit, `min_confidence` is not from 0 to 1, or one of the `aliases`
///     stands for two.
///
/// Examples
/// --------
/// >>> import inquit
/// >>> record = inquit.parse("“The bridge is shut,” Nadia Okafor said.")
/// >>> record.article.text
/// '“The bridge is shut,” Nadia Okafor said.'
/// >>> all(record.article.text[span.start:span.end] == span.text
/// ...     for statement in record.statements for span in statement.content)
/// True
#[pyfunction]
#[pyo3(signature = (
    text, *, headline=None, standfirst=None, authors=None, id=None, url=None, outlet=None, language=None,
    published=None, model=Source::Name(DEFAULT.to_owned()), offsets=Unit(OffsetUnit::Codepoint),
    min_confidence=Confidence(0.0), explain=false, aliases=AliasList::default(), people=People::default(),
    date_order=Order::default()
), text_signature = "(text, *, headline=None, standfirst=None, authors=None, id=None, url=None, outlet=None, \
    language=None, published=None, model='accurate', offsets='codepoint', min_confidence=0.0, explain=False, \
    aliases=None, people=None, date_order=None)")]
#[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
pub(crate) fn parse(
    py: Python<'_>,
    text: Text,
    headline: Option<Text>,
    standfirst: Option<Text>,
    authors: Option<Authors>,
    id: Option<Text>,
    url: Option<Text>,
    outlet: Option<Text>,
    language: Option<Text>,
    published: Option<Text>,
    model: Source,
    offsets: Unit,
    min_confidence: Confidence,
    explain: bool,
    aliases: AliasList,
    people: People,
    date_order: Order,
) -> PyResult<Record> {
    let others = others!(headline, standfirst, id, url, outlet, language, published);
    let pipeline = knowing(model.load(py)?, aliases, people, &date_order)?;
    parsed(py, &pipeline, fields(py, text, authors, others)?, Wanted::new(offsets, min_confidence, explain))
}

/// The names of the models built into the package, the default one first.
///
/// Returns
/// -------
/// tuple of str
///     Names that `parse` and `Pipeline` take as `model`.
///
/// Examples
/// --------
/// >>> import inquit
/// >>> [inquit.Pipeline(name).model for name in inquit.models()] == list(inquit.models())
/// True
#[pyfunction]
pub(crate) fn models(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, EMBEDDED)
}

/// Reads articles with one model. Cheap to make again, to share between threads and to pickle.
///
/// Parameters
/// ----------
/// model : str or os.PathLike, default "accurate"
///     The name of a built-in model (see `models`) or the folder of another. Built-in models are
///     loaded once a process, folders when the pipeline is made.
/// aliases : mapping or str or os.PathLike, optional
///     Names that are known already: `{"Robert J. Hale": ["Bob Hale", "Bulldog Hale"]}`, or the path
///     of a CSV table with a primary name and its aliases per line. Speakers found under one of them
///     get the primary name, and those of one primary name are one.
/// people : mapping, list of dict, data frame, str or os.PathLike, optional
///     People and organisations with their attributes: a table with a column `name`, any number of
///     `alias` columns, and others such as party or gender, or the path of one (CSV, TSV, JSON,
///     Parquet); or `{"Nadia Okafor": {"party": "Harbour List"}}`. Speakers match by full name or
///     alias, never by surname only, get the name, and have the rest in `Speaker.attributes`.
/// date_order : {"dmy", "mdy"}, optional
///     The order of day and month in dates such as "01/05/2024", which name no day without it.
///
/// Raises
/// ------
/// ModelError
///     If the model cannot be loaded.
/// OSError
///     If the table of aliases cannot be read.
/// ValueError
///     If it is no CSV in UTF-8, a primary name is empty, or one name stands for two.
///
/// Examples
/// --------
/// >>> import inquit
/// >>> pipeline = inquit.Pipeline("accurate")
/// >>> for record in pipeline.pipe(["“No,” said Bertrand.", "“Yes,” said Arnaud."]):
/// ...     print(record.article.text)
/// “No,” said Bertrand.
/// “Yes,” said Arnaud.
#[pyclass(frozen, module = "inquit")]
pub(crate) struct Pipeline {
    source: Source,
    inner: inquit::Pipeline,
}

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (model=Source::Name(DEFAULT.to_owned()), aliases=AliasList::default(),
        people=People::default(), date_order=Order::default()),
        text_signature = "(model='accurate', aliases=None, people=None, date_order=None)")]
    fn new(py: Python<'_>, model: Source, aliases: AliasList, people: People, date_order: Order) -> PyResult<Self> {
        Ok(Self { inner: knowing(model.load(py)?, aliases, people, &date_order)?, source: model })
    }

    /// tuple of str: The attributes that the pipeline's table of people has.
    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.people().columns())
    }

    /// str: The name of the model, as records give it in `record.generator.model`.
    #[getter]
    fn model(&self) -> &str {
        self.inner.model_name()
    }

    /// Read one article.
    ///
    /// Other Python threads run while it is read.
    ///
    /// Parameters
    /// ----------
    /// text : str
    ///     The article, or its body where `headline` is given.
    /// headline, standfirst : str, optional
    ///     The headline and the summary under it, where they are known apart from the text.
    /// authors : str or iterable of str, optional
    ///     Who wrote it: one name, or several.
    /// id, url, outlet, language, published : str, optional
    ///     Facts about the article that are handed through to `record.article`.
    /// offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
    ///     What offsets count. Python's strings are sliced by code points.
    /// min_confidence : float, default 0.0
    ///     Statements that are less likely to be right than this are left out, and speakers who took
    ///     part in no others. Ids stay as they are.
    /// explain : bool, default False
    ///     Whether every statement says in `why`, in one line, what its speakers were found by and
    ///     who came next.
    ///
    /// Returns
    /// -------
    /// Record
    ///     The article's parts, speakers and statements.
    ///
    /// Raises
    /// ------
    /// RecordError
    ///     If the text is empty or holds lone surrogates.
    /// ValueError
    ///     If `offsets` names no unit, or `min_confidence` is not from 0 to 1.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> record = inquit.Pipeline().parse("“No,” said Bertrand.", id="story-17")
    /// >>> record.article.id
    /// 'story-17'
    #[pyo3(signature = (
        text, *, headline=None, standfirst=None, authors=None, id=None, url=None, outlet=None, language=None,
        published=None, offsets=Unit(OffsetUnit::Codepoint), min_confidence=Confidence(0.0), explain=false
    ), text_signature = "($self, text, *, headline=None, standfirst=None, authors=None, id=None, url=None, \
        outlet=None, language=None, published=None, offsets='codepoint', min_confidence=0.0, explain=False)")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
    fn parse(
        &self,
        py: Python<'_>,
        text: Text,
        headline: Option<Text>,
        standfirst: Option<Text>,
        authors: Option<Authors>,
        id: Option<Text>,
        url: Option<Text>,
        outlet: Option<Text>,
        language: Option<Text>,
        published: Option<Text>,
        offsets: Unit,
        min_confidence: Confidence,
        explain: bool,
    ) -> PyResult<Record> {
        let others = others!(headline, standfirst, id, url, outlet, language, published);
        parsed(py, &self.inner, fields(py, text, authors, others)?, Wanted::new(offsets, min_confidence, explain))
    }

    /// Read a stream of articles, in its order, as it comes.
    ///
    /// Nothing is read before the first result is asked for. With one job an article is taken from
    /// the stream when its record is wanted. With more, threads that need no Python read at the
    /// same time, and at most `2 * n_jobs` articles are taken ahead of the records handed out. The
    /// records are the same for any number of jobs. What the stream itself raises is raised in its
    /// place, after the records before it.
    ///
    /// Parameters
    /// ----------
    /// texts : iterable of str or dict
    ///     The articles: plain texts, or records of scrapers and archives. Their fields are known
    ///     by many names (`text`, `maintext`, `articleBody`; `title`, `headline`; …); unknown ones
    ///     are handed through in `record.article.extra`. Dates may be `datetime` objects, and NaN
    ///     counts as absent. Files and folders are what `inquit.read` is for.
    /// n_jobs : int, default 1
    ///     Articles read at the same time; -1 for one a processor.
    /// errors : {"raise", "return"}, default "raise"
    ///     Whether an item that cannot be read ends the stream with a `RecordError`, or the error
    ///     takes the place of its record.
    /// map : dict of str to str, optional
    ///     What fields are called in the records, where it is none of the known names:
    ///     `{"text": "Volltext", "headline": "meta.title"}`. The fields are text, headline,
    ///     standfirst, authors, published, outlet, id, url and language.
    /// offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
    ///     What offsets count. Python's strings are sliced by code points.
    /// min_confidence : float, default 0.0
    ///     Statements that are less likely to be right than this are left out, and speakers who took
    ///     part in no others. Ids stay as they are.
    /// explain : bool, default False
    ///     Whether every statement says in `why`, in one line, what its speakers were found by and
    ///     who came next.
    ///
    /// Returns
    /// -------
    /// iterator of Record
    ///     One result an item; with `errors="return"` a `Record` or a `RecordError`.
    ///
    /// Raises
    /// ------
    /// RecordError
    ///     While iterating, if an item is empty, holds lone surrogates or is no text or mapping;
    ///     its `index` counts items from 0.
    /// Error
    ///     While iterating, if several jobs read and the process is a fork of the one they run in.
    /// TypeError
    ///     If `texts` is not iterable, or is a single text or record.
    /// ValueError
    ///     If `n_jobs`, `errors`, `offsets` or `min_confidence` is none of the values above, or
    ///     `map` names a field that there is not.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> pipeline = inquit.Pipeline()
    /// >>> items = [{"id": "a", "text": "“No,” said Bertrand."}, {"id": "b", "text": ""}]
    /// >>> for result in pipeline.pipe(items, n_jobs=2, errors="return"):
    /// ...     if isinstance(result, inquit.RecordError):
    /// ...         print("item", result.index, "failed")
    /// ...     else:
    /// ...         print(result.article.id)
    /// a
    /// item 1 failed
    #[pyo3(signature = (texts, *, n_jobs=Jobs(1), errors=Raises(true), map=Keys::default(),
        offsets=Unit(OffsetUnit::Codepoint), min_confidence=Confidence(0.0), explain=false),
        text_signature = "($self, texts, *, n_jobs=1, errors='raise', map=None, offsets='codepoint', \
        min_confidence=0.0, explain=False)")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
    fn pipe(
        &self,
        texts: &Bound<'_, PyAny>,
        n_jobs: Jobs,
        errors: Raises,
        map: Keys,
        offsets: Unit,
        min_confidence: Confidence,
        explain: bool,
    ) -> PyResult<Pipe> {
        let reader = Reader::new(self.inner.clone(), map, Wanted::new(offsets, min_confidence, explain));
        Pipe::new(reader, texts, n_jobs, errors)
    }

    /// Read a batch of articles, columns in and columns out.
    ///
    /// It is what `datasets.Dataset.map(…, batched=True)` and Ray's `map_batches` call; for Arrow's record
    /// batches, and with them Spark, there is `inquit.arrow.parse_batches`. No article is lost: one that
    /// cannot be read has a row with its id and an `error`. One in which nobody says anything has no
    /// row of statements.
    ///
    /// Parameters
    /// ----------
    /// batch : dict of str to list
    ///     The articles: for each field a list, or an array, with a value for each article. Fields are
    ///     known by the names that `pipe` knows.
    /// columns : {"statements", "attributions", "records"}, default "statements"
    ///     What comes out: a row per statement, or per statement and speaker, with the columns that
    ///     `table` gives them; or a row per article, with `article_id` and the whole `record` as JSON.
    ///     A column `error` is the last.
    /// add : list of str, optional
    ///     Columns that the first two get: fields of the input ("extra.section"), attributes of people
    ///     ("people.party"), "week", "month" or "year".
    /// map : dict of str to str, optional
    ///     What fields are called in the batch: `{"text": "Volltext"}`.
    /// n_jobs : int, default 1
    ///     Articles read at the same time; -1 for one a processor.
    /// errors : {"return", "raise"}, default "return"
    ///     Whether an article that cannot be read gets a row of its own, or ends the batch with a
    ///     `RecordError`.
    /// offsets : {"codepoint", "utf16", "byte"}, default "codepoint"
    ///     What offsets count.
    /// min_confidence : float, default 0.0
    ///     Statements that are less likely to be right than this are left out.
    /// explain : bool, default False
    ///     Whether every statement of a `record` says in `why` what its speakers were found by.
    ///
    /// Returns
    /// -------
    /// dict of str to list
    ///     Columns of equal length. Rows stand in the order of the articles; where a value is not known,
    ///     and in all columns but two of a row with an `error`, it is None.
    ///
    /// Raises
    /// ------
    /// RecordError
    ///     With `errors="raise"`, if an article cannot be read; its `index` counts articles from 0.
    /// TypeError
    ///     If `batch` is no mapping of names to lists.
    /// ValueError
    ///     If the lists are not of one length, or an argument is none of the values above.
    ///
    /// Examples
    /// --------
    /// >>> import inquit
    /// >>> pipeline = inquit.Pipeline()
    /// >>> batch = {"id": ["a", "b"], "text": ["“No,” said Bertrand.", ""]}
    /// >>> rows = pipeline.parse_batch(batch)
    /// >>> rows["article_id"], rows["speaker"], rows["error"]
    /// (['a', 'b'], ['Bertrand', None], [None, 'text field `text` is empty'])
    #[pyo3(signature = (batch, *, columns="statements", add=None, map=Keys::default(), n_jobs=Jobs(1),
        errors=Raises(false), offsets=Unit(OffsetUnit::Codepoint), min_confidence=Confidence(0.0), explain=false),
        text_signature = "($self, batch, *, columns='statements', add=None, map=None, n_jobs=1, errors='return', \
        offsets='codepoint', min_confidence=0.0, explain=False)")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keyword arguments")]
    fn parse_batch<'py>(
        &self,
        py: Python<'py>,
        batch: &Bound<'py, PyMapping>,
        columns: &str,
        add: Option<Vec<String>>,
        map: Keys,
        n_jobs: Jobs,
        errors: Raises,
        offsets: Unit,
        min_confidence: Confidence,
        explain: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let reader = Reader::new(self.inner.clone(), map, Wanted::new(offsets, min_confidence, explain));
        let columns = Columns::new(columns, add)?;
        let rows = batch::rows(batch)?;
        let outcomes = Pipe::new(reader, rows.as_any(), n_jobs, errors)?.all(py)?;
        batch::columns(py, &columns, &outcomes)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        line(py, "Pipeline", &[("model", Shown::Text(self.inner.model_name()))])
    }

    #[expect(clippy::type_complexity, reason = "it is what pickle asks for")]
    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(
        Bound<'py, PyAny>,
        (Bound<'py, PyAny>, Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>, Option<&'static str>),
    )> {
        let py = slf.py();
        let source = match &slf.get().source {
            Source::Name(name) => PyString::new(py, name).into_any(),
            Source::Folder(folder) => folder.into_pyobject(py)?.into_any(),
        };
        let aliases = slf.get().inner.aliases();
        let known = if aliases.is_empty() { None } else { Some(aliases.to_pairs().into_pyobject(py)?.into_any()) };
        let people = slf.get().inner.people();
        let people = match people.is_empty() {
            true => None,
            false => Some(json::to_python(py, &Value::Array(people.to_entries()))?),
        };
        let order = slf.get().inner.date_order().map(DateOrder::as_str);
        Ok((slf.get_type().into_any(), (source, known, people, order)))
    }
}
