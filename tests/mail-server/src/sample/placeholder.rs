//! Placeholders such as `{{day +5d}}`: whatever depends on when the demo is started.

use std::fmt::Write;

use time::{Duration, OffsetDateTime, UtcOffset};

use super::error::SampleError;

/// What an answer may quote.
pub(super) struct Quotation {
    pub(super) wrote: String,
    pub(super) text: String,
}

/// Fills in all placeholders of a text. Days are counted from when the mail was sent.
pub(super) fn fill(
    text: &str,
    sent: OffsetDateTime,
    quotation: Option<&Quotation>,
) -> Result<String, SampleError> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (placeholder, after) =
            after.split_once("}}").ok_or_else(|| SampleError::new("a {{ is not closed"))?;
        filled.push_str(before);
        filled.push_str(&value(placeholder, sent, quotation)?);
        rest = after;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn value(
    placeholder: &str,
    sent: OffsetDateTime,
    quotation: Option<&Quotation>,
) -> Result<String, SampleError> {
    let unknown = || SampleError::new(format!("{{{{{placeholder}}}}} is not known"));
    let quotation = || quotation.ok_or_else(|| SampleError::new("quotes, but answers nothing"));
    let mut words = placeholder.split(' ');
    let kind = words.next().unwrap_or_default();
    let day = match words.next() {
        None => sent,
        Some(shift) => {
            let days = shift.strip_suffix('d').and_then(|days| days.parse().ok()).ok_or_else(unknown)?;
            sent + Duration::days(days)
        }
    };
    Ok(match kind {
        "day" => format!("{} {} {}", day.weekday(), day.day(), day.month()),
        "weekday" => day.weekday().to_string(),
        "month" => day.month().to_string(),
        "year" => day.year().to_string(),
        "iso" => day.date().to_string(),
        "ics" => ics(day, words.next().unwrap_or("00:00")).ok_or_else(unknown)?,
        "wrote" => quotation()?.wrote.clone(),
        "quote" => quotation()?.text.clone(),
        "date" => day.format(&time::format_description::well_known::Rfc2822).map_err(|_| unknown())?,
        _ => return Err(unknown()),
    })
}

/// The day with a time in UTC, as iCalendar writes it (RFC 5545, section 3.3.5).
fn ics(day: OffsetDateTime, time: &str) -> Option<String> {
    let (hour, minute) = time.split_once(':')?;
    let date = day.to_offset(UtcOffset::UTC).date();
    Some(format!(
        "{:04}{:02}{:02}T{hour:0>2}{minute:0>2}00Z",
        date.year(),
        u8::from(date.month()),
        date.day()
    ))
}

/// `Thu, 12 Mar 2026 at 19:04`.
pub(super) fn day_and_minute(date: OffsetDateTime) -> String {
    let short = |name: String| name.chars().take(3).collect::<String>();
    let mut text = short(date.weekday().to_string());
    // Writing to a String does not fail.
    let _ = write!(
        text,
        ", {} {} {} at {:02}:{:02}",
        date.day(),
        short(date.month().to_string()),
        date.year(),
        date.hour(),
        date.minute()
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_mail() {
        let sent = OffsetDateTime::from_unix_timestamp(1_700_000_000).unwrap();
        let fill = |text| fill(text, sent, None);
        assert_eq!(fill("On {{day +2d}}, in {{year}}.").unwrap(), "On Thursday 16 November, in 2023.");
        assert_eq!(fill("{{ics +1d 7:30}} {{iso -14d}}").unwrap(), "20231115T073000Z 2023-10-31");
        assert!(fill("{{whenever}}").is_err());
        assert!(fill("{{quote}}").is_err());
        assert!(fill("{{day").is_err());
    }
}
