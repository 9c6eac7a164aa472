mod gzip;

use crate::forge::{Specimen, case, fired, noise, packed, pe, tar};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[
    ("gzip", || crate::forge::gzip::of(WORDS)),
    ("bzip2", || packed::bzip2(WORDS)),
    ("xz", || packed::xz(WORDS)),
    ("zstd", || packed::zstd(WORDS)),
    ("lzip", || packed::lzip(WORDS)),
    ("lz4", || packed::lz4(WORDS)),
    ("compress", || packed::compress(WORDS)),
    ("lzma", || packed::lzma(WORDS)),
    ("lzop", || packed::lzop(WORDS)),
    ("pbzx", || packed::pbzx(&[WORDS])),
];

const WORDS: &[u8] = b"some words, and some words more\n";

/// Every kind: its endings for a file and for a tar archive, and its packer.
type Kind = (&'static str, &'static str, fn(&[u8]) -> Vec<u8>);
const KINDS: &[Kind] = &[
    ("gz", "tgz", crate::forge::gzip::of),
    ("bz2", "tbz2", packed::bzip2),
    ("xz", "txz", packed::xz),
    ("zst", "tzst", packed::zstd),
    ("lz", "tlz", packed::lzip),
    ("lz4", "tlz4", packed::lz4),
    ("lz4", "tlz4", packed::lz4_legacy),
    ("Z", "taz", packed::compress),
    ("lzo", "tzo", packed::lzop),
    ("lzma", "tlz", packed::lzma),
];

/// Those that say where they end.
fn with_an_end() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(|(ending, ..)| *ending != "Z")
}

/// Those that may follow themselves.
fn in_a_row() -> impl Iterator<Item = &'static Kind> {
    with_an_end().filter(|(ending, ..)| *ending != "lzma")
}

fn trail(report: &FileReport, rule: &str) -> Vec<String> {
    let finding = report.findings.iter().find(|f| f.rule.id == rule).unwrap();
    report.trail(finding.artifact).iter().map(ToString::to_string).collect()
}

#[test]
fn a_program_in_every_kind_of_tar_is_found_with_its_names() {
    for (ending, short, pack) in KINDS {
        let bytes = pack(&tar::of("bin/setup.exe", &pe::minimal()));
        let report = case(&format!("a.{short}"), bytes.clone()).examine();
        assert_eq!(trail(&report, "nature.program"), [&format!("a.{short}"), "a.tar", "bin/setup.exe"]);
        let report = case(&format!("a.tar.{ending}"), bytes).examine();
        assert_eq!(trail(&report, "nature.program"), [&format!("a.tar.{ending}"), "a.tar", "bin/setup.exe"]);
    }
}

#[test]
fn an_honest_file_of_every_kind_is_clean() {
    let long = noise(300_000);
    for (ending, _, pack) in KINDS {
        for data in [WORDS, b"", b"x", &long] {
            let report = case(&format!("a.txt.{ending}"), pack(data)).examine();
            assert!(report.judgement.complete, "{ending}, {} bytes: {:?}", data.len(), report.gaps);
            let inside = &report.artifacts[1];
            assert_eq!((inside.size, inside.claim.name.as_ref().unwrap().text()), (data.len() as u64, "a.txt"));
        }
        let report = case(&format!("a.txt.{ending}"), pack(WORDS)).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{ending}: {:?}", fired(&report));
    }
}

#[test]
fn members_of_every_kind_are_one_stream() {
    let program = pe::minimal();
    for (ending, _, pack) in in_a_row() {
        let bytes = [pack(&program[..100]), pack(b""), pack(&program[100..])].concat();
        let report = case(&format!("a.{ending}"), bytes).examine();
        assert_eq!(report.artifacts[1].content_type.id, "pe", "{ending}");
        assert_eq!(report.artifacts[1].size, program.len() as u64, "{ending}");
    }
}

#[test]
fn a_program_behind_every_kind_is_dangerous_and_padding_is_not() {
    for (ending, _, pack) in with_an_end() {
        let padded = [pack(WORDS), vec![0; 4000]].concat();
        // The first frames of LZ4 have no end: zeros behind one are an empty block.
        if pack(WORDS).starts_with(b"\x02\x21") {
            continue;
        }
        let report = case(&format!("a.{ending}"), padded.clone()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{ending}: {:?} {:?}", fired(&report), report.gaps);
        let report = case(&format!("a.{ending}"), [padded, pe::minimal()].concat()).examine();
        assert!(fired(&report).contains(&"stray.something-that-runs"), "{ending}: {:?}", fired(&report));
    }
}

#[test]
fn a_program_in_a_part_that_is_skipped_is_dangerous() {
    for pack in [packed::zstd, packed::lz4] {
        for parts in
            [[packed::skippable(&pe::minimal()), pack(WORDS)], [pack(WORDS), packed::skippable(&pe::minimal())]]
        {
            let report = case("a.bin", parts.concat()).examine();
            assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
        }
        let report = case("a.bin", [packed::skippable(b"seek table"), pack(WORDS)].concat()).examine();
        assert!(fired(&report).is_empty() && report.gaps.is_empty(), "{:?} {:?}", fired(&report), report.gaps);
    }
}

#[test]
fn zeros_stand_between_streams_of_xz() {
    let bytes = [packed::xz(WORDS), vec![0; 8], packed::xz(WORDS), vec![0; 4]].concat();
    let report = case("a.xz", bytes).examine();
    assert_eq!(report.artifacts[1].size, 2 * WORDS.len() as u64);
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?}", report.gaps);
}

#[test]
fn a_cut_file_of_every_kind_is_never_clean() {
    for (ending, _, pack) in with_an_end() {
        let whole = pack(&noise(100));
        let legacy = whole.starts_with(b"\x02\x21");
        for length in 20..whole.len() {
            let report = case(&format!("a.{ending}"), &whole[..length]).examine();
            assert_ne!(report.judgement.verdict, Verdict::Clean, "{ending} cut at {length}, {legacy}");
        }
    }
}

#[test]
fn what_came_before_the_damage_is_examined() {
    for (ending, _, pack) in with_an_end() {
        let program = [pe::minimal(), noise(300_000)].concat();
        let whole = pack(&program);
        let report = case(&format!("a.{ending}"), &whole[..whole.len() - 9]).examine();
        assert!(!report.judgement.complete, "{ending}");
        if matches!(*ending, "lz4" | "bz2" | "lzo") {
            // One block is all or nothing.
            continue;
        }
        assert_eq!(report.artifacts[1].content_type.id, "pe", "{ending}");
    }
}

#[test]
fn a_wrong_checksum_is_a_gap() {
    for (ending, _, pack) in with_an_end().filter(|(ending, ..)| *ending != "lzma") {
        let mut bytes = pack(WORDS);
        if bytes.starts_with(b"\x02\x21") {
            continue;
        }
        let at = match *ending {
            "gz" => bytes.len() - 8,
            "lz" => bytes.len() - 20,
            // Behind the index and the footer.
            "xz" => bytes.len() - 28,
            "lzo" => bytes.len() - 6,
            _ => bytes.len() - 3,
        };
        bytes[at] ^= 0x10;
        let report = case(&format!("a.{ending}"), bytes).examine();
        assert!(!report.judgement.complete, "{ending}");
    }
}

#[test]
fn a_dictionary_of_gigabytes_is_a_limit_and_is_not_made() {
    let mut lzip = packed::lzip(WORDS);
    lzip[5] = 29;
    let mut lzma = packed::lzma(WORDS);
    lzma[1..13].fill(0xFF);
    let mut xz = packed::xz(WORDS);
    // The block header: size, flags, filter, length of its properties, the dictionary.
    xz[16] = 40;
    let mut crc = flate2::Crc::new();
    crc.update(&xz[12..20]);
    xz[20..24].copy_from_slice(&crc.sum().to_le_bytes());
    for (name, bytes) in
        [("a.txt.lz", lzip), ("a.txt.lzma", lzma), ("a.txt.xz", xz), ("a.txt.zst", packed::zstd_zeros(1, 0xFF))]
    {
        let report = case(name, bytes).examine();
        let words: Vec<_> = report.gaps.iter().map(|g| (g.gap.reason.word(), g.gap.detail.clone())).collect();
        assert_eq!(words.iter().map(|w| w.0).collect::<Vec<_>>(), ["limit"], "{name}: {words:?}");
        assert_eq!(report.artifacts[1].claim.name.as_ref().unwrap().text(), "a.txt");
    }
}

#[test]
fn a_name_that_lies_is_told_even_where_nothing_can_be_unpacked() {
    let report = case("photo.jpg.exe.zst", packed::zstd_zeros(1, 0xFF)).examine();
    assert!(fired(&report).iter().any(|rule| rule.starts_with("names.")), "{:?}", fired(&report));
}

#[test]
fn a_bomb_is_a_gap_and_suspicious() {
    // 300 MB of zeros in 10 KB.
    let report = case("a.zst", packed::zstd_zeros(2400, 0x40)).examine();
    assert!(fired(&report).contains(&"member.bomb"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Suspicious);
    assert!(!report.judgement.complete);
}

#[test]
fn damaged_blocks_of_lzop_are_gaps_and_no_crash() {
    // Matches before the beginning, literals behind the end, lengths without end, a missing end mark.
    let blocks: &[&[u8]] = &[
        b"\x40\0",
        b"\x12abc",
        b"\0\0\0\0",
        b"\x20\0\0\0\0",
        b"\x15abcd",
        b"\x15abcd\x20\0\xFF\0\0",
        b"\x11\0\0",
        b"",
    ];
    for block in blocks {
        let report = case("a.lzo", packed::lzop_block(&[b'x'; 400], block)).examine();
        let words: Vec<_> = report.gaps.iter().map(|g| g.gap.reason.word()).collect();
        assert_eq!(words, ["malformed"], "{block:?}");
    }
}

#[test]
fn chunks_of_pbzx_are_one_stream_packed_or_not() {
    let program = pe::minimal();
    let mut bytes = packed::pbzx(&[&program[..100], &program[100..]]);
    let report = case("Payload", bytes.clone()).examine();
    assert_eq!((report.artifacts[1].content_type.id, report.gaps.len()), ("pe", 0), "{:?}", report.gaps);
    // A chunk that was stored.
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 5]);
    bytes.extend(b"words");
    let report = case("Payload", bytes.clone()).examine();
    assert_eq!((report.artifacts[1].size, report.gaps.len()), (program.len() as u64 + 5, 0), "{:?}", report.gaps);
    assert!(!case("Payload", &bytes[..bytes.len() - 1]).examine().judgement.complete);
}

#[test]
fn codes_of_nine_bits_alone_are_a_gap() {
    let mut bytes = packed::compress(WORDS);
    bytes[2] = 0x89;
    let report = case("a.Z", bytes).examine();
    assert_eq!(report.gaps[0].gap.reason.word(), "unsupported");
}

#[test]
fn a_dictionary_that_is_not_part_of_the_file_is_a_gap() {
    let mut zstd = packed::zstd_zeros(1, 0x40);
    zstd[4] |= 1;
    zstd.insert(6, 7);
    let mut lz4 = packed::lz4(WORDS);
    lz4[4] |= 1;
    for bytes in [zstd, lz4] {
        let report = case("a.bin", bytes).examine();
        assert_eq!(report.gaps[0].gap.reason.word(), "unsupported");
    }
}

/// Made with the programs themselves (see the list beside the files).
#[test]
fn files_of_the_real_programs_are_opened() {
    let files: &[(&str, &[u8])] = &[
        ("words.txt.bz2", include_bytes!("../../../data/packed/words.txt.bz2")),
        ("words.txt.lz", include_bytes!("../../../data/packed/words.txt.lz")),
        ("words.txt.lz4", include_bytes!("../../../data/packed/words.txt.lz4")),
        ("words.txt.lzma", include_bytes!("../../../data/packed/words.txt.lzma")),
        ("words.txt.lzo", include_bytes!("../../../data/packed/words.txt.lzo")),
        ("words.txt.xz", include_bytes!("../../../data/packed/words.txt.xz")),
        ("words.txt.Z", include_bytes!("../../../data/packed/words.txt.Z")),
        ("words.txt.zst", include_bytes!("../../../data/packed/words.txt.zst")),
        ("old.txt.lz4", include_bytes!("../../../data/packed/old.txt.lz4")),
        ("twelve.txt.Z", include_bytes!("../../../data/packed/twelve.txt.Z")),
    ];
    let words: String = (0..1000).map(|n| format!("line {} of the words {}\n", n, n * n % 997)).collect();
    let hash = sheepdip::scan::walk::hash(words.as_bytes(), false).sha256;
    for (name, bytes) in files {
        let report = case(name, *bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name}: {:?} {:?}", fired(&report), report.gaps);
        assert_eq!(report.artifacts[1].hashes.as_ref().unwrap().sha256, hash, "{name}");
    }
}
