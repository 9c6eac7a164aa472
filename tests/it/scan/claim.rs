use crate::forge::{Example, case, pe, png};
use sheepdip::model::report::Verdict;

pub const EXAMPLES: &[Example] = &[Example {
    rule: "claim.program-in-disguise",
    fires: || case("photo.jpg", pe::minimal()),
    silent: || case("photo.jpg", png::plain()),
}];

#[test]
fn a_program_named_photo_jpg_is_dangerous() {
    let report = case("photo.jpg", pe::minimal()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    let proof = report.worst_first()[0].proof();
    assert!(proof.contains("4D 5A (\"MZ\")"), "{proof}");
}
