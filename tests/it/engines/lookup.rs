//! Services that know files by their hash: what they say, what they get to see, and everything that can go wrong.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde_json::{Value, json};
use sheepdip::engines::online::lookup::Thresholds;
use sheepdip::engines::online::setup::{Access, Keeping, Network, Setup};
use sheepdip::engines::online::{SERVICES, Surroundings, open};
use sheepdip::model::gap::GapReason;
use sheepdip::model::oracle::{Oracle, Standing};
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::model::types::Nature;
use sheepdip::pipeline::Plan;

use crate::forge::service::{Does, Seen, Service, json as answer, status, with};
use crate::forge::{Case, Example, case, fired, png, zip};

pub const EXAMPLES: &[Example] = &[
    Example { rule: "lookup.known-malware", fires: || voted(43, 0), silent: || voted(0, 0) },
    Example { rule: "lookup.several-engines", fires: || voted(4, 0), silent: || voted(0, 0) },
    Example { rule: "lookup.few-engines", fires: || voted(1, 0), silent: || voted(0, 0) },
    Example { rule: "lookup.dubious", fires: || sandbox("suspicious"), silent: || sandbox("no specific threat") },
    Example {
        rule: "lookup.distributed",
        fires: || letter().looked_up(asking("hashlookup", &Service::start(distributed))),
        silent: || letter().looked_up(asking("hashlookup", &Service::start(|_, _| nowhere()))),
    },
];

/// No name of ours may be seen by a service.
pub fn letter() -> Case {
    case("private-name.txt", "some words\n")
}

fn voted(malicious: u32, suspicious: u32) -> Case {
    letter().looked_up(asking("virustotal", &Service::start(move |_, _| answer(report(malicious, suspicious)))))
}

/// A letter of which the reports of Hybrid Analysis say this.
fn sandbox(verdict: &'static str) -> Case {
    let service = Service::start(move |seen, _| match seen.path.split_once("hash=") {
        Some((_, hash)) => answer(json!({"sha256s": [hash], "reports": [{"state": "SUCCESS", "verdict": verdict}]})),
        None => status(404, json!({"message": "not found"})),
    });
    letter().looked_up(asking("hybrid-analysis", &service))
}

/// What VirusTotal says of a file that so many of 72 engines know.
pub fn report(malicious: u32, suspicious: u32) -> Value {
    let mut engines = serde_json::Map::new();
    for n in 0..80 {
        let (category, result) = match n {
            n if n < malicious => ("malicious", json!(format!("Trojan.Test.{n}"))),
            n if n < malicious + suspicious => ("suspicious", json!("Odd")),
            n if n < 72 => ("undetected", Value::Null),
            _ => ("type-unsupported", Value::Null),
        };
        let engine = json!({"category": category, "engine_name": format!("Engine{n}"), "engine_update": "20261120", "result": result});
        engines.insert(format!("Engine{n}"), engine);
    }
    let undetected = 72 - malicious - suspicious;
    json!({"data": {"type": "file", "attributes": {
        "last_analysis_date": 1_763_700_000,
        "last_analysis_stats": {"malicious": malicious, "suspicious": suspicious, "undetected": undetected, "harmless": 0, "timeout": 0, "failure": 1, "type-unsupported": 7},
        "last_analysis_results": engines,
        "popular_threat_classification": {"suggested_threat_label": "trojan.test/emotet"},
    }}})
}

fn distributed(seen: &Seen, _: usize) -> Does {
    let hash = seen.path.rsplit('/').next().unwrap_or_default().to_uppercase();
    answer(
        json!({"FileName": "./usr/bin/gzip", "SHA-256": hash, "hashlookup:trust": 70, "ProductCode": {"ProductName": "Ubuntu"}}),
    )
}

/// What VirusTotal says of a file that it never saw.
pub fn nowhere() -> Does {
    status(404, json!({"error": {"code": "NotFoundError", "message": "File not found"}}))
}

/// Settings in which one service is at an address.
pub fn setup(name: &str, service: &Service) -> Setup {
    let access = |row: &&'static sheepdip::engines::online::Service| Access {
        service: row,
        url: if row.name == name { service.url.clone() } else { "https://127.0.0.1:1".to_owned() },
        key: row.key.is_needed().then(|| SecretString::from("the-secret-key".to_owned())),
        quota: Vec::new(),
    };
    Setup {
        services: SERVICES.iter().map(access).collect(),
        network: Network::default(),
        cache: None,
        state: None,
        keeping: Keeping::default(),
        thresholds: Thresholds::default(),
        time: Duration::from_secs(5),
    }
}

/// What a run brings along that nobody watches and nobody stops.
pub fn around() -> Surroundings {
    Surroundings { stop: Arc::default(), waiting: Arc::new(|_: &str| {}), consent: None }
}

fn opened(setup: &Setup, name: &str) -> Arc<dyn Oracle> {
    let [oracle] = <[_; 1]>::try_from(open(setup, &[name], &around())).unwrap();
    oracle
}

fn asking(name: &str, service: &Service) -> Arc<dyn Oracle> {
    opened(&setup(name, service), name)
}

/// What the report says about why a service did not answer.
fn failure(report: &FileReport) -> String {
    let gaps: Vec<_> = report.gaps.iter().filter(|g| g.gap.reason == GapReason::Engine).collect();
    assert_eq!(gaps.len(), 1, "{:?}", report.gaps);
    // A failure never reads as clean.
    assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Unexamined, false));
    report.engines[0].failure.clone().unwrap()
}

/// How asking VirusTotal ends that does this.
fn ends(does: Does) -> String {
    let service = Service::start(move |_, _| does.clone());
    failure(&letter().looked_up(asking("virustotal", &service)).examine())
}

#[test]
fn the_number_of_engines_decides_and_little_is_told_with_its_doubt() {
    let verdict = |malicious, suspicious| {
        let report = voted(malicious, suspicious).examine();
        (report.judgement.verdict, fired(&report))
    };
    assert_eq!(verdict(0, 0), (Verdict::Clean, vec![]));
    assert_eq!(verdict(1, 0), (Verdict::Suspicious, vec!["lookup.few-engines"]));
    assert_eq!(verdict(2, 0), (Verdict::Suspicious, vec!["lookup.few-engines"]));
    assert_eq!(verdict(0, 3), (Verdict::Suspicious, vec!["lookup.few-engines"]));
    assert_eq!(verdict(3, 0), (Verdict::Suspicious, vec!["lookup.several-engines"]));
    assert_eq!(verdict(4, 0), (Verdict::Suspicious, vec!["lookup.several-engines"]));
    assert_eq!(verdict(5, 0), (Verdict::Dangerous, vec!["lookup.known-malware"]));
    let doubtful = voted(1, 0).examine();
    assert!(doubtful.findings[0].meaning().contains("often a false alarm"));
    let known = voted(43, 0).examine();
    let [engine] = known.engines.as_slice() else { panic!("{:?}", known.engines) };
    let answer = &engine.answers[0];
    let votes = answer.votes.unwrap();
    assert_eq!((votes.malicious, votes.asked, answer.standing), (43, 72, Standing::Malicious));
    assert_eq!((answer.engines.len(), answer.engines[0].label.as_deref()), (80, Some("Trojan.Test.0")));
    assert_eq!(answer.family.as_deref(), Some("trojan.test/emotet"));
    assert!(known.findings[0].proof().contains("43 of 72 engines"), "{}", known.findings[0].proof());
}

#[test]
fn thresholds_are_policy() {
    let service = Service::start(|_, _| answer(report(4, 0)));
    let strict = Setup { thresholds: Thresholds { several: 2, dangerous: 4 }, ..setup("virustotal", &service) };
    let report = letter().looked_up(opened(&strict, "virustotal")).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn a_service_sees_the_hash_and_the_key_and_nothing_else() {
    let service = Service::start(|_, _| nowhere());
    let archive = zip::archive(&[zip::stored("secret-member.sh", "#!/bin/sh\necho some secret words\n")]);
    let case = case("private-name.zip", archive);
    let report = case.looked_up(asking("virustotal", &service)).examine();
    let seen = service.seen();
    assert_eq!(seen.len(), 2, "the archive and the script in it");
    for (seen, record) in seen.iter().zip(&report.artifacts) {
        let hash = sheepdip::model::artifact::hex_digest(&record.hashes.as_ref().unwrap().sha256);
        assert_eq!((seen.method.as_str(), seen.path.as_str()), ("GET", format!("/files/{hash}").as_str()));
        assert_eq!((seen.header("x-apikey"), seen.body.len()), (Some("the-secret-key"), 0));
        let mut names: Vec<_> = seen.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
        names.sort();
        assert_eq!(names, ["accept", "host", "user-agent", "x-apikey"]);
        for word in ["private", "secret-member", "words", ".zip", ".sh"] {
            assert!(!seen.all().contains(word), "{word} in {}", seen.all());
        }
    }
}

#[test]
fn never_seen_is_neither_a_find_nor_a_failure() {
    let service = Service::start(|_, _| nowhere());
    let report = letter().looked_up(asking("virustotal", &service)).examine();
    // We examined it ourselves; the service only adds nothing.
    assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Clean, true));
    assert_eq!(report.engines[0].answers[0].standing, Standing::Unknown);
}

#[test]
fn a_wrong_key_ends_it_for_the_run_and_is_never_shown() {
    let refused = || status(401, json!({"error": {"code": "WrongCredentialsError", "message": "Wrong API key"}}));
    let service = Service::start(move |_, _| refused());
    let oracle = asking("virustotal", &service);
    for name in ["a.txt", "b.txt", "c.txt"] {
        let report = case(name, format!("words of {name}\n")).looked_up(Arc::clone(&oracle)).examine();
        let words = failure(&report);
        assert!(words.contains("does not accept the key (\"Wrong API key\")"), "{words}");
        assert!(!words.contains("the-secret-key"));
    }
    assert_eq!(service.seen().len(), 1, "a wrong key that is repeated gets its address blocked");
}

#[test]
fn a_quota_that_the_service_refuses_by_is_told_with_its_time() {
    let used_up = || status(429, json!({"error": {"code": "QuotaExceededError", "message": "Quota exceeded"}}));
    let words = ends(with(used_up(), "retry-after", "3000"));
    assert!(words.contains("quota is used up (\"Quota exceeded\"); ask again in 50 min"), "{words}");
    // In a language that nobody asked for.
    assert!(ends(with(status(429, "<html>slow down</html>"), "retry-after", "100")).contains("quota is used up"));
    let forbidden = status(403, json!({"error": {"code": "ForbiddenError", "message": "Premium only"}}));
    assert!(ends(forbidden).contains("does not allow this with the key (\"Premium only\")"));
}

#[test]
fn a_short_refusal_is_waited_for() {
    let service = Service::start(|_, before| match before {
        0 => with(status(429, json!({"error": {"code": "TooManyRequestsError"}})), "retry-after", "1"),
        _ => answer(report(43, 0)),
    });
    let report = letter().looked_up(asking("virustotal", &service)).examine();
    assert_eq!((report.judgement.verdict, service.seen().len()), (Verdict::Dangerous, 2));
}

#[test]
fn trouble_of_the_service_is_tried_again_and_then_told() {
    let service = Service::start(|_, before| match before {
        0 => status(503, json!({"error": {"code": "TransientError", "message": "try again"}})),
        1 => Does::HangUp,
        _ => answer(report(43, 0)),
    });
    let report = letter().looked_up(asking("virustotal", &service)).examine();
    assert_eq!((report.judgement.verdict, service.seen().len()), (Verdict::Dangerous, 3));
    let broken = Service::start(|_, _| status(500, "<h1>oops</h1>"));
    let words = failure(&letter().looked_up(asking("virustotal", &broken)).examine());
    assert!(words.contains("it is in trouble itself (status 500)"), "{words}");
    assert_eq!(broken.seen().len(), 3);
}

#[test]
fn after_three_files_without_an_answer_nobody_waits_any_more() {
    let broken = Service::start(|_, _| Does::HangUp);
    let oracle = asking("virustotal", &broken);
    for n in 0..6 {
        failure(&case("a.txt", format!("words {n}\n")).looked_up(Arc::clone(&oracle)).examine());
    }
    assert_eq!(broken.seen().len(), 9, "three tries for each of three files");
}

#[test]
fn what_is_no_answer_is_trouble_and_never_nothing_found() {
    let page = with(status(200, "<html>Please log in</html>"), "content-type", "text/html; charset=utf-8");
    let words = ends(page);
    assert!(words.contains("answered with text/html (status 200) instead of JSON: a proxy or a login page"), "{words}");
    assert!(ends(answer(json!([]))).contains("status 200"));
    assert!(ends(answer(json!({"data": {"attributes": {}}}))).contains("status 200"));
    assert!(ends(answer("null")).contains("status 200"));
    // A page that says "not found" comes from somebody else.
    assert!(ends(status(404, "<html>Not Found</html>")).contains("status 404"));
    assert!(ends(status(204, "")).contains("status 204"));
    let mut other = report(0, 0);
    other["data"]["attributes"]["sha256"] = json!("275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f");
    assert!(ends(answer(other)).contains("about another file"));
    assert!(ends(Does::Cut(report(43, 0).to_string())).contains("broke in the middle of the answer"));
}

#[test]
fn no_redirect_is_followed() {
    let elsewhere = Service::start(|_, _| answer(report(0, 0)));
    let to = format!("{}/files/x", elsewhere.url);
    for code in [301, 302, 307, 308] {
        let words = ends(with(status(code, ""), "location", &to));
        assert!(words.contains(&format!("points to another address (status {code})")), "{words}");
    }
    assert!(elsewhere.seen().is_empty());
}

#[test]
fn a_slow_or_endless_answer_is_given_up() {
    let began = Instant::now();
    let service = Service::start(|_, _| Does::Drip);
    let hurried = Setup { time: Duration::from_secs(1), ..setup("virustotal", &service) };
    let words = failure(&letter().looked_up(opened(&hurried, "virustotal")).examine());
    assert!(words.contains("too slow") || words.contains("too long"), "{words}");
    assert!(began.elapsed() < Duration::from_secs(15));
    let words = ends(Does::Endless(1 << 30));
    assert!(words.contains("larger than 8 MB and was not read"), "{words}");
}

#[test]
fn nobody_there_is_told_with_what_to_do() {
    let nobody = Service::start(|_, _| nowhere());
    let mut gone = setup("virustotal", &nobody);
    gone.services[0].url = "http://127.0.0.1:9".to_owned();
    let words = failure(&letter().looked_up(opened(&gone, "virustotal")).examine());
    assert!(words.contains("127.0.0.1 cannot be reached") && words.contains("HTTPS_PROXY"), "{words}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused_and_one_of_the_settings_is_not() {
    let service = Service::start_tls("127.0.0.1", |_, _| answer(report(43, 0)));
    let words = failure(&letter().looked_up(asking("virustotal", &service)).examine());
    assert!(words.contains("certificate of 127.0.0.1 is not trusted") && words.contains("nothing was sent"), "{words}");
    assert!(service.seen().is_empty());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("company.pem");
    std::fs::write(&path, service.authority.clone().unwrap()).unwrap();
    let mut trusting = setup("virustotal", &service);
    trusting.network.certificates = Some(path.clone());
    let report = letter().looked_up(opened(&trusting, "virustotal")).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.gaps);
    // Of another name it is worth nothing.
    let other = Service::start_tls("other.example", |_, _| answer(report_of_nothing()));
    std::fs::write(&path, other.authority.clone().unwrap()).unwrap();
    let mut trusting = setup("virustotal", &other);
    trusting.network.certificates = Some(path.clone());
    assert!(failure(&letter().looked_up(opened(&trusting, "virustotal")).examine()).contains("not trusted"));
    std::fs::write(&path, "no certificate").unwrap();
    let words = failure(&letter().looked_up(opened(&trusting, "virustotal")).examine());
    assert!(words.contains("there are no certificates (PEM)"), "{words}");
}

fn report_of_nothing() -> Value {
    report(0, 0)
}

#[test]
fn plain_http_goes_to_this_machine_only() {
    let nobody = Service::start(|_, _| nowhere());
    let mut open_line = setup("virustotal", &nobody);
    open_line.services[0].url = "http://example.invalid".to_owned();
    let words = failure(&letter().looked_up(opened(&open_line, "virustotal")).examine());
    assert!(words.contains("its address in the settings is none"), "{words}");
}

#[test]
fn a_services_words_reach_nobody_unescaped() {
    let mut hostile = report(43, 0);
    let attributes = &mut hostile["data"]["attributes"];
    attributes["popular_threat_classification"]["suggested_threat_label"] = json!("evil\u{1b}]0;owned\u{7}\u{202e}");
    attributes["last_analysis_results"]["Engine0"]["result"] = json!("a\u{1b}[2Jb");
    let service = Service::start(move |_, _| answer(&hostile));
    let report = letter().looked_up(asking("virustotal", &service)).examine();
    let all = format!("{} {:?}", report.findings[0].proof(), report.engines);
    assert!(!all.chars().any(|c| c.is_control() || c == '\u{202e}'), "{all:?}");
    let words = ends(status(401, json!({"error": {"message": "no\u{1b}[31m"}})));
    assert!(!words.contains('\u{1b}'), "{words:?}");
}

#[test]
fn public_software_is_told_and_a_mark_as_malicious_outweighs_it() {
    let report = letter().looked_up(asking("hashlookup", &Service::start(distributed))).examine();
    assert_eq!((report.judgement.verdict, fired(&report)), (Verdict::Clean, vec!["lookup.distributed"]));
    assert!(report.findings[0].proof().contains("as a part of Ubuntu, with a trust of 70 of 100"));
    let marked = Service::start(|seen, _| {
        let hash = seen.path.rsplit('/').next().unwrap_or_default().to_owned();
        answer(json!({"SHA-256": hash, "KnownMalicious": "a list", "hashlookup:trust": 95}))
    });
    let report = letter().looked_up(asking("hashlookup", &marked)).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    let other = Service::start(|_, _| answer(json!({"SHA-256": "00", "hashlookup:trust": 95})));
    let words = failure(&letter().looked_up(asking("hashlookup", &other)).examine());
    assert!(words.contains("about another file"), "{words}");
}

#[test]
fn what_is_asked_about_is_what_runs_the_file_itself_first() {
    let service = Service::start(|_, _| nowhere());
    let picture = png::plain();
    let script = "#!/bin/sh\necho words\n";
    let archive = zip::archive(&[
        zip::stored("a.txt", "only words\n"),
        zip::stored("b.png", &picture),
        zip::stored("c.sh", script),
        zip::stored("again.sh", script),
    ]);
    let report = case("files.zip", archive).looked_up(asking("virustotal", &service)).examine();
    let asked: Vec<_> = report.engines[0].answers.iter().map(|a| a.artifact.0).collect();
    let sh = report.artifacts.iter().find(|r| r.content_type.nature == Nature::Script).unwrap().id.0;
    assert_eq!(asked, [0, sh], "the archive, and its script once");
}

#[test]
fn answers_are_kept_and_asked_for_anew_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(|_, _| answer(report(43, 0)));
    let keeping = Setup { cache: Some(folder.path().to_owned()), ..setup("virustotal", &service) };
    for (number, kept) in [false, true, true].into_iter().enumerate() {
        let report = letter().looked_up(opened(&keeping, "virustotal")).examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
        assert_eq!(report.engines[0].answers[0].kept, kept, "run {number}");
        assert_eq!(report.engines[0].answers[0].engines.len(), 80);
    }
    assert_eq!(service.seen().len(), 1);
    let anew = Setup { keeping: Keeping { refresh: true, ..Keeping::default() }, ..keeping.clone() };
    letter().looked_up(opened(&anew, "virustotal")).examine();
    assert_eq!(service.seen().len(), 2);
    // Too old, for another address, or damaged: as if it were not there.
    let short = Setup { keeping: Keeping { malicious: Duration::ZERO, ..Keeping::default() }, ..keeping.clone() };
    letter().looked_up(opened(&short, "virustotal")).examine();
    assert_eq!(service.seen().len(), 3);
    let other = Service::start(|_, _| answer(report(0, 0)));
    let moved = Setup { cache: Some(folder.path().to_owned()), ..setup("virustotal", &other) };
    assert_eq!(letter().looked_up(opened(&moved, "virustotal")).examine().judgement.verdict, Verdict::Clean);
    for entry in walkdir::WalkDir::new(folder.path()).into_iter().flatten().filter(|e| e.file_type().is_file()) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{}", entry.path().display());
        }
        std::fs::write(entry.path(), b"{\"format\":1,\"asked\":").unwrap();
    }
    letter().looked_up(opened(&keeping, "virustotal")).examine();
    assert_eq!(service.seen().len(), 4);
}

#[test]
fn that_nobody_knows_a_file_is_kept_for_a_shorter_time() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(|_, _| nowhere());
    let keeping = Keeping { unknown: Duration::ZERO, ..Keeping::default() };
    let forgetful = Setup { cache: Some(folder.path().to_owned()), keeping, ..setup("virustotal", &service) };
    for _ in 0..2 {
        letter().looked_up(opened(&forgetful, "virustotal")).examine();
    }
    assert_eq!(service.seen().len(), 2);
}

#[test]
fn a_client_that_is_stopped_stops_waiting() {
    let service = Service::start(|_, _| with(status(429, json!({})), "retry-after", "4"));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let around = Surroundings { stop: Arc::clone(&stop), ..around() };
    let [oracle] = <[_; 1]>::try_from(open(&setup("virustotal", &service), &["virustotal"], &around)).unwrap();
    let began = Instant::now();
    let stopper = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let words = failure(&letter().looked_up(oracle).examine());
    stopper.join().unwrap();
    assert!(words.contains("the user stopped the run"), "{words}");
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[test]
fn parts_beyond_the_number_that_is_asked_about_are_told() {
    let service = Service::start(|_, _| nowhere());
    let names: Vec<String> = (0..5).map(|n| format!("{n}.sh")).collect();
    let scripts: Vec<String> = (0..5).map(|n| format!("#!/bin/sh\necho words {n}\n")).collect();
    let members: Vec<_> = names.iter().zip(&scripts).map(|(name, script)| zip::stored(name, script)).collect();
    let plan = Plan { oracles: vec![asking("virustotal", &service)], most_questions: 4, ..Plan::default() };
    let report = case("files.zip", zip::archive(&members)).examine_with(&plan);
    assert_eq!(service.seen().len(), 4);
    let warning = report.engines[0].warning.clone().unwrap();
    assert!(warning.contains("not asked about 2 further parts"), "{warning}");
}
