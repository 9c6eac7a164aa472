use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::forge::{Case, Example, bmp, case, fired, gzip, noise, ole, pe, png, tar, zip};
use sheepdip::model::artifact::{Content, ReadAt, Sample};
use sheepdip::model::limits::Limits;
use sheepdip::model::name::Name;
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::pipeline::{self, Plan};

pub const EXAMPLES: &[Example] = &[Example {
    rule: "walk.holds-itself",
    fires: quine,
    silent: || {
        case(
            "a.zip",
            zip::archive(
                &[zip::of("a.zip", zip::of("a.txt", "words\n")), zip::of("b.txt", "words\n")]
                    .map(|z| zip::stored("x.zip", z)),
            ),
        )
    },
}];

/// A gzip file that unpacks to itself, made as Russ Cox describes in "Zip Files All The Way Down" (2010): literals and
/// repeats that print themselves, and a checksum that is solved for.
fn quine() -> Case {
    case("r.gz", QUINE.to_vec())
}

const QUINE: &[u8] = b"\
    \x1F\x8B\x08\x08\x00\x00\x00\x00\x00\x03\x72\x2E\x67\x7A\x00\x00\x14\x00\xEB\xFF\x1F\x8B\x08\x08\x00\
    \x00\x00\x00\x00\x03\x72\x2E\x67\x7A\x00\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\x00\x05\x00\xFA\xFF\
    \x42\x88\x21\xC4\x00\x00\x05\x00\xFA\xFF\x00\x05\x00\xFA\xFF\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\
    \x00\x05\x00\xFA\xFF\x00\x05\x00\xFA\xFF\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\x00\x14\x00\xEB\xFF\
    \x42\x88\x21\xC4\x00\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\
    \x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\x00\x00\x00\xFF\xFF\x00\x00\x00\xFF\xFF\x00\x14\x00\xEB\xFF\
    \x42\x88\x21\xC4\x00\x00\x00\x00\xFF\xFF\x00\x00\x00\xFF\xFF\x00\x14\x00\xEB\xFF\x42\x88\x21\xC4\x00\
    \x02\x08\x10\x00\x00\xFF\xFF\xA7\x16\x30\xF6\xD2\x00\x00\x00\x42\x88\x21\xC4\x00\x02\x08\x10\x00\x00\
    \xFF\xFF\xA7\x16\x30\xF6\xD2\x00\x00\x00";

#[test]
fn an_archive_that_holds_itself_ends_at_once_with_a_gap() {
    let report = quine().examine();
    assert!(fired(&report).contains(&"walk.holds-itself"), "{:?}", report.gaps);
    assert_eq!(report.judgement.verdict, Verdict::Suspicious);
    assert!(report.artifacts.len() < 4);
    assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "limit"));
}

/// Bytes as a file on disk gives them.
struct Disk(Vec<u8>);

impl ReadAt for Disk {
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.0.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

/// Examines a file of which only the ends are kept in memory.
fn examine_in_parts(case: &Case, ends: usize) -> FileReport {
    let bytes = case.bytes.clone();
    let content = Content::Parts {
        head: bytes[..ends].to_vec().into(),
        tail: bytes[bytes.len() - ends..].to_vec().into(),
        size: bytes.len() as u64,
        reach: Some(Arc::new(Disk(bytes))),
    };
    let sample = Sample { content, ..case.sample() };
    pipeline::examine(Name::from_text(&case.name), sample, Vec::new(), &Plan::default(), Instant::now())
}

#[test]
fn an_office_document_above_the_memory_limit_is_not_clean_because_its_middle_was_not_searched() {
    let words = noise(100_000);
    let case = case("letter.doc", ole::of(&[("WordDocument", &words)]));
    let report = examine_in_parts(&case, 8192);
    let told = report.gaps.iter().any(|g| g.gap.detail.contains("more than are kept in memory"));
    assert!(told, "{:?}", report.gaps);
}

#[test]
fn an_archive_behind_the_end_of_a_large_picture_is_opened_there() {
    let bytes =
        [bmp::with_gap(300, 300, &[], &[0x80; 300 * 300 * 3]), zip::of("photo.pdf.exe", pe::minimal())].concat();
    let report = examine_in_parts(&case("photo.bmp", bytes), 100_000);
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "the archive was not opened");
}

#[test]
fn a_locked_member_is_not_called_an_empty_file() {
    let member = zip::Member { flags: 1, ..zip::stored("photo.png", noise(64)) };
    let report = case("a.zip", zip::archive(&[member])).examine();
    assert_eq!(report.artifacts[1].content_type.id, "data");
    assert!(report.artifacts[1].hashes.is_none());
}

#[test]
fn a_name_longer_than_any_path_is_kept_by_its_ends() {
    let name = format!("{}.jpg.exe", "a".repeat(60_000));
    let report = case("a.zip", zip::of(&name, pe::minimal())).examine();
    let kept = report.artifacts[1].claim.name.as_ref().unwrap();
    assert!(kept.raw().len() < 5000 && kept.text().ends_with(".jpg.exe"), "{} bytes", kept.raw().len());
    assert!(fired(&report).contains(&"names.double-extension"), "the whole name is judged");
}

#[test]
fn a_gap_about_a_member_with_a_long_name_still_says_why() {
    let name = "a".repeat(2000);
    let limits = Limits { artifact_bytes: 1000, ..Limits::default() };
    let archive = case("a.zip", zip::of(&name, [0; 100_000]));
    let report = archive.examine_with(&Plan { limits, ..Plan::default() });
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("unpacks to more than")), "{:?}", report.gaps);
}

#[test]
fn thousands_of_parts_with_many_findings_each_are_told_in_bounded_memory_and_time() {
    let devices: Vec<Vec<u8>> = (0..21).map(|i| tar::header(&format!("d{i}"), 0, b'3', "")).collect();
    let inner = tar::archive(&devices);
    let mut members: Vec<_> = (0..1500).map(|i| zip::deflated(&format!("{i}.tar"), &inner)).collect();
    members.push(zip::stored("photo.jpg", pe::minimal()));
    let case = case("many.zip", zip::archive(&members));
    let began = Instant::now();
    let report = case.examine();
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(report.findings.len() < 22_000, "{} findings", report.findings.len());
    let told: std::collections::BTreeSet<_> =
        report.findings.iter().filter(|f| f.rule.id == "member.device").map(|f| f.artifact).collect();
    assert_eq!(told.len(), 1500, "each part keeps one of each rule");
}

/// What a report says, apart from how long it took.
fn said(report: &FileReport) -> (String, String, String) {
    (format!("{:?}", report.artifacts), format!("{:?}", report.findings), format!("{:?}", report.gaps))
}

#[test]
fn parts_examined_side_by_side_give_the_report_that_they_give_one_by_one() {
    let mut members = Vec::new();
    for i in 0..400 {
        let (name, bytes): (String, Vec<u8>) = match i % 8 {
            0 => (format!("{i}.exe"), pe::minimal()),
            1 => (format!("{i}.zip"), zip::of("inner.zip", zip::of("photo.jpg", pe::minimal()))),
            2 => (format!("../{i}.txt"), b"words\n".to_vec()),
            3 => (format!("{i}.png"), [png::plain(), pe::minimal()].concat()),
            4 => (format!("{i}.tar"), tar::of("a.txt", b"words\n")[..600].to_vec()),
            5 => (format!("{i}.txt"), vec![b'x'; 3 << 20 >> (i % 16)]),
            6 => (format!("{}.txt", i % 16), format!("number {i}\n").into_bytes()),
            _ => (format!("{i}.gz"), gzip::of(b"some words in a file\n")),
        };
        members.push(zip::deflated(&name, bytes));
    }
    let archive = case("a.zip", zip::archive(&members));
    let one_by_one = archive.examine();
    assert!(one_by_one.artifacts.len() > 500 && !one_by_one.gaps.is_empty());
    for _ in 0..3 {
        let side_by_side = archive.examine_with(&Plan { alone: true, ..Plan::default() });
        assert_eq!(said(&side_by_side), said(&one_by_one));
        assert_eq!(side_by_side.judgement.verdict, one_by_one.judgement.verdict);
    }
}

#[test]
fn limits_hold_for_parts_examined_side_by_side() {
    let members: Vec<_> =
        (0..600).map(|i| zip::deflated(&format!("{i}.txt"), format!("words {i}\n").repeat(99))).collect();
    let archive = case("a.zip", zip::archive(&members));
    for limits in [
        Limits { artifacts: 100, ..Limits::default() },
        Limits { total_bytes: 50_000, ..Limits::default() },
        Limits { time: Duration::ZERO, ..Limits::default() },
    ] {
        let one_by_one = archive.examine_with(&Plan { limits: limits.clone(), ..Plan::default() });
        let report = archive.examine_with(&Plan { alone: true, limits, ..Plan::default() });
        assert_eq!(report.artifacts.len(), one_by_one.artifacts.len());
        assert!(report.artifacts.len() == 601 || report.artifacts.len() <= 100, "{}", report.artifacts.len());
        assert!(!report.judgement.complete);
        assert!(report.gaps.len() < 5, "{:?}", report.gaps);
        let numbers: Vec<u32> = report.artifacts.iter().map(|a| a.id.0).collect();
        assert_eq!(numbers, (0..numbers.len() as u32).collect::<Vec<_>>());
    }
}
