use crate::forge::{Specimen, case};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("uuencode", || b"begin 644 a.txt\n%:&5L;&\\`\n`\nend\n".to_vec()),
    ("yenc", || b"=ybegin line=128 size=5 name=a.txt\n\x92\x8F\x96\x96\x99\n=yend size=5\n".to_vec()),
];

#[test]
fn encoded_files_are_opened_and_cut_ones_are_gaps() {
    for (id, forge) in SPECIMENS {
        let whole = forge();
        let report = case("a.txt", whole.clone()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{id}: {:?}", report.gaps);
        assert_eq!((report.artifacts[1].size, report.artifacts[1].claim.name.as_ref().unwrap().text()), (5, "a.txt"));
        let cut = memchr::memmem::rfind(&whole, b"end").unwrap();
        assert_ne!(case("a.txt", &whole[..cut - 2]).examine().judgement.verdict, Verdict::Clean, "{id}");
    }
}
