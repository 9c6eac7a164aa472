//! Windows shortcuts: MS-SHLLINK, <https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-shllink/>.
//!
//! A shortcut starts what its target names, with its arguments, under an icon that it chooses itself.

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{Nature, TypeInfo};
use crate::parse::lnk::{self, Link};

use super::shortcuts::commands;

/// A shortcut.
static LNK: TypeInfo = TypeInfo::new("lnk", "Windows shortcut", Nature::Shortcut, |p| p.starts(lnk::HEADER))
    .mimes(&["application/x-ms-shortcut"])
    .extensions(&["lnk"])
    .begins("4C 00 00 00 01 14 02 00");

static COMMAND: Rule = Rule {
    id: "lnk.runs-command",
    title: "A shortcut that runs commands",
    severity: Severity::High,
    meaning: "Opening this shortcut starts {program|powershell.exe} with orders of its sender. Attackers send such \
              shortcuts in place of documents.",
    proof: "It starts \"{target|powershell.exe} {arguments|-w hidden …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059", "T1218"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

static PADDING: Rule = Rule {
    id: "lnk.hidden-arguments",
    title: "A shortcut that hides its orders behind blanks",
    severity: Severity::High,
    meaning: "{count|Hundreds of} blanks stand in the orders of this shortcut, so that Windows does not show the rest of \
              them. Nobody does that by accident.",
    proof: "Its arguments hold {count|…} blanks in a row, then \"{arguments|…}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027", "T1204.002"],
    references: &["https://www.trendmicro.com/en_us/research/25/c/windows-shortcut-zero-day-exploit.html"],
};

static REMOTE: Rule = Rule {
    id: "lnk.remote-target",
    title: "A shortcut to another computer",
    severity: Severity::High,
    meaning: "This shortcut reaches for {place|\\\\server\\share}, a place on another computer. Windows can give away \
              your password on the way as soon as the folder is shown.",
    proof: "Its {field|target} is {place|\\\\server\\share\\file.exe}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1187", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

static DOCUMENT_ICON: Rule = Rule {
    id: "lnk.document-icon",
    title: "A shortcut dressed up as a document",
    severity: Severity::High,
    meaning: "This shortcut shows the icon of a document, but it starts {program|powershell.exe}.",
    proof: "Its icon is {icon|document.pdf}; its target is {target|powershell.exe}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/"],
};

static APPENDED: Rule = Rule {
    id: "lnk.appended-data",
    title: "Something is hidden behind the shortcut",
    severity: Severity::High,
    meaning: "{size|Some thousand} bytes ({what|a program}) stand behind the end of this shortcut. Shortcuts are small; \
              attackers hide their programs there.",
    proof: "The shortcut ends at byte {offset|…}; behind it stand {size|…} bytes ({bytes|4D 5A}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009", "T1027.012"],
    references: &["https://attack.mitre.org/techniques/T1027/012/"],
};

/// The registry row.
pub static FORMAT: Format = Format {
    name: "lnk",
    types: &[&LNK],
    rules: &[&COMMAND, &PADDING, &REMOTE, &DOCUMENT_ICON, &APPENDED],
    inspect: Some(inspect),
    seeks: false,
};

/// This many blanks in a row hide what follows from the properties window.
const BLANKS: usize = 32;
/// From this size on, bytes behind the end are a load.
const LOAD: usize = 1024;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let (link, damage) = lnk::parse(artifact.bytes());
    let target = link.targets.first().cloned().unwrap_or_default();
    for (key, value) in [
        ("target", &target),
        ("arguments", &link.arguments),
        ("folder", &link.folder),
        ("icon", &link.icon),
        ("description", &link.name),
    ] {
        if !value.is_empty() {
            inspection.fact(key, value.trim());
        }
    }
    command(&link, inspection);
    let blanks = longest_blanks(&link.arguments);
    if blanks >= BLANKS {
        let shown = link.arguments.split_whitespace().collect::<Vec<_>>().join(" ");
        inspection.found(&PADDING).with("count", blanks).with("arguments", shown);
    }
    let places = link.targets.iter().map(|t| ("target", t)).chain([("icon", &link.icon), ("folder", &link.folder)]);
    if let Some((field, place)) = places.into_iter().find(|(_, place)| commands::is_remote(place)) {
        inspection.found(&REMOTE).with("field", field).with("place", place.as_str());
    }
    if let Some(end) = link.end {
        appended(artifact, inspection, end);
    }
    match damage {
        Some(words) => Err(Gap::malformed(words)),
        None => Ok(()),
    }
}

fn command(link: &Link, inspection: &mut Inspection<'_>) {
    let Some((target, program)) = link.targets.iter().find_map(|t| Some((t, commands::runner(t)?))) else { return };
    let arguments = link.arguments.trim();
    if commands::has_document_icon(&link.icon) {
        let found = inspection.found(&DOCUMENT_ICON).with("program", program);
        found.with("icon", link.icon.as_str()).with("target", target.as_str());
    }
    // An uninstaller's shortcut names a product and nothing else.
    let product = arguments.trim_start_matches(['/', '-', 'x', 'X', 'i', 'I', ' ']);
    if arguments.is_empty() || program == "msiexec" && product.starts_with('{') && product.ends_with('}') {
        return;
    }
    let shown = arguments.split_whitespace().collect::<Vec<_>>().join(" ");
    let found = inspection.found(&COMMAND).with("program", program);
    found.with("target", target.as_str()).with("arguments", shown);
}

fn longest_blanks(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_whitespace() { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

fn appended(artifact: &Artifact, inspection: &mut Inspection<'_>, end: usize) {
    let bytes = artifact.bytes();
    let rest = bytes.get(end..).unwrap_or_default();
    let padding = rest.iter().take_while(|b| **b == 0).count();
    let load = &rest[padding..];
    if load.is_empty() {
        return;
    }
    let start = end + padding;
    let child = inspection.carve(start..bytes.len());
    let runs = child.is_some_and(|c| c.content_type.nature.runs() || c.worst >= Some(Severity::High));
    if load.len() >= LOAD || runs {
        let what = child.map_or_else(|| "unreadable data".to_owned(), |c| c.content_type.phrase());
        let found = inspection.found(&APPENDED).at(start, load.len());
        found.with("size", load.len()).with("what", what).with("bytes", hex(&load[..load.len().min(8)]));
    }
}
