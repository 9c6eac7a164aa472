//! Reading: whole, in parts, in one pass; what changes or fails meanwhile is a gap.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crate::forge::{noise, png};
use sheepdip::model::artifact::hex_digest;
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::pipeline::Plan;
use sheepdip::scan::walk;
use sheepdip::sources::{Item, Own, PathList, Reader, Walked};

fn plan(most: u64) -> Plan {
    let mut plan = Plan::default();
    plan.limits.artifact_bytes = most;
    plan.limits.head_bytes = 64 << 10;
    plan.limits.tail_bytes = 10_000;
    plan
}

fn examine(path: &Path, plan: &Plan) -> FileReport {
    Reader::new(plan, None, &AtomicBool::new(false)).examine(Item::Named(path.to_owned()))
}

fn sha256(report: &FileReport) -> String {
    hex_digest(&report.artifacts[0].hashes.as_ref().expect("no hash").sha256)
}

fn reason(report: &FileReport) -> &'static str {
    report.gaps.first().map_or("none", |g| g.gap.reason.word())
}

#[test]
fn every_size_is_hashed_right_whole_and_in_parts() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.bin");
    let block = 256 << 10;
    let limit = 2 * block as u64;
    for size in [0, 1, 1000, block - 1, block, block + 1, 2 * block, 2 * block + 1, 5 * block + 17] {
        let bytes = noise(size);
        fs::write(&path, &bytes).unwrap();
        let report = examine(&path, &plan(limit));
        assert_eq!(sha256(&report), hex_digest(&walk::hash(&bytes, false).sha256), "{size} bytes");
        assert_eq!(report.size, Some(size as u64));
        let above = size as u64 > limit;
        assert_eq!(reason(&report), if above { "limit" } else { "none" }, "{size} bytes: {:?}", report.gaps);
    }
}

#[test]
fn a_limit_below_the_usual_head_still_limits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.bin");
    fs::write(&path, noise(200)).unwrap();
    let mut plan = Plan::default();
    plan.limits.artifact_bytes = 100;
    assert_eq!(reason(&examine(&path, &plan)), "limit");
}

#[test]
fn the_older_hashes_are_made_only_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.txt");
    fs::write(&path, "abc").unwrap();
    let usual = examine(&path, &Plan::default());
    assert_eq!(usual.artifacts[0].hashes.as_ref().unwrap().md5, None);
    let all = examine(&path, &Plan { all_hashes: true, ..Plan::default() });
    let hashes = all.artifacts[0].hashes.as_ref().unwrap();
    assert_eq!(hex_digest(&hashes.md5.unwrap()), "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(hex_digest(&hashes.sha1.unwrap()), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

#[test]
fn buffers_that_are_used_again_show_nothing_of_the_file_before() {
    let folder = tempfile::tempdir().unwrap();
    let (large, small) = (folder.path().join("large.png"), folder.path().join("small.png"));
    fs::write(&large, png::with_chunks(64, 64, &[png::chunk(b"teSt", &noise(300_000))])).unwrap();
    fs::write(&small, png::plain()).unwrap();
    let plan = Plan::default();
    let stop = AtomicBool::new(false);
    let reader = Reader::new(&plan, None, &stop);
    for path in [&large, &small, &large, &small] {
        let report = reader.examine(Item::Found(path.clone()));
        assert_eq!(sha256(&report), hex_digest(&walk::hash(&fs::read(path).unwrap(), false).sha256));
        assert!(report.gaps.is_empty(), "{:?}", report.gaps);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_not_clean() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("growing.bin");
    fs::write(&path, vec![b'a'; 48 << 20]).unwrap();
    let done = AtomicBool::new(false);
    let report = thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = File::options().append(true).open(&path).unwrap();
            while !done.load(Ordering::SeqCst) {
                file.write_all(b"more").unwrap();
                thread::sleep(Duration::from_micros(200));
            }
        });
        thread::sleep(Duration::from_millis(5));
        let report = examine(&path, &Plan::default());
        done.store(true, Ordering::SeqCst);
        report
    });
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(report.gaps[0].gap.detail.contains("changed while it was read"), "{:?}", report.gaps);
}

#[test]
fn a_file_that_vanished_is_told_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let plan = Plan::default();
    let stop = AtomicBool::new(false);
    let report = Reader::new(&plan, None, &stop).examine(Item::Found(folder.path().join("gone.txt")));
    assert_eq!((report.judgement.verdict, reason(&report)), (Verdict::Unexamined, "unreadable"));
    assert!(report.gaps[0].gap.detail.contains("check the name"), "{:?}", report.gaps);
}

#[test]
fn reading_that_takes_too_long_ends_with_a_gap_and_without_a_hash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.bin");
    File::create(&path).unwrap().set_len(1 << 30).unwrap();
    let mut plan = Plan::default();
    plan.limits.time = Duration::from_millis(1);
    let report = examine(&path, &plan);
    assert_eq!(reason(&report), "timed-out", "{:?}", report.gaps);
    assert!(report.artifacts.first().is_none_or(|a| a.hashes.is_none()), "a hash of a part of the file");
}

#[test]
fn a_stopped_reading_is_interrupted_not_clean() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("text.txt");
    fs::write(&path, "some words\n").unwrap();
    let plan = Plan::default();
    let report = Reader::new(&plan, None, &AtomicBool::new(true)).examine(Item::Named(path));
    assert_eq!((report.judgement.verdict, reason(&report)), (Verdict::Unexamined, "interrupted"));
}

#[test]
fn a_folder_is_walked_in_the_order_of_names_and_links_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["b/2.txt", "b/1.txt", "a.txt", "c.txt"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.txt", folder.path().join("link")).unwrap();
    let links = Arc::new(AtomicU64::new(0));
    let found: Vec<PathBuf> = Walked::new(folder.path().to_owned(), Own::default(), Arc::clone(&links))
        .map(|item| match item {
            Item::Found(path) => path.strip_prefix(folder.path()).unwrap().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    let expected: Vec<PathBuf> = ["a.txt", "b/1.txt", "b/2.txt", "c.txt"].iter().map(PathBuf::from).collect();
    assert_eq!(found, expected);
    assert_eq!(links.load(Ordering::SeqCst), u64::from(cfg!(unix)));
}

#[test]
fn lists_are_read_by_lines_or_by_nul() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list");
    let read = |bytes: &[u8], null: bool| -> Vec<String> {
        fs::write(&list, bytes).unwrap();
        let paths = PathList::open(&list, null).unwrap();
        paths.map(|p| p.map_or_else(|refused| format!("{refused:?}"), |p| p.display().to_string())).collect()
    };
    assert_eq!(read(b"a\nb c\n\nd", false), ["a", "b c", "d"]);
    assert_eq!(read(b"a\nb\0c\0", true), ["a\nb", "c"]);
    let endless = read(&[b'x'; 100_000], false);
    assert_eq!(endless.len(), 1);
    assert!(endless[0].contains("longer than any path"), "{endless:?}");
}
