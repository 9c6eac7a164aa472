//! Measures that the formats share: what is left over, how packed it looks, what it unpacks to.

use std::ops::Range;

use crate::model::gap::{Gap, LimitKind};

/// The ranges of `0..size` that none of `covered` reaches, in order.
pub fn uncovered(mut covered: Vec<Range<usize>>, size: usize) -> Vec<Range<usize>> {
    covered.sort_unstable_by_key(|r| r.start);
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in covered {
        if range.start > at {
            gaps.push(at..range.start.min(size));
        }
        at = at.max(range.end);
        if at >= size {
            return gaps;
        }
    }
    gaps.push(at..size);
    gaps
}

/// Shannon entropy of the first 64 KiB, in bits per byte: 8 is random.
pub fn entropy(bytes: &[u8]) -> f64 {
    let look = &bytes[..bytes.len().min(64 * 1024)];
    let mut counts = [0u32; 256];
    for byte in look {
        counts[usize::from(*byte)] += 1;
    }
    let total = look.len() as f64;
    let of = |count: u32| {
        let share = f64::from(count) / total;
        -share * share.log2()
    };
    counts.iter().filter(|c| **c > 0).map(|c| of(*c)).sum()
}

/// Decompresses a zlib stream up to `limit` bytes, for compressed notes; what came before an error is kept.
pub fn inflate(bytes: &[u8], limit: u64) -> (Vec<u8>, Option<Gap>) {
    use std::io::Read as _;
    let mut out = Vec::new();
    let result = flate2::read::ZlibDecoder::new(bytes).take(limit + 1).read_to_end(&mut out);
    let gap = match result {
        Err(error) => Some(Gap::malformed(format!("a compressed note is damaged: {error}"))),
        Ok(_) if out.len() as u64 > limit => {
            out.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Some(Gap::limit(LimitKind::ArtifactBytes, format!("a compressed note unpacks to more than {limit} bytes")))
        }
        Ok(_) => None,
    };
    (out, gap)
}
