//! The words that everything else is written in. No I/O, no serde, no format by name.

pub mod artifact;
pub mod claim;
pub mod engine;
pub mod finding;
pub mod format;
pub mod gap;
pub mod inspection;
pub mod limits;
pub mod name;
pub mod oracle;
pub mod password;
pub mod probe;
pub mod report;
pub mod rule;
pub mod text;
pub mod turn;
pub mod types;
