//! Which keys ask for which commands: the set that was chosen, and the reader's own keys over it.

mod sets;
mod stroke;

use std::collections::BTreeMap;

pub use stroke::{Chord, NotKeys, Press, Stroke};

use super::commands::Command;

/// So long after the first of two strokes the second is still one, in milliseconds.
const SECOND_WITHIN: f64 = 1_500.0;

/// A command has so many ways to press it at most.
const MOST_CHORDS: usize = 4;

/// A set of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Set {
    /// As in Gmail.
    #[default]
    Gmail,
    /// As in Thunderbird.
    Thunderbird,
    /// None but those that always hold, of which no single sign is one.
    Off,
}

/// Which keys ask for which commands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    set: Set,
    /// The reader's own, in place of the set's. None at all is a choice too.
    own: BTreeMap<(Set, Command), Vec<Chord>>,
}

/// Why a chord cannot simply be a command's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// It is another command's.
    Same(Command),
    /// It is how this longer one of another command begins.
    Begins(Command, Chord),
    /// It begins with this whole one of another command, and would never be reached.
    Hidden(Command, Chord),
    /// It always belongs to this command.
    Always(Command),
    /// The browser, the list or a button needs it.
    Taken,
}

/// What came of a stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It asks for this.
    Command(Command),
    /// It is the first of two.
    Begun,
    /// Nothing.
    Nothing,
}

/// Puts strokes together to chords.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Matcher {
    /// The first of two, and when it came, in milliseconds.
    begun: Option<(Stroke, f64)>,
}

impl Set {
    /// All, in the order they are shown in.
    pub const ALL: [Self; 3] = [Self::Gmail, Self::Thunderbird, Self::Off];

    /// The name that it is kept under.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gmail => "gmail",
            Self::Thunderbird => "thunderbird",
            Self::Off => "off",
        }
    }

    /// The set of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.name() == name)
    }

    fn chords(self, command: Command) -> Vec<Chord> {
        of(self.keys(), command).collect()
    }
}

/// The chords of a command in a table of ours.
fn of(table: &'static [(Command, &'static str)], command: Command) -> impl Iterator<Item = Chord> {
    let its = table.iter().filter(move |(owner, _)| *owner == command);
    its.filter_map(|(_, keys)| keys.parse().ok())
}

impl Conflict {
    /// The command that would have to give its keys up for it; `None` where that cannot be.
    #[must_use]
    pub const fn owner(self) -> Option<Command> {
        match self {
            Self::Same(command) | Self::Begins(command, _) | Self::Hidden(command, _) => Some(command),
            Self::Always(_) | Self::Taken => None,
        }
    }
}

impl Keys {
    /// The set that holds.
    #[must_use]
    pub const fn set(&self) -> Set {
        self.set
    }

    /// Takes another set. The reader's own keys are each set's own.
    pub const fn choose(&mut self, set: Set) {
        self.set = set;
    }

    /// The keys that always lead to a command.
    #[must_use]
    pub fn always(command: Command) -> Vec<Chord> {
        of(&sets::ALWAYS, command).collect()
    }

    /// The keys that lead to a command as the set or the reader has it.
    #[must_use]
    pub fn changeable(&self, command: Command) -> Vec<Chord> {
        match self.own.get(&(self.set, command)) {
            Some(chords) => chords.clone(),
            None => self.set.chords(command),
        }
    }

    /// All keys that lead to a command, the easiest first.
    #[must_use]
    pub fn chords(&self, command: Command) -> Vec<Chord> {
        self.changeable(command).into_iter().chain(Self::always(command)).collect()
    }

    /// The reader has changed them.
    #[must_use]
    pub fn is_own(&self, command: Command) -> bool {
        self.own.contains_key(&(self.set, command))
    }

    /// The reader has changed some of this set.
    #[must_use]
    pub fn has_own(&self) -> bool {
        self.own.keys().any(|(set, _)| *set == self.set)
    }

    /// What stands against giving a command this chord.
    #[must_use]
    pub fn conflict(&self, command: Command, chord: Chord) -> Option<Conflict> {
        let others = || Command::ALL.into_iter().filter(|other| *other != command);
        let always = Command::ALL
            .into_iter()
            .find(|owner| Self::always(*owner).into_iter().any(|other| other.first() == chord.first()));
        if let Some(owner) = always {
            return Some(Conflict::Always(owner));
        }
        if chord.strokes().any(Stroke::is_taken) {
            return Some(Conflict::Taken);
        }
        let against = |other: Command| {
            self.changeable(other).into_iter().find_map(|its| match (its.second(), chord.second()) {
                _ if its == chord => Some(Conflict::Same(other)),
                (Some(_), None) if its.first() == chord.first() => Some(Conflict::Begins(other, its)),
                (None, Some(_)) if its.first() == chord.first() => Some(Conflict::Hidden(other, its)),
                _ => None,
            })
        };
        others().find_map(against)
    }

    /// Gives a command this chord in place of those it has. Whatever stands against it gives way.
    ///
    /// # Errors
    /// When that cannot give way: then nothing has changed. With the set that is off there is nothing to
    /// give.
    pub fn give(&mut self, command: Command, chord: Chord) -> Result<(), Conflict> {
        if self.set == Set::Off {
            return Err(Conflict::Taken);
        }
        let mut next = self.clone();
        while let Some(conflict) = next.conflict(command, chord) {
            let owner = conflict.owner().ok_or(conflict)?;
            let its = next.changeable(owner);
            let left = its.into_iter().filter(|its| {
                its.first() != chord.first() || (its.second() != chord.second() && both(*its, chord))
            });
            let left = left.collect();
            next.own.insert((next.set, owner), left);
        }
        next.own.insert((next.set, command), vec![chord]);
        next.forget_what_is_as_in_the_set();
        *self = next;
        Ok(())
    }

    /// Gives a command back what the set has for it. Whoever of the others stands in the way gives way.
    pub fn reset(&mut self, command: Command) {
        self.own.remove(&(self.set, command));
        self.leave_out_contradictions();
    }

    /// The set as it is, without the reader's own keys.
    pub fn reset_all(&mut self) {
        let now = self.set;
        self.own.retain(|(set, _), _| *set != now);
    }

    fn forget_what_is_as_in_the_set(&mut self) {
        self.own.retain(|(set, command), chords| *chords != set.chords(*command));
    }

    /// What keeps the reader's choice: `set` and its name, then a line for each command that was changed.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("set {}\n", self.set.name());
        for ((set, command), chords) in &self.own {
            let chords: Vec<String> = chords.iter().map(Chord::to_string).collect();
            text.push_str(&format!("{} {} {}\n", set.name(), command.name(), chords.join("  ")));
        }
        text
    }

    /// What [`write`](Self::write) has kept. What is not understood, or would contradict the rest, is left
    /// out: another version may have written it.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut keys = Self::default();
        let mut chosen = Set::default();
        for line in text.lines() {
            let mut words = line.splitn(3, ' ');
            let (Some(set), Some(name)) = (words.next(), words.next()) else { continue };
            if set == "set" {
                chosen = Set::named(name).unwrap_or_default();
                continue;
            }
            let (Some(set), Some(command)) = (Set::named(set), Command::named(name)) else { continue };
            let chords = words.next().unwrap_or_default().split("  ").filter(|chord| !chord.is_empty());
            if let Ok(chords) =
                chords.take(MOST_CHORDS).map(str::parse).collect::<Result<Vec<Chord>, NotKeys>>()
            {
                keys.own.insert((set, command), chords);
            }
        }
        keys.leave_out_contradictions();
        keys.forget_what_is_as_in_the_set();
        keys.set = chosen;
        keys
    }

    fn leave_out_contradictions(&mut self) {
        self.own.retain(|(set, _), _| *set != Set::Off);
        // Each time one goes; that may bring back what the set has, which may stand against another.
        loop {
            let against = self.own.iter().find(|((set, command), chords)| {
                let view = Self { set: *set, own: self.own.clone() };
                chords.iter().any(|chord| view.conflict(*command, *chord).is_some())
            });
            let Some(place) = against.map(|(place, _)| *place) else { break };
            self.own.remove(&place);
        }
    }

    fn owner(&self, chord: Chord) -> Option<Command> {
        Command::ALL.into_iter().find(|command| self.chords(*command).contains(&chord))
    }

    fn begins(&self, stroke: Stroke) -> bool {
        let begins = |chord: &Chord| chord.first() == stroke && chord.second().is_some();
        Command::ALL.into_iter().any(|command| self.chords(command).iter().any(begins))
    }
}

/// Both have two strokes.
const fn both(one: Chord, other: Chord) -> bool {
    one.second().is_some() && other.second().is_some()
}

impl Matcher {
    /// Takes a stroke, made at this time in milliseconds.
    pub fn press(&mut self, keys: &Keys, stroke: Stroke, at: f64) -> Heard {
        let begun = self.begun.take().filter(|(_, since)| at - since <= SECOND_WITHIN);
        let together = begun.and_then(|(first, _)| keys.owner(Chord::two(first, stroke)));
        if let Some(command) = together.or_else(|| keys.owner(Chord::one(stroke))) {
            Heard::Command(command)
        } else if keys.begins(stroke) {
            self.begun = Some((stroke, at));
            Heard::Begun
        } else {
            Heard::Nothing
        }
    }
}
