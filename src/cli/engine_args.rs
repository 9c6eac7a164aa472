//! The arguments about second opinions, for every subcommand that examines.

use std::sync::Arc;

use clap::Args;

use crate::engines::clamd::{Address, Clamd, USUAL};
use crate::model::engine::Engine;

use super::notice;

/// Who is asked beside sheepdip itself; nobody, unless it is said.
#[derive(Debug, Args, Default)]
pub(super) struct EngineArgs {
    /// Ask ClamAV's daemon about every file and everything in it
    ///
    /// Without an address the usual sockets of this machine are tried. A socket's path or HOST:PORT names another one;
    /// the files are sent there, without their names. If it cannot be asked, the files are not fully examined.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true, default_missing_value = "", help_heading = "Second opinions")]
    clamd: Option<String>,
}

impl EngineArgs {
    /// The engines that were asked for.
    ///
    /// # Errors
    /// What to tell the user, where one of them is not there at all.
    pub(super) fn engines(&self) -> Result<Vec<Arc<dyn Engine>>, String> {
        let mut engines: Vec<Arc<dyn Engine>> = Vec::new();
        if let Some(address) = &self.clamd {
            let clamd = match address.as_str() {
                "" => Clamd::local().ok_or_else(|| {
                    format!(
                        "no clamd was found on this machine (looked for {} and others): start it (systemctl start \
                         clamav-daemon), or name its socket (--clamd=PATH or --clamd=HOST:PORT)",
                        USUAL[0]
                    )
                })?,
                address => {
                    let address = Address::of(address);
                    if address.is_remote() {
                        notice::error(&format!("the content of the files is sent to clamd at {address}, unencrypted"));
                    }
                    Clamd::new(address)
                }
            };
            engines.push(Arc::new(clamd));
        }
        Ok(engines)
    }
}
