//! gzip: RFC 1952.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

/// A gzip stream; SVGZ is a special case of it.
pub static GZIP: TypeInfo =
    TypeInfo::new("gzip", "gzip archive", Nature::Container, |p| p.starts(b"\x1F\x8B\x08") && p.size >= 18)
        .mimes(&["application/gzip", "application/x-gzip"])
        .extensions(&["gz", "tgz", "gzip"])
        .begins("1F 8B 08");

/// The registry row.
pub static FORMAT: Format = Format { name: "gzip", types: &[&GZIP], rules: &[], inspect: None, seeks: true };
