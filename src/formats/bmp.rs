//! BMP pictures.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "bmp", types: &[], rules: &[], inspect: None, seeks: false };
