//! Our header fields in a message (RFC 5322): added at its top, and taken out where a stranger wrote them.
//!
//! No mail parser: what is not ours must come out byte for byte, whatever it is, and a parser writes its own idea of a
//! message. So this reads lines only, and takes for header what any mail program could take for it: up to the first
//! empty line.

use std::borrow::Cow;
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
        let end = at + field;
        if let Cow::Owned(clean) = without_ours(&rest[at..end]) {
            out.write_all(&rest[kept..at])?;
            out.write_all(&clean)?;
            kept = end;
        }
        at = end;
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

/// What is left of a field when what has a name of ours is gone: nothing of a field of ours; of others the lines that
/// some programs read behind a lone CR. A message that knows no other line end is one field: it is not lost with one line.
fn without_ours(field: &[u8]) -> Cow<'_, [u8]> {
    let ends: Vec<usize> = lone_returns(field).collect();
    let own = is_ours(field);
    if own && (ends.is_empty() || field.contains(&b'\n')) {
        return Cow::Owned(Vec::new());
    }
    if !own && !ends.iter().any(|at| is_ours(&field[at + 1..])) {
        return Cow::Borrowed(field);
    }
    let text = field.strip_suffix(b"\n").map_or(field, |text| text.strip_suffix(b"\r").unwrap_or(text));
    let (mut clean, mut removing) = (Vec::with_capacity(field.len()), false);
    for (number, from) in std::iter::once(0).chain(ends.iter().copied()).enumerate() {
        let to = ends.get(number).map_or(text.len(), |end| (*end).min(text.len()));
        // A line takes the CR before it along.
        let start = from + usize::from(number > 0);
        let folded = matches!(text.get(start), Some(b' ' | b'\t'));
        removing = is_ours(&text[start.min(text.len())..]) || removing && folded;
        if !removing {
            clean.extend_from_slice(text.get(from..to).unwrap_or_default());
        }
    }
    if own && clean.first() == Some(&b'\r') {
        clean.remove(0);
    }
    clean.extend_from_slice(&field[text.len()..]);
    // What was apart has come together.
    if is_ours(&clean) || lone_returns(&clean).any(|at| is_ours(&clean[at + 1..])) {
        clean.clear();
    }
    Cow::Owned(clean)
}

/// Where a CR stands that no LF follows.
fn lone_returns(field: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(b'\r', field).filter(|at| field.get(at + 1) != Some(&b'\n'))
}

/// Whether a line has a name of ours for any reader: letters of any case, blanks and controls among them.
fn is_ours(line: &[u8]) -> bool {
    let mut name = line.iter().filter(|b| b.is_ascii_graphic()).map(u8::to_ascii_lowercase);
    OURS.iter().all(|letter| name.next() == Some(*letter))
}
