use crate::forge::{Example, Specimen, case, fired, zip};

pub const SPECIMENS: &[Specimen] = &[
    ("odt", || zip::of_mimetype("application/vnd.oasis.opendocument.text", &[])),
    ("ott", || zip::of_mimetype("application/vnd.oasis.opendocument.text-template", &[])),
    ("odm", || zip::of_mimetype("application/vnd.oasis.opendocument.text-master", &[])),
    ("ods", || zip::of_mimetype("application/vnd.oasis.opendocument.spreadsheet", &[])),
    ("ots", || zip::of_mimetype("application/vnd.oasis.opendocument.spreadsheet-template", &[])),
    ("odp", || zip::of_mimetype("application/vnd.oasis.opendocument.presentation", &[])),
    ("otp", || zip::of_mimetype("application/vnd.oasis.opendocument.presentation-template", &[])),
    ("odg", || zip::of_mimetype("application/vnd.oasis.opendocument.graphics", &[])),
    ("otg", || zip::of_mimetype("application/vnd.oasis.opendocument.graphics-template", &[])),
    ("odf", || zip::of_mimetype("application/vnd.oasis.opendocument.formula", &[])),
    ("odb", || zip::of_mimetype("application/vnd.oasis.opendocument.base", &[])),
];

fn text(extra: &[zip::Member]) -> crate::forge::Case {
    case("a.odt", zip::of_mimetype("application/vnd.oasis.opendocument.text", extra))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "odf.macros",
        fires: || text(&[zip::stored("Basic/Standard/Module1.xml", "<x/>")]),
        silent: || text(&[zip::stored("Basic/Standard/script-lb.xml", "<x/>")]),
    },
    Example {
        rule: "odf.dde",
        fires: || content("<office:dde-source office:dde-application=\"cmd\" office:dde-topic=\"/c nothing\"/>"),
        silent: || content("<office:dde-source office:dde-application=\"soffice\" office:dde-topic=\"a.ods\"/>"),
    },
    Example {
        rule: "odf.runs-outside",
        fires: || content("<e xlink:href=\"vnd.sun.star.script:../../nosuch.py$x?language=Python\"/>"),
        silent: || content("<e xlink:href=\"vnd.sun.star.script:Standard.Module1.Main?language=Basic\"/>"),
    },
];

fn content(inner: &str) -> crate::forge::Case {
    text(&[zip::deflated("content.xml", format!("<office:document-content>{inner}</office:document-content>"))])
}

/// A document with a macro, which an event starts.
fn with_macro(event: &str, source: &str) -> crate::forge::Case {
    let module = format!("<?xml version=\"1.0\"?><script:module script:name=\"M\">{source}</script:module>");
    let events = format!(
        "<x><script:event-listener script:event-name=\"{event}\" \
         xlink:href=\"vnd.sun.star.script:Standard.M.Begin?language=Basic&amp;location=document\"/></x>"
    );
    text(&[zip::stored("Basic/Standard/M.xml", module), zip::deflated("content.xml", events)])
}

#[test]
fn a_macro_is_judged_by_what_starts_it_and_what_it_does() {
    let shell = "Sub Begin\n Shell(&quot;C:\\nosuch\\nothing.exe&quot;, 1)\nEnd Sub";
    for (event, source, rule) in [
        ("dom:load", shell, "macros.attack"),
        ("dom:click", shell, "macros.powerful"),
        ("dom:load", "Sub Begin\n MsgBox &quot;hello&quot;\nEnd Sub", "macros.starts-itself"),
    ] {
        let report = with_macro(event, source).examine();
        assert!(fired(&report).contains(&rule), "{event} {source}: {:?}", fired(&report));
        assert!(report.judgement.complete, "{:?}", report.gaps);
    }
}
