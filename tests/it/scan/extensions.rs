use std::collections::{BTreeMap, BTreeSet};

use sheepdip::formats;
use sheepdip::scan::extensions::{self, Danger, Decoy};

const VOTES: &str = include_str!("../../data/extension_votes.tsv");

fn votes() -> BTreeMap<&'static str, u32> {
    let rows = VOTES.lines().filter(|l| !l.starts_with('#')).skip(1);
    rows.map(|l| l.split_once('\t').unwrap()).map(|(e, v)| (e, v.parse().unwrap())).collect()
}

#[test]
fn every_extension_that_two_block_lists_name_has_a_row_or_a_reason() {
    let votes = votes();
    assert!(votes.len() > 250, "{}", votes.len());
    let left_out: BTreeSet<_> = extensions::LEFT_OUT.iter().map(|(e, _)| *e).collect();
    let missing: Vec<_> =
        votes.iter().filter(|(e, v)| **v >= 2 && extensions::danger(e).is_none() && !left_out.contains(**e)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let both: Vec<_> = left_out.iter().filter(|e| extensions::danger(e).is_some()).collect();
    assert!(both.is_empty(), "left out and in the table: {both:?}");
    let stale: Vec<_> = left_out.iter().filter(|e| votes.get(**e).is_none_or(|v| *v < 2)).collect();
    assert!(stale.is_empty(), "left out although nobody names it: {stale:?}");
}

#[test]
fn what_every_block_list_names_first_runs() {
    for (extension, _) in votes().into_iter().filter(|(_, v)| *v >= 9) {
        assert!(extensions::runs_when_opened(extension), "{extension}");
    }
}

#[test]
fn the_unusual_runnable_extensions_of_the_field_are_known() {
    let field = "scr pif com cpl msi msc hta lnk url wsf wsh jse vbe ps1 reg inf chm scf iqy slk xll library-ms search-ms \
                 settingcontent-ms appref-ms application appinstaller jnlp diagcab gadget website desktop command \
                 workflow terminal";
    for extension in field.split_whitespace() {
        assert!(extensions::danger(extension).is_some_and(|g| g.danger >= Danger::Starts), "{extension}");
    }
}

#[test]
fn an_extension_stands_in_one_row_and_in_lower_case() {
    let mut seen = BTreeSet::new();
    for extension in extensions::GROUPS.iter().flat_map(|g| g.extensions) {
        assert!(seen.insert(*extension), "{extension} stands twice");
        assert_eq!(*extension, extension.to_ascii_lowercase());
        assert!(extensions::decoy(extension).is_none_or(|_| !extensions::runs_when_opened(extension)), "{extension}");
    }
}

#[test]
fn decoys_are_found_and_programs_are_none() {
    for strong in ["3gp", "jpg", "pdf", "zip", "docx", "mp4"] {
        assert_eq!(extensions::decoy(strong), Some(Decoy::Strong), "{strong}");
    }
    for text in ["cfg", "txt", "log", "yml"] {
        assert_eq!(extensions::decoy(text), Some(Decoy::Text), "{text}");
    }
    for none in ["exe", "min", "tar", "2026", "", "d"] {
        assert_eq!(extensions::decoy(none), None, "{none}");
    }
}

#[test]
fn no_picture_or_film_type_claims_an_extension_that_runs() {
    use sheepdip::model::types::Nature;
    for t in formats::types().filter(|t| matches!(t.nature, Nature::Picture | Nature::Media | Nature::Text)) {
        let wrong: Vec<_> = t.extensions.iter().filter(|e| extensions::runs_when_opened(e)).collect();
        assert!(wrong.is_empty(), "{} claims {wrong:?}", t.id);
    }
}
