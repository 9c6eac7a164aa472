//! YARA rules of the user's own, through the crate boreal: looked for in every artifact while its bytes are at hand.
//! What the rules mean only their authors know: they say so in each rule's `meta`. They are read (`source`), divided
//! (`split`) and compiled (`load`), or taken from where they were kept compiled (`cache`).

mod cache;
mod load;
mod meta;
mod source;
mod split;

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use boreal::Scanner;
use boreal::scanner::{EvaluatedRule, ScanError, ScanParams};

pub use cache::folder as cache_folder;

use crate::model::artifact::Artifact;
use crate::model::engine::{Consultation, Engine, Opinion, Session};
use crate::model::finding::Finding;
use crate::model::gap::{Gap, GapReason, LimitKind};
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

use meta::Said;

/// The engine's name.
pub const NAME: &str = "yara";

/// What a rule's match becomes, by what its author says of it.
pub static RULES: &[&Rule] = &[&MALWARE, &MATCH, &NOTE];

static MALWARE: Rule = Rule {
    id: "yara.malware",
    title: "A YARA rule knows it as malware",
    severity: Severity::High,
    meaning: "One of your YARA rules knows this as dangerous: {description|what the rule says of it}.",
    proof: "The rule \"{rule|APT_Example}\" of {source|rules.yar} matches, with the score {score|75} of 100{where|}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &[],
    references: &["https://yara.readthedocs.io/en/stable/writingrules.html"],
};

static MATCH: Rule = Rule {
    id: "yara.match",
    title: "A YARA rule matches",
    severity: Severity::Medium,
    meaning: "One of your YARA rules matches: {description|what the rule says of it}.",
    proof: "The rule \"{rule|Example}\" of {source|rules.yar} matches{where|}.",
    advice: ADVICE_ASK,
    attack: &[],
    references: &["https://yara.readthedocs.io/en/stable/writingrules.html"],
};

static NOTE: Rule = Rule {
    id: "yara.note",
    title: "A YARA rule of little weight matches",
    severity: Severity::Low,
    meaning: "One of your YARA rules, which says of itself that it proves little, matches: {description|…}.",
    proof: "The rule \"{rule|Example}\" of {source|rules.yar} matches, with the score {score|30} of 100{where|}.",
    advice: "Look at what the rule says of itself before you draw conclusions.",
    attack: &[],
    references: &["https://yara.readthedocs.io/en/stable/writingrules.html"],
};

/// From this score on, of 100, a rule's author is sure: what the great collections of rules write as their usual score.
const SURE: i64 = 75;
/// Below this score a match is a hint.
const HINT: i64 = 40;
/// More rules that match one artifact are counted only.
const MOST: usize = 20;
/// How long the rules may be looked for in one artifact, and in one file with everything in it.
const ARTIFACT: Duration = Duration::from_secs(10);
const FILE: Duration = Duration::from_secs(30);

/// Rules, ready to be looked for.
#[derive(Debug)]
pub struct Yara {
    scanners: Arc<[Scanner]>,
    /// How many there are.
    count: usize,
    /// What cannot be used, each with file and line.
    unused: Vec<String>,
    /// When the newest of their files was changed.
    made: Option<SystemTime>,
    patience: Patience,
}

/// How long the rules may be looked for in one artifact, and in one file with everything in it.
#[derive(Clone, Copy, Debug)]
struct Patience {
    artifact: Duration,
    file: Duration,
}

impl Yara {
    /// Reads and compiles rules: files, and folders with files that end in `.yar` or `.yara`. Where a folder for a cache
    /// is named, what was compiled is kept there, and taken from there the next time.
    ///
    /// # Errors
    /// What to tell the user, where no rule at all can be used.
    pub fn of(paths: &[PathBuf], cache: Option<&Path>) -> Result<Self, String> {
        load::load(paths, cache)
    }

    fn new(scanners: Vec<Scanner>, count: usize, unused: Vec<String>, made: Option<SystemTime>) -> Self {
        let patience = Patience { artifact: ARTIFACT, file: FILE };
        Self { scanners: scanners.into(), count, unused, made, patience }
    }

    /// Gives up sooner or later: after this time on one artifact, and on one file with everything in it.
    #[must_use]
    pub fn giving_up_after(self, artifact: Duration, file: Duration) -> Self {
        Self { patience: Patience { artifact, file }, ..self }
    }

    /// What cannot be used, each with file and line, escaped.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// How many days ago the newest of the files was changed.
    pub fn age_days(&self) -> Option<u64> {
        let age = SystemTime::now().duration_since(self.made?).unwrap_or_default();
        Some(age.as_secs() / 86_400)
    }
}

impl Engine for Yara {
    fn name(&self) -> &'static str {
        NAME
    }

    fn begin(&self, _file: Option<&Path>) -> Box<dyn Session> {
        Box::new(Looking {
            scanners: Arc::clone(&self.scanners),
            patience: self.patience,
            version: format!("boreal, {} rules", self.count),
            age_days: self.age_days(),
            warning: (!self.unused.is_empty()).then(|| match self.unused.len() {
                1 => "one rule cannot be used".to_owned(),
                count => format!("{count} rules cannot be used"),
            }),
            answered: AtomicU64::new(0),
            found: AtomicU64::new(0),
            spent: AtomicU64::new(0),
            late: AtomicBool::new(false),
        })
    }
}

/// The rules at work on one file.
struct Looking {
    scanners: Arc<[Scanner]>,
    patience: Patience,
    version: String,
    age_days: Option<u64>,
    warning: Option<String>,
    answered: AtomicU64,
    found: AtomicU64,
    /// Milliseconds.
    spent: AtomicU64,
    late: AtomicBool,
}

impl Session for Looking {
    fn look(&self, artifact: &Artifact) -> Opinion {
        let mut opinion = Opinion::default();
        if self.spent.load(Ordering::Relaxed) >= u64::try_from(self.patience.file.as_millis()).unwrap_or(u64::MAX) {
            self.late.store(true, Ordering::Relaxed);
            return opinion;
        }
        let about = about(artifact);
        let began = Instant::now();
        let mut failure = None;
        for scanner in self.scanners.iter() {
            let mut scanner = scanner.clone();
            for (name, value) in &about {
                // Each of them was declared when the rules were compiled.
                let _ = scanner.define_symbol(name, value.as_str());
            }
            scanner.set_scan_params(
                ScanParams::default()
                    .compute_full_matches(true)
                    .string_max_nb_matches(1000)
                    .timeout_duration(Some(self.patience.artifact.saturating_sub(began.elapsed()))),
            );
            let result = match scanner.scan_mem(artifact.bytes()) {
                Ok(result) => result,
                Err((error, result)) => {
                    failure = Some(error);
                    result
                }
            };
            opinion.findings.extend(result.rules.iter().map(|rule| finding(&scanner, rule, artifact)));
            if failure.is_some() {
                break;
            }
        }
        let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.spent.fetch_add(took, Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Relaxed);
        self.found.fetch_add(u64::from(!opinion.findings.is_empty()), Ordering::Relaxed);
        // The worst first: a crowd of hints must not hide the rule that knows it.
        opinion.findings.sort_by_key(|found| std::cmp::Reverse(found.rule.severity));
        let more = opinion.findings.len().saturating_sub(MOST);
        opinion.findings.truncate(MOST);
        if more > 0
            && let Some(last) = opinion.findings.last_mut()
        {
            last.with("more", more);
        }
        opinion.gap = match failure {
            Some(ScanError::Timeout) => {
                let seconds = self.patience.artifact.as_secs();
                Some(Gap::new(GapReason::TimedOut, format!("the YARA rules took longer than {seconds} s on it")))
            }
            Some(error) => Some(Gap::new(GapReason::Engine, format!("yara: {error}"))),
            None if !artifact.is_whole() => Some(Gap::limit(
                LimitKind::ArtifactBytes,
                format!("YARA rules looked at its first {} bytes only", artifact.bytes().len()),
            )),
            None => None,
        };
        opinion
    }

    fn end(&self) -> Consultation {
        let late = self.late.load(Ordering::Relaxed);
        let words = format!(
            "the rules took longer than {} s; they were not looked for in the rest",
            self.patience.file.as_secs()
        );
        Consultation {
            name: NAME,
            version: Some(self.version.clone()),
            age_days: self.age_days,
            answered: self.answered.load(Ordering::Relaxed),
            found: self.found.load(Ordering::Relaxed),
            failure: late.then_some(words),
            warning: self.warning.clone(),
            ..Consultation::default()
        }
    }
}

/// The external variables that rules in circulation use, and what they are of this artifact. The owner is never known:
/// what a stranger sends has none.
fn about(artifact: &Artifact) -> BTreeMap<&'static str, String> {
    let name = artifact.claim.name.as_ref();
    let file = name.map(|n| n.file_name().text().to_owned()).unwrap_or_default();
    let extension = file.rsplit_once('.').map(|(_, end)| format!(".{}", end.to_lowercase())).unwrap_or_default();
    let kind = artifact.content_type.id.to_uppercase();
    let path = name.map(|n| n.text().to_owned()).unwrap_or_default();
    BTreeMap::from([
        ("filename", file),
        ("filepath", path),
        ("extension", extension),
        ("filetype", kind),
        ("owner", String::new()),
    ])
}

fn finding(scanner: &Scanner, rule: &EvaluatedRule<'_>, artifact: &Artifact) -> Finding {
    let said = Said::of(scanner, rule.metadatas);
    let weight = match said.score {
        Some(score) if score >= SURE => &MALWARE,
        Some(score) if score < HINT => &NOTE,
        _ => &MATCH,
    };
    let mut finding = Finding::new(weight, artifact.id);
    finding.with("rule", rule.name).with("source", rule.namespace);
    finding.with("description", said.description.unwrap_or_else(|| format!("the rule {}", rule.name)));
    if let Some(score) = said.score.and_then(|score| u64::try_from(score).ok()) {
        finding.with("score", score);
    }
    if let Some(reference) = said.reference {
        finding.with("reference", reference);
    }
    let first = rule.matches.iter().filter_map(|s| Some((s.name, s.matches.first()?))).min_by_key(|(_, m)| m.offset);
    match first {
        Some((name, found)) => {
            finding.at(found.offset, found.length);
            finding.with("where", format!(" (${name} at byte {})", found.offset));
        }
        None => {
            finding.with("where", "");
        }
    }
    finding
}

/// Works on each of a few things in a thread of its own, as far as there are processors; the results in their order.
fn side_by_side<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(things.len());
    let next = AtomicUsize::new(0);
    let take = || -> Vec<(usize, R)> {
        std::iter::from_fn(|| {
            let index = next.fetch_add(1, Ordering::Relaxed);
            things.get(index).map(|thing| (index, work(thing)))
        })
        .collect()
    };
    let mut done = std::thread::scope(|scope| {
        // Compiling recurses as deep as a condition is nested: as much stack as the main thread has.
        let helper = || std::thread::Builder::new().stack_size(8 << 20).spawn_scoped(scope, take);
        let helpers: Vec<_> = (1..threads).filter_map(|_| helper().ok()).collect();
        let mut done = take();
        for helper in helpers {
            match helper.join() {
                Ok(some) => done.extend(some),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
