use crate::forge::{Case, Example, Specimen, case, fired, pe, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("xsl-script", || sheet(MICROSOFT, "x").into_bytes()),
    ("xsl", || {
        sheet("", "").replace("<ms:script implements-prefix=\"u\" language=\"JScript\"></ms:script>", "").into_bytes()
    }),
    ("xml-styled", || {
        b"<?xml version=\"1.0\"?>\n<?xml-stylesheet type=\"text/css\" href=\"a.css\"?>\n<a><b/></a>".to_vec()
    }),
];

const MICROSOFT: &str = " xmlns:ms=\"urn:schemas-microsoft-com:xslt\"";

fn sheet(space: &str, script: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"{space}>\
         <ms:script implements-prefix=\"u\" language=\"JScript\">{script}</ms:script><xsl:template match=\"/\"/></xsl:stylesheet>"
    )
}

fn styled(href: &str) -> Case {
    case(
        "a.xml",
        format!("<?xml version=\"1.0\"?>\n<?xml-stylesheet type=\"text/xsl\" href=\"{href}\"?>\n<a><b>words</b></a>"),
    )
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "stylesheet.script-starts",
        fires: || {
            case("a.xsl", sheet(MICROSOFT, "<![CDATA[ new ActiveXObject(\"WScript.Shell\").Run(\"nothing\") ]]>"))
        },
        silent: || case("a.xsl", sheet(MICROSOFT, "<![CDATA[ function today() { return new Date().toString(); } ]]>")),
    },
    Example {
        rule: "stylesheet.from-stranger",
        fires: || styled("\\\\203.0.113.9\\share\\a.xsl"),
        silent: || styled("styles/a.xsl"),
    },
];

#[test]
fn a_page_that_a_style_sheet_makes_is_read_as_one() {
    use base64::Engine as _;
    let data = base64::engine::general_purpose::STANDARD.encode(pe::minimal());
    let text = format!(
        "<?xml version=\"1.0\"?>\n<?xml-stylesheet type=\"text/xsl\" href=\"#s\"?>\n<a><xsl:stylesheet id=\"s\" \
         xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"><xsl:template match=\"/\"><html><script>var d = '{data}'; \
         saveAs(new Blob([atob(d)]), 'a.exe')</script></html></xsl:template></xsl:stylesheet></a>"
    );
    let report = case("a.xml", text).examine();
    assert_eq!(type_of(&report), "xml-styled");
    assert!(fired(&report).contains(&"html.smuggling"), "{:?}", fired(&report));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn honest_style_sheets_are_clean() {
    let page = "<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\"><xsl:template match=\"/\"><html><head>\
                <script type=\"text/javascript\">function show(id) { document.getElementById(id).style.display = 'block'; }</script>\
                </head></html></xsl:template></xsl:stylesheet>";
    let report = case("a.xsl", page).examine();
    assert_eq!((type_of(&report), report.judgement.verdict), ("xsl", Verdict::Clean), "{:?}", fired(&report));
    for href in ["https://feeds.x.invalid/rss.xsl", "a.xsl", "file:///C:/a.xsl"] {
        assert_eq!(styled(href).examine().judgement.verdict, Verdict::Clean, "{href}");
    }
}
