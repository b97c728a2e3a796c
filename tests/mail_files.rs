//! Mails saved as one file and read back: byte for byte and with their flags, from mbox and from ZIP files, ours
//! and those of other programs; and nothing that somebody sends as such does harm.

mod corpora;

use std::io::Write as _;
use std::process::{Command, Stdio};

use corpora::Corpus;
use proptest::prelude::*;
use restante::mail::mbox::{Flags, Imported, Kept, Reader, Unreadable, entry};
use restante::mail::zip::{Archive, Directory, Refused, TAIL};

type Mail = (Vec<u8>, Flags);

fn to_mbox(mails: &[Mail]) -> Vec<u8> {
    let entry =
        |(raw, flags): &Mail| entry(&Kept { raw, flags, sender: "ada@x.example", arrived: 1_609_459_200 });
    mails.iter().flat_map(entry).collect()
}

/// Reads a file in pieces of these lengths, over and over.
fn from_mbox(file: &[u8], pieces: &[usize]) -> Vec<Result<Imported, Unreadable>> {
    let mut reader = Reader::with_largest(1 << 20);
    let mut found = Vec::new();
    let mut rest = file;
    for &length in pieces.iter().cycle() {
        let (piece, after) = rest.split_at(length.clamp(1, rest.len().max(1)).min(rest.len()));
        found.extend(reader.push(piece));
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    found.extend(reader.finish());
    found
}

fn to_zip(mails: &[Mail]) -> Vec<u8> {
    let mut archive = Archive::default();
    let mut file = Vec::new();
    for (raw, flags) in mails {
        file.extend(archive.mail(&["Inbox", "Wörk"], "mail.eml", raw, flags, 1_609_459_200).expect("room"));
    }
    file.extend(archive.finish());
    file
}

/// Path, content and flags of all files, or why they are not read.
fn from_zip(file: &[u8]) -> Result<Vec<(String, Mail)>, Refused> {
    let at = |range: std::ops::Range<u64>| {
        let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
        file.get(range).unwrap_or_default()
    };
    let tail = &file[file.len().saturating_sub(TAIL)..];
    let directory = Directory::find(tail, file.len() as u64)?;
    let entries = directory.entries(at(directory.range.clone()))?;
    let read = |entry: restante::mail::zip::Entry| {
        let content = entry.content(at(entry.header()))?;
        let raw = content.unpack(at(content.range.clone()), 1 << 20)?;
        Ok((entry.name, (raw, entry.flags.unwrap_or_default())))
    };
    entries.into_iter().map(read).collect()
}

/// Runs a Python script over a file; none where there is no Python.
fn python(script: &str, input: &[u8]) -> Option<Vec<u8>> {
    let started =
        Command::new("python3").args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut running) = started else {
        println!("skipped: no python3 to compare with");
        return None;
    };
    let mut stdin = running.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writing = std::thread::spawn(move || stdin.write_all(&input));
    let output = running.wait_with_output().expect("it ends");
    writing.join().expect("no panic").expect("it reads all");
    assert!(output.status.success(), "{script}");
    Some(output.stdout)
}

fn samples() -> Vec<Mail> {
    let tagged =
        Flags { read: true, starred: true, answered: true, tags: vec!["to do".into(), "später".into()] };
    vec![
        (b"Subject: a\r\n\r\nFrom here\r\n".to_vec(), tagged),
        (b"Subject: b\n\n>From there\n\n\n".to_vec(), Flags::default()),
        (b"Subject: c\n\nno end".to_vec(), Flags { read: true, ..Flags::default() }),
    ]
}

#[test]
fn python_reads_our_mbox() {
    let script = "import mailbox,sys,tempfile\n\
        f=tempfile.NamedTemporaryFile(); f.write(sys.stdin.buffer.read()); f.flush()\n\
        print([(m['subject'], m.get_flags()) for m in mailbox.mbox(f.name)])";
    let Some(said) = python(script, &to_mbox(&samples())) else { return };
    assert_eq!(String::from_utf8_lossy(&said).trim(), "[('a', 'ROAF'), ('b', 'O'), ('c', 'RO')]");
}

#[test]
fn python_reads_our_zip_and_we_read_pythons() {
    let script = "import zipfile,sys,io\n\
        z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); assert z.testzip() is None\n\
        out=io.BytesIO(); o=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED); o.mkdir('empty') if hasattr(o,'mkdir') else 0\n\
        [o.writestr(i.filename, z.read(i)*50) for i in z.infolist()]\n\
        o.comment=b'PK in a comment'; o.close(); sys.stdout.buffer.write(out.getvalue())";
    let Some(theirs) = python(script, &to_zip(&samples())) else { return };
    let read = from_zip(&theirs).expect("deflated files");
    let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Inbox/Wörk/mail.eml", "Inbox/Wörk/mail (2).eml", "Inbox/Wörk/mail (3).eml"]);
    for ((_, (raw, _)), (wrote, _)) in read.iter().zip(samples()) {
        assert_eq!(*raw, wrote.repeat(50));
    }
}

#[test]
fn mail_of_a_corpus_comes_back_as_it_was() {
    let Some(corpus) = Corpus::unpack("spamassassin") else { return };
    let files = corpus.files("data");
    let mails = files.iter().filter(|path| path.extension().is_some_and(|one| one == "txt")).step_by(10);
    let mails: Vec<Mail> =
        mails.map(|path| (std::fs::read(path).expect("a mail"), Flags::default())).collect();
    assert_eq!(mails.len(), 605);
    let found = from_mbox(&to_mbox(&mails), &[65_536]);
    assert_eq!(found.len(), mails.len());
    assert!(found.into_iter().zip(&mails).all(|(read, (raw, _))| read.is_ok_and(|read| read.raw == *raw)));
    let found = from_zip(&to_zip(&mails)).expect("an archive");
    assert!(found.into_iter().map(|(_, mail)| mail).eq(mails));
}

#[test]
fn a_password_a_bomb_and_a_lie_are_refused() {
    let mail = (b"Subject: a\n\nbody".to_vec(), Flags::default());
    let file = to_zip(std::slice::from_ref(&mail));
    let directory = file.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    let changed = |at: usize, bytes: &[u8]| {
        let mut file = file.clone();
        file[directory + at..directory + at + bytes.len()].copy_from_slice(bytes);
        from_zip(&file).err()
    };
    assert_eq!(changed(8, &[1]), Some(Refused::Encrypted));
    assert_eq!(changed(10, &[14]), Some(Refused::Method));
    assert_eq!(changed(16, &[0; 4]), Some(Refused::Checksum));
    assert_eq!(changed(24, &u32::MAX.to_le_bytes()), Some(Refused::TooLarge));
    assert_eq!(changed(42, &[0xf0; 4]), Some(Refused::Damaged));
    assert_eq!(from_zip(b"PK no archive"), Err(Refused::NotZip));
    // A megabyte of zeros in 1,034 bytes, said to be small.
    let script = "import zipfile,sys,io\n\
        out=io.BytesIO(); o=zipfile.ZipFile(out,'w',zipfile.ZIP_DEFLATED); o.writestr('a',bytes(4<<20)); o.close()\n\
        sys.stdout.buffer.write(out.getvalue())";
    let Some(mut bomb) = python(script, b"") else { return };
    assert_eq!(from_zip(&bomb), Err(Refused::TooLarge));
    let directory = bomb.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    bomb[directory + 24..directory + 28].copy_from_slice(&9_u32.to_le_bytes());
    assert_eq!(from_zip(&bomb), Err(Refused::Damaged));
}

/// Mail-like bytes: lines that begin as separators do, of every line end, or anything.
fn raw() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("From a@x Fri Jan  1 00:00:00 2021".to_owned()),
        Just("From ".to_owned()),
        Just("X-Restante-Added: 2\nStatus: RO\n".to_owned()),
        Just("X-Restante-Added: 0; last line without end\n".to_owned()),
        Just("Status: RO".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\r".to_owned()),
        Just(">".to_owned()),
        "[ -~]{0,8}",
    ];
    let lines = proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![lines, proptest::collection::vec(any::<u8>(), 0..100)]
}

fn flags() -> impl Strategy<Value = Flags> {
    let tags = proptest::collection::vec("\\PC{1,6}", 0..3);
    (any::<bool>(), any::<bool>(), any::<bool>(), tags).prop_map(|(read, starred, answered, tags)| Flags {
        read,
        starred,
        answered,
        tags,
    })
}

proptest! {
    #[test]
    fn whatever_was_saved_comes_back(
        mails in proptest::collection::vec((raw(), flags()), 0..5),
        pieces in proptest::collection::vec(1..50_usize, 1..5),
    ) {
        let found = from_mbox(&to_mbox(&mails), &pieces);
        if mails.is_empty() {
            prop_assert_eq!(found, vec![Err(Unreadable::NotMbox)]);
        } else {
            let found: Vec<Mail> = found.into_iter().map(|one| one.map(|one| (one.raw, one.flags)).expect("a mail")).collect();
            prop_assert_eq!(found, mails.clone());
        }
        let found: Vec<Mail> = from_zip(&to_zip(&mails)).expect("an archive").into_iter().map(|(_, mail)| mail).collect();
        prop_assert_eq!(found, mails);
    }

    #[test]
    fn any_file_is_read_in_bounds(mut file in raw(), is_mbox in any::<bool>(), pieces in proptest::collection::vec(1..20_usize, 1..4)) {
        if is_mbox {
            file.splice(0..0, *b"From x\n");
        }
        let found = from_mbox(&file, &pieces);
        let all: usize = found.iter().flatten().map(|mail| mail.raw.len()).sum();
        prop_assert!(all <= file.len());
        prop_assert_eq!(found, from_mbox(&file, &[1 << 20]), "however it comes in pieces");
        prop_assert!(from_zip(&file).is_err());
    }

    #[test]
    fn a_damaged_archive_does_no_harm(
        mails in proptest::collection::vec((raw(), flags()), 1..3),
        damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut file = to_zip(&mails);
        prop_assert!(from_zip(&file[..cut.index(file.len())]).is_err(), "its end is missing");
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(read) = from_zip(&file) {
            prop_assert!(read.iter().all(|(_, (raw, _))| raw.len() <= file.len()));
        }
    }
}
