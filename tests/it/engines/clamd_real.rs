//! The real clamd, with a small database of our own, on a socket in a temporary folder.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sheepdip::model::artifact::hex_digest;
use sheepdip::pipeline::Plan;

use crate::cli::{Ran, run};
use crate::forge::{case, noise, pe, tar, zip};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

struct Clamd {
    folder: tempfile::TempDir,
    child: Child,
}

impl Clamd {
    /// Starts it; it knows EICAR's test file and `known` by its MD5.
    fn start(known: &[u8]) -> Self {
        let folder = tempfile::Builder::new().prefix("sheepdip-clamd-").tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("db")).unwrap();
        let plan = Plan { all_hashes: true, ..Plan::default() };
        let hashes = case("known", known).examine_with(&plan).artifacts[0].hashes.clone().unwrap();
        let line = format!("{}:{}:Sheepdip.Test.Known\n", hex_digest(&hashes.md5.unwrap()), known.len());
        fs::write(at("db/ours.hdb"), line).unwrap();
        fs::write(at("db/ours.ndb"), format!("Sheepdip.Test.Eicar:0:0:{}\n", hex_digest(&eicar()))).unwrap();
        Self::listen(folder)
    }

    /// Starts it with a database of its own form that was made on 29 February 2020. Of the forms that carry a date, only
    /// that of unsigned ones can be made here.
    fn start_stale() -> Self {
        let folder = tempfile::Builder::new().prefix("sheepdip-clamd-").tempdir().unwrap();
        fs::create_dir(folder.path().join("db")).unwrap();
        let signatures = format!("{}:68:Sheepdip.Test.Old\n", "0".repeat(31) + "1");
        let head = format!("ClamAV-VDB:29 Feb 2020 09-30 +0000:25736:1:90:{}:X:builder:1582968600", "0".repeat(32));
        let hash = case("daily.hdb", signatures.as_str()).examine().artifacts[0].hashes.clone().unwrap().sha256;
        let info = format!("{head}\ndaily.hdb:{}:{}\n", signatures.len(), hex_digest(&hash));
        let members = [tar::file("daily.info", info.as_bytes()), tar::file("daily.hdb", signatures.as_bytes())];
        let mut database = format!("{head:512}").into_bytes();
        database.extend(tar::archive(&members));
        fs::write(folder.path().join("db/daily.cud"), database).unwrap();
        Self::listen(folder)
    }

    fn listen(folder: tempfile::TempDir) -> Self {
        let at = |name: &str| folder.path().join(name);
        let settings = format!(
            "LocalSocket {0}/clamd.ctl\nDatabaseDirectory {0}/db\nForeground yes\nLogFile {0}/log\nStreamMaxLength 1M\n\
             AlertEncrypted yes\nTemporaryDirectory {0}\n",
            folder.path().display()
        );
        fs::write(at("clamd.conf"), settings).unwrap();
        let child = Command::new("clamd")
            .arg(format!("--config-file={}", at("clamd.conf").display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("clamd could not be started: install Debian's clamav-daemon");
        let clamd = Self { folder, child };
        let began = Instant::now();
        while std::os::unix::net::UnixStream::connect(clamd.socket()).is_err() {
            let log = fs::read_to_string(clamd.at("log")).unwrap_or_default();
            assert!(began.elapsed() < PATIENCE, "clamd does not listen: {log}");
            std::thread::sleep(Duration::from_millis(100));
        }
        clamd
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn socket(&self) -> PathBuf {
        self.at("clamd.ctl")
    }

    /// What the command says of a file when it asks this clamd.
    fn ask(&self, name: &str, bytes: &[u8]) -> Ran {
        let path = self.at(name);
        fs::write(&path, bytes).unwrap();
        self.ask_about(&path)
    }

    fn ask_about(&self, path: &Path) -> Ran {
        run([format!("--clamd={}", self.socket().display()), "--json".to_owned(), path.display().to_string()])
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The test file that every anti-virus finds, put together here so that none takes this source for it.
fn eicar() -> Vec<u8> {
    [b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-".as_slice(), b"ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

fn file(ran: &Ran) -> serde_json::Value {
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.out));
    value["files"][0].clone()
}

/// The signatures that it named, with the names of the parts in which it found them.
fn named(file: &serde_json::Value) -> Vec<(String, String)> {
    let all = file["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == "clamd.known-malware");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    all.map(|f| (text(&f["evidence"]["signature"]), text(f["path"].as_array().unwrap().last().unwrap()))).collect()
}

#[test]
#[ignore = "needs clamd (Debian's clamav-daemon), which .ci/run installs"]
fn the_real_clamd_finds_what_it_knows_and_what_it_does_not_see_is_told() {
    let known = b"words that only our own signature knows\n";
    let mut clamd = Clamd::start(known);

    let found = clamd.ask("letter.txt", known);
    assert_eq!(found.code, 1, "{}", found.out);
    let told = named(&file(&found));
    assert_eq!(told.len(), 1);
    assert!(told[0].0.starts_with("Sheepdip.Test.Known"), "{told:?}");

    let test_file = clamd.ask("eicar.txt", &eicar());
    assert!(named(&file(&test_file))[0].0.starts_with("Sheepdip.Test.Eicar"), "{}", test_file.out);

    // In an archive both the part and what holds it are named: clamd unpacks, too.
    let archive = zip::archive(&[zip::stored("inner.txt", known), zip::stored("other.txt", "harmless words\n")]);
    let inside = file(&clamd.ask("a.zip", &archive));
    let places: Vec<_> = named(&inside).into_iter().map(|(_, place)| place).collect();
    assert_eq!(places, ["a.zip", "inner.txt"], "{inside}");

    let clean = clamd.ask("clean.txt", b"harmless words\n");
    assert_eq!(clean.code, 0, "{}", clean.out);
    let engine = file(&clean)["engines"][0].clone();
    assert_eq!((engine["answered"].as_u64(), engine["found"].as_u64()), (Some(1), Some(0)));
    assert!(engine["version"].as_str().unwrap().starts_with("ClamAV 1."), "{engine}");
    // It has no dated database, which is said.
    assert!(engine["warning"].is_string(), "{engine}");

    let large = file(&clamd.ask("large.bin", &noise(3 << 20)));
    let gaps: Vec<_> = large["gaps"].as_array().unwrap().iter().map(|g| g["detail"].as_str().unwrap()).collect();
    assert!(gaps.len() == 1 && gaps[0].contains("StreamMaxLength"), "{large}");

    let locked = file(&clamd.ask("locked.zip", include_bytes!("../../data/zip/infozip-zipcrypto.zip")));
    let reasons: Vec<_> = locked["gaps"].as_array().unwrap().iter().map(|g| g["detail"].to_string()).collect();
    assert!(reasons.iter().any(|r| r.contains("Heuristics.Encrypted.Zip")), "{locked}");

    // Dead in the middle of a run: named, incomplete, and what we found ourselves stays.
    clamd.child.kill().unwrap();
    clamd.child.wait().unwrap();
    let dead = clamd.ask("screenshot.jpg", &pe::minimal());
    assert_eq!(dead.code, 1, "{}", dead.out);
    let dead = file(&dead);
    assert_eq!((dead["verdict"].as_str(), dead["complete"].as_bool()), (Some("dangerous"), Some(false)));
    assert_eq!(clamd.ask("again.txt", b"harmless words\n").code, 2);
}

#[test]
#[ignore = "needs clamd (Debian's clamav-daemon), which .ci/run installs"]
fn a_real_clamd_with_an_old_database_is_warned_of() {
    let clamd = Clamd::start_stale();
    let ran = clamd.ask("clean.txt", b"harmless words\n");
    let engine = file(&ran)["engines"][0].clone();
    assert_eq!(ran.code, 0, "{engine}");
    assert!(engine["version"].as_str().unwrap().ends_with("signatures 25736"), "{engine}");
    assert!(engine["age_days"].as_u64().unwrap() > 2_400, "{engine}");
    assert!(engine["warning"].as_str().unwrap().contains("days old; update them (freshclam)"), "{engine}");
}

#[test]
#[ignore = "needs clamd (Debian's clamav-daemon), which .ci/run installs"]
fn a_real_clamd_that_dies_while_a_file_is_sent_to_it_is_told() {
    let mut clamd = Clamd::start(b"words\n");
    // Somebody in between, who lets half of the file through and then ends it.
    let between = clamd.at("between.ctl");
    let listener = UnixListener::bind(&between).unwrap();
    let (real, path) = (clamd.socket(), clamd.at("half.bin"));
    fs::write(&path, noise(900_000)).unwrap();
    let asking = std::thread::spawn(move || {
        let address = format!("--clamd={}", between.display());
        run([address, "--json".to_owned(), path.display().to_string()])
    });
    let (mut client, _) = listener.accept().unwrap();
    let mut server = UnixStream::connect(&real).unwrap();
    let mut question = [0; 64];
    let count = client.read(&mut question).unwrap();
    assert!(question[..count].starts_with(b"zVERSION"));
    server.write_all(&question[..count]).unwrap();
    let mut version = Vec::new();
    server.read_to_end(&mut version).unwrap();
    client.write_all(&version).unwrap();
    drop(client);
    let (mut client, _) = listener.accept().unwrap();
    let mut server = UnixStream::connect(&real).unwrap();
    let mut half = vec![0; 400_000];
    client.read_exact(&mut half).unwrap();
    server.write_all(&half).unwrap();
    clamd.child.kill().unwrap();
    clamd.child.wait().unwrap();
    // What clamd leaves behind: a connection that is closed on both sides.
    let mut nothing = Vec::new();
    let _ = server.read_to_end(&mut nothing);
    assert!(nothing.is_empty(), "{nothing:?}");
    drop(client);
    let ran = asking.join().unwrap();
    let file = file(&ran);
    assert_eq!((ran.code, file["verdict"].as_str()), (2, Some("unexamined")), "{file}");
    assert!(file["engines"][0]["failure"].is_string(), "{file}");
}
