//! BinHex 4.0: a file of the old Mac OS with its two forks as letters (RFC 1741, appendix A).

use std::io::{self, Read};

use super::mime::line;

/// What stands in the line before the letters.
const MARK: &[u8] = b"(This file must be converted with BinHex";
/// The letters in the order of their values.
const LETTERS: &[u8; 64] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
/// The byte behind which stands how often the one before it comes.
const REPEAT: u8 = 0x90;

/// The next file at or behind `from`: where its mark stands, and where its letters begin.
pub fn next(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    // Most texts are short, and most do not even hold its first letter.
    memchr::memchr(MARK[0], bytes.get(from..)?)?;
    for at in memchr::memmem::find_iter(bytes.get(from..)?, MARK).map(|at| from + at) {
        if at > 0 && !matches!(bytes[at - 1], b'\n' | b'\r') {
            continue;
        }
        let (_, mut next) = line(bytes, at, bytes.len());
        next += bytes[next..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        if bytes.get(next) == Some(&b':') {
            return Some((at, next + 1));
        }
    }
    None
}

/// What stands before the two forks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name of the file.
    pub name: Vec<u8>,
    /// The length of the fork that other systems know as the file, in bytes.
    pub data: u64,
    /// The length of the fork that only the Mac knows, in bytes.
    pub resources: u64,
}

/// Turns letters into bytes.
#[derive(Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    bits: u32,
    held: u32,
    last: u8,
    run: u8,
    crc: u16,
}

impl<'a> Decoder<'a> {
    /// A decoder of the letters from `at` on.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, bits: 0, held: 0, last: 0, run: 0, crc: 0 }
    }

    /// Where the text goes on behind what was decoded.
    pub fn end(&self) -> usize {
        let colon = self.bytes[self.at..].iter().take_while(|b| b.is_ascii_whitespace() || LETTERS.contains(b)).count();
        (self.at + colon + 1).min(self.bytes.len())
    }

    /// Reads the header; `None` where there is none, or its checksum is wrong.
    pub fn header(&mut self) -> Option<Header> {
        let length = self.byte()?;
        let name = (0..length).map(|_| self.byte()).collect::<Option<Vec<u8>>>()?;
        let mut rest = [0; 19];
        self.read_exact(&mut rest).ok()?;
        let number = |at: usize| rest[at..at + 4].iter().fold(0, |n, b| n << 8 | u64::from(*b));
        let header = Header { name, data: number(11), resources: number(15) };
        self.is_whole().then_some(header)
    }

    /// Whether the checksum that stands here is that of everything since the last one.
    pub fn is_whole(&mut self) -> bool {
        let sum = std::mem::take(&mut self.crc);
        let stored = [self.byte(), self.byte()];
        self.crc = 0;
        stored == sum.to_be_bytes().map(Some)
    }

    /// The next byte; `None` at the end of the letters.
    fn byte(&mut self) -> Option<u8> {
        while self.run == 0 {
            match self.packed()? {
                REPEAT => match self.packed()? {
                    0 => (self.last, self.run) = (REPEAT, 1),
                    // The byte itself came already.
                    count => self.run = count - 1,
                },
                byte => (self.last, self.run) = (byte, 1),
            }
        }
        self.run -= 1;
        self.crc = (0..8).fold(self.crc ^ u16::from(self.last) << 8, |sum, _| {
            if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x1021 }
        });
        Some(self.last)
    }

    fn packed(&mut self) -> Option<u8> {
        while self.held < 8 {
            let letter = *self.bytes.get(self.at)?;
            if !letter.is_ascii_whitespace() {
                let value = LETTERS.iter().position(|l| *l == letter)?;
                self.bits = self.bits << 6 | value as u32;
                self.held += 6;
            }
            self.at += 1;
        }
        self.held -= 8;
        Some((self.bits >> self.held & 0xFF) as u8)
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < buffer.len()
            && let Some(byte) = self.byte()
        {
            buffer[count] = byte;
            count += 1;
        }
        Ok(count)
    }
}
