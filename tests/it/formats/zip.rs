use crate::forge::{Case, Example, Specimen, case, fired, noise, pe, zip};
use sheepdip::model::gap::{GapReason, LimitKind};
use sheepdip::model::limits::Limits;
use sheepdip::model::password::Passwords;
use sheepdip::model::report::Verdict;
use sheepdip::pipeline::Plan;
use sheepdip::sources::{Item, Reader};

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

/// What PKZIP of DOS times wrote: the methods that no tool writes today, with nothing but literals in them.
mod old {
    /// Shrink: codes of nine bits.
    pub(super) fn shrunk(data: &[u8]) -> Vec<u8> {
        bits(data.iter().map(|b| (u32::from(*b), 9)))
    }

    /// Reduce: 256 empty sets of followers, then bytes; one of them has to be escaped.
    pub(super) fn reduced(data: &[u8]) -> Vec<u8> {
        assert!(!data.contains(&0x90));
        bits((0..256).map(|_| (0, 6)).chain(data.iter().map(|b| (u32::from(*b), 8))))
    }

    /// Implode: two trees of 64 codes of six bits, then literals.
    pub(super) fn imploded(data: &[u8]) -> Vec<u8> {
        let tree = [(3, 8), (0xF5, 8), (0xF5, 8), (0xF5, 8), (0xF5, 8)];
        bits(tree.into_iter().chain(tree).chain(data.iter().flat_map(|b| [(1, 1), (u32::from(*b), 8)])))
    }

    fn bits(codes: impl Iterator<Item = (u32, u32)>) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), 0);
        for (code, length) in codes {
            for bit in 0..length {
                if at % 8 == 0 {
                    out.push(0);
                }
                *out.last_mut().unwrap() |= ((code >> bit & 1) as u8) << (at % 8);
                at += 1;
            }
        }
        out
    }
}

fn packed_as(method: u16, data: &[u8], packed: Vec<u8>) -> zip::Member {
    zip::Member { method, data: packed, ..zip::stored("setup.dat", data) }
}

#[test]
fn the_methods_of_old_archives_are_unpacked() {
    let program: Vec<u8> = pe::minimal().into_iter().map(|b| if b == 0x90 { 0 } else { b }).collect();
    for (method, packed) in [
        (1, old::shrunk(&program)),
        (2, old::reduced(&program)),
        (5, old::reduced(&program)),
        (6, old::imploded(&program)),
    ] {
        let member = packed_as(method, &program, packed.clone());
        let report = case("a.zip", zip::archive(&[member])).examine();
        assert_eq!(report.artifacts[1].content_type.id, "pe", "{method}: {:?}", report.gaps);
        assert!(report.judgement.complete, "{method}: {:?}", report.gaps);
        for length in 0..packed.len() {
            let member = packed_as(method, &program, packed[..length].to_vec());
            assert!(!case("a.zip", zip::archive(&[member])).examine().judgement.complete, "{method} cut at {length}");
        }
        let mut member = packed_as(method, &program, packed);
        member.size = u32::MAX - 1;
        let report = case("a.zip", zip::archive(&[member])).examine();
        assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Limit(LimitKind::Memory)), "{:?}", report.gaps);
    }
}

#[test]
fn a_method_that_asks_for_more_memory_than_there_may_be_is_a_gap_before_it_gets_any() {
    let lzma = |dictionary: u32| [&[20, 0, 5, 0, 0x5D][..], &dictionary.to_le_bytes(), &[0; 64]].concat();
    for (method, data) in [
        (14, lzma(u32::MAX)),
        (14, lzma(0xF000_0000)),
        // Order 16, 256 MiB.
        (98, [&[0xFF, 0x0F][..], &[0; 64]].concat()),
    ] {
        let report = case("a.zip", zip::archive(&[packed_as(method, b"words", data)])).examine();
        let limit = GapReason::Limit(LimitKind::Memory);
        assert!(report.gaps.iter().any(|g| g.gap.reason == limit), "{method}: {:?}", report.gaps);
    }
    // Zstandard with a window of 2 GiB, xz with a dictionary of 3 GiB: their crates refuse it.
    let zstd = [&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8][..], &[0; 64]].concat();
    let mut xz = kept("7z-xz.zip").bytes;
    let at = xz.windows(3).position(|w| w == [0x21, 0x01, 0x16]).or_else(|| xz.windows(2).position(|w| w == [0x21, 1]));
    let at = at.expect("no LZMA2 filter");
    xz[at + 2] = 39;
    for bytes in [zip::archive(&[packed_as(93, b"words", zstd)]), xz] {
        let report = case("a.zip", bytes).examine();
        assert!(!report.judgement.complete, "{:?}", report.artifacts);
    }
}

#[test]
fn every_method_survives_bytes_that_are_nonsense() {
    for method in [0, 1, 2, 5, 6, 8, 9, 12, 14, 20, 93, 95, 98] {
        for length in [0, 1, 5, 9, 12, 100, 5000] {
            for flags in [0, 1] {
                let member = zip::Member { flags, ..packed_as(method, &[7; 5000], noise(length)) };
                let report = case("a.zip", zip::archive(&[member])).examine_with(&plan(&["a", "b"]));
                assert!(!report.judgement.complete, "{method} {length}");
                assert!(report.gaps.iter().all(|g| g.gap.reason != GapReason::Crashed), "{method} {:?}", report.gaps);
            }
        }
    }
}

#[test]
fn sizes_and_places_of_64_bits_are_read() {
    for file in ["infozip-zip64.zip", "infozip-zip64-stream.zip", "infozip-pipe.zip", "python-zip64.zip"] {
        let report = kept(file).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{file}: {:?} {:?}", fired(&report), report.gaps);
        assert_eq!(report.artifacts[1].size, 38 * 40, "{file}");
    }
}

/// The end records of 64 bits, with whatever they say about the table.
fn wide_end(count: u64, length: u64, offset: u64, record: u64) -> Vec<u8> {
    let mut out = b"PK\x06\x06".to_vec();
    out.extend(44u64.to_le_bytes());
    out.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for value in [count, count, length, offset] {
        out.extend(value.to_le_bytes());
    }
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(record.to_le_bytes());
    out.extend([1, 0, 0, 0]);
    out.extend(zip::end_record(0xFFFF, u32::MAX, u32::MAX, b""));
    out
}

fn widened(bytes: &[u8], count: u64, length: u64, offset: u64, record: u64) -> Vec<u8> {
    [&bytes[..bytes.len() - 22], &wide_end(count, length, offset, record)].concat()
}

#[test]
fn more_entries_than_16_bits_count_are_read_up_to_the_limit_which_is_named() {
    let members: Vec<_> = (0..70_000).map(|n| zip::stored(&n.to_string(), "")).collect();
    let narrow = zip::archive(&members);
    let table = narrow.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let end = narrow.len() - 22;
    let bytes = widened(&narrow, 70_000, (end - table) as u64, table as u64, end as u64);
    let report = case("many.zip", bytes)
        .examine_with(&Plan { limits: Limits { artifacts: 50, ..Limits::default() }, ..Plan::default() });
    let limits: Vec<_> = report.gaps.iter().map(|g| g.gap.reason).collect();
    assert!(limits.contains(&GapReason::Limit(LimitKind::Entries)), "{:?}", report.gaps);
    assert!(limits.contains(&GapReason::Limit(LimitKind::Artifacts)), "{:?}", report.gaps);
}

#[test]
fn places_of_64_bits_that_lie_hide_nothing_and_do_no_harm() {
    let plain = zip::of("setup.exe", pe::minimal());
    let table = plain.windows(4).position(|w| w == b"PK\x01\x02").unwrap() as u64;
    let end = plain.len() as u64 - 22;
    let values = [0, 1, end, u64::from(u32::MAX), 1 << 40, u64::MAX / 2, u64::MAX - 1, u64::MAX];
    for lie in values {
        for (count, length, offset, record) in [
            (lie, end - table, table, end),
            (1, lie, table, end),
            (1, end - table, lie, end),
            (1, end - table, table, lie),
            (lie, lie, lie, lie),
        ] {
            let report = case("a.zip", widened(&plain, count, length, offset, record)).examine();
            assert!(
                fired(&report).contains(&"nature.program"),
                "{count} {length} {offset} {record}: {:?}",
                report.gaps
            );
            assert!(report.gaps.iter().all(|g| g.gap.reason != GapReason::Crashed), "{:?}", report.gaps);
        }
    }
    for extra in [vec![1, 0, 24, 0], vec![1, 0, 255, 255], [&[1, 0, 24, 0][..], &[255; 24]].concat()] {
        let member = zip::Member { extra, size: u32::MAX, ..zip::deflated("setup.exe", pe::minimal()) };
        let report = case("a.zip", zip::archive(&[member])).examine();
        assert!(fired(&report).iter().any(|id| id.starts_with("names.") || *id == "nature.program"), "{report:?}");
    }
}

#[test]
fn members_at_the_end_of_an_archive_above_the_memory_limit_are_examined() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.zip");
    let members = [
        zip::stored("film.dat", noise(3_000_000)),
        zip::deflated("setup.exe", pe::minimal()),
        zip::locked(zip::deflated("second.exe", pe::minimal()), "secret"),
        packed_as(6, b"old words\n", old::imploded(b"old words\n")),
    ];
    std::fs::write(&path, zip::archive(&members)).unwrap();
    let limits = Limits { artifact_bytes: 1_000_000, head_bytes: 100_000, tail_bytes: 1000, ..Limits::default() };
    let plan = Plan { limits, ..plan(&["secret"]) };
    let stop = std::sync::atomic::AtomicBool::new(false);
    let report = Reader::new(&plan, None, &stop).examine(Item::Named(path));
    let types: Vec<_> = report.artifacts.iter().map(|a| a.content_type.id).collect();
    assert_eq!(types[0], "zip");
    assert_eq!(types[2..], ["pe", "pe", "text"], "{:?}", report.gaps);
    assert!(
        report.gaps.iter().any(|g| g.gap.reason == GapReason::Limit(LimitKind::ArtifactBytes)),
        "{:?}",
        report.gaps
    );
}

#[test]
fn members_that_the_end_record_does_not_count_are_examined() {
    let members = [zip::stored("a.txt", b"words\n"), zip::stored("b.exe", pe::minimal())];
    for counted in [0u8, 1] {
        let mut bytes = zip::archive(&members);
        let end = bytes.len() - 22;
        (bytes[end + 8], bytes[end + 10]) = (counted, counted);
        let report = case("a.zip", bytes).examine();
        let names: Vec<_> = report.artifacts.iter().skip(1).map(|a| a.claim.name.as_ref().unwrap().text()).collect();
        assert_eq!(names, ["a.txt", "b.exe"], "{counted}");
    }
}
