//! What the reading pane shows of a mail.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::attachments::{self, Attachment};
use super::authentication::{self, AuthenticationResults};
use super::bodies::{Plan, Preference, Shown, content_id_of};
use super::bounces::{self, Bounce};
use super::calendar::Calendar;
use super::cards::Card;
use super::decode;
use super::envelope::{self, Mailbox, Summary};
use super::extras::Extras;
use super::flowed;
use super::html;
use super::mailing_list::{self, MailingList};
use super::parts::{Kind, Part, Structure};
use super::quotes;
use super::sanitize::{Marked, RemoteImages, SanitisedHtml, raster, sanitise_and_mark};

/// Bytes of one text body; what comes after is cut off.
const LONGEST_TEXT: usize = 2 << 20;
/// Bytes of all inline images together, decoded; further ones leave their alternative text.
const MOST_INLINE: usize = 8 << 20;

/// What the reading pane shows of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What the list shows of it, too.
    pub summary: Summary,
    /// Reply-To, where it differs from From; empty when answers go to the sender.
    pub reply_to: Vec<Mailbox>,
    /// Sender, where it differs from From: who sent it for somebody else.
    pub sender: Option<Mailbox>,
    /// The mailing list that it came through.
    pub list: Option<MailingList>,
    /// What servers on its way say about who sent it, the last one first. A sender can write this,
    /// too: see [`authenticity`](super::authenticity).
    pub authentication: Vec<AuthenticationResults>,
    /// What is shown, from top to bottom; each body is a document of its own.
    pub bodies: Vec<Body>,
    /// What is shown where the reader prefers plain text and the sender wrote both: the same as
    /// `bodies`, with the sender's text in place of HTML. None where there is no choice.
    pub plain: Option<Vec<Body>>,
    /// All of it as plain text: what the sender wrote as such, or made of the HTML. For quoting in
    /// an answer, for search, and for those who prefer it.
    pub text: String,
    /// The files, also those that a body shows already.
    pub attachments: Vec<Attachment>,
    /// False when the mail ends before its parts do, or a cap left something out: say so.
    pub complete: bool,
    /// Whether the subject says that it passes on another mail: what it quotes is what it is about,
    /// and is not to be folded away.
    pub forward: bool,
}

/// A part of a mail that is shown in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Plain text with its line ends; flowed paragraphs are one line each.
    Text(String),
    /// A document for a frame without scripts.
    Html(SanitisedHtml),
    /// An image that stands between texts: the file of this index.
    Image {
        /// What [`attachment`](super::attachment) knows it by.
        attachment: u32,
    },
    /// An invitation, or another entry of a calendar; the mail's own texts follow.
    Calendar(Calendar),
    /// A report about mail that did not arrive; the mail's own texts follow.
    Bounce(Bounce),
    /// A contact card; it follows the texts.
    Card(Card),
}

/// Reads a mail for the reading pane. Never fails: what is missing or broken is empty.
pub fn read(raw: &[u8], remote: RemoteImages) -> Reading {
    let structure = Structure::parse(raw);
    let summary = envelope::of(&structure);
    let forward = quotes::is_forward(&summary.subject);
    let mut reader = Reader {
        structure: &structure,
        remote,
        images: inline_images(&structure),
        used: HashSet::new(),
        room: MOST_INLINE,
        complete: structure.complete,
        forward,
        bounce: bounces::of(&structure),
    };
    let rich = Plan::new(&structure, Preference::Rich);
    let mut bodies = reader.bodies(&rich);
    let text = reader.text();
    if bodies.iter().all(is_blank) && !text.trim().is_empty() {
        bodies.push(Body::Text(text.clone()));
    }
    let mut plain = reader.alternative(&rich);
    let extras = Extras::of(&structure, &rich.files, reader.bounce.as_ref());
    for bodies in plain.iter_mut().chain([&mut bodies]) {
        extras.add(bodies);
    }
    let headers = structure.parts.first().map(|message| &message.headers);
    let sender = headers.and_then(|headers| headers.mailboxes("sender").into_iter().next());
    let attachments = attachments::describe(&structure, &rich.files, |file| reader.used.contains(&file));
    let is_from = |one: &Mailbox| summary.from.iter().any(|from| from.is_at(&one.address));
    let reply_to = headers.map(|headers| headers.mailboxes("reply-to")).unwrap_or_default();
    Reading {
        reply_to: if reply_to.iter().all(is_from) { Vec::new() } else { reply_to },
        sender: sender.filter(|sender| !is_from(sender)),
        list: headers.and_then(mailing_list::of),
        authentication: headers.map(authentication::results).unwrap_or_default(),
        attachments,
        bodies,
        plain,
        text,
        summary,
        complete: reader.complete,
        forward,
    }
}

struct Reader<'s, 'x> {
    structure: &'s Structure<'x>,
    remote: RemoteImages,
    /// By Content-ID.
    images: HashMap<String, usize>,
    /// Files that a body shows.
    used: HashSet<usize>,
    room: usize,
    complete: bool,
    forward: bool,
    bounce: Option<Bounce>,
}

impl<'s, 'x> Reader<'s, 'x> {
    /// What is shown, empty texts beside others left out.
    fn bodies(&mut self, plan: &Plan) -> Vec<Body> {
        let mut bodies = Vec::new();
        for shown in &plan.shown {
            match *shown {
                // It is shown in words.
                Shown::Text(number) if self.bounce.is_some() && self.is_report(number) => {}
                Shown::Text(number) => bodies.extend(self.plain(number).map(Body::Text)),
                Shown::Html(number) => bodies.extend(self.html(number).map(Body::Html)),
                // HTML that names the image shows it where it belongs.
                Shown::Image(number) if self.used.contains(&number) => {}
                Shown::Image(number) => {
                    self.used.insert(number);
                    bodies.extend(u32::try_from(number).ok().map(|attachment| Body::Image { attachment }));
                }
            }
        }
        let several = bodies.len() > 1;
        bodies.retain(|body| !(several && is_blank(body)));
        bodies
    }

    /// What is shown where plain text is preferred, if that is something else.
    fn alternative(&mut self, rich: &Plan) -> Option<Vec<Body>> {
        let plan = Plan::new(self.structure, Preference::Plain);
        if plan.shown == rich.shown {
            return None;
        }
        // Files that the other alternative shows are shown there.
        let used = self.used.clone();
        let bodies = self.bodies(&plan);
        self.used = used;
        Some(bodies).filter(|bodies| !bodies.iter().all(is_blank))
    }

    fn text(&mut self) -> String {
        // Some mailers send an empty plain text beside the HTML.
        for preference in [Preference::Plain, Preference::Rich] {
            let mut texts = Vec::new();
            for shown in Plan::new(self.structure, preference).shown {
                let text = match shown {
                    Shown::Text(number) => self.plain(number),
                    Shown::Html(number) => self.part(number).map(|part| as_text(&self.decoded(part))),
                    Shown::Image(_) => None,
                };
                texts.extend(text.map(|text| text.trim_end().to_owned()).filter(|text| !text.is_empty()));
            }
            if !texts.is_empty() {
                return texts.join("\n\n");
            }
        }
        String::new()
    }

    fn is_report(&self, number: usize) -> bool {
        self.part(number).is_some_and(|part| bounces::is_report(&part.media_type))
    }

    fn part(&self, number: usize) -> Option<&'s Part<'x>> {
        self.structure.parts.get(number)
    }

    fn decoded(&self, part: &Part<'_>) -> String {
        text_of(part)
    }

    fn plain(&mut self, number: usize) -> Option<String> {
        let part = self.part(number)?;
        let mut text = self.decoded(part);
        if text.len() > LONGEST_TEXT {
            text.truncate(text.floor_char_boundary(LONGEST_TEXT));
            self.complete = false;
        }
        let says =
            |name, value: &str| part.parameter(name).is_some_and(|one| one.eq_ignore_ascii_case(value));
        Some(if says("format", "flowed") { flowed::unfold(&text, says("delsp", "yes")) } else { text })
    }

    fn html(&mut self, number: usize) -> Option<SanitisedHtml> {
        let part = self.part(number)?;
        let html = self.decoded(part);
        let (structure, images) = (self.structure, &self.images);
        let (used, room) = (&mut self.used, &mut self.room);
        let mut inline_image = |id: &str| {
            let &number = images.get(id)?;
            let part = structure.parts.get(number)?;
            let media_type = raster(&part.media_type)?;
            *room = room.checked_sub(part.encoding.decoded_size(part.body))?;
            used.insert(number);
            Some(format!("data:{media_type};base64,{}", STANDARD.encode(part.decoded())))
        };
        let marked = if self.forward { Marked::Signatures } else { Marked::SignaturesAndQuote };
        let html = sanitise_and_mark(&html, self.remote, marked, &mut inline_image);
        self.complete &= html.complete;
        Some(html)
    }
}

/// The images of a mail, and not those of messages within it, by their Content-ID.
fn inline_images(structure: &Structure<'_>) -> HashMap<String, usize> {
    let mut images = HashMap::new();
    let mut next = vec![0];
    while let Some(number) = next.pop() {
        let Some(part) = structure.parts.get(number) else { continue };
        match part.kind {
            Kind::Multipart => next.extend(part.children.iter().rev()),
            Kind::Leaf if raster(&part.media_type).is_some() => {
                if let Some(id) = content_id_of(part) {
                    images.entry(id).or_insert(number);
                }
            }
            Kind::Leaf | Kind::Message => {}
        }
    }
    images
}

fn as_text(html: &str) -> String {
    html::text(&html::parse(html).0)
}

pub(crate) fn is_blank(body: &Body) -> bool {
    match body {
        Body::Text(text) => text.trim().is_empty(),
        Body::Html(html) => html.blank,
        Body::Image { .. } | Body::Calendar(_) | Body::Bounce(_) | Body::Card(_) => false,
    }
}

/// The text of a part.
pub(crate) fn text_of(part: &Part<'_>) -> String {
    let bytes = part.decoded();
    decode::text(&bytes, charset_of(part, &bytes).as_deref())
}

/// The charset of a part whose content this is: the one it names, or the one its HTML does.
pub(crate) fn charset_of<'p>(part: &'p Part<'_>, content: &[u8]) -> Option<Cow<'p, str>> {
    let named = part.charset().map(Cow::Borrowed);
    named.or_else(|| part.is("text/html").then(|| charset_within(content)).flatten().map(Cow::Owned))
}

/// The charset that an HTML document names in a `meta` element.
fn charset_within(html: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(html.get(..1024).unwrap_or(html)).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let name: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    (!name.is_empty()).then_some(name)
}
