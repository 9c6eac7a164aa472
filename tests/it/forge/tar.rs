//! tar archives, header by header, so that each header can lie.

/// A header block of a member of this type and size, with its checksum.
pub fn header(name: &str, size: u64, kind: u8, link: &str) -> Vec<u8> {
    let mut block = vec![0u8; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000644\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = kind;
    block[157..157 + link.len()].copy_from_slice(link.as_bytes());
    block[257..265].copy_from_slice(b"ustar\x0000");
    checksum(&mut block);
    block
}

/// Writes the checksum of a header block into it.
pub fn checksum(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// A file's header and data, filled up to whole blocks.
pub fn file(name: &str, data: &[u8]) -> Vec<u8> {
    let mut out = header(name, data.len() as u64, b'0', "");
    out.extend_from_slice(data);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

/// An archive of these parts, with its end blocks.
pub fn archive(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out: Vec<u8> = parts.concat();
    out.extend([0; 1024]);
    out
}

/// An archive of one file.
pub fn of(name: &str, data: &[u8]) -> Vec<u8> {
    archive(&[file(name, data)])
}
