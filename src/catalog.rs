//! Every rule that sheepdip knows, in one iterator.

use crate::model::rule::Rule;
use crate::{engines, formats, scan};

/// All rules, in the order of the registries.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let of_formats = formats::FORMATS.iter().flat_map(|f| f.rules.iter().copied());
    let of_scan = scan::RULES.iter().flat_map(|rules| rules.iter().copied());
    of_scan.chain(of_formats).chain(engines::rules())
}

/// The rule of an id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().find(|r| r.id == id)
}
