//! The Unix program compress (.Z): LZW with codes of 9 to 16 bits. No specification but the program itself
//! (<https://github.com/vapier/ncompress>).
//!
//! No crate fits: those for LZW read the forms of GIF, TIFF and PDF, which pack the codes in another way (compress fills
//! groups of eight codes and throws the rest of a group away when their width changes).

use std::io::{self, ErrorKind, Read};

use crate::model::types::{Nature, TypeInfo};

use super::{Member, Next, Packed, Stream, nameless, peek};

/// One stream up to the end of the file: it has no end mark.
pub static COMPRESS: TypeInfo =
    TypeInfo::new("compress", "compress archive (.Z)", Nature::Container, |p| flags(p.bytes).is_some())
        .mimes(&["application/x-compress"])
        .extensions(&["z", "taz"])
        .begins("1F 9D");

pub(super) static STREAM: Stream = Stream {
    content_type: &COMPRESS,
    open,
    dictionary: None,
    endings: &[("z", ""), ("taz", ".tar"), ("tz", ".tar")],
    name: nameless,
};

/// The narrowest codes, in bits.
const NARROW: u32 = 9;
/// The code that empties the table, where there is one.
const CLEAR: usize = 256;

/// The widest codes in bits, and whether the table can be emptied.
fn flags(bytes: &[u8]) -> Option<(u32, bool)> {
    let &[0x1F, 0x9D, flags] = bytes.get(..3)? else { return None };
    let widest = u32::from(flags & 0x1F);
    (flags & 0x60 == 0 && (NARROW..=16).contains(&widest)).then_some((widest, flags & 0x80 != 0))
}

fn open(mut packed: Packed<'_>, _: u64) -> io::Result<Next<'_>> {
    let (head, filled) = peek::<3>(&mut packed)?;
    // Only the first bytes are a header: the stream goes to the end of the file.
    let at_start = io::Seek::stream_position(&mut packed)? == 0;
    let Some((widest, clears)) = flags(&head[..filled]).filter(|_| at_start) else {
        return Ok(Next::Nothing(packed));
    };
    if widest == NARROW {
        // ncompress and gzip cannot read what they wrote in this way, and every other reader differs.
        return Err(io::Error::new(ErrorKind::Unsupported, "no two programs agree on codes of 9 bits alone"));
    }
    packed.seek_relative(3)?;
    Ok(Next::Member(Box::new(Lzw {
        packed,
        widest,
        clears,
        width: NARROW,
        group: [0; 16],
        filled: 0,
        used: 0,
        table: vec![(0, 0); 1 << widest],
        free: if clears { CLEAR + 1 } else { CLEAR },
        last: None,
        out: Vec::new(),
        failure: None,
    })))
}

/// The decoder.
struct Lzw<'a> {
    packed: Packed<'a>,
    widest: u32,
    clears: bool,
    /// Bits of a code now.
    width: u32,
    /// Eight codes, as many bytes as a code has bits.
    group: [u8; 16],
    /// Bits of the group that were read, and that were used.
    filled: u32,
    used: u32,
    /// Of each code from 256 on: the code of all but its last byte, and that byte.
    table: Vec<(u16, u8)>,
    /// The next code that is free.
    free: usize,
    /// The code before, and the first byte of what it stands for.
    last: Option<(usize, u8)>,
    /// What was decoded and not given yet, backwards.
    out: Vec<u8>,
    /// Told when everything before it was given.
    failure: Option<io::Error>,
}

impl Lzw<'_> {
    /// The next code; `None` at the end of the file.
    fn code(&mut self) -> io::Result<Option<usize>> {
        if self.free >= 1 << self.width && self.width < self.widest {
            self.width += 1;
            self.used = self.filled;
        }
        if self.filled - self.used < self.width {
            let mut bytes = 0;
            while bytes < self.width as usize {
                match self.packed.read(&mut self.group[bytes..self.width as usize])? {
                    0 => break,
                    read => bytes += read,
                }
            }
            self.filled = u32::try_from(bytes).unwrap_or(0) * 8;
            self.used = 0;
            if self.filled < self.width {
                return Ok(None);
            }
        }
        let at = (self.used / 8) as usize;
        let bits = self.group.iter().skip(at).take(3).rev().fold(0usize, |bits, b| bits << 8 | usize::from(*b));
        let code = bits >> (self.used % 8) & ((1 << self.width) - 1);
        self.used += self.width;
        Ok(Some(code))
    }

    /// Decodes one code into `out`; false at the end.
    fn step(&mut self) -> io::Result<bool> {
        let Some(code) = self.code()? else { return Ok(false) };
        let wrong = || io::Error::new(ErrorKind::InvalidData, "a code stands for nothing");
        let Some((last, first)) = self.last else {
            let byte = u8::try_from(code).map_err(|_| wrong())?;
            self.last = Some((code, byte));
            self.out.push(byte);
            return Ok(true);
        };
        if self.clears && code == CLEAR {
            // The code that follows takes the place of this one in the table, which no code then names.
            self.free = CLEAR;
            self.width = NARROW;
            self.used = self.filled;
            return Ok(true);
        }
        if code > self.free {
            return Err(wrong());
        }
        let mut at = code;
        if code == self.free {
            // The code that is made by this very step: what came last, and its first byte again.
            self.out.push(first);
            at = last;
        }
        while at >= CLEAR {
            let (before, byte) = self.table.get(at).copied().ok_or_else(wrong)?;
            if usize::from(before) >= at {
                return Err(wrong());
            }
            self.out.push(byte);
            at = usize::from(before);
        }
        let first = u8::try_from(at).map_err(|_| wrong())?;
        self.out.push(first);
        if let Some(entry) = self.table.get_mut(self.free) {
            *entry = (u16::try_from(last).unwrap_or(0), first);
            self.free += 1;
        }
        self.last = Some((code, first));
        Ok(true)
    }
}

impl Read for Lzw<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut count = 0;
        while count < buffer.len() {
            match self.out.pop() {
                Some(byte) => {
                    buffer[count] = byte;
                    count += 1;
                }
                None => match self.failure.take().map_or_else(|| self.step(), Err) {
                    Ok(true) => {}
                    Ok(false) => break,
                    // What came before is given first.
                    Err(error) if count > 0 => {
                        self.failure = Some(error);
                        break;
                    }
                    Err(error) => return Err(error),
                },
            }
        }
        Ok(count)
    }
}

impl<'a> Member<'a> for Lzw<'a> {
    fn end(self: Box<Self>) -> io::Result<Packed<'a>> {
        Ok(self.packed)
    }
}
