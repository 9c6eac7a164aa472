//! What the JavaScript in a document does: <https://opensource.adobe.com/dc-acrobat-sdk-docs/library/jsapiref/>. It is
//! decoded, judged by its words, and handed over so that the rules for scripts see it too.

use std::collections::HashSet;

use memchr::memmem;
use sha2::{Digest, Sha256};

use super::rules;
use crate::formats::scripts::{self as languages, JAVASCRIPT};
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::inspection::Inspection;
use crate::model::rule::Severity;

/// Scripts that are handed over; the words of all others are judged too.
const HANDED_OVER: usize = 256;
/// How much of a script the search for its calls reads.
const READ: usize = 1 << 20;

/// What the scripts of a document were found to be.
#[derive(Default)]
pub(super) struct Scripts {
    known: HashSet<[u8; 32]>,
    handed_over: usize,
    /// How many different ones there are.
    pub(super) count: u64,
    /// Their addresses are judged with the document's links.
    pub(super) addresses: Vec<String>,
}

/// Faults of readers are reached by these calls, and no manual shows them.
const ABUSED: &[&str] = &[
    "collab.collectemailinfo(",
    "collab.geticon(",
    "media.newplayer(null",
    "spell.customdictionaryopen(",
    "cooltype.sing",
    "app.removetoolbutton(",
    "keep.previous",
];

/// What forms call to calculate, check and print. A script that calls nothing else is a form's.
const HARMLESS: &[&str] = &[
    "print",
    "alert",
    "beep",
    "getfield",
    "setfocus",
    "resetform",
    "calculatenow",
    "getnthfieldname",
    "additem",
    "clearitems",
    "setitems",
    "getitemat",
    "insertitemat",
    "setaction",
    "buttongeticon",
    "number",
    "string",
    "math",
    "round",
    "floor",
    "ceil",
    "abs",
    "max",
    "min",
    "pow",
    "sqrt",
    "parseint",
    "parsefloat",
    "isnan",
    "tostring",
    "tofixed",
    "tolowercase",
    "touppercase",
    "indexof",
    "lastindexof",
    "substring",
    "substr",
    "slice",
    "charat",
    "length",
    "trim",
    "match",
    "test",
    "search",
    "date",
    "getfullyear",
    "getyear",
    "getmonth",
    "getdate",
    "getday",
    "gethours",
    "getminutes",
    "gettime",
    "printd",
    "scand",
    "array",
    "push",
    "pop",
    "join",
    "sort",
    "concat",
    "regexp",
    "if",
    "for",
    "while",
    "switch",
    "return",
    "function",
    "typeof",
    "catch",
    "with",
    "else",
    "in",
    "new",
    "void",
    "get",
    "set",
    "not",
    "and",
    "or",
];

/// What one script is.
#[derive(Debug)]
pub(super) struct Judged {
    /// Whether it does nothing but what forms do.
    pub(super) harmless: bool,
    /// Its first line that says something.
    pub(super) line: String,
}

/// Judges a script that stands at byte `at`.
pub(super) fn judge(text: &str, at: u64, scripts: &mut Scripts, inspection: &mut Inspection<'_>) -> Judged {
    let line = text.lines().map(str::trim).find(|l| l.len() > 3).unwrap_or(text.trim());
    let line: String = line.chars().take(120).collect();
    let lower = text.to_ascii_lowercase();
    let judged = Judged { harmless: is_harmless(&lower), line };
    if !scripts.known.insert(Sha256::digest(text.as_bytes()).into()) {
        return judged;
    }
    scripts.count += 1;
    if starts_attachment(&lower) {
        inspection.found(&rules::STARTS_ATTACHMENT).at(at, 16u64).with("line", judged.line.as_str());
    }
    if let Some(word) = exploits(&lower) {
        inspection.found(&rules::EXPLOIT).at(at, 16u64).with("word", word).with("line", judged.line.as_str());
    } else if let Some((decodes, runs)) = unpacks(&lower) {
        let found = inspection.found(&rules::UNPACKS).at(at, 16u64);
        found.with("decodes", decodes).with("runs", runs).with("line", judged.line.as_str());
    }
    if lower.contains("://") && scripts.addresses.len() < 1000 {
        scripts.addresses.push(text.chars().take(64 * 1024).collect());
    }
    if judged.harmless {
        return judged;
    }
    scripts.handed_over += 1;
    if scripts.handed_over <= HANDED_OVER {
        // As the text of a message is: that a document holds a script is told by the document's own rules.
        let claim = Claim { mime: Some("text/plain".to_owned()), ..Claim::none() };
        let child = inspection.child(Origin::Decoded, claim, &mut text.as_bytes());
        if child.is_some_and(|c| c.content_type.id == JAVASCRIPT.id || c.worst >= Some(Severity::High)) {
            return judged;
        }
    }
    languages::judge(text, inspection, &JAVASCRIPT);
    judged
}

/// Whether a script opens a file that is attached to the document.
fn starts_attachment(lower: &str) -> bool {
    memmem::find_iter(lower.as_bytes(), b"exportdataobject").take(100).any(|at| {
        let call = &lower.as_bytes()[at..lower.len().min(at + 300)];
        memmem::find(call, b"nlaunch").is_some_and(|n| {
            let value = call[n..].iter().find(|b| b.is_ascii_digit());
            matches!(value, Some(b'1' | b'2'))
        })
    })
}

/// A call that only attacks make, or memory filled with code.
fn exploits(lower: &str) -> Option<&'static str> {
    let has = |word: &str| memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
    if let Some(word) = ABUSED.iter().find(|word| has(word)) {
        return Some(word.trim_end_matches('('));
    }
    // A width of thousands of characters.
    let wide = memmem::find_iter(lower.as_bytes(), b"util.printf(").take(100).any(|at| {
        let format = lower.as_bytes()[at + 12..].iter().take(16);
        format.filter(|b| b.is_ascii_digit()).count() >= 4
    });
    if wide {
        return Some("util.printf with a width of thousands");
    }
    let spray = has("unescape(") && memmem::find_iter(lower.as_bytes(), b"%u").take(16).count() == 16;
    (spray && (has("while") || has("for"))).then_some("unescape(\"%u…\") in a loop")
}

/// What decodes hidden code, and what runs it.
fn unpacks(lower: &str) -> Option<(&'static str, &'static str)> {
    let has = |word: &&&str| memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
    let decodes = [
        "unescape(",
        "fromcharcode",
        "atob(",
        "charcodeat(",
        "this.info.",
        "getannots(",
        "this.producer",
        "this.subject",
    ];
    let runs = ["eval(", "eval)", "[\"eval\"]", "['eval']", "new function(", "settimeout("];
    let decodes = decodes.iter().find(has)?;
    runs.iter().find(has).map(|runs| (*decodes, *runs))
}

/// Whether every call in a script is one that forms make, or of a function of its own.
fn is_harmless(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    if bytes.len() > READ || memmem::find(bytes, b"\\x").is_some() || memmem::find(bytes, b"\\u").is_some() {
        return false;
    }
    let mut own: HashSet<&[u8]> = HashSet::new();
    for at in memmem::find_iter(bytes, b"function") {
        own.insert(word_at(bytes, at + 8));
    }
    memchr::memchr_iter(b'(', bytes).all(|at| {
        let before = bytes[..at].trim_ascii_end();
        let count = before.iter().rev().take(64).take_while(|b| is_word(**b)).count();
        let word = &before[before.len() - count..];
        match before.last() {
            // A bracket for reckoning.
            _ if word.is_empty() => !matches!(before.last(), Some(b']' | b')' | b'"' | b'\'')),
            _ => {
                let text = std::str::from_utf8(word).unwrap_or_default();
                // Adobe's own functions for forms: AFNumber_Format and its kin.
                HARMLESS.contains(&text)
                    || text.starts_with("af") && text.contains('_')
                    || text.starts_with("afmake")
                    || own.contains(word) && !word.is_empty()
            }
        }
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

/// The word that begins behind the space at a place.
fn word_at(bytes: &[u8], at: usize) -> &[u8] {
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(128)];
    let rest = rest.trim_ascii_start();
    &rest[..rest.iter().take_while(|b| is_word(**b)).count()]
}

/// The scripts of a form in XML (XFA, 3.3): what stands in its `script` elements.
pub(super) fn of_form(packet: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = packet;
    while let Some(at) = rest.find("<script").filter(|_| out.len() < 10_000) {
        rest = &rest[at + 7..];
        let Some(open) = rest.find('>') else { break };
        let body = &rest[open + 1..];
        if rest[..open].ends_with('/') || !rest.starts_with(|c: char| c.is_whitespace() || c == '>') {
            rest = body;
            continue;
        }
        let end = body.find("</script").unwrap_or(body.len());
        let code = body[..end].replace("<![CDATA[", "").replace("]]>", "");
        let code = ["&lt;<", "&gt;>", "&quot;\"", "&apos;'", "&#xD;\r", "&amp;&"]
            .iter()
            .filter_map(|pair| pair.split_once(';'))
            .fold(code, |code, (entity, plain)| code.replace(&format!("{entity};"), plain));
        out.push(code);
        rest = &body[end..];
    }
    out
}
