//! OpenDocument files (OASIS ODF 1.3, <https://docs.oasis-open.org/office/OpenDocument/v1.3/>): the member `mimetype` says
//! what they are.

use memchr::memmem::{self, find};

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::macros::{self, Module};
use super::office::target;
use super::office::unescape;
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
    meaning: "This document contains macros: little programs that run inside of the office program.",
    proof: "The document holds the macro \"{member|Basic/Standard/Module1.xml}\" (byte {offset|…}).",
    advice: "Do not allow macros when the office program asks. Ask the sender for the document without macros.",
    attack: &["T1204.002", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

static DDE: Rule = Rule {
    id: "odf.dde",
    title: "The document starts a program",
    severity: Severity::High,
    meaning: "This document orders the office program to start another program when it is opened (an old technique named DDE).",
    proof: "In \"{part|content.xml}\" (byte {offset|…}) stands: {code|cmd /c …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1559.002"],
    references: &["https://attack.mitre.org/techniques/T1559/002/"],
};

static ESCAPES: Rule = Rule {
    id: "odf.runs-outside",
    title: "The document runs a script that is not its own",
    severity: Severity::High,
    meaning: "Something in this document runs a script from another place of the computer ({target|…}). This is an attack on old \
              office programs, which did so without asking.",
    proof: "In \"{part|content.xml}\" (byte {offset|…}) stands the address {target|vnd.sun.star.script:../…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2018-16858"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "odf",
    types: &[&ODT, &OTT, &ODM, &ODS, &OTS, &ODP, &OTP, &ODG, &OTG, &ODF, &ODB],
    rules: &[&MACROS, &DDE, &ESCAPES],
    inspect: Some(inspect),
    seeks: true,
};

/// How much of one part is read, in bytes, unpacked.
const PART: u64 = 16 << 20;
/// Modules that are read.
const MODULES: usize = 1000;
/// How far the tag of an event reaches around its address.
const NEAR: usize = 2048;
/// Events that are looked at.
const EVENTS: usize = 100_000;

/// Macros are modules below `Basic/` and files below `Scripts/`; the lists of an empty library are no macros.
fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (mut modules, mut starters, mut first) = (Vec::new(), Vec::new(), None);
    for member in super::zip::members(artifact) {
        inspection.check_time()?;
        let name = member.name.clone();
        let file = name.rsplit('/').next().unwrap_or_default();
        let list = matches!(file, "" | "script-lb.xml" | "script-lc.xml" | "dialog-lb.xml" | "dialog-lc.xml");
        let basic = !list && name.starts_with("Basic/");
        if basic || !list && name.starts_with("Scripts/") {
            first.get_or_insert((member.header, name.clone()));
        }
        let part = matches!(name.as_str(), "content.xml" | "styles.xml");
        if !part && !basic {
            continue;
        }
        if modules.len() == MODULES {
            inspection.gap(Gap::limit(LimitKind::Entries, "the document has too many macros; not all were judged"));
            break;
        }
        let Some(text) = super::zip::read(artifact, &member, PART) else { continue };
        if part {
            events(&text, &name, member.header, &mut starters, inspection);
        } else if find(&text, b"script:module").is_some() {
            modules.push(Module { name: file.trim_end_matches(".xml").to_owned(), source: source(&text), form: false });
        } else if find(&text, b"dlg:window").is_none() && !text.is_empty() {
            inspection.gap(Gap::encrypted("a macro of the document is locked or written in a way not known here"));
        }
    }
    if let Some((header, name)) = first {
        inspection.found(&MACROS).at(header, 30u64).with("member", name);
        macros::judge(&modules, &[], &starters, inspection);
    }
    Ok(())
}

/// The source in a module: the text of its one element.
fn source(text: &[u8]) -> String {
    let start = find(text, b"<script:module").and_then(|at| Some(at + find(&text[at..], b">")? + 1)).unwrap_or(0);
    let end = memmem::rfind(text, b"</script:module").filter(|end| *end > start).unwrap_or(text.len());
    unescape(&String::from_utf8_lossy(&text[start..end]))
}

/// What the document starts by itself, and what it must not.
fn events(text: &[u8], part: &str, at: u64, starters: &mut Vec<String>, inspection: &mut Inspection<'_>) {
    for place in memmem::find_iter(text, b"vnd.sun.star.script:").take(EVENTS) {
        let near = place.saturating_sub(NEAR);
        let open = memchr::memrchr(b'<', &text[near..place]).map_or(place, |at| near + at);
        let around = &text[open..text.len().min(place + NEAR)];
        let value = String::from_utf8_lossy(&text[place..text.len().min(place + 512)]).into_owned();
        let target = value.split(['"', '\'']).next().unwrap_or_default();
        let path = target.split('?').next().unwrap_or_default();
        if path.contains("../") || path.contains("..%2") || path.contains("..\\") {
            inspection.found(&ESCAPES).at(at, 30u64).with("part", part).with("target", target);
            return;
        }
        let own = &around[..around.iter().position(|b| *b == b'>').unwrap_or(around.len())];
        let by_itself = ["dom:load", "dom:unload", "office:", "on-load"].iter().any(|e| {
            let event = format!("event-name=\"{e}");
            find(own, event.as_bytes()).is_some()
        });
        if by_itself && starters.len() < MODULES {
            starters.push(path.rsplit('.').next().unwrap_or_default().to_owned());
        }
    }
    let dde = memmem::find_iter(text, b"office:dde-application=").take(EVENTS).find_map(|place| {
        let rest = String::from_utf8_lossy(&text[place..text.len().min(place + 512)]).into_owned();
        let service = rest.split(['"', '\'']).nth(1)?;
        target::is_shell(&unescape(service)).then(|| rest.chars().take(120).collect::<String>())
    });
    let dde = dde.or_else(|| {
        memmem::find_iter(text, b"=DDE(").take(EVENTS).find_map(|place| {
            let rest = unescape(&String::from_utf8_lossy(&text[place..text.len().min(place + 256)]));
            let service = rest.split('"').nth(1)?;
            target::is_shell(service).then(|| rest.chars().take(120).collect::<String>())
        })
    });
    if let Some(code) = dde {
        inspection.found(&DDE).at(at, 30u64).with("part", part).with("code", code);
    }
}
