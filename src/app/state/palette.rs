//! The command palette: commands, folders and accounts, found by what they are called.

use super::{AccountForm, Command, Dialog, Effect, KeyboardAt, Msg, State};
use crate::{app::words, engine::api::Folder, store::AccountId};

/// The command palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// What was typed.
    pub text: String,
    /// What can be chosen.
    pub entries: Vec<Entry>,
    /// The one that the keyboard is at.
    pub chosen: usize,
    /// Where the keyboard was before.
    place: KeyboardAt,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// What it does.
    pub does: Does,
}

/// What choosing it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Runs this.
    Command(Command),
    /// Opens this folder.
    Folder(Folder),
    /// Opens this account's settings.
    Account(AccountId),
}

/// What the reader does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnPalette {
    /// It is asked for, with the keyboard here.
    Open(KeyboardAt),
    /// All that stands in the field now.
    Typed(String),
    /// The keyboard goes to the next one, or the one before.
    Walk(bool),
    /// To the first, or the last.
    End(bool),
    /// Enter.
    Enter,
    /// This one was clicked on.
    Choose(usize),
}

impl State {
    pub(super) fn on_palette(&mut self, act: OnPalette) -> Vec<Effect> {
        if let OnPalette::Open(place) = act {
            let entries = self.entries("", place);
            let palette = Palette { text: String::new(), entries, chosen: 0, place };
            self.dialog = Some(Dialog::Palette(palette));
            return Vec::new();
        }
        let Some(Dialog::Palette(palette)) = &self.dialog else { return Vec::new() };
        let mut palette = palette.clone();
        let last = palette.entries.len().saturating_sub(1);
        match act {
            OnPalette::Open(_) => {}
            OnPalette::Typed(text) => {
                palette.entries = self.entries(&text, palette.place);
                (palette.text, palette.chosen) = (text, 0);
            }
            OnPalette::Walk(true) => {
                palette.chosen = if palette.chosen >= last { 0 } else { palette.chosen + 1 };
            }
            OnPalette::Walk(false) => palette.chosen = palette.chosen.checked_sub(1).unwrap_or(last),
            OnPalette::End(true) => palette.chosen = last,
            OnPalette::End(false) => palette.chosen = 0,
            OnPalette::Enter => return self.do_entry(&palette, palette.chosen),
            OnPalette::Choose(at) => return self.do_entry(&palette, at),
        }
        self.dialog = Some(Dialog::Palette(palette));
        Vec::new()
    }

    /// The palette goes; where the keyboard was before, it is again, and there it is done.
    fn do_entry(&mut self, palette: &Palette, at: usize) -> Vec<Effect> {
        let Some(entry) = palette.entries.get(at) else { return Vec::new() };
        self.dialog = None;
        match entry.does {
            Does::Command(command) => self.run(command, palette.place),
            Does::Folder(folder) => self.update(Msg::OpenFolder(folder)),
            Does::Account(id) => match self.account(id).map(|account| AccountForm::of(id, account)) {
                Some(_) => self.update(Msg::EditAccount(id)),
                None => Vec::new(),
            },
        }
    }

    /// What can be done now and is called like this, what fits best first.
    fn entries(&self, text: &str, place: KeyboardAt) -> Vec<Entry> {
        let sought = text.trim().to_lowercase();
        let commands = Command::ALL.into_iter().filter(|command| *command != Command::Palette);
        let commands = commands.filter(|command| command.msg(self, place).is_some());
        let commands = commands
            .map(|command| Entry { name: words::command(command).to_owned(), does: Does::Command(command) });
        let counts = self
            .overview
            .iter()
            .flat_map(|overview| overview.folders.iter().map(move |count| (overview, count)));
        let folders = counts.map(|(overview, count)| {
            let address = match count.folder {
                Folder::Inbox(id) => self
                    .account(id)
                    .map(|account| words::address_of_account(&account.address, overview.is_retired(id))),
                Folder::AllInboxes | Folder::Of(_) | Folder::Snoozed => None,
            };
            let name = words::folder_label(words::folder_name(count.folder, overview), address.as_deref(), 0);
            Entry { name, does: Does::Folder(count.folder) }
        });
        let accounts = self.accounts().iter().map(|(id, account)| {
            let name = words::account_settings_of(&account.address, self.is_retired(*id));
            Entry { name, does: Does::Account(*id) }
        });
        let all = commands.chain(folders).chain(accounts);
        let mut found: Vec<(u8, Entry)> =
            all.filter_map(|entry| Some((fit(&entry.name.to_lowercase(), &sought)?, entry))).collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, entry)| entry).collect()
    }
}

/// How well a name fits what is sought, both in small letters; 0 is best.
fn fit(name: &str, sought: &str) -> Option<u8> {
    if name.starts_with(sought) {
        return Some(0);
    }
    let begins =
        |word: &str| name.split(|sign: char| !sign.is_alphanumeric()).any(|one| one.starts_with(word));
    if sought.split_whitespace().all(begins) {
        return Some(1);
    }
    sought.split_whitespace().all(|word| name.contains(word)).then_some(2)
}
