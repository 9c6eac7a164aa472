//! The map of the house: what is where, in which words, and why.
//!
//! A *sample* of untrusted bytes is opened by one *walk*; each *format* says what it sees into an *inspection*; each
//! thing seen is a *finding* of a *rule*; what could not be read is a *gap*; a *policy* turns findings and gaps into a
//! *verdict*; an *output* shows the *report*.
//!
//! | Room | What it does | What it may not do |
//! |---|---|---|
//! | [`cli`] | arguments, subcommands, exit status, words on stderr | print data except through an output |
//! | [`batch`] | many items at once, results in order, memory bounded | know what the items are |
//! | [`sources`] | all reading: files, folders, lists, standard input; hashed in one pass, bounded | judge |
//! | [`output`] | report to bytes, one file per format; `wire` is the public JSON | judge; know more than `model` |
//! | [`pipeline`] | one sample to its report: walk, judge | |
//! | [`catalog`] | every rule | |
//! | [`policy`] | findings and gaps to a verdict | know formats |
//! | [`scan`] | identify, name against content, the only recursion, gaps, rules over the whole tree | know a format by name; files, clocks, printing |
//! | [`formats`] | types, rules and inspection of each format family | files, network, clocks, printing, panics |
//! | [`parse`] | bytes to plain structs where no well-kept crate reads a format | rules, findings |
//! | [`model`] | the words that all others are written in | I/O, serde |
//!
//! Imports point down only; `tests/it/house.rs` holds that, and what each room may not touch.
//!
//! Deliberately absent: `unsafe`; memory maps (a mapped file that shrinks kills the process); async; a thread pool for
//! one file; regular expressions over untrusted bytes; any network. Severity stands in rules only, default limits in
//! [`model::limits`] only, exit numbers in [`cli::Exit`] only.

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
