//! Our header fields in a message (RFC 5322): added at its top, and taken out where a stranger wrote them.
//!
//! No mail parser: what is not ours must come out byte for byte, whatever it is, and a parser writes its own idea of a
//! message. So this reads lines only, and takes for header what any mail program could take for it: up to the first
//! empty line.

use std::io::{self, Write};

/// What the names of our fields begin with. Every other field of that beginning is a stranger's, and taken out.
const OURS: &[u8] = b"x-sheepdip-";
/// The longest line that folding leaves, where words allow it (RFC 5322, section 2.1.1).
const COLUMNS: usize = 78;

/// A header field as lines without their ends: folded between `words`, ASCII only. Words bring their own commas.
pub fn field(name: &str, words: &[String]) -> Vec<String> {
    let mut lines = vec![format!("{name}:")];
    for (number, word) in words.iter().enumerate() {
        let word = ascii(word);
        match lines.last_mut() {
            Some(line) if number == 0 || line.len() + 1 + word.len() <= COLUMNS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(format!(" {word}")),
        }
    }
    lines
}

/// Text that can stand in a header: printable ASCII, everything else written out. The beginning of an encoded word
/// (RFC 2047) is broken, or a stranger's name could show itself as anything.
pub fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        match c {
            '?' if last == '=' => out.push_str("\\u{3f}"),
            ' '..='~' => out.push(c),
            c => out.extend(c.escape_unicode()),
        }
        last = c;
    }
    out
}

/// Writes the message with `fields` (lines without their ends) at its top, and without the fields of our names that
/// its header already had. The line ends of the new lines are those of the message.
///
/// # Errors
/// Those of the writer.
pub fn write_marked(message: &[u8], fields: &[String], out: &mut dyn Write) -> io::Result<()> {
    let (envelope, rest) = message.split_at(from_line(message));
    let end: &[u8] = match memchr::memchr(b'\n', message) {
        Some(at) if at > 0 && message[at - 1] == b'\r' => b"\r\n",
        _ => b"\n",
    };
    out.write_all(envelope)?;
    for line in fields {
        out.write_all(line.as_bytes())?;
        out.write_all(end)?;
    }
    if !has_header(rest) {
        // All of it is body, or there is none: an empty line keeps our fields apart from it.
        if !rest.starts_with(b"\n") && !rest.starts_with(b"\r\n") {
            out.write_all(end)?;
        }
        return out.write_all(rest);
    }
    // What is kept is written in stretches.
    let (mut kept, mut at) = (0, 0);
    while let Some(field) = next_field(&rest[at..]) {
        if is_ours(&rest[at..at + field]) {
            out.write_all(&rest[kept..at])?;
            kept = at + field;
        }
        at += field;
    }
    out.write_all(&rest[kept..])
}

/// How long the line `From ADDRESS DATE` is that mailboxes put before a message (RFC 4155).
fn from_line(message: &[u8]) -> usize {
    match memchr::memchr(b'\n', message) {
        Some(at) if message.starts_with(b"From ") => at + 1,
        _ => 0,
    }
}

/// Whether it begins with a header field: a name without blanks, and a colon.
fn has_header(message: &[u8]) -> bool {
    let name = message.iter().position(|b| *b == b':').map_or(&message[..0], |colon| &message[..colon]);
    let name = name.trim_ascii_end();
    !name.is_empty() && !name.iter().any(u8::is_ascii_whitespace)
}

/// The length of the field that begins here with all its lines; `None` at the header's end.
fn next_field(rest: &[u8]) -> Option<usize> {
    if rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
        return None;
    }
    let line = |from: usize| memchr::memchr(b'\n', &rest[from..]).map_or(rest.len(), |at| from + at + 1);
    let mut end = line(0);
    while matches!(rest.get(end), Some(b' ' | b'\t')) {
        end = line(end);
    }
    Some(end)
}

/// Whether a field has a name of ours for any reader: letters of any case, blanks and controls among them, and also
/// behind a lone CR, which some programs take for the end of a line.
fn is_ours(field: &[u8]) -> bool {
    let begins = |line: &[u8]| {
        let mut name = line.iter().filter(|b| b.is_ascii_graphic()).map(u8::to_ascii_lowercase);
        OURS.iter().all(|letter| name.next() == Some(*letter))
    };
    begins(field) || memchr::memchr_iter(b'\r', field).any(|at| begins(&field[at + 1..]))
}
