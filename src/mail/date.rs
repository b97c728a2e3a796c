//! Dates as mail really has them (RFC 5322, section 3.3, its obsolete forms, and what else there is).

use super::calendar::{civil, days};

/// Words of a date that are looked at.
const MOST_WORDS: usize = 40;
/// Bytes of a date that are looked at.
const LONGEST: usize = 400;

/// A date in Unix seconds.
///
/// Words are taken for what they look like, in whatever order: "Thu, 1 Jan 1970 01:00:00 +0100", as C
/// prints it ("Thu Jan 1 01:00:00 1970"), "1970/01/01 Thu 01:00:00", ISO 8601. Comments are left out, and
/// so are names of zones that nobody knows; without a zone it is UTC. Two digits of a year are of this
/// century up to 49. Three count from 1900 (section 4.3): mailers of the year 2000 wrote 100, and 0102
/// two years on. A leap second is the end of its minute.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    let mut draft = Draft::default();
    let plain = without_comments(text);
    let words = plain.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    for word in words.take(MOST_WORDS) {
        draft.read(word.trim_matches(|c| matches!(c, '"' | '\'' | '.')));
        // More follows in a Received that has no semicolon, say.
        if draft.is_full() {
            break;
        }
    }
    draft.seconds()
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                plain.push(' ');
            }
            other if depth == 0 => plain.push(other),
            _ => {}
        }
    }
    plain
}

#[derive(Debug, Default)]
struct Draft {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    /// In seconds since midnight.
    time: Option<i64>,
    /// In seconds east of UTC.
    zone: Option<i64>,
}

impl Draft {
    fn is_full(&self) -> bool {
        [self.year, self.month, self.day, self.time, self.zone].iter().all(Option::is_some)
    }

    fn read(&mut self, word: &str) {
        if let Some(zone) = offset(word).filter(|_| self.time.is_some()) {
            self.zone = self.zone.or(Some(zone));
        } else if word.contains(':') {
            self.date_and_time(word);
        } else if let Some(number) = number(word) {
            self.number(number, word.len());
        } else if let Some(month) = month(word) {
            self.month = self.month.or(Some(month));
        } else if word.eq_ignore_ascii_case("pm") || word.eq_ignore_ascii_case("am") {
            self.half(word);
        } else if word.contains(['-', '/', '.']) {
            self.date(word);
        } else if let Some(zone) = zone(word).filter(|_| self.time.is_some()) {
            self.zone = self.zone.or(Some(zone));
        }
    }

    /// "12:07:35", and with a date or a zone about it, as ISO 8601 has them.
    fn date_and_time(&mut self, word: &str) {
        if self.time.is_some() {
            return;
        }
        let (date, time) = word.split_once(['T', 't']).unwrap_or(("", word));
        let (time, zone) = match time.find(['+', '-', 'Z', 'z']).and_then(|at| time.split_at_checked(at)) {
            Some((time, zone)) => (time, zone),
            None => (time, ""),
        };
        // Only some write a time of day with points for its seconds.
        let mut pieces = time.split([':', '.']).map(|piece| number(piece).filter(|_| piece.len() <= 6));
        let (Some(Some(hour)), Some(Some(minute))) = (pieces.next(), pieces.next()) else { return };
        let second = pieces.next().flatten().unwrap_or_default().min(59);
        if hour > 24 || minute > 59 {
            return;
        }
        self.time = Some(hour * 3600 + minute * 60 + second);
        self.date(date);
        if let Some(seconds) = offset(&zone.replace(':', "")).or_else(|| crate::mail::date::zone(zone)) {
            self.zone = self.zone.or(Some(seconds));
        }
    }

    /// "2-Apr-2012", "2012-04-02", "2012/04/02"; not "4/2/2012", of which nobody knows the month.
    fn date(&mut self, word: &str) {
        let mut pieces = word.split(['-', '/', '.']);
        let (Some(first), Some(second), Some(third)) = (pieces.next(), pieces.next(), pieces.next()) else {
            return;
        };
        let (year, month_of, day) = match (number(first), number(second), number(third)) {
            (Some(year), Some(month), Some(day)) if first.len() == 4 => (year, month, day),
            (Some(day), Some(month), Some(year)) if third.len() == 4 && (day > 12 || word.contains('.')) => {
                (year, month, day)
            }
            (Some(day), None, Some(year)) => match month(second) {
                Some(month) => (full_year(year, third.len()), month, day),
                None => return,
            },
            _ => return,
        };
        if self.day.is_none() && self.month.is_none() && self.year.is_none() {
            (self.year, self.month, self.day) = (Some(year), Some(month_of), Some(day));
        }
    }

    /// A number by itself: the day comes before the year, but for years that cannot be days.
    fn number(&mut self, number: i64, digits: usize) {
        if self.day.is_none() && digits <= 2 {
            self.day = Some(number);
        } else if self.year.is_none() && digits <= 4 {
            self.year = Some(full_year(number, digits));
        } else if self.time.is_some() && digits == 4 && self.zone.is_none() {
            self.zone = offset(&format!("+{number:04}"));
        }
    }

    fn half(&mut self, word: &str) {
        if let Some(time) = self.time.filter(|&time| time < 13 * 3600) {
            let twelve = time % (12 * 3600);
            self.time = Some(if word.eq_ignore_ascii_case("pm") { twelve + 12 * 3600 } else { twelve });
        }
    }

    fn seconds(&self) -> Option<i64> {
        let (year, month, day) = (self.year?, self.month?, self.day?);
        let count = days(year, month, day);
        let exists = (1..=12).contains(&month) && civil(count) == (year, month, day);
        if !exists || !(1900..=9999).contains(&year) {
            return None;
        }
        Some(count * 86_400 + self.time.unwrap_or_default() - self.zone.unwrap_or_default())
    }
}

fn number(word: &str) -> Option<i64> {
    let digits = !word.is_empty() && word.len() <= 9 && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok())?
}

fn full_year(year: i64, digits: usize) -> i64 {
    match year {
        0..50 if digits <= 2 => year + 2000,
        0..1000 => year + 1900,
        _ => year,
    }
}

/// By its first three letters.
fn month(word: &str) -> Option<i64> {
    let name = word.get(..3)?.to_ascii_lowercase();
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let place = months.iter().position(|&month| month == name).filter(|_| letters)?;
    i64::try_from(place + 1).ok()
}

/// "+0100" and what is meant as such: "+100", "GMT+1", "+-0500".
fn offset(word: &str) -> Option<i64> {
    let word = ["GMT", "UTC", "UT"].iter().find_map(|name| word.strip_prefix(name)).unwrap_or(word);
    let (sign, digits) = match word.split_at_checked(1)? {
        ("-", digits) => (-1, digits),
        ("+", digits) => match digits.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, digits),
        },
        _ => return None,
    };
    let value = number(digits)?;
    let (hours, minutes) = if digits.len() <= 2 { (value, 0) } else { (value / 100, value % 100) };
    (hours <= 26 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The zones of RFC 5322, section 4.3, and those that are written most often besides. Where a name has
/// several meanings it is the one of most mail.
fn zone(word: &str) -> Option<i64> {
    let quarters = match word.to_ascii_uppercase().as_str() {
        "Z" | "UT" | "UTC" | "GMT" | "WET" => 0,
        "BST" | "IST" | "CET" | "MET" | "MEZ" | "WEST" => 4,
        "CEST" | "MEST" | "MESZ" | "EET" | "SAST" => 8,
        "EEST" | "MSK" => 12,
        "MSD" => 16,
        "HKT" | "SGT" | "AWST" => 32,
        "JST" | "KST" => 36,
        "ACST" => 38,
        "AEST" => 40,
        "AEDT" => 44,
        "NZST" => 48,
        "NZDT" => 52,
        "NDT" => -10,
        "NST" => -14,
        "ADT" | "BRT" | "ART" => -12,
        "AST" | "EDT" => -16,
        "EST" | "CDT" => -20,
        "CST" | "MDT" => -24,
        "MST" | "PDT" => -28,
        "PST" | "AKDT" => -32,
        "AKST" => -36,
        "HST" => -40,
        _ => return None,
    };
    Some(quarters * 900)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn dates_are_read_in_all_the_ways_they_are_written() {
        let noon = 1_333_368_000; // 2 April 2012, 12:00 UTC
        for date in [
            "Mon, 2 Apr 2012 12:00:00 +0000",
            "Mon, 2 Apr 2012 14:00:00 +0200 (CEST)",
            "2 Apr 12 12:00 GMT",
            "Mon, 02 Apr 112 12:00:00 UT",
            "Mon,2 Apr 2012 12:00:00",
            "Mon Apr  2 12:00:00 2012",
            "Mon Apr  2 07:00:00 CDT 2012",
            "Monday, 2-Apr-2012 12:00:00 GMT",
            "2 April 2012 12:00:00 PM -0000",
            "Mon, 2 Apr 2012 17:30:00 0530",
            "2012/04/02 Mon 07:00:00 CDT",
            "2012-04-02T14:00:00+02:00",
            "2012-04-02T12:00:00.123Z",
            "Mon, 2 Apr 2012 17:30:00 GMT+0530",
            "Mon, 2 Apr 2012 07:00:00 +-0500",
            "Mon, 2 (second (2nd)) Apr 2012 12:00:00 +0000 (UTC) and more 17",
            "Mon, 2 Apr 2012 12:00:00 XYZ",
            "02.04.2012 12:00",
        ] {
            assert_eq!(parse(date), Some(noon), "{date}");
        }
        assert_eq!(parse("1 Jan 70 00:00:60 GMT"), Some(59));
        assert_eq!(parse("1 Jan 1970"), Some(0));
        for none in
            ["", "some day", "31 Feb 2012 12:00:00", "4/2/2012 12:00", "2 Apr", "2 Apr 99999", "0 Jan 2012"]
        {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
