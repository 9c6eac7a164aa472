//! What is found in macros.

use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[&ATTACK, &STARTS_ITSELF, &POWERFUL, &STOMPED, &SHEET_ATTACK];

/// The media type that macros are handed over with: the document's own findings speak for them.
pub const MACRO_MIME: &str = crate::model::claim::MACRO_MIME;

pub(super) static ATTACK: Rule = Rule {
    id: "macros.attack",
    title: "A macro that attacks when the document is opened",
    severity: Severity::High,
    meaning: "When this document is opened and macros are allowed, a macro begins by itself. What it can do: it {does|starts a \
              program}. Attackers bring malware in this way; honest documents hardly ever do so.",
    proof: "The macro begins by itself: \"{start|Sub AutoOpen()}\". In \"{module|Module1}\", line {line|…}, stands: {code|Shell …}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

pub(super) static STARTS_ITSELF: Rule = Rule {
    id: "macros.starts-itself",
    title: "A macro that begins when the document is opened",
    severity: Severity::Medium,
    meaning: "When this document is opened and macros are allowed, a macro begins by itself. What it can do: it {does|only \
              works in the document}. Forms and accounting sheets of honest people have such macros too.",
    proof: "The macro begins by itself: \"{start|Sub AutoOpen()}\". In \"{module|Module1}\", line {line|…}, stands: {code|…}.",
    advice: "Ask the sender what the macros are for, before anybody allows them.",
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

pub(super) static POWERFUL: Rule = Rule {
    id: "macros.powerful",
    title: "A macro that reaches out of the document",
    severity: Severity::Medium,
    meaning: "This document has a macro that leaves the document: it {does|starts a program}. No macro here was seen to begin by \
              itself; a click can start it.",
    proof: "In \"{module|Module1}\", line {line|…}, stands: {code|Shell …}.",
    advice: "Ask the sender what the macros are for, before anybody allows them.",
    attack: &["T1204.002", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1059/005/"],
};

/// Code whose source was taken away.
pub static STOMPED: Rule = Rule {
    id: "macros.stomped",
    title: "Macros whose readable form was taken away",
    severity: Severity::High,
    meaning: "Macros stand in a document twice: as text for people and scanners, and in the form that Office runs. Here the text \
              was removed or exchanged, and what would run is another program. Only attackers do so.",
    proof: "What runs in \"{module|Module1}\" holds \"{hidden|…}\", which its text does not (byte {place|…} of the stream).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1564.007", "T1059.005"],
    references: &["https://attack.mitre.org/techniques/T1564/007/"],
};

pub(super) static SHEET_ATTACK: Rule = Rule {
    id: "macros.sheet-attack",
    title: "Old macros that start or load a program",
    severity: Severity::High,
    meaning: "This workbook has a sheet of Excel 4.0 macros that {how|begins by itself}, and its formulas start a program, load \
              one, or write themselves anew to hide what they do. Attackers use this old technique; hardly anybody else does.",
    proof: "The macro sheet {how|begins by itself}; in it stands: {code|=EXEC(…)}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059"],
    references: &[
        "https://www.microsoft.com/en-us/security/blog/2021/03/03/xlm-amsi-new-runtime-defense-against-excel-4-0-macro-malware/",
    ],
};
