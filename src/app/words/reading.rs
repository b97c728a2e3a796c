//! Words about how a message is shown, and what is doubtful about it.

use super::catalogue::{Word, count, say};
use super::or;
use crate::mail::{Danger, Doubt, Link, Method, Outcome, Verdict};

/// Shows the plain text of a message, in place of what was designed.
pub const AS_TEXT: Word = Word("Show as plain text");
/// Said where nothing of a designed message can be seen.
pub const NOTHING_TO_SEE: Word = Word("Nothing of this message can be seen as its sender designed it.");
/// Shows it as the sender designed it.
pub const AS_DESIGNED: Word = Word("Show as designed");
/// Draws a designed message on dark paper.
pub const DARK_PAPER: Word = Word("Dark paper");
/// Draws it on light paper again.
pub const LIGHT_PAPER: Word = Word("Light paper");
/// Makes messages larger.
pub const ZOOM_IN: Word = Word("Larger");
/// Makes messages smaller.
pub const ZOOM_OUT: Word = Word("Smaller");
/// Shows messages in their own size.
pub const ZOOM_NONE: Word = Word("Normal size");
/// Prints the message.
pub const PRINT: Word = Word("Print");

// Images and links.

/// Fetches the images that were left out.
pub const SHOW_IMAGES: Word = Word("Show remote images");
/// The same, whenever this sender writes.
pub const ALWAYS_SHOW: Word = Word("Always for this sender");
/// Takes that back.
pub const NO_LONGER_SHOW: Word = Word("No longer for this sender");
/// Said where images were fetched.
pub const IMAGES_SHOWN: Word =
    Word("Remote images are shown: whoever keeps them can see that you read this.");

/// How many trackers were left out, and whose.
pub fn trackers_blocked(trackers: u32, hosts: &[&str]) -> String {
    let what = count!(trackers, "1 tracker", "{count} trackers");
    match hosts {
        [] => say!("{what} blocked.", what),
        hosts => say!("{what} blocked: {hosts}.", what, hosts = hosts.join(", ")),
    }
}

/// The title of the question before a doubtful link.
pub const DOUBTFUL_LINK: Word = Word("This link may deceive");
/// What the link says.
pub const LINK_SAYS: Word = Word("It says");
/// Where it leads.
pub const LINK_LEADS: Word = Word("It leads to");
/// Follows it.
pub const OPEN_ANYWAY: Word = Word("Open anyway");

/// How many links are doubtful.
pub fn doubtful_links(links: usize) -> String {
    count!(
        u32::try_from(links).unwrap_or(u32::MAX),
        "1 link does not lead where it seems to",
        "{count} links do not lead where they seem to"
    )
}

/// A doubtful link on one line.
pub fn link_leads(link: &Link) -> String {
    let says = or(&link.text, say!("(image)"));
    format!("{says} → {}", or(&link.host, &link.target))
}

/// Why a link is doubtful.
pub fn doubt(doubt: &Doubt, link: &Link) -> String {
    let host = or(&link.host, &link.target);
    match doubt {
        Doubt::OtherHost { shown } => say!("Its words name {shown}, but it leads to {host}.", shown, host),
        Doubt::LooksLike { host: other } => {
            say!("{host} is written in letters that look like {other}. It is another place.", host, other)
        }
        Doubt::MixedScripts => say!("{host} mixes letters of several scripts, as imitations do.", host),
        Doubt::OddLetters => say!("{host} has characters that names of servers do not have.", host),
        Doubt::UserInfo { shown } => {
            say!("It begins with {shown}, which is only a user name. It leads to {host}.", shown, host)
        }
        Doubt::Numeric => say!("It leads to the bare number {host} instead of a name.", host),
    }
}

// Who wrote.

/// A name that holds somebody else's address.
pub fn name_claims(claimed: &str, address: &str) -> String {
    say!(
        "The sender's name holds the address {claimed}, but the mail comes from {address}.",
        claimed,
        address
    )
}

/// Answers go to somebody else.
pub fn answers_elsewhere(addresses: &str) -> String {
    say!("Answers go to {addresses}, not to the sender.", addresses)
}

/// The reader's server vouches for the domain.
pub fn sender_proven(domain: &str) -> String {
    say!("Your mail server confirms that this comes from {domain}.", domain)
}

/// It says the contrary.
pub const SENDER_FAILED: Word = Word("Your mail server could not confirm this sender. It may be forged.");
/// It says neither.
pub const SENDER_UNKNOWN: Word = Word("Your mail server says nothing certain about this sender.");

/// Asks whose server checked.
pub fn is_it_your_server(server: &str) -> String {
    say!(
        "{server} has checked who sent this. Is that your mail provider's server? Only then can it be believed.",
        server
    )
}

/// It is.
pub const MY_SERVER: Word = Word("Yes, it is mine");
/// It is not.
pub const NOT_MY_SERVER: Word = Word("No");

/// What a server found, in its own terms.
pub fn checks(outcomes: &[Outcome]) -> String {
    let known = outcomes.iter().filter_map(|outcome| {
        let method = match outcome.method {
            Method::Spf => say!("SPF"),
            Method::Dkim => say!("DKIM"),
            Method::Dmarc => say!("DMARC"),
            Method::Arc => say!("ARC"),
            Method::Other => return None,
        };
        let verdict = match outcome.verdict {
            Verdict::Pass => say!("passed"),
            Verdict::Fail => say!("failed"),
            Verdict::SoftFail => say!("failed softly"),
            Verdict::Neutral => say!("neutral"),
            Verdict::None => say!("nothing to check"),
            Verdict::TempError => say!("could not be checked"),
            Verdict::PermError => say!("not understood"),
            Verdict::Policy => say!("refused by policy"),
        };
        let of = outcome.of.as_ref().map(|of| format!(" ({of})")).unwrap_or_default();
        Some(format!("{method} {verdict}{of}"))
    });
    known.collect::<Vec<_>>().join(", ")
}

/// What a message came through.
pub const LIST: Word = Word("List");
/// A mailing list without a name.
pub const A_LIST: Word = Word("a mailing list");
/// Leaves it.
pub const LEAVE_LIST: Word = Word("Unsubscribe");

// Files.

/// How many files there are.
pub fn attached(files: usize) -> String {
    count!(u32::try_from(files).unwrap_or(u32::MAX), "1 file", "{count} files")
}

/// Saves them all.
pub const SAVE_ALL: Word = Word("Save all");
/// The title of a file that is looked at.
pub const PREVIEW: Word = Word("Attachment");
/// It is on its way.
pub const PREVIEW_LOADING: Word = Word("Opening the file");
/// Not all of it is shown.
pub const PREVIEW_CUT: Word = Word("This is the beginning of a longer file. Save it to see the rest.");
/// Opens a document beside the page.
pub const OPEN_IN_TAB: Word = Word("Open in a new tab");

/// Shows a file.
pub fn show_attachment(name: &str) -> String {
    say!("Show {name}", name)
}

/// Why a file had better not be opened without thought.
pub fn danger(danger: Danger) -> &'static str {
    match danger {
        Danger::Disguised => say!("It pretends to be another kind of file. Do not open it."),
        Danger::Runs => say!("A program: opening it runs it. Do so only if you expected it."),
        Danger::Shortcut => say!("A shortcut: opening it leads somewhere else."),
        Danger::Macros => {
            say!("A document that may hold programs. Do not allow them unless you expected it.")
        }
        Danger::DiskImage => say!("A disk image: files in it open without the usual warnings."),
        Danger::WebPage => say!("A web page: opened in a browser it can run scripts and ask for passwords."),
        Danger::Archive => say!("An archive that nobody can look into before it is opened."),
    }
}

// Quotes.

/// Opens and closes the mail that is answered.
pub const QUOTED: Word = Word("Quoted text");
