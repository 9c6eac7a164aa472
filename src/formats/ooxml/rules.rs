//! What Office documents do when they are opened.

use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[&MACROS, &MACRO_SHEET, &REMOTE_TEMPLATE, &NETWORK_LINK, &DDE];

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
