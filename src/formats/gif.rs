//! GIF pictures: GIF89a, <https://www.w3.org/Graphics/GIF/spec-gif89a.txt>.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

static GIF: TypeInfo =
    TypeInfo::new("gif", "GIF picture", Nature::Picture, |p| p.starts(b"GIF89a") || p.starts(b"GIF87a"))
        .mimes(&["image/gif"])
        .extensions(&["gif"])
        .begins("47 49 46 38 (\"GIF8\")");

/// The registry row.
pub static FORMAT: Format = Format { name: "gif", types: &[&GIF], rules: &[], inspect: None, seeks: false };
