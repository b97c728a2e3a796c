//! Words about how a message is shown, and what is doubtful about it.

use super::or;
use crate::mail::{Danger, Doubt, Link, Method, Outcome, Verdict};

/// Shows the plain text of a message, in place of what was designed.
pub const AS_TEXT: &str = "Show as plain text";
/// Said where nothing of a designed message can be seen.
pub const NOTHING_TO_SEE: &str = "Nothing of this message can be seen as its sender designed it.";
/// Shows it as the sender designed it.
pub const AS_DESIGNED: &str = "Show as designed";
/// Draws a designed message on dark paper.
pub const DARK_PAPER: &str = "Dark paper";
/// Draws it on light paper again.
pub const LIGHT_PAPER: &str = "Light paper";
/// Makes messages larger.
pub const ZOOM_IN: &str = "Larger";
/// Makes messages smaller.
pub const ZOOM_OUT: &str = "Smaller";
/// Shows messages in their own size.
pub const ZOOM_NONE: &str = "Normal size";
/// Prints the message.
pub const PRINT: &str = "Print";

// Images and links.

/// Fetches the images that were left out.
pub const SHOW_IMAGES: &str = "Show remote images";
/// The same, whenever this sender writes.
pub const ALWAYS_SHOW: &str = "Always for this sender";
/// Takes that back.
pub const NO_LONGER_SHOW: &str = "No longer for this sender";
/// Said where images were fetched.
pub const IMAGES_SHOWN: &str = "Remote images are shown: whoever keeps them can see that you read this.";

/// How many trackers were left out, and whose.
pub fn trackers_blocked(trackers: u32, hosts: &[&str]) -> String {
    let what = if trackers == 1 { "1 tracker".to_owned() } else { format!("{trackers} trackers") };
    match hosts {
        [] => format!("{what} blocked."),
        hosts => format!("{what} blocked: {}.", hosts.join(", ")),
    }
}

/// The title of the question before a doubtful link.
pub const DOUBTFUL_LINK: &str = "This link may deceive";
/// What the link says.
pub const LINK_SAYS: &str = "It says";
/// Where it leads.
pub const LINK_LEADS: &str = "It leads to";
/// Follows it.
pub const OPEN_ANYWAY: &str = "Open anyway";

/// How many links are doubtful.
pub fn doubtful_links(links: usize) -> String {
    match links {
        1 => "1 link does not lead where it seems to".to_owned(),
        links => format!("{links} links do not lead where they seem to"),
    }
}

/// A doubtful link on one line.
pub fn link_leads(link: &Link) -> String {
    let says = or(&link.text, "(image)");
    format!("{says} → {}", or(&link.host, &link.target))
}

/// Why a link is doubtful.
pub fn doubt(doubt: &Doubt, link: &Link) -> String {
    let host = or(&link.host, &link.target);
    match doubt {
        Doubt::OtherHost { shown } => format!("Its words name {shown}, but it leads to {host}."),
        Doubt::LooksLike { host: other } => {
            format!("{host} is written in letters that look like {other}. It is another place.")
        }
        Doubt::MixedScripts => format!("{host} mixes letters of several scripts, as imitations do."),
        Doubt::OddLetters => format!("{host} has characters that names of servers do not have."),
        Doubt::UserInfo { shown } => {
            format!("It begins with {shown}, which is only a user name. It leads to {host}.")
        }
        Doubt::Numeric => format!("It leads to the bare number {host} instead of a name."),
    }
}

// Who wrote.

/// A name that holds somebody else's address.
pub fn name_claims(claimed: &str, address: &str) -> String {
    format!("The sender's name holds the address {claimed}, but the mail comes from {address}.")
}

/// Answers go to somebody else.
pub fn answers_elsewhere(addresses: &str) -> String {
    format!("Answers go to {addresses}, not to the sender.")
}

/// The reader's server vouches for the domain.
pub fn sender_proven(domain: &str) -> String {
    format!("Your mail server confirms that this comes from {domain}.")
}

/// It says the contrary.
pub const SENDER_FAILED: &str = "Your mail server could not confirm this sender. It may be forged.";
/// It says neither.
pub const SENDER_UNKNOWN: &str = "Your mail server says nothing certain about this sender.";

/// Asks whose server checked.
pub fn is_it_your_server(server: &str) -> String {
    format!(
        "{server} has checked who sent this. Is that your mail provider's server? Only then can it be believed."
    )
}

/// It is.
pub const MY_SERVER: &str = "Yes, it is mine";
/// It is not.
pub const NOT_MY_SERVER: &str = "No";

/// What a server found, in its own terms.
pub fn checks(outcomes: &[Outcome]) -> String {
    let known = outcomes.iter().filter_map(|outcome| {
        let method = match outcome.method {
            Method::Spf => "SPF",
            Method::Dkim => "DKIM",
            Method::Dmarc => "DMARC",
            Method::Arc => "ARC",
            Method::Other => return None,
        };
        let verdict = match outcome.verdict {
            Verdict::Pass => "passed",
            Verdict::Fail => "failed",
            Verdict::SoftFail => "failed softly",
            Verdict::Neutral => "neutral",
            Verdict::None => "nothing to check",
            Verdict::TempError => "could not be checked",
            Verdict::PermError => "not understood",
            Verdict::Policy => "refused by policy",
        };
        let of = outcome.of.as_ref().map(|of| format!(" ({of})")).unwrap_or_default();
        Some(format!("{method} {verdict}{of}"))
    });
    known.collect::<Vec<_>>().join(", ")
}

/// What a message came through.
pub const LIST: &str = "List";
/// A mailing list without a name.
pub const A_LIST: &str = "a mailing list";
/// Leaves it.
pub const LEAVE_LIST: &str = "Unsubscribe";

// Files.

/// How many files there are.
pub fn attached(files: usize) -> String {
    format!("{files} files")
}

/// Saves them all.
pub const SAVE_ALL: &str = "Save all";
/// The title of a file that is looked at.
pub const PREVIEW: &str = "Attachment";
/// It is on its way.
pub const PREVIEW_LOADING: &str = "Opening the file";
/// Not all of it is shown.
pub const PREVIEW_CUT: &str = "This is the beginning of a longer file. Save it to see the rest.";
/// Opens a document beside the page.
pub const OPEN_IN_TAB: &str = "Open in a new tab";

/// Shows a file.
pub fn show_attachment(name: &str) -> String {
    format!("Show {name}")
}

/// Why a file had better not be opened without thought.
pub const fn danger(danger: Danger) -> &'static str {
    match danger {
        Danger::Disguised => "It pretends to be another kind of file. Do not open it.",
        Danger::Runs => "A program: opening it runs it. Do so only if you expected it.",
        Danger::Shortcut => "A shortcut: opening it leads somewhere else.",
        Danger::Macros => "A document that may hold programs. Do not allow them unless you expected it.",
        Danger::DiskImage => "A disk image: files in it open without the usual warnings.",
        Danger::WebPage => "A web page: opened in a browser it can run scripts and ask for passwords.",
        Danger::Archive => "An archive that nobody can look into before it is opened.",
    }
}

// Quotes.

/// Opens and closes the mail that is answered.
pub const QUOTED: &str = "Quoted text";
