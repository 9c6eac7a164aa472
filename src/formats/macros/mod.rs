//! Macros of Office, whatever document they stand in: which of them start by themselves, and what they do. The documents'
//! formats read the projects and hand their modules over here, so that one set of rules speaks for all of them.
//!
//! The words are those of mraptor (oletools), weighed: what honest macros do every day too (saving, asking the user) does
//! not make a document dangerous here.

mod decode;
mod pcode;
mod rules;
mod seen;
mod sheets;
mod words;

use crate::model::artifact::Origin;
use crate::model::claim::Claim;
use crate::model::format::Format;
use crate::model::inspection::Inspection;
use crate::model::name::Name;
use crate::model::rule::Rule;

pub use pcode::Compiled;
pub use rules::{MACRO_MIME, STOMPED};
use seen::{Deed, Kind, Seen};
pub use sheets::Sheets;

/// The registry row: rules only.
pub static FORMAT: Format = Format { name: "macros", types: &[], rules: rules::ALL, inspect: None, seeks: false };

/// One module of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub name: String,
    /// Its source.
    pub source: String,
    /// Whether it belongs to a form, whose events come when the user works with it.
    pub form: bool,
}

/// What the modules of a project are, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Whether there is any code.
    pub code: bool,
}

/// Judges the modules of one project and hands them over. `texts` are further strings of the document that its macros can
/// reach (captions of forms, properties); `starters` are procedures that the document names to be started.
pub fn judge(modules: &[Module], texts: &[String], starters: &[String], inspection: &mut Inspection<'_>) -> Judged {
    let mut seen = Seen::default();
    for module in modules {
        if inspection.check_time().is_err() {
            break;
        }
        seen.module(module, starters);
    }
    seen.texts(texts);
    seen.weigh();
    tell(&seen, inspection);
    if let Some(gap) = seen.gap() {
        inspection.gap(gap);
    }
    for module in modules.iter().filter(|m| seen::has_code(&m.source)) {
        let claim = Claim { name: Some(Name::from_text(&module.name)), mime: Some(MACRO_MIME.to_owned()) };
        if inspection.child(Origin::Decoded, claim, &mut module.source.as_bytes()).is_none() {
            break;
        }
    }
    Judged { code: modules.iter().any(|m| seen::has_code(&m.source)) }
}

/// Judges a project that was judged already together with what the document adds: `texts` and `starters` are as in [`judge`].
/// Only what is worse than before is told.
pub fn judge_again(modules: &[Module], texts: &[String], starters: &[String], inspection: &mut Inspection<'_>) {
    if texts.is_empty() && starters.is_empty() {
        return;
    }
    let (mut plain, mut all) = (Seen::default(), Seen::default());
    for module in modules {
        if inspection.check_time().is_err() {
            break;
        }
        plain.module(module, &[]);
        all.module(module, starters);
    }
    all.texts(texts);
    plain.weigh();
    all.weigh();
    let worst = |seen: &Seen| verdict(seen).map(|(rule, _)| rule.severity);
    if worst(&all) > worst(&plain) || worst(&plain).is_some() && !plain.starts() && all.starts() {
        tell(&all, inspection);
    }
}

/// The places in a document outside of its macros that these ask for strings.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Stores {
    /// Title, comments and further properties.
    pub properties: bool,
    /// The variables of a Word document.
    pub variables: bool,
    /// The alternative text of pictures.
    pub alternatives: bool,
    /// Controls in the document itself.
    pub controls: bool,
}

/// What the modules ask for.
pub fn stores(modules: &[Module]) -> Stores {
    let mut stores = Stores::default();
    for module in modules {
        let lower = module.source.to_ascii_lowercase();
        let has = |word: &str| memchr::memmem::find(lower.as_bytes(), word.as_bytes()).is_some();
        stores.properties |= has("documentproperties") || has(".title") || has(".author");
        stores.variables |= has("variables(") || has(".variables");
        stores.alternatives |= has("alternativetext") || has(".title");
        stores.controls |=
            has("oleobjects") || has(".caption") || has(".tag") || has("controls(") || has("contentcontrol");
    }
    stores
}

/// Whether any of these modules has a statement that runs.
pub fn any_code<'s>(mut sources: impl Iterator<Item = &'s str>) -> bool {
    sources.any(seen::has_code)
}

/// The rule that says most, and the deed that shows it.
fn verdict(seen: &Seen) -> Option<(&'static Rule, Option<&Deed>)> {
    let deed = [Kind::Inject, Kind::Execute, Kind::Write, Kind::Download].iter().find_map(|kind| seen.first(*kind));
    match (seen.first(Kind::Start), deed) {
        (Some(_), Some(_)) if seen.is_attack() => Some((&rules::ATTACK, deed)),
        (Some(_), _) => Some((&rules::STARTS_ITSELF, deed)),
        (None, Some(_)) => Some((&rules::POWERFUL, deed)),
        (None, None) => None,
    }
}

/// The one finding that says most.
fn tell(seen: &Seen, inspection: &mut Inspection<'_>) {
    let Some((rule, deed)) = verdict(seen) else { return };
    let start = seen.first(Kind::Start);
    let found = inspection.found(rule);
    found.with("does", seen.deeds());
    if let Some(start) = start {
        found.with("start", start.line.as_str());
    }
    // Of what starts by itself and does little, the little is shown.
    if let Some(deed) = deed.or_else(|| seen.first(Kind::Touch)).or_else(|| seen.first(Kind::Ask)).or(start) {
        found.with("module", deed.module.as_str()).with("code", deed.line.as_str());
        // Strings of forms stand in no line.
        match deed.number {
            0 => found.with("line", "–"),
            number => found.with("line", number),
        };
    }
}
