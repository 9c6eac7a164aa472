//! Every type of the tree is recognised from a forged specimen.

use std::collections::{BTreeMap, BTreeSet};

use crate::forge::case;
use crate::formats;
use sheepdip::formats as registry;
use sheepdip::model::probe::Probe;
use sheepdip::scan::identify::identify;

fn specimens() -> impl Iterator<Item = &'static crate::forge::Specimen> {
    formats::SPECIMENS.iter().flat_map(|s| s.iter())
}

#[test]
fn every_type_has_a_specimen_that_is_recognised_as_it() {
    let mut wrong = Vec::new();
    for (id, forge) in specimens() {
        let bytes = forge();
        let found = identify(&mut Probe::new(&bytes)).id;
        if found != *id {
            wrong.push(format!("{id} is taken for {found}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let types: BTreeSet<_> = registry::types().map(|t| t.id).collect();
    let shown: BTreeSet<_> = specimens().map(|(id, _)| *id).collect();
    assert_eq!(types.difference(&shown).collect::<Vec<_>>(), Vec::<&&str>::new(), "types without specimen");
    assert_eq!(shown.difference(&types).collect::<Vec<_>>(), Vec::<&&str>::new(), "specimens without type");
}

#[test]
fn no_specimen_crashes_a_parser() {
    for (id, forge) in specimens() {
        let report = case("specimen.bin", forge()).examine();
        let crashed: Vec<_> = report.gaps.iter().filter(|g| g.gap.reason.word() == "crashed").collect();
        assert!(crashed.is_empty(), "{id}: {crashed:?}");
    }
}

#[test]
fn type_ids_are_unique_and_parents_are_registered() {
    let mut seen = BTreeMap::new();
    let ids: BTreeSet<_> = registry::types().map(|t| t.id).collect();
    for t in registry::types() {
        assert!(seen.insert(t.id, ()).is_none(), "{} stands twice", t.id);
        assert!(t.parent.is_none_or(|p| ids.contains(p.id)), "the parent of {} is not registered", t.id);
        assert!(t.extensions.iter().all(|e| *e == e.to_ascii_lowercase() && !e.starts_with('.')), "{}", t.id);
    }
}
