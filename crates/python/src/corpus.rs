//! Paths to the articles in them, for Python: a thread cuts, whoever asks gets the next.
//!
//! Items are handed out as they were cut, undecoded, so that the threads of `pipe.rs` lay them out. No more
//! than a few wait, so memory does not grow with the files.

use std::{
    ffi::CString,
    fs,
    ops::ControlFlow,
    path::PathBuf,
    process,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread,
    time::Duration,
};

use inquit::{Reading, input::FieldMap, output, text::OffsetUnit};
use inquit_batch::{
    articles::{Laid, article},
    fault::{Fault, Loss, ours},
    inputs::{self, Source},
    items::{self, Body, ReadOptions},
    kind::{Kind, NAMED},
    ordered::contained,
};
use pyo3::{
    exceptions::{PyUserWarning, PyValueError},
    prelude::*,
};

use crate::{
    arguments::Keys,
    errors::{self, Failure},
    record::Article,
};

/// Items that wait to be asked for.
const AHEAD: usize = 8;

/// How often a thread that waits for an item looks for an interrupt (Ctrl-C).
const SIGNALS: Duration = Duration::from_millis(100);

/// What all inputs are.
pub(crate) struct Format(Kind);

impl<'py> FromPyObject<'_, 'py> for Format {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let asked: String = value.extract()?;
        match NAMED.iter().find(|(name, _)| *name == asked) {
            Some((_, kind)) => Ok(Format(*kind)),
            None => {
                let names: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
                let message = format!("input_format: unknown format `{asked}`, expected one of: {}", names.join(", "));
                Err(PyValueError::new_err(message))
            }
        }
    }
}

/// Files, folders, patterns and archives, to be read. Use `inquit.read`.
#[pyclass(frozen, module = "inquit._native")]
pub(crate) struct Sources {
    paths: Vec<PathBuf>,
    kind: Option<Kind>,
    map: Arc<FieldMap>,
    limit: Option<u64>,
    sheet: Option<String>,
    repair: bool,
}

#[pymethods]
impl Sources {
    #[new]
    #[pyo3(signature = (paths, input_format, map, limit, sheet, repair))]
    fn new(
        paths: Vec<PathBuf>,
        input_format: Option<Format>,
        map: Keys,
        limit: Option<u64>,
        sheet: Option<String>,
        repair: bool,
    ) -> Self {
        Self { paths, kind: input_format.map(|Format(kind)| kind), map: Arc::new(map.0), limit, sheet, repair }
    }

    /// list of Path: What was asked for.
    #[getter]
    fn paths(&self) -> Vec<PathBuf> {
        self.paths.clone()
    }

    fn __iter__(&self) -> PyResult<Items> {
        Items::start(self)
    }
}

/// What is in sources, in order.
#[pyclass(frozen, module = "inquit._native")]
pub(crate) struct Items {
    items: Mutex<Receiver<items::Item>>,
    map: Arc<FieldMap>,
    n_read: Arc<AtomicU64>,
    n_all: Arc<AtomicU64>,
    /// The process that has the thread which cuts. One that is forked from it has not.
    process: u32,
}

impl Items {
    fn start(sources: &Sources) -> PyResult<Self> {
        let (sender, items) = sync_channel(AHEAD);
        let options = ReadOptions {
            kind: sources.kind,
            sheet: sources.sheet.clone(),
            repair: sources.repair,
            ..ReadOptions::default()
        };
        let (n_read, n_all) = (Arc::clone(&options.progress), Arc::new(AtomicU64::new(0)));
        let (paths, mut left, all) = (sources.paths.clone(), sources.limit, Arc::clone(&n_all));
        thread::Builder::new().name("inquit-read".to_owned()).spawn(move || {
            let inputs = inputs::find(&paths, &[]);
            let sizes = inputs.iter().filter_map(|input| match &input.source {
                Source::File(path) => Some(fs::metadata(path).ok()?.len()),
                _ => None,
            });
            all.store(sizes.sum(), Ordering::Relaxed);
            for (index, input) in inputs.into_iter().enumerate() {
                if left == Some(0) {
                    break;
                }
                let file = input.name.clone();
                let mut emit = |item: items::Item| {
                    // What cannot be read does not count.
                    let counts = !matches!(item.body, Body::Fault(..));
                    if sender.send(item).is_err() {
                        return ControlFlow::Break(());
                    }
                    left = left.map(|left| left.saturating_sub(u64::from(counts)));
                    if left == Some(0) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                };
                match contained(|| items::read(input, index, &options, &mut emit)) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => break,
                    // Cutting does not panic. If it should, that must not pass for the end of the file.
                    Err(panic) => {
                        let body = Body::Fault(ours(&panic), Loss::Input);
                        let lost = items::Item {
                            input: index,
                            file,
                            entry: None,
                            at: None,
                            id: None,
                            alone: true,
                            repair: false,
                            body,
                        };
                        if sender.send(lost).is_err() {
                            break;
                        }
                    }
                }
            }
        })?;
        Ok(Self { items: Mutex::new(items), map: Arc::clone(&sources.map), n_read, n_all, process: process::id() })
    }
}

#[pymethods]
impl Items {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Item>> {
        if process::id() != self.process {
            let message = "a corpus that is being read cannot be read on in a forked process: start again there";
            return Err(errors::internal(message));
        }
        loop {
            let next = py.detach(|| self.items.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(SIGNALS));
            match next {
                Ok(items::Item { file, entry, body: Body::Fault(told, Loss::LeftOut), .. }) => {
                    let place = entry.map_or(file.clone(), |entry| format!("{file}: {entry}"));
                    let message = CString::new(format!("{place}: {told}")).unwrap_or_default();
                    PyErr::warn(py, &py.get_type::<PyUserWarning>(), &message, 2)?;
                }
                Ok(item) => return Ok(Some(Item { item: Mutex::new(Some(item)), map: Arc::clone(&self.map) })),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            }
        }
    }

    /// tuple of int: Bytes of the files that were read so far, and that all of them have.
    #[getter]
    fn progress(&self) -> (u64, u64) {
        (self.n_read.load(Ordering::Relaxed), self.n_all.load(Ordering::Relaxed))
    }
}

/// One article, or the place where one cannot be read. It can be read once.
#[pyclass(frozen, module = "inquit._native")]
pub(crate) struct Item {
    item: Mutex<Option<items::Item>>,
    map: Arc<FieldMap>,
}

impl Item {
    /// What was cut.
    pub(crate) fn take(&self) -> PyResult<items::Item> {
        let item = self.item.lock().unwrap_or_else(PoisonError::into_inner).take();
        item.ok_or_else(|| errors::internal("an item of a corpus is read once"))
    }
}

#[pymethods]
impl Item {
    /// The article, laid out, with offsets in code points.
    ///
    /// Parameters
    /// ----------
    /// index : int
    ///     Its number, for the error.
    ///
    /// Returns
    /// -------
    /// Article
    ///     As in a record.
    ///
    /// Raises
    /// ------
    /// RecordError
    ///     If it cannot be read.
    fn article(&self, py: Python<'_>, index: usize) -> PyResult<Article> {
        let items::Item { file, entry, at, id, repair, body, .. } = self.take()?;
        let loss = if let Body::Fault(_, loss) = body { loss } else { Loss::Record };
        let laid = py.detach(|| contained(|| article(&body, id.as_deref(), &self.map, repair)));
        let (below, reason) = match laid {
            Ok(Ok(Laid { article, .. })) => {
                let reading =
                    Reading { model: String::new(), article, speakers: vec![], statements: vec![], notes: vec![] };
                return Ok(output::Record::new(&reading, OffsetUnit::Codepoint).article.into());
            }
            Ok(Err(fault)) => fault,
            Err(panic) => (0, ours(&panic)),
        };
        let at = at.map(|at| at.below(below));
        let fault = Fault { file, entry, at, id, reason, loss, record: None };
        Err(Failure::from(fault).raised(py, index))
    }
}
