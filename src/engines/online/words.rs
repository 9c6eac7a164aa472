//! Numbers in words.

/// A size in bytes, kB or MB.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        ..=999 => format!("{bytes} bytes"),
        1_000..=999_999 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{} MB", bytes.div_ceil(1_000_000)),
    }
}
