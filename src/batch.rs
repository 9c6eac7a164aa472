//! Many files at once: workers pull from one iterator, and what they make comes back in the iterator's order.
//!
//! The window between the first unfinished item and the last one given out is bounded, so memory does not grow with
//! the number of items, and one slow item holds the others back only when the window is full.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::model::turn;

/// The walk recurses to the depth limit, with a parser's frames on each level; the usual 2 MiB could be too few.
const STACK: usize = 8 << 20;
/// How many items may be under way or waiting to be taken, for each worker.
const WINDOW: usize = 256;

/// What the taker is told.
#[derive(Debug)]
pub enum Event<R> {
    /// The next result, in order.
    Done(R),
    /// Nothing is ready at the moment: a good time to flush.
    Idle,
}

struct Window<R> {
    /// Results from the first one that was not taken yet; `None` is under way.
    slots: VecDeque<Option<R>>,
    /// How many items were taken.
    taken: usize,
    /// Workers that may still give something.
    workers: usize,
}

struct Shared<I, R> {
    /// The items with the count of those given out. A lock of its own, so that listing a folder holds nobody up
    /// who only wants to hand in a result.
    items: Mutex<(I, usize)>,
    window: Mutex<Window<R>>,
    /// A result came, or a worker ended.
    came: Condvar,
    /// There is room in the window.
    room: Condvar,
    /// Nobody wants more results.
    ended: AtomicBool,
}

/// Ends the run when it is dropped, also by a panic: nobody waits for a result that will not come.
struct Ending<'s, I, R>(&'s Shared<I, R>);

impl<I, R> Drop for Ending<'_, I, R> {
    fn drop(&mut self) {
        // Under the lock, so that nobody is between the question and the waiting.
        let window = lock(&self.0.window);
        self.0.ended.store(true, Ordering::Relaxed);
        drop(window);
        self.0.room.notify_all();
        self.0.came.notify_all();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` on every item with `threads` workers and hands each result to `take`, in order, on this thread. Raising
/// `stop` ends it after the items under way; an error of `take` ends it too and is returned. The iterator comes back
/// with what was not pulled from it.
///
/// # Errors
/// The first error of `take`.
pub fn run<I, R, E>(
    items: I,
    threads: usize,
    stop: &AtomicBool,
    work: impl Fn(I::Item) -> R + Sync,
    mut take: impl FnMut(Event<R>) -> Result<(), E>,
) -> Result<I, E>
where
    I: Iterator + Send,
    R: Send,
{
    let threads = threads.max(1);
    turn::share_among(threads);
    let most = threads * WINDOW;
    let shared = Shared {
        items: Mutex::new((items, 0)),
        window: Mutex::new(Window { slots: VecDeque::new(), taken: 0, workers: threads }),
        came: Condvar::new(),
        room: Condvar::new(),
        ended: AtomicBool::new(false),
    };
    let result = thread::scope(|scope| {
        for _ in 0..threads {
            let body = || worker(&shared, most, stop, &work);
            let started = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, body);
            if started.is_err() {
                // Fewer threads do the work too; without any, this one does it.
                lock(&shared.window).workers -= 1;
            }
        }
        let _ending = Ending(&shared);
        drain(&shared, &mut take)
    });
    result?;
    let Shared { items, window, .. } = shared;
    let (mut items, given) = items.into_inner().unwrap_or_else(PoisonError::into_inner);
    let taken = window.into_inner().unwrap_or_else(PoisonError::into_inner).taken;
    if given == 0 && taken == 0 && !stop.load(Ordering::Relaxed) {
        // No thread could be started.
        for item in items.by_ref() {
            take(Event::Done(work(item)))?;
        }
    }
    Ok(items)
}

fn worker<I: Iterator, R>(
    shared: &Shared<I, R>,
    most: usize,
    stop: &AtomicBool,
    work: &(impl Fn(I::Item) -> R + Sync),
) {
    let ended = || stop.load(Ordering::Relaxed) || shared.ended.load(Ordering::Relaxed);
    /// Tells the taker that this worker gives nothing more, whichever way it ends.
    struct Leaving<'s, I, R>(&'s Shared<I, R>);
    impl<I, R> Drop for Leaving<'_, I, R> {
        fn drop(&mut self) {
            lock(&self.0.window).workers -= 1;
            self.0.came.notify_all();
            if thread::panicking() {
                drop(Ending(self.0));
            }
        }
    }
    let _leaving = Leaving(shared);
    while !ended() {
        let mut items = lock(&shared.items);
        let index = items.1;
        // A place in the window is made before the item is pulled, so that the order is that of the iterator.
        let mut window = lock(&shared.window);
        while index >= window.taken + most {
            if ended() {
                return;
            }
            window = shared.room.wait(window).unwrap_or_else(PoisonError::into_inner);
        }
        drop(window);
        let Some(item) = items.0.next() else { return };
        items.1 += 1;
        lock(&shared.window).slots.push_back(None);
        drop(items);
        let result = work(item);
        let mut window = lock(&shared.window);
        let at = index - window.taken;
        window.slots[at] = Some(result);
        drop(window);
        if at == 0 {
            shared.came.notify_one();
        }
    }
}

fn drain<I, R, E>(shared: &Shared<I, R>, take: &mut impl FnMut(Event<R>) -> Result<(), E>) -> Result<(), E> {
    let mut idle = false;
    let mut window = lock(&shared.window);
    loop {
        match window.slots.front_mut().map(Option::take) {
            Some(Some(result)) => {
                window.slots.pop_front();
                window.taken += 1;
                drop(window);
                shared.room.notify_all();
                take(Event::Done(result))?;
                idle = false;
                window = lock(&shared.window);
            }
            // A worker that panicked gives no result; its panic goes on when the scope ends.
            _ if window.workers == 0 || shared.ended.load(Ordering::Relaxed) => return Ok(()),
            _ if !idle => {
                drop(window);
                take(Event::Idle)?;
                idle = true;
                window = lock(&shared.window);
            }
            _ => window = shared.came.wait(window).unwrap_or_else(PoisonError::into_inner),
        }
    }
}
