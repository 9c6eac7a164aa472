//! Forms that ask for a password, and where they send it.

use crate::model::inspection::Inspection;

use super::addresses::{host, start};
use super::events::line;
use super::rules::{ELSEWHERE, FALSE_LOGIN, MAILED, PASSWORD};

/// A form.
#[derive(Debug, Default)]
struct Form {
    at: usize,
    action: String,
    /// The first field for a password.
    password: Option<(usize, String)>,
    /// Whether somebody's address is filled in already.
    filled: bool,
    posts: bool,
}

/// The forms of a page.
#[derive(Debug, Default)]
pub(super) struct Forms {
    open: Option<Form>,
    done: Vec<Form>,
    /// Fields that stand in no form.
    loose: Form,
    /// Addresses to which scripts go or send.
    sent: Vec<(usize, String)>,
    /// Hosts that the page names as its own.
    own: Vec<String>,
    /// Whether the page is attached to a message.
    pub(super) mailed: bool,
}

/// More forms in one page say nothing new.
const MOST: usize = 256;

/// Services that bring a stranger what a form sends.
const RECEIVERS: &[&str] = &[
    "api.telegram.org/bot",
    "discord.com/api/webhooks",
    "discordapp.com/api/webhooks",
    "hooks.slack.com/services",
    "formspree.io",
    "formsubmit.co",
    "formsubmit.io",
    "submit-form.com",
    "getform.io",
    "formcarry.com",
    "web3forms.com",
    "usebasin.com",
    "smtpjs.com",
    "webhook.site",
    "script.google.com/macros",
    "nocodeform.io",
    "formbold.com",
    "ngrok.io",
    "ngrok-free.app",
    "trycloudflare.com",
    "000webhostapp.com",
];

/// Companies whose login pages are imitated: words of the title, and parts of their own hosts.
const BRANDS: &[(&str, &[&str])] = &[
    ("microsoft", &["microsoft", "live.com", "office", "msauth", "windows.net", "sharepoint", "outlook"]),
    ("office 365", &["microsoft", "office", "live.com"]),
    ("office365", &["microsoft", "office", "live.com"]),
    ("outlook", &["microsoft", "outlook", "live.com", "office"]),
    ("onedrive", &["microsoft", "live.com", "onedrive", "sharepoint", "office"]),
    ("sharepoint", &["microsoft", "sharepoint", "office", "live.com"]),
    ("docusign", &["docusign"]),
    ("adobe", &["adobe"]),
    ("dropbox", &["dropbox"]),
    ("paypal", &["paypal"]),
    ("dhl", &["dhl"]),
    ("fedex", &["fedex"]),
    ("wetransfer", &["wetransfer"]),
    ("webmail", &["webmail", "mail."]),
    ("roundcube", &["webmail", "mail.", "roundcube"]),
    ("zimbra", &["zimbra", "mail."]),
    ("gmail", &["google", "gmail"]),
    ("apple id", &["apple", "icloud"]),
    ("icloud", &["apple", "icloud"]),
    ("facebook", &["facebook", "fb.com", "meta.com"]),
    ("netflix", &["netflix"]),
    ("amazon", &["amazon", "aws"]),
    ("sparkasse", &["sparkasse"]),
    ("volksbank", &["volksbank", "vr.de", "atruvia"]),
    ("deutsche bank", &["deutsche-bank", "db.com"]),
    ("commerzbank", &["commerzbank"]),
];

/// Whether an address is that of a service that brings a stranger what it is sent.
pub(super) fn is_receiver(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    RECEIVERS.iter().any(|r| lower.contains(r))
}

impl Forms {
    pub(super) fn begin(&mut self, at: usize, action: &str, posts: bool) {
        self.end();
        self.open = Some(Form { at, action: action.to_owned(), posts, ..Form::default() });
    }

    pub(super) fn end(&mut self) {
        if let Some(form) = self.open.take()
            && self.done.len() < MOST
        {
            self.done.push(form);
        }
    }

    /// A field.
    pub(super) fn field(&mut self, at: usize, kind: &str, name: &str, value: &str, shown: impl Fn() -> String) {
        let form = self.open.as_mut().unwrap_or(&mut self.loose);
        let mailbox = value.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty() && host.contains('.') && !value.contains(['{', '<', ' ']) && !host.starts_with("example.")
        });
        match kind {
            "password" => {
                form.password.get_or_insert_with(|| (at, shown()));
            }
            "email" | "text" | "" | "hidden" if mailbox => form.filled = true,
            // The letters are hidden by style only.
            "text" | "" if matches!(name, "password" | "passwd" | "passwort") => {
                form.password.get_or_insert_with(|| (at, shown()));
            }
            _ => {}
        }
    }

    /// The page names its own address.
    pub(super) fn own(&mut self, address: &str) {
        if let Some(host) = host(&start(address)).filter(|_| self.own.len() < 16) {
            self.own.push(domain(&host).to_owned());
        }
    }

    /// A script goes or sends to an address.
    pub(super) fn sends(&mut self, at: usize, address: &str) {
        if self.sent.len() < 64 {
            self.sent.push((at, address.chars().take(300).collect()));
        }
    }

    /// The first field for a password.
    pub(super) fn password(&self) -> Option<(usize, String)> {
        self.done.iter().chain(&self.open).chain([&self.loose]).find_map(|f| f.password.clone())
    }

    /// Says what the forms are for.
    pub(super) fn judge(mut self, title: &str, words: &str, inspection: &mut Inspection<'_>) {
        self.end();
        let (title, early) = (title.to_ascii_lowercase(), words.get(..words.len().min(1500)).unwrap_or(words));
        let mut told = false;
        let forms: Vec<&Form> = self.done.iter().chain([&self.loose]).filter(|f| f.password.is_some()).collect();
        for form in &forms {
            let Some((at, shown)) = &form.password else { continue };
            // Where it goes: by itself, or by a script that takes its words.
            let own_way = host(&start(&form.action)).map(|h| (h, form.action.as_str()));
            let ways =
                own_way.into_iter().chain(self.sent.iter().filter_map(|(_, a)| Some((host(&start(a))?, a.as_str()))));
            let ways: Vec<(String, &str)> =
                ways.filter(|(h, _)| !is_local(h) && !self.own.iter().any(|o| o == domain(h))).collect();
            let receiver = ways.iter().find(|(_, a)| is_receiver(a));
            let number = ways.iter().find(|(h, _)| is_number(h));
            let brand =
                BRANDS.iter().find(|(word, _)| has_word(&title, word) || has_word(early, word) && title.len() < 24);
            let imitated = brand.and_then(|(word, hosts)| {
                let (host, target) = ways.first()?;
                (!hosts.iter().any(|h| host.contains(h)) && form.takes(target)).then_some((host, *target, *word))
            });
            let (rule, host, target, why) = if let Some((host, target)) = receiver {
                (&FALSE_LOGIN, host, *target, "a service that brings words of forms to whoever asks".to_owned())
            } else if let Some((host, target, word)) = imitated {
                (
                    &FALSE_LOGIN,
                    host,
                    target,
                    format!("it shows itself as a page of \"{word}\", whose web site that is not"),
                )
            } else if let Some((host, target)) = ways.first().filter(|_| form.filled) {
                (&FALSE_LOGIN, host, *target, "the receiver's address is filled in already".to_owned())
            } else if let Some((host, target)) = number.or(ways.first()).filter(|(_, t)| form.takes(t)) {
                (&ELSEWHERE, host, *target, String::new())
            } else {
                if !told {
                    inspection
                        .found(if self.mailed { &MAILED } else { &PASSWORD })
                        .at(*at, 1usize)
                        .with("line", shown.as_str());
                }
                told = true;
                continue;
            };
            told = true;
            let found = inspection.found(rule).at(if form.at > 0 { form.at } else { *at }, 1usize);
            found.with("host", host.as_str()).with("target", line(target));
            if !why.is_empty() {
                found.with("why", why);
            }
        }
    }
}

impl Form {
    /// Whether this address gets its words: the form's own, or one that looks as if it took words where the form itself
    /// goes nowhere.
    fn takes(&self, target: &str) -> bool {
        if self.action == target {
            return self.posts || !self.action.is_empty();
        }
        let lower = target.to_ascii_lowercase();
        let nowhere = matches!(self.action.trim(), "" | "#" | "javascript:void(0)" | "javascript:void(0);");
        nowhere
            && [".php", ".aspx", "/login", "/submit", "/post", "/send", "/api/", "/save"]
                .iter()
                .any(|p| lower.contains(p))
    }
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).take(50).any(|(at, _)| {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    })
}

/// Whether a host is this computer, or stands for any.
fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name == "localhost"
        || name.starts_with("127.")
        || ["example.com", "example.org", "example.net", "example", "localhost", "local", "test"]
            .iter()
            .any(|l| name == *l || name.strip_suffix(l).is_some_and(|n| n.ends_with('.')))
        || !name.contains('.')
        || name.contains(['{', '%', '$', '<'])
}

/// Whether a host is a number.
pub(super) fn is_number(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name.split('.').count() == 4 && name.split('.').all(|p| p.parse::<u8>().is_ok())
}

/// The part of a host that somebody owns: `example.org` of `www.example.org`.
fn domain(host: &str) -> &str {
    let name = host.split(':').next().unwrap_or(host);
    let mut dots = name.rmatch_indices('.').map(|(at, _)| at);
    let (last, second) = (dots.next(), dots.next());
    let third = dots.next();
    match (last, second) {
        (Some(last), Some(second)) => {
            // `co.uk`, `com.br`
            let short = last - second <= 4 && name.len() - last == 3;
            match (short, third) {
                (true, Some(third)) => &name[third + 1..],
                (true, None) => name,
                (false, _) => &name[second + 1..],
            }
        }
        _ => name,
    }
}
