//! What comes wrong: a clear line, status 2 where something was not examined, and the other files are examined.

use std::fs;
use std::path::Path;

use super::{Ran, file, folder, run};
use crate::forge::png;

/// Nothing of a crash, and no words where data should be.
fn sound(ran: &Ran) {
    for word in ["panicked", "backtrace", "internal fault"] {
        assert!(!ran.err.contains(word), "{}", ran.err);
    }
    assert!((0..=2).contains(&ran.code), "status {}", ran.code);
}

#[test]
fn empty_and_tiny_files_are_no_trouble() {
    for bytes in [&b""[..], b"a", b"\0", b"\xFF"] {
        let (_folder, path) = file("tiny", bytes);
        let ran = run([path.as_os_str()]);
        sound(&ran);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{bytes:?}: {}", ran.out);
    }
}

#[test]
fn a_picture_cut_at_every_power_of_two_is_never_clean() {
    let whole = png::with_chunks(64, 64, &[png::chunk(b"tEXt", &[b'x'; 5000])]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photo.png");
    let mut length = 1;
    while length < whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let ran = run([path.as_os_str()]);
        sound(&ran);
        assert!(length < 8 || ran.code == 2, "cut at {length}: {}", ran.out);
        length *= 2;
    }
}

#[test]
fn a_missing_path_is_named_and_the_others_are_examined() {
    let (_folder, path) = folder();
    let (missing, there) = (path.join("missing"), path.join("photo.png"));
    let ran = run([missing.as_os_str(), there.as_os_str()]);
    sound(&ran);
    assert_eq!(ran.code, 2);
    assert!(
        ran.out.contains("NOT EXAMINED  ") && ran.out.contains("Nothing is there")
            || ran.out.contains("nothing is there"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("nothing found  "), "{}", ran.out);
}

#[test]
fn names_cannot_act_on_a_terminal_in_any_format() {
    let folder = tempfile::tempdir().unwrap();
    let name = if cfg!(windows) { "a\u{202E}gpj.txt" } else { "a\u{202E}gpj\n\u{1b}[2J\u{1b}]0;x\u{7}.txt" };
    fs::write(folder.path().join(name), "words\n").unwrap();
    for format in ["terminal", "plain", "json", "jsonl"] {
        for more in ["-v", "--no-progress"] {
            let ran = run([Path::new("--format"), Path::new(format), Path::new(more), folder.path()]);
            sound(&ran);
            let bad =
                ran.out.chars().chain(ran.err.chars()).find(|c| *c != '\n' && sheepdip::model::name::is_deceptive(*c));
            assert_eq!(bad, None, "{format}: {:?}", ran.out);
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs::{File, Permissions};
    use std::io::Read as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;
    use std::os::unix::process::CommandExt as _;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::super::{Ran, command, file, folder, run};
    use super::{fs, png, sound};

    #[test]
    fn a_name_that_is_not_utf8_is_kept_beside_its_likeness() {
        let (_folder, path) = file(OsStr::from_bytes(b"caf\xE9.txt"), "words\n");
        let ran = run([OsStr::new("--json"), path.as_os_str()]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let file = &value["files"][0];
        assert!(file["path"].as_str().unwrap().ends_with("caf\u{FFFD}.txt"));
        assert!(file["path_base64"].as_str().unwrap().ends_with("Y2Fm6S50eHQ=") || file["path_base64"].is_string());
        assert_eq!(file["artifacts"][0]["name_base64"], "Y2Fm6S50eHQ=");
    }

    #[test]
    fn what_is_no_file_is_named_and_not_opened() {
        let (_keep, path) = folder();
        let fifo = path.join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
        let _socket = UnixListener::bind(path.join("socket")).unwrap();
        let began = Instant::now();
        for named in [fifo.as_path(), &path.join("socket"), "/dev/zero".as_ref(), "/dev/tty".as_ref()] {
            let ran = run([named]);
            sound(&ran);
            assert_eq!(ran.code, 2, "{}: {}", named.display(), ran.out);
            assert!(ran.out.contains("NOT EXAMINED"), "{}", ran.out);
        }
        fs::remove_file(path.join("screenshot.jpg")).unwrap();
        let ran = run([OsStr::new("--format"), OsStr::new("plain"), path.as_os_str()]);
        assert_eq!(ran.code, 2);
        assert_eq!(ran.out.lines().filter(|l| l.contains("UNEXAMINED unreadable")).count(), 2, "{}", ran.out);
        assert_eq!(ran.out.lines().filter(|l| l.ends_with(": OK")).count(), 2, "{}", ran.out);
        assert!(began.elapsed() < Duration::from_secs(20), "something waited");
    }

    #[test]
    fn loops_of_links_end_and_links_that_the_user_names_are_followed() {
        let (_keep, path) = folder();
        symlink(&path, path.join("self")).unwrap();
        symlink("loop", path.join("loop")).unwrap();
        symlink("photo.png", path.join("link.png")).unwrap();
        fs::remove_file(path.join("screenshot.jpg")).unwrap();
        let ran = run([path.as_os_str()]);
        sound(&ran);
        assert_eq!(ran.code, 0, "{}", ran.out);
        assert!(ran.out.contains("3 links not followed"), "{}", ran.out);
        assert_eq!(run([path.join("link.png")]).code, 0);
        assert_eq!(run([path.join("loop")]).code, 2);
        let through = run([OsStr::new("--format"), OsStr::new("plain"), path.join("self").as_os_str()]);
        assert_eq!((through.code, through.out.lines().count()), (0, 2), "{}", through.out);
    }

    #[test]
    fn what_may_not_be_read_is_named_and_the_others_are_examined() {
        let (keep, path) = folder();
        fs::remove_file(path.join("screenshot.jpg")).unwrap();
        fs::set_permissions(keep.path(), Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(path.join("closed")).unwrap();
        fs::write(path.join("closed/inside.txt"), "words").unwrap();
        fs::set_permissions(path.join("closed"), Permissions::from_mode(0o000)).unwrap();
        fs::set_permissions(path.join("words.txt"), Permissions::from_mode(0o000)).unwrap();
        // Permissions do not bind root, so root runs the command as nobody, from where nobody may go.
        let program = path.join("sheepdip");
        fs::copy(env!("CARGO_BIN_EXE_sheepdip"), &program).unwrap();
        let mut command = Command::new(&program);
        if keep.path().metadata().unwrap().uid() == 0 {
            command.uid(65534).gid(65534);
        }
        let files = [path.join("closed"), path.join("words.txt"), path.join("photo.png")];
        let ran: Ran = command.args(["--format", "plain"]).args(files).output().unwrap().into();
        fs::set_permissions(path.join("closed"), Permissions::from_mode(0o755)).unwrap();
        sound(&ran);
        assert_eq!(ran.code, 2, "{}", ran.out);
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!(lines.len(), 3, "{}", ran.out);
        assert!(
            lines[0].contains("closed: UNEXAMINED unreadable (it could not be listed (permission denied)"),
            "{}",
            lines[0]
        );
        assert!(
            lines[1].contains("words.txt: UNEXAMINED unreadable (it could not be opened (permission denied)"),
            "{}",
            lines[1]
        );
        assert!(lines[2].ends_with("photo.png: OK"), "{}", lines[2]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_fails_at_its_first_byte_is_unreadable_for_root_too() {
        let ran = run(["/proc/self/mem", "Cargo.toml"]);
        sound(&ran);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.out.contains("It could not be read"), "{}", ran.out);
        assert!(ran.out.contains("nothing found  Cargo.toml"), "{}", ran.out);
        // Its size is 0 and it is not empty.
        let version = run(["--json", "/proc/version"]);
        assert!(!version.out.contains("\"size\":0,"), "{}", version.out);
    }

    #[test]
    fn five_sparse_gigabytes_are_hashed_and_told_as_too_large() {
        let (_folder, path) = file("large.bin", "");
        File::options().write(true).open(&path).unwrap().set_len(5 << 30).unwrap();
        let ran = run([OsStr::new("--json"), OsStr::new("--max-time"), OsStr::new("10m"), path.as_os_str()]);
        sound(&ran);
        assert_eq!(ran.code, 2);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let file = &value["files"][0];
        assert_eq!(file["size"], 5u64 << 30);
        // The SHA-256 of 5 GiB of zeros.
        assert_eq!(file["sha256"], "7f06c62352aebd8125b2a1841e2b9e1ffcbed602f381c3dcb3200200e383d1d5");
        assert_eq!(file["gaps"][0]["reason"], "limit");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_and_a_closed_pipe_are_trouble_in_every_format() {
        let (_keep, path) = folder();
        for format in ["terminal", "plain", "json", "jsonl"] {
            for named in [path.clone(), path.join("photo.png")] {
                let full = File::options().write(true).open("/dev/full").unwrap();
                let output = command().args(["--format", format]).arg(&named).stdout(full).output().unwrap();
                let ran = Ran::from(output);
                sound(&ran);
                assert_eq!(ran.code, 2, "{format}: {}", ran.err);
                assert!(ran.err.contains("no space left") && ran.err.lines().count() == 1, "{}", ran.err);

                let (reader, writer) = std::io::pipe().unwrap();
                drop(reader);
                let ran = Ran::from(command().args(["--format", format]).arg(&named).stdout(writer).output().unwrap());
                sound(&ran);
                assert_eq!(ran.code, 2, "{format}: {}", ran.err);
                assert!(ran.err.contains("closed") && ran.err.lines().count() == 1, "{}", ran.err);
            }
        }
        for args in [&["rules"][..], &["--help"], &["man"], &["completions", "bash"]] {
            let full = File::options().write(true).open("/dev/full").unwrap();
            let ran = Ran::from(command().args(args).stdout(full).output().unwrap());
            sound(&ran);
            assert_eq!(ran.code, 2, "{args:?}");
        }
    }

    #[test]
    fn the_first_interrupt_ends_the_run_with_what_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let files = 4000;
        for number in 0..files {
            fs::write(folder.path().join(format!("{number}.png")), png::plain()).unwrap();
        }
        let mut child = command()
            .args(["--json", "--threads", "1"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = child.stdout.take().unwrap();
        // The first bytes show that it runs; then the pipe is full, and it waits for us.
        let mut text = vec![0; 1000];
        stdout.read_exact(&mut text).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(100));
        stdout.read_to_end(&mut text).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(2));
        let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let (known, missed) =
            (value["files"].as_array().unwrap().len(), value["summary"]["not_reached"].as_u64().unwrap());
        assert_eq!(value["summary"]["stopped"], true);
        assert!(known < files && missed > 0, "{known} known, {missed} not reached");
        assert_eq!(known as u64 + missed, files as u64);
    }
}

#[test]
fn an_absurd_number_of_threads_is_refused_in_words() {
    let ran = run(["--threads", "18446744073709551615", "fixtures", "Cargo.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--threads") && !ran.err.contains("internal fault"), "{}", ran.err);
}

#[test]
fn a_line_end_in_an_argument_begins_no_line_of_our_words() {
    for args in [vec!["--x\nnothing found  photo.jpg"], vec!["--max-size", "1\u{1B}\nnothing found", "photo.jpg"]] {
        let ran = run(args);
        assert_eq!(ran.code, 2);
        assert!(!ran.err.lines().any(|l| l.starts_with("nothing found")), "{}", ran.err);
    }
}
