//! Archives that are recognised but not opened yet.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "archives", types: &[], rules: &[], inspect: None, seeks: false };
