//! Small text files that start, connect or change something.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "shortcuts", types: &[], rules: &[], inspect: None, seeks: false };
