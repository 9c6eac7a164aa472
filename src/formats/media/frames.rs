//! Sound without a header: chains of frames, each of which says its own length.

/// The length in bytes of the MPEG sound frame (layers I to III) that this header begins, and what must be the same
/// in the next: version, layer and rate.
pub(super) fn mpeg_frame(bytes: &[u8]) -> Option<(usize, u32)> {
    const MPEG1: [[u32; 15]; 3] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    ];
    const MPEG2: [[u32; 15]; 2] = [
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let head = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let (version, layer) = (head >> 19 & 3, 4 - (head >> 17 & 3));
    let (rate_index, bit_index) = ((head >> 10 & 3) as usize, (head >> 12 & 15) as usize);
    if head >> 21 != 0x7FF || version == 1 || layer == 4 || rate_index == 3 || bit_index == 0 || bit_index == 15 {
        return None;
    }
    let rate = [44_100, 48_000, 32_000][rate_index] >> [2, 0, 1, 0][version as usize];
    let table = match (version, layer) {
        (3, layer) => &MPEG1[layer as usize - 1],
        (_, 1) => &MPEG2[0],
        _ => &MPEG2[1],
    };
    let bits = table[bit_index] * 1000;
    let padding = head >> 9 & 1;
    let length = match layer {
        1 => (12 * bits / rate + padding) * 4,
        3 if version != 3 => 72 * bits / rate + padding,
        _ => 144 * bits / rate + padding,
    };
    (length >= 21).then_some((length as usize, head & 0xFFFE_0C00))
}

/// Whether MPEG sound begins here: three frames of one kind in a row, or two that end with the bytes.
pub(super) fn are_mpeg(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut kind = None;
    for frame in 0..3 {
        if frame == 2 && bytes.len().saturating_sub(at) < 4 {
            return true;
        }
        match bytes.get(at..).and_then(mpeg_frame) {
            Some((length, this)) if kind.is_none_or(|k| k == this) => {
                kind = Some(this);
                at += length;
            }
            _ => return false,
        }
    }
    true
}

/// Whether AAC frames (ADTS) begin here: three in a row, or two that end with the bytes.
pub(super) fn are_adts(bytes: &[u8]) -> bool {
    let mut at = 0;
    for frame in 0..3 {
        let rest = bytes.get(at..).unwrap_or_default();
        if frame == 2 && rest.len() < 7 {
            return true;
        }
        let &[0xFF, sync, rate, c3, c4, c5, _, ..] = rest else { return false };
        let length = usize::from(c3 & 3) << 11 | usize::from(c4) << 3 | usize::from(c5 >> 5);
        if sync & 0xF6 != 0xF0 || rate >> 2 & 15 > 12 || length < 7 {
            return false;
        }
        at += length;
    }
    true
}

/// Whether AC-3 or E-AC-3 frames begin here: two in a row.
pub(super) fn are_ac3(bytes: &[u8]) -> bool {
    const KBITS: [usize; 19] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
    let frame = |at: usize| -> Option<usize> {
        let &[0x0B, 0x77, c2, c3, c4, c5, ..] = bytes.get(at..)? else { return None };
        let words = match c5 >> 3 {
            0..=10 => {
                let code = usize::from(c4 & 0x3F);
                let kbits = *KBITS.get(code / 2)?;
                match c4 >> 6 {
                    0 => kbits * 2,
                    1 => kbits * 320 / 147 + code % 2,
                    2 => kbits * 3,
                    _ => return None,
                }
            }
            11..=16 => (usize::from(c2 & 7) << 8 | usize::from(c3)) + 1,
            _ => return None,
        };
        Some(at + words * 2)
    };
    frame(0).and_then(frame).is_some()
}
