//! ZIP archives.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "zip", types: &[], rules: &[], inspect: None, seeks: false };
