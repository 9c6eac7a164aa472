use crate::forge::{Example, Specimen, case, macho, noise, type_of};
use sheepdip::formats as registry;

pub const SPECIMENS: &[Specimen] = &[
    ("macho", || macho::of_kind(2)),
    ("macho-dylib", || macho::of_kind(6)),
    ("macho-object", || macho::of_kind(1)),
    ("macho-32", macho::short),
    ("macho-fat", || macho::fat(&[macho::of_kind(2), macho::of_kind(2)])),
];

pub const EXAMPLES: &[Example] = &[];

#[test]
fn a_fat_program_and_a_java_class_share_their_mark_and_are_told_apart() {
    let fat = case("tool", macho::fat(&[macho::of_kind(2), macho::of_kind(2)])).examine();
    assert_eq!(type_of(&fat), "macho-fat");
    assert_eq!(fat.artifacts.iter().filter(|a| a.content_type.id == "macho").count(), 2);
    let class = case("A.class", super::bytecode::class()).examine();
    assert_eq!(type_of(&class), "class");
}

#[test]
fn a_program_cut_off_is_never_complete() {
    let whole = macho::fat(&[macho::of_kind(2)]);
    let report = case("tool", &whole[..whole.len() - 4]).examine();
    assert!(!report.judgement.complete, "{:?}", report.gaps);
}

#[test]
fn random_bytes_hold_no_program() {
    let bytes = [b"\xCF\xFA\xED\xFE".to_vec(), noise(4096)].concat();
    for kind in registry::types().filter(|t| t.id.starts_with("macho")).filter_map(|t| t.anchor) {
        assert_eq!((kind.start)(&bytes, 0), None);
    }
}
