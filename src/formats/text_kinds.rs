//! Kinds of plain text: JSON, CSV, logs and others.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "text_kinds", types: &[], rules: &[], inspect: None, seeks: false };
