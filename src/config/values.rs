//! Values of settings: spans of time, addresses, quotas, names of services. None of them repeats what it refuses, which
//! may be a key in the wrong place.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use serde::Deserialize;

use crate::engines::online::SERVICES;
use crate::engines::online::service::{DAY, HOUR, MINUTE, Service, Window};
use crate::model::name::escape_short;

use super::near::nearest;

/// The longest span that makes sense, in seconds.
const LONGEST: u64 = 3_650 * DAY;
const SPANS: [(char, u64); 4] = [('d', DAY), ('h', HOUR), ('m', MINUTE), ('s', 1)];
const QUOTAS: [(&str, u64); 3] = [("minute", MINUTE), ("hour", HOUR), ("day", DAY)];

/// A span of time: `90s`, `5m`, `1h`, `7d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Span(pub Duration);

impl TryFrom<String> for Span {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a time is a number with s, m, h or d behind it, like \"90s\" or \"7d\"";
        let unit = SPANS.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(*unit)?, *seconds)));
        let (number, seconds) = unit.ok_or(wrong)?;
        let number: u64 = number.trim().parse().map_err(|_| wrong)?;
        let all = number.checked_mul(seconds).filter(|all| *all <= LONGEST);
        all.map(|all| Self(Duration::from_secs(all))).ok_or("that is longer than ten years")
    }
}

/// A span of time as [`Span`] reads it.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    // A minute is better known as 60 seconds where seconds are meant.
    let unit = SPANS.iter().find(|(_, unit)| seconds >= 120 && seconds.is_multiple_of(*unit));
    let (letter, unit) = unit.copied().unwrap_or(('s', 1));
    format!("{}{letter}", seconds / unit)
}

/// A span of time above nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Span")]
pub struct Time(pub Duration);

impl TryFrom<Span> for Time {
    type Error = &'static str;

    fn try_from(span: Span) -> Result<Self, Self::Error> {
        if span.0.is_zero() { Err("in no time nothing can be answered; like \"60s\"") } else { Ok(Self(span.0)) }
    }
}

/// A number above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u32")]
pub struct Count(pub u32);

impl TryFrom<u32> for Count {
    type Error = &'static str;

    fn try_from(number: u32) -> Result<Self, Self::Error> {
        if number == 0 { Err("this must be a number above 0") } else { Ok(Self(number)) }
    }
}

/// A quota: `4/minute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Quota(pub Window);

impl TryFrom<String> for Quota {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a quota is a number above 0 and what it is for, like \"4/minute\", \"200/hour\" or \"500/day\"";
        let (number, unit) = text.split_once('/').ok_or(wrong)?;
        let allowed = number.trim().parse().ok().filter(|number| *number > 0).ok_or(wrong)?;
        let seconds = QUOTAS.iter().find(|(name, _)| *name == unit.trim()).ok_or(wrong)?.1;
        Ok(Self(Window { seconds, allowed }))
    }
}

/// A quota as [`Quota`] reads it; services have others, too, which it does not.
pub fn quota(window: Window) -> String {
    let unit = QUOTAS.iter().find(|(_, seconds)| *seconds == window.seconds);
    match unit {
        Some((unit, _)) => format!("{}/{unit}", window.allowed),
        None => format!("{} {}", window.allowed, window.words()),
    }
}

/// Where a service's interface is. Its key is sent there, so nobody on the way may read along.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(pub String);

impl TryFrom<String> for Address {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let url = Url::parse(text.trim()).map_err(|_| "this is no address; it must be like \"https://host/path\"")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("an address holds no user and no password; a key is kept with `sheepdip config set-key NAME`");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("an address ends with its path: take away what begins with ? or #");
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err("it must begin with https:// (http:// only to this machine itself, like 127.0.0.1)"),
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// A proxy's address. It may hold a password, so it is never shown as it is.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Proxy(pub String);

impl TryFrom<String> for Proxy {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a proxy's address is like \"http://proxy.example.org:3128\"";
        let url = Url::parse(text.trim()).map_err(|_| wrong)?;
        let fits = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
        if fits { Ok(Self(url.into())) } else { Err(wrong) }
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&without_password(&self.0))
    }
}

/// A proxy's address without user and password.
pub fn without_password(address: &str) -> String {
    match Url::parse(address) {
        Ok(url) if url.username().is_empty() && url.password().is_none() => escape_short(url.as_str(), 200),
        Ok(mut url) => {
            // Only addresses without a host refuse this, and those have no password.
            let _ = url.set_username("").and_then(|()| url.set_password(None));
            format!("{} (with a user and a password that are not shown)", escape_short(url.as_str(), 200))
        }
        // `host:port` is understood by others, and a password may stand in it.
        Err(_) if address.contains('@') => "an address with a password that is not shown".to_owned(),
        Err(_) => escape_short(address, 200),
    }
}

/// The path of a file, from the root.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Whole(pub PathBuf);

impl TryFrom<String> for Whole {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let path = PathBuf::from(text);
        if path.is_absolute() { Ok(Self(path)) } else { Err("this must be a whole path, from the root of the disk") }
    }
}

/// A service of the registry.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub struct Named(pub &'static Service);

impl TryFrom<String> for Named {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        service(&name).map(Self)
    }
}

/// Registry order has no meaning in a map; names have.
impl Ord for Named {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.name.cmp(other.0.name)
    }
}

impl PartialOrd for Named {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Named {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Named {}

/// The service of a name.
///
/// # Errors
/// Which names there are.
pub fn service(name: &str) -> Result<&'static Service, String> {
    let wanted = name.trim();
    let found = SERVICES.iter().find(|service| service.name.eq_ignore_ascii_case(wanted));
    found.copied().ok_or_else(|| format!("no service is called \"{}\"; {}", escape_short(wanted, 40), others(wanted)))
}

/// The names that there are, and which of them was meant, without the name that was given.
pub fn others(wanted: &str) -> String {
    let names = || SERVICES.iter().map(|service| service.name);
    let meant = nearest(wanted, names()).map(|near| format!("did you mean {near}? ")).unwrap_or_default();
    format!("{meant}There are: {}", names().collect::<Vec<_>>().join(", "))
}
