//! Proves that the Dovecot of the tests is a real one that does what its options say, and that
//! nothing stays of it. openssl, which Dovecot's package brings along, is the judge of TLS.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
};

use restante_dovecot::{Certificate, Dovecot, Options, Session, mails};

#[test]
fn it_greets_over_tls_and_starttls_with_the_certificate_it_says() {
    let dovecot = Dovecot::start(Options::default()).unwrap();
    for (port, more) in [(dovecot.pop3s(), &[][..]), (dovecot.pop3(), &["-starttls", "pop3"][..])] {
        let printed = openssl(port, more, &["-fingerprint", "-sha256"]);
        assert!(printed.contains(&format!("={}\n", dovecot.fingerprint())), "{printed}");
    }
}

#[test]
fn the_certificates_have_the_faults_they_are_named_after() {
    let mut dovecot = Dovecot::start(Options::default()).unwrap();
    let check = |dovecot: &Dovecot| {
        let checks = [["-checkend", "0"], ["-checkhost", "localhost"]];
        checks.map(|check| openssl(dovecot.pop3s(), &[], &check)).concat()
    };
    let good = check(&dovecot);
    assert!(good.contains("will not expire") && good.contains("does match"), "{good}");
    let (first, ports) = (dovecot.fingerprint().to_owned(), (dovecot.pop3(), dovecot.pop3s()));
    dovecot.replace_certificate(Certificate::Expired).unwrap();
    let expired = check(&dovecot);
    assert!(expired.contains("will expire") && expired.contains("does match"), "{expired}");
    dovecot.replace_certificate(Certificate::WrongName).unwrap();
    let wrong = check(&dovecot);
    assert!(wrong.contains("will not expire") && wrong.contains("does NOT match"), "{wrong}");
    assert_ne!(first, dovecot.fingerprint());
    assert_eq!(ports, (dovecot.pop3(), dovecot.pop3s()));
}

#[test]
fn delivered_mail_comes_back_byte_for_byte_and_can_be_deleted() {
    let mut dovecot = Dovecot::start(Options::default()).unwrap();
    let sent = mails::generate(11, 120);
    dovecot.deliver(sent.iter().map(|mail| &mail.raw)).unwrap();
    let mut session = Session::log_in(&dovecot).unwrap();
    assert!(session.command("STAT").unwrap().starts_with("+OK 120 "));
    for (number, mail) in (1..).zip(&sent) {
        assert!(session.retrieve(number).unwrap() == mail.raw, "mail {number}");
    }
    assert!(session.command("DELE 1").unwrap().starts_with("+OK"));
    assert!(session.command("QUIT").unwrap().starts_with("+OK"));
    assert_eq!(dovecot.left().unwrap(), 119);
}

#[test]
fn with_lock_session_the_second_hears_that_the_mailbox_is_in_use() {
    let dovecot = Dovecot::start(Options { lock_session: true, ..Options::default() }).unwrap();
    let _first = Session::log_in(&dovecot).unwrap();
    let answer = Session::log_in(&dovecot).unwrap_err().to_string();
    assert!(answer.starts_with("-ERR [IN-USE]"), "{answer}");
}

#[test]
fn with_refuse_plaintext_there_is_no_password_before_tls() {
    let dovecot = Dovecot::start(Options { refuse_plaintext: true, ..Options::default() }).unwrap();
    let answer = Session::log_in(&dovecot).unwrap_err().to_string();
    assert!(answer.contains("disallowed"), "{answer}");
}

#[test]
fn nothing_stays_when_it_ends_and_it_can_start_again() {
    let mut dovecot = Dovecot::start(Options::default()).unwrap();
    dovecot.deliver(["Subject: kept\r\n\r\n"]).unwrap();
    let place = (dovecot.address(), dovecot.pop3());
    dovecot.stop().unwrap();
    assert!(TcpStream::connect(place).is_err());
    dovecot.start_again().unwrap();
    assert!(Session::log_in(&dovecot).unwrap().command("STAT").unwrap().starts_with("+OK 1 "));
    let folder = dovecot.folder().to_owned();
    assert!(processes_in(&folder) > 1, "the search finds master and login process");
    drop(dovecot);
    assert!(!folder.exists());
    assert_eq!(processes_in(&folder), 0);
    assert!(TcpStream::connect(place).is_err());
}

/// What `openssl s_client` sees of the certificate, as `openssl x509` prints it.
fn openssl(port: u16, more: &[&str], print: &[&str]) -> String {
    let address = format!("127.0.0.1:{port}");
    let shown = Command::new("openssl")
        .args(["s_client", "-connect", &address, "-servername", "localhost"])
        .args(more)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut printer = Command::new("openssl")
        .args(["x509", "-noout"])
        .args(print)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    printer.stdin.take().unwrap().write_all(&shown.stdout).unwrap();
    let printed = printer.wait_with_output().unwrap();
    String::from_utf8_lossy(&[printed.stdout, printed.stderr].concat()).into_owned()
}

/// The processes whose working directory is in the folder, or was before it went.
fn processes_in(folder: &Path) -> usize {
    let places = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| fs::read_link(entry.ok()?.path().join("cwd")).ok())
        .filter(|place| place.starts_with(folder));
    places.count()
}
