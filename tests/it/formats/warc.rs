use crate::forge::{Specimen, case, pe};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[("warc", || record("http://a.invalid/words.txt", b"words\n"))];

/// A record of what a server sent.
fn record(address: &str, data: &[u8]) -> Vec<u8> {
    let http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Length: {}\r\n\r\n",
        http.len() + data.len()
    );
    [head.as_bytes(), http, data, b"\r\n\r\n"].concat()
}

#[test]
fn what_servers_sent_is_examined_under_the_name_in_its_address() {
    let parts = [
        record("http://a.com/", b"<html><body>words</body></html>"),
        record("http://a.invalid/x/photo.jpg?size=9", &pe::minimal()),
        record("<http://a.invalid/last.txt>", b"words\n"),
    ];
    let report = case("a.warc", parts.concat()).examine();
    let names: Vec<_> = report
        .artifacts
        .iter()
        .skip(1)
        .map(|a| (a.claim.name.as_ref().map(sheepdip::model::name::Name::text), a.content_type.id))
        .collect();
    assert_eq!(names, [(None, "html"), (Some("photo.jpg"), "pe"), (Some("last.txt"), "text")]);
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_cut_or_damaged_web_archive_is_never_clean() {
    let whole =
        [record("http://a.invalid/a.txt", b"words\n"), record("http://a.invalid/b.txt", b"more words\n")].concat();
    assert_eq!(case("a.warc", &whole[..]).examine().judgement.verdict, Verdict::Clean);
    let end = whole.len() - 4;
    for length in 30..end {
        // Between two records nothing is missing.
        let between = (end / 2 - 4..=end / 2 + 4).contains(&length);
        let report = case("a.warc", &whole[..length]).examine();
        assert!(!report.judgement.complete || between, "cut at {length}");
    }
    let damaged = [&whole[..], b"words that are no record ", &pe::minimal()].concat();
    let report = case("a.warc", damaged).examine();
    assert!(!report.judgement.complete);
    assert_ne!(report.judgement.verdict, Verdict::Clean);
}
