//! Builds files in memory: correct headers, no code. Nothing here can run, and nothing is written to disk.

pub mod bmff;
pub mod bmp;
pub mod cab;
pub mod clamd;
pub mod cpio;
pub mod defender;
pub mod disks;
pub mod elf;
pub mod encoded;
pub mod gif;
pub mod gzip;
pub mod jpeg;
pub mod lnk;
pub mod macho;
pub mod mail;
pub mod marks;
pub mod media;
pub mod metafile;
pub mod oldies;
pub mod ole;
pub mod ooxml;
pub mod packages;
pub mod packed;
pub mod pdf;
pub mod pe;
pub mod png;
pub mod rar;
pub mod riff;
pub mod service;
pub mod svg;
pub mod tar;
pub mod text;
pub mod tiff;
pub mod tnef;
pub mod vba;
pub mod zip;

use std::sync::Arc;
use std::time::Instant;

use sheepdip::model::artifact::{Content, Origin, Sample};
use sheepdip::model::claim::Claim;
use sheepdip::model::engine::Engine;
use sheepdip::model::name::Name;
use sheepdip::model::oracle::Oracle;
use sheepdip::model::password::Passwords;
use sheepdip::model::report::FileReport;
use sheepdip::pipeline::{self, Plan};

/// A forged file: the name under which it comes, its declared media type, its bytes.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub mime: Option<String>,
    pub bytes: Vec<u8>,
    /// Whether the usual passwords are tried on it, as when the user asks for that.
    pub usual_passwords: bool,
    /// Who is asked for a second opinion.
    pub engines: Vec<Arc<dyn Engine>>,
    /// Who is asked by hash.
    pub oracles: Vec<Arc<dyn Oracle>>,
}

/// A forged file under a name.
pub fn case(name: &str, bytes: impl Into<Vec<u8>>) -> Case {
    Case {
        name: name.to_owned(),
        mime: None,
        bytes: bytes.into(),
        usual_passwords: false,
        engines: Vec::new(),
        oracles: Vec::new(),
    }
}

/// One rule's proof of itself: a forged file on which it fires, and an honest look-alike on which it stays silent.
pub struct Example {
    pub rule: &'static str,
    pub fires: fn() -> Case,
    pub silent: fn() -> Case,
}

/// One forged file of a content type, by the type's id.
pub type Specimen = (&'static str, fn() -> Vec<u8>);

impl Case {
    /// The same with a declared media type.
    pub fn declared(mut self, mime: &str) -> Self {
        self.mime = Some(mime.to_owned());
        self
    }

    /// The same when the user asks for the usual passwords.
    pub fn with_usual_passwords(mut self) -> Self {
        self.usual_passwords = true;
        self
    }

    /// The same when an engine is asked.
    pub fn asking(mut self, engine: Arc<dyn Engine>) -> Self {
        self.engines.push(engine);
        self
    }

    /// A service beside it, too.
    pub fn looked_up(mut self, oracle: Arc<dyn Oracle>) -> Self {
        self.oracles.push(oracle);
        self
    }

    pub fn sample(&self) -> Sample {
        Sample {
            origin: Origin::File,
            claim: Claim { name: Some(Name::from_text(&self.name)), mime: self.mime.clone() },
            content: Content::Whole(self.bytes.clone().into()),
            hashes: None,
        }
    }

    /// Examines it with the default plan.
    pub fn examine(&self) -> FileReport {
        let passwords = Passwords { common: self.usual_passwords, ..Passwords::default() };
        self.examine_with(&Plan {
            passwords,
            engines: self.engines.clone(),
            oracles: self.oracles.clone(),
            most_questions: 16,
            ..Plan::default()
        })
    }

    pub fn examine_with(&self, plan: &Plan) -> FileReport {
        pipeline::examine(Name::from_text(&self.name), self.sample(), Vec::new(), plan, Instant::now())
    }
}

/// The default plan, with one password to try.
pub fn with_password(password: &str) -> Plan {
    let mut plan = Plan::default();
    plan.passwords.given = vec![password.to_owned()].into();
    plan
}

/// The ids of the rules that fired, in order, each once.
pub fn fired(report: &FileReport) -> Vec<&'static str> {
    let mut ids: Vec<_> = Vec::new();
    for finding in &report.findings {
        if !ids.contains(&finding.rule.id) {
            ids.push(finding.rule.id);
        }
    }
    ids
}

/// The id of the type that the file itself was found to be.
pub fn type_of(report: &FileReport) -> &'static str {
    report.artifacts[0].content_type.id
}

/// Bytes that look packed: a fixed pseudo-random sequence (xorshift), the same at every call.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        })
        .collect()
}

/// 512 zero bytes with a mark at an offset: enough for a type that is told by its mark alone.
pub fn mark(at: usize, mark: &[u8]) -> Vec<u8> {
    let mut out = vec![0; (at + mark.len()).next_multiple_of(512)];
    out[at..at + mark.len()].copy_from_slice(mark);
    out
}
