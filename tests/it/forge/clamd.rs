//! A clamd that says what a test wants, on loopback; the real one is in `engines::clamd`'s component test.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use sheepdip::engines::clamd::{Address, Clamd};
use sheepdip::model::engine::Engine;

/// Signatures that never get old.
pub const FRESH: &str = "ClamAV 1.4.3/27820/Thu Nov 20 09:30:12 2099";

/// What it does when it is asked about bytes.
#[derive(Debug, Clone, Copy)]
pub enum Does {
    /// Reads them all and answers.
    Answer(fn(&[u8]) -> &'static str),
    /// Refuses more than this many bytes as clamd does: says so, and hangs up while the client still writes.
    Refuse(usize),
    /// Hangs up after this many bytes.
    HangUp(usize),
    /// Answers without end.
    Babble,
}

/// A clamd of the tests; it listens as long as the tests run.
#[derive(Debug, Clone)]
pub struct Fake {
    pub address: String,
    /// All that it was asked about.
    pub seen: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Fake {
    pub fn start(version: &'static str, does: Does) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let fake = Self { address: listener.local_addr().unwrap().to_string(), seen: Arc::default() };
        let seen = Arc::clone(&fake.seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || serve(stream, version, does, &seen));
            }
        });
        fake
    }

    pub fn engine(&self) -> Arc<dyn Engine> {
        Arc::new(Clamd::new(Address::of(&self.address)))
    }
}

/// A client that hangs up is its own affair: what fails here is no failure of a test.
fn serve(mut stream: TcpStream, version: &str, does: Does, seen: &Mutex<Vec<Vec<u8>>>) -> Option<()> {
    let mut command = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte).ok()? == 1 && byte[0] != 0 {
        command.push(byte[0]);
    }
    if command == b"zVERSION" {
        return stream.write_all(format!("{version}\0").as_bytes()).ok();
    }
    assert_eq!(command, b"zINSTREAM");
    let mut bytes = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).ok()?;
        let length = u32::from_be_bytes(length) as usize;
        if length == 0 {
            break;
        }
        match does {
            Does::Refuse(most) if bytes.len() + length > most => {
                return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").ok();
            }
            Does::HangUp(most) if bytes.len() + length > most => return None,
            _ => {}
        }
        let mut chunk = vec![0; length];
        stream.read_exact(&mut chunk).ok()?;
        bytes.extend(chunk);
    }
    match does {
        Does::Babble => loop {
            stream.write_all(&[b'x'; 1024]).ok()?;
        },
        Does::Answer(answer) => {
            let answer = format!("{}\0", answer(&bytes));
            seen.lock().unwrap().push(bytes);
            stream.write_all(answer.as_bytes()).ok()
        }
        Does::Refuse(_) | Does::HangUp(_) => stream.write_all(b"stream: OK\0").ok(),
    }
}
