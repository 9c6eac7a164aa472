//! OneNote notebooks: MS-ONESTORE.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static ONE: TypeInfo = TypeInfo::new("one", "OneNote section", Nature::Document, |p| p.starts(SECTION))
    .mimes(&["application/onenote", "application/msonenote"])
    .extensions(&["one"])
    .begins("E4 52 5C 7B");

static ONETOC: TypeInfo =
    TypeInfo::new("onetoc2", "OneNote table of contents", Nature::Document, |p| p.starts(CONTENTS))
        .extensions(&["onetoc2", "onetoc"])
        .begins("A1 2F FF 43");

/// The registry row.
pub static FORMAT: Format =
    Format { name: "onenote", types: &[&ONE, &ONETOC], rules: &[], inspect: None, seeks: false };

/// {7B5C52E4-D88C-4DA7-AEB1-5378D02996D3}
const SECTION: &[u8] = b"\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3";
/// {43FF2FA1-EFD9-4C76-9EE2-10EA5722765F}
const CONTENTS: &[u8] = b"\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F";
