//! Every forged file, damaged thousands of times: nothing crashes, nothing spends more than its limits, and nothing
//! reads as clean because something failed.
//!
//! The damage follows from the file's id and a number alone, so a failure names what to run again:
//! `SHEEPDIP_MUTATION=id#number cargo test --test it mutation`. `SHEEPDIP_MUTATIONS` sets how many are made of each file.

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Mutex;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::forge::{Case, case};
use crate::{formats, scan};
use sheepdip::formats as registry;
use sheepdip::model::limits::Limits;
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::pipeline::Plan;

/// Mutants of each file, unless the environment says otherwise.
const EACH: u64 = 8;
/// Larger forged files are cut to this before they are damaged, in bytes: speed, not depth, finds faults here.
const LARGEST: usize = 96 * 1024;
/// Longer than this is a hang, on the slowest machine.
const HANG: Duration = Duration::from_secs(20);

thread_local! {
    /// Where the last panic of this thread came from, while it is to be quiet.
    static PANIC: RefCell<Option<Option<String>>> = const { RefCell::new(None) };
}

/// Keeps panics of these threads from the terminal; those of other tests are shown as ever.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let quiet = PANIC.with_borrow_mut(|slot| match slot {
                Some(last) => {
                    *last = Some(info.to_string());
                    true
                }
                None => false,
            });
            if !quiet {
                loud(info);
            }
        }));
    });
}

/// A pseudo-random sequence (xorshift64*), the same for the same seed.
struct Random(u64);

impl Random {
    fn of(id: &str, number: u64) -> Self {
        let seed = id.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01B3));
        let mut random = Self((seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1);
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`; 0 when that is 0.
    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 16) as usize % end.max(1)
    }

    /// A place, more often near the start: headers decide more than contents.
    fn place(&mut self, length: usize) -> usize {
        match self.below(3) {
            0 => self.below(length.min(64)),
            1 => self.below(length.min(1024)),
            _ => self.below(length),
        }
    }
}

/// Beginnings of other files.
const MARKS: &[&[u8]] = &[
    b"MZ",
    b"\x7FELF",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"%PDF-1.7\n",
    b"\x89PNG\r\n\x1A\n",
    b"\xFF\xD8\xFF\xE1",
    b"RIFF\xFF\xFF\xFF\xFFWEBP",
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
    b"\x1F\x8B\x08",
    b"<script>",
    b"<?xml version=\"1.0\"?><svg>",
    b"{\\rtf1",
    b"Rar!\x1A\x07\x01\x00",
    b"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
];

/// Numbers at which counts, sizes and offsets break.
const EDGES: &[u64] =
    &[0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, u64::MAX];

/// Damages bytes; `other` lends a part.
fn mutate(bytes: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let length = bytes.len();
    match random.below(11) {
        0 => {
            for _ in 0..=random.below(8) {
                let at = random.place(length);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        1 => {
            for _ in 0..=random.below(16) {
                let value = [0, 0xFF, 0x7F, 0x80, b'<', b'\n', random.next() as u8][random.below(7)];
                let at = random.place(length);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = value;
                }
            }
        }
        2 => bytes.truncate(1 << random.below(length.max(2).ilog2() as usize + 1)),
        3 => bytes.truncate(random.below(length)),
        4 => {
            let from = random.place(length);
            let part = bytes[from..length.min(from + 1 + random.below(512))].to_vec();
            let at = random.below(length);
            for _ in 0..=random.below(40) {
                bytes.splice(at..at, part.iter().copied());
            }
        }
        5 => {
            bytes.truncate(random.below(length + 1));
            bytes.extend_from_slice(&other[random.below(other.len())..]);
        }
        6 => {
            let at = random.place(length);
            let mark = MARKS[random.below(MARKS.len())];
            if random.below(2) == 0 {
                bytes.splice(at..at, mark.iter().copied());
            } else {
                let end = length.min(at + mark.len());
                bytes.splice(at..end, mark.iter().copied());
            }
        }
        7 | 8 => {
            let edge = match random.below(4) {
                0 => length as u64,
                1 => (length as u64).wrapping_sub(1 + random.below(16) as u64),
                _ => EDGES[random.below(EDGES.len())],
            };
            let width = [1, 2, 4, 8][random.below(4)];
            let at = random.place(length);
            let (little, big) = (edge.to_le_bytes(), edge.to_be_bytes());
            let number = if random.below(2) == 0 { &little[..width] } else { &big[8 - width..] };
            for (slot, byte) in bytes.iter_mut().skip(at).zip(number) {
                *slot = *byte;
            }
        }
        9 => {
            let from = random.place(length);
            let end = length.min(from + 1 + random.below(256));
            bytes.drain(from..end);
        }
        _ => {
            let (from, to) = (random.place(length), random.below(length));
            let count = random.below(128).min(length - from.max(to).min(length));
            for i in 0..count {
                bytes.swap(from + i, to + i);
            }
        }
    }
}

/// Every forged file, with an id.
fn corpus() -> Vec<(String, Case)> {
    let mut all = Vec::new();
    for (id, forge) in formats::SPECIMENS.iter().flat_map(|s| s.iter()) {
        let extension = registry::types().find(|t| t.id == *id).and_then(|t| t.extensions.first()).unwrap_or(&"bin");
        all.push((format!("specimen:{id}"), case(&format!("specimen.{extension}"), forge())));
    }
    for example in formats::EXAMPLES.iter().chain(scan::EXAMPLES).flat_map(|e| e.iter()) {
        all.push((format!("fires:{}", example.rule), (example.fires)()));
        all.push((format!("silent:{}", example.rule), (example.silent)()));
    }
    for (_, case) in &mut all {
        case.bytes.truncate(LARGEST);
    }
    all
}

fn limits() -> Limits {
    Limits {
        depth: 6,
        artifacts: 400,
        artifact_bytes: 1 << 20,
        total_bytes: 4 << 20,
        time: HANG / 2,
        head_bytes: 4096,
        tail_bytes: 1024,
        ..Limits::default()
    }
}

/// What a report must not say, whatever the bytes were.
fn faults(report: &FileReport, limits: &Limits) -> Vec<String> {
    let mut faults = Vec::new();
    for gap in report.gaps.iter().filter(|g| g.gap.reason.word() == "crashed") {
        faults.push(format!("crashed: {}", gap.gap.detail));
    }
    if report.judgement.complete != report.gaps.is_empty() {
        faults.push("complete does not mean without gaps".to_owned());
    }
    if !report.gaps.is_empty() && report.judgement.verdict == Verdict::Clean {
        faults.push("clean in spite of a gap".to_owned());
    }
    if report.artifacts.len() > limits.artifacts as usize {
        faults.push(format!("{} artifacts", report.artifacts.len()));
    }
    // Each part that did not fit any more leaves its head.
    let heads = limits.head_bytes * report.artifacts.len() as u64;
    let bytes: u64 = report.artifacts.iter().skip(1).map(|a| a.size).sum();
    if bytes > limits.total_bytes + heads {
        faults.push(format!("{bytes} bytes in all"));
    }
    for artifact in report.artifacts.iter().skip(1) {
        let depth = std::iter::successors(artifact.parent, |p| report.artifact(*p).and_then(|a| a.parent)).count();
        if depth > limits.depth as usize || artifact.size > limits.artifact_bytes {
            faults.push(format!("an artifact of {} bytes at depth {depth}", artifact.size));
        }
        if artifact.parent >= Some(artifact.id) {
            faults.push("a child before its parent".to_owned());
        }
    }
    if report.elapsed > HANG {
        faults.push(format!("took {:?}", report.elapsed));
    }
    faults
}

/// Examines one mutant; what is wrong with the outcome.
fn try_one(corpus: &[(String, Case)], which: usize, number: u64, plan: &Plan) -> Vec<String> {
    let (id, case) = &corpus[which];
    let mut random = Random::of(id, number);
    let mut mutant = case.clone();
    let other = &corpus[random.below(corpus.len())].1.bytes;
    for _ in 0..=random.below(3) {
        mutate(&mut mutant.bytes, other, &mut random);
    }
    mutant.bytes.truncate(4 * LARGEST);
    PANIC.set(Some(None));
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| mutant.examine_with(plan)));
    let panicked = PANIC.replace(None).flatten();
    let mut wrong = match outcome {
        Ok(report) => faults(&report, &plan.limits),
        Err(_) => vec!["a panic escaped".to_owned()],
    };
    if !wrong.is_empty() {
        let begins: String = mutant.bytes.iter().take(48).map(|b| format!("{b:02X}")).collect();
        wrong.push(format!("panic: {panicked:?}; {} bytes, {begins}…", mutant.bytes.len()));
    }
    wrong
}

#[test]
fn damaged_files_crash_nothing_exceed_nothing_and_never_read_as_clean() {
    hush();
    let corpus = corpus();
    let plan = Plan { limits: limits(), ..Plan::default() };
    let each = std::env::var("SHEEPDIP_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(EACH);
    let only = std::env::var("SHEEPDIP_MUTATION").ok();
    let wanted = |which: usize, number: u64| {
        only.as_ref()
            .is_none_or(|o| o.rsplit_once('#').is_some_and(|(id, n)| id == corpus[which].0 && n == number.to_string()))
    };
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let wrong = Mutex::new(Vec::new());
    let slowest = Mutex::new((Duration::ZERO, String::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let which = next.fetch_add(1, Ordering::Relaxed);
                    if which >= corpus.len() {
                        break;
                    }
                    for number in (0..each.max(u64::from(only.is_some()) * 100_000)).filter(|n| wanted(which, *n)) {
                        let began = Instant::now();
                        let faults = try_one(&corpus, which, number, &plan);
                        done.fetch_add(1, Ordering::Relaxed);
                        let label = format!("{}#{number}", corpus[which].0);
                        let mut slowest = slowest.lock().unwrap();
                        if began.elapsed() > slowest.0 {
                            *slowest = (began.elapsed(), label.clone());
                        }
                        drop(slowest);
                        if !faults.is_empty() {
                            wrong.lock().unwrap().push(format!("{label}: {}", faults.join("; ")));
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    let done = done.into_inner();
    println!("{done} mutants of {} files; the slowest: {:?}", corpus.len(), slowest.into_inner().unwrap());
    assert!(wrong.is_empty(), "{} of {done}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(done > 0, "nothing was examined");
}

#[test]
fn a_file_cut_at_every_power_of_two_crashes_nothing() {
    hush();
    let plan = Plan { limits: limits(), ..Plan::default() };
    let mut wrong = Vec::new();
    for (id, case) in corpus().into_iter().filter(|(id, _)| id.starts_with("specimen:")) {
        for power in 0..case.bytes.len().max(1).ilog2() {
            for length in [1 << power, (1 << power) + 1] {
                let mut cut = case.clone();
                cut.bytes.truncate(length);
                PANIC.set(Some(None));
                let report = cut.examine_with(&plan);
                let panicked = PANIC.replace(None).flatten();
                wrong.extend(
                    faults(&report, &plan.limits)
                        .into_iter()
                        .map(|f| format!("{id} cut at {length}: {f} {panicked:?}")),
                );
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
