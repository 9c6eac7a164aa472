//! Files of operating systems and developers' tools, recognised by their marks.

use crate::model::format::Format;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

/// The registry row.
pub static FORMAT: Format = Format { name: "system", types: TYPES, rules: &[], inspect: None, seeks: false };

/// Data by its mark.
const fn data(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Data, matches).by_mark()
}

static TYPES: &[&TypeInfo] = &[
    // Windows
    &data("evtx", "Windows event log", |p| p.starts(b"ElfFile\0"))
        .extensions(&["evtx"])
        .begins("45 6C 66 46 (\"ElfFile\")"),
    &data("evt", "old Windows event log", |p| p.starts(b"\x30\0\0\0LfLe")).extensions(&["evt"]).begins("30 00 00 00"),
    &data("hive", "Windows registry hive", |p| p.starts(b"regf") && p.bytes.len() >= 512)
        .extensions(&["hive", "hiv"])
        .begins("72 65 67 66 (\"regf\")"),
    &data("prefetch", "Windows prefetch record", |p| {
        p.has(4, b"SCCA") && matches!(p.window(0, 4), [0x11 | 0x17 | 0x1A | 0x1E | 0x1F, 0, 0, 0])
            || p.starts(b"MAM\x04")
    })
    .extensions(&["pf"])
    .begins("4D 41 4D 04 (\"MAM\")"),
    &data("minidump", "Windows crash dump", |p| {
        p.starts(b"MDMP\x93\xA7") || p.starts(b"PAGEDUMP") || p.starts(b"PAGEDU64")
    })
    .mimes(&["application/x-dmp"])
    .extensions(&["dmp", "mdmp"])
    .begins("4D 44 4D 50 (\"MDMP\")"),
    &data("thumbcache", "Windows thumbnail cache", |p| p.starts(b"CMMM") && p.bytes.len() >= 24)
        .begins("43 4D 4D 4D (\"CMMM\")"),
    &data("help", "old Windows help", |p| p.starts(b"\x3F\x5F\x03\0"))
        .mimes(&["application/winhlp"])
        .extensions(&["hlp"])
        .begins("3F 5F 03 00")
        .not_opened("the help file was not opened; it can start programs"),
    // Apple
    &data("bplist", "Apple property list (binary)", |p| p.starts(b"bplist0") || p.starts(b"bplist1"))
        .mimes(&["application/x-plist", "application/x-bplist"])
        .extensions(&["plist"])
        .begins("62 70 6C 69 (\"bplist\")"),
    &data("ds-store", "Apple folder settings", |p| p.starts(b"\0\0\0\x01Bud1"))
        .extensions(&["ds_store"])
        .begins("00 00 00 01"),
    &data("apple-double", "Apple file attributes", |p| {
        (p.starts(b"\0\x05\x16\x07") || p.starts(b"\0\x05\x16\0")) && matches!(p.window(4, 4), [0, 1 | 2, 0, 0])
    })
    .mimes(&["multipart/appledouble", "application/applefile"])
    .begins("00 05 16 07"),
    &data("keychain", "Apple key chain", |p| p.starts(b"kych\0\x01\0\0"))
        .extensions(&["keychain"])
        .begins("6B 79 63 68 (\"kych\")"),
    // Unix
    &data("mo", "translations (gettext)", |p| {
        matches!(
            p.window(0, 8),
            [0xDE, 0x12, 0x04, 0x95, 0 | 1, 0, 0 | 1, 0] | [0x95, 0x04, 0x12, 0xDE, 0, 0 | 1, 0, 0 | 1]
        )
    })
    .mimes(&["application/x-gettext-translation"])
    .extensions(&["mo", "gmo"])
    .begins("DE 12 04 95"),
    &data("terminfo", "terminal description", is_terminfo).mimes(&["application/x-terminfo2"]),
    &data("tzif", "time zone", |p| p.starts(b"TZif") && matches!(p.window(4, 1), [0 | b'2'..=b'4']))
        .mimes(&["application/tzif"])
        .begins("54 5A 69 66 (\"TZif\")"),
    &data("icc", "colour profile", |p| {
        p.has(36, b"acsp") && u64::from(p.window(0, 4).try_into().map_or(0, u32::from_be_bytes)) <= p.size
    })
    .mimes(&["application/vnd.iccprofile"])
    .extensions(&["icc", "icm"]),
    &data("journal", "systemd journal", |p| p.starts(b"LPKSHHRH"))
        .extensions(&["journal"])
        .begins("4C 50 4B 53 (\"LPKSHHRH\")"),
    // Developers' tools
    &data("git-pack", "Git objects", |p| {
        p.starts(b"PACK\0\0\0") && matches!(p.window(7, 1), [2 | 3]) && p.bytes.len() >= 32
    })
    .extensions(&["pack"])
    .begins("50 41 43 4B (\"PACK\")"),
    &data("git-index", "Git object index", |p| {
        p.starts(b"\xFFtOc\0\0\0") || p.starts(b"DIRC\0\0\0") && matches!(p.window(7, 1), [2..=4])
    })
    .begins("FF 74 4F 63"),
    &data("git-bundle", "Git bundle", |p| p.starts(b"# v2 git bundle\n") || p.starts(b"# v3 git bundle\n"))
        .extensions(&["bundle"])
        .begins("23 20 76 32 (\"# v2 git bundle\")"),
    &data("vim-swap", "Vim swap file", |p| p.starts(b"b0VIM "))
        .extensions(&["swp", "swo"])
        .begins("62 30 56 49 (\"b0VIM\")"),
    &data("pdb", "Windows debugging symbols", |p| p.starts(b"Microsoft C/C++ MSF 7.00\r\n\x1ADS\0"))
        .extensions(&["pdb"])
        .begins("4D 69 63 72 (\"Microsoft C/C++\")"),
    &data("java-keystore", "Java key store", |p| {
        p.starts(b"\xFE\xED\xFE\xED\0\0\0\x02") || p.starts(b"\xCE\xCE\xCE\xCE\0\0\0\x02")
    })
    .mimes(&["application/x-java-keystore"])
    .extensions(&["jks", "keystore"])
    .begins("FE ED FE ED"),
];

/// Compiled terminfo: two marks of two bytes, so the sizes behind them must add up to the file's.
fn is_terminfo(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, 12);
    let number_size = match head {
        [0x1A, 0x01, ..] => 2,
        [0x1E, 0x02, ..] => 4,
        _ => return false,
    };
    let field = |at: usize| head.get(at..at + 2).map_or(u64::MAX, |b| u16::from_le_bytes([b[0], b[1]]).into());
    let (names, flags, numbers, strings, table) = (field(2), field(4), field(6), field(8), field(10));
    let Some(sum) = [names, flags, numbers.saturating_mul(number_size), strings.saturating_mul(2), table]
        .iter()
        .try_fold(12u64, |sum, part| sum.checked_add(*part))
    else {
        return false;
    };
    (2..=512).contains(&names) && flags <= 64 && numbers <= 64 && sum <= probe.size && probe.size <= 64 * 1024
}
