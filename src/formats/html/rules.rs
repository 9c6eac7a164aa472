//! The rules of pages.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

const SCREENSHOT: &str = "Do not open it. Ask the sender for a screenshot instead.";
const NO_PASSWORD: &str = "Do not type a password into it. Go to the web site by its own address instead.";

pub(super) static SMUGGLING: Rule = Rule {
    id: "html.smuggling",
    title: "A page that carries a hidden file",
    severity: Severity::High,
    meaning: "This page holds {what|a file} in disguise (\"{name|invoice.iso}\") and saves it on your computer by script \
              when it is opened. Mail filters do not see such a file.",
    proof: "At byte {offset|…} begin {size|some thousand} bytes that are written as {how|letters (Base64)}; the page turns \
            them into a file with \"{make|new Blob(}\" and saves it with \"{save|msSaveOrOpenBlob}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.006"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

pub(super) static CARRIES: Rule = Rule {
    id: "html.carries-program",
    title: "A program or archive hides in the page",
    severity: Severity::High,
    meaning: "Written out in disguise, {what|a program} hides in this page. Pages have no honest use for that.",
    proof: "At byte {offset|…} stand {size|…} bytes written as {how|letters (Base64)}; they are {what|a program} \
            ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.006", "T1027.009"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

pub(super) static ARCHIVE: Rule = Rule {
    id: "html.carries-archive",
    title: "An archive is packed into the page",
    severity: Severity::Medium,
    meaning: "This page carries {what|an archive} in its text. Few pages do, and mail filters do not see what is in it.",
    proof: "At byte {offset|…} stand {size|…} bytes written as {how|letters (Base64)}; they are {what|an archive} \
            ({bytes|50 4B 03 04}).",
    advice: ADVICE_ASK,
    attack: &["T1027.006"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

pub(super) static SAVES: Rule = Rule {
    id: "html.saves-document",
    title: "A page that saves a document by itself",
    severity: Severity::Medium,
    meaning: "This page carries {what|a document} in its text and saves it on your computer as \"{name|invoice.pdf}\" \
              without being asked. Honest senders attach the document itself.",
    proof: "At byte {offset|…} stand {size|…} bytes written as {how|letters (Base64)}; the page saves them with \
            \"{save|.download}\" and a click of its own.",
    advice: "Ask the sender for the document itself, and do not open what the page saves.",
    attack: &["T1027.006"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

pub(super) static UNKNOWN: Rule = Rule {
    id: "html.saves-unknown-data",
    title: "A page that saves unreadable data by itself",
    severity: Severity::Medium,
    meaning: "This page holds {size|some thousand} characters of data that only its own script can read, and saves them \
              on your computer without being asked.",
    proof: "At byte {offset|…} the data begins; the page makes a file with \"{make|new Blob(}\" and saves it with \
            \"{save|.download}\".",
    advice: SCREENSHOT,
    attack: &["T1027.006"],
    references: &["https://attack.mitre.org/techniques/T1027/006/"],
};

pub(super) static HANDLER: Rule = Rule {
    id: "html.local-handler",
    title: "A page that starts a program of Windows",
    severity: Severity::High,
    meaning: "This page calls a tool of Windows by a special link ({scheme|ms-msdt:}) that attackers misuse to run \
              their commands.",
    proof: "At byte {offset|…} stands \"{line|ms-msdt:/id PCWDiagnostic …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1203", "T1218"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2022-30190"],
};

pub(super) static REDIRECT: Rule = Rule {
    id: "html.redirect-to-file",
    title: "A page that leads to a file at once",
    severity: Severity::Medium,
    meaning: "This page sends the browser on at once to {target|a file or hidden page}.",
    proof: "At byte {offset|…} stands \"{line|<meta http-equiv=\"refresh\" content=\"0;url=file:…}\".",
    advice: SCREENSHOT,
    attack: &["T1204.001", "T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static DESTINATION: Rule = Rule {
    id: "html.hidden-destination",
    title: "A page that hides where it leads",
    severity: Severity::Medium,
    meaning: "This page leads to another web site and hides its address in scrambled form, so that mail filters do not \
              see it.",
    proof: "At byte {offset|…} the address is put together; it is \"{line|https://…}\".",
    advice: SCREENSHOT,
    attack: &["T1027", "T1566.002"],
    references: &["https://attack.mitre.org/techniques/T1566/002/"],
};

pub(super) static LEADS: Rule = Rule {
    id: "html.leads-elsewhere",
    title: "A page that only leads to another web site",
    severity: Severity::Low,
    meaning: "This page has next to nothing to read; it takes the browser to another web site at once.",
    proof: "At byte {offset|…} stands where it leads: {line|https://…}",
    advice: "Look at the address first. Do not type a password into what opens.",
    attack: &["T1566.002"],
    references: &["https://attack.mitre.org/techniques/T1566/002/"],
};

pub(super) static HIDDEN_CODE: Rule = Rule {
    id: "html.hidden-code",
    title: "A page that unpacks hidden code and runs it",
    severity: Severity::Medium,
    meaning: "A script of this page is written so that nobody can read it. The page unpacks it and runs it.",
    proof: "At byte {offset|…} stands code in disguise that \"{call|eval}\" runs: {line|…}",
    advice: SCREENSHOT,
    attack: &["T1027.013", "T1059.007"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

pub(super) static HIDDEN_PAGE: Rule = Rule {
    id: "html.hidden-page",
    title: "A page hides another page",
    severity: Severity::Medium,
    meaning: "What this page shows is written in scrambled form, so that mail filters do not see it. Honest pages have \
              nothing to hide.",
    proof: "At byte {offset|…} stand {size|…} bytes of a page in disguise, with \"{what|<form>}\" in it: {line|…}",
    advice: SCREENSHOT,
    attack: &["T1027.013", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

pub(super) static HIDDEN_LOGIN: Rule = Rule {
    id: "html.hidden-login",
    title: "A page hides a form that asks for a password",
    severity: Severity::High,
    meaning: "In scrambled form this page hides a form that asks for a password. It is a false login page.",
    proof: "At byte {offset|…} stands the form in disguise: {line|<input type=\"password\"…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1566.001", "T1056.003", "T1027.013"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

pub(super) static SCRAMBLED: Rule = Rule {
    id: "html.scrambled-script",
    title: "A page with a scrambled script",
    severity: Severity::Medium,
    meaning: "A script of this page was scrambled on purpose, so that nobody can read what it does.",
    proof: "{count|Hundreds} of its names are numbers in disguise; the first stands at byte {offset|…}: {line|_0x1a2b…}",
    advice: SCREENSHOT,
    attack: &["T1027.010"],
    references: &["https://attack.mitre.org/techniques/T1027/010/"],
};

pub(super) static PASSWORD: Rule = Rule {
    id: "html.asks-for-password",
    title: "A page that asks for a password",
    severity: Severity::Low,
    meaning: "This page asks for a password. Honest web sites do not send their login page as a file.",
    proof: "At byte {offset|…} stands {line|<input type=\"password\">}.",
    advice: NO_PASSWORD,
    attack: &["T1056.003"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

pub(super) static MAILED: Rule = Rule {
    id: "html.mailed-login",
    title: "A login page that came with a message",
    severity: Severity::Medium,
    meaning: "Attached to the message is a page that asks for a password. Honest web sites do not send their login page; a \
              few services for protected mail do.",
    proof: "At byte {offset|…} of the page stands {line|<input type=\"password\">}.",
    advice: NO_PASSWORD,
    attack: &["T1566.001", "T1056.003"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

pub(super) static ELSEWHERE: Rule = Rule {
    id: "html.password-sent-elsewhere",
    title: "A page that sends a password to some web site",
    severity: Severity::Medium,
    meaning: "This file asks for a password and sends it to {host|a web site}. Honest web sites do not send their login \
              page as a file.",
    proof: "At byte {offset|…} a form asks for a password; it goes to \"{target|https://…}\".",
    advice: NO_PASSWORD,
    attack: &["T1056.003", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

pub(super) static FALSE_LOGIN: Rule = Rule {
    id: "html.false-login",
    title: "A false login page",
    severity: Severity::High,
    meaning: "This file asks for a password as if it were a login page, and sends it to {host|a stranger}: {why|it takes \
              itself for a page of a known company}.",
    proof: "At byte {offset|…} a form asks for a password; it goes to \"{target|https://…}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1056.003", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1056/003/"],
};

pub(super) static FRAME: Rule = Rule {
    id: "html.hidden-frame",
    title: "A page loads another page unseen",
    severity: Severity::Low,
    meaning: "This page loads a page of {host|another web site} into a frame that nobody sees. Advertisements do so, and so \
              do attackers.",
    proof: "At byte {offset|…} stands {line|<iframe width=\"0\" height=\"0\" src=…>}.",
    advice: "Open it without connection to the network if the sender must not know that you did.",
    attack: &["T1189"],
    references: &["https://attack.mitre.org/techniques/T1189/"],
};

pub(super) static SHARE: Rule = Rule {
    id: "html.network-share",
    title: "A page that connects to a stranger's network share",
    severity: Severity::Medium,
    meaning: "This page makes the computer connect to the network share of {host|a stranger}. On Windows that can hand the \
              user's password, in scrambled form, to whoever runs it.",
    proof: "At byte {offset|…} stands {line|<img src=\"file://server/share/a.png\">}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1187"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static OBJECT: Rule = Rule {
    id: "html.starts-object",
    title: "A page that starts programs of the computer",
    severity: Severity::High,
    meaning: "This page uses a part of Windows that starts programs ({what|WScript.Shell}). Pages have no honest use for \
              that.",
    proof: "At byte {offset|…} stands {line|<object classid=…>}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1218.001", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1218/001/"],
};

pub(super) static PASTE: Rule = Rule {
    id: "html.paste-command",
    title: "A page that tricks people into running a command",
    severity: Severity::High,
    meaning: "This page puts a command on the clipboard and tells the reader to paste it into a window of the system \
              ({how|\"Windows + R\"}). The command hands the computer to the attacker.",
    proof: "At byte {offset|…} stands the command: {line|powershell …}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.004"],
    references: &["https://attack.mitre.org/techniques/T1204/004/"],
};

pub(super) static COPIES: Rule = Rule {
    id: "html.copies-command",
    title: "A page that puts a command on the clipboard",
    severity: Severity::Medium,
    meaning: "A script of this page copies a command for the system to the clipboard. Guides for programmers do so, and so \
              do attackers.",
    proof: "At byte {offset|…} stands the command: {line|powershell …}",
    advice: "Do not paste it anywhere unless you know what it does.",
    attack: &["T1204.004"],
    references: &["https://attack.mitre.org/techniques/T1204/004/"],
};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &SMUGGLING,
    &CARRIES,
    &ARCHIVE,
    &SAVES,
    &UNKNOWN,
    &HANDLER,
    &REDIRECT,
    &DESTINATION,
    &LEADS,
    &HIDDEN_CODE,
    &HIDDEN_PAGE,
    &HIDDEN_LOGIN,
    &SCRAMBLED,
    &PASSWORD,
    &MAILED,
    &ELSEWHERE,
    &FALSE_LOGIN,
    &FRAME,
    &SHARE,
    &OBJECT,
    &PASTE,
    &COPIES,
];
