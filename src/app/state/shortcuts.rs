//! What the keys are, and how the reader changes them.

use std::rc::Rc;

use super::{Chord, Command, Conflict, Dialog, Effect, Focus, Keys, Set, State, Stroke};

/// What is shown of the keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shortcuts {
    /// The keys of a command are being changed.
    pub recording: Option<Recording>,
}

/// The keys of a command are being changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recording {
    /// Of this command.
    pub command: Command,
    /// What was pressed so far.
    pub chord: Option<Chord>,
    /// What stands against it.
    pub conflict: Option<Conflict>,
}

/// What the reader does about the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnKeys {
    /// What was kept on the device.
    Stored(String),
    /// "Keyboard shortcuts".
    Show,
    /// Another set was chosen.
    Choose(Set),
    /// "Change", for this command.
    Change(Command),
    /// These were pressed.
    Pressed(Stroke),
    /// "Save", also where another command loses its keys.
    Save,
    /// "Cancel".
    Leave,
    /// "Reset", for this command.
    Reset(Command),
    /// "Reset all".
    ResetAll,
}

impl State {
    pub(super) fn on_keys(&mut self, act: OnKeys) -> Vec<Effect> {
        match act {
            OnKeys::Stored(text) => {
                self.keys = Rc::new(Keys::read(&text));
                return Vec::new();
            }
            OnKeys::Show => {
                self.dialog = Some(Dialog::Shortcuts(Shortcuts::default()));
                return Vec::new();
            }
            OnKeys::Choose(set) => {
                self.record(None);
                Rc::make_mut(&mut self.keys).choose(set);
            }
            OnKeys::Change(command) => {
                self.record(Some(Recording { command, chord: None, conflict: None }));
                return Vec::new();
            }
            OnKeys::Pressed(stroke) => {
                self.pressed(stroke);
                return Vec::new();
            }
            OnKeys::Save => return self.save_keys(),
            OnKeys::Leave => {
                let changed = self.recording().map(|recording| recording.command);
                self.record(None);
                return changed.map(|command| Effect::Focus(Focus::KeysOf(command))).into_iter().collect();
            }
            OnKeys::Reset(command) => {
                Rc::make_mut(&mut self.keys).reset(command);
                return vec![self.keep_keys(), Effect::Focus(Focus::KeysOf(command))];
            }
            OnKeys::ResetAll => {
                self.record(None);
                Rc::make_mut(&mut self.keys).reset_all();
            }
        }
        vec![self.keep_keys()]
    }

    fn keep_keys(&self) -> Effect {
        Effect::KeepKeys(self.keys.write())
    }

    fn record(&mut self, recording: Option<Recording>) {
        if let Some(Dialog::Shortcuts(shortcuts)) = &mut self.dialog {
            shortcuts.recording = recording;
        }
    }

    fn recording(&self) -> Option<Recording> {
        match &self.dialog {
            Some(Dialog::Shortcuts(shortcuts)) => shortcuts.recording,
            _ => None,
        }
    }

    /// A second stroke joins the first, unless nothing can begin with that; with a third it begins anew.
    fn pressed(&mut self, stroke: Stroke) {
        let Some(Recording { command, chord, conflict }) = self.recording() else { return };
        let can_begin = matches!(conflict, None | Some(Conflict::Begins(..)));
        let chord = match chord {
            Some(first) if first.second().is_none() && can_begin => Chord::two(first.first(), stroke),
            _ => Chord::one(stroke),
        };
        let conflict = self.keys.conflict(command, chord);
        self.record(Some(Recording { command, chord: Some(chord), conflict }));
    }

    fn save_keys(&mut self) -> Vec<Effect> {
        let Some(Recording { command, chord: Some(chord), .. }) = self.recording() else {
            return Vec::new();
        };
        if Rc::make_mut(&mut self.keys).give(command, chord).is_err() {
            return Vec::new();
        }
        self.record(None);
        vec![self.keep_keys(), Effect::Focus(Focus::KeysOf(command))]
    }
}
