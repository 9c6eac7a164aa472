//! gzip files.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

/// One compressed stream: RFC 1952.
pub static GZIP: TypeInfo =
    TypeInfo::new("gzip", "gzip file", Nature::Container, |p| p.starts(b"\x1F\x8B\x08") && p.bytes.len() >= 18)
        .mimes(&["application/gzip", "application/x-gzip"])
        .extensions(&["gz", "gzip"])
        .begins("1F 8B 08")
        .not_opened("the compressed content was not opened");

/// The registry row.
pub static FORMAT: Format = Format { name: "gzip", types: &[&GZIP], rules: &[], inspect: None, seeks: false };
