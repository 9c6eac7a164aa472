//! Windows icons and cursors.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "ico", types: &[], rules: &[], inspect: None, seeks: false };
