//! The protocol of clamd(8): one command a connection, `z` before it and NUL behind it and behind the answer.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where distributions put clamd's socket.
pub const USUAL: &[&str] = &[
    "/run/clamav/clamd.ctl",
    "/run/clamav/clamd.sock",
    "/run/clamd.scan/clamd.sock",
    "/run/clamav/clamd.socket",
    "/var/run/clamav/clamd.ctl",
    "/var/run/clamd.scan/clamd.sock",
    "/usr/local/var/run/clamav/clamd.sock",
    "/tmp/clamd.socket",
];

/// The longest answer that is read, in bytes; a signature's name is much shorter.
const ANSWER: u64 = 4096;
/// How much is sent at a time, in bytes.
const CHUNK: usize = 128 << 10;
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Where a clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A socket of this machine.
    Unix(PathBuf),
    /// Host and port. The protocol has neither encryption nor passwords: for trusted networks only.
    Tcp(String),
}

impl Address {
    /// `HOST:PORT`, or the path of a socket.
    pub fn of(text: &str) -> Self {
        let tcp = text.strip_prefix("tcp://").unwrap_or(text);
        let port = tcp.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if port && !tcp.contains('/') {
            Self::Tcp(tcp.to_owned())
        } else {
            Self::Unix(text.strip_prefix("unix:").unwrap_or(text).into())
        }
    }

    /// The first usual socket that is there.
    pub fn local() -> Option<Self> {
        USUAL.iter().map(Path::new).find(|path| path.exists()).map(|path| Self::Unix(path.to_owned()))
    }

    /// Whether what is sent there leaves this machine.
    pub fn is_remote(&self) -> bool {
        match self {
            Self::Unix(_) => false,
            Self::Tcp(address) => {
                let host = address.rsplit_once(':').map_or(address.as_str(), |(host, _)| host);
                let host = host.trim_matches(['[', ']']);
                let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
                !loopback && host != "localhost"
            }
        }
    }

    fn connect(&self, most: Duration) -> io::Result<Box<dyn Stream>> {
        match self {
            Self::Tcp(address) => {
                let mut last = io::Error::from(ErrorKind::NotFound);
                for socket in address.to_socket_addrs()? {
                    match TcpStream::connect_timeout(&socket, CONNECT.min(most)) {
                        Ok(stream) => {
                            stream.set_read_timeout(Some(most))?;
                            stream.set_write_timeout(Some(most))?;
                            return Ok(Box::new(stream));
                        }
                        Err(error) => last = error,
                    }
                }
                Err(last)
            }
            #[cfg(unix)]
            Self::Unix(path) => {
                let stream = std::os::unix::net::UnixStream::connect(path)?;
                stream.set_read_timeout(Some(most))?;
                stream.set_write_timeout(Some(most))?;
                Ok(Box::new(stream))
            }
            #[cfg(not(unix))]
            Self::Unix(_) => Err(ErrorKind::Unsupported.into()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "{}", path.display()),
            Self::Tcp(address) => f.write_str(address),
        }
    }
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The bytes to ask about could not be read.
    Unread(io::Error),
    /// The connection failed.
    Lost(io::Error),
}

impl From<io::Error> for Unanswered {
    fn from(error: io::Error) -> Self {
        Self::Lost(error)
    }
}

/// What clamd says of itself.
pub(super) fn version(address: &Address, most: Duration) -> io::Result<String> {
    let mut stream = address.connect(most)?;
    stream.write_all(b"zVERSION\0")?;
    answer(&mut *stream, Instant::now() + most)
}

/// Asks about some bytes.
pub(super) fn ask(address: &Address, bytes: &mut dyn Read, most: Duration) -> Result<String, Unanswered> {
    let end = Instant::now() + most;
    let mut stream = address.connect(most)?;
    let sent = send(&mut *stream, bytes, end);
    if let Err(Unanswered::Unread(error)) = sent {
        return Err(Unanswered::Unread(error));
    }
    // Of a stream that is too long clamd stops reading: writing fails, and why stands in its answer.
    match (answer(&mut *stream, end), sent) {
        (Ok(line), _) => Ok(line),
        (Err(_), Err(unsent)) => Err(unsent),
        (Err(error), Ok(())) => Err(Unanswered::Lost(error)),
    }
}

fn send(stream: &mut dyn Stream, bytes: &mut dyn Read, end: Instant) -> Result<(), Unanswered> {
    stream.write_all(b"zINSTREAM\0")?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match bytes.read(&mut chunk) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(Unanswered::Unread(error)),
        };
        let length = u32::try_from(count).unwrap_or(0);
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(&chunk[..count])?;
        if count == 0 {
            return Ok(stream.flush()?);
        }
        if Instant::now() >= end {
            return Err(Unanswered::Lost(ErrorKind::TimedOut.into()));
        }
    }
}

/// Reads an answer to its end mark; what ends without one was cut off and is no answer.
fn answer(stream: &mut dyn Stream, end: Instant) -> io::Result<String> {
    let mut line = Vec::new();
    let mut block = [0; 512];
    while (line.len() as u64) < ANSWER {
        let count = match stream.read(&mut block) {
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let come = &block[..count];
        if let Some(mark) = come.iter().position(|b| *b == 0) {
            line.extend_from_slice(&come[..mark]);
            return Ok(String::from_utf8_lossy(&line).trim().to_owned());
        }
        line.extend_from_slice(come);
        if count == 0 {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, "it ended the connection without an answer"));
        }
        if Instant::now() >= end {
            return Err(ErrorKind::TimedOut.into());
        }
    }
    Err(io::Error::new(ErrorKind::InvalidData, "its answer has no end"))
}

/// An error's words without the number of the operating system.
pub(super) fn plain(error: &io::Error) -> String {
    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) {
        return "no answer in time".to_owned();
    }
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or_default().to_ascii_lowercase()
}
