//! Compiled help of Windows (CHM): pages that may start programs. Recognised, told, not opened.
//! <https://www.nongnu.org/chmspec/latest/>

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::rule::{ADVICE_ASK, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

static CHM: TypeInfo = TypeInfo::new("chm", "compiled Windows help file", Nature::Document, |p| {
    // Version and the length of the header follow the mark.
    p.starts(b"ITSF") && matches!(p.window(4, 8), [2..=4, 0, 0, 0, 0x40..=0x80, 0, 0, 0])
})
.mimes(&["application/vnd.ms-htmlhelp", "application/x-chm"])
.extensions(&["chm", "chw"])
.begins("49 54 53 46 (\"ITSF\")")
.not_opened("the compiled help was not opened: its pages and scripts were not read");

static COMPILED_HELP: Rule = Rule {
    id: "chm.compiled-help",
    title: "A help file that can start programs",
    severity: Severity::Medium,
    meaning: "This is a help file of Windows. It looks like a document, but its pages can start programs as soon as it \
              is opened; nobody needs such a file to show you something.",
    proof: "It begins {bytes|49 54 53 46 (\"ITSF\")}, as compiled help files do.",
    advice: ADVICE_ASK,
    attack: &["T1218.001"],
    references: &["https://attack.mitre.org/techniques/T1218/001/"],
};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "chm", types: &[&CHM], rules: &[&COMPILED_HELP], inspect: Some(inspect), seeks: true };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let mark = artifact.bytes().get(..4).unwrap_or_default();
    inspection.found(&COMPILED_HELP).at(0usize, mark.len()).with("bytes", crate::model::name::hex(mark));
    Ok(())
}
