//! ISO base media files: HEIC and AVIF pictures, MP4 and QuickTime film, JPEG 2000 and JPEG XL containers.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "bmff", types: &[], rules: &[], inspect: None, seeks: false };
