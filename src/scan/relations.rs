//! Rules over the whole tree of one file: what its parts mean together.

use crate::model::artifact::Origin;
use crate::model::finding::Finding;
use crate::model::report::ArtifactRecord;
use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::Nature;

/// The rules of this file.
pub static RULES: &[&Rule] = &[&LONE_PROGRAM, &BAIT_BESIDE_PROGRAM, &SHORTCUT_BESIDE_PROGRAM, &SYSTEM_LIBRARY];

static LONE_PROGRAM: Rule = Rule {
    id: "relations.lone-program",
    title: "An archive with nothing in it but something that runs",
    severity: Severity::Medium,
    meaning: "The only thing in this archive is {what|a program} (\"{name|…}\"). Who sends pictures or documents does not send \
              this; malware comes so very often.",
    proof: "The archive holds one thing, and that is {what|a program}{chain|}.",
    advice: "Do not unpack it. Ask the sender for a screenshot or a document instead.",
    attack: &["T1566.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1566/001/"],
};

static BAIT_BESIDE_PROGRAM: Rule = Rule {
    id: "relations.bait-beside-program",
    title: "A document and something that runs, of the same name",
    severity: Severity::Medium,
    meaning: "The archive holds \"{bait|a document}\", and beside it {what|a program} of the same name (\"{name|…}\"). The one is \
              the bait for a click on the other.",
    proof: "\"{bait|…}\" is {shown|a document}, \"{name|…}\" beside it is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1036.005"],
    references: &["https://attack.mitre.org/techniques/T1036/005/"],
};

static SHORTCUT_BESIDE_PROGRAM: Rule = Rule {
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

static SYSTEM_LIBRARY: Rule = Rule {
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
/// Links of a chain of archives that are followed.
const CHAIN: usize = 64;

/// What the finished tree says.
pub fn judge(artifacts: &[ArtifactRecord]) -> Vec<Finding> {
    let mut children: Vec<Vec<&ArtifactRecord>> = vec![Vec::new(); artifacts.len()];
    for artifact in artifacts {
        if let Some(slot) = artifact.parent.and_then(|p| children.get_mut(p.0 as usize))
            && slot.len() <= FEW
        {
            slot.push(artifact);
        }
    }
    let of = |artifact: &ArtifactRecord| children.get(artifact.id.0 as usize).map_or(&[][..], Vec::as_slice);
    let mut findings = Vec::new();
    for archive in artifacts.iter().filter(|a| a.content_type.nature == Nature::Container) {
        let above = archive.parent.and_then(|p| artifacts.get(p.0 as usize));
        // A chain of archives is told on its outermost.
        if above.is_none_or(|p| only(p, of(p)).is_none()) {
            findings.extend(lone_program(archive, &of));
        }
        if of(archive).len() <= FEW {
            findings.extend(neighbours(archive, of(archive)));
        }
    }
    findings
}

/// The one thing that an archive holds, if it holds one.
fn only<'a>(archive: &ArtifactRecord, children: &[&'a ArtifactRecord]) -> Option<&'a ArtifactRecord> {
    let [child] = children else { return None };
    let held = matches!(child.origin, Origin::Member | Origin::Decoded);
    (held && archive.content_type.nature == Nature::Container).then_some(*child)
}

fn lone_program<'a>(
    archive: &'a ArtifactRecord,
    children: &impl Fn(&ArtifactRecord) -> &'a [&'a ArtifactRecord],
) -> Option<Finding> {
    let (mut at, mut links) = (archive, Vec::new());
    while let Some(child) = only(at, children(at)).filter(|_| links.len() < CHAIN) {
        links.push(name(child));
        at = child;
    }
    // What a compressed stream gives is no member: alone, it says nothing that the stream's name does not.
    let alone = links.len() == 1 && at.origin != Origin::Member;
    if !at.content_type.nature.runs() || links.is_empty() || alone {
        return None;
    }
    let chain = if links.len() > 1 {
        format!(", in a chain of {}: {}", links.len(), links.join(" → "))
    } else {
        String::new()
    };
    let mut finding = Finding::new(&LONE_PROGRAM, archive.id);
    finding.with("what", at.content_type.phrase()).with("name", name(at)).with("chain", chain);
    Some(finding)
}

/// What members of one folder mean beside each other.
fn neighbours(archive: &ArtifactRecord, children: &[&ArtifactRecord]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let members: Vec<Member<'_>> =
        children.iter().filter(|c| c.origin == Origin::Member).map(|c| Member::of(c)).collect();
    let runs =
        |m: &&Member<'_>| m.record.content_type.nature.runs() && m.record.content_type.nature != Nature::Shortcut;
    let is_shown = |m: &&Member<'_>| matches!(m.record.content_type.nature, Nature::Picture | Nature::Document);
    let pair = members.iter().filter(is_shown).find_map(|bait| {
        let twin = |m: &&Member<'_>| m.folder == bait.folder && !m.stem.is_empty() && m.stem == bait.stem;
        let active = members.iter().find(|m| m.record.content_type.nature.runs() && twin(m));
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

fn name(record: &ArtifactRecord) -> &str {
    record.claim.name.as_ref().map_or("no name", |n| n.text())
}
