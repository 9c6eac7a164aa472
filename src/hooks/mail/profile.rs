//! What each mail system reads from a program that it asks: the exit status, and what is printed. One table.
//!
//! Read from: clamscan(1); amavisd.conf (`@av_scanners`); MIMEDefang's `Antivirus.pm`; Exim's `src/malware.c` (`M_CMDL`:
//! a status other than 0 defers the mail, so a find is told by the line alone); Postfix' pipe(8) and `sys_exits.c`;
//! qmail-command(8); procmailrc(5); maildropfilter(7); Pigeonhole's `spec-bosch-sieve-extprograms`.

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It goes on its way.
    Pass,
    /// The mail system keeps it and asks again.
    TryLater,
    /// What it holds is told: the mail system refuses, bounces, holds or files it.
    Find,
}

/// What a mail system reads beside the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A line for each file, as clamscan writes it.
    Lines,
    /// One line that says why, for the bounce and the log; of what passes, nothing. The words stand for `{}`.
    Reason {
        /// Around the words when something was found.
        find: &'static str,
        /// Around the words when it is to be asked again.
        later: &'static str,
    },
    /// The verdict's word.
    Word,
}

/// How one mail system wants its answer.
#[derive(Debug)]
pub struct Profile {
    /// The word behind `--exit-profile`.
    pub name: &'static str,
    /// What it is for, for the help.
    pub about: &'static str,
    /// The status when the message may go on.
    pub pass: u8,
    /// The status when something was found.
    pub find: u8,
    /// The same when the message with our headers is on the standard output: who takes the message from there takes it
    /// only from a status of 0, and would deliver the original, without headers, on any other.
    pub find_marked: u8,
    /// The status on which the mail system keeps the message and asks again.
    pub later: u8,
    /// What it reads on the standard output.
    pub told: Told,
    /// Whether the standard output may be the message instead.
    pub copies: bool,
}

/// Every profile; the first is the default.
pub static PROFILES: &[Profile] = &[
    Profile {
        name: "clamscan",
        about: "0 pass, 1 found, 2 try later; lines as clamscan writes them",
        pass: 0,
        find: 1,
        find_marked: 1,
        later: 2,
        told: Told::Lines,
        copies: true,
    },
    Profile {
        name: "postfix",
        about: "0 pass, 69 bounce, 75 try later; the reason with its status code (RFC 3463), for the bounce",
        pass: 0,
        find: 69,
        find_marked: 69,
        later: 75,
        // pipe(8) takes a code at the beginning of the output for its own, so no stranger's word may stand there.
        told: Told::Reason { find: "5.7.1 Message refused: {}", later: "4.3.0 Message not examined: {}" },
        copies: true,
    },
    Profile {
        name: "exim",
        about: "0 pass and found (the line tells), 75 try later; lines as clamscan writes them",
        pass: 0,
        find: 0,
        find_marked: 0,
        later: 75,
        told: Told::Lines,
        copies: false,
    },
    Profile {
        name: "qmail",
        about: "0 pass, 100 bounce, 111 try later; the reason, for the bounce",
        pass: 0,
        find: 100,
        find_marked: 100,
        later: 111,
        told: Told::Reason { find: "Message refused: {} (#5.7.1)", later: "Message not examined: {} (#4.3.0)" },
        copies: true,
    },
    Profile {
        name: "mimedefang",
        about: "0 pass, 1 found, 2 try later; lines as clamscan writes them",
        pass: 0,
        find: 1,
        find_marked: 1,
        later: 2,
        told: Told::Lines,
        copies: false,
    },
    Profile {
        name: "amavis",
        about: "0 pass, 1 found, 2 scanner failed; lines as clamscan writes them",
        pass: 0,
        find: 1,
        find_marked: 1,
        later: 2,
        told: Told::Lines,
        copies: false,
    },
    Profile {
        name: "sieve",
        about: "0 pass, 1 found, 75 failed; the verdict's word. With --add-headers 0 for a find too: test the header",
        pass: 0,
        find: 1,
        find_marked: 0,
        later: 75,
        told: Told::Word,
        copies: true,
    },
    Profile {
        name: "procmail",
        about: "0 pass, 1 found, 75 failed; the verdict's word. With --add-headers 0 for a find too: test the header",
        pass: 0,
        find: 1,
        find_marked: 0,
        later: 75,
        told: Told::Word,
        copies: true,
    },
    Profile {
        name: "maildrop",
        about: "0 pass, 1 found, 75 failed; the verdict's word. With --add-headers 0 for a find too: test the header",
        pass: 0,
        find: 1,
        find_marked: 0,
        later: 75,
        told: Told::Word,
        copies: true,
    },
];

/// The status that every mail system here takes for "keep it and ask again", for when not even the profile is known.
pub const LATER_FOR_ALL: u8 = 75;

impl Profile {
    /// The profile of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|p| p.name == name)
    }

    /// The exit status; `marked` says whether the message with our headers is on the standard output.
    pub fn status(&self, fate: Fate, marked: bool) -> u8 {
        match fate {
            Fate::Pass => self.pass,
            Fate::TryLater => self.later,
            Fate::Find if marked => self.find_marked,
            Fate::Find => self.find,
        }
    }
}
