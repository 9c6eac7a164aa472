//! Compressed streams that are named by their first bytes and not opened.

use crate::model::types::{Nature, TypeInfo};

use super::CLOSED;

pub(super) static LZOP: TypeInfo =
    TypeInfo::new("lzop", "lzop archive", Nature::Container, |p| p.starts(b"\x89LZO\0\r\n\x1A\n"))
        .mimes(&["application/x-lzop"])
        .extensions(&["lzo"])
        .begins("89 4C 5A 4F")
        .not_opened(CLOSED);

pub(super) static LRZIP: TypeInfo = TypeInfo::new("lrzip", "lrzip archive", Nature::Container, |p| p.starts(b"LRZI\0"))
    .mimes(&["application/x-lrzip"])
    .extensions(&["lrz"])
    .begins("4C 52 5A 49 (\"LRZI\")")
    .not_opened(CLOSED);
