//! One test binary. `forge` builds inert hostile files in memory; the rest mirrors `src/`.
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests speak plainly")]

mod forge;
mod formats;
mod house;
mod laws;
mod mutation;
mod rules;
mod scan;
mod types;
mod world;
