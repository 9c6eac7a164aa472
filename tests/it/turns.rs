//! Files of one run that need much memory take turns.

use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use sheepdip::batch::{self, Event};
use sheepdip::model::artifact::Artifact;
use sheepdip::model::engine::{Consultation, Engine, Opinion, Session};
use sheepdip::model::limits::{Budget, Limits};
use sheepdip::pipeline::Plan;

use crate::forge::{case, gzip};

/// More than any file may hold without its turn, in bytes.
const MUCH: u64 = 65 << 20;

/// Counts who is there at the same time.
#[derive(Debug, Default)]
struct Crowd {
    now: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

impl Crowd {
    fn stay(&self, time: Duration) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
        self.all.fetch_add(1, Ordering::SeqCst);
        thread::sleep(time);
        self.now.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn who_holds_much_waits_for_his_turn_and_the_waiting_does_not_count_as_his_time() {
    let crowd = Crowd::default();
    // Whoever is last waits longer than he has time.
    let limits = Limits { time: Duration::from_millis(1500), ..Limits::default() };
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let budget = Budget::new(&limits);
                let deadline = budget.deadline();
                budget.hold(MUCH).unwrap();
                assert!(budget.check_time().is_ok() && !deadline.is_over(), "its time ran while it waited");
                crowd.stay(Duration::from_millis(800));
                budget.release(MUCH);
            });
        }
    });
    assert_eq!((crowd.most.into_inner(), crowd.all.into_inner()), (1, 3));
}

#[test]
fn parts_of_one_file_share_its_turn_and_who_holds_little_needs_none() {
    let file = Budget::new(&Limits::default());
    file.hold(MUCH).unwrap();
    // Were it to wait for itself, this would never end.
    let part = file.clone();
    part.hold(MUCH).unwrap();
    let other = Budget::new(&Limits::default());
    other.keep(MUCH);
    other.hold(1 << 20).unwrap();
    part.release(MUCH);
    file.release(MUCH);
    let next = Budget::new(&Limits::default());
    next.hold(MUCH).unwrap();
    // A walk that ends early gives nothing back by itself.
    drop(next);
    other.hold(MUCH).unwrap();
}

/// An engine that looks at what is large for a while.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<Crowd>);

impl Engine for Watch {
    fn name(&self) -> &'static str {
        "watch"
    }

    fn begin(&self, _file: Option<&Path>) -> Box<dyn Session> {
        Box::new(self.clone())
    }
}

impl Session for Watch {
    fn look(&self, artifact: &Artifact) -> Opinion {
        if artifact.size() >= MUCH {
            self.0.stay(Duration::from_millis(200));
        }
        Opinion::default()
    }

    fn end(&self) -> Consultation {
        Consultation { name: "watch", ..Consultation::default() }
    }
}

#[test]
fn bombs_of_one_folder_are_unpacked_one_at_a_time() {
    let watch = Watch::default();
    let plan = Plan { engines: vec![Arc::new(watch.clone())], ..Plan::default() };
    let bomb = gzip::of(&vec![0; usize::try_from(MUCH).unwrap()]);
    let examine = |number: usize| case(&format!("{number}.gz"), bomb.clone()).examine_with(&plan);
    let mut reports = 0;
    let run = batch::run(0..3, 3, &AtomicBool::new(false), examine, |event| {
        if let Event::Done(report) = event {
            assert_eq!(report.artifacts.len(), 2, "{:?}", report.gaps);
            reports += 1;
        }
        Ok::<(), Infallible>(())
    });
    assert!(run.is_ok());
    let crowd = &watch.0;
    assert_eq!((reports, crowd.all.load(Ordering::SeqCst), crowd.most.load(Ordering::SeqCst)), (3, 3, 1));
}
