//! Where this user's settings, keys, answers and counters are. Only names are made here; nothing is opened.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

/// Names another settings file.
pub const SETTINGS_VARIABLE: &str = "SHEEPDIP_CONFIG";
/// Names another folder for answers that are kept.
pub const CACHE_VARIABLE: &str = "SHEEPDIP_CACHE";
/// Names another folder for what is counted.
pub const STATE_VARIABLE: &str = "SHEEPDIP_STATE";

/// The places of one user. Who has no home, as mail systems often have none, has no places either, which is no error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// The settings: `config.toml`.
    pub settings: Option<PathBuf>,
    /// Whether the user named that file, and it must be there.
    pub named: bool,
    /// The keys, beside the settings: `keys.toml`.
    pub keys: Option<PathBuf>,
    /// Answers that are kept.
    pub cache: Option<PathBuf>,
    /// What is counted: quotas.
    pub state: Option<PathBuf>,
    /// The file of VirusTotal's own command, which may hold a key: `.vt.toml`.
    pub virustotal: Option<PathBuf>,
}

impl Paths {
    /// The places of the user who runs this.
    pub fn of_this_user() -> Self {
        let native = etcetera::base_strategy::choose_native_strategy().ok();
        let ours = |folder: PathBuf| whole(folder.join("sheepdip"));
        let named = variable(SETTINGS_VARIABLE).map(PathBuf::from);
        let is_named = named.is_some();
        let settings = named.or_else(|| Some(ours(native.as_ref()?.config_dir())?.join("config.toml")));
        // Windows and macOS have one folder for everything that a program keeps; ours are apart in it.
        let (cache, state) = match &native {
            None => (None, None),
            Some(native) => match native.state_dir() {
                Some(state) => (ours(native.cache_dir()), ours(state)),
                None => {
                    let local = if cfg!(windows) { native.cache_dir() } else { native.data_dir() };
                    (ours(native.cache_dir()).map(|f| f.join("cache")), ours(local).map(|f| f.join("state")))
                }
            },
        };
        Self {
            keys: settings.as_ref().map(|path| path.with_file_name("keys.toml")),
            settings,
            named: is_named,
            cache: variable(CACHE_VARIABLE).map(PathBuf::from).or(cache),
            state: variable(STATE_VARIABLE).map(PathBuf::from).or(state),
            virustotal: native.and_then(|native| whole(native.home_dir().join(".vt.toml"))),
        }
    }
}

/// A variable that is set, and not to nothing.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

/// A home that is no whole path would make the settings those of the folder that we happen to stand in, which may be a
/// stranger's.
fn whole(path: PathBuf) -> Option<PathBuf> {
    Path::is_absolute(&path).then_some(path)
}
