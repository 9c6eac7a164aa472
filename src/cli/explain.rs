//! `sheepdip explain RULE`: one rule with all its words.

use std::io::{self, Write as _};

use crate::catalog;
use crate::output::rules;

use super::args::ExplainArgs;
use super::exit::Exit;
use super::{notice, style};

/// How many rules are offered in place of an unknown one.
const OFFERED: usize = 5;

/// Explains a rule, or says which ones have a similar name.
pub(super) fn run(args: &ExplainArgs) -> Exit {
    let wanted = args.rule.trim().to_ascii_lowercase();
    if let Some(rule) = catalog::rule(&wanted) {
        let mut out = io::stdout().lock();
        let written = rules::explain(rule, style::of(args.color, true), &mut out);
        return notice::done(written.and_then(|()| out.flush()));
    }
    let mut near: Vec<_> = catalog::rules().map(|r| (distance(&wanted, r.id), r.id)).collect();
    near.sort_unstable();
    let offered: Vec<_> = near.iter().take(OFFERED).map(|(_, id)| *id).collect();
    notice::error(&format!(
        "no rule is called \"{}\"; similar: {} (`sheepdip rules` lists all)",
        args.rule,
        offered.join(", ")
    ));
    Exit::Trouble
}

/// How far a rule's id is from what was asked for: a part of the id is near, else the letters to change are counted.
fn distance(wanted: &str, id: &str) -> usize {
    if !wanted.is_empty() && id.contains(wanted) {
        return 0;
    }
    // Levenshtein, against the whole id and against the part behind the dot.
    let of = |id: &str| {
        let mut row: Vec<usize> = (0..=id.chars().count()).collect();
        for (i, a) in wanted.chars().take(100).enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, b) in id.chars().enumerate() {
                let cost = diagonal + usize::from(a != b);
                diagonal = row[j + 1];
                row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
            }
        }
        row.last().copied().unwrap_or(0)
    };
    of(id).min(id.split_once('.').map_or(usize::MAX, |(_, name)| of(name)))
}
