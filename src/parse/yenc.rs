//! yEnc: every byte is written as itself and 42, <http://www.yenc.org/yenc-draft.1.3.txt>.

use std::io::{self, Read};

use flate2::Crc;

use super::mime::line;

/// The mark of the line that begins a file.
pub const BEGIN: &[u8] = b"=ybegin ";

/// The line that begins a file or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'b> {
    /// The name; empty where none is given.
    pub name: &'b [u8],
    /// The number of this part, as it stands there.
    pub part: Option<&'b [u8]>,
    /// How many parts there are, as it stands there.
    pub total: Option<&'b [u8]>,
    /// Where the encoded bytes begin.
    pub data: usize,
}

impl Header<'_> {
    /// Whether other parts are missing.
    pub fn is_part(&self) -> bool {
        self.part.is_some_and(|part| part != b"1") || self.total.is_some_and(|total| total != b"1")
    }
}

/// The header in the line that begins at `at`.
pub fn header(bytes: &[u8], at: usize) -> Option<Header<'_>> {
    let (stop, next) = line(bytes, at, bytes.len());
    let text = bytes.get(at..stop)?.strip_prefix(BEGIN)?;
    // The name is the last word and may hold spaces.
    let name = memchr::memmem::find(text, b"name=").map_or(&b""[..], |n| text[n + 5..].trim_ascii());
    let name = name.strip_prefix(b"\"").and_then(|n| n.strip_suffix(b"\"")).unwrap_or(name);
    let (stop, behind) = line(bytes, next, bytes.len());
    let data = if bytes[next..stop].starts_with(b"=ypart ") { behind } else { next };
    Some(Header { name, part: word(text, b"part="), total: word(text, b"total="), data })
}

/// The word behind `key` in a line.
fn word<'l>(text: &'l [u8], key: &[u8]) -> Option<&'l [u8]> {
    let at = memchr::memmem::find(text, key)? + key.len();
    text[at..].split(|b| *b == b' ').next()
}

/// What the line says that ends a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trailer {
    /// Whether size and checksum are those of what came before.
    pub holds: bool,
    /// Where the next line begins.
    pub next: usize,
}

/// Decodes up to the end line.
#[derive(Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Whether a line begins here.
    start: bool,
    /// Where the end line stands.
    end: Option<usize>,
    crc: Crc,
    size: u64,
}

impl<'a> Decoder<'a> {
    /// A decoder of what begins at `at`.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, start: true, end: None, crc: Crc::new(), size: 0 }
    }

    /// The end line, once everything was read; `None` where there is none.
    pub fn trailer(&self, header: &Header<'_>) -> Option<Trailer> {
        let at = self.end?;
        let (stop, next) = line(self.bytes, at, self.bytes.len());
        let text = &self.bytes[at..stop];
        let stored = word(text, if header.part.is_some() { b"pcrc32=" } else { b" crc32=" });
        let stored = stored.and_then(|s| u32::from_str_radix(std::str::from_utf8(s).ok()?, 16).ok());
        let size = word(text, b"size=").and_then(|s| std::str::from_utf8(s).ok()?.parse().ok());
        let holds = stored.is_none_or(|stored| stored == self.crc.sum()) && size == Some(self.size);
        Some(Trailer { holds, next })
    }
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
