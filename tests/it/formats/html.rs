use crate::forge::text::smuggling;
use crate::forge::{Example, Specimen, case, fired, noise, pe, png, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("html", || b"<!DOCTYPE html>\n<html><head><title>x</title></head><body><p>hello</p></body></html>".to_vec()),
    ("xhtml", || {
        b"<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>x</p></body></html>".to_vec()
    }),
    ("hta", || {
        b"<html><head><HTA:APPLICATION ID=\"a\" /><script language=\"VBScript\">' nothing\n</script></head></html>"
            .to_vec()
    }),
];

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "html.smuggling",
        fires: || case("invoice.html", smuggling(&noise(9000))),
        // A chart that can be saved as a picture: a library, a picture, a download, and no load.
        silent: || case("report.html", smuggling(&noise(60)).replace("zip", "png")),
    },
    Example {
        rule: "html.carries-program",
        fires: || case("page.html", smuggling(&pe::minimal())),
        silent: || case("page.html", smuggling(&png::with_chunks(8, 8, &[png::chunk(b"tEXt", &[b'a'; 900])]))),
    },
    Example {
        rule: "html.local-handler",
        fires: || case("a.html", "<html><script>location.href = \"ms-msdt:/id PCWDiagnostic\";</script></html>"),
        silent: || {
            case(
                "a.html",
                "<html><p>Attackers misuse ms-msdt: links, see <a href=\"https://x.invalid/ms-msdt:\">here</a></html>",
            )
        },
    },
    Example {
        rule: "html.redirect-to-file",
        fires: || {
            case("a.html", "<html><meta http-equiv=\"refresh\" content=\"0; url=file://10.0.0.1/share/a.html\"></html>")
        },
        silent: || case("a.html", "<html><meta http-equiv=\"refresh\" content=\"0; url=guide/index.html\"></html>"),
    },
];

#[test]
fn an_honest_page_is_clean() {
    let page = "<!DOCTYPE html><html><head><script>var a = document.getElementById('x'); a.href = '#';</script></head>\
                <body><img src=\"data:image/png;base64,AAAA\"><pre>curl https://x.invalid | sh</pre></body></html>";
    let report = case("page.html", page).examine();
    assert_eq!(type_of(&report), "html");
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?}", fired(&report));
}

#[test]
fn a_page_with_zeros_strewn_in_is_still_a_page() {
    let page: Vec<u8> =
        "<html><head><hta:application id=x><script>var a = 1;</script></head><body>some text</body></html>"
            .bytes()
            .enumerate()
            .flat_map(|(i, b)| if i % 7 == 3 { vec![b, 0] } else { vec![b] })
            .collect();
    assert_eq!(type_of(&case("a.txt", page).examine()), "hta");
}

#[test]
fn a_page_behind_a_picture_is_dangerous_when_it_runs() {
    let mut bytes = png::plain();
    bytes.extend(
        b"<html><hta:application id=x><script language=\"VBScript\">CreateObject(\"WScript.Shell\")</script></html>",
    );
    let report = case("photo.png", bytes).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn a_picture_with_a_description_in_xml_is_silent() {
    let note = b"XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF>a</rdf:RDF></x:xmpmeta>";
    let report = case("photo.png", png::with_chunks(8, 8, &[png::chunk(b"iTXt", note)])).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?}", fired(&report));
}
