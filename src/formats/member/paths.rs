//! Names of members that would be unpacked outside of the folder that was chosen.

/// Whether a member of this name lands outside: it climbs (`../`), begins at the root or names a drive.
pub fn escapes(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let drive = name.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && name.get(1..3) == Some(":/");
    name.starts_with('/') || drive || climbs(&name, 0)
}

/// Whether the target of a link in the folder of `name` is outside.
pub fn link_escapes(name: &str, target: &str) -> bool {
    let depth = name.replace('\\', "/").trim_matches('/').matches('/').count();
    let target = target.replace('\\', "/");
    target.starts_with('/') || target.get(1..3) == Some(":/") || climbs(&target, depth)
}

/// Whether a member of this name would be written through one of these links.
pub fn goes_through<'l>(name: &str, links: &'l [String]) -> Option<&'l String> {
    links.iter().find(|l| name.strip_prefix(l.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

/// Whether a name is that of an image of a whole disk.
pub fn is_disk(name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "dd", "ext2", "ext3", "ext4", "hdd", "ima", "img", "qcow2", "raw", "sdcard", "vdi", "vhd", "vhdx", "vmdk",
        "wic",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Whether a path with `/` climbs above the folder `depth` levels below the top.
fn climbs(path: &str, depth: usize) -> bool {
    let mut level = depth;
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match level.checked_sub(1) {
                Some(up) => level = up,
                None => return true,
            },
            _ => level += 1,
        }
    }
    false
}
