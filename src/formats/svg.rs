//! SVG drawings, plain and gzip-compressed.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "svg", types: &[], rules: &[], inspect: None, seeks: false };
