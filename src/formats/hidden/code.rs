//! Code in places that hold notes or numbers: what it is recognised by.

use std::sync::LazyLock;

use aho_corasick::packed;

/// How much of a long note's head and tail is looked through, in bytes. Long notes are XMP packets with thumbnails.
const LOOK: usize = 1 << 20;

/// What a web server or a Windows host runs wherever it stands in a file.
const CODE: &[&[u8]] = &[
    b"eval(base64_decode",
    b"system($_",
    b"exec($_",
    b"eval($_",
    b"assert($_",
    b"passthru($_",
    b"new activexobject(",
    b"createobject(\"wscript.shell",
    b"createobject(\"shell.application",
    b"<hta:application",
];

/// Commands that a caption does not hold.
const COMMANDS: &[&[u8]] = &[
    b"<?php",
    b"<script",
    b"#!/bin/",
    b"#!/usr/bin/",
    b"javascript:eval",
    b"powershell -",
    b"powershell.exe -",
    b"cmd /c ",
    b"cmd.exe /c ",
    b"mshta http",
    b"mshta.exe http",
    b"wscript.shell",
    b"invoke-expression",
    b"frombase64string(",
    b"certutil -",
    b"regsvr32 /",
];

/// All of these in one look; `None` where the processor lacks the means.
static ANY: LazyLock<Option<packed::Searcher>> =
    LazyLock::new(|| packed::Config::new().builder().extend(CODE.iter().chain(COMMANDS)).build());

/// Code in a note: whether it runs where it stands, and the line that shows it. One word is no code: a caption may
/// speak of PowerShell.
pub(super) fn find(bytes: &[u8]) -> Option<(bool, String)> {
    let head = &bytes[..bytes.len().min(LOOK)];
    let tail = &bytes[head.len().max(bytes.len().saturating_sub(LOOK))..];
    find_in(head).or_else(|| find_in(tail))
}

fn find_in(bytes: &[u8]) -> Option<(bool, String)> {
    let lower = bytes.to_ascii_lowercase();
    // A picture may hold a hundred thousand notes, and nearly every one holds nothing.
    if ANY.as_ref().is_some_and(|any| any.find(&lower).is_none()) {
        return None;
    }
    let find = |needles: &[&[u8]]| needles.iter().find_map(|n| memchr::memmem::find(&lower, n));
    let opening = memchr::memmem::find_iter(&lower, b"<?php").find(|at| is_php(&lower[*at..]));
    let (runs, at) = match opening.or_else(|| find(CODE)) {
        Some(at) => (true, at),
        None => (false, find(COMMANDS)?),
    };
    Some((runs, line(&bytes[at..])))
}

/// Whether an opening tag is followed by statements, not by prose about it.
fn is_php(lower: &[u8]) -> bool {
    let behind = &lower[5..lower.len().min(512)];
    behind.first().is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
        && behind.contains(&b';')
        && behind.iter().any(|b| matches!(b, b'(' | b'$' | b'"' | b'\'' | b'`'))
}

fn line(bytes: &[u8]) -> String {
    let line = &bytes[..bytes.len().min(80)];
    let line = line.split(|b| *b == b'\n' || *b == 0).next().unwrap_or(line);
    String::from_utf8_lossy(line).into_owned()
}

/// The script behind the end of a comment that these bytes open with `/*`.
pub(super) fn behind_comment(bytes: &[u8]) -> Option<String> {
    let inside = bytes.strip_prefix(b"/*")?;
    memchr::memmem::find_iter(inside, b"*/").take(4096).find_map(|at| {
        let behind = &inside[at..inside.len().min(at + 82)];
        let run = 2 + behind[2..].iter().take_while(|b| is_text(**b)).count();
        // Compressed data holds such a pair by chance, but not with a statement behind it.
        let statement = behind[..run].iter().any(|b| matches!(b, b'=' | b';' | b'('));
        (run >= 12 && statement).then(|| line(&behind[..run]))
    })
}

/// Script text in place of binary fields.
pub(super) fn text_as_header(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(24)];
    let begins = head.first().is_some_and(|b| matches!(b, b'=' | b'/' | b';' | b'<' | b'\n' | b'\r' | b' '));
    if head.len() < 5 || !begins || !head.iter().all(|b| is_text(*b)) {
        return None;
    }
    let look = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let telling: [&[u8]; 4] = [b"<?", b"<script", b"<%", b"<html"];
    let assigns = matches!(head, [b'=' | b';' | b'/', ..]) && look.iter().any(|b| matches!(b, b'(' | b';'));
    (assigns || telling.iter().any(|t| memchr::memmem::find(&look, t).is_some())).then(|| line(bytes))
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}
