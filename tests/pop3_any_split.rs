//! However a network cuts the bytes of a POP3 server, the client understands the same replies, and
//! no bytes at all make it panic.

use proptest::prelude::*;
use restante::protocol::{
    pop3::{Argument, Auth, Command, Connection, LanguageTag, Limits, Reply, ViolatedProtocol},
    sasl::{Mechanism, Secret},
};

/// Small limits, so that hostile bytes reach them.
const LIMITS: Limits = Limits { status_line: 128, listing: 512, message: 512 };

/// What a client asked, in the order it asked.
fn commands() -> impl Strategy<Value = Vec<Command>> {
    let command = prop_oneof![
        Just(Command::Capa),
        Just(Command::User(Argument::parse("ada").unwrap())),
        Just(Command::Auth(Auth::new(Mechanism::Plain, Some(&Secret::new(b"\0ada\0p".to_vec()))))),
        Just(Command::AuthResponse(Secret::new(b"p".to_vec()))),
        Just(Command::AuthCancel),
        Just(Command::Utf8),
        Just(Command::Lang(None)),
        Just(Command::Lang(LanguageTag::parse("de"))),
        Just(Command::Stat),
        Just(Command::List),
        Just(Command::Uidl),
        Just(Command::Top(1, 5)),
        (0..600_u64).prop_map(|octets| Command::Retr(2, octets)),
        Just(Command::Dele(3)),
        Just(Command::Noop),
        Just(Command::Stls),
        Just(Command::Quit),
    ];
    proptest::collection::vec(command, 0..8)
}

/// Bytes that a server might send: its own phrases in a wild order, with noise between them.
fn talk() -> impl Strategy<Value = Vec<u8>> {
    let phrase = prop_oneof![
        4 => Just(b"+OK\r\n".to_vec()),
        2 => Just(b"+OK 2 320\r\n".to_vec()),
        1 => Just(b"+OK\n".to_vec()),
        1 => Just(b"+OK\r\r\n".to_vec()),
        1 => Just(b".\r\r\n".to_vec()),
        2 => Just(b"the end.\r\n".to_vec()),
        1 => Just(b"+\r\n".to_vec()),
        1 => Just(b"+ VXNlcm5hbWU6\r\n".to_vec()),
        1 => Just(b"+ go ahead\n".to_vec()),
        1 => Just(b"-ERR [IN-USE] no\r\n".to_vec()),
        3 => Just(b"1 120\r\n".to_vec()),
        3 => Just(b"..dotted\r\n".to_vec()),
        2 => Just(b"\n.\n".to_vec()),
        2 => Just(b".\r".to_vec()),
        4 => Just(b".\r\n".to_vec()),
        2 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    proptest::collection::vec(phrase, 0..30).prop_map(|phrases| phrases.concat())
}

fn understand<'a>(
    commands: &[Command],
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Reply>, Result<(), ViolatedProtocol>) {
    let mut connection = Connection::new(LIMITS);
    for command in commands {
        connection.send(command.clone());
    }
    let result = pieces.into_iter().try_for_each(|piece| connection.receive(piece));
    // As after a silence.
    connection.believe_glued_dot();
    (std::iter::from_fn(|| connection.next_reply()).collect(), result)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_split_gives_the_same_replies(
        commands in commands(),
        talk in talk(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let whole = understand(&commands, [talk.as_slice()]);

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(talk.len() + 1)).collect();
        cuts.extend([0, talk.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| &talk[cut[0]..cut[1]]);
        prop_assert_eq!(&understand(&commands, pieces), &whole);

        prop_assert_eq!(&understand(&commands, talk.chunks(1)), &whole);
    }

    #[test]
    fn a_message_comes_back_as_it_was_stuffed(lines in proptest::collection::vec("[.a-z]{0,20}", 0..30)) {
        let mut wire = b"+OK\r\n+OK message follows\r\n".to_vec();
        let mut message = Vec::new();
        for line in &lines {
            if line.starts_with('.') {
                wire.push(b'.');
            }
            wire.extend_from_slice(line.as_bytes());
            wire.extend_from_slice(b"\r\n");
            message.extend_from_slice(line.as_bytes());
            message.extend_from_slice(b"\r\n");
        }
        wire.extend_from_slice(b".\r\n");
        let mut connection = Connection::default();
        connection.send(Command::Retr(1, message.len() as u64));
        prop_assert_eq!(connection.receive(&wire), Ok(()));
        let reply = std::iter::from_fn(|| connection.next_reply()).last().unwrap();
        prop_assert_eq!(reply.result, Ok(restante::protocol::pop3::Response::Message(message)));
    }
}
