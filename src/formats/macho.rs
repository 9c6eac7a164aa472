//! Mach-O programs, plain and fat.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "macho", types: &[], rules: &[], inspect: None, seeks: false };
