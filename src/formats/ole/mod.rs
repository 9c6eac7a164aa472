//! OLE compound files (MS-CFB): Office documents of 1997 to 2003, Outlook messages, installers and their kin.

mod kinds;

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "ole", types: kinds::ALL, rules: &[], inspect: None, seeks: true };

const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Streams and storages that are looked at.
const MOST_ENTRIES: usize = 10_000;
