use crate::forge::{Example, Specimen, case, fired, pe, png};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] =
    &[("one", || section(b"")), ("onetoc2", || with_guid(0x43FF2FA1_EFD9_4C76_9EE2_10EA5722765F))];

/// A file that begins with a GUID in its stored order, then nothing.
fn with_guid(guid: u128) -> Vec<u8> {
    let mut out = uuid::Uuid::from_u128(guid).to_bytes_le().to_vec();
    out.resize(1024, 0);
    out
}

/// A section with some bytes behind its header.
fn section(body: &[u8]) -> Vec<u8> {
    let mut out = with_guid(0x7B5C52E4_D88C_4DA7_AEB1_5378D02996D3);
    out.extend_from_slice(body);
    out
}

/// An attached file.
fn attached(data: &[u8]) -> Vec<u8> {
    section(&file(data))
}

fn file(data: &[u8]) -> Vec<u8> {
    let mut body = uuid::Uuid::from_u128(0xBDE316E7_2665_4511_A4C4_8D4D0B7A9EAC).to_bytes_le().to_vec();
    body.extend((data.len() as u64).to_le_bytes());
    body.extend([0; 12]);
    body.extend(data);
    body
}

/// The properties of an attached file: its name, and whence it came.
fn properties(name: &str) -> Vec<u8> {
    let mut out = 0x1C00_1D9Cu32.to_le_bytes().to_vec();
    out.extend(0x1C00_1D9Du32.to_le_bytes());
    for text in [name.to_owned(), format!("C:\\Users\\me\\{name}")] {
        let wide: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        out.extend((wide.len() as u32).to_le_bytes());
        out.extend(wide);
    }
    out
}

/// A page with a picture and a file under its name.
fn named(name: &str, data: &[u8]) -> Vec<u8> {
    section(&[properties(name), file(&png::plain()), file(data)].concat())
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "onenote.program-inside",
        fires: || case("a.one", attached(&pe::minimal())),
        silent: || case("a.one", attached(&png::plain())),
    },
    Example {
        rule: "onenote.file-that-runs",
        fires: || case("a.one", named("Open.cmd", b"some words\r\n")),
        silent: || case("a.one", named("setup.exe.txt", b"some words\r\n")),
    },
];

#[test]
fn an_attached_file_bears_its_name() {
    let report = case("a.one", named("words.txt", b"some words\r\n")).examine();
    let names: Vec<_> =
        report.artifacts.iter().skip(1).map(|a| a.claim.name.as_ref().map(sheepdip::model::name::Name::text)).collect();
    assert_eq!(names, [None, Some("words.txt")]);
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn a_name_in_the_text_of_a_page_is_no_attached_file() {
    let text: Vec<u8> = "setup.exe\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let body = [&0x1C00_1C22u32.to_le_bytes()[..], &(text.len() as u32).to_le_bytes(), &text].concat();
    assert_eq!(fired(&case("a.one", section(&body)).examine()), Vec::<&str>::new());
}

#[test]
fn a_notebook_that_was_cut_is_never_clean() {
    let whole = named("words.txt", b"some words\r\n");
    for length in [17, 500, 1023, whole.len() - 1, whole.len() - 5] {
        let report = case("a.one", &whole[..length]).examine();
        assert_ne!(report.judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn an_attached_file_that_lies_about_its_length_hides_no_other() {
    let mut first = file(b"words");
    first[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let report = case("a.one", section(&[first, file(&pe::minimal())].concat())).examine();
    assert!(fired(&report).contains(&"onenote.program-inside"), "{:?}", fired(&report));
}

#[test]
fn the_form_of_online_notebooks_is_told_as_unread_and_not_as_cut() {
    let mut bytes = section(&[0; 64]);
    bytes[48..64].copy_from_slice(&uuid::Uuid::from_u128(0x638DE92F_A6D4_4BC1_9A36_B3FC2511A5B7).to_bytes_le());
    bytes[196..204].copy_from_slice(&[0xFF; 8]);
    let report = case("a.one", bytes).examine();
    let reasons: Vec<_> = report.gaps.iter().map(|g| g.gap.reason.word()).collect();
    assert_eq!(reasons, ["unsupported"]);
}
