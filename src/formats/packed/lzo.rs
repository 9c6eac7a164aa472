//! One block of LZO1X, as lzop writes it: Linux's `Documentation/staging/lzo.rst`. The crates that read it are bindings to
//! C, or trust the block with their memory.

use std::io::{self, ErrorKind};

/// Unpacks a block into `out`, which ends with exactly `size` bytes.
pub(super) fn unpack(block: &[u8], size: usize, out: &mut Vec<u8>) -> io::Result<()> {
    out.clear();
    let mut reader = Reader { block, at: 0, size };
    // The first byte may say how many bytes follow as they are.
    let mut state = match block.first() {
        Some(first) if *first > 17 => {
            reader.at = 1;
            let count = usize::from(*first) - 17;
            reader.copy(count, out)?;
            count.min(4)
        }
        _ => 0,
    };
    loop {
        let code = reader.byte()?;
        let (length, distance, literals) = match code {
            // Bytes as they are: after a match without any, a run of them; after a few, a short match.
            0..16 if state == 0 => {
                let count = if code == 0 { reader.long(15)? } else { code };
                reader.copy(count + 3, out)?;
                state = 4;
                continue;
            }
            0..16 => {
                let (length, base) = if state == 4 { (3, 0x801) } else { (2, 1) };
                (length, base + (code >> 2) + (reader.byte()? << 2), code & 3)
            }
            16..32 => {
                let length = if code & 7 == 0 { reader.long(7)? } else { code & 7 };
                let word = reader.word()?;
                let distance = ((code & 8) << 11) + (word >> 2);
                if distance == 0 {
                    // The end mark.
                    return match out.len() == size {
                        true => Ok(()),
                        false => Err(wrong()),
                    };
                }
                (length + 2, distance + 0x4000, word & 3)
            }
            32..64 => {
                let length = if code & 31 == 0 { reader.long(31)? } else { code & 31 };
                let word = reader.word()?;
                (length + 2, 1 + (word >> 2), word & 3)
            }
            _ => ((code >> 5) + 1, 1 + (code >> 2 & 7) + (reader.byte()? << 3), code & 3),
        };
        let from = out.len().checked_sub(distance).ok_or_else(wrong)?;
        if length > size - out.len() {
            return Err(wrong());
        }
        // What is copied may be made by this very copy.
        for at in from..from + length {
            let byte = out[at];
            out.push(byte);
        }
        reader.copy(literals, out)?;
        state = literals;
    }
}

fn wrong() -> io::Error {
    io::Error::new(ErrorKind::InvalidData, "a block is damaged")
}

/// The packed block, and how much may come out of it.
struct Reader<'a> {
    block: &'a [u8],
    at: usize,
    size: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> io::Result<usize> {
        let byte = *self.block.get(self.at).ok_or_else(wrong)?;
        self.at += 1;
        Ok(usize::from(byte))
    }

    fn word(&mut self) -> io::Result<usize> {
        Ok(self.byte()? | self.byte()? << 8)
    }

    /// A number above `base`: zeros count 255 each, another byte ends it.
    fn long(&mut self, base: usize) -> io::Result<usize> {
        let mut number = base;
        loop {
            match self.byte()? {
                0 => number += 255,
                last => return Ok(number + last),
            }
        }
    }

    /// Copies bytes as they are.
    fn copy(&mut self, count: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let bytes = self.block.get(self.at..self.at + count).ok_or_else(wrong)?;
        if count > self.size - out.len() {
            return Err(wrong());
        }
        out.extend_from_slice(bytes);
        self.at += count;
        Ok(())
    }
}
