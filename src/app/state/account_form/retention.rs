//! What is left on the server, and how much of each message comes here, as the form puts it.

use super::{AccountForm, Change, check::number};
use crate::store::{Bodies, Extent, Leave, Retention};

/// Octets of a megabyte, as the figures on the page count them.
const MEGABYTE: u64 = 1_000_000;
/// Octets of a kilobyte.
const KILOBYTE: u64 = 1_000;

/// Which of the messages that are left on the server are deleted there in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// None.
    Never,
    /// Those collected some days ago.
    Days,
    /// All but the newest.
    Newest,
    /// All but the newest that fit into some megabytes.
    Megabytes,
}

/// How much of each message is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Its header.
    Header,
    /// All of it up to a size, the header of what is larger.
    UpTo,
}

impl Change {
    /// It makes the account delete mail on the server, so that this device has the only copy.
    #[must_use]
    pub fn deletes(&self) -> bool {
        match self {
            Self::Leave(leave) => !leave,
            Self::Limit(limit) => *limit != Limit::Never,
            Self::Follow(follow) => *follow,
            _ => false,
        }
    }
}

impl AccountForm {
    /// The form as it stands makes the account delete mail on the server.
    #[must_use]
    pub fn deletes(&self) -> bool {
        !self.leave_on_server || self.limit != Limit::Never || self.follow
    }

    /// What is left on the server; `None` where a number is wrong.
    #[must_use]
    pub fn retention(&self) -> Option<Retention> {
        let leave = match self.limit {
            _ if !self.leave_on_server => Leave::Nothing,
            Limit::Never => Leave::All,
            Limit::Days => Leave::Days(number(&self.days)?),
            Limit::Newest => Leave::Newest(number(&self.newest)?),
            Limit::Megabytes => Leave::NewestOctets(u64::from(number::<u32>(&self.megabytes)?) * MEGABYTE),
        };
        Some(Retention { leave, follow: self.follow })
    }

    pub(super) fn bodies(&self) -> Option<Bodies> {
        match self.part {
            Part::Whole => Some(Bodies::Whole),
            Part::Header => Some(Bodies::HeadersOnly),
            Part::UpTo => Some(Bodies::UpTo(u64::from(number::<u32>(&self.larger)?) * KILOBYTE)),
        }
    }

    pub(super) fn show_retention(&mut self, retention: Retention) {
        self.follow = retention.follow;
        self.leave_on_server = retention.leave != Leave::Nothing;
        match retention.leave {
            Leave::All | Leave::Nothing => self.limit = Limit::Never,
            Leave::Days(days) => {
                self.limit = Limit::Days;
                self.days = days.to_string();
            }
            Leave::Newest(messages) => {
                self.limit = Limit::Newest;
                self.newest = messages.to_string();
            }
            Leave::NewestOctets(octets) => {
                self.limit = Limit::Megabytes;
                self.megabytes = octets.div_ceil(MEGABYTE).to_string();
            }
        }
    }

    pub(super) fn show_extent(&mut self, extent: Extent) {
        match extent.bodies {
            Bodies::Whole => self.part = Part::Whole,
            Bodies::HeadersOnly => self.part = Part::Header,
            Bodies::UpTo(octets) => {
                self.part = Part::UpTo;
                self.larger = octets.div_ceil(KILOBYTE).to_string();
            }
        }
    }
}
