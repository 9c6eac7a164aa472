//! Header blocks of tar, and the records of pax that complete them: POSIX.1-2017, `pax`; the manual of GNU tar,
//! "Basic Tar Format".

use super::sparse::Piece;

/// Everything in a tar archive fills whole blocks of so many bytes.
pub(super) const BLOCK: usize = 512;

/// One header block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Header<'b>(pub(super) &'b [u8; BLOCK]);

impl<'b> Header<'b> {
    /// Whether it bears its own checksum; the old form has no other mark.
    pub(super) fn has_checksum(self) -> bool {
        let block = self.0;
        if block[0] == 0 && !block[257..].starts_with(b"ustar") {
            return false;
        }
        let Some(stored) = octal(&block[148..156]) else { return false };
        // The field itself counts as blanks.
        let sum = |part: &[u8]| part.iter().fold(0u32, |sum, b| sum.wrapping_add(u32::from(*b)));
        if stored == u64::from(8 * 32 + sum(&block[..148]) + sum(&block[156..])) {
            return true;
        }
        // Some old programs summed signed bytes.
        let rest = block[..148].iter().chain(&block[156..]);
        let signed = 8 * 32 + rest.map(|b| i64::from(b.cast_signed())).sum::<i64>();
        i64::try_from(stored) == Ok(signed)
    }

    /// Whether nothing is written in it: the end of the archive.
    pub(super) fn is_empty(self) -> bool {
        self.0.iter().all(|b| *b == 0)
    }

    /// The kind of its member.
    pub(super) fn kind(self) -> u8 {
        self.0[156]
    }

    /// The name of its member, with the folder that POSIX keeps apart.
    pub(super) fn name(self) -> Vec<u8> {
        let name = text(&self.0[..100]);
        let folder = match &self.0[257..263] {
            b"ustar\0" => text(&self.0[345..500]),
            _ => &[],
        };
        if folder.is_empty() { name.to_vec() } else { [folder, b"/", name].concat() }
    }

    /// Where its link leads.
    pub(super) fn link(self) -> &'b [u8] {
        text(&self.0[157..257])
    }

    /// How many bytes its member has in the archive; `None` where that is no number.
    pub(super) fn size(self) -> Option<u64> {
        number(&self.0[124..136])
    }

    /// The pieces of a file with holes that stand in the header itself; whether more follow; and the size with the holes.
    pub(super) fn pieces(self) -> Option<(Vec<Piece>, bool, u64)> {
        Some((pieces(&self.0[386..482])?, self.0[482] != 0, number(&self.0[483..495])?))
    }

    /// The pieces in a block that continues such a header, and whether more follow.
    pub(super) fn more_pieces(self) -> Option<(Vec<Piece>, bool)> {
        Some((pieces(&self.0[..504])?, self.0[504] != 0))
    }
}

/// Where data stands in a file with holes: up to the first entry that is not filled in.
fn pieces(table: &[u8]) -> Option<Vec<Piece>> {
    let filled = table.chunks_exact(24).take_while(|entry| entry[12] != 0);
    filled.map(|entry| Some(Piece { at: number(&entry[..12])?, length: number(&entry[12..])? })).collect()
}

/// Up to the first NUL.
fn text(field: &[u8]) -> &[u8] {
    &field[..memchr::memchr(0, field).unwrap_or(field.len())]
}

/// A number in octal digits, or, where its first bit is set, in bytes. Labels have no number at all, which is none.
fn number(field: &[u8]) -> Option<u64> {
    match field {
        [0x80, rest @ ..] => {
            let (high, low) = rest.split_at(rest.len().saturating_sub(8));
            high.iter().all(|b| *b == 0).then(|| low.iter().fold(0, |n, b| n << 8 | u64::from(*b)))
        }
        _ if field.iter().all(|b| matches!(b, 0 | b' ')) => Some(0),
        _ => octal(field),
    }
}

/// Octal digits between blanks, up to a NUL or blank.
fn octal(field: &[u8]) -> Option<u64> {
    let digits = field.trim_ascii_start().split(|b| matches!(b, 0 | b' ')).next().unwrap_or_default();
    u64::from_str_radix(std::str::from_utf8(digits).ok().filter(|d| !d.starts_with('+'))?, 8).ok()
}

/// What extended headers say of the member that follows.
#[derive(Debug, Clone, Default)]
pub(super) struct Extended {
    /// Its name.
    pub(super) path: Option<Vec<u8>>,
    /// Where its link leads.
    pub(super) link: Option<Vec<u8>>,
    /// How many bytes it has in the archive.
    pub(super) size: Option<u64>,
    /// The version of the way in which its holes are written.
    pub(super) sparse: Option<(u64, u64)>,
    /// Its pieces, in the versions 0.0 and 0.1.
    pub(super) pieces: Vec<Piece>,
    /// Its size with the holes.
    pub(super) real_size: Option<u64>,
    /// Its name, where GNU tar wrote another one for programs that know no holes.
    pub(super) real_name: Option<Vec<u8>>,
}

impl Extended {
    /// How many bytes the member has in the archive. Some programs write its size with the holes instead, which a map and
    /// pieces never reach; the header is right then.
    pub(super) fn packed_size(&self) -> Option<u64> {
        let unpacked = self.sparse.is_some_and(|version| version.0 >= 1) && self.size == self.real_size;
        self.size.filter(|_| !unpacked)
    }

    /// Reads the records `LENGTH KEY=VALUE\n`; false where they are damaged.
    pub(super) fn read(&mut self, mut records: &[u8]) -> bool {
        while !records.is_empty() {
            // Some programs fill up the block.
            if records.iter().all(|b| *b == 0) {
                return true;
            }
            let Some(blank) = memchr::memchr(b' ', &records[..records.len().min(20)]) else { return false };
            let length = std::str::from_utf8(&records[..blank]).ok().and_then(|d| d.parse::<usize>().ok());
            let Some(record) = length.and_then(|l| records.get(blank + 1..l)) else { return false };
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            let Some(equals) = memchr::memchr(b'=', record) else { return false };
            self.set(&record[..equals], &record[equals + 1..]);
            records = &records[length.unwrap_or(records.len())..];
        }
        true
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        let decimal = || std::str::from_utf8(value).ok().and_then(|d| d.parse::<u64>().ok());
        match key {
            b"path" => self.path = Some(value.to_vec()),
            b"linkpath" => self.link = Some(value.to_vec()),
            b"size" => self.size = decimal(),
            b"GNU.sparse.name" => self.real_name = Some(value.to_vec()),
            b"GNU.sparse.major" => self.sparse = decimal().map(|n| (n, self.sparse.map_or(0, |s| s.1))),
            b"GNU.sparse.minor" => self.sparse = decimal().map(|n| (self.sparse.map_or(0, |s| s.0), n)),
            b"GNU.sparse.size" | b"GNU.sparse.realsize" => {
                self.real_size = decimal();
                self.sparse = self.sparse.or(Some((0, 0)));
            }
            b"GNU.sparse.offset" => self.pieces.extend(decimal().map(|at| Piece { at, length: 0 })),
            b"GNU.sparse.numbytes" => {
                if let (Some(last), Some(length)) = (self.pieces.last_mut(), decimal()) {
                    last.length = length;
                }
            }
            b"GNU.sparse.map" => {
                let numbers: Vec<u64> =
                    value.split(|b| *b == b',').filter_map(|d| std::str::from_utf8(d).ok()?.parse().ok()).collect();
                self.pieces = numbers.chunks_exact(2).map(|p| Piece { at: p[0], length: p[1] }).collect();
            }
            _ => {}
        }
    }
}
