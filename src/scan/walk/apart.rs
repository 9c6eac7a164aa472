//! Parts of an artifact that are examined apart from it, by a crew: handed over in one order, put down in the same.

use std::collections::VecDeque;
use std::mem::take;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::model::artifact::{Artifact, ArtifactId, Sample};
use crate::model::gap::PlacedGap;
use crate::model::inspection::{Extent, Sink as _};

use super::crew::{Batch, Crew, Output, Part};
use super::{Ancestor, Walk, crashed};

/// Members of one file that are examined at once before a crew is made: most archives hold few things.
const ALONE: u32 = 16;
/// A larger part than this is examined at once, in bytes, so that little waits in memory.
const LARGE: usize = 1 << 20;
/// Parts, and bytes of them, that may be under way or wait to be put down.
pub(super) const UNDER_WAY: usize = 256;
pub(super) const UNDER_WAY_BYTES: u64 = 8 << 20;
/// Parts, and bytes of them, that travel together.
const TOGETHER: usize = 16;
const TOGETHER_BYTES: u64 = 16 << 10;
/// From here on the artifacts of a part are numbered that is examined apart.
const APART: u32 = 1 << 31;

/// The parts of one artifact that a crew has in hand, in their order.
#[derive(Default)]
pub(super) struct UnderWay {
    /// What they are parts of.
    parent: Option<Arc<Artifact>>,
    ancestors: Arc<[Ancestor]>,
    /// The number of the first batch.
    first: u64,
    batches: VecDeque<Given>,
    /// Gathered, and not given to the crew yet.
    open: Option<Batch>,
    /// How many parts there are in all of them, and the memory that they hold.
    parts: usize,
    bytes: u64,
    pub(super) refused: bool,
}

/// A batch in hand: what came back of it, its parts, and the memory that they hold.
struct Given {
    output: Option<Output>,
    parts: usize,
    bytes: u64,
}

impl Walk {
    /// Examines parts apart from the rest of their file, as a hand of a crew.
    pub(super) fn apart(&mut self, batch: Batch) -> Output {
        let Batch { number, parts, parent, ancestors, fitted: known, .. } = batch;
        self.base = APART;
        self.ancestors = ancestors.to_vec();
        let (mut findings, mut fitted, mut refused) = (Vec::new(), Vec::new(), false);
        for Part { sample, extent, crowd } in &parts {
            self.crowd = *crowd;
            self.fitted.clone_from(&known);
            let sample = sample.clone();
            let done = catch_unwind(AssertUnwindSafe(|| self.examine(sample, Some(&parent), *extent).is_none()));
            refused |= done.unwrap_or_else(|_| {
                self.gap(&parent, crashed("the examination of a part"));
                false
            });
            self.ancestors.truncate(ancestors.len());
            findings.append(&mut self.findings);
            let new = self.fitted.iter().filter(|password| !known.contains(password));
            fitted.extend(new.cloned());
        }
        self.fired.clear();
        self.gaps_of.clear();
        let (artifacts, gaps) = (take(&mut self.artifacts), take(&mut self.gaps));
        Output { number, artifacts, findings, gaps, fitted, refused, spent: parts }
    }

    /// Hands a part to the crew; gives it back where there is none for it.
    pub(super) fn share(&mut self, parent: &Artifact, sample: Sample, extent: Extent) -> Option<Sample> {
        let small = sample.content.is_whole() && sample.content.size() <= LARGE as u64;
        self.offered = self.offered.saturating_add(1);
        if !self.alone || !small || self.offered <= ALONE {
            return Some(sample);
        }
        if self.crew.is_none() {
            let (budget, all_hashes, passwords) = (self.budget.clone(), self.all_hashes, self.passwords.clone());
            let engines = Arc::clone(&self.engines);
            self.crew =
                Crew::new(move || Self::new(budget.clone(), all_hashes, passwords.clone(), Arc::clone(&engines)));
            self.alone = self.crew.is_some();
        }
        if self.crew.is_none() {
            return Some(sample);
        }
        if self.under_way.parts == 0 {
            self.under_way.ancestors = self.ancestors.as_slice().into();
        }
        // What fitted a moment ago is tried first.
        if self.under_way.open.as_ref().is_some_and(|open| open.fitted != self.fitted) {
            self.send_off();
        }
        let way = &mut self.under_way;
        let held = sample.content.size();
        let open = match &mut way.open {
            Some(open) => open,
            none => {
                let same = way.parent.as_ref().filter(|known| known.id == parent.id).cloned();
                let parent = same.unwrap_or_else(|| Arc::new(parent.clone()));
                way.parent = Some(Arc::clone(&parent));
                none.insert(Batch {
                    number: way.first.wrapping_add(way.batches.len() as u64),
                    parts: Vec::with_capacity(TOGETHER),
                    bytes: 0,
                    parent,
                    ancestors: Arc::clone(&way.ancestors),
                    fitted: self.fitted.clone(),
                })
            }
        };
        open.parts.push(Part { sample, extent, crowd: self.findings.len() });
        open.bytes += held;
        way.parts += 1;
        way.bytes += held;
        if open.parts.len() >= TOGETHER || open.bytes >= TOGETHER_BYTES {
            self.send_off();
        }
        None
    }

    /// Gives the crew what was gathered.
    fn send_off(&mut self) {
        let (Some(crew), Some(batch)) = (&self.crew, self.under_way.open.take()) else { return };
        self.under_way.batches.push_back(Given { output: None, parts: batch.parts.len(), bytes: batch.bytes });
        crew.give(batch);
    }

    /// Puts down what the crew has finished, in order, until no more than `parts` with `bytes` are under way.
    pub(super) fn settle(&mut self, parts: usize, bytes: u64) {
        while self.under_way.parts > parts || self.under_way.bytes > bytes && self.under_way.parts > 0 {
            if parts == 0 || self.under_way.batches.is_empty() {
                self.send_off();
            }
            let came = match self.under_way.batches.front_mut() {
                Some(front) => front.output.take(),
                None => break,
            };
            let Some(output) = came else {
                let Some(came) = self.crew.as_mut().and_then(Crew::take) else {
                    // Every hand died, which their fences prevent: nothing of what was under way is known.
                    self.lose();
                    return;
                };
                let at = usize::try_from(came.number.wrapping_sub(self.under_way.first)).unwrap_or(usize::MAX);
                if let Some(given) = self.under_way.batches.get_mut(at) {
                    given.output = Some(came);
                }
                continue;
            };
            let way = &mut self.under_way;
            if let Some(given) = way.batches.pop_front() {
                way.first = way.first.wrapping_add(1);
                way.parts = way.parts.saturating_sub(given.parts);
                way.bytes = way.bytes.saturating_sub(given.bytes);
                self.budget.release(given.bytes);
            }
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

    /// Puts the records of a batch behind those that are known.
    fn put_down(&mut self, output: Output) {
        drop(output.spent);
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
