use crate::forge::{Case, Example, Specimen, case, fired, noise, pe, zip};
use sheepdip::model::gap::GapReason;
use sheepdip::model::password::Passwords;
use sheepdip::model::report::Verdict;
use sheepdip::pipeline::Plan;

pub const SPECIMENS: &[Specimen] = &[("zip", || zip::of("notes.txt", "some words\n"))];

const TEXT: &str = "Some words that nobody needs to fear.\n";

fn lying(change: impl FnOnce(&mut zip::Member)) -> Case {
    let mut member = zip::deflated("notes.txt", TEXT);
    change(&mut member);
    case("a.zip", zip::archive(&[zip::deflated("first.txt", TEXT), member]))
}

/// Every entry of the table points at the same data.
fn overlapping() -> Vec<u8> {
    let kernel = zip::deflated("0.txt", vec![b'a'; 100_000]);
    let again = |i: u32| zip::Member { name: format!("{i}.txt").into_bytes(), header: Some(0), ..kernel.clone() };
    let mut members = vec![kernel.clone()];
    members.extend((1..5000).map(again));
    zip::archive(&members)
}

fn link(name: &str, target: &str) -> zip::Member {
    zip::Member { attributes: 0xA1FF_0000, ..zip::stored(name, target) }
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "zip.headers-disagree",
        fires: || lying(|m| m.local_name = Some(b"notes.exe".to_vec())),
        // A streaming program leaves sizes and checksum to the descriptor behind the data.
        silent: || lying(|m| m.local_flags = Some(0)),
    },
    Example {
        rule: "zip.hidden-member",
        fires: || lying(|m| m.hidden = true),
        silent: || lying(|m| m.before = vec![0; 500]),
    },
    Example {
        rule: "zip.overlapping-members",
        fires: || case("a.zip", overlapping()),
        silent: || case("a.zip", zip::names(&["a.txt", "b.txt", "c.txt"])),
    },
];

fn verdict(bytes: Vec<u8>) -> Verdict {
    case("a.zip", bytes).examine().judgement.verdict
}

#[test]
fn an_honest_archive_is_clean_and_counts_its_members() {
    let report = case("a.zip", zip::archive(&[zip::deflated("a/b.txt", TEXT), zip::stored("c.txt", TEXT)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(report.artifacts.len(), 3);
    assert_eq!(report.artifacts[0].facts[0].1.to_string(), "2");
}

#[test]
fn a_program_in_an_archive_in_an_archive_is_found_with_its_trail() {
    let inner = zip::of("setup.exe", pe::minimal());
    let report = case("outer.zip", zip::of("inner.zip", inner)).examine();
    let finding = report.findings.iter().find(|f| f.rule.id == "nature.program").unwrap();
    let trail: Vec<_> = report.trail(finding.artifact).iter().map(ToString::to_string).collect();
    assert_eq!(trail, ["outer.zip", "inner.zip", "setup.exe"]);
}

#[test]
fn a_locked_member_is_a_gap_that_names_it_and_its_name_is_still_judged() {
    let member = zip::Member { flags: 1, ..zip::stored("invoice.pdf.exe", noise(64)) };
    let report = case("a.zip", zip::archive(&[member])).examine();
    assert!(report.judgement.verdict >= Verdict::Unexamined);
    let gap = report.gaps.iter().find(|g| g.gap.reason.word() == "encrypted").unwrap();
    assert!(gap.gap.detail.contains("invoice.pdf.exe"), "{}", gap.gap.detail);
    assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), "invoice.pdf.exe");
}

#[test]
fn a_member_of_an_unknown_method_is_a_gap() {
    let member = zip::Member { method: 97, ..zip::stored("song.wav", noise(64)) };
    let report = case("a.zip", zip::archive(&[member])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("WavPack")), "{:?}", report.gaps);
}

#[test]
fn what_both_headers_say_is_examined() {
    // The table says stored, the local header deflated: only the latter gives the program.
    let packed = zip::deflate(&pe::minimal());
    let mut member = zip::stored("notes.txt", packed);
    member.local_method = Some(8);
    let report = case("a.zip", zip::archive(&[member])).examine();
    assert!(fired(&report).contains(&"zip.headers-disagree"));
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "the program was not reached");
}

#[test]
fn a_hidden_member_is_examined() {
    let hidden = zip::Member { hidden: true, ..zip::deflated("x.exe", pe::minimal()) };
    let report = case("a.zip", zip::archive(&[zip::stored("a.txt", TEXT), hidden])).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
    assert!(fired(&report).contains(&"zip.hidden-member"));
}

#[test]
fn a_program_between_members_in_the_comment_and_behind_the_end_is_dangerous() {
    let between = zip::Member { before: pe::minimal(), ..zip::stored("a.txt", TEXT) };
    let mut behind = zip::of("a.txt", TEXT);
    behind.extend(pe::minimal());
    for bytes in [
        zip::archive(&[zip::stored("0.txt", TEXT), between]),
        zip::with_comment(&[zip::stored("a.txt", TEXT)], &pe::minimal()),
        behind,
    ] {
        let report = case("a.zip", bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
    }
}

#[test]
fn without_a_table_the_members_are_still_examined() {
    let whole = zip::archive(&[zip::deflated("a.txt", TEXT), zip::deflated("setup.exe", pe::minimal())]);
    let cut = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let report = case("a.zip", &whole[..cut]).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"));
    assert!(!report.judgement.complete);
}

#[test]
fn a_cut_archive_is_never_clean() {
    let whole = zip::archive(&[zip::deflated("a.txt", TEXT.repeat(20)), zip::stored("b.txt", TEXT)]);
    for length in 4..whole.len() {
        let verdict = verdict(whole[..length].to_vec());
        assert_ne!(verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn names_are_decoded_by_flag_by_unicode_field_and_by_code_page() {
    let mut crc = flate2::Crc::new();
    crc.update(b"?.txt");
    let mut field = vec![1];
    field.extend(crc.sum().to_le_bytes());
    field.extend("ж.txt".as_bytes());
    let mut extra = vec![0x75, 0x70, field.len() as u8, 0];
    extra.extend(field);
    let members = [
        zip::Member { name: vec![0x81, b'.', b't', b'x', b't'], ..zip::stored("", TEXT) },
        zip::Member { flags: 0x800, ..zip::stored("日本.txt", TEXT) },
        zip::Member { extra, ..zip::stored("?.txt", TEXT) },
    ];
    let report = case("a.zip", zip::archive(&members)).examine();
    let names: Vec<_> =
        report.artifacts[1..].iter().map(|a| a.claim.name.as_ref().unwrap().text().to_owned()).collect();
    assert_eq!(names, ["ü.txt", "日本.txt", "ж.txt"]);
}

#[test]
fn bombs_end_in_gaps_that_name_the_limit() {
    let many = zip::archive(&(0..10_100).map(|i| zip::stored(&format!("{i}.txt"), "")).collect::<Vec<_>>());
    let mut deep = zip::of("x.txt", TEXT);
    for _ in 0..100 {
        deep = zip::of("x.zip", deep);
    }
    for (bytes, words) in [(many, "things inside"), (deep, "levels deep"), (overlapping(), "share their bytes")] {
        let report = case("a.zip", bytes).examine();
        let limits: Vec<_> = report.gaps.iter().filter(|g| g.gap.reason.word() == "limit").collect();
        assert!(limits.iter().any(|g| g.gap.detail.contains(words)), "{words}: {limits:?}");
        assert!(report.artifacts.len() <= 10_001);
    }
}

#[test]
fn one_oversized_member_does_not_shield_the_next() {
    let limits = sheepdip::model::limits::Limits { artifact_bytes: 1 << 20, ..Default::default() };
    let plan = sheepdip::pipeline::Plan { limits, ..Default::default() };
    let decoy = zip::deflated("decoy.txt", vec![b' '; 4 << 20]);
    let report = case("a.zip", zip::archive(&[decoy, zip::deflated("setup.exe", pe::minimal())])).examine_with(&plan);
    assert!(fired(&report).contains(&"nature.program"));
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("decoy.txt")), "{:?}", report.gaps);
}

#[test]
fn what_is_written_through_a_link_escapes() {
    let report = case("a.zip", zip::archive(&[link("tmp", "/etc"), zip::stored("tmp/passwd", TEXT)])).examine();
    assert!(fired(&report).contains(&"member.escaping-path"), "{:?}", fired(&report));
}

#[test]
fn an_archive_behind_other_bytes_is_found_by_its_end_record() {
    let mut bytes = noise(5000);
    bytes.extend(zip::of("setup.exe", pe::minimal()));
    let report = case("photo.dat", bytes).examine();
    assert!(report.artifacts.iter().any(|a| a.content_type.id == "pe"), "{:?}", fired(&report));
}

#[test]
fn a_part_of_an_archive_in_several_parts_says_so() {
    let mut bytes = b"PK\x07\x08".to_vec();
    bytes.extend(&zip::of("a.txt", TEXT)[..60]);
    let report = case("a.z01", bytes).examine();
    assert!(report.gaps.iter().any(|g| g.gap.detail.contains("several parts")), "{:?}", report.gaps);
}

#[test]
fn offsets_that_count_from_something_in_front_are_understood() {
    let whole = zip::of("words.txt", b"some plain words");
    let (members, mut end) = (whole[..whole.len() - 22].to_vec(), whole[whole.len() - 22..].to_vec());
    let at = members.windows(4).position(|w| w == b"PK\x01\x02").expect("a table");
    let mut carved = members;
    carved[at + 42..at + 46].copy_from_slice(&5000u32.to_le_bytes());
    end[16..20].copy_from_slice(&(5000 + at as u32).to_le_bytes());
    carved.extend(end);
    assert_eq!(case("a.zip", carved).examine().judgement.verdict, Verdict::Clean);
}

#[test]
fn a_folder_whose_name_looks_like_an_ending_is_no_file() {
    let archive = zip::archive(&[zip::deflated("lib/java.xml.ws/", b""), zip::stored("a.txt", b"words\n")]);
    let report = case("a.zip", archive).examine();
    assert!(fired(&report).is_empty(), "{:?}", fired(&report));
}

fn plan(words: &[&str]) -> Plan {
    let given = words.iter().map(|w| (*w).to_owned()).collect();
    Plan { passwords: Passwords { given, common: false }, ..Plan::default() }
}

fn kept(file: &str) -> Case {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/zip").join(file);
    case(file, std::fs::read(path).unwrap())
}

#[test]
fn a_password_that_fits_opens_what_real_tools_locked() {
    for file in [
        "7z-zipcrypto.zip",
        "7z-aes128.zip",
        "7z-aes192.zip",
        "7z-aes256.zip",
        "7z-aes256-lzma.zip",
        "infozip-zipcrypto.zip",
        "infozip-stream.zip",
        "bsdtar-aes256.zip",
        "bsdtar-zipcrypto.zip",
    ] {
        let report = kept(file).examine_with(&plan(&["no", "secret"]));
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{file}: {:?} {:?}", fired(&report), report.gaps);
        assert!(report.artifacts[1..].iter().all(|a| a.content_type.id == "text" && a.hashes.is_some()), "{file}");
        let report = kept(file).examine_with(&plan(&["no", "neither"]));
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{file}: {:?}", fired(&report));
        assert!(report.gaps.iter().all(|g| g.gap.reason == GapReason::Encrypted), "{file}: {:?}", report.gaps);
        assert!(report.gaps[0].gap.detail.contains("none of 2"), "{}", report.gaps[0].gap.detail);
    }
}

#[test]
fn no_wrong_password_of_many_seems_to_fit() {
    // One of 128 passes the check byte; only the unpacking tells.
    let words: Vec<String> = (0..400).map(|n| format!("wrong{n}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for file in ["7z-zipcrypto.zip", "infozip-stream.zip"] {
        let report = kept(file).examine_with(&plan(&words));
        assert!(report.artifacts[1..].iter().all(|a| a.hashes.is_none()), "{file}: {:?}", report.gaps);
    }
    let stored = zip::locked(zip::stored("a.txt", TEXT), "right");
    let report = case("a.zip", zip::archive(&[stored])).examine_with(&plan(&words));
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
}

#[test]
fn members_with_different_passwords_are_opened_each_with_its_own() {
    let members = [
        zip::locked(zip::deflated("decoy.txt", "x"), "one"),
        zip::locked(zip::deflated("setup.exe", pe::minimal()), "two"),
        zip::locked(zip::deflated("last.txt", TEXT), "three"),
    ];
    let report = case("a.zip", zip::archive(&members)).examine_with(&plan(&["two", "one"]));
    assert!(fired(&report).contains(&"nature.program"), "{:?}", fired(&report));
    assert_eq!(report.gaps.len(), 1, "{:?}", report.gaps);
    assert!(report.gaps[0].gap.detail.contains("last.txt"));
}

#[test]
fn a_password_with_an_umlaut_fits_in_the_code_page_of_its_time() {
    let member = zip::deflated("notes.txt", TEXT);
    // The forge takes bytes of a str; these are `Grüße` in UTF-8, Windows' code page and that of DOS.
    for bytes in [&b"Gr\xC3\xBC\xC3\x9Fe"[..], b"Gr\xFC\xDFe", b"Gr\x81\xE1e"] {
        let locked = zip::locked_by(member.clone(), bytes);
        let report = case("a.zip", zip::archive(&[locked])).examine_with(&plan(&["Grüße"]));
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{bytes:02x?} {:?}", report.gaps);
    }
}

#[test]
fn strong_encryption_is_a_gap_that_names_it() {
    let member = zip::Member { flags: 0x41, ..zip::stored("plan.txt", noise(64)) };
    let report = case("a.zip", zip::archive(&[member])).examine_with(&plan(&["secret"]));
    assert!(report.gaps[0].gap.detail.contains("strong encryption"), "{:?}", report.gaps);
}

#[test]
fn aes_of_every_strength_and_method_is_opened() {
    use ::zip::CompressionMethod as Method;
    for bits in [128, 192, 256] {
        for method in [Method::Stored, Method::Deflated, Method::Bzip2] {
            let bytes = zip::aes("setup.exe", &pe::minimal(), "infected", bits, method);
            let report = case("a.zip", bytes).with_usual_passwords().examine();
            assert!(fired(&report).contains(&"nature.program"), "{bits} {method:?} {:?}", report.gaps);
            assert!(fired(&report).contains(&"locked.usual-password"));
            assert!(report.judgement.complete);
        }
    }
}

#[test]
fn the_password_is_found_in_comments_notes_and_names_but_only_where_it_fits() {
    let locked = || zip::locked(zip::deflated("setup.exe", pe::minimal()), "K4tze!");
    let inner = || zip::archive(&[locked()]);
    let note = |text: &str| zip::stored("readme.txt", text);
    for (what, bytes) in [
        ("comment", zip::with_comment(&[locked()], b"Password: K4tze!")),
        ("note", zip::archive(&[locked(), note("Das Passwort lautet: \"K4tze!\".\r\n")])),
        ("note beside an archive", zip::archive(&[zip::stored("in.zip", inner()), note("pw=K4tze!")])),
        ("name", zip::archive(&[zip::stored("in.zip", inner()), zip::stored("PASS - K4tze!.txt", "")])),
    ] {
        let report = case("a.zip", bytes).examine();
        assert!(fired(&report).contains(&"locked.password-beside"), "{what}: {:?} {:?}", fired(&report), report.gaps);
        assert!(fired(&report).contains(&"nature.program"), "{what}");
    }
    let report = case("files pass K4tze!.zip", inner()).examine();
    assert!(fired(&report).contains(&"locked.password-beside"));
    let report = case("a.zip", zip::archive(&[locked(), note("The password comes by telephone.")])).examine();
    assert_eq!(fired(&report).iter().filter(|id| id.starts_with("locked.")).count(), 0);
    assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Encrypted));
}

#[test]
fn every_method_that_real_tools_write_is_unpacked() {
    for file in [
        "7z-copy.zip",
        "7z-deflate.zip",
        "7z-deflate64.zip",
        "7z-bzip2.zip",
        "7z-lzma.zip",
        "7z-ppmd.zip",
        "7z-xz.zip",
        "python-zstd.zip",
    ] {
        let report = kept(file).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{file}: {:?} {:?}", fired(&report), report.gaps);
        let sizes: Vec<_> = report.artifacts[1..].iter().map(|a| a.size).collect();
        assert_eq!(sizes, [38 * 40], "{file}");
    }
}
