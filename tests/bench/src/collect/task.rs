//! What is run in every round, and what it yields.

use std::{collections::BTreeMap, fmt};

use restante_bench::Samples;

/// Which maildrop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Drop {
    /// 5,000 mails of 39 MB together.
    Many,
    /// 205 small ones.
    Few,
    /// One of 200 MB.
    Large,
}

/// Who collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    /// Into a file on the disk, which it waits for after every mail.
    Mpop,
    /// Into a file in memory: what is left of mpop on a disk that never lets it wait.
    MpopInMemory,
    Fetchmail,
    /// Asks for everything at once and throws it away: as fast as the server can.
    Bare,
    /// Restante's engine on the host.
    Engine,
    /// Restante in the browser.
    Page,
}

/// Where the 50 ms round trip lies, if anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// All on loopback.
    Near,
    /// Before the mail server.
    FarServer,
    /// Between browser and relay.
    FarRelay,
}

/// Somebody collects a maildrop over a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task(pub(crate) Drop, pub(crate) Who, pub(crate) Way);

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(drop, who, way) = self;
        let drop = match drop {
            Drop::Many => "5,000 mails",
            Drop::Few => "205 small mails",
            Drop::Large => "one mail of 200 MB",
        };
        let who = match who {
            Who::Mpop => "mpop",
            Who::MpopInMemory => "mpop into memory",
            Who::Fetchmail => "fetchmail",
            Who::Bare => "bare reader",
            Who::Engine => "native engine",
            Who::Page => "browser",
        };
        let way = match way {
            Way::Near => "on loopback",
            Way::FarServer => "50 ms from the server",
            Way::FarRelay => "50 ms from the relay",
        };
        write!(f, "{drop}, {who} {way}")
    }
}

/// What is measured of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Seconds until the last mail is there.
    Whole,
    /// Seconds from the login to the first screen of the list.
    FirstScreen,
    /// Seconds for collecting once more, when nothing is new.
    NothingNew,
    /// How often the client spoke and waited then.
    Turns,
    /// By how much the memory of the page's process grew at most, as a multiple of the mail.
    Memory,
    /// Milliseconds of the longest task of the page's thread.
    LongestTask,
}

impl Kind {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Whole => ("whole", " s"),
            Self::FirstScreen => ("first screen", " s"),
            Self::NothingNew => ("nothing new", " s"),
            Self::Turns => ("turns", ""),
            Self::Memory => ("memory", "x"),
            Self::LongestTask => ("longest task", " ms"),
        }
    }
}

/// The figures of one run.
pub(crate) type Figures = Vec<(Kind, f64)>;

pub(crate) fn in_words(figures: &[(Kind, f64)]) -> String {
    let words: Vec<String> = figures
        .iter()
        .map(|(kind, value)| {
            let (name, unit) = kind.words();
            format!("{name} {value:.2}{unit}")
        })
        .collect();
    words.join(", ")
}

/// The figures of all runs.
#[derive(Debug, Default)]
pub(crate) struct Results(BTreeMap<(Task, Kind), Samples>);

impl Results {
    pub(crate) fn add(&mut self, task: Task, figures: &[(Kind, f64)]) {
        for &(kind, value) in figures {
            self.0.entry((task, kind)).or_default().add(value);
        }
    }

    /// NaN where it was not measured.
    pub(crate) fn median(&self, task: Task, kind: Kind) -> f64 {
        self.0.get(&(task, kind)).map_or(f64::NAN, Samples::median)
    }

    /// Every figure with the lowest and the highest run.
    pub(crate) fn describe(&self) -> String {
        let mut text = "The runs: median (lowest to highest)\n".to_owned();
        for ((task, kind), samples) in &self.0 {
            let (name, unit) = kind.words();
            let (lowest, highest) = samples.range();
            let median = samples.median();
            text += &format!("  {task}, {name}: {median:.2}{unit} ({lowest:.2} to {highest:.2})\n");
        }
        text
    }
}
