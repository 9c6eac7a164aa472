//! What a command line does, in words. The tricks that hide it from a reader are undone first.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::inspection::Inspection;
use crate::model::name::Name;

use super::commands::{is_remote_file, runner};
use super::deeds::{CODED, DEEDS, HIDES, SHARE, has};
use super::undo::undo;

/// How much of a line is read, in characters; Windows itself takes 32 K.
const LONGEST: usize = 64 * 1024;
/// From here on letters of Base64 are code and no word.
const CODE: usize = 20;

/// Programs that count wherever in a line they stand; others only in its first place, or with `.exe`.
const ANYWHERE: &[&str] = &[
    "powershell",
    "pwsh",
    "cmd",
    "mshta",
    "rundll32",
    "regsvr32",
    "certutil",
    "wscript",
    "cscript",
    "bitsadmin",
    "msiexec",
    "schtasks",
    "forfiles",
    "wmic",
    "installutil",
    "pcalua",
    "conhost",
    "powers~1",
];

/// What all lines have that start one of [`ANYWHERE`] or a program in the first place.
const RUN_WORDS: &[&str] = &[
    "cmd", "power", "pwsh", "mshta", "32", "cert", "script", "bits", "msi", "schtasks", "forfiles", "wmic", "util",
    "pcalua", "conhost", "curl", "ssh", "ftp", "finger", "bash", "wsl", "hh ", "msbuild", "odbcconf", "control",
    "cmstp", "\"",
];

/// A command line that was read.
#[derive(Debug, Default)]
pub struct Order {
    /// The line as the computer would carry it out: variables filled in, carets and idle quotes taken away.
    pub plain: String,
    /// A program in it that carries out what the rest says.
    pub program: Option<&'static str>,
    /// What it does, in words, the worst first.
    pub deeds: Vec<&'static str>,
    /// Whether one of the deeds has no place in an honest shortcut.
    pub strong: bool,
    /// Code that stood in it in encoded form.
    pub code: Option<String>,
}

impl Order {
    /// Reads a line of Windows.
    pub fn read(line: &str) -> Self {
        let plain = undo(line, LONGEST);
        let lower = plain.to_ascii_lowercase();
        let words: Vec<&str> = lower.split(is_edge).filter(|w| !w.is_empty()).collect();
        let named = |w: &&str| runner(w).filter(|r| ANYWHERE.contains(r) || w.ends_with(".exe"));
        let mut order =
            Self { program: runner(first(&lower)).or_else(|| words.iter().find_map(named)), ..Self::default() };
        // Quotes around a program or an address part no words.
        let bare = lower.replace('"', "");
        for deed in DEEDS {
            if deed.words.iter().any(|w| has(&bare, w)) {
                order.add(deed.says, deed.strong);
            }
        }
        order.switches(&plain);
        let quoted = plain.split(['"', '\'', ' ', '=', '(', ',']);
        if quoted.into_iter().any(|w| w.starts_with("\\\\") && is_remote_file(w)) {
            order.add(SHARE, true);
        }
        order.plain = plain;
        order
    }

    fn add(&mut self, says: &'static str, strong: bool) {
        if !self.deeds.contains(&says) {
            self.deeds.push(says);
        }
        self.strong |= strong;
    }

    /// PowerShell takes the beginning of a switch for all of it.
    fn switches(&mut self, plain: &str) {
        let mut words = plain.split([' ', '"', '\'', ':']).filter(|w| !w.is_empty()).peekable();
        while let Some(word) = words.next() {
            let Some(switch) = word.strip_prefix(['-', '/', '\u{2013}', '\u{2014}', '\u{2015}']) else { continue };
            let switch = switch.to_ascii_lowercase();
            let begins = |whole: &str| !switch.is_empty() && whole.starts_with(&switch);
            let Some(next) = words.peek() else { break };
            if begins("windowstyle") && (*next == "1" || "hidden".starts_with(&next.to_ascii_lowercase())) {
                self.add(HIDES, true);
            }
            if (begins("encodedcommand") || switch == "ec")
                && next.len() >= CODE
                && next.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
            {
                self.add(CODED, true);
                self.code = decoded(next).or(self.code.take());
            }
        }
    }

    /// Whether a program of Windows is told to do what no honest line does.
    pub fn is_attack(&self) -> bool {
        self.program.is_some() && self.strong
    }

    /// What it does, as one phrase.
    pub fn does(&self) -> String {
        match self.deeds.as_slice() {
            [] => "carries out what they say".to_owned(),
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{} and {last}", most.join(", ")),
        }
    }

    /// Whether all that it starts lies in the folders into which programs are installed.
    pub fn is_at_home(&self) -> bool {
        const HOMES: &[&str] = &[":\\program files", ":\\windows\\"];
        const RUN: &[&str] = &[
            ".exe", ".dll", ".bat", ".cmd", ".ps1", ".psm1", ".vbs", ".js", ".jse", ".vbe", ".hta", ".wsf", ".lnk",
            ".cpl", ".msc", ".scr", ".com", ".py", ".chm", ".msi", ".ocx", ".jar",
        ];
        let lower = self.plain.to_ascii_lowercase().replace("\"\"", "\"");
        let mut homes = 0;
        let parts: Vec<&str> = lower
            .split('"')
            .enumerate()
            .flat_map(
                |(i, part)| {
                    if i % 2 == 1 && !part.is_empty() { vec![part] } else { part.split_whitespace().collect() }
                },
            )
            .collect();
        for part in parts {
            // What carries out orders of its own is at home in Windows, too.
            if runner(part).is_some_and(|r| r != "cmd") {
                return false;
            }
            let home = HOMES.iter().any(|h| part.get(1..).is_some_and(|p| p.starts_with(h)));
            if home && !part.contains("\\..\\") {
                homes += 1;
            } else if part.contains(":\\") || RUN.iter().any(|r| part.ends_with(r)) {
                return false;
            }
        }
        !self.strong && homes > 0
    }

    /// Hands over the code that stood in the line.
    pub fn hand_over(&self, inspection: &mut Inspection<'_>) {
        if let Some(code) = &self.code {
            let claim = Claim::named(Name::from_text("orders.ps1"));
            inspection.child(Origin::Decoded, claim, &mut code.as_bytes());
        }
    }
}

/// Whether a text can be an order at all: a quick look before it is read.
pub(super) fn may_run(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.contains(['%', '^', '!', '`']) || lower.contains(".exe") || RUN_WORDS.iter().any(|w| lower.contains(w))
}

/// The first word of a line: what it starts.
pub fn first(line: &str) -> &str {
    let line = line.trim_start_matches([' ', '\t', '@', '(']);
    match line.strip_prefix('"') {
        Some(rest) => rest.split('"').next().unwrap_or_default(),
        None => match line.to_ascii_lowercase().find(".exe") {
            // A path with blanks that nobody put in quotes.
            Some(at) if line.as_bytes().get(1) == Some(&b':') => line.get(..at + 4).unwrap_or(line),
            _ => line.split_whitespace().next().unwrap_or_default(),
        },
    }
}

fn is_edge(c: char) -> bool {
    c.is_whitespace() || "\"'&|;()=,@{}<>`".contains(c)
}

/// What PowerShell would read out of encoded code.
fn decoded(letters: &str) -> Option<String> {
    let letters = letters.trim_end_matches('=');
    let whole = letters.get(..letters.len() - usize::from(letters.len() % 4 == 1))?;
    let bytes = STANDARD_NO_PAD.decode(whole).ok()?;
    let units = bytes.chunks_exact(2).map(|p| u16::from_le_bytes([p[0], p[1]]));
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFD}')).collect();
    (!text.is_empty()).then_some(text)
}
