//! Names of files, and what their endings promise.

/// Endings that run, or hold what does.
const RISKY: &[&str] = &[
    "exe",
    "scr",
    "com",
    "pif",
    "cpl",
    "msi",
    "msix",
    "appx",
    "appinstaller",
    "bat",
    "cmd",
    "ps1",
    "vbs",
    "vbe",
    "js",
    "jse",
    "wsf",
    "wsh",
    "hta",
    "lnk",
    "url",
    "jar",
    "dll",
    "xll",
    "reg",
    "iso",
    "img",
    "vhd",
    "vhdx",
    "zip",
    "rar",
    "7z",
    "cab",
    "gz",
    "tar",
    "ace",
    "arj",
    "z",
    "one",
    "docm",
    "xlsm",
    "pptm",
    "dotm",
    "xlam",
    "chm",
    "application",
    "library-ms",
    "search-ms",
    "settingcontent-ms",
    "msc",
    "apk",
    "dmg",
    "pkg",
    "command",
    "svg",
    "rdp",
];
/// Endings of scripts.
pub(super) const SCRIPTS: &[&str] =
    &["bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "url", "reg", "command", "rdp"];

pub(super) fn ending(name: &str) -> String {
    name.trim_end().rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

pub(super) fn is_risky(name: &str) -> bool {
    RISKY.contains(&ending(name).as_str())
}

/// Whether a word is a name of a file.
pub(super) fn is_name(text: &str) -> bool {
    let stem = text.trim().rsplit_once('.').filter(|(stem, end)| !stem.is_empty() && (1..=17).contains(&end.len()));
    (3..=200).contains(&text.len())
        && stem.is_some_and(|(_, end)| end.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && !text.contains(['/', '\\', '\n', '<', '>', '(', ')', '{', '}', '=', ';', ':'])
}
