//! Scripts: text that an interpreter runs. What language a text is in is told by `languages`; here are the types, and
//! what a script does: its words are looked for in the script as it stands (`hits`), with its strings put together, and in
//! what it holds encoded (`judge`). A script's nature alone makes it suspicious (`nature.script`).

mod actions;
mod deeds;
mod encoded;
mod hits;
mod judge;
mod kinds;
mod masks;
mod other_actions;
mod rules;
mod seen;
mod signs;
mod windows_actions;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;
use crate::model::probe::Probe;
use crate::model::text::{Encoding, decode_all};
use crate::model::types::{Nature, TypeInfo};

use super::text::TEXT;

/// A script whose language the text's marks name.
const fn script(id: &'static str, label: &'static str, matches: fn(&Probe<'_>) -> bool) -> TypeInfo {
    TypeInfo::new(id, label, Nature::Script, matches).parent(&TEXT)
}

static POWERSHELL: TypeInfo = script("powershell", "PowerShell script", |p| p.has_mark("script=powershell"))
    .mimes(&["application/x-powershell"])
    .extensions(&["ps1", "psm1", "psd1", "ps1xml", "pssc"]);
static ENCODED: TypeInfo = script("encoded-script", "encoded Windows script", |p| p.has_mark("script=encoded"))
    .begins("23 40 7E 5E (\"#@~^\")")
    .extensions(&["vbe", "jse"]);
static VBSCRIPT: TypeInfo =
    script("vbscript", "VBScript", |p| p.has_mark("script=vbscript")).mimes(&["text/vbscript"]).extensions(&["vbs"]);
static VBA: TypeInfo =
    script("vba", "Visual Basic macro source", |p| p.has_mark("script=vba")).extensions(&["bas", "cls", "frm"]);
/// JavaScript, also that inside of documents.
pub static JAVASCRIPT: TypeInfo = script("javascript", "JavaScript", |p| p.has_mark("script=javascript"))
    .mimes(&["text/javascript", "application/javascript", "application/x-javascript", "application/ecmascript"])
    .extensions(&["js", "mjs", "cjs"])
    .tolerant(javascript_behind_picture_header);
static WSF: TypeInfo =
    script("wsf", "Windows script file", |p| p.has_mark("script=wsf")).extensions(&["wsf", "wsc", "sct", "ws", "wsh"]);
static BATCH: TypeInfo = script("batch", "Windows batch file", |p| p.has_mark("script=batch"))
    .mimes(&["application/x-bat", "application/bat"])
    .extensions(&["bat", "cmd"]);
static SHELL: TypeInfo = script("shell", "shell script", |p| p.has_mark("script=shell"))
    .mimes(&["application/x-sh", "text/x-shellscript"])
    .extensions(&["sh", "bash", "zsh", "ksh", "csh", "fish", "command", "run"]);
static PYTHON: TypeInfo = script("python", "Python script", |p| p.has_mark("script=python"))
    .mimes(&["text/x-python", "application/x-python"])
    .extensions(&["py", "pyw"]);
static PERL: TypeInfo = script("perl", "Perl script", |p| p.has_mark("script=perl"))
    .mimes(&["text/x-perl", "application/x-perl"])
    .extensions(&["pl", "pm"]);
static PHP: TypeInfo = script("php", "PHP script", |p| p.has_mark("script=php"))
    .mimes(&["application/x-httpd-php", "text/x-php"])
    .extensions(&["php", "phtml", "php3", "php4", "php5", "php7", "phps", "inc"]);
static RUBY: TypeInfo =
    script("ruby", "Ruby script", |p| p.has_mark("script=ruby")).mimes(&["text/x-ruby"]).extensions(&["rb", "rbw"]);
static LUA: TypeInfo =
    script("lua", "Lua script", |p| p.has_mark("script=lua")).mimes(&["text/x-lua"]).extensions(&["lua"]);
static TCL: TypeInfo = script("tcl", "Tcl script", |p| p.has_mark("script=tcl")).extensions(&["tcl", "tk", "exp"]);
static AWK: TypeInfo = script("awk", "awk script", |p| p.has_mark("script=awk")).extensions(&["awk"]);
static APPLESCRIPT: TypeInfo =
    script("applescript", "AppleScript", |p| p.has_mark("script=applescript")).extensions(&["applescript"]);
static AUTOIT: TypeInfo = script("autoit", "AutoIt script", |p| p.has_mark("script=autoit")).extensions(&["au3"]);
static AUTOHOTKEY: TypeInfo =
    script("autohotkey", "AutoHotkey script", |p| p.has_mark("script=autohotkey")).extensions(&["ahk"]);
static ASP: TypeInfo = script("asp", "ASP web server page", |p| p.has_mark("script=asp"))
    .extensions(&["asp", "aspx", "ashx", "asmx", "ascx", "cshtml"]);
static JSP: TypeInfo =
    script("jsp", "JSP web server page", |p| p.has_mark("script=jsp")).extensions(&["jsp", "jspx", "jspf"]);
static OTHER: TypeInfo =
    script("interpreter-script", "script for an interpreter", |p| p.has_mark("script=other")).begins("23 21 (\"#!\")");

/// AppleScript as Script Editor saves it: no text.
static COMPILED: TypeInfo =
    TypeInfo::new("compiled-applescript", "compiled AppleScript", Nature::Script, |p| p.starts(b"FasdUAS "))
        .extensions(&["scpt", "scptd"])
        .begins("46 61 73 64 55 41 53 (\"FasdUAS\")")
        .not_opened("what the compiled AppleScript does was not read");

/// A PHP archive: <https://www.php.net/manual/en/phar.fileformat.phar.php>.
static PHAR: TypeInfo = TypeInfo::new("phar", "PHP archive", Nature::Script, |p| {
    (p.starts(b"<?php") || p.starts(b"#!")) && phar(p).is_some()
})
.mimes(&["application/x-php-archive"])
.extensions(&["phar"])
.tolerant(phar)
.sought(&[b"__HALT_COMPILER();"])
.not_opened("the files in the PHP archive were not opened by this version");

/// The registry row.
pub static FORMAT: Format = Format {
    name: "scripts",
    types: &[
        &COMPILED,
        &PHAR,
        &POWERSHELL,
        &ENCODED,
        &VBSCRIPT,
        &VBA,
        &JAVASCRIPT,
        &WSF,
        &BATCH,
        &SHELL,
        &PYTHON,
        &PERL,
        &PHP,
        &RUBY,
        &LUA,
        &TCL,
        &AWK,
        &APPLESCRIPT,
        &AUTOIT,
        &AUTOHOTKEY,
        &ASP,
        &JSP,
        &OTHER,
    ],
    rules: rules::ALL,
    inspect: Some(inspect),
    seeks: false,
};

/// How much of a script is read, in bytes.
const READ: usize = 8 << 20;

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let kind = artifact.content_type;
    if [COMPILED.id, PHAR.id].contains(&kind.id) {
        return Ok(());
    }
    let text = decode_all(bytes, READ);
    let (encoding, text) = text
        .unwrap_or_else(|| (Encoding::EightBit, String::from_utf8_lossy(&bytes[..bytes.len().min(READ)]).into_owned()));
    judge::judge(&text, inspection, kind, judge::Bytes::of(bytes, encoding));
    if bytes.len() > READ {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of it were read")));
    }
    Ok(())
}

/// Says what a script does; also for the scripts inside pages. Places are those of the text.
pub fn judge(text: &str, inspection: &mut Inspection<'_>, kind: &'static TypeInfo) {
    judge::judge(text, inspection, kind, judge::Bytes::default());
}

/// Scripts that are started by their name alone, however few of their words tell the language.
const STARTED_BY_NAME: &[&TypeInfo] = &[&POWERSHELL, &ENCODED, &VBSCRIPT, &JAVASCRIPT, &WSF, &BATCH, &SHELL, &PYTHON];

/// Says what a text does that would be started as a script because of its name.
pub fn judge_as_named(artifact: &Artifact, inspection: &mut Inspection<'_>) {
    let Some(name) = &artifact.claim.name else { return };
    let name = name.file_name().text().to_ascii_lowercase();
    let Some((_, extension)) = name.trim_end_matches(['.', ' ']).rsplit_once('.') else { return };
    let Some(kind) = STARTED_BY_NAME.iter().find(|kind| kind.extensions.contains(&extension)) else { return };
    let Some((encoding, text)) = decode_all(artifact.bytes(), READ) else { return };
    judge::judge(&text, inspection, kind, judge::Bytes::of(artifact.bytes(), encoding));
    if artifact.bytes().len() > READ {
        inspection.gap(Gap::limit(LimitKind::ArtifactBytes, format!("only the first {READ} bytes of it were read")));
    }
}

/// Where a PHP archive's stub ends, if a manifest stands behind it.
fn phar(probe: &Probe<'_>) -> Option<u64> {
    const HALT: &[u8] = b"__HALT_COMPILER();";
    let mut finds = memchr::memmem::find_iter(probe.bytes, HALT);
    finds.find(|at| manifest_follows(&probe.bytes[at + HALT.len()..])).map(|at| at as u64)
}

fn manifest_follows(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    let rest = rest.strip_prefix(b"?>").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    // Length and number of files, low byte first; API version 1.0.0 or 1.1.x, high digit first.
    let &[a, b, c, d, e, f, g, h, major, _, ..] = rest else { return false };
    let (length, files) = (u32::from_le_bytes([a, b, c, d]) as usize, u32::from_le_bytes([e, f, g, h]) as usize);
    matches!(major, 0x10 | 0x11) && length >= 18 && length <= rest.len() && files <= length / 24 + 1
}

/// A picture whose size field is the beginning of a comment: browsers that are told it is a script run what follows.
fn javascript_behind_picture_header(probe: &Probe<'_>) -> Option<u64> {
    const HEADS: &[(&[u8], usize)] = &[(b"GIF8", 6), (b"BM", 2), (b"RIFF", 4), (b"\xFF\xD8\xFF\xE0", 4)];
    let (_, at) = HEADS.iter().find(|(mark, _)| probe.starts(mark))?;
    let begins = probe.has(*at, b"/*") || probe.has(*at, b"=") && probe.starts(b"GIF8");
    let comment = || {
        let end = memchr::memmem::find(probe.window(at + 2, 1 << 20), b"*/")? + at + 4;
        let code = probe.window(end, 64);
        let begun = code.trim_ascii_start().first().is_some_and(|b| matches!(b, b'=' | b';' | b'(' | b','));
        (begun && code.iter().filter(|b| b.is_ascii_graphic() || **b == b' ').count() * 10 >= code.len() * 8)
            .then_some(end as u64)
    };
    let plain = || {
        let code = probe.window(*at, 64);
        (probe.has(*at, b"=") && code.iter().all(|b| matches!(b, b'\t'..=b'\r' | b' '..=b'~')) && code.len() > 8)
            .then_some(*at as u64)
    };
    if begins { comment().or_else(plain) } else { None }
}
