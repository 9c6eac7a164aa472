//! The public JSON. Fields are added, never renamed or removed, within a number of the schema; `schema/sheepdip-1.json`
//! is made from these types.

mod convert;

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

use crate::model::name::is_deceptive;

/// The schema's name, in every object that stands alone.
pub const SCHEMA: &str = "sheepdip/1";

#[cfg(feature = "schema")]
use schemars::JsonSchema;

/// What `--format json` writes: all files of a run.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Report {
    /// `sheepdip/1`.
    pub schema: &'static str,
    /// Every file, in the order in which they were given; the files of a folder by their names.
    pub files: Vec<File>,
    /// What they came to.
    pub summary: Summary,
}

/// One file: an element of `files`, and a line of `--format jsonl`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct File {
    /// `sheepdip/1`.
    pub schema: &'static str,
    /// The path as it was given or found; U+FFFD stands for what is not Unicode in it.
    pub path: String,
    /// The path's bytes in base64, where they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_base64: Option<String>,
    /// Bytes; null where the file could not be read.
    pub size: Option<u64>,
    /// Lower-case hexadecimal; null where the file could not be read to its end.
    pub sha256: Option<String>,
    /// With `--hashes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
    /// With `--hashes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// `clean` (nothing found, everything examined), `unexamined`, `suspicious` or `dangerous`.
    pub verdict: Verdict,
    /// Whether everything was examined; a file can be dangerous and incomplete.
    pub complete: bool,
    /// What it is; null where it could not be read.
    #[serde(rename = "type")]
    pub content_type: Option<Type>,
    /// What its name says it is.
    pub claim: Claim,
    /// Every finding in it and in the things inside it, outer things first.
    pub findings: Vec<Finding>,
    /// Everything that could not be examined. Never ignore these: a file with gaps is not clean.
    pub gaps: Vec<Gap>,
    /// The file and everything that was found inside it.
    pub artifacts: Vec<Artifact>,
    /// The engines that were asked for a second opinion; what they found stands among the findings.
    pub engines: Vec<Engine>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// The judgement on a file, mild to severe.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub enum Verdict {
    /// Nothing found, and everything was examined. Not a promise that it is safe.
    Clean,
    /// Something could not be examined.
    Unexamined,
    /// Ask before opening.
    Suspicious,
    /// Do not open.
    Dangerous,
}

/// A content type.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Type {
    /// Short and stable: `png`, `pe`, `docx`.
    pub id: &'static str,
    /// For people.
    pub label: &'static str,
    /// Its usual media type.
    pub mime: Option<&'static str>,
    /// picture, media, document, text, container, script, shortcut, program or data.
    pub nature: &'static str,
}

/// What the world says that something is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Claim {
    /// The last component of its name.
    pub name: Option<String>,
    /// Behind the last dot, lower case.
    pub extension: Option<String>,
    /// The declared media type.
    pub mime: Option<String>,
}

/// A rule that fired.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Finding {
    /// The rule's id; `sheepdip explain ID` tells more.
    pub rule: &'static str,
    /// info, low, medium (suspicious) or high (dangerous).
    pub severity: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it means, in everyday words.
    pub meaning: String,
    /// Which bytes or words show it.
    pub proof: String,
    /// What to do now.
    pub advice: String,
    /// In which artifact.
    pub artifact: u32,
    /// The names from the file down to that artifact.
    pub path: Vec<String>,
    /// Where in the artifact, in bytes from its start.
    pub offset: Option<u64>,
    /// How many bytes.
    pub length: Option<u64>,
    /// The parts of the proof by name; a stranger's text in them is escaped.
    pub evidence: BTreeMap<&'static str, Value>,
    /// MITRE ATT&CK technique ids.
    pub attack: &'static [&'static str],
    /// Where to read more.
    pub references: &'static [&'static str],
}

/// A text or a number.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub enum Value {
    /// Escaped and short.
    Text(String),
    /// A count, size or offset.
    Number(u64),
}

/// Something that could not be examined.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Gap {
    /// In which artifact; null where not even the file could be read.
    pub artifact: Option<u32>,
    /// The names from the file down to that artifact.
    pub path: Vec<String>,
    /// malformed, encrypted, unsupported, limit, crashed, timed-out, unreadable, interrupted, unknown or engine.
    pub reason: &'static str,
    /// Which limit, for the reason `limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<&'static str>,
    /// What was left unread, and why.
    pub detail: String,
}

/// The file itself (id 0) or something inside it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Artifact {
    /// Its place in the list.
    pub id: u32,
    /// What it was found in.
    pub parent: Option<u32>,
    /// file, stdin, member, carved or decoded.
    pub origin: &'static str,
    /// Where a carved part begins in its parent, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u64>,
    /// Its name, where it has one.
    pub name: Option<String>,
    /// The name's bytes in base64, where they are not UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_base64: Option<String>,
    /// The declared media type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// The id of its type.
    #[serde(rename = "type")]
    pub content_type: &'static str,
    /// The type's label for people.
    pub label: &'static str,
    /// Bytes, as far as it was read.
    pub size: u64,
    /// Null where not all of its bytes could be read.
    pub sha256: Option<String>,
    /// With `--hashes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
    /// With `--hashes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// Things worth knowing, in the order in which they were seen.
    pub facts: Vec<Fact>,
}

/// A thing worth knowing about an artifact.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Fact {
    /// `dimensions`, `signer` …
    pub key: &'static str,
    /// Escaped and short.
    pub value: Value,
}

/// An engine that was asked for a second opinion.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Engine {
    /// Who was asked: `clamd`.
    pub name: &'static str,
    /// What it says it is.
    pub version: Option<String>,
    /// The age of what it knows, in days.
    pub age_days: Option<u64>,
    /// About how many artifacts it answered.
    pub answered: u64,
    /// In how many of them it found something.
    pub found: u64,
    /// Why it could not be asked about everything; then there is a gap of the reason `engine`.
    pub failure: Option<String>,
    /// What its user should know, such as old signatures.
    pub warning: Option<String>,
    /// What a service that is asked by hash knows of each part that it was asked about.
    pub answers: Vec<Answer>,
    /// What is left of its quota, in words.
    pub quota_left: Option<String>,
}

/// What a service knows of a part by its hash. No standing says that the part is safe.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Answer {
    /// Which part.
    pub artifact: u32,
    /// The hash it was asked about, lower-case hexadecimal.
    pub hash: String,
    /// `malicious`, `dubious`, `nothing-found`, `distributed` (part of public software), `seen` (no opinion) or `unknown`.
    pub standing: &'static str,
    /// So many of its engines know it as malicious.
    pub malicious: Option<u32>,
    /// So many hold it for suspicious.
    pub suspicious: Option<u32>,
    /// So many gave an opinion.
    pub asked: Option<u32>,
    /// The family of the malware.
    pub family: Option<String>,
    /// When it was examined there last, in seconds since 1970.
    pub examined: Option<u64>,
    /// How long ago that was, in days.
    pub age_days: Option<u64>,
    /// Where a person can read more.
    pub link: Option<String>,
    /// Whether the answer was kept from an earlier question.
    pub kept: bool,
    /// What each of its engines says, the alarming ones first.
    pub engines: Vec<Vote>,
}

/// What one engine of a service says.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Vote {
    /// The engine's name.
    pub engine: String,
    /// `malicious`, `suspicious`, `nothing-found` or `no-opinion`.
    pub opinion: &'static str,
    /// What it calls the file.
    pub label: Option<String>,
    /// Of which day its signatures are, as the service writes it.
    pub signatures: Option<String>,
}

/// What all files of a run came to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Summary {
    /// Files in the report.
    pub files: u64,
    /// Bytes of all files whose size is known.
    pub bytes: u64,
    /// Files by verdict.
    pub clean: u64,
    /// Likewise.
    pub unexamined: u64,
    /// Likewise.
    pub suspicious: u64,
    /// Likewise.
    pub dangerous: u64,
    /// Files with gaps, whatever their verdict.
    pub incomplete: u64,
    /// Links in folders; they are not followed.
    pub links_not_followed: u64,
    /// Whether the user stopped the run.
    pub stopped: bool,
    /// Files that were not reached because the user stopped the run, as far as they were counted.
    pub not_reached: u64,
    /// The whole time, in milliseconds.
    pub elapsed_ms: u64,
}

/// A rule, as `sheepdip rules --format json` lists it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(JsonSchema))]
pub struct Rule {
    /// Stable; never used again for something else.
    pub id: &'static str,
    /// info, low, medium or high.
    pub severity: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What it means, in everyday words.
    pub meaning: String,
    /// Which bytes or words show it.
    pub proof: String,
    /// What to do now.
    pub advice: String,
    /// MITRE ATT&CK technique ids.
    pub attack: &'static [&'static str],
    /// Where to read more.
    pub references: &'static [&'static str],
}

/// Writes a value as compact JSON. What would steer a terminal or hide in it is written as `\uXXXX`, which is the same
/// JSON: a stranger's name cannot act on somebody who reads the JSON on a screen.
///
/// # Errors
/// Those of the writer.
pub fn write(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Visible(CompactFormatter));
    value.serialize(&mut serializer).map_err(io::Error::from)
}

struct Visible(CompactFormatter);

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices() {
            if (' '..='~').contains(&c) || !is_deceptive(c) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            plain = at + c.len_utf8();
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

/// The JSON Schema of everything that `--format json` and `--format jsonl` write.
#[cfg(feature = "schema")]
pub fn schema() -> serde_json::Value {
    /// A document or a line of sheepdip's JSON, and the list of rules.
    #[derive(JsonSchema)]
    #[serde(untagged)]
    #[schemars(title = "sheepdip/1")]
    #[allow(dead_code, clippy::large_enum_variant, reason = "only its schema is wanted")]
    enum Document {
        Report(Report),
        File(File),
        Rules(Vec<Rule>),
    }
    schemars::schema_for!(Document).into()
}
