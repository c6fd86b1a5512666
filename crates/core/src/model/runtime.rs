//! Runs ONNX graphs through `rten`.
//!
//! Every run is on one thread: articles are many, and a program that reads them in parallel shares
//! one model between its threads. `rten` runs in a thread pool, its own of all cores if it is given
//! none, so each caller here borrows a worker with a pool of one. Two details are deliberate. The
//! caller waits on a channel and not in the pool: a thread of a rayon pool that waits in another
//! pool steals work meanwhile, and would start the next article inside this one. And a worker
//! belongs to the process that made it: after a fork its threads are gone, so the child makes
//! its own.
//!
//! A graph is tried at load on inputs that touch every bound it has, so that reading need not fail.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

#[cfg(not(target_family = "wasm"))]
use std::sync::mpsc;

use rten::{DataType, Dimension, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueType};

use super::{error::ModelErrorKind, windows::FEATURE_SIZES};

/// An input or output of a graph: name, type and shape, where `None` means any length.
pub(super) type Tensor<'s> = (&'static str, DataType, &'s [Option<usize>]);

/// The inputs of every graph that reads pieces.
pub(super) const PIECES: [Tensor<'static>; 2] = [
    ("pieces", DataType::Int32, &[Some(1), None]),
    ("features", DataType::Int32, &[Some(1), None, Some(FEATURE_SIZES.len())]),
];

/// A graph, ready to run.
pub(super) struct Runtime {
    graph: Arc<Graph>,
    workers: Arc<Workers>,
}

struct Graph {
    model: rten::Model,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl Runtime {
    /// A graph with these inputs and outputs from the bytes of an ONNX file.
    pub(super) fn open(
        file: &'static str,
        onnx: Vec<u8>,
        inputs: &[Tensor<'_>],
        outputs: &[Tensor<'_>],
        workers: Arc<Workers>,
    ) -> Result<Self, ModelErrorKind> {
        if !is_onnx(&onnx) {
            return Err(ModelErrorKind::NotOnnx { file });
        }
        // The optimiser evaluates constants when it loads, which is a run like any other.
        let model = workers.run(move |_| {
            // Packed once for the kernels instead of at every run.
            ModelOptions::with_all_ops().prepack_weights(true).load(onnx).map_err(|error| error.to_string())
        });
        let model = model.flatten().map_err(|message| ModelErrorKind::Graph { file, message })?;
        let ids = |tensors: &[Tensor<'_>], listed: &[NodeId]| {
            let id = |tensor: &Tensor<'_>| find(file, &model, *tensor, listed);
            tensors.iter().map(id).collect::<Result<Vec<_>, _>>()
        };
        let (inputs, outputs) = (ids(inputs, model.input_ids())?, ids(outputs, model.output_ids())?);
        Ok(Self { graph: Arc::new(Graph { model, inputs, outputs }), workers })
    }

    /// The outputs of one run, in the order in which they were named.
    pub(super) fn run_values(&self, inputs: Vec<Value>) -> Result<Vec<Value>, String> {
        let graph = Arc::clone(&self.graph);
        self.workers.run(move |pool| graph.run(pool, inputs)).flatten()
    }

    /// The outputs of a graph that reads pieces.
    pub(super) fn run_pieces(&self, pieces: &[i32], features: &[[i32; 3]]) -> Result<Vec<Value>, String> {
        let n = pieces.len();
        let pieces = Value::from_shape([1, n], pieces.to_vec()).map_err(|error| error.to_string())?;
        let features = features.as_flattened().to_vec();
        let features = Value::from_shape([1, n, FEATURE_SIZES.len()], features).map_err(|error| error.to_string())?;
        self.run_values(vec![pieces, features])
    }
}

/// Sequences that touch every bound of a graph that reads pieces.
pub(super) fn bounds(n_pieces: usize) -> impl Iterator<Item = (Vec<i32>, Vec<[i32; 3]>)> {
    let last = i32::try_from(n_pieces.saturating_sub(1)).unwrap_or(i32::MAX);
    let most = FEATURE_SIZES.map(|size| size as i32 - 1);
    [1, 2, 3, 40].into_iter().map(move |n| {
        let pieces = (0..n).map(|at| if at % 2 == 0 { last } else { 0 }).collect();
        let features = (0..n).map(|at| if at % 2 == 0 { most } else { [0; 3] }).collect();
        (pieces, features)
    })
}

impl Graph {
    fn run(&self, pool: &Arc<ThreadPool>, inputs: Vec<Value>) -> Result<Vec<Value>, String> {
        let inputs = self.inputs.iter().copied().zip(inputs.into_iter().map(Into::into)).collect();
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        self.model.run(inputs, &self.outputs, Some(options)).map_err(|error| error.to_string())
    }
}

/// Threads that run graphs, shared by the graphs of a model. The lock is held only to take or return one, never during a
/// run.
#[derive(Default)]
pub(super) struct Workers(Mutex<Vec<Worker>>);

impl Workers {
    fn run<T: Send + 'static>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> T + Send + 'static) -> Result<T, String> {
        let worker = self.borrow_worker();
        let result = worker.run(work);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        result
    }

    fn borrow_worker(&self) -> Worker {
        let mut workers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(worker) = workers.pop() {
            if worker.process == process() {
                return worker;
            }
            // Nobody is left to answer its end of the channel, and dropping a pool may wait.
            std::mem::forget(worker);
        }
        drop(workers);
        Worker::new()
    }
}

/// Whether bytes are a protocol buffer with the field of a graph, fields looked at from outside only.
///
/// The reader of `rten` 0.27 never ends on a number of ten bytes that say "more follows", nor on a
/// length that leads backwards, and takes memory for a length before it looks whether it is there.
/// What is no ONNX file at all meets one of these soon, so it is turned away first. Damage deeper
/// inside is the checksum's to find.
fn is_onnx(mut bytes: &[u8]) -> bool {
    const GRAPH_FIELD: u64 = 7;
    const LENGTH: u64 = 2;
    let mut has_graph = false;
    while !bytes.is_empty() {
        let Some(tag) = take_number(&mut bytes) else { return false };
        let (field, kind) = (tag >> 3, tag & 7);
        let len = match kind {
            0 => take_number(&mut bytes).map(|_| 0),
            1 => Some(8),
            LENGTH => take_number(&mut bytes),
            5 => Some(4),
            _ => None,
        };
        let Some(rest) = len.and_then(|len| bytes.get(usize::try_from(len).ok()?..)) else { return false };
        bytes = rest;
        has_graph |= field == GRAPH_FIELD && kind == LENGTH;
    }
    has_graph
}

/// Takes a number of variable length, seven bits a byte, off the front of `bytes`.
fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The tensor of a graph by name, of this type and shape where the graph declares them, and among its inputs or outputs.
fn find(
    file: &'static str,
    model: &rten::Model,
    (tensor, kind, shape): Tensor<'_>,
    listed: &[NodeId],
) -> Result<NodeId, ModelErrorKind> {
    let describe = |kind: Option<ValueType>, shape: Option<String>| match (kind, shape) {
        (Some(ValueType::Tensor(kind)), Some(shape)) => format!("{} {shape}", type_name(kind)),
        (Some(ValueType::Tensor(kind)), None) => type_name(kind).to_owned(),
        (Some(_), _) => "a sequence".to_owned(),
        (None, shape) => shape.unwrap_or_else(|| "of unknown shape".to_owned()),
    };
    let list = |sizes: Vec<String>| format!("[{}]", sizes.join(", "));
    let expected = || {
        let sizes = shape.iter().map(|size| size.map_or("n".to_owned(), |size| size.to_string())).collect();
        describe(Some(ValueType::Tensor(kind)), Some(list(sizes)))
    };
    let wrong = |found: String| ModelErrorKind::Tensor { file, tensor, found, expected: expected() };
    let id = model.find_node(tensor).ok_or_else(|| wrong("missing".to_owned()))?;
    let Some(info) = model.node_info(id) else { return Err(wrong("missing".to_owned())) };
    let found = info.shape();
    let fits = found.as_ref().is_none_or(|found| {
        found.len() == shape.len()
            && found.iter().zip(shape).all(|(found, expected)| match (found, expected) {
                (Dimension::Fixed(found), Some(expected)) => found == expected,
                // A length that is fixed is one that no article has.
                (Dimension::Fixed(_), None) => false,
                (Dimension::Symbolic(_), _) => true,
            })
    });
    if !fits || info.dtype().is_some_and(|found| found != ValueType::Tensor(kind)) {
        let sizes = found.map(|found| {
            list(
                found
                    .iter()
                    .map(|size| match size {
                        Dimension::Fixed(size) => size.to_string(),
                        Dimension::Symbolic(name) => name.clone(),
                    })
                    .collect(),
            )
        });
        return Err(wrong(describe(info.dtype(), sizes)));
    }
    if !listed.contains(&id) {
        let (found, expected) = ("inside the graph".to_owned(), "an input or output of it".to_owned());
        return Err(ModelErrorKind::Tensor { file, tensor, found, expected });
    }
    Ok(id)
}

fn type_name(kind: DataType) -> &'static str {
    match kind {
        DataType::Int32 => "int32",
        DataType::Float => "float32",
        DataType::Int8 => "int8",
        DataType::UInt8 => "uint8",
        _ => "another type",
    }
}

/// The rows of an output of shape `[1, n, N]`.
pub(super) fn rows<const N: usize>(tensor: &str, value: Value, n: usize) -> Result<Vec<[f32; N]>, String> {
    Ok(values(tensor, value, n, N)?.as_chunks().0.to_vec())
}

/// The values of an output of shape `[1, n, width]`.
pub(super) fn values(tensor: &str, value: Value, n: usize, width: usize) -> Result<Vec<f32>, String> {
    let (shape, data) = value
        .into_shape_vec::<f32, 3>()
        .map_err(|error| format!("tensor `{tensor}` is no float32 [1, n, {width}]: {error}"))?;
    if shape != [1, n, width] {
        return Err(format!("tensor `{tensor}` has shape {shape:?}, expected [1, {n}, {width}]"));
    }
    Ok(data)
}

#[cfg(not(target_family = "wasm"))]
type Job = Box<dyn FnOnce(&Arc<ThreadPool>) + Send>;

/// One thread that runs graphs.
struct Worker {
    /// The process that made it.
    process: u32,
    #[cfg(not(target_family = "wasm"))]
    jobs: mpsc::Sender<Job>,
    #[cfg(target_family = "wasm")]
    pool: Arc<ThreadPool>,
}

impl Worker {
    #[cfg(not(target_family = "wasm"))]
    fn new() -> Self {
        let (jobs, inbox) = mpsc::channel::<Job>();
        // If no thread can be had, the inbox is dropped and jobs come back as errors.
        let _ = std::thread::Builder::new().name("inquit-model".to_owned()).spawn(move || {
            let pool = Arc::new(ThreadPool::with_num_threads(1));
            // From inside the pool, a run in that pool is a plain call.
            pool.run(|| inbox.into_iter().for_each(|job| job(&pool)));
        });
        Self { process: process(), jobs }
    }

    /// The answer of `work`, or what it panicked with.
    #[cfg(not(target_family = "wasm"))]
    fn run<T: Send + 'static>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> T + Send + 'static) -> Result<T, String> {
        let (reply, answer) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |pool| {
            let _ = reply.send(contain(|| work(pool)));
        });
        let gone = || "no thread to run on".to_owned();
        self.jobs.send(job).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// There are no threads: `rten` then runs where it is called.
    #[cfg(target_family = "wasm")]
    fn new() -> Self {
        Self { process: process(), pool: Arc::new(ThreadPool::with_num_threads(1)) }
    }

    #[cfg(target_family = "wasm")]
    fn run<T>(&self, work: impl FnOnce(&Arc<ThreadPool>) -> T) -> Result<T, String> {
        contain(|| work(&self.pool))
    }
}

/// The answer of `work`, or what it panicked with: a damaged graph can break assumptions of the
/// runtime that it does not check.
fn contain<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        format!("the runtime panicked: {}", message.unwrap_or("without a message"))
    })
}

fn process() -> u32 {
    if cfg!(target_family = "wasm") { 0 } else { std::process::id() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READER: &[u8] = include_bytes!("../../tests/model/reader.onnx");

    /// A graph that gives scores of four anchor labels.
    fn open(onnx: &[u8]) -> Result<Runtime, ModelErrorKind> {
        let outputs: [Tensor<'_>; 1] = [("anchors", DataType::Float, &[Some(1), None, Some(4)])];
        Runtime::open("model.onnx", onnx.to_vec(), &PIECES, &outputs, Arc::default())
    }

    /// The scores that it gives.
    fn scores(runtime: &Runtime, pieces: &[i32]) -> Vec<[f32; 4]> {
        let mut outputs = runtime.run_pieces(pieces, &vec![[1, 2, 3]; pieces.len()]).unwrap();
        rows("anchors", outputs.pop().unwrap(), pieces.len()).unwrap()
    }

    /// The message of a graph that does not load.
    fn check(onnx: &[u8], expected: &str) {
        let error = open(onnx).map(|_| ()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }

    #[test]
    fn refuses_bytes_that_are_no_graph() {
        check(b"", "model.onnx is no onnx file");
        check(b"PK\x03\x04 not a graph", "model.onnx is no onnx file");
        check(&[0xff; 4096], "model.onnx is no onnx file");
        check(b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "model.onnx is no onnx file");
        check(b"<!DOCTYPE html><title>Not found</title>", "model.onnx is no onnx file");
    }

    /// What a size or checksum would have caught; here it is past it.
    #[test]
    fn refuses_graphs_that_are_cut_short() {
        for len in (0..READER.len()).step_by(61) {
            let result = open(&READER[..len]);
            let refused = matches!(result, Err(ModelErrorKind::NotOnnx { .. } | ModelErrorKind::Graph { .. }));
            assert!(refused, "{len} bytes");
        }
    }

    #[test]
    fn contains_a_panic_and_goes_on() {
        let worker = Worker::new();
        let n_pieces = READER.len().min(12);
        let answer = worker.run(move |_| if n_pieces > 1 { panic!("found {n_pieces}") } else { 1 });
        assert_eq!(answer, Err("the runtime panicked: found 12".to_owned()));
        assert_eq!(worker.run(|_| 2), Ok(2));
    }

    #[test]
    fn gives_the_same_scores_to_every_thread() {
        let runtime = open(READER).unwrap();
        let pieces: Vec<i32> = (0..500).map(|at| at % 12).collect();
        let expected = scores(&runtime, &pieces);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..5).for_each(|_| assert_eq!(scores(&runtime, &pieces), expected)));
            }
        });
        assert!(runtime.workers.0.lock().unwrap().len() <= 9);
    }

    #[test]
    fn makes_new_workers_in_a_new_process() {
        let runtime = open(READER).unwrap();
        // A worker of another process: its threads are gone, nobody reads its channel.
        let (jobs, inbox) = mpsc::channel();
        *runtime.workers.0.lock().unwrap() = vec![Worker { process: process() ^ 1, jobs }];
        assert_eq!(scores(&runtime, &[1]).len(), 1);
        drop(inbox);
    }
}
