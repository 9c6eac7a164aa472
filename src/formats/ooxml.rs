//! Office Open XML documents: DOCX, XLSX, PPTX and their kin, with and without macros.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "ooxml", types: &[], rules: &[], inspect: None, seeks: false };
