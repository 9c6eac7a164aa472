//! What the world says that some bytes are. Never mixed with what we found.

use super::name::Name;

/// The media type of a document's macros: the findings of the document speak for them.
pub const MACRO_MIME: &str = "text/x-vba";

/// The name and the media type under which bytes came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claim {
    /// The name, with folders where the source has them.
    pub name: Option<Name>,
    /// The declared media type, lower case, without parameters.
    pub mime: Option<String>,
}

impl Claim {
    /// No claim at all (a carved piece).
    pub fn none() -> Self {
        Self::default()
    }

    /// A claim by name alone.
    pub fn named(name: Name) -> Self {
        Self { name: Some(name), mime: None }
    }
}
