use crate::forge::{Case, Example, Specimen, case, fired, vba};
use sheepdip::model::report::Verdict;

fn database(more: &[u8]) -> Vec<u8> {
    let mut out = b"\0\x01\0\0Standard ACE DB\0".to_vec();
    out.resize(4096, 0);
    out.extend(more);
    out
}

pub const SPECIMENS: &[Specimen] = &[
    ("mdb", || {
        let mut out = b"\0\x01\0\0Standard Jet DB\0".to_vec();
        out.resize(128, 0);
        out
    }),
    ("accdb", || database(b"")),
];

fn module(source: &str) -> Case {
    let source = format!("Attribute VB_Name = \"Module1\"\r\n{source}");
    case("a.accdb", database(&vba::packed(source.as_bytes())))
}

pub const EXAMPLES: &[Example] = &[Example {
    rule: "access.macros",
    fires: || module("Function AutoExec()\r\nEnd Function\r\n"),
    silent: || case("a.accdb", database(b"Attribute of a customer: none")),
}];

#[test]
fn a_module_in_a_database_is_judged_and_the_rest_is_a_gap() {
    let report = module("Sub AutoExec()\r\n    Shell \"C:\\nosuch\\nothing.exe\"\r\nEnd Sub\r\n").examine();
    assert!(fired(&report).contains(&"macros.attack"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(!report.judgement.complete);
}

#[test]
fn the_macro_that_access_starts_by_itself_is_named() {
    let name: Vec<u8> = "AutoExec".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(fired(&case("a.accdb", database(&name)).examine()).contains(&"access.macros"));
}
