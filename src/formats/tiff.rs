//! TIFF pictures and the camera raw formats built on it.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "tiff", types: &[], rules: &[], inspect: None, seeks: false };
