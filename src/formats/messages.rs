//! Mail messages, calendars and address cards.

use crate::model::format::Format;

/// The registry row.
pub static FORMAT: Format = Format { name: "messages", types: &[], rules: &[], inspect: None, seeks: false };
