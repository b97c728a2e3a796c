//! What is deleted, kept and had back.

use super::{messages, number};
use crate::{app::state::Deletion, store::Wish};

/// The place where deletions are said.
pub const DELETIONS: &str = "Deletions";
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
        (Deletion::Here(_), 1) => "Message deleted.".to_owned(),
        (Deletion::Here(_), _) => format!("{} deleted.", messages(count)),
        (Deletion::There(_) | Deletion::Maildrop { .. }, 1) => {
            "Deleting 1 message from the server.".to_owned()
        }
        (Deletion::There(_) | Deletion::Maildrop { .. }, _) => {
            format!("Deleting {} messages from the server.", number(count))
        }
    }
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
    use crate::store::{AccountId, MessageId, Uidl};

    #[test]
    fn a_deletion_says_how_much_goes_and_where() {
        assert_eq!(deletion(&Deletion::Here(vec![MessageId(1)])), "Message deleted.");
        assert_eq!(deletion(&Deletion::Here(vec![MessageId(1), MessageId(2)])), "2 messages deleted.");
        let names = vec![Uidl(b"a".to_vec()); 1_200];
        let there = Deletion::Maildrop { account: AccountId(1), names };
        assert_eq!(deletion(&there), "Deleting 1,200 messages from the server.");
    }
}
