//! What bytes are: down the tree of types, the first match at each level.

use crate::formats;
use crate::model::probe::Probe;
use crate::model::types::{EMPTY, TypeInfo, UNKNOWN};

/// The most special type of the tree that the bytes match.
pub fn identify(probe: &mut Probe<'_>) -> &'static TypeInfo {
    if (EMPTY.matches)(probe) {
        return &EMPTY;
    }
    let Some(mut found) = first_match(probe, None) else {
        return &UNKNOWN;
    };
    loop {
        // The words about the content are made only where a special case will look at them.
        if let Some(marks) = found.marks {
            let marks = marks(probe);
            probe.add_marks(marks);
        }
        match first_match(probe, Some(found)) {
            Some(special) => found = special,
            None => return found,
        }
    }
}

fn first_match(probe: &Probe<'_>, parent: Option<&'static TypeInfo>) -> Option<&'static TypeInfo> {
    formats::below(parent).iter().copied().find(|t| (t.matches)(probe))
}
