//! LZNT1 (MS-XCA 2.5), with which NTFS compresses files in units of some clusters.

use crate::model::gap::{Gap, LimitKind};
use crate::model::inspection::Inspection;

use super::super::disk::{Disk, Runs, u16_at};

/// Larger compressed files are not unpacked.
const LARGEST: u64 = 64 << 20;

/// Unpacks a compressed file.
pub(super) fn file(
    disk: &mut Disk<'_>,
    inspection: &mut Inspection<'_>,
    runs: &Runs,
    unit: u64,
    cluster: u64,
) -> Result<Vec<u8>, Gap> {
    if runs.size > LARGEST {
        return Err(Gap::limit(LimitKind::ArtifactBytes, format!("it unpacks to {} bytes", runs.size)));
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < runs.size {
        inspection.check_time()?;
        // A unit without holes is not compressed; in one that is, the clusters in front hold all.
        let clusters: Vec<_> = (0..unit / cluster).map(|index| runs.place(at + index * cluster)).collect();
        let held: Vec<u64> = clusters.iter().map_while(|place| *place).collect();
        let mut bytes = Vec::new();
        for place in &held {
            bytes.extend(disk.some(*place, cluster as usize));
        }
        let end = out.len() + (runs.size - at).min(unit) as usize;
        if held.len() == clusters.len() {
            out.extend(bytes);
        } else if !held.is_empty() {
            unpack(&bytes, &mut out, end);
        }
        out.resize(end, 0);
        at += unit;
    }
    Ok(out)
}

/// Unpacks one unit until the output has `end` bytes.
fn unpack(mut bytes: &[u8], out: &mut Vec<u8>, end: usize) {
    while bytes.len() > 2 && out.len() < end {
        let header = u16_at(bytes, 0);
        if header == 0 {
            return;
        }
        let length = usize::from(header & 0xFFF) + 3;
        let chunk = &bytes[2..length.min(bytes.len())];
        let start = out.len();
        if header & 0x8000 == 0 {
            out.extend_from_slice(chunk);
        } else {
            chunk_of(chunk, out, start);
        }
        // Each chunk is 4096 bytes unpacked; only the last may be shorter.
        out.truncate(start + 4096);
        bytes = bytes.get(length..).unwrap_or_default();
        if !bytes.is_empty() && u16_at(bytes, 0) != 0 {
            out.resize(start + 4096, 0);
        }
    }
}

fn chunk_of(mut chunk: &[u8], out: &mut Vec<u8>, start: usize) {
    while let [flags, rest @ ..] = chunk {
        chunk = rest;
        for bit in 0..8 {
            if chunk.is_empty() || out.len() - start >= 4096 {
                break;
            }
            if flags >> bit & 1 == 0 {
                out.push(chunk[0]);
                chunk = &chunk[1..];
                continue;
            }
            if chunk.len() < 2 || out.len() == start {
                return;
            }
            // The further on, the more bits tell how far back.
            let pair = usize::from(u16_at(chunk, 0));
            let back = (usize::BITS - (out.len() - start - 1).leading_zeros()).max(4);
            let (length, distance) = ((pair & (0xFFFF >> back)) + 3, (pair >> (16 - back)) + 1);
            chunk = &chunk[2..];
            let Some(from) = out.len().checked_sub(distance).filter(|from| *from >= start) else { return };
            for index in 0..length {
                let byte = out[from + index];
                out.push(byte);
            }
        }
    }
}
