//! What is found in OLE compound files.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &MACROS,
    &MACRO_SHEET,
    &PROGRAM_INSIDE,
    &LINKED_PROGRAM,
    &DDE,
    &REMOTE_TEMPLATE,
    &LINK,
    &HANDLER_LINK,
    &EXPLOIT,
    &CONTROL,
    &STARTS_PROGRAM,
    &CLICK_STARTS,
    &DEFAULT_PASSWORD,
    &super::msi::RUNS_COMMAND,
];

pub(super) static MACROS: Rule = Rule {
    id: "ole.macros",
    title: "The document contains macros",
    severity: Severity::Medium,
    meaning: "This document contains macros: little programs that run inside of Office. Many companies use them; attackers do too.",
    proof: "The document holds a macro project (\"{storage|Macros}\"; byte {offset|…}).",
    advice: "Do not allow macros when Office asks. Ask the sender for the document without macros.",
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

pub(super) static MACRO_SHEET: Rule = Rule {
    id: "ole.macro-sheet",
    title: "The workbook contains old macro sheets",
    severity: Severity::Medium,
    meaning: "This workbook contains Excel 4.0 macros ({what|a macro sheet}), a technique of 1992 that is used nearly only by \
              malware today.",
    proof: "The list of sheets names {what|a macro sheet} (at byte {record|…} of the workbook's stream).",
    advice: "Do not allow macros when Excel asks. Ask the sender for the workbook without macros.",
    attack: &["T1204.002", "T1059"],
    references: &["https://learn.microsoft.com/openspecs/office_file_formats/ms-xls/"],
};

pub(super) static PROGRAM_INSIDE: Rule = Rule {
    id: "ole.program-inside",
    title: "The document holds something that runs",
    severity: Severity::High,
    meaning: "Packed into the document there is {what|a program} (\"{name|…}\"). One double click in the document starts it.",
    proof: "The stream \"{stream|…}\" of the document holds {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static DDE: Rule = Rule {
    id: "ole.dde",
    title: "The document starts a program",
    severity: Severity::High,
    meaning: "This document orders Word to start another program when it is opened (an old technique named DDE).",
    proof: "In the text of the document stands the field: {code|DDEAUTO …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1559.002"],
    references: &["https://attack.mitre.org/techniques/T1559/002/"],
};

pub(super) static DEFAULT_PASSWORD: Rule = Rule {
    id: "ole.default-password",
    title: "Locked so that only scanners are kept out",
    severity: Severity::Medium,
    meaning: "It is locked with a password that Excel tries by itself: whoever opens it is asked for nothing, while virus scanners \
              see only noise. Workbooks that were made read-only in old versions of Excel are locked so too.",
    proof: "The password \"VelvetSweatshop\" (the file begins at byte {offset|0}) opens {what|the document}.",
    advice: ADVICE_ASK,
    attack: &["T1027.013"],
    references: &["https://learn.microsoft.com/openspecs/office_file_formats/ms-offcrypto/"],
};

pub(super) static LINKED_PROGRAM: Rule = Rule {
    id: "ole.linked-program",
    title: "The document starts a program of this computer",
    severity: Severity::Medium,
    meaning: "In the document there is an object that, with a double click, starts a program that is on the reader's computer \
              already: {target|C:\\…\\calc.exe}.",
    proof: "The stream \"{stream|…}\" (the file begins at byte {offset|0}) names {target|C:\\…\\calc.exe}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static REMOTE_TEMPLATE: Rule = Rule {
    id: "ole.remote-template",
    title: "The document fetches something from the internet",
    severity: Severity::High,
    meaning: "When it is opened, this document fetches a template from the internet and may run what it gets: {target|http://…}.",
    proof: "The list of the document's names gives the address of its template: {target|http://…} (the file begins at byte \
            {offset|0}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1221"],
    references: &["https://attack.mitre.org/techniques/T1221/"],
};

pub(super) static LINK: Rule = Rule {
    id: "ole.link-object",
    title: "The document fetches an object by itself",
    severity: Severity::High,
    meaning: "This document holds a link that Office follows when the document is opened, to {target|http://…}; what it fetches \
              may run.",
    proof: "The stream \"{stream|…}\" (the file begins at byte {offset|0}) holds the address {target|http://…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1221"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-0199"],
};

pub(super) static HANDLER_LINK: Rule = Rule {
    id: "ole.handler-link",
    title: "A link that gives orders to Windows",
    severity: Severity::High,
    meaning: "An address in this document does not lead to a page. It hands orders to a program of Windows ({target|ms-msdt:…}).",
    proof: "The stream \"{stream|…}\" (the file begins at byte {offset|0}) holds the link {target|ms-msdt:…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.001", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

pub(super) static EXPLOIT: Rule = Rule {
    id: "ole.exploit",
    title: "The document attacks the program that opens it",
    severity: Severity::High,
    meaning: "This document holds a formula that is built to make a fault in the old equation editor run the sender's orders as \
              soon as the document is opened.",
    proof: "The stream \"{stream|…}\" (the file begins at byte {offset|0}) holds {mark|the name of a font that is too long}, \
            which honest formulas do not.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-11882"],
};

pub(super) static CONTROL: Rule = Rule {
    id: "ole.abused-control",
    title: "The document loads a control that attacks abuse",
    severity: Severity::Medium,
    meaning: "This document loads a part of Windows or Office ({class|web browser}) that has nothing to do in a letter. Attacks \
              use its faults, or let it fetch pages.",
    proof: "The storage \"{storage|…}\" (the file begins at byte {offset|0}) is of the class {class|web browser}.",
    advice: ADVICE_ASK,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2012-0158"],
};

pub(super) static STARTS_PROGRAM: Rule = Rule {
    id: "ole.starts-program",
    title: "A slide gives orders to a program",
    severity: Severity::High,
    meaning: "A slide of this presentation starts a program {when|as soon as the mouse moves over it}: {target|powershell …}. \
              Attackers do so, since no macro is needed.",
    proof: "At byte {record|…} of the presentation's stream (the file begins at byte {offset|0}) stands an action with the \
            target {target|powershell …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static CLICK_STARTS: Rule = Rule {
    id: "ole.click-starts",
    title: "A slide can start a program",
    severity: Severity::Medium,
    meaning: "A slide of this presentation starts a program {when|with a click into the slide}: {target|calc.exe}.",
    proof: "At byte {record|…} of the presentation's stream (the file begins at byte {offset|0}) stands an action with the \
            target {target|calc.exe}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};
