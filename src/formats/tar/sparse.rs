//! Files with holes: what stands in the archive are their pieces, one behind the other.

use std::io::{self, Read};

/// Pieces that one file may have; real ones have some thousand.
pub(super) const MOST: usize = 200_000;

/// Where data stands in the file, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// From the start of the file.
    pub(super) at: u64,
    /// How many bytes.
    pub(super) length: u64,
}

/// Whether the pieces stand in order within the file, and no more is needed of them than is in the archive.
pub(super) fn fits(pieces: &[Piece], real_size: u64, packed: u64) -> bool {
    let (mut end, mut sum) = (0u64, 0u64);
    pieces.iter().all(|piece| {
        let next = piece.at.checked_add(piece.length);
        let ok = piece.at >= end && next.is_some_and(|n| n <= real_size);
        end = next.unwrap_or(u64::MAX);
        sum = sum.saturating_add(piece.length);
        ok && sum <= packed
    })
}

/// The map that stands before the data in version 1.0 of the way in which pax writes holes: decimal lines, filled up to
/// whole blocks. Gives the pieces and the length of the map.
pub(super) fn map(reader: &mut dyn Read, packed: u64) -> Option<(Vec<Piece>, u64)> {
    let (mut block, mut used, mut taken) = ([0u8; 512], 512, 0u64);
    let mut number = || -> Option<u64> {
        let mut digits = 0u64;
        for count in 0..20 {
            if used == block.len() {
                taken = taken.checked_add(512).filter(|taken| *taken <= packed)?;
                reader.read_exact(&mut block).ok()?;
                used = 0;
            }
            let byte = block[used];
            used += 1;
            match byte {
                b'\n' if count > 0 => return Some(digits),
                b'0'..=b'9' => digits = digits.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?,
                _ => return None,
            }
        }
        None
    };
    let count = number().filter(|count| *count <= MOST as u64)?;
    let mut pieces = Vec::new();
    for _ in 0..count {
        pieces.push(Piece { at: number()?, length: number()? });
    }
    Some((pieces, taken))
}

/// The file with its holes, from its pieces.
pub(super) struct Filled<'r> {
    pub(super) pieces: &'r mut dyn Read,
    pub(super) list: std::vec::IntoIter<Piece>,
    pub(super) now: Option<Piece>,
    pub(super) at: u64,
    pub(super) size: u64,
}

impl<'r> Filled<'r> {
    pub(super) fn new(pieces: &'r mut dyn Read, list: Vec<Piece>, size: u64) -> Self {
        Self { pieces, list: list.into_iter(), now: None, at: 0, size }
    }
}

impl Read for Filled<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.now.is_none_or(|piece| piece.length == 0) {
            self.now = self.list.next();
            if self.now.is_none() {
                break;
            }
        }
        let hole = self.now.map_or(self.size, |piece| piece.at).saturating_sub(self.at);
        let count = |left: u64| buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if hole > 0 {
            let count = count(hole);
            buffer[..count].fill(0);
            self.at += count as u64;
            return Ok(count);
        }
        let Some(piece) = &mut self.now else { return Ok(0) };
        let count = count(piece.length);
        let read = self.pieces.read(&mut buffer[..count])?;
        if read == 0 && count > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        piece.at += read as u64;
        piece.length -= read as u64;
        self.at += read as u64;
        Ok(read)
    }
}
