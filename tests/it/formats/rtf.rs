use crate::forge::{Case, Example, Specimen, case, fired, ole, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("rtf", || br"{\rtf1\ansi Hello\par}".to_vec())];

fn document(body: &str) -> Case {
    case("a.rtf", format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}{body}\\par}}").into_bytes())
}

/// An embedded object of a class: its OLE 1.0 header and data, in hexadecimal lines.
fn object(class: &str, data: &[u8], words: &str) -> Case {
    let mut bytes = vec![1, 5, 0, 0, 2, 0, 0, 0];
    bytes.extend((class.len() as u32 + 1).to_le_bytes());
    bytes.extend(class.as_bytes());
    bytes.extend([0; 9]);
    bytes.extend((data.len() as u32).to_le_bytes());
    bytes.extend(data);
    let hex: String =
        bytes.iter().enumerate().map(|(i, b)| format!("{b:02x}{}", if i % 32 == 31 { "\r\n" } else { "" })).collect();
    document(&format!("{{\\object\\objemb{words}{{\\*\\objdata {hex}}}}}"))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "rtf.remote-template",
        fires: || document("{\\*\\template http://203.0.113.5/a.dotm}"),
        silent: || document("{\\*\\template C:\\\\Users\\\\me\\\\Normal.dotm}"),
    },
    Example {
        rule: "rtf.dde",
        fires: || document("{\\field{\\*\\fldinst {DDEAUTO c:\\\\\\\\x.exe \"\"}}}"),
        silent: || document("{\\field{\\*\\fldinst {HYPERLINK \"https://example.com\"}}}"),
    },
    Example {
        rule: "rtf.program-inside",
        fires: || object("Package", &crate::forge::ole::package("a.exe", &pe::minimal())[4..], ""),
        silent: || object("Package", &crate::forge::ole::package("a.txt", b"some words\n")[4..], ""),
    },
    Example {
        rule: "rtf.equation",
        fires: || object("Equation.3", b"some words\n", ""),
        silent: || object("Excel.Chart.8", b"some words\n", ""),
    },
    Example {
        rule: "rtf.link-object",
        fires: || object("OLE2Link", b"some words\n", ""),
        silent: || object("Word.Picture.8", b"some words\n", ""),
    },
    Example {
        rule: "rtf.updates-itself",
        fires: || object("Excel.Sheet.8", b"some words\n", "\\objupdate"),
        silent: || object("Excel.Sheet.8", b"some words\n", ""),
    },
];

#[test]
fn a_plain_document_is_clean_and_a_cut_one_is_not() {
    let whole = document("Hello").bytes;
    assert_eq!(case("a.rtf", whole.clone()).examine().judgement.verdict, Verdict::Clean);
    for length in 4..whole.len() {
        assert_ne!(case("a.rtf", &whole[..length]).examine().judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn split_digits_and_nested_groups_do_not_hide_an_object() {
    let plain = object("OLE2Link", b"x", "");
    let text = String::from_utf8(plain.bytes).unwrap().replace("objdata 0105", "objdata 0{\\b 1}\r\n 0\\ulnone 5");
    let report = case("a.rtf", text.into_bytes()).examine();
    assert!(fired(&report).contains(&"rtf.link-object"), "{:?}", fired(&report));
}

#[test]
fn digits_in_an_unknown_destination_are_no_data_of_an_object() {
    let Case { name, bytes, .. } = object("Package", &ole::package("a.exe", &pe::minimal())[4..], "");
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "{\\*\\foo{\\b bad}}\r\n");
    assert!(fired(&case(&name, text.into_bytes()).examine()).contains(&"rtf.program-inside"));
}

#[test]
fn an_object_that_was_not_understood_is_never_clean() {
    assert_eq!(
        document("{\\object{\\*\\objdata 0105000{\\foo bad}002000000bada0102030405060708}}")
            .examine()
            .judgement
            .verdict,
        Verdict::Unexamined
    );
    assert_eq!(object("Package", b"\x01\x02 something else", "").examine().judgement.verdict, Verdict::Unexamined);
}
