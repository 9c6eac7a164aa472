//! The rules of Windows shortcuts.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &COMMAND,
    &PADDING,
    &LONG,
    &REMOTE,
    &LIBRARY,
    &DOCUMENT_ICON,
    &DESCRIPTION,
    &TWO_TARGETS,
    &STOMPED,
    &NEIGHBOUR,
    &APPENDED,
];

pub(super) static COMMAND: Rule = Rule {
    id: "lnk.runs-command",
    title: "A shortcut that runs commands",
    severity: Severity::High,
    meaning: "Opening this shortcut starts {program|powershell.exe} with orders of its sender: it {does|downloads \
              something from the internet}. Attackers send such shortcuts in place of documents.",
    proof: "It starts \"{target|powershell.exe}\" with the orders \"{arguments|-w hidden …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059", "T1218"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static PADDING: Rule = Rule {
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

pub(super) static LONG: Rule = Rule {
    id: "lnk.long-arguments",
    title: "A shortcut with very long orders",
    severity: Severity::Medium,
    meaning: "This shortcut hands over {count|some thousand} characters to what it starts. Windows shows only the first 260 \
              of them.",
    proof: "Its arguments have {count|…} characters: \"{arguments|…}\".",
    advice: ADVICE_ASK,
    attack: &["T1027.012"],
    references: &["https://attack.mitre.org/techniques/T1027/012/"],
};

pub(super) static REMOTE: Rule = Rule {
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

pub(super) static LIBRARY: Rule = Rule {
    id: "lnk.loads-library",
    title: "A shortcut that runs a program when it is only shown",
    severity: Severity::High,
    meaning: "Old versions of Windows run {library|a library} as soon as a folder with this shortcut is shown: it poses as \
              an item of the control panel. The worm Stuxnet came that way.",
    proof: "In its list of places stands, below the control panel, the library \"{library|E:\\a.dll}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1218.002", "T1091"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2010-2568", "https://nvd.nist.gov/vuln/detail/CVE-2017-8464"],
};

pub(super) static DOCUMENT_ICON: Rule = Rule {
    id: "lnk.document-icon",
    title: "A shortcut dressed up as a document",
    severity: Severity::High,
    meaning: "This shortcut shows the icon of a document, but it starts {program|powershell.exe}.",
    proof: "Its icon is {icon|document.pdf}; its target is {target|powershell.exe}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/"],
};

pub(super) static DESCRIPTION: Rule = Rule {
    id: "lnk.false-description",
    title: "A shortcut that describes itself as a document",
    severity: Severity::High,
    meaning: "When the mouse rests on this shortcut, Windows shows kind and size of a document. They are no document's: its \
              maker wrote them there to deceive.",
    proof: "Its description is \"{description|Type: PDF Document Size: 512 KB}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/"],
};

pub(super) static TWO_TARGETS: Rule = Rule {
    id: "lnk.two-targets",
    title: "A shortcut that shows one target and starts another",
    severity: Severity::High,
    meaning: "This shortcut names its target twice, and not the same: Windows shows one of them and starts the other. No \
              honest program writes such shortcuts.",
    proof: "One target is \"{one|cmd.exe}\", the other {other|invoice.pdf}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002"],
    references: &["https://www.wietzebeukema.nl/blog/trust-me-im-a-shortcut"],
};

pub(super) static STOMPED: Rule = Rule {
    id: "lnk.impossible-name",
    title: "A shortcut made to get past the warning of Windows",
    severity: Severity::High,
    meaning: "The target of this shortcut is written in a way that no program writes. Windows repairs it when it is opened, \
              and forgets meanwhile that the file came from the internet.",
    proof: "In its list of places stands the name \"{name|program.exe.}\", which no file can have.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1553.005", "T1204.002"],
    references: &["https://www.elastic.co/security-labs/dismantling-smart-app-control"],
};

pub(super) static NEIGHBOUR: Rule = Rule {
    id: "lnk.starts-neighbour",
    title: "A shortcut to a program beside it",
    severity: Severity::Medium,
    meaning: "This shortcut starts {target|a program} that was sent along with it. Shortcuts are made for what is installed; \
              whoever sends both hides a program behind a nicer name and icon.",
    proof: "Its target is \"{target|data\\a.exe}\", with no drive before it.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static APPENDED: Rule = Rule {
    id: "lnk.appended-data",
    title: "Something is hidden in the shortcut",
    severity: Severity::High,
    meaning: "{size|Some thousand} bytes ({what|a program}) stand in this shortcut or behind its end. Shortcuts are small; \
              attackers hide their programs there.",
    proof: "At byte {offset|…} stand {size|…} bytes ({bytes|4D 5A}) that are no part of the shortcut.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009", "T1027.012"],
    references: &["https://attack.mitre.org/techniques/T1027/012/"],
};
