//! Windows programs: headers only. There is no code section and the entry point is 0, so nothing can run.

/// A DOS header that points at a PE header with an empty section table.
pub fn minimal() -> Vec<u8> {
    let mut out = vec![0u8; 0x200];
    out[..2].copy_from_slice(b"MZ");
    out[0x3C..0x40].copy_from_slice(&0x80u32.to_le_bytes());
    out[0x80..0x84].copy_from_slice(b"PE\0\0");
    // Machine x86-64, no sections, optional header of 0xF0 bytes, executable image.
    out[0x84..0x86].copy_from_slice(&0x8664u16.to_le_bytes());
    out[0x94..0x96].copy_from_slice(&0xF0u16.to_le_bytes());
    out[0x96..0x98].copy_from_slice(&0x0022u16.to_le_bytes());
    out[0x98..0x9A].copy_from_slice(&0x020Bu16.to_le_bytes());
    out
}
