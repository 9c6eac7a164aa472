//! Names that are made to mislead the eye, and names that say plainly that opening the file runs it.

use crate::model::artifact::Artifact;
use crate::model::finding::Finding;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};
use crate::model::types::{EMPTY, TypeInfo, UNKNOWN};

use super::extensions::{self, Danger, Decoy, Group};
use super::reading::{Reading, Trick};

/// The rules of this file.
pub static RULES: &[&Rule] = &[
    &TEXT_DIRECTION_HIDES_PROGRAM,
    &HIDES_WHAT_RUNS,
    &DOUBLE_EXTENSION,
    &DOUBLE_EXTENSION_THAT_STARTS,
    &TEXT_DIRECTION,
    &MISLEADING,
    &SECOND_NAME,
    &CLASS_ID,
    &RUNNABLE_EXTENSION,
    &RISKY_EXTENSION,
    &ODD_CHARACTERS,
    &OVER_LONG,
];

static TEXT_DIRECTION_HIDES_PROGRAM: Rule = Rule {
    id: "names.text-direction-hides-program",
    title: "The name is shown backwards to hide a program",
    severity: Severity::High,
    meaning: "The name is built so that its end is shown backwards. It is {what|a Windows program}, not what it looks \
              like; nobody names a file so by accident.",
    proof: "The name is \"{name|photo[U+202E]gpj.exe}\" with {trick|a character that turns the text around (U+202E)}. \
            It looks like \"{looks|photoexe.jpg}\", but its real ending is .{real|exe}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.002", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/002/"],
};

static HIDES_WHAT_RUNS: Rule = Rule {
    id: "names.hides-what-runs",
    title: "The name hides that the file runs",
    severity: Severity::High,
    meaning: "The name is written so that nobody sees what the file is. It is {what|a Windows program}, and opening it \
              runs it.",
    proof: "The name \"{name|photo.jpg … .exe}\" holds {trick|many blanks in a row}. It looks like \
            \"{looks|photo.jpg …}\", but its real ending is .{real|exe}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/"],
};

static DOUBLE_EXTENSION: Rule = Rule {
    id: "names.double-extension",
    title: "A false ending stands before the real one",
    severity: Severity::High,
    meaning: "The name pretends to end in .{decoy|pdf}, but its real ending is .{real|exe}: {what|a Windows program}. \
              Computers often hide the last ending, so that only the false one is seen.",
    proof: "The name is \"{name|invoice.pdf.exe}\". Where known endings are hidden, it is shown as \
            \"{looks|invoice.pdf}\".",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1036.007", "T1204.002"],
    references: &["https://attack.mitre.org/techniques/T1036/007/"],
};

static DOUBLE_EXTENSION_THAT_STARTS: Rule = Rule {
    id: "names.double-extension-that-starts",
    title: "A document's ending stands before another one",
    severity: Severity::Medium,
    meaning: "The name pretends to end in .{decoy|pdf}, but it really is {what|a shortcut} (.{real|url}). What opens is \
              not the document that the name speaks of.",
    proof: "The name is \"{name|invoice.pdf.url}\"; only the last ending counts.",
    advice: ADVICE_ASK,
    attack: &["T1036.007"],
    references: &["https://attack.mitre.org/techniques/T1036/007/"],
};

static TEXT_DIRECTION: Rule = Rule {
    id: "names.text-direction",
    title: "The name changes the direction of its text",
    severity: Severity::Medium,
    meaning: "The name holds a character that makes part of it be shown backwards, so it does not look as it is. Names \
              in Arabic, Hebrew or Persian do not need it.",
    proof: "The name is \"{name|photo[U+202E]gnp.jpg}\" with {trick|a character that turns the text around (U+202E)}. \
            It looks like \"{looks|…}\"; its real ending is .{real|jpg}.",
    advice: ADVICE_ASK,
    attack: &["T1036.002"],
    references: &["https://attack.mitre.org/techniques/T1036/002/"],
};

static MISLEADING: Rule = Rule {
    id: "names.misleading-characters",
    title: "The name is written to mislead the eye",
    severity: Severity::Medium,
    meaning: "The name holds characters that make it look like something else: {trick|a character without shape}. \
              People do not type such names.",
    proof: "The name is \"{name|…}\" and looks like \"{looks|…}\"; read plainly, its ending is .{real|…}.",
    advice: ADVICE_ASK,
    attack: &["T1036"],
    references: &["https://www.unicode.org/reports/tr36/"],
};

static SECOND_NAME: Rule = Rule {
    id: "names.second-name",
    title: "A second name stands behind a colon",
    severity: Severity::Medium,
    meaning: "The name points into a hidden part of a file (an NTFS stream). Ordinary files have no such names, and \
              hidden parts carry things past people and scanners.",
    proof: "The name is \"{name|report.txt:notes.doc}\"; the part behind the colon ends in .{real|doc}.",
    advice: ADVICE_ASK,
    attack: &["T1564.004"],
    references: &["https://attack.mitre.org/techniques/T1564/004/"],
};

static CLASS_ID: Rule = Rule {
    id: "names.class-id",
    title: "The name ends in a hidden type code",
    severity: Severity::Medium,
    meaning: "Windows hides the code at the end of this name and opens the file with the software that the code stands \
              for, whatever the rest of the name says.",
    proof: "The name \"{name|…}\" ends in the class identifier {class|…}; it is shown as \"{looks|…}\".",
    advice: ADVICE_ASK,
    attack: &["T1036"],
    references: &["https://learn.microsoft.com/windows/win32/shell/clsid"],
};

static RUNNABLE_EXTENSION: Rule = Rule {
    id: "names.runnable-extension",
    title: "A name that makes the computer run the file",
    severity: Severity::Medium,
    meaning: "By its name this is {what|a Windows program}: opening it runs what the sender put in.",
    proof: "The name \"{name|…}\" ends in .{real|exe}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &["https://support.google.com/mail/answer/6590"],
};

static RISKY_EXTENSION: Rule = Rule {
    id: "names.risky-extension",
    title: "A name of a kind that can start something",
    severity: Severity::Low,
    meaning: "By its name this is {what|a shortcut}. Such files can start or change something when they are opened.",
    proof: "The name \"{name|…}\" ends in .{real|ini}.",
    advice: ADVICE_ASK,
    attack: &["T1204.002"],
    references: &[],
};

static ODD_CHARACTERS: Rule = Rule {
    id: "names.odd-characters",
    title: "Unusual characters in the name",
    severity: Severity::Low,
    meaning: "The name holds {trick|unusual characters}. Honest names have them by accident.",
    proof: "The name is \"{name|…}\"; read plainly, its ending is .{real|…}.",
    advice: "Look at the ending of the name before you open the file.",
    attack: &["T1036"],
    references: &[],
};

static OVER_LONG: Rule = Rule {
    id: "names.over-long",
    title: "A very long name",
    severity: Severity::Low,
    meaning: "The name is {count|300} characters long. Most screens cut it, so that its ending is not seen.",
    proof: "It begins \"{name|…}\" and ends in .{real|…}.",
    advice: "Look at the ending of the name before you open the file.",
    attack: &["T1036"],
    references: &[],
};

/// Characters above which a name is told as very long.
const LONG: usize = 200;
/// Blanks in a row that no accident makes.
const MANY_BLANKS: usize = 20;
/// Blanks in the middle of a name that push a running ending out of sight.
const HIDING_BLANKS: usize = 15;
/// Pages that a browser shows with everything in them.
const PAGES: &[&str] = &["htm", "html", "shtm", "shtml", "xhtml", "mht", "mhtml"];
/// Documents that phishing pages pretend to be.
const PAPERS: &[&str] = &["doc", "docx", "pdf", "ppt", "pptx", "xls", "xlsx"];
/// The largest program that a `.com` without header can be, in bytes.
const COM: u64 = 64 * 1024;
/// Class identifiers that run what they are given: HTML applications, scriptlets, shortcuts.
const RUNNING_CLASSES: &[&str] = &[
    "3050F4D8-98B5-11CF-BB82-00AA00BDCE0B",
    "06290BD1-48AA-11D2-8432-006008C3FBFC",
    "06290BD3-48AA-11D2-8432-006008C3FBFC",
    "00021401-0000-0000-C000-000000000046",
];

/// Judges a name. `content` is `None` where the content could not be read; a part of a program is not told again that
/// it is one.
pub fn judge(
    artifact: &Artifact,
    reading: &Reading,
    content: Option<&'static TypeInfo>,
    inside_program: bool,
) -> Vec<Finding> {
    let look = Look::new(artifact, reading, content);
    let mut findings = Vec::new();
    let hidden = look.tricks(&mut findings);
    let double = look.double(&mut findings, hidden);
    if !hidden && !double && !inside_program {
        findings.extend(look.plain_ending());
    }
    let length = reading.text.chars().count();
    if length > LONG {
        let mut finding = look.finding(&OVER_LONG);
        finding.with("count", length);
        findings.push(finding);
    }
    findings
}

/// A name beside what is known of the file.
struct Look<'a> {
    artifact: &'a Artifact,
    reading: &'a Reading,
    content: Option<&'static TypeInfo>,
    group: Option<&'static Group>,
    danger: Option<Danger>,
    /// A class identifier that runs what it is given.
    class_runs: bool,
    /// Whether opening it runs something, by content or name.
    runs: bool,
}

impl<'a> Look<'a> {
    fn new(artifact: &'a Artifact, reading: &'a Reading, content: Option<&'static TypeInfo>) -> Self {
        let group = extensions::danger(&reading.extension);
        let content_runs = content.is_some_and(|t| t.nature.runs());
        // Most names that end in .com speak of web sites; a program without a header is small and no text.
        let binary = content.is_none_or(|t| std::ptr::eq(t, &UNKNOWN) && (1..=COM).contains(&artifact.size()));
        let site = reading.extension == "com" && !content_runs && (!binary || is_site(&reading.stem));
        let danger = group.map(|g| if site { Danger::Starts } else { g.danger });
        let class_runs = reading.class_id.as_deref().is_some_and(|id| RUNNING_CLASSES.contains(&id));
        let runs = content_runs || class_runs || danger == Some(Danger::Runs);
        Self { artifact, reading, content, group, danger, class_runs, runs }
    }

    /// A finding with the evidence that all rules share.
    fn finding(&self, rule: &'static Rule) -> Finding {
        let what = match (self.content, self.group) {
            (Some(content), _) if content.nature.runs() => content.phrase(),
            (_, Some(group)) => group.what.to_owned(),
            (Some(content), _) => content.phrase(),
            _ => "a file of unknown type".to_owned(),
        };
        let mut finding = Finding::new(rule, self.artifact.id);
        let real = &self.reading.extension;
        finding
            .with("name", self.reading.text.as_str())
            .with("looks", self.reading.looks.as_str())
            .with("real", if real.is_empty() { "(none)" } else { real.as_str() })
            .with("what", what);
        finding
    }

    /// Tells the tricks; whether one of them hides that the file runs.
    fn tricks(&self, findings: &mut Vec<Finding>) -> bool {
        let of_weight = |weight: Weight| {
            let tricks = self.reading.tricks.iter().filter(|t| self.weigh(**t) == weight);
            tricks.map(|t| words(*t)).collect::<Vec<_>>().join("; ")
        };
        let (strong, weak) = (of_weight(Weight::Strong), of_weight(Weight::Weak));
        let has = |kind: fn(&Trick) -> bool| self.reading.tricks.iter().any(kind);
        let turns = has(|t| matches!(t, Trick::Override(_) | Trick::Direction(..)));
        let (rule, trick) = if self.class_runs {
            (&HIDES_WHAT_RUNS, "a hidden type code at its end that makes Windows run the file".to_owned())
        } else if strong.is_empty() {
            (&ODD_CHARACTERS, weak)
        } else if self.runs {
            (if turns { &TEXT_DIRECTION_HIDES_PROGRAM } else { &HIDES_WHAT_RUNS }, strong)
        } else if turns {
            (&TEXT_DIRECTION, strong)
        } else if has(|t| *t == Trick::Stream) {
            (&SECOND_NAME, strong)
        } else {
            (&MISLEADING, strong)
        };
        if !trick.is_empty() {
            let mut finding = self.finding(rule);
            finding.with("trick", trick);
            findings.push(finding);
        }
        if let Some(class) = self.reading.class_id.as_ref().filter(|_| !self.class_runs) {
            let Reading { stem, extension, .. } = self.reading;
            let mut finding = self.finding(&CLASS_ID);
            finding.with("class", class.as_str()).with("looks", format!("{stem}.{extension}").trim_end_matches('.'));
            findings.push(finding);
        }
        self.class_runs || self.runs && rule.severity == Severity::High
    }

    fn weigh(&self, trick: Trick) -> Weight {
        let (strong_if, weak_if) = match trick {
            Trick::Override(_) | Trick::Percent | Trick::Stream | Trick::Control(_) => (true, true),
            // Marks of single direction stand in honest names; embeddings and isolates surround them.
            Trick::Direction('\u{61C}' | '\u{200E}' | '\u{200F}', inside) => (inside, inside),
            Trick::Direction('\u{202C}' | '\u{2069}', _) => (false, true),
            Trick::Direction(_, inside) => (inside || self.runs, true),
            Trick::Invisible(_, last) => (!last || self.runs, true),
            Trick::Letter(_) => (self.runs || self.danger.is_some(), true),
            Trick::Dot(_, typing) => (!typing || self.runs, true),
            Trick::Blanks(count, at_end) => {
                let hides = self.runs && (at_end || count >= HIDING_BLANKS);
                (hides || at_end && count >= MANY_BLANKS, true)
            }
            Trick::Trailing(_) => (self.runs, false),
        };
        match (strong_if, weak_if) {
            (true, _) => Weight::Strong,
            (false, true) => Weight::Weak,
            (false, false) => Weight::None,
        }
    }

    /// Tells a false ending before the real one; whether it was told.
    fn double(&self, findings: &mut Vec<Finding>, hidden: bool) -> bool {
        let Some(earlier) = self.reading.earlier_extension() else { return false };
        let Some(decoy) = extensions::decoy(&earlier) else { return false };
        // A private key in one of its two encodings, not a slide show.
        if earlier == "key" && matches!(self.reading.extension.as_str(), "der" | "pem" | "crt" | "cer" | "p12" | "pfx")
        {
            return false;
        }
        let source = self.group.is_some_and(|g| g.source);
        let page = PAGES.contains(&self.reading.extension.as_str()) && PAPERS.contains(&earlier.as_str());
        let rule = match (self.group.map(|g| g.danger), decoy) {
            (Some(Danger::Runs), _) if self.danger == Some(Danger::Starts) && is_site(&self.reading.stem) => {
                return false;
            }
            (Some(Danger::Runs), Decoy::Strong) => &DOUBLE_EXTENSION,
            (Some(Danger::Runs), Decoy::Text) if !source => &DOUBLE_EXTENSION,
            (Some(Danger::Starts), Decoy::Strong) => &DOUBLE_EXTENSION_THAT_STARTS,
            _ if page => &DOUBLE_EXTENSION_THAT_STARTS,
            _ => return false,
        };
        let mut finding = self.finding(rule);
        finding.with("decoy", earlier);
        if !hidden {
            finding.with("looks", self.reading.stem.as_str());
        }
        findings.push(finding);
        true
    }

    /// Tells an ending that runs where the content does not say so itself.
    fn plain_ending(&self) -> Option<Finding> {
        let rule = match self.danger? {
            Danger::Runs => &RUNNABLE_EXTENSION,
            Danger::Starts => &RISKY_EXTENSION,
            Danger::Macro => return None,
        };
        let judged_by_content = self.content.is_some_and(|t| {
            let claims = |l: &TypeInfo| l.extensions.contains(&self.reading.extension.as_str());
            t.nature.runs() || std::ptr::eq(t, &EMPTY) || t.lineage().any(claims)
        });
        (!judged_by_content).then(|| self.finding(rule))
    }
}

/// How much a trick says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Nobody does it by accident.
    Strong,
    /// Honest names have it.
    Weak,
    /// Not worth a word.
    None,
}

fn words(trick: Trick) -> String {
    match trick {
        Trick::Override(c) => format!("a character that turns the text around (U+{:04X})", c as u32),
        Trick::Direction(c, _) => format!("a character that steers the direction of the text (U+{:04X})", c as u32),
        Trick::Invisible(c, _) => format!("a character without shape in the ending (U+{:04X})", c as u32),
        Trick::Letter(c) => format!("a letter of another alphabet in the ending (U+{:04X})", c as u32),
        Trick::Dot(c, _) => format!("a sign that only looks like a dot (U+{:04X})", c as u32),
        Trick::Blanks(count, _) => format!("{count} blanks in a row"),
        Trick::Trailing(count) => format!("dots or blanks ({count}) behind the ending, which Windows drops"),
        Trick::Percent => "letters of the ending written as codes (such as %65)".to_owned(),
        Trick::Stream => "a second name behind a colon".to_owned(),
        Trick::Control(c) => format!("a control character (U+{:04X})", c as u32),
    }
}

/// Whether a stem before `.com` reads as a web site or an address: `www.example`, `mail from bob@example`.
fn is_site(stem: &str) -> bool {
    stem.starts_with("www.") || stem.contains(['@', ' ', '/'])
}
