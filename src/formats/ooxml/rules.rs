//! What Office documents do when they are opened.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &MACROS,
    &MACRO_SHEET,
    &REMOTE_TEMPLATE,
    &REMOTE_OBJECT,
    &REACHES_OUT,
    &NETWORK_LINK,
    &HANDLER_LINK,
    &PROGRAM_LINK,
    &STARTS_PROGRAM,
    &CLICK_STARTS,
    &CONTROL,
    &PROGRAM_INSIDE,
    &DDE,
];

pub(super) static MACROS: Rule = Rule {
    id: "ooxml.macros",
    title: "The document contains macros",
    severity: Severity::Medium,
    meaning: "This document contains macros: little programs that run inside of Office. Many companies use them; attackers do too.",
    proof: "The document holds the macro project \"{member|word/vbaProject.bin}\" (byte {offset|…}).",
    advice: "Do not allow macros when Office asks. Ask the sender for the document without macros.",
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

pub(super) static MACRO_SHEET: Rule = Rule {
    id: "ooxml.macro-sheet",
    title: "The workbook contains old macro sheets",
    severity: Severity::Medium,
    meaning: "This workbook contains Excel 4.0 macros, a technique of 1992 that is used nearly only by malware today.",
    proof: "The workbook holds the macro sheet \"{member|xl/macrosheets/sheet1.xml}\" (byte {offset|…}).",
    advice: "Do not allow macros when Excel asks. Ask the sender for the workbook without macros.",
    attack: &["T1204.002", "T1059"],
    references: &[
        "https://www.microsoft.com/en-us/security/blog/2021/03/03/xlm-amsi-new-runtime-defense-against-excel-4-0-macro-malware/",
    ],
};

pub(super) static REMOTE_TEMPLATE: Rule = Rule {
    id: "ooxml.remote-template",
    title: "The document fetches something from the internet",
    severity: Severity::High,
    meaning: "When it is opened, this document fetches {what|a template} from the internet and may run what it gets: \
              {target|http://…}. Attackers do so to bring in malware that no scanner saw.",
    proof: "In \"{part|word/_rels/settings.xml.rels}\" (byte {offset|…}) stands the address {target|http://…} of \
            {what|a template}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1221"],
    references: &["https://attack.mitre.org/techniques/T1221/"],
};

pub(super) static NETWORK_LINK: Rule = Rule {
    id: "ooxml.network-link",
    title: "The document links to another computer",
    severity: Severity::Low,
    meaning: "When it is opened, this document asks for {what|a template} on another computer: {target|…}. Companies do so in \
              their own networks.",
    proof: "In \"{part|word/_rels/settings.xml.rels}\" (byte {offset|…}) stands the address {target|…} of {what|a template}.",
    advice: "Ask the sender if you do not know that computer.",
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static DDE: Rule = Rule {
    id: "ooxml.dde",
    title: "The document starts a program",
    severity: Severity::High,
    meaning: "This document orders Office to start another program when it is opened (an old technique named DDE).",
    proof: "In \"{part|word/document.xml}\" (byte {offset|…}) stands: {code|DDEAUTO …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1559.002"],
    references: &["https://attack.mitre.org/techniques/T1559/002/"],
};

pub(super) static REMOTE_OBJECT: Rule = Rule {
    id: "ooxml.remote-object",
    title: "The document is linked to a file on the internet",
    severity: Severity::Medium,
    meaning: "This document shows {what|an object} that lies on the internet and fetches it anew: {target|https://…}. Tables of \
              colleagues are linked so; attackers link so, too, what Office runs.",
    proof: "In \"{part|word/_rels/document.xml.rels}\" (byte {offset|…}) stands the address {target|https://…} of \
            {what|an object}.",
    advice: "Ask the sender if you do not know that address. Do not let Office bring the links up to date.",
    attack: &["T1221"],
    references: &["https://attack.mitre.org/techniques/T1221/"],
};

pub(super) static REACHES_OUT: Rule = Rule {
    id: "ooxml.reaches-out",
    title: "The document reaches for another computer",
    severity: Severity::Medium,
    meaning: "When it is opened, this document asks another computer for {what|a picture}: {target|…}. Asking gives away your \
              user name and a form of your password. Companies do so within their own networks.",
    proof: "In \"{part|word/_rels/document.xml.rels}\" (byte {offset|…}) stands the address {target|…} of {what|a picture}.",
    advice: ADVICE_ASK,
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static HANDLER_LINK: Rule = Rule {
    id: "ooxml.handler-link",
    title: "A link that gives orders to Windows",
    severity: Severity::High,
    meaning: "An address in this document does not lead to a page. It hands orders to {what|a program of Windows} \
              ({target|ms-msdt:…}).",
    proof: "In \"{part|word/_rels/document.xml.rels}\" (byte {offset|…}) stands the address {target|ms-msdt:…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.001", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

pub(super) static PROGRAM_LINK: Rule = Rule {
    id: "ooxml.link-to-program",
    title: "A link in the document starts a program",
    severity: Severity::Medium,
    meaning: "A link in this document leads to no page but to {what|a program or script}: {target|cmd.exe}.",
    proof: "In \"{part|word/_rels/document.xml.rels}\" (byte {offset|…}) stands the link {target|cmd.exe}.",
    advice: "Do not follow the link unless you trust who wrote the document.",
    attack: &["T1204.001"],
    references: &["https://attack.mitre.org/techniques/T1204/001/"],
};

pub(super) static STARTS_PROGRAM: Rule = Rule {
    id: "ooxml.starts-program",
    title: "A slide gives orders to a program",
    severity: Severity::High,
    meaning: "A slide of this presentation starts a program {when|as soon as the mouse moves over it}: {target|powershell …}. \
              Attackers do so, since no macro is needed.",
    proof: "In \"{part|ppt/slides/slide1.xml}\" (byte {offset|…}) stands an action with the target {target|powershell …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static CLICK_STARTS: Rule = Rule {
    id: "ooxml.click-starts",
    title: "A slide can start a program",
    severity: Severity::Medium,
    meaning: "A slide of this presentation starts a program {when|with a click into the slide}: {target|calc.exe}.",
    proof: "In \"{part|ppt/slides/slide1.xml}\" (byte {offset|…}) stands an action with the target {target|calc.exe}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static CONTROL: Rule = Rule {
    id: "ooxml.abused-control",
    title: "The document loads a control that attacks abuse",
    severity: Severity::Medium,
    meaning: "This document loads a part of Windows or Office ({class|web browser}) that has nothing to do in a letter. Attacks \
              use its faults, or let it fetch pages.",
    proof: "The control in \"{part|word/activeX/activeX1.xml}\" (byte {offset|…}) is of the class {class|web browser}.",
    advice: ADVICE_ASK,
    attack: &["T1203"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2021-40444"],
};

pub(super) static PROGRAM_INSIDE: Rule = Rule {
    id: "ooxml.program-inside",
    title: "The document holds a program",
    severity: Severity::High,
    meaning: "Among the objects of this document there is a Windows program. Documents have no need to hold one.",
    proof: "The part \"{part|word/embeddings/setup.exe}\" (byte {offset|…}) begins as a Windows program does.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};
