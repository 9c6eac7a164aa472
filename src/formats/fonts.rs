//! Fonts.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "fonts", types: &[], rules: &[], inspect: None, seeks: false };
