//! Disk images.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "disk_images", types: &[], rules: &[], inspect: None, seeks: false };
