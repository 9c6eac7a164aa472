//! One test binary. `forge` builds inert hostile files in memory; the rest mirrors `src/`.

mod forge;
mod formats;
mod house;
mod rules;
mod scan;
mod types;
