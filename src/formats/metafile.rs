//! Pictures that are programs: WMF, EMF, EPS, PostScript.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "metafile", types: &[], rules: &[], inspect: None, seeks: false };
