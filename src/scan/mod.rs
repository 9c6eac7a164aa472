//! From a sample to its tree of artifacts, findings and gaps. Knows the registry of formats, no format by name.

pub mod claim;
pub mod coverage;
pub mod embedded;
pub mod extensions;
pub mod identify;
pub mod letters;
pub mod mail_names;
pub mod names;
pub mod nature;
pub mod polyglot;
pub mod reading;
pub mod relations;
pub mod search;
pub mod walk;

use crate::model::rule::Rule;

/// The rules of this room, file by file.
pub static RULES: &[&[&Rule]] =
    &[claim::RULES, names::RULES, nature::RULES, polyglot::RULES, embedded::RULES, relations::RULES, walk::RULES];
