//! The languages of scripts as bits, so that one table of words serves several, and how each is read.

use crate::parse::script::Dialect;

pub(super) const POWERSHELL: u16 = 1;
pub(super) const BATCH: u16 = 1 << 1;
/// VBScript.
pub(super) const BASIC: u16 = 1 << 2;
pub(super) const VBA: u16 = 1 << 3;
pub(super) const JS: u16 = 1 << 4;
/// Pages and files that hold scripts of Windows in either language.
pub(super) const PAGE: u16 = 1 << 5;
pub(super) const SHELL: u16 = 1 << 6;
pub(super) const PYTHON: u16 = 1 << 7;
pub(super) const PHP: u16 = 1 << 8;
/// Perl and Ruby.
pub(super) const PERL: u16 = 1 << 9;
/// AutoIt and AutoHotkey.
pub(super) const AUTO: u16 = 1 << 10;
pub(super) const APPLE: u16 = 1 << 11;
/// What Windows runs, PowerShell left out.
pub(super) const WINDOWS: u16 = BATCH | BASIC | VBA | JS | PAGE;
/// Every language.
pub(super) const ALL: u16 = u16::MAX;

/// The bits of a content type.
pub(super) fn of(id: &str) -> u16 {
    match id {
        "powershell" => POWERSHELL,
        "batch" => BATCH,
        "vbscript" => BASIC,
        "vba" => VBA,
        "javascript" => JS,
        "wsf" | "hta" | "asp" | "encoded-script" => PAGE,
        "shell" | "interpreter-script" => SHELL,
        "python" => PYTHON,
        "php" => PHP,
        "perl" | "ruby" => PERL,
        "autoit" | "autohotkey" => AUTO,
        "applescript" => APPLE,
        _ => 0,
    }
}

/// How strings are put together in it; macros are put together elsewhere.
pub(super) fn dialect(kinds: u16, text: &str) -> Option<Dialect> {
    Some(match kinds {
        POWERSHELL => Dialect::PowerShell,
        BASIC => Dialect::Basic,
        PAGE => {
            let head = &text.as_bytes()[..text.len().min(64 * 1024)];
            let head = head.to_ascii_lowercase();
            let has = |word: &str| memchr::memmem::find(&head, word.as_bytes()).is_some();
            let basic = has("vbscript") || has("createobject(") && !has("activexobject") && !has("var ");
            if basic { Dialect::Basic } else { Dialect::JavaScript }
        }
        JS => Dialect::JavaScript,
        PYTHON => Dialect::Python,
        PHP => Dialect::Php,
        PERL => Dialect::Perl,
        AUTO => Dialect::AutoIt,
        _ => return None,
    })
}

/// Marks with which a line begins that is a comment.
pub(super) fn comments(kinds: u16) -> &'static [&'static [u8]] {
    match kinds {
        POWERSHELL | SHELL | PYTHON | PERL => &[b"#"],
        BATCH => &[b"rem ", b"::", b"@rem "],
        BASIC | VBA => &[b"'", b"rem "],
        JS => &[b"//", b"* ", b"/*"],
        PHP => &[b"#", b"//", b"* ", b"/*"],
        AUTO => &[b";"],
        PAGE => &[b"'", b"rem ", b"//", b"* "],
        APPLE => &[b"--", b"#"],
        _ => &[b"#", b"//", b"--", b";"],
    }
}
