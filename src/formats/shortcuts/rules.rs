//! The rules of shortcuts and settings files.

use crate::model::rule::{ADVICE_DO_NOT_OPEN, Rule, Severity};

/// The rules of this folder.
pub(super) static RULES: &[&Rule] = &[&OTHER_COMPUTER, &RUNS_COMMAND, &AUTOSTART, &CONNECT_SCRIPT, &HANDLER];

pub(super) static OTHER_COMPUTER: Rule = Rule {
    id: "shortcuts.other-computer",
    title: "A small file that reaches for another computer",
    severity: Severity::High,
    meaning: "Opening this file, or only looking at its folder, makes Windows reach for {place|\\\\server\\share} on \
              another computer. It can give away your password on the way, or bring a program.",
    proof: "At byte {offset|…} stands \"{line|IconFile=\\\\server\\share\\icon.ico}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1187", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1187/"],
};

pub(super) static RUNS_COMMAND: Rule = Rule {
    id: "shortcuts.runs-command",
    title: "A small file that runs commands",
    severity: Severity::High,
    meaning: "Opening this {what|file} carries out commands of its sender on your computer.",
    proof: "At byte {offset|…} stands \"{line|Exec=sh -c \"curl … | sh\"}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static AUTOSTART: Rule = Rule {
    id: "shortcuts.autostart",
    title: "A file that makes a program start by itself",
    severity: Severity::High,
    meaning: "When this {what|registry script} is opened, it changes Windows so that a program starts by itself from \
              then on, or in place of another.",
    proof: "At byte {offset|…} stands \"{line|[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1547.001", "T1112"],
    references: &["https://attack.mitre.org/techniques/T1547/001/"],
};

pub(super) static CONNECT_SCRIPT: Rule = Rule {
    id: "shortcuts.connection-script",
    title: "A connection that runs scripts",
    severity: Severity::Medium,
    meaning: "This connection file starts a program of its sender's choice when the connection is made.",
    proof: "At byte {offset|…} stands \"{line|up script.sh}\".",
    advice: "Ask your IT team to look at it before anybody connects.",
    attack: &["T1059"],
    references: &["https://openvpn.net/community-resources/reference-manual-for-openvpn-2-6/"],
};

pub(super) static HANDLER: Rule = Rule {
    id: "shortcuts.dangerous-link",
    title: "A shortcut to a tool of Windows",
    severity: Severity::High,
    meaning: "This shortcut leads to no web page. It starts a tool or a script ({scheme|ms-msdt}) by a special link that \
              attackers misuse.",
    proof: "At byte {offset|…} stands \"{line|URL=ms-msdt:/id …}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1218", "T1204.001"],
    references: &["https://attack.mitre.org/techniques/T1218/"],
};
