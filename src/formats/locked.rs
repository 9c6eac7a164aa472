//! Locked members and documents: which passwords are tried on them, and what it means that one fits. Every format that can
//! be unlocked asks here, so that the tries of one file are counted together.

use crate::model::format::Format;
use crate::model::gap::Gap;
use crate::model::inspection::Inspection;
use crate::model::password::{Password, PasswordOrigin};
use crate::model::rule::{Rule, Severity};

/// The registry row: rules only.
pub static FORMAT: Format =
    Format { name: "locked", types: &[], rules: &[&PASSWORD_BESIDE, &USUAL_PASSWORD], inspect: None, seeks: false };

static PASSWORD_BESIDE: Rule = Rule {
    id: "locked.password-beside",
    title: "A locked archive with its password beside it",
    severity: Severity::Medium,
    meaning: "{what|The archive} is locked with a password, and the password stands in the message that it came with. A lock \
              whose key hangs beside it protects nothing from people; it keeps virus scanners out.",
    proof: "The word \"{password|…}\" of the message opens {what|the archive}.",
    advice: "Do not open it unless you expected it. Ask the sender by another way.",
    attack: &["T1027.013", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

static USUAL_PASSWORD: Rule = Rule {
    id: "locked.usual-password",
    title: "Locked with a password that everybody knows",
    severity: Severity::Low,
    meaning: "{what|The archive} opens with \"{password|infected}\". Researchers lock malware with such words so that scanners \
              leave it alone; careless people use them too.",
    proof: "The common password \"{password|…}\" opens {what|the archive}.",
    advice: "Look at what is inside before you trust it.",
    attack: &["T1027.013"],
    references: &[],
};

/// What an attempt with one password gave.
#[derive(Debug)]
pub enum Attempt<T> {
    /// It fits.
    Opened(T),
    /// It does not.
    Wrong,
    /// No password can help: the rest of the tries is spared.
    Hopeless,
}

/// Tries the known passwords on something locked; `what` names it in words ("the archive", "\"a.pdf\""). The password that
/// fitted comes back with what it opened. Without one that fits the caller reports [`gap`].
pub fn open<T>(
    inspection: &mut Inspection<'_>,
    what: &str,
    mut attempt: impl FnMut(&str) -> Attempt<T>,
) -> Option<(Password, T)> {
    for password in inspection.passwords() {
        if let Err(gap) = inspection.take_try() {
            inspection.gap(gap);
            return None;
        }
        match attempt(&password.text) {
            Attempt::Opened(opened) => {
                inspection.password_fits(&password);
                tell(inspection, what, &password);
                return Some((password, opened));
            }
            Attempt::Wrong => {}
            Attempt::Hopeless => return None,
        }
    }
    None
}

/// Says of a password that fitted what it means where it came from.
fn tell(inspection: &mut Inspection<'_>, what: &str, password: &Password) {
    let rule = match password.origin {
        PasswordOrigin::Message => &PASSWORD_BESIDE,
        PasswordOrigin::Common => &USUAL_PASSWORD,
        PasswordOrigin::Given => return,
    };
    inspection.found(rule).with("what", what).with("password", password.text.as_str());
}

/// The gap of something that stays locked.
pub fn gap(inspection: &mut Inspection<'_>, what: &str) -> Gap {
    let tried = inspection.passwords().len();
    match tried {
        0 => Gap::encrypted(format!("{what} is locked with a password")),
        1 => Gap::encrypted(format!("{what} is locked with a password; the one that was tried does not fit")),
        _ => Gap::encrypted(format!("{what} is locked with a password; none of {tried} that were known fits")),
    }
}
