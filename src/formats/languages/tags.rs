//! Languages that say what they are: `#!` lines, and scripts between tags.

use memchr::memmem::find;

use crate::model::text::TextView;

use super::{Language, marked};

static SHELL: Language = marked("shell");
static PYTHON: Language = marked("python");
static PERL: Language = marked("perl");
static PHP: Language = marked("php");
static RUBY: Language = marked("ruby");
static JAVASCRIPT: Language = marked("javascript");
static LUA: Language = marked("lua");
static AWK: Language = marked("awk");
static TCL: Language = marked("tcl");
static APPLESCRIPT: Language = marked("applescript");
static POWERSHELL: Language = marked("powershell");
static OTHER: Language = marked("other");
static ENCODED: Language = marked("encoded");
static WSF: Language = marked("wsf");
static HTA: Language = marked("hta");
static ASP: Language = marked("asp");
static VBA: Language = marked("vba");
static JSP: Language = marked("jsp");

/// Interpreters by the beginning of their name; the first that fits.
static INTERPRETERS: &[(&str, &Language)] = &[
    ("bash", &SHELL),
    ("sh", &SHELL),
    ("dash", &SHELL),
    ("ash", &SHELL),
    ("busybox", &SHELL),
    ("ksh", &SHELL),
    ("mksh", &SHELL),
    ("zsh", &SHELL),
    ("csh", &SHELL),
    ("tcsh", &SHELL),
    ("fish", &SHELL),
    ("python", &PYTHON),
    ("pypy", &PYTHON),
    ("perl", &PERL),
    ("php", &PHP),
    ("ruby", &RUBY),
    ("jruby", &RUBY),
    ("node", &JAVASCRIPT),
    ("deno", &JAVASCRIPT),
    ("bun", &JAVASCRIPT),
    ("gjs", &JAVASCRIPT),
    ("lua", &LUA),
    ("awk", &AWK),
    ("gawk", &AWK),
    ("mawk", &AWK),
    ("tclsh", &TCL),
    ("wish", &TCL),
    ("expect", &TCL),
    ("osascript", &APPLESCRIPT),
    ("pwsh", &POWERSHELL),
    ("powershell", &POWERSHELL),
];

/// The language of a `#!` line. `#![allow(…)]` of Rust is none: a path must follow.
pub(super) fn shebang(lower: &str) -> Option<&'static Language> {
    let line = lower.strip_prefix("#!")?.lines().next()?.trim();
    if !line.starts_with('/') && !line.starts_with("env ") {
        return None;
    }
    let names = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    // `env -S VAR=x python3 -u`: the first word that is neither `env` nor an option nor a variable.
    let name = names.into_iter().find(|n| *n != "env" && !n.starts_with('-') && !n.contains('='))?;
    let known = INTERPRETERS.iter().find(|(begin, _)| {
        name.strip_prefix(begin).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    });
    Some(known.map_or(&OTHER, |(_, language)| language))
}

/// The language of a text whose tags hold scripts for a server or for the script host of Windows; `lower` is the text of
/// the view behind the blanks with which it begins.
pub(super) fn tagged(view: &TextView, lower: &str) -> Option<&'static Language> {
    let bytes = lower.as_bytes();
    let has = |needle: &str| view.has(needle);
    if lower.starts_with("#@~^") && bytes.get(10..12) == Some(b"==") {
        return Some(&ENCODED);
    }
    if lower.starts_with("attribute vb_name = \"") {
        return Some(&VBA);
    }
    let begins = |tags: &[&str]| tags.iter().any(|t| lower.starts_with(t));
    if begins(&["<?php", "<?=", "<? ", "<?\n", "<?\r"]) && !lower.starts_with("<?xml") {
        return Some(&PHP);
    }
    if begins(&["<%@", "<%!", "<%--", "<%"]) {
        let java = has("java.") || has("contenttype=") || has("taglib") || has("request.getparameter(");
        let jsp = java && !has("inherits=") && !has("codebehind") && !has("runat=\"server\"");
        return Some(if jsp { &JSP } else { &ASP });
    }
    let tag = memchr::memchr(b'<', &bytes[..bytes.len().min(4096)])?;
    if has("<hta:application") && has("<script") || windows_page(view, tag) {
        return Some(&HTA);
    }
    let windows_script = || {
        ["vbscript", "jscript", "javascript", "powershell", "perl", "python"]
            .iter()
            .any(|l| ["", "\"", "'"].iter().any(|q| has(&format!("language={q}{l}"))))
    };
    // The script host passes over what stands before the first element.
    let opens = |name: &str| {
        find(bytes, name.as_bytes()).is_some_and(|at| {
            matches!(bytes.get(at + name.len()), Some(b'>' | b' ' | b'\t' | b'\r' | b'\n')) && at < 8192
        })
    };
    let element = ["<job", "<package", "<scriptlet", "<component"].iter().any(|name| opens(name));
    if element && has("<script") && (windows_script() || has("<![cdata[")) && !has("<html") && !has("<svg") {
        return Some(&WSF);
    }
    // PHP passes over what stands before its tag; early in a text, with orders from a visitor, it is no quotation.
    let shell = ["eval($_", "system($_", "exec($_", "assert($_", "passthru($_", "eval(base64_decode("];
    if tag < 64 && lower[tag..].starts_with("<?php") && shell.iter().any(|s| has(s)) {
        return Some(&PHP);
    }
    if tag == 0 && (has("<?php ") || has("<?php\n") || has("<?php\r")) && !lower.starts_with("<?xml") {
        return Some(&PHP);
    }
    if tag == 0 && has("<%") && has("%>") {
        if has("<%@ page") || has("<%@page") || has("response.write") || has("server.createobject") {
            return Some(&ASP);
        }
        if has("<%@ taglib") || has("request.getparameter(") {
            return Some(&JSP);
        }
    }
    None
}

/// A page whose script asks for objects that only a page started as a program gets.
fn windows_page(view: &TextView, tag: usize) -> bool {
    let has = |needle: &str| view.has(needle);
    tag == 0
        && has("<script")
        && (has("createobject(") || has("activexobject(") || has("getobject("))
        && (["wscript.shell", "shell.application", "scripting.filesystemobject", "adodb.stream", "winmgmts:"]
            .iter()
            .any(|object| has(object))
            || has_torn_name(&view.lower))
}

/// Whether the name of an object is torn into strings: pages of browsers join a name with a number of a version at most.
fn has_torn_name(lower: &str) -> bool {
    const CALL: &str = "createobject(\"";
    memchr::memmem::find_iter(lower.as_bytes(), CALL.as_bytes()).take(64).any(|at| {
        let rest = &lower[at + CALL.len()..];
        let name = rest.bytes().take(40).position(|b| b == b'"');
        let behind = name.and_then(|end| rest.get(end + 1..)).map(str::trim_start).and_then(|r| r.strip_prefix('&'));
        behind.is_some_and(|r| r.trim_start().starts_with('"'))
    })
}
