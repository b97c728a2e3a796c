//! A Dovecot with the mails that are collected, near and far.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Instant,
};

use fastrand::Rng;
use restante_bench::Delay;
use restante_dovecot::{
    Dovecot, Options, Session,
    mails::{self, Mail},
};

use crate::{
    task::{Drop, Way},
    world::ROUND_TRIP,
};

/// The same mails in every run.
const SEED: u64 = 5_000;
const MANY: usize = 5_000;
const MANY_BYTES: usize = 39_000_000;
/// Of so many those are chosen.
const GENERATED: usize = 4 * MANY;
/// Mails up to this size, in bytes, are all chosen.
const ALWAYS_KEPT: f64 = 1_500.0;
const FEW: usize = 205;
const SMALL: usize = 4_000;
const LARGE_BYTES: usize = 200_000_000;

/// A maildrop that is only read from; the one of few mails can be emptied and filled again.
pub(crate) struct Maildrop {
    dovecot: Dovecot,
    /// What it is filled with again.
    few: Vec<Mail>,
    far: Delay,
    /// How many mails.
    pub(crate) messages: usize,
    /// Their bytes together.
    pub(crate) bytes: usize,
}

impl Maildrop {
    pub(crate) async fn fill(drop: Drop) -> Self {
        let mails = match drop {
            Drop::Many => many(),
            Drop::Few => few(),
            Drop::Large => mails::generate_large(SEED, 1, attachment_for(LARGE_BYTES)),
        };
        let (messages, bytes) = (mails.len(), mails.iter().map(|mail| mail.raw.len()).sum());
        // What the Dovecot of the tests offers is what is wanted here: USER and PASS, and of SASL PLAIN.
        let mut dovecot = Dovecot::start(Options::default()).expect("Dovecot starts");
        dovecot.deliver(mails.iter().map(|mail| &mail.raw)).expect("mails are delivered");
        prepare(&dovecot).expect("Dovecot counts its mails");
        let far = Delay::listen((Ipv4Addr::LOCALHOST, dovecot.pop3s()).into(), ROUND_TRIP / 2).await;
        let few = if drop == Drop::Few { mails } else { Vec::new() };
        Self { dovecot, few, far, messages, bytes }
    }

    /// Deletes everything, as a client does that leaves nothing on the server.
    pub(crate) fn empty(&self) {
        let emptied = Session::log_in(&self.dovecot).and_then(|mut session| {
            for number in 1..=self.messages {
                session.command(&format!("DELE {number}"))?;
            }
            session.command("QUIT")
        });
        emptied.expect("Dovecot deletes its mails");
        assert_eq!(self.dovecot.left().expect("its folder"), 0);
    }

    /// Puts the few mails there again.
    pub(crate) fn refill(&mut self) {
        assert_eq!(self.few.len(), self.messages, "only the maildrop of few mails is filled again");
        self.dovecot.deliver(self.few.iter().map(|mail| &mail.raw)).expect("mails are delivered");
        prepare(&self.dovecot).expect("Dovecot counts its mails");
    }

    /// The port of POP3 over TLS, at the end of this way.
    pub(crate) const fn port(&self, way: Way) -> u16 {
        match way {
            Way::Near | Way::FarRelay => self.dovecot.pop3s(),
            Way::FarServer => self.far.address().port(),
        }
    }

    /// The way to it that is long.
    pub(crate) const fn far(&self) -> &Delay {
        &self.far
    }
}

/// Lets Dovecot read all mails for their sizes once: the first to ask would wait for that.
fn prepare(dovecot: &Dovecot) -> std::io::Result<()> {
    let began = Instant::now();
    let mut session = Session::log_in(dovecot)?;
    let totals = session.command("STAT")?;
    session.command("QUIT")?;
    println!("Dovecot says {} after {:.1} s", totals.trim_end(), began.elapsed().as_secs_f64());
    Ok(())
}

/// Mails of 39 MB together. The generated ones have log-normal sizes whose mean is too large; keeping
/// each with a probability that falls by a power of its size leaves them log-normal, as wide as before,
/// around a smaller one.
fn many() -> Vec<Mail> {
    let mut rng = Rng::with_seed(SEED);
    let lots: Vec<(Mail, f64)> =
        mails::generate(SEED, GENERATED).into_iter().map(|mail| (mail, rng.f64())).collect();
    let kept = |power: f64| {
        let kept = move |(mail, lot): &&(Mail, f64)| {
            #[expect(clippy::cast_precision_loss, reason = "a size")]
            let size = mail.raw.len() as f64;
            *lot < (ALWAYS_KEPT / size).powf(power)
        };
        lots.iter().filter(kept).take(MANY).map(|(mail, _)| mail)
    };
    let bytes = |power| kept(power).map(|mail| mail.raw.len()).sum::<usize>();
    // Five hundredths of a power change the sum by less than its tolerance.
    let powers = (0..40).map(|step| f64::from(step) * 0.05);
    let power =
        powers.min_by_key(|&power| bytes(power).abs_diff(MANY_BYTES)).expect("one of the powers fits best");
    let mails: Vec<Mail> = kept(power).cloned().collect();
    assert_eq!(mails.len(), MANY);
    assert!(bytes(power).abs_diff(MANY_BYTES) < MANY_BYTES / 20, "{} bytes", bytes(power));
    mails
}

/// The first so many that are small.
fn few() -> Vec<Mail> {
    let mails: Vec<Mail> = mails::generate(SEED + 1, 4 * FEW)
        .into_iter()
        .filter(|mail| mail.raw.len() < SMALL)
        .take(FEW)
        .collect();
    assert_eq!(mails.len(), FEW);
    mails
}

/// The attachment that makes a mail of so many bytes: in base64 57 bytes become a line of 78.
const fn attachment_for(bytes: usize) -> usize {
    bytes / 78 * 57
}

/// A port of loopback.
pub(crate) fn loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
