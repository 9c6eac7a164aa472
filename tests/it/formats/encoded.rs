use crate::forge::encoded::{binhex, uuencode, uuencode_base64, yenc};
use crate::forge::{Specimen, case, fired, noise, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("binhex", || binhex("a.txt", b"some words\n", b"")),
    ("uuencode", || uuencode("a.txt", b"some words\n")),
    ("yenc", || yenc("a.txt", b"some words\n", "")),
];

type Encoder = (&'static str, fn(&str, &[u8]) -> Vec<u8>);
const ENCODERS: &[Encoder] = &[
    ("old", uuencode),
    ("base64", uuencode_base64),
    ("yenc", |name, data| yenc(name, data, "")),
    ("binhex", |name, data| binhex(name, data, b"forks")),
];

#[test]
fn a_program_in_every_form_is_found_under_its_name() {
    for (form, encode) in ENCODERS {
        let report = case("a.txt", encode("photo.jpg", &pe::minimal())).examine();
        assert_eq!(report.artifacts[1].content_type.id, "pe", "{form}");
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{form}");
    }
}

#[test]
fn every_byte_and_every_length_comes_out() {
    for (form, encode) in ENCODERS {
        for length in (0..200).chain([1000, 70_000]) {
            let data = noise(length);
            let report = case("a", encode("b", &data)).examine();
            // Nothing at all is no longer recognised by a line of letters, and an empty fork is no file.
            let Some(inside) = report.artifacts.get(1).filter(|_| length > 0 || *form != "binhex") else {
                assert!(["base64", "binhex"].contains(form) && length == 0);
                continue;
            };
            let hash = sheepdip::scan::walk::hash(&data, false).sha256;
            assert_eq!(inside.hashes.as_ref().unwrap().sha256, hash, "{form} {length}");
            assert!(report.judgement.complete, "{form} {length}: {:?}", report.gaps);
        }
    }
}

#[test]
fn a_file_that_is_cut_is_never_clean() {
    for (form, encode) in ENCODERS {
        let whole = encode("a.txt", &noise(100));
        let end = if *form == "yenc" { 24 } else { 8 };
        for length in 90..whole.len() - end {
            let report = case("a", &whole[..length]).examine();
            assert!(!report.judgement.complete, "{form} cut at {length}");
        }
    }
}

#[test]
fn several_files_in_one_text_are_all_opened() {
    let text = [
        uuencode("a.txt", b"some words\n"),
        b"\nand now the other one\n\n".to_vec(),
        uuencode_base64("b.exe", &pe::minimal()),
        uuencode("c.txt", b"the last words\n"),
    ];
    let report = case("a.uu", text.concat()).examine();
    let names: Vec<_> = report.artifacts.iter().skip(1).map(|a| a.claim.name.as_ref().unwrap().text()).collect();
    assert_eq!(names, ["a.txt", "b.exe", "c.txt"]);
    assert!(report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn lines_that_lost_their_spaces_are_read_as_decoders_read_them() {
    let text = uuencode("a.bin", &[0; 60]).into_iter().map(|b| if b == b'`' { b' ' } else { b }).collect::<Vec<_>>();
    let trimmed: Vec<u8> = text.split(|b| *b == b'\n').flat_map(|l| [l.trim_ascii_end(), b"\r\n"].concat()).collect();
    let report = case("a.uu", trimmed).examine();
    assert_eq!((report.artifacts[1].size, report.gaps.len()), (60, 0));
}

#[test]
fn encoded_names_are_decoded() {
    let text = String::from_utf8(uuencode_base64("bmFtZS50eHQ=", b"words")).unwrap();
    let report = case("a.uu", text.replace("begin-base64 ", "begin-base64-encoded ")).examine();
    assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), "name.txt");
}

#[test]
fn a_part_of_a_file_is_a_gap_that_says_which() {
    let report = case("a.ync", yenc("a.bin", b"some words\n", "part=2 total=3 ")).examine();
    assert!(report.gaps[0].gap.detail.contains("part 2 of 3"), "{:?}", report.gaps);
}

#[test]
fn a_wrong_checksum_is_a_gap() {
    let mut bytes = yenc("a.bin", &noise(500), "");
    bytes[60] ^= 1;
    let report = case("a.ync", bytes).examine();
    assert!(!report.judgement.complete);
}

#[test]
fn prose_that_begins_is_no_encoded_file() {
    let report = case("a.txt", "begin 644 things at once\nand go on with them for a long time, all day.\n").examine();
    assert_eq!(report.artifacts[0].content_type.id, "text");
    assert!(fired(&report).is_empty());
}

#[test]
fn a_file_in_the_middle_of_a_text_is_found() {
    let letter = b"Dear team,\nhere it is; begin 644 to read.\n\n".to_vec();
    for encode in [uuencode, uuencode_base64] {
        let text = [letter.clone(), encode("photo.jpg", &pe::minimal()), b"\nYours\n".to_vec()].concat();
        let report = case("letter.txt", text).examine();
        assert_eq!(report.artifacts.len(), 2);
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
    assert_eq!(case("letter.txt", letter).examine().artifacts.len(), 1);
}

#[test]
fn lines_that_are_none_hide_nothing_behind_them() {
    let program = pe::minimal();
    let whole = String::from_utf8(uuencode("photo.jpg", &program)).unwrap();
    let mut lines: Vec<&str> = whole.lines().collect();
    // A gateway's line, also as the first one, a line of no bytes too early, a checksum, blanks that are lost.
    lines.insert(1, " M is no such line");
    lines.insert(4, "X-Gateway: this is no such line");
    lines.insert(6, "`");
    let marked = format!("{}zz", lines[7]);
    lines[7] = &marked;
    for text in [lines.join("\n"), format!("Hello,\n\n{}\n\nbye\n", lines.join("\r\n"))] {
        let report = case("a.txt", text).examine();
        assert_eq!(report.artifacts[1].size, program.len() as u64);
        assert_eq!(report.artifacts[1].content_type.id, "pe");
    }
}

#[test]
fn a_binhex_file_is_found_in_a_text_in_a_mail_and_in_its_other_fork() {
    let hidden = |name: &str, text: Vec<u8>| {
        let report = case(name, text).examine();
        let found = report.artifacts.iter().find(|a| a.content_type.id == "pe");
        found.unwrap_or_else(|| panic!("{name}: {:?}", report.gaps)).claim.name.as_ref().map(|n| n.text().to_owned())
    };
    let file = binhex("photo.jpg", &pe::minimal(), b"");
    let prose = [b"Here it is.\r\n\r\n".to_vec(), file.clone(), b"\r\nBye\r\n".to_vec()].concat();
    let header = b"From: a@a.invalid\r\nTo: b@b.invalid\r\nSubject: a\r\nDate: Mon, 1 Jun 2026 10:00:00 +0000\r\n\r\n";
    for (name, text) in [("a.hqx", file), ("a.txt", prose.clone()), ("a.eml", [&header[..], &prose].concat())] {
        assert_eq!(hidden(name, text).as_deref(), Some("photo.jpg"));
    }
    assert_eq!(hidden("a.hqx", binhex("a.txt", b"words\n", &pe::minimal())), None);
    let quoted = "A file begins\n(This file must be converted with BinHex 4.0)\n:and then letters follow.\n";
    assert_eq!(case("a.txt", quoted).examine().judgement.verdict, Verdict::Clean);
}
