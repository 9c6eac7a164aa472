//! Exim with sheepdip as the scanner of its malware condition.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command};

use super::super::messages::{self, BODY, ours};
use super::{Failing, Place, free_port, send, set_mode, user, wait};

/// Where `.ci/run` unpacks Debian's exim4-daemon-heavy, which cannot be installed beside Postfix.
const PROGRAM: &str = "/opt/sheepdip-tests/exim/usr/sbin/exim4";
/// The user that Debian's Exim is built for.
const USER: &str = "Debian-exim";

struct Exim {
    place: Place,
    port: u16,
    daemon: Child,
}

impl Exim {
    fn start() -> Self {
        let (place, port, uid) = (Place::new(), free_port(), user(USER));
        // Without its set-uid bit all of it runs as one user, and touches nothing of the system.
        let program = place.at("exim4");
        fs::copy(PROGRAM, &program).unwrap_or_else(|e| panic!("Exim is not at {PROGRAM} (see .ci/run): {e}"));
        set_mode(&program, 0o755);
        let folder = |name: &str| place.folder(name, uid).display().to_string();
        let (spool, log, mail) = (folder("spool"), folder("log"), folder("mail"));
        let text = format!(
            "primary_hostname = mx.example\nexim_user = {USER}\nexim_group = {USER}\nspool_directory = {spool}\n\
             log_file_path = {log}/%s\nlocal_interfaces = 127.0.0.1\ndaemon_smtp_ports = {port}\n\
             pid_file_path = {spool}/pid\ntls_advertise_hosts =\ndeliver_drop_privilege\nkeep_environment =\n\
             acl_smtp_rcpt = take\n{}\nbegin acl\ntake:\n  accept\n{}\n\
             begin routers\nall:\n  driver = accept\n  transport = box\n\
             begin transports\nbox:\n  driver = appendfile\n  directory = {mail}/${{lookup{{$local_part}}dsearch,\
             filter=dir{{{mail}}}}}\n  maildir_format\n  user = {USER}\n\
             begin retry\n* * F,1h,5m\n",
            place.recipe("exim/main.conf", &[]),
            place.recipe("exim/acl.conf", &[]),
        );
        let config: PathBuf = place.write("exim.conf", &text);
        for to in ["bob", "carol", "dave", "erin"] {
            place.folder(&format!("mail/{to}"), uid);
        }
        let daemon = Command::new("setpriv")
            .args([&format!("--reuid={USER}"), &format!("--regid={USER}"), "--clear-groups"])
            .arg(&program)
            .arg("-C")
            .arg(config)
            .args(["-bdf", "-q1h"])
            .current_dir("/")
            .spawn()
            .unwrap();
        let exim = Self { place, port, daemon };
        wait("Exim listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok(), || exim.log());
        exim
    }

    fn log(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.place.at("log").join(name)).unwrap_or_default();
        format!("{}{}{}", read("main"), read("reject"), read("panic"))
    }

    fn wait_for(&self, to: &str, subject: &str) -> String {
        let maildir = format!("mail/{to}");
        let there = || self.place.subjects(&maildir).iter().any(|s| s == subject);
        wait(&format!("{subject} to {to}"), there, || self.log());
        self.place.message(&maildir, subject)
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

#[test]
#[ignore = "needs Debian's exim4-daemon-heavy, and root"]
fn exim_refuses_what_is_hostile_before_it_takes_it_and_defers_when_the_scanner_fails() {
    let exim = Exim::start();

    assert!(send(exim.port, "bob", &messages::clean()).starts_with("250"), "{}", exim.log());
    let clean = exim.wait_for("bob", "clean");
    assert!(!clean.to_ascii_lowercase().split("\n\n").next().unwrap().contains("x-sheepdip"), "{clean}");
    assert_eq!(clean.split_once("\n\n").unwrap().1, BODY);

    // Refused while the sender's server still has it: nobody gets a bounce who did not send it.
    let said = send(exim.port, "carol", &messages::hostile());
    assert!(said.starts_with("550") && said.contains("names.double-extension"), "{said}");

    assert!(send(exim.port, "dave", &messages::locked()).starts_with("250"), "{}", exim.log());
    let locked = exim.wait_for("dave", "locked");
    assert_eq!(ours(&locked, "X-Sheepdip-Verdict"), "unexamined");
    assert_eq!(ours(&locked, "X-Sheepdip-Findings"), "unexamined.encrypted");

    // When the scanner fails, the sender's server is asked to try again, and gets rid of it when the scanner is well.
    for how in [Failing::Killed, Failing::Missing] {
        exim.place.fail(how);
        for message in [messages::clean(), messages::hostile()] {
            let said = send(exim.port, "erin", &message);
            assert!(said.starts_with("451"), "{said}");
        }
        exim.place.heal();
    }
    assert!(send(exim.port, "erin", &messages::clean()).starts_with("250"), "{}", exim.log());
    exim.wait_for("erin", "clean");

    // What was answered with 250 has arrived once; of what was not, nothing is here.
    for (to, subjects) in [("bob", &["clean"][..]), ("carol", &[]), ("dave", &["locked"]), ("erin", &["clean"])] {
        assert_eq!(exim.place.subjects(&format!("mail/{to}")), subjects, "{to}");
    }
    let left = || fs::read_dir(exim.place.at("spool/input")).unwrap().count();
    wait("an empty spool", || left() == 0, || exim.log());
}
