//! Second opinions.

mod clamd;
#[cfg(unix)]
mod clamd_real;

use crate::forge::Example;

/// The examples of every engine.
pub const EXAMPLES: &[&[Example]] = &[clamd::EXAMPLES];
