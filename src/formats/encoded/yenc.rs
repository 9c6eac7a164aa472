//! yEnc: every byte is written as itself and 42, <http://www.yenc.org/yenc-draft.1.3.txt>.

use std::io::{self, Read};

use flate2::Crc;

use crate::model::artifact::Artifact;
use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::types::{Nature, TypeInfo};

use super::super::member::{Members, Place};
use super::super::stray;
use super::line;

static YENC: TypeInfo = TypeInfo::new("yenc", "yEnc encoded file", Nature::Container, |p| p.starts(b"=ybegin "))
    .extensions(&["yenc", "ync"])
    .begins("\"=ybegin \"");

/// The registry row.
pub static FORMAT: Format = Format { name: "yenc", types: &[&YENC], rules: &[], inspect: Some(inspect), seeks: false };

fn inspect(artifact: &Artifact, inspection: &mut Inspection<'_>) -> Result<(), Gap> {
    let bytes = artifact.bytes();
    let (mut at, mut members, mut behind) = (0, Members::new(), 0);
    while let Some((text, mut next)) = line(bytes, at) {
        inspection.check_time()?;
        let Some(header) = text.strip_prefix(b"=ybegin ") else {
            at = next;
            continue;
        };
        stray::part(artifact, inspection, behind as u64, at as u64, "between the encoded files");
        // The name is the last word and may hold spaces.
        let name = memchr::memmem::find(header, b"name=").map_or(&b""[..], |n| header[n + 5..].trim_ascii());
        let name = Name::from_bytes(name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name));
        let (part, total) = (word(header, b"part="), word(header, b"total="));
        let one = part.is_none_or(|part| part == b"1") && total.is_none_or(|total| total == b"1");
        if let Some((_, behind)) = line(bytes, next).filter(|(text, _)| text.starts_with(b"=ypart ")) {
            next = behind;
        }
        let mut decoder = Decoder { bytes, at: next, start: true, end: None, crc: Crc::new(), size: 0 };
        if members.file(inspection, name.clone(), Place::Byte(at as u64), &mut decoder).is_none() {
            return Ok(());
        }
        let said =
            |word: Option<&[u8]>| word.map_or_else(|| "?".to_owned(), |w| String::from_utf8_lossy(w).into_owned());
        if !one {
            let (part, total) = (said(part), said(total));
            inspection.gap(Gap::malformed(format!(
                "\"{}\" is part {part} of {total}; the file is whole only with the others",
                name.text()
            )));
        }
        // Without an end line the data goes to the end of the text.
        let Some((trailer, next)) = decoder.end.and_then(|end| line(bytes, end)) else {
            return Err(Gap::malformed(format!("\"{}\" is cut off: its end line is missing", name.text())));
        };
        let stored = word(trailer, if part.is_some() { b"pcrc32=" } else { b" crc32=" });
        let stored = stored.and_then(|s| u32::from_str_radix(std::str::from_utf8(s).ok()?, 16).ok());
        let size = word(trailer, b"size=").and_then(|s| std::str::from_utf8(s).ok()?.parse().ok());
        if stored.is_some_and(|stored| stored != decoder.crc.sum()) || size != Some(decoder.size) {
            inspection.gap(Gap::malformed(format!("\"{}\" is damaged: its checksum or size is wrong", name.text())));
        }
        (at, behind) = (next, next);
    }
    stray::part(artifact, inspection, behind as u64, bytes.len() as u64, "behind the end");
    inspection.fact("members", members.count());
    Ok(())
}

/// The word behind `key` in a line.
fn word<'l>(text: &'l [u8], key: &[u8]) -> Option<&'l [u8]> {
    let at = memchr::memmem::find(text, key)? + key.len();
    text[at..].split(|b| *b == b' ').next()
}

/// Decodes up to the end line.
struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether a line begins here.
    start: bool,
    /// Where the end line stands.
    end: Option<usize>,
    crc: Crc,
    size: u64,
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while let (true, None) = (count < buffer.len(), self.end) {
            let Some(byte) = self.bytes.get(self.at) else { break };
            let start = std::mem::replace(&mut self.start, *byte == b'\n');
            match byte {
                b'\r' | b'\n' => {}
                b'=' if start && self.bytes[self.at..].starts_with(b"=yend") => {
                    self.end = Some(self.at);
                    break;
                }
                // News servers double a point at the beginning of a line.
                b'.' if start && self.bytes.get(self.at + 1) == Some(&b'.') => {}
                b'=' => {
                    self.at += 1;
                    let Some(byte) = self.bytes.get(self.at) else { break };
                    buffer[count] = byte.wrapping_sub(64).wrapping_sub(42);
                    count += 1;
                }
                byte => {
                    buffer[count] = byte.wrapping_sub(42);
                    count += 1;
                }
            }
            self.at += 1;
        }
        self.crc.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
}
