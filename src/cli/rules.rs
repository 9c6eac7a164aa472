//! `sheepdip rules`: everything that can be found.

use std::io::{self, BufWriter, Write as _};

use crate::catalog;
use crate::model::rule::Rule;
use crate::output::rules;

use super::args::RulesArgs;
use super::exit::Exit;
use super::{notice, style};

/// Lists the rules.
pub(super) fn run(args: &RulesArgs) -> Exit {
    let mut all: Vec<&Rule> = catalog::rules().collect();
    all.sort_by_key(|r| r.id);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match args.format.as_str() {
        "json" => rules::json(&all, &mut out),
        "markdown" => rules::markdown(&all, &mut out),
        _ => rules::terminal(&all, style::of(args.color, true), &mut out),
    };
    notice::done(written.and_then(|()| out.flush()))
}
