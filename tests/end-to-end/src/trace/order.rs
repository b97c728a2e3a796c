//! Whether mail was durable before the word to delete it left the page.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use super::{Entry, Life};

/// The object store of the search index.
const INDEX: &str = "segments";

/// What one session on the server was about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Served {
    /// The marks of the mails, in the order of their numbers.
    pub numbered: Vec<u32>,
    /// The DELE commands that the server heard.
    pub deletions: Vec<String>,
}

/// What a trace shows that is as it must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    /// DELE commands that left the page.
    pub deletions: usize,
    /// Transactions that could write, other than those for the search index alone.
    pub writing: usize,
    /// Of the deletions, those of mail whose transaction was not seen to be complete when its worker ended;
    /// the next worker found the mail in the store, and so durable.
    pub found: usize,
}

/// What a trace shows that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Violation {
    /// A transaction that could write was begun without strict durability, and was not for the search index
    /// alone, which can be made anew; or it was, and mail was put into it.
    Relaxed {
        /// In which worker.
        life: usize,
        /// Which transaction.
        transaction: u32,
    },
    /// A DELE left the page before this transaction, which holds mail, was complete.
    Incomplete {
        /// In which worker.
        life: usize,
        /// The command.
        command: String,
        /// Which transaction.
        transaction: u32,
    },
    /// A DELE left the page for a mail that no transaction had stored.
    NotStored {
        /// In which worker.
        life: usize,
        /// The command.
        command: String,
        /// The mail's mark; nothing where the session had no such mail.
        mail: Option<u32>,
    },
    /// The server heard a DELE of which the trace knows nothing.
    Unseen {
        /// Which session, from 0.
        session: usize,
        /// What the trace has.
        sent: Vec<String>,
    },
    /// Page and server do not agree how many sessions there were.
    Sessions {
        /// As the page has it.
        opened: usize,
        /// As the server has it.
        served: usize,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relaxed { life, transaction } => {
                write!(f, "worker {life}: transaction {transaction} writes and is not strict")
            }
            Self::Incomplete { life, command, transaction } => {
                write!(f, "worker {life}: {command} left before transaction {transaction} was complete")
            }
            Self::NotStored { life, command, mail } => {
                write!(f, "worker {life}: {command} left before mail {mail:?} was stored")
            }
            Self::Unseen { session, sent } => {
                write!(f, "session {session}: the server heard more than the page sent: {sent:?}")
            }
            Self::Sessions { opened, served } => {
                write!(f, "the page opened {opened} sessions, the server served {served}")
            }
        }
    }
}

impl Order {
    /// Holds what the workers of a page did against what the server saw, session by session.
    ///
    /// # Errors
    /// Whatever shows that a DELE left too early, or that the trace cannot tell.
    pub fn of(lives: &[Life], sessions: &[Served]) -> Result<Self, Vec<Violation>> {
        let mut reading = Reading { sessions, ..Reading::default() };
        for (life, entries) in lives.iter().enumerate() {
            reading.read(life, entries);
        }
        for (session, (served, sent)) in sessions.iter().zip(&reading.sent).enumerate() {
            if !sent.starts_with(&served.deletions) {
                reading.violations.push(Violation::Unseen { session, sent: sent.clone() });
            }
        }
        if reading.sent.len() != sessions.len() {
            let (opened, served) = (reading.sent.len(), sessions.len());
            reading.violations.push(Violation::Sessions { opened, served });
        }
        if reading.violations.is_empty() { Ok(reading.order) } else { Err(reading.violations) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begun,
    Complete,
    Aborted,
}

/// The trace as far as it was read.
#[derive(Debug, Default)]
struct Reading<'s> {
    sessions: &'s [Served],
    /// The DELE commands of each session, as they left the page.
    sent: Vec<Vec<String>>,
    /// Mails in transactions that are complete.
    stored: HashSet<u32>,
    /// Mails in transactions that were under way when their worker ended. One way or the other they
    /// were over before the next worker could read the store, for that takes a transaction too.
    open_ended: HashSet<u32>,
    order: Order,
    violations: Vec<Violation>,
}

impl Reading<'_> {
    fn read(&mut self, life: usize, entries: &[Entry]) {
        let mut states: HashMap<u32, State> = HashMap::new();
        let mut relaxed: HashSet<u32> = HashSet::new();
        let mut holding: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut has_read = false;
        let mut sockets: HashMap<u32, usize> = HashMap::new();
        let mut unended: HashMap<u32, String> = HashMap::new();
        for entry in entries {
            match entry {
                Entry::Begin { transaction, writes, strict, stores } => {
                    states.insert(*transaction, State::Begun);
                    if *writes && !strict {
                        relaxed.insert(*transaction);
                    }
                    if *writes && stores[..] != [INDEX] {
                        self.order.writing += 1;
                        self.note_relaxed(life, *transaction, &relaxed);
                    }
                }
                Entry::Upgrade { .. } => {}
                // They are as good as what another worker left under way and this one has read.
                Entry::Found { mails } => {
                    has_read = true;
                    self.open_ended.extend(mails);
                }
                Entry::Put { transaction, mails } => {
                    self.note_relaxed(life, *transaction, &relaxed);
                    holding.entry(*transaction).or_default().extend(mails);
                }
                Entry::Complete { transaction } => {
                    states.insert(*transaction, State::Complete);
                    has_read = true;
                    self.stored.extend(holding.get(transaction).into_iter().flatten());
                }
                Entry::Abort { transaction } => {
                    states.insert(*transaction, State::Aborted);
                }
                Entry::Opened { socket } => {
                    sockets.insert(*socket, self.sent.len());
                    self.sent.push(Vec::new());
                }
                Entry::Send { socket, text } => {
                    let unended = unended.entry(*socket).or_default();
                    unended.push_str(text);
                    while let Some((line, rest)) = unended.split_once("\r\n") {
                        let command = line.to_owned();
                        *unended = rest.to_owned();
                        let session = sockets.get(socket).copied();
                        if let (Some(number), Some(session)) = (command.strip_prefix("DELE "), session) {
                            let mail = self.mail(session, number);
                            self.judge(life, &command, mail, has_read);
                            let under_way = holding.keys().filter(|it| states.get(it) == Some(&State::Begun));
                            self.violations.extend(under_way.map(|&transaction| Violation::Incomplete {
                                life,
                                command: command.clone(),
                                transaction,
                            }));
                            self.sent
                                .get_mut(session)
                                .into_iter()
                                .for_each(|sent| sent.push(command.clone()));
                        }
                    }
                }
            }
        }
        let ends = holding.into_iter().filter(|(it, _)| states.get(it) == Some(&State::Begun));
        self.open_ended.extend(ends.flat_map(|(_, mails)| mails));
    }

    fn note_relaxed(&mut self, life: usize, transaction: u32, relaxed: &HashSet<u32>) {
        let violation = Violation::Relaxed { life, transaction };
        if relaxed.contains(&transaction) && !self.violations.contains(&violation) {
            self.violations.push(violation);
        }
    }

    /// The mark of the mail that has this number in a session.
    fn mail(&self, session: usize, number: &str) -> Option<u32> {
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.sessions.get(session)?.numbered.get(at).copied()
    }

    fn judge(&mut self, life: usize, command: &str, mail: Option<u32>, has_read: bool) {
        self.order.deletions += 1;
        let is = |mails: &HashSet<u32>| mail.is_some_and(|mail| mails.contains(&mail));
        if is(&self.stored) {
            return;
        }
        if has_read && is(&self.open_ended) {
            self.order.found += 1;
        } else {
            self.violations.push(Violation::NotStored { life, command: command.to_owned(), mail });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: Entry = Entry::Begin { transaction: 1, writes: true, strict: true, stores: vec![] };
    const COMPLETE: Entry = Entry::Complete { transaction: 1 };

    fn put(mail: u32) -> Entry {
        Entry::Put { transaction: 1, mails: vec![mail] }
    }

    fn send(text: &str) -> Entry {
        Entry::Send { socket: 1, text: text.to_owned() }
    }

    /// One session with the mails 7 and 8, of which the server heard these deleted.
    fn served(deletions: &[&str]) -> Vec<Served> {
        vec![Served { numbered: vec![7, 8], deletions: deletions.iter().map(|&it| it.to_owned()).collect() }]
    }

    fn read(life: Life, deletions: &[&str]) -> Result<Order, Vec<Violation>> {
        Order::of(&[life], &served(deletions))
    }

    const OPENED: Entry = Entry::Opened { socket: 1 };

    #[test]
    fn what_is_durable_may_be_deleted() {
        let life = vec![OPENED, BEGIN, put(8), COMPLETE, send("DELE 2\r\nQU"), send("IT\r\n")];
        let order = Order { deletions: 1, writing: 1, found: 0 };
        assert_eq!(read(life.clone(), &["DELE 2"]), Ok(order));
        assert_eq!(read(life, &[]), Ok(order), "the server need not have heard it");
    }

    #[test]
    fn a_deletion_before_the_end_of_the_transaction_is_seen() {
        let life = vec![OPENED, BEGIN, put(8), send("DELE 2\r\n"), COMPLETE];
        let command = "DELE 2".to_owned();
        let not_stored = Violation::NotStored { life: 0, command: command.clone(), mail: Some(8) };
        let incomplete = Violation::Incomplete { life: 0, command, transaction: 1 };
        assert_eq!(read(life, &["DELE 2"]), Err(vec![not_stored, incomplete]));
    }

    #[test]
    fn a_deletion_while_other_mail_is_being_stored_is_seen() {
        let second = Entry::Begin { transaction: 2, writes: true, strict: true, stores: vec![] };
        let other = Entry::Put { transaction: 2, mails: vec![7] };
        let life = vec![OPENED, BEGIN, put(8), COMPLETE, second, other, send("DELE 2\r\n")];
        let incomplete = Violation::Incomplete { life: 0, command: "DELE 2".to_owned(), transaction: 2 };
        assert_eq!(read(life, &["DELE 2"]), Err(vec![incomplete]));
    }

    #[test]
    fn a_deletion_of_other_mail_than_what_is_stored_is_seen() {
        let life = vec![OPENED, BEGIN, put(8), COMPLETE, send("DELE 1\r\nDELE 3\r\n")];
        let not_stored =
            |command: &str, mail| Violation::NotStored { life: 0, command: command.to_owned(), mail };
        assert_eq!(read(life, &[]), Err(vec![not_stored("DELE 1", Some(7)), not_stored("DELE 3", None)]));
    }

    #[test]
    fn a_transaction_that_is_not_strict_or_failed_is_seen() {
        let relaxed = |stores: &[&str]| {
            let stores = stores.iter().map(|&store| store.to_owned()).collect();
            Entry::Begin { transaction: 1, writes: true, strict: false, stores }
        };
        let seen = Err(vec![Violation::Relaxed { life: 0, transaction: 1 }]);
        assert_eq!(read(vec![OPENED, relaxed(&["journal", INDEX]), COMPLETE], &[]), seen);
        let life = vec![OPENED, relaxed(&[INDEX]), put(8), COMPLETE, send("DELE 2\r\n")];
        assert_eq!(read(life, &[]), seen, "mail in it");
        let index = read(vec![OPENED, relaxed(&[INDEX]), COMPLETE], &[]);
        assert_eq!(index, Ok(Order::default()), "the index alone can be made anew");
        let life = vec![OPENED, BEGIN, put(8), Entry::Abort { transaction: 1 }, send("DELE 2\r\n")];
        assert!(matches!(read(life, &[]).unwrap_err()[..], [Violation::NotStored { .. }]));
    }

    #[test]
    fn what_a_worker_left_under_way_must_be_read_by_the_next() {
        let first = vec![OPENED, BEGIN, put(8)];
        let load = [Entry::Begin { transaction: 1, writes: false, strict: false, stores: vec![] }, COMPLETE];
        let deletes = [OPENED, send("DELE 2\r\n")];
        let sessions = [served(&[]), served(&["DELE 2"])].concat();
        let found = Order::of(&[first.clone(), [&load[..], &deletes].concat()], &sessions);
        assert_eq!(found, Ok(Order { deletions: 1, writing: 1, found: 1 }));
        let killed = vec![OPENED];
        let found = Entry::Found { mails: vec![8] };
        let found = Order::of(&[killed, [&[found][..], &deletes].concat()], &sessions);
        assert_eq!(found, Ok(Order { deletions: 1, writing: 0, found: 1 }), "or found by the test");
        let blind = Order::of(&[first, deletes.to_vec()], &sessions);
        assert!(matches!(blind.unwrap_err()[..], [Violation::NotStored { .. }]));
    }

    #[test]
    fn a_trace_with_gaps_is_seen() {
        assert!(matches!(read(vec![OPENED], &["DELE 2"]).unwrap_err()[..], [Violation::Unseen { .. }]));
        assert_eq!(read(vec![], &[]), Err(vec![Violation::Sessions { opened: 0, served: 1 }]));
    }
}
