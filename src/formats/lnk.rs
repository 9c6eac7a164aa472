//! Windows shortcuts.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "lnk", types: &[], rules: &[], inspect: None, seeks: false };
