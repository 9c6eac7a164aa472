//! Files that are sent to services: as what, under which name, and only when their owner says so.

use std::sync::Arc;

use serde_json::json;
use sheepdip::engines::online::upload::{Consent, Leaving};
use sheepdip::model::artifact::Content;
use sheepdip::model::oracle::{Parcel, Told};

use super::samples::{metadefender, opentip};
use super::served::{
    ALL, Asked, HYBRID, MALWAREBAZAAR, METADEFENDER, OPENTIP, OTHER, SHA256, Scripted, oracle, question, rule, says,
    serve,
};

/// An owner who always says the same.
struct Owner(bool);

impl Consent for Owner {
    fn may(&self, leaving: &Leaving<'_>) -> Result<(), String> {
        assert!(!leaving.seen_by.is_empty() && !leaving.kept.is_empty());
        if self.0 { Ok(()) } else { Err("the owner said no".to_owned()) }
    }
}

const BYTES: &[u8] = b"the bytes of a file that nobody knows";

/// Sends a file, and tells what came of it.
fn sent(name: &str, owner: bool, answers: Vec<Scripted>) -> (Told, Vec<Asked>) {
    let (address, asked) = serve(answers);
    let content = Content::Whole(bytes::Bytes::from_static(BYTES));
    let parcel = Parcel { name: "secret name.docx", question: question(SHA256), content: &content, is_mail: false };
    let told = oracle(name, &address, Some(Arc::new(Owner(owner)))).send(&parcel);
    let asked = asked.lock().unwrap().clone();
    (told, asked)
}

fn uploads(name: &str) -> Vec<Scripted> {
    match name {
        METADEFENDER => {
            let mut at_work = metadefender(SHA256, &[]);
            at_work["scan_results"]["progress_percentage"] = 30.into();
            let done =
                metadefender(SHA256, &[("Avira", 1, "X"), ("Varist", 1, "Y"), ("K7", 1, "Z"), ("Sophos", 0, "")]);
            vec![
                says("/file/", 200, at_work),
                says("/file/", 200, done),
                says("/file", 200, json!({"data_id": "bzI2-AbC_d", "status": "inqueue", "sha256": SHA256})),
            ]
        }
        HYBRID => {
            let scan = |progress: u64, finished: bool, status: &str| {
                json!({"id": "6731aa", "sha256": SHA256, "finished": finished, "scanners_v2": {
                    "crowdstrike_ml": {"name": "CrowdStrike Falcon Static Analysis (ML)", "status": "malicious", "progress": 100},
                    "metadefender": {"name": "Metadefender", "status": status, "progress": 100, "total": 26, "positives": 2},
                    "virustotal": {"name": "VirusTotal", "status": status, "progress": progress, "total": 75, "positives": 12},
                    "urlscan_io": null}})
            };
            vec![
                says("/quick-scan/file", 201, json!({"id": "6731aa", "sha256": SHA256, "finished": false})),
                says("/quick-scan/6731aa", 200, scan(20, false, "in-queue")),
                says("/quick-scan/6731aa", 200, scan(100, true, "malicious")),
            ]
        }
        _ => vec![
            says("/scan/file", 200, opentip(SHA256, "Grey")),
            says("/getresult/file", 200, json!({"Status": "in progress"})),
            says("/getresult/file", 200, json!({"Status": "not started"})),
            says("/search/hash", 200, opentip(SHA256, "Yellow")),
        ],
    }
}

#[test]
fn files_are_sent_under_their_hash_and_waited_for() {
    std::thread::scope(|scope| {
        for name in [METADEFENDER, HYBRID, OPENTIP] {
            scope.spawn(move || {
                let (told, asked) = sent(name, true, uploads(name));
                assert_eq!(told.consultation.failure, None, "{name}");
                let all = format!("{asked:?}");
                assert!(!all.contains("secret") && !all.contains("docx"), "{name}: {all}");
                let first = &asked[0];
                assert_eq!((first.method.as_str(), first.header("transfer-encoding")), ("POST", None), "{name}");
                let rule = rule(&told).unwrap();
                let targets: Vec<_> = asked.iter().map(|one| format!("{} {}", one.method, one.path)).collect();
                match name {
                    METADEFENDER => {
                        assert_eq!(targets, ["POST /file", "GET /file/bzI2-AbC_d", "GET /file/bzI2-AbC_d"]);
                        let wanted = [
                            ("filename", SHA256),
                            ("samplesharing", "0"),
                            ("privateprocessing", "1"),
                            ("rule", "multiscan"),
                        ];
                        for (header, value) in wanted {
                            assert_eq!(first.header(header), Some(value));
                        }
                        assert_eq!(first.header("content-type"), Some("application/octet-stream"));
                        assert_eq!((first.body.as_slice(), rule), (BYTES, "lookup.several-engines"));
                    }
                    HYBRID => {
                        assert_eq!(
                            targets,
                            ["POST /quick-scan/file", "GET /quick-scan/6731aa", "GET /quick-scan/6731aa"]
                        );
                        let body = String::from_utf8_lossy(&first.body);
                        for part in [
                            "name=\"scan_type\"\r\n\r\nall\r\n".to_owned(),
                            "name=\"no_share_third_party\"\r\n\r\n1\r\n".to_owned(),
                            "name=\"allow_community_access\"\r\n\r\n0\r\n".to_owned(),
                            format!("name=\"file\"; filename=\"{SHA256}\"\r\n"),
                            String::from_utf8_lossy(BYTES).into_owned(),
                        ] {
                            assert!(body.contains(&part), "{part}: {body}");
                        }
                        let answer = &told.consultation.answers[0];
                        let votes = answer.votes.unwrap();
                        assert_eq!((votes.malicious, votes.asked, rule), (13, 76, "lookup.known-malware"));
                        assert!(answer.engines.iter().any(|vote| vote.label.as_deref() == Some("12 of 75 engines")));
                    }
                    _ => {
                        let wanted = [
                            format!("POST /scan/file?filename={SHA256}"),
                            format!("POST /getresult/file?request={SHA256}"),
                            format!("POST /getresult/file?request={SHA256}"),
                            format!("GET /search/hash?request={SHA256}"),
                        ];
                        assert_eq!(targets, wanted);
                        assert_eq!((first.body.as_slice(), rule), (BYTES, "lookup.dubious"));
                        assert_eq!(asked[1].header("content-length"), Some("0"));
                    }
                }
            });
        }
    });
}

#[test]
fn without_consent_nothing_with_a_body_leaves() {
    for name in ALL {
        let (told, asked) = sent(name, false, uploads(name));
        let failure = told.consultation.failure.unwrap();
        let takes_none = name == MALWAREBAZAAR && failure == "MalwareBazaar takes no files from here";
        assert!(takes_none || failure == "the owner said no", "{name}: {failure}");
        assert!(asked.is_empty(), "{name}: {asked:?}");
    }
}

#[test]
fn a_refused_or_strange_answer_to_a_file_is_told() {
    let cases = [
        (
            HYBRID,
            says("/quick-scan/file", 403, json!({"message": "No rights"})),
            "a free key that is restricted may not send files",
        ),
        (HYBRID, says("/quick-scan/file", 200, json!({"id": "../key/current"})), "it answered with the status 200"),
        (METADEFENDER, says("/file", 200, json!({"data_id": "a/b?c"})), "it answered with the status 200"),
        (
            METADEFENDER,
            says("/file", 400, json!({"data_id": "abc", "error": {"messages": ["Too large"]}})),
            "Too large",
        ),
        (OPENTIP, says("/scan/file", 400, json!({"message": "Too large"})), "Too large"),
        (OPENTIP, says("/scan/file", 200, opentip(OTHER, "Red")), "it answered about another file"),
    ];
    for (name, said, words) in cases {
        let (told, asked) = sent(name, true, vec![said]);
        let failure = told.consultation.failure.unwrap();
        assert!(failure.contains(words) && told.findings.is_empty(), "{name}: {failure}");
        assert_eq!(asked.len(), 1, "{name}: nothing is sent twice");
    }
}
