//! What mailers of the world write above the mail that is answered or passed on.

/// A field of a copied header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    From,
    Date,
    To,
    Cc,
    Subject,
    Other,
}

impl Field {
    /// Whether a copied header may begin with it.
    pub(super) fn begins(self) -> bool {
        matches!(self, Self::From | Self::Date | Self::Subject)
    }
}

/// How a line says who wrote what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribution {
    /// Who and when.
    WithTime,
    /// Who.
    Bare,
}

/// Characters of a line that may be an attribution.
const LONGEST: usize = 400;

/// The words of a line: without the marks that stand for bold, and what draws nothing around them.
pub(super) fn plain(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '\u{200b}' | '\u{200e}' | '\u{200f}'))
}

const FROM: &[&str] = &[
    "from",
    "von",
    "de",
    "da",
    "van",
    "från",
    "fra",
    "lähettäjä",
    "od",
    "от",
    "від",
    "от кого",
    "kimden",
    "gönderen",
    "feladó",
    "από",
    "de la",
    "发件人",
    "寄件者",
    "寄件人",
    "差出人",
    "送信者",
    "보낸 사람",
    "보낸사람",
    "מאת",
    "من",
    "từ",
    "dari",
    "expéditeur",
    "remitente",
    "odesílatel",
    "odosielateľ",
    "saatja",
    "nuo",
    "no",
];
const DATE: &[&str] = &[
    "sent",
    "date",
    "gesendet",
    "datum",
    "envoyé",
    "enviado",
    "enviado el",
    "fecha",
    "data",
    "inviato",
    "data invio",
    "verzonden",
    "skickat",
    "sendt",
    "dato",
    "lähetetty",
    "päiväys",
    "wysłano",
    "wysłane",
    "data wysłania",
    "odesláno",
    "odoslané",
    "отправлено",
    "дата",
    "надіслано",
    "gönderildi",
    "tarih",
    "gönderme tarihi",
    "elküldve",
    "dátum",
    "στάλθηκε",
    "ημερομηνία",
    "trimis",
    "发送时间",
    "发送日期",
    "日期",
    "时间",
    "寄件日期",
    "送信日時",
    "日時",
    "日付",
    "보낸 날짜",
    "보낸날짜",
    "날짜",
    "נשלח",
    "תאריך",
    "تاريخ",
    "التاريخ",
    "đã gửi",
    "ngày",
    "dikirim",
    "tanggal",
    "poslano",
    "saadetud",
    "received",
];
const TO: &[&str] = &[
    "to",
    "an",
    "à",
    "para",
    "a",
    "aan",
    "till",
    "til",
    "vastaanottaja",
    "do",
    "komu",
    "кому",
    "kime",
    "alıcı",
    "címzett",
    "προς",
    "către",
    "收件人",
    "收件者",
    "宛先",
    "받는 사람",
    "받는사람",
    "אל",
    "إلى",
    "đến",
    "kepada",
    "za",
    "destinataire",
    "destinatario",
];
const CC: &[&str] = &[
    "cc",
    "kopie",
    "copie",
    "copia",
    "kopio",
    "kopia",
    "dw",
    "копия",
    "копія",
    "bilgi",
    "másolatot kap",
    "κοιν",
    "抄送",
    "副本",
    "참조",
    "עותק",
];
const SUBJECT: &[&str] = &[
    "subject",
    "betreff",
    "objet",
    "asunto",
    "assunto",
    "oggetto",
    "onderwerp",
    "ämne",
    "emne",
    "aihe",
    "temat",
    "předmět",
    "predmet",
    "тема",
    "konu",
    "tárgy",
    "θέμα",
    "subiect",
    "主题",
    "主旨",
    "標題",
    "件名",
    "제목",
    "נושא",
    "الموضوع",
    "chủ đề",
    "perihal",
    "subjek",
    "zadeva",
    "teema",
];
const OTHER: &[&str] = &[
    "reply-to",
    "importance",
    "priority",
    "wichtigkeit",
    "attachments",
    "anlagen",
    "organization",
    "x-mailer",
];

/// The field of a copied header that a line is.
pub(super) fn field(line: &str) -> Option<Field> {
    let (name, _) = line.split_once([':', '：'])?;
    let name = plain(name);
    if name.is_empty() || name.chars().count() > 20 {
        return None;
    }
    let name = name.to_lowercase();
    let lists = [
        (FROM, Field::From),
        (DATE, Field::Date),
        (TO, Field::To),
        (CC, Field::Cc),
        (SUBJECT, Field::Subject),
        (OTHER, Field::Other),
    ];
    lists.into_iter().find(|(names, _)| names.contains(&name.as_str())).map(|(_, field)| field)
}

const ORIGINAL: &[&str] = &[
    "original message",
    "original appointment",
    "reply message",
    "original-nachricht",
    "ursprüngliche nachricht",
    "ursprüngliche mail",
    "originalnachricht",
    "message d'origine",
    "message d’origine",
    "message original",
    "courriel original",
    "mensaje original",
    "mensagem original",
    "messaggio originale",
    "messaggio originario",
    "oorspronkelijk bericht",
    "ursprungligt meddelande",
    "originalmeddelande",
    "oprindelig meddelelse",
    "original meddelelse",
    "opprinnelig melding",
    "alkuperäinen viesti",
    "исходное сообщение",
    "исходное письмо",
    "оригинальное сообщение",
    "wiadomość oryginalna",
    "oryginalna wiadomość",
    "původní zpráva",
    "původní e-mail",
    "pôvodná správa",
    "eredeti üzenet",
    "orijinal mesaj",
    "özgün ileti",
    "αρχικό μήνυμα",
    "mesaj original",
    "原始邮件",
    "原始郵件",
    "元のメッセージ",
    "original message / 元のメッセージ",
    "원본 메시지",
    "원본 메일",
    "הודעה מקורית",
    "الرسالة الأصلية",
    "thư gốc",
    "pesan asli",
    "izvirno sporočilo",
    "izvorna poruka",
];
const FORWARDED: &[&str] = &[
    "forwarded message",
    "begin forwarded message",
    "forwarded by",
    "start of forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail",
    "message transféré",
    "message transmis",
    "début du message transféré",
    "début du message réexpédié",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "mensagem encaminhada",
    "início da mensagem encaminhada",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "vidarebefordrat meddelande",
    "vidarebefordrat mejl",
    "videresendt meddelelse",
    "videresendt melding",
    "välitetty viesti",
    "пересылаемое сообщение",
    "пересланное сообщение",
    "начало переадресованного сообщения",
    "przekazana wiadomość",
    "przesłana wiadomość",
    "początek przekazanej wiadomości",
    "přeposlaná zpráva",
    "továbbított üzenet",
    "yönlendirilmiş ileti",
    "iletilen mesaj",
    "转发邮件",
    "转发的邮件",
    "轉寄郵件",
    "轉寄的郵件",
    "転送されたメッセージ",
    "전달된 메시지",
];

/// Whether a line begins a mail that is answered: "-----Original Message-----".
pub(super) fn is_original_line(line: &str) -> bool {
    dashed(line).is_some_and(|words| ORIGINAL.contains(&words.as_str()))
}

/// Whether a line begins a mail that is passed on.
pub(super) fn is_forward_line(line: &str) -> bool {
    let announced = || {
        let words = line.strip_suffix([':', '：']).filter(|words| words.len() <= 120)?;
        Some(words.trim_end().to_lowercase())
    };
    let is_one = |words: String| FORWARDED.iter().any(|one| words.starts_with(one));
    dashed(line).or_else(announced).is_some_and(is_one)
}

/// Yahoo put this above mails that it did not mark otherwise: "--- On Mon, 4/4/12, Ada wrote:".
pub(super) fn is_yahoo_line(line: &str) -> bool {
    line.strip_prefix("---")
        .is_some_and(|rest| rest.starts_with(' ') && attribution(rest.trim()) == Some(Attribution::WithTime))
}

/// The words between dashes, in lower case.
fn dashed(line: &str) -> Option<String> {
    let dash = |c: char| matches!(c, '-' | '_' | '=' | '—' | '–') || c.is_whitespace();
    let words = line.trim_matches(dash);
    let before = line.len() - line.trim_start_matches(dash).len();
    (before >= 2 && !words.is_empty() && words.len() <= 120)
        .then(|| words.trim_end_matches([':', ' ']).to_lowercase())
}

const WROTE: &[&str] = &[
    "wrote",
    "writes",
    "said",
    "schrieb",
    "schreibt",
    "geschrieben",
    "écrit",
    "ecrit",
    "escribió",
    "escribio",
    "escreveu",
    "scritto",
    "scrive",
    "schreef",
    "geschreven",
    "skrev",
    "skrev följande",
    "skrev følgende",
    "kirjoitti",
    "napisał",
    "napisał(a)",
    "napisała",
    "pisze",
    "napsal",
    "napsal(a)",
    "napísal",
    "написал",
    "написал(а)",
    "написала",
    "пишет",
    "написав",
    "пише",
    "yazdı",
    "şunları yazdı",
    "έγραψε",
    "írta",
    "ezt írta",
    "a scris",
    "scris",
    "napisao",
    "napisal",
    "je napisal",
    "napisao je",
    "rašė",
    "rakstīja",
    "kirjutas",
    "כתב",
    "כתבה",
    "كتب",
    "写道",
    "寫道",
    "写道",
    "님이 작성",
    "작성",
    "님이",
    "のメッセージ",
    "書きました",
    "đã viết",
    "menulis",
    "เขียนว่า",
    "skrifaði",
    "va escriure",
    "idatzi zuen",
];

/// Whether a line, or what was one, says who wrote what follows.
pub(super) fn attribution(line: &str) -> Option<Attribution> {
    if line.chars().count() > LONGEST {
        return None;
    }
    let said = line.strip_suffix([':', '：'])?.trim_end().to_lowercase();
    // "Am 2.4.2012 um 18:26 schrieb Ada" has its verb in the middle.
    let wrote = WROTE.iter().any(|verb| said.ends_with(verb))
        || said.split_whitespace().any(|word| WROTE.contains(&word));
    let address = said.contains('@');
    let time = has_time(&said);
    if time && (wrote || address) {
        return Some(Attribution::WithTime);
    }
    let short = said.chars().count() <= 120;
    (wrote && short && WROTE.iter().any(|verb| said.ends_with(verb))).then_some(Attribution::Bare)
}

/// Whether there is a time of day, a year or a date in it.
fn has_time(line: &str) -> bool {
    let numbers: Vec<(usize, &str)> = line
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| (digits.len(), digits))
        .collect();
    let year = numbers
        .iter()
        .any(|&(length, digits)| length == 4 && (digits.starts_with("19") || digits.starts_with("20")));
    let small = numbers.iter().filter(|&&(length, _)| length <= 2).count();
    (year && small >= 1) || small >= 2
}

/// Whether a subject says that the mail passes another on.
pub(crate) fn is_forward(subject: &str) -> bool {
    let marks = [
        "fw",
        "fwd",
        "wg",
        "tr",
        "rv",
        "enc",
        "pd",
        "doorst",
        "vl",
        "vb",
        "i",
        "ilt",
        "trs",
        "πρθ",
        "пересл",
        "转发",
        "轉寄",
        "轉發",
        "転送",
    ];
    subject.trim_start().split_once([':', '：']).is_some_and(|(mark, _)| {
        let mark = mark.trim().to_lowercase();
        marks.contains(&mark.as_str())
    })
}
