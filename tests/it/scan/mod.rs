//! Identification, claims, relations, the walk.

mod claim;
mod extensions;
mod names;

use crate::forge::Example;

/// The examples of this room.
pub const EXAMPLES: &[&[Example]] = &[claim::EXAMPLES, names::EXAMPLES];
