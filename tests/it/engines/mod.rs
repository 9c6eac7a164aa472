//! Second opinions.

mod clamd;
#[cfg(unix)]
mod clamd_real;
mod defender;
pub mod lookup;
#[cfg(target_os = "linux")]
mod no_packet;
mod services;
mod upload;
#[cfg(feature = "yara")]
mod yara;

use crate::forge::Example;

/// The examples of every engine.
pub const EXAMPLES: &[&[Example]] = &[
    clamd::EXAMPLES,
    defender::EXAMPLES,
    lookup::EXAMPLES,
    #[cfg(feature = "yara")]
    yara::EXAMPLES,
];
