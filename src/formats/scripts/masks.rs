//! Words behind which masked strings may stand: only then are a text's strings put together, as that takes time.

use super::hits::Hits;
use super::kinds::{ALL, AUTO, BATCH, JS, PAGE, PERL, PHP, PYTHON};

/// Ways to take strings apart or to write them otherwise.
static WAYS: &[&str] = &[
    "& \"",
    "&\"",
    "+ '",
    "+'",
    "+ \"",
    "+\"",
    "+=",
    ".=",
    "chr(",
    "map(chr",
    "chrw(",
    "fromcharcode",
    "fromcodepoint",
    "[char",
    "-join",
    "strreverse",
    ".replace(",
    "-replace",
    "replace(",
    "atob",
    "unescape",
    "b64decode",
    "base64",
    "\\x",
    "\\u00",
    "'+'",
    "\"+\"",
    "' + '",
    "\" + \"",
    "\"&\"",
    "\" & \"",
    "\"&_",
    "\" & _",
    "} -f",
    "}' -f",
    "}\"-f",
    "}'-f",
    "}\" -f",
    "`",
    "reverse",
    "[::-1]",
    "..-",
    "rot13",
    "pack(",
    "gzinflate",
    "fromhex",
    "-split",
    ".split(",
    "decodeuri",
    "'.'",
    "\".\"",
    "' . '",
    "\" . \"",
    "binarytostring",
    "hex2bin",
    "\" &",
];

/// The ways of batch files.
static BATCH_WAYS: &[&str] = &["^", "%", "!"];

/// Ways to carry out what was put together, in languages in which honest people put strings together all the time.
static ENDS: &[&str] = &[
    "eval(",
    "eval ",
    "exec(",
    "execscript",
    "function(\"",
    "function('",
    "activexobject",
    "wscript",
    "child_process",
    "_0x",
    "this[\"",
    "this['",
    "window[\"",
    "window['",
    "globalthis[",
    "[\"constructor\"]",
    "['constructor']",
    "\"](",
    "'](",
    "document.write",
    "settimeout(\"",
    "__import__(",
    "os.system(",
    "subprocess.",
    "compile(",
    "assert(",
    "create_function",
    "system(",
    "shell_exec",
    "getattr(",
];

/// All of these words, and the languages that they matter in.
pub(super) fn all() -> impl Iterator<Item = (&'static str, u16)> {
    let general = WAYS.iter().chain(ENDS).map(|word| (*word, ALL & !BATCH));
    general.chain(BATCH_WAYS.iter().map(|word| (*word, BATCH)))
}

/// Whether a text's strings are worth putting together.
pub(super) fn are_likely(hits: &Hits, kinds: u16) -> bool {
    let ends = kinds & (JS | PYTHON | PHP | PERL) == 0 || kinds & (PAGE | AUTO) != 0 || hits.has(ENDS);
    ends && hits.has(if kinds == BATCH { BATCH_WAYS } else { WAYS })
}
