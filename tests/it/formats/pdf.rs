use crate::forge::{Case, Example, Specimen, case, fired, noise, pdf, pe, png};
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
        fires: || with("/OpenAction 4 0 R", &["<</S/JavaScript/JS(app.alert\\(1\\))>>"]),
        silent: || with("", &["<</AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>>>>>"]),
    },
    Example {
        rule: "pdf.script",
        fires: || with("", &["<</AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>>>>>"]),
        silent: || with("", &["<</Title(JavaScript for beginners)>>"]),
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
