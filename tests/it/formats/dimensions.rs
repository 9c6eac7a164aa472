use crate::forge::{Example, bmp, case, fired, gif, jpeg, png, tiff};
use sheepdip::model::report::Verdict;

pub const EXAMPLES: &[Example] = &[Example {
    rule: "dimensions.absurd",
    fires: || case("photo.png", png::with_chunks(50_000, 50_000, &[])),
    silent: || case("panorama.png", png::with_chunks(12_000, 3_000, &[])),
}];

#[test]
fn every_format_that_claims_absurd_dimensions_is_suspicious() {
    let pictures = [
        ("a.png", png::with_chunks(50_000, 50_000, &[])),
        ("a.jpg", jpeg::with_segments(65_000, 65_000, &[])),
        ("a.gif", gif::with_blocks(65_000, 65_000, &[])),
        ("a.bmp", bmp::with_gap(60_000, 60_000, &[], &[0; 100])),
        ("a.tif", tiff::with_fields(60_000, 60_000, &[])),
        ("a.ico", bmp::icon(1, &[[bmp::dib(60_000, 120_000, 32), vec![0; 200]].concat()])),
    ];
    for (name, bytes) in pictures {
        let report = case(name, bytes).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{name}");
        assert!(fired(&report).contains(&"dimensions.absurd"), "{name}: {:?}", fired(&report));
    }
}
