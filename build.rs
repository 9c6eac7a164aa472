//! Links the unwinder into the program where the C compiler has it as a static library: loading `libgcc_s.so` takes a tenth of
//! the time that a picture takes. Where it is not there nothing changes.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CC");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|known| known == value);
    let native = env::var("TARGET").is_ok() && env::var("TARGET") == env::var("HOST");
    if !native || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return;
    }
    let compiler = env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let Ok(answer) = Command::new(compiler).arg("-print-file-name=libgcc_eh.a").output() else { return };
    let path = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let path = Path::new(&path);
    // A compiler that does not have it gives back the bare name.
    if let (true, true, Some(folder)) = (path.is_absolute(), path.is_file(), path.parent()) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}
