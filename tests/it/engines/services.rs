//! MetaDefender, MalwareBazaar, Hybrid Analysis and OpenTIP: what becomes of what each of them answers, and what they get to
//! see.

mod samples;
mod sending;
mod served;

use serde_json::{Value, json};
use sheepdip::engines::online::SERVICES;
use sheepdip::engines::online::service::KeyKind;
use sheepdip::model::oracle::{Standing, VoteKind};

use samples::{NOTHING, bazaar, harmless, metadefender, opentip, overview, path, search};
use served::{
    ALL, HYBRID, KEY, MALWAREBAZAAR, MD5, METADEFENDER, OPENTIP, OTHER, SHA1, SHA256, answer, failure, oracle,
    question, rule, says, serve, told,
};

#[test]
fn services_see_the_hash_and_the_key_and_nothing_else() {
    for name in ALL {
        let (_, asked) = told(name, SHA256, harmless(name));
        let first = &asked[0];
        let (target, body) = match name {
            METADEFENDER => (format!("/hash/{SHA256}"), String::new()),
            MALWAREBAZAAR => ("/".to_owned(), format!("query=get_info&hash={SHA256}")),
            HYBRID => (format!("/search/hash?hash={SHA256}"), String::new()),
            _ => (format!("/search/hash?request={SHA256}"), String::new()),
        };
        assert_eq!((&first.path, String::from_utf8_lossy(&first.body).as_ref()), (&target, body.as_str()), "{name}");
        assert_eq!(first.method, if name == MALWAREBAZAAR { "POST" } else { "GET" }, "{name}");
        let service = SERVICES.iter().find(|service| service.name == name).unwrap();
        let KeyKind::Needed { header, .. } = service.key else { panic!("{name} needs a key") };
        let usual = ["host", "accept", "accept-encoding", "user-agent", "content-type", "content-length"];
        for one in &asked {
            assert_eq!(one.header(header), Some(KEY), "{name}");
            let more: Vec<_> =
                one.headers.iter().filter(|(n, _)| n != header && !usual.contains(&n.as_str())).collect();
            assert!(more.is_empty(), "{name}: {more:?}");
            assert!(one.header("user-agent").is_some_and(|agent| agent.starts_with("sheepdip/")), "{name}");
            assert!(!one.path.contains(KEY), "{name}");
        }
        assert_eq!(asked.len(), if name == HYBRID { 2 } else { 1 }, "{name}");
    }
}

#[test]
fn malware_is_told_with_engines_family_date_and_page() {
    let engines = [
        ("Avira", 1, "TR/Example"),
        ("Bitdefender", 1, "Trojan.Example"),
        ("Emsisoft", 1, "Trojan.Example (B)"),
        ("Ikarus", 4, "Trojan.X"),
        ("K7", 1, "Trojan"),
        ("Sophos", 2, "Generic ML"),
        ("Varist", 0, ""),
        ("Zillya", 3, ""),
    ];
    let (said, _) = told(METADEFENDER, SHA256, vec![says("/hash/", 200, metadefender(SHA256, &engines))]);
    assert_eq!(rule(&said), Some("lookup.known-malware"));
    let known = &said.consultation.answers[0];
    let votes = known.votes.unwrap();
    assert_eq!((votes.malicious, votes.suspicious, votes.asked), (5, 1, 7));
    assert_eq!((known.standing, known.examined), (Standing::Malicious, Some(1_795_165_921)));
    assert_eq!(known.engines[0].signatures.as_deref(), Some("2026-11-20"));
    assert!(known.link.as_ref().unwrap().ends_with(&format!("/{SHA256}/hash/overview")));

    let (said, _) = told(MALWAREBAZAAR, SHA256, vec![says("/", 200, bazaar(SHA256))]);
    assert_eq!(rule(&said), Some("lookup.known-malware"));
    assert_eq!(
        said.findings[0].proof(),
        "It is in the collection of confirmed malware there since 2026-11-19, and came as an attachment to a message, and it is called AgentTesla."
    );
    let known = &said.consultation.answers[0];
    assert_eq!((known.family.as_deref(), known.standing), (Some("AgentTesla"), Standing::Malicious));
    let spoken: Vec<_> =
        known.engines.iter().map(|vote| (vote.engine.as_str(), vote.kind, vote.label.as_deref())).collect();
    assert_eq!(
        spoken,
        [
            ("MalwareBazaar", VoteKind::Malicious, Some("AgentTesla")),
            ("ReversingLabs", VoteKind::Malicious, Some("ByteCode.Trojan.Example")),
            ("Triage", VoteKind::Malicious, Some("agenttesla")),
            ("Spamhaus_HBL", VoteKind::Suspicious, None),
            ("YOROI_YOMI", VoteKind::Nothing, None),
        ]
    );
    assert_eq!(known.link.as_deref(), Some(format!("https://bazaar.abuse.ch/sample/{SHA256}/").as_str()));

    let found = search(SHA256, &[("ERROR", "malicious".into()), ("SUCCESS", "malicious".into())]);
    let answers = vec![says("/search/hash", 200, found), says("/overview/", 200, overview(SHA256, "malicious"))];
    let (said, asked) = told(HYBRID, SHA256, answers);
    assert_eq!(rule(&said), Some("lookup.known-malware"));
    assert_eq!(
        said.findings[0].proof(),
        "It answered \"malicious\", with a threat score of 85 of 100; 44 % of the engines that it asked know it, and it is called Trojan.Example."
    );
    let known = &said.consultation.answers[0];
    assert_eq!((known.family.as_deref(), known.examined), (Some("Trojan.Example"), Some(1_795_165_921)));
    assert_eq!(asked[1].path, format!("/overview/{SHA256}/summary"));

    let (said, _) = told(OPENTIP, SHA256, vec![says("/search/hash", 200, opentip(SHA256, "Red"))]);
    assert_eq!(rule(&said), Some("lookup.known-malware"));
    let known = &said.consultation.answers[0];
    assert_eq!((known.family.as_deref(), known.examined), (Some("HEUR:Trojan.Example.gen"), Some(1_795_165_921)));
    assert_eq!(known.link.as_deref(), Some(format!("https://opentip.kaspersky.com/{SHA256}/").as_str()));
}

#[test]
fn nothing_found_is_no_finding() {
    for name in [METADEFENDER, HYBRID, OPENTIP] {
        let (said, _) = told(name, SHA256, harmless(name));
        assert_eq!((rule(&said), said.consultation.answers[0].standing), (None, Standing::NothingFound), "{name}");
    }
    let votes = answer(METADEFENDER, harmless(METADEFENDER)).votes.unwrap();
    assert_eq!((votes.malicious, votes.asked), (0, 2), "who did not look at it is not counted");
}

#[test]
fn unknown_is_told_in_many_ways() {
    let not_found = json!({"success": false, "error": {"code": 404_003, "messages": ["The hash was not found"]}});
    let on_premise = json!({SHA256.to_uppercase(): "Not Found"});
    let hybrid = json!({"message": "Requested hash not found in our database"});
    let cases = [
        (METADEFENDER, says("/hash/", 404, not_found)),
        (METADEFENDER, says("/hash/", 200, on_premise)),
        (MALWAREBAZAAR, says("/", 200, json!({"query_status": "hash_not_found"}))),
        (MALWAREBAZAAR, says("/", 200, json!({"query_status": "no_results", "data": "x"}))),
        (HYBRID, says("/search/hash", 404, hybrid.clone())),
        (HYBRID, says("/search/hash", 400, hybrid.clone())),
        (HYBRID, says("/search/hash", 200, hybrid)),
        (HYBRID, says("/search/hash", 200, json!({"sha256s": [], "reports": []}))),
        (HYBRID, says("/search/hash", 200, json!([]))),
        (OPENTIP, says("/search/hash", 404, json!({"message": "Not found"}))),
        (OPENTIP, says("/search/hash", 404, "")),
        (OPENTIP, says("/search/hash", 200, json!({"Zone": "Grey", "FileGeneralInfo": {"Sha256": SHA256}}))),
    ];
    for (name, said) in cases {
        let shown = format!("{said:?}");
        assert_eq!(answer(name, vec![said]).standing, Standing::Unknown, "{name}: {shown}");
    }
}

#[test]
fn a_wrong_key_is_told_as_one_and_ends_asking() {
    let code = |code: u64| json!({"error": {"code": code, "messages": "No such key"}});
    let cases = [
        (METADEFENDER, says("/hash/", 401, code(401_001)), "it does not accept the key (\"No such key\")"),
        (METADEFENDER, says("/hash/", 403, code(403_001)), "it does not allow this with the key"),
        (
            METADEFENDER,
            says("/hash/", 403, code(403_002)),
            "it blocks your address for an hour, because it was asked with",
        ),
        (
            MALWAREBAZAAR,
            says("/", 401, json!({"error": "Unauthorized"})),
            "it does not accept the key (\"Unauthorized\")",
        ),
        (MALWAREBAZAAR, says("/", 403, json!({"query_status": "unknown_auth_key"})), "it does not know the key"),
        (MALWAREBAZAAR, says("/", 200, json!({"query_status": "unknown_auth_key"})), "it does not know the key"),
        (MALWAREBAZAAR, says("/", 200, json!({"query_status": "user_blacklisted"})), "it has blocked the account"),
        (HYBRID, says("/search/hash", 401, json!({"message": "Bad key"})), "it does not accept the key (\"Bad key\")"),
        (HYBRID, says("/search/hash", 403, "<html>no</html>"), "it does not allow this with the key"),
        (OPENTIP, says("/search/hash", 401, ""), "it does not accept the key"),
    ];
    for (name, said, words) in cases {
        let (address, asked) = serve(vec![said]);
        let oracle = oracle(name, &address, None);
        for _ in 0..2 {
            let failure = oracle.ask(&[question(SHA256)]).consultation.failure.unwrap();
            assert!(failure.starts_with(words), "{name}: {failure}");
        }
        assert_eq!(asked.lock().unwrap().len(), 1, "{name} is not asked again");
    }
}

#[test]
fn a_quota_that_is_used_up_is_told_as_one() {
    let limits = |used: u64| json!({"limits": {"minute": 5, "hour": 200}, "used": {"minute": 5, "hour": used}, "limit_reached": true});
    let limited = |status: u16, limits: Value| {
        ("/search/hash", status, vec![("api-limits", limits.to_string())], "{}".to_owned())
    };
    let throttled = json!({"error": {"name": "ClientError", "messages": "Too many", "code": 429_001, "status": 429}});
    let reset = |name| vec![(name, "7200".to_owned())];
    let cases = [
        (
            METADEFENDER,
            ("/hash/", 429, reset("X-RateLimit-Reset-In"), throttled.to_string()),
            "its quota is used up (\"Too many\"); ask again in 2 h",
        ),
        (MALWAREBAZAAR, ("/", 429, reset("Retry-After"), String::new()), "its quota is used up; ask again in 2 h"),
        (HYBRID, says("/search/hash", 429, json!({"message": "Slow"})), "its quota is used up (\"Slow\")"),
        (HYBRID, limited(429, limits(7)), "its quota is used up (5 questions in one minute); ask again in 60 s"),
        (HYBRID, limited(403, limits(200)), "its quota is used up (200 questions in one hour); ask again in 60 min"),
        (OPENTIP, says("/search/hash", 403, ""), "the quota of its key is used up"),
        (OPENTIP, says("/search/hash", 429, ""), "its quota is used up"),
    ];
    for (name, said, words) in cases {
        assert_eq!(failure(name, vec![said]), words, "{name}");
    }
    // The last answer for now is an answer.
    let mut last = harmless(HYBRID);
    last[0].2 = vec![("api-limits", limits(1).to_string())];
    assert_eq!(answer(HYBRID, last).standing, Standing::NothingFound);
}

#[test]
fn an_answer_without_its_shape_is_a_failure_and_never_nothing_found() {
    let shapes = [
        json!({}),
        json!("ok"),
        json!([1, 2]),
        json!({"data": [], "query_status": "ok"}),
        json!({"data": [{"signature": "X"}], "query_status": "ok"}),
        json!({"query_status": "illegal_hash"}),
        json!({"scan_results": {"progress_percentage": 100}}),
        json!({"sha256s": [SHA256]}),
        json!({"sha256s": [], "reports": [{"state": "SUCCESS", "verdict": "malicious"}]}),
        json!({"Zone": "Blue", "FileGeneralInfo": {"Sha256": SHA256}}),
        json!({OTHER: "Not Found"}),
    ];
    for name in ALL {
        for shape in &shapes {
            let failure = failure(name, vec![says(path(name), 200, shape)]);
            assert!(failure.starts_with("it answered with "), "{name}: {shape}: {failure}");
        }
        let page = ("", 404, vec![("Content-Type", "text/html".to_owned())], "<html>Not found</html>".to_owned());
        assert!(failure(name, vec![page]).starts_with("it answered with the status 404"), "{name}");
    }
    let gone = json!({"error": {"code": 404_001, "messages": ["Endpoint not found"]}});
    assert!(failure(METADEFENDER, vec![says("/hash/", 404, gone)]).contains("Endpoint not found"));
}

#[test]
fn an_answer_about_another_file_is_refused() {
    let other = overview(OTHER, "malicious");
    let cases = [
        (METADEFENDER, vec![says("/hash/", 200, metadefender(OTHER, &NOTHING))]),
        (MALWAREBAZAAR, vec![says("/", 200, bazaar(OTHER))]),
        (HYBRID, vec![says("/search/hash", 200, search(OTHER, &[]))]),
        (
            HYBRID,
            vec![says("/search/hash", 200, json!([{"sha256": OTHER, "state": "SUCCESS", "verdict": "malicious"}]))],
        ),
        (HYBRID, vec![says("/search/hash", 200, search(SHA256, &[])), says("/overview/", 200, other)]),
        (OPENTIP, vec![says("/search/hash", 200, opentip(OTHER, "Green"))]),
    ];
    for (name, answers) in cases {
        assert_eq!(failure(name, answers), "it answered about another file", "{name}");
    }
    // Each kind of hash is compared with its own, in whatever case it is written.
    for hash in [SHA1, MD5] {
        for (name, answers) in [
            (METADEFENDER, vec![says("/hash/", 200, metadefender(&SHA256.to_uppercase(), &NOTHING))]),
            (MALWAREBAZAAR, vec![says("/", 200, bazaar(SHA256))]),
            (OPENTIP, vec![says("/search/hash", 200, opentip(SHA256, "Green"))]),
            (HYBRID, harmless(HYBRID)),
        ] {
            let (told, asked) = told(name, hash, answers);
            assert_eq!(told.consultation.failure, None, "{name}");
            assert!(format!("{asked:?}{}", String::from_utf8_lossy(&asked[0].body)).contains(hash), "{name}");
        }
    }
}

#[test]
fn words_of_services_reach_nobody_unescaped() {
    const BAD: &str = "\u{1b}[31mred\u{202e}txt";
    let mut bazaar = bazaar(SHA256);
    bazaar["data"][0]["signature"] = BAD.into();
    bazaar["data"][0]["vendor_intel"][BAD] = json!({"verdict": "malicious", "threat_name": BAD});
    let mut overview = overview(SHA256, "malicious");
    overview["vx_family"] = BAD.into();
    let mut opentip = opentip(SHA256, "Red");
    opentip["DetectionsInfo"][1]["DetectionName"] = BAD.into();
    let cases = [
        (METADEFENDER, vec![says("/hash/", 200, metadefender(SHA256, &[(BAD, 1, BAD)]))]),
        (METADEFENDER, vec![says("/hash/", 401, json!({"error": {"messages": [BAD]}}))]),
        (MALWAREBAZAAR, vec![says("/", 200, bazaar)]),
        (MALWAREBAZAAR, vec![says("/", 200, json!({"query_status": BAD}))]),
        (HYBRID, vec![says("/search/hash", 200, search(SHA256, &[])), says("/overview/", 200, overview)]),
        (HYBRID, vec![says("/search/hash", 418, json!({"message": BAD}))]),
        (OPENTIP, vec![says("/search/hash", 200, opentip)]),
        (OPENTIP, vec![says("/search/hash", 403, json!({"message": BAD}))]),
    ];
    for (name, answers) in cases {
        let (told, _) = told(name, SHA256, answers);
        let consultation = &told.consultation;
        let mut shown = consultation.failure.clone().unwrap_or_default();
        for answer in &consultation.answers {
            let engines = answer.engines.iter().flat_map(|vote| [Some(vote.engine.clone()), vote.label.clone()]);
            shown.extend(engines.chain([answer.family.clone(), answer.link.clone()]).flatten());
        }
        shown.extend(told.findings.iter().flat_map(|finding| [finding.meaning(), finding.proof()]));
        assert!(shown.contains("\\x1B[31mred[U+202E]txt"), "{name}: {shown:?}");
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{name}: {shown:?}");
    }
}

#[test]
fn metadefender_with_few_engines_or_none_is_not_taken_for_more() {
    let few = metadefender(SHA256, &[("Avira", 1, "X"), ("Varist", 0, "")]);
    assert_eq!(rule(&told(METADEFENDER, SHA256, vec![says("/hash/", 200, few)]).0), Some("lookup.few-engines"));
    let none = metadefender(SHA256, &[("Avira", 3, ""), ("Varist", 12, "")]);
    assert_eq!(answer(METADEFENDER, vec![says("/hash/", 200, none)]).standing, Standing::Seen);
    let mut at_work = metadefender(SHA256, &NOTHING);
    at_work["scan_results"]["progress_percentage"] = 40.into();
    assert_eq!(answer(METADEFENDER, vec![says("/hash/", 200, at_work)]).standing, Standing::Seen);
    // Numbers without the engines' names count, too.
    let mut bare = metadefender(SHA256, &[]);
    bare["scan_results"]["total_avs"] = 22.into();
    bare["scan_results"]["total_detected_avs"] = 9.into();
    let votes = answer(METADEFENDER, vec![says("/hash/", 200, bare)]).votes.unwrap();
    assert_eq!((votes.malicious, votes.asked), (9, 22));
}

#[test]
fn of_reports_that_disagree_the_worst_counts_and_failed_ones_do_not() {
    let none = || Value::Null;
    type Case<'a> = (&'a [(&'a str, Value)], Value, Standing);
    let cases: [Case<'_>; 8] = [
        (&[("SUCCESS", "no specific threat".into()), ("SUCCESS", "malicious".into())], none(), Standing::Malicious),
        (&[("SUCCESS", "malicious".into())], "whitelisted".into(), Standing::Malicious),
        (&[("SUCCESS", "suspicious".into())], "no specific threat".into(), Standing::Dubious),
        (&[("ERROR", "malicious".into()), ("IN_PROGRESS", "malicious".into())], none(), Standing::Seen),
        (&[("SUCCESS", none())], "malicious".into(), Standing::Malicious),
        (&[("SUCCESS", "no verdict".into())], none(), Standing::Seen),
        (&[], "whitelisted".into(), Standing::NothingFound),
        (&[], none(), Standing::Seen),
    ];
    for (reports, sum, standing) in cases {
        let shown = format!("{reports:?} {sum}");
        let answers =
            vec![says("/search/hash", 200, search(SHA256, reports)), says("/overview/", 200, overview(SHA256, sum))];
        assert_eq!(answer(HYBRID, answers).standing, standing, "{shown}");
    }
}

#[test]
fn the_older_list_of_summaries_is_read_too() {
    let summary = |state: &str, verdict: &str| {
        json!({"job_id": "1", "state": state, "verdict": verdict, "sha256": SHA256.to_uppercase(), "md5": MD5, "sha1": SHA1,
            "threat_score": 100, "av_detect": 60, "vx_family": "Trojan.Old", "analysis_start_time": "2026-11-20T09:12:01+00:00"})
    };
    let list = json!([summary("ERROR", "no verdict"), summary("SUCCESS", "malicious")]);
    for overview in [says("/overview/", 404, json!({"message": "Not found"})), says("/overview/", 404, "<html>")] {
        let known = answer(HYBRID, vec![says("/search/hash", 200, &list), overview]);
        assert_eq!((known.standing, known.family.as_deref()), (Standing::Malicious, Some("Trojan.Old")));
        assert_eq!(known.examined, Some(1_795_165_921));
    }
}

#[test]
fn a_second_question_that_fails_takes_nothing_from_the_first() {
    let refused = || says("/overview/", 429, json!({"message": "Slow"}));
    let spoken = search(SHA256, &[("SUCCESS", "suspicious".into())]);
    assert_eq!(answer(HYBRID, vec![says("/search/hash", 200, spoken), refused()]).standing, Standing::Dubious);
    // Where the first said nothing, only the second could have.
    let silent = search(SHA256, &[("ERROR", Value::Null)]);
    assert_eq!(failure(HYBRID, vec![says("/search/hash", 200, silent), refused()]), "its quota is used up (\"Slow\")");
    let silent = search(SHA256, &[]);
    let gone = says("/overview/", 404, json!({"message": "Not found"}));
    assert_eq!(answer(HYBRID, vec![says("/search/hash", 200, silent), gone]).standing, Standing::Seen);
}

#[test]
fn zones_are_read_as_what_they_are() {
    for (zone, standing) in [("Yellow", Standing::Dubious), ("Orange", Standing::Dubious), ("Grey", Standing::Seen)] {
        assert_eq!(
            answer(OPENTIP, vec![says("/search/hash", 200, opentip(SHA256, zone))]).standing,
            standing,
            "{zone}"
        );
    }
}
