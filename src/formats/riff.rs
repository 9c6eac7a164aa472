//! RIFF: WebP pictures, WAV sound, AVI film, animated cursors.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "riff", types: &[], rules: &[], inspect: None, seeks: false };
