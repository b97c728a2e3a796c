//! What the mails are about: names, subjects and sentences in a few languages and scripts.

use fastrand::Rng;

/// The language of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    English,
    German,
    Polish,
    Greek,
    Japanese,
}

const TONGUES: [Tongue; 5] =
    [Tongue::English, Tongue::German, Tongue::Polish, Tongue::Greek, Tongue::Japanese];

struct Words {
    names: &'static [&'static str],
    subjects: &'static [&'static str],
    openings: &'static [&'static str],
    middles: &'static [&'static str],
    endings: &'static [&'static str],
}

const ENGLISH: Words = Words {
    names: &["Ada Lovell", "Bo Karlsen", "Chidi Obi", "Dora Finch", "Emil Stone"],
    subjects: &[
        "Proofs for chapter three",
        "Picnic on Saturday",
        "Re: the blue blanket",
        "Minutes",
        "Invoice",
    ],
    openings: &["The figures", "Most of the letters", "Our neighbours", "Two of the three boxes", "The maps"],
    middles: &["are in the drawer", "went out with the morning post", "have been weighed", "wait upstairs"],
    endings: &["since Monday.", "as we agreed.", "and nobody asked for them.", "until you collect them."],
};

const GERMAN: Words = Words {
    names: &["Jürgen Groß", "Käthe Müller", "Søren Ångström", "Zoë Weiß"],
    subjects: &[
        "Grüße aus Köln",
        "Rückfrage zur Prüfung",
        "Öffnungszeiten übers Jahr",
        "Maßgebliche Änderungen",
    ],
    openings: &["Die Schlüssel", "Fünf große Äpfel", "Unsere Gäste", "Die übrigen Bücher"],
    middles: &["liegen auf dem Tisch", "stehen in der Küche", "kämen gern später", "sind schön geblieben"],
    endings: &["seit früher.", "wie üblich.", "und das genügt.", "für Sie bereit."],
};

const POLISH: Words = Words {
    names: &["Łucja Żak", "Święty Jan", "Małgorzata Źdźbło"],
    subjects: &["Zażółć gęślą jaźń", "Pozdrowienia z Łodzi", "Książki i ścieżki"],
    openings: &["Nasze książki", "Twoje klucze", "Trzy żółte łódki"],
    middles: &["leżą na półce", "czekają w Łodzi", "są już gotowe"],
    endings: &["od środy.", "jak zwykle.", "i to wystarczy."],
};

const GREEK: Words = Words {
    names: &["Ελένη Παππά", "Νίκος Θεοδώρου"],
    subjects: &["Καλημέρα από την Αθήνα", "Το γράμμα της Δευτέρας", "Ερώτηση για το βιβλίο"],
    openings: &["Τα κλειδιά", "Οι φίλοι μας", "Τα τρία γράμματα"],
    middles: &["είναι στο τραπέζι", "περιμένουν εδώ", "έφυγαν με το πλοίο"],
    endings: &["από χθες.", "όπως πάντα.", "μέχρι αύριο."],
};

const JAPANESE: Words = Words {
    names: &["山田 花子", "佐藤 健"],
    subjects: &["来週の会議について", "東京からの手紙", "写真を送ります"],
    openings: &["手紙は", "三冊の本は", "新しい地図は"],
    middles: &["机の上に", "郵便局で", "二階の部屋に"],
    endings: &["あります。", "待っています。", "置いてあります。"],
};

const SYLLABLES: [&str; 24] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we",
    "xi", "yo", "zu", "bra", "dre", "kli", "plo",
];

impl Tongue {
    pub(super) fn any(rng: &mut Rng) -> Self {
        rng.choice(TONGUES).unwrap_or(Self::English)
    }

    const fn words(self) -> &'static Words {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Polish => &POLISH,
            Self::Greek => &GREEK,
            Self::Japanese => &JAPANESE,
        }
    }
}

/// A word of five syllables that means nothing: one of eight million.
pub(super) fn new_word(rng: &mut Rng) -> String {
    (0..5).filter_map(|_| rng.choice(SYLLABLES)).collect()
}

/// A subject that ends in the word; one in five is too long for one line.
pub(super) fn subject(rng: &mut Rng, tongue: Tongue, word: &str) -> String {
    let subjects = tongue.words().subjects;
    let count = if rng.u32(..5) == 0 { 4 } else { 1 };
    let parts: Vec<&str> = (0..count).map(|_| pick(rng, subjects)).collect();
    format!("{} {word}", parts.join(", "))
}

/// A name and the address that goes with it.
pub(super) fn sender(rng: &mut Rng, tongue: Tongue) -> (String, String) {
    let names = tongue.words().names;
    let at = rng.usize(..names.len());
    let name = names.get(at).copied().unwrap_or_default();
    (name.to_owned(), format!("{tongue:?}.{at}@example.net").to_lowercase())
}

/// The sentence that a mail is known by.
pub(super) fn sentence_with(tongue: Tongue, word: &str) -> String {
    match tongue {
        Tongue::English => format!("The {word} waits at the post office until you collect it."),
        Tongue::German => format!("Das {word} wartet im Café an der Straße, bis Zoë es abholt."),
        Tongue::Polish => format!("Paczka {word} czeka na poczcie, aż ją odbierzesz."),
        Tongue::Greek => format!("Το {word} περιμένει στο ταχυδρομείο."),
        Tongue::Japanese => format!("郵便局で {word} があなたを待っています。"),
    }
}

/// A sentence to fill the page with.
pub(super) fn sentence(rng: &mut Rng, tongue: Tongue) -> String {
    let words = tongue.words();
    format!("{} {} {}", pick(rng, words.openings), pick(rng, words.middles), pick(rng, words.endings))
}

fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    rng.choice(from).copied().unwrap_or_default()
}
