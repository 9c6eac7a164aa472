//! Identification, claims, relations, the walk.

mod claim;
mod relations;
mod walk;

use crate::forge::Example;

/// The examples of this room.
pub const EXAMPLES: &[&[Example]] = &[claim::EXAMPLES, relations::EXAMPLES, walk::EXAMPLES];
