//! What PDF documents do when they are opened.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &LAUNCH,
    &STARTS_ATTACHMENT,
    &PROGRAM_INSIDE,
    &EXPLOIT,
    &UNPACKS,
    &SCRIPT_ON_OPEN,
    &SCRIPT,
    &FORM_SCRIPT,
    &NETWORK_ACTION,
    &SUBMITS,
    &HANDLER_LINK,
    &LURE,
    &PROGRAM_LINK,
    &MEDIA,
    &HIDDEN_NAME,
    &MANY_LAYERS,
];

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
    proof: "The script in the object at byte {offset|…} calls exportDataObject with nLaunch: {line|…}",
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
    proof: "The opening action of the document is a script (the object at byte {offset|…}): {line|…}",
    advice: ADVICE_ASK,
    attack: &["T1059.007", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1059/007/"],
};

pub(super) static SCRIPT: Rule = Rule {
    id: "pdf.script",
    title: "The document contains scripts",
    severity: Severity::Low,
    meaning: "This PDF contains scripts, as forms that calculate do.",
    proof: "The object at byte {offset|…} holds a script (JavaScript): {line|…}",
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

pub(super) static EXPLOIT: Rule = Rule {
    id: "pdf.exploit",
    title: "The document attacks the program that shows it",
    severity: Severity::High,
    meaning: "A script in this PDF does what only attacks on PDF readers do ({word|…}), to take over the computer of who \
              opens it.",
    proof: "The script in the object at byte {offset|…} holds \"{word|…}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1059.007"],
    references: &["https://attack.mitre.org/techniques/T1203/"],
};

pub(super) static UNPACKS: Rule = Rule {
    id: "pdf.hidden-script",
    title: "The document hides what its script does",
    severity: Severity::Medium,
    meaning: "A script in this PDF puts its real orders together while it runs, so that nobody can read them before. Honest \
              forms have no need to.",
    proof: "The script in the object at byte {offset|…} decodes with \"{decodes|unescape(}\" and runs with \
            \"{runs|eval(}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027", "T1059.007"],
    references: &["https://attack.mitre.org/techniques/T1027/"],
};

pub(super) static FORM_SCRIPT: Rule = Rule {
    id: "pdf.form-script",
    title: "The form contains scripts",
    severity: Severity::Low,
    meaning: "This PDF is a form whose XML part (XFA) contains scripts, as those of authorities do.",
    proof: "The part in the object at byte {offset|…} holds the script: {line|…}",
    advice: "Go on if you expected a form; otherwise ask the sender.",
    attack: &["T1059.007"],
    references: &[],
};

pub(super) static SUBMITS: Rule = Rule {
    id: "pdf.submits-form",
    title: "The form sends what you enter to a server",
    severity: Severity::Low,
    meaning: "This PDF can send what is entered into it to {target|https://…}. Forms of authorities and companies do so; \
              so do forms that steal passwords.",
    proof: "The object at byte {offset|…} holds an action that sends the form to {target|https://…}.",
    advice: "Look at the address before you fill in the form.",
    attack: &["T1598.002"],
    references: &[],
};

pub(super) static HANDLER_LINK: Rule = Rule {
    id: "pdf.handler-link",
    title: "A link that gives orders to Windows",
    severity: Severity::High,
    meaning: "A link in this PDF does not lead to a page. It hands orders to a program of Windows ({link|ms-msdt:…}).",
    proof: "The object at byte {offset|…} holds the link {link|ms-msdt:…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.001", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

pub(super) static LURE: Rule = Rule {
    id: "pdf.lure",
    title: "The document lures to a download",
    severity: Severity::Medium,
    meaning: "A link in this PDF leads to a program or archive ({link|https://…}), and {why|it is a trap}. Such PDFs are made \
              so that the mail itself holds nothing that a scanner could find.",
    proof: "The object at byte {offset|…} holds the link {link|https://…}",
    advice: "Do not follow the link unless you expected exactly this download.",
    attack: &["T1566.002", "T1204.001"],
    references: &["https://attack.mitre.org/techniques/T1204/001/"],
};

pub(super) static PROGRAM_LINK: Rule = Rule {
    id: "pdf.link-to-program",
    title: "The document links to a program",
    severity: Severity::Low,
    meaning: "A link in this PDF leads to a program ({link|https://…}), as those in manuals do.",
    proof: "The object at byte {offset|…} holds the link {link|https://…}",
    advice: "Do not follow the link unless you trust who wrote the document.",
    attack: &["T1204.001"],
    references: &[],
};

pub(super) static MEDIA: Rule = Rule {
    id: "pdf.rich-media",
    title: "The document holds films or models that move",
    severity: Severity::Low,
    meaning: "This PDF holds {what|a film or program for Flash}. Technical drawings do so honestly; old PDF readers were \
              attacked by such parts.",
    proof: "The object at byte {offset|…} announces {what|a film or program for Flash}.",
    advice: "Open it only in a PDF reader that is up to date.",
    attack: &["T1203"],
    references: &[],
};

pub(super) static MANY_LAYERS: Rule = Rule {
    id: "pdf.many-layers",
    title: "A part is packed again and again",
    severity: Severity::Medium,
    meaning: "A part of this PDF is packed {count|4} times over itself. No program that makes PDFs does so; it hides the part \
              from scanners.",
    proof: "The stream of the object at byte {offset|…} has {count|4} filters.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027"],
    references: &["https://blog.didierstevens.com/2008/05/19/pdf-stream-objects/"],
};
