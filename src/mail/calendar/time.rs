//! Times as calendars write them.

use serde::{Deserialize, Serialize};

use super::super::content_lines::Property;
use super::super::display;
use super::zones::Zones;

/// A time or a whole day, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// From 1 to 9999.
    pub year: u16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
    /// Hour and minute; none of a whole day.
    pub time: Option<(u8, u8)>,
    /// Where it is that time.
    pub zone: Zone,
    /// The same in Unix seconds, where the zone's offset is known.
    pub utc: Option<i64>,
}

/// The time zone of a [`When`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Zone {
    /// The same time everywhere, or a whole day.
    Local,
    /// UTC.
    Utc,
    /// As the file calls it: "Europe/Berlin", "W. Europe Standard Time".
    Named(String),
}

impl When {
    pub(super) fn read(property: &Property, zones: &Zones) -> Option<Self> {
        let value = property.value.trim();
        let (local, has_time, utc) = local(value)?;
        let zone = match property.parameter("TZID") {
            _ if utc => Zone::Utc,
            Some(name) if has_time => Zone::Named(display::line(name, 100)),
            _ => Zone::Local,
        };
        let offset =
            property.parameter("TZID").filter(|_| has_time).and_then(|name| zones.offset(name, local));
        let seconds = match zone {
            Zone::Utc => Some(local),
            Zone::Named(_) => offset.map(|offset| local - offset),
            Zone::Local => None,
        };
        Self::at(local, has_time, zone, seconds)
    }

    /// A time that ends a series.
    pub(super) fn until(value: &str) -> Option<Self> {
        let (local, has_time, utc) = local(value.trim())?;
        let zone = if utc { Zone::Utc } else { Zone::Local };
        Self::at(local, has_time, zone, utc.then_some(local))
    }

    /// So many seconds later on the clock.
    pub(super) fn later(&self, seconds: i64) -> Option<Self> {
        let (hour, minute) = self.time.unwrap_or_default();
        let local = self.day() * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60;
        let utc = self.utc.map(|utc| utc.saturating_add(seconds));
        Self::at(local.checked_add(seconds)?, self.time.is_some(), self.zone.clone(), utc)
    }

    /// In days since 1970-01-01.
    pub(super) fn day(&self) -> i64 {
        days(i64::from(self.year), i64::from(self.month), i64::from(self.day))
    }

    /// `local` are the seconds since 1970 that a clock there shows.
    fn at(local: i64, has_time: bool, zone: Zone, utc: Option<i64>) -> Option<Self> {
        let (year, month, day) = civil(local.div_euclid(86_400));
        let minutes = local.rem_euclid(86_400) / 60;
        let time = (u8::try_from(minutes / 60).ok()?, u8::try_from(minutes % 60).ok()?);
        Some(Self {
            year: u16::try_from(year).ok().filter(|year| (1..=9999).contains(year))?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            time: has_time.then_some(time),
            zone,
            utc,
        })
    }
}

/// "20120402T182600Z" in seconds that a clock shows; whether it has a time, and whether it is in UTC.
pub(super) fn local(value: &str) -> Option<(i64, bool, bool)> {
    let utc = value.ends_with(['Z', 'z']);
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = value.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let date = days(year, month, day);
    if civil(date) != (year, month, day) {
        return None;
    }
    let time = value.get(8..9).filter(|t| t.eq_ignore_ascii_case("t"));
    let seconds = match time {
        Some(_) => {
            let (hour, minute) = (number(9, 11)?, number(11, 13)?);
            if hour > 24 || minute > 59 {
                return None;
            }
            hour * 3600 + minute * 60 + number(13, 15).unwrap_or_default().min(59)
        }
        None => 0,
    };
    Some((date * 86_400 + seconds, time.is_some(), utc && time.is_some()))
}

/// "P1DT2H", "-PT15M", "P2W" in seconds.
pub(super) fn duration(value: &str) -> Option<i64> {
    let (sign, value) = match value.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, value.strip_prefix('+').unwrap_or(value)),
    };
    let mut seconds: i64 = 0;
    let mut digits = String::new();
    for character in value.strip_prefix('P')?.chars() {
        let unit = match character {
            '0'..='9' if digits.len() < 9 => {
                digits.push(character);
                continue;
            }
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3600,
            'M' => 60,
            'S' => 1,
            'T' if digits.is_empty() => continue,
            _ => return None,
        };
        seconds += digits.parse::<i64>().ok()? * unit;
        digits.clear();
    }
    Some(sign * seconds)
}

/// The day counted from 1970-01-01, by years that begin in March.
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The year, month and day of a day counted from 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    if month < 10 { (year + era * 400, month + 3, day) } else { (year + era * 400 + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::{civil, days, duration, local};

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        for day in (-800_000..800_000).step_by(97) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
    }

    #[test]
    fn times_and_durations_are_read() {
        assert_eq!(local("19700102"), Some((86_400, false, false)));
        assert_eq!(local("19700101T010203Z"), Some((3723, true, true)));
        for wrong in ["", "1970", "19700230", "19700101T99", "+1970101", "１９７００１０１"] {
            assert_eq!(local(wrong), None, "{wrong}");
        }
        assert_eq!(duration("P1DT2H"), Some(93_600));
        assert_eq!(duration("-PT15M"), Some(-900));
        assert_eq!(duration("P2W"), Some(1_209_600));
        assert_eq!(duration("P99999999999D"), None);
    }
}
