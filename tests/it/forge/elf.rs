//! Programs of Linux: headers only, nothing to run.

/// The header of a 64-bit program of a kind (1 object, 2 program, 3 shared, 4 core dump), with the segments' kinds.
pub fn with_segments(kind: u16, segments: &[u32]) -> Vec<u8> {
    let mut out = vec![0u8; 64];
    out[..8].copy_from_slice(b"\x7FELF\x02\x01\x01\0");
    out[16..18].copy_from_slice(&kind.to_le_bytes());
    out[18..20].copy_from_slice(&62u16.to_le_bytes());
    out[20..24].copy_from_slice(&1u32.to_le_bytes());
    out[32..40].copy_from_slice(&64u64.to_le_bytes());
    out[52..54].copy_from_slice(&64u16.to_le_bytes());
    out[54..56].copy_from_slice(&56u16.to_le_bytes());
    out[56..58].copy_from_slice(&(segments.len() as u16).to_le_bytes());
    out[58..60].copy_from_slice(&64u16.to_le_bytes());
    for segment in segments {
        let mut row = [0u8; 56];
        row[..4].copy_from_slice(&segment.to_le_bytes());
        out.extend(row);
    }
    out
}

/// A program without anything in it.
pub fn minimal() -> Vec<u8> {
    with_segments(2, &[1])
}

/// The same with the mark of an AppImage.
pub fn app_image() -> Vec<u8> {
    let mut out = minimal();
    out[8..11].copy_from_slice(b"AI\x02");
    out
}

/// A program whose one segment is the whole file.
pub fn filled() -> Vec<u8> {
    let mut out = minimal();
    out.resize(0x200, 0);
    // File size of the segment.
    out[64 + 32..64 + 40].copy_from_slice(&0x200u64.to_le_bytes());
    out
}

/// What Guile compiles Scheme to: a library for no machine.
pub fn guile() -> Vec<u8> {
    let mut out = with_segments(3, &[1, 2]);
    out[18..20].copy_from_slice(&[0, 0]);
    out.extend_from_slice(b"\0.guile.procprops\0.guile.arities\0");
    out
}
