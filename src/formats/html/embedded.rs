//! Files written into a page as letters (base64) or numbers.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::hex;
use crate::model::rule::{Rule, Severity};
use crate::model::types::Nature;

/// A literal of at least this many characters may be a file.
const LARGE: usize = 8 * 1024;
/// The least base64 text that is decoded to see whether it is a file.
const LEAST: usize = 256;
/// More files in one page say nothing new.
const MOST: usize = 64;

/// Lenient about padding: pages are sloppy.
static BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')
}

/// Runs of base64 characters at least this long.
fn runs(text: &[u8], least: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            // Looking at every `least`-th byte first: a run of that length holds one of them.
            let probe = (at + least - 1).min(text.len() - 1);
            if !is_base64(text[probe]) {
                at = probe + 1;
                continue;
            }
            let start = text[at..probe].iter().rposition(|b| !is_base64(*b)).map_or(at, |i| at + i + 1);
            let end = text[probe..].iter().position(|b| !is_base64(*b)).map_or(text.len(), |i| probe + i);
            at = end.max(probe + 1);
            if end - start >= least {
                return Some(start..end);
            }
        }
        None
    })
}

/// A large literal that is no picture or font of the page itself: base64 outside of `data:image/…`, or an array of
/// small numbers.
pub(super) fn large_literal(lower: &str) -> Option<Range<usize>> {
    let bytes = lower.as_bytes();
    let base64 = runs(bytes, LARGE).find(|run| {
        let before = &lower[floor(lower, run.start.saturating_sub(80))..run.start];
        let own = [
            "data:image/",
            "data:font/",
            "data:application/font",
            "data:application/x-font",
            "data:audio/",
            "data:video/",
            "data:application/vnd.ms-fontobject",
            "data:text/css",
            "data:text/javascript",
            "data:application/javascript",
            "sourcemappingurl=",
            "data:application/json",
            "data:application/wasm",
            "data:;base64",
        ]
        .iter()
        .any(|d| before.contains(d));
        let quoted = before.trim_end().ends_with(['"', '\'', '`', ',']);
        quoted && !own
    });
    base64.or_else(|| numbers(bytes))
}

/// A list of thousands of numbers below 256: `77,90,144,0,…`
fn numbers(bytes: &[u8]) -> Option<Range<usize>> {
    let mut start = 0;
    for end in memchr::memchr_iter(b']', bytes) {
        let open = memchr::memrchr(b'[', &bytes[start..end]).map(|i| start + i + 1);
        if let Some(open) = open.filter(|o| end - o >= LARGE) {
            let list = &bytes[open..end];
            let small = list.split(|b| *b == b',').take(1000).all(|n| {
                n.trim_ascii().len() <= 4
                    && !n.is_empty()
                    && n.trim_ascii().iter().all(|b| b.is_ascii_hexdigit() || *b == b'x')
            });
            if small {
                return Some(open..end);
            }
        }
        start = end + 1;
    }
    None
}

/// The nearest character boundary at or below.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Decodes what looks like a file and hands it over; fires where it is one that runs or holds such.
pub(super) fn programs(text: &str, inspection: &mut Inspection<'_>, rule: &'static Rule) -> Result<(), Gap> {
    let bytes = text.as_bytes();
    let mut count = 0;
    for run in runs(bytes, LEAST) {
        inspection.check_time()?;
        let literal = &bytes[run.clone()];
        if !is_file(&decode(&literal[..64])) {
            continue;
        }
        count += 1;
        if count > MOST {
            return Err(Gap::limit(
                crate::model::gap::LimitKind::Entries,
                format!("more than {MOST} files are written into it"),
            ));
        }
        let decoded = decode(literal);
        let Some(child) = inspection.child(Origin::Decoded, Claim::none(), &mut decoded.as_slice()) else { continue };
        let nature = child.content_type.nature;
        if nature.runs() || nature == Nature::Container || child.worst >= Some(Severity::High) {
            let found = inspection.found(rule).at(run.start, run.len());
            found.with("what", child.content_type.phrase()).with("size", run.len());
            found.with("bytes", hex(&decoded[..decoded.len().min(4)]));
        }
    }
    Ok(())
}

fn decode(literal: &[u8]) -> Vec<u8> {
    // A length of 1 modulo 4 is no base64; the odd character is left out.
    let whole = literal.len() - usize::from(literal.len() % 4 == 1);
    BASE64.decode(&literal[..whole]).unwrap_or_default()
}

/// Whether decoded bytes begin as a program, an archive, a document or a script.
fn is_file(head: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[
        b"MZ",
        b"\x7FELF",
        b"PK\x03\x04",
        b"Rar!",
        b"7z\xBC\xAF",
        b"\xD0\xCF\x11\xE0",
        b"%PDF-",
        b"{\\rt",
        b"MSCF\0\0\0\0",
        b"#!/",
        b"#@~^",
        b"L\0\0\0\x01\x14\x02\0",
        b"\xCF\xFA\xED\xFE",
        b"\xCA\xFE\xBA\xBE",
        b"<script",
        b"<html",
        b"<job",
        b"\x1F\x8B\x08",
        b"<?php",
    ];
    MARKS.iter().any(|m| head.starts_with(m)) && head.len() >= 32
}
