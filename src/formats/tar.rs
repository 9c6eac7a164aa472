//! tar archives.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "tar", types: &[], rules: &[], inspect: None, seeks: false };
