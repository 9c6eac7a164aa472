//! OLE compound files: old Office documents, Outlook messages, Windows installers.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "ole", types: &[], rules: &[], inspect: None, seeks: false };
