//! Files that are built to cost more than they are worth: each ends in a gap that names the limit, within bounded time and
//! memory. A table: a format's bombs are rows of it.
//!
//! The plain test uses small limits, so that it is quick; the ignored one runs the command itself, with the limits that users
//! have, and measures: `cargo test --release --test it -- --ignored bombs`, or of another build with its path in SHEEPDIP.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::forge::{Case, case, fired, gif, gzip, jpeg, noise, pdf, tar, zip};
use sheepdip::model::gap::{GapReason, LimitKind};
use sheepdip::model::limits::Limits;
use sheepdip::model::report::Verdict;
use sheepdip::pipeline::Plan;

/// One of them.
struct Bomb {
    what: &'static str,
    /// Forges it against these limits, some times larger than they allow.
    forge: fn(&Limits) -> Case,
    /// One of these limits ends it; none where it only takes time.
    ends: &'static [LimitKind],
    /// Nobody makes such a file by accident, so this rule says that it is a bomb.
    rule: Option<&'static str>,
}

const BOMBS: &[Bomb] = &[
    Bomb {
        what: "a ZIP member of zeros",
        forge: |limits| case("a.zip", zip::archive(&[zeros(limits.artifact_bytes * 2)])),
        ends: &[LimitKind::ArtifactBytes],
        rule: Some("member.bomb"),
    },
    Bomb {
        what: "a ZIP of members that are large together",
        forge: |limits| {
            let one = zip::deflated("0.txt", vec![b' '; (limits.total_bytes / 200) as usize]);
            let again = |n: u32| zip::Member { name: format!("{n}.txt").into_bytes(), ..one.clone() };
            case("a.zip", zip::archive(&(0..900).map(again).collect::<Vec<_>>()))
        },
        ends: &[LimitKind::TotalBytes],
        rule: None,
    },
    Bomb {
        what: "sixteen archives in each of sixteen, five times, with zeros at the bottom",
        forge: |limits| {
            let mut bytes = zip::archive(&[zeros(limits.artifact_bytes * 2)]);
            for level in 0..5 {
                let one = zip::deflated("0.zip", &bytes);
                let again = |n: u32| zip::Member { name: format!("{level}-{n}.zip").into_bytes(), ..one.clone() };
                bytes = zip::archive(&(0..16).map(again).collect::<Vec<_>>());
            }
            case("42.zip", bytes)
        },
        ends: &[LimitKind::TotalBytes, LimitKind::Artifacts],
        rule: Some("member.bomb"),
    },
    Bomb {
        what: "members that share their bytes",
        forge: |limits| {
            let kernel = zip::deflated("0.txt", vec![b'a'; (limits.artifact_bytes / 2) as usize]);
            let again =
                |n: u32| zip::Member { name: format!("{n}.txt").into_bytes(), header: Some(0), ..kernel.clone() };
            let mut members = vec![kernel.clone()];
            members.extend((1..30_000).map(again));
            case("a.zip", zip::archive(&members))
        },
        ends: &[LimitKind::TotalBytes],
        rule: Some("zip.overlapping-members"),
    },
    Bomb {
        what: "archives that each hold the next one stored, so that all of them are in memory",
        forge: |limits| {
            let mut bytes = zip::archive(&[zip::stored("0.bin", vec![0; (limits.artifact_bytes * 9 / 10) as usize])]);
            for level in 1..4 {
                bytes = zip::archive(&[zip::Member { method: 0, ..zip::stored(&format!("{level}.zip"), bytes) }]);
            }
            case("a.zip", zip::of("outer.zip", bytes))
        },
        ends: &[LimitKind::Memory, LimitKind::ArtifactBytes, LimitKind::TotalBytes],
        rule: None,
    },
    Bomb {
        what: "forty archives in each other",
        forge: |_| {
            let mut bytes = b"words\n".to_vec();
            for level in 0..40 {
                bytes = match level % 3 {
                    0 => zip::of("a.tar", bytes),
                    1 => tar::of("a.gz", &bytes),
                    _ => gzip::of(&bytes),
                };
            }
            case("deep.zip", bytes)
        },
        ends: &[LimitKind::Depth],
        rule: Some("relations.nested-archives"),
    },
    Bomb {
        what: "a gzip stream of zeros",
        forge: |limits| case("a.gz", gzip_of_zeros(limits.artifact_bytes * 4)),
        ends: &[LimitKind::ArtifactBytes],
        rule: None,
    },
    Bomb {
        what: "a gzip stream of a gzip stream of zeros",
        forge: |limits| case("a.gz.gz", gzip::of(&gzip_of_zeros(limits.artifact_bytes * 4))),
        ends: &[LimitKind::ArtifactBytes],
        rule: None,
    },
    Bomb {
        what: "half a million empty gzip streams behind one another",
        forge: |_| case("a.gz", gzip::of(b"").repeat(500_000)),
        ends: &[],
        rule: None,
    },
    Bomb {
        what: "a million entries",
        forge: |_| {
            let members: Vec<_> = (0..1_000_000).map(|n| zip::stored(&n.to_string(), "")).collect();
            case("many.zip", zip::archive(&members))
        },
        ends: &[LimitKind::Entries, LimitKind::Artifacts],
        rule: None,
    },
    Bomb {
        what: "a million local headers without a table",
        forge: |_| {
            let member = |n: u32| zip::Member { hidden: true, ..zip::stored(&n.to_string(), "") };
            let bytes = zip::archive(&(0..1_000_000).map(member).collect::<Vec<_>>());
            case("many.zip", &bytes[..bytes.len() - 22])
        },
        ends: &[LimitKind::Entries, LimitKind::Artifacts],
        rule: None,
    },
    Bomb {
        what: "a hundred thousand headers of a tar archive",
        forge: |_| {
            let parts: Vec<_> = (0..100_000).map(|n| tar::header(&n.to_string(), 0, b'0', "")).collect();
            case("many.tar", tar::archive(&parts))
        },
        ends: &[LimitKind::Artifacts],
        rule: None,
    },
    Bomb {
        what: "a tar member with a hole of many gigabytes",
        forge: |_| case("sparse.tar", sparse(7 << 30)),
        ends: &[LimitKind::ArtifactBytes],
        rule: None,
    },
    Bomb {
        what: "locked members with more passwords beside them than are tried",
        forge: |_| {
            let member = |n: u32| zip::locked(zip::deflated(&format!("{n}.txt"), "words"), &format!("k{n}"));
            let note = (0..60).map(|n| format!("password: w{n}\n")).collect::<String>();
            let mut members: Vec<_> = (0..2000).map(member).collect();
            members.push(zip::stored("note.txt", note));
            case("a.zip", zip::archive(&members))
        },
        ends: &[],
        rule: None,
    },
    Bomb {
        what: "twenty documents of thousands of small scripts",
        forge: |_| {
            let objects: Vec<String> = (0..5000)
                .map(|n| {
                    format!("<< /Length 22 /S /JavaScript /JS {n} 0 R >>\nstream\napp.alert('{n:010}');\nendstream")
                })
                .collect();
            let objects: Vec<&str> = objects.iter().map(String::as_str).collect();
            let document = pdf::of(&objects);
            let member =
                |n: u32| zip::deflated(&format!("{n}.pdf"), [&document[..], format!("%{n}").as_bytes()].concat());
            case("a.zip", zip::archive(&(0..20).map(member).collect::<Vec<_>>()))
        },
        ends: &[],
        rule: None,
    },
    Bomb {
        what: "a picture of comments",
        forge: |_| {
            let comments: Vec<_> =
                (0..40_000).map(|n| gif::comment(format!("comment {n} {}", "x".repeat(220)).as_bytes())).collect();
            case("a.gif", gif::with_blocks(10, 10, &comments))
        },
        ends: &[],
        rule: None,
    },
    Bomb {
        what: "a photograph of comments",
        forge: |_| {
            let comments: Vec<_> = (0..40_000)
                .map(|n| jpeg::segment(0xFE, format!("comment {n} {}", "x".repeat(220)).as_bytes()))
                .collect();
            case("a.jpg", jpeg::with_segments(10, 10, &comments))
        },
        ends: &[],
        rule: None,
    },
    Bomb {
        what: "noise that is no archive behind the mark of one",
        forge: |_| case("a.zip", [&b"PK\x03\x04"[..], &noise(20_000_000)].concat()),
        ends: &[],
        rule: None,
    },
];

/// A deflated member of so many zeros; made in pieces, so that the forge does not explode itself.
fn zeros(size: u64) -> zip::Member {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
    let sum = feed(&mut encoder, size);
    // What it declares is a bomb whatever the limits are.
    let declared = u32::try_from(size.max(300 << 20)).unwrap_or(u32::MAX - 1);
    zip::Member { method: 8, data: encoder.finish().unwrap(), crc: sum, size: declared, ..zip::stored("zeros.bin", "") }
}

fn gzip_of_zeros(size: u64) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    feed(&mut encoder, size);
    encoder.finish().unwrap()
}

fn feed(to: &mut dyn std::io::Write, size: u64) -> u32 {
    let block = vec![0; 1 << 20];
    let mut sum = flate2::Crc::new();
    for _ in 0..size.div_ceil(1 << 20) {
        to.write_all(&block).unwrap();
        sum.update(&block);
    }
    sum.sum()
}

/// GNU's old form of sparse members: one piece of data, then nothing up to the size.
fn sparse(size: u64) -> Vec<u8> {
    let mut header = tar::header("disk.img", 512, b'S', "");
    header.truncate(512);
    header[257..265].copy_from_slice(b"ustar  \0");
    header[386..398].copy_from_slice(b"00000000000\0");
    header[398..410].copy_from_slice(b"00000001000\0");
    // The last piece ends where the file does.
    header[410..422].copy_from_slice(format!("{size:011o}\0").as_bytes());
    header[422..434].copy_from_slice(b"00000000000\0");
    header[483..495].copy_from_slice(format!("{size:011o}\0").as_bytes());
    tar::checksum(&mut header);
    tar::archive(&[[header, vec![b'x'; 512]].concat()])
}

#[test]
fn every_bomb_ends_in_a_gap_that_names_the_limit() {
    let limits = Limits { artifact_bytes: 8 << 20, total_bytes: 32 << 20, memory: 16 << 20, ..Limits::default() };
    for bomb in BOMBS {
        let began = Instant::now();
        let report = (bomb.forge)(&limits).examine_with(&Plan { limits: limits.clone(), ..Plan::default() });
        eprintln!("{}: {:?}", bomb.what, began.elapsed());
        let reasons: Vec<_> = report.gaps.iter().map(|g| g.gap.reason).collect();
        let named = bomb.ends.iter().any(|limit| reasons.contains(&GapReason::Limit(*limit)));
        assert!(named || bomb.ends.is_empty(), "{}: {:?}", bomb.what, report.gaps);
        assert!(report.judgement.verdict > Verdict::Clean || bomb.ends.is_empty(), "{}", bomb.what);
        assert!(!reasons.contains(&GapReason::Crashed), "{}: {:?}", bomb.what, report.gaps);
        assert!(bomb.rule.is_none_or(|rule| fired(&report).contains(&rule)), "{}: {:?}", bomb.what, fired(&report));
    }
}

/// Runs the command and measures its time and the most memory that it took, in KiB.
fn measured(path: &std::path::Path) -> (i32, Duration, u64) {
    let began = Instant::now();
    let built = std::env::var_os("SHEEPDIP").unwrap_or_else(|| env!("CARGO_BIN_EXE_sheepdip").into());
    let mut child = Command::new(built)
        .args(["--format", "plain"])
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    loop {
        if let Some(code) = child.try_wait().unwrap() {
            return (code.code().unwrap_or(-1), began.elapsed(), most);
        }
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        most = most.max(now);
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
#[ignore = "takes minutes; says the truth with --release only"]
fn bombs_cost_no_more_than_a_minute_and_512_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let mut dear = Vec::new();
    for bomb in BOMBS {
        let forged = (bomb.forge)(&Limits::default());
        let path = folder.path().join(&forged.name);
        std::fs::File::create(&path).unwrap().write_all(&forged.bytes).unwrap();
        drop(forged);
        let (code, time, memory) = measured(&path);
        std::fs::remove_file(&path).unwrap();
        eprintln!("{:>8.2} s {:>8} KiB  status {code}  {}", time.as_secs_f64(), memory, bomb.what);
        assert!((0..=2).contains(&code) && (bomb.ends.is_empty() || code > 0), "{}: {code}", bomb.what);
        if time > Duration::from_secs(62) || memory > 512 << 10 {
            dear.push(format!("{}: {time:?}, {memory} KiB", bomb.what));
        }
    }
    assert!(dear.is_empty(), "{dear:#?}");
}
