//! A block says what went into it, or that it is damaged.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::{
    mail::Mailbox,
    store::{AccountId, Envelope, Filed, FolderId, Held, Tags, Until},
};

/// A block that version 1 wrote, byte by byte: it has two messages, which were filed nowhere.
const VERSION_1: &[u8] = b"\x01v\xaey\xa8\x02\x00\x00\x00I\x00\x00\x00\xaa\x00\x00\x00\x19\xa9\xd6|\xea\xa8\xd3\x00\
  \x01\x00\x00\x00\x00\x00\x00\x00,\x01\x00\x00\x00\x00\x00\x00\
  \x02\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x03\x00\x00\x00\
  \x00\xf1Se\x00\x00\x00\x00\x00\xf1Se\x00\x00\x00\x00\
  q\x11\x01\x00\x00\x00\x00\x00\x9c\x12\x01\x00\x00\x00\x00\x00\
  \x02\x00\x00\x00\x02\x00\x00\x00\t\x0b\
  \"\x00\x00\x00I\x00\x00\x00U\x00\x00\x00\xaa\x00\x00\x00\
  \x06uidl 1\xf2\xa2\x04\x01\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x80\xc8\xce\xb4\r\x00\x05\
  \x08uidl 300\xf2\xa2\x04\x01\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x80\xc8\xce\xb4\r\x01\t\x00\x10\x01\
  \x01\x01\x02Bo\x0ebo@example.net\x00\x00\x11One, zwei, \xe3\x81\x95\xe3\x82\x93\x01\x80\xc4\x9f\xd5\x0c\x00\
  \x01\r1@example.net\x00\x01\r0@example.net\x05Hello\x02\
  \x01\x01\x02Bo\x0ebo@example.net\x00\x00\x11One, zwei, \xe3\x81\x95\xe3\x82\x93\x01\x80\xc4\x9f\xd5\x0c\x00\
  \x01\r1@example.net\x00\x01\r0@example.net\x05Hello\x02";

fn envelope(id: u64) -> Envelope {
    Envelope {
        id: MessageId(id),
        account: AccountId(2),
        maildrop: MaildropId(3),
        uidl: Uidl(format!("uidl {id}").into_bytes()),
        size: 70_000 + id,
        held: Held::PossiblyIncomplete,
        header: Some(HeaderDigest([7; 16])),
        listed: 70_002,
        collected_at: 1_800_000_000,
        read: true,
        starred: id == 300,
        filed: Filed::default(),
        summary: Summary {
            from: vec![Mailbox { name: Some("Bo".to_owned()), address: "bo@example.net".to_owned() }],
            subject: "One, zwei, さん".to_owned(),
            date: Some(1_700_000_000),
            message_id: Some("1@example.net".to_owned()),
            references: vec!["0@example.net".to_owned()],
            snippet: "Hello".to_owned(),
            attachments: 2,
            ..Summary::default()
        },
    }
}

fn packed(envelopes: &[(Envelope, Told)]) -> Block {
    let mut filling = Filling::default();
    for (envelope, told) in envelopes {
        let name = pack_name(&envelope.label(), told).unwrap();
        filling.add(&envelope.brief(), &name, &pack(&envelope.summary).unwrap()).unwrap();
    }
    filling.full().unwrap()
}

fn two() -> [(Envelope, Told); 2] {
    let otherwise = Told::Otherwise { listed: 9, header: None, since: 8, wish: Wish::Keep };
    [(envelope(1), Told::Itself(Wish::Gone)), (envelope(300), otherwise)]
}

fn unpacked(block: &Block) -> Vec<(Envelope, Told)> {
    let unpacked = |(at, &flags): (usize, &u8)| {
        let packed = block.packed(at, flags).unwrap();
        let (label, told) = packed.label_and_told().unwrap();
        (Envelope::of(&packed.brief, label, packed.summary().unwrap()), told)
    };
    block.flags().iter().enumerate().map(unpacked).collect()
}

#[test]
fn a_block_of_version_1_says_what_it_said() {
    let block = Block::read(VERSION_1.to_vec()).unwrap();
    assert_eq!(unpacked(&block), two());
    assert_eq!(block.bytes(), VERSION_1, "it is kept as it is");
    let mark = Mark { first: MessageId(1), last: MessageId(300), count: 2, maildrops: vec![MaildropId(3)] };
    assert_eq!(block.mark(), Some(mark));
    assert_eq!(block.find(MessageId(300)), Some(1));
    assert_eq!([0, 2, 301].map(|id| block.find(MessageId(id))), [None; 3]);
    let names: Vec<(Uidl, Name)> = block.names(MaildropId(3)).collect();
    let [(first, gone), (_, kept)] = &names[..] else { panic!("both are told") };
    assert_eq!((&first.0[..], gone.wish, gone.message), (&b"uidl 1"[..], Wish::Gone, Some(MessageId(1))));
    assert_eq!((kept.listed, kept.header, kept.since, kept.wish), (9, None, 8, Wish::Keep));
    assert_eq!(block.names(MaildropId(4)).count(), 0);
}

fn filed() -> Filed {
    Filed {
        folder: FolderId(0x0102_0304),
        tags: Tags(0x8001),
        pinned: true,
        snoozed: Until::at(1_700_000_000),
    }
}

fn two_filed() -> [(Envelope, Told); 2] {
    two().map(|(envelope, told)| {
        let filed = if envelope.id == MessageId(300) { filed() } else { Filed::default() };
        (Envelope { filed, ..envelope }, told)
    })
}

#[test]
fn a_block_of_version_2_says_what_it_said() {
    let columns_end = HEAD + 2 * columns::ROW_OF_VERSION_1;
    let (before, behind) = VERSION_1.split_at(columns_end);
    let filed = b"\x00\x00\x00\x00\x04\x03\x02\x01\x00\x00\x01\x80\x00\x00\x00\x00\x00\xf1Se";
    let mut expected = [before, filed, behind].concat();
    // The version, the checksum, and the flag of the second one.
    expected[0] = 2;
    expected[1..5].copy_from_slice(b"$\x88R\x0e");
    expected[HEAD + 2 * 36 + 1] |= 1 << 4;
    assert_eq!(packed(&two_filed()).bytes(), expected);
    let block = Block::read(expected).unwrap();
    assert_eq!(unpacked(&block), two_filed());
}

#[test]
fn every_flipped_bit_is_found() {
    for whole in [packed(&two_filed()), Block::read(VERSION_1.to_vec()).unwrap()] {
        every_flipped_bit_is_found_in(&whole);
    }
}

fn every_flipped_bit_is_found_in(whole: &Block) {
    for bit in 0..whole.bytes().len() * 8 {
        let mut bytes = whole.bytes().to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Block::read(bytes).is_err(), "bit {bit}");
    }
}

#[test]
fn every_cut_is_found() {
    let whole = packed(&two());
    for length in 0..whole.bytes().len() {
        let fault = Block::read(whole.bytes()[..length].to_vec()).map_err(|(fault, _)| fault);
        assert_eq!(fault, Err(Fault::Torn), "{length}");
    }
    let longer = [whole.bytes(), b"x"].concat();
    assert_eq!(Block::read(longer).map_err(|(fault, _)| fault), Err(Fault::Torn));
}

fn any_filed() -> impl Strategy<Value = Filed> {
    (any::<u32>(), any::<u16>(), any::<bool>(), any::<i64>()).prop_map(|(folder, tags, pinned, until)| {
        Filed { folder: FolderId(folder), tags: Tags(tags), pinned, snoozed: Until::at(until) }
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..200), version in 0..4_u8) {
        let _ = Block::read([vec![version], bytes].concat());
    }

    #[test]
    fn messages_come_out_as_they_went_in(
        read in vec((any::<bool>(), any::<bool>(), any::<u64>(), any::<i64>(), ".{0,9}", any_filed()), 1..20),
    ) {
        let envelopes: Vec<(Envelope, Told)> = read
            .into_iter()
            .zip([1, 5, u64::from(u32::MAX), u64::MAX - 30].into_iter().cycle())
            .enumerate()
            .map(|(at, ((read, starred, size, collected_at, subject, filed), id))| {
                let summary = Summary { subject, ..Summary::default() };
                let id = MessageId(if at < 4 { id } else { u64::MAX - 30 + at as u64 });
                (Envelope { id, read, starred, filed, size, collected_at, summary, ..envelope(1) }, Told::Not)
            })
            .collect();
        let block = packed(&envelopes);
        prop_assert_eq!(unpacked(&block), &envelopes[..]);
        let again = Block::read(block.bytes().to_vec());
        prop_assert_eq!(again, Ok(block));
    }
}
