//! Asking the owner of a file before it is sent away: what leaves, where it goes, who will see it, what becomes of it. Only a
//! typed "yes" is one, for one file.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engines::online::upload::{Consent, Leaving};
use crate::model::name::escape;
use crate::model::oracle::Digest;

use super::waiting::Waiting;

/// Asks on the terminal, unless a yes was given beforehand.
pub(super) struct Asker {
    agreed: Vec<[u8; 32]>,
    mail: bool,
    waiting: Arc<Waiting>,
    /// One question at a time, however many files are examined at once.
    turn: Mutex<()>,
}

impl Asker {
    /// With the files that were agreed to beforehand, and whether messages may be sent at all.
    pub(super) fn new(agreed: Vec<[u8; 32]>, mail: bool, waiting: Arc<Waiting>) -> Self {
        Self { agreed, mail, waiting, turn: Mutex::new(()) }
    }
}

impl Consent for Asker {
    fn may(&self, leaving: &Leaving<'_>) -> Result<(), String> {
        let Leaving { sha256, .. } = leaving;
        if leaving.is_mail && !self.mail {
            return Err("it does not know the file, which is a message and private, so it was not sent (--upload-mail allows it)".to_owned());
        }
        if matches!(Digest::of(sha256), Some(Digest::Sha256(hash)) if self.agreed.contains(&hash)) {
            return Ok(());
        }
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(format!(
                "it does not know the file, which was not sent: there is no terminal to ask for a yes on (--yes-upload={sha256} says it)"
            ));
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        match self.waiting.aside(|| question(leaving)) {
            Ok(true) => Ok(()),
            Ok(false) => Err("it does not know the file, and you did not agree to send it".to_owned()),
            Err(_) => Err("it does not know the file, which was not sent: your answer could not be read".to_owned()),
        }
    }
}

fn question(leaving: &Leaving<'_>) -> io::Result<bool> {
    let Leaving { name, sha256, size, title, host, seen_by, kept, is_mail } = leaving;
    let mut screen = String::new();
    let mut line = |label: &str, text: &str| screen.push_str(&format!("  {label:<9}{}\n", escape(text)));
    line("File", name);
    line("Leaves", &format!("all of its content, {size} bytes; not its name (it is called by its SHA-256)"));
    line("SHA-256", sha256);
    line("To", &format!("{title}, {host}"));
    line("Seen by", seen_by);
    line("Then", kept);
    if *is_mail {
        line("Beware", "it is a message: whoever gets it can read what people wrote to each other");
    }
    let mut error = io::stderr().lock();
    write!(
        error,
        "\n{title} does not know this file. Send it there?\n\n{screen}\nType yes to send it, anything else to keep it: "
    )?;
    error.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
