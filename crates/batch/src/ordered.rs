//! Items to results on several threads, in the order of the items.
//!
//! Each item goes to the workers with a channel for its result, and the receiving ends of these
//! channels wait in a queue in the order of the items. That queue is bounded, in items and in bytes, so
//! a slow item or a slow consumer holds the producer back, and memory grows neither with the number of
//! items nor, beyond one, with their size.
//!
//! The threads are not joined when the consumer stops early: the producer may be waiting for
//! input that never comes, and the program is about to end.

use std::{
    cell::Cell,
    io,
    ops::ControlFlow,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// Items in flight for each thread: enough that a long article does not leave the others idle.
const WINDOW: usize = 4;

/// Bytes in flight, on all threads together. A larger item is read when there is no other.
const MOST_BYTES: usize = 256 << 20;

/// How long an interrupt may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(50);

/// Hands an item on; breaks when no more are wanted.
pub type Emit<'e, I> = dyn FnMut(I) -> ControlFlow<()> + 'e;

/// Runs `work` on every item that `produce` emits, on so many threads, and gives the results to
/// `consume` on the calling thread; `size` tells how many bytes an item holds. Results come
/// in the order of the items, until `consume` breaks or `enough` says that enough is enough, which is asked
/// also while nothing comes.
///
/// # Errors
/// If threads cannot be had, or one of them panics; `work` is best wrapped in [`contained`].
pub fn map<I: Send + 'static, R: Send + 'static>(
    threads: usize,
    size: impl Fn(&I) -> usize + Send + 'static,
    produce: impl FnOnce(&mut Emit<'_, I>) -> ControlFlow<()> + Send + 'static,
    work: impl Fn(I) -> R + Send + Sync + 'static,
    mut consume: impl FnMut(R) -> ControlFlow<()>,
    enough: &dyn Fn() -> bool,
) -> io::Result<()> {
    let threads = threads.max(1);
    let (order, results) = mpsc::sync_channel::<(usize, mpsc::Receiver<R>)>(threads * WINDOW);
    let (jobs, queue) = mpsc::sync_channel::<(I, mpsc::SyncSender<R>)>(threads * WINDOW);
    let queue = Arc::new(Mutex::new(queue));
    let work = Arc::new(work);
    let stopped = Arc::new(AtomicBool::new(false));
    let ration = Arc::new(Ration::default());

    for index in 0..threads {
        let (queue, work, stopped) = (Arc::clone(&queue), Arc::clone(&work), Arc::clone(&stopped));
        let spawned = thread::Builder::new().name(format!("worker-{index}")).spawn(move || {
            loop {
                // A guard that lives through the match would make the others wait for this item.
                let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
                match job {
                    Ok((item, reply)) if !stopped.load(Ordering::Relaxed) => {
                        let _ = reply.send(work(item));
                    }
                    _ => break,
                }
            }
        });
        match spawned {
            // Fewer threads than asked for give the same output.
            Err(_) if index > 0 => break,
            spawned => spawned?,
        };
    }
    // The workers now hold the only receiver: should all die, the producer stops.
    drop(queue);

    let taken = Arc::clone(&ration);
    let producer = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let _ = produce(&mut |item| {
            let bytes = size(&item);
            let (reply, result) = mpsc::sync_channel(1);
            if !taken.take(bytes) || order.send((bytes, result)).is_err() || jobs.send((item, reply)).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
    })?;

    loop {
        let lost = || io::Error::other("a worker has stopped");
        let (bytes, result) = match next(&results, enough) {
            Next::Got((bytes, result)) => (bytes, next(&result, enough)),
            Next::Ended => break,
            Next::Enough => (0, Next::Enough),
        };
        let flow = match result {
            Next::Got(result) => consume(result),
            Next::Ended => {
                ration.close();
                return Err(lost());
            }
            Next::Enough => ControlFlow::Break(()),
        };
        if flow.is_break() {
            stopped.store(true, Ordering::Relaxed);
            ration.close();
            return Ok(());
        }
        ration.give(bytes);
    }
    producer.join().map_err(|_| io::Error::other("the reader has stopped"))
}

/// The bytes in flight, which the producer waits for.
#[derive(Default)]
struct Ration {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    bytes: usize,
    /// Whether nobody will free any more.
    closed: bool,
}

impl Ration {
    /// Waits until there is room; `false` if there never will be.
    fn take(&self, bytes: usize) -> bool {
        let full = |held: &mut Held| !held.closed && held.bytes > 0 && held.bytes.saturating_add(bytes) > MOST_BYTES;
        let waited = self.changed.wait_while(self.held(), full);
        let mut held = waited.unwrap_or_else(PoisonError::into_inner);
        held.bytes = held.bytes.saturating_add(bytes);
        !held.closed
    }

    fn give(&self, bytes: usize) {
        let mut held = self.held();
        held.bytes = held.bytes.saturating_sub(bytes);
        self.changed.notify_one();
    }

    fn close(&self) {
        self.held().closed = true;
        self.changed.notify_one();
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Next<T> {
    Got(T),
    Ended,
    Enough,
}

/// Waits for a message, but not for longer than anybody wants to.
fn next<T>(messages: &mpsc::Receiver<T>, enough: &dyn Fn() -> bool) -> Next<T> {
    loop {
        if enough() {
            return Next::Enough;
        }
        match messages.recv_timeout(PATIENCE) {
            Ok(message) => return Next::Got(message),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return Next::Ended,
        }
    }
}

/// The result of `work`, or what it panicked with.
pub fn contained<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let message = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        message.unwrap_or("no message").to_owned()
    })
}

thread_local! {
    /// Whether a panic on this thread is told as a fault of what is read.
    static HUSHED: Cell<bool> = const { Cell::new(false) };
}

/// The same for code that is not ours and panics on damaged files; where [`hush`] was called, without a word on
/// standard error.
#[cfg(feature = "parquet")]
pub(crate) fn hushed<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = HUSHED.replace(true);
    let done = contained(work);
    HUSHED.set(outer);
    done
}

/// Lets no panic print that a fault tells: for programs, since it wraps the hook of the process.
pub fn hush() {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |about| {
        if !HUSHED.get() {
            told(about);
        }
    }));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::{AtomicIsize, AtomicUsize};

    use super::*;

    #[test]
    fn keeps_the_order_of_the_items_whatever_the_threads() {
        for threads in [1, 2, 8] {
            let mut results = Vec::new();
            map(
                threads,
                |_| 1,
                |emit| (0..200_u64).try_for_each(emit),
                |item| {
                    thread::sleep(Duration::from_micros(item * 7919 % 300));
                    item
                },
                |item| {
                    results.push(item);
                    ControlFlow::Continue(())
                },
                &|| false,
            )
            .unwrap();
            assert_eq!(results, (0..200).collect::<Vec<_>>(), "{threads} threads");
        }
    }

    #[test]
    fn reads_no_further_than_a_window_ahead_of_the_consumer() {
        let threads = 2;
        let emitted = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&emitted);
        let mut consumed = 0;
        map(
            threads,
            |_| 1,
            move |emit| {
                (0..300).try_for_each(|item| {
                    counter.fetch_add(1, Ordering::SeqCst);
                    emit(item)
                })
            },
            |item| item,
            |_| {
                thread::sleep(Duration::from_micros(100));
                consumed += 1;
                // The queue, the item in the consumer's hands, the one that waits to be queued.
                let ahead = emitted.load(Ordering::SeqCst) - consumed;
                assert!(ahead <= threads * WINDOW + 2, "{ahead} items ahead");
                ControlFlow::Continue(())
            },
            &|| false,
        )
        .unwrap();
        assert_eq!(consumed, 300);
    }

    #[test]
    fn holds_no_more_bytes_than_the_ration_or_one_item() {
        let third = MOST_BYTES / 3;
        let sizes = [third; 12].into_iter().chain([MOST_BYTES + 1; 3]).chain([third; 12]);
        let sizes: Vec<usize> = sizes.collect();
        // Never more than there are: an item may be told only when it has been consumed.
        let held = Arc::new(AtomicIsize::new(0));
        let (told, mut results) = (Arc::clone(&held), Vec::new());
        let emitted = sizes.clone();
        map(
            2,
            |&size| size,
            move |emit| {
                emitted.into_iter().try_for_each(|size| {
                    emit(size)?;
                    told.fetch_add(size.cast_signed(), Ordering::SeqCst);
                    ControlFlow::Continue(())
                })
            },
            |size| size,
            |size| {
                thread::sleep(Duration::from_millis(2));
                let most = held.load(Ordering::SeqCst);
                assert!(most <= MOST_BYTES.max(size).cast_signed(), "{most} bytes held at an item of {size}");
                held.fetch_sub(size.cast_signed(), Ordering::SeqCst);
                results.push(size);
                ControlFlow::Continue(())
            },
            &|| false,
        )
        .unwrap();
        assert_eq!(results, sizes);
    }

    #[test]
    fn a_reader_that_waits_for_room_ends_when_the_consumer_stops() {
        let (told, ended) = mpsc::channel();
        let emit_all = move |emit: &mut Emit<'_, usize>| {
            let flow = [MOST_BYTES; 9].into_iter().try_for_each(emit);
            let _ = told.send(flow);
            flow
        };
        map(1, |&size| size, emit_all, |size| size, |_| ControlFlow::Break(()), &|| false).unwrap();
        assert_eq!(ended.recv_timeout(Duration::from_secs(30)), Ok(ControlFlow::Break(())));
    }

    #[test]
    fn returns_at_once_when_the_consumer_stops_though_the_reader_waits() {
        let mut seen = 0;
        map(
            2,
            |_| 1,
            |emit| {
                emit(1)?;
                thread::sleep(Duration::from_secs(60));
                ControlFlow::Continue(())
            },
            |item| item,
            |item| {
                seen += item;
                ControlFlow::Break(())
            },
            &|| false,
        )
        .unwrap();
        assert_eq!(seen, 1);
    }

    #[test]
    fn a_panic_is_contained_in_its_item() {
        let mut results = Vec::new();
        map(
            2,
            |_| 1,
            |emit| (0..5).try_for_each(emit),
            |item| contained(|| if item == 2 { panic!("item {item} is odd") } else { item }),
            |result| {
                results.push(result);
                ControlFlow::Continue(())
            },
            &|| false,
        )
        .unwrap();
        assert_eq!(results, [Ok(0), Ok(1), Err("item 2 is odd".to_owned()), Ok(3), Ok(4)]);
    }

    #[test]
    fn a_lost_thread_is_an_error_and_not_a_shorter_output() {
        let keep = |_| ControlFlow::Continue(());
        let worker = map(1, |_| 1, |emit| (0..5).try_for_each(emit), |item| assert_ne!(item, 2), keep, &|| false);
        assert_eq!(worker.unwrap_err().to_string(), "a worker has stopped");
        let reader =
            map(1, |_| 1, |emit| emit(0).map_continue(|()| panic!("unreadable")), |_: i32| (), keep, &|| false);
        assert_eq!(reader.unwrap_err().to_string(), "the reader has stopped");
    }

    #[test]
    fn is_not_held_up_by_a_reader_that_waits_once_it_is_enough() {
        let began = std::time::Instant::now();
        let wait = |_: &mut Emit<'_, ()>| {
            thread::sleep(Duration::from_secs(60));
            ControlFlow::Continue(())
        };
        let enough = || began.elapsed() > Duration::from_millis(100);
        map(1, |()| 1, wait, |()| (), |()| ControlFlow::Continue(()), &enough).unwrap();
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
