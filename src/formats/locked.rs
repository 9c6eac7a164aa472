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
    meaning: "It is locked with a password, and the password stands beside it: in the message that it came with, in a note, \
              in a name. A lock whose key hangs beside it protects nothing from people; it keeps virus scanners out.",
    proof: "The word \"{password|…}\", which stands beside it, opens {what|the archive}.",
    advice: "Do not open it unless you expected it. Ask the sender by another way.",
    attack: &["T1027.013", "T1566.001"],
    references: &["https://attack.mitre.org/techniques/T1027/013/"],
};

static USUAL_PASSWORD: Rule = Rule {
    id: "locked.usual-password",
    title: "Locked with a password that everybody knows",
    severity: Severity::Low,
    meaning: "It opens with the password \"{password|infected}\". Researchers lock malware with such words so that scanners \
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

/// Words for a password in the languages in which they are mailed most.
const NAMES: &[&str] = &[
    "password",
    "passwort",
    "passwd",
    "passcode",
    "pass",
    "pwd",
    "pw",
    "pin",
    "code",
    "key",
    "kennwort",
    "kennung",
    "schlüssel",
    "contraseña",
    "clave",
    "senha",
    "passe",
    "parola",
    "wachtwoord",
    "hasło",
    "haslo",
    "heslo",
    "lösenord",
    "пароль",
    "код",
    "密码",
    "解压密码",
    "パスワード",
    "비밀번호",
];
/// Words that stand between the word and the password.
const BETWEEN: &[&str] = &[
    "is",
    "ist",
    "lautet",
    "for",
    "für",
    "to",
    "the",
    "file",
    "archive",
    "zip",
    "es",
    "est",
    "attachment",
    "code",
    "=",
];
/// Of a short text every word is offered, up to this count.
const SHORT: usize = 40;
/// Words that are offered of one text.
const MOST: usize = 64;
/// Longer words are no passwords that a person would type.
const LONGEST: usize = 64;

/// The words of a text that may be passwords, the likeliest first: what follows "password:" in some language, and of a short
/// note every word.
pub fn words(text: &str) -> Vec<String> {
    let tokens: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == '\u{FEFF}').filter(|t| !t.is_empty()).collect();
    let mut out = Vec::new();
    let mut offer = |token: &str| {
        // A full stop may end the sentence or the password: without it first.
        for form in [trimmed(token), token] {
            if !form.is_empty() && form.len() <= LONGEST && out.len() < MOST && !out.iter().any(|known| known == form) {
                out.push(form.to_owned());
            }
        }
    };
    for (at, token) in tokens.iter().enumerate() {
        let (head, rest) = token.split_once([':', '=', '：']).unwrap_or((token, ""));
        let head = trimmed(head).to_lowercase();
        if !NAMES.contains(&head.as_str()) {
            continue;
        }
        if !rest.is_empty() {
            offer(rest);
        }
        let after = tokens.iter().skip(at + 1).take(6);
        after.filter(|t| !BETWEEN.contains(&trimmed(t).to_lowercase().as_str())).take(2).for_each(|t| offer(t));
    }
    if tokens.len() <= SHORT {
        tokens.iter().for_each(|t| offer(t));
    }
    out
}

/// The words of a file's name that may be passwords, where it speaks of one (`invoice_pass_1234.zip`).
pub fn words_of_name(name: &str) -> Vec<String> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let spaced = stem.replace(['_', '-', '/', '\\', '(', ')', '[', ']', '+', ','], " ");
    let is_name = |word: &str| NAMES.contains(&trimmed(word).to_lowercase().as_str());
    if !spaced.split([' ', '=', ':']).any(is_name) {
        return Vec::new();
    }
    words(&spaced).into_iter().filter(|word| !is_name(word)).collect()
}

fn trimmed(token: &str) -> &str {
    token.trim_matches([
        '"', '\'', '“', '”', '„', '«', '»', '‘', '’', '`', '(', ')', '[', ']', '<', '>', '.', ',', ';', ':', '*', '=',
    ])
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
