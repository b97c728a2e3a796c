//! Where the mail of the large providers is collected, and what each wants first.
//!
//! Servers as Thunderbird's provider database has them, or the providers' own help pages; all answer
//! on port 995 with TLS.

/// A provider that many have their mail with.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it is called.
    pub name: &'static str,
    /// What comes behind the `@`; `name.*` stands for the name under any country's ending.
    domains: &'static [&'static str],
    /// Its POP3 server; `None` where it has none.
    pub host: Option<&'static str>,
    /// The user name is what stands before the `@`.
    local_user: bool,
    /// What it wants, in the order it is to be done.
    pub needs: &'static [Need],
}

/// What a provider wants before mail can be collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// POP3 has to be switched on in its settings.
    SwitchOn,
    /// A password made for apps, instead of the own one.
    AppPassword,
    /// A password for mail programs, which is set beside the own one.
    MailPassword,
    /// A code made for mail programs, which takes the password's place.
    Code,
    /// An OAuth access token: no password is taken.
    Token,
    /// A plan that is paid for.
    PaidPlan,
    /// It hands out mail in batches, and each message once; `recent:` makes it hand out more.
    Batches,
    /// There is no POP3 at all.
    NoPop3,
}

use Need::{AppPassword, Batches, Code, MailPassword, NoPop3, PaidPlan, SwitchOn, Token};

const fn at(name: &'static str, domains: &'static [&'static str], host: &'static str) -> Preset {
    Preset { name, domains, host: Some(host), local_user: false, needs: &[] }
}

impl Preset {
    const fn needing(self, needs: &'static [Need]) -> Self {
        Self { needs, ..self }
    }

    const fn by_local_part(self) -> Self {
        Self { local_user: true, ..self }
    }

    const fn without_pop3(self) -> Self {
        Self { host: None, needs: &[NoPop3], ..self }
    }

    /// The user name that goes with an address.
    #[must_use]
    pub fn user<'a>(&self, address: &'a str) -> &'a str {
        let local = address.rsplit_once('@').map(|(local, _)| local).filter(|_| self.local_user);
        local.unwrap_or(address)
    }

    /// It takes an access token only.
    #[must_use]
    pub fn wants_token(&self) -> bool {
        self.needs.contains(&Token)
    }

    /// It knows `recent:`.
    #[must_use]
    pub fn knows_recent(&self) -> bool {
        self.needs.contains(&Batches)
    }

    fn is_for(&self, domain: &str) -> bool {
        self.domains.iter().any(|known| match known.strip_suffix(".*") {
            Some(name) => {
                domain.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')).is_some_and(is_ending)
            }
            None => *known == domain,
        })
    }
}

/// The provider of an address, where it is known.
#[must_use]
pub(super) fn preset(address: &str) -> Option<&'static Preset> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    PRESETS.iter().find(|preset| preset.is_for(&domain))
}

/// `de`, `com`, `co.uk` or `com.br`.
fn is_ending(text: &str) -> bool {
    let country = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    match text.split_once('.') {
        Some((kind, rest)) => ["co", "com"].contains(&kind) && country(rest),
        None => text == "com" || country(text),
    }
}

const PRESETS: &[Preset] = &[
    at("Gmail", &["gmail.com", "googlemail.com"], "pop.gmail.com").needing(&[SwitchOn, AppPassword, Batches]),
    at("Outlook.com", MICROSOFT, "outlook.office365.com").needing(&[SwitchOn, Token]),
    // Before the rest of Yahoo, from which it is apart.
    at("Yahoo! JAPAN", &["yahoo.co.jp"], "pop.mail.yahoo.co.jp").by_local_part().needing(&[SwitchOn]),
    at("Yahoo", &["yahoo.*", "ymail.com", "rocketmail.com", "myyahoo.com"], "pop.mail.yahoo.com")
        .needing(&[AppPassword]),
    at("AOL", &["aol.*", "aim.com", "netscape.net", "verizon.net"], "pop.aol.com").needing(&[AppPassword]),
    at("iCloud", &["icloud.com", "me.com", "mac.com"], "").without_pop3(),
    at("Proton", &["proton.me", "protonmail.com", "pm.me"], "").without_pop3(),
    at("Tuta", &["tuta.com", "tutanota.com", "tutanota.de", "tuta.io", "keemail.me"], "").without_pop3(),
    at("GMX", &["gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu", "gmx.org", "gmx.info"], "pop.gmx.net")
        .needing(&[SwitchOn]),
    at("GMX", &["gmx.com", "gmx.us", "gmx.co.uk", "gmx.es", "gmx.fr", "gmx.it", "gmx.pt"], "pop.gmx.com")
        .needing(&[SwitchOn]),
    at("WEB.DE", &["web.de"], "pop3.web.de").by_local_part().needing(&[SwitchOn]),
    at("Telekom", &["t-online.de", "magenta.de"], "securepop.t-online.de").needing(&[MailPassword]),
    at("freenet", &["freenet.de"], "mx.freenet.de"),
    at("mail.com", &["mail.com"], "pop.mail.com").needing(&[PaidPlan, SwitchOn]),
    at("Zoho Mail", &["zoho.com", "zohomail.com"], "pop.zoho.com").needing(&[PaidPlan, SwitchOn]),
    at("Zoho Mail", &["zoho.eu", "zohomail.eu"], "pop.zoho.eu").needing(&[PaidPlan, SwitchOn]),
    at("Zoho Mail", &["zoho.in", "zohomail.in"], "pop.zoho.in").needing(&[PaidPlan, SwitchOn]),
    at("Fastmail", &["fastmail.com", "fastmail.fm"], "pop.fastmail.com").needing(&[AppPassword]),
    at("Posteo", &["posteo.*", "posteo.net"], "posteo.de"),
    at("mailbox.org", &["mailbox.org"], "pop3.mailbox.org"),
    at("STRATO", &["strato.de"], "pop3.strato.de"),
    at("IONOS", &["online.de", "onlinehome.de"], "pop.1und1.de"),
    at("Yandex", YANDEX, "pop.yandex.com").needing(&[SwitchOn, AppPassword]),
    at("Mail.ru", &["mail.ru", "inbox.ru", "list.ru", "bk.ru"], "pop.mail.ru").needing(&[AppPassword]),
    at("Orange", &["orange.fr", "wanadoo.fr"], "pop.orange.fr"),
    at("Free", &["free.fr"], "pop.free.fr").by_local_part(),
    at("La Poste", &["laposte.net"], "pop.laposte.net").by_local_part(),
    at("SFR", &["sfr.fr", "neuf.fr", "club-internet.fr"], "pop.sfr.fr"),
    at("Libero", &["libero.it", "iol.it", "blu.it", "inwind.it", "giallo.it"], "popmail.libero.it"),
    at("Virgilio", &["virgilio.it"], "in.virgilio.it"),
    at("Bluewin", &["bluewin.ch", "bluemail.ch"], "pop3s.bluewin.ch"),
    at("Xfinity", &["comcast.net"], "mail.comcast.net"),
    at(
        "AT&T",
        &["att.net", "sbcglobal.net", "bellsouth.net", "pacbell.net", "ameritech.net"],
        "inbound.att.net",
    )
    .needing(&[AppPassword]),
    at("BT", &["btinternet.com", "btopenworld.com", "talk21.com"], "mail.btinternet.com"),
    at("Seznam", &["seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"], "pop3.seznam.cz"),
    at("WP", &["wp.pl"], "pop3.wp.pl").by_local_part(),
    at("o2", &["o2.pl", "go2.pl", "tlen.pl"], "poczta.o2.pl").by_local_part(),
    at("Onet", &["onet.pl", "onet.eu", "op.pl", "vp.pl"], "pop3.poczta.onet.pl"),
    at("Interia", &["interia.pl", "interia.eu", "poczta.fm"], "poczta.interia.pl"),
    at("NAVER", &["naver.com"], "pop.naver.com").needing(&[SwitchOn]),
    at("QQ Mail", &["qq.com", "foxmail.com"], "pop.qq.com").needing(&[SwitchOn, Code]),
    at("163 Mail", &["163.com"], "pop.163.com").needing(&[SwitchOn, Code]),
    at("126 Mail", &["126.com"], "pop.126.com").needing(&[SwitchOn, Code]),
];

const MICROSOFT: &[&str] = &[
    "outlook.*",
    "hotmail.*",
    "msn.com",
    "windowslive.com",
    "live.com",
    "live.at",
    "live.be",
    "live.ca",
    "live.cl",
    "live.co.uk",
    "live.com.ar",
    "live.com.au",
    "live.com.mx",
    "live.com.pt",
    "live.de",
    "live.dk",
    "live.fi",
    "live.fr",
    "live.ie",
    "live.it",
    "live.jp",
    "live.nl",
    "live.no",
    "live.se",
];

const YANDEX: &[&str] =
    &["yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua", "yandex.net", "narod.ru"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn host(address: &str) -> Option<&'static str> {
        preset(address).and_then(|preset| preset.host)
    }

    #[test]
    fn an_address_is_known_by_what_stands_behind_the_at() {
        assert_eq!(host("ada@gmail.com"), Some("pop.gmail.com"));
        assert_eq!(host(" Ada@GoogleMail.COM "), Some("pop.gmail.com"));
        assert_eq!(host("ada@gmx.de"), Some("pop.gmx.net"));
        assert_eq!(host("ada@gmx.com"), Some("pop.gmx.com"));
        assert_eq!(host("ada@notgmail.com"), None);
        assert_eq!(host("ada@gmail.com.example.org"), None);
        assert_eq!(preset("gmail.com"), None);
    }

    #[test]
    fn a_family_of_domains_ends_in_a_country_or_com() {
        for address in ["a@yahoo.com", "a@yahoo.de", "a@yahoo.co.uk", "a@yahoo.com.br"] {
            assert_eq!(host(address), Some("pop.mail.yahoo.com"), "{address}");
        }
        assert_eq!(host("a@yahoo.co.jp"), Some("pop.mail.yahoo.co.jp"), "another house");
        for address in ["a@yahoo.example.org", "a@yahoo.mail.com", "a@yahoo.", "a@yahoo.xyz"] {
            assert_eq!(preset(address), None, "{address}");
        }
    }

    #[test]
    fn a_provider_without_pop3_says_so_and_has_no_server() {
        for preset in PRESETS {
            assert_eq!(preset.host.is_none(), preset.needs == [NoPop3], "{}", preset.name);
            assert_ne!(preset.host, Some(""), "{}", preset.name);
        }
        assert!(preset("ada@icloud.com").is_some_and(|preset| preset.host.is_none()));
    }

    #[test]
    fn no_domain_is_listed_twice() {
        let domains: Vec<&str> = PRESETS.iter().flat_map(|preset| preset.domains).copied().collect();
        assert_eq!(domains.iter().collect::<BTreeSet<_>>().len(), domains.len());
        assert!(domains.iter().all(|domain| domain.contains('.') && *domain == domain.to_lowercase()));
    }

    #[test]
    fn some_want_only_what_stands_before_the_at_as_the_user_name() {
        assert_eq!(preset("ada@web.de").map(|preset| preset.user("ada@web.de")), Some("ada"));
        assert_eq!(preset("ada@gmx.de").map(|preset| preset.user("ada@gmx.de")), Some("ada@gmx.de"));
    }
}
