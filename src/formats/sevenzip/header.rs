//! How much a 7z header asks for, read before the crate reads it: the crate makes room for every count of a header as long
//! as the header itself is, and unpacks a packed header whole.

use crate::model::gap::{Gap, LimitKind};

/// More files, blocks or streams than this are not listed.
const MOST: u64 = 200_000;
/// Pieces of packed data may be more: a filter for programs makes four of each block.
const MOST_PACKED: u64 = 4 * MOST;

/// Where the header stands, by the 32 bytes at the start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// In bytes from the start of the archive.
    pub at: u64,
    /// In bytes.
    pub size: u64,
    /// CRC-32 of it.
    pub crc: u32,
}

/// Reads the start; `None` where it does not bear its own checksum.
pub(super) fn start(bytes: &[u8]) -> Option<Start> {
    let fixed: &[u8; 32] = bytes.get(..32)?.try_into().ok()?;
    let word = |at: usize| Some(u32::from_le_bytes(fixed.get(at..at + 4)?.try_into().ok()?));
    let long = |at: usize| Some(u64::from_le_bytes(fixed.get(at..at + 8)?.try_into().ok()?));
    (word(8)? == crc(&fixed[12..])).then_some(())?;
    Some(Start { at: long(12)?.checked_add(32)?, size: long(20)?, crc: word(28)? })
}

/// CRC-32 as 7z, ZIP and gzip have it.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A method and its properties.
#[derive(Debug, Clone)]
pub(super) struct Coder {
    pub id: Vec<u8>,
    pub properties: Vec<u8>,
}

/// What a list of streams says about itself.
#[derive(Debug, Default)]
pub(super) struct Streams {
    /// Where the packed data begins, in bytes behind the start.
    pub packed_at: u64,
    /// Packed bytes in all.
    pub packed: u64,
    /// The methods of the first block.
    pub coders: Vec<Coder>,
    /// The largest unpacked size of the first block's methods.
    pub unpacked: u64,
    /// Whether it says how blocks are cut into files.
    pub cut: bool,
    /// How many bytes it takes, without the end mark.
    pub length: usize,
}

/// Reads the list of streams of a packed header, which follows its mark.
pub(super) fn packed_header(bytes: &[u8]) -> Result<Streams, Gap> {
    Reader::new(bytes).streams()
}

/// Looks through a plain header, its mark included, for counts that are too large. Gives its list of streams.
pub(super) fn check(bytes: &[u8]) -> Result<Streams, Gap> {
    let mut reader = Reader::new(bytes);
    let mut streams = Streams::default();
    let mut id = reader.skip(1)?.byte()?;
    if id == 2 {
        while reader.byte()? != 0 {
            let size = reader.number()?;
            reader.skip(size)?;
        }
        id = reader.byte()?;
    }
    if id == 4 {
        streams = reader.streams()?;
        // The end mark of the list.
        id = reader.skip(1)?.byte()?;
    }
    if id == 5 {
        reader.count(MOST, "files")?;
    }
    Ok(streams)
}

struct Reader<'b> {
    whole: usize,
    rest: &'b [u8],
}

impl<'b> Reader<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self { whole: bytes.len(), rest: bytes }
    }

    fn take(&mut self, count: u64) -> Result<&'b [u8], Gap> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn skip(&mut self, count: u64) -> Result<&mut Self, Gap> {
        self.take(count)?;
        Ok(self)
    }

    fn byte(&mut self) -> Result<u8, Gap> {
        self.take(1)?.first().copied().ok_or_else(damaged)
    }

    /// A number of one to nine bytes: the first says by its leading ones how many follow.
    fn number(&mut self) -> Result<u64, Gap> {
        let first = self.byte()?;
        let mut value = 0u64;
        for i in 0..8 {
            let mask = 0x80u8 >> i;
            if first & mask == 0 {
                return Ok(value | u64::from(first & (mask - 1)) << (8 * i));
            }
            value |= u64::from(self.byte()?) << (8 * i);
        }
        Ok(value)
    }

    fn count(&mut self, most: u64, what: &str) -> Result<u64, Gap> {
        let count = self.number()?;
        if count > most {
            return Err(Gap::limit(LimitKind::Entries, format!("the 7z archive says that it has {count} {what}")));
        }
        Ok(count)
    }

    /// Which of so many have a checksum, and the checksums.
    fn checksums(&mut self, count: u64) -> Result<Vec<bool>, Gap> {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let defined: Vec<bool> = match self.byte()? {
            0 => {
                let bits = self.take(count.div_ceil(8) as u64)?;
                (0..count).map(|i| bits.get(i / 8).is_some_and(|b| b & (0x80 >> (i % 8)) != 0)).collect()
            }
            _ => vec![true; count],
        };
        let stored = defined.iter().filter(|d| **d).count() as u64;
        self.skip(stored * 4)?;
        Ok(defined)
    }

    fn streams(&mut self) -> Result<Streams, Gap> {
        let mut out = Streams::default();
        let mut blocks = Vec::new();
        loop {
            out.length = self.whole - self.rest.len();
            match self.byte()? {
                0 => return Ok(out),
                6 => self.packed(&mut out)?,
                7 => blocks = self.blocks(&mut out)?,
                8 => {
                    out.cut = true;
                    self.cuts(&blocks)?;
                }
                _ => return Err(damaged()),
            }
        }
    }

    fn packed(&mut self, out: &mut Streams) -> Result<(), Gap> {
        out.packed_at = self.number()?;
        let count = self.count(MOST_PACKED, "packed streams")?;
        loop {
            match self.byte()? {
                0 => return Ok(()),
                9 => {
                    for _ in 0..count {
                        out.packed = out.packed.saturating_add(self.number()?);
                    }
                }
                10 => {
                    self.checksums(count)?;
                }
                _ => return Err(damaged()),
            }
        }
    }

    /// The blocks: of each, whether it has a checksum of its own.
    fn blocks(&mut self, out: &mut Streams) -> Result<Vec<bool>, Gap> {
        if self.byte()? != 11 {
            return Err(damaged());
        }
        let count = self.count(MOST, "blocks")?;
        if self.byte()? != 0 {
            return Err(Gap::unsupported("the 7z archive keeps its list of blocks in another stream"));
        }
        let mut outputs = Vec::new();
        for index in 0..count {
            let (number, coders) = self.block()?;
            outputs.push(number);
            if index == 0 {
                out.coders = coders;
            }
        }
        if self.byte()? != 12 {
            return Err(damaged());
        }
        for (index, number) in outputs.iter().enumerate() {
            for _ in 0..*number {
                let size = self.number()?;
                if index == 0 {
                    out.unpacked = out.unpacked.max(size);
                }
            }
        }
        let mut defined = vec![false; outputs.len()];
        loop {
            match self.byte()? {
                0 => return Ok(defined),
                10 => defined = self.checksums(count)?,
                _ => return Err(damaged()),
            }
        }
    }

    /// One block: how many streams its methods give, and the methods.
    fn block(&mut self) -> Result<(u64, Vec<Coder>), Gap> {
        let count = self.number()?;
        if !(1..=64).contains(&count) {
            return Err(damaged());
        }
        let (mut inputs, mut outputs, mut coders) = (0u64, 0u64, Vec::new());
        for _ in 0..count {
            let flags = self.byte()?;
            let id = self.take(u64::from(flags & 15))?.to_vec();
            let (takes, gives) = if flags & 16 == 0 { (1, 1) } else { (self.number()?, self.number()?) };
            if takes > 64 || gives > 64 {
                return Err(damaged());
            }
            (inputs, outputs) = (inputs + takes, outputs + gives);
            let properties = if flags & 32 == 0 {
                Vec::new()
            } else {
                let size = self.number()?;
                self.take(size)?.to_vec()
            };
            coders.push(Coder { id, properties });
        }
        let pairs = outputs.checked_sub(1).ok_or_else(damaged)?;
        for _ in 0..pairs * 2 {
            self.number()?;
        }
        let streams = inputs.checked_sub(pairs).ok_or_else(damaged)?;
        if streams > 1 {
            for _ in 0..streams {
                self.number()?;
            }
        }
        Ok((outputs, coders))
    }

    /// How the blocks are cut into files.
    fn cuts(&mut self, blocks: &[bool]) -> Result<(), Gap> {
        let mut counts = vec![1u64; blocks.len()];
        let mut id = self.byte()?;
        if id == 13 {
            let mut all = 0u64;
            for count in &mut counts {
                *count = self.count(MOST, "files in a block")?;
                all += *count;
                if all > MOST {
                    return Err(Gap::limit(LimitKind::Entries, "the 7z archive has too many files"));
                }
            }
            id = self.byte()?;
        }
        if id == 9 {
            for count in &counts {
                for _ in 1..*count {
                    self.number()?;
                }
            }
            id = self.byte()?;
        }
        if id == 10 {
            let unknown = counts.iter().zip(blocks).filter(|(count, known)| **count != 1 || !**known);
            self.checksums(unknown.map(|(count, _)| *count).sum())?;
            id = self.byte()?;
        }
        if id == 0 { Ok(()) } else { Err(damaged()) }
    }
}

fn damaged() -> Gap {
    Gap::malformed("the list of members of the 7z archive is damaged")
}
