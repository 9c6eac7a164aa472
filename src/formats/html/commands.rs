//! Commands that a page puts on the clipboard for the reader to paste where the system runs them.

use crate::model::inspection::Inspection;

use super::page::Page;
use super::rules::{COPIES, PASTE};

/// Programs with which commands begin.
const COMMANDS: &[&str] = &[
    "powershell",
    "pwsh",
    "mshta",
    "cmd ",
    "cmd.exe",
    "cmd/",
    "msiexec",
    "rundll32",
    "regsvr32",
    "conhost",
    "wscript",
    "cscript",
    "certutil",
    "bitsadmin",
    "curl ",
    "curl.exe",
    "wget ",
    "iex",
    "iwr",
    "irm ",
    "bash -c",
    "sh -c",
    "echo ",
    "start ",
    "ssh ",
    "forfiles",
    "wmic",
    "%comspec%",
    "c:\\windows\\",
    "%windir%",
    "osascript",
    "nslookup",
    "explorer",
    "finger",
];
/// What makes a command one that fetches or hides something.
const FETCHES: &[&str] = &[
    "http",
    "-enc",
    "-e ",
    "-w h",
    "hidden",
    "iex",
    "invoke-",
    "frombase64",
    "base64 -d",
    "downloadstring",
    "\\\\",
    "| sh",
    "| bash",
    "|bash",
    "|sh",
    "curl",
    "-c \"",
    "-command",
];
/// A command that fetches or hides something.
pub(super) fn is_command(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.bytes().next().unwrap_or_default().to_ascii_lowercase();
    if !b"pmcrwbisefno%".contains(&first)
        || text.len() < 12
        || text.len() > 16 * 1024
        || !text.is_ascii() && text.len() > 4096
    {
        return false;
    }
    let begins = |c: &&&str| text.get(..c.len()).is_some_and(|t| t.eq_ignore_ascii_case(c));
    COMMANDS.iter().any(|c| begins(&c)) && {
        let lower = text.to_ascii_lowercase();
        FETCHES.iter().any(|f| lower.contains(f))
    }
}

impl Page {
    /// A command on the clipboard, and the words that tell where to paste it.
    pub(super) fn judge_commands(&self, inspection: &mut Inspection<'_>) {
        const RUN: &[&str] = &[
            "win + r",
            "win+r",
            "windows + r",
            "windows+r",
            "windows key",
            "windows button",
            "windows-taste",
            "windows logo",
            "⊞",
            "press win",
            "press the win",
            "win + x",
            "windows + x",
            "super + r",
            "run dialog",
            "file explorer",
            "address bar",
            "command + space",
            "⌘",
        ];
        const PASTE_IT: &[&str] =
            &["ctrl + v", "ctrl+v", "strg + v", "strg+v", "paste", "⌘ + v", "einfügen", "coller", "pegar"];
        const HUMAN: &[&str] = &[
            "not a robot",
            "captcha",
            "verify you are human",
            "human verification",
            "verification steps",
            "cloudflare",
        ];
        let Some((at, line)) = self.commands.first().filter(|_| self.clipboard) else { return };
        let has = |list: &[&'static str]| list.iter().find(|w| self.words.contains(**w)).copied();
        let how =
            has(RUN).filter(|_| has(PASTE_IT).is_some()).or_else(|| has(HUMAN).filter(|_| has(PASTE_IT).is_some()));
        let found = inspection.found(if how.is_some() { &PASTE } else { &COPIES }).at(*at, line.len());
        found.with("line", line.as_str());
        if let Some(how) = how {
            found.with("how", format!("\"{how}\""));
        }
    }
}
