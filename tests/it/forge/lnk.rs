//! Windows shortcuts with lists of shell items and extra blocks. Their programs do not exist.

use super::text::utf16;

/// The control panel as a shell item, below this computer.
pub const PANEL: [u8; 16] = [0x20, 0x20, 0xEC, 0x21, 0xEA, 0x3A, 0x69, 0x10, 0xA2, 0xDD, 8, 0, 0x2B, 0x30, 0x30, 0x9D];
/// This computer.
pub const COMPUTER: [u8; 16] =
    [0xE0, 0x4F, 0xD0, 0x20, 0xEA, 0x3A, 0x69, 0x10, 0xA2, 0xD8, 8, 0, 0x2B, 0x30, 0x30, 0x9D];

/// The parts of a shortcut.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// Shell items without their sizes.
    pub items: Vec<Vec<u8>>,
    /// Bit of the flag (2 description, 3 relative path, 4 folder, 5 arguments, 6 icon) and text.
    pub strings: &'a [(u32, &'a str)],
    /// Signature and content of the extra blocks.
    pub blocks: Vec<(u32, Vec<u8>)>,
    /// How the window is shown.
    pub show: u32,
    pub icon: i32,
}

pub fn lnk(parts: &Parts<'_>) -> Vec<u8> {
    let mut out = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xC0\0\0\0\0\0\0F".to_vec();
    let strings = parts.strings.iter().fold(1u32 << 7, |flags, (bit, _)| flags | 1 << bit);
    out.extend((strings | u32::from(!parts.items.is_empty())).to_le_bytes());
    out.resize(0x4C, 0);
    out[0x1C..0x24].copy_from_slice(&133_000_000_000_000_000u64.to_le_bytes());
    out[0x38..0x3C].copy_from_slice(&parts.icon.to_le_bytes());
    out[0x3C..0x40].copy_from_slice(&parts.show.to_le_bytes());
    out[0x40..0x42].copy_from_slice(&[b'K', 6]);
    if !parts.items.is_empty() {
        let size: usize = parts.items.iter().map(|i| i.len() + 2).sum();
        out.extend((size as u16 + 2).to_le_bytes());
        for item in &parts.items {
            out.extend((item.len() as u16 + 2).to_le_bytes());
            out.extend(item);
        }
        out.extend([0, 0]);
    }
    for (_, text) in parts.strings {
        out.extend((text.encode_utf16().count() as u16).to_le_bytes());
        out.extend(utf16(text, false));
    }
    for (signature, block) in &parts.blocks {
        out.extend((block.len() as u32 + 8).to_le_bytes());
        out.extend(signature.to_le_bytes());
        out.extend(block);
    }
    out.extend([0; 4]);
    out
}

pub fn class(kind: u8, id: [u8; 16]) -> Vec<u8> {
    let mut out = vec![kind, 0x50];
    out.extend(id);
    out
}

pub fn drive(name: &str) -> Vec<u8> {
    let mut out = vec![0x2F];
    out.extend(name.as_bytes());
    out.resize(23, 0);
    out
}

/// A file with a short name and, as Windows 10 writes it, a long one.
pub fn file(short: &str, long: &str) -> Vec<u8> {
    let mut out = vec![0x32];
    out.resize(12, 0);
    out.extend(short.as_bytes());
    out.resize(out.len() + 2 - out.len() % 2, 0);
    let mut block = vec![9, 0, 4, 0, 0xEF, 0xBE];
    block.resize(6 + 38, 0);
    block.extend(utf16(long, false));
    block.extend([0, 0, 0x18, 0]);
    out.extend((block.len() as u16 + 2).to_le_bytes());
    out.extend(block);
    out
}

/// An item of the control panel with the library that draws it.
pub fn panel_item(library: &str) -> Vec<u8> {
    let mut out = vec![0; 9];
    out.push(0x6A);
    out.resize(18, 0);
    out.extend(utf16(library, false));
    out.extend([0; 6]);
    out
}

/// A block of 260 letters and 260 wide ones.
pub fn both(narrow: &str, wide: &str) -> Vec<u8> {
    let mut out = narrow.as_bytes().to_vec();
    out.resize(260, 0);
    out.extend(utf16(wide, false));
    out.resize(780, 0);
    out
}

/// The block that says on which computer the shortcut was made.
pub fn tracker(machine: &str) -> Vec<u8> {
    let mut out = vec![0x58, 0, 0, 0, 0, 0, 0, 0];
    out.extend(machine.as_bytes());
    out.resize(24, 0);
    for _ in 0..4 {
        out.extend([1, 2, 3, 4, 5, 6, 0xE1, 0x11, 8, 9, 2, 0, 0x5E, 0, 0x53, 1]);
    }
    out
}

/// A property store with one wide text.
pub fn store(set: [u8; 16], number: u32, text: &str) -> Vec<u8> {
    let mut value = number.to_le_bytes().to_vec();
    value.extend([0, 0x1F, 0, 0, 0]);
    value.extend((text.encode_utf16().count() as u32 + 1).to_le_bytes());
    value.extend(utf16(text, false));
    value.extend([0, 0]);
    let mut out = b"1SPS".to_vec();
    out.extend(set);
    out.extend((value.len() as u32 + 4).to_le_bytes());
    out.extend(value);
    out.extend([0; 4]);
    let mut whole = (out.len() as u32 + 4).to_le_bytes().to_vec();
    whole.extend(out);
    whole.extend([0; 4]);
    whole
}
