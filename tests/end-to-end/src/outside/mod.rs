//! The rest of the world as a browser sees it: whatever name it looks up is answered by a resolver of
//! the test's own, and leads to a web server of the test's own.
//!
//! The resolver is one for DNS over HTTPS. Chromium sends it every look-up, also those that never
//! become a request (`dns-prefetch`, `preconnect`), without a file or a port of the machine that
//! only root may touch. Listening to requests in the page would show none of those.

mod dns;
mod http;

use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rustls::{ServerConfig, pki_types::PrivateKeyDer};
use serde_json::json;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::Options;
use http::{Answer, Request};

/// The domain below which every name exists.
pub const DOMAIN: &str = "leak.test";

/// Whoever asks a host for this path is given [`COOKIES`], and it is no contact.
const GIVES_COOKIES: &str = "/cookies";

/// One that goes along wherever the host is asked, as trackers have them, and one that a browser keeps
/// for what the reader visits.
const COOKIES: &[&str] = &["everywhere=1; SameSite=None; Secure", "visits=1; SameSite=Lax"];

/// What Chromium asks for by itself, whatever page is open: its makers' domains, and a search engine's
/// that Debian builds in.
const OF_THE_BROWSER: [&str; 5] =
    ["google.com", "googleapis.com", "gstatic.com", "gvt1.com", "duckduckgo.com"];

/// Somebody outside has heard of the reader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contact {
    /// A name was looked up.
    LookUp {
        /// The name.
        name: String,
    },
    /// A request came.
    Request {
        /// The host that was asked for, without its port.
        host: String,
        /// Method and path.
        line: String,
        /// The fields that tell who asks, and from where: cookies and the referrer.
        tells: Vec<String>,
    },
}

impl Contact {
    /// The name that was contacted.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::LookUp { name } => name,
            Self::Request { host, .. } => host,
        }
    }

    /// The first label of a name below [`DOMAIN`]; nothing where the name lies elsewhere.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        let above = self.name().strip_suffix(DOMAIN)?.strip_suffix('.')?;
        above.split('.').next()
    }
}

/// The resolver and the web server. Dropping it ends them.
#[derive(Debug)]
pub struct Outside {
    resolver: SocketAddr,
    web: SocketAddr,
    world: Arc<World>,
    _tasks: JoinSet<()>,
}

#[derive(Debug, Default)]
struct World {
    contacts: Mutex<Heard>,
    pages: Mutex<BTreeMap<String, Answer>>,
}

#[derive(Debug)]
struct Heard {
    contacts: Vec<Contact>,
    last: Instant,
}

impl Default for Heard {
    fn default() -> Self {
        Self { contacts: Vec::new(), last: Instant::now() }
    }
}

impl Outside {
    /// Starts both.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let bind = async || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let (resolver, web) = (bind().await, bind().await);
        let address = |listener: &TcpListener| listener.local_addr().expect("its address");
        let (resolver_address, web_address) = (address(&resolver), address(&web));
        let world = Arc::<World>::default();
        let tls = TlsAcceptor::from(Arc::new(identity()));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(resolver, tls.clone(), Arc::clone(&world), World::resolve));
        tasks.spawn(accept(web, tls, Arc::clone(&world), World::answer));
        Self { resolver: resolver_address, web: web_address, world, _tasks: tasks }
    }

    /// A browser that knows no other resolver.
    #[must_use]
    pub fn options(&self) -> Options {
        let template = format!("https://{}/dns-query", self.resolver);
        Options {
            local_state: vec![
                ("dns_over_https.mode", json!("secure")),
                ("dns_over_https.templates", json!(template)),
            ],
            // The certificate of resolver and web server was made just now, by nobody.
            flags: vec!["--ignore-certificate-errors".to_owned()],
            ..Options::default()
        }
    }

    /// The port of the web server, which speaks HTTP and HTTPS on it under every name.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.web.port()
    }

    /// Serves a page of the test's own, and gives its address. Asking for it is no contact.
    pub fn serve(&self, path: &str, media_type: &str, body: impl Into<Vec<u8>>) -> String {
        let answer = Answer { media_type: media_type.to_owned(), body: body.into(), ..Answer::default() };
        lock(&self.world.pages).insert(path.to_owned(), answer);
        format!("http://{}{path}", self.web)
    }

    /// The address of a page that leaves cookies of the host with this first label in the browser.
    #[must_use]
    pub fn gives_cookies(&self, label: &str) -> String {
        format!("https://{label}.{DOMAIN}:{}{GIVES_COOKIES}", self.port())
    }

    /// Everything that was heard, but for what the browser asks by itself.
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        let heard = lock(&self.world.contacts);
        heard.contacts.iter().filter(|contact| !is_of_the_browser(contact.name())).cloned().collect()
    }

    /// As [`Self::contacts`], and forgets it.
    #[must_use]
    pub fn take(&self) -> Vec<Contact> {
        let contacts = self.contacts();
        lock(&self.world.contacts).contacts.clear();
        contacts
    }

    /// Waits until a name with this first label was contacted, but no longer than `patience`.
    pub async fn hears(&self, label: &str, patience: Duration) {
        let heard = async {
            while !self.contacts().iter().any(|contact| contact.label() == Some(label)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        // Whoever asks looks at what was heard.
        _ = tokio::time::timeout(patience, heard).await;
    }

    /// Waits until nothing was heard for so long, and gives what was heard, and forgets it.
    ///
    /// # Panics
    /// When it does not become quiet within a minute.
    pub async fn quiet(&self, pause: Duration) -> Vec<Contact> {
        let began = Instant::now();
        loop {
            let last = lock(&self.world.contacts).last.max(began);
            let Some(left) = pause.checked_sub(last.elapsed()).filter(|left| !left.is_zero()) else {
                return self.take();
            };
            assert!(began.elapsed() < Duration::from_mins(1), "it does not become quiet outside");
            tokio::time::sleep(left).await;
        }
    }
}

impl World {
    fn hear(&self, contact: Contact) {
        let mut heard = lock(&self.contacts);
        if !is_of_the_browser(contact.name()) {
            heard.last = Instant::now();
        }
        heard.contacts.push(contact);
    }

    fn resolve(&self, request: &Request) -> Answer {
        let answer = dns::Question::read(&request.body).map(|question| {
            // `_1234._https.name` asks how HTTPS is spoken at a port of `name`.
            let name = question.name.split('.').filter(|label| !label.starts_with('_'));
            let name = name.collect::<Vec<_>>().join(".");
            let exists = name.strip_suffix(DOMAIN).is_some_and(|above| above.ends_with('.'));
            self.hear(Contact::LookUp { name });
            question.answer(exists.then_some(Ipv4Addr::LOCALHOST))
        });
        Answer {
            media_type: "application/dns-message".to_owned(),
            body: answer.unwrap_or_default(),
            ..Answer::default()
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        if request.host.parse::<Ipv4Addr>().is_ok()
            && let Some(page) = lock(&self.pages).get(&request.path)
        {
            return page.clone();
        }
        let nothing = Answer { media_type: "text/plain".to_owned(), ..Answer::default() };
        if request.path == GIVES_COOKIES {
            return Answer { cookies: COOKIES, ..nothing };
        }
        // A page's icon is asked for by the browser's own accord.
        if request.host.parse::<Ipv4Addr>().is_err() {
            let line = format!("{} {}", request.method, request.path);
            let tells = request.tells.clone();
            self.hear(Contact::Request { host: request.host.clone(), line, tells });
        }
        nothing
    }
}

async fn accept(
    listener: TcpListener,
    tls: TlsAcceptor,
    world: Arc<World>,
    answer: fn(&World, &Request) -> Answer,
) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, world) = (tls.clone(), Arc::clone(&world));
        // A browser that goes away is no concern of the test's.
        connections.spawn(async move { _ = talk(stream, tls, &world, answer).await });
    }
}

async fn talk(
    stream: TcpStream,
    tls: TlsAcceptor,
    world: &World,
    answer: fn(&World, &Request) -> Answer,
) -> io::Result<()> {
    // The type of a TLS record that holds a handshake; no method begins with it.
    const HANDSHAKE: u8 = 22;
    let mut first = [0];
    stream.peek(&mut first).await?;
    if first == [HANDSHAKE] {
        http::talk(tls.accept(stream).await?, |request| answer(world, request)).await
    } else {
        http::talk(stream, |request| answer(world, request)).await
    }
}

fn identity() -> ServerConfig {
    let names = vec!["127.0.0.1".to_owned(), format!("*.{DOMAIN}")];
    let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("its key");
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![made.cert.into()], key))
        .expect("TLS with a certificate made just now")
}

fn is_of_the_browser(name: &str) -> bool {
    let below = |domain: &str| name.strip_suffix(domain).is_some_and(|above| above.ends_with('.'));
    OF_THE_BROWSER.iter().any(|domain| name == *domain || below(domain))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
