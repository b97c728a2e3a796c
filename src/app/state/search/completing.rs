//! What completes the text of the search field.

use crate::{
    app::{
        state::{Effect, State},
        words,
    },
    engine::api::Folder,
    search::{self, Values},
};

/// Completions that are shown at once.
const SHOWN: usize = 8;

impl State {
    pub(super) fn complete_at(&self, cursor: usize) -> Vec<search::Completion> {
        let accounts: Vec<&str> =
            self.accounts().iter().map(|(_, account)| account.address.as_str()).collect();
        let mut folders: Vec<&str> = Vec::new();
        let all = self
            .overview
            .iter()
            .flat_map(|overview| overview.folders.iter().map(move |count| (overview, count)));
        for (overview, count) in all {
            let name = words::folder_name(count.folder, overview);
            if !matches!(count.folder, Folder::AllInboxes | Folder::Snoozed) && !folders.contains(&name) {
                folders.push(name);
            }
        }
        let tags = self.overview.iter().flat_map(|overview| &overview.tags);
        let tags: Vec<&str> = tags.map(|(_, tag)| tag.name.as_str()).collect();
        let values = Values { folders: &folders, accounts: &accounts, tags: &tags };
        let mut completions = search::completions(&self.search.text, cursor, &values);
        // What is typed to the end already is no help.
        completions.retain(|completion| {
            self.search.text.get(completion.range.clone()) != Some(completion.text.trim_end())
        });
        completions.truncate(SHOWN);
        completions
    }

    pub(super) fn complete(&mut self, at: usize) -> Vec<Effect> {
        let Some(completion) = self.search.completions.get(at).cloned() else { return Vec::new() };
        let range = completion.range;
        let (Some(before), Some(after)) =
            (self.search.text.get(..range.start), self.search.text.get(range.end..))
        else {
            return Vec::new();
        };
        let mut text = format!("{before}{}", completion.text);
        let cursor = text.len();
        let caret = utf16(&text);
        // The value brings a space, which may be there already.
        text.push_str(if completion.text.ends_with(' ') { after.trim_start() } else { after });
        self.search.text = text;
        self.search.chosen = None;
        self.search.completions = self.complete_at(cursor);
        let mut effects = self.seek(None);
        effects.push(Effect::Caret(caret));
        effects
    }
}

/// The place in bytes of one in UTF-16 code units.
pub(super) fn byte_at(text: &str, units: u32) -> usize {
    let mut left = units;
    for (at, char) in text.char_indices() {
        if left == 0 {
            return at;
        }
        left = left.saturating_sub(if char.len_utf16() == 2 { 2 } else { 1 });
    }
    text.len()
}

/// The length in UTF-16 code units, as the browser counts.
fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_text_are_those_that_the_browser_means() {
        assert_eq!([0, 1, 2, 4, 5, 9].map(|units| byte_at("aé🙂x", units)), [0, 1, 3, 7, 8, 8]);
        assert_eq!(utf16("aé🙂x"), 5);
    }
}
