//! Proves that the popa3d of the tests is a real one without CAPA, and that nothing stays of it.

use std::{
    fs, io,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use restante_popa3d::Popa3d;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn it_does_not_know_capa() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    let mut session = connect(&popa3d).unwrap();
    assert_eq!(say(&mut session, "CAPA"), "-ERR\r\n");
}

#[test]
fn it_serves_what_was_delivered() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    popa3d.deliver([&b"Subject: one\r\n\r\n.1\r\n"[..], b"Subject: two\r\n\r\n2\r\n\r\n"]).unwrap();
    assert_eq!(popa3d.left().unwrap(), 2);
    assert!(popa3d.deliver([b"Subject: three\r\n\r\nFrom here on\r\n"]).is_err(), "it would become two");
    let mut session = connect(&popa3d).unwrap();
    for command in [format!("USER {}", Popa3d::USER), format!("PASS {}", Popa3d::PASSWORD)] {
        assert_eq!(say(&mut session, &command), "+OK\r\n");
    }
    assert_eq!(say(&mut session, "STAT"), "+OK 2 41\r\n");
    session.get_mut().write_all(b"RETR 1\r\nRETR 2\r\nDELE 1\r\nQUIT\r\n").unwrap();
    let mut rest = String::new();
    session.read_to_string(&mut rest).unwrap();
    let mails = "+OK\r\nSubject: one\r\n\r\n..1\r\n.\r\n+OK\r\nSubject: two\r\n\r\n2\r\n\r\n.\r\n";
    assert_eq!(rest, format!("{mails}+OK\r\n+OK\r\n"));
    assert_eq!(popa3d.left().unwrap(), 1);
}

#[test]
fn nothing_stays_of_it() {
    let Some(popa3d) = Popa3d::start().unwrap() else { return };
    let (port, folder) = (popa3d.port(), popa3d.folder().to_owned());
    let mut session = connect(&popa3d).unwrap();
    assert!(lives_in(&folder) > 0, "a process for the session");
    drop(popa3d);
    // A killed process is gone a moment later, on a busy machine.
    let killed = Instant::now();
    while lives_in(&folder) > 0 {
        assert!(killed.elapsed() < Duration::from_secs(10), "a process stays");
        thread::yield_now();
    }
    assert!(!folder.exists());
    assert_eq!(session.read(&mut [0]).unwrap_or(0), 0, "the session is over");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

/// A session after its greeting.
fn connect(popa3d: &Popa3d) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", popa3d.port()))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut session = BufReader::new(stream);
    let mut greeting = String::new();
    session.read_line(&mut greeting)?;
    assert_eq!(greeting, "+OK\r\n");
    Ok(session)
}

fn say(session: &mut BufReader<TcpStream>, command: &str) -> String {
    session.get_mut().write_all(format!("{command}\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    session.read_line(&mut answer).unwrap();
    answer
}

/// How many processes have this folder, or one in it, for their root.
fn lives_in(folder: &std::path::Path) -> usize {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let roots = processes.filter_map(|process| fs::read_link(process.path().join("root")).ok());
    roots.filter(|root| root.starts_with(folder)).count()
}
