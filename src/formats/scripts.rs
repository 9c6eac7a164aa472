//! Scripts.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "scripts", types: &[], rules: &[], inspect: None, seeks: false };
