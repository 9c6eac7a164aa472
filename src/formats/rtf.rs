//! Rich Text Format: the specification 1.9.1.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static RTF: TypeInfo = TypeInfo::new("rtf", "RTF document", Nature::Document, |p| p.starts(b"{\\rt"))
    .mimes(&["application/rtf", "text/rtf", "text/richtext"])
    .extensions(&["rtf"])
    .begins("7B 5C 72 74 (\"{\\rt\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "rtf", types: &[&RTF], rules: &[], inspect: None, seeks: false };
