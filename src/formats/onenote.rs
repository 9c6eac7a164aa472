//! OneNote sections.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "onenote", types: &[], rules: &[], inspect: None, seeks: false };
