//! How words stand on a terminal: width, wrapping with hanging indents, colours, sizes for people.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Color};

use crate::model::report::Verdict;

/// Lines longer than this are tiring to read, however wide the terminal is.
const WIDEST: usize = 110;
/// Below this, wrapping makes things worse.
const NARROWEST: usize = 40;
/// Where the text behind a label begins.
pub(super) const HANGING: usize = 11;

/// How an output for people is to look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Colours beside the words.
    pub colour: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Everything that is known.
    pub verbose: bool,
    /// Only what alarms or could not be examined.
    pub quiet: bool,
    /// More than one file: a count at the end.
    pub many: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: WIDEST, verbose: false, quiet: false, many: false }
    }
}

impl Style {
    /// The columns that text may use.
    pub(super) fn columns(self) -> usize {
        self.width.clamp(NARROWEST, WIDEST)
    }

    /// The word in the colours of a style, if there are to be colours.
    pub(super) fn paint(self, style: anstyle::Style, word: &str) -> String {
        if self.colour { format!("{style}{word}{style:#}") } else { word.to_owned() }
    }

    /// A label, less prominent than what it labels.
    pub(super) fn label(self, word: &str) -> String {
        self.paint(anstyle::Style::new().dimmed(), word)
    }

    /// The verdict's word in its colour.
    pub(super) fn verdict(self, verdict: Verdict) -> String {
        self.paint(colour_of(verdict), verdict_words(verdict))
    }
}

/// The words that people see for a verdict.
pub(super) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Clean => "nothing found",
        Verdict::Unexamined => "NOT EXAMINED",
        Verdict::Suspicious => "SUSPICIOUS",
        Verdict::Dangerous => "DANGEROUS",
    }
}

pub(super) fn colour_of(verdict: Verdict) -> anstyle::Style {
    let (colour, bold) = match verdict {
        Verdict::Clean => (AnsiColor::Green, false),
        Verdict::Unexamined => (AnsiColor::Magenta, true),
        Verdict::Suspicious => (AnsiColor::Yellow, true),
        Verdict::Dangerous => (AnsiColor::Red, true),
    };
    let style = anstyle::Style::new().fg_color(Some(Color::Ansi(colour)));
    if bold { style.bold() } else { style }
}

/// Writes `  Label    text`, wrapped, the further lines under the text. An empty label begins at the label's place.
pub(super) fn labelled(out: &mut dyn Write, style: Style, label: &str, text: &str) -> io::Result<()> {
    if label.is_empty() {
        return wrapped(out, style, "  ", 2, 2, text);
    }
    let pad = " ".repeat((HANGING - 2).saturating_sub(label.chars().count()).max(1));
    let lead = format!("  {}{pad}", style.label(label));
    wrapped(out, style, &lead, HANGING, HANGING, text)
}

/// Writes text behind `lead`, which is `start` columns wide; further lines begin in column `indent`.
pub(super) fn wrapped(
    out: &mut dyn Write,
    style: Style,
    lead: &str,
    start: usize,
    indent: usize,
    text: &str,
) -> io::Result<()> {
    out.write_all(lead.as_bytes())?;
    let mut column = start;
    let mut first = true;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let width = columns_of(word);
        if !first && column + 1 + width > style.columns() {
            write!(out, "\n{:indent$}", "")?;
            column = indent;
        } else if !first {
            out.write_all(b" ")?;
            column += 1;
        }
        out.write_all(word.as_bytes())?;
        column += width;
        first = false;
    }
    out.write_all(b"\n")
}

/// How many columns a text takes: East Asian letters and emoji two, combining marks none.
fn columns_of(text: &str) -> usize {
    text.chars()
        .map(|c| match c as u32 {
            0x0300..=0x036F => 0,
            0x1100..=0x115F
            | 0x2E80..=0xA4CF
            | 0xAC00..=0xD7A3
            | 0xF900..=0xFAFF
            | 0xFE30..=0xFE6F
            | 0xFF00..=0xFF60
            | 0xFFE0..=0xFFE6
            | 0x1F300..=0x1FAFF
            | 0x20000..=0x3FFFD => 2,
            _ => 1,
        })
        .sum()
}

/// A size for people: `512 bytes`, `1.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];
    if bytes == 1 {
        return "1 byte".to_owned();
    }
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A time for people: `3 ms`, `1.2 s`.
pub(super) fn time(elapsed: Duration) -> String {
    if elapsed < Duration::from_secs(1) {
        format!("{} ms", elapsed.as_millis())
    } else {
        format!("{:.1} s", elapsed.as_secs_f64())
    }
}

/// A count with its noun: `1 file`, `3 files`.
pub(super) fn count(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
