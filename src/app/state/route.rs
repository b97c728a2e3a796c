//! The address of what the page shows: what stands behind the `#` of its URL. It is all there is to a
//! bookmark, so it has to be read whatever it holds.
//!
//! | address | what it shows |
//! | --- | --- |
//! | `#/inboxes` | all inboxes together |
//! | `#/inbox/3` | the inbox of the account 3 |
//! | `#/inbox/3/message/17` | the same, with a message open |
//! | `#/inbox/3?search=figs&in=all&by=size` | what is found in all mail, the largest first |
//! | `#/storage` | what is stored here |
//! | `#/server/3` | what waits on the server of the account 3 |

use crate::{
    engine::api::{Folder, Order, View},
    store::{AccountId, FolderId, MessageId},
};

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// A list, and a message beside it.
    Mail(Place),
    /// What is stored here.
    Storage,
    /// What waits on an account's server.
    Server(AccountId),
}

/// A list of messages, and which of them is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The folder.
    pub folder: Folder,
    /// What is searched for; never blank.
    pub search: Option<String>,
    /// It is searched for in all mail, not in the folder alone.
    pub everywhere: bool,
    /// What the list is sorted by.
    pub order: Order,
    /// The message that is open.
    pub message: Option<MessageId>,
}

impl Place {
    /// A folder as it is opened: all of it, the newest first.
    #[must_use]
    pub const fn of(folder: Folder) -> Self {
        Self { folder, search: None, everywhere: false, order: Order::Newest, message: None }
    }

    /// What the list shows, where conversations are rows or mails are.
    #[must_use]
    pub fn view(&self, gathered: bool) -> View {
        let everywhere = self.everywhere && self.search.is_some();
        let folder = if everywhere { Folder::AllInboxes } else { self.folder };
        let gathered = gathered && self.search.is_none();
        View { folder, query: self.search.clone(), order: self.order, gathered }
    }
}

impl Route {
    /// Reads an address, with its `#` or without; `None` where it leads nowhere.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let address = address.strip_prefix('#').unwrap_or(address);
        let (path, parameters) = address.split_once('?').unwrap_or((address, ""));
        let mut steps = path.split('/').filter(|step| !step.is_empty());
        let folder = match steps.next()? {
            "storage" => return Some(Self::Storage),
            "server" => return account(&mut steps).map(Self::Server),
            "inboxes" => Folder::AllInboxes,
            "inbox" => Folder::Inbox(account(&mut steps)?),
            "folder" => Folder::Of(FolderId(steps.next()?.parse().ok()?)),
            "snoozed" => Folder::Snoozed,
            _ => return None,
        };
        let mut place = Place::of(folder);
        if steps.next() == Some("message") {
            place.message = steps.next().and_then(|id| id.parse().ok()).map(MessageId);
        }
        for (name, value) in parameters.split('&').filter_map(|parameter| parameter.split_once('=')) {
            match (name, value) {
                ("search", text) => place.search = Some(decoded(text)).filter(|text| !text.trim().is_empty()),
                ("in", "all") => place.everywhere = true,
                ("by", by) => place.order = order_named(by).unwrap_or(place.order),
                _ => {}
            }
        }
        place.everywhere &= place.search.is_some();
        Some(Self::Mail(place))
    }

    /// Writes it, with its `#`.
    #[must_use]
    pub fn address(&self) -> String {
        let place = match self {
            Self::Storage => return "#/storage".to_owned(),
            Self::Server(id) => return format!("#/server/{}", id.0),
            Self::Mail(place) => place,
        };
        let mut address = match place.folder {
            Folder::AllInboxes => "#/inboxes".to_owned(),
            Folder::Inbox(id) => format!("#/inbox/{}", id.0),
            Folder::Of(id) => format!("#/folder/{}", id.0),
            Folder::Snoozed => "#/snoozed".to_owned(),
        };
        if let Some(id) = place.message {
            address.push_str(&format!("/message/{}", id.0));
        }
        let order = order_name(place.order).map(|name| format!("by={name}"));
        let search = place.search.as_ref().map(|text| format!("search={}", encoded(text)));
        let everywhere = (place.everywhere && place.search.is_some()).then(|| "in=all".to_owned());
        for (parameter, before) in [search, everywhere, order].into_iter().flatten().zip("?&&".chars()) {
            address.push(before);
            address.push_str(&parameter);
        }
        address
    }

    /// It is what shows when this one is put away: the list without its message, the folder without the
    /// search in it, the mail without what stood in its place.
    #[must_use]
    pub fn is_behind(&self, front: &Self) -> bool {
        match (self, front) {
            (Self::Mail(_), Self::Storage | Self::Server(_)) => true,
            (Self::Mail(behind), Self::Mail(front)) => {
                let closed = front.message.is_some() && *behind == Place { message: None, ..front.clone() };
                let cleared =
                    front.search.is_some() && behind.search.is_none() && behind.folder == front.folder;
                closed || cleared
            }
            _ => false,
        }
    }

    /// It takes the place of that one, as one message after another does, or one word more to search for:
    /// nobody wants to go back through all of these.
    #[must_use]
    pub fn replaces(&self, before: &Self) -> bool {
        let (Self::Mail(now), Self::Mail(before)) = (self, before) else { return self == before };
        let list = |place: &Place| Place { message: None, ..place.clone() };
        let same_list = list(now) == list(before);
        let still_searching = now.folder == before.folder && now.search.is_some() && before.search.is_some();
        (same_list && before.message.is_some()) || (still_searching && now.message == before.message)
    }
}

fn account<'a>(steps: &mut impl Iterator<Item = &'a str>) -> Option<AccountId> {
    steps.next()?.parse().ok().map(AccountId)
}

/// As UTF-8, with a percent sign before all that is not a letter, a digit or one of `-._~` (RFC 3986).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The way back. A percent sign that begins nothing stands for itself.
fn decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = hex.filter(|two| two.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match byte.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What an order is called in an address; `None` for the usual one.
const fn order_name(order: Order) -> Option<&'static str> {
    match order {
        Order::Newest => None,
        Order::Relevance => Some("relevance"),
        Order::Oldest => Some("oldest"),
        Order::Largest => Some("size"),
        Order::Smallest => Some("smallest"),
        Order::Sender => Some("sender"),
        Order::SenderBackwards => Some("sender-backwards"),
        Order::Subject => Some("subject"),
        Order::SubjectBackwards => Some("subject-backwards"),
    }
}

fn order_named(name: &str) -> Option<Order> {
    let mut all = Order::OF_FOLDERS.into_iter().chain([Order::Relevance]);
    all.find(|order| order_name(*order) == Some(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_route() -> impl Strategy<Value = Route> {
        let folder = prop_oneof![
            Just(Folder::AllInboxes),
            Just(Folder::Snoozed),
            any::<u32>().prop_map(|id| Folder::Inbox(AccountId(id))),
            any::<u32>().prop_map(|id| Folder::Of(FolderId(id))),
        ];
        let search = prop::option::of(any::<String>().prop_filter("blank", |text| !text.trim().is_empty()));
        let orders: Vec<Order> = Order::OF_FOLDERS.into_iter().chain([Order::Relevance]).collect();
        let order = prop::sample::select(orders);
        let message = prop::option::of(any::<u64>().prop_map(MessageId));
        let place = (folder, search, any::<bool>(), order, message).prop_map(
            |(folder, search, everywhere, order, message)| {
                let everywhere = everywhere && search.is_some();
                Route::Mail(Place { folder, search, everywhere, order, message })
            },
        );
        prop_oneof![
            8 => place,
            1 => Just(Route::Storage),
            1 => any::<u32>().prop_map(|id| Route::Server(AccountId(id))),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(route in any_route()) {
            let address = route.address();
            prop_assert!(address.is_ascii() && !address.contains(char::is_whitespace), "{address}");
            prop_assert_eq!(Route::parse(&address), Some(route));
        }

        #[test]
        fn whatever_is_read_can_be_written(address in any::<String>()) {
            if let Some(route) = Route::parse(&address) {
                prop_assert_eq!(Route::parse(&route.address()), Some(route));
            }
        }

        #[test]
        fn whatever_looks_like_an_address_can_be_written(
            address in "#?/(inboxes|inbox/[0-9]{0,12}|server/[0-9a]{1,3})(/message/[0-9]{0,22})?[?](search|in|by)=[%a-f0-9]{0,9}(&(search|in|by)=(all|size|sender)?){0,2}"
        ) {
            if let Some(route) = Route::parse(&address) {
                prop_assert_eq!(Route::parse(&route.address()), Some(route));
            }
        }
    }

    #[test]
    fn addresses_are_what_bookmarks_hold() {
        let place = Place {
            search: Some("blue figs".to_owned()),
            everywhere: true,
            order: Order::Largest,
            message: Some(MessageId(17)),
            ..Place::of(Folder::Inbox(AccountId(3)))
        };
        let address = "#/inbox/3/message/17?search=blue%20figs&in=all&by=size";
        assert_eq!(Route::Mail(place.clone()).address(), address);
        assert_eq!(Route::parse(address), Some(Route::Mail(place)));
        assert_eq!(Route::Mail(Place::of(Folder::AllInboxes)).address(), "#/inboxes");
        assert_eq!(Route::parse("#/storage"), Some(Route::Storage));
        assert_eq!(Route::parse("#/server/2"), Some(Route::Server(AccountId(2))));
    }

    #[test]
    fn what_leads_nowhere_is_no_route() {
        for address in
            ["", "#", "#/", "#/inbox", "#/inbox/ada", "#/server", "#/settings", "#/inbox/99999999999"]
        {
            assert_eq!(Route::parse(address), None, "{address}");
        }
        // What is wrong further on leads to the folder.
        for address in
            ["#/inboxes/message/none", "#/inboxes?search=%20", "#/inboxes?in=all", "#/inboxes?by=colour"]
        {
            assert_eq!(Route::parse(address), Some(Route::Mail(Place::of(Folder::AllInboxes))), "{address}");
        }
    }
}
