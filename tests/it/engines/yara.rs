//! YARA rules: what a match becomes, what they are told of an artifact, and rules that cannot be used.

mod cache;

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sheepdip::engines::yara::Yara;
use sheepdip::model::engine::Engine;
use sheepdip::model::gap::GapReason;
use sheepdip::model::report::Verdict;

use crate::cli::{file, run};
use crate::forge::{Case, Example, case, fired, pe, png, zip};

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "yara.malware",
        fires: || sought(&scored("score = 80"), "marked words\n"),
        silent: || sought(&scored("score = 80"), "words\n"),
    },
    Example {
        rule: "yara.match",
        fires: || sought(&scored(""), "marked words\n"),
        silent: || sought(&scored(""), "words\n"),
    },
    Example {
        rule: "yara.note",
        fires: || sought(&scored("score = 20"), "marked words\n"),
        silent: || sought(&scored("score = 20"), "words\n"),
    },
];

/// A rule that looks for the word `marked`, with this in its meta.
fn scored(meta: &str) -> String {
    format!(
        "rule Marked {{ meta: description = \"a word that marks the tests.\" {meta} strings: $mark = \"marked\" condition: $mark }}"
    )
}

fn sought(rules: &str, text: &str) -> Case {
    case("letter.txt", text).asking(engine(rules))
}

fn engine(rules: &str) -> Arc<dyn Engine> {
    let (_folder, path) = file("ours.yar", rules);
    Arc::new(Yara::of(&[path], None).unwrap())
}

#[test]
fn what_a_match_weighs_says_the_rule_itself() {
    for (meta, verdict) in [
        ("score = 75", Verdict::Dangerous),
        ("score = \"90\"", Verdict::Dangerous),
        ("severity = \"High\"", Verdict::Dangerous),
        ("score = 74", Verdict::Suspicious),
        ("", Verdict::Suspicious),
        ("score = 1000", Verdict::Suspicious),
        ("severity = 3", Verdict::Suspicious),
        ("score = 39", Verdict::Clean),
        ("severity = \"info\"", Verdict::Clean),
    ] {
        let report = sought(&scored(meta), "marked words\n").examine();
        assert_eq!(report.judgement.verdict, verdict, "{meta}");
        let finding = &report.findings[0];
        assert!(finding.meaning().contains("a word that marks the tests."), "{}", finding.meaning());
        assert!(
            finding.proof().contains("\"Marked\" of ours.yar") && finding.proof().ends_with("($mark at byte 0)."),
            "{}",
            finding.proof()
        );
    }
}

#[test]
fn nothing_found_is_told_with_the_number_of_rules() {
    let report = sought(&scored(""), "words\n").examine();
    assert_eq!((report.judgement.verdict, report.judgement.complete), (Verdict::Clean, true));
    let [engine] = report.engines.as_slice() else { panic!("{:?}", report.engines) };
    assert_eq!((engine.name, engine.answered, engine.found, engine.age_days), ("yara", 1, 0, Some(0)));
    assert_eq!(engine.version.as_deref(), Some("boreal, 1 rules"));
}

#[test]
fn rules_are_looked_for_in_everything_inside_and_know_its_name_and_type() {
    let rules = r#"
        rule Program { condition: filetype == "PE" and extension == ".jpg" and filename == "photo.jpg" and owner == "" }
        rule Folder { condition: filepath matches /^folder\// }
        rule Header { condition: uint16(0) == 0x5A4D }
        private rule Hidden { condition: true }
        rule OfHidden { condition: Hidden and filename == "a.zip" }
    "#;
    let archive = zip::archive(&[zip::stored("folder/photo.jpg", pe::minimal()), zip::stored("b.txt", "words\n")]);
    let report = case("a.zip", archive).asking(engine(rules)).examine();
    let found: Vec<(String, String)> = report
        .findings
        .iter()
        .filter(|f| f.rule.id == "yara.match")
        .map(|f| {
            let rule = f.evidence.iter().find(|(key, _)| *key == "rule").unwrap().1.to_string();
            (rule, report.trail(f.artifact).last().unwrap().text().to_owned())
        })
        .collect();
    let member = "folder/photo.jpg";
    let expected = [("OfHidden", "a.zip"), ("Program", member), ("Folder", member), ("Header", member)];
    assert_eq!(found, expected.map(|(rule, place)| (rule.to_owned(), place.to_owned())));
}

#[test]
fn modules_see_the_bytes() {
    // The MD5 of "MZ".
    let rules = "import \"hash\" import \"math\" rule Both { condition: math.entropy(0, filesize) > 0 and \
                 hash.md5(0, 2) == \"ac6ad5d9b99757c3a878f2d275ace198\" }";
    let report = case("setup.exe", pe::minimal()).asking(engine(rules)).examine();
    assert!(fired(&report).contains(&"yara.match"), "{:?}", fired(&report));
}

#[test]
fn a_rule_that_cannot_be_used_is_named_with_its_line_and_the_others_are_used() {
    let good = |name: &str| format!("rule {name} {{ strings: $m = \"marked\" condition: $m }}\n");
    let text =
        [&good("First"), "\n// a comment\n", "global rule Faulty {\n  condition: unknown_word\n}\n", &good("Last")]
            .concat();
    let (_folder, path) = file("mixed.yar", text);
    let rules = Yara::of(std::slice::from_ref(&path), None).unwrap();
    let [unused] = rules.unused() else { panic!("{:?}", rules.unused()) };
    assert!(unused.contains("mixed.yar:5:") && unused.contains("unknown_word"), "{unused}");
    let report = case("letter.txt", "marked words\n").asking(Arc::new(rules)).examine();
    let named: Vec<_> = report
        .findings
        .iter()
        .filter_map(|f| f.evidence.iter().find(|(k, _)| *k == "rule"))
        .map(|(_, v)| v.to_string())
        .collect();
    assert_eq!(named, ["First", "Last"]);
    assert!(report.engines[0].warning.as_ref().unwrap().contains("one rule"));
    // The command says it on the other stream, and goes on.
    let (_folder, letter) = file("letter.txt", "marked words\n");
    let ran = run(["--yara".as_ref(), path.as_os_str(), letter.as_os_str()]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(
        ran.err.starts_with("sheepdip: a YARA rule cannot be used: ") && ran.err.contains("mixed.yar:5:"),
        "{}",
        ran.err
    );
}

#[test]
fn folders_hold_rules_by_their_endings_and_a_broken_file_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("below")).unwrap();
    fs::write(at("a.yar"), scored("")).unwrap();
    fs::write(at("below/b.YARA"), scored("")).unwrap();
    fs::write(at("broken.yar"), "rule { this is no rule").unwrap();
    fs::write(at("notes.txt"), "rule NotRead { condition: true }").unwrap();
    fs::write(at("index.yara"), "include \"./a.yar\"\nrule Index { condition: Marked }").unwrap();
    let rules = Yara::of(&[folder.path().to_owned()], None).unwrap();
    assert_eq!(rules.unused().len(), 1, "{:?}", rules.unused());
    assert!(rules.unused()[0].contains("broken.yar:1:"), "{:?}", rules.unused());
    let report = case("letter.txt", "marked words\n").asking(Arc::new(rules)).examine();
    // In a.yar, below/b.YARA and, through the include, index.yara with its own rule.
    assert_eq!(report.findings.iter().filter(|f| f.rule.id == "yara.match").count(), 4);
}

#[test]
fn without_any_rule_the_command_says_so_and_examines_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_other, letter) = file("letter.txt", "words\n");
    fs::write(folder.path().join("bad.yar"), "rule Bad { condition: nothing_known }").unwrap();
    let empty = tempfile::tempdir().unwrap();
    for (path, words) in [
        (Path::new("/nowhere/rules.yar"), "cannot be read"),
        (empty.path(), "there are no YARA rules"),
        (folder.path(), "no YARA rule can be used"),
    ] {
        let ran = run(["--yara".as_ref(), path.as_os_str(), letter.as_os_str()]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(words), "{}", ran.err);
    }
}

#[test]
fn old_rules_are_refused_only_when_that_was_asked_for() {
    let (_folder, rules) = file("old.yar", scored(""));
    let (_other, letter) = file("letter.txt", "words\n");
    let old = SystemTime::now() - Duration::from_secs(30 * 86_400);
    File::options().write(true).open(&rules).unwrap().set_modified(old).unwrap();
    let with = |more: &[&str]| {
        let paths = [rules.to_str().unwrap(), letter.to_str().unwrap()];
        run(["--json", "--yara"].iter().chain(&paths).chain(more).copied().collect::<Vec<_>>())
    };
    let told = with(&[]);
    assert_eq!(told.code, 0, "{}", told.err);
    let value: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(value["files"][0]["engines"][0]["age_days"], 30);
    assert_eq!(with(&["--max-rules-age", "30"]).code, 0);
    let refused = with(&["--max-rules-age", "29"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("30 days old"), "{}", refused.err);
}

#[test]
fn the_words_of_a_rule_cannot_act_on_a_terminal() {
    let rules = "rule A { meta: description = \"\\x1b[31mred\\x1b[0m \\xe2\\x80\\xae\" condition: true }";
    let report = case("photo.png", png::plain()).asking(engine(rules)).examine();
    let words = report.findings[0].meaning();
    assert!(!words.contains(['\u{1b}', '\u{202e}']), "{words:?}");
}

#[test]
fn a_match_without_strings_and_many_matches_are_bounded() {
    let many: String = (0..100).map(|n| format!("rule R{n} {{ condition: true }}\n")).collect();
    let report = case("letter.txt", "words\n").asking(engine(&many)).examine();
    assert_eq!(report.findings.iter().filter(|f| f.rule.id == "yara.match").count(), 20);
}

#[test]
fn a_crowd_of_hints_does_not_hide_the_rule_that_knows_it() {
    let hints: String = (0..100).map(|n| format!("rule R{n} {{ condition: true }}\n")).collect();
    let report = case("letter.txt", "marked words\n").asking(engine(&(hints + &scored("score = 90")))).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
}

#[test]
fn what_cannot_be_included_is_named_and_what_stands_behind_a_faulty_rule_is_included() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("below")).unwrap();
    fs::write(at("below/one.inc"), "include \"two.inc\"\nrule One { condition: Two }\nrule Bad { condition: no_one }")
        .unwrap();
    fs::write(at("below/two.inc"), "rule Two { condition: true }").unwrap();
    let text = "rule Faulty { condition: unknown_word }\ninclude \"missing.inc\"\n/* an */ include /* odd */ \"below/one.inc\"\n\
                rule Own { condition: One }\nrule Last { condition: nowhere }";
    fs::write(at("index.yar"), text).unwrap();
    let rules = Yara::of(&[at("index.yar")], None).unwrap();
    let expected = [
        ("index.yar:1:", "unknown_word"),
        ("index.yar:2:", "\"missing.inc\" cannot be included: no such file"),
        ("one.inc:3:", "no_one"),
        ("index.yar:5:", "nowhere"),
    ];
    assert_eq!(rules.unused().len(), expected.len(), "{:?}", rules.unused());
    for (unused, (place, words)) in rules.unused().iter().zip(expected) {
        assert!(unused.contains(place) && unused.contains(words), "{unused}");
    }
    let report = case("letter.txt", "words\n").asking(Arc::new(rules)).examine();
    assert_eq!(named(&report), ["Two", "One", "Own"]);
}

/// The names of the rules that matched.
fn named(report: &sheepdip::model::report::FileReport) -> Vec<String> {
    let rules = report.findings.iter().filter_map(|f| f.evidence.iter().find(|(key, _)| *key == "rule"));
    rules.map(|(_, value)| value.to_string()).collect()
}

#[test]
fn files_that_include_each_other_without_end_are_used_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.yar"), "include \"b.inc\"\nrule A { condition: true }").unwrap();
    fs::write(at("b.inc"), "include \"a.yar\"\nrule B { condition: true }").unwrap();
    let rules = Yara::of(&[at("a.yar")], None).unwrap();
    assert!(!rules.unused().is_empty());
    let report = case("letter.txt", "words\n").asking(Arc::new(rules)).examine();
    assert_eq!(named(&report), ["B", "A"]);
    // Each of them doubles the next.
    for number in 0..30 {
        let next = number + 1;
        fs::write(at(&format!("{number}.inc")), format!("include \"{next}.inc\"\ninclude \"{next}.inc\"")).unwrap();
    }
    fs::write(at("many.yar"), "rule Before { condition: true }\ninclude \"0.inc\"").unwrap();
    let rules = Yara::of(&[at("many.yar")], None).unwrap();
    assert!(!rules.unused().is_empty());
}

#[test]
fn files_of_the_same_name_in_different_folders_are_both_used() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("same.yar"), scored("")).unwrap();
    }
    let global = "global rule Never { condition: false }";
    fs::create_dir(folder.path().join("none")).unwrap();
    fs::write(folder.path().join("none/same.yar"), global).unwrap();
    // What is named twice is used once.
    let twice = folder.path().join("one/same.yar");
    let rules = Yara::of(&[folder.path().to_owned(), twice], None).unwrap();
    assert_eq!(rules.unused(), Vec::<String>::new());
    let report = case("letter.txt", "marked words\n").asking(Arc::new(rules)).examine();
    assert_eq!(named(&report), ["Marked", "Marked"]);
    assert!(report.findings.iter().any(|f| f.proof().contains("of two/same.yar")), "{:?}", report.findings);
}

#[test]
fn a_second_rule_of_the_same_name_is_told() {
    let (_folder, path) =
        file("twice.yar", "rule A { condition: true }\nrule A { condition: false }\nrule B { condition: true }");
    let rules = Yara::of(&[path], None).unwrap();
    let [unused] = rules.unused() else { panic!("{:?}", rules.unused()) };
    assert!(unused.contains("twice.yar:2:") && unused.contains("already declared"), "{unused}");
    let report = case("letter.txt", "words\n").asking(Arc::new(rules)).examine();
    assert_eq!(named(&report), ["A", "B"]);
}

#[test]
fn words_in_comments_do_not_become_part_of_the_rule_behind_them() {
    let text = "rule Faulty { condition: unknown_word }\n// is not private\nrule Plain { condition: true }\n\
                // nor is it global\nrule Never { condition: false }\n\
                rule/* a rule } */ // rule\n Odd { condition: ((true) /* } */ ) // }\n}rule Next{condition:true}\nprivate global rule Small { condition: filesize < 99 }";
    let (_folder, path) = file("words.yar", text);
    let rules = Yara::of(&[path], None).unwrap();
    assert_eq!(rules.unused().len(), 1, "{:?}", rules.unused());
    let report = case("letter.txt", "words\n").asking(Arc::new(rules)).examine();
    assert_eq!(named(&report), ["Plain", "Odd", "Next"]);
}

#[test]
fn rules_of_a_module_that_is_not_built_in_are_named() {
    for module in ["cuckoo", "magic", "console", "vt", "lnk"] {
        let text =
            format!("import \"{module}\"\nrule Needs {{ condition: {module}.it() }}\nrule Other {{ condition: true }}");
        let (_folder, path) = file("needs.yar", text);
        let rules = Yara::of(&[path], None).unwrap();
        let [import, rule] = rules.unused() else { panic!("{:?}", rules.unused()) };
        assert!(import.contains("needs.yar:1:") && import.contains(module), "{import}");
        assert!(rule.contains("needs.yar:2:") && rule.contains(module), "{rule}");
        let report = case("letter.txt", "words\n").asking(Arc::new(rules)).examine();
        assert_eq!(named(&report), ["Other"]);
        assert_eq!(report.engines[0].warning.as_deref(), Some("2 rules cannot be used"));
    }
}

#[test]
fn rules_that_take_too_long_are_a_gap_and_what_was_found_before_counts() {
    let slow = "rule Found { condition: true }\n\
                rule Slow { condition: for all i in (0..1000000000) : (uint8(i % filesize) >= 0) }";
    let (_folder, path) = file("slow.yar", slow);
    let patient = |artifact: Duration, file: Duration| {
        let rules = Yara::of(std::slice::from_ref(&path), None).unwrap().giving_up_after(artifact, file);
        let archive = zip::archive(&[zip::stored("a.txt", "words\n")]);
        case("a.zip", archive).asking(Arc::new(rules)).examine()
    };
    let report = patient(Duration::from_millis(20), Duration::from_secs(10));
    let gaps: Vec<_> = report.gaps.iter().map(|g| (g.artifact.unwrap().0, g.gap.reason)).collect();
    assert_eq!(gaps, [(0, GapReason::TimedOut), (1, GapReason::TimedOut)], "{:?}", report.gaps);
    assert_eq!(named(&report), ["Found", "Found"]);
    assert!(!report.judgement.complete);
    // The time of the whole file is used up by its outside: the inside is not looked at, and that is told.
    let report = patient(Duration::from_millis(20), Duration::from_millis(10));
    assert_eq!((report.engines[0].answered, report.judgement.complete), (1, false));
    assert!(report.gaps.iter().any(|g| g.gap.reason == GapReason::Engine), "{:?}", report.gaps);
}
