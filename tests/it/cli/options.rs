//! Options, exit status, streams.

use std::fs;

use super::{command, file, folder, run, run_with};
use crate::forge::{pe, png};

#[test]
fn the_status_says_clean_found_or_trouble_and_a_find_beats_trouble() {
    let (_folder, path) = folder();
    let at = |name: &str| path.join(name).display().to_string();
    let whole = png::plain();
    fs::write(path.join("cut.png"), &whole[..whole.len() - 20]).unwrap();
    assert_eq!(run([at("photo.png")]).code, 0);
    assert_eq!(run([at("screenshot.jpg")]).code, 1);
    assert_eq!(run([at("cut.png")]).code, 2);
    assert_eq!(run([at("photo.png"), at("cut.png")]).code, 2);
    assert_eq!(run([at("cut.png"), at("screenshot.jpg")]).code, 1);
    assert_eq!(run([at("missing"), at("screenshot.jpg")]).code, 1);
    assert_eq!(run([at("missing"), at("photo.png")]).code, 2);
}

#[test]
fn the_threshold_moves_what_counts_as_found() {
    let (_folder, path) = file("setup.exe", pe::minimal());
    let path = path.display().to_string();
    let plain = run(["--format", "json", path.as_str()]);
    let value: serde_json::Value = serde_json::from_str(&plain.out).unwrap();
    assert_eq!(value["files"][0]["verdict"], "suspicious", "{}", plain.out);
    assert_eq!(plain.code, 1);
    let complete = value["files"][0]["complete"] == true;
    let high = run(["--fail-on", "dangerous", path.as_str()]);
    assert_eq!(high.code, if complete { 0 } else { 2 });
    let (_folder, path) = file("photo.jpg", pe::minimal());
    assert_eq!(run(["--fail-on", "dangerous", &path.display().to_string()]).code, 1);
}

#[test]
fn a_folder_is_reported_in_order_and_with_every_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..300 {
        fs::write(folder.path().join(format!("{number:03}.png")), png::plain()).unwrap();
    }
    let path = folder.path().display().to_string();
    let one = run(["--format", "plain", "--threads", "1", &path]);
    assert_eq!((one.code, one.err.as_str()), (0, ""));
    let names: Vec<String> = (0..300).map(|n| format!("{path}/{n:03}.png: OK")).collect();
    assert_eq!(one.out.lines().map(|l| l.replace('\\', "/")).collect::<Vec<_>>(), names);
    assert_eq!(run(["--format", "plain", "--threads", "7", &path]).out, one.out);
}

#[test]
fn the_standard_input_has_the_name_it_is_given() {
    let ran = run_with(&["-", "--stdin-name", "photo.jpg"], &pe::minimal());
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("DANGEROUS  photo.jpg\n"), "{}", ran.out);
    let ran = run_with(&["--format", "plain", "-"], &png::plain());
    assert_eq!((ran.code, ran.out.as_str()), (0, "-: OK\n"));
    let large = vec![b'a'; 3 << 20];
    let ran = run_with(&["--format", "plain", "--max-size", "1M", "-"], &large);
    assert_eq!(ran.code, 2);
    assert!(ran.out.starts_with("-: UNEXAMINED limit"), "{}", ran.out);
}

#[test]
fn paths_come_from_a_list_too() {
    let (_folder, path) = folder();
    let (photo, bad) =
        (path.join("photo.png").display().to_string(), path.join("screenshot.jpg").display().to_string());
    let ran = run_with(&["--files-from", "-", "--format", "plain"], format!("{photo}\n{bad}\n").as_bytes());
    assert_eq!(ran.code, 1);
    assert_eq!(ran.out.lines().count(), 2);
    let ran = run_with(&["--files-from", "-", "-0", "--format", "plain"], format!("{photo}\0").as_bytes());
    assert_eq!((ran.code, ran.out), (0, format!("{photo}: OK\n")));
    let ran = run(["--files-from", "/nowhere/list", &photo, "--format", "plain"]);
    assert_eq!((ran.code, ran.out.lines().count()), (2, 2), "{}", ran.out);
    assert_eq!(run_with(&["--files-from", "-", "-"], b"").code, 2);
}

#[test]
fn a_report_goes_to_a_file_that_is_whole() {
    let (_folder, path) = folder();
    let report = path.join("report.json");
    let ran = run(["--json", "-o", report.to_str().unwrap(), path.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
    let value: serde_json::Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    assert_eq!(value["files"].as_array().unwrap().len(), 3, "the report examined itself");
    let left: Vec<_> = fs::read_dir(&path).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    let ran = run(["-o", "/nowhere/report", path.to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("/nowhere/report") && ran.err.lines().count() == 1, "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn a_report_into_the_folder_that_is_examined_is_not_part_of_it() {
    let (_folder, path) = folder();
    let report = fs::File::create(path.join("report.txt")).unwrap();
    let status = command().arg("--format").arg("plain").arg(&path).stdout(report).status().unwrap();
    assert_eq!(status.code(), Some(1));
    let text = fs::read_to_string(path.join("report.txt")).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn limits_take_sizes_and_times_with_units() {
    let (_folder, path) = file("noise.bin", crate::forge::noise(3000));
    let path = path.to_str().unwrap();
    for (size, code) in [("64M", 0), ("1g", 0), ("4K", 0), ("3000", 0), ("2999", 2), ("1KiB", 2)] {
        assert_eq!(run(["--max-size", size, path]).code, code, "{size}");
    }
    for args in [["--max-time", "90s"], ["--max-depth", "3"], ["--max-artifacts", "50"], ["--max-total", "10M"]] {
        assert_eq!(run([args[0], args[1], path]).code, 0, "{args:?}");
    }
    for args in [["--max-time", "soon"], ["--max-size", "big"], ["--max-total", "99999999999G"]] {
        assert_eq!(run([args[0], args[1], path]).code, 2, "{args:?}");
    }
}

#[test]
fn colours_obey_the_flag_and_the_environment() {
    let (_folder, path) = file("photo.png", png::plain());
    let coloured = |args: &[&str], vars: &[(&str, &str)]| {
        let output = command().args(args).arg(&path).envs(vars.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], &[]), "a pipe is no terminal");
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn hashes_come_when_asked_for() {
    let (_folder, path) = file("abc.txt", "abc");
    let path = path.to_str().unwrap();
    let usual = run(["--json", path]);
    assert!(!usual.out.contains("\"md5\""), "{}", usual.out);
    let all = run(["--json", "--hashes", path]);
    assert!(all.out.contains("900150983cd24fb0d6963f7d28e17f72"), "{}", all.out);
}
