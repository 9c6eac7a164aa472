use crate::forge::cpio::{FORMS, Form, archive, linked, member, of};
use crate::forge::{Specimen, case, fired, packed, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("cpio", || of("notes.txt", b"some words\n")),
    ("cpio-stripped", || [&b"07070X00000000\0\0"[..], b"some words\n"].concat()),
];

const FILE: u32 = 0o100_644;

#[test]
fn an_honest_archive_of_every_form_is_clean() {
    for form in FORMS {
        let members = [
            member(*form, "./a", 0o040_755, b""),
            member(*form, "./a/b.txt", FILE, b"words"),
            member(*form, "c", FILE, b""),
        ];
        let report = case("a.cpio", archive(*form, &members)).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{form:?}: {:?} {:?}", fired(&report), report.gaps);
        let names: Vec<_> = report.artifacts.iter().skip(1).map(|a| a.claim.name.as_ref().unwrap().text()).collect();
        assert_eq!(names, ["./a/b.txt", "c"], "{form:?}");
    }
}

#[test]
fn a_program_in_every_form_is_found() {
    for form in FORMS {
        let bytes =
            archive(*form, &[member(*form, "x.txt", FILE, b"1"), member(*form, "photo.jpg", FILE, &pe::minimal())]);
        let report = case("a.cpio", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{form:?}");
    }
}

#[test]
fn a_cut_archive_of_every_form_is_never_clean() {
    for form in FORMS {
        let whole =
            archive(*form, &[member(*form, "a.txt", FILE, b"some words"), member(*form, "b.txt", FILE, b"more")]);
        // The last bytes fill up.
        for length in 110..whole.len() - 4 {
            let report = case("a.cpio", &whole[..length]).examine();
            assert_ne!(report.judgement.verdict, Verdict::Clean, "{form:?} cut at {length}");
        }
    }
}

#[test]
fn links_devices_and_paths_are_judged() {
    for form in FORMS {
        let bytes = archive(
            *form,
            &[
                member(*form, "now", 0o120_777, b"../../etc"),
                member(*form, "dev/sda", 0o060_600, b""),
                member(*form, "now/passwd", FILE, b"words"),
                member(*form, "/usr/bin/x", FILE, b"words"),
            ],
        );
        let report = case("a.cpio", bytes).examine();
        assert_eq!(fired(&report), ["member.outside-link", "member.device", "member.escaping-path"], "{form:?}");
    }
}

#[test]
fn the_last_of_several_hard_links_has_the_content() {
    let bytes = archive(
        Form::New,
        &[linked(Form::New, "a.exe", FILE, 2, b""), linked(Form::New, "b.exe", FILE, 2, &pe::minimal())],
    );
    let report = case("a.cpio", bytes).examine();
    assert_eq!(report.artifacts.len(), 2);
    assert_eq!(report.artifacts[1].content_type.id, "pe");
}

#[test]
fn archives_behind_one_another_are_read_as_linux_reads_them() {
    let mut bytes = of("kernel/x86.bin", b"words");
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    let second = [bytes.clone(), of("setup.exe", &pe::minimal())].concat();
    let report = case("initrd.img", second).examine();
    assert_eq!(report.artifacts[2].content_type.id, "pe");
    let third = [bytes, packed::zstd(&of("notes.txt", b"some words\n"))].concat();
    let report = case("initrd.cpio", third).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.last().unwrap().claim.name.as_ref().unwrap().text(), "notes.txt");
}

#[test]
fn a_program_behind_the_end_is_dangerous() {
    let report = case("a.cpio", [of("a.txt", b"words\n"), vec![0; 300], pe::minimal()].concat()).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn behind_junk_the_archive_goes_on() {
    let bytes = [
        member(Form::New, "a.txt", FILE, b"words"),
        b"junk, and 070701 in it".to_vec(),
        archive(Form::New, &[member(Form::New, "b.exe", FILE, &pe::minimal())]),
    ];
    let report = case("a.cpio", bytes.concat()).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
    assert!(!report.judgement.complete);
}

#[test]
fn sizes_that_lie_are_gaps() {
    for (at, digits) in [(54, "FFFFFFFF"), (94, "FFFFFFFF"), (94, "00000000")] {
        let mut bytes = of("a.txt", b"words");
        bytes[at..at + 8].copy_from_slice(digits.as_bytes());
        assert!(!case("a.cpio", bytes).examine().judgement.complete, "{at} {digits}");
    }
}

#[test]
fn an_archive_without_names_is_a_gap() {
    let report = case("payload.cpio", SPECIMENS[1].1()).examine();
    assert_eq!(report.gaps[0].gap.reason.word(), "unsupported");
}
