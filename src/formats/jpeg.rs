//! JPEG pictures.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "jpeg", types: &[], rules: &[], inspect: None, seeks: false };
