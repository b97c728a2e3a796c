//! The rows of the table: what each needs to be run, and its line.

use restante_bench::table::{Goal, Line};

use crate::{
    task::{Drop, Kind, Results, Task, Way, Who},
    world::ROUND_TRIP,
};

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Row {
    Loopback,
    Engine,
    FarServer,
    FarRelay,
    Few,
    FirstScreen,
    NothingNew,
    Large,
}

impl Row {
    pub(crate) const ALL: [Self; 8] = [
        Self::Loopback,
        Self::Engine,
        Self::FarServer,
        Self::FarRelay,
        Self::Few,
        Self::FirstScreen,
        Self::NothingNew,
        Self::Large,
    ];

    /// How it is asked for.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Loopback => "loopback",
            Self::Engine => "engine",
            Self::FarServer => "far-server",
            Self::FarRelay => "far-relay",
            Self::Few => "few",
            Self::FirstScreen => "first-screen",
            Self::NothingNew => "nothing-new",
            Self::Large => "large",
        }
    }

    /// What it measures.
    pub(crate) const fn figure(self) -> &'static str {
        match self {
            Self::Loopback => "5,000 mails, loopback, browser",
            Self::Engine => "5,000 mails, loopback, engine natively",
            Self::FarServer => "5,000 mails, 50 ms before the server",
            Self::FarRelay => "5,000 mails, 50 ms before the relay",
            Self::Few => "205 small mails, 50 ms before the server",
            Self::FirstScreen => "first screen after login, 5,000 new, 50 ms",
            Self::NothingNew => "nothing new, 5,000 known, 50 ms",
            Self::Large => "memory for a mail of 200 MB",
        }
    }

    fn tasks(self) -> Vec<Task> {
        use Drop::Many;
        use Way::{FarRelay, FarServer, Near};
        match self {
            Self::Loopback => [Who::Mpop, Who::MpopInMemory, Who::Fetchmail, Who::Bare, Who::Page]
                .map(|who| Task(Many, who, Near))
                .into(),
            Self::Engine => [Who::Bare, Who::Engine].map(|who| Task(Many, who, Near)).into(),
            Self::FarServer => [Who::Mpop, Who::MpopInMemory, Who::Bare, Who::Page]
                .map(|who| Task(Many, who, FarServer))
                .into(),
            Self::FarRelay => [FarServer, FarRelay].map(|way| Task(Many, Who::Page, way)).into(),
            Self::Few => [Who::Mpop, Who::MpopInMemory, Who::Fetchmail, Who::Bare, Who::Page]
                .map(|who| Task(Drop::Few, who, FarServer))
                .into(),
            Self::FirstScreen | Self::NothingNew => vec![Task(Many, Who::Page, FarServer)],
            Self::Large => vec![Task(Drop::Large, Who::Page, Near)],
        }
    }

    fn lines(self, results: &Results) -> Vec<Line> {
        match self {
            Self::Loopback => {
                let goal = Goal { at_most: 0.6, limit: 1.0, unit: "x mpop" };
                vec![self.beside_mpop(results, Drop::Many, Way::Near, goal)]
            }
            Self::FarServer => {
                let goal = Goal { at_most: 0.4, limit: 0.7, unit: "x mpop" };
                vec![self.beside_mpop(results, Drop::Many, Way::FarServer, goal)]
            }
            Self::Few => {
                vec![self.beside_mpop(results, Drop::Few, Way::FarServer, Goal::at_most(0.5, "x mpop"))]
            }
            Self::Engine => {
                let ours = results.median(Task(Drop::Many, Who::Engine, Way::Near), Kind::Whole);
                let bare = results.median(Task(Drop::Many, Who::Bare, Way::Near), Kind::Whole);
                let goal = Goal::at_most(1.5, "x bare reader");
                vec![self.line(
                    seconds(ours),
                    format!("bare reader {}", seconds(bare)),
                    ours / bare,
                    "x",
                    goal,
                )]
            }
            Self::FarRelay => {
                let ours = |way| results.median(Task(Drop::Many, Who::Page, way), Kind::Whole);
                let (server, relay) = (ours(Way::FarServer), ours(Way::FarRelay));
                let goal = Goal::at_most(1.2, "x the same before the server");
                vec![self.line(seconds(relay), String::new(), relay / server, "x", goal)]
            }
            Self::FirstScreen => {
                let ours = results.median(Task(Drop::Many, Who::Page, Way::FarServer), Kind::FirstScreen);
                vec![self.line(seconds(ours), String::new(), ours, " s", Goal::at_most(1.0, " s"))]
            }
            Self::NothingNew => {
                let task = Task(Drop::Many, Who::Page, Way::FarServer);
                let ours = results.median(task, Kind::NothingNew);
                let turns = results.median(task, Kind::Turns);
                let goal = Goal::at_most(6.0, " round trips");
                let words = format!("{} ({turns} turns)", seconds(ours));
                vec![self.line(words, String::new(), ours / ROUND_TRIP.as_secs_f64(), " round trips", goal)]
            }
            Self::Large => {
                let task = Task(Drop::Large, Who::Page, Way::Near);
                let memory = results.median(task, Kind::Memory);
                let longest = results.median(task, Kind::LongestTask);
                let whole = seconds(results.median(task, Kind::Whole));
                let memory = self.line(whole, String::new(), memory, "x", Goal::at_most(3.0, "x its size"));
                let responsive = Line {
                    figure: "longest task of the page meanwhile".to_owned(),
                    ..self.line(String::new(), String::new(), longest, " ms", Goal::at_most(200.0, " ms"))
                };
                vec![memory, responsive]
            }
        }
    }

    fn beside_mpop(self, results: &Results, drop: Drop, way: Way, goal: Goal) -> Line {
        let median = |who| results.median(Task(drop, who, way), Kind::Whole);
        let (ours, mpop) = (median(Who::Page), median(Who::Mpop));
        let memory = median(Who::MpopInMemory);
        let peers = [
            ("mpop", mpop),
            ("into memory", memory),
            ("fetchmail", median(Who::Fetchmail)),
            ("bare reader", median(Who::Bare)),
        ];
        let peers: Vec<String> = peers
            .into_iter()
            .filter(|(_, figure)| !figure.is_nan())
            .map(|(name, figure)| format!("{name} {}", seconds(figure)))
            .collect();
        let line = self.line(seconds(ours), peers.join(", "), ours / mpop, "x", goal);
        // The disk of this hour decides on mpop's figure, so the one without a disk stands beside it.
        Line { ratio: format!("{}, in memory {:.2}x", line.ratio, ours / memory), ..line }
    }

    fn line(self, ours: String, peers: String, figure: f64, unit: &str, goal: Goal) -> Line {
        Line {
            figure: self.figure().to_owned(),
            ours,
            peers,
            ratio: format!("{figure:.2}{unit}"),
            goal: goal.to_string(),
            met: goal.verdict(figure),
        }
    }
}

/// What these rows need to be run, each once.
pub(crate) fn tasks(rows: &[Row]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for task in rows.iter().flat_map(|row| row.tasks()) {
        if !tasks.contains(&task) {
            tasks.push(task);
        }
    }
    tasks
}

/// The table's lines.
pub(crate) fn lines(rows: &[Row], results: &Results) -> Vec<Line> {
    rows.iter().flat_map(|row| row.lines(results)).collect()
}

fn seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}
