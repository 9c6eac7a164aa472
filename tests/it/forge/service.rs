//! A service on loopback that plays what a test wants, and remembers what it was asked, to the byte.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Everything that came, for a search.
    pub fn all(&self) -> String {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{} {}\n{headers}\n{}", self.method, self.path, String::from_utf8_lossy(&self.body))
    }
}

/// What it does about a request.
#[derive(Debug, Clone)]
pub enum Does {
    /// Answers whole.
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: String },
    /// Announces a body, sends the first half and hangs up.
    Cut(String),
    /// Sends a byte of a body now and then.
    Drip,
    /// Sends a body of this many bytes.
    Endless(u64),
    /// Hangs up at once.
    HangUp,
}

/// JSON with status 200.
pub fn json(body: impl ToString) -> Does {
    status(200, body)
}

/// JSON with a status.
#[allow(clippy::needless_pass_by_value, reason = "JSON that is made where it is said")]
pub fn status(status: u16, body: impl ToString) -> Does {
    let headers = vec![("content-type", "application/json".to_owned())];
    Does::Answer { status, headers, body: body.to_string() }
}

/// With a further header.
pub fn with(does: Does, name: &'static str, value: &str) -> Does {
    match does {
        Does::Answer { status, mut headers, body } => {
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value.to_owned()));
            Does::Answer { status, headers, body }
        }
        other => other,
    }
}

/// The service; it listens as long as the tests run.
#[derive(Debug, Clone)]
pub struct Service {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    /// The certificate of its authority in PEM, where it speaks TLS.
    pub authority: Option<String>,
}

impl Service {
    /// `play` gets each request and how many came before it.
    pub fn start(play: impl Fn(&Seen, usize) -> Does + Send + Sync + 'static) -> Self {
        Self::listen(play, None)
    }

    /// One that speaks TLS, with a certificate for this name that no system trusts.
    pub fn start_tls(name: &str, play: impl Fn(&Seen, usize) -> Does + Send + Sync + 'static) -> Self {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let mut service = Self::listen(play, Some(Arc::new(config)));
        service.authority = Some(made.cert.pem());
        service
    }

    fn listen(
        play: impl Fn(&Seen, usize) -> Does + Send + Sync + 'static,
        tls: Option<Arc<rustls::ServerConfig>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let service = Self { url, seen: Arc::default(), authority: None };
        let (seen, play) = (Arc::clone(&service.seen), Arc::new(play));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, play, tls) = (Arc::clone(&seen), Arc::clone(&play), tls.clone());
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    match tls {
                        None => serve(stream, play.as_ref(), &seen),
                        Some(config) => {
                            let connection = rustls::ServerConnection::new(config).ok()?;
                            serve(rustls::StreamOwned::new(connection, stream), play.as_ref(), &seen)
                        }
                    }
                });
            }
        });
        service
    }

    /// Where all that it was asked stands.
    pub fn record(&self) -> Arc<Mutex<Vec<Seen>>> {
        Arc::clone(&self.seen)
    }

    /// All that it was asked.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

/// A client that hangs up is its own affair: what fails here is no failure of a test.
fn serve(stream: impl Read + Write, play: &dyn Fn(&Seen, usize) -> Does, seen: &Mutex<Vec<Seen>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let mut words = line.split_ascii_whitespace().map(str::to_owned);
    let mut request = Seen { method: words.next()?, path: words.next()?, ..Seen::default() };
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = request.header("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).ok()?;
    let before = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    let does = play(&request, before);
    let out = stream.get_mut();
    match does {
        Does::Answer { status, headers, body } => {
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let length = body.len();
            let head =
                format!("HTTP/1.1 {status} Played\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
            out.write_all(head.as_bytes()).ok()?;
            out.write_all(body.as_bytes()).ok()?;
        }
        Does::Cut(body) => {
            let length = body.len();
            out.write_all(
                format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
                    .as_bytes(),
            )
            .ok()?;
            out.write_all(&body.as_bytes()[..length / 2]).ok()?;
        }
        Does::Drip => {
            out.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n{")
                .ok()?;
            for _ in 0..600 {
                out.write_all(b" ").and_then(|()| out.flush()).ok()?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Does::Endless(bytes) => {
            out.write_all(
                format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {bytes}\r\n\r\n")
                    .as_bytes(),
            )
            .ok()?;
            let block = [b' '; 64 << 10];
            for _ in 0..bytes / block.len() as u64 {
                out.write_all(&block).ok()?;
            }
        }
        Does::HangUp => {}
    }
    out.flush().ok()
}
