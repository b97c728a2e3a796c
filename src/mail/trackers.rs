//! Images that are there to tell their owner that, when and where a mail is read.

use serde::{Deserialize, Serialize};

use super::hosts;

/// Images of a mail that watch its reader, all of one kind and from one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracker {
    /// Who would have learnt of it: a host in ASCII; empty where the address names none.
    pub host: String,
    /// How it is known.
    pub kind: TrackerKind,
    /// How many there are.
    pub times: u32,
}

/// How a tracker is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackerKind {
    /// It is as small as a point.
    Tiny,
    /// It is not to be seen at all.
    Hidden,
    /// Its address is that of a service that counts who reads.
    Known,
}

/// Hosts, with all below them, that serve nothing in a mail but such images. Services that serve
/// pictures from the same host are not here: for them there are [`PATHS`].
const HOSTS: &[&str] = &[
    "2o7.net",
    "awstrack.me",
    "bl-1.com",
    "demdex.net",
    "doubleclick.net",
    "emltrk.com",
    "getnotify.com",
    "google-analytics.com",
    "hubspotlinks.com",
    "klclick.com",
    "mailfoogae.appspot.com",
    "mailstat.us",
    "mailtrack.io",
    "mjt.lu",
    "mltrk.io",
    "omtrdc.net",
    "openrate.aweber.com",
    "pixel.mathtag.com",
    "pixel.wp.com",
    "pstmrk.it",
    "readnotify.com",
    "rs6.net",
    "sb.scorecardresearch.com",
    "sc.omtrdc.net",
    "sendibt2.com",
    "sendibt3.com",
    "sidekickopen.com",
    "t.hubspotemail.net",
    "t.yesware.com",
    "track.customer.io",
    "track.hubspot.com",
    "track.mixmax.com",
    "trk.klaviyomail.com",
];

/// Beginnings of paths, on these hosts and below; "" stands for every host: services whose
/// customers give them a name of their own are known by the path alone.
const PATHS: &[(&str, &str)] = &[
    ("", "/wf/open"),
    ("", "/track/open"),
    ("", "/trk/open"),
    ("", "/e/open"),
    ("", "/email/open"),
    ("", "/email_open_log_pic"),
    ("", "/open.aspx"),
    ("", "/open.gif"),
    ("", "/open.php"),
    ("", "/pixel.gif"),
    ("", "/tracking/pixel"),
    ("", "/tracking_pixel"),
    ("createsend.com", "/t/"),
    ("createsend1.com", "/t/"),
    ("facebook.com", "/tr"),
    ("linkedin.com", "/emimp/"),
    ("linkedin.com", "/px"),
    ("mailgun.org", "/o/"),
    ("mandrillapp.com", "/track/"),
    ("mlsend.com", "/link/o/"),
    ("rover.ebay.com", "/roveropen/"),
    ("sparkpostmail.com", "/q/"),
    ("substack.com", "/o/"),
    ("substackcdn.com", "/open"),
    ("twitter.com", "/scribe/"),
    ("x.com", "/scribe/"),
];

/// Whether an image of this host (in ASCII) and path is known to count readers.
pub(super) fn is_known(host: &str, path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    HOSTS.iter().any(|known| hosts::is_within(host, known))
        || PATHS.iter().any(|(known, start)| {
            (known.is_empty() || hosts::is_within(host, known)) && path.starts_with(start)
        })
}

/// What the size and the style of an image say: its attributes `width` and `height`, and its
/// declarations as the sanitiser writes them.
pub(super) fn looks(width: Option<&str>, height: Option<&str>, style: &str) -> Option<TrackerKind> {
    let declarations: Vec<(&str, &str)> = style
        .split("; ")
        .filter_map(|one| one.split_once(": "))
        .map(|(name, value)| (name, value.trim_end_matches("!important").trim_end()))
        .collect();
    let says = |name: &str| declarations.iter().rev().find(|(one, _)| *one == name).map(|&(_, value)| value);
    let hidden = says("display") == Some("none")
        || says("visibility") == Some("hidden")
        || says("opacity").and_then(pixels).is_some_and(|value| value == 0.0);
    if hidden {
        return Some(TrackerKind::Hidden);
    }
    let size = |property: &str, most: &str, attribute: Option<&str>| {
        let own = says(property).or(attribute).and_then(pixels);
        let most = says(most).and_then(pixels);
        match (own, most) {
            (Some(own), Some(most)) => Some(f32::min(own, most)),
            (own, most) => own.or(most),
        }
    };
    match (size("width", "max-width", width), size("height", "max-height", height)) {
        (Some(0.0), _) | (_, Some(0.0)) => Some(TrackerKind::Hidden),
        // Where one is not said the other gives it, for an image that is a point.
        (Some(width), height) => {
            (width <= 1.0 && height.unwrap_or(width) <= 1.0).then_some(TrackerKind::Tiny)
        }
        (None, height) => height.is_some_and(|height| height <= 1.0).then_some(TrackerKind::Tiny),
    }
}

fn pixels(length: &str) -> Option<f32> {
    let length = length.trim();
    length.strip_suffix("px").unwrap_or(length).trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{TrackerKind, is_known, looks};

    #[test]
    fn points_and_what_is_hidden_are_told_from_pictures() {
        let tiny = Some(TrackerKind::Tiny);
        let hidden = Some(TrackerKind::Hidden);
        assert_eq!(looks(Some("1"), Some("1"), ""), tiny);
        assert_eq!(looks(Some("1px"), Some("1.0"), ""), tiny);
        assert_eq!(looks(Some("1"), None, ""), tiny);
        assert_eq!(looks(None, None, "width: 1px; height: 1px !important"), tiny);
        assert_eq!(looks(Some("600"), Some("400"), "max-width: 1px; max-height: 1px"), tiny);
        assert_eq!(looks(Some("0"), Some("20"), ""), hidden);
        assert_eq!(looks(None, None, "color: red; display: none !important"), hidden);
        assert_eq!(looks(None, None, "visibility: hidden"), hidden);
        assert_eq!(looks(None, None, "opacity: 0"), hidden);
        assert_eq!(looks(Some("600"), Some("1"), ""), None, "a line");
        assert_eq!(looks(Some("1"), Some("1"), "width: 100px; height: 40px"), None);
        assert_eq!(looks(None, None, ""), None);
        assert_eq!(looks(Some("100%"), None, "opacity: 0.5"), None);
    }

    #[test]
    fn services_are_known_by_host_or_path() {
        assert!(is_known("t.yesware.com", "/x") && is_known("a.b.rs6.net", "/on.jsp"));
        assert!(is_known("links.shop.example", "/wf/open?upn=1"));
        assert!(is_known("eu.list-manage.example", "/Track/Open.php?u=1"));
        assert!(is_known("x.substack.com", "/o/eJx") && !is_known("x.example", "/o/eJx"));
        assert!(!is_known("images.example", "/logo.png") && !is_known("notrs6.net", "/"));
    }
}
