//! What is found in scripts.

use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

/// All of them.
pub(super) static ALL: &[&Rule] = &[
    &DOWNLOAD_AND_RUN,
    &INSTALLS,
    &DOWNLOAD_TO_SHELL,
    &ENCODED_SCRIPT,
    &MASKED,
    &DISARMS,
    &DESTROYS,
    &REMOTE,
    &STEALS,
    &CARRIES,
    &DOES,
];

pub(super) static DOWNLOAD_AND_RUN: Rule = Rule {
    id: "scripts.download-and-run",
    title: "A script that fetches or unpacks code and starts it",
    severity: Severity::High,
    meaning: "This {what|script} {first|downloads something from the internet} and starts it. That is how attackers bring \
              their programs onto a computer.",
    proof: "It says \"{one|DownloadString}\" (byte {offset|…}) and \"{other|Invoke-Expression}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1059", "T1105", "T1027"],
    references: &["https://attack.mitre.org/techniques/T1105/"],
};

pub(super) static INSTALLS: Rule = Rule {
    id: "scripts.fetches-in-plain-sight",
    title: "A script that fetches or unpacks and starts, in plain sight",
    severity: Severity::Medium,
    meaning: "This {what|script} {first|downloads something from the internet} and starts programs. It says to its user what it \
              does and checks whether that went well, as installers do; attackers seldom take that trouble.",
    proof: "It says \"{one|Invoke-WebRequest}\" (byte {offset|…}) and \"{other|Start-Process}\": {line|…}",
    advice: ADVICE_ASK,
    attack: &["T1059", "T1105"],
    references: &["https://attack.mitre.org/techniques/T1105/"],
};

pub(super) static DOWNLOAD_TO_SHELL: Rule = Rule {
    id: "scripts.download-to-shell",
    title: "A script that runs what it downloads",
    severity: Severity::Medium,
    meaning: "This {what|script} downloads text from the internet and carries it out unseen. Installers do so, and so \
              do attackers.",
    proof: "At byte {offset|…} stands \"{line|curl … | sh}\".",
    advice: "Do not run it unless you expected exactly this installer from somebody you know.",
    attack: &["T1059.004", "T1105"],
    references: &["https://attack.mitre.org/techniques/T1105/"],
};

pub(super) static ENCODED_SCRIPT: Rule = Rule {
    id: "scripts.encoded",
    title: "A script in unreadable form",
    severity: Severity::Medium,
    meaning: "This script was encoded so that nobody can read what it does. Windows runs it all the same.",
    proof: "At byte {offset|0} stands the mark of Microsoft's script encoder (\"#@~^\"). Decoded it begins: {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.013"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

pub(super) static MASKED: Rule = Rule {
    id: "scripts.masked-orders",
    title: "A script that hides its orders from scanners",
    severity: Severity::High,
    meaning: "This {what|script} {does|starts programs}, and the words for that are cut to pieces or masked, so that neither \
              people nor scanners see them. Only attackers take that trouble.",
    proof: "At byte {offset|…} stands {line|…}; put together it says \"{hidden|Invoke-Expression}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.010", "T1059"],
    references: &["https://attack.mitre.org/techniques/T1027/010/"],
};

pub(super) static DISARMS: Rule = Rule {
    id: "scripts.switches-off-protection",
    title: "A script that switches off protection",
    severity: Severity::High,
    meaning: "This {what|script} switches off the virus protection of Windows or makes it blind. Attackers do so before they \
              bring in their programs.",
    proof: "At byte {offset|…} stands {line|Set-MpPreference -DisableRealtimeMonitoring $true}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1562.001"],
    references: &["https://attack.mitre.org/techniques/T1562/001/"],
};

pub(super) static DESTROYS: Rule = Rule {
    id: "scripts.destroys-backups",
    title: "A script that destroys backups or disks",
    severity: Severity::High,
    meaning: "This {what|script} destroys the copies from which lost files could be brought back, or everything on a disk. \
              Extortionists do so before they lock the files.",
    proof: "At byte {offset|…} stands {line|vssadmin delete shadows /all /quiet}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1490", "T1485"],
    references: &["https://attack.mitre.org/techniques/T1490/"],
};

pub(super) static REMOTE: Rule = Rule {
    id: "scripts.hands-over-control",
    title: "A script that hands the computer to somebody else",
    severity: Severity::High,
    meaning: "This {what|script} connects to another computer and lets whoever sits there give orders to this one.",
    proof: "It says \"{one|/dev/tcp/}\" (byte {offset|…}) and \"{other|bash -i}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1059", "T1095"],
    references: &["https://attack.mitre.org/techniques/T1059/"],
};

pub(super) static STEALS: Rule = Rule {
    id: "scripts.steals",
    title: "A script that takes passwords or cookies",
    severity: Severity::High,
    meaning: "This {what|script} {first|takes passwords, cookies or keys} and sends them away or writes them down.",
    proof: "It says \"{one|Login Data}\" (byte {offset|…}) and \"{other|api.telegram.org/bot}\": {line|…}",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1555.003", "T1567", "T1003.001"],
    references: &["https://attack.mitre.org/techniques/T1555/003/"],
};

pub(super) static CARRIES: Rule = Rule {
    id: "scripts.carries-program",
    title: "A program is written into the script",
    severity: Severity::High,
    meaning: "Written out as letters or numbers, {inside|a program} hides in this {what|script}. So attackers carry their \
              programs past mail filters.",
    proof: "At byte {offset|…}, {size|…} characters of {how|letters (Base64)} come to {inside|a program} ({bytes|4D 5A (\"MZ\")}).",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1027.009", "T1027.013"],
    references: &["https://attack.mitre.org/techniques/T1027/009/"],
};

pub(super) static DOES: Rule = Rule {
    id: "scripts.does",
    title: "What the script does",
    severity: Severity::Info,
    meaning: "As far as its words show, this {what|script} {does|starts programs}.",
    proof: "At byte {offset|…} stands: {line|…}",
    advice: "Ask the sender what the script is for, if you did not expect it.",
    attack: &["T1059"],
    references: &[],
};
