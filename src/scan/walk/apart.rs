//! Parts of an artifact that are examined apart from it, by a crew: handed over in one order, put down in the same.

use std::collections::VecDeque;
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::model::artifact::{Artifact, ArtifactId, Sample};
use crate::model::gap::PlacedGap;
use crate::model::inspection::{Extent, Sink as _};

use super::crew::{Crew, Job, Output};
use super::{Ancestor, Walk, crashed};

/// Members of one file that are examined at once before a crew is made: most archives hold few things.
const ALONE: u32 = 16;
/// A larger part than this is examined at once, in bytes, so that little waits in memory.
const LARGE: usize = 1 << 20;
/// Parts, and bytes of them, that may be under way or wait to be put down.
pub(super) const UNDER_WAY: usize = 256;
pub(super) const UNDER_WAY_BYTES: u64 = 8 << 20;
/// From here on the artifacts of a part are numbered that is examined apart.
const APART: u32 = 1 << 31;

/// The parts of one artifact that a crew has in hand, in their order.
#[derive(Default)]
pub(super) struct UnderWay {
    /// What they are parts of.
    parent: Option<Arc<Artifact>>,
    ancestors: Arc<[Ancestor]>,
    /// The number of the first one.
    first: u64,
    /// What came back of each, and the memory that it holds.
    parts: VecDeque<(Option<Output>, u64)>,
    bytes: u64,
    pub(super) refused: bool,
}

impl Walk {
    /// Examines one part apart from the rest of its file, as a hand of a crew.
    pub(super) fn apart(&mut self, job: Job) -> Output {
        (self.base, self.crowd) = (APART, job.crowd);
        self.ancestors = job.ancestors.to_vec();
        self.fitted = job.fitted.to_vec();
        self.fired.clear();
        self.gaps_of.clear();
        let (sample, extent, parent) = (job.sample, job.extent, &*job.parent);
        let done = catch_unwind(AssertUnwindSafe(|| self.examine(sample, Some(parent), extent).is_none()));
        let refused = done.unwrap_or_else(|_| {
            self.gap(parent, crashed("the examination of a part"));
            false
        });
        Output {
            number: job.number,
            artifacts: take(&mut self.artifacts),
            findings: take(&mut self.findings),
            gaps: take(&mut self.gaps),
            fitted: take(&mut self.fitted),
            refused,
        }
    }

    /// Hands a part to the crew; `false` where there is none for it.
    pub(super) fn share(&mut self, parent: &Artifact, sample: &Sample, extent: Extent) -> bool {
        let small = sample.content.is_whole() && sample.content.size() <= LARGE as u64;
        self.offered = self.offered.saturating_add(1);
        if !self.alone || !small || self.offered <= ALONE {
            return false;
        }
        if self.crew.is_none() {
            let (budget, all_hashes, passwords) = (self.budget.clone(), self.all_hashes, self.passwords.clone());
            let engines = Arc::clone(&self.engines);
            self.crew =
                Crew::new(move || Self::new(budget.clone(), all_hashes, passwords.clone(), Arc::clone(&engines)));
            self.alone = self.crew.is_some();
        }
        let Some(crew) = &self.crew else { return false };
        let way = &mut self.under_way;
        if way.parts.is_empty() {
            way.ancestors = self.ancestors.as_slice().into();
        }
        let same = way.parent.as_ref().filter(|known| known.id == parent.id).cloned();
        let parent = same.unwrap_or_else(|| Arc::new(parent.clone()));
        way.parent = Some(Arc::clone(&parent));
        crew.give(Job {
            number: way.first + way.parts.len() as u64,
            sample: sample.clone(),
            extent,
            parent,
            ancestors: Arc::clone(&way.ancestors),
            fitted: self.fitted.as_slice().into(),
            crowd: self.findings.len(),
        });
        let held = sample.content.size();
        way.bytes += held;
        way.parts.push_back((None, held));
        true
    }

    /// Puts down what the crew has finished, in order, until no more than `parts` with `bytes` are under way.
    pub(super) fn settle(&mut self, parts: usize, bytes: u64) {
        while self.under_way.parts.len() > parts || self.under_way.bytes > bytes && !self.under_way.parts.is_empty() {
            let Some((output, held)) = self.under_way.parts.pop_front() else { break };
            let Some(output) = output else {
                self.under_way.parts.push_front((None, held));
                let came = self.crew.as_mut().and_then(Crew::take);
                let Some(came) = came else {
                    // Every hand died, which their fences prevent: nothing of what was under way is known.
                    self.lose();
                    return;
                };
                let at = usize::try_from(came.number.wrapping_sub(self.under_way.first)).unwrap_or(usize::MAX);
                if let Some(slot) = self.under_way.parts.get_mut(at) {
                    slot.0 = Some(came);
                }
                continue;
            };
            self.under_way.first += 1;
            self.under_way.bytes = self.under_way.bytes.saturating_sub(held);
            self.budget.release(held);
            self.put_down(output);
        }
    }

    /// The end of a crew that does not answer any more.
    fn lose(&mut self) {
        let lost = take(&mut self.under_way);
        (self.crew, self.alone) = (None, false);
        self.budget.release(lost.bytes);
        if let Some(parent) = lost.parent {
            self.gap(&parent, crashed("the examination of its parts"));
        }
    }

    /// Puts the records of a part behind those that are known.
    fn put_down(&mut self, output: Output) {
        let offset = self.base.saturating_add(u32::try_from(self.artifacts.len()).unwrap_or(u32::MAX));
        let here = |id: ArtifactId| match id.0.checked_sub(APART) {
            Some(number) => ArtifactId(offset.saturating_add(number)),
            None => id,
        };
        let parent = self.under_way.parent.as_ref().map(|p| p.id);
        self.under_way.refused |= output.refused;
        for mut record in output.artifacts {
            record.id = here(record.id);
            record.parent = record.parent.map(here);
            self.artifacts.push(record);
        }
        for mut finding in output.findings {
            finding.artifact = here(finding.artifact);
            self.findings.push(finding);
        }
        for PlacedGap { artifact, gap } in output.gaps {
            let artifact = artifact.map(here);
            match artifact.filter(|id| Some(*id) == parent) {
                Some(parent) => self.gap_of(parent, gap),
                None => self.gaps.push(PlacedGap { artifact, gap }),
            }
        }
        for password in output.fitted {
            if !self.fitted.contains(&password) {
                self.fitted.insert(0, password);
            }
        }
    }
}
