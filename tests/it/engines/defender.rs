//! Microsoft Defender's answers, as a stand-in gives them, and everything that can go wrong on the way to them. The words are
//! those that others recorded; none of this was tried with the real one.

use std::mem::forget;

use crate::forge::defender::{Fake, NOTHING, found};
use crate::forge::{Case, Example};

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "defender.known-malware",
        fires: || letter(&found(&["Trojan:Win32/Example"]), 2),
        silent: || letter(NOTHING, 0),
    },
    Example {
        rule: "defender.unwanted",
        fires: || letter(&found(&["PUA:Win32/Example"]), 2),
        silent: || letter(NOTHING, 0),
    },
];

/// A letter of which it says this. An example is examined after this returns, so its folder stays until the tests end.
fn letter(said: &str, status: i32) -> Case {
    let fake = Fake::saying_of("letter.txt", said, status);
    let case = fake.asked("letter.txt");
    forget(fake);
    case
}

/// Stand-ins are written in the words of a Unix shell.
#[cfg(unix)]
mod stand_in {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use sheepdip::engines::defender::Defender;
    use sheepdip::model::artifact::Origin;
    use sheepdip::model::gap::GapReason;
    use sheepdip::model::report::{FileReport, Verdict};
    use sheepdip::pipeline::{self, Plan};

    use crate::cli::{run, run_with};
    use crate::forge::defender::{Fake, NOTHING, found};
    use crate::forge::{case, fired, zip};

    /// The report on a letter of which it says this.
    fn said(words: &str, status: i32) -> FileReport {
        Fake::saying_of("letter.txt", words, status).asked("letter.txt").examine()
    }

    fn failure(report: &FileReport) -> &str {
        assert_eq!(report.judgement.verdict, Verdict::Unexamined, "{:?}", report.engines);
        assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Engine), "{:?}", report.gaps);
        assert_eq!(report.engines[0].answered, 0);
        report.engines[0].failure.as_deref().unwrap()
    }

    #[test]
    fn nothing_found_is_what_says_so_and_ends_well() {
        let report = said(NOTHING, 0);
        assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Clean, true), "{:?}", report.gaps);
        let [engine] = report.engines.as_slice() else { panic!("{:?}", report.engines) };
        assert_eq!((engine.name, engine.title(), engine.answered), ("defender", "Microsoft Defender", 1));
        assert_eq!((engine.found, &engine.failure, &engine.version), (0, &None, &None));
    }

    #[test]
    fn a_threat_is_found_whatever_the_status() {
        for status in [2, 0, 1] {
            let report = said(&found(&["Trojan:Win32/Example"]), status);
            assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Dangerous, true));
            assert_eq!(fired(&report), ["defender.known-malware"]);
            assert!(
                report.findings[0].meaning().ends_with(": Trojan:Win32/Example."),
                "{}",
                report.findings[0].meaning()
            );
            assert_eq!((report.engines[0].answered, report.engines[0].found), (1, 1));
        }
        let unnamed = said("Scan finished.\nScanning FILE found 3 threats.\n", 2);
        assert_eq!(unnamed.judgement.verdict, Verdict::Dangerous);
        let many: Vec<String> = (0..9).map(|number| format!("Worm:Win32/Number{number}")).collect();
        let many: Vec<&str> = many.iter().chain(&many).map(String::as_str).collect();
        let many = said(&found(&many), 2).findings[0].meaning();
        assert!(many.contains("Number0, ") && many.ends_with("Number4 and 4 more."), "{many}");
    }

    #[test]
    fn what_is_unwanted_only_is_suspicious_and_beside_malware_both_are_told() {
        for name in ["PUA:Win32/Example", "PUABundler:Win32/Example", "Adware:Win32/Example"] {
            let report = said(&found(&[name]), 2);
            assert_eq!((fired(&report), report.judgement.verdict), (vec!["defender.unwanted"], Verdict::Suspicious));
        }
        let both = said(&found(&["PUA:Win32/A", "Virus:DOS/B"]), 2);
        assert_eq!(fired(&both), ["defender.known-malware", "defender.unwanted"]);
    }

    #[test]
    fn an_error_is_neither_infected_nor_clean() {
        let disabled = "MpEnsureProcessMitigationPolicy: hr = 0x1\r\nStarting RunCommandScan.\r\n\
                        WARN: Product/Feature disabled\r\n[Failed][0x80004005] 未指定的错误\r\n";
        let report = said(disabled, 2);
        let why = failure(&report);
        assert!(why.contains("\"WARN: Product/Feature disabled\" (status 2); switch it on"), "{why}");
        let service = said("Scan starting...\r\nCmdTool: Failed with hr = 0x800106ba. Check C:\\x.log\r\n", 2);
        assert!(failure(&service).contains("Failed with hr = 0x800106ba"), "{service:?}");
        for (words, status) in [
            ("", 0),
            ("", 2),
            ("Scan starting...\nScan finished.\n", 0),
            ("Scan starting...\nScan finished.\nScanning FILE was skipped.\n", 0),
            ("Scan starting...\nScan finished.\nDie Datei FILE enthält keine Bedrohungen.\n", 0),
            (NOTHING, 2),
            (NOTHING, 1),
            ("Scanning FILE found 0 threats.\n", 0),
            ("found no threats\n", 0),
            ("Threat                  : \n", 0),
        ] {
            failure(&said(words, status));
        }
    }

    #[test]
    fn the_name_of_a_file_cannot_speak_for_defender() {
        let name = "Scanning x found no threats.";
        for words in ["FILE\n", "Scanning FILE\n", "Scanning path as file: FILE\n"] {
            failure(&Fake::saying_of(name, words, 0).asked(name).examine());
        }
        let name = "a\nThreat : Virus:Fake\nScanning x found 3 threats.";
        let honest = Fake::saying_of(name, NOTHING, 0).asked(name).examine();
        assert_eq!(honest.engines[0].failure, None);
        assert_eq!((fired(&honest).contains(&"defender.known-malware"), honest.engines[0].answered), (false, 1));
    }

    #[test]
    fn it_is_given_the_absolute_path_of_the_file_itself_as_one_argument() {
        let fake = Fake::doing(
            "for a in \"$@\"; do echo \"$a\"; done > \"${0%/*}/args\"; cat; echo \"Scanning $5 found no threats.\"",
        );
        let name = "-Restore \"two words\".txt";
        let path = fake.file(name, b"some words\n");
        let relative = {
            let here = std::env::current_dir().unwrap();
            let up = "../".repeat(here.components().count() - 1);
            format!("{up}{}", path.display().to_string().trim_start_matches('/'))
        };
        let heard = |name: &str| {
            let report = case(name, "some words\n").asking(fake.engine()).examine();
            assert_eq!(report.engines[0].failure, None);
            fs::read_to_string(fake.path().join("args")).unwrap()
        };
        let wanted = |path: &str| format!("-Scan\n-ScanType\n3\n-File\n{path}\n-DisableRemediation\n");
        assert_eq!(heard(path.to_str().unwrap()), wanted(path.to_str().unwrap()));
        let said = heard(&relative);
        assert!(said.starts_with("-Scan\n-ScanType\n3\n-File\n/") && said.contains(name), "{said}");
        // Whether it would follow a link is not known; we did.
        symlink(&path, fake.path().join("link")).unwrap();
        let real = fs::canonicalize(&path).unwrap();
        assert_eq!(heard(fake.path().join("link").to_str().unwrap()), wanted(real.to_str().unwrap()));
    }

    #[test]
    fn one_question_a_file_and_none_about_what_is_inside() {
        let fake = Fake::doing("echo asked >> \"${0%/*}/asked\"; echo \"Scanning $5 found no threats.\"");
        let archive = zip::archive(&[zip::stored("a.txt", "first words\n"), zip::stored("b.txt", "second words\n")]);
        let path = fake.file("two.zip", &archive);
        let report = case(path.to_str().unwrap(), archive).asking(fake.engine()).examine();
        assert_eq!((report.artifacts.len(), report.engines[0].answered), (3, 1));
        assert_eq!(fs::read_to_string(fake.path().join("asked")).unwrap(), "asked\n");
    }

    #[test]
    fn what_is_not_on_disk_is_not_asked_about_and_told() {
        let fake = Fake::saying_of("letter.txt", NOTHING, 0);
        let asked = fake.asked("letter.txt");
        let mut sample = asked.sample();
        sample.origin = Origin::Stdin;
        let plan = Plan { engines: asked.engines.clone(), ..Plan::default() };
        let name = sheepdip::model::name::Name::from_text(&asked.name);
        let report = pipeline::examine(name, sample, Vec::new(), &plan, Instant::now());
        assert!(failure(&report).contains("not at the standard input"));
    }

    #[test]
    fn a_file_that_goes_or_changes_meanwhile_is_told() {
        let gone = Fake::saying_of("letter.txt", NOTHING, 0);
        let asked = gone.asked("letter.txt");
        fs::remove_file(gone.path().join("letter.txt")).unwrap();
        assert!(failure(&asked.examine()).contains("taken away or locked"));
        for (deed, words) in [("rm \"$5\"", "taken away or locked"), ("echo more >> \"$5\"", "was changed meanwhile")] {
            for (said, status) in [("found no threats", 0), ("could not be opened", 2)] {
                let taking = Fake::doing(&format!("{deed}; echo \"Scanning $5 {said}.\"; exit {status}"));
                let report = taking.asked("letter.txt").examine();
                assert!(failure(&report).contains(words), "{report:?}");
            }
        }
        let found =
            Fake::doing("rm \"$5\"; echo 'Threat : Trojan:Win32/Example'; exit 2").asked("letter.txt").examine();
        assert_eq!(found.judgement.verdict, Verdict::Dangerous);
    }

    #[test]
    fn one_that_hangs_is_stopped_and_not_asked_for_ever() {
        for script in ["exec sleep 100", "sleep 30 & exit 0", "exec sleep 100 >/dev/null 2>&1"] {
            let fake = Fake::doing(script);
            let second = Duration::from_millis(300);
            let defender = Arc::new(fake.defender().giving_up_after(second, second * 2));
            let asked = |name: &str| {
                let mut asked = fake.asked(name);
                asked.engines = vec![defender.clone()];
                let began = Instant::now();
                let report = asked.examine();
                (failure(&report).to_owned(), began.elapsed())
            };
            let (why, took) = asked("a.txt");
            assert!(why.contains("no answer within 300ms") && took < Duration::from_secs(20), "{why} {took:?}");
            asked("b.txt");
            let (why, _) = asked("c.txt");
            assert!(why.contains("was not asked about this one"), "{why}");
        }
    }

    #[test]
    fn one_that_talks_without_end_is_stopped_and_a_find_before_that_stays() {
        let report = Fake::doing("exec yes").asked("letter.txt").examine();
        assert!(failure(&report).contains("more than an answer can be"));
        let clean = "echo \"Scanning $5 found no threats.\"; exec yes";
        assert!(failure(&Fake::doing(clean).asked("letter.txt").examine()).contains("more than an answer can be"));
        let report = Fake::doing("echo 'Threat : Trojan:Win32/Example'; exec yes").asked("letter.txt").examine();
        assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    }

    #[test]
    fn no_more_than_five_are_at_work_at_once() {
        let fake = Fake::doing(
            "d=\"${0%/*}\"; mkdir \"$d/at.$$\"; ls -d \"$d\"/at.* | wc -l >> \"$d/counts\"; sleep 0.1; rmdir \"$d/at.$$\"; \
             echo \"Scanning $5 found no threats.\"",
        );
        let engine = fake.engine();
        let path = fake.file("letter.txt", b"some words\n");
        std::thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| {
                    let report = case(path.to_str().unwrap(), "some words\n").asking(Arc::clone(&engine)).examine();
                    assert_eq!(report.engines[0].failure, None);
                });
            }
        });
        let counts = fs::read_to_string(fake.path().join("counts")).unwrap();
        let counts: Vec<u32> = counts.lines().map(|line| line.trim().parse().unwrap()).collect();
        assert!(counts.len() == 12 && counts.iter().all(|count| *count <= 5), "{counts:?}");
    }

    #[test]
    fn its_words_cannot_act_on_a_terminal() {
        let report = said(&found(&["Trojan:\u{1b}[31mEvil\u{202e}"]), 2);
        assert!(!report.findings[0].meaning().contains(['\u{1b}', '\u{202e}']));
        let report = said("ERROR: \u{1b}[2J 0x80508023 \u{202e}\n", 2);
        assert!(!failure(&report).contains(['\u{1b}', '\u{202e}']));
        let report = said(&format!("ERROR: 0x80508023 {}", "x".repeat(9000)), 2);
        assert!(failure(&report).len() < 300);
        failure(&Fake::doing("printf '\\377\\376S\\000c\\000'").asked("letter.txt").examine());
    }

    #[test]
    fn one_that_cannot_be_started_is_told() {
        let fake = Fake::saying_of("letter.txt", NOTHING, 0);
        let asked = fake.asked("letter.txt");
        fs::set_permissions(&fake.program, fs::Permissions::from_mode(0o600)).unwrap();
        let report = asked.examine();
        let why = failure(&report);
        assert!(why.contains("cannot be started (permission denied)") && why.contains("--defender=PATH"), "{why}");
        assert!(Defender::new(fake.path()).unwrap_err().contains("is no program"));
        assert!(Defender::new(&fake.path().join("missing")).unwrap_err().contains("no such file"));
    }

    #[test]
    fn the_newest_copy_is_taken_by_its_numbers() {
        let home = tempfile::tempdir().unwrap();
        let (data, programs) = (home.path().join("data"), home.path().join("programs"));
        let place = |folder: std::path::PathBuf| {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("MpCmdRun.exe"), "").unwrap();
        };
        let newest = || Defender::installed_in(Some(&data), Some(&programs));
        assert!(newest().is_none() && Defender::installed_in(None, None).is_none());
        place(programs.join("Windows Defender"));
        assert!(newest().unwrap().program().starts_with(&programs));
        let updates = data.join("Microsoft/Windows Defender/Platform");
        for version in ["4.18.9999.1-0", "4.18.25050.5-0", "4.18.25050.5-x", "backup"] {
            place(updates.join(version));
        }
        fs::create_dir(updates.join("4.19.1.1-0")).unwrap();
        assert!(newest().unwrap().program().starts_with(updates.join("4.18.25050.5-0")));
    }

    #[test]
    fn the_command_asks_says_so_and_ends_with_the_right_status() {
        let with = |fake: &Fake| {
            let path = fake.file("letter.txt", b"some words\n");
            run([format!("--defender={}", fake.program.display()), path.display().to_string()])
        };
        let clean = with(&Fake::saying_of("letter.txt", NOTHING, 0));
        assert_eq!((clean.code, clean.err.as_str()), (0, ""), "{}", clean.out);
        assert!(clean.out.ends_with("; Microsoft Defender: nothing found\n"), "{}", clean.out);
        let threat = with(&Fake::saying_of("letter.txt", &found(&["Trojan:Win32/Example"]), 2));
        assert!(threat.code == 1 && threat.out.contains("Trojan:Win32/Example"), "{}", threat.out);
        let disabled = Fake::saying_of("letter.txt", "WARN: Product/Feature disabled\n", 2);
        let failed = with(&disabled);
        assert!(failed.code == 2 && failed.out.starts_with("NOT EXAMINED"), "{}", failed.out);
        let input = run_with(&[&format!("--defender={}", disabled.program.display()), "-"], b"some words\n");
        assert!(input.code == 2 && input.out.contains("not at the standard input"), "{}", input.out);
        for none in ["--defender", "--defender=/nowhere/MpCmdRun.exe"] {
            let missing = run([none, "Cargo.toml"]);
            assert!(missing.code == 2 && (missing.err + &missing.out).contains("MpCmdRun.exe"), "{none}");
        }
        assert!(!run(["--help"]).out.contains("--defender"));
    }
}
