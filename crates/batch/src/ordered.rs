//! Items to results on several threads, in the order of the items.
//!
//! Each item goes to the workers with a channel for its result, and the receiving ends of these
//! channels wait in a queue in the order of the items. That queue is bounded, so a slow item or a
//! slow consumer holds the producer back, and memory does not grow with the number of items.
//!
//! The threads are not joined when the consumer stops early: the producer may be waiting for
//! input that never comes, and the program is about to end.

use std::{
    cell::Cell,
    io,
    ops::ControlFlow,
    panic::{self, AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// Items in flight for each thread: enough that a long article does not leave the others idle.
const WINDOW: usize = 4;

/// How long an interrupt may go unnoticed.
const PATIENCE: Duration = Duration::from_millis(50);

/// Hands an item on; breaks when no more are wanted.
pub type Emit<'e, I> = dyn FnMut(I) -> ControlFlow<()> + 'e;

/// Runs `work` on every item that `produce` emits, on so many threads, and gives the results to
/// `consume` on the calling thread, in the order of the items, until it breaks or `enough` says that
/// enough is enough, which is asked also while nothing comes.
///
/// # Errors
/// If threads cannot be had, or one of them panics; `work` is best wrapped in [`contained`].
pub fn map<I: Send + 'static, R: Send + 'static>(
    threads: usize,
    produce: impl FnOnce(&mut Emit<'_, I>) -> ControlFlow<()> + Send + 'static,
    work: impl Fn(I) -> R + Send + Sync + 'static,
    mut consume: impl FnMut(R) -> ControlFlow<()>,
    enough: &dyn Fn() -> bool,
) -> io::Result<()> {
    let threads = threads.max(1);
    let (order, results) = mpsc::sync_channel::<mpsc::Receiver<R>>(threads * WINDOW);
    let (jobs, queue) = mpsc::sync_channel::<(I, mpsc::SyncSender<R>)>(threads * WINDOW);
    let queue = Arc::new(Mutex::new(queue));
    let work = Arc::new(work);
    let stopped = Arc::new(AtomicBool::new(false));

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

    let producer = thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let _ = produce(&mut |item| {
            let (reply, result) = mpsc::sync_channel(1);
            if order.send(result).is_err() || jobs.send((item, reply)).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
    })?;

    loop {
        let lost = || io::Error::other("a worker has stopped");
        let result = match next(&results, enough) {
            Next::Got(result) => next(&result, enough),
            Next::Ended => break,
            Next::Enough => Next::Enough,
        };
        let flow = match result {
            Next::Got(result) => consume(result),
            Next::Ended => return Err(lost()),
            Next::Enough => ControlFlow::Break(()),
        };
        if flow.is_break() {
            stopped.store(true, Ordering::Relaxed);
            return Ok(());
        }
    }
    producer.join().map_err(|_| io::Error::other("the reader has stopped"))
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
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn keeps_the_order_of_the_items_whatever_the_threads() {
        for threads in [1, 2, 8] {
            let mut results = Vec::new();
            map(
                threads,
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
    fn returns_at_once_when_the_consumer_stops_though_the_reader_waits() {
        let mut seen = 0;
        map(
            2,
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
        let worker = map(1, |emit| (0..5).try_for_each(emit), |item| assert_ne!(item, 2), keep, &|| false);
        assert_eq!(worker.unwrap_err().to_string(), "a worker has stopped");
        let reader = map(1, |emit| emit(0).map_continue(|()| panic!("unreadable")), |_: i32| (), keep, &|| false);
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
        map(1, wait, |()| (), |()| ControlFlow::Continue(()), &enough).unwrap();
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
