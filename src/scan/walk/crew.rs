//! Parts of one archive, examined side by side. A file that is examined alone leaves the other processors idle; members of
//! an archive do not need one another, so they are handed to a crew, and what comes back is put down in their order.
//!
//! The crew is made when the first archive turns out to have more than a few members, never before.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::model::artifact::{Artifact, Sample};
use crate::model::finding::Finding;
use crate::model::gap::PlacedGap;
use crate::model::inspection::Extent;
use crate::model::password::Password;
use crate::model::report::ArtifactRecord;

use super::{Ancestor, Walk};

/// A hand recurses as the walk does.
const STACK: usize = 8 << 20;
/// More hands than this do not help one file: somebody has to unpack.
const MOST: usize = 8;

/// A part to examine.
pub(super) struct Part {
    pub(super) sample: Sample,
    pub(super) extent: Extent,
    /// How many findings the file has already.
    pub(super) crowd: usize,
}

/// Parts that travel together, and what they have in common: to hand over each alone, and to wake somebody for it,
/// costs as much as to examine a small text.
pub(super) struct Batch {
    pub(super) number: u64,
    pub(super) parts: Vec<Part>,
    /// The memory that they hold.
    pub(super) bytes: u64,
    pub(super) parent: Arc<Artifact>,
    pub(super) ancestors: Arc<[Ancestor]>,
    pub(super) fitted: Vec<Password>,
}

/// What was learnt of the parts of a batch. Artifacts in it are numbered from [`super::apart::APART`] on.
pub(super) struct Output {
    pub(super) number: u64,
    pub(super) artifacts: Vec<ArtifactRecord>,
    pub(super) findings: Vec<Finding>,
    pub(super) gaps: Vec<PlacedGap>,
    /// Passwords that fitted and were not known before.
    pub(super) fitted: Vec<Password>,
    /// The limits refused one of them.
    pub(super) refused: bool,
    /// What was examined goes back to the thread that made it: the allocator keeps the memory of threads apart, and where
    /// one gives back what is another's while that one asks for more, both wait for each other, hundreds of times.
    pub(super) spent: Vec<Part>,
}

#[derive(Default)]
struct Queue {
    batches: VecDeque<Batch>,
    /// Hands that wait: where there is none, nobody need be woken, which is a call of the system each time.
    waiting: usize,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    came: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next batch; waits for one. `None` when no more will come.
    fn next(&self) -> Option<Batch> {
        let mut queue = self.lock();
        loop {
            if let Some(batch) = queue.batches.pop_front() {
                return Some(batch);
            }
            if queue.closed {
                return None;
            }
            queue.waiting += 1;
            queue = self.came.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.waiting -= 1;
        }
    }
}

/// The hands, and what they have under way.
pub(super) struct Crew {
    shared: Arc<Shared>,
    outputs: Receiver<Output>,
    hands: Vec<JoinHandle<()>>,
    /// Examines on this thread what nobody has begun when the results are needed.
    own: Box<Walk>,
}

impl Crew {
    /// A crew of as many hands as there are processors beside this one; `None` where there is no other.
    pub(super) fn new(hand: impl Fn() -> Walk) -> Option<Self> {
        let processors = thread::available_parallelism().map_or(1, usize::from);
        let shared = Arc::new(Shared::default());
        let (send, outputs) = channel();
        let hands: Vec<_> = (1..processors.min(MOST))
            .filter_map(|_| {
                let (shared, send, mut walk) = (Arc::clone(&shared), send.clone(), hand());
                let body = move || work(&shared, &send, &mut walk);
                thread::Builder::new().stack_size(STACK).spawn(body).ok()
            })
            .collect();
        (!hands.is_empty()).then(|| Self { shared, outputs, hands, own: Box::new(hand()) })
    }

    /// Puts a batch into the queue.
    pub(super) fn give(&self, batch: Batch) {
        let mut queue = self.shared.lock();
        queue.batches.push_back(batch);
        let waited_for = queue.waiting > 0;
        drop(queue);
        if waited_for {
            self.shared.came.notify_one();
        }
    }

    /// A result, in no order: what this thread can examine itself while it would wait, or what a hand has finished.
    /// Only to be called while something is under way.
    pub(super) fn take(&mut self) -> Option<Output> {
        if let Ok(output) = self.outputs.try_recv() {
            return Some(output);
        }
        let batch = self.shared.lock().batches.pop_front();
        match batch {
            Some(batch) => Some(self.own.apart(batch)),
            None => self.outputs.recv().ok(),
        }
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.came.notify_all();
        for hand in self.hands.drain(..) {
            // A hand fences every part; one that died all the same has nothing left to tell.
            let _ = hand.join();
        }
    }
}

fn work(shared: &Shared, send: &Sender<Output>, walk: &mut Walk) {
    while let Some(batch) = shared.next() {
        if send.send(walk.apart(batch)).is_err() {
            return;
        }
    }
}
