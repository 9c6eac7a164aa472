//! What sheepdip can find: each rule is written once, as a `static` in the file that fires it.

/// How bad a finding is. Only rules carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing, no reason for concern.
    Info,
    /// Unusual, but honest files do it.
    Low,
    /// Reason to ask before opening.
    Medium,
    /// Do not open.
    High,
}

impl Severity {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// Whether it alarms, or is only told.
    pub fn alarms(self) -> bool {
        self >= Self::Medium
    }
}

/// One thing that sheepdip can find, in the words that a person without technical training needs.
///
/// `meaning`, `proof` and `advice` are templates: `{key|default}` stands for the finding's evidence of that name, and
/// for the default where no finding is at hand (`sheepdip rules`, `explain`, SARIF's rule list).
#[derive(Debug)]
pub struct Rule {
    /// `file.kebab-name`, never reused.
    pub id: &'static str,
    /// At most 60 characters.
    pub title: &'static str,
    /// How bad.
    pub severity: Severity,
    /// What it means, in everyday words.
    pub meaning: &'static str,
    /// Which bytes or words show it.
    pub proof: &'static str,
    /// What to do now; begins with a verb.
    pub advice: &'static str,
    /// MITRE ATT&CK technique ids.
    pub attack: &'static [&'static str],
    /// Where to read more: a specification, a report.
    pub references: &'static [&'static str],
}

/// Advice that many rules share: what a support agent does with a file that is an attack.
pub const ADVICE_DO_NOT_OPEN: &str = "Do not open it. Keep the message, and tell your IT team.";
/// Advice for a thing that may be honest.
pub const ADVICE_ASK: &str =
    "Ask the sender, by another way than this message, what it is and why they sent it, before anybody opens it.";

/// Fills a template: `{key|default}` becomes what `value` knows of the key, else the default.
pub fn fill(template: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((slot, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (key, default) = slot.split_once('|').unwrap_or((slot, "…"));
        match value(key) {
            Some(text) => out.push_str(&text),
            None => out.push_str(default),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// A template may begin with a slot ("{what} hides behind …"): the sentence then begins with a capital.
pub fn sentence(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

impl Rule {
    /// The meaning without a finding at hand.
    pub fn general_meaning(&self) -> String {
        fill(self.meaning, &|_| None)
    }

    /// The advice without a finding at hand.
    pub fn general_advice(&self) -> String {
        fill(self.advice, &|_| None)
    }

    /// The proof without a finding at hand.
    pub fn general_proof(&self) -> String {
        fill(self.proof, &|_| None)
    }

    /// The evidence keys that the templates name.
    pub fn keys(&self) -> Vec<&'static str> {
        let mut keys = Vec::new();
        for template in [self.meaning, self.proof, self.advice] {
            for slot in template.split('{').skip(1).filter_map(|s| s.split_once('}')) {
                keys.push(slot.0.split('|').next().unwrap_or_default());
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}
