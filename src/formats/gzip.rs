//! gzip files.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "gzip", types: &[], rules: &[], inspect: None, seeks: false };
