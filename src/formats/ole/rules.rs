//! What is found in OLE compound files.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] =
    &[&MACROS, &MACRO_SHEET, &PROGRAM_INSIDE, &DDE, &DEFAULT_PASSWORD, &super::msi::RUNS_COMMAND];

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
