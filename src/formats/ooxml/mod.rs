//! Office documents in ZIP packages: docx, xlsx, pptx and their kin (ECMA-376, <https://ecma-international.org/publications-and-standards/standards/ecma-376/>).

mod kinds;

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "ooxml", types: kinds::ALL, rules: &[], inspect: None, seeks: true };
