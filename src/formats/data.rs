//! Data files recognised by their mark: databases, keys, models.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "data", types: &[], rules: &[], inspect: None, seeks: false };
