//! The rules of shortcuts and settings files.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// The rules of this folder.
pub(super) static RULES: &[&Rule] = &[
    &OTHER_COMPUTER,
    &RUNS_COMMAND,
    &STARTS_PROGRAM,
    &AUTOSTART,
    &PROTECTION,
    &CONNECT_SCRIPT,
    &HANDLER,
    &LINK_TO_PROGRAM,
    &WEB_INSTALLER,
    &DRIVES,
    &ROGUE_DESKTOP,
    &WEB_QUERY,
    &CONSOLE_SCRIPT,
    &CONSOLE_PAGE,
    &DRESSED_UP,
    &DEVICE,
    &EDITOR_TASK,
];

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
    meaning: "Opening this {what|file} carries out commands of its sender on your computer: it {does|downloads something \
              from the internet}.",
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

pub(super) static STARTS_PROGRAM: Rule = Rule {
    id: "shortcuts.starts-program",
    title: "A small file that starts a program",
    severity: Severity::Medium,
    meaning: "When this {what|file} is opened or installed, it starts {program|a program} by itself.",
    proof: "At byte {offset|…} stands \"{line|notepad.exe}\".",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1204/002/"],
};

pub(super) static PROTECTION: Rule = Rule {
    id: "shortcuts.switches-off-protection",
    title: "A file that switches off protection",
    severity: Severity::High,
    meaning: "When this {what|registry script} is opened, it switches off a part of what protects the computer, or makes it \
              trust strangers.",
    proof: "At byte {offset|…} it sets \"{line|DisableRealtimeMonitoring=1}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1562.001", "T1112"],
    references: &["https://attack.mitre.org/techniques/T1562/001/"],
};

pub(super) static LINK_TO_PROGRAM: Rule = Rule {
    id: "shortcuts.link-to-program",
    title: "A shortcut to a program on the internet",
    severity: Severity::Medium,
    meaning: "This {what|shortcut} leads to no page: opening it fetches a file of the kind .{end|exe}.",
    proof: "At byte {offset|…} stands \"{line|URL=https://…/setup.exe}\".",
    advice: ADVICE_ASK,
    attack: &["T1204.001"],
    references: &["https://attack.mitre.org/techniques/T1204/001/"],
};

pub(super) static WEB_INSTALLER: Rule = Rule {
    id: "shortcuts.web-installer",
    title: "A file that fetches a program and starts it",
    severity: Severity::Medium,
    meaning: "Opening this {what|file} fetches a program from {source|the internet} and starts or installs it.",
    proof: "At byte {offset|…} stands \"{line|…}\".",
    advice: ADVICE_ASK,
    attack: &["T1204.002", "T1127.002"],
    references: &["https://attack.mitre.org/techniques/T1127/002/"],
};

pub(super) static DRIVES: Rule = Rule {
    id: "shortcuts.shares-drives",
    title: "A remote connection that hands over your disks",
    severity: Severity::Medium,
    meaning: "Opening this file connects to {host|another computer} and gives it the disks of yours to read and write.",
    proof: "At byte {offset|…} stands \"{line|drivestoredirect:s:*}\"; the host is \"{host|…}\".",
    advice: ADVICE_ASK,
    attack: &["T1021.001", "T1039"],
    references: &["https://attack.mitre.org/techniques/T1021/001/"],
};

pub(super) static ROGUE_DESKTOP: Rule = Rule {
    id: "shortcuts.rogue-desktop",
    title: "A window from the internet that reads your disks",
    severity: Severity::High,
    meaning: "Opening this file connects to {host|a computer on the internet}, gives it the disks of yours, and shows one \
              window of it as if it were a program of your own. Spies steal files that way.",
    proof: "At byte {offset|…} stands \"{line|drivestoredirect:s:*}\" beside a program of the host \"{host|…}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1021.001", "T1039", "T1204.002"],
    references: &["https://cloud.google.com/blog/topics/threat-intelligence/windows-rogue-remote-desktop-protocol"],
};

pub(super) static WEB_QUERY: Rule = Rule {
    id: "shortcuts.web-query",
    title: "A sheet whose content comes from the internet",
    severity: Severity::Medium,
    meaning: "Excel fills this sheet with whatever {url|an address} sends. Formulas that start programs have come that way.",
    proof: "At byte {offset|…} stands the address \"{line|https://…}\".",
    advice: ADVICE_ASK,
    attack: &["T1221", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1221/"],
};

pub(super) static CONSOLE_SCRIPT: Rule = Rule {
    id: "shortcuts.console-script",
    title: "A console file with a script inside",
    severity: Severity::High,
    meaning: "Opening this console of Windows carries out a script of its sender, without any question.",
    proof: "At byte {offset|…} begins the part with \"{line|res://apds.dll/redirect.html?target=javascript:…}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1218.014", "T1059.007"],
    references: &["https://www.elastic.co/security-labs/grimresource"],
};

pub(super) static CONSOLE_PAGE: Rule = Rule {
    id: "shortcuts.console-page",
    title: "A console file that shows a web page",
    severity: Severity::Medium,
    meaning: "This console of Windows shows a page of the internet ({page|https://…}) inside of itself, with more rights than a \
              browser gives it. Attackers have started programs that way.",
    proof: "At byte {offset|…} begins the part with the address \"{page|https://…}\".",
    advice: ADVICE_ASK,
    attack: &["T1218.014"],
    references: &["https://nvd.nist.gov/vuln/detail/CVE-2025-26633"],
};

pub(super) static DRESSED_UP: Rule = Rule {
    id: "shortcuts.dressed-up",
    title: "A starter dressed up as a document",
    severity: Severity::High,
    meaning: "On the screen this file looks like a document (\"{name|Invoice.pdf}\"), but opening it carries out commands of \
              its sender.",
    proof: "At byte {offset|…} stands \"{line|Exec=sh -c \"…\"}\"; its name or icon is \"{name|Invoice.pdf}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002", "T1059.004"],
    references: &["https://attack.mitre.org/techniques/T1036/"],
};

pub(super) static DEVICE: Rule = Rule {
    id: "shortcuts.device-control",
    title: "A profile that gives power over the device",
    severity: Severity::Medium,
    meaning: "Installing this profile changes an iPhone, iPad or Mac: it {power|lets somebody else govern the device}.",
    proof: "At byte {offset|…} stands a part of the kind \"{line|com.apple.mdm}\".",
    advice: "Ask your IT team whether it is theirs before anybody installs it.",
    attack: &["T1204.002", "T1553.004"],
    references: &["https://attack.mitre.org/techniques/T1553/004/"],
};

pub(super) static EDITOR_TASK: Rule = Rule {
    id: "shortcuts.editor-task",
    title: "A task that starts when its folder is opened",
    severity: Severity::Low,
    meaning: "This file tells a code editor to start a command by itself as soon as the folder is opened and trusted.",
    proof: "At byte {offset|…} stands {line|\"runOn\": \"folderOpen\"}.",
    advice: "Look at its commands before you trust the folder in the editor.",
    attack: &["T1204.002"],
    references: &["https://code.visualstudio.com/docs/editor/tasks"],
};
