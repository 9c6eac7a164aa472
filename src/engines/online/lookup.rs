//! What services' answers become: rules of ours, whose evidence they are.

use crate::model::artifact::ArtifactId;
use crate::model::finding::Finding;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

use super::reputation::{Known, Reputation};
use super::service::Service;

/// What services' words become.
pub static RULES: &[&Rule] = &[&MALWARE, &SEVERAL, &FEW, &DUBIOUS, &DISTRIBUTED];

static MALWARE: Rule = Rule {
    id: "lookup.known-malware",
    title: "A service that knows files by their hash knows it as malware",
    severity: Severity::High,
    meaning: "{service|VirusTotal} knows exactly this file as malware.",
    proof: "{words|43 of 72 engines there know it as malicious}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002"],
    references: &[],
};

static SEVERAL: Rule = Rule {
    id: "lookup.several-engines",
    title: "Several engines of a service hold it for malicious",
    severity: Severity::Medium,
    meaning: "Several anti-virus engines at {service|VirusTotal} hold exactly this file for malicious, most do not.",
    proof: "{words|4 of 72 engines there know it as malicious}.",
    advice: "Do not open it before your IT team has looked at it.",
    attack: &["T1204.002"],
    references: &[],
};

static FEW: Rule = Rule {
    id: "lookup.few-engines",
    title: "One or two of many engines hold it for malicious",
    severity: Severity::Medium,
    meaning: "Of the many anti-virus engines at {service|VirusTotal}, only {few|one or two call exactly this file malicious}. \
              That is often a false alarm, but new malware begins like this, too.",
    proof: "{words|1 of 72 engines there knows it as malicious}.",
    advice: ADVICE_ASK,
    attack: &[],
    references: &[],
};

static DUBIOUS: Rule = Rule {
    id: "lookup.dubious",
    title: "A service holds it for dubious or unwanted",
    severity: Severity::Medium,
    meaning: "{service|Hybrid Analysis} does not know exactly this file as malware, but advises against it.",
    proof: "{words|It answered \"suspicious\"}.",
    advice: ADVICE_ASK,
    attack: &[],
    references: &[],
};

static DISTRIBUTED: Rule = Rule {
    id: "lookup.distributed",
    title: "It belongs to software that is distributed publicly",
    severity: Severity::Info,
    meaning: "{service|CIRCL hashlookup} knows exactly this file from software that is distributed publicly. That says where it comes \
              from, not that it is harmless.",
    proof: "{words|It answered with a trust of 70 of 100}.",
    advice: "Keep in mind that attackers also use the tools of honest systems.",
    attack: &[],
    references: &["https://www.circl.lu/services/hashlookup/"],
};

/// From how many engines of a service on its word weighs. Below `several` it is suspicious with the doubt said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// So many engines are more than a false alarm of one or two.
    pub several: u32,
    /// So many engines make it dangerous.
    pub dangerous: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { several: 3, dangerous: 5 }
    }
}

/// The finding that an answer is, if it is one.
pub(super) fn finding(
    service: &Service,
    reputation: &Reputation,
    artifact: ArtifactId,
    thresholds: Thresholds,
) -> Option<Finding> {
    let votes = reputation.votes();
    let voted = votes.filter(|_| reputation.standing == Known::Voted);
    let rule = match (reputation.standing, voted) {
        (Known::Malicious, _) => &MALWARE,
        (Known::Dubious, _) => &DUBIOUS,
        (Known::Distributed, _) => &DISTRIBUTED,
        (Known::Voted, Some(votes)) if votes.malicious >= thresholds.dangerous => &MALWARE,
        (Known::Voted, Some(votes)) if votes.malicious >= thresholds.several => &SEVERAL,
        (Known::Voted, Some(votes)) if votes.malicious > 0 || votes.suspicious > 0 => &FEW,
        _ => return None,
    };
    let mut finding = Finding::new(rule, artifact);
    finding.with("service", service.title);
    if let Some(family) = &reputation.family {
        finding.with("family", family.as_str());
    }
    // What a service says in a sentence outweighs the numbers of its engines.
    let words = match votes.filter(|_| reputation.words.is_none()) {
        Some(votes) if votes.malicious > 0 || votes.suspicious == 0 => {
            let know = if votes.malicious == 1 { "knows" } else { "know" };
            format!("{} of {} engines there {know} it as malicious", votes.malicious, votes.asked)
        }
        Some(votes) => format!("{} of {} engines there hold it for suspicious", votes.suspicious, votes.asked),
        None => reputation.words.clone().unwrap_or_else(|| format!("{} said so for its SHA-256", service.title)),
    };
    if let Some(votes) = votes {
        finding.with("malicious", votes.malicious).with("suspicious", votes.suspicious).with("engines", votes.asked);
        let (count, what) = match votes.malicious {
            0 => (votes.suspicious, "suspicious"),
            malicious => (malicious, "malicious"),
        };
        let call = match count {
            1 => "one calls".to_owned(),
            2 => "two call".to_owned(),
            count => format!("{count} call"),
        };
        finding.with("few", format!("{call} exactly this file {what}"));
    }
    let family = reputation.family.as_ref().map(|family| format!(", and it is called {family}")).unwrap_or_default();
    finding.with("words", words + &family);
    if let Some(link) = &reputation.link {
        finding.with("link", link.as_str());
    }
    Some(finding)
}
