//! Files that are attached to a document: examined like every other, under their names.

use super::document::Document;
use super::filters::{Kind, LAYERS, Layer};
use super::objects::Object;
use super::predictor::Predictor;
use super::rules;
use crate::model::artifact::{Artifact, Origin};
use crate::model::claim::Claim;
use crate::model::gap::Gap;
use crate::model::inspection::{Child, Inspection};
use crate::model::name::Name;
use crate::model::rule::Severity;

/// The most that an attached file unpacks to that is locked or packed in an unusual way.
const MOST: usize = 64 << 20;

/// Hands over the file that an object is.
pub(super) fn file(
    artifact: &Artifact,
    document: &Document<'_>,
    object: &Object<'_>,
    name: Option<&str>,
    inspection: &mut Inspection<'_>,
) {
    let Some(stream) = object.stream.clone().filter(|s| s.end <= artifact.bytes().len()) else { return };
    let length = stream.len();
    // Readers take the folders off when they save it.
    let claim =
        name.filter(|n| !n.is_empty()).map_or_else(Claim::none, |n| Claim::named(Name::from_text(n).file_name()));
    let child = if document.is_locked() {
        inspection.locked_child(Origin::Member, claim)
    } else {
        open(artifact, document, object, claim, inspection)
    };
    let Some(child) = child else { return };
    if child.content_type.nature.runs() || child.worst >= Some(Severity::High) {
        let found = inspection.found(&rules::PROGRAM_INSIDE).at(object.at, length);
        found.with("what", child.content_type.phrase());
    }
}

fn open(
    artifact: &Artifact,
    document: &Document<'_>,
    object: &Object<'_>,
    claim: Claim,
    inspection: &mut Inspection<'_>,
) -> Option<Child> {
    let stream = object.stream.clone()?;
    let layers = document.layers(object);
    let known = layers.as_ref().is_some_and(|l| l.len() <= LAYERS && l.iter().all(|l| l.kind != Kind::Other));
    if !known {
        inspection.gap(Gap::unsupported("a file attached to the document is packed in a way not known here"));
        return inspection.locked_child(Origin::Member, claim);
    }
    match layers.as_deref().unwrap_or_default() {
        [] if document.lock.is_none() => inspection.slice(Origin::Member, claim, stream),
        [Layer { kind: Kind::Flate, predictor: Predictor { kind: 1, .. }, .. }] if document.lock.is_none() => {
            let mut reader = flate2::read::ZlibDecoder::new(&artifact.bytes()[stream]);
            inspection.child(Origin::Member, claim, &mut reader)
        }
        _ => {
            let (bytes, gap) = document.unpack(object, MOST);
            gap.into_iter().for_each(|gap| inspection.gap(gap));
            inspection.child(Origin::Member, claim, &mut &bytes[..])
        }
    }
}
