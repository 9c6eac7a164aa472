//! What PDF documents do when they are opened.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] =
    &[&LAUNCH, &STARTS_ATTACHMENT, &PROGRAM_INSIDE, &SCRIPT_ON_OPEN, &SCRIPT, &NETWORK_ACTION, &HIDDEN_NAME];

pub(super) static LAUNCH: Rule = Rule {
    id: "pdf.launch",
    title: "The document starts a program",
    severity: Severity::High,
    meaning: "This PDF orders the reader to start another program or file (\"{target|cmd.exe}\"). Documents have no need to.",
    proof: "The object at byte {offset|…} holds the action \"Launch\" with the target \"{target|cmd.exe}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static STARTS_ATTACHMENT: Rule = Rule {
    id: "pdf.starts-attachment",
    title: "The document opens a file that is hidden in it",
    severity: Severity::High,
    meaning: "A script in this PDF takes out a file that is attached to it, and opens it.",
    proof: "The script in the object at byte {offset|…} calls exportDataObject with nLaunch.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1027.009"],
    references: &["https://opensource.adobe.com/dc-acrobat-sdk-docs/library/jsapiref/doc.html"],
};

pub(super) static PROGRAM_INSIDE: Rule = Rule {
    id: "pdf.program-inside",
    title: "The document holds something that runs",
    severity: Severity::High,
    meaning: "Attached to this PDF there is {what|a program}, or something that holds one.",
    proof: "The object at byte {offset|…} is an attached file, and that is {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static SCRIPT_ON_OPEN: Rule = Rule {
    id: "pdf.script-on-open",
    title: "The document runs a script when it is opened",
    severity: Severity::Medium,
    meaning: "This PDF runs a script as soon as it is opened. Some forms do so honestly; so do attacks on PDF readers.",
    proof: "The opening action of the document is a script (the object at byte {offset|…}).",
    advice: ADVICE_ASK,
    attack: &["T1059.007", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1059/007/"],
};

pub(super) static SCRIPT: Rule = Rule {
    id: "pdf.script",
    title: "The document contains scripts",
    severity: Severity::Low,
    meaning: "This PDF contains scripts, as forms that calculate do.",
    proof: "The object at byte {offset|…} holds a script (JavaScript).",
    advice: "Go on if you expected a form; otherwise ask the sender.",
    attack: &["T1059.007"],
    references: &[],
};

pub(super) static NETWORK_ACTION: Rule = Rule {
    id: "pdf.network-action",
    title: "The document reaches for another computer",
    severity: Severity::Medium,
    meaning: "This PDF refers to a file on another computer ({target|…}). Looking for it gives away your user name and a form of \
              your password.",
    proof: "The object at byte {offset|…} holds an action with the target {target|…}.",
    advice: ADVICE_ASK,
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static HIDDEN_NAME: Rule = Rule {
    id: "pdf.hidden-name",
    title: "The document disguises what it does",
    severity: Severity::Medium,
    meaning: "This PDF writes a telling word in a disguise ({name|…}), so that scanners do not find it. No program that makes PDFs \
              does so.",
    proof: "In the object at byte {offset|…} stands {name|/J#61vaScript for /JavaScript}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027"],
    references: &["https://blog.didierstevens.com/2008/04/29/pdf-let-me-count-the-ways/"],
};
