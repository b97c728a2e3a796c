//! The offsets of time zones, as a calendar file itself gives them (RFC 5545, section 3.6.5).

use super::super::content_lines::Property;
use super::recurrence::{Frequency, Recurrence};
use super::time::{civil, days, local};

/// Zones of one file.
const MOST_ZONES: usize = 20;
/// Changes of the clock of one zone, and dates of one change: each time is compared with all of them.
const MOST_CHANGES: usize = 60;

/// The zones of a file.
#[derive(Debug, Default)]
pub(super) struct Zones(Vec<Zone>);

#[derive(Debug, Default)]
struct Zone {
    name: String,
    changes: Vec<Change>,
}

/// A change of the clock: to summer time, say.
#[derive(Debug, Default)]
struct Change {
    /// In seconds east of UTC, from then on.
    offset: i64,
    /// When it was first, in seconds of the clock before it.
    first: i64,
    /// When else.
    more: Vec<i64>,
    yearly: Option<Recurrence>,
}

impl Zones {
    pub(super) fn of(properties: &[Property]) -> Self {
        let mut zones = Self::default();
        let mut within = false;
        for property in properties {
            let value = property.value.trim();
            let upper = value.to_ascii_uppercase();
            match (property.name.as_str(), upper.as_str()) {
                ("BEGIN", "VTIMEZONE") if zones.0.len() < MOST_ZONES => {
                    within = true;
                    zones.0.push(Zone::default());
                }
                ("END", "VTIMEZONE") => within = false,
                _ if !within => {}
                (name, _) => {
                    if let Some(zone) = zones.0.last_mut() {
                        zone.read(name, value, &upper);
                    }
                }
            }
        }
        zones
    }

    /// The offset of a zone in seconds east of UTC, at a time of its clock.
    pub(super) fn offset(&self, name: &str, local: i64) -> Option<i64> {
        let zone = self.0.iter().find(|zone| zone.name == name.trim())?;
        let latest = |change: &Change| change.latest(local).map(|onset| (onset, change.offset));
        // Before the first change there was, most likely, what the first change to standard time gives.
        let last = zone.changes.iter().filter_map(latest).max_by_key(|&(onset, _)| onset);
        last.map(|(_, offset)| offset).or(match zone.changes.as_slice() {
            [only] => Some(only.offset),
            _ => None,
        })
    }
}

impl Zone {
    fn read(&mut self, name: &str, value: &str, upper: &str) {
        match (name, upper) {
            ("TZID", _) => self.name = value.to_owned(),
            ("BEGIN", "STANDARD" | "DAYLIGHT") if self.changes.len() < MOST_CHANGES => {
                self.changes.push(Change::default());
            }
            _ => {
                let Some(change) = self.changes.last_mut() else { return };
                match name {
                    "TZOFFSETTO" => change.offset = offset(value).unwrap_or_default(),
                    "DTSTART" => change.first = local(value).map_or(i64::MAX, |(seconds, ..)| seconds),
                    "RDATE" => {
                        let dates =
                            value.split(',').filter_map(|one| local(one.trim())).map(|(seconds, ..)| seconds);
                        let room = MOST_CHANGES.saturating_sub(change.more.len());
                        change.more.extend(dates.take(room));
                    }
                    "RRULE" => {
                        change.yearly = Some(Recurrence::read(value))
                            .filter(|rule| rule.frequency == Some(Frequency::Yearly));
                    }
                    _ => {}
                }
            }
        }
    }
}

impl Change {
    /// When it was for the last time, at a time of the clock.
    fn latest(&self, local: i64) -> Option<i64> {
        let year = civil(local.div_euclid(86_400)).0;
        let yearly = self.yearly.iter().flat_map(|rule| {
            let until = rule.until.as_ref().and_then(|until| until.utc.or(Some((until.day() + 1) * 86_400)));
            // A day of leeway: what ends a rule is in UTC.
            let ended = move |onset: &i64| until.is_some_and(|until| *onset > until + 86_400);
            let first = self.first;
            (year - 1..=year)
                .filter_map(move |year| onset(rule, first, year))
                .filter(move |onset| !ended(onset))
        });
        let all = yearly.chain(self.more.iter().copied()).chain([self.first]);
        all.filter(|&onset| onset <= local && onset >= self.first).max()
    }
}

/// When a rule such as "the last Sunday in March" takes effect in a year.
fn onset(rule: &Recurrence, first: i64, year: i64) -> Option<i64> {
    let (_, first_month, first_day) = civil(first.div_euclid(86_400));
    let month = rule.months.first().map_or(first_month, |&month| i64::from(month));
    let time = first.rem_euclid(86_400);
    let begin = days(year, month, 1);
    let length = if month == 12 { 31 } else { days(year, month + 1, 1) - begin };
    let day = match rule.weekdays.first() {
        None => begin + rule.month_days.first().map_or(first_day, |&day| i64::from(day)) - 1,
        Some(&(nth, weekday)) => {
            let weekday = i64::from(weekday);
            // 1970-01-01 was a Thursday; weeks begin on Monday here.
            let on_or_after = |day: i64| day + (weekday - (day + 3)).rem_euclid(7);
            match (nth, rule.month_days.first()) {
                // "The Sunday from the 8th on" is written as a list of days.
                (0, Some(&earliest)) => on_or_after(begin + i64::from(earliest) - 1),
                (nth, _) if nth < 0 => on_or_after(begin + length - 7) + (i64::from(nth) + 1) * 7,
                (nth, _) => on_or_after(begin) + (i64::from(nth).max(1) - 1) * 7,
            }
        }
    };
    Some(day * 86_400 + time)
}

/// "+0130" in seconds.
fn offset(value: &str) -> Option<i64> {
    let (sign, digits) = match value.split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => (1, digits),
        _ => (1, value),
    };
    let number = |from, to| digits.get(from..to)?.parse::<u8>().ok().map(i64::from);
    Some(sign * (number(0, 2)? * 3600 + number(2, 4)? * 60 + number(4, 6).unwrap_or_default()))
}
