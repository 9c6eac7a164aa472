//! One pass over the bytes for everything that types are found by in the middle of other bytes: the anchors of programs,
//! and the marks that the search for a second type needs.

use std::sync::LazyLock;

use aho_corasick::packed;

use crate::formats;
use crate::model::artifact::Artifact;
use crate::model::types::{Anchor, TypeInfo};

/// More starts of programs in one artifact are not kept.
const MOST: usize = 4096;

/// What the pass came upon.
#[derive(Debug, Default)]
pub struct Hits {
    /// Where programs start, beyond the first byte; sorted.
    pub programs: Vec<usize>,
    /// Whether there are more than were kept.
    pub more: bool,
    /// The ids of the types of which a sought mark stands somewhere.
    types: Vec<&'static str>,
}

impl Hits {
    /// Whether the tolerant search of a type can find anything.
    pub fn allow(&self, second: &TypeInfo) -> bool {
        second.sought.is_empty() || self.types.contains(&second.id)
    }
}

/// What a needle stands for.
enum Purpose {
    Program(Anchor),
    Second(&'static TypeInfo),
}

struct Needles {
    purposes: Vec<(&'static [u8], Purpose)>,
    /// `None` where the processor lacks the means; each needle is then looked for by itself.
    searcher: Option<packed::Searcher>,
}

static NEEDLES: LazyLock<Needles> = LazyLock::new(|| {
    let anchors = formats::types().filter_map(|t| t.anchor).map(|a| (a.needle, Purpose::Program(a)));
    let sought = formats::types().flat_map(|t| t.sought.iter().map(move |needle| (*needle, Purpose::Second(t))));
    let purposes: Vec<_> = anchors.chain(sought).collect();
    let searcher = packed::Config::new().builder().extend(purposes.iter().map(|(needle, _)| needle)).build();
    Needles { purposes, searcher }
});

/// Looks through the artifact's bytes once.
pub fn search(artifact: &Artifact) -> Hits {
    let bytes = artifact.bytes();
    let mut hits = Hits::default();
    let mut hit = |purpose: &Purpose, at: usize| match purpose {
        Purpose::Program(anchor) => {
            if !hits.more
                && let Some(start) = (anchor.start)(bytes, at).filter(|start| *start > 0)
            {
                hits.more = hits.programs.len() == MOST;
                hits.programs.push(start);
            }
        }
        Purpose::Second(second) => {
            if !hits.types.contains(&second.id) {
                hits.types.push(second.id);
            }
        }
    };
    match &NEEDLES.searcher {
        Some(searcher) if bytes.len() >= searcher.minimum_len() => {
            for found in searcher.find_iter(bytes) {
                if let Some((_, purpose)) = NEEDLES.purposes.get(found.pattern().as_usize()) {
                    hit(purpose, found.start());
                }
            }
        }
        _ => {
            for (needle, purpose) in &NEEDLES.purposes {
                memchr::memmem::find_iter(bytes, needle).for_each(|at| hit(purpose, at));
            }
        }
    }
    hits.programs.sort_unstable();
    hits.programs.dedup();
    hits
}
