//! Threads over the mailboxes of Dovecot's imaptest, each with the trees that an IMAP server has to
//! give for it. They are not part of this repository.
//!
//! They are found through `RESTANTE_CORPORA`, else in `../shared/corpora`; where they are absent
//! the tests say so and pass.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use restante::mail::{Summary, summarise};
use restante::threads::{Placed, Threaded, Threads, base_subject};

/// Scripts for THREAD=REFERENCES.
const BY_REFERENCES: [&str; 8] =
    ["thread", "thread2", "thread3", "thread4", "thread5", "thread6", "thread7", "thread8"];
/// Scripts for THREAD=ORDEREDSUBJECT, which knows no references but puts together whatever has the
/// same base subject. Threads here are not made so; what the base subjects are is the same.
const BY_SUBJECT: [&str; 2] = ["thread-orderedsubject", "thread-orderedsubject2"];

#[test]
fn the_trees_are_those_of_imaptest() {
    let Some(corpus) = Corpus::unpack("by-references") else { return };
    for name in BY_REFERENCES {
        let script = corpus.script(name);
        let mut waiting = corpus.mails(name).into_iter();
        let mut mailbox = Mailbox::default();
        if script.begins_with_all {
            waiting.by_ref().for_each(|mail| mailbox.append(&mail));
        }
        let mut answers = 0;
        for step in script.steps {
            match step {
                Step::Append => mailbox.append(&waiting.next().expect("one more mail")),
                Step::Delete(numbers) => mailbox.delete(&numbers),
                Step::Trees(expected) => {
                    assert_eq!(mailbox.trees(), expected, "{name}");
                    answers += 1;
                }
            }
        }
        assert!(answers > 0, "{name} asks for trees");
    }
}

#[test]
fn the_base_subjects_are_those_of_imaptest() {
    let Some(corpus) = Corpus::unpack("by-subject") else { return };
    for name in BY_SUBJECT {
        let mut found: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (number, mail) in (1..).zip(corpus.mails(name)) {
            found.entry(base_subject(&mail.summary.subject).text).or_default().insert(number);
        }
        let steps = corpus.script(name).steps;
        let [Step::Trees(trees)] = steps.as_slice() else { panic!("{name} asks for trees once") };
        let expected: BTreeSet<BTreeSet<usize>> = trees.iter().map(|tree| numbers(tree).collect()).collect();
        assert_eq!(found.into_values().collect::<BTreeSet<_>>(), expected, "{name}");
    }
}

/// A mailbox as IMAP has it: its mails have numbers, which move up when one goes.
#[derive(Default)]
struct Mailbox {
    threads: Threads,
    /// Keys and dates, by number.
    mails: Vec<(u64, i64)>,
    appended: u64,
}

impl Mailbox {
    fn append(&mut self, mail: &Mail) {
        self.appended += 1;
        self.threads.add(self.appended, &Threaded::of(&mail.summary, mail.arrived));
        self.mails.push((self.appended, mail.summary.date.unwrap_or(mail.arrived)));
    }

    fn delete(&mut self, numbers: &BTreeSet<usize>) {
        for number in numbers.iter().rev() {
            let (key, _) = self.mails.remove(number - 1);
            self.threads.remove(key);
        }
    }

    /// All threads as IMAP writes them, by the dates of their first mails.
    fn trees(&self) -> Vec<String> {
        let number = |key| self.mails.iter().position(|mail| mail.0 == key).expect("a mail that is here");
        let mut trees: Vec<_> = self
            .threads
            .threads()
            .map(|thread| {
                let rows = self.threads.messages(thread);
                let rows: Vec<_> = rows.iter().map(|&Placed { key, depth }| (number(key), depth)).collect();
                let first = rows[0].0;
                (self.mails[first].1, first, written(&rows))
            })
            .collect();
        trees.sort();
        trees.into_iter().map(|(_, _, tree)| tree).collect()
    }
}

/// A thread as IMAP writes it (RFC 5256, section 4): of rows that have their place in the mailbox
/// and their depth.
fn written(rows: &[(usize, u32)]) -> String {
    let subtrees = subtrees(rows);
    match subtrees.as_slice() {
        [only] => format!("({})", chain(only)),
        several => format!("({})", beside_each_other(several)),
    }
}

fn chain(rows: &[(usize, u32)]) -> String {
    let number = rows[0].0 + 1;
    match subtrees(&rows[1..]).as_slice() {
        [] => number.to_string(),
        [only] => format!("{number} {}", chain(only)),
        several => format!("{number} {}", beside_each_other(several)),
    }
}

fn beside_each_other(subtrees: &[&[(usize, u32)]]) -> String {
    subtrees.iter().map(|rows| format!("({})", chain(rows))).collect()
}

/// Each row of the first one's depth with those below it.
fn subtrees(rows: &[(usize, u32)]) -> Vec<&[(usize, u32)]> {
    let Some(&(_, depth)) = rows.first() else { return Vec::new() };
    let mut starts: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].1 == depth).collect();
    starts.push(rows.len());
    starts.windows(2).map(|from_to| &rows[from_to[0]..from_to[1]]).collect()
}

struct Mail {
    summary: Summary,
    /// When it came into the mailbox, in Unix seconds.
    arrived: i64,
}

struct Script {
    /// Whether all mails are in the mailbox at its start.
    begins_with_all: bool,
    steps: Vec<Step>,
}

enum Step {
    Append,
    Delete(BTreeSet<usize>),
    Trees(Vec<String>),
}

/// The archive, unpacked until it is dropped.
struct Corpus(PathBuf);

impl Corpus {
    fn unpack(to: &str) -> Option<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let corpora =
            std::env::var_os("RESTANTE_CORPORA").map_or(root.join("../shared/corpora"), PathBuf::from);
        let archive = corpora.join("threads.tar.xz");
        if !archive.is_file() {
            println!("skipped: no corpora ({} is not there)", archive.display());
            return None;
        }
        let folder = std::env::temp_dir().join(format!("restante-threads-{to}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        let corpus = Self(folder);
        let done = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(&corpus.0).status();
        assert!(done.expect("tar runs").success(), "tar unpacks {}", archive.display());
        Some(corpus)
    }

    fn read(&self, name: &str) -> String {
        let path = self.0.join("threads").join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    fn mails(&self, name: &str) -> Vec<Mail> {
        let mbox = format!("\n{}", self.read(&format!("{name}.mbox")));
        mbox.split("\nFrom ").skip(1).map(mail).collect()
    }

    fn script(&self, name: &str) -> Script {
        let text = self.read(name);
        let (head, commands) = text.split_once("\n\n").expect("a head and commands");
        let steps = commands.lines().filter_map(|line| {
            let line = line.to_ascii_lowercase();
            if let Some(answer) = line.strip_prefix("* thread ") {
                return Some(Step::Trees(trees(answer)));
            }
            match line.strip_prefix("ok ")?.split(' ').collect::<Vec<_>>().as_slice() {
                ["append"] => Some(Step::Append),
                ["store", deleted, "+flags", "\\deleted"] => Some(Step::Delete(numbers(deleted).collect())),
                ["expunge"] | ["select", _] | ["thread", ..] => None,
                other => panic!("{name}: {other:?}"),
            }
        });
        Script { begins_with_all: head.contains("messages: all"), steps: steps.collect() }
    }
}

impl Drop for Corpus {
    fn drop(&mut self) {
        // A leftover in the temporary folder is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A mail from an mbox, without the `From ` at its beginning.
fn mail(text: &str) -> Mail {
    let (from, raw) = text.split_once('\n').expect("a From line");
    let words: Vec<&str> = from.split_whitespace().collect();
    let (time, zone) = match words.as_slice() {
        [_, time @ .., zone] if zone.starts_with('+') => (time, *zone),
        [_, time @ ..] => (time, "+0000"),
        [] => panic!("{from}: no date"),
    };
    let &[weekday, month, day, time, year] = time else { panic!("{from}: not a date") };
    let date = format!("Date: {weekday}, {day} {month} {year} {time} {zone}\n\n");
    let arrived = summarise(date.as_bytes()).date.expect("a date that can be read");
    Mail { summary: summarise(raw.as_bytes()), arrived }
}

/// The groups in brackets of an answer.
fn trees(answer: &str) -> Vec<String> {
    let mut trees = vec![String::new()];
    let mut depth = 0;
    for character in answer.trim().chars() {
        if character == '(' && depth == 0 && trees.last().is_some_and(|tree| !tree.is_empty()) {
            trees.push(String::new());
        }
        depth += i32::from(character == '(') - i32::from(character == ')');
        trees.last_mut().expect("at least one").push(character);
    }
    assert_eq!(depth, 0, "{answer}");
    trees
}

fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.split(|character: char| !character.is_ascii_digit()).filter_map(|number| number.parse().ok())
}
