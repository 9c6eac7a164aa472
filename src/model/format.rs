//! A format: its types, its rules, its inspection. One row of the registry.

use super::artifact::Artifact;
use super::gap::Gap;
use super::inspection::Inspection;
use super::rule::Rule;
use super::types::TypeInfo;

/// What an inspection does with an artifact: says what it sees; a gap ends it.
pub type Inspect = fn(&Artifact, &mut Inspection<'_>) -> Result<(), Gap>;

/// One family of formats.
#[derive(Debug)]
pub struct Format {
    /// The file's stem: `png`.
    pub name: &'static str,
    /// The types that it recognises, in the order in which they are tried.
    pub types: &'static [&'static TypeInfo],
    /// The rules that it fires.
    pub rules: &'static [&'static Rule],
    /// Runs on artifacts whose lineage holds one of `types`; `None` where recognising is all.
    pub inspect: Option<Inspect>,
    /// Whether the inspection can work on a file of which only head and tail are in memory (it seeks in
    /// [`Artifact::reader`] instead of reading [`Artifact::bytes`]).
    pub seeks: bool,
}
