//! Programs that are ZIP archives: JAR, APK, MSIX, browser extensions.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "zip_apps", types: &[], rules: &[], inspect: None, seeks: false };
