//! Values of options: sizes (`64M`), times (`90s`), severities.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;

use crate::model::report::Verdict;

/// A number of bytes: `4096`, `64K`, `256M`, `1G`; K is 1024.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(pub u64);

const UNITS: [(char, u32); 4] = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.trim().to_ascii_uppercase();
        let plain = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
        let unit = UNITS.iter().find_map(|(letter, shift)| plain.strip_suffix(*letter).map(|number| (number, *shift)));
        let (number, shift) = unit.unwrap_or((plain, 0));
        let number = number.trim().parse::<u64>().ok();
        let bytes = number.and_then(|n| n.checked_mul(1 << shift)).filter(|n| *n > 0);
        bytes.map(Self).ok_or_else(|| "a size is a number above 0 with K, M, G or T behind it, like 64M".to_owned())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = |shift: u32| self.0.is_multiple_of(1 << shift);
        match UNITS.iter().rev().find(|(_, shift)| fits(*shift)) {
            Some((letter, shift)) => write!(f, "{}{letter}", self.0 >> shift),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A time: `500ms`, `90s`, `5m`, or seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time(pub Duration);

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let units = [("ms", 1u64), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
        let found = units.iter().find_map(|(unit, factor)| text.strip_suffix(unit).map(|number| (number, *factor)));
        let (number, factor) = found.unwrap_or((text, 1000));
        let millis = number.trim().parse::<u64>().ok().and_then(|n| n.checked_mul(factor)).filter(|n| *n > 0);
        millis
            .map(|m| Self(Duration::from_millis(m)))
            .ok_or_else(|| "a time is a number above 0 with ms, s, m or h behind it, like 90s".to_owned())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0.as_millis();
        if millis.is_multiple_of(1000) { write!(f, "{}s", millis / 1000) } else { write!(f, "{millis}ms") }
    }
}

/// From which verdict on the exit status says "found".
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Suspicious or dangerous files
    Suspicious,
    /// Dangerous files only
    Dangerous,
}

impl FailOn {
    pub(super) fn threshold(self) -> Verdict {
        match self {
            Self::Suspicious => Verdict::Suspicious,
            Self::Dangerous => Verdict::Dangerous,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR or TERM=dumb says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
