//! One test binary. `forge` builds inert hostile files in memory; the rest mirrors `src/`.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests speak plainly")]

mod batch;
mod bombs;
mod cli;
#[cfg(unix)]
mod config;
mod engines;
mod fixtures;
mod forge;
mod formats;
mod hooks;
mod house;
mod kept;
mod laws;
mod mutation;
mod output;
mod readme;
mod rules;
mod scan;
mod sources;
mod turns;
mod types;
mod world;
