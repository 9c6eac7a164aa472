//! The keyring of the operating system, for builds with the feature `keyring`. Others have none, which is no failure.

use secrecy::SecretString;

use crate::engines::online::service::Service;

/// Whether this build knows keyrings.
pub const KNOWN: bool = cfg!(feature = "keyring");

/// Under which name all our keys are in it.
#[cfg(feature = "keyring")]
const NAME: &str = "sheepdip";

/// The key of a service, if there is one.
///
/// # Errors
/// Why the keyring cannot be asked.
#[cfg(feature = "keyring")]
pub(super) fn get(service: &Service) -> Result<Option<SecretString>, String> {
    let entry = ::keyring::v1::Entry::new(NAME, service.name).map_err(|error| trouble(&error))?;
    match entry.get_password() {
        Ok(key) => Ok(Some(key.into())),
        Err(::keyring::v1::Error::NoEntry) => Ok(None),
        Err(error) => Err(trouble(&error)),
    }
}

/// Stores the key of a service.
///
/// # Errors
/// Why it cannot be stored.
#[cfg(feature = "keyring")]
pub fn set(service: &Service, key: &SecretString) -> Result<(), String> {
    use secrecy::ExposeSecret as _;

    let entry = ::keyring::v1::Entry::new(NAME, service.name).map_err(|error| trouble(&error))?;
    entry.set_password(key.expose_secret()).map_err(|error| trouble(&error))
}

/// Takes the key of a service away; whether there was one.
///
/// # Errors
/// Why the keyring cannot be asked.
#[cfg(feature = "keyring")]
pub fn remove(service: &Service) -> Result<bool, String> {
    let entry = ::keyring::v1::Entry::new(NAME, service.name).map_err(|error| trouble(&error))?;
    match entry.delete_credential() {
        Ok(()) => Ok(true),
        Err(::keyring::v1::Error::NoEntry) => Ok(false),
        Err(error) => Err(trouble(&error)),
    }
}

/// Some of its errors carry what was stored, so only their kind is told.
#[cfg(feature = "keyring")]
fn trouble(error: &::keyring::v1::Error) -> String {
    use ::keyring::v1::Error;

    let why = match error {
        Error::NoStorageAccess(_) => "it is locked, or this session may not use it",
        Error::NoDefaultStore | Error::PlatformFailure(_) => "there is none in this session, or it does not answer",
        Error::BadEncoding(_) => "what it holds is no text",
        _ => "it refused",
    };
    format!("the keyring of this system cannot be used ({why})")
}

/// No keyring, no key.
#[cfg(not(feature = "keyring"))]
pub(super) fn get(_: &Service) -> Result<Option<SecretString>, String> {
    Ok(None)
}

/// This build has no keyring.
///
/// # Errors
/// Always.
#[cfg(not(feature = "keyring"))]
pub fn set(_: &Service, _: &SecretString) -> Result<(), String> {
    Err(WITHOUT.to_owned())
}

/// This build has no keyring.
///
/// # Errors
/// Always.
#[cfg(not(feature = "keyring"))]
pub fn remove(_: &Service) -> Result<bool, String> {
    Err(WITHOUT.to_owned())
}

#[cfg(not(feature = "keyring"))]
const WITHOUT: &str = "this sheepdip was built without the feature \"keyring\"";
