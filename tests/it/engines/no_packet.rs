//! Nothing leaves the machine without a flag: the command runs in a network namespace of its own, whose only way out is an
//! interface that counts what is given to it.

use std::fs;
use std::process::{Command, Output};

use crate::forge::{case, zip};

/// What the script prints: the status of the command, and packets sent.
const SCRIPT: &str = r#"
set -e
mount -t sysfs none /sys
ip link add out type veth peer name in
ip link set out addrgenmode none
ip link set in addrgenmode none
ip link set in up
ip address add 192.0.2.1/24 dev out
ip link set out up
ip link set lo up
ip route add default via 192.0.2.2
ip neighbour add 192.0.2.2 lladdr 02:00:00:00:00:02 dev out
# What the kernel itself says when an interface comes up is over then.
sleep 1
sent() { echo $(( $(cat /sys/class/net/out/statistics/tx_packets) + $(cat /sys/class/net/lo/statistics/tx_packets) )); }
before=$(sent)
status=0
"$@" >/dev/null || status=$?
echo "$status $(( $(sent) - before ))"
"#;

fn alone(args: &[&str], home: &std::path::Path) -> (i32, u64, String) {
    let mut command = Command::new("unshare");
    command.args(["--net", "--mount", "--map-root-user", "bash", "-c", SCRIPT, "bash"]);
    command.arg(env!("CARGO_BIN_EXE_sheepdip")).args(args);
    command.env("HOME", home).env("XDG_CONFIG_HOME", home).env("XDG_CACHE_HOME", home).env("XDG_STATE_HOME", home);
    command.env("VT_API_KEY", "a-key").env_remove("HTTPS_PROXY").env_remove("https_proxy");
    let Output { stdout, stderr, .. } =
        command.output().expect("unshare could not be started: install Debian's util-linux");
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr).into_owned());
    let mut numbers = out.split_ascii_whitespace().map(|n| n.parse().unwrap());
    match (numbers.next(), numbers.next()) {
        (Some(status), Some(packets)) => (status, u64::try_from(packets).unwrap(), err),
        _ => panic!("the namespace was not made (Debian's iproute2 is needed): {out}{err}"),
    }
}

#[test]
#[ignore = "needs a network namespace (Debian's iproute2, and the right to make one), which .ci/run has"]
fn no_packet_leaves_without_a_flag() {
    let home = tempfile::tempdir().unwrap();
    // Whoever lists hosts for the resolver sends packets to them; this one has an address at once.
    fs::write(home.path().join("config.toml"), "[services.virustotal]\nurl = \"https://198.51.100.7/api/v3\"\n")
        .unwrap();
    fs::create_dir(home.path().join("sheepdip")).unwrap();
    fs::copy(home.path().join("config.toml"), home.path().join("sheepdip/config.toml")).unwrap();
    let path = home.path().join("private-name.zip");
    fs::write(&path, zip::archive(&[zip::stored("a.sh", "#!/bin/sh\necho words\n")])).unwrap();
    let path = path.to_str().unwrap();
    let letter = home.path().join("mail.eml");
    fs::write(&letter, case("mail.eml", "From: a@example.org\nTo: b@example.org\nSubject: words\n\nwords\n").bytes)
        .unwrap();
    for args in [
        &[path][..],
        &["scan", "-v", path],
        &["--json", home.path().to_str().unwrap()],
        &["mail", letter.to_str().unwrap()],
        &["rules"],
        &["explain", "lookup.known-malware"],
    ] {
        let (status, packets, err) = alone(args, home.path());
        assert_eq!(packets, 0, "{args:?} sent packets (status {status}): {err}");
    }
    // The counter counts: a look-up tries to reach its service, and says that it could not.
    let (status, packets, _) =
        alone(&["--lookup=virustotal", "--lookup-time=2s", letter.to_str().unwrap()], home.path());
    assert_eq!(status, 2);
    assert!(packets > 0, "a look-up sent nothing, so that this test proves nothing");
}
