//! The message being read: its header, outside of any frame, its bodies, its attachments.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::HtmlElement;
use yew::{
    Callback, Html, Properties, classes, function_component, html, use_effect_with, use_node_ref, use_state,
};

use super::{
    attachments::attachments,
    conversation::conversation,
    dates,
    icons::Icon,
    mark::mark,
    menu::{Item, Menu},
    message_body::MessageBody,
    on,
    remote_content::remote_content,
    sender_checks::sender_checks,
    snooze_dialog,
    tags_dialog::tag_class,
};
use crate::{
    app::{
        state::{
            Appearance, Bytes, Layout, Msg, OnActing, OnAppearance, OnFiles, OnRules, OnSelection, OnSender,
            OnTags, Reader, Source, State, Whom, Zoom,
        },
        words,
    },
    engine::api::{Folder, Message, There},
    mail::{Body, Mailbox, MailingList, judge_link},
    store::{FolderId, Held, Tag, TagId, Wish},
};

/// The id of the subject.
pub(in crate::app) const SUBJECT_ID: &str = "subject";

/// After so long the first rows stand, which are not to wait for what no message needs yet.
const RESTED_MS: u32 = 300;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ReadingPaneProps {
    /// The message, if one is open.
    pub(super) reader: Option<Reader>,
    /// So many messages are chosen, and none is read.
    pub(super) selected: u32,
    /// What is to become of it on the server; `None` until that is known.
    pub(super) wish: Option<Wish>,
    /// Its conversation is muted.
    pub(super) muted: bool,
    /// The rest of it is on its way by itself.
    pub(super) coming: bool,
    /// There is a message to choose.
    pub(super) choice: bool,
    /// How large messages are.
    pub(super) zoom: Zoom,
    /// What else can be done with it.
    pub(super) more_items: Vec<Item>,
    /// It can be put into the archive.
    pub(super) archives: bool,
    /// The tags that there are.
    pub(super) tags: Vec<(TagId, Tag)>,
    /// How much room there is.
    pub(super) layout: Layout,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The reading pane. What shows the bodies is there before a message is.
#[function_component]
pub(super) fn ReadingPane(props: &ReadingPaneProps) -> Html {
    let ReadingPaneProps {
        reader,
        selected,
        wish,
        muted,
        coming,
        choice,
        zoom,
        more_items,
        archives,
        tags,
        layout,
        dispatch,
    } = props;
    let open = reader.as_ref().and_then(|reader| Some((reader, reader.message.as_ref()?)));
    let id = open.map(|(_, message)| message.id.0);
    let scrolled = use_node_ref();
    let to_top = scrolled.clone();
    use_effect_with(id, move |_| {
        if let Some(article) = to_top.cast::<HtmlElement>() {
            article.set_scroll_top(0);
        }
    });
    let zoomed = scrolled.clone();
    use_effect_with(*zoom, move |zoom| {
        if let Some(article) = zoomed.cast::<HtmlElement>() {
            // Setting a property of our own is refused by no policy.
            let _ = article.style().set_property("--zoom", &format!("{}%", zoom.percent()));
        }
    });
    let waiting = use_state(|| false);
    let setter = waiting.setter();
    use_effect_with(*choice, move |choice| {
        let rested = choice.then(|| Timeout::new(RESTED_MS, move || setter.set(true)));
        move || drop(rested)
    });

    let away = *layout == Layout::Phone && reader.is_none();
    html! {
        <section class={classes!("reading-pane", away.then_some("away"))} aria-label={words::MESSAGE}>
            if let Some(reader) = reader {
                { toolbar(reader, (*wish, *muted), more_items, *archives, *layout, dispatch) }
                if reader.message.is_none() {
                    { missing(reader.bytes, dispatch) }
                }
            } else if *choice {
                <div class="empty">
                    { mark("mark-faint") }
                    <p>
                        if *selected > 0 {
                            { words::selected(*selected) }
                        } else {
                            { words::NO_MESSAGE }
                        }
                    </p>
                </div>
            }
            <article ref={scrolled} class="message" hidden={open.is_none()}>
                if let Some((reader, message)) = open {
                    <key={format!("above {}", message.id.0)}>
                        { header(message, dispatch) }
                        { filed(reader, message.there, tags) }
                        { sender_checks(message, dispatch) }
                        if let Some(all) = &reader.conversation {
                            { conversation(all, reader, dispatch) }
                        }
                        { held(message.held, *coming, reader.downloading, dispatch) }
                        if message.held == Held::Whole && !message.reading.complete {
                            <p class="note">{ Icon::Info.draw() }{ words::INCOMPLETE }</p>
                        }
                        if !reader.appearance.plain {
                            { remote_content(message, dispatch) }
                        }
                    </>
                }
                if *waiting || open.is_some() {
                    <MessageBody
                        key="bodies"
                        appearance={reader.as_ref().map(|reader| reader.appearance).unwrap_or_default()}
                        zoom={*zoom}
                        message={open.map(|(_, message)| Rc::clone(message))}
                        images={reader.as_ref().map(|reader| reader.images.clone()).unwrap_or_default()}
                        dispatch={dispatch.clone()}
                    />
                }
                if let Some((_, message)) = open {
                    <key={format!("below {}", message.id.0)}>{ attachments(message, dispatch) }</>
                }
            </article>
        </section>
    }
}

/// Says that the message's bytes are lost, and what can be done.
fn missing(bytes: Bytes, dispatch: &Callback<Msg>) -> Html {
    let said = match bytes {
        Bytes::Here => return Html::default(),
        Bytes::Missing => words::BYTES_MISSING,
        Bytes::Asked => words::BYTES_ASKED,
        Bytes::NotThere => words::BYTES_NOT_THERE,
    };
    let asked = bytes == Bytes::Asked;
    html! {
        <div class="message">
            <div class="note warn held" role="alert">
                { Icon::TriangleAlert.draw() }
                <p>{ said }</p>
                <button
                    type="button"
                    class="button small"
                    aria-disabled={asked.then_some("true")}
                    onclick={on(dispatch, Msg::Wish(Wish::CollectAgain))}
                >
                    { Icon::Download.draw() }{ words::WISH_AGAIN }
                </button>
            </div>
        </div>
    }
}

/// Says what of the message is here, where that is not all of it.
fn held(held: Held, coming: bool, downloading: bool, dispatch: &Callback<Msg>) -> Html {
    match held {
        Held::Whole => Html::default(),
        Held::Header if coming => html! {
            <p class="note" role="status">{ Icon::Info.draw() }{ words::HEADER_FIRST }</p>
        },
        Held::Header => html! {
            <div class="note held" role="status">
                { Icon::Info.draw() }
                <p>{ words::HEADER_ONLY }</p>
                <button
                    type="button"
                    class="button small"
                    aria-disabled={downloading.then_some("true")}
                    onclick={on(dispatch, Msg::DownloadFull)}
                >
                    { Icon::Download.draw() }
                    { if downloading { words::DOWNLOADING } else { words::DOWNLOAD_FULL } }
                </button>
            </div>
        },
        Held::PossiblyIncomplete => html! {
            <p class="note warn" role="status">{ Icon::TriangleAlert.draw() }{ words::POSSIBLY_INCOMPLETE }</p>
        },
    }
}

/// What is to become of the message on the server.
fn on_server(wish: Wish, dispatch: &Callback<Msg>) -> Html {
    let item = |label: &'static str, this: Wish| Item {
        label: label.into(),
        icon: None,
        holds: Some(wish == this),
        msg: Msg::Wish(this),
    };
    html! {
        <Menu
            id="message-menu"
            label={words::MESSAGE_ON_SERVER}
            title={words::MESSAGE_ON_SERVER}
            icon={Icon::Server}
            class="icon-button"
            items={vec![
                item(words::WISH_POLICY.text(), Wish::Policy),
                item(words::WISH_KEEP.text(), Wish::Keep),
                item(words::WISH_DELETE.text(), Wish::Delete),
                item(words::WISH_AGAIN.text(), Wish::CollectAgain),
            ]}
            dispatch={dispatch.clone()}
        />
    }
}

/// What is needed less often; on a phone also what the bar has no room for.
fn more(reader: &Reader, muted: bool, more_items: Vec<Item>, phone: bool, dispatch: &Callback<Msg>) -> Html {
    let Appearance { plain, dark_paper } = reader.appearance;
    let item = |label: &'static str, icon: Icon, act: OnAppearance| Item {
        label: label.into(),
        icon: Some(icon),
        holds: None,
        msg: Msg::Appearance(act),
    };
    let bodies = reader.message.iter().flat_map(|message| &message.reading.bodies);
    let designed = bodies.clone().any(|body| matches!(body, Body::Html(_)));
    let mut items = Vec::new();
    if designed {
        let (label, icon) =
            if plain { (words::AS_DESIGNED, Icon::Palette) } else { (words::AS_TEXT, Icon::Text) };
        items.push(item(label.text(), icon, OnAppearance::Plain(!plain)));
    }
    if designed && !plain && dark() {
        let (label, icon) =
            if dark_paper { (words::LIGHT_PAPER, Icon::Sun) } else { (words::DARK_PAPER, Icon::Moon) };
        items.push(item(label.text(), icon, OnAppearance::DarkPaper(!dark_paper)));
    }
    items.extend([
        item(words::ZOOM_IN.text(), Icon::ZoomIn, OnAppearance::Larger),
        item(words::ZOOM_OUT.text(), Icon::ZoomOut, OnAppearance::Smaller),
        item(words::ZOOM_NONE.text(), Icon::Search, OnAppearance::NormalSize),
        item(words::PRINT.text(), Icon::Printer, OnAppearance::Print),
        Item {
            label: words::ALL_HEADERS.into(),
            icon: Some(Icon::ClipboardList),
            holds: None,
            msg: Msg::ShowHeaders,
        },
        Item {
            label: if muted { words::UNMUTE } else { words::MUTE }.into(),
            icon: Some(Icon::BellOff),
            holds: None,
            msg: Msg::Mute(vec![reader.id], !muted),
        },
        Item {
            label: words::RULE_FROM_MAIL.into(),
            icon: Some(Icon::FolderInput),
            holds: None,
            msg: Msg::Rules(OnRules::From(reader.id)),
        },
        Item {
            label: words::EXPLAIN_JUNK.into(),
            icon: Some(Icon::OctagonAlert),
            holds: None,
            msg: Msg::Rules(OnRules::Explain(reader.id)),
        },
    ]);
    items.splice(0..0, more_items);
    if phone {
        items.push(Item {
            label: words::VIEW_SOURCE.into(),
            icon: Some(Icon::FileCode),
            holds: None,
            msg: Msg::ViewSource,
        });
    }
    html! {
        <Menu
            id="more-menu"
            label={words::MORE}
            title={words::MORE}
            icon={Icon::Ellipsis}
            class="icon-button"
            {items}
            dispatch={dispatch.clone()}
        />
    }
}

/// The page is dark.
fn dark() -> bool {
    let theme = gloo::utils::document_element().get_attribute("data-theme");
    theme.as_deref() == Some("dark")
}

fn toolbar(
    reader: &Reader,
    (wish, muted): (Option<Wish>, bool),
    more_items: &[Item],
    archives: bool,
    layout: Layout,
    dispatch: &Callback<Msg>,
) -> Html {
    let phone = layout == Layout::Phone;
    let act = Msg::Act;
    let (icon, label) =
        if reader.read { (Icon::Mail, words::MARK_UNREAD) } else { (Icon::MailOpen, words::MARK_READ) };
    let star = if reader.starred { words::UNSTAR } else { words::STAR };
    html! {
        <div class="toolbar">
            if phone {
                <button type="button" class="quiet-button" onclick={on(dispatch, Msg::GoBack)}>
                    { Icon::ArrowLeft.draw() }{ words::BACK }
                </button>
            }
            <span class="spring" />
            if archives {
                { tool(Icon::Archive, words::ARCHIVE.text(), Msg::MoveTo(FolderId::ARCHIVE), dispatch) }
            }
            { tool(Icon::Trash, words::DELETE.text(), act(OnActing::Delete(Whom::Chosen)), dispatch) }
            { tool(Icon::FolderInput, words::MOVE_TO.text(), act(OnActing::AskFolder { whom: Whom::Chosen, copies: false }), dispatch) }
            { tool(icon, label.text(), Msg::MarkRead(!reader.read), dispatch) }
            if !phone {
                <span class={classes!(reader.starred.then_some("starred"))}>
                    { tool(Icon::Star, star.text(), act(OnActing::Star(Whom::Chosen, !reader.starred)), dispatch) }
                </span>
                { tool(Icon::FileCode, words::VIEW_SOURCE.text(), Msg::ViewSource, dispatch) }
            }
            if let Some(wish) = wish {
                { on_server(wish, dispatch) }
            }
            if reader.message.is_some() {
                { more(reader, muted, more_items.to_vec(), phone, dispatch) }
            }
        </div>
    }
}

/// What else can be done with these: what the bars have no room for.
pub(super) fn more_items(whom: Whom, state: &State) -> Vec<Item> {
    let (starred, filed) = state.filed(whom);
    let item = |label: &'static str, icon: Icon, msg: Msg| Item {
        label: label.into(),
        icon: Some(icon),
        holds: None,
        msg,
    };
    let act = |label, icon, act: OnActing| item(label, icon, Msg::Act(act));
    let several = !state.selection.is_empty();
    let in_folder = |id| state.folder() == Some(Folder::Of(id));
    let star = if starred { words::UNSTAR } else { words::STAR };
    let pin = if filed.pinned { words::UNPIN } else { words::PIN };
    let mut items = Vec::new();
    // Elsewhere the bar has no room for them.
    if several && state.layout != Layout::Desk {
        let mark = |read| Msg::Select(OnSelection::MarkRead(read));
        items.push(item(words::MARK_READ.text(), Icon::MailOpen, mark(true)));
        items.push(item(words::MARK_UNREAD.text(), Icon::Mail, mark(false)));
    }
    if several || state.layout == Layout::Phone {
        items.push(act(star.text(), Icon::Star, OnActing::Star(whom, !starred)));
    }
    items.push(act(words::TAGS.text(), Icon::Tag, OnActing::Tags(OnTags::Show(Some(whom)))));
    items.push(act(pin.text(), Icon::Pin, OnActing::Pin(whom, !filed.pinned)));
    let snoozes = snooze_dialog::items(whom, filed.snoozed.is_some()).into_iter();
    items.extend(snoozes.map(|snooze| Item {
        label: format!("{}: {}", words::SNOOZE, snooze.label).into(),
        icon: Some(Icon::Clock),
        ..snooze
    }));
    items.push(act(words::COPY_TO.text(), Icon::Copy, OnActing::AskFolder { whom, copies: true }));
    let save = OnFiles::AskSave(Source::Messages(whom));
    items.push(item(words::SAVE_COPY.text(), Icon::Download, Msg::Files(save)));
    if in_folder(FolderId::JUNK) {
        items.push(item(words::NOT_JUNK.text(), Icon::Inbox, Msg::MoveTo(FolderId::INBOX)));
    } else {
        items.push(item(words::JUNK.text(), Icon::OctagonAlert, Msg::MoveTo(FolderId::JUNK)));
    }
    items.push(act(words::DELETE_FOR_GOOD.text(), Icon::Trash, OnActing::AskErase(whom)));
    items
}

fn tool(icon: Icon, label: &'static str, msg: Msg, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button type="button" class="quiet-button" title={label} onclick={on(dispatch, msg)}>
            { icon.draw() }<span class="button-label">{ label }</span>
        </button>
    }
}

fn header(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let summary = &message.reading.summary;
    let from = &summary.from;
    let name = from.first().map_or(words::NO_SENDER.text(), shown);
    let initial = name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
    let writers = from.iter().enumerate().map(|(place, mailbox)| {
        html! {
            <>
                if place > 0 { { ", " } }
                { writer(mailbox) }
            </>
        }
    });
    html! {
        <header class="message-header">
            <h1 id={SUBJECT_ID} tabindex="-1" dir="auto">{ words::or(&summary.subject, words::NO_SUBJECT.text()) }</h1>
            <div class="message-who">
                <span class="monogram" aria-hidden="true">{ initial.unwrap_or_default() }</span>
                <div class="message-from">
                    <p>
                        if from.is_empty() {
                            <span class="sender">{ name }</span>
                        } else {
                            { for writers }
                        }
                    </p>
                    { recipients(message, dispatch) }
                </div>
                <p class="message-when">
                    <time datetime={dates::machine(message.date)} title={dates::full(message.date)}>
                        { dates::medium(message.date) }
                    </time>
                    <span class="message-size">{ words::bytes(message.size) }</span>
                </p>
            </div>
        </header>
    }
}

/// Its tags, and what else is said of where it is filed.
fn filed(reader: &Reader, there: There, tags: &[(TagId, Tag)]) -> Html {
    let has = |(id, _): &&(TagId, Tag)| reader.filed.tags.has(*id);
    let tags = tags.iter().filter(has).collect::<Vec<_>>();
    let snoozed = reader.filed.snoozed.map(|until| dates::medium(until.seconds()));
    let icon = if there == There::OnServer { Icon::Server } else { Icon::HardDrive };
    html! {
        <p class="message-filed">
            <span class="chip chip-there">{ icon.draw() }{ words::there(there) }</span>
            if reader.filed.pinned {
                <span class="chip">{ Icon::Pin.draw() }{ words::AT_THE_TOP }</span>
            }
            if let Some(until) = snoozed {
                <span class="chip">{ Icon::Clock.draw() }{ words::snoozed_until(&until) }</span>
            }
            { for tags.into_iter().map(|(_, tag)| tag_chip(tag)) }
        </p>
    }
}

/// A tag, in its colour and by its name.
pub(super) fn tag_chip(tag: &Tag) -> Html {
    html! { <span class={classes!("tag-chip", tag_class(tag.colour))} dir="auto">{ tag.name.clone() }</span> }
}

/// One of those who wrote it: the name, which anybody can choose, and the address.
fn writer(mailbox: &Mailbox) -> Html {
    let name = shown(mailbox);
    html! {
        <>
            <bdi class="sender">{ name }</bdi>
            if !mailbox.address.is_empty() && mailbox.address != name {
                { " " }<bdi class="address" dir="ltr">{ format!("<{}>", mailbox.address) }</bdi>
            }
        </>
    }
}

/// To whom it went; and who sent it or gets the answers, where that is somebody else.
fn recipients(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let reading = &message.reading;
    let from = reading.summary.from.first().map(|mailbox| mailbox.address.to_lowercase());
    let other = |mailbox: &&Mailbox| Some(mailbox.address.to_lowercase()) != from;
    let sender = reading.sender.iter().filter(other).collect::<Vec<_>>();
    let to = reading.summary.to.iter().collect::<Vec<_>>();
    let cc = reading.summary.cc.iter().collect::<Vec<_>>();
    let lines = [(words::TO, to), (words::CC, cc), (words::SENT_BY, sender)];
    let lines = lines.into_iter().filter(|(_, people)| !people.is_empty()).map(|(label, people)| {
        let people = people.iter().enumerate().map(|(place, mailbox)| {
            html! {
                <>
                    if place > 0 { { ", " } }
                    <span title={mailbox.address.clone()}>{ shown(mailbox) }</span>
                </>
            }
        });
        html! { <p class="recipients"><span class="recipients-label">{ label }</span>{ " " }{ for people }</p> }
    });
    html! { <>{ for lines }{ list(reading.list.as_ref(), dispatch) }</> }
}

/// The mailing list that it came through.
fn list(list: Option<&MailingList>, dispatch: &Callback<Msg>) -> Html {
    let Some(list) = list else { return Html::default() };
    let name = list.name.as_deref().or(list.id.as_deref()).unwrap_or(words::A_LIST.text());
    let leave = list.unsubscribe.first().and_then(|address| judge_link(address, ""));
    html! {
        <p class="recipients">
            <span class="recipients-label">{ words::LIST }</span>{ " " }<bdi>{ name.to_owned() }</bdi>
            if let Some(link) = leave {
                { " · " }
                if link.doubts.is_empty() {
                    <a href={link.target.clone()} title={link.target} target="_blank" rel="noopener noreferrer">
                        { words::LEAVE_LIST }
                    </a>
                } else {
                    <button
                        type="button"
                        class="link-button"
                        onclick={on(dispatch, Msg::Sender(OnSender::DoubtfulLink(link)))}
                    >
                        { words::LEAVE_LIST }
                    </button>
                }
            }
        </p>
    }
}

/// What somebody is called: the name, or the address where there is none.
fn shown(mailbox: &Mailbox) -> &str {
    words::or(
        mailbox.name.as_deref().unwrap_or_default(),
        words::or(&mailbox.address, words::NO_SENDER.text()),
    )
}
