//! JPEG XL codestreams.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "jxl", types: &[], rules: &[], inspect: None, seeks: false };
