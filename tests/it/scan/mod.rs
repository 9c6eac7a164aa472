//! Identification, claims, relations, the walk.

mod claim;

use crate::forge::Example;

/// The examples of this room.
pub const EXAMPLES: &[&[Example]] = &[claim::EXAMPLES];
