//! Compressed streams that are named by their first bytes and not opened.

use crate::model::types::{Nature, TypeInfo};

use super::CLOSED;

pub(super) static LRZIP: TypeInfo = TypeInfo::new("lrzip", "lrzip archive", Nature::Container, |p| p.starts(b"LRZI\0"))
    .mimes(&["application/x-lrzip"])
    .extensions(&["lrz"])
    .begins("4C 52 5A 49 (\"LRZI\")")
    .not_opened(CLOSED);
