//! Words of a message that may be passwords of what came with it.

/// How much of a message is read for them, in bytes.
const READ: usize = 256 * 1024;
/// The most words that are offered.
const MOST: usize = 200;
/// Longer words are no passwords that somebody types, in bytes.
const LONGEST: usize = 64;
/// What announces a password, in lower case.
const ANNOUNCED: &[&str] = &[
    "password",
    "passwort",
    "passcode",
    "passphrase",
    "passwd",
    "pwd",
    "pass",
    "pw",
    "kennwort",
    "mot de passe",
    "mdp",
    "contraseña",
    "contrasena",
    "clave",
    "senha",
    "wachtwoord",
    "hasło",
    "haslo",
    "lösenord",
    "salasana",
    "jelszó",
    "heslo",
    "parola",
    "şifre",
    "пароль",
    "кодовое слово",
    "密码",
    "密碼",
    "解压码",
    "解壓碼",
    "口令",
    "パスワード",
    "비밀번호",
    "암호",
    "pin",
];
/// What stands between the announcement and the password.
const BETWEEN: &[&str] = &[
    "is",
    "ist",
    "lautet",
    "est",
    "es",
    "è",
    "for",
    "the",
    "this",
    "file",
    "zip",
    "archive",
    "archiv",
    "attachment",
    "document",
    "unzip",
    "open",
    "to",
    "of",
    "für",
    "das",
    "die",
    "der",
    "den",
    "pour",
    "le",
    "la",
    "para",
    "el",
    "为",
    "是",
    "key",
    "code",
    "=",
    "-",
    "->",
    "=>",
    ":",
    "–",
    "—",
];
/// Words that follow "password is" and are none.
const NO_PASSWORD: &[&str] = &[
    "your",
    "sent",
    "a",
    "an",
    "not",
    "required",
    "needed",
    "in",
    "on",
    "at",
    "provided",
    "expired",
    "expiring",
    "protected",
    "reset",
    "and",
    "or",
    "will",
    "was",
    "be",
    "been",
    "has",
    "by",
    "with",
    "from",
    "same",
    "separately",
    "wrong",
    "incorrect",
    "ihr",
    "ihre",
    "ihnen",
    "geschützt",
    "getrennt",
    "abgelaufen",
    "nicht",
    "votre",
    "su",
    "ваш",
    "that",
    "it",
    "we",
    "you",
    "if",
    "as",
    "you'll",
    "please",
];

/// What a message says about passwords.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// The words that may be passwords, the likeliest first.
    pub words: Vec<String>,
    /// The password that is named outright.
    pub named: Option<String>,
    /// Whether the message speaks of a password at all.
    pub speaks: bool,
}

/// Looks through subject and bodies.
pub fn spoken(text: &str) -> Spoken {
    let text = cut(text, READ);
    let mut spoken = Spoken::default();
    announced(text, &mut spoken);
    for (open, close) in
        [('"', '"'), ('\'', '\''), ('„', '“'), ('“', '”'), ('«', '»'), ('「', '」'), ('`', '`'), ('*', '*')]
    {
        for quoted in text.split(open).skip(1).take(MOST) {
            if let Some((inner, _)) = quoted.split_once(close).filter(|(i, _)| i.len() <= LONGEST && !i.contains('\n'))
            {
                add(&mut spoken.words, inner);
            }
        }
    }
    let digits = |w: &&str| w.bytes().any(|b| b.is_ascii_digit());
    text.split_whitespace().filter(digits).for_each(|w| both(&mut spoken.words, w));
    text.split_whitespace().for_each(|w| both(&mut spoken.words, w));
    spoken
}

/// Words behind "password" and its kin.
fn announced(text: &str, spoken: &mut Spoken) {
    let lower = text.to_lowercase();
    // Only where lower case keeps the places are they those of the text.
    let source = if lower.len() == text.len() { text } else { lower.as_str() };
    for key in ANNOUNCED {
        for (at, _) in lower.match_indices(key).take(MOST) {
            let before = lower[..at].chars().next_back();
            let behind = lower.get(at + key.len()..).unwrap_or_default();
            let ascii = key.is_ascii();
            let joined = |c: Option<char>| ascii && c.is_some_and(char::is_alphanumeric);
            if joined(before) && key.len() < 8 || joined(behind.chars().next()) {
                continue;
            }
            spoken.speaks |= *key != "pin" && *key != "clave" && *key != "pass";
            let Some(rest) = source.get(at + key.len()..) else { continue };
            following(cut(rest, 200), spoken);
        }
    }
}

/// The next words behind an announcement.
fn following(rest: &str, spoken: &mut Spoken) {
    let mut marked = false;
    let mut kept = 0;
    for (line, words) in rest.lines().take(3).enumerate() {
        // Chinese and Japanese write no blanks around the colon.
        for word in words.split(|c: char| c.is_whitespace() || matches!(c, '：' | '為' | '为' | '是' | '「' | '」'))
        {
            let bare = word.trim_start_matches([':', '=', '>', '-']);
            marked |= bare.len() < word.len() || words.starts_with('：');
            let lower = bare.to_lowercase();
            let plain = lower.trim_matches([':', ',', '.', '"', '(', ')']);
            if bare.is_empty() || BETWEEN.contains(&plain) {
                marked |= matches!(plain, "is" | "ist" | "lautet" | "est" | "es" | "=");
                continue;
            }
            let quoted = bare.starts_with(['"', '\'', '„', '“', '«', '*', '`']);
            let strong = quoted || bare.bytes().any(|b| b.is_ascii_digit());
            let fits = trimmed(bare).chars().count() >= 3 && bare.len() <= LONGEST && !NO_PASSWORD.contains(&plain);
            if kept == 0 && fits && (strong || marked && line == 0 && !bare.ends_with(',') && is_end(words, word)) {
                spoken.named.get_or_insert_with(|| trimmed(bare).to_owned());
            }
            both(&mut spoken.words, bare);
            kept += 1;
            if kept >= 3 {
                return;
            }
        }
    }
}

/// Whether nothing but the end of the sentence follows a word in its line.
fn is_end(line: &str, word: &str) -> bool {
    line.split_once(word).is_some_and(|(_, rest)| rest.trim().is_empty()) || word.ends_with('.')
}

/// A word as it stands, and without the marks around it.
fn both(words: &mut Vec<String>, word: &str) {
    add(words, trimmed(word));
    add(words, word);
}

fn trimmed(word: &str) -> &str {
    let marks = [
        '"', '\'', '„', '“', '”', '«', '»', '(', ')', '[', ']', '<', '>', ',', '.', ';', ':', '`', '*', '!', '?', '。',
        '，', '「', '」', '{', '}',
    ];
    word.trim_matches(marks)
}

fn add(words: &mut Vec<String>, word: &str) {
    let word = word.trim();
    if (2..=LONGEST).contains(&word.len()) && words.len() < MOST && !words.iter().any(|known| known == word) {
        words.push(word.to_owned());
    }
}

/// The text up to the nearest character at or below a length.
fn cut(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
