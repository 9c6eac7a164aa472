//! Pictures that are recognised by their mark: PSD, JPEG 2000, XCF and others.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "pictures", types: &[], rules: &[], inspect: None, seeks: false };
