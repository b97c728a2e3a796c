//! What is deleted, kept and had back.

use super::catalogue::{Word, count, say};
use super::{folder_name, number};
use crate::{
    app::state::Deletion,
    engine::api::{Act, Folder, Overview},
    store::{FolderId, Wish},
};

/// The place where it is said what was done.
pub const DELETIONS: Word = Word("What was done");
/// Nothing is wished: the account's settings hold.
pub const WISH_POLICY: Word = Word("As the account’s settings say");
/// It stays there.
pub const WISH_KEEP: Word = Word("Keep on the server");
/// It goes.
pub const WISH_DELETE: Word = Word("Delete from the server");
/// It is collected once more.
pub const WISH_AGAIN: Word = Word("Collect again");
/// It is collected.
pub const WISH_COLLECT: Word = Word("Collect");

/// What was done, and can be undone.
#[must_use]
pub fn deletion(deletion: &Deletion) -> String {
    let count = u32::try_from(deletion.count()).unwrap_or(u32::MAX);
    match deletion {
        Deletion::Here(_) => count!(count, "Message deleted here.", "{count} messages deleted here."),
        Deletion::Everywhere(_) => count!(
            count,
            "Message deleted here, and soon on the server.",
            "{count} messages deleted here, and soon on the server."
        ),
        Deletion::There(_) | Deletion::Maildrop { .. } => {
            count!(count, "Deleting 1 message from the server.", "Deleting {count} messages from the server.")
        }
    }
}

/// What was done with messages or folders, and can be undone; nothing where that is not worth a word.
#[must_use]
pub fn done(act: &Act, overview: &Overview) -> Option<String> {
    let name = |folder: &FolderId| folder_name(Folder::Of(*folder), overview);
    Some(match act {
        Act::Moved { messages, to } => {
            count!(
                *messages,
                "Message moved to {folder}.",
                "{count} messages moved to {folder}.",
                folder = name(to)
            )
        }
        Act::Copied { messages, to } => {
            count!(
                *messages,
                "Message copied to {folder}.",
                "{count} messages copied to {folder}.",
                folder = name(to)
            )
        }
        Act::MarkedRead { messages, read: true } => {
            count!(*messages, "Message marked as read.", "{count} messages marked as read.")
        }
        Act::MarkedRead { messages, read: false } => {
            count!(*messages, "Message marked as unread.", "{count} messages marked as unread.")
        }
        Act::Starred { messages, starred: true } => {
            count!(*messages, "Message starred.", "{count} messages starred.")
        }
        Act::Starred { messages, starred: false } => {
            count!(*messages, "Star removed from 1 message.", "Star removed from {count} messages.")
        }
        Act::Tagged { messages, set: true, .. } => {
            count!(*messages, "Message tagged.", "{count} messages tagged.")
        }
        Act::Tagged { messages, set: false, .. } => {
            count!(*messages, "Tag removed from 1 message.", "Tag removed from {count} messages.")
        }
        Act::Pinned { messages, pinned: true } => {
            count!(*messages, "Message pinned.", "{count} messages pinned.")
        }
        Act::Pinned { messages, pinned: false } => {
            count!(*messages, "Message unpinned.", "{count} messages unpinned.")
        }
        Act::Snoozed { messages, until: Some(_) } => {
            count!(*messages, "Message snoozed.", "{count} messages snoozed.")
        }
        Act::Snoozed { messages, until: None } => {
            count!(*messages, "Message back in its folder.", "{count} messages back in their folders.")
        }
        Act::BroughtIn { messages, to } => {
            count!(
                *messages,
                "Message imported to {folder}.",
                "{count} messages imported to {folder}.",
                folder = name(to)
            )
        }
        Act::TagRemoved => say!("Tag removed.").to_owned(),
        Act::Muted(muted) => super::muting(*muted).to_owned(),
        Act::Sorted { messages, goes, .. } if goes.is_empty() => {
            count!(*messages, "Message sorted.", "{count} messages sorted.")
        }
        Act::Sorted { messages, goes, .. } => {
            let goes = u32::try_from(goes.len()).unwrap_or(u32::MAX);
            count!(
                *messages,
                "Message sorted. {goes} to be deleted on the server.",
                "{count} messages sorted. {goes} to be deleted on the server.",
                goes = number(goes)
            )
        }
        Act::FolderRemoved(0) => say!("Folder removed.").to_owned(),
        Act::FolderRemoved(count) => count!(
            *count,
            "Folder removed. 1 message moved to Trash.",
            "Folder removed. {count} messages moved to Trash."
        ),
        _ => return None,
    })
}

/// What the reader wished for a message that is on the server; nothing where the settings hold.
#[must_use]
pub fn wish(wish: Wish) -> Option<&'static str> {
    match wish {
        Wish::Policy => None,
        Wish::Keep => Some(say!("You keep it there")),
        Wish::Delete => Some(say!("To be deleted")),
        Wish::CollectAgain => Some(say!("To be collected")),
        Wish::PassOver => Some(say!("Passed over: too old")),
        Wish::Gone => Some(say!("Deleted, said the server")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{AccountId, FolderId, MessageId, Uidl};

    #[test]
    fn a_deletion_says_how_much_goes_and_where() {
        assert_eq!(deletion(&Deletion::Here(vec![MessageId(1)])), "Message deleted here.");
        assert_eq!(deletion(&Deletion::Here(vec![MessageId(1), MessageId(2)])), "2 messages deleted here.");
        let names = vec![Uidl(b"a".to_vec()); 1_200];
        let there = Deletion::Maildrop { account: AccountId(1), names };
        assert_eq!(deletion(&there), "Deleting 1,200 messages from the server.");
    }

    #[test]
    fn what_was_moved_is_told_with_where_to() {
        let moved =
            |count| done(&Act::Moved { messages: count, to: FolderId::ARCHIVE }, &Overview::default());
        assert_eq!(moved(1).as_deref(), Some("Message moved to Archive."));
        assert_eq!(moved(1_000).as_deref(), Some("1,000 messages moved to Archive."));
        assert_eq!(done(&Act::Undone, &Overview::default()), None);
    }
}
