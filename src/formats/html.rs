//! HTML pages.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "html", types: &[], rules: &[], inspect: None, seeks: false };
