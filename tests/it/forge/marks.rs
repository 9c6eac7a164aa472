//! Files that are little more than the mark by which they are recognised.

/// These bytes, then zeros up to `length`.
pub fn padded(head: &[u8], length: usize) -> Vec<u8> {
    let mut out = head.to_vec();
    out.resize(length.max(head.len()), 0);
    out
}

/// Zeros with these bytes at these offsets.
pub fn marked(length: usize, marks: &[(usize, &[u8])]) -> Vec<u8> {
    let mut out = vec![0; length];
    for (at, bytes) in marks {
        out[*at..at + bytes.len()].copy_from_slice(bytes);
    }
    out
}
