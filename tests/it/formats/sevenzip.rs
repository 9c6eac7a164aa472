use crate::forge::{Example, Specimen, case, fired, noise, pe, with_password};
use sheepdip::model::gap::{GapReason, LimitKind};
use sheepdip::model::report::{FileReport, Verdict};

pub const SPECIMENS: &[Specimen] = &[("7z", || SOLID.to_vec())];
pub const EXAMPLES: &[Example] = &[];

const SOLID: &[u8] = include_bytes!("../../data/sevenzip/solid.7z");
const LOCKED: &[u8] = include_bytes!("../../data/sevenzip/locked.7z");
const LOCKED_LIST: &[u8] = include_bytes!("../../data/sevenzip/locked-list.7z");

fn names(report: &FileReport) -> Vec<&str> {
    report
        .artifacts
        .iter()
        .skip(1)
        .filter_map(|a| a.claim.name.as_ref())
        .map(sheepdip::model::name::Name::text)
        .collect()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Data and a plain list of members as an archive, with the right checksums.
fn archive(data: &[u8], list: &[u8]) -> Vec<u8> {
    let mut place = Vec::new();
    place.extend((data.len() as u64).to_le_bytes());
    place.extend((list.len() as u64).to_le_bytes());
    place.extend(crc(list).to_le_bytes());
    let mut out = b"7z\xBC\xAF\x27\x1C\0\x04".to_vec();
    out.extend(crc(&place).to_le_bytes());
    out.extend(place);
    out.extend(data);
    out.extend(list);
    out
}

/// A number of a list of members, in its longest form.
fn number(value: u64) -> Vec<u8> {
    let mut out = vec![0xFF];
    out.extend(value.to_le_bytes());
    out
}

/// Archives of stored files, or of files "packed" by another method with properties.
fn stored(files: &[(&str, &[u8])], method: &[u8], properties: &[u8], sum: bool) -> Vec<u8> {
    let data: Vec<u8> = files.iter().flat_map(|(_, bytes)| bytes.to_vec()).collect();
    let mut list = vec![1, 4, 6, 0];
    list.extend(number(1));
    list.push(9);
    list.extend(number(data.len() as u64));
    list.extend([0, 7, 11, 1, 0, 1, method.len() as u8 | if properties.is_empty() { 0 } else { 32 }]);
    list.extend(method);
    if !properties.is_empty() {
        list.push(properties.len() as u8);
        list.extend(properties);
    }
    list.push(12);
    list.extend(number(data.len() as u64));
    list.extend([0, 8, 13]);
    list.extend(number(files.len() as u64));
    list.push(9);
    for (_, bytes) in &files[..files.len() - 1] {
        list.extend(number(bytes.len() as u64));
    }
    list.extend([10, 1]);
    for (_, bytes) in files {
        list.extend((crc(bytes) ^ u32::from(!sum)).to_le_bytes());
    }
    list.extend([0, 0, 5]);
    list.extend(number(files.len() as u64));
    let names: Vec<u8> =
        files.iter().flat_map(|(name, _)| name.encode_utf16().chain([0])).flat_map(u16::to_le_bytes).collect();
    list.push(17);
    list.extend(number(names.len() as u64 + 1));
    list.push(0);
    list.extend(names);
    list.extend([0, 0]);
    archive(&data, &list)
}

#[test]
fn an_honest_archive_is_clean_with_every_member() {
    let report = case("a.7z", SOLID).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    assert_eq!(names(&report), ["t/a.txt", "t/b.txt", "t/d/c.txt", "t/empty.txt"]);
}

#[test]
fn each_method_is_unpacked() {
    let archives: [&[u8]; 6] = [
        include_bytes!("../../data/sevenzip/nonsolid.7z"),
        include_bytes!("../../data/sevenzip/plain.7z"),
        include_bytes!("../../data/sevenzip/m-PPMd.7z"),
        include_bytes!("../../data/sevenzip/m-BZip2.7z"),
        include_bytes!("../../data/sevenzip/m-Copy.7z"),
        include_bytes!("../../data/sevenzip/branches.7z"),
    ];
    for (i, bytes) in archives.iter().enumerate() {
        let report = case("a.7z", *bytes).examine();
        assert!(report.gaps.is_empty(), "{i}: {:?}", report.gaps);
        let sizes: Vec<u64> = report.artifacts.iter().skip(1).map(|a| a.size).collect();
        assert!(sizes.starts_with(&[11, 23]) || sizes == [1800], "{i}: {sizes:?}");
    }
}

#[test]
fn a_method_that_is_not_known_is_a_gap_and_the_names_are_judged() {
    let report = case("a.7z", &include_bytes!("../../data/sevenzip/m-Deflate64.7z")[..]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(report.gaps[0].gap.detail.contains("DEFLATE64"), "{:?}", report.gaps);
    let report = case("a.7z", stored(&[("photo.jpg.exe", b"x")], &[9, 9], &[], true)).examine();
    assert!(fired(&report).contains(&"names.double-extension"), "{:?}", fired(&report));
    assert!(report.gaps[0].gap.detail.contains("0909"), "{:?}", report.gaps);
}

#[test]
fn a_cut_archive_is_never_clean() {
    for length in 6..SOLID.len() {
        let verdict = case("a.7z", &SOLID[..length]).examine().judgement.verdict;
        assert_ne!(verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn a_locked_archive_is_a_gap_with_its_names_and_opens_with_its_password() {
    let report = case("a.7z", LOCKED).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert_eq!(report.gaps[0].gap.reason, GapReason::Encrypted);
    assert_eq!(names(&report), ["t/a.txt", "t/b.txt"]);
    let report = case("a.7z", LOCKED_LIST).examine();
    assert_eq!(report.gaps[0].gap.reason, GapReason::Encrypted);
    assert!(names(&report).is_empty());
    for bytes in [LOCKED, LOCKED_LIST] {
        let wrong = case("a.7z", bytes).examine_with(&with_password("wrong"));
        assert_eq!(wrong.gaps[0].gap.reason, GapReason::Encrypted);
        let opened = case("a.7z", bytes).examine_with(&with_password("secret"));
        assert_eq!(opened.judgement.verdict, Verdict::Clean, "{:?}", opened.gaps);
        assert_eq!(opened.artifacts[1].size, 11);
    }
}

#[test]
fn a_key_that_takes_hours_to_make_is_not_made() {
    // AES: the lower six bits of the first property byte are the power of two of the rounds.
    let aes = [0x06, 0xF1, 0x07, 0x01];
    let bytes = stored(&[("a.txt", &[0; 16])], &aes, &[40, 0], true);
    let report = case("a.7z", bytes).examine_with(&with_password("secret"));
    assert_eq!(report.gaps[0].gap.reason, GapReason::Limit(LimitKind::Passwords), "{:?}", report.gaps);
}

#[test]
fn a_link_out_of_the_archive_is_told() {
    let report = case("a.7z", &include_bytes!("../../data/sevenzip/link.7z")[..]).examine();
    assert!(fired(&report).contains(&"member.outside-link"), "{:?}", fired(&report));
    assert_eq!(names(&report), ["t/a.txt"]);
}

#[test]
fn names_that_climb_and_names_twice_are_told() {
    let report = case("a.7z", stored(&[("../../x.txt", b"x"), ("a", b"y"), ("a", b"z")], &[0], &[], true)).examine();
    let fired = fired(&report);
    assert!(fired.contains(&"member.escaping-path") && fired.contains(&"member.duplicate-name"), "{fired:?}");
}

#[test]
fn a_program_with_a_wrong_checksum_is_found_all_the_same() {
    let report = case("a.7z", stored(&[("a.jpg", &pe::minimal()), ("b.txt", b"words")], &[0], &[], false)).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(!report.judgement.complete);
    assert_eq!(names(&report), ["a.jpg", "b.txt"]);
}

#[test]
fn what_asks_for_too_much_memory_is_a_gap() {
    for (method, properties) in
        [(&[3, 1, 1][..], &[0x5D, 0, 0, 0, 0xF0][..]), (&[0x21], &[40]), (&[3, 4, 1], &[6, 0, 0, 0, 0xF0])]
    {
        let report = case("a.7z", stored(&[("a.txt", b"words")], method, properties, true)).examine();
        assert!(matches!(report.gaps[0].gap.reason, GapReason::Limit(_)), "{method:?} {:?}", report.gaps);
    }
}

#[test]
fn counts_that_lie_are_a_limit() {
    for list in [
        [&[1, 5][..], &number(1 << 40), &[0; 64]].concat(),
        [&[1, 4, 6, 0][..], &number(1 << 40), &[0; 64]].concat(),
        [&[1, 4, 6, 0, 0, 0, 7, 11][..], &number(1 << 40), &[0; 64]].concat(),
    ] {
        let report = case("a.7z", archive(b"", &list)).examine();
        assert_eq!(report.gaps[0].gap.reason, GapReason::Limit(LimitKind::Entries), "{:?}", report.gaps);
    }
}

#[test]
fn a_list_that_unpacks_to_gigabytes_is_a_limit() {
    // A packed list: stored, but it says that it is four gigabytes long.
    let mut list = vec![23, 6, 0, 1, 9, 10, 0, 7, 11, 1, 0, 1, 1, 0, 12];
    list.extend(number(4 << 30));
    list.extend([0, 0]);
    let report = case("a.7z", archive(&[0; 10], &list)).examine();
    assert_eq!(report.gaps[0].gap.reason, GapReason::Limit(LimitKind::Entries), "{:?}", report.gaps);
}

#[test]
fn an_absurd_declared_size_is_a_bomb() {
    let mut list = vec![1, 4, 6, 0, 1, 9, 10, 0, 7, 11, 1, 0, 1, 1, 0, 12];
    list.extend(number(1 << 40));
    list.extend([0, 8, 0, 0, 5, 1, 17, 5, 0, b'a', 0, 0, 0, 0, 0]);
    let report = case("a.7z", archive(&[0; 10], &list)).examine();
    assert!(fired(&report).contains(&"member.bomb"), "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn a_program_behind_the_end_or_before_the_data_is_dangerous() {
    let report = case("a.7z", [SOLID, &pe::minimal()].concat()).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?}", fired(&report));
    assert!(!fired(&case("a.7z", [SOLID, &[0; 512]].concat()).examine()).contains(&"stray.something-that-runs"));
    // The packed data may begin anywhere behind the start.
    let program = pe::minimal();
    let mut list = vec![1, 4, 6];
    list.extend(number(program.len() as u64));
    list.extend([1, 9, 4, 0, 7, 11, 1, 0, 1, 1, 0, 12, 4, 0, 8, 0, 0, 5, 1, 17, 5, 0, b'a', 0, 0, 0, 0, 0]);
    let report = case("a.7z", archive(&[&program[..], b"abcd"].concat(), &list)).examine();
    assert!(fired(&report).contains(&"stray.something-that-runs"), "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn a_part_says_which_parts_are_missing() {
    let first = case("a.7z.001", &SOLID[..SOLID.len() - 60]).examine();
    assert!(first.gaps[0].gap.detail.contains("part 1"), "{:?}", first.gaps);
    let third = case("a.7z.003", noise(5000)).examine();
    assert_eq!(third.judgement.verdict, Verdict::Unexamined);
    assert!(third.gaps[0].gap.detail.contains("the parts 1 to 2 are missing"), "{:?}", third.gaps);
    assert_eq!(case("a.bin", noise(5000)).examine().judgement.verdict, Verdict::Clean);
}
