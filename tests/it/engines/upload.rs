//! Sending a file away: only with its owner's word, and then nothing but its bytes.

use std::sync::{Arc, Mutex};

use serde_json::json;
use sheepdip::engines::online::upload::{Consent, Leaving};
use sheepdip::engines::online::{Surroundings, open};
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::pipeline::Plan;

use super::lookup::{around, letter, nowhere, report, setup};
use crate::forge::service::{Does, Seen, Service, json as answer, status};
use crate::forge::{Case, case};

/// An owner who answers this, and remembers what was asked.
struct Owner {
    says: Result<(), String>,
    asked: Mutex<Vec<String>>,
}

impl Consent for Owner {
    fn may(&self, leaving: &Leaving<'_>) -> Result<(), String> {
        self.asked.lock().unwrap().push(format!("{} {} {}", leaving.name, leaving.title, leaving.size));
        self.says.clone()
    }
}

/// VirusTotal, that does not know a file until it was sent, and is at work for a while.
fn takes(seen: &Seen, _: usize) -> Does {
    match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", "/files") => answer(json!({"data": {"type": "analysis", "id": "bWQ1OjE3NjM3="}})),
        ("GET", "/analyses/bWQ1OjE3NjM3=") => {
            let attributes = &report(43, 0)["data"]["attributes"];
            answer(json!({"data": {"attributes": {"status": "completed", "date": 1_763_700_000,
                "stats": attributes["last_analysis_stats"], "results": attributes["last_analysis_results"]}}}))
        }
        ("GET", path) if path.starts_with("/files/") => nowhere(),
        _ => status(400, json!({"error": {"code": "BadRequestError", "message": "unexpected"}})),
    }
}

fn examine(case: &Case, service: &Service, owner: Option<Arc<Owner>>) -> FileReport {
    let consent = owner.map(|owner| -> Arc<dyn Consent> { owner });
    let oracles = open(&setup("virustotal", service), &["virustotal"], &Surroundings { consent, ..around() });
    let recipient = Some(Arc::clone(&oracles[0]));
    case.examine_with(&Plan { oracles, recipient, most_questions: 16, ..Plan::default() })
}

fn owner(says: Result<(), String>) -> Arc<Owner> {
    Arc::new(Owner { says, asked: Mutex::default() })
}

#[test]
fn a_file_that_nobody_knows_is_sent_after_a_yes_under_its_hash() {
    let service = Service::start(takes);
    let willing = owner(Ok(()));
    let report = examine(&letter(), &service, Some(Arc::clone(&willing)));
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{:?}", report.gaps);
    assert_eq!(report.engines[0].answers.len(), 1);
    assert_eq!(*willing.asked.lock().unwrap(), ["private-name.txt VirusTotal 11"]);
    let seen = service.seen();
    let sent = seen.iter().find(|seen| seen.method == "POST").unwrap();
    let hash = sheepdip::model::artifact::hex_digest(&report.artifacts[0].hashes.as_ref().unwrap().sha256);
    let all = sent.all();
    assert!(all.contains(&format!("name=\"file\"; filename=\"{hash}\"")) && all.contains("some words\n"), "{all}");
    assert!(!all.contains("private-name"), "{all}");
    // Hash first.
    assert_eq!((seen[0].method.as_str(), seen[0].path.starts_with("/files/")), ("GET", true));
}

#[test]
fn without_a_yes_nothing_is_sent_and_the_report_says_so() {
    let service = Service::start(takes);
    let report = examine(&letter(), &service, Some(owner(Err("you did not agree to send it".to_owned()))));
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(report.engines[0].failure.as_ref().unwrap().contains("you did not agree"));
    let report = examine(&letter(), &service, None);
    assert!(report.engines[0].failure.as_ref().unwrap().contains("nobody said that it may be sent"));
    assert!(service.seen().iter().all(|seen| seen.method == "GET" && seen.body.is_empty()));
}

#[test]
fn a_file_that_is_known_is_not_sent_and_nobody_is_asked() {
    let service = Service::start(|_, _| answer(report(0, 0)));
    let willing = owner(Ok(()));
    let report = examine(&letter(), &service, Some(Arc::clone(&willing)));
    assert_eq!((report.judgement.verdict, service.seen().len()), (Verdict::Clean, 1));
    assert!(willing.asked.lock().unwrap().is_empty());
}

#[test]
fn a_service_that_cannot_be_asked_gets_no_file() {
    let service = Service::start(|seen, _| match seen.method.as_str() {
        "GET" => status(500, "{}"),
        _ => answer(json!({})),
    });
    let willing = owner(Ok(()));
    let report = examine(&letter(), &service, Some(Arc::clone(&willing)));
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert!(willing.asked.lock().unwrap().is_empty());
    assert!(service.seen().iter().all(|seen| seen.method == "GET"));
}

#[test]
fn what_was_sent_is_not_sent_twice_when_the_service_stumbles() {
    let service = Service::start(|seen, _| match seen.method.as_str() {
        "POST" => status(503, json!({"error": {"code": "TransientError", "message": "later"}})),
        _ => nowhere(),
    });
    let report = examine(&letter(), &service, Some(owner(Ok(()))));
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
    assert_eq!(service.seen().iter().filter(|seen| seen.method == "POST").count(), 1);
}

#[test]
fn a_large_file_goes_to_the_address_that_the_service_gives_and_to_nobody_elses() {
    let large = case("large.bin", vec![0x41; 33 << 20]);
    let elsewhere = Service::start(|_, _| answer(json!({})));
    let other = elsewhere.url.clone();
    let service = Service::start(move |seen, _| match seen.path.as_str() {
        "/files/upload_url" => answer(json!({"data": format!("{other}/take")})),
        _ => nowhere(),
    });
    let report = examine(&large, &service, Some(owner(Ok(()))));
    // Another port of the same host is the same machine; another host is not.
    assert!(report.engines[0].failure.is_some());
    let service = Service::start(|seen, _| match seen.path.as_str() {
        "/files/upload_url" => answer(json!({"data": "https://collector.example/take"})),
        _ => nowhere(),
    });
    let report = examine(&large, &service, Some(owner(Ok(()))));
    let words = report.engines[0].failure.clone().unwrap();
    assert!(words.contains("sent to somebody else; nothing was sent"), "{words}");
}

#[test]
fn how_much_is_sent_is_told_and_a_result_that_is_not_there_yet_can_be_asked_for_later() {
    let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let finished = Arc::clone(&done);
    let service = Service::start(move |seen, _| match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", _) => answer(json!({"data": {"id": "abc"}})),
        (_, "/analyses/abc") => answer(json!({"data": {"attributes": {"status": "queued"}}})),
        _ if finished.load(std::sync::atomic::Ordering::Relaxed) => answer(report(43, 0)),
        _ => nowhere(),
    });
    let folder = tempfile::tempdir().unwrap();
    let keeping = sheepdip::engines::online::setup::Setup {
        cache: Some(folder.path().join("cache")),
        ..setup("virustotal", &service)
    };
    let told = Arc::new(Mutex::new(Vec::new()));
    let (stop, lines) = (Arc::new(std::sync::atomic::AtomicBool::new(false)), Arc::clone(&told));
    let stopper = Arc::clone(&stop);
    let consent: Option<Arc<dyn Consent>> = Some(owner(Ok(())));
    let around = Surroundings {
        stop,
        // Whoever sees that the service is at work has waited long enough.
        waiting: Arc::new(move |words: &str| {
            lines.lock().unwrap().push(words.to_owned());
            stopper.store(words.contains("is at work"), std::sync::atomic::Ordering::Relaxed);
        }),
        consent,
    };
    let oracles = open(&keeping, &["virustotal"], &around);
    let plan = Plan { recipient: Some(Arc::clone(&oracles[0])), oracles, most_questions: 16, ..Plan::default() };
    let large = case("large.bin", vec![0x41; 5 << 20]);
    let stopped = large.examine_with(&plan);
    let words = stopped.engines[0].failure.clone().unwrap();
    assert!(
        words.contains("it was sent to VirusTotal, and you stopped waiting") && words.contains("sheepdip lookup "),
        "{words}"
    );
    assert_eq!(stopped.judgement.verdict, Verdict::Unexamined);
    let told = told.lock().unwrap().clone();
    assert!(told.iter().any(|line| line == "sending to VirusTotal: 6 MB of 6 MB"), "{told:?}");
    assert!(told.iter().filter(|line| line.starts_with("sending to VirusTotal: ")).count() >= 3, "{told:?}");
    // That it was unknown a moment ago is not kept.
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    let oracles = open(&keeping, &["virustotal"], &super::lookup::around());
    let later = large.examine_with(&Plan { oracles, most_questions: 16, ..Plan::default() });
    assert_eq!(later.judgement.verdict, Verdict::Dangerous);
}
