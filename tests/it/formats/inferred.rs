use crate::forge::marks::{marked, padded};
use crate::forge::{Example, Specimen};
use sheepdip::model::probe::Probe;
use sheepdip::model::types::Nature;
use sheepdip::scan::identify::identify;

pub const SPECIMENS: &[Specimen] = &[
    ("bzip3", || padded(b"BZ3v1\0\0\x10\0", 64)),
    ("par2", || padded(b"PAR2\0PKT", 64)),
    ("nes", || padded(b"NES\x1A\x02\x01", 64)),
    ("mobi", || marked(256, &[(0, b"A book"), (60, b"BOOKMOBI")])),
];

pub const EXAMPLES: &[Example] = &[];

/// What `infer` calls a kind of thing, in our words; `None` where its kinds are too broad to compare.
fn nature_of(kind: infer::MatcherType) -> Option<Nature> {
    match kind {
        infer::MatcherType::Image => Some(Nature::Picture),
        infer::MatcherType::Audio | infer::MatcherType::Video => Some(Nature::Media),
        _ => None,
    }
}

#[test]
fn what_infer_takes_for_a_picture_or_sound_is_one_in_our_tree() {
    let mut compared = 0;
    // A DWG holds a construction with macros, not pixels: data to us.
    for (id, forge) in super::SPECIMENS.iter().flat_map(|s| s.iter()).filter(|(id, _)| *id != "dwg") {
        let bytes = forge();
        let Some(opinion) = infer::get(&bytes).and_then(|t| nature_of(t.matcher_type())) else { continue };
        let ours = identify(&mut Probe::new(&bytes)).nature;
        compared += 1;
        let either = [Nature::Picture, Nature::Media];
        assert!(ours == opinion || either.contains(&ours), "{id}: infer says {opinion:?}, the tree {ours:?}");
    }
    assert!(compared >= 40, "infer had an opinion on {compared} specimens only");
}
