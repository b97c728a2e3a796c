//! The quirks by name.

use std::time::Duration;

use super::mails;

/// A habit of servers that a client has to live with.
///
/// They can be combined. Where a quirk needs a mail of its own to show, [`Quirk::mails`] has it and
/// [`Builder::quirk`](crate::Builder::quirk) puts it into the maildrop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quirk {
    // The connection.
    /// Closes the connection after so many bytes to the client in all, TLS included.
    CutAfter(u64),
    /// Closes the connection after so many bytes of the answer to one RETR.
    CutInRetrieval {
        /// Which RETR of the session, from 1.
        nth: u32,
        /// Bytes of the answer that still go out, counted from the `+` of its status line.
        bytes: usize,
    },
    /// Closes the connection at a command.
    CloseAtCommand {
        /// Which command of the session, from 1.
        command: u32,
        /// When exactly.
        moment: Moment,
    },
    /// Closes the connection, without a word, when the client says nothing for so long.
    IdleDrop(Duration),
    /// Lets so much time pass before each answer, the greeting included.
    Delay(Duration),
    /// Sends so many bytes in a second.
    Throttle(u64),

    // The greeting.
    /// Says `-ERR` instead of a greeting, and closes.
    GreetingRefuses,
    /// Accepts the connection and never says a word.
    GreetingSilent,
    /// Takes its time, and throws away what comes in before it has greeted.
    GreetingDeaf,

    // Status lines and line ends.
    /// Says `+OK` and nothing else where words would do.
    BareOk,
    /// Says `+ERR` for `-ERR`.
    PlusErr,
    /// Says everything in long prose: beyond the 512 bytes of RFC 2449, without response codes,
    /// with words such as `-ERR`, numbers and “locked” where they mean nothing.
    Prose,
    /// Ends every line in LF.
    LfOnly,
    /// Ends every line in CR CR LF: status lines, listings, messages and the final dot.
    CrCrLf,
    /// Has a mail whose lines end in CR CR LF; all else is right.
    CrCrLfMail,

    // Messages.
    /// Doubles a leading dot only after CRLF, as RFC 1939 has it, and has a mail with `LF.LF` in it
    /// and behind that what looks like answers of its own.
    UnstuffedLfDotLf,
    /// Has a mail that ends without a line end, and sends the final dot glued to its last byte. LIST
    /// counts its octets without any line end.
    GluedDot,
    /// Has a mail with NULs in header and body.
    Nuls,
    /// Has a mail with a line of so many bytes in its body, and one in its header of as many, but
    /// 200 kB at most.
    LongLine(usize),
    /// Has a mail of at least so many octets, which is made while it is sent; see
    /// [`huge_mail`](super::huge_mail).
    Huge(u64),
    /// Has so many small mails.
    ManyMails(usize),
    /// Puts an X-UIDL line on top of each message, another one at each retrieval.
    AddsXUidl,
    /// Puts blank lines at the end of each message, more or fewer of them at each retrieval.
    AddsBlankLines,
    /// Does not know TOP.
    TopRefused,
    /// Ends its answer to TOP after 64 kB, wherever that is, and has a mail with a longer header.
    TopCut,
    /// Says `+OK` twice for one TOP.
    TwoOks,

    // Capabilities.
    /// Does not know CAPA.
    CapaRefused,
    /// Says nothing any more once it was asked CAPA.
    CapaHangs,
    /// Announces TOP, UIDL and PIPELINING only to those who are logged in.
    CapaGrowsAfterLogin,
    /// Announces TOP, UIDL and PIPELINING only to those who are not logged in.
    CapaShrinksAfterLogin,
    /// Announces in lower case.
    CapaLowerCase,
    /// Announces what nobody has heard of, also names that begin as known ones do.
    CapaUnknown,
    /// Announces `EXPIRENEVER`.
    ExpireNever,
    /// Announces `EXPIRE 0`, which says that messages are deleted once retrieved (RFC 2449, section
    /// 6.7), and keeps them.
    ExpireZero,
    /// Does not announce PIPELINING. It copes all the same.
    NoPipelining,
    /// Throws away the input that arrived before it answered. It announces PIPELINING all the same,
    /// unless [`Quirk::NoPipelining`] is there too.
    BreaksPipelines,

    /// Loses one RETR of each session, if another command came together with it.
    LosesRetrieval {
        /// Which RETR of the session, from 1.
        nth: u32,
    },

    // The login.
    /// Closes the connection instead of saying that the password is wrong.
    DropsInsteadOfAuthError,
    /// Answers `[IN-USE]` to so many right logins.
    InUse(u32),
    /// Answers `[SYS/TEMP]` to so many right logins.
    SysTemp(u32),
    /// Answers `[LOGIN-DELAY]` to so many right logins.
    LoginDelay(u32),
    /// Knows no USER and no PASS: AUTH is the only way in.
    UserPassRefused,
    /// Refuses AUTH with an initial response.
    NoInitialResponse,
    /// Says `+OK` where `+` was due in AUTH.
    OkForPlus,
    /// Puts an answer behind that to STLS, in the clear.
    BytesAfterStls,
    /// Offers STLS no more, and refuses it.
    StlsVanishes,

    // Listings.
    /// Counts octets wrong, in LIST and STAT.
    WrongOctets(Octets),
    /// Says in STAT more messages and octets than LIST has.
    StatDisagrees,
    /// Leaves the second oldest mail out of LIST.
    ListLacksOne,
    /// Leaves the second oldest mail out of UIDL.
    UidlLacksOne,
    /// Does not know UIDL.
    NoUidl,
    /// Gives one UIDL to two mails, pair by pair.
    DuplicateUidls,
    /// Gives UIDLs with spaces, of 200 bytes, with bytes above 127 or control characters, or none.
    MalformedUidls,
    /// Gives message numbers as UIDLs: when mails are gone, others have theirs.
    ReusedUidls,
    /// Gives other UIDLs in each session.
    UidlsChange,
    /// Does not show the oldest mail in every second session.
    OldestComesAndGoes,
    /// Shows in each session only so many, the oldest that nobody has retrieved in an earlier one.
    Batches(usize),

    // The end.
    /// Answers `-ERR` to QUIT where messages were to be deleted, and keeps them.
    UpdateRollsBack,
}

/// When a connection is closed at a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The server has the command and does not carry it out.
    Unheard,
    /// The server has carried it out and does not answer.
    Unanswered,
    /// The server has answered.
    Answered,
}

/// How octets are counted wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Octets {
    /// None at all.
    Zero,
    /// Half of them.
    TooFew,
    /// Twice as many and some.
    TooMany,
    /// 2³² more for each message, as if it were larger than 4 GiB.
    Over32Bits,
    /// The largest number of 64 bits for each message; their sum in STAT has more.
    Largest,
}

impl Quirk {
    /// The mails that show it, where it needs some of its own; each ends in CRLF.
    #[must_use]
    pub fn mails(self) -> Vec<Vec<u8>> {
        match self {
            Self::UnstuffedLfDotLf => vec![mails::lf_dot_lf()],
            Self::GluedDot => vec![mails::glued_dot()],
            Self::Nuls => vec![mails::nuls()],
            Self::CrCrLfMail => vec![mails::cr_cr_lf()],
            Self::LongLine(bytes) => vec![mails::long_line(bytes)],
            Self::TopCut => vec![mails::long_header()],
            Self::Huge(_) => vec![mails::HUGE_HEAD.to_vec()],
            Self::ManyMails(count) => (1..=count).map(mails::small).collect(),
            _ => Vec::new(),
        }
    }
}
