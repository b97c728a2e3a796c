//! Who answers whom, and when each mail was sent.

use std::collections::HashMap;

use time::format_description::well_known::Rfc2822;
use time::{Duration, OffsetDateTime, Time, UtcOffset};

use super::error::SampleError;
use super::script::Script;
use super::{ROBIN, ROBINS_ADDRESS, flowed, placeholder};

/// A mail with its date and its place in a conversation.
#[derive(Debug, Clone)]
pub(super) struct Letter<'a> {
    pub(super) script: &'a Script,
    pub(super) sent: OffsetDateTime,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) subject: String,
    /// With angle brackets.
    pub(super) message_id: String,
    /// The Message-IDs of the mails before it, oldest first.
    pub(super) references: Vec<String>,
    /// The text with its placeholders filled in, a paragraph a line.
    pub(super) text: String,
    /// How a mail that answers this one announces its quotation.
    wrote: String,
}

/// Works out all letters; an answer has to come after what it answers.
pub(super) fn letters<'a>(
    scripts: &'a [Script],
    now: OffsetDateTime,
) -> Result<Vec<Letter<'a>>, SampleError> {
    let mut letters: Vec<Letter<'a>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for script in scripts {
        let letter = (|| {
            let parent = match script.settings.get("re") {
                None => None,
                Some(name) => Some(
                    known
                        .get(name)
                        .and_then(|&at| letters.get(at))
                        .ok_or_else(|| SampleError::new(format!("answers {name}, which is not above it")))?,
                ),
            };
            Letter::new(script, parent, now)
        })()
        .map_err(|error: SampleError| error.in_mail(&script.name))?;
        if known.insert(&script.name, letters.len()).is_some() {
            return Err(SampleError::new("the name is taken").in_mail(&script.name));
        }
        letters.push(letter);
    }
    Ok(letters)
}

impl<'a> Letter<'a> {
    fn new(
        script: &'a Script,
        parent: Option<&Letter<'_>>,
        now: OffsetDateTime,
    ) -> Result<Self, SampleError> {
        let zone = zone(script.settings.get("zone").unwrap_or("+0000"))?;
        let sent = sent(script.settings.need("sent")?, zone, now)?;
        if parent.is_some_and(|parent| parent.sent >= sent) {
            return Err(SampleError::new("was sent before the mail that it answers"));
        }
        let from = script.header("From").ok_or_else(|| SampleError::new("has no From"))?.to_owned();
        let to = match (script.header("To"), parent) {
            (Some(to), _) => to.to_owned(),
            (None, Some(parent)) if from.contains(ROBINS_ADDRESS) => parent.from.clone(),
            (None, _) => ROBIN.to_owned(),
        };
        let subject = match (script.header("Subject"), parent) {
            (Some(subject), _) => placeholder::fill(subject, sent, None)?,
            (None, Some(parent)) => format!("Re: {}", parent.subject.trim_start_matches("Re: ")),
            (None, None) => String::new(),
        };
        let quotation = parent.map(|parent| placeholder::Quotation {
            wrote: parent.wrote.clone(),
            text: flowed::quote(&parent.text),
        });
        let text = placeholder::fill(&script.text, sent, quotation.as_ref())?;
        let references = parent.map(|parent| {
            let mut references = parent.references.clone();
            references.push(parent.message_id.clone());
            references
        });
        let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"');
        Ok(Self {
            script,
            sent,
            message_id: format!("<{}@{}>", script.name, domain(&from)),
            references: references.unwrap_or_default(),
            wrote: format!("On {}, {name} wrote:", placeholder::day_and_minute(sent)),
            from,
            to,
            subject,
            text,
        })
    }

    /// Robin's own mails are not: POP3 collects what came in. `deliver=yes` makes an exception.
    pub(super) fn is_in_the_maildrop(&self) -> bool {
        !self.from.contains(ROBINS_ADDRESS) || self.script.settings.get("deliver") == Some("yes")
    }

    /// The date as the header has it.
    pub(super) fn date(&self) -> Result<String, SampleError> {
        rfc2822(self.sent)
    }

    /// The lines that Robin's server put on top.
    pub(super) fn trace(&self) -> Result<String, SampleError> {
        let domain = domain(&self.from);
        let path = match self.script.header("Return-Path") {
            Some(path) => path.to_owned(),
            None => format!("<{}>", address(&self.from)),
        };
        // 192.0.2.0/24 is for documents (RFC 5737); the last byte differs from host to host.
        let host = domain.bytes().fold(7u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let arrived =
            rfc2822(self.sent.to_offset(UtcOffset::UTC) + Duration::seconds(i64::from(host % 20) + 2))?;
        Ok(format!(
            "Return-Path: {path}\r\nDelivered-To: {ROBINS_ADDRESS}\r\n\
             Received: from mail.{domain} (mail.{domain} [192.0.2.{host}])\r\n\
             \tby demo.restante.invalid with ESMTPS id {};\r\n\t{arrived}\r\n",
            self.script.name
        ))
    }
}

fn rfc2822(date: OffsetDateTime) -> Result<String, SampleError> {
    date.format(&Rfc2822).map_err(|error| SampleError::new(error.to_string()))
}

/// The first address in a From.
fn address(from: &str) -> &str {
    let first = from.split_once('<').map_or(from, |(_, rest)| rest);
    first.split(['>', ',', ' ']).next().unwrap_or_default()
}

fn domain(from: &str) -> &str {
    address(from).rsplit('@').next().unwrap_or_default()
}

/// `+0930` as an offset.
fn zone(text: &str) -> Result<UtcOffset, SampleError> {
    let fault = || SampleError::new(format!("zone={text} is not like +0930"));
    let (hours, minutes) = text.split_at_checked(3).ok_or_else(fault)?;
    let hours: i8 = hours.parse().map_err(|_| fault())?;
    let minutes: i8 = minutes.parse().map_err(|_| fault())?;
    UtcOffset::from_hms(hours, if hours < 0 { -minutes } else { minutes }, 0).map_err(|_| fault())
}

/// `34d09:41`, the time of a day so long ago, or `2h10m`, so long ago.
fn sent(text: &str, zone: UtcOffset, now: OffsetDateTime) -> Result<OffsetDateTime, SampleError> {
    let fault = || SampleError::new(format!("sent={text} is neither like 34d09:41 nor like 2h10m"));
    let number = |digits: &str| digits.parse::<u16>().map_err(|_| fault());
    if let Some((days, time)) = text.split_once('d') {
        let (hour, minute) = time.split_once(':').ok_or_else(fault)?;
        let time = u8::try_from(number(hour)?)
            .ok()
            .zip(u8::try_from(number(minute)?).ok())
            .and_then(|(hour, minute)| Time::from_hms(hour, minute, seconds(text)).ok())
            .ok_or_else(fault)?;
        // Days are counted in UTC, whatever the zone, so that a mail and its answer keep their
        // order at whatever hour the demo is started. A time of today might not have come yet, and
        // west of Greenwich yesterday lasts until today.
        let least = if zone.is_negative() { 2 } else { 1 };
        let days = number(days)?;
        if days < least {
            return Err(fault());
        }
        let date = now.to_offset(UtcOffset::UTC).date() - Duration::days(days.into());
        return Ok(date.with_time(time).assume_offset(zone));
    }
    let (hours, minutes) = text.split_once('h').unwrap_or(("0", text));
    let minutes =
        number(minutes.strip_suffix('m').unwrap_or(if minutes.is_empty() { "0" } else { minutes }))?;
    let ago = Duration::hours(number(hours)?.into()) + Duration::minutes(minutes.into());
    Ok((now - ago).to_offset(zone))
}

/// Nobody sends on the full minute only.
fn seconds(text: &str) -> u8 {
    text.bytes().fold(0u8, |sum, byte| sum.wrapping_mul(13).wrapping_add(byte)) % 60
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read() {
        let now = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        let utc = UtcOffset::UTC;
        assert_eq!(sent("2h10m", utc, now), Ok(now - Duration::minutes(130)));
        assert_eq!(sent("5m", utc, now), Ok(now - Duration::minutes(5)));
        let then = sent("3d09:41", zone("+0900").unwrap(), now).unwrap();
        assert_eq!((now.date() - then.date(), then.hour(), then.minute()), (Duration::days(3), 9, 41));
        for fault in ["0d09:41", "1d24:00", "soon", "1d"] {
            assert!(sent(fault, utc, now).is_err(), "{fault}");
        }
        assert!(sent("1d23:59", zone("-0500").unwrap(), now).is_err());
        assert_eq!(zone("-0330"), Ok(UtcOffset::from_hms(-3, -30, 0).unwrap()));
        assert!(zone("Berlin").is_err());
    }
}
