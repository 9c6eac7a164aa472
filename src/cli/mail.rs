//! `sheepdip mail`: the answer to a mail system. Whatever fails is told as "try later", and then nothing of a message
//! was written.

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::hooks::mail::fence::{self, Failure};
use crate::hooks::mail::profile::{LATER_FOR_ALL, PROFILES};
use crate::hooks::mail::{self, Answer, Examined, Fate, Profile, Told, headers};
use crate::pipeline::Plan;
use crate::sources::Reader;

use super::exit::Exit;
use super::lookup_args::{Run, UploadArgs};
use super::mail_args::MailArgs;
use super::notice;
use super::waiting::Waiting;

/// What is allowed beyond twice the time limit (one for reading, one for examining) before the examination is given
/// up: for steps that cannot be interrupted.
const GRACE: Duration = Duration::from_secs(10);

/// Examines a message and answers.
pub(super) fn run(args: MailArgs) -> Exit {
    let Some(profile) = Profile::named(&args.exit_profile) else { return Exit::Mail(LATER_FOR_ALL) };
    let later = |words: &str| {
        notice::error(words);
        Exit::Mail(profile.later)
    };
    let policy = args.policy();
    let marked = args.add_headers;
    if marked && !profile.copies {
        let name = profile.name;
        return later(&format!("--add-headers is not for {name}, which reads something else than the message"));
    }
    if marked && args.path.as_deref().is_some_and(std::path::Path::is_dir) {
        return later("--add-headers needs one message, and a folder was given");
    }
    let path = args.path.filter(|path| path != std::path::Path::new("-"));
    if path.is_none() && args.passwords.reads_stdin() {
        return later("the standard input is the message: name another file in --passwords-file");
    }
    if path.is_none() && io::stdin().is_terminal() {
        return later("a message is expected on the standard input (sheepdip mail < message.eml) or as PATH");
    }
    let passwords = match args.passwords.read() {
        Ok(passwords) => passwords,
        Err(why) => return later(&why),
    };
    let engines = match args.engines.engines(args.lookup.keeps()) {
        Ok(engines) => engines,
        Err(why) => return later(&why),
    };
    let mut plan = Plan { limits: args.limits.limits(), passwords, engines, ..Plan::default() };
    let stop = Arc::new(AtomicBool::new(false));
    let run = Run { stop: &stop, waiting: &Arc::new(Waiting::new(false)) };
    // A message is never sent away.
    if let Err(why) = args.lookup.join(&UploadArgs::default(), &run, &mut plan) {
        return later(&why);
    }
    let most = plan.limits.time.saturating_mul(2).saturating_add(plan.oracles_time).saturating_add(GRACE);
    let examined = fence::within(most, move || {
        let reader = Reader::new(&plan, None, &stop);
        let examined = mail::examine(path.as_deref(), &reader);
        let answer = mail::answer(&examined, &policy, profile);
        (examined, answer)
    });
    let (examined, answer) = match examined {
        Ok(both) => both,
        Err(failure) => {
            let words = match failure {
                Failure::Crashed => "internal fault, please report it; the message was not examined",
                Failure::TimedOut => "the message was not examined in time",
                Failure::NotStarted => "the system has no thread left; the message was not examined",
            };
            notice::error(words);
            // Without a result there is no message to copy either.
            let fate = if marked { Fate::TryLater } else { policy.trouble };
            return Exit::Mail(profile.status(fate, false));
        }
    };
    let told = if marked { copy(&examined, &answer, profile) } else { tell(&answer, profile) };
    match told {
        Ok(()) => Exit::Mail(profile.status(answer.fate, marked)),
        Err(Untold::NotKept) => {
            later("the message could not be read and kept whole (is it above --max-size?), so it cannot be copied")
        }
        Err(Untold::Unwritten(error)) => {
            notice::unwritten("standard output", &error);
            Exit::Mail(profile.later)
        }
    }
}

/// Why an answer was not given.
enum Untold {
    NotKept,
    Unwritten(io::Error),
}

/// The answer on the standard output, and a line for the log where the answer is a single word.
fn tell(answer: &Answer, profile: &Profile) -> Result<(), Untold> {
    if profile.told == Told::Word {
        log(answer, profile);
    }
    let mut out = io::stdout().lock();
    out.write_all(answer.told.as_bytes()).and_then(|()| out.flush()).map_err(Untold::Unwritten)
}

/// The message on the standard output, the answer on the standard error.
fn copy(examined: &Examined, answer: &Answer, profile: &Profile) -> Result<(), Untold> {
    if answer.fate == Fate::TryLater {
        log(answer, profile);
        return Ok(());
    }
    let message = examined.message.as_deref().ok_or(Untold::NotKept)?;
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    headers::write_marked(message, &answer.fields, &mut out).and_then(|()| out.flush()).map_err(Untold::Unwritten)?;
    // Not before: a mail system that reads "5.7.1" bounces, even if the status says that the copy failed.
    log(answer, profile);
    Ok(())
}

/// A line on the standard error; a bounce is made of it where the standard output is the message.
fn log(answer: &Answer, profile: &Profile) {
    match profile.told {
        Told::Reason { .. } => {
            let _ = io::stderr().lock().write_all(answer.told.as_bytes());
        }
        _ if answer.log.is_empty() => {}
        _ => notice::error(&answer.log),
    }
}

/// The status of wrong usage, or of a fault outside of every fence: of `sheepdip mail` it is "try later", or a mistake in a configuration would bounce mail.
pub(super) fn misused(args: impl Iterator<Item = OsString>) -> Option<Exit> {
    let mut args = args.skip(1).map(|a| a.to_string_lossy().into_owned());
    args.next().filter(|first| first == "mail")?;
    let mut named = None;
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--exit-profile") {
            Some("") => named = Some(args.next().unwrap_or_default()),
            Some(value) if value.starts_with('=') => named = Some(value[1..].to_owned()),
            _ => {}
        }
    }
    let profile = match named {
        Some(name) => Profile::named(&name),
        None => PROFILES.first(),
    };
    Some(Exit::Mail(profile.map_or(LATER_FOR_ALL, |p| p.later)))
}
