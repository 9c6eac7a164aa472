use crate::forge::packages::{ar, ar_member, crx, crx2, deb, rpm, xar, xar_of};
use crate::forge::{Specimen, case, cpio, fired, gzip, noise, packed, pe, png, tar, zip};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("deb", || deb(&tar::of("control", b"Package: x\n"), &tar::of("./usr/share/doc/x", b"words\n"))),
    ("ar", || ar(&[ar_member("a.o/", b"object")])),
    ("rpm", || rpm(&[(1000, "x")], &gzip::of(&cpio::of("./usr/share/x", b"words\n")))),
    ("xar", || xar("notes.txt", "application/octet-stream", b"words!\n")),
    ("crx", || crx(b"header", &zip::of("manifest.json", "{}"))),
    ("jmod", || [b"JM\x01\0".to_vec(), zip::of("classes/a.txt", "words")].concat()),
];

/// The names of everything inside, in order.
fn names(report: &FileReport) -> Vec<&str> {
    report.artifacts.iter().skip(1).map(|a| a.claim.name.as_ref().map_or("", |n| n.text())).collect()
}

#[test]
fn every_package_is_opened_to_the_bottom() {
    for (id, forge) in SPECIMENS {
        let report = case("package", forge()).examine();
        assert!(report.judgement.complete, "{id}: {:?}", report.gaps);
        assert!(report.artifacts.len() > 1, "{id}");
    }
}

#[test]
fn a_cut_package_is_never_complete() {
    for (id, forge) in SPECIMENS {
        let whole = forge();
        let from = if matches!(*id, "deb" | "ar") { 30 } else { 24 };
        // The last member of an ar archive is filled up with one byte.
        for length in from..whole.len() - 1 {
            let report = case("package", &whole[..length]).examine();
            assert!(!report.judgement.complete, "{id} cut at {length} of {}", whole.len());
        }
    }
}

#[test]
fn a_debian_package_is_a_program_and_its_files_are_found() {
    let bytes = deb(&tar::of("postinst", b"#!/bin/sh\necho words\n"), &tar::of("usr/share/photo.png", &pe::minimal()));
    let report = case("a.deb", bytes).examine();
    assert_eq!(
        names(&report),
        [
            "debian-binary",
            "control.tar.gz",
            "control.tar",
            "postinst",
            "data.tar.xz",
            "data.tar",
            "usr/share/photo.png"
        ]
    );
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn names_of_gnu_and_of_bsd_are_read() {
    let bytes = ar(&[
        ar_member("/", &[0; 4]),
        ar_member("//", b"a name that is long.txt/\nanother one.txt/\n"),
        ar_member("/0", b"some words\n"),
        ar_member("/25", b"more words\n"),
        ar_member("#1/20", b"a name of bsd.txt\0\0\0words\n"),
        ar_member("short.txt/", b"the last words\n"),
    ]);
    let report = case("a.a", bytes).examine();
    let named: Vec<_> = names(&report).into_iter().filter(|n| !n.is_empty()).collect();
    assert_eq!(named, ["a name that is long.txt", "another one.txt", "a name of bsd.txt", "short.txt"]);
    assert_eq!(report.artifacts.last().unwrap().size, 15);
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn places_in_the_table_of_names_that_lie_are_no_crash() {
    for field in ["/99999999", "/-1", "#1/999999999", "/18446744073709", "#1/18446744073"] {
        let report = case("a.a", ar(&[ar_member("//", b"x/\n"), ar_member(field, b"words\n")])).examine();
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{field}: {:?}", report.gaps);
    }
}

#[test]
fn equal_names_are_ordinary_in_a_library_and_told_in_a_package() {
    let twice = [ar_member("a.txt", b"one\n"), ar_member("a.txt", b"two\n")];
    assert!(fired(&case("a.a", ar(&twice)).examine()).is_empty());
    let bytes = [deb(&tar::of("control", b"x"), &tar::of("a", b"x")), ar_member("data.tar.xz", b"x")].concat();
    assert!(fired(&case("a.deb", bytes).examine()).contains(&"member.duplicate-name"));
}

#[test]
fn an_archive_that_only_names_its_files_is_a_gap() {
    let bytes = [b"!<thin>\n".to_vec(), ar_member("//", b"lib/a.o/\n"), ar_member("/0", b"")].concat();
    let report = case("a.a", bytes).examine();
    assert_eq!(report.gaps[0].gap.reason.word(), "unsupported");
    assert_eq!(names(&report), ["lib/a.o"]);
}

#[test]
fn a_program_behind_the_last_member_is_dangerous() {
    let bytes = [ar(&[ar_member("a.txt", b"some words\n")]), pe::minimal()].concat();
    let report = case("a.a", bytes).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn the_scripts_and_the_files_of_an_rpm_package_are_examined() {
    let tags = [(1000, "words"), (1001, "1.0"), (1002, "2"), (1024, "echo words\nid\n"), (1086, "/bin/sh")];
    for (ending, pack) in [
        ("gz", gzip::of as fn(&[u8]) -> Vec<u8>),
        ("bz2", packed::bzip2),
        ("xz", packed::xz),
        ("zst", packed::zstd),
        ("lzma", packed::lzma),
    ] {
        let report = case("a.rpm", rpm(&tags, &pack(&cpio::of("./usr/share/photo.png", &pe::minimal())))).examine();
        let payload = format!("payload.cpio.{ending}");
        assert_eq!(names(&report), ["%post", &payload, "payload.cpio", "./usr/share/photo.png"]);
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
        let facts: Vec<_> = report.artifacts[0].facts.iter().map(|(key, _)| *key).collect();
        assert_eq!(facts, ["package", "scripts"]);
    }
}

#[test]
fn headers_of_rpm_that_lie_are_gaps() {
    let whole = rpm(&[(1000, "x"), (1024, "words")], &gzip::of(&cpio::of("a", b"words\n")));
    // Counts of tags and bytes in both headers, and the place and count of a value.
    for at in [104, 108, 120, 124] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].fill(0xFF);
        assert!(!case("a.rpm", bytes).examine().judgement.complete, "{at}");
    }
    for at in [128, 132, 136, 140, 144, 148, 152, 156] {
        let mut bytes = whole.clone();
        bytes[at..at + 4].fill(0xFF);
        let report = case("a.rpm", bytes).examine();
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{at}: {:?}", report.gaps);
    }
}

#[test]
fn files_of_xar_are_unpacked_however_they_are_packed() {
    let zlib = png::zlib(&pe::minimal());
    let packings = [
        ("application/octet-stream", pe::minimal()),
        ("application/x-gzip", zlib),
        ("application/x-gzip", gzip::of(&pe::minimal())),
        ("application/x-bzip2", packed::bzip2(&pe::minimal())),
        ("application/x-xz", packed::xz(&pe::minimal())),
        ("application/x-lzma", packed::xz(&pe::minimal())),
        ("application/x-lzma", packed::lzma(&pe::minimal())),
    ];
    for (style, bytes) in packings {
        let report = case("a.pkg", xar("photo.png", style, &bytes)).examine();
        assert_eq!(names(&report), ["folder/photo.png"], "{style}");
        assert_eq!(report.artifacts[1].content_type.id, "pe", "{style}");
        assert!(report.judgement.complete, "{style}: {:?}", report.gaps);
    }
    let report = case("a.pkg", xar("photo.png", "application/x-other", b"words")).examine();
    assert_eq!(report.gaps[0].gap.reason.word(), "unsupported");
    assert_eq!(names(&report), ["folder/photo.png"]);
}

#[test]
fn names_in_a_table_of_contents_are_decoded() {
    let file = |name: &str| {
        format!("<file><name{name}</name><type>file</type><data><length>1</length><offset>0</offset></data></file>")
    };
    let table = format!(
        "<xar><toc>{}{}{}</toc></xar>",
        file(" enctype=\"base64\">cGhvdG8uanBnLmV4ZQ=="),
        file(">a &amp; &#66;.txt"),
        file("><![CDATA[../x]]>")
    );
    let report = case("a.xar", xar_of(&table, b"x")).examine();
    assert_eq!(names(&report), ["photo.jpg.exe", "a & B.txt", "../x"]);
    assert!(fired(&report).contains(&"member.escaping-path"));
}

#[test]
fn tables_of_contents_that_lie_are_gaps() {
    let deep = "<file>".repeat(500);
    let far = "<file><name>a</name><data><offset>18446744073709551615</offset><length>9</length></data></file>";
    let cut = "<file><name>a</name>";
    for table in [&deep, far, cut, "<file><name>a</nam></file>"] {
        let report = case("a.xar", xar_of(&format!("<xar><toc>{table}"), b"x")).examine();
        assert!(!report.judgement.complete, "{table}");
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{:?}", report.gaps);
    }
}

#[test]
fn a_resource_fork_is_a_file_of_its_own() {
    let table = "<xar><toc><file><ea><name>com.apple.ResourceFork</name><offset>0</offset><length>5</length></ea>\
                 <name>a.txt</name><type>file</type><data><offset>5</offset><length>5</length></data></file></toc></xar>";
    let report = case("a.xar", xar_of(table, b"12345words")).examine();
    assert_eq!(report.artifacts.len(), 3);
    assert!(report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn what_the_table_of_contents_does_not_name_is_told() {
    let bytes = [xar("a.txt", "application/octet-stream", b"words!\n"), pe::minimal()].concat();
    assert!(fired(&case("a.xar", bytes).examine()).contains(&"stray.something-that-runs"));
    let bytes = [xar("a.txt", "application/octet-stream", b"words!\n"), noise(50)].concat();
    assert_eq!(fired(&case("a.xar", bytes).examine()), ["nature.program"]);
}

#[test]
fn both_versions_of_chrome_extensions_are_opened() {
    let inside = zip::of("photo.png", pe::minimal());
    for bytes in [crx(&[0; 300], &inside), crx2(&inside)] {
        let report = case("a.crx", bytes).examine();
        assert_eq!(names(&report), ["", "photo.png"]);
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }
    for at in [4, 8] {
        let mut bytes = crx(b"header", &inside);
        bytes[at..at + 4].fill(0xFF);
        assert!(!case("a.crx", bytes).examine().judgement.complete);
    }
}
