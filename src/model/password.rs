//! Passwords that may be tried on what is locked.

use std::fmt;
use std::sync::Arc;

/// Where a password was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordOrigin {
    /// The user named it.
    Given,
    /// It stands in the message that holds the locked thing.
    Message,
    /// Malware is usually locked with it.
    Common,
}

/// One password.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    /// The password itself.
    pub text: String,
    /// Where it was found.
    pub origin: PasswordOrigin,
}

impl fmt::Debug for Password {
    /// What the user named is never shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            PasswordOrigin::Given => f.write_str("Password(given)"),
            origin => write!(f, "Password({origin:?}, {:?})", self.text),
        }
    }
}

/// The passwords that the user allows to be tried.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passwords {
    /// Those that the user named, in their order.
    pub given: Arc<[String]>,
    /// Whether [`COMMON`] are tried too.
    pub common: bool,
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({} given, common: {})", self.given.len(), self.common)
    }
}

/// What malware and samples of it are usually locked with, the likeliest first.
pub const COMMON: &[&str] = &[
    "infected",
    "1234",
    "password",
    "12345",
    "123456",
    "123",
    "111",
    "1111",
    "0000",
    "malware",
    "virus",
    "novirus",
    "2024",
    "2025",
    "2026",
    "invoice",
    "pass",
    "Password",
    "admin",
    "secret",
    "qwerty",
    "abc123",
    "12345678",
    "123456789",
    "infected!",
    "password123",
    "dangerous",
    "zip",
    "test",
    "archive",
];
