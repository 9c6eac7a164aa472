//! Starters of Linux desktops: <https://specifications.freedesktop.org/desktop-entry-spec/latest/>.

use crate::parse::ini::entries;

use super::commands::{is_remote_file, is_unix_dropper};
use super::judge::Look;
use super::rules::DRESSED_UP;

/// Values that are looked at.
const MOST: usize = 20_000;
/// Names of icons that documents have.
const ICONS: &[&str] = &[
    "application-pdf",
    "application-msword",
    "x-office-document",
    "x-office-spreadsheet",
    "x-office-presentation",
    "text-x-generic",
    "image-x-generic",
    "package-x-generic",
    "application-x-zip",
    "application-zip",
    "folder",
];
/// Ends of names that documents have.
const ENDS: &[&str] = &[
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".jpg", ".jpeg", ".png", ".txt", ".zip",
    ".rar",
];
/// Programs that carry out what follows.
const SHELLS: &[&str] =
    &["sh", "bash", "dash", "zsh", "python", "python3", "perl", "ruby", "php", "node", "curl", "wget"];

pub(super) fn desktop_entry(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let (mut name, mut icon, mut commands) = ("", "", Vec::new());
    for entry in entries(text).take(MOST) {
        let first = entry.section == "Desktop Entry";
        match entry.key {
            "Exec" if commands.len() < 50 => {
                look.inspection.fact("command", entry.value);
                commands.push((entry.at, entry.line, entry.value));
            }
            "URL" | "URL[$e]" if is_remote_file(entry.value) && !entry.value.starts_with("ftp:") => {
                look.remote(entry.at, entry.line, entry.value);
            }
            "Name" if first && name.is_empty() => name = entry.value,
            "Icon" if first && icon.is_empty() => icon = entry.value,
            _ => {}
        }
    }
    let lower = name.to_ascii_lowercase();
    let dressed = ENDS.iter().any(|e| lower.trim_end().ends_with(e)) || ICONS.contains(&icon);
    for (at, line, command) in commands {
        if is_unix_dropper(command) {
            look.does(at, line, "downloads or unpacks something and starts it");
        } else if dressed && starts_shell(command) {
            let shown = if name.is_empty() { icon } else { name };
            look.fire_with(&DRESSED_UP, at, line, "name", shown);
        }
    }
}

/// Whether a command is handed to an interpreter as text.
fn starts_shell(command: &str) -> bool {
    let mut words = command.split([' ', '"', '\'']).filter(|w| !w.is_empty() && !w.contains('='));
    let program = words.find(|w| !matches!(*w, "env" | "/usr/bin/env" | "nohup" | "setsid"));
    let stem = program.unwrap_or_default().rsplit('/').next().unwrap_or_default();
    SHELLS.contains(&stem) && words.any(|w| w.starts_with("-c") || w.starts_with("http") || w.starts_with("-e"))
}
