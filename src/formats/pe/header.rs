//! The headers of DOS and Windows programs, read by us: Windows starts files that no strict parser takes, so what they
//! refuse would be missed. PE Format, <https://learn.microsoft.com/windows/win32/debug/pe-format>.

use std::ops::Range;

/// Sections that we read; Windows loads at most 96.
const MOST_SECTIONS: usize = 192;
/// The places of the data directories that we look at.
pub(super) const EXPORTS: usize = 0;
pub(super) const IMPORTS: usize = 1;
pub(super) const RESOURCES: usize = 2;
pub(super) const CERTIFICATES: usize = 4;
pub(super) const DELAYED_IMPORTS: usize = 13;
pub(super) const DOT_NET: usize = 14;

/// The number of two bytes, low byte first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// The number of four bytes, low byte first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Where the header of the program at `start` stands that has this mark: `PE\0\0`, `NE`, `LE`.
pub(super) fn new_header(bytes: &[u8], start: usize, mark: &[u8]) -> Option<usize> {
    let head = bytes.get(start..)?;
    if !head.starts_with(b"MZ") {
        return None;
    }
    let at = u32_at(head, 0x3C)? as usize;
    head.get(at..)?.starts_with(mark).then(|| start.checked_add(at))?
}

/// Whether a Windows program really begins at `start`: more than its two marks must fit. Takes constant time, so that
/// it may be asked at every `MZ` of hostile bytes.
pub(super) fn is_program_at(bytes: &[u8], start: usize) -> bool {
    let check = || {
        let pe = new_header(bytes, start, b"PE\0\0")?;
        let machine = u16_at(bytes, pe + 4)?;
        let sections = u16_at(bytes, pe + 6)?;
        let optional_size = u16_at(bytes, pe + 20)?;
        let characteristics = u16_at(bytes, pe + 22)?;
        let magic = u16_at(bytes, pe + 24)?;
        let known = machine_words(machine).is_some() && matches!(magic, 0x10B | 0x20B) && characteristics & 0x0002 != 0;
        Some(known && sections <= 96 && (96..=1024).contains(&optional_size))
    };
    check().unwrap_or(false)
}

/// A processor in words, by the number in the header.
pub(super) fn machine_words(machine: u16) -> Option<&'static str> {
    Some(match machine {
        0x014C => "32-bit x86",
        0x8664 => "64-bit x86",
        0x01C0 | 0x01C2 | 0x01C4 => "32-bit ARM",
        0xAA64 | 0xA641 | 0xA64E => "64-bit ARM",
        0x0200 => "Itanium",
        0x0EBC => "EFI byte code",
        0x0166 | 0x0169 | 0x0266 | 0x0366 | 0x0466 => "MIPS",
        0x01F0..=0x01F2 => "PowerPC",
        0x0184 | 0x0284 => "Alpha",
        0x5032 => "32-bit RISC-V",
        0x5064 => "64-bit RISC-V",
        0x6232 | 0x6264 => "LoongArch",
        0x01A2 | 0x01A3 | 0x01A6 | 0x01A8 => "SuperH",
        _ => return None,
    })
}

/// One section of the program.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) name: String,
    /// Where it stands in memory, in bytes from the image's start.
    pub(super) address: u32,
    pub(super) virtual_size: u32,
    /// Where its bytes stand in the file.
    pub(super) offset: u32,
    pub(super) size: u32,
    flags: u32,
}

impl Section {
    pub(super) fn is_code(&self) -> bool {
        self.flags & 0x2000_0000 != 0
    }

    pub(super) fn is_writable(&self) -> bool {
        self.flags & 0x8000_0000 != 0
    }

    /// Its bytes in the file, as far as they are there.
    pub(super) fn bytes<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let start = (self.offset as usize).min(file.len());
        let end = start.saturating_add(self.size as usize).min(file.len());
        &file[start..end]
    }
}

/// What the headers say. Numbers are as they stand there: nothing is checked but that they could be read.
#[derive(Debug)]
pub(super) struct Layout<'a> {
    pub(super) bytes: &'a [u8],
    /// Where `PE\0\0` stands.
    pub(super) pe: usize,
    pub(super) machine: u16,
    characteristics: u16,
    /// 64-bit addresses (PE32+).
    pub(super) wide: bool,
    pub(super) subsystem: u16,
    /// Where it starts, in bytes from the image's start; 0 for none.
    pub(super) entry: u32,
    pub(super) image_base: u64,
    file_alignment: u32,
    section_alignment: u32,
    pub(super) headers_size: u32,
    /// Address and size of each data directory; the certificates' address is an offset in the file.
    directories: Vec<(u32, u32)>,
    pub(super) sections: Vec<Section>,
    /// How many sections the header declares.
    pub(super) declared_sections: u16,
}

impl<'a> Layout<'a> {
    /// The layout of the program that begins the bytes; `None` where its headers are cut or of no known kind.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let pe = new_header(bytes, 0, b"PE\0\0")?;
        let optional = pe.checked_add(24)?;
        let magic = u16_at(bytes, optional)?;
        let wide = match magic {
            0x10B => false,
            0x20B => true,
            _ => return None,
        };
        let field = |at: usize| u32_at(bytes, optional.checked_add(at)?);
        let image_base = match (wide, field(24)?, field(28)?) {
            (true, low, high) => u64::from(high) << 32 | u64::from(low),
            (false, _, base) => base.into(),
        };
        let first = if wide { 112 } else { 96 };
        let count = field(first - 4)?.min(16) as usize;
        let directory = |i: usize| Some((field(first + i * 8)?, field(first + i * 8 + 4)?));
        let declared_sections = u16_at(bytes, pe + 6)?;
        let table = optional.checked_add(u16_at(bytes, pe + 20)?.into())?;
        let section = |i: usize| {
            let row = bytes.get(table.checked_add(i * 40)?..)?.get(..40)?;
            let name: Vec<u8> = row[..8].iter().copied().take_while(|b| *b != 0).collect();
            Some(Section {
                name: String::from_utf8_lossy(&name).into_owned(),
                virtual_size: u32_at(row, 8)?,
                address: u32_at(row, 12)?,
                size: u32_at(row, 16)?,
                offset: u32_at(row, 20)?,
                flags: u32_at(row, 36)?,
            })
        };
        Some(Self {
            bytes,
            pe,
            machine: u16_at(bytes, pe + 4)?,
            characteristics: u16_at(bytes, pe + 22)?,
            wide,
            subsystem: u16_at(bytes, optional + 68)?,
            entry: field(16)?,
            image_base,
            section_alignment: field(32)?,
            file_alignment: field(36)?,
            headers_size: field(60)?,
            directories: (0..count).map_while(directory).collect(),
            sections: (0..usize::from(declared_sections).min(MOST_SECTIONS)).map_while(section).collect(),
            declared_sections,
        })
    }

    pub(super) fn is_library(&self) -> bool {
        self.characteristics & 0x2000 != 0
    }

    pub(super) fn is_efi(&self) -> bool {
        matches!(self.subsystem, 10..=13 | 16)
    }

    /// Made for the kernel: a driver, or a program that runs before Windows does.
    pub(super) fn is_native(&self) -> bool {
        self.subsystem == 1
    }

    pub(super) fn is_dot_net(&self) -> bool {
        self.directory(DOT_NET).is_some_and(|(address, size)| size >= 72 && self.offset_of(address).is_some())
    }

    /// Address and size of a data directory that is there.
    pub(super) fn directory(&self, index: usize) -> Option<(u32, u32)> {
        self.directories.get(index).copied().filter(|(address, _)| *address != 0)
    }

    /// Where an address stands in the file, as Windows maps it.
    pub(super) fn offset_of(&self, address: u32) -> Option<usize> {
        // Below the page size the file is mapped as it is.
        if self.section_alignment < 0x1000 || address < self.headers_size.min(self.first_address()) {
            return Some(address as usize).filter(|at| *at < self.bytes.len());
        }
        let section = self.sections.iter().find(|s| {
            address.checked_sub(s.address).is_some_and(|inside| inside < s.virtual_size.max(s.size).max(1))
        })?;
        let inside = address - section.address;
        // Windows ignores the low nine bits of where a section stands.
        let start = if self.file_alignment >= 0x200 { section.offset & !0x1FF } else { section.offset };
        let at = (inside < section.size).then(|| (start as usize).checked_add(inside as usize))??;
        (at < self.bytes.len()).then_some(at)
    }

    /// The bytes from an address on, to the end of the file at most.
    pub(super) fn bytes_at(&self, address: u32) -> Option<&'a [u8]> {
        self.bytes.get(self.offset_of(address)?..)
    }

    /// The text that ends with a zero at an address, `limit` bytes at most.
    pub(super) fn text_at(&self, address: u32, limit: usize) -> Option<&'a [u8]> {
        let bytes = self.bytes_at(address)?;
        let look = &bytes[..bytes.len().min(limit)];
        memchr::memchr(0, look).map(|end| &look[..end])
    }

    fn first_address(&self) -> u32 {
        self.sections.iter().map(|s| s.address).min().unwrap_or(u32::MAX)
    }

    /// Where the declared signature stands in the file, unless it is empty.
    pub(super) fn certificates(&self) -> Option<Range<usize>> {
        let (offset, size) = self.directory(CERTIFICATES).filter(|(_, size)| *size > 0)?;
        Some(offset as usize..(offset as usize).checked_add(size as usize)?)
    }

    /// Where the file ends as far as headers and sections say: what follows, Windows does not load.
    pub(super) fn end(&self) -> usize {
        let sections = self.sections.iter().filter(|s| s.size > 0 && s.offset > 0);
        let ends = sections.map(|s| (s.offset as usize).saturating_add(s.size as usize));
        ends.max().unwrap_or(0).max(self.headers_size as usize)
    }

    /// Where the table of symbols and the names behind it end; 0 where there is none.
    pub(super) fn symbols_end(&self) -> usize {
        let check = || {
            let start = u32_at(self.bytes, self.pe + 12).filter(|at| *at != 0)? as usize;
            let names = start.checked_add((u32_at(self.bytes, self.pe + 16)? as usize).checked_mul(18)?)?;
            let end = names.checked_add(u32_at(self.bytes, names)? as usize)?;
            (end <= self.bytes.len()).then_some(end)
        };
        check().unwrap_or(0)
    }

    /// The version of .NET that it was made for: `v4.0.30319`.
    pub(super) fn dot_net_version(&self) -> Option<String> {
        let root = self.bytes_at(u32_at(self.bytes_at(self.directory(DOT_NET)?.0)?, 8)?)?;
        let length = u32_at(root, 12).filter(|l| *l <= 64)? as usize;
        let text = root.strip_prefix(b"BSJB").and_then(|_| root.get(16..16 + length))?;
        let end = text.iter().position(|b| *b == 0).unwrap_or(text.len());
        Some(String::from_utf8_lossy(&text[..end]).into_owned())
    }

    /// How many functions are called before the program's start (TLS callbacks).
    pub(super) fn early_calls(&self) -> Option<u32> {
        let size = if self.wide { 8 } else { 4 };
        let table = self.bytes_at(self.directory(9)?.0)?;
        let number = |bytes: &[u8], at: usize| {
            let low = u64::from(u32_at(bytes, at)?);
            Some(if self.wide { u64::from(u32_at(bytes, at + 4)?) << 32 | low } else { low })
        };
        let callbacks = number(table, 3 * size)?.checked_sub(self.image_base)?;
        let list = self.bytes_at(u32::try_from(callbacks).ok()?)?;
        let count = list.chunks_exact(size).take(64).take_while(|c| c.iter().any(|b| *b != 0)).count();
        u32::try_from(count).ok().filter(|count| *count > 0)
    }
}
