//! The page as a whole: it holds the state, and chooses what to draw.

use std::rc::Rc;

use yew::{AttrValue, Callback, Component, Context, Html, html};

use super::{
    account_form::AccountDialog, alerts::Alerts, certificate_dialog::CertificateDialog, desk,
    erase_dialog::EraseDialog, erase_everything_dialog::EraseEverythingDialog, filing_dialog::FilingDialog,
    first_run::FirstRun, folder_dialog::FolderDialog, headers_dialog::HeadersDialog,
    import_dialog::ImportDialog, insecure::Insecure, junk_dialog::JunkDialog, key_listener::KeyListener,
    link_dialog::LinkDialog, mark::mark, palette_dialog::PaletteDialog,
    preferences_dialog::PreferencesDialog, preview_dialog::PreviewDialog, probe_dialog::ProbeDialog,
    removal_dialog::RemovalDialog, report_dialog::ReportDialog, rules_dialog::RulesDialog,
    save_dialog::SaveDialog, shortcuts_dialog::ShortcutsDialog, snooze_dialog::SnoozeDialog,
    source_dialog::SourceDialog, tags_dialog::TagsDialog, unencrypted_dialog::UnencryptedDialog,
};
use crate::app::{
    effects::{
        AddressWatch, LayoutWatch, Outside, PreferencesWatch, count_unread, layout, read_address,
        read_preferences, register_service_worker,
    },
    state::{Dialog, Layout, Msg, State},
    words,
};

/// The page.
#[derive(Debug)]
pub(crate) struct Page {
    state: State,
    dispatch: Callback<Msg>,
    /// `None` where the page was opened without a secure connection: then nothing is started.
    outside: Option<Outside>,
    _preferences: PreferencesWatch,
    /// What the tab's icon says is unread.
    told: Option<u32>,
    _address: AddressWatch,
    _layout: LayoutWatch,
    keys: KeyListener,
}

impl Component for Page {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let dispatch = ctx.link().callback(|msg: Msg| msg);
        let secure = gloo::utils::window().is_secure_context();
        let outside = secure.then(|| Outside::start(dispatch.clone()));
        if secure {
            register_service_worker();
        }
        let mut state = State::new(layout());
        state.preferences = read_preferences();
        let (address, note) = read_address();
        // There is nothing yet that it could lead to: it is kept until there is.
        state.update(Msg::Address { address, note });
        Self {
            state,
            _preferences: PreferencesWatch::start(&dispatch),
            told: None,
            _address: AddressWatch::start(&dispatch),
            _layout: LayoutWatch::start(&dispatch),
            keys: KeyListener::start(dispatch.clone()),
            outside,
            dispatch,
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, msg: Msg) -> bool {
        let mut effects = self.state.update(msg);
        effects.extend(self.state.keep_address());
        self.keys.follow(&self.state.keys);
        if let Some(outside) = &mut self.outside {
            outside.carry_out(effects);
        }
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        match &self.outside {
            None => html! { <Insecure /> },
            Some(outside) if !outside.works() => {
                html! { <main class="centred"><p role="alert">{ words::NO_WORKER }</p></main> }
            }
            // Another key is another page: nothing stays that was drawn in another language.
            Some(_) => html! {
                <>
                    <key={format!("page {}", self.state.spoken)}>{ self.main() }</>
                    <key={format!("dialogs {}", self.state.spoken)}>{ self.dialogs() }</>
                </>
            },
        }
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        self.title();
        if let Some(outside) = &mut self.outside {
            outside.drawn();
        }
    }
}

impl Page {
    /// What the tab, and the app's icon, say of what is unread.
    fn title(&mut self) {
        let unread = self.state.unread();
        let overview = self.state.overview.as_ref();
        let open = self.state.folder().zip(overview);
        let open = open.map(|(folder, overview)| words::folder_name(folder, overview));
        gloo::utils::document().set_title(&words::title(unread, open));
        if self.told.replace(unread) != Some(unread) {
            count_unread(unread);
        }
    }

    fn main(&self) -> Html {
        let State { overview, config, .. } = &self.state;
        match overview {
            None => html! {
                <main class="centred" aria-busy={self.state.alerts.is_empty().then_some("true")} aria-label={words::OPENING}>
                    <Alerts alerts={self.state.alerts.clone()} accounts={None} dispatch={self.dispatch.clone()} />
                    { mark("mark-waiting") }
                </main>
            },
            Some(overview) if overview.accounts.is_empty() => html! {
                <FirstRun
                    demo={config.as_ref().is_some_and(|config| config.demo.is_some())}
                    busy={self.state.demo_asked}
                    alerts={self.state.alerts.clone()}
                    dispatch={self.dispatch.clone()}
                />
            },
            Some(overview) => desk::draw(&self.state, overview, &self.dispatch),
        }
    }

    fn dialogs(&self) -> Html {
        let dispatch = &self.dispatch;
        let dialog = match &self.state.dialog {
            Some(Dialog::Account(form)) => html! {
                <AccountDialog
                    form={(**form).clone()}
                    config={self.state.config.clone()}
                    storage_kept={self.state.storage_kept}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Source(_, bytes)) => {
                html! { <SourceDialog bytes={bytes.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Headers(sheet)) => {
                html! { <HeadersDialog sheet={sheet.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Report(card)) => {
                html! { <ReportDialog card={card.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Preferences) => html! {
                <PreferencesDialog
                    preferences={self.state.preferences}
                    arranged={self.state.layout != Layout::Phone}
                    refused={self.state.notices_refused}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Link(link)) => {
                html! { <LinkDialog link={link.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Preview(file, shown)) => html! {
                <PreviewDialog file={(**file).clone()} shown={shown.clone()} dispatch={dispatch.clone()} />
            },
            Some(Dialog::Shortcuts(shortcuts)) => html! {
                <ShortcutsDialog
                    keys={Rc::clone(&self.state.keys)}
                    shortcuts={shortcuts.clone()}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Palette(palette)) => html! {
                <PaletteDialog
                    palette={palette.clone()}
                    keys={Rc::clone(&self.state.keys)}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Filing(filing)) => {
                html! { <FilingDialog filing={filing.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Erase(erasing)) => {
                html! { <EraseDialog erasing={erasing.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Probe(probe)) => html! {
                <ProbeDialog
                    probe={(**probe).clone()}
                    config={self.state.config.clone()}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::RemoveAccount(id)) => {
                let address =
                    self.state.account(*id).map(|account| account.address.clone()).unwrap_or_default();
                let retired = self.state.is_retired(*id);
                html! { <RemovalDialog {address} {retired} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::EraseEverything) => {
                html! { <EraseEverythingDialog dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Folder(form)) => html! {
                <FolderDialog
                    form={form.clone()}
                    overview={self.state.overview.clone().unwrap_or_default()}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Rules(sheet)) => html! {
                <RulesDialog
                    sheet={(**sheet).clone()}
                    overview={self.state.overview.clone().unwrap_or_default()}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::SaveCopy(form)) => {
                html! { <SaveDialog form={form.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Import(form)) => html! {
                <ImportDialog
                    form={form.clone()}
                    folders={self.state.folders_to_import_to()}
                    overview={self.state.overview.clone().unwrap_or_default()}
                    dispatch={dispatch.clone()}
                />
            },
            Some(Dialog::Explanation(explanation)) => {
                html! { <JunkDialog explanation={explanation.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Snooze(snoozing)) => {
                html! { <SnoozeDialog snoozing={snoozing.clone()} dispatch={dispatch.clone()} /> }
            }
            Some(Dialog::Tags(sheet)) => html! {
                <TagsDialog
                    sheet={sheet.clone()}
                    overview={self.state.overview.clone().unwrap_or_default()}
                    dispatch={dispatch.clone()}
                />
            },
            None => Html::default(),
        };
        let doubt = self.state.doubt().map(|doubt| {
            html! { <CertificateDialog doubt={doubt.clone()} dispatch={dispatch.clone()} /> }
        });
        let unencrypted = self.state.unencrypted().map(|account| {
            let host = AttrValue::from(account.pop3.host.clone());
            html! { <UnencryptedDialog {host} dispatch={dispatch.clone()} /> }
        });
        html! { <>{ dialog }{ for doubt }{ for unencrypted }</> }
    }
}
