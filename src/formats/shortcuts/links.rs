//! Internet shortcuts and the settings of folders, disks and the desktop: INI files with places in them.

use crate::parse::ini::{Entry, entries};

use super::commands::runner;
use super::judge::Look;
use super::orders::{Order, first};
use super::rules::{AUTOSTART, HANDLER, LINK_TO_PROGRAM};

/// Values that are looked at.
const MOST: usize = 2000;
/// Ends of addresses that bring a program, a script or an image of a disk.
const BRINGS: &[&str] = &[
    "exe",
    "msi",
    "msix",
    "appx",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "hta",
    "lnk",
    "scr",
    "pif",
    "cpl",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "jar",
    "dll",
    "reg",
    "application",
    "appinstaller",
    "url",
    "chm",
    "msc",
    "zip",
    "rar",
    "7z",
];
/// Of them those that are no archives.
const RUNS: usize = BRINGS.len() - 3;

pub(super) fn judge(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let mut told = false;
    for entry in entries(text).filter(|e| !e.key.is_empty()).take(MOST) {
        let key = entry.key.to_ascii_lowercase();
        if key == "url" || key == "baseurl" {
            // The first one counts for Windows.
            if !told && key == "url" {
                look.inspection.fact("url", entry.value);
                told = true;
            }
            address(look, &entry);
            continue;
        }
        let plain = Order::read(entry.value).plain;
        if is_place(&key) && look.is_remote(entry.at, entry.line, &plain) {
            continue;
        }
        starts(look, &entry, &key);
    }
}

/// Keys whose values Windows goes to as soon as the file or its folder is shown or opened.
fn is_place(key: &str) -> bool {
    ["icon", "image", "wallpaper", "directory", "resourcename", "infotip", "path", "sound", "logo", "cursor", "file"]
        .iter()
        .any(|word| key.contains(word))
        || matches!(key, "command" | "open" | "shellexecute" | "rssfeed" | "defaultvalue" | "scrnsave.exe")
}

/// Keys of disks and themes that start something.
fn starts(look: &mut Look<'_, '_, '_>, entry: &Entry<'_>, key: &str) {
    let disk = entry.section.to_ascii_lowercase().starts_with("autorun");
    let shell = key.starts_with("shell\\") && key.ends_with("\\command");
    if disk && (matches!(key, "open" | "shellexecute") || shell) {
        let lower = entry.value.to_ascii_lowercase().replace('/', "\\");
        let hidden = ["recycler", "$recycle", "recycled", "system volume information", "restore\\s-1-"];
        let takes_over = matches!(key, "shell\\open\\command" | "shell\\explore\\command" | "shell\\find\\command");
        if hidden.iter().any(|h| lower.contains(h)) {
            look.does(entry.at, entry.line, "starts a program that hides in the waste basket of a disk");
        } else if takes_over {
            look.does(entry.at, entry.line, "starts a program whenever the disk is looked at");
        } else if entry.section.eq_ignore_ascii_case("autorun") {
            look.inspection.fact("starts", entry.value);
            look.attack(entry.at, entry.line, entry.value);
        }
    } else if key == "scrnsave.exe" {
        let lower = Order::read(entry.value).plain.to_ascii_lowercase();
        let system =
            lower.is_empty() || lower == "(none)" || lower.get(1..).is_some_and(|l| l.starts_with(":\\windows\\"));
        if !system && lower.contains(['\\', '/']) {
            look.fire(&AUTOSTART, entry.at, entry.line);
        }
    }
}

/// Where an internet shortcut leads.
pub(super) fn address(look: &mut Look<'_, '_, '_>, entry: &Entry<'_>) {
    let plain = percent_decoded(entry.value);
    if look.is_remote(entry.at, entry.line, &plain) || scheme(look, entry.at, entry.line, &plain) {
        return;
    }
    // A shortcut to the internet that leads to a program on the disk.
    if plain.get(1..3) == Some(":\\") && runner(first(&plain)).is_some() {
        look.fire_with(&HANDLER, entry.at, entry.line, "scheme", first(&plain));
        return;
    }
    if let Some(end) = brings(&plain) {
        look.fire_with(&LINK_TO_PROGRAM, entry.at, entry.line, "end", end);
    }
}

/// The ending of what an address on the web brings, where that is a program or an archive.
fn brings(url: &str) -> Option<&'static str> {
    let lower = url.to_ascii_lowercase();
    let (_, rest) = lower.split_once("://").filter(|(s, _)| matches!(*s, "http" | "https" | "ftp"))?;
    let (_, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next()?;
    let end = path.rsplit('/').next()?.rsplit_once('.')?.1;
    BRINGS.iter().find(|b| **b == end).copied()
}

/// Links that carry orders instead of an address; whether one was told.
pub(super) fn scheme(look: &mut Look<'_, '_, '_>, at: usize, line: &str, url: &str) -> bool {
    let Some((scheme, rest)) = url.trim_start().split_once(':') else { return false };
    let scheme = scheme.trim().to_ascii_lowercase();
    let is_scheme = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    // Links that start a game or open a program's page are common; those that carry commands are not.
    const MISUSED: &[&str] = &[
        "search",
        "search-ms",
        "javascript",
        "vbscript",
        "mhtml",
        "mk",
        "shell",
        "data",
        "jar",
        "ldap",
        "webcal",
        "its",
    ];
    let end = rest.trim_end().rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let misused = scheme.starts_with("ms-") && scheme != "ms-settings" && scheme != "ms-windows-store"
        || MISUSED.contains(&scheme.as_str())
        || scheme == "file" && (BRINGS[..RUNS].contains(&end.as_str()) || end == "zip" || rest.contains('!'));
    if is_scheme && misused {
        look.fire_with(&HANDLER, at, line, "scheme", &scheme);
    }
    is_scheme && misused
}

/// `%5C` is a backslash; what is no such number stays.
fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let pair = behind.get(..2).and_then(|p| std::str::from_utf8(p).ok());
        match pair.filter(|_| byte == b'%').and_then(|p| u8::from_str_radix(p, 16).ok()) {
            Some(value) => {
                out.push(value);
                rest = &behind[2..];
            }
            None => {
                out.push(byte);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
