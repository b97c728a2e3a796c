//! What the engine makes of servers that are odd, or not the ones they were: nothing is lost,
//! doubled or deleted unseen, and the reader hears who did what.

mod native;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use native::reader::{Collected, Reader, run, sorted};
use restante::{
    engine::{
        api::{Expiry, Notice, Pause, Progress, Quirk, Report, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Leave, Security, Server, SignIn},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// UIDL and raw message.
type Maildrop = Vec<(String, Vec<u8>)>;

/// A server without CAPA and so without pipelining, whose every answer can be changed.
#[derive(Clone, Default)]
struct OddServer {
    port: u16,
    maildrop: Rc<RefCell<Maildrop>>,
    /// Answered instead of the usual, for a command line.
    instead: Rc<RefCell<Vec<(&'static str, &'static str)>>>,
    /// Sizes in LIST are all 0.
    no_sizes: Rc<Cell<bool>>,
    /// Answers nothing any more to this command line.
    silent_at: Rc<Cell<&'static str>>,
    /// Answers what is no command it knows with this, and with what it was told.
    echoes: Rc<Cell<Option<&'static str>>>,
    /// Every command line, in order.
    heard: Rc<RefCell<Vec<String>>>,
    /// A command came before the last one was answered.
    overtaken: Rc<Cell<bool>>,
}

impl OddServer {
    async fn start(mails: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), ..Self::default() };
        server.set(mails);
        let serving = server.clone();
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::task::spawn_local(async move {
                    let _: std::io::Result<()> = server.serve(stream).await;
                });
            }
        });
        server
    }

    fn set(&self, mails: &[(&str, &str)]) {
        let mails = mails.iter().map(|(uidl, text)| ((*uidl).to_owned(), mail(text)));
        *self.maildrop.borrow_mut() = mails.collect();
    }

    fn instead(&self, command: &'static str, answer: &'static str) {
        self.instead.borrow_mut().push((command, answer));
    }

    fn heard(&self, verb: &str) -> usize {
        self.heard.borrow().iter().filter(|line| line.starts_with(verb)).count()
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        writer.write_all(b"+OK ready\r\n").await?;
        let mut deleted = Vec::new();
        let mut line = String::new();
        while reader.read_line(&mut line).await? > 0 {
            let command = std::mem::take(&mut line).trim_end().to_owned();
            self.heard.borrow_mut().push(command.clone());
            if !reader.buffer().is_empty() {
                self.overtaken.set(true);
            }
            if command == self.silent_at.get() {
                std::future::pending::<()>().await;
            }
            let instead =
                self.instead.borrow().iter().find(|(line, _)| *line == command).map(|(_, answer)| *answer);
            let echo = self.echoes.get().filter(|_| !["CAPA", "QUIT"].contains(&command.as_str()));
            let instead = instead.map(str::to_owned).or_else(|| {
                let told = command.rsplit(' ').next().unwrap_or_default();
                let opened = STANDARD.decode(told).unwrap_or_default();
                let opened = String::from_utf8_lossy(&opened).into_owned();
                echo.map(|beginning| format!("{beginning} {command} {told} {opened}\r\n"))
            });
            let answer = match instead {
                Some(answer) => answer.into_bytes(),
                None => self.answer(&command, &mut deleted),
            };
            writer.write_all(&answer).await?;
            if command == "QUIT" {
                return Ok(());
            }
        }
        Ok(())
    }

    fn answer(&self, command: &str, deleted: &mut Vec<usize>) -> Vec<u8> {
        let maildrop = self.maildrop.borrow().clone();
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        let number = argument.parse::<usize>().unwrap_or_default().wrapping_sub(1);
        let listed = |entry: &dyn Fn(usize) -> String| {
            let lines: String = (0..maildrop.len()).map(|n| format!("{} {}\r\n", n + 1, entry(n))).collect();
            format!("+OK\r\n{lines}.\r\n").into_bytes()
        };
        match verb {
            "USER" | "PASS" => b"+OK\r\n".to_vec(),
            "UIDL" => listed(&|n| maildrop[n].0.clone()),
            "LIST" => listed(&|n| if self.no_sizes.get() { 0 } else { maildrop[n].1.len() }.to_string()),
            "RETR" if number < maildrop.len() => [b"+OK\r\n", &maildrop[number].1[..], b".\r\n"].concat(),
            "DELE" if number < maildrop.len() => {
                deleted.push(number);
                b"+OK\r\n".to_vec()
            }
            "QUIT" => {
                let left = maildrop.into_iter().enumerate().filter(|(n, _)| !deleted.contains(n));
                let left = left.map(|(_, mail)| mail).collect();
                *self.maildrop.borrow_mut() = left;
                b"+OK\r\n".to_vec()
            }
            _ => b"-ERR what?\r\n".to_vec(),
        }
    }
}

fn mail(text: &str) -> Vec<u8> {
    format!("Subject: {text}\r\nFrom: bo@example.org\r\n\r\n{text}\r\n").into_bytes()
}

fn mails(texts: &[&str]) -> Vec<Vec<u8>> {
    sorted(texts.iter().map(|text| mail(text)).collect())
}

fn account(server: &OddServer, leave_on_server: bool) -> Account {
    let host = "127.0.0.1".to_owned();
    let leave = if leave_on_server { Leave::All } else { Leave::Nothing };
    let pop3 = Server { host, port: server.port, security: Security::None };
    Account::new("ada@example.org", "ada", pop3).leaving(leave).in_plaintext()
}

#[test]
fn an_account_that_moves_to_another_server_collects_anew_and_deletes_nothing_unseen() {
    run(async {
        // Both number their messages alike.
        let first = OddServer::start(&[("1", "a"), ("2", "b")]).await;
        let second = OddServer::start(&[("1", "c"), ("2", "d")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        assert_eq!(reader.save(&account(&first, false), "x").await, Collected { messages: 2, problem: None });
        let request =
            Request::SaveAccount { id: Some(AccountId(1)), account: account(&second, false), password: None };
        reader.ask(request).await;
        assert_eq!(reader.collected(), Collected { messages: 2, problem: None });
        assert!(sorted(reader.sources().await) == mails(&["a", "b", "c", "d"]));
        assert!(second.maildrop.borrow().is_empty());
    });
}

#[test]
fn the_same_account_added_twice_is_one() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        assert_eq!(reader.save(&account(&server, true), "x").await, Collected { messages: 0, problem: None });
        assert_eq!(reader.sources().await.len(), 1);
    });
}

#[test]
fn a_uidl_that_becomes_ambiguous_and_stops_being_so_doubles_nothing() {
    run(async {
        let server = OddServer::start(&[("u", "a")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(&server, true), "x").await;
        server.set(&[("u", "a"), ("u", "b")]);
        assert_eq!(reader.collect().await, Collected { messages: 1, problem: None });
        server.set(&[("u", "b")]);
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert!(sorted(reader.sources().await) == mails(&["a", "b"]));

        let request =
            Request::SaveAccount { id: Some(AccountId(1)), account: account(&server, false), password: None };
        reader.ask(request).await;
        assert_eq!(server.heard("DELE"), 0, "which message the name means is not certain");
    });
}

#[test]
fn commands_wait_for_each_other_where_pipelining_was_not_announced() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.no_sizes.set(true);
        let reader = Reader::new().await;
        let collected = reader.save(&account(&server, true), "x").await;
        assert_eq!(collected, Collected { messages: 3, problem: None });
        assert!(!server.overtaken.get());
    });
}

#[test]
fn a_message_the_server_keeps_to_itself_does_not_hold_up_the_others() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.instead("RETR 2", "-ERR not today\r\n");
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        let collected = reader.save(&account(&server, false), "x").await;
        assert_eq!(collected.messages, 2);
        match collected.problem {
            Some(Problem::MessagesRefused { messages: 1, text, .. }) => assert_eq!(text, "not today"),
            other => panic!("{other:?}"),
        }
        assert_eq!(*server.maildrop.borrow(), [("2".to_owned(), mail("b"))], "the others are moved");
    });
}

#[test]
fn what_is_here_in_whole_is_kept_while_the_server_is_silent() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.silent_at.set("RETR 1");
        let reader = Reader::new().await;
        let account = account(&server, true);
        let saving = reader.save(&account, "x");
        let kept = async {
            loop {
                let rows = reader.notices.borrow().iter().any(|notice| match notice {
                    Notice::Overview(overview) => overview.folders.iter().any(|folder| folder.total == 2),
                    _ => false,
                });
                if rows {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = saving => panic!("the server is silent"),
            kept = tokio::time::timeout(Duration::from_secs(10), kept) => kept.expect("two messages are kept"),
        }
    });
}

#[test]
fn a_server_that_stops_offering_stls_hears_no_password() {
    run(async {
        let server = OddServer::start(&[]).await;
        let pop3 = Server { security: Security::StartTls, ..account(&server, true).pop3 };
        let reader = Reader::new().await;
        let refused = reader.save(&Account { pop3, ..account(&server, true) }, "x").await;
        assert!(matches!(refused.problem, Some(Problem::NoStartTls(_))), "{refused:?}");
        assert_eq!(server.heard("USER") + server.heard("PASS"), 0);
    });
}

#[test]
fn refusals_at_the_door_are_told_apart() {
    run(async {
        let cases = [
            ("-ERR Account blocked, contact support\r\n", "PasswordRefused"),
            ("-ERR maildrop already locked\r\n", "MailboxInUse"),
            ("-ERR [IN-USE] try later\r\n", "MailboxInUse"),
            ("-ERR [SYS/TEMP] disk\r\n", "ServerRefused"),
        ];
        for (answer, expected) in cases {
            let server = OddServer::start(&[]).await;
            server.instead("PASS x", answer);
            // A server that is busy is waited for, minutes by the engine's clock.
            let reader: Reader = Reader::open(Rc::default(), 1_000).await;
            let problem = reader.save(&account(&server, true), "x").await.problem;
            let name = format!("{:?}", problem.expect("a problem"));
            assert!(name.starts_with(expected), "{answer:?}: {name}");
        }
    });
}

/// The last report on the account's server.
async fn report(reader: &Reader) -> Report {
    reader.ask(Request::Report(AccountId(1))).await;
    let report = reader.notices.take().into_iter().find_map(|notice| match notice {
        Notice::Report(report) => Some(*report),
        _ => None,
    });
    report.expect("a report")
}

fn waits(reader: &Reader) -> Vec<Pause> {
    let notices = reader.notices.borrow();
    let waits = notices.iter().filter_map(|notice| match notice {
        Notice::Progress { progress: Progress::Waiting { reason, .. }, .. } => Some(*reason),
        _ => None,
    });
    waits.collect()
}

/// A server may repeat whatever it was told: nothing secret is in what the reader is shown.
#[test]
fn secrets_are_in_no_report_and_no_problem() {
    const SECRET: &str = "Kranich-41/Postlagernd";
    let message = |text: &str| STANDARD.encode(text);
    let plain = message(&format!("\0ada\0{SECRET}"));
    let bearer = message(&format!("user=ada\u{1}auth=Bearer {SECRET}\u{1}\u{1}"));
    run(async move {
        for (sign_in, mechanisms) in [
            (SignIn::Password, ""),
            (SignIn::Password, "SASL PLAIN\r\n"),
            (SignIn::Password, "SASL LOGIN\r\n"),
            (SignIn::Token, "SASL XOAUTH2\r\n"),
        ] {
            for beginning in ["-ERR [AUTH]", "-ERR [SYS/PERM]", "-ERR", "+OK", "what about", "+"] {
                let server = OddServer::start(&[]).await;
                server.echoes.set(Some(beginning));
                server.instead("CAPA", format!("+OK\r\n{mechanisms}X-LAST {SECRET}\r\n.\r\n").leak());
                let reader = Reader::open(Rc::default(), 1_000).await;
                let collected = reader.save(&Account { sign_in, ..account(&server, true) }, SECRET).await;
                let report = report(&reader).await;
                let shown = format!("{collected:?} {report:?}");
                assert!(report.transcript.len() >= 4, "{report:?}");
                for secret in [SECRET, &message(SECRET), &plain, &bearer, SECRET.trim_start_matches('K')] {
                    assert!(!shown.contains(secret.trim_end_matches('=')), "{secret}: {shown}");
                }
                assert!(sign_in == SignIn::Password || server.heard("PASS") + server.heard("USER") == 0);
            }
        }
    });
}

#[test]
fn a_report_says_what_was_seen() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d"), ("5", "e")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nEXPIRE 0\r\nLOGIN-DELAY 2\r\nX-ODD\r\n.\r\n");
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "tanstaaf").await;
        let report = report(&reader).await;
        let lines = Some(["USER", "EXPIRE 0", "LOGIN-DELAY 2", "X-ODD"].map(str::to_owned).to_vec());
        assert_eq!(report.greeting, "ready");
        assert_eq!((report.before_login, report.after_login), (lines.clone(), lines));
        assert_eq!(report.login.as_deref(), Some("USER and PASS"));
        assert_eq!((report.expire, report.login_delay), (Some(Expiry::Days(0)), Some(2)));
        assert_eq!((report.tls, report.quirks), (None, vec![Quirk::ExpireZero]));
        let said: Vec<&str> = report.transcript.iter().map(String::as_str).collect();
        let of = |beginning: &str| said.iter().position(|line| line.starts_with(beginning));
        assert_eq!(said[1], "S: +OK ready");
        let order = [
            "C: CAPA",
            "S: X-ODD",
            "C: USER …",
            "C: PASS …",
            "C: UIDL",
            "S: 3 3",
            "(2 more lines)",
            "C: RETR 5",
            "C: QUIT",
        ];
        let places: Vec<_> =
            order.iter().map(|line| of(line).unwrap_or_else(|| panic!("{line}: {said:?}"))).collect();
        assert!(places.is_sorted(), "{said:?}");
        let octets = format!("S: ({} octets)", mail("e").len());
        assert!(said.contains(&octets.as_str()), "{said:?}");
    });
}

/// Between two logins a pause is kept that is short, and named if it is long.
#[test]
fn login_delay_is_obeyed() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nLOGIN-DELAY 100\r\n.\r\n");
        let reader = Reader::open(Rc::default(), 100).await;
        reader.save(&account(&server, true), "x").await;
        let began = std::time::Instant::now();
        reader.ask(Request::Collect(None)).await;
        assert_eq!(waits(&reader), [Pause::LoginDelay]);
        assert_eq!(reader.collected(), Collected { messages: 0, problem: None });
        assert!(began.elapsed() >= Duration::from_millis(800), "{:?}", began.elapsed());
        assert_eq!(server.heard("PASS"), 2);
    });
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nLOGIN-DELAY 900 USER\r\n.\r\n");
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        match reader.collect().await.problem {
            Some(Problem::LoginDelayed { minutes, .. }) => assert_eq!(minutes, 15),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.heard("PASS"), 1, "nobody knocks before the time");
    });
}

/// Who waits for a server can stop that at once.
#[test]
fn a_wait_can_be_stopped() {
    run(async {
        let server = OddServer::start(&[]).await;
        server.instead("PASS x", "-ERR [IN-USE] try later\r\n");
        let reader = Reader::new().await;
        let account = account(&server, true);
        let stops = async {
            while waits(&reader).is_empty() {
                tokio::task::yield_now().await;
            }
            let began = std::time::Instant::now();
            reader.ask(Request::Stop(AccountId(1))).await;
            began.elapsed()
        };
        let (collected, took) = tokio::join!(reader.save(&account, "x"), stops);
        assert_eq!(collected, Collected { messages: 0, problem: None });
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert_eq!(server.heard("PASS"), 1);
    });
}
