use crate::forge::{Example, case, pe, zip};

pub const EXAMPLES: &[Example] = &[Example {
    rule: "relations.lone-program",
    fires: || case("photo.zip", zip::of("photo.exe", pe::minimal())),
    silent: || {
        case("tools.zip", zip::archive(&[zip::stored("a.exe", pe::minimal()), zip::stored("readme.txt", "words\n")]))
    },
}];
