//! uuencode: POSIX, <https://pubs.opengroup.org/onlinepubs/9799919799/utilities/uuencode.html>, in its old form and in
//! Base64. Read as the programs do that decode it: lines may lack spaces at their end or have a checksum behind them,
//! lines between them that are none are passed over.

use std::io::{self, Read};

use super::mime::line;
use super::mime::transfer::sextet;

/// The longest name, in bytes.
const NAME: usize = 4096;

/// How the lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A length and groups of four letters from the space on.
    Old,
    /// Base64.
    Base64,
}

/// The line that begins a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How the lines behind it are written.
    pub form: Form,
    /// The name of the file; may be empty.
    pub name: Vec<u8>,
    /// Where they begin, in bytes.
    pub lines: usize,
}

/// The header in the line that begins at `at`.
pub fn header(bytes: &[u8], at: usize) -> Option<Header> {
    let (stop, lines) = line(bytes, at, bytes.len());
    let (form, encoded, name) = begin(bytes.get(at..stop)?)?;
    let name = if encoded {
        let mut decoded = Vec::new();
        // Reading from memory does not fail, and three bytes come of four.
        let _ = Decoder::new(name, 0, Form::Base64).take(NAME as u64).read_to_end(&mut decoded);
        decoded
    } else {
        name.to_vec()
    };
    Some(Header { form, name, lines })
}

/// Form and name in a line `begin 644 NAME`, `begin-base64 644 NAME`, and whether the name is written in Base64 itself.
fn begin(text: &[u8]) -> Option<(Form, bool, &[u8])> {
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
    let name = rest.get(mode..)?.strip_prefix(b" ").filter(|_| (3..=6).contains(&mode))?.trim_ascii();
    (name.len() <= NAME).then_some((form, encoded, name))
}

/// Whether a line as the header promises follows: a text may well begin with "begin 100 words".
pub fn follows(bytes: &[u8], header: &Header) -> bool {
    if header.lines >= bytes.len() {
        return false;
    }
    let (stop, next) = line(bytes, header.lines, bytes.len());
    let text = bytes[header.lines..stop].trim_ascii_end();
    let full = || lines_behind(bytes, next).any(|text| fits(text, FULL));
    match (header.form, text) {
        (Form::Base64, text) => !text.is_empty() && text.iter().all(|b| sextet(*b).is_some() || *b == b'='),
        // A file of no bytes, or a line that decoders pass over.
        (Form::Old, b"" | b"`") => lines_behind(bytes, next).take(1).any(|text| text == b"end") || full(),
        (Form::Old, text) => fits(text, 0) || full(),
    }
}

/// Lines behind the first that are looked at: decoders pass over some that are none.
const LOOK: usize = 3;
/// The letters of a full line, without the blanks that are lost at its end.
const FULL: usize = 40;

fn lines_behind(bytes: &[u8], mut at: usize) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (stop, next) = line(bytes, at, bytes.len());
        let text = bytes.get(at..stop)?;
        at = next;
        Some(text.trim_ascii_end())
    })
    .take(LOOK)
}

/// Whether a line has at least so many letters, all of them, and no more than its first one says.
fn fits(text: &[u8], least: usize) -> bool {
    let Some(Line { letters, promised, .. }) = Line::of(text) else { return false };
    letters.iter().all(is_letter) && (least..=promised + 4).contains(&letters.len()) && promised > 0
}

/// A line of the old form.
struct Line<'l> {
    /// How many bytes it gives.
    count: usize,
    /// What stands behind the count.
    letters: &'l [u8],
    /// How many letters give these bytes.
    promised: usize,
}

impl<'l> Line<'l> {
    /// `None` where the first character is no count, or a letter that is needed is none.
    fn of(text: &'l [u8]) -> Option<Self> {
        let (count, letters) = text.split_first().filter(|(c, _)| is_letter(c))?;
        let count = usize::from((count - b' ') & 0x3F);
        let promised = count.div_ceil(3) * 4;
        letters.iter().take(promised).all(is_letter).then_some(Self { count, letters, promised })
    }
}

fn is_letter(byte: &u8) -> bool {
    (b' '..=b'`').contains(byte)
}

/// Decodes line by line.
#[derive(Debug)]
pub struct Decoder<'a> {
    bytes: &'a [u8],
    form: Form,
    /// Where the next line begins.
    at: usize,
    /// Behind the last line that belongs to the file.
    end: usize,
    ready: Vec<u8>,
    given: usize,
    /// Bits of Base64 that are no whole byte yet, and how many.
    held: (u32, u32),
    /// Whether a line of no bytes came, which is the last one.
    zero: bool,
    over: bool,
    ended: bool,
}

impl<'a> Decoder<'a> {
    /// A decoder of the lines from `at` on.
    pub fn new(bytes: &'a [u8], at: usize, form: Form) -> Self {
        let (ready, given, held) = (Vec::new(), 0, (0, 0));
        Self { bytes, form, at, end: at, ready, given, held, zero: false, over: false, ended: false }
    }

    /// Where the file ends in the text; true once everything was read.
    pub fn end(&self) -> usize {
        self.end
    }

    /// Whether its end mark was found.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Decodes the next line that gives bytes; false at the end.
    fn next(&mut self) -> bool {
        self.ready.clear();
        self.given = 0;
        while !self.over && self.at < self.bytes.len() {
            let (stop, next) = line(self.bytes, self.at, self.bytes.len());
            let text = &self.bytes[self.at..stop];
            // The next file begins although this one has not ended.
            if begin(text).is_some() {
                break;
            }
            self.at = next;
            match self.form {
                Form::Base64 if text.starts_with(b"====") => return self.finish(next),
                Form::Base64 => {
                    self.base64(text);
                    self.end = next;
                }
                Form::Old if text.trim_ascii() == b"end" => return self.finish(next),
                Form::Old => self.old(text, next),
            }
            if !self.ready.is_empty() {
                return true;
            }
        }
        self.over = true;
        self.ended |= self.zero;
        false
    }

    fn finish(&mut self, end: usize) -> bool {
        (self.over, self.ended, self.end) = (true, true, end);
        false
    }

    /// A line of the old form. Missing letters are spaces, which mail programs cut off: zeros.
    fn old(&mut self, text: &[u8], next: usize) {
        let Some(Line { count, letters, promised }) = Line::of(text) else {
            // Behind the line of no bytes anything else is no part of the file.
            self.over = self.zero && !text.trim_ascii().is_empty();
            return;
        };
        self.end = next;
        self.zero = count == 0;
        let value = |n: usize| letters.get(n).map_or(0, |c| c.wrapping_sub(b' ') & 0x3F);
        for group in (0..promised).step_by(4) {
            let [a, b, c, d] = [0, 1, 2, 3].map(|n| value(group + n));
            self.ready.extend([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
        }
        self.ready.truncate(count);
    }

    /// A line of Base64; other characters are passed over, as decoders do.
    fn base64(&mut self, text: &[u8]) {
        let (mut bits, mut held) = self.held;
        for byte in text {
            match sextet(*byte) {
                Some(value) => {
                    bits = bits << 6 | u32::from(value);
                    held += 6;
                }
                // Padding ends a group.
                None if *byte == b'=' => held = 0,
                None => {}
            }
            if held >= 8 {
                held -= 8;
                self.ready.push((bits >> held & 0xFF) as u8);
            }
        }
        self.held = (bits, held);
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() && !self.next() {
            return Ok(0);
        }
        let count = buffer.len().min(self.ready.len() - self.given);
        buffer[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
