//! A Python iterable of articles to an iterator of records: lazy, in order, on threads that need
//! no Python.
//!
//! Items are taken from the iterable, and converted, by the thread that asks for records; the
//! threads that read never wait for the interpreter. Every job carries the channel of its own
//! result, and results are awaited in the order of the jobs.

use std::{
    collections::VecDeque,
    num::NonZero,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::Duration,
};

use inquit::{input::fields::Fields, output};
use pyo3::{
    PyTraverseError, PyVisit,
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyIterator, PyMapping, PyString},
};

use crate::{
    errors, json,
    pipeline::{Wanted, read},
    record::Record,
};

/// The most threads a stream has, whatever is asked for.
const MOST: usize = 1024;

/// How often a thread that waits for a record looks for an interrupt (Ctrl-C).
const SIGNALS: Duration = Duration::from_millis(100);

type Outcome = Result<output::Record, String>;

/// The iterator that `Pipeline.pipe` returns.
#[pyclass(module = "inquit._native")]
pub(crate) struct Pipe {
    /// What is left of the input; `None` when it has ended, or failed.
    input: Option<Py<PyIterator>>,
    /// What the input raised. It is raised after the results before it.
    failure: Option<PyErr>,
    /// Whether failures take the place of records.
    returns_errors: bool,
    /// Items handed out.
    index: usize,
    /// Results to come, in the order of the input. Never locked: Python may hand the iterator to
    /// another thread, and the mutex makes it one that may be.
    results: Mutex<VecDeque<Receiver<Outcome>>>,
    reader: Reader,
    /// The process that has the threads. One that is forked from it has not.
    process: u32,
}

/// How items are read.
enum Reader {
    /// By the thread that asks, when it asks.
    Here(inquit::Pipeline, Wanted),
    /// By others, ahead.
    Threads(Threads),
}

/// Threads that read what is sent to them, until this is dropped.
struct Threads {
    jobs: Sender<Job>,
    ahead: usize,
    stopped: Arc<AtomicBool>,
}

struct Job {
    fields: Fields,
    result: Sender<Outcome>,
}

impl Drop for Threads {
    fn drop(&mut self) {
        // The channel still holds jobs whose results nobody will ask for.
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl Threads {
    fn start(pipeline: &inquit::Pipeline, wanted: Wanted, count: usize) -> PyResult<Self> {
        let (jobs, queue) = channel::<Job>();
        let queue = Arc::new(Mutex::new(queue));
        let threads = Self { jobs, ahead: 2 * count, stopped: Arc::default() };
        for index in 0..count {
            let (pipeline, queue, stopped) = (pipeline.clone(), Arc::clone(&queue), Arc::clone(&threads.stopped));
            let next = move || {
                let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()?;
                (!stopped.load(Ordering::Relaxed)).then_some(job)
            };
            let spawned = thread::Builder::new().name("inquit".to_owned()).spawn(move || {
                while let Some(job) = next() {
                    // The receiver is gone only when nobody wants the result.
                    let _ = job.result.send(read(&pipeline, job.fields, wanted));
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
        pipeline: inquit::Pipeline,
        texts: &Bound<'_, PyAny>,
        n_jobs: i64,
        errors: &str,
        wanted: Wanted,
    ) -> PyResult<Self> {
        if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyMapping>() {
            let message = "texts: expected an iterable of texts or records, got one; use parse, or a list of one";
            return Err(PyTypeError::new_err(message));
        }
        let returns_errors = match errors {
            "raise" => false,
            "return" => true,
            _ => {
                let message = format!("errors: unknown value `{errors}`, expected raise or return");
                return Err(PyValueError::new_err(message));
            }
        };
        let count = match usize::try_from(n_jobs) {
            Ok(count) if count > 0 => count.min(MOST),
            Err(_) if n_jobs == -1 => thread::available_parallelism().map_or(1, NonZero::get),
            _ => return Err(PyValueError::new_err(format!("n_jobs: {n_jobs}, expected 1 or more, or -1"))),
        };
        let input = Some(texts.try_iter()?.unbind());
        let reader = if count == 1 {
            Reader::Here(pipeline, wanted)
        } else {
            Reader::Threads(Threads::start(&pipeline, wanted, count)?)
        };
        let (results, process) = (Mutex::default(), process::id());
        Ok(Self { input, failure: None, returns_errors, index: 0, results, reader, process })
    }

    /// The next item of the input, or why it cannot be read; `None` at the end of the input.
    fn pull(&mut self, py: Python<'_>) -> Option<Result<Fields, String>> {
        let item = self.input.as_ref()?.clone_ref(py).into_bound(py).next();
        match item.map(|item| item.and_then(|item| fields(&item))) {
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
        let Reader::Threads(threads) = &self.reader else { return Ok(()) };
        let (jobs, ahead) = (threads.jobs.clone(), threads.ahead);
        while self.results().len() < ahead {
            let Some(item) = self.pull(py) else { break };
            let (sender, result) = channel();
            match item {
                Ok(fields) => jobs.send(Job { fields, result: sender }).map_err(|_| stopped())?,
                Err(reason) => sender.send(Err(reason)).map_err(|_| stopped())?,
            }
            self.results().push_back(result);
        }
        Ok(())
    }

    /// The outcome of the next item; `None` after the last.
    fn outcome(&mut self, py: Python<'_>) -> PyResult<Option<Outcome>> {
        if let Reader::Here(pipeline, wanted) = &self.reader {
            let (pipeline, wanted) = (pipeline.clone(), *wanted);
            return Ok(self.pull(py).map(|item| py.detach(|| read(&pipeline, item?, wanted))));
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
        let Some(outcome) = self.outcome(py)? else { return self.failure.take().map_or(Ok(None), Err) };
        let index = self.index;
        self.index += 1;
        match outcome {
            Ok(record) => Ok(Some(Bound::new(py, Record::from(record))?.into_any())),
            Err(reason) if self.returns_errors => {
                Ok(Some(errors::record(reason, Some(index)).into_value(py).into_bound(py).into_any()))
            }
            Err(reason) => {
                self.input = None;
                self.failure = None;
                self.results().clear();
                Err(errors::record(reason, Some(index)))
            }
        }
    }
}

/// The fields of an item. The outer error is the item's own, raised by its methods.
fn fields(item: &Bound<'_, PyAny>) -> PyResult<Result<Fields, String>> {
    if let Ok(text) = item.cast::<PyString>() {
        return Ok(json::string(text)?.map(Fields::from_text));
    }
    if !item.is_instance_of::<PyMapping>() {
        return Ok(Err(format!("expected a text or a record, got {}", json::type_name(item)?)));
    }
    Ok(json::from_python(item)?.and_then(|record| Fields::from_json(record).map_err(|error| error.to_string())))
}

fn stopped() -> PyErr {
    errors::internal("a thread that reads articles has stopped: this is a bug of inquit")
}
