//! Access databases (Jet and ACE): their tables are not read, but the modules of their macro projects stand in them as those
//! of every Office document do, compressed by themselves, and are judged.

use memchr::memmem;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::ole::vba;

static MDB: TypeInfo =
    TypeInfo::new("mdb", "Access database (before 2007)", Nature::Data, |p| p.starts(b"\0\x01\0\0Standard Jet DB\0"))
        .mimes(&["application/x-msaccess", "application/msaccess", "application/vnd.ms-access"])
        .extensions(&["mdb", "mde", "mda"])
        .begins("00 01 00 00");

static ACCDB: TypeInfo =
    TypeInfo::new("accdb", "Access database", Nature::Data, |p| p.starts(b"\0\x01\0\0Standard ACE DB\0"))
        .mimes(&["application/msaccess", "application/vnd.ms-access"])
        .extensions(&["accdb", "accde", "accda"])
        .begins("00 01 00 00");

static MACROS: Rule = Rule {
    id: "access.macros",
    title: "The database contains macros",
    severity: Severity::Medium,
    meaning: "This Access database contains macros: little programs that run inside of Access, often as soon as it is opened.",
    proof: "At byte {offset|…} stands {what|the source of a module}.",
    advice: "Do not allow macros when Access asks. Ask the sender what they are for.",
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

/// The registry row.
pub static FORMAT: Format =
    Format { name: "access", types: &[&MDB, &ACCDB], rules: &[&MACROS], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let wide = |word: &str| word.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let seen = match vba::scattered(bytes, inspection) {
        Some(at) => Some((at, "the source of a module")),
        // The list of a database's objects names them in letters of two bytes.
        None => memmem::find(bytes, &wide("AutoExec"))
            .map(|at| (at, "a macro named AutoExec, which Access starts by itself")),
    };
    if let Some((at, what)) = seen {
        inspection.found(&MACROS).at(at, 16u64).with("what", what);
    }
    Err(Gap::unsupported("only the modules of the database were searched for; its tables and forms were not opened"))
}
