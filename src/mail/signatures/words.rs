//! What telephones and mailers of the world add below a mail.

/// Bytes of such a line, with an address that a mailer put behind it.
const LONGEST: usize = 160;

/// How such a line begins. With the name of a device or a mailer it is one.
const BEGINNINGS: &[&str] = &[
    "sent from",
    "sent via",
    "get outlook for",
    "von meinem",
    "gesendet von",
    "gesendet mit",
    "envoyé de",
    "envoyé depuis",
    "envoyé à partir de",
    "télécharger outlook pour",
    "enviado desde",
    "enviado de",
    "enviado do",
    "enviado a partir",
    "inviato da",
    "inviato dal",
    "verstuurd vanaf",
    "verzonden vanaf",
    "verzonden met",
    "skickat från",
    "sendt fra",
    "lähetetty",
    "wysłane z",
    "wysłano z",
    "odesláno z",
    "odoslané z",
    "trimis de pe",
    "στάλθηκε από",
    "отправлено с",
    "отправлено из",
    "надіслано з",
    "从我的",
    "發自我的",
    "发自我的",
    "從我的",
    "나의",
    "내",
    "נשלח מ",
    "dikirim dari",
    "đã gửi từ",
];
/// How it ends, where the device comes first.
const ENDINGS: &[&str] = &["gönderildi", "から送信", "küldve", "küldték"];
/// Names that are the same in all languages, but for their endings.
const DEVICES: &[&str] = &[
    "iphon",
    "ipad",
    "ipod",
    "android",
    "samsung",
    "galaxy",
    "huawei",
    "xiaomi",
    "blackberry",
    "windows phone",
    "outlook",
    "yahoo",
    "proton",
    "mail for windows",
    "mail für windows",
    "smartphone",
    "mobile phone",
    "mobile device",
    "mobiltelefon",
    "handheld",
];

/// Whether a line says what the mail was written with, and nothing else.
pub(super) fn is_added_by_a_device(line: &str) -> bool {
    let line = line.trim();
    if line.len() > LONGEST {
        return false;
    }
    let line = line.to_lowercase();
    let end = line.trim_end_matches('.');
    let says = BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
        || ENDINGS.iter().any(|ending| end.ends_with(ending));
    // A sentence goes on behind a comma or a colon.
    says && DEVICES.iter().any(|device| line.contains(device))
        && !line.contains([',', ';', '?', '!'])
        && !line.contains(": ")
}
