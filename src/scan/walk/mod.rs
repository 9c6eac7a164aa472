//! The walk: the only place that goes from a thing to the things inside it.
//!
//! A child is examined, to the bottom, in the moment in which an inspection hands it over. So at any time only one
//! artifact per level is in memory, however many members an archive has, and the inspection learns what its child was.
//! The depth limit bounds the stack. Members of an archive that is examined alone may go to a crew (`crew.rs`).

mod apart;
mod crew;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::formats;
use crate::model::artifact::{Artifact, ArtifactId, Hashes, Origin, Sample};
use crate::model::claim::Claim;
use crate::model::engine::Session;
use crate::model::finding::{Evidence, Finding};
use crate::model::gap::{Gap, GapReason, LimitKind, PlacedGap};
use crate::model::inspection::{Child, Extent, Inspection, Sink};
use crate::model::limits::{Budget, Limits};
use crate::model::password::{COMMON, Password, PasswordOrigin, Passwords};
use crate::model::probe::Probe;
use crate::model::report::ArtifactRecord;
use crate::model::rule::{Rule, Severity};
use crate::model::types::{Nature, TypeInfo};

use super::reading::Reading;
use super::search::{self, Hits};
use apart::{UNDER_WAY, UNDER_WAY_BYTES, UnderWay};
use crew::Crew;

use super::{claim, coverage, embedded, identify, names, nature, polyglot, relations};

/// The rules of this file.
pub static RULES: &[&Rule] = &[&HOLDS_ITSELF];

static HOLDS_ITSELF: Rule = Rule {
    id: "walk.holds-itself",
    title: "An archive that holds itself",
    severity: Severity::Medium,
    meaning: "This archive holds an exact copy of itself, without end. Such a file is built by hand, to make programs \
              that unpack everything hang.",
    proof: "A part inside has the same SHA-256 ({sha256|…}) as what holds it.",
    advice: "Do not unpack it. Delete it, and tell your IT team who sent it.",
    attack: &["T1499"],
    references: &["https://research.swtch.com/zip"],
};

/// More findings of one rule in one artifact say nothing new.
const SAME_RULE: u32 = 20;
/// From so many findings in one file on, one of each rule in each artifact is kept: none of the worst is lost, and a
/// hostile archive cannot fill the memory with them.
const CROWD: usize = 20_000;
/// Words of one artifact that are kept as passwords of what is below.
const WORDS: usize = 1000;
/// More gaps or facts in one artifact say nothing new.
const SAME_ARTIFACT: usize = 40;
/// A longer name than any system's longest path is kept by its two ends only, in bytes.
const LONGEST_NAME: usize = 4096;

/// What the walk learnt of one file.
#[derive(Debug)]
pub struct Tree {
    /// Every artifact, parents before children.
    pub artifacts: Vec<ArtifactRecord>,
    /// Every finding, by artifact.
    pub findings: Vec<Finding>,
    /// Every gap, by artifact.
    pub gaps: Vec<PlacedGap>,
}

/// On what terms a file is examined.
pub struct Terms<'p> {
    /// What it may cost.
    pub limits: &'p Limits,
    /// MD5 and SHA-1 of every artifact beside SHA-256.
    pub all_hashes: bool,
    /// Tried on what is locked.
    pub passwords: &'p Passwords,
    /// Whether no other file is examined meanwhile, so that all processors may be used.
    pub alone: bool,
    /// Who is shown every artifact.
    pub engines: Engines,
}

/// The engines at work on one file.
pub type Engines = Arc<[Box<dyn Session>]>;

/// Examines a sample to the bottom.
pub fn walk(sample: Sample, terms: &Terms<'_>) -> Tree {
    let mut walk =
        Walk::new(Budget::new(terms.limits), terms.all_hashes, terms.passwords.clone(), Arc::clone(&terms.engines));
    walk.alone = terms.alone;
    // The file is in memory as long as it is examined; of what is too large for that the ends are.
    let kept = sample.content.head().len() as u64;
    // The gap of a limit below the file's own size is that of its first part.
    walk.budget.keep(kept);
    walk.examine(sample, None, Extent::Whole);
    match catch_unwind(AssertUnwindSafe(|| relations::judge(&walk.artifacts, &walk.gaps))) {
        Ok(findings) => walk.findings.extend(findings),
        Err(_) => {
            let artifact = walk.artifacts.first().map(|a| a.id);
            walk.gaps.push(PlacedGap { artifact, gap: crashed("the look at all parts together") });
        }
    }
    let Walk { artifacts, mut findings, mut gaps, .. } = walk;
    findings.sort_by_key(|f| f.artifact);
    gaps.sort_by_key(|g| g.artifact);
    Tree { artifacts, findings, gaps }
}

/// Where we are between the file and the artifact at hand.
#[derive(Clone)]
pub(super) struct Ancestor {
    /// `None` where not all bytes came.
    sha256: Option<[u8; 32]>,
    runs: bool,
    /// Words of it that may be passwords of what is below.
    words: Arc<Vec<String>>,
}

pub(super) struct Walk {
    budget: Budget,
    all_hashes: bool,
    passwords: Passwords,
    engines: Engines,
    /// Passwords that fitted.
    fitted: Vec<Password>,
    artifacts: Vec<ArtifactRecord>,
    findings: Vec<Finding>,
    gaps: Vec<PlacedGap>,
    ancestors: Vec<Ancestor>,
    /// How often each rule fired in each artifact.
    fired: HashMap<(ArtifactId, &'static str), u32>,
    /// Where in `gaps` those of each artifact stand.
    gaps_of: HashMap<ArtifactId, Vec<usize>>,
    /// Takes the findings beyond [`SAME_RULE`].
    surplus: Option<Finding>,
    /// The number of the first artifact.
    base: u32,
    /// Findings of the file that are not in `findings`.
    crowd: usize,
    /// Whether a crew may be made.
    alone: bool,
    crew: Option<Crew>,
    /// Parts that the crew could have had.
    offered: u32,
    under_way: UnderWay,
}

impl Walk {
    fn new(budget: Budget, all_hashes: bool, passwords: Passwords, engines: Engines) -> Self {
        Self {
            budget,
            all_hashes,
            passwords,
            engines,
            fitted: Vec::new(),
            artifacts: Vec::new(),
            findings: Vec::new(),
            gaps: Vec::new(),
            ancestors: Vec::new(),
            fired: HashMap::new(),
            gaps_of: HashMap::new(),
            surplus: None,
            base: 0,
            crowd: 0,
            alone: false,
            crew: None,
            offered: 0,
            under_way: UnderWay::default(),
        }
    }

    /// Where the record of an artifact stands.
    fn index(&self, id: ArtifactId) -> usize {
        id.0.wrapping_sub(self.base) as usize
    }

    /// Examines one sample.
    fn examine(&mut self, sample: Sample, parent: Option<&Artifact>, extent: Extent) -> Option<Child> {
        let refused = |walk: &mut Self, gap: Gap| {
            walk.gaps.push(PlacedGap { artifact: parent.map(|p| p.id), gap });
            None::<Child>
        };
        if let Err(gap) = self.budget.check_time().and_then(|()| self.budget.take_artifact()) {
            return match parent {
                Some(parent) => {
                    self.gap(parent, gap);
                    None
                }
                None => refused(self, gap),
            };
        }
        let first_finding = self.findings.len();
        let hashes = match sample.hashes {
            Some(hashes) => Some(hashes),
            // Of an input that was not read to its end there is no hash, and that of its head would be a false one.
            None if extent == Extent::Whole && sample.content.is_whole() => {
                Some(hash(sample.content.head(), self.all_hashes))
            }
            None => None,
        };
        let id = ArtifactId(self.base.saturating_add(u32::try_from(self.artifacts.len()).unwrap_or(u32::MAX)));
        let mut artifact = Artifact {
            id,
            parent: parent.map(|p| p.id),
            depth: parent.map_or(0, |p| p.depth + 1),
            origin: sample.origin,
            claim: sample.claim,
            content_type: &crate::model::types::UNKNOWN,
            content: sample.content,
        };
        let content = artifact.content.clone();
        let mut probe = Probe::of_parts(content.head(), content.tail(), content.size());
        // A child of which nothing could be read has a name and no content: "empty file" would be a false claim.
        let unread = extent == Extent::Head && content.size() == 0;
        let identified = match unread {
            true => Ok(artifact.content_type),
            false => catch_unwind(AssertUnwindSafe(|| identify::identify(&mut probe))),
        };
        artifact.content_type = *identified.as_ref().unwrap_or(&artifact.content_type);
        let handed_over = parent.is_none() && artifact.claim.mime.as_deref() == Some(identify::MESSAGE);
        if handed_over || identify::is_named_message(&artifact.claim, artifact.content_type) {
            artifact.content_type = identify::message(artifact.content_type, artifact.content.head());
        }
        self.artifacts.push(ArtifactRecord {
            id,
            parent: artifact.parent,
            origin: artifact.origin,
            claim: kept(&artifact.claim),
            content_type: artifact.content_type,
            size: artifact.size(),
            hashes: hashes.clone(),
            facts: Vec::new(),
        });
        if identified.is_err() {
            self.gap(&artifact, crashed("the recognition of its type"));
        }
        let content_type = (!unread).then_some(artifact.content_type);
        self.fenced(&artifact, "the comparison with its name", |walk, artifact| {
            let inside_program = walk.ancestors.iter().any(|a| a.runs);
            let reading = artifact.claim.name.as_ref().map(Reading::of);
            let claimed = claim::judge(artifact, reading.as_ref(), content_type);
            walk.findings.extend(claimed.findings);
            if let Some(reading) = &reading {
                walk.findings.extend(names::judge(artifact, reading, content_type, inside_program));
            }
            let snippet = claim::is_snippet(artifact, reading.as_ref(), artifact.content_type);
            walk.findings.extend(nature::judge(artifact, inside_program || snippet));
            claimed.gap.map_or(Ok(()), Err)
        });
        if extent != Extent::Head {
            let sha256 = hashes.map(|h| h.sha256);
            if let Some(sha256) = sha256.filter(|_| self.ancestors.iter().any(|a| a.sha256 == sha256)) {
                self.finding(&artifact, Finding::new(&HOLDS_ITSELF, id))
                    .with("sha256", crate::model::artifact::hex_digest(&sha256));
                self.gap(&artifact, Gap::limit(LimitKind::Depth, "it holds itself, without end; not followed further"));
            } else if artifact.depth >= self.budget.limits().depth {
                self.gap(
                    &artifact,
                    Gap::limit(LimitKind::Depth, format!("{} levels deep; not opened further", artifact.depth)),
                );
            } else {
                let runs = artifact.content_type.nature == Nature::Program;
                self.ancestors.push(Ancestor { sha256, runs, words: Arc::default() });
                self.look_inside(&artifact, &probe);
                self.ancestors.pop();
            }
            self.consult(&artifact);
        }
        let worst = self.findings[first_finding..].iter().map(|f| f.rule.severity).max();
        Some(Child { content_type: artifact.content_type, worst, size: artifact.size(), whole: extent != Extent::Head })
    }

    /// The inspections of the artifact's lineage, general to special, then what no single format knows.
    fn look_inside(&mut self, artifact: &Artifact, probe: &Probe<'_>) {
        let mut lineage: Vec<&'static TypeInfo> = artifact.content_type.lineage().collect();
        lineage.reverse();
        let (mut sought, mut skipped) = (false, false);
        // One format may hold a type and its special case: its inspection runs once.
        let mut formats: Vec<_> = lineage.iter().filter_map(|t| formats::of(t)).collect();
        formats.dedup_by_key(|f| f.name);
        for format in formats {
            let Some(inspect) = format.inspect else { continue };
            if !artifact.is_whole() && !format.seeks {
                skipped = true;
                continue;
            }
            sought |= format.seeks;
            self.fenced(artifact, format.name, |walk, artifact| {
                inspect(artifact, &mut Inspection::new(artifact, walk))
            });
        }
        let mut hits = Hits::default();
        if embedded::concerns(artifact) || polyglot::concerns(artifact) {
            self.fenced(artifact, "the search for hidden programs", |walk, artifact| {
                hits = search::search(artifact);
                let carved = walk.carved(artifact.id);
                let inside_program = walk.ancestors.iter().any(|a| a.runs);
                embedded::inspect(artifact, &hits, &carved, inside_program, &mut Inspection::new(artifact, walk))
            });
        }
        self.fenced(artifact, "the search for a second type", |walk, artifact| {
            let carved: Vec<u64> = walk.carved(artifact.id).iter().map(|c| c.0).collect();
            polyglot::inspect(artifact, probe, &hits, &carved, &mut Inspection::new(artifact, walk));
            Ok(())
        });
        for gap in coverage::gaps(artifact, sought && !skipped && !embedded::concerns(artifact)) {
            self.gap(artifact, gap);
        }
    }

    /// Asks the engines about an artifact; of nothing there is nothing to say.
    fn consult(&mut self, artifact: &Artifact) {
        if artifact.size() == 0 {
            return;
        }
        for engine in Arc::clone(&self.engines).iter() {
            self.fenced(artifact, "the question to an engine", |walk, artifact| {
                let opinion = engine.look(artifact);
                for finding in opinion.findings {
                    walk.finding(artifact, finding);
                }
                opinion.gap.map_or(Ok(()), Err)
            });
        }
    }

    /// Runs one step inside the crash fence: a parser's panic is a gap, and the other steps still run.
    fn fenced(&mut self, artifact: &Artifact, what: &str, step: impl FnOnce(&mut Self, &Artifact) -> Result<(), Gap>) {
        let levels = self.ancestors.len();
        match catch_unwind(AssertUnwindSafe(|| step(self, artifact))) {
            Ok(Ok(())) => {}
            Ok(Err(gap)) => self.gap(artifact, gap),
            Err(_) => self.gap(artifact, crashed(what)),
        }
        self.ancestors.truncate(levels);
        self.settle(0, 0);
        self.under_way.refused = false;
    }

    fn gap_of(&mut self, artifact: ArtifactId, gap: Gap) {
        let mine = self.gaps_of.entry(artifact).or_default();
        let known = mine.iter().filter_map(|at| self.gaps.get(*at)).any(|other| other.gap == gap);
        if !known && mine.len() < SAME_ARTIFACT {
            mine.push(self.gaps.len());
            self.gaps.push(PlacedGap { artifact: Some(artifact), gap });
        }
    }

    /// The parts of an artifact that were carved: start and end, in bytes.
    fn carved(&self, id: ArtifactId) -> Vec<(u64, u64)> {
        let parts = self.artifacts.iter().skip(self.index(id) + 1).filter(|a| a.parent == Some(id));
        parts
            .filter_map(|a| match a.origin {
                Origin::Carved { offset } => Some((offset, offset + a.size)),
                _ => None,
            })
            .collect()
    }
}

impl Sink for Walk {
    fn finding(&mut self, artifact: &Artifact, finding: Finding) -> &mut Finding {
        let most = if self.crowd + self.findings.len() < CROWD { SAME_RULE } else { 1 };
        let fired = self.fired.entry((artifact.id, finding.rule.id)).or_default();
        if *fired >= most {
            return self.surplus.insert(finding);
        }
        *fired += 1;
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    fn fact(&mut self, artifact: &Artifact, key: &'static str, value: Evidence) {
        let index = self.index(artifact.id);
        if let Some(record) = self.artifacts.get_mut(index)
            && record.facts.len() < SAME_ARTIFACT
        {
            record.facts.push((key, value));
        }
    }

    fn gap(&mut self, artifact: &Artifact, gap: Gap) {
        self.gap_of(artifact.id, gap);
    }

    fn child(&mut self, parent: &Artifact, sample: Sample, extent: Extent) -> Option<Child> {
        // What was handed over before stands before it.
        self.settle(0, 0);
        self.examine(sample, Some(parent), extent)
    }

    fn later(&mut self, parent: &Artifact, sample: Sample, extent: Extent) -> Option<()> {
        let held = sample.content.size();
        if let Some(sample) = self.share(parent, sample, extent) {
            let child = self.child(parent, sample, extent);
            self.budget.release(held);
            child?;
        } else {
            self.settle(UNDER_WAY, UNDER_WAY_BYTES);
        }
        (!self.under_way.refused).then_some(())
    }

    fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    fn passwords(&self) -> Vec<Password> {
        let mut all = self.fitted.clone();
        let mut known: HashSet<&str> = self.fitted.iter().map(|p| p.text.as_str()).collect();
        let words = self.ancestors.iter().rev().flat_map(|a| a.words.iter());
        let common = COMMON.iter().filter(|_| self.passwords.common).map(|word| (*word, PasswordOrigin::Common));
        let given = self.passwords.given.iter().map(|word| (word.as_str(), PasswordOrigin::Given));
        for (text, origin) in given.chain(words.map(|w| (w.as_str(), PasswordOrigin::Message))).chain(common) {
            if known.insert(text) {
                all.push(Password { text: text.to_owned(), origin });
            }
        }
        all
    }

    fn password_fits(&mut self, password: &Password) {
        self.fitted.retain(|known| known != password);
        self.fitted.insert(0, password.clone());
    }

    fn offer_passwords(&mut self, words: Vec<String>) {
        if let Some(here) = self.ancestors.last_mut() {
            let known = Arc::make_mut(&mut here.words);
            known.extend(words);
            // A mailbox offers the words of many messages: those of the last ones stand nearest to what comes next.
            let surplus = known.len().saturating_sub(WORDS);
            known.drain(..surplus);
        }
    }
}

/// The claim as the report keeps it.
fn kept(claim: &Claim) -> Claim {
    Claim { name: claim.name.as_ref().map(|name| name.shortened(LONGEST_NAME)), mime: claim.mime.clone() }
}

fn crashed(what: &str) -> Gap {
    Gap::new(GapReason::Crashed, format!("{what} failed on these bytes; this is a fault in sheepdip, please report it"))
}

/// The hashes of bytes in memory.
pub fn hash(bytes: &[u8], all: bool) -> Hashes {
    Hashes {
        sha256: Sha256::digest(bytes).into(),
        md5: all.then(|| md5::Md5::digest(bytes).into()),
        sha1: all.then(|| sha1::Sha1::digest(bytes).into()),
    }
}
