//! One run of the fuzz target `pop3_responses`, as a plain function: a test runs it too.

use restante::protocol::{
    pop3::{
        Argument, Auth, Command, Connection, LanguageTag, Limits, Reply, Response, Timestamp,
        ViolatedProtocol,
    },
    sasl::{Mechanism, Secret},
};

/// Small, so that short inputs reach them.
const LIMITS: Limits = Limits { status_line: 128, listing: 512, message: 512 };

/// Reads the input as commands that a client sent, as lengths of the pieces in which the network
/// delivers, and as what the server says; checks that the client understands the same as if it came
/// in one piece, within its limits, and that nothing panics.
///
/// The first byte counts the commands, a byte each; the next byte counts the lengths, a byte each,
/// used over and over; the rest is the server's.
pub(crate) fn check(input: &[u8]) {
    let Some((commands, rest)) = counted(input) else { return };
    let Some((lengths, talk)) = counted(rest) else { return };
    let commands: Vec<Command> = commands.iter().map(|&byte| command(byte)).collect();

    let whole = understand(&commands, [talk]);
    for reply in &whole.0 {
        look_into(reply);
    }
    if !lengths.is_empty() {
        assert_eq!(understand(&commands, pieces(lengths, talk)), whole);
    }
}

/// A count, so many bytes, and the rest.
fn counted(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&count, rest) = input.split_first()?;
    rest.split_at_checked(usize::from(count % 16))
}

fn command(byte: u8) -> Command {
    let number = u32::from(byte / 24) + 1;
    match byte % 24 {
        0 => Command::Capa,
        1 => Command::Stls,
        2 => Command::User(Argument::parse("ada").unwrap()),
        3 => Command::Pass(Argument::parse("p").unwrap()),
        4 => {
            let timestamp = Timestamp::find("<1@a>").unwrap();
            Command::Apop(Argument::parse("ada").unwrap(), timestamp.sign(&Secret::new("p".to_owned())))
        }
        5..8 => Command::Auth(Auth::new(Mechanism::Login, None)),
        8..11 => Command::AuthResponse(Secret::new(b"p".to_vec())),
        11 => Command::AuthCancel,
        12 => Command::Utf8,
        13 => Command::Lang(None),
        14 => Command::Lang(LanguageTag::parse("*")),
        15 => Command::Stat,
        16 => Command::List,
        17 => Command::Uidl,
        18 => Command::Top(number, 5),
        19 => Command::Retr(number, u64::from(byte)),
        20 => Command::Retr(number, u64::MAX),
        21 => Command::Dele(number),
        22 => Command::Noop,
        _ => Command::Quit,
    }
}

fn pieces<'a>(lengths: &'a [u8], talk: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = talk;
    lengths.iter().cycle().map_while(move |&length| {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(rest.len().min(usize::from(length) + 1));
        rest = after;
        Some(piece)
    })
}

fn understand<'a>(
    commands: &[Command],
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Reply>, Result<(), ViolatedProtocol>) {
    let mut connection = Connection::new(LIMITS);
    for command in commands {
        connection.send(command.clone());
    }
    let mut result = Ok(());
    for piece in pieces {
        result = connection.receive(piece);
        if result.is_err() {
            break;
        }
        assert!(connection.partial() <= LIMITS.message.max(LIMITS.listing));
    }
    // As after a silence.
    let was_glued = connection.is_dot_glued();
    let before = connection.awaited();
    connection.believe_glued_dot();
    assert_eq!(before - connection.awaited(), usize::from(was_glued));
    let _ = connection.line_end();
    (std::iter::from_fn(|| connection.next_reply()).collect(), result)
}

/// Asks all that can be asked of a reply.
fn look_into(reply: &Reply) {
    match &reply.result {
        Err(negative) => drop(negative.refusal()),
        Ok(Response::Done(text)) => drop(Timestamp::find(text)),
        Ok(Response::Capabilities(capabilities)) => {
            let _ = (capabilities.expire(), capabilities.login_delay(), capabilities.utf8());
            let _ = (capabilities.implementation(), capabilities.pipelining(), capabilities.auth_resp_code());
            assert!(capabilities.sasl_names().count() <= LIMITS.listing);
            let _ = Mechanism::ALL.map(|mechanism| capabilities.sasl(mechanism));
        }
        Ok(Response::Message(raw) | Response::Unended(raw)) => assert!(raw.len() <= LIMITS.message),
        Ok(_) => {}
    }
}
