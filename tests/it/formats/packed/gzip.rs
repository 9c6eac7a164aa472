use crate::forge::{case, fired, gzip, pe, tar};
use sheepdip::model::report::Verdict;

#[test]
fn a_program_in_a_compressed_tar_is_found_with_its_names() {
    let report = case("a.tar.gz", gzip::of(&tar::of("bin/setup.exe", &pe::minimal()))).examine();
    let finding = report.findings.iter().find(|f| f.rule.id == "nature.program").unwrap();
    let trail: Vec<_> = report.trail(finding.artifact).iter().map(ToString::to_string).collect();
    assert_eq!(trail, ["a.tar.gz", "a.tar", "bin/setup.exe"]);
}

#[test]
fn the_name_in_the_header_is_a_claim() {
    let report = case("a.gz", gzip::named(Some("photo.png"), &pe::minimal())).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn members_behind_one_another_are_one_stream() {
    let mut bytes = gzip::of(&pe::minimal()[..100]);
    bytes.extend(gzip::of(&pe::minimal()[100..]));
    let report = case("a.gz", bytes).examine();
    assert_eq!(report.artifacts[1].content_type.id, "pe");
    assert_eq!(report.artifacts[1].size, pe::minimal().len() as u64);
}

#[test]
fn a_program_behind_the_stream_is_dangerous_and_padding_is_not() {
    let mut bytes = gzip::of(b"words\n");
    bytes.extend([0; 4000]);
    assert_eq!(case("a.gz", bytes.clone()).examine().judgement.verdict, Verdict::Clean);
    bytes.extend(pe::minimal());
    let report = case("a.gz", bytes).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"));
}

#[test]
fn a_cut_stream_is_never_clean() {
    let whole = gzip::of("some words, and some words more\n".repeat(10).as_bytes());
    for length in 4..whole.len() {
        let verdict = case("a.gz", &whole[..length]).examine().judgement.verdict;
        assert!(verdict != Verdict::Clean || length < 18, "cut at {length}");
    }
}

#[test]
fn many_members_are_one_stream_wherever_a_buffer_ends() {
    // Members of every length up to 300 bytes, so that their marks fall on every place of a reader's buffer.
    let joined: Vec<u8> = (0..300).flat_map(|n| gzip::of(&vec![b'a'; n])).collect();
    let report = case("log.gz", joined).examine();
    assert!(fired(&report).is_empty() && report.gaps.is_empty(), "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts[1].size, (0..300).sum::<u64>());
}

#[test]
fn a_gzip_bomb_is_a_gap_and_suspicious() {
    let bomb = gzip::of(&vec![0; 4 << 20]).repeat(70);
    let report = case("a.gz", bomb).examine();
    assert!(fired(&report).contains(&"member.bomb"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Suspicious);
    assert!(!report.judgement.complete);
}

#[test]
fn the_empty_part_of_a_disk_is_a_gap_and_no_bomb() {
    let zeros = gzip::of(&vec![0; 4 << 20]).repeat(70);
    let report = case("card.img.gz", zeros).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{:?}", fired(&report));
}
