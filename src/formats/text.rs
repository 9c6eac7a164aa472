//! Plain text: the root of everything that is written in characters.

use crate::model::format::Format;
use crate::model::types::{Nature, TypeInfo};

/// Text that no special case claims.
pub static TEXT: TypeInfo = TypeInfo::new("text", "plain text", Nature::Text, |p| p.text().is_some())
    .mimes(&["text/plain"])
    .extensions(&["txt", "text", "md", "rst", "nfo", "readme"])
    .by_mark();

/// The registry row.
pub static FORMAT: Format = Format { name: "text", types: &[&TEXT], rules: &[], inspect: None, seeks: false };
