//! Things that lie beside each other in an archive or a message.

use crate::model::artifact::Origin;
use crate::model::finding::Finding;
use crate::model::report::ArtifactRecord;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::Nature;

use super::{Tree, is_archive, is_message, name, starts};

pub(super) static BAIT_BESIDE_PROGRAM: Rule = Rule {
    id: "relations.bait-beside-program",
    title: "A document and something that runs, of the same name",
    severity: Severity::Medium,
    meaning: "\"{bait|A document}\" came together with {what|a program} of the same name (\"{name|…}\"). The one is \
              the bait for a click on the other.",
    proof: "\"{bait|…}\" is {shown|a document}, \"{name|…}\" beside it is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1036.005"],
    references: &["https://attack.mitre.org/techniques/T1036/005/"],
};

pub(super) static SHORTCUT_BESIDE_PROGRAM: Rule = Rule {
    id: "relations.shortcut-beside-program",
    title: "A shortcut beside something that runs",
    severity: Severity::Medium,
    meaning: "The archive holds the shortcut \"{shortcut|…}\" and, beside it, {what|a program} (\"{name|…}\"). Shortcuts made on \
              another computer lead nowhere; this one is there to start its neighbour.",
    proof: "\"{shortcut|…}\" is a shortcut, \"{name|…}\" in the same archive is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1553.005"],
    references: &["https://attack.mitre.org/techniques/T1553/005/"],
};

pub(super) static SYSTEM_LIBRARY: Rule = Rule {
    id: "relations.system-library",
    title: "A program with a library named like one of Windows",
    severity: Severity::Medium,
    meaning: "Beside the program \"{program|…}\" stands \"{name|…}\", which bears the name of a part of Windows. The program loads \
              it in place of the real one: so malware lets an honest, signed program do its work.",
    proof: "\"{name|…}\" and \"{program|…}\" stand in the same folder of the archive; honest programs leave this library to \
            Windows.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1574.001"],
    references: &["https://attack.mitre.org/techniques/T1574/001/"],
};

/// Libraries that every Windows has and that next to no program brings along.
const SYSTEM_LIBRARIES: &[&str] = &[
    "version",
    "winmm",
    "wininet",
    "cryptbase",
    "cryptsp",
    "userenv",
    "uxtheme",
    "msimg32",
    "dwmapi",
    "propsys",
    "profapi",
    "wtsapi32",
    "netapi32",
    "secur32",
    "sspicli",
    "iphlpapi",
    "winhttp",
    "urlmon",
    "textshaping",
    "apphelp",
    "rasapi32",
    "linkinfo",
    "ntshrui",
    "edputil",
    "windowscodecs",
    "dxgi",
    "oleacc",
    "mpr",
    "wbemcomn",
    "kernel32",
    "user32",
    "advapi32",
];
/// Neighbours are compared in folders of archives with no more members than this: a bait comes with few things beside it.
const FEW: usize = 64;

/// What members of one folder mean beside each other.
pub(super) fn judge(tree: &Tree<'_>, archive: &ArtifactRecord) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_archive(archive) && !is_message(archive.content_type) || tree.count(archive) > FEW {
        return findings;
    }
    let members: Vec<Member<'_>> =
        tree.children(archive).filter(|c| c.origin == Origin::Member).map(Member::of).collect();
    let runs =
        |m: &&Member<'_>| m.record.content_type.nature.runs() && m.record.content_type.nature != Nature::Shortcut;
    let is_shown = |m: &&Member<'_>| matches!(m.record.content_type.nature, Nature::Picture | Nature::Document);
    let pair = members.iter().filter(is_shown).find_map(|bait| {
        let twin = |m: &&Member<'_>| m.folder == bait.folder && m.stem.len() >= 3 && m.stem == bait.stem;
        let active = members.iter().find(|m| starts(m.record) && twin(m));
        active.map(|active| (bait, active))
    });
    if let Some((bait, active)) = pair {
        let mut finding = Finding::new(&BAIT_BESIDE_PROGRAM, archive.id);
        finding
            .with("bait", name(bait.record))
            .with("shown", bait.record.content_type.phrase())
            .with("what", active.record.content_type.phrase())
            .with("name", name(active.record));
        findings.push(finding);
    }
    let shortcut = members.iter().find(|m| m.record.content_type.id == "lnk");
    if let Some((shortcut, program)) = shortcut.zip(members.iter().find(runs)) {
        let mut finding = Finding::new(&SHORTCUT_BESIDE_PROGRAM, archive.id);
        finding
            .with("shortcut", name(shortcut.record))
            .with("what", program.record.content_type.phrase())
            .with("name", name(program.record));
        findings.push(finding);
    }
    let loads =
        members.iter().filter(|m| m.ending == "dll" && SYSTEM_LIBRARIES.contains(&m.stem.as_str())).filter(runs);
    let loader = loads.into_iter().find_map(|library| {
        let program = members.iter().filter(runs).find(|m| m.ending == "exe" && m.folder == library.folder);
        program.map(|program| (library, program))
    });
    if let Some((library, program)) = loader {
        let mut finding = Finding::new(&SYSTEM_LIBRARY, archive.id);
        finding.with("name", name(library.record)).with("program", name(program.record));
        findings.push(finding);
    }
    findings
}

/// A member by the parts of its name, in lower case.
struct Member<'a> {
    record: &'a ArtifactRecord,
    folder: String,
    stem: String,
    ending: String,
}

impl<'a> Member<'a> {
    fn of(record: &'a ArtifactRecord) -> Self {
        let path = name(record).replace('\\', "/").to_lowercase();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        // `invoice.pdf.exe` stands for `invoice`, too.
        let (whole, ending) = file.rsplit_once('.').unwrap_or((file, ""));
        let stem = whole.split('.').next().unwrap_or(whole).trim();
        Self { record, folder: folder.to_owned(), stem: stem.to_owned(), ending: ending.to_owned() }
    }
}
