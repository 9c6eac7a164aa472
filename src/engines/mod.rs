//! Second opinions: engines that are asked only when the user says so. They know the model only; they may block and may
//! fail, and a failure is told; they never unpack and never judge.

pub mod clamd;
pub mod defender;
pub mod online;
mod private;
#[cfg(feature = "yara")]
pub mod yara;

use crate::model::rule::Rule;

/// A row of the registry.
#[derive(Debug)]
pub struct EngineRow {
    /// The engine's name: its option, and the prefix of its rules' ids.
    pub name: &'static str,
    /// What it is, for lists.
    pub about: &'static str,
    /// What its words become.
    pub rules: &'static [&'static Rule],
}

/// Every engine that can be asked.
pub static ENGINES: &[EngineRow] = &[
    EngineRow { name: clamd::NAME, about: "the anti-virus ClamAV, on this machine or a server", rules: clamd::RULES },
    EngineRow {
        name: defender::NAME,
        about: "the anti-virus Microsoft Defender, on this machine",
        rules: defender::RULES,
    },
    EngineRow { name: online::NAME, about: "services that know files by their hash", rules: online::RULES },
    #[cfg(feature = "yara")]
    EngineRow { name: yara::NAME, about: "YARA rules of your own", rules: yara::RULES },
];

/// The rules of all engines.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ENGINES.iter().flat_map(|engine| engine.rules.iter().copied())
}
