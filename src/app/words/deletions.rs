//! What is deleted, kept and had back.

use super::{folder_name, messages, number};
use crate::{
    app::state::Deletion,
    engine::api::{Act, Folder, Overview},
    store::Wish,
};

/// The place where it is said what was done.
pub const DELETIONS: &str = "What was done";
/// Nothing is wished: the account's settings hold.
pub const WISH_POLICY: &str = "As the account’s settings say";
/// It stays there.
pub const WISH_KEEP: &str = "Keep on the server";
/// It goes.
pub const WISH_DELETE: &str = "Delete from the server";
/// It is collected once more.
pub const WISH_AGAIN: &str = "Collect again";
/// It is collected.
pub const WISH_COLLECT: &str = "Collect";

/// What was done, and can be undone.
#[must_use]
pub fn deletion(deletion: &Deletion) -> String {
    let count = u32::try_from(deletion.count()).unwrap_or(u32::MAX);
    match (deletion, count) {
        (Deletion::Here(_), 1) => "Message deleted here.".to_owned(),
        (Deletion::Here(_), _) => format!("{} deleted here.", messages(count)),
        (Deletion::Everywhere(_), 1) => "Message deleted here, and soon on the server.".to_owned(),
        (Deletion::Everywhere(_), _) => {
            format!("{} deleted here, and soon on the server.", messages(count))
        }
        (Deletion::There(_) | Deletion::Maildrop { .. }, 1) => {
            "Deleting 1 message from the server.".to_owned()
        }
        (Deletion::There(_) | Deletion::Maildrop { .. }, _) => {
            format!("Deleting {} messages from the server.", number(count))
        }
    }
}

/// What was done with messages or folders, and can be undone; nothing where that is not worth a word.
#[must_use]
pub fn done(act: &Act, overview: &Overview) -> Option<String> {
    let some = |count: u32| if count == 1 { "Message".to_owned() } else { messages(count) };
    let some_of = |count: u32| if count == 1 { "1 message".to_owned() } else { messages(count) };
    Some(match act {
        Act::Moved { messages, to } => {
            format!("{} moved to {}.", some(*messages), folder_name(Folder::Of(*to), overview))
        }
        Act::Copied { messages, to } => {
            format!("{} copied to {}.", some(*messages), folder_name(Folder::Of(*to), overview))
        }
        Act::MarkedRead { messages, read: true } => format!("{} marked as read.", some(*messages)),
        Act::MarkedRead { messages, read: false } => format!("{} marked as unread.", some(*messages)),
        Act::Starred { messages, starred: true } => format!("{} starred.", some(*messages)),
        Act::Starred { messages, starred: false } => format!("Star removed from {}.", some_of(*messages)),
        Act::Tagged { messages, set: true, .. } => format!("{} tagged.", some(*messages)),
        Act::Tagged { messages, set: false, .. } => format!("Tag removed from {}.", some_of(*messages)),
        Act::Pinned { messages, pinned: true } => format!("{} pinned.", some(*messages)),
        Act::Pinned { messages, pinned: false } => format!("{} unpinned.", some(*messages)),
        Act::Snoozed { messages, until: Some(_) } => format!("{} snoozed.", some(*messages)),
        Act::Snoozed { messages, until: None } => format!("{} back in its folder.", some(*messages)),
        Act::BroughtIn { messages, to } => {
            format!("{} imported to {}.", some(*messages), folder_name(Folder::Of(*to), overview))
        }
        Act::TagRemoved => "Tag removed.".to_owned(),
        Act::Muted(muted) => super::muting(*muted).to_owned(),
        Act::Sorted { messages, goes, .. } if goes.is_empty() => format!("{} sorted.", some(*messages)),
        Act::Sorted { messages, goes, .. } => {
            let goes = u32::try_from(goes.len()).unwrap_or(u32::MAX);
            format!("{} sorted. {} to be deleted on the server.", some(*messages), number(goes))
        }
        Act::FolderRemoved(0) => "Folder removed.".to_owned(),
        Act::FolderRemoved(count) => format!("Folder removed. {} moved to Trash.", some(*count)),
        _ => return None,
    })
}

/// What the reader wished for a message that is on the server; nothing where the settings hold.
#[must_use]
pub fn wish(wish: Wish) -> Option<&'static str> {
    match wish {
        Wish::Policy => None,
        Wish::Keep => Some("You keep it there"),
        Wish::Delete => Some("To be deleted"),
        Wish::CollectAgain => Some("To be collected"),
        Wish::PassOver => Some("Passed over: too old"),
        Wish::Gone => Some("Deleted, said the server"),
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
