//! The mail hook: its answers, its headers, the command, and real mail systems.

mod answers;
mod command;
mod docs;
mod headers;
mod messages;
#[cfg(target_os = "linux")]
mod servers;
