//! Everything that has to run before something can be measured.

use std::{
    collections::{BTreeMap, BTreeSet},
    env::temp_dir,
    path::Path,
    time::Duration,
};

use restante_bench::Delay;
use restante_end_to_end::{Relay, RelayOptions, free_port};

use crate::{
    bare, engine,
    maildrop::{Maildrop, loopback},
    page, peers,
    task::{Drop, Figures, Kind, Task, Way, Who},
};

/// Of the long way.
pub(crate) const ROUND_TRIP: Duration = Duration::from_millis(50);

/// Linux has a file system in memory there.
const MEMORY: &str = "/dev/shm";

/// The maildrops that are needed and a relay that reaches them, near and far.
pub(crate) struct World {
    maildrops: BTreeMap<Drop, Maildrop>,
    relay: Relay,
    far_relay: Delay,
}

impl World {
    pub(crate) async fn build(tasks: &[Task]) -> Self {
        let mut maildrops = BTreeMap::new();
        for drop in tasks.iter().map(|&Task(drop, ..)| drop).collect::<BTreeSet<_>>() {
            maildrops.insert(drop, Maildrop::fill(drop).await);
        }
        let ports =
            maildrops.values().flat_map(|maildrop| [Way::Near, Way::FarServer].map(|way| maildrop.port(way)));
        let allow = ports.map(|port| ("localhost".to_owned(), port)).collect();
        let port = free_port();
        let far_relay = Delay::listen(loopback(port), ROUND_TRIP / 2).await;
        let origins = [loopback(port), far_relay.address()].map(|address| format!("http://{address}"));
        let relay = Relay::start(&RelayOptions { port, allow, origins: origins.into(), demo: false }).await;
        Self { maildrops, relay, far_relay }
    }

    /// The maildrops, a line each.
    pub(crate) fn describe(&self) -> String {
        let line = |maildrop: &Maildrop| {
            format!("A maildrop of {} mails, {} bytes\n", maildrop.messages, maildrop.bytes)
        };
        self.maildrops.values().map(line).collect()
    }

    /// Runs a task once.
    pub(crate) async fn run(&mut self, Task(drop, who, way): Task) -> Figures {
        let url = self.url(way);
        let maildrop = self.maildrops.get_mut(&drop).expect("it was filled for this task");
        let (port, messages) = (maildrop.port(way), maildrop.messages);
        let bytes = maildrop.bytes;
        let whole = |time: Duration| vec![(Kind::Whole, time.as_secs_f64())];
        match who {
            Who::Page => page::collect(&url, maildrop, drop, way).await,
            Who::Mpop => whole(apart(move || peers::mpop(port, messages, &temp_dir())).await),
            Who::MpopInMemory => whole(apart(move || peers::mpop(port, messages, Path::new(MEMORY))).await),
            Who::Fetchmail => whole(apart(move || peers::fetchmail(port, messages)).await),
            Who::Bare => whole(apart(move || bare::read(port, messages, bytes)).await),
            Who::Engine => whole(apart(move || engine::collect(port, messages)).await),
        }
    }

    fn url(&self, way: Way) -> String {
        match way {
            Way::Near | Way::FarServer => self.relay.url(),
            Way::FarRelay => format!("http://{}/", self.far_relay.address()),
        }
    }
}

/// Runs what blocks beside the runtime, whose proxies go on meanwhile.
async fn apart(collect: impl FnOnce() -> Duration + Send + 'static) -> Duration {
    tokio::task::spawn_blocking(collect).await.expect("it collects everything")
}
