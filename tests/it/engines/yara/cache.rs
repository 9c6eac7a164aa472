//! The cache of compiled rules: never another result, never anybody else's bytes, never in the way.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sheepdip::engines::yara::{Yara, cache_folder};

use crate::cli::{command, file};
use crate::forge::case;

/// Words of which the generated rules look for one each.
fn word(number: usize) -> String {
    format!("word{number:05}end")
}

/// A rule that finds its word, in one of several ways.
fn rule(number: usize) -> String {
    let word = word(number);
    let hex: String = word.bytes().map(|byte| format!("{byte:02X} ")).collect();
    let string = match number % 5 {
        0 => format!("\"{word}\""),
        1 => format!("\"{}\" nocase fullword", word.to_uppercase()),
        2 => format!("{{ {} ?? [0-2] {} }}", &hex[..24], &hex[27..]),
        3 => format!("/{}[a-z]{{3}}/", &word[..9]),
        _ => format!("\"{word}\" ascii wide xor(0-3)"),
    };
    let meta = format!("meta: description = \"number {number} of the tests\" score = {}", 40 + number % 60);
    format!(
        "rule R{number} : tag{} {{\n {meta}\n strings: $a = {string}\n condition: $a and filesize < 1MB and uint8(0) != 0x4D\n}}\n",
        number % 7
    )
}

/// So many rules, with enough words around them for a cache to be worth it.
fn rules(numbers: std::ops::Range<usize>) -> String {
    numbers.map(rule).collect()
}

/// Texts of which each is found by a few rules.
fn texts(most: usize) -> Vec<String> {
    let mut texts = vec!["nothing\n".to_owned()];
    texts.extend((0..most).step_by(most / 23).map(|n| format!("{} and\n{}\n", word(n), word((n * 7 + 1) % most))));
    texts
}

/// Everything that the rules say about the texts.
fn said(rules: Yara, texts: &[String]) -> Vec<String> {
    let mut said = rules.unused().to_vec();
    let rules = Arc::new(rules);
    for text in texts {
        let report = case("letter.txt", text.as_str()).asking(rules.clone()).examine();
        said.extend(report.engines.iter().map(|engine| format!("{:?} {:?}", engine.version, engine.warning)));
        said.extend(report.gaps.iter().map(|gap| gap.gap.detail.clone()));
        for found in &report.findings {
            let span = found.span.as_ref().map(|span| format!("{span:?}"));
            said.push(format!("{} {} {} {span:?}", found.rule.id, found.meaning(), found.proof()));
        }
    }
    said
}

/// A folder with files of rules, a folder for the cache, and the paths.
struct Set {
    _folder: tempfile::TempDir,
    rules: PathBuf,
    cache: PathBuf,
}

impl Set {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (rules, cache) = (folder.path().join("rules"), folder.path().join("cache/below"));
        fs::create_dir(&rules).unwrap();
        for (name, text) in files {
            let path = rules.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self { _folder: folder, rules, cache }
    }

    fn without(&self) -> Yara {
        Yara::of(std::slice::from_ref(&self.rules), None).unwrap()
    }

    fn with(&self) -> Yara {
        Yara::of(std::slice::from_ref(&self.rules), Some(&self.cache)).unwrap()
    }

    /// The files in the cache.
    fn kept(&self) -> Vec<PathBuf> {
        let mut kept: Vec<_> = fs::read_dir(&self.cache)
            .map_or(Vec::new(), |entries| entries.map(|entry| entry.unwrap().path()).collect());
        kept.sort();
        kept
    }

    /// What is said without, with a new, and with a used entry; how many entries there are then.
    fn same_with_the_cache(&self, texts: &[String]) -> usize {
        let without = said(self.without(), texts);
        assert_eq!(said(self.with(), texts), without, "compiled for the cache");
        let kept = self.kept();
        // An entry that is used is not written again.
        let stamp = |path: &PathBuf| path.metadata().unwrap().created().ok();
        let made: Vec<_> = kept.iter().map(stamp).collect();
        assert_eq!(said(self.with(), texts), without, "from the cache");
        assert_eq!((self.kept().iter().map(stamp).collect::<Vec<_>>(), self.kept()), (made, kept.clone()));
        kept.len()
    }
}

#[test]
fn what_is_found_is_the_same_with_and_without_the_cache() {
    let faulty = "rule Faulty { condition: unknown_word }\n";
    let set = Set::of(&[
        ("a.yar", &rules(0..300)),
        ("b.yar", &("private rule Seen { strings: $a = \"word\" condition: $a }\n".to_owned() + &rules(300..600))),
        ("c.yar", &(faulty.to_owned() + "rule Both { condition: uint8(0) == 0x77 and filesize > 3 }\n")),
        ("d.yar", &("global rule Small { condition: filesize < 4 }\n".to_owned() + &rules(0..200))),
        ("sub/a.yar", &("import \"hash\" import \"math\"\n".to_owned() + &rules(600..900))),
    ]);
    let texts = texts(900);
    assert_eq!(set.same_with_the_cache(&texts), 1);
    let said = said(set.with(), &texts);
    assert!(said[0].contains("c.yar:1:") && said[0].contains("unknown_word"), "{}", said[0]);
    assert!(said.iter().any(|line| line.contains("number 39 of the tests")), "{said:?}");
    assert!(said.iter().any(|line| line.contains("\"R624\" of sub/a.yar")), "{said:?}");
    assert!(said.iter().all(|line| !line.contains(" of d.yar")), "a global rule of d.yar fails on all of them");
}

#[test]
fn a_file_of_thousands_of_rules_is_divided_along_what_they_have_in_common() {
    let head = "import \"math\"\n/* rule */\n// private\n";
    let based = "private rule Base { strings: $a = \"word\" condition: $a }\n";
    let late = "rule Late { condition: Base and math.abs(-1) == 1 and filesize > 10 }\n\
                rule Star1 { condition: filesize > 10 } rule Star2 { condition: false }\n";
    let last =
        "rule AnyStar { condition: any of (Star*) }\nrule R3 { condition: true }\nrule Wrong { condition: nowhere }\n";
    let text = [head, based, &rules(0..1500), late, &rules(1500..2600), last].concat();
    let set = Set::of(&[("all.yar", &text)]);
    let texts = texts(2600);
    assert_eq!(set.same_with_the_cache(&texts), 1);
    let yara = set.with();
    let unused = yara.unused();
    assert_eq!(unused.len(), 2, "{unused:?}");
    let at = text.lines().position(|line| line.starts_with("rule R3 { condition: true")).unwrap() + 1;
    let told =
        |line: usize, words: &str| unused.iter().any(|u| u.contains(&format!("all.yar:{line}:")) && u.contains(words));
    assert!(told(at, "already declared") && told(at + 1, "nowhere"), "{unused:?}");
    let said = said(yara, &texts[1..2]);
    for name in ["\"Late\"", "\"AnyStar\"", "\"Star1\"", "\"R0\""] {
        assert!(said.iter().any(|line| line.contains(name)), "{name}: {said:?}");
    }
    assert!(said.iter().any(|line| line.contains("boreal, 2604 rules")), "{said:?}");
}

#[test]
fn rules_that_cannot_be_read_back_are_not_kept_and_work() {
    let texts = texts(1300);
    // A global rule rules over all the others in its file, so the file cannot be divided.
    let global = "global rule Small { condition: filesize < 4 }\n".to_owned() + &rules(0..1300);
    let set = Set::of(&[("all.yar", &global)]);
    assert_eq!(set.same_with_the_cache(&texts), 0);
    assert!(said(set.with(), &texts).iter().all(|line| !line.contains("yara.")));
    // Boreal cuts a list short when it reads it back.
    let numbers: Vec<_> = (0..1500).map(|n| n.to_string()).collect();
    let list = format!("rule List {{ condition: for any i in ({}) : (i == filesize) }}\n", numbers.join(", "));
    let set = Set::of(&[("list.yar", &(list + &rules(0..400)))]);
    assert_eq!(set.same_with_the_cache(&texts), 0);
}

#[test]
fn a_damaged_entry_is_made_anew() {
    let set = Set::of(&[("a.yar", &rules(0..400)), ("b.yar", "rule Faulty { condition: unknown_word }")]);
    let texts = texts(400);
    let right = said(set.with(), &texts);
    let [entry] = set.kept().try_into().unwrap();
    let whole = fs::read(&entry).unwrap();
    let mut damaged: Vec<Vec<u8>> = [0, 1, 31, 32, 40, 47, 80, 200, whole.len() / 2, whole.len() - 1]
        .iter()
        .map(|length| whole[..*length].to_vec())
        .collect();
    for at in [0, 33, 47, 50, 81, 88, 96, 300, whole.len() / 3, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        damaged.push(bytes);
    }
    damaged.push([&whole[..], b"more"].concat());
    damaged.push(vec![0xFF; 5000]);
    for bytes in damaged {
        fs::write(&entry, &bytes).unwrap();
        let yara = set.with();
        assert!(fs::read(&entry).unwrap() == whole, "{} bytes were not made anew", bytes.len());
        assert_eq!(said(yara, &texts[..3])[..2], right[..2]);
    }
}

#[test]
fn an_entry_of_other_rules_is_not_taken() {
    let one = Set::of(&[("a.yar", &rules(0..400))]);
    let other = Set::of(&[("a.yar", &rules(1..401))]);
    one.with();
    other.with();
    fs::copy(&one.kept()[0], &other.kept()[0]).unwrap();
    let texts = vec![word(400)];
    assert_eq!(said(other.with(), &texts), said(other.without(), &texts));
}

#[test]
fn whatever_changes_about_the_rules_is_seen() {
    let set = Set::of(&[("a.yar", &("include \"more.inc\"\n".to_owned() + &rules(0..400)))]);
    let finds = |name: &str| said(set.with(), &["a marked word\n".to_owned()]).iter().any(|line| line.contains(name));
    let more = set.rules.join("more.inc");
    let marked = |name: &str| format!("rule {name} {{ strings: $m = \"marked\" condition: $m }}\n");
    assert_eq!(set.with().unused().len(), 1, "what it includes is not there");
    fs::write(&more, marked("Included")).unwrap();
    assert!(finds("Included") && set.with().unused().is_empty());
    fs::write(&more, marked("Changed")).unwrap();
    assert!(finds("Changed") && !finds("Included"));
    fs::write(set.rules.join("b.yar"), marked("Added")).unwrap();
    assert!(finds("Changed") && finds("Added"));
    fs::rename(set.rules.join("b.yar"), set.rules.join("c.yar")).unwrap();
    assert!(finds("of c.yar"));
    assert_eq!(set.kept().len(), 5);
}

#[test]
fn the_age_is_that_of_the_rules_not_of_the_entry() {
    let set = Set::of(&[("a.yar", &rules(0..400))]);
    assert_eq!((set.with().age_days(), set.kept().len()), (Some(0), 1));
    let old = SystemTime::now() - Duration::from_secs(30 * 86_400);
    fs::File::options().write(true).open(set.rules.join("a.yar")).unwrap().set_modified(old).unwrap();
    assert_eq!((set.with().age_days(), set.kept().len()), (Some(30), 1));
}

#[test]
fn the_entries_used_last_are_kept_and_what_was_never_finished_is_not() {
    let set = Set::of(&[("a.yar", "")]);
    let ours = |number: usize| {
        fs::write(set.rules.join("a.yar"), rules(number..number + 400)).unwrap();
        set.with();
        set.kept()
    };
    let hours = |path: &Path, hours: u64| {
        let then = SystemTime::now() - Duration::from_secs(hours * 3600);
        fs::File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    };
    let first = ours(0).remove(0);
    hours(&first, 100);
    let second = ours(1).into_iter().find(|path| *path != first).unwrap();
    hours(&second, 99);
    for name in ["1-1-1.part", "2-2-2.part"] {
        fs::write(set.cache.join(name), "begun").unwrap();
    }
    hours(&set.cache.join("1-1-1.part"), 2);
    // The oldest is used once more.
    ours(0);
    for number in 2..9 {
        ours(number);
    }
    let kept = set.kept();
    assert!(kept.contains(&first) && !kept.contains(&second), "{kept:?}");
    assert_eq!(kept.iter().filter(|path| path.extension().unwrap() == "rules").count(), 8);
    let parts: Vec<_> = kept.iter().filter(|path| path.extension().unwrap() == "part").collect();
    assert_eq!(parts, [&set.cache.join("2-2-2.part")]);
}

#[test]
fn many_at_once_do_not_disturb_each_other() {
    let set = Set::of(&[("a.yar", &rules(0..400))]);
    let texts = texts(400);
    let right = said(set.without(), &texts[..4]);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| assert_eq!(said(set.with(), &texts[..4]), right));
        }
    });
    assert_eq!(set.kept().len(), 1);
}

#[cfg(unix)]
#[test]
fn what_another_user_can_write_is_neither_read_nor_written() {
    use std::os::unix::fs::{PermissionsExt, chown, symlink};
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let set_mode = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let set = Set::of(&[("a.yar", &rules(0..400))]);
    set.with();
    let [entry] = set.kept().try_into().unwrap();
    assert_eq!((mode(&set.cache), mode(set.cache.parent().unwrap()), mode(&entry)), (0o700, 0o700, 0o600));
    let planted = fs::read(&entry).unwrap();
    // A file that others can write, or another's file, gives way to one of our own.
    set_mode(&entry, 0o622);
    set.with();
    assert_eq!(mode(&entry), 0o600);
    if chown(&entry, Some(12_345), None).is_ok() {
        set.with();
        assert_eq!(std::os::unix::fs::MetadataExt::uid(&entry.metadata().unwrap()), uid());
    }
    // So does a link, wherever it leads.
    let elsewhere = set.rules.join("elsewhere");
    fs::write(&elsewhere, &planted).unwrap();
    fs::remove_file(&entry).unwrap();
    symlink(&elsewhere, &entry).unwrap();
    set.with();
    assert!(entry.symlink_metadata().unwrap().is_file());
    assert_eq!(fs::read(&elsewhere).unwrap(), planted);
    // A folder that others can write, another's folder and a link to a folder are left alone.
    fs::remove_file(&entry).unwrap();
    for open in [0o777, 0o720, 0o702] {
        set_mode(&set.cache, open);
        set.with();
        assert_eq!(set.kept(), Vec::<PathBuf>::new(), "{open:o}");
    }
    set_mode(&set.cache, 0o700);
    if chown(&set.cache, Some(12_345), None).is_ok() {
        set.with();
        assert_eq!(set.kept(), Vec::<PathBuf>::new());
        chown(&set.cache, Some(uid()), None).unwrap();
    }
    let link = set.rules.join("link");
    symlink(&set.cache, &link).unwrap();
    Yara::of(&[set.rules.join("a.yar")], Some(&link)).unwrap();
    assert_eq!(set.kept(), Vec::<PathBuf>::new());
    set.with();
    assert_eq!(set.kept().len(), 1);
}

#[cfg(unix)]
fn uid() -> u32 {
    let (_folder, path) = file("whose", "");
    std::os::unix::fs::MetadataExt::uid(&path.metadata().unwrap())
}

#[test]
fn a_folder_that_cannot_be_made_is_no_trouble() {
    let set = Set::of(&[("a.yar", &rules(0..400))]);
    let below_a_file = set.rules.join("a.yar").join("cache");
    assert!(Yara::of(std::slice::from_ref(&set.rules), Some(&below_a_file)).is_ok());
}

#[test]
fn a_few_rules_are_not_worth_an_entry() {
    let set = Set::of(&[("a.yar", &rule(1))]);
    set.with();
    assert_eq!(set.kept(), Vec::<PathBuf>::new());
}

#[test]
fn the_command_keeps_compiled_rules_where_the_system_has_its_caches() {
    let set = Set::of(&[("a.yar", &(rules(0..400) + "rule Faulty { condition: unknown_word }"))]);
    let (_folder, letter) = file("letter.txt", word(5));
    let run = || {
        let caches = set.cache.parent().unwrap();
        let output = command()
            .args(["--yara".as_ref(), set.rules.as_os_str(), letter.as_os_str()])
            .env("XDG_CACHE_HOME", caches)
            .env("LOCALAPPDATA", caches)
            .env("HOME", caches)
            .output()
            .unwrap();
        (output.status.code(), output.stdout, String::from_utf8(output.stderr).unwrap())
    };
    let first = run();
    assert_eq!(first.0, Some(1), "{}", first.2);
    assert!(first.2.starts_with("sheepdip: a YARA rule cannot be used: ") && first.2.contains("unknown_word"));
    assert_eq!(run(), first);
    let caches = set.cache.parent().unwrap();
    let found = walkdir::WalkDir::new(caches).into_iter().flatten().find(|e| e.path().extension().is_some());
    let found = found.unwrap().into_path();
    assert!(found.parent().unwrap().ends_with("sheepdip/rules"), "{}", found.display());
    assert_eq!(cache_folder(Path::new("/x")), Path::new("/x/rules"));
}

#[test]
fn entries_are_named_after_the_version_of_boreal_that_is_built_in() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let between = |text: &str, before: &str| {
        text.split_once(before).unwrap_or_else(|| panic!("{before}")).1.split('"').next().unwrap().to_owned()
    };
    let named = between(&read("src/engines/yara/cache.rs"), "const BOREAL: &str = \"");
    assert_eq!(between(&read("Cargo.toml"), "\nboreal = { version = \"="), named);
    assert_eq!(between(&read("Cargo.lock"), "name = \"boreal\"\nversion = \""), named);
}
