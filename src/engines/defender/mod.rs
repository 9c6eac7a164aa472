//! Microsoft Defender, by its command line (`MpCmdRun.exe`): it is asked about files where they lie on disk, one question
//! a file, and told to leave them as they are. What is not on disk is never put there for it, because a stranger's
//! file does not belong where something could start it; so members and the standard input are not asked about.
//!
//! Its exit status alone says little: 2 is a threat, an action that its user should take, or an error, so that with
//! Defender switched off every file would be malware. Its words decide, and the status only with them: see `answer`.

mod answer;
mod ask;
mod place;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::artifact::{Artifact, Origin};
use crate::model::engine::{Consultation, Engine, Opinion, Session};
use crate::model::finding::Finding;
use crate::model::name::Name;
use crate::model::rule::{ADVICE_ASK, ADVICE_DO_NOT_OPEN, Rule, Severity};

use answer::Answer;
use ask::{Turns, Unanswered};
pub use place::USUAL;

/// The engine's name.
pub const NAME: &str = "defender";
const TITLE: &str = "Microsoft Defender";

/// What Defender's words become.
pub static RULES: &[&Rule] = &[&KNOWN, &UNWANTED];

static KNOWN: Rule = Rule {
    id: "defender.known-malware",
    title: "The anti-virus Microsoft Defender knows it as malware",
    severity: Severity::High,
    meaning: "The anti-virus Microsoft Defender knows this file, or something in it, as malware: {threats|Trojan:Win32/…}.",
    proof: "Its command line (MpCmdRun) named this threat: {threats|Trojan:Win32/…}.",
    advice: ADVICE_DO_NOT_OPEN,
    attack: &["T1204.002"],
    references: &[MANUAL],
};

static UNWANTED: Rule = Rule {
    id: "defender.unwanted",
    title: "The anti-virus Microsoft Defender advises against it",
    severity: Severity::Medium,
    meaning: "The anti-virus Microsoft Defender does not know this file as malware, but advises against it or against something in it: {threats|PUA:Win32/…}.",
    proof: "Its command line (MpCmdRun) named it: {threats|PUA:Win32/…}.",
    advice: ADVICE_ASK,
    attack: &[],
    references: &[MANUAL],
};

const MANUAL: &str =
    "https://learn.microsoft.com/defender-endpoint/command-line-arguments-microsoft-defender-antivirus";

/// How long an answer about one file may take; and how much time a run may lose to files about which no answer came,
/// so that a Defender that hangs does not cost a minute for each file of a folder.
const ANSWER: Duration = Duration::from_secs(60);
const LOST: Duration = Duration::from_secs(180);

/// Microsoft Defender's command line, at a place.
#[derive(Debug, Clone)]
pub struct Defender {
    program: PathBuf,
    version: Option<String>,
    patience: Patience,
    shared: Arc<Shared>,
}

#[derive(Debug, Clone, Copy)]
struct Patience {
    answer: Duration,
    lost: Duration,
}

/// What all files of a run share.
#[derive(Debug, Default)]
struct Shared {
    turns: Turns,
    /// Milliseconds of waiting for answers that did not come.
    lost: AtomicU64,
}

impl Defender {
    /// The program at a place; nothing is started yet.
    ///
    /// # Errors
    /// What to tell the user, where there is no file.
    pub fn new(program: &Path) -> Result<Self, String> {
        // A name without a folder would be looked for in the folders of the PATH variable.
        let absolute = std::path::absolute(program).unwrap_or_else(|_| program.to_owned());
        let shown = Name::from_os(program.as_os_str());
        match absolute.metadata() {
            Ok(about) if about.is_file() => Ok(Self::at(absolute)),
            Ok(_) => Err(format!("{shown} is no program: name MpCmdRun.exe itself (--defender=PATH)")),
            Err(error) => {
                Err(format!("{shown} cannot be used ({}): name MpCmdRun.exe (--defender=PATH)", plain(&error)))
            }
        }
    }

    /// The newest copy that is installed on this machine.
    pub fn installed() -> Option<Self> {
        let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        // To a program of 32 bits ProgramFiles is another folder.
        let programs = folder("ProgramW6432").or_else(|| folder("ProgramFiles"));
        Self::installed_in(folder("ProgramData").as_deref(), programs.as_deref())
    }

    /// The newest copy in these folders, `%ProgramData%` and `%ProgramFiles%`.
    pub fn installed_in(data: Option<&Path>, programs: Option<&Path>) -> Option<Self> {
        place::newest(data, programs).map(Self::at)
    }

    fn at(program: PathBuf) -> Self {
        let version = place::version(&program).map(|version| format!("platform {version}"));
        let patience = Patience { answer: ANSWER, lost: LOST };
        Self { program, version, patience, shared: Arc::default() }
    }

    /// Gives up sooner or later: after this time on one file, and after so much time without an answer in one run.
    #[must_use]
    pub fn giving_up_after(self, answer: Duration, lost: Duration) -> Self {
        Self { patience: Patience { answer, lost }, ..self }
    }

    /// Where it is.
    pub fn program(&self) -> &Path {
        &self.program
    }
}

impl Engine for Defender {
    fn name(&self) -> &'static str {
        NAME
    }

    fn begin(&self, file: Option<&Path>) -> Box<dyn Session> {
        Box::new(Asking {
            defender: self.clone(),
            file: file.map(Path::to_owned),
            said: Mutex::new(Consultation {
                name: NAME,
                title: Some(TITLE),
                version: self.version.clone(),
                ..Consultation::default()
            }),
        })
    }
}

/// One file's question.
struct Asking {
    defender: Defender,
    file: Option<PathBuf>,
    said: Mutex<Consultation>,
}

impl Asking {
    fn answer(&self, artifact: &Artifact) -> Result<Answer, String> {
        let Some(file) = &self.file else {
            return Err(match artifact.origin {
                Origin::Stdin => {
                    "it looks at files on disk only, not at the standard input; save it as a file, and check that"
                }
                _ => {
                    "it looks at files on disk only, under names that are valid Unicode; rename it, and check it again"
                }
            }
            .to_owned());
        };
        // Whoever follows or does not follow a link here, the file itself is what we have read.
        let is_link = file.symlink_metadata().is_ok_and(|about| about.is_symlink());
        let file = if is_link { fs::canonicalize(file).map(place::without_prefix) } else { std::path::absolute(file) };
        let file = file.map_err(|error| format!("it was not asked, because the file is gone ({})", plain(&error)))?;
        still_there(&file, artifact.size()).map_err(|why| format!("it was not asked, because {why}"))?;
        let said = self.ask(&file)?;
        let answer = match Answer::of(&said, &file.to_string_lossy()) {
            // A find stands, whatever became of the file.
            found @ Answer::Found { .. } => return Ok(found),
            answer => answer,
        };
        // About what is no longer there, or is something else by now, nothing was said.
        match (still_there(&file, artifact.size()), answer) {
            (Err(why), _) => Err(format!("it gave no answer about this file, because {why}")),
            (Ok(()), Answer::Trouble(why)) => Err(why),
            (Ok(()), answer) => Ok(answer),
        }
    }

    fn ask(&self, file: &Path) -> Result<ask::Said, String> {
        let Defender { program, patience, shared, .. } = &self.defender;
        let _turn = shared.turns.take();
        let most = u64::try_from(patience.lost.as_millis()).unwrap_or(u64::MAX);
        if shared.lost.load(Ordering::Relaxed) >= most {
            return Err("it did not answer in time about several files, and was not asked about this one".to_owned());
        }
        ask::ask(program, file, patience.answer).map_err(|why| match why {
            Unanswered::NotStarted(error) => {
                let program = Name::from_os(program.as_os_str());
                format!("{program} cannot be started ({}); name MpCmdRun.exe (--defender=PATH)", plain(&error))
            }
            Unanswered::Lost(error) => format!("its answer could not be read ({})", plain(&error)),
            Unanswered::Late => {
                let took = u64::try_from(patience.answer.as_millis()).unwrap_or(u64::MAX);
                shared.lost.fetch_add(took, Ordering::Relaxed);
                format!("it gave no answer within {:?}, and was stopped", patience.answer)
            }
        })
    }
}

impl Session for Asking {
    fn look(&self, artifact: &Artifact) -> Opinion {
        let mut opinion = Opinion::default();
        // What is inside has no path; Defender opens archives itself.
        if artifact.parent.is_some() {
            return opinion;
        }
        let answer = self.answer(artifact);
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(Answer::Found { malware, unwanted }) => {
                (said.answered, said.found) = (1, 1);
                for (rule, threats) in [(&KNOWN, malware), (&UNWANTED, unwanted)] {
                    if let Some(threats) = threats {
                        let mut finding = Finding::new(rule, artifact.id);
                        finding.with("threats", threats);
                        opinion.findings.push(finding);
                    }
                }
            }
            Ok(Answer::Nothing) => said.answered = 1,
            Ok(Answer::Trouble(why)) | Err(why) => said.failure = Some(why),
        }
        opinion
    }

    fn end(&self) -> Consultation {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether the file that we have read is still there and can be opened: Defender's watch over all files may have taken
/// or locked it meanwhile.
fn still_there(file: &Path, size: u64) -> Result<(), String> {
    let about = file.metadata().and_then(|about| {
        // Windows refuses to open what Defender holds for malware. Elsewhere opening could wait for ever, were the
        // file exchanged for a pipe.
        if cfg!(windows) { File::open(file).map(|_| about) } else { Ok(about) }
    });
    match about {
        Ok(about) if about.is_file() && about.len() == size => Ok(()),
        Ok(_) => Err("the file was changed meanwhile; check it again".to_owned()),
        Err(error) => Err(format!(
            "the file was taken away or locked ({}); look into Defender's protection history",
            plain(&error)
        )),
    }
}

/// An error's words without the number of the operating system.
fn plain(error: &std::io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_ascii_lowercase()
}
