//! OpenDocument files (OASIS ODF 1.3, <https://docs.oasis-open.org/office/OpenDocument/v1.3/>): the member `mimetype` says
//! what they are.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::zip::ZIP;

static ODT: TypeInfo = TypeInfo::new("odt", "OpenDocument text", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.text")
})
.mimes(&["application/vnd.oasis.opendocument.text"])
.extensions(&["odt"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static OTT: TypeInfo = TypeInfo::new("ott", "OpenDocument text template", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.text-template")
})
.mimes(&["application/vnd.oasis.opendocument.text-template"])
.extensions(&["ott"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODM: TypeInfo = TypeInfo::new("odm", "OpenDocument master document", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.text-master")
})
.mimes(&["application/vnd.oasis.opendocument.text-master"])
.extensions(&["odm"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODS: TypeInfo = TypeInfo::new("ods", "OpenDocument spreadsheet", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.spreadsheet")
})
.mimes(&["application/vnd.oasis.opendocument.spreadsheet"])
.extensions(&["ods"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static OTS: TypeInfo = TypeInfo::new("ots", "OpenDocument spreadsheet template", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.spreadsheet-template")
})
.mimes(&["application/vnd.oasis.opendocument.spreadsheet-template"])
.extensions(&["ots"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODP: TypeInfo = TypeInfo::new("odp", "OpenDocument presentation", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.presentation")
})
.mimes(&["application/vnd.oasis.opendocument.presentation"])
.extensions(&["odp"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static OTP: TypeInfo = TypeInfo::new("otp", "OpenDocument presentation template", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.presentation-template")
})
.mimes(&["application/vnd.oasis.opendocument.presentation-template"])
.extensions(&["otp"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODG: TypeInfo = TypeInfo::new("odg", "OpenDocument drawing", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.graphics")
})
.mimes(&["application/vnd.oasis.opendocument.graphics"])
.extensions(&["odg"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static OTG: TypeInfo = TypeInfo::new("otg", "OpenDocument drawing template", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.graphics-template")
})
.mimes(&["application/vnd.oasis.opendocument.graphics-template"])
.extensions(&["otg"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODF: TypeInfo = TypeInfo::new("odf", "OpenDocument formula", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.formula")
})
.mimes(&["application/vnd.oasis.opendocument.formula"])
.extensions(&["odf"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static ODB: TypeInfo = TypeInfo::new("odb", "OpenDocument database", Nature::Document, |p| {
    p.has_mark("mimetype:application/vnd.oasis.opendocument.base")
})
.mimes(&["application/vnd.oasis.opendocument.base"])
.extensions(&["odb"])
.parent(&ZIP)
.begins("50 4B 03 04 (\"PK\")");

static MACROS: Rule = Rule {
    id: "odf.macros",
    title: "The document contains macros",
    severity: Severity::Medium,
    meaning: "This document contains macros: little programs that run inside of the office program. What they do was not \
              examined yet.",
    proof: "The document holds the macro \"{member|Basic/Standard/Module1.xml}\" (byte {offset|…}).",
    advice: "Do not allow macros when the office program asks. Ask the sender for the document without macros.",
    attack: &["T1204.002", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "odf",
    types: &[&ODT, &OTT, &ODM, &ODS, &OTS, &ODP, &OTP, &ODG, &OTG, &ODF, &ODB],
    rules: &[&MACROS],
    inspect: Some(inspect),
    seeks: true,
};

/// Macros are modules below `Basic/` and files below `Scripts/`; the lists of an empty library are no macros.
fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let is_macro = |name: &str| {
        let file = name.rsplit('/').next().unwrap_or_default();
        let list = matches!(file, "" | "script-lb.xml" | "script-lc.xml" | "dialog-lb.xml" | "dialog-lc.xml");
        !list && (name.starts_with("Basic/") || name.starts_with("Scripts/"))
    };
    if let Some(member) = super::zip::members(artifact).into_iter().find(|m| is_macro(&m.name)) {
        inspection.found(&MACROS).at(member.header, 30u64).with("member", member.name.as_str());
        inspection.gap(Gap::unsupported("the macros of the document were not judged by this version"));
    }
    Ok(())
}
