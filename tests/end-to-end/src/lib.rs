//! The whole of Restante in a real browser: headless Chromium or Firefox, driven by WebDriver, with the relay's
//! own binary and a real mail server behind it.
//!
//! - [`Browser`] is a browser with a fresh [`Profile`], or one that outlives it; [`find`](Name) finds things
//!   as people do who do not see the screen, by role and accessible name;
//! - [`AccountForm`], [`Messages`] and [`Reading`] are the parts of the page that tests go through;
//! - [`Relay`] runs the relay, [`Recorder`] listens in before or behind it, [`websocket`] reads what it
//!   heard, [`Needles`] looks for secrets in it;
//! - [`Scripted`] is a mail server that misbehaves as it is told;
//! - [`Outside`] is the rest of the world: every name and every web server that a mail may lead to;
//! - [`Workers`] reaches into the page's workers, [`Trace`] writes down what the engine asks of
//!   IndexedDB and the relay, and [`Order`] judges that.
//!
//! Everything here panics when the world is not as the test says: that is how the test fails. Every
//! wait is for a condition and has a deadline.

mod account;
mod browser;
mod devices;
mod devtools;
mod driver;
mod find;
mod list;
mod measure;
mod needles;
mod outside;
mod profile;
mod reading;
mod recorder;
mod relay;
mod roles;
mod scripted;
pub mod trace;
mod until;
pub mod websocket;
mod workers;

pub use account::{AccountForm, Security};
pub use browser::{Browser, Kind, Options, screenshots};
pub use devices::DEVICES;
pub use fantoccini::elements::Element;
pub use find::Name;
pub use list::{Messages, Row};
pub use measure::Collected;
pub use needles::Needles;
pub use outside::{Contact, DOMAIN, Outside};
pub use profile::Profile;
pub use reading::Reading;
pub use recorder::{Connection, Recorder};
pub use relay::{Relay, RelayOptions, free_port};
pub use scripted::{Scripted, Step};
pub use trace::{Order, Trace};
pub use until::{PATIENCE, until};
pub use workers::{Said, Workers};
