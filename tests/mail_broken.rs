//! Headers as they are really written, and not as the RFCs have them.

use restante::mail::{RemoteImages, Summary, read, summarise};

fn subject(field: &[u8]) -> String {
    summarise(&[b"Subject: ", field, b"\r\n\r\nx"].concat()).subject
}

fn name(field: &str) -> String {
    let summary = summarise(format!("From: {field} <a@example.org>\r\n\r\nx").as_bytes());
    let [from] = summary.from.as_slice() else { panic!("one mailbox in {field}: {:?}", summary.from) };
    assert_eq!(from.address, "a@example.org", "{field}");
    from.name.clone().unwrap_or_default()
}

fn file(disposition: &str) -> String {
    let raw = format!(
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/octet-stream\n\
         Content-Disposition: attachment; {disposition}\n\nx\n--b--\n"
    );
    let files = read(raw.as_bytes(), RemoteImages::Blocked).attachments;
    files.first().expect("a file").name.clone()
}

#[test]
fn subjects_are_decoded_whatever_is_wrong_with_them() {
    for (field, text) in [
        (&b"caf\xc3\xa9"[..], "café"),
        (b"caf\xe9", "café"),
        (b"=?utf-8?Q?caf=C3?=\r\n =?utf-8?Q?=A9?=", "café"),
        (b"=?utf-8?Q?two words?= here", "two words here"),
        (b"=?utf-8?Q?never_ended", "never ended"),
        (b"Re:=?utf-8?B?w6k=?=", "Re:é"),
        (b"=?utf-8?B?w6k?=", "é"),
        (b"=?UTF-8?q?a?= =?ISO-8859-1?q?=E9?=", "aé"),
        (b"=?gb2312?B?xOO6?= =?gb2312?B?ww==?=", "你好"),
        (b"=?x-nobody?Q?caf=E9?=", "café"),
        (b"50 =? 50", "50 =? 50"),
    ] {
        assert_eq!(subject(field), text, "{}", String::from_utf8_lossy(field));
    }
}

#[test]
fn names_are_decoded_whatever_is_wrong_with_them() {
    for (field, text) in [
        ("=?utf-8?Q?Ad=C3=A9la?=", "Adéla"),
        ("\"=?utf-8?Q?Ad=C3=A9la?=\"", "Adéla"),
        ("=?utf-8?Q?Ad=C3?= =?utf-8?Q?=A9la?=", "Adéla"),
        ("=?utf-8?Q?L=2C_Ada?=", "L, Ada"),
        ("H=?ISO-8859-1?B?9g==?=hn", "Höhn"),
        ("=?utf-8?Q?Ada L?=", "Ada L"),
        ("Ad\u{e9}la", "Adéla"),
    ] {
        assert_eq!(name(field), text, "{field}");
    }
    let quoted = summarise(b"From: \"ada@example.org\"@example.net\n\nx").from;
    assert_eq!(quoted[0].address, "\"ada@example.org\"@example.net");
    assert_eq!(quoted[0].name, None);
}

#[test]
fn file_names_are_decoded_whatever_is_wrong_with_them() {
    for (disposition, name) in [
        ("filename=plain.txt", "plain.txt"),
        ("filename=two words.txt", "two words.txt"),
        ("filename*=utf-8''caf%C3%A9.txt", "café.txt"),
        ("filename*=iso-8859-1'en'caf%E9.txt", "café.txt"),
        ("filename*0=one-; filename*1=two.txt", "one-two.txt"),
        ("filename*1=two.txt; filename*0=one-", "one-two.txt"),
        ("filename*0*=utf-8''caf%C3; filename*1*=%A9; filename*2=\".txt\"", "café.txt"),
        ("filename=old.txt; filename*=utf-8''caf%C3%A9.txt", "café.txt"),
        ("filename*=utf-8''caf%C3%A9.txt; filename=old.txt", "café.txt"),
        ("filename=\"=?utf-8?Q?caf=C3=A9=2Etxt?=\"", "café.txt"),
        ("filename==?utf-8?B?Y2Fmw6kudHh0?=", "café.txt"),
        ("filename=\"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9.txt?=\"", "café.txt"),
        ("filename=\"caf\u{e9}.txt\"", "café.txt"),
        ("filename=\"never ended.txt", "never ended.txt"),
        ("filename*=utf-8''..%2F..%2Fpasswd", "passwd"),
        ("filename*=utf-8''photo%E2%80%AEgpj.exe", "photogpj.exe"),
    ] {
        assert_eq!(file(disposition), name, "{disposition}");
    }
}

#[test]
fn a_mail_without_fields_is_still_a_mail() {
    assert_eq!(summarise(b""), Summary::default());
    let bare = read(b"Just words.\n", RemoteImages::Blocked);
    assert_eq!((bare.summary.date, bare.summary.from.len()), (None, 0));
    assert_eq!(bare.text, "Just words.");
    let unbounded = read(b"Content-Type: multipart/mixed\n\nThe text\n", RemoteImages::Blocked);
    assert_eq!(unbounded.text, "The text");
}
