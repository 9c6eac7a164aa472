use crate::forge::{Case, Example, Specimen, case, fired, noise, pdf, pe, png, with_password};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("pdf", pdf::plain)];

fn with(catalog: &str, extra: &[&str]) -> Case {
    case("a.pdf", pdf::with_catalog(catalog, extra))
}

fn attached(data: &[u8]) -> Case {
    let mut stream = b"<</Type/EmbeddedFile/Filter/FlateDecode>>\nstream\n".to_vec();
    stream.extend(png::zlib(data));
    stream.extend(b"\nendstream");
    let objects = [b"<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>".to_vec(), b"<<>>".to_vec(), stream];
    case("a.pdf", pdf::of_bytes(&objects, ""))
}

fn script(code: &str) -> Case {
    with("", &[&format!("<</S/JavaScript/JS({code})>>")])
}

fn form(packet: &str) -> Case {
    let stream = format!("<</Length 9999>>stream\n<template>{packet}</template>\nendstream");
    with("/AcroForm<</XFA[(template)4 0 R]>>", &[&stream])
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "pdf.launch",
        fires: || with("/OpenAction<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>", &[]),
        silent: || with("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", &["<</S/Launch/F(chapter2.pdf)>>"]),
    },
    Example {
        rule: "pdf.starts-attachment",
        fires: || with("", &["<</S/JavaScript/JS(this.exportDataObject({cName: 'a', nLaunch: 2}))>>"]),
        silent: || with("", &["<</S/JavaScript/JS(this.exportDataObject({cName: 'a', nLaunch: 0}))>>"]),
    },
    Example {
        rule: "pdf.program-inside",
        fires: || attached(&pe::minimal()),
        silent: || attached(b"<?xml version=\"1.0\"?><invoice/>"),
    },
    Example {
        rule: "pdf.script-on-open",
        fires: || with("/OpenAction 4 0 R", &["<</S/JavaScript/JS(app.launchURL\\('x'\\))>>"]),
        silent: || with("", &["<</AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>>>>>"]),
    },
    Example {
        rule: "pdf.script",
        fires: || with("", &["<</AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>>>>>"]),
        silent: || with("", &["<</Title(JavaScript for beginners)>>"]),
    },
    Example {
        rule: "pdf.exploit",
        fires: || script("this.media.newPlayer(null);"),
        silent: || script("var player = app.media.openPlayer({});"),
    },
    Example {
        rule: "pdf.hidden-script",
        fires: || script("var a = unescape\\('%61'\\); eval\\(a\\);"),
        silent: || script("var a = unescape\\('%61'\\); app.alert\\(a\\);"),
    },
    Example {
        rule: "pdf.form-script",
        fires: || form("<script contentType=\"application/x-javascript\">field.rawValue = 1;</script>"),
        silent: || form("<text>script</text>"),
    },
    Example {
        rule: "pdf.submits-form",
        fires: || with("", &["<</S/SubmitForm/F<</FS/URL/F(https://example.com/send)>>>>"]),
        silent: || with("", &["<</S/ResetForm/Fields[(a)]>>"]),
    },
    Example {
        rule: "pdf.handler-link",
        fires: || with("", &["<</S/URI/URI(search-ms:query=x&crumb=location:\\\\\\\\203.0.113.5)>>"]),
        silent: || with("", &["<</S/URI/URI(https://example.com/?q=search-ms:query)>>"]),
    },
    Example {
        rule: "pdf.lure",
        fires: || with("", &["<</S/URI/URI(https://example.com/invoice.zip)>>"]),
        silent: || with("", &["<</S/URI/URI(https://example.com/a.zip)>>", "<</S/URI/URI(https://example.com/b)>>"]),
    },
    Example {
        rule: "pdf.link-to-program",
        fires: || with("", &["<</S/URI/URI(https://example.com/a.exe)>>", "<</S/URI/URI(https://example.com/b)>>"]),
        silent: || with("", &["<</S/URI/URI(https://example.com/a.html)>>", "<</S/URI/URI(https://example.com/b)>>"]),
    },
    Example {
        rule: "pdf.rich-media",
        fires: || with("", &["<</Type/Annot/Subtype/RichMedia/RichMediaContent 5 0 R>>"]),
        silent: || with("", &["<</Type/Annot/Subtype/Link>>"]),
    },
    Example {
        rule: "pdf.many-layers",
        fires: || with("", &["<</Filter[/AHx/AHx/AHx/Fl]>>stream\n>\nendstream"]),
        silent: || with("", &["<</Filter[/A85/Fl/DCT]>>stream\n~>\nendstream"]),
    },
    Example {
        rule: "pdf.network-action",
        fires: || with("", &["<</S/GoToE/F(\\\\\\\\203.0.113.5\\\\x)/D[0/Fit]>>"]),
        silent: || with("", &["<</S/GoToR/F(next.pdf)/D[0/Fit]>>"]),
    },
    Example {
        rule: "pdf.hidden-name",
        fires: || with("", &["<</S/J#61vaScript/JS(x)>>"]),
        silent: || with("", &["<</Name/Times#20New#20Roman>>"]),
    },
];

#[test]
fn a_plain_document_is_clean_and_a_cut_one_is_not() {
    let whole = pdf::plain();
    let report = case("a.pdf", whole.clone()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    for length in 5..whole.len() - 1 {
        let verdict = case("a.pdf", &whole[..length]).examine().judgement.verdict;
        assert_ne!(verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn a_launch_action_in_a_compressed_object_stream_is_found() {
    let mut stream = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n".to_vec();
    stream.extend(png::zlib(b"9 0 <</S/Launch/Win<</F(cmd.exe)>>>>"));
    stream.extend(b"\nendstream");
    let report = case("a.pdf", pdf::of_bytes(&[b"<</Type/Catalog/OpenAction 9 0 R>>".to_vec(), stream], "")).examine();
    assert!(fired(&report).contains(&"pdf.launch"), "{:?}", fired(&report));
}

#[test]
fn an_encrypted_document_is_unexamined() {
    let objects = [b"<</Type/Catalog>>".to_vec(), b"<</Filter/Standard/V 4>>".to_vec()];
    let report = case("a.pdf", pdf::of_bytes(&objects, "/Encrypt 2 0 R")).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_program_behind_the_end_is_dangerous_and_a_document_behind_junk_is_found() {
    let mut behind = pdf::plain();
    behind.extend(pe::minimal());
    behind.extend([b'x'; 1024]);
    assert_eq!(case("a.pdf", behind).examine().judgement.verdict, Verdict::Dangerous);
    let mut before = noise(700);
    before.extend(pdf::with_catalog("/OpenAction<</S/Launch/Win<</F(cmd.exe)>>>>", &[]));
    let report = case("a.bin", before).examine();
    assert!(fired(&report).contains(&"pdf.launch"), "{:?}", fired(&report));
}

#[test]
fn compressed_pixels_are_not_read_as_names() {
    let mut stream = b"<</Type/XObject/Subtype/Image/Length 100040>>\nstream\n".to_vec();
    stream.extend(noise(100_000));
    stream.extend(b"/Launch/JavaScript/OpenAction /S/Launch (");
    stream.truncate(stream.len() - 1);
    stream.extend(b"\nendstream");
    let report = case("a.pdf", pdf::of_bytes(&[b"<</Type/Catalog>>".to_vec(), stream], "")).examine();
    assert_eq!(fired(&report), Vec::<&str>::new());
}

#[test]
fn the_source_of_a_program_that_writes_documents_is_no_document() {
    let text = "let pdf = b\"%PDF-1.5\\n\";\nlet end = b\"startxref\\n0\\n%%EOF\";\n";
    assert_eq!(fired(&case("write.txt", text.as_bytes()).examine()), Vec::<&str>::new());
}

#[test]
fn a_launch_action_that_names_its_target_elsewhere_is_judged_by_it() {
    let chapter = with("", &["<</S/Launch/F 5 0 R>>", "<</Type/Filespec/F(chapter2\\056pdf)>>"]).examine();
    let program = with("", &["<</S/Launch/F 5 0 R>>", "<</Type/Filespec/F(setup\\056exe)>>"]).examine();
    assert_eq!(fired(&chapter), Vec::<&str>::new());
    assert_eq!(fired(&program), ["pdf.launch"]);
}

/// A document whose opening action stands in a stream of objects with this dictionary.
fn packed(dictionary: &str, data: Vec<u8>) -> Case {
    let mut stream = format!("<<{dictionary}>>stream\n").into_bytes();
    stream.extend(data);
    stream.extend(b"\nendstream");
    let objects = [b"<</Type/Catalog/OpenAction 9 0 R>>".to_vec(), b"<<>>".to_vec(), stream];
    case("a.pdf", pdf::of_bytes(&objects, ""))
}

const ACTION: &[u8] = b"9 0 <</S/Launch/F(cmd.exe)>>";

#[test]
fn packed_objects_are_read_however_their_dictionary_is_written() {
    for dictionary in [
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode",
        "/Type/ObjStm/N 1/First 4/Filter[ /Fl ]",
        "/Type/ObjStm/N 1/First 4/Filter%comment\n/FlateDecode",
        "/Type 8 0 R/N 1/First 4/Filter/FlateDecode",
        "/Type/ObjStm/N 1/First 4/Title(stream)/Filter/FlateDecode",
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode>>%<<",
    ] {
        let ids = fired(&packed(dictionary, png::zlib(ACTION)).examine());
        assert!(ids.contains(&"pdf.launch"), "{dictionary}: {ids:?}");
    }
}

#[test]
fn objects_packed_in_a_way_that_is_not_undone_are_never_clean() {
    for dictionary in [
        "/Type/ObjStm/N 1/First 4/Filter 8 0 R",
        "/Type/ObjStm/N 1/First 4/Filter/FooDecode",
        "/Type/ObjStm/N 1/First 4/Filter/Foo-Decode",
        "/Type/ObjStm/N 1/First 4/Filter[/AHx/Fl]",
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode/Title(endobj)",
        "/Type/ObjStm/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 9>>",
    ] {
        let harmless = packed(dictionary, png::zlib(b"9 0 <</S/GoTo>>"));
        assert_eq!(harmless.examine().judgement.verdict, Verdict::Unexamined, "{dictionary}");
    }
}

#[test]
fn a_comment_between_key_and_value_hides_no_action() {
    assert!(fired(&with("/OpenAction<</S%c\n/Launch/F(cmd.exe)>>", &[]).examine()).contains(&"pdf.launch"));
}

#[test]
fn an_attachment_with_a_predictor_is_never_clean() {
    let mut stream =
        b"<</Type/EmbeddedFile/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 8>>>>stream\n".to_vec();
    stream.extend(png::zlib(b"words and words and words"));
    stream.extend(b"\nendstream");
    let document = case("a.pdf", pdf::of_bytes(&[b"<</Type/Catalog>>".to_vec(), b"<<>>".to_vec(), stream], ""));
    assert_eq!(document.examine().judgement.verdict, Verdict::Unexamined);
}

#[test]
fn objects_whose_places_go_back_and_forth_are_read_once() {
    let mut text = String::new();
    for i in 0..20_000 {
        text.push_str(&format!("{} {} ", i + 10, if i % 2 == 0 { 0 } else { 1_000_000 }));
    }
    text.push_str(&"/A ".repeat(350_000));
    text.push_str("<</S/Launch/F(cmd.exe)>>");
    let document = packed("/Type/ObjStm/N 20000/First 9/Filter/FlateDecode", png::zlib(text.as_bytes()));
    let start = std::time::Instant::now();
    assert!(fired(&document.examine()).contains(&"pdf.launch"));
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn many_file_names_and_streams_without_ends_take_no_long_time() {
    let start = std::time::Instant::now();
    let names = format!("<<{}>>", "/F/UF/EF/S/Launch ".repeat(50_000));
    let streams = "<<>>stream\nendstream ".repeat(100_000);
    for body in [names, streams] {
        let document = case("a.pdf", pdf::of_bytes(&[b"<</Type/Catalog>>".to_vec(), body.into_bytes()], ""));
        fired(&document.examine());
    }
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

/// A document with a launch action in a stream of objects that went through these encoders.
fn layered(filters: &str, data: Vec<u8>) -> Case {
    packed(&format!("/Type/ObjStm/N 1/First 4{filters}"), data)
}

fn hexed(data: &[u8]) -> Vec<u8> {
    data.iter().flat_map(|b| format!("{b:02x}\n").into_bytes()).chain(*b">").collect()
}

fn base85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for part in data.chunks(4) {
        let mut word = [0; 4];
        word[..part.len()].copy_from_slice(part);
        let mut number = u32::from_be_bytes(word);
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = b'!' + (number % 85) as u8;
            number /= 85;
        }
        out.extend(&digits[..part.len() + 1]);
    }
    out.extend(b"~>");
    out
}

fn runs(data: &[u8]) -> Vec<u8> {
    data.chunks(100).flat_map(|c| [&[c.len() as u8 - 1], c].concat()).chain([128]).collect()
}

fn lzw(data: &[u8], early: bool) -> Vec<u8> {
    use weezl::{BitOrder, encode::Encoder};
    let mut encoder =
        if early { Encoder::with_tiff_size_switch(BitOrder::Msb, 8) } else { Encoder::new(BitOrder::Msb, 8) };
    encoder.encode(data).unwrap()
}

/// Rows of nine bytes, each told as the difference to the one above.
fn predicted(data: &[u8]) -> Vec<u8> {
    let mut above = [0; 9];
    let mut out = Vec::new();
    for row in data.chunks(9) {
        out.push(2);
        for (at, byte) in row.iter().enumerate() {
            out.push(byte.wrapping_sub(above[at]));
            above[at] = *byte;
        }
    }
    out
}

#[test]
fn every_way_of_packing_is_undone_alone_and_in_chains() {
    let long = [ACTION, &b" ".repeat(3000), &noise(3000)].concat();
    let cases = [
        ("/Filter/ASCIIHexDecode", hexed(ACTION)),
        ("/Filter/AHx", hexed(ACTION)),
        ("/Filter/ASCII85Decode", base85(ACTION)),
        ("/Filter/RunLengthDecode", runs(&long)),
        ("/Filter/LZWDecode", lzw(&long, true)),
        ("/Filter/LZWDecode/DecodeParms<</EarlyChange 0>>", lzw(&long, false)),
        ("/Filter[/ASCII85Decode/FlateDecode]", base85(&png::zlib(ACTION))),
        ("/Filter[/A85 /AHx /Fl]", base85(&hexed(&png::zlib(ACTION)))),
        ("/Filter[/ASCIIH#65xDecode]", hexed(ACTION)),
        ("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 9>>", png::zlib(&predicted(ACTION))),
        ("/Filter[/AHx/Fl]/DecodeParms[null<</Predictor 12/Columns 9>>]", hexed(&png::zlib(&predicted(ACTION)))),
        ("/Filter/LZWDecode/DecodeParms<</Predictor 12/Columns 9>>", lzw(&predicted(ACTION), true)),
        ("/Filter[/Crypt/FlateDecode]/DecodeParms[<</Name/Identity>>null]", png::zlib(ACTION)),
    ];
    for (filters, data) in cases {
        let report = layered(filters, data).examine();
        assert!(fired(&report).contains(&"pdf.launch"), "{filters}: {:?} {:?}", fired(&report), report.gaps);
    }
}

#[test]
fn a_filter_that_another_object_names_is_undone() {
    let mut stream = b"<</Type/ObjStm/N 1/First 4/Filter 2 0 R>>stream\n".to_vec();
    stream.extend(png::zlib(ACTION));
    stream.extend(b"\nendstream");
    let objects = [b"<</Type/Catalog/OpenAction 9 0 R>>".to_vec(), b"[/FlateDecode]".to_vec(), stream];
    assert!(fired(&case("a.pdf", pdf::of_bytes(&objects, "")).examine()).contains(&"pdf.launch"));
}

#[test]
fn cut_and_damaged_packing_is_never_clean() {
    let whole = png::zlib(ACTION);
    for length in 0..whole.len() - 5 {
        let report = layered("/Filter/FlateDecode", whole[..length].to_vec()).examine();
        assert_ne!(report.judgement.verdict, Verdict::Clean, "cut at {length}");
    }
}

#[test]
fn a_document_that_unpacks_without_end_is_no_danger_to_us() {
    let mut data = vec![b' '; 40 << 20];
    for _ in 0..2 {
        data = png::zlib(&data);
    }
    let start = std::time::Instant::now();
    let report = layered("/Filter[/Fl/Fl]", data).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn scripts_are_read_in_every_spelling() {
    let hex: String = "this.media.newPlayer(null)".bytes().map(|b| format!("{b:02X} ")).collect();
    let wide: String = "\u{FEFF}this.media.newPlayer(null)".encode_utf16().map(|u| format!("{u:04x}")).collect();
    let octal: String = "this.media.newPlayer(null)".bytes().map(|b| format!("\\{b:03o}")).collect();
    for text in
        [format!("<{hex}>"), format!("<{wide}>"), format!("({octal})"), "(this.media.new\\\r\nPlayer(null))".into()]
    {
        let report = with("", &[&format!("<</S/JavaScript/JS{text}>>")]).examine();
        assert!(fired(&report).contains(&"pdf.exploit"), "{text}: {:?}", fired(&report));
    }
    let stream = "<<>>stream\nthis.media.newPlayer(null)\nendstream";
    let report = with("", &["<</S/JavaScript/JS 5 0 R>>", stream]).examine();
    assert!(fired(&report).contains(&"pdf.exploit"));
    let shown = report.findings.iter().find(|f| f.rule.id == "pdf.script").unwrap().proof();
    assert!(shown.contains("newPlayer"), "{shown}");
}

#[test]
fn a_script_is_handed_over_to_the_rules_for_scripts() {
    let code = "var s = new ActiveXObject('WScript.Shell'); var h = new ActiveXObject('MSXML2.XMLHTTP'); s.Run('x')";
    let report =
        with("", &[&format!("<</S/JavaScript/JS({})>>", code.replace('(', "\\(").replace(')', "\\)"))]).examine();
    assert!(fired(&report).contains(&"scripts.download-and-run"), "{:?}", fired(&report));
}

#[test]
fn printing_and_reckoning_on_opening_is_what_honest_documents_do() {
    for code in
        ["this.print\\(true\\);", "print\\(\\);", "AFSimple_Calculate\\('SUM', ['a']\\); this.calculateNow\\(\\);"]
    {
        let report = with("/OpenAction 4 0 R", &[&format!("<</S/JavaScript/JS({code})>>")]).examine();
        assert_eq!(fired(&report), ["pdf.script"], "{code}");
    }
}

#[test]
fn what_runs_on_opening_is_found_behind_references_pages_and_chains() {
    let script = "<</S/JavaScript/JS(app.launchURL\\('x'\\))>>";
    let ways: [(&str, &[&str]); 4] = [
        ("/OpenAction<</S/JavaScript/JS(app.launchURL\\('x'\\))>>", &[]),
        ("/OpenAction 5 0 R", &[script, "<</S/Named/N/Print/Next 4 0 R>>"]),
        ("", &[script, "<</Type/Page/AA<</O 4 0 R>>>>"]),
        ("/AA 5 0 R", &[script, "<</O 4 0 R>>"]),
    ];
    for (catalog, extra) in ways {
        let report = with(catalog, extra).examine();
        assert!(fired(&report).contains(&"pdf.script-on-open"), "{catalog} {extra:?}: {:?}", fired(&report));
    }
    assert!(!fired(&with("", &[script, "<</AA<</E 4 0 R>>>>"]).examine()).contains(&"pdf.script-on-open"));
}

#[test]
fn an_action_whose_kind_another_object_names_is_found() {
    let report = with("/OpenAction<</S 4 0 R/F(cmd.exe)>>", &["/Launch"]).examine();
    assert!(fired(&report).contains(&"pdf.launch"), "{:?}", fired(&report));
}

#[test]
fn an_attached_file_is_judged_by_its_name() {
    let specification =
        "<</Type/Filespec/F(a.txt)/UF<FEFF0069006E0076002E007000640066002E006500780065>/EF<</F 5 0 R>>>>";
    let report = with("", &[specification, "<</Length 5>>stream\nwords\nendstream"]).examine();
    let name = report.artifacts[1].claim.name.as_ref().unwrap();
    assert_eq!(name.text(), "inv.pdf.exe");
    assert_ne!(report.judgement.verdict, Verdict::Clean);
}

#[test]
fn replaced_objects_and_missing_end_marks_hide_nothing() {
    let mut bytes = with("/OpenAction 4 0 R", &["<</S/GoTo/D[3 0 R/Fit]>>"]).bytes;
    bytes.extend(b"4 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\nxref\n0 0\ntrailer\n<</Prev 0>>\nstartxref\n0\n%%EOF\n");
    assert!(fired(&case("a.pdf", bytes).examine()).contains(&"pdf.launch"));
    let text =
        String::from_utf8_lossy(&with("/OpenAction 4 0 R", &["<</S/JavaScript/JS(app.launchURL\\('x'\\))>>"]).bytes)
            .replace("endobj", "");
    assert!(fired(&case("a.pdf", text.into_bytes()).examine()).contains(&"pdf.script-on-open"));
}

#[test]
fn a_text_that_speaks_of_objects_does_not_take_the_number_of_one() {
    let report = with("/OpenAction 4 0 R", &["<</T(obj)/S/JavaScript/JS(app.launchURL\\('obj'\\))>>"]).examine();
    assert!(fired(&report).contains(&"pdf.script-on-open"), "{:?}", fired(&report));
}

/// Locked documents made by another program; what is in them is told by `tests/data/pdf/README.md`.
const LOCKED: &[(&str, &[u8])] = &[
    ("r2", include_bytes!("../../data/pdf/r2.pdf")),
    ("r3", include_bytes!("../../data/pdf/r3.pdf")),
    ("r4", include_bytes!("../../data/pdf/r4.pdf")),
    ("r4-aes", include_bytes!("../../data/pdf/r4-aes.pdf")),
    ("r4-clear-metadata", include_bytes!("../../data/pdf/r4-clear-metadata.pdf")),
    ("r5", include_bytes!("../../data/pdf/r5.pdf")),
    ("r6", include_bytes!("../../data/pdf/r6.pdf")),
];
const LOCKED_FOR_USERS: &[(&str, &[u8])] = &[
    ("r2", include_bytes!("../../data/pdf/r2-user.pdf")),
    ("r3", include_bytes!("../../data/pdf/r3-user.pdf")),
    ("r4-aes", include_bytes!("../../data/pdf/r4-aes-user.pdf")),
    ("r5", include_bytes!("../../data/pdf/r5-user.pdf")),
    ("r6", include_bytes!("../../data/pdf/r6-user.pdf")),
];

fn is_open(name: &str, report: &sheepdip::model::report::FileReport) {
    let script = report.findings.iter().find(|f| f.rule.id == "pdf.script-on-open").unwrap_or_else(|| panic!("{name}"));
    assert!(script.proof().contains("app.launchURL"), "{name}: {}", script.proof());
    let file = report.artifacts.iter().find(|a| a.claim.name.is_some() && a.parent.is_some()).unwrap();
    assert_eq!((file.claim.name.as_ref().unwrap().text(), file.size), ("words.txt", 16), "{name}");
    assert!(report.gaps.is_empty(), "{name}: {:?}", report.gaps);
}

#[test]
fn documents_locked_without_a_password_are_read() {
    for (name, bytes) in LOCKED {
        is_open(name, &case("a.pdf", *bytes).examine());
    }
}

#[test]
fn documents_locked_with_a_password_are_read_with_it_and_never_clean_without() {
    for (name, bytes) in LOCKED_FOR_USERS {
        let document = case("a.pdf", *bytes);
        is_open(name, &document.examine_with(&with_password("sheep")));
        is_open(name, &document.examine_with(&with_password("shepherd")));
        for report in [document.examine(), document.examine_with(&with_password("wolf"))] {
            assert!(report.gaps.iter().any(|g| g.gap.reason.word() == "encrypted"), "{name}: {:?}", report.gaps);
            assert_ne!(report.judgement.verdict, Verdict::Clean, "{name}");
        }
    }
}

#[test]
fn locked_documents_that_were_cut_or_changed_are_never_clean_and_never_crash() {
    for (name, bytes) in LOCKED {
        for step in 0..60 {
            let length = 20 + step * (bytes.len() - 40) / 60;
            let report = case("a.pdf", &bytes[..length]).examine();
            assert_ne!(report.judgement.verdict, Verdict::Clean, "{name} cut at {length}");
            let mut changed = bytes.to_vec();
            changed[length] ^= 0x55;
            let report = case("a.pdf", changed).examine();
            assert!(!report.gaps.iter().any(|g| g.gap.reason.word() == "crashed"), "{name} changed at {length}");
        }
    }
}
