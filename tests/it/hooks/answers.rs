//! What is told to whom: the table of profiles against what each mail system documents, and the policy.

use std::time::Duration;

use sheepdip::hooks::mail::fence::{Failure, within};
use sheepdip::hooks::mail::profile::{LATER_FOR_ALL, PROFILES};
use sheepdip::hooks::mail::{Fate, Policy, Profile, Told};
use sheepdip::model::gap::{Gap, GapReason, LimitKind, PlacedGap};
use sheepdip::model::report::{FileReport, Verdict};
use sheepdip::policy::judge;

use crate::forge::{case, pe, png};

fn profile(name: &str) -> &'static Profile {
    Profile::named(name).unwrap()
}

#[test]
fn every_mail_system_gets_the_statuses_that_it_documents() {
    // Name; pass, find, try later; the status of a find whose message is on the standard output.
    let documented: &[(&str, [u8; 3], u8)] = &[
        // clamscan(1): 0 no virus, 1 virus, 2 error. MIMEDefang's interpret_clamav_code and amavisd.conf read the same.
        ("clamscan", [0, 1, 2], 1),
        ("mimedefang", [0, 1, 2], 1),
        ("amavis", [0, 1, 2], 1),
        // pipe(8): 69 EX_UNAVAILABLE bounces, 75 EX_TEMPFAIL defers.
        ("postfix", [0, 69, 75], 69),
        // malware.c: any status but 0 defers.
        ("exim", [0, 0, 75], 0),
        // qmail-command(8): 100 bounces, 111 defers.
        ("qmail", [0, 100, 111], 100),
        // The filters take the message from the standard output only where the status is 0.
        ("sieve", [0, 1, 75], 0),
        ("procmail", [0, 1, 75], 0),
        ("maildrop", [0, 1, 75], 0),
    ];
    assert_eq!(PROFILES.iter().map(|p| p.name).collect::<Vec<_>>().len(), documented.len());
    for (name, [pass, find, later], marked) in documented {
        let p = profile(name);
        let statuses = [Fate::Pass, Fate::Find, Fate::TryLater].map(|fate| p.status(fate, false));
        assert_eq!(statuses, [*pass, *find, *later], "{name}");
        assert_eq!(p.status(Fate::Find, true), *marked, "{name}");
        assert_eq!([p.status(Fate::Pass, true), p.status(Fate::TryLater, true)], [*pass, *later], "{name}");
    }
}

#[test]
fn trouble_never_reads_as_a_pass_or_a_find() {
    for p in PROFILES {
        assert_ne!(p.later, p.pass, "{}", p.name);
        assert_ne!(p.later, p.find, "{}", p.name);
        // What is told by the status alone must not look like a pass.
        assert!(p.find != p.pass || p.told == Told::Lines, "{}", p.name);
        // qmail-command(8) takes these for a permanent failure.
        assert!(![64, 65, 70, 76, 77, 78, 100, 112].contains(&LATER_FOR_ALL), "{}", p.name);
    }
}

#[test]
fn a_reason_begins_with_our_words_and_the_right_code() {
    let Told::Reason { find, later } = profile("postfix").told else { panic!("Postfix reads a reason") };
    // RFC 3463: 5 is permanent, 4 is to be tried again; Postfix believes the code more than the status.
    assert!(find.starts_with("5.7.1 ") && later.starts_with("4.3.0 "));
    assert!(find.ends_with("{}") && later.ends_with("{}"));
}

fn report(verdict: Verdict, gaps: &[GapReason]) -> FileReport {
    let case = match verdict {
        Verdict::Dangerous => case("photo.jpg", pe::minimal()),
        Verdict::Suspicious => case("setup.exe", pe::minimal()),
        _ => case("photo.png", png::plain()),
    };
    let mut report = case.examine();
    report.gaps.clear();
    report.gaps.extend(gaps.iter().map(|r| PlacedGap { artifact: None, gap: Gap::new(*r, "words") }));
    report.judgement = judge(&report.findings, &report.gaps);
    report
}

const STRICT: Policy = Policy {
    fail_on: Some(Verdict::Suspicious),
    encrypted: Fate::TryLater,
    unexamined: Fate::TryLater,
    trouble: Fate::TryLater,
};

#[test]
fn each_kind_of_gap_goes_where_the_administrator_sends_it() {
    use GapReason::{Crashed, Encrypted, Engine, Interrupted, Limit, Malformed, TimedOut, Unreadable, Unsupported};
    type Send = fn(&mut Policy, Fate);
    let kinds: &[(&[GapReason], Send)] = &[
        (&[Encrypted], |p, fate| p.encrypted = fate),
        (&[Malformed, Unsupported, Limit(LimitKind::Depth)], |p, fate| p.unexamined = fate),
        (&[Crashed, TimedOut, Unreadable, Interrupted, Engine], |p, fate| p.trouble = fate),
    ];
    for (reasons, send) in kinds {
        for reason in *reasons {
            let report = report(Verdict::Clean, &[*reason]);
            assert_eq!(STRICT.fate(&report), Fate::TryLater, "{reason:?}");
            for fate in [Fate::Pass, Fate::Find, Fate::TryLater] {
                let mut policy = STRICT;
                send(&mut policy, fate);
                assert_eq!(policy.fate(&report), fate, "{reason:?}");
            }
        }
    }
}

#[test]
fn a_find_beats_trouble_and_trouble_beats_what_is_accepted() {
    let both = report(Verdict::Dangerous, &[GapReason::Crashed]);
    assert_eq!(STRICT.fate(&both), Fate::Find);
    let lax = Policy { encrypted: Fate::Pass, ..STRICT };
    assert_eq!(lax.fate(&report(Verdict::Clean, &[GapReason::Encrypted])), Fate::Pass);
    assert_eq!(lax.fate(&report(Verdict::Clean, &[GapReason::Encrypted, GapReason::Crashed])), Fate::TryLater);
    let sharp = Policy { encrypted: Fate::Find, ..STRICT };
    assert_eq!(sharp.fate(&report(Verdict::Clean, &[GapReason::Encrypted, GapReason::Crashed])), Fate::Find);
}

#[test]
fn below_the_threshold_the_gaps_decide() {
    let dangerous = Policy { fail_on: Some(Verdict::Dangerous), ..STRICT };
    assert_eq!(dangerous.fate(&report(Verdict::Suspicious, &[])), Fate::Pass);
    assert_eq!(dangerous.fate(&report(Verdict::Suspicious, &[GapReason::Crashed])), Fate::TryLater);
    let never = Policy { fail_on: None, ..STRICT };
    assert_eq!(never.fate(&report(Verdict::Dangerous, &[])), Fate::Pass);
    assert_eq!(never.fate(&report(Verdict::Dangerous, &[GapReason::TimedOut])), Fate::TryLater);
    assert_eq!(STRICT.fate(&report(Verdict::Clean, &[])), Fate::Pass);
}

#[test]
fn what_crashes_or_hangs_is_answered_in_time() {
    assert_eq!(within(Duration::from_secs(20), || 7), Ok(7));
    // Panics on purpose say nothing on the terminal of who runs the tests.
    let crashed = within(Duration::from_secs(20), || std::panic::resume_unwind(Box::new("on purpose")));
    assert_eq!(crashed, Err::<(), _>(Failure::Crashed));
    let late = within(Duration::from_millis(50), || std::thread::sleep(Duration::from_secs(3)));
    assert_eq!(late, Err(Failure::TimedOut));
}
