//! Taking connections, and a popa3d for each.

use std::{
    fs, io,
    io::Write,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::{fd::OwnedFd, unix::process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::jail::{Jail, PROGRAM};

/// popa3d on a port of 127.0.0.1, with one mailbox. Dropping it ends its sessions and removes its folder.
#[derive(Debug)]
pub struct Popa3d {
    port: u16,
    ending: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
    jail: Jail,
}

impl Popa3d {
    /// The name for `USER`.
    pub const USER: &str = "reader";
    /// The word for `PASS`.
    pub const PASSWORD: &str = "Kranich-41-Postlagernd";

    /// Starts with an empty mailbox. Nothing, with the reason printed, on a machine that cannot
    /// have popa3d because it has no apt.
    ///
    /// # Errors
    /// When popa3d is missing though it could be there, or the caller is not root.
    pub fn start() -> io::Result<Option<Self>> {
        let Some(program) = program() else {
            if on_path("apt-get").is_none() {
                println!("skipped: popa3d comes as a package of Debian's, and this machine has no apt");
                return Ok(None);
            }
            let how = "there is no popa3d here: tests/tools.sh (make test runs it) unpacks it";
            return Err(io::Error::new(io::ErrorKind::NotFound, how));
        };
        if !rustix::process::geteuid().is_root() {
            let why = "popa3d serves mail under another user: run these tests as root";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        }
        let jail = Jail::build(&program, Self::USER, Self::PASSWORD)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let ending = Arc::new(AtomicBool::new(false));
        let acceptor = {
            let (ending, folder) = (Arc::clone(&ending), jail.path().to_owned());
            thread::spawn(move || accept(&listener, &folder, &ending))
        };
        Ok(Some(Self { port, ending, acceptor: Some(acceptor), jail }))
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Puts mails into the mailbox, after those that are there. Their lines end in CRLF, as popa3d
    /// sends them; in the mailbox they end in LF.
    ///
    /// # Errors
    /// When the mailbox cannot be written, or a line that begins with `From ` would be taken for
    /// the beginning of the next mail.
    pub fn deliver<M: AsRef<[u8]>>(&self, mails: impl IntoIterator<Item = M>) -> io::Result<()> {
        let mut mailbox = fs::OpenOptions::new().append(true).open(self.jail.mailbox(Self::USER))?;
        for mail in mails {
            let mut entry = b"From sender@example.org Mon Jan  1 00:00:00 2024\n".to_vec();
            for line in mail.as_ref().split_inclusive(|&byte| byte == b'\n') {
                if line.starts_with(b"From ") {
                    return Err(io::Error::new(io::ErrorKind::InvalidInput, "a line begins with From"));
                }
                match line.strip_suffix(b"\r\n") {
                    Some(text) => entry.extend_from_slice(&[text, b"\n"].concat()),
                    None => entry.extend_from_slice(line),
                }
            }
            entry.push(b'\n');
            mailbox.write_all(&entry)?;
        }
        Ok(())
    }

    /// The folder of its files, in the folder for temporary files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.jail.path()
    }

    /// How many mails are in the mailbox.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn left(&self) -> io::Result<usize> {
        let mailbox = fs::read(self.jail.mailbox(Self::USER))?;
        Ok(mailbox.split(|&byte| byte == b'\n').filter(|line| line.starts_with(b"From ")).count())
    }
}

impl Drop for Popa3d {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::Relaxed);
        // The acceptor waits for a connection: here is one.
        _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        if let Some(acceptor) = self.acceptor.take()
            && acceptor.join().is_err()
        {
            eprintln!("popa3d: its connections were no longer taken");
        }
    }
}

/// Takes connections until the end, and then ends what they began.
fn accept(listener: &TcpListener, folder: &Path, ending: &AtomicBool) {
    let mut sessions: Vec<Child> = Vec::new();
    for stream in listener.incoming() {
        if ending.load(Ordering::Relaxed) {
            break;
        }
        sessions.retain_mut(|session| !matches!(session.try_wait(), Ok(Some(_))));
        match stream.and_then(|stream| serve(stream, folder)) {
            Ok(session) => sessions.push(session),
            Err(error) => eprintln!("popa3d: {error}"),
        }
    }
    for mut session in sessions {
        // Each is several processes. That they may be gone already is fine.
        _ = kill_process_group(Pid::from_child(&session), Signal::KILL);
        _ = session.wait();
    }
}

/// A popa3d whose standard input and output are the connection.
fn serve(stream: TcpStream, folder: &Path) -> io::Result<Child> {
    // It writes answers in pieces: on loopback each would wait for the other side's word of the last.
    stream.set_nodelay(true)?;
    let (input, output) = (OwnedFd::from(stream.try_clone()?), OwnedFd::from(stream));
    let chroot = on_path("chroot").unwrap_or_else(|| PathBuf::from("chroot"));
    let mut command = Command::new(chroot);
    command.arg(folder).arg(PROGRAM).env_clear().process_group(0);
    command.stdin(input).stdout(output).stderr(Stdio::inherit()).spawn()
}

/// The program: installed, or where `tests/tools.sh` unpacks it.
fn program() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let unpacked = cache.map(|cache| cache.join("restante/popa3d/usr/sbin/popa3d"));
    on_path("popa3d").into_iter().chain(unpacked).find(|program| program.is_file())
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // The place of servers is not on everybody's path.
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(program)).find(|program| program.is_file())
}
