//! Sheets that Excel reads from text: SYLK with its formulas, and web queries.

use crate::parse::ini::lines;

use super::commands::{is_remote_file, runner};
use super::judge::Look;
use super::rules::{OTHER_COMPUTER, WEB_QUERY};

/// Cells of a sheet in text form: fields are parted by `;`, a doubled one is a letter; `E` begins a formula.
pub(super) fn sheet(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    for (at, line) in lines(text).filter(|(_, l)| l.starts_with("C;") || l.starts_with("NN;") || l.starts_with("NE;")) {
        let mut formula = false;
        let mut starts = false;
        for field in line.replace(";;", "\u{1}").split(';') {
            let lower = field.to_ascii_lowercase().replace('\u{1}', ";");
            formula |= lower.starts_with('e');
            let name = line.starts_with("NN;") && lower.starts_with("nauto_");
            let call = lower.starts_with('e')
                && ["exec(", "call(", "register(", "register.id(", "fopen(", "run("].iter().any(|w| word(&lower, w));
            let link = lower.starts_with('e')
                && lower[1..].split_once('|').is_some_and(|(program, topic)| {
                    let program =
                        program.trim_start_matches(['=', '+', '-', '@', ' ', '\'', '(']).trim_end_matches('\'');
                    topic.contains('!')
                        && (runner(program).is_some() || program.ends_with("exe") || program == "msexcel")
                });
            starts |= name || call || link;
        }
        if starts {
            look.does(at, line, if formula { "starts a program from a cell" } else { "runs an old macro by itself" });
        }
        // The file of a link to another sheet.
        if line.starts_with("NE;")
            && let Some(place) = line.split(';').find_map(|f| f.strip_prefix('E')).filter(|p| is_remote_file(p))
        {
            look.fire_with(&OTHER_COMPUTER, at, line, "place", place);
        }
    }
}

/// Whether a function stands in a formula by this name, not at the end of a longer one.
fn word(formula: &str, name: &str) -> bool {
    formula.match_indices(name).take(64).any(|(at, _)| {
        at <= 1 || formula[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '.' && c != '_')
    })
}

/// A web query: its third line is the address.
pub(super) fn query(look: &mut Look<'_, '_, '_>) {
    let text = look.text;
    let Some((at, line)) = lines(text).filter(|(_, l)| !l.is_empty()).nth(2) else { return };
    if !look.is_remote(at, line, line) {
        look.inspection.fact("url", line);
        look.fire_with(&WEB_QUERY, at, line, "url", line);
    }
}
