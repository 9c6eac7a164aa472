//! Property stores (MS-PROPSTORE): of a shortcut the properties that say what it starts and whose it is.

use super::items::class;
use super::{MOST, offset_at, u16_at, u32_at, wide};

/// Set, number, and what it is.
const KNOWN: &[(&str, u32, &str)] = &[
    ("B9B4B3FC-2B51-4A42-B5D8-324146AFCF25", 2, "stored target"),
    ("28636AA6-953D-11D2-B5D6-00C04FD918D0", 30, "stored target"),
    ("436F2667-14E2-4FEB-B30A-146C53B5B674", 100, "stored arguments"),
    ("9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3", 5, "app"),
    ("9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3", 2, "relaunch command"),
    ("46588AE2-4CBC-4338-BBFC-139326986DCE", 4, "user id"),
];
/// A set whose properties have names instead of numbers.
const NAMED: &str = "D5CDD505-2E9C-101B-9397-08002B2CF9AE";

/// Reads the sets one after the other.
pub(super) fn read(mut rest: &[u8], out: &mut Vec<(&'static str, String)>) {
    for _ in 0..MOST {
        let Some(size) = offset_at(rest, 0).filter(|s| *s >= 24) else { return };
        let Some(set) = rest.get(..size) else { return };
        rest = &rest[size..];
        let id = class(&set[8..24]);
        if &set[4..8] == b"1SPS" && id != NAMED {
            values(&id, &set[24..], out);
        }
    }
}

fn values(id: &str, mut rest: &[u8], out: &mut Vec<(&'static str, String)>) {
    for _ in 0..MOST {
        let Some(size) = offset_at(rest, 0).filter(|s| *s >= 13) else { return };
        let Some(value) = rest.get(..size) else { return };
        rest = &rest[size..];
        let known = u32_at(value, 4).and_then(|n| KNOWN.iter().find(|(set, number, _)| *set == id && *number == n));
        // Kind 0x1F: a wide text behind its length.
        if let Some((_, _, key)) = known
            && u16_at(value, 9) == Some(0x1F)
        {
            let text = wide(value.get(17..).unwrap_or_default());
            if !text.is_empty() {
                out.push((key, text));
            }
        }
    }
}
