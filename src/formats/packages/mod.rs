//! Packages that install software, and the archives that they are made of.

pub mod ar;
pub mod crx;
pub mod rpm;
mod toc;
pub mod xar;
