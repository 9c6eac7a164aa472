//! What an object's bytes call up, whatever its header says: the identities of classes (CLSIDs) that documents abuse, and
//! formulas that overflow the old equation editor.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::memmem;

/// What a class does to who opens a document with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// The equation editor.
    Equation,
    /// A link that is followed when the document is opened.
    Link,
    /// The address in such a link.
    Address,
    /// Runs a script or program that it is given.
    Runs,
    /// A control or library with faults that attacks use.
    Faulty,
}

/// A class as it stands in a file: the first three fields with the low byte first.
const fn id(first: u32, second: u16, third: u16, rest: u64) -> [u8; 16] {
    let (a, b, c, d) = (first.to_le_bytes(), second.to_le_bytes(), third.to_le_bytes(), rest.to_be_bytes());
    [a[0], a[1], a[2], a[3], b[0], b[1], c[0], c[1], d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]]
}

const COM: u64 = 0xC000_0000_0000_0046;

/// After oletools' `clsid.py`, without the classes that honest documents have.
static CLASSES: &[([u8; 16], Does, &str)] = &[
    (id(0x0002_CE02, 0, 0, COM), Does::Equation, "Equation.3"),
    (id(0x0002_1700, 0, 0, COM), Does::Equation, "Equation.2"),
    (id(0x0003_000B, 0, 0, COM), Does::Equation, "Equation"),
    (id(0x0000_0300, 0, 0, COM), Does::Link, "StdOleLink"),
    (id(0x0000_0309, 0, 0, COM), Does::Link, "composite moniker"),
    (id(0x79EA_C9E0, 0xBAF9, 0x11CE, 0x8C82_00AA_004B_A90B), Does::Address, "URL moniker"),
    (id(0xECAB_AFC6, 0x7F19, 0x11D2, 0x978E_0000_F875_7E2A), Does::Address, "new moniker"),
    (id(0x0629_0BD3, 0x48AA, 0x11D2, 0x8432_0060_08C3_FBFC), Does::Runs, "script moniker"),
    (id(0x3050_F4D8, 0x98B5, 0x11CF, 0xBB82_00AA_00BD_CE0B), Does::Runs, "HTML application"),
    (id(0xECAB_B0C7, 0x7F19, 0x11D2, 0x978E_0000_F875_7E2A), Does::Runs, "SOAP moniker"),
    (id(0xBDD1_F04B, 0x858B, 0x11D1, 0xB16A_00C0_F028_3628), Does::Faulty, "MSCOMCTL.ListViewCtrl"),
    (id(0x996B_F5E0, 0x8044, 0x4650, 0xADEB_0B01_3914_E99C), Does::Faulty, "MSCOMCTL.ListViewCtrl"),
    (id(0xC741_90B6, 0x8589, 0x11D1, 0xB16A_00C0_F028_3628), Does::Faulty, "MSCOMCTL.TreeCtrl"),
    (id(0x9181_DC5F, 0xE07D, 0x418A, 0xACA6_8EEA_1ECB_8E9E), Does::Faulty, "MSCOMCTL.TreeCtrl"),
    (id(0x6683_3FE6, 0x8583, 0x11D1, 0xB16A_00C0_F028_3628), Does::Faulty, "MSCOMCTL.Toolbar"),
    (id(0x1EFB_6596, 0x857C, 0x11D1, 0xB16A_00C0_F028_3628), Does::Faulty, "MSCOMCTL.TabStrip"),
    (id(0xDD9D_A666, 0x8594, 0x11D1, 0xB16A_00C0_F028_3628), Does::Faulty, "MSCOMCTL.ImageComboCtl"),
    (id(0x0000_0535, 0, 0x10, 0x8000_00AA_006D_2EA4), Does::Faulty, "ADODB.RecordSet"),
    (id(0xA08A_033D, 0x1A75, 0x4AB6, 0xA166_EAD0_2F54_7959), Does::Faulty, "otkloadr.WRLoader"),
    (id(0x8856_F961, 0x340A, 0x11D0, 0xA96B_00C0_4FD7_05A2), Does::Faulty, "web browser"),
    (id(0xEAB2_2AC3, 0x30C1, 0x11CF, 0xA7EB_0000_C05B_AE0B), Does::Faulty, "web browser (old)"),
    (id(0x4599_9B72, 0x1AB9, 0x11D0, 0x8BA4_00AA_0052_F3E6), Does::Faulty, "MSHTML control"),
];

/// Controls that have nothing to do in documents, beside those that are faulty: they show pages and run their scripts.
static PAGES: &[(&str, &str)] = &[
    ("8856F961-340A-11D0-A96B-00C04FD705A2", "web browser"),
    ("EAB22AC3-30C1-11CF-A7EB-0000C05BAE0B", "web browser (old)"),
    ("AE24FDAE-03C6-11D1-8B76-0080C744F389", "scriptlet"),
    ("25336920-03F9-11CF-8FD0-00AA00686F13", "HTML page"),
    ("3050F4D8-98B5-11CF-BB82-00AA00BDCE0B", "HTML application"),
    ("06290BD3-48AA-11D2-8432-006008C3FBFC", "script moniker"),
    ("0E59F1D5-1FBE-11D0-8FF2-00A0D10038BC", "script control"),
];

/// The name of a class that attacks abuse, by its identity as text.
pub(in crate::formats) fn abused(id: &str) -> Option<&'static str> {
    let id = id.trim().trim_start_matches('{').trim_end_matches('}').to_ascii_uppercase();
    let page = PAGES.iter().find(|(known, _)| *known == id).map(|(_, name)| *name);
    page.or_else(|| {
        let faulty = CLASSES.iter().filter(|(_, does, _)| matches!(does, Does::Faulty | Does::Runs));
        faulty.into_iter().find(|(bytes, ..)| text(bytes) == id).map(|(.., name)| *name)
    })
}

/// An identity as text.
fn text(id: &[u8; 16]) -> String {
    let part = |range: std::ops::Range<usize>| id[range].iter().map(|b| format!("{b:02X}")).collect::<String>();
    let first = u32::from_le_bytes([id[0], id[1], id[2], id[3]]);
    let (second, third) = (u16::from_le_bytes([id[4], id[5]]), u16::from_le_bytes([id[6], id[7]]));
    format!("{first:08X}-{second:04X}-{third:04X}-{}-{}", part(8..10), part(10..16))
}

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(CLASSES.iter().map(|c| c.0)).ok());

/// What the bytes of an object call up.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::formats) struct Called {
    /// The equation editor.
    pub(in crate::formats) equation: Option<&'static str>,
    /// A link that leads somewhere by itself.
    pub(in crate::formats) link: Option<&'static str>,
    /// Something that runs what it is given.
    pub(in crate::formats) runs: Option<&'static str>,
    /// A control with faults that attacks use.
    pub(in crate::formats) faulty: Option<&'static str>,
}

/// Looks for the classes in an object's bytes.
pub(in crate::formats) fn called(data: &[u8]) -> Called {
    let mut called = Called::default();
    let (mut link, mut address) = (None, false);
    let finder = FINDER.as_ref();
    for found in finder.into_iter().flat_map(|f| f.find_iter(data)).take(10_000) {
        let Some((_, does, name)) = CLASSES.get(found.pattern().as_usize()) else { continue };
        match does {
            Does::Equation => _ = called.equation.get_or_insert(name),
            Does::Runs => _ = called.runs.get_or_insert(name),
            Does::Faulty => _ = called.faulty.get_or_insert(name),
            Does::Link => _ = link.get_or_insert(*name),
            // Honest documents that are embedded have these for their ordinary links.
            Does::Address => address = true,
        }
    }
    called.link = link.filter(|_| address);
    called
}

/// The address of a link in an object's bytes, in wide or plain characters.
pub(in crate::formats) fn address(data: &[u8]) -> Option<String> {
    let schemes = ["http://", "https://", "ftp://", "file://", "script:", "mhtml:", "\\\\"];
    let wide = schemes.iter().find_map(|scheme| {
        let needle: Vec<u8> = scheme.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let at = memmem::find(data, &needle)?;
        let units = data[at..].chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).take(512);
        let units: Vec<u16> = units.take_while(|u| *u > 0x20 && *u < 0xFF00).collect();
        (units.len() > scheme.len() + 2).then(|| String::from_utf16_lossy(&units))
    });
    wide.or_else(|| {
        schemes.iter().take(3).find_map(|scheme| {
            let at = memmem::find(data, scheme.as_bytes())?;
            let text = data[at..].iter().take(512).take_while(|b| (0x21..0x7F).contains(*b)).copied().collect();
            String::from_utf8(text).ok()
        })
    })
}

/// The longest name of a font that the equation editor has room for.
const FONT: usize = 40;

/// Whether a formula (MTEF 3) has a font's name that runs over: where, in the object's bytes.
pub(in crate::formats) fn overflow(data: &[u8]) -> Option<usize> {
    // Version 3, written on Windows by the equation editor, of version 3.
    memmem::find_iter(data, b"\x03\x01\x01\x03").take(1000).find(|at| {
        let records = data.get(at + 5..data.len().min(at + 5 + 64)).unwrap_or_default();
        // A font record stands at once or behind a few that set the size: its mark, face, style, then the name.
        records.iter().enumerate().take(8).any(|(i, mark)| {
            let name = data.get(at + 5 + i + 3..).unwrap_or_default();
            *mark == 8 && name.len() > FONT && !name[..FONT].contains(&0)
        })
    })
}

/// What orders a formula has no use for.
pub(in crate::formats) fn order(data: &[u8]) -> Option<&'static str> {
    let lower = data[..data.len().min(1 << 20)].to_ascii_lowercase();
    let words = [
        "mshta",
        "cmd.exe",
        "cmd /c",
        "powershell",
        "regsvr32",
        "rundll32",
        "winexec",
        "urldownloadtofile",
        "http://",
        "https://",
    ];
    words.into_iter().find(|word| memmem::find(&lower, word.as_bytes()).is_some())
}
