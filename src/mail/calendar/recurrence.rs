//! How an event repeats (RFC 5545, section 3.3.10).

use serde::{Deserialize, Serialize};

use super::super::display;
use super::time::When;

/// Values of one part of a rule.
const MOST: usize = 62;

/// A rule by which an event repeats.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recurrence {
    /// None where the rule is not understood.
    pub frequency: Option<Frequency>,
    /// Every so many days, weeks, months or years.
    pub interval: u32,
    /// So many times.
    pub count: Option<u32>,
    /// For the last time then.
    pub until: Option<When>,
    /// On these days of the week, Monday being 0; with which one of the month or the year, from its end if
    /// negative, or 0 for each.
    pub weekdays: Vec<(i8, u8)>,
    /// On these days of the month, from its end if negative.
    pub month_days: Vec<i8>,
    /// In these months, January being 1.
    pub months: Vec<u8>,
    /// Whether the fields above say all of it; if not, show `raw`.
    pub understood: bool,
    /// As it is written: `FREQ=WEEKLY;BYDAY=MO`.
    pub raw: String,
}

/// How often an event repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frequency {
    /// By the hour.
    Hourly,
    /// By the day.
    Daily,
    /// By the week.
    Weekly,
    /// By the month.
    Monthly,
    /// By the year.
    Yearly,
}

impl Recurrence {
    pub(super) fn read(value: &str) -> Self {
        let mut rule =
            Self { interval: 1, understood: true, raw: display::line(value, 300), ..Self::default() };
        for part in value.split(';').take(20) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().to_ascii_uppercase();
            let values = || value.split(',').map(str::trim).take(MOST);
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => rule.frequency = frequency(&value),
                "INTERVAL" => rule.interval = value.parse().unwrap_or(1).max(1),
                "COUNT" => rule.count = value.parse().ok(),
                "UNTIL" => rule.until = When::until(&value),
                "BYDAY" => {
                    rule.weekdays = values().filter_map(weekday).collect();
                    rule.understood &= rule.weekdays.len() == values().count();
                }
                "BYMONTHDAY" => rule.month_days = values().filter_map(|one| one.parse().ok()).collect(),
                "BYMONTH" => {
                    rule.months = values()
                        .filter_map(|one| one.parse().ok())
                        .filter(|one| (1..=12).contains(one))
                        .collect();
                }
                // Where a week begins matters to every other week alone.
                "WKST" | "" => {}
                _ => rule.understood = false,
            }
        }
        rule.understood &= rule.frequency.is_some();
        rule
    }
}

fn frequency(value: &str) -> Option<Frequency> {
    Some(match value {
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return None,
    })
}

fn weekday(value: &str) -> Option<(i8, u8)> {
    let (nth, name) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].iter().position(|&one| one == name)?;
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|nth| (-53..=53).contains(nth))? };
    Some((nth, u8::try_from(day).ok()?))
}
