//! Identification, claims, relations, the walk.

mod claim;
mod embedded;
mod extensions;
mod names;
mod nature;
mod polyglot;
mod relations;
mod walk;

use crate::forge::Example;

/// The examples of this room.
pub const EXAMPLES: &[&[Example]] = &[
    claim::EXAMPLES,
    embedded::EXAMPLES,
    names::EXAMPLES,
    nature::EXAMPLES,
    polyglot::EXAMPLES,
    relations::EXAMPLES,
    walk::EXAMPLES,
];
