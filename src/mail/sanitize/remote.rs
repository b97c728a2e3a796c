//! What a document would fetch from elsewhere: what stays out, and what of it watches its reader.

use super::{RemoteImages, SanitisedHtml};
use crate::mail::hosts;
use crate::mail::trackers::{Tracker, TrackerKind, is_known};

/// Trackers that are named; further ones are counted.
const MOST_NAMED: usize = 16;

/// The account of what is fetched.
#[derive(Debug)]
pub(super) struct Remote {
    images: RemoteImages,
    /// Images left out so far, and how many of them were trackers.
    blocked: u32,
    tracking: u32,
    trackers: Vec<Tracker>,
}

impl Remote {
    pub(super) const fn new(images: RemoteImages) -> Self {
        Self { images, blocked: 0, tracking: 0, trackers: Vec::new() }
    }

    /// Whether an image may be fetched: only what a reader who asked for images would see.
    pub(super) fn lets(&self, url: &str, looks: Option<TrackerKind>) -> bool {
        self.images == RemoteImages::Shown && tracker(url, looks).is_none()
    }

    /// Counts an image that was left out.
    pub(super) fn left_out(&mut self, url: &str, looks: Option<TrackerKind>) {
        self.blocked = self.blocked.saturating_add(1);
        let Some((host, kind)) = tracker(url, looks) else { return };
        self.tracking = self.tracking.saturating_add(1);
        if let Some(named) = self.trackers.iter_mut().find(|one| one.host == host && one.kind == kind) {
            named.times = named.times.saturating_add(1);
        } else if self.trackers.len() < MOST_NAMED {
            self.trackers.push(Tracker { host, kind, times: 1 });
        }
    }

    /// Whether images that can be seen were left out.
    pub(super) const fn hides_something(&self) -> bool {
        self.blocked > self.tracking
    }

    pub(super) fn tell(self, html: &mut SanitisedHtml) {
        html.blocked_remote = self.blocked;
        html.blocked_trackers = self.tracking;
        html.trackers = self.trackers;
    }
}

/// The host of a tracker, and how it is known.
fn tracker(url: &str, looks: Option<TrackerKind>) -> Option<(String, TrackerKind)> {
    let authority = url.split_once("//").and_then(|(_, rest)| hosts::authority(rest));
    let host = authority.and_then(|authority| hosts::ascii(authority.host)).unwrap_or_default();
    let is_known = authority.is_some_and(|authority| is_known(&host, authority.rest));
    let kind = if is_known { Some(TrackerKind::Known) } else { looks };
    kind.map(|kind| (host, kind))
}
