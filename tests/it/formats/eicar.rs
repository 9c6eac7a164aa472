use crate::forge::{Example, Specimen, case, fired, type_of};
use sheepdip::model::report::Verdict;

/// The test file, put together so that this source does not hold it.
fn test_file() -> Vec<u8> {
    [&b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"[..], b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

pub const SPECIMENS: &[Specimen] = &[("eicar", test_file)];

pub const EXAMPLES: &[Example] = &[Example {
    rule: "eicar.test-file",
    fires: || case("eicar.com", test_file()),
    silent: || case("about.txt", [b"The test file reads: ".to_vec(), test_file()].concat()),
}];

#[test]
fn the_test_file_is_dangerous_and_is_told_as_what_it_is() {
    for name in ["eicar.com", "eicar.txt", "photo.jpg"] {
        let report = case(name, test_file()).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
        assert!(report.worst_first()[0].meaning().contains("harmless EICAR test file"), "{name}");
    }
}

#[test]
fn blanks_may_follow_up_to_128_bytes_and_nothing_else() {
    let with = |rest: &[u8]| type_of(&case("a.com", [&test_file(), rest].concat()).examine());
    assert_eq!(with(b"\r\n"), "eicar");
    assert_eq!(with(&[b' '; 60]), "eicar");
    assert_ne!(with(&[b' '; 61]), "eicar");
    assert_ne!(with(b"x"), "eicar");
    let cut = &test_file()[..67];
    assert!(!fired(&case("a.com", cut).examine()).contains(&"eicar.test-file"));
}
