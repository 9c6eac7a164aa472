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
