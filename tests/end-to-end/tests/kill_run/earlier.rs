//! A database as an earlier version left it, with mail in it.

use base64::{Engine, prelude::BASE64_STANDARD};
use restante::{
    mail::{self, HeaderDigest},
    protocol::tls::Pin,
    store::{Account, AccountId, Held, Leave, Maildrop, MaildropId, MessageId, Pack, Security, Server, Uidl},
};
use restante_end_to_end::Browser;
use serde::Serialize;
use serde_json::json;

use super::letters::Letter;

/// An earlier version of the database; the journal of each has the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    One = 1,
    Two = 2,
}

/// Version 2 kept so many mails in one step.
const AT_ONCE: usize = 10;

const ACCOUNT: AccountId = AccountId(1);
const MAILDROP: MaildropId = MaildropId(1);

/// Makes the database of the page's origin as the version left it: with one account, which leaves
/// nothing on its server, and these mails. Nothing may have the database open.
pub(super) async fn make(browser: &Browser, version: Version, letters: &[Letter]) {
    let bytes = |bytes: &[u8]| BASE64_STANDARD.encode(bytes);
    let numbered = || (1..).map(MessageId).zip(letters);
    let mut records = vec![record(version, &[account(version), maildrop()])];
    let added: Vec<Vec<u8>> = numbered().map(|(id, letter)| added(version, id, &letter.raw)).collect();
    records.extend(added.chunks(AT_ONCE).map(|added| record(version, added)));
    let records: Vec<String> = records.iter().map(|record| bytes(record)).collect();

    let (mut raw, mut packs) = (Vec::new(), Vec::new());
    for (letters, first) in letters.chunks(AT_ONCE).zip((1..).step_by(AT_ONCE)) {
        let mails = (first..).map(MessageId).zip(letters.iter().map(|letter| letter.raw.clone()));
        match version {
            Version::One => raw.extend(mails.map(|(id, mail)| (id.0, bytes(&mail)))),
            Version::Two => {
                let several = Pack::several(mails).expect("they are small");
                packs.extend(several.iter().map(|(last, pack)| (last.0, bytes(&pack.0))));
            }
        }
    }
    let made =
        browser.script(MAKE, vec![json!(version as u8), json!(records), json!(raw), json!(packs)]).await;
    assert_eq!(made, json!("made"));
}

const MAKE: &str = "
    const [version, records, raw, packs] = arguments;
    return new Promise((done, failed) => {
        const deleting = indexedDB.deleteDatabase('restante');
        deleting.onerror = deleting.onblocked = () => failed('it cannot be deleted');
        deleting.onsuccess = () => {
            const opening = indexedDB.open('restante', version);
            opening.onerror = () => failed(opening.error);
            opening.onupgradeneeded = () => {
                opening.result.createObjectStore('journal', { autoIncrement: true });
                opening.result.createObjectStore('raw');
                opening.result.createObjectStore('keys');
                if (version === 2) opening.result.createObjectStore('packs');
            };
            opening.onsuccess = () => {
                const database = opening.result;
                const stores = [...database.objectStoreNames];
                const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
                const journal = transaction.objectStore('journal');
                records.forEach(record => journal.put(Uint8Array.fromBase64(record)));
                for (const [store, values] of [['raw', raw], ['packs', packs]]) {
                    for (const [key, value] of values) {
                        transaction.objectStore(store).put(Uint8Array.fromBase64(value), key);
                    }
                }
                transaction.oncomplete = () => { database.close(); done('made') };
                transaction.onabort = () => failed(transaction.error);
            };
        };
    });
";

/// A record of the journal: the version, how many changes, the changes. Of an enum, postcard writes
/// the variant's number and then its fields, so tuples do for what the versions' types were.
fn record(version: Version, changes: &[Vec<u8>]) -> Vec<u8> {
    let mut record = vec![version as u8];
    record.extend(packed(&changes.len()));
    record.extend(changes.concat());
    record
}

fn packed(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).expect("it can be packed")
}

fn settings() -> Account {
    let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
    Account::new("reader@example.org", "reader", pop3).leaving(Leave::Nothing)
}

/// `AccountSaved`.
fn account(version: Version) -> Vec<u8> {
    let account = settings();
    match version {
        Version::One => {
            let (leave_on_server, pin) = (false, None::<Pin>);
            packed(&(
                0_u32,
                ACCOUNT,
                (account.name, account.address, account.user, account.pop3, leave_on_server, pin),
            ))
        }
        Version::Two => packed(&(0_u32, ACCOUNT, account)),
    }
}

/// `MaildropNamed`.
fn maildrop() -> Vec<u8> {
    packed(&(4_u32, MAILDROP, Maildrop::of(ACCOUNT, &settings())))
}

/// `Added`.
fn added(version: Version, id: MessageId, raw: &[u8]) -> Vec<u8> {
    let (uidl, size) = (Uidl(format!("uidl-{}", id.0).into_bytes()), raw.len() as u64);
    let (collected_at, is_read, summary) = (1_700_000_000_i64, false, mail::summarise(raw));
    match version {
        Version::One => {
            let envelope = (id, ACCOUNT, MAILDROP, uidl, size, collected_at, is_read, summary);
            packed(&(5_u32, envelope))
        }
        Version::Two => {
            let (header, listed): (Option<HeaderDigest>, u64) = (Some(mail::header_digest(raw)), size);
            let kept = (Held::Whole, header, listed, collected_at, is_read, summary);
            let (held, header, listed, collected_at, is_read, summary) = kept;
            let envelope =
                (id, ACCOUNT, MAILDROP, uidl, size, held, header, listed, collected_at, is_read, summary);
            packed(&(5_u32, envelope))
        }
    }
}

#[cfg(test)]
mod tests {
    use restante::store::{Change, Record};

    use super::*;

    #[test]
    fn what_is_written_is_read_as_what_it_is() {
        let raw = b"Subject: One\r\n\r\nHello\r\n";
        for version in [Version::One, Version::Two] {
            let record = record(version, &[account(version), maildrop(), added(version, MessageId(7), raw)]);
            let changes = Record(record).changes().unwrap();
            let [
                Change::AccountSaved { account, .. },
                Change::MaildropNamed { maildrop, .. },
                Change::Added(added),
            ] = &changes[..]
            else {
                panic!("{changes:?}")
            };
            assert_eq!(*account, settings());
            assert_eq!(*maildrop, Maildrop::of(ACCOUNT, account));
            assert_eq!((added.id, added.uidl.0.as_slice()), (MessageId(7), &b"uidl-7"[..]));
            assert_eq!((added.size, added.summary.subject.as_str()), (raw.len() as u64, "One"));
        }
    }
}
