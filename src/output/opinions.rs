//! What the engines said, for people: one line an engine.

use crate::model::engine::Consultation;

use super::layout::count;

/// `clamd (ClamAV 1.4.3, signatures 27820, 1 day old): nothing found`.
pub(super) fn line(engine: &Consultation) -> String {
    let age = engine.age_days.map(|days| if days == 0 { "of today".to_owned() } else { count(days, "day") + " old" });
    let about: Vec<String> = engine.version.clone().into_iter().chain(age).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    format!("{}{about}: {}", engine.name, said(engine))
}

/// The same in a few words, for the line of a file with nothing found.
pub(super) fn short(engine: &Consultation) -> String {
    format!("{}: {}", engine.name, said(engine))
}

fn said(engine: &Consultation) -> String {
    // Why it failed is told as the reason of the gap.
    let (answered, failed) = (count(engine.answered, "part"), engine.failure.is_some());
    let words = match (engine.found, engine.answered) {
        (0, 0) if failed => "it could not be asked".to_owned(),
        (0, 0) => "there was nothing to ask".to_owned(),
        (0, _) if failed => format!("nothing found in {answered}, then it failed"),
        (0, _) => "nothing found".to_owned(),
        (1, 1) => "found something".to_owned(),
        (found, _) => format!("found something in {found} of {answered}"),
    };
    engine.warning.iter().fold(words, |words, warning| words + "; " + warning)
}
