//! What is found in RTF documents.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &REMOTE_TEMPLATE,
    &DDE,
    &PROGRAM_INSIDE,
    &EXPLOIT,
    &EQUATION,
    &LINK,
    &HANDLER_LINK,
    &RUNS,
    &FAULTY,
    &UPDATES_ITSELF,
];

pub(super) static REMOTE_TEMPLATE: Rule = Rule {
    id: "rtf.remote-template",
    title: "The document fetches something from the internet",
    severity: Severity::High,
    meaning: "When it is opened, this document fetches a template from {target|http://…} and may run what it gets.",
    proof: "At byte {offset|…} stands the address of its template: {target|http://…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1221"],
    references: &["https://attack.mitre.org/techniques/T1221/"],
};

pub(super) static DDE: Rule = Rule {
    id: "rtf.dde",
    title: "The document starts a program",
    severity: Severity::High,
    meaning: "This document orders Word to start another program when it is opened (an old technique named DDE).",
    proof: "At byte {offset|…} stands the field: {code|DDEAUTO …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1559.002"],
    references: &["https://attack.mitre.org/techniques/T1559/002/"],
};

pub(super) static PROGRAM_INSIDE: Rule = Rule {
    id: "rtf.program-inside",
    title: "The document holds something that runs",
    severity: Severity::High,
    meaning: "Packed into the document there is {what|a program}. One double click in the document starts it.",
    proof: "The object at byte {offset|…} holds {what|a program}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static EQUATION: Rule = Rule {
    id: "rtf.equation",
    title: "The document holds an object of the old equation editor",
    severity: Severity::Medium,
    meaning: "This document holds an object for Office's old equation editor ({class|Equation.3}). A fault of that program is \
              among the most used ways into a computer; old honest documents with formulas have such objects too.",
    proof: "The object at byte {offset|…} is of the class {class|Equation.3}.",
    advice: ADVICE_ASK,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-11882"],
};

pub(super) static LINK: Rule = Rule {
    id: "rtf.link-object",
    title: "The document fetches an object by itself",
    severity: Severity::High,
    meaning: "This document holds a link ({class|OLE2Link}) that Word follows when the document is opened; what it fetches may \
              run.",
    proof: "The object at byte {offset|…} is of the class {class|OLE2Link}; its address is {target|http://…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1221"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-0199"],
};

pub(super) static UPDATES_ITSELF: Rule = Rule {
    id: "rtf.updates-itself",
    title: "The document starts its objects by itself",
    severity: Severity::Medium,
    meaning: "This document orders Word to load an embedded object without asking. Ordinary documents wait for a double click.",
    proof: "At byte {offset|…} stands the order \"objupdate\", and the document holds objects.",
    advice: ADVICE_ASK,
    attack: &["T1203"],
    references: &["https://attack.mitre.org/techniques/T1203/"],
};

pub(super) static EXPLOIT: Rule = Rule {
    id: "rtf.exploit",
    title: "The document attacks the program that opens it",
    severity: Severity::High,
    meaning: "This document is built to make a fault in {what|the old equation editor} run the sender's orders as soon as it \
              is opened.",
    proof: "The part at byte {offset|…} is for {what|the old equation editor} and holds {mark|the name of a font that is too \
            long}, which honest documents do not.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-11882", "https://nvd.nist.gov/vuln/detail/CVE-2010-3333"],
};

pub(super) static RUNS: Rule = Rule {
    id: "rtf.code-object",
    title: "The document holds an object that runs code",
    severity: Severity::High,
    meaning: "This document holds an object ({class|script moniker}) whose only use is to run a script or program, here \
              {target|http://…}.",
    proof: "The object at byte {offset|…} holds the identity of the class \"{class|script moniker}\"; its address is \
            {target|http://…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1218.005"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2017-0199", "https://nvd.nist.gov/vuln/detail/CVE-2017-8759"],
};

pub(super) static FAULTY: Rule = Rule {
    id: "rtf.faulty-control",
    title: "The document loads a control that attacks abuse",
    severity: Severity::Medium,
    meaning: "This document loads a part of Windows or Office ({class|MSCOMCTL.ListViewCtrl}) that has nothing to do in a letter. \
              Its faults are well known, and attacks use them.",
    proof: "The object at byte {offset|…} is of the class {class|MSCOMCTL.ListViewCtrl}.",
    advice: ADVICE_ASK,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2012-0158"],
};

pub(super) static HANDLER_LINK: Rule = Rule {
    id: "rtf.handler-link",
    title: "A link that gives orders to Windows",
    severity: Severity::High,
    meaning: "A link in this document does not lead to a page. It hands orders to a program of Windows ({target|ms-msdt:…}).",
    proof: "The field at byte {offset|…} holds the link {target|ms-msdt:…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.001", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};
