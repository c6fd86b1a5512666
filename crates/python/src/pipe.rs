//! A Python iterable of articles to an iterator of records: lazy, in order, on threads that need
//! no Python.
//!
//! Items are taken from the iterable, and converted, by the thread that asks for records; the
//! threads that read never wait for the interpreter. Every job carries the channel of its own
//! result, and results are awaited in the order of the jobs. What a corpus cuts out of files
//! (`corpus.rs`) comes the same way, and is laid out by the threads too.

use std::{
    collections::VecDeque,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

use inquit::{
    input::{FieldMap, field_map::Field, fields::Fields},
    output,
};
use inquit_batch::{
    form::{Made, Records},
    items, reader,
};
use pyo3::{
    PyTraverseError, PyVisit,
    exceptions::PyTypeError,
    prelude::*,
    types::{PyIterator, PyMapping, PyString},
};

use crate::{
    arguments::{Jobs, Keys, Raises, Wanted, is_frame},
    corpus,
    errors::{self, Failure},
    json,
    pipeline::read,
    record::Record,
};

/// How often a thread that waits for a record looks for an interrupt (Ctrl-C).
const SIGNALS: Duration = Duration::from_millis(100);

/// A record, or why there is none.
pub(crate) type Outcome = Result<output::Record, Failure>;

/// An article, not yet laid out.
enum Unread {
    Fields(Box<Fields>),
    Item(Box<items::Item>),
}

/// What makes records of articles, on any thread.
pub(crate) struct Reader {
    wanted: Wanted,
    items: reader::Reader,
}

impl Reader {
    pub(crate) fn new(pipeline: inquit::Pipeline, Keys(map): Keys, wanted: Wanted) -> Self {
        let Wanted { unit, min_confidence, explain } = wanted;
        let form = Box::new(Records("jsonl"));
        let items = reader::Reader { pipeline, unit, min_confidence, explain, map, form, keep_failed: false };
        Self { wanted, items }
    }

    fn read(&self, unread: Unread) -> Outcome {
        match unread {
            Unread::Fields(fields) => {
                let id = fields.id.clone().or_else(|| fields.url.clone());
                let record = read(&self.items.pipeline, *fields, self.wanted);
                record.map_err(|reason| Failure { id, ..Failure::from(reason) })
            }
            Unread::Item(item) => match self.items.read(*item).made {
                Ok(Made::Record(record)) => Ok(*record),
                Ok(Made::Bytes(_)) => {
                    Err(Failure::from("a record was written too early: this is a bug of inquit".to_owned()))
                }
                Err(fault) => Err(fault.into()),
            },
        }
    }
}

/// The iterator that `Pipeline.pipe` returns.
#[pyclass(module = "inquit._native")]
pub(crate) struct Pipe {
    /// What is left of the input; `None` when it has ended, or failed.
    input: Option<Py<PyIterator>>,
    /// What the input raised. It is raised after the results before it.
    failure: Option<PyErr>,
    /// Whether failures end the stream, rather than take the place of records.
    raises: bool,
    /// Items handed out.
    index: usize,
    /// Results to come, in the order of the input. Never locked: Python may hand the iterator to
    /// another thread, and the mutex makes it one that may be.
    results: Mutex<VecDeque<Receiver<Outcome>>>,
    reader: Arc<Reader>,
    /// Threads that read ahead; without them the one that asks reads, when it asks.
    threads: Option<Threads>,
    /// The process that has the threads. One that is forked from it has not.
    process: u32,
}

/// Threads that read what is sent to them, until this is dropped.
struct Threads {
    jobs: Sender<Job>,
    ahead: usize,
    stopped: Arc<AtomicBool>,
}

struct Job {
    unread: Unread,
    result: Sender<Outcome>,
}

impl Drop for Threads {
    fn drop(&mut self) {
        // The channel still holds jobs whose results nobody will ask for.
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl Threads {
    fn start(reader: &Arc<Reader>, count: usize) -> PyResult<Self> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let threads = Self { jobs, ahead: 2 * count, stopped: Arc::default() };
        for index in 0..count {
            let (reader, queue, stopped) = (Arc::clone(reader), Arc::clone(&queue), Arc::clone(&threads.stopped));
            let next = move || {
                let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()?;
                (!stopped.load(Ordering::Relaxed)).then_some(job)
            };
            let spawned = thread::Builder::new().name("inquit".to_owned()).spawn(move || {
                while let Some(job) = next() {
                    // The receiver is gone only when nobody wants the result.
                    let _ = job.result.send(reader.read(job.unread));
                }
            });
            match spawned {
                // Fewer threads than asked for give the same records.
                Err(_) if index > 0 => break,
                spawned => spawned?,
            };
        }
        Ok(threads)
    }
}

impl Pipe {
    pub(crate) fn new(
        reader: Reader,
        texts: &Bound<'_, PyAny>,
        Jobs(count): Jobs,
        Raises(raises): Raises,
    ) -> PyResult<Self> {
        if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyMapping>() {
            let message = "texts: expected an iterable of texts or records, got one; use parse, or a list of one";
            return Err(PyTypeError::new_err(message));
        }
        // Iterating over a data frame gives the names of its columns.
        if is_frame(texts)? {
            let name = json::type_name(texts)?;
            let message =
                format!("texts: expected an iterable of texts or records, got a {name}; use inquit.parse_frame");
            return Err(PyTypeError::new_err(message));
        }
        let input = Some(texts.try_iter()?.unbind());
        let reader = Arc::new(reader);
        let threads = if count == 1 { None } else { Some(Threads::start(&reader, count)?) };
        let (results, process) = (Mutex::default(), process::id());
        Ok(Self { input, failure: None, raises, index: 0, results, reader, threads, process })
    }

    /// The next item of the input, or why it cannot be read; `None` at the end of the input.
    fn pull(&mut self, py: Python<'_>) -> Option<Result<Unread, Failure>> {
        let item = self.input.as_ref()?.clone_ref(py).into_bound(py).next();
        match item.map(|item| item.and_then(|item| unread(&item, &self.reader.items.map))) {
            Some(Ok(item)) => Some(item),
            ended => {
                self.input = None;
                self.failure = ended.and_then(Result::err);
                None
            }
        }
    }

    fn results(&mut self) -> &mut VecDeque<Receiver<Outcome>> {
        self.results.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends items to the threads until enough are ahead.
    fn send(&mut self, py: Python<'_>) -> PyResult<()> {
        let Some(threads) = &self.threads else { return Ok(()) };
        let (jobs, ahead) = (threads.jobs.clone(), threads.ahead);
        while self.results().len() < ahead {
            let Some(item) = self.pull(py) else { break };
            let (sender, result) = channel();
            match item {
                Ok(unread) => jobs.send(Job { unread, result: sender }).map_err(|_| stopped())?,
                Err(failure) => sender.send(Err(failure)).map_err(|_| stopped())?,
            }
            self.results().push_back(result);
        }
        Ok(())
    }

    /// The outcome of the next item; `None` after the last.
    fn outcome(&mut self, py: Python<'_>) -> PyResult<Option<Outcome>> {
        if self.threads.is_none() {
            let reader = Arc::clone(&self.reader);
            return Ok(self.pull(py).map(|item| py.detach(|| reader.read(item?))));
        }
        if process::id() != self.process {
            let message = "pipe: a stream with several jobs cannot be read on in a forked process: start another there";
            return Err(errors::internal(message));
        }
        self.send(py)?;
        let Some(mut result) = self.results().pop_front() else { return Ok(None) };
        loop {
            let outcome;
            (result, outcome) = py.detach(move || {
                let outcome = result.recv_timeout(SIGNALS);
                (result, outcome)
            });
            match outcome {
                Ok(outcome) => return Ok(Some(outcome)),
                Err(RecvTimeoutError::Disconnected) => return Err(stopped()),
                Err(RecvTimeoutError::Timeout) => {
                    if let Err(interrupt) = py.check_signals() {
                        // Whoever catches the interrupt can go on where it came.
                        self.results().push_front(result);
                        return Err(interrupt);
                    }
                }
            }
        }
    }

    /// The outcome of the next item, `None` after the last, with its number; what the input raised is raised, and
    /// failures where they end the stream.
    fn following(&mut self, py: Python<'_>) -> PyResult<Option<(usize, Outcome)>> {
        let Some(outcome) = self.outcome(py)? else { return self.failure.take().map_or(Ok(None), Err) };
        let index = self.index;
        self.index += 1;
        match outcome {
            Err(failure) if self.raises => {
                self.input = None;
                self.failure = None;
                self.results().clear();
                Err(failure.raised(py, index))
            }
            outcome => Ok(Some((index, outcome))),
        }
    }

    /// All outcomes that are left.
    pub(crate) fn all(mut self, py: Python<'_>) -> PyResult<Vec<Outcome>> {
        let mut outcomes = Vec::new();
        while let Some((_, outcome)) = self.following(py)? {
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }
}

#[pymethods]
impl Pipe {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    // An input that holds the iterator which reads it is a circle for Python to find.
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.input)
    }

    fn __clear__(&mut self) {
        self.input = None;
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        Ok(match self.following(py)? {
            Some((_, Ok(record))) => Some(Bound::new(py, Record::from(record))?.into_any()),
            Some((index, Err(failure))) => Some(failure.raised(py, index).into_value(py).into_bound(py).into_any()),
            None => None,
        })
    }
}

/// The article of an item. The outer error is the item's own, raised by its methods.
fn unread(item: &Bound<'_, PyAny>, map: &FieldMap) -> PyResult<Result<Unread, Failure>> {
    if let Ok(text) = item.cast::<PyString>() {
        let fields = json::string(text)?.map(Fields::from_text);
        return Ok(fields.map(|fields| Unread::Fields(Box::new(fields))).map_err(Failure::from));
    }
    if let Ok(item) = item.cast::<corpus::Item>() {
        return Ok(Ok(Unread::Item(Box::new(item.get().take()?))));
    }
    if !item.is_instance_of::<PyMapping>() {
        let reason = format!("expected a text or a record, got {}", json::type_name(item)?);
        return Ok(Err(Failure::from(reason)));
    }
    let fields = json::from_python(item)?
        .and_then(|record| Fields::from_json_with(record, map).map_err(|error| error.to_string()));
    Ok(match fields {
        Ok(fields) => Ok(Unread::Fields(Box::new(fields))),
        Err(reason) => Err(Failure { id: id(item, map), ..Failure::from(reason) }),
    })
}

/// What a record that cannot be read is called, by the rules for those that can: they are asked about
/// the record with another text. What else is wrong with it is left out.
fn id(item: &Bound<'_, PyAny>, map: &FieldMap) -> Option<String> {
    let mut record = serde_json::Map::new();
    for pair in item.cast::<PyMapping>().ok()?.items().ok()?.iter() {
        let Ok((key, value)) = pair.extract::<(String, Bound<'_, PyAny>)>() else { continue };
        if let Ok(Ok(value)) = json::from_python(&value) {
            record.insert(key, value);
        }
    }
    record.insert("text".to_owned(), "-".into());
    let keys = [Field::Id, Field::Url].into_iter().filter_map(|field| Some((field, map.key(field)?)));
    let map = keys.fold(FieldMap::new(), |map, (field, key)| map.with(field, key));
    let fields = Fields::from_json_with(record.into(), &map).ok()?;
    fields.id.or(fields.url)
}

fn stopped() -> PyErr {
    errors::internal("a thread that reads articles has stopped: this is a bug of inquit")
}
