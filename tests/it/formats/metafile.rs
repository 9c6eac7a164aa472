use crate::forge::marks::padded;
use crate::forge::{Example, Specimen, case, fired, metafile, pdf, pe};
use sheepdip::model::report::Verdict;

const PAGE: &[u8] = b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 8 8\n0 0 moveto 8 8 lineto stroke\nshowpage\n%%EOF\n";
const DRAWING: &[u8] = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n0 0 moveto 8 8 lineto stroke\n%%EOF\n";

fn dos_eps() -> Vec<u8> {
    let mut out = b"\xC5\xD0\xD3\xC6\x1E\0\0\0".to_vec();
    out.extend_from_slice(&(DRAWING.len() as u32).to_le_bytes());
    out.resize(28, 0);
    out.extend_from_slice(b"\xFF\xFF");
    out.extend_from_slice(DRAWING);
    out
}

pub const SPECIMENS: &[Specimen] = &[
    ("emf", || metafile::emf(&[])),
    ("wmf", || metafile::wmf(&[])),
    ("wmf", || metafile::wmf_standard(&[])),
    ("ps", || PAGE.to_vec()),
    ("eps", || DRAWING.to_vec()),
    ("dos-eps", dos_eps),
    ("dvi", || padded(b"\xF7\x02\x01\x83\x92\xC0\x1C\x3B\0\0\0\0\x03\xE8", 64)),
];

fn page(order: &str) -> Vec<u8> {
    format!("%!PS-Adobe-3.0\n{order}\nshowpage\n%%EOF\n").into_bytes()
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "metafile.runs-code",
        fires: || case("drawing.wmf", metafile::wmf(&[metafile::wmf_record(0x0626, &[9, 8, 0, 0, 0, 0])])),
        silent: || case("drawing.wmf", metafile::wmf(&[metafile::wmf_record(0x0626, &[15, 8, 0, 0, 0, 0])])),
    },
    Example {
        rule: "metafile.postscript-starts-program",
        fires: || case("page.ps", page("(%pipe%no-such-program) (w) file")),
        silent: || case("page.ps", page("% a comment about (%pipe% and .forceput\n/x.forceputter 1 def")),
    },
    Example {
        rule: "metafile.postscript-touches-files",
        fires: || case("page.ps", page("(name) deletefile")),
        silent: || case("page.ps", page("/deletefilename (how to file) def")),
    },
    Example {
        rule: "metafile.postscript",
        fires: || case("page.ps", PAGE),
        silent: || case("drawing.wmf", metafile::wmf(&[])),
    },
];

#[test]
fn plain_drawings_are_clean() {
    for (name, bytes) in [
        ("a.wmf", metafile::wmf(&[metafile::wmf_record(0x0103, &[8])])),
        ("b.wmf", metafile::wmf_standard(&[])),
        ("c.emf", metafile::emf(&[metafile::emf_record(70, b"\x08\0\0\0EMF+\0\0\0\0")])),
        ("d.eps", DRAWING.to_vec()),
        ("e.eps", dos_eps()),
    ] {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{name}: {:?} {:?}", report.findings, report.gaps);
    }
}

#[test]
fn an_escape_that_runs_code_is_seen_in_emf_and_in_a_cut_drawing() {
    let emf = metafile::emf(&[metafile::emf_record(106, &[9, 0, 0, 0, 0, 0, 0, 0])]);
    assert!(fired(&case("a.emf", emf).examine()).contains(&"metafile.runs-code"));
    let mut wmf = metafile::wmf(&[metafile::wmf_record(0x0626, &[9, 8, 0, 0, 0, 0])]);
    wmf.truncate(52);
    let report = case("a.wmf", wmf).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.gaps);
}

#[test]
fn a_program_behind_a_drawing_or_in_its_comment_is_dangerous() {
    let mut behind = metafile::wmf(&[]);
    behind.extend(pe::minimal());
    let mut comment = vec![0, 2, 0, 0];
    comment.extend(pe::minimal());
    for bytes in [behind, metafile::emf(&[metafile::emf_record(70, &comment)])] {
        let report = case("drawing.bin", bytes).examine();
        assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
    }
}

#[test]
fn cut_drawings_are_unexamined() {
    for (whole, least) in [(metafile::wmf(&[metafile::wmf_record(0x0103, &[8])]), 40), (metafile::emf(&[]), 44)] {
        for length in least..whole.len() {
            let report = case("drawing.bin", &whole[..length]).examine();
            assert_eq!(report.judgement.verdict, Verdict::Unexamined, "cut at {length}");
        }
    }
}

#[test]
fn what_illustrator_writes_behind_the_end_mark_is_postscript_and_a_program_there_is_dangerous() {
    let notes = "%AI9_PrintingDataEnd\r\ruserdict begin\r/ai9_skip_data\r{\r\tmark\r\texit } if\r} def\rend\r";
    let report = case("a.eps", [DRAWING, notes.as_bytes()].concat()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
    let report = case("a.eps", [DRAWING, &pe::minimal()].concat()).examine();
    assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
    let report = case("a.eps", [DRAWING, notes.as_bytes(), &pe::minimal()].concat()).examine();
    assert!(fired(&report).contains(&"embedded.program-inside"), "{:?}", fired(&report));
}

#[test]
fn a_pdf_in_a_comment_is_a_part_of_the_drawing_and_no_second_type() {
    let with = |pdf: Vec<u8>| {
        let comment = [&(pdf.len() as u32 + 8).to_le_bytes(), b"GDIC\x04\0\0\x40".as_slice(), &pdf].concat();
        case("chart.emf", metafile::emf(&[metafile::emf_record(70, &comment)])).examine()
    };
    // As Office of a Mac writes them.
    let honest = with(pdf::plain());
    assert_eq!(honest.judgement.verdict, Verdict::Clean, "{:?}", fired(&honest));
    assert_eq!(honest.artifacts[1].content_type.id, "pdf");
    let hostile = with(pdf::with_catalog("/OpenAction << /S /Launch /F (a.exe) >>", &[]));
    assert!(fired(&hostile).contains(&"pdf.launch"), "{:?}", fired(&hostile));
}
