use crate::forge::{Specimen, case, fired, noise, pe, tar};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("tar", || tar::of("notes.txt", b"some words\n"))];

fn one(header: Vec<u8>) -> crate::forge::Case {
    case("a.tar", tar::archive(&[header]))
}

#[test]
fn an_honest_archive_is_clean() {
    let report =
        case("a.tar", tar::archive(&[tar::file("a.txt", b"words\n"), tar::file("b.txt", b"more\n")])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.len(), 3);
}

#[test]
fn a_cut_archive_is_never_clean() {
    let whole = tar::archive(&[tar::file("a.txt", &[b'x'; 700]), tar::file("b.txt", b"more\n")]);
    for length in 512..whole.len() - 512 {
        let verdict = case("a.tar", &whole[..length]).examine().judgement.verdict;
        assert_ne!(verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn the_old_form_is_known_by_its_checksum_alone() {
    let mut block = tar::file("a.txt", b"words\n");
    block[257..265].fill(0);
    tar::checksum(&mut block);
    let report = case("a.tar", tar::archive(&[block.clone()])).examine();
    assert_eq!(report.artifacts[0].content_type.id, "tar");
    block[0] ^= 1;
    assert_ne!(case("a.tar", tar::archive(&[block])).examine().artifacts[0].content_type.id, "tar");
    assert_ne!(case("a.bin", noise(512)).examine().artifacts[0].content_type.id, "tar");
}

#[test]
fn a_program_behind_the_end_is_dangerous() {
    let mut bytes = tar::of("a.txt", b"words\n");
    bytes.extend(pe::minimal());
    let report = case("a.tar", bytes).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn a_long_name_is_read_and_judged() {
    let name = format!("{}/photo.png", "long".repeat(40));
    let mut bytes = tar::header("././@LongLink", name.len() as u64 + 1, b'L', "");
    bytes.extend(name.as_bytes());
    bytes.resize(1024, 0);
    let report = case("a.tar", tar::archive(&[bytes, tar::file("short", &pe::minimal())])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), name);
}

#[test]
fn a_header_that_declares_four_gigabytes_is_a_gap() {
    let report = one(tar::header("zeros.txt", 4 << 30, b'0', "")).examine();
    assert!(!report.judgement.complete);
}

#[test]
fn behind_a_damaged_header_the_archive_goes_on() {
    let mut broken = tar::file("b.txt", b"words\n");
    broken[0] ^= 1;
    let parts = [tar::file("a.txt", b"words\n"), broken, tar::file("c.exe", &pe::minimal())];
    let report = case("a.tar", tar::archive(&parts)).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
    assert!(!report.judgement.complete);
}
