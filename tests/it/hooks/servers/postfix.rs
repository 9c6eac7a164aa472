//! Postfix with a content filter.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::super::messages::{self, BODY, ours};
use super::{Failing, NOBODY, Place, free_port, run, send, set_mode, user, wait};

struct Postfix {
    place: Place,
    port: u16,
}

/// What any Postfix has beside the recipe.
const SERVICES: &str = "\
postlog   unix-dgram n  -       n       -       1       postlogd
pickup    unix  n       -       n       60      1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
showq     unix  n       -       n       -       -       showq
virtual   unix  -       n       n       -       -       virtual
anvil     unix  -       -       n       -       1       anvil
";

impl Postfix {
    fn start() -> Self {
        let (place, port) = (Place::new(), free_port());
        let at = |name: &str| place.at(name).display().to_string();
        for (name, uid) in [("etc", 0), ("queue", 0), ("data", user("postfix")), ("spool", NOBODY), ("mail", NOBODY)] {
            place.folder(name, uid);
        }
        // The system's postdrop is set-gid and believes the system's configuration only. A copy that is not, and a queue
        // that everybody may drop into, do for a test.
        place.folder("commands", 0);
        for command in fs::read_dir("/usr/sbin").unwrap().map(|e| e.unwrap().path()) {
            let name = command.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("post") || name == "sendmail" {
                fs::copy(&command, place.at("commands").join(&name)).unwrap();
                set_mode(&place.at("commands").join(&name), 0o755);
            }
        }
        place.write("etc/sheepdip_header_checks", &place.recipe("postfix/sheepdip_header_checks", &[]));
        let people = ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"];
        let boxes: String = people.iter().map(|p| format!("{p}@box.example {p}/\n")).collect();
        place.write("etc/boxes", &boxes);
        let checks = place.recipe("postfix/main.cf", &[("/etc/postfix/", &at("etc/"))]);
        place.write(
            "etc/main.cf",
            &format!(
                "compatibility_level = 3.6\nqueue_directory = {}\ndata_directory = {}\ncommand_directory = {}\n\
                 daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\n\
                 inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmyhostname = mx.example\nmydestination =\n\
                 mynetworks = 127.0.0.0/8\nalias_maps =\nsmtputf8_enable = no\ndefault_transport = error:no way out\n\
                 virtual_mailbox_domains = box.example\nvirtual_mailbox_base = {}\n\
                 virtual_mailbox_maps = texthash:{}\nvirtual_uid_maps = static:{NOBODY}\n\
                 virtual_gid_maps = static:{NOBODY}\nvirtual_minimum_uid = 1\nmaillog_file = {}\n\
                 maillog_file_prefixes = {}\nnotify_classes =\n{checks}",
                at("queue"),
                at("data"),
                at("commands"),
                at("mail"),
                at("etc/boxes"),
                at("log"),
                place.path().display(),
            ),
        );
        let listen = format!("127.0.0.1:{port} inet  n       -       n ");
        let filter = at("sheepdip-filter");
        let services = place.recipe(
            "postfix/master.cf",
            &[
                ("smtp      inet  n       -       y ", &listen),
                ("user=sheepdip ", "user=nobody "),
                ("/usr/local/lib/sheepdip/sheepdip-filter", &filter),
            ],
        );
        place.write("etc/master.cf", &(services + SERVICES));
        let postfix = Self { place, port };
        postfix.filter(&[]);
        run(Command::new("postfix").arg("-c").arg(postfix.config()).arg("start"));
        for (folder, mode) in [("queue/maildrop", 0o1777), ("queue/public", 0o755)] {
            set_mode(&postfix.place.at(folder), mode);
        }
        postfix
    }

    /// The filter of the recipe, with further words changed.
    fn filter(&self, more: &[(&str, &str)]) {
        let spool = self.place.at("spool").display().to_string();
        let text = self.place.recipe("postfix/sheepdip-filter", &[&[("/var/spool/sheepdip", &*spool)], more].concat());
        let new = self.place.write("sheepdip-filter.new", &text);
        set_mode(&new, 0o755);
        fs::rename(new, self.place.at("sheepdip-filter")).unwrap();
    }

    fn config(&self) -> PathBuf {
        self.place.at("etc")
    }

    fn log(&self) -> String {
        fs::read_to_string(self.place.at("log")).unwrap_or_default()
    }

    fn queue(&self) -> String {
        let output = run(Command::new("postqueue").arg("-c").arg(self.config()).arg("-p"));
        String::from_utf8(output.stdout).unwrap()
    }

    fn state(&self) -> String {
        format!("{}\n{}", self.queue(), self.log())
    }

    fn send(&self, to: &str, message: &[u8]) {
        let said = send(self.port, to, message);
        assert!(said.starts_with("250"), "{said}");
    }

    fn wait_for(&self, maildir: &str, subject: &str) -> String {
        let there = || self.place.subjects(maildir).iter().any(|s| s == subject);
        wait(&format!("{subject} in {maildir}"), there, || self.state());
        self.place.message(maildir, subject)
    }

    /// Waits until the queue says something of the only message to `to`.
    fn wait_queued(&self, to: &str, words: &str) {
        wait(&format!("{words} of {to}"), || self.queued(to).contains(words), || self.state());
    }

    /// What the queue says of the only message to `to`; nothing while there are two, as there are for a moment when one
    /// was handed back and the other is not gone yet.
    fn queued(&self, to: &str) -> String {
        let queue = self.queue();
        let mut entries = queue.split("\n\n").filter(|e| e.contains(&format!("{to}@box.example")));
        let first = entries.next().unwrap_or_default();
        if entries.next().is_some() { String::new() } else { first.to_owned() }
    }

    /// Tries again what is in the queue, until a message has arrived: Postfix forgets the wish where it comes while the
    /// message is still being put back.
    fn flush_until(&self, maildir: &str, subject: &str) -> String {
        let there = || {
            run(Command::new("postqueue").arg("-c").arg(self.config()).arg("-f"));
            std::thread::sleep(Duration::from_millis(300));
            self.place.subjects(maildir).iter().any(|s| s == subject)
        };
        wait(&format!("{subject} in {maildir}"), there, || self.state());
        self.place.message(maildir, subject)
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
        let _ = Command::new("postfix").arg("-c").arg(self.config()).arg("stop").output();
    }
}

#[test]
#[ignore = "needs Debian's postfix, and root"]
fn postfix_delivers_what_is_clean_holds_what_is_hostile_and_loses_nothing() {
    let postfix = Postfix::start();

    // A clean one is delivered, with our header in place of the forged one, and its body as it was.
    postfix.send("bob", &messages::clean());
    let clean = postfix.wait_for("mail/bob", "clean");
    assert_eq!(ours(&clean, "X-Sheepdip-Verdict"), "clean");
    assert_eq!(ours(&clean, "X-Sheepdip-Findings"), "none");
    assert_eq!(clean.split_once("\n\n").unwrap().1, BODY);

    // A hostile one is held, marked, and delivered to nobody.
    postfix.send("carol", &messages::hostile());
    postfix.wait_queued("carol", "!");
    let id = postfix.queued("carol").split('!').next().unwrap().lines().last().unwrap().to_owned();
    let held = run(Command::new("postcat").arg("-c").arg(postfix.config()).args(["-hq", &id])).stdout;
    let held = String::from_utf8(held).unwrap();
    assert_eq!(ours(&held, "X-Sheepdip-Verdict"), "dangerous");
    assert!(ours(&held, "X-Sheepdip-Findings").contains(messages::PROGRAM), "{held}");

    // With an archive that is locked: delivered, and marked.
    postfix.send("dave", &messages::locked());
    let locked = postfix.wait_for("mail/dave", "locked");
    assert_eq!(ours(&locked, "X-Sheepdip-Verdict"), "unexamined");
    assert!(ours(&locked, "X-Sheepdip-Findings").contains("unexamined.encrypted"), "{locked}");

    // The scanner fails in every way: the message waits, and arrives when the scanner is well again.
    for (to, how) in [("erin", Failing::Killed), ("frank", Failing::CallerKilled), ("grace", Failing::Missing)] {
        postfix.place.fail(how);
        postfix.send(to, &messages::clean());
        postfix.wait_queued(to, "(");
        assert_eq!(postfix.place.subjects(&format!("mail/{to}")), [""; 0]);
        postfix.place.heal();
        postfix.flush_until(&format!("mail/{to}"), "clean");
    }

    // So does one that sendmail does not take, even where sendmail says "bounce it".
    postfix.filter(&[("/usr/sbin/sendmail -G -i", "sh -c 'cat >/dev/null; echo 5.0.0 no; exit 69'")]);
    postfix.send("heidi", &messages::clean());
    postfix.wait_queued("heidi", "(");
    // And a hostile one, though what was found reads "5.7.1".
    postfix.send("ivan", &messages::hostile());
    postfix.wait_queued("ivan", "(");
    // And where there is no room.
    postfix.filter(&[(&postfix.place.at("spool").display().to_string(), "/nowhere/spool")]);
    postfix.send("judy", &messages::clean());
    postfix.wait_queued("judy", "no room");

    // Bounced, where the administrator wants that: back to its sender, with the reason.
    postfix.filter(&[("ON_FIND=hold", "ON_FIND=bounce")]);
    let bounce = postfix.flush_until("mail/alice", "Undelivered Mail Returned to Sender");
    for words in
        ["Message refused: \"invoice.pdf.exe\": ", "(names.double-extension)", "Status: 5.7.1", "ivan@box.example"]
    {
        assert!(bounce.replace("\n    ", " ").contains(words), "{words}: {bounce}");
    }
    for to in ["heidi", "judy"] {
        postfix.flush_until(&format!("mail/{to}"), "clean");
    }

    // Where is each? The hostile one of Carol is still held, all others have arrived once, and nothing else is queued.
    for to in ["bob", "erin", "frank", "grace", "heidi", "judy"] {
        assert_eq!(postfix.place.subjects(&format!("mail/{to}")), ["clean"], "{to}");
    }
    assert_eq!(postfix.place.subjects("mail/dave"), ["locked"]);
    assert_eq!(postfix.place.subjects("mail/alice"), ["Undelivered Mail Returned to Sender"]);
    for to in ["carol", "ivan"] {
        assert_eq!(postfix.place.subjects(&format!("mail/{to}")), [""; 0], "{to}");
    }
    wait("an empty queue", || postfix.queue().contains("in 1 Request"), || postfix.state());
    assert!(postfix.queued("carol").contains('!'));
    // Nothing is left behind either, but for the one whose script was killed.
    assert_eq!(fs::read_dir(postfix.place.at("spool")).unwrap().count(), 1, "{}", postfix.state());

    // Released by the administrator, it arrives, and is not held again.
    run(Command::new("postsuper").arg("-c").arg(postfix.config()).args(["-H", &id]));
    assert_eq!(ours(&postfix.flush_until("mail/carol", "hostile"), "X-Sheepdip-Verdict"), "dangerous");
    wait("an empty queue", || postfix.queue().contains("Mail queue is empty"), || postfix.state());
}
