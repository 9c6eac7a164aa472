//! Files that are written as letters into the text of a message: uuencode, yEnc, bare blocks of Base64. Those that stand
//! alone are opened by [`crate::formats::encoded`].

use crate::formats;
use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::probe::Probe;
use crate::model::rule::{Rule, Severity};
use crate::model::types::Nature;
use crate::parse::mime::letters::Written;
use crate::parse::mime::words;

/// Hands over a file that was found in a text; `rule` is told where it is a program. `None` where the limits refuse more.
pub(super) fn hand_over(
    inspection: &mut Inspection<'_>,
    written: &Written,
    base: usize,
    rule: &'static Rule,
) -> Option<()> {
    let name = words::decode(&written.name);
    // A bare block may be anything: a key, a picture's text, chance. What nothing knows is not told.
    if written.name.is_empty() && !is_known(&written.data) {
        return Some(());
    }
    if !written.whole {
        inspection.gap(Gap::malformed(format!("\"{name}\" in the text has no end; it may be one of several pieces")));
    }
    let claim = Claim { name: (!name.is_empty()).then(|| Name::from_text(&name)), mime: None };
    let child: Child = inspection.child(Origin::Decoded, claim, &mut written.data.as_slice())?;
    if child.content_type.nature == Nature::Program || child.worst >= Some(Severity::High) {
        let found = inspection.found(rule).at(base + written.range.start, written.range.len());
        found.with("what", child.content_type.phrase()).with("how", written.how);
    }
    Some(())
}

/// Whether bytes are of any type that has a mark.
fn is_known(bytes: &[u8]) -> bool {
    let probe = Probe::new(bytes);
    formats::types().any(|t| t.parent.is_none() && (t.matches)(&probe))
}
