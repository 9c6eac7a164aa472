//! Drawings that are lists of orders: WMF ([MS-WMF]), EMF ([MS-EMF]), PostScript and EPS (PostScript Language
//! Reference, Encapsulated PostScript File Format Specification 3.0), TeX DVI.

mod postscript;
mod records;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

static EMF: TypeInfo =
    TypeInfo::new("emf", "Windows drawing (EMF)", Nature::Picture, |p| p.starts(b"\x01\0\0\0") && p.has(40, b" EMF"))
        .mimes(&["image/emf", "image/x-emf"])
        .extensions(&["emf"])
        .begins("01 00 00 00");

static WMF: TypeInfo = TypeInfo::new("wmf", "Windows drawing (WMF)", Nature::Picture, is_wmf)
    .mimes(&["image/wmf", "image/x-wmf", "application/x-msmetafile"])
    .extensions(&["wmf", "apm"])
    .begins("D7 CD C6 9A");

/// Pages written in PostScript.
pub static POSTSCRIPT: TypeInfo = TypeInfo::new("ps", "PostScript document", Nature::Document, |p| {
    // Printer drivers put a control-D before it.
    p.starts(b"%!") && matches!(p.window(2, 1), b"P" | b"F" | b"\r" | b"\n" | b" ") || p.starts(b"\x04%!PS")
})
.mimes(&["application/postscript"])
.extensions(&["ps"])
.begins("25 21 50 53 (\"%!PS\")");

static EPS: TypeInfo = TypeInfo::new("eps", "EPS drawing", Nature::Picture, |p| {
    let first = p.window(0, 80);
    let line = first.split(|b| matches!(b, b'\r' | b'\n')).next().unwrap_or(first);
    memchr::memmem::find(line, b" EPSF").is_some()
})
.mimes(&["application/postscript", "image/x-eps", "application/eps"])
.extensions(&["eps", "epsf", "epsi", "ai"])
.parent(&POSTSCRIPT)
.begins("25 21 50 53 (\"%!PS\")");

static DOS_EPS: TypeInfo = TypeInfo::new("dos-eps", "EPS drawing with preview", Nature::Picture, |p| {
    p.starts(b"\xC5\xD0\xD3\xC6") && p.bytes.len() >= 30
})
.mimes(&["image/x-eps", "application/postscript"])
.extensions(&["eps"])
.begins("C5 D0 D3 C6");

static DVI: TypeInfo =
    TypeInfo::new("dvi", "TeX pages (DVI)", Nature::Document, |p| p.starts(b"\xF7\x02\x01\x83\x92\xC0\x1C\x3B"))
        .mimes(&["application/x-dvi"])
        .extensions(&["dvi"])
        .begins("F7 02")
        .not_opened("the pages were not opened; they can hold PostScript");

static RUNS_CODE: Rule = Rule {
    id: "metafile.runs-code",
    title: "A drawing that runs code when it is shown",
    severity: Severity::High,
    meaning: "This drawing holds an order that has nothing to do with drawing: it makes Windows run code that stands in \
              the file.",
    proof: "The record at byte {offset|…} is an escape order of type SETABORTPROC, followed by {size|…} bytes.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2005-4560"],
};

static STARTS_PROGRAM: Rule = Rule {
    id: "metafile.postscript-starts-program",
    title: "A PostScript file that starts a program",
    severity: Severity::High,
    meaning: "PostScript pages and drawings are programs that draw. This one wants to start a program on your computer \
              or to switch off the protection against that.",
    proof: "At byte {offset|…} stands: {line|(%pipe%…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1059"],
    references: &["https://ghostscript.readthedocs.io/en/latest/Use.html#dsafer"],
};

static TOUCHES_FILES: Rule = Rule {
    id: "metafile.postscript-touches-files",
    title: "A PostScript file that writes or deletes files",
    // Illustrator puts such orders, for its own temporary file, into every drawing that it saves.
    severity: Severity::Low,
    meaning: "PostScript pages and drawings are programs that draw. This one also holds orders to write, rename or \
              delete files. Illustrator does so for a file of its own; nothing else should.",
    proof: "At byte {offset|…} stands: {line|(name) deletefile…}",
    advice: "Ask the sender for a PDF or an ordinary picture, unless you know that the drawing comes from Illustrator.",
    attack: &["T1203"],
    references: &["https://ghostscript.readthedocs.io/en/latest/Use.html#dsafer"],
};

static A_LANGUAGE: Rule = Rule {
    id: "metafile.postscript",
    title: "A drawing written as a program (PostScript)",
    severity: Severity::Info,
    meaning: "This is {what|a PostScript document}: not pixels, but a program that draws. Nothing in it alarms.",
    proof: "It begins {bytes|25 21 50 53 (\"%!PS\")}, and its text was searched for orders that touch files.",
    advice: "Ask for a PDF or an ordinary picture if you do not work with such files.",
    attack: &[],
    references: &[],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "metafile",
    types: &[&EMF, &WMF, &POSTSCRIPT, &EPS, &DOS_EPS, &DVI],
    rules: &[&RUNS_CODE, &STARTS_PROGRAM, &TOUCHES_FILES, &A_LANGUAGE],
    inspect: Some(inspect),
    seeks: false,
};

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let content_type = artifact.content_type;
    if content_type.is(&WMF) {
        records::wmf(artifact, inspection)
    } else if content_type.is(&EMF) {
        records::emf(artifact, inspection)
    } else if content_type.is(&DOS_EPS) {
        postscript::with_preview(artifact, inspection)
    } else if content_type.is(&POSTSCRIPT) {
        postscript::inspect(artifact, inspection)
    } else {
        Ok(())
    }
}

/// Placeable, or standard: type 1 or 2, a header of nine words, a known version, no parameters.
fn is_wmf(probe: &Probe<'_>) -> bool {
    probe.starts(b"\xD7\xCD\xC6\x9A\0\0")
        || matches!(probe.window(0, 6), [1 | 2, 0, 9, 0, 0, 1 | 3]) && matches!(probe.window(16, 2), [0, 0])
}
