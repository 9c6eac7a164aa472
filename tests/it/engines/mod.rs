//! Second opinions.

mod clamd;
#[cfg(unix)]
mod clamd_real;
mod services;
#[cfg(feature = "yara")]
mod yara;

use crate::forge::Example;

/// The examples of every engine.
pub const EXAMPLES: &[&[Example]] = &[
    clamd::EXAMPLES,
    #[cfg(feature = "yara")]
    yara::EXAMPLES,
];
