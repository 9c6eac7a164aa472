//! PDF documents.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "pdf", types: &[], rules: &[], inspect: None, seeks: false };
