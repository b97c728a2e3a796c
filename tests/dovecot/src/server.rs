//! Dovecot itself: its folder, its configuration, its beginning and its end.

use std::{
    fs, io,
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose};
use ring::digest;
use tempfile::TempDir;

use crate::{Certificate, group::Group, token::Issuer};

/// Mail belongs to this number, which needs no name: Dovecot refuses to serve root's.
const OWNER: u32 = 5000;
/// How long Dovecot may take until it greets.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often it is asked in that time.
const GLANCE: Duration = Duration::from_millis(10);
/// Ports found free may be taken by another before Dovecot has them: so many attempts.
const ATTEMPTS: usize = 5;

/// How Dovecot is set up. The default suits most tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The certificate it shows.
    pub certificate: Certificate,
    /// `pop3_lock_session = yes`: while one session is open, the next hears `[IN-USE]` (after ten seconds).
    pub lock_session: bool,
    /// `pop3_reuse_xuidl = yes`: a mail's X-UIDL line is its UIDL, whatever that holds.
    pub reuse_xuidl: bool,
    /// `pop3_fast_size_lookups = yes`: LIST counts octets as the files have them, and not as they are sent.
    pub fast_size_lookups: bool,
    /// `disable_plaintext_auth = yes`: no password before TLS. Dovecot counts a client with its own
    /// address as safe, so it then listens on 127.0.0.2.
    pub refuse_plaintext: bool,
    /// `auth_mechanisms`, in Dovecot's spelling and parted by spaces; `None` is `plain`.
    pub mechanisms: Option<&'static str>,
    /// It keeps the password hashed, in a way that mechanisms which need more of it cannot use.
    pub hashed: bool,
}

/// A running Dovecot with one maildrop. Dropping it ends its processes and removes its folder.
#[derive(Debug)]
pub struct Dovecot {
    // Before `folder`, so that the processes end before their files go.
    group: Option<Group>,
    options: Options,
    program: PathBuf,
    pop3: u16,
    pop3s: u16,
    fingerprint: String,
    delivered: u64,
    issuer: Issuer,
    folder: TempDir,
}

impl Dovecot {
    /// The name for `USER`.
    pub const USER: &str = "reader";
    /// The word for `PASS`. No other text has it by chance.
    pub const PASSWORD: &str = "Kranich-41-Postlagernd";

    /// Starts Dovecot with an empty maildrop and returns when it greets on both ports.
    ///
    /// # Errors
    /// When Dovecot is not installed, the caller is not root, or it does not greet in time; then with
    /// the end of its log.
    pub fn start(options: Options) -> io::Result<Self> {
        let program = program()?;
        if !rustix::process::geteuid().is_root() {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "Dovecot serves mail under another user: run these tests as root",
            ));
        }
        let folder = tempfile::Builder::new().prefix("restante-dovecot-").tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        for name in ["run", "state"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let maildir = maildir(folder.path());
        for name in ["tmp", "new", "cur"] {
            fs::create_dir_all(maildir.join(name))?;
            chown(maildir.join(name), Some(OWNER), Some(OWNER))?;
        }
        for path in maildir.ancestors().take_while(|path| *path != folder.path()) {
            chown(path, Some(OWNER), Some(OWNER))?;
        }
        let mut dovecot = Self {
            group: None,
            options,
            program,
            pop3: 0,
            pop3s: 0,
            fingerprint: String::new(),
            delivered: 0,
            issuer: Issuer::new(folder.path())?,
            folder,
        };
        dovecot.issue(options.certificate)?;
        let mut attempt = 1;
        loop {
            (dovecot.pop3, dovecot.pop3s) = free_ports(dovecot.address())?;
            match dovecot.start_again() {
                Err(error) if attempt == ATTEMPTS || !error.to_string().contains("already in use") => {
                    return Err(error);
                }
                Err(_) => attempt += 1,
                Ok(()) => return Ok(dovecot),
            }
        }
    }

    /// Ends all its processes. The maildrop and the ports stay reserved for [`Self::start_again`].
    ///
    /// # Errors
    /// When a process had to be killed.
    pub fn stop(&mut self) -> io::Result<()> {
        self.group.take().map_or(Ok(()), |mut group| group.end())
    }

    /// Starts it again on the same ports with the same maildrop, and returns when it greets.
    ///
    /// # Errors
    /// As [`Self::start`]; when it runs already, nothing happens.
    pub fn start_again(&mut self) -> io::Result<()> {
        if self.group.is_some() {
            return Ok(());
        }
        let conf = self.folder.path().join("dovecot.conf");
        fs::write(&conf, self.configuration())?;
        _ = fs::remove_file(self.log());
        let mut command = Command::new(&self.program);
        command.arg("-F").arg("-c").arg(&conf).stdin(Stdio::null()).stdout(Stdio::null());
        let mut group = Group::spawn(command.stderr(Stdio::null()))?;
        let deadline = Instant::now() + PATIENCE;
        while !self.greets() {
            if group.ended()? || Instant::now() > deadline {
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                return Err(io::Error::other(format!("Dovecot does not greet; its log says:\n{log}")));
            }
            thread::sleep(GLANCE);
        }
        self.group = Some(group);
        Ok(())
    }

    /// Starts it again with a new certificate and a new key.
    ///
    /// # Errors
    /// As [`Self::stop`] and [`Self::start_again`].
    pub fn replace_certificate(&mut self, certificate: Certificate) -> io::Result<()> {
        self.stop()?;
        self.issue(certificate)?;
        self.start_again()
    }

    /// The address it listens on.
    #[must_use]
    pub const fn address(&self) -> Ipv4Addr {
        if self.options.refuse_plaintext { Ipv4Addr::new(127, 0, 0, 2) } else { Ipv4Addr::LOCALHOST }
    }

    /// The port for POP3 that begins plain and offers STLS.
    #[must_use]
    pub const fn pop3(&self) -> u16 {
        self.pop3
    }

    /// The port for POP3 over TLS.
    #[must_use]
    pub const fn pop3s(&self) -> u16 {
        self.pop3s
    }

    /// SHA-256 of the certificate as openssl prints it: `AA:BB:...`.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// A bearer token for the maildrop, as XOAUTH2 and OAUTHBEARER take it.
    #[must_use]
    pub fn token(&self) -> String {
        self.issuer.token(Self::USER, 4_000_000_000, 0)
    }

    /// The same, but of more than 4,096 characters.
    #[must_use]
    pub fn long_token(&self) -> String {
        self.issuer.token(Self::USER, 4_000_000_000, 4_096)
    }

    /// The same, but its time is over.
    #[must_use]
    pub fn expired_token(&self) -> String {
        self.issuer.token(Self::USER, 1_700_000_600, 0)
    }

    /// Puts mails into the maildrop, after those that are there. They should have CRLF line ends:
    /// Dovecot sends them so, and a bare LF would come out as CRLF.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn deliver<M: AsRef<[u8]>>(&mut self, mails: impl IntoIterator<Item = M>) -> io::Result<()> {
        let maildir = maildir(self.folder.path());
        for mail in mails {
            // Dovecot numbers new mail by the time at the beginning of its name.
            self.delivered += 1;
            let mut name = format!("{}.restante", 1_700_000_000 + self.delivered);
            if self.options.fast_size_lookups {
                // No lookup is faster than one of the name.
                name = format!("{name},S={}", mail.as_ref().len());
            }
            let tmp = maildir.join("tmp").join(&name);
            fs::write(&tmp, mail)?;
            chown(&tmp, Some(OWNER), Some(OWNER))?;
            fs::rename(tmp, maildir.join("new").join(name))?;
        }
        Ok(())
    }

    /// The folder of its files, in the folder for temporary files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// How many mails are in the maildrop.
    ///
    /// # Errors
    /// When its folder cannot be read.
    pub fn left(&self) -> io::Result<usize> {
        let maildir = maildir(self.folder.path());
        Ok(fs::read_dir(maildir.join("new"))?.count() + fs::read_dir(maildir.join("cur"))?.count())
    }

    /// What Dovecot logged since it was last started.
    #[must_use]
    pub fn logged(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn greets(&self) -> bool {
        let connect = |port| {
            TcpStream::connect_timeout(&SocketAddr::from((self.address(), port)), Duration::from_secs(1))
        };
        let greeting = || -> io::Result<String> {
            let stream = connect(self.pop3)?;
            stream.set_read_timeout(Some(Duration::from_secs(2)))?;
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line)?;
            Ok(line)
        };
        connect(self.pop3s).is_ok() && greeting().is_ok_and(|line| line.starts_with("+OK"))
    }

    fn issue(&mut self, certificate: Certificate) -> io::Result<()> {
        let issued = certificate.issue()?;
        let key = self.folder.path().join("key.pem");
        fs::write(&key, issued.key)?;
        fs::set_permissions(key, fs::Permissions::from_mode(0o600))?;
        fs::write(self.folder.path().join("certificate.pem"), issued.certificate)?;
        self.fingerprint = issued.fingerprint;
        Ok(())
    }

    /// The password as it is kept.
    fn password(&self) -> String {
        if !self.options.hashed {
            return Self::PASSWORD.to_owned();
        }
        let salt = b"restante";
        let mut kept =
            digest::digest(&digest::SHA256, &[Self::PASSWORD.as_bytes(), salt].concat()).as_ref().to_vec();
        kept.extend_from_slice(salt);
        format!("{{SSHA256}}{}", general_purpose::STANDARD.encode(kept))
    }

    fn configuration(&self) -> String {
        let yes_no = |yes| if yes { "yes" } else { "no" };
        format!(
            "\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = pop3
listen = {address}
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = {refuse_plaintext}
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_fsync = never
mail_max_userip_connections = 100
first_valid_uid = {OWNER}
first_valid_gid = {OWNER}
pop3_lock_session = {lock_session}
pop3_reuse_xuidl = {reuse_xuidl}
pop3_fast_size_lookups = {fast_size_lookups}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={OWNER} gid={OWNER} home={folder}/home/%u
}}
service anvil {{
  chroot =
  # No waiting for a client that gave a wrong password before.
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
  }}
}}
",
            password = self.password(),
            mechanisms = self.options.mechanisms.unwrap_or("plain"),
            folder = self.folder.path().display(),
            address = self.address(),
            refuse_plaintext = yes_no(self.options.refuse_plaintext),
            lock_session = yes_no(self.options.lock_session),
            reuse_xuidl = yes_no(self.options.reuse_xuidl),
            fast_size_lookups = yes_no(self.options.fast_size_lookups),
            pop3 = self.pop3,
            pop3s = self.pop3s,
        )
    }
}

fn maildir(folder: &Path) -> PathBuf {
    folder.join("home").join(Dovecot::USER).join("Maildir")
}

fn program() -> io::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Its usual place is not on everybody's path.
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("dovecot"))
        .find(|program| program.is_file())
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                "there is no Dovecot here: apt-get install dovecot-pop3d (make test does it)",
            )
        })
}

fn free_ports(address: Ipv4Addr) -> io::Result<(u16, u16)> {
    // Both at once, or the system might give the same one twice.
    let (first, second) = (TcpListener::bind((address, 0))?, TcpListener::bind((address, 0))?);
    Ok((first.local_addr()?.port(), second.local_addr()?.port()))
}
