use std::io::Write as _;

use base64::Engine as _;

use crate::forge::{Case, Example, Specimen, case, fired, pe, png, svg, type_of};
use sheepdip::model::report::Verdict;

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub const SPECIMENS: &[Specimen] = &[
    ("svg", svg::logo),
    ("svg-bare", || b"<!-- no name space --><svg width=\"8\"><rect/></svg>".to_vec()),
    ("svg-php", || b"<?php\nfunction logo() {\n?>\n<svg width=\"8\"><rect/></svg>\n<?php\n}\n".to_vec()),
    ("svgz", || gzip(&svg::logo())),
];

fn drawing(inside: &str) -> Case {
    case("logo.svg", svg::with(inside))
}

fn packed(mime: &str, bytes: &[u8]) -> String {
    format!("data:{mime};base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

const FOREIGN: &str = "<foreignObject><div xmlns=\"http://www.w3.org/1999/xhtml\">";

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "svg.script-acts",
        fires: || drawing("<script><![CDATA[ window['loca'+'tion'] . href = 'https://example.org/' ]]></script>"),
        silent: || {
            drawing("<script>function init(evt) { if (location.href == 'x') hide(window.location.search) }</script>")
        },
    },
    Example {
        rule: "svg.script",
        fires: || drawing("<rect onclick=\"zoom(this)\" width=\"1\"/>"),
        silent: || drawing("<rect onclick=\"return;\"/><a href=\"javascript:void(0);\"><text>x</text></a>"),
    },
    Example {
        rule: "svg.asks-for-password",
        fires: || drawing(&format!("{FOREIGN}<input type='password'/></div></foreignObject>")),
        silent: || drawing(&format!("{FOREIGN}<p>The password is asked at the next step</p></div></foreignObject>")),
    },
    Example {
        rule: "svg.web-page-inside",
        fires: || drawing(&format!("{FOREIGN}<iframe src='https://example.org/'/></div></foreignObject>")),
        silent: || drawing(&format!("{FOREIGN}<b>Label of a chart</b></div></foreignObject>")),
    },
    Example {
        rule: "svg.file-inside",
        fires: || drawing(&format!("<a href=\"{}\"><text>x</text></a>", packed("text/html", b"<html></html>"))),
        silent: || drawing(&format!("<image href=\"{}\"/>", packed("image/png", &png::plain()))),
    },
    Example {
        rule: "svg.system-link",
        fires: || drawing("<a href=\"search-ms:query=x&amp;crumb=location:y\"><text>x</text></a>"),
        silent: || drawing("<a href=\"mailto:someone@example.org\"><text>search-ms: is a scheme</text></a>"),
    },
    Example {
        rule: "svg.network-share",
        fires: || drawing("<image xlink:href=\"file://203.0.113.9/share/a.png\"/>"),
        silent: || drawing("<image xlink:href=\"file:///home/me/a.png\"/>"),
    },
    Example {
        rule: "svg.loads-from-web",
        fires: || drawing("<image href=\"https://example.org/a.png\"/>"),
        silent: || drawing("<a href=\"https://example.org/a.png\"><text>x</text></a>"),
    },
    Example {
        rule: "svg.dangerous-entity",
        fires: || with_doctype("<!ENTITY x SYSTEM \"file:///etc/hostname\">", "<text>&x;</text>"),
        silent: || with_doctype("<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">", "<text>&amp;</text>"),
    },
];

fn with_doctype(declarations: &str, inside: &str) -> Case {
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\" [{declarations}]>\
         <svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>"
    );
    case("logo.svg", text)
}

#[test]
fn a_plain_logo_is_clean() {
    let report = case("logo.svg", svg::logo()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert!(report.findings.is_empty());
}

#[test]
fn a_drawing_with_declared_entities_is_still_a_drawing() {
    let report = with_doctype("<!ENTITY a \"b\"> <!ENTITY c \"d\">", "").examine();
    assert_eq!(type_of(&report), "svg");
}

#[test]
fn a_long_comment_hides_neither_the_drawing_nor_its_script() {
    let text = format!("<!--{}--><svg><script>eval(atob('eA=='))</script></svg>", "x".repeat(100_000));
    let report = case("logo.svg", text).examine();
    assert_eq!(type_of(&report), "svg-bare");
    assert!(fired(&report).contains(&"svg.script-acts"), "{:?}", fired(&report));
}

#[test]
fn scripts_are_found_however_they_are_written() {
    for inside in [
        "<svg:script>draw()</svg:script>",
        "<SCRIPT>draw()</SCRIPT>",
        "<script href=\"https://example.org/x.js\"/>",
        "<a href=\" java\nscript:draw()\"><text>x</text></a>",
        "<a href=\"&#106;avascript&colon;draw()\"><text>x</text></a>",
        "<a><animate attributeName=\"href\" values=\"x;javascript:draw()\"/></a>",
        "<g onbegin=draw()></g>",
        "<rect\nonload = 'draw()'/>",
    ] {
        let report = drawing(inside).examine();
        assert!(fired(&report).contains(&"svg.script"), "{inside}: {:?}", fired(&report));
    }
}

#[test]
fn a_script_in_an_entity_is_found() {
    let report = with_doctype("<!ENTITY x \"&#60;script>draw()&#60;/script>\">", "&x;").examine();
    assert!(fired(&report).contains(&"svg.script"), "{:?}", fired(&report));
    let report = with_doctype("<!ENTITY x \"javascript:draw()\">", "<a href=\"&x;\"/>").examine();
    assert!(fired(&report).contains(&"svg.script"), "{:?}", fired(&report));
}

#[test]
fn scripts_that_take_over_the_browser_are_dangerous() {
    for code in [
        "location.replace(atob('eA=='))",
        "var u = 'https://example.org'; top.location = u;",
        "var b = new Blob([x]); a.href = URL.createObjectURL(b)",
        "document.write(unescape('%3Ch1%3E'))",
        "new Function(String.fromCharCode(97))()",
        "var _0x1a=[_0x2b,_0x3c,_0x4d];_0x5e(_0x6f,_0x70,_0x81,_0x92)",
    ] {
        let report = drawing(&format!("<script type=\"text/javascript\">{code}</script>")).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{code}: {:?}", fired(&report));
    }
    let report = drawing("<image href=\"x\" onerror=\"window.open(this.id)\"/>").examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_chart_that_only_moves_its_parts_is_suspicious_and_no_more() {
    let code = "var svg; function init(evt) { svg = evt.target.ownerDocument; var p = window.location.search; \
                history.replaceState(null, null, p); } function zoom(n) { n.style.opacity = 0.5; }";
    let report = drawing(&format!("<script>{code}</script><g onmouseover=\"zoom(this)\"/>")).examine();
    assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{:?}", fired(&report));
}

#[test]
fn a_program_in_an_address_is_dangerous() {
    let report = drawing(&format!("<image href=\"{}\"/>", packed("image/png", &pe::minimal()))).examine();
    assert!(fired(&report).contains(&"svg.file-inside"), "{:?}", fired(&report));
}

#[test]
fn a_swelling_drawing_is_suspicious_and_quickly_read() {
    let mut declarations = "<!ENTITY a0 \"x\">".to_owned();
    for i in 1..10 {
        declarations += &format!("<!ENTITY a{i} \"{}\">", format!("&a{};", i - 1).repeat(10));
    }
    let report = with_doctype(&declarations, "<text>&a9;</text>").examine();
    assert!(fired(&report).contains(&"svg.dangerous-entity"), "{:?}", fired(&report));
    assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "timed-out"), "{:?}", report.gaps);
}

#[test]
fn strange_markup_crashes_nothing() {
    for inside in
        ["<", "<a", "<a b", "<a b=", "<a b='", "</", "<!", "<![CDATA[", "<?", "<é", "<a é=\"é", "&#x;", "<!DOCTYPE é ["]
    {
        let mut text = svg::with("");
        text.truncate(text.len() - 7);
        text.extend_from_slice(inside.as_bytes());
        let report = case("logo.svg", text).examine();
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{inside}: {:?}", report.gaps);
    }
}

#[test]
fn a_compressed_drawing_is_examined_as_what_it_holds() {
    let report = case("logo.svgz", gzip(&svg::with("<script>location.href='https://example.org/'</script>"))).examine();
    assert_eq!(type_of(&report), "svgz");
    assert!(fired(&report).contains(&"svg.script-acts"), "{:?} {:?}", fired(&report), report.gaps);
    let report = case("logo.svgz", gzip(&svg::logo())).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", fired(&report), report.gaps);
}

#[test]
fn code_behind_a_drawing_is_hidden_unless_all_is_a_page_of_a_web_server() {
    let page = "<?php\nfunction logo() {\n?>\n<svg viewBox=\"0 0 0 0\"><rect/></svg>\n<?php\n\treturn ob_get_clean();\n}\nadd_action('init', 'logo', 10, 2);\n\
                system($_GET['x']);\n";
    let told = |name: &str, text: &str| fired(&case(name, text).examine()).contains(&"hidden.code-in-metadata");
    assert!(!told("logo.php", page));
    assert!(fired(&case("logo.php", page).examine()).contains(&"nature.script"));
    assert!(told("logo.svg", page));
    assert!(told("logo.php.svg", page));
    assert!(told("logo.php", &page.replacen("<?php", "<?xml version=\"1.0\"?>\n<?php", 1)));
}
