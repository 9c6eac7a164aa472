//! Outlook's attachment bundles, attribute by attribute, and compressed RTF.

/// The signature and key.
pub const HEAD: &[u8] = b"\x78\x9F\x3E\x22\x01\x00";

/// One attribute: its level (1 message, 2 attachment), its whole number, its data.
pub fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let mut out = vec![level];
    out.extend(id.to_le_bytes());
    out.extend((data.len() as u32).to_le_bytes());
    out.extend(data);
    let sum = data.iter().fold(0u16, |sum, b| sum.wrapping_add(u16::from(*b)));
    out.extend(sum.to_le_bytes());
    out
}

/// A property with one value of variable length.
pub fn property(id: u16, kind: u16, value: &[u8]) -> Vec<u8> {
    let mut out = kind.to_le_bytes().to_vec();
    out.extend(id.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend((value.len() as u32).to_le_bytes());
    out.extend(value);
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

/// A list of properties.
pub fn properties(list: &[Vec<u8>]) -> Vec<u8> {
    [(list.len() as u32).to_le_bytes().to_vec(), list.concat()].concat()
}

/// Text as properties hold it.
pub fn wide(text: &str) -> Vec<u8> {
    format!("{text}\0").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A bundle of one attachment with a short and a long name.
pub fn of(short: &str, long: &str, data: &[u8]) -> Vec<u8> {
    let names = properties(&[property(0x3707, 0x1F, &wide(long))]);
    [
        HEAD.to_vec(),
        attribute(2, 0x0006_9002, &[0; 14]),
        attribute(2, 0x0001_8010, format!("{short}\0").as_bytes()),
        attribute(2, 0x0006_800F, data),
        attribute(2, 0x0006_9005, &names),
    ]
    .concat()
}

/// RTF in the compressed form, with letters only and an end mark.
pub fn rtf(text: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for piece in text.chunks(8) {
        packed.push(if piece.len() == 8 { 0 } else { 1 << piece.len() });
        packed.extend(piece);
    }
    if text.len().is_multiple_of(8) {
        packed.push(1);
    }
    // The end mark points to where the next letter would be written.
    packed.extend(((((207 + text.len()) % 4096) as u16) << 4).to_be_bytes());
    let mut out = (packed.len() as u32 + 12).to_le_bytes().to_vec();
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(b"LZFu\0\0\0\0");
    out.extend(packed);
    out
}
