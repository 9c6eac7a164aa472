//! Windows icons and mouse pointers: <https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)>.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static ICO: TypeInfo = TypeInfo::new("ico", "icon", Nature::Picture, |p| is_directory(p.bytes, p.size, 1))
    .mimes(&["image/x-icon", "image/vnd.microsoft.icon", "image/ico"])
    .extensions(&["ico"])
    .begins("00 00 01 00");

static CUR: TypeInfo =
    TypeInfo::new("cur", "mouse pointer picture", Nature::Picture, |p| is_directory(p.bytes, p.size, 2))
        .mimes(&["image/x-win-bitmap", "image/x-cursor"])
        .extensions(&["cur"])
        .begins("00 00 02 00");

/// The registry row.
pub static FORMAT: Format = Format { name: "ico", types: &[&ICO, &CUR], rules: &[], inspect: None, seeks: false };

/// Bytes of the directory's head, and of each of its entries.
const HEAD: usize = 6;
const ENTRY: usize = 16;

/// The mark is weak (three of its four bytes are zero or one): the directory behind it must hold.
fn is_directory(bytes: &[u8], size: u64, kind: u8) -> bool {
    let Some(&[0, 0, found, 0, low, high]) = bytes.get(..HEAD) else { return false };
    let count = usize::from(u16::from_le_bytes([low, high]));
    let entries = bytes.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY);
    let mut seen = 0;
    let sound = entries.take(count.min(16)).all(|e| {
        seen += 1;
        let (length, at) =
            (u32::from_le_bytes([e[8], e[9], e[10], e[11]]), u32::from_le_bytes([e[12], e[13], e[14], e[15]]));
        let depth = u16::from_le_bytes([e[6], e[7]]);
        // A pointer keeps its hot spot where an icon keeps planes and depth.
        let fields = kind == 2 || e[4] <= 1 && e[5] == 0 && matches!(depth, 0 | 1 | 2 | 4 | 8 | 16 | 24 | 32);
        fields && length > 0 && at as usize >= HEAD + ENTRY * count && u64::from(at) < size.max(1 << 16)
    });
    found == kind && (1..=1024).contains(&count) && seen > 0 && sound
}
