//! OpenDocument files and EPUB books.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "odf", types: &[], rules: &[], inspect: None, seeks: false };
