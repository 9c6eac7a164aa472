//! Sound and film recognised by their mark.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "media", types: &[], rules: &[], inspect: None, seeks: false };
