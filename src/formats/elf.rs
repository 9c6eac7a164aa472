//! ELF programs and AppImage.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "elf", types: &[], rules: &[], inspect: None, seeks: false };
