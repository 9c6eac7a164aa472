//! uuencode: POSIX, <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/uuencode.html>, in its old form and in
//! Base64. Read as the programs do that decode it: lines may lack spaces at their end or have a checksum behind them.

use std::io::{self, Read};

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::types::{Nature, TypeInfo};

use super::super::member::{Members, Place};
use super::super::stray;
use super::line;

static UUENCODE: TypeInfo = TypeInfo::new("uuencode", "uuencoded file", Nature::Container, is_uuencode)
    .mimes(&["text/x-uuencode", "application/x-uuencode"])
    .extensions(&["uu", "uue"])
    .begins("\"begin 644 \"");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "uuencode", types: &[&UUENCODE], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut members, mut behind) = (0, Members::new(), 0);
    while let Some((text, next)) = line(bytes, at) {
        inspection.check_time()?;
        let Some((form, name)) = begin(text) else {
            at = next;
            continue;
        };
        // What stands before and between the files is text that nobody decodes.
        stray::part(artifact, inspection, behind as u64, at as u64, "between the encoded files");
        let mut decoder = Decoder { bytes, at: next, form, line: Vec::new(), given: 0, ended: false };
        if members.file(inspection, name.clone(), Place::Byte(at as u64), &mut decoder).is_none() {
            return Ok(());
        }
        if !decoder.ended {
            inspection.gap(Gap::malformed(format!("\"{}\" is cut off: its end mark is missing", name.text())));
        }
        at = decoder.at;
        behind = at;
    }
    stray::part(artifact, inspection, behind as u64, bytes.len() as u64, "behind the end");
    inspection.fact("members", members.count());
    Ok(())
}

/// How the lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A length and groups of four letters from the space on.
    Old,
    /// Base64.
    Base64,
}

/// A line that begins a file: how it is written, and the name.
fn begin(text: &[u8]) -> Option<(Form, Name)> {
    let rest = text.strip_prefix(b"begin")?;
    let (form, encoded, rest) = if let Some(rest) = rest.strip_prefix(b"-base64-encoded ") {
        (Form::Base64, true, rest)
    } else if let Some(rest) = rest.strip_prefix(b"-base64 ") {
        (Form::Base64, false, rest)
    } else if let Some(rest) = rest.strip_prefix(b"-encoded ") {
        (Form::Old, true, rest)
    } else {
        (Form::Old, false, rest.strip_prefix(b" ")?)
    };
    let mode = rest.iter().take_while(|b| (b'0'..=b'7').contains(*b)).count();
    let name = rest.get(mode..)?.strip_prefix(b" ").filter(|_| (3..=5).contains(&mode))?.trim_ascii();
    if name.is_empty() || name.len() > 4096 {
        return None;
    }
    if !encoded {
        return Some((form, Name::from_bytes(name)));
    }
    let mut decoded = Vec::new();
    base64(name, &mut decoded);
    Some((form, Name::from_bytes(&decoded)))
}

/// Decodes line by line.
struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    form: Form,
    line: Vec<u8>,
    given: usize,
    ended: bool,
}

impl Decoder<'_> {
    /// Decodes the next line; false at the end.
    fn next(&mut self) -> bool {
        while !self.ended {
            let Some((text, next)) = line(self.bytes, self.at) else { return false };
            // The next file begins although this one has not ended.
            if begin(text).is_some() {
                return false;
            }
            self.at = next;
            self.line.clear();
            self.given = 0;
            match self.form {
                Form::Base64 if text.starts_with(b"====") => self.ended = true,
                Form::Base64 => base64(text, &mut self.line),
                Form::Old if text == b"end" => self.ended = true,
                // A line of no bytes is the last one; "end" behind it belongs to it.
                Form::Old if matches!(text, b" " | b"`") => {
                    self.ended = true;
                    if let Some((b"end", next)) = line(self.bytes, self.at) {
                        self.at = next;
                    }
                }
                Form::Old => old(text, &mut self.line),
            }
            if !self.line.is_empty() {
                return true;
            }
        }
        false
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() && !self.next() {
            return Ok(0);
        }
        let count = buffer.len().min(self.line.len() - self.given);
        buffer[..count].copy_from_slice(&self.line[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// A line of the old form. Missing letters are spaces, which mail programs cut off: zeros.
fn old(text: &[u8], out: &mut Vec<u8>) {
    let Some((count, data)) = text.split_first().filter(|(c, _)| (b' '..=b'`').contains(*c)) else { return };
    let count = usize::from((count - b' ') & 0x3F);
    let value = |n: usize| data.get(n).map_or(0, |c| c.wrapping_sub(b' ') & 0x3F);
    for group in 0..count.div_ceil(3) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|n| value(group * 4 + n));
        out.extend([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    out.truncate(count);
}

/// A line of Base64; other characters are passed over, as decoders do.
fn base64(text: &[u8], out: &mut Vec<u8>) {
    let (mut bits, mut held) = (0u32, 0);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xFF) as u8);
        }
    }
}

/// The line that begins a file, and one behind it that is as long as its first character says.
fn is_uuencode(probe: &Probe<'_>) -> bool {
    let head = probe.window(0, 4096);
    let Some((first, next)) = line(head, 0) else { return false };
    let Some((form, _)) = begin(first) else { return false };
    let Some((text, behind)) = line(head, next) else { return false };
    let text = text.trim_ascii_end();
    if form == Form::Base64 {
        return text.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')) && !text.is_empty();
    }
    let Some((count, data)) = text.split_first() else {
        return line(head, behind).is_some_and(|(text, _)| text == b"end");
    };
    let promised = usize::from(count.wrapping_sub(b' ') & 0x3F).div_ceil(3) * 4;
    // Spaces at its end may be lost, and a checksum may stand there.
    text.iter().all(|b| (b' '..=b'`').contains(b)) && data.len() <= promised + 4 && (*count != b' ' || data.is_empty())
}
