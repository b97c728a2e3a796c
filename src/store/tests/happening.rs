//! What may happen to a store, and the changes by which it enters the journal.

use proptest::{collection::vec, option, prelude::*};

use crate::{
    junk::{Class, Lesson, Model as Filter, Tokens},
    mail::{HeaderDigest, Summary},
    rules::{Action, Condition, How, Of, Pattern, Rule, Rules},
    store::{
        Account, AccountId, Change, Contents, Envelope, Filed, FolderId, Held, Learnt, Maildrop, MaildropId,
        MessageId, Name, OwnFolder, Pin, Sealed, Security, Server, Tag, TagId, Uidl, Until, Wish,
    },
};

/// Something that may happen, of which names and messages are chosen once it is known which there
/// are.
#[derive(Debug, Clone)]
pub(super) enum Happening {
    AccountSaved(u32),
    PasswordSaved(u32),
    PinSaved(u32),
    AccountRemoved(u32),
    Added { account: u32, name: u8, listed: u64 },
    Replaced { message: usize, held: Held, listed: u64 },
    Removed(Vec<usize>),
    Named { account: u32, name: u8, header: Option<[u8; 16]>, wish: Wish },
    Renamed { account: u32, from: u8, to: u8 },
    Wished { account: u32, names: Vec<u8>, wish: Wish },
    Learnt { account: u32, logged_in: Option<i64> },
    MarkedRead { messages: Vec<usize>, read: bool },
    IdsGiven(u32),
    Starred { messages: Vec<usize>, starred: bool },
    ServerJudged { account: u32, name: u8, is_own: bool },
    ImagesWanted { account: u32, name: u8, always: bool },
    Moved { messages: Vec<usize>, folder: u32 },
    FolderSaved { folder: u32, name: u8, account: Option<u32> },
    FolderRemoved(u32),
    Tagged { messages: Vec<usize>, tag: u8, set: bool },
    TagSaved { tag: u8, colour: u8 },
    TagRemoved(u8),
    Pinned { messages: Vec<usize>, pinned: bool },
    Snoozed { messages: Vec<usize>, until: i64 },
    Muted { account: u32, ids: Vec<u8>, muted: bool },
    RulesSaved(Vec<u8>),
    Taught { messages: Vec<usize>, word: u8, class: Option<Class> },
    JunkForgotten,
    JunkSorted(bool),
    AccountsOrdered(Vec<u32>),
    AccountColoured { account: u32, colour: u8 },
    AccountRetired(u32),
}

pub(super) fn happening() -> impl Strategy<Value = Happening> {
    let (account, name) = (|| 1..4_u32, || 0..25_u8);
    let wish = || {
        prop::sample::select(vec![
            Wish::Policy,
            Wish::Keep,
            Wish::Delete,
            Wish::CollectAgain,
            Wish::PassOver,
            Wish::Gone,
        ])
    };
    let held = prop::sample::select(vec![Held::Whole, Held::Header, Held::PossiblyIncomplete]);
    let messages = || {
        vec(any::<prop::sample::Index>(), 0..4)
            .prop_map(|all| all.into_iter().map(|index| index.index(1 << 16)).collect::<Vec<usize>>())
    };
    prop_oneof![
        2 => account().prop_map(Happening::AccountSaved),
        1 => account().prop_map(Happening::PasswordSaved),
        1 => account().prop_map(Happening::PinSaved),
        1 => account().prop_map(Happening::AccountRemoved),
        15 => (account(), name(), 0..3_u64)
            .prop_map(|(account, name, listed)| Happening::Added { account, name, listed }),
        3 => (0..99_usize, held, 0..3_u64)
            .prop_map(|(message, held, listed)| Happening::Replaced { message, held, listed }),
        2 => messages().prop_map(Happening::Removed),
        3 => (account(), name(), option::of(any::<[u8; 16]>()), wish())
            .prop_map(|(account, name, header, wish)| Happening::Named { account, name, header, wish }),
        3 => (account(), name(), name())
            .prop_map(|(account, from, to)| Happening::Renamed { account, from, to }),
        3 => (account(), vec(name(), 0..4), wish())
            .prop_map(|(account, names, wish)| Happening::Wished { account, names, wish }),
        1 => (account(), option::of(any::<i64>()))
            .prop_map(|(account, logged_in)| Happening::Learnt { account, logged_in }),
        2 => (messages(), any::<bool>())
            .prop_map(|(messages, read)| Happening::MarkedRead { messages, read }),
        1 => (0..90_u32).prop_map(Happening::IdsGiven),
        2 => (messages(), any::<bool>())
            .prop_map(|(messages, starred)| Happening::Starred { messages, starred }),
        1 => (account(), 0..3_u8, any::<bool>())
            .prop_map(|(account, name, is_own)| Happening::ServerJudged { account, name, is_own }),
        1 => (account(), 0..3_u8, any::<bool>())
            .prop_map(|(account, name, always)| Happening::ImagesWanted { account, name, always }),
        4 => (messages(), 0..8_u32).prop_map(|(messages, folder)| Happening::Moved { messages, folder }),
        2 => (0..4_u32, name(), option::of(account()))
            .prop_map(|(folder, name, account)| Happening::FolderSaved { folder, name, account }),
        1 => (0..4_u32).prop_map(Happening::FolderRemoved),
        3 => (messages(), 0..3_u8, any::<bool>())
            .prop_map(|(messages, tag, set)| Happening::Tagged { messages, tag, set }),
        1 => (0..3_u8, any::<u8>()).prop_map(|(tag, colour)| Happening::TagSaved { tag, colour }),
        1 => (0..3_u8).prop_map(Happening::TagRemoved),
        2 => (messages(), any::<bool>())
            .prop_map(|(messages, pinned)| Happening::Pinned { messages, pinned }),
        2 => (messages(), -1..5_i64).prop_map(|(messages, until)| Happening::Snoozed { messages, until }),
        2 => (account(), vec(0..3_u8, 0..3), any::<bool>())
            .prop_map(|(account, ids, muted)| Happening::Muted { account, ids, muted }),
        1 => vec(0..5_u8, 0..3).prop_map(Happening::RulesSaved),
        2 => (messages(), 0..4_u8, prop::sample::select(vec![None, Some(Class::Good), Some(Class::Junk)]))
            .prop_map(|(messages, word, class)| Happening::Taught { messages, word, class }),
        1 => Just(Happening::JunkForgotten),
        1 => any::<bool>().prop_map(Happening::JunkSorted),
        1 => vec(account(), 0..4).prop_map(Happening::AccountsOrdered),
        1 => account().prop_map(Happening::AccountRetired),
        1 => (account(), any::<u8>())
            .prop_map(|(account, colour)| Happening::AccountColoured { account, colour }),
    ]
}

/// The changes by which a happening enters the journal; none where it cannot happen.
pub(super) fn changes(contents: &Contents, happening: Happening) -> Vec<Change> {
    let account = |address: u32| {
        let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
        Account::new(&format!("{address}@example.org"), &address.to_string(), pop3)
    };
    let uidl = |name: u8| Uidl(vec![b'a' + name]);
    let known = |id: u32| contents.accounts().contains_key(&AccountId(id)).then_some(AccountId(id));
    let maildrop = |id: u32| {
        let account = contents.accounts().get(&AccountId(id))?;
        contents.maildrop(&Maildrop::of(AccountId(id), account))
    };
    // In the order of their ids, so that the same choice chooses the same message.
    let mut ids: Vec<MessageId> = contents.briefs().map(|brief| brief.id).collect();
    ids.sort_unstable();
    let message = |choice: usize| ids.get(choice % ids.len().max(1)).and_then(|id| contents.message(*id));
    let chosen = |choices: Vec<usize>| -> Vec<MessageId> {
        choices.into_iter().filter_map(message).map(|envelope| envelope.id).collect()
    };
    let named = |maildrop: MaildropId, name: u8| contents.name(maildrop, &uidl(name));

    let happened = match happening {
        Happening::AccountSaved(id) => {
            let (id, account) = (AccountId(id), account(id));
            let maildrop = Maildrop::of(id, &account);
            let mut changes = vec![Change::AccountSaved { id, account }];
            if contents.maildrop(&maildrop).is_none() {
                changes.push(Change::MaildropNamed { id: contents.next_maildrop(), maildrop });
            }
            return changes;
        }
        Happening::PasswordSaved(id) => {
            known(id).map(|id| Change::PasswordSaved { id, password: Sealed(vec![1]) })
        }
        Happening::PinSaved(id) => known(id).map(|id| Change::PinSaved { id, pin: Pin([1; 32]) }),
        Happening::AccountRemoved(id) => known(id).map(Change::AccountRemoved),
        Happening::Added { account, name, listed } => maildrop(account).map(|maildrop| {
            Change::Added(Box::new(Envelope {
                id: contents.next_message(),
                account: AccountId(account),
                maildrop,
                uidl: uidl(name),
                size: 1,
                held: Held::Header,
                header: None,
                listed,
                collected_at: 5,
                read: false,
                starred: false,
                filed: Filed::default(),
                summary: Summary { subject: format!("Subject {name}"), ..Summary::default() },
            }))
        }),
        Happening::Replaced { message: choice, held, listed } => message(choice).map(|envelope| {
            Change::Replaced(Box::new(Envelope {
                held,
                listed,
                header: Some(HeaderDigest([8; 16])),
                collected_at: 6,
                read: false,
                starred: false,
                filed: Filed::default(),
                ..envelope
            }))
        }),
        Happening::Removed(choices) => Some(Change::Removed(chosen(choices))),
        Happening::Named { account, name, header, wish } => maildrop(account).map(|maildrop| {
            let message = named(maildrop, name).and_then(|name| name.message);
            let header = header.map(HeaderDigest);
            let uidl = uidl(name);
            Change::Named { maildrop, uidl, name: Name { message, listed: 1, header, since: 7, wish } }
        }),
        Happening::Renamed { account, from, to } => {
            maildrop(account).map(|maildrop| Change::Renamed { maildrop, from: uidl(from), to: uidl(to) })
        }
        Happening::Wished { account, names, wish } => maildrop(account).map(|maildrop| Change::Wished {
            maildrop,
            uidls: names.into_iter().map(uidl).collect(),
            wish,
        }),
        Happening::Learnt { account, logged_in } => maildrop(account)
            .map(|maildrop| Change::Learnt { maildrop, learnt: Learnt { logged_in, ..Learnt::default() } }),
        Happening::MarkedRead { messages, read } => {
            Some(Change::MarkedRead { messages: chosen(messages), read })
        }
        Happening::Starred { messages, starred } => {
            Some(Change::Starred { messages: chosen(messages), starred })
        }
        Happening::ServerJudged { account, name, is_own } => known(account).map(|account| {
            Change::ServerJudged { account, authserv_id: format!("mx{name}.example.org"), is_own }
        }),
        Happening::ImagesWanted { account, name, always } => known(account)
            .map(|account| Change::ImagesWanted { account, address: format!("{name}@example.org"), always }),
        Happening::Moved { messages, folder } => {
            // Every other one is an own folder, which may not be there.
            let folder = FolderId(if folder < 4 { folder } else { FolderId::FIRST_OWN.0 + folder - 4 });
            let messages = chosen(messages);
            contents.has_folder(folder).then_some(Change::Moved { messages, folder })
        }
        Happening::FolderSaved { folder, name, account } => {
            let id = FolderId(FolderId::FIRST_OWN.0 + folder);
            let account = account.and_then(known);
            let folder = OwnFolder { name: format!("Folder {name}"), parent: None, account, query: None };
            Some(Change::FolderSaved { id, folder })
        }
        Happening::FolderRemoved(folder) => {
            let id = FolderId(FolderId::FIRST_OWN.0 + folder);
            let mut messages = ids.clone();
            messages.retain(|message| contents.brief(*message).unwrap().filed.folder == id);
            return vec![Change::Moved { messages, folder: FolderId::TRASH }, Change::FolderRemoved(id)];
        }
        Happening::Tagged { messages, tag, set } => {
            Some(Change::Tagged { messages: chosen(messages), tag: TagId(tag), set })
        }
        Happening::TagSaved { tag, colour } => {
            Some(Change::TagSaved { id: TagId(tag), tag: Tag { name: format!("Tag {tag}"), colour } })
        }
        Happening::TagRemoved(tag) => Some(Change::TagRemoved(TagId(tag))),
        Happening::Pinned { messages, pinned } => Some(Change::Pinned { messages: chosen(messages), pinned }),
        Happening::Snoozed { messages, until } => {
            Some(Change::Snoozed { messages: chosen(messages), until: Until::at(until) })
        }
        Happening::Muted { account, ids, muted } => known(account).map(|account| {
            let ids = ids.into_iter().map(|id| id.to_string()).collect();
            Change::Muted { account, ids, muted }
        }),
        Happening::RulesSaved(words) => {
            let rule = |word: u8| {
                let subject = Condition::Text(Of::Subject, How::Is, Pattern::new(&word.to_string()).unwrap());
                Rule::new("rule", subject, vec![Action::Star]).unwrap()
            };
            Some(Change::RulesSaved(Rules(words.into_iter().map(rule).collect())))
        }
        Happening::Taught { messages, word, class } => {
            let tokens = Tokens::of(format!("Subject: word{word}\r\n\r\n").as_bytes());
            let lesson = class.map(|class| Lesson::of(&tokens, class)).unwrap_or_default();
            let messages = chosen(messages).into_iter().map(|id| (id, class)).collect();
            Some(Change::Taught { messages, lesson })
        }
        Happening::JunkForgotten => {
            Some(Change::JunkKnown { model: Filter::default().to_bytes(), messages: Vec::new() })
        }
        Happening::JunkSorted(sorts) => Some(Change::JunkSorted(sorts)),
        Happening::AccountsOrdered(ids) => {
            Some(Change::AccountsOrdered(ids.into_iter().map(AccountId).collect()))
        }
        Happening::AccountRetired(id) => known(id).map(Change::AccountRetired),
        Happening::AccountColoured { account, colour } => {
            known(account).map(|id| Change::AccountColoured { id, colour })
        }
        Happening::IdsGiven(id) => Some(Change::IdsGiven {
            account: AccountId(0),
            maildrop: MaildropId(id),
            message: MessageId(u64::from(id)),
        }),
    };
    happened.into_iter().collect()
}
