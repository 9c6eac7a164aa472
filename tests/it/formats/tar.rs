use crate::forge::{Example, Specimen, case, fired, noise, pe, tar};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("tar", || tar::of("notes.txt", b"some words\n"))];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "tar.no-end",
    fires: || case("a.tar", tar::file("a.txt", b"words\n")),
    silent: || case("a.tar", [tar::file("a.txt", b"words\n"), vec![0; 512]].concat()),
}];

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
        let report = case("a.tar", &whole[..length]).examine();
        // Right behind a member nothing shows whether something is missing: that is told.
        let told = fired(&report).contains(&"tar.no-end");
        assert_eq!(told, [512 + 1024, 512 + 1024 + 1024].contains(&length), "cut at {length}");
        assert!(told || report.judgement.verdict != Verdict::Clean, "cut at {length}");
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

/// The records of pax before a member.
fn notes(records: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::new();
    for (key, value) in records {
        let rest = format!(" {key}={value}\n");
        let mut length = rest.len() + 1;
        while length != rest.len() + length.to_string().len() {
            length += 1;
        }
        text += &format!("{length}{rest}");
    }
    let mut out = tar::header("PaxHeaders/x", text.len() as u64, b'x', "");
    out.extend(text.as_bytes());
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

#[test]
fn files_with_holes_are_read_as_unpackers_write_them_under_their_real_name() {
    let program = pe::minimal();
    let (first, second) = program.split_at(256);
    let at = 1 << 20;
    let whole = [first, &vec![0; at - first.len()], second].concat();
    let real = whole.len().to_string();
    let (length, rest) = (first.len().to_string(), second.len().to_string());
    let pieces = format!("0,{length},{at},{rest}");
    let size = [("GNU.sparse.size", real.as_str()), ("GNU.sparse.name", "photo.jpg")];
    let old = [
        size[0],
        ("GNU.sparse.numblocks", "2"),
        ("GNU.sparse.offset", "0"),
        ("GNU.sparse.numbytes", &length),
        ("GNU.sparse.offset", "1048576"),
        ("GNU.sparse.numbytes", &rest),
        size[1],
    ];
    let short = [size[0], ("GNU.sparse.map", &pieces), size[1]];
    let new = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.realsize", real.as_str()),
        ("GNU.sparse.name", "photo.jpg"),
    ];
    let mut map = format!("2\n0\n{length}\n{at}\n{rest}\n").into_bytes();
    map.resize(512, 0);
    let mapped = [map, program.clone()].concat();
    for (records, data) in [(&old[..], &program), (&short[..], &program), (&new[..], &mapped)] {
        let member = [notes(records), tar::file("GNUSparseFile.1/x", data)].concat();
        let report = case("a.tar", tar::archive(&[member, tar::file("b.txt", b"more\n")])).examine();
        let sparse = &report.artifacts[1];
        assert_eq!(sparse.size, whole.len() as u64, "{:?}", report.gaps);
        assert_eq!(sparse.claim.name.as_ref().unwrap().text(), "photo.jpg");
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
        assert_eq!(report.artifacts.last().unwrap().claim.name.as_ref().unwrap().text(), "b.txt");
    }
}

#[test]
fn a_table_of_holes_that_lies_is_a_gap_and_the_bytes_are_examined() {
    for (real, map) in [("10", "0,99999999"), ("9999", "500,10,0,10"), ("9999", "18446744073709551615,512")] {
        let records = [("GNU.sparse.size", real), ("GNU.sparse.map", map)];
        let member = [notes(&records), tar::file("a.bin", &pe::minimal())].concat();
        let report = one(member).examine();
        assert!(!report.judgement.complete, "{map}");
        assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "{map}");
    }
    let lies = [("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "99")];
    for map in ["999999999999999\n0\n1\n", "2\n0\n", "x\n", "1\n99999999999999999999999\n1\n"] {
        let mut data = map.as_bytes().to_vec();
        data.resize(512, 0);
        let report = one([notes(&lies), tar::file("a.bin", &data)].concat()).examine();
        assert!(!report.judgement.complete, "{map}");
    }
}

#[test]
fn a_hole_of_a_terabyte_is_a_gap() {
    let records = [("GNU.sparse.size", "1099511627776"), ("GNU.sparse.map", "0,6")];
    let report = one([notes(&records), tar::file("a.txt", b"words\n")].concat()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert_eq!(report.artifacts.len(), 2);
}

#[test]
fn labels_signed_checksums_and_links_with_a_size_are_read_as_tools_read_them() {
    let mut label = tar::header("backup of monday", 0, b'V', "");
    label[124..136].fill(0);
    tar::checksum(&mut label);
    let mut signed = tar::file("caf\u{e9}.txt", b"words\n");
    let sum: i64 = signed[..512]
        .iter()
        .enumerate()
        .fold(0, |sum, (at, b)| sum + if (148..156).contains(&at) { 32 } else { i64::from(b.cast_signed()) });
    signed[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let link = tar::header("link.txt", 700, b'1', "a.txt");
    let parts = [label, signed, tar::file("a.txt", b"more\n"), link, tar::file("c.txt", b"last\n")];
    let report = case("a.tar", tar::archive(&parts)).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.len(), 4);
}

#[test]
fn bytes_behind_a_link_that_are_no_header_are_examined() {
    let mut link = tar::header("link.txt", pe::minimal().len() as u64, b'2', "a.txt");
    link.extend(pe::minimal());
    link.resize(link.len().next_multiple_of(512), 0);
    let report = one(link).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
}

#[test]
fn the_size_with_the_holes_in_place_of_that_in_the_archive_hides_no_member_behind_it() {
    let real = (1u64 << 40).to_string();
    let records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.realsize", real.as_str()),
        ("size", real.as_str()),
    ];
    let mut data = format!("1\n{}\n6\n", (1u64 << 40) - 6).into_bytes();
    data.resize(512, 0);
    data.extend(b"words\n");
    let member = [notes(&records), tar::file("a.txt", &data)].concat();
    let report = case("a.tar", tar::archive(&[member, tar::file("b.exe", &pe::minimal())])).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "{:?}", report.gaps);
}

#[test]
fn what_is_named_tar_and_begins_with_a_damaged_header_is_never_clean() {
    let junk = [vec![1; 512], tar::archive(&[tar::file("a.txt", b"words\n")])].concat();
    assert_eq!(case("a.tar", junk).examine().judgement.verdict, Verdict::Unexamined);
}
