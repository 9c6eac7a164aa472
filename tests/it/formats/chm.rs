use crate::forge::{Example, Specimen, case, fired, pe};
use sheepdip::model::report::{FileReport, Verdict};

/// Files in a help file that are not packed.
pub fn plain(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut content = Vec::new();
    let mut list = Vec::new();
    for (name, bytes) in files {
        list.push((name.to_string(), 0, content.len(), bytes.len()));
        content.extend(*bytes);
    }
    with_directory(&list, &content)
}

fn number(value: usize) -> Vec<u8> {
    let mut out = vec![(value & 0x7F) as u8];
    let mut rest = value >> 7;
    while rest > 0 {
        out.insert(0, (rest & 0x7F) as u8 | 0x80);
        rest >>= 7;
    }
    out
}

/// A help file with this directory: name, section, offset, size.
fn with_directory(list: &[(String, usize, usize, usize)], content: &[u8]) -> Vec<u8> {
    let mut entries = Vec::new();
    for (name, section, offset, size) in list {
        entries.extend(number(name.len()));
        entries.extend(name.as_bytes());
        for value in [*section, *offset, *size] {
            entries.extend(number(value));
        }
    }
    let free = 4096 - 20 - entries.len();
    let mut out = b"ITSF\x03\0\0\0\x60\0\0\0\x01\0\0\0".to_vec();
    out.resize(0x48, 0);
    out.extend(0x60u64.to_le_bytes());
    out.extend((0x54u64 + 4096).to_le_bytes());
    out.extend((0x60u64 + 0x54 + 4096).to_le_bytes());
    out.extend(b"ITSP\x01\0\0\0\x54\0\0\0\x0A\0\0\0\0\x10\0\0");
    out.resize(0x60 + 0x54, 0);
    out.extend(b"PMGL");
    out.extend((free as u32).to_le_bytes());
    out.extend([0; 12]);
    out.extend(entries);
    out.resize(0x60 + 0x54 + 4096, 0);
    out.extend(content);
    out
}

/// A help file whose pages are one LZX stream of blocks that are not compressed; each frame begins anew.
fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let all: Vec<u8> = files.iter().flat_map(|f| f.1.to_vec()).collect();
    let (mut stream, mut places) = (Vec::new(), Vec::new());
    for frame in all.chunks(32768) {
        places.extend((stream.len() as u64).to_le_bytes());
        // One bit: no translation of calls. Three bits: kind 3. 24 bits: the size. Padding to 16 bits.
        let head = 3u32 << 28 | (frame.len() as u32) << 4;
        stream.extend(((head >> 16) as u16).to_le_bytes());
        stream.extend((head as u16).to_le_bytes());
        stream.extend([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
        stream.extend(frame);
    }
    let mut control = vec![6, 0, 0, 0];
    control.extend(b"LZXC");
    for value in [2u32, 1, 2, 1, 0] {
        control.extend(value.to_le_bytes());
    }
    let mut table = Vec::new();
    for value in [2u32, places.len() as u32 / 8, 8, 40] {
        table.extend(value.to_le_bytes());
    }
    for value in [all.len() as u64, stream.len() as u64, 32768] {
        table.extend(value.to_le_bytes());
    }
    table.extend(places);
    let mut content = Vec::new();
    let mut list = Vec::new();
    for (name, bytes) in [
        ("::DataSpace/Storage/MSCompressed/Content", &stream),
        ("::DataSpace/Storage/MSCompressed/ControlData", &control),
        (
            "::DataSpace/Storage/MSCompressed/Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable",
            &table,
        ),
    ] {
        list.push((name.to_owned(), 0, content.len(), bytes.len()));
        content.extend(bytes);
    }
    let mut at = 0;
    for (name, bytes) in files {
        list.push((name.to_string(), 1, at, bytes.len()));
        at += bytes.len();
    }
    with_directory(&list, &content)
}

/// An honest help file of one page.
pub fn help() -> Vec<u8> {
    plain(&[("/a.htm", b"<html><body><p>How to open the lid.</p></body></html>")])
}

fn shortcut(command: &str) -> Vec<u8> {
    let page = format!(
        "<html><body><OBJECT id=x classid=\"clsid:adb880a6-d8ff-11cf-9377-00aa003b7a11\" width=1 height=1>\n\
         <PARAM name=\"Command\" value=\"ShortCut\">\n<PARAM name=\"Item1\" value=\",{command}\">\n</OBJECT></body></html>"
    );
    packed(&[("/a.htm", page.as_bytes())])
}

pub const SPECIMENS: &[Specimen] = &[("chm", help)];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "chm.compiled-help",
        fires: || case("manual.chm", help()),
        silent: || case("manual.txt", "ITSF is how compiled help begins".as_bytes()),
    },
    Example {
        rule: "chm.starts-program",
        fires: || case("manual.chm", shortcut("cmd.exe, /c echo hello")),
        silent: || case("manual.chm", shortcut("lid.cpl")),
    },
];

fn names(report: &FileReport) -> Vec<&str> {
    report
        .artifacts
        .iter()
        .skip(1)
        .filter_map(|a| a.claim.name.as_ref())
        .map(sheepdip::model::name::Name::text)
        .collect()
}

#[test]
fn packed_and_plain_pages_are_examined() {
    let long = b"<html><body>words and words</body></html>".repeat(2000);
    let program = pe::minimal();
    let files: &[(&str, &[u8])] = &[("/a.htm", &long), ("/b.jpg", &program), ("/c.txt", b"words\n")];
    for bytes in [plain(files), packed(files)] {
        let report = case("a.chm", bytes).examine();
        assert!(report.judgement.complete, "{:?}", report.gaps);
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
        assert_eq!(names(&report), ["/a.htm", "/b.jpg", "/c.txt"]);
        assert_eq!(report.artifacts[1].size, long.len() as u64);
    }
}

#[test]
fn a_cut_help_file_is_never_complete() {
    let whole = packed(&[("/a.htm", b"<html><body>words</body></html>"), ("/c.txt", b"words\n")]);
    for length in (0x60..whole.len()).step_by(7) {
        let report = case("a.chm", &whole[..length]).examine();
        assert!(!report.judgement.complete, "cut at {length}");
    }
}

#[test]
fn a_stream_without_its_tables_is_a_gap_with_its_names() {
    let list = [("/photo.jpg.exe".to_owned(), 1, 0, 10)];
    let report = case("a.chm", with_directory(&list, b"")).examine();
    assert!(!report.judgement.complete);
    assert!(fired(&report).contains(&"names.double-extension"), "{:?}", fired(&report));
}

#[test]
fn a_shortcut_behind_a_harmless_one_and_in_numbers_is_read() {
    let object = |command: &str| {
        format!(
            "<OBJECT id=x classid=\"clsid:adb880a6-d8ff-11cf-9377-00aa003b7a11\">\n\
             <PARAM name=\"Command\" value=\"&#83;hort&#x43;ut\">\n<PARAM name='Item1' value='{command}'>\n</OBJECT>"
        )
    };
    let page = |command: &str| format!("<html><body>{}{}</body></html>", object(",lid.cpl"), object(command));
    let fires = |command: &str| {
        let report = case("manual.chm", plain(&[("/a.htm", page(command).as_bytes())])).examine();
        fired(&report).contains(&"chm.starts-program")
    };
    assert!(fires(",p&#111;wershell.exe,-w hidden a"));
    assert!(!fires(",lid.cpl"));
}
