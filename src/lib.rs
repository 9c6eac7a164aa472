//! The map of the house: what is where, in which words, and why.
//!
//! A *sample* of untrusted bytes is opened by one *walk*; each *format* says what it sees into an *inspection*; each
//! thing seen is a *finding* of a *rule*; what could not be read is a *gap*; a *policy* turns findings and gaps into a
//! *verdict*; an *output* shows the *report*.

pub mod batch;
pub mod catalog;
pub mod cli;
pub mod formats;
pub mod model;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod policy;
pub mod scan;
pub mod sources;
