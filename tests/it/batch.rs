//! The ordered pool.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use sheepdip::batch::{Event, run};

fn collect(threads: usize, items: std::ops::Range<usize>, work: impl Fn(usize) -> usize + Sync) -> Vec<usize> {
    let mut got = Vec::new();
    let done = run(items, threads, &AtomicBool::new(false), work, |event| {
        if let Event::Done(result) = event {
            got.push(result);
        }
        Ok::<(), Infallible>(())
    });
    assert_eq!(done.unwrap().count(), 0, "items were left over");
    got
}

#[test]
fn results_come_in_the_order_of_the_items_however_long_each_takes() {
    let got = collect(4, 0..500, |n| {
        thread::sleep(Duration::from_micros((n as u64 * 7919) % 300));
        n
    });
    assert_eq!(got, (0..500).collect::<Vec<_>>());
}

#[test]
fn no_items_and_no_threads_are_no_trouble() {
    assert_eq!(collect(3, 0..0, |n| n), Vec::<usize>::new());
    assert_eq!(collect(0, 0..3, |n| n), vec![0, 1, 2]);
}

#[test]
fn a_slow_first_item_holds_the_others_back_at_the_window() {
    let (pulled, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let items = (0..5000usize).inspect(|_| {
        pulled.fetch_add(1, Ordering::SeqCst);
    });
    let mut taken = 0;
    let done = run(
        items,
        2,
        &AtomicBool::new(false),
        |n| {
            if n == 0 {
                thread::sleep(Duration::from_millis(200));
            }
        },
        |event| {
            if let Event::Done(()) = event {
                taken += 1;
                most.fetch_max(pulled.load(Ordering::SeqCst) - taken, Ordering::SeqCst);
            }
            Ok::<(), Infallible>(())
        },
    );
    assert!(done.is_ok());
    assert_eq!(taken, 5000);
    let most = most.load(Ordering::SeqCst);
    assert!((100..=520).contains(&most), "{most} items were under way or waiting at once");
}

#[test]
fn stopping_gives_back_what_was_not_pulled() {
    let stop = AtomicBool::new(false);
    let mut got = 0;
    let rest = run(
        0..10_000usize,
        2,
        &stop,
        |n| n,
        |event| {
            if let Event::Done(n) = event {
                got += 1;
                if n == 10 {
                    stop.store(true, Ordering::SeqCst);
                }
            }
            Ok::<(), Infallible>(())
        },
    );
    let rest = rest.unwrap().count();
    assert!(rest > 0, "nothing was left although the run was stopped");
    assert_eq!(got + rest, 10_000, "an item that was pulled has no result");
}

#[test]
fn an_error_of_the_taker_ends_the_run() {
    let worked = AtomicUsize::new(0);
    let done = run(
        0..100_000usize,
        2,
        &AtomicBool::new(false),
        |_| worked.fetch_add(1, Ordering::SeqCst),
        |event| if matches!(event, Event::Done(_)) { Err("full") } else { Ok(()) },
    );
    assert_eq!(done.err(), Some("full"));
    assert!(worked.load(Ordering::SeqCst) < 2000, "the workers went on");
}

#[test]
fn a_panic_of_a_worker_ends_the_run_and_is_seen() {
    let caught = std::panic::catch_unwind(|| {
        let _ = run(
            0..10_000usize,
            2,
            &AtomicBool::new(false),
            |n| assert!(n != 700, "on purpose"),
            |_| Ok::<(), Infallible>(()),
        );
    });
    assert!(caught.is_err());
}
