//! Times and sizes as readers write them.

/// The time, and where the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Unix seconds.
    pub seconds: i64,
    /// How far the reader's clock is ahead of UTC, in seconds.
    pub offset: i32,
}

const DAY: i64 = 86_400;

/// The beginning of a day, month or year, or a time counted from now; in Unix seconds.
pub(super) fn time(value: &str, now: Now) -> Option<i64> {
    let offset = i64::from(now.offset);
    let today = now.seconds.saturating_add(offset).div_euclid(DAY);
    if value.eq_ignore_ascii_case("today") {
        return Some(beginning(today, offset));
    }
    if value.eq_ignore_ascii_case("yesterday") {
        return Some(beginning(today.saturating_sub(1), offset));
    }
    let (count, unit) = number_and_unit(value)?;
    let days = match unit {
        "d" => 1,
        "w" => 7,
        "m" => 30,
        "y" => 365,
        _ => return date(value).map(|day| beginning(day, offset)),
    };
    Some(now.seconds.saturating_sub(i64::from(u16::try_from(count).ok()?) * days * DAY))
}

fn beginning(day: i64, offset: i64) -> i64 {
    day.saturating_mul(DAY).saturating_sub(offset)
}

/// "2024-03-01", "2024/3/1", "2024-03" or "2024", in days since 1970.
fn date(value: &str) -> Option<i64> {
    let mut fields = value.split(['-', '/']);
    let year = fields.next().filter(|year| year.len() == 4)?;
    let month = fields.next().unwrap_or("1");
    let day = fields.next().unwrap_or("1");
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
    let (year, month, day): (i64, i64, i64) = (number(year)?, number(month)?, number(day)?);
    let days = (1..=12).contains(&month) && (1..=31).contains(&day) && fields.next().is_none();
    days.then(|| days_since_1970(year, month, day))
}

/// In the Gregorian calendar. The year is taken to begin in March, so that leap days come last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let months = (month + 9) % 12;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (153 * months + 2) / 5 + day - 719_469
}

/// Octets: "500k", "2M", "2 MB" without its space, "1G", "12345".
pub(super) fn octets(value: &str) -> Option<u64> {
    let value = value.to_ascii_lowercase();
    let (count, unit) = number_and_unit(&value)?;
    let unit = match unit {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return None,
    };
    count.checked_mul(unit)
}

/// Digits, and what follows them.
fn number_and_unit(value: &str) -> Option<(u64, &str)> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = value.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Now, days_since_1970, octets, time};

    const NOON: Now = Now { seconds: 1_709_294_400, offset: 3_600 }; // 2024-03-01 12:00 UTC

    #[test]
    fn days_begin_where_the_reader_is() {
        let march = 1_709_251_200 - 3_600;
        for (value, seconds) in [
            ("2024-03-01", Some(march)),
            ("2024/3/1", Some(march)),
            ("2024-03", Some(march)),
            ("2024", Some(1_704_067_200 - 3_600)),
            ("1970-01-01", Some(-3_600)),
            ("today", Some(march)),
            ("Yesterday", Some(march - 86_400)),
            ("2w", Some(NOON.seconds - 14 * 86_400)),
            ("0d", Some(NOON.seconds)),
            ("2024-13-01", None),
            ("2024-00", None),
            ("24-01-01", None),
            ("2024-01-01-01", None),
            ("99999999d", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(time(value, NOON), seconds, "{value}");
        }
    }

    #[test]
    fn sizes_have_units() {
        for (value, size) in [
            ("500", Some(500)),
            ("2k", Some(2_048)),
            ("1MB", Some(1 << 20)),
            ("99999999999999g", None),
            ("k", None),
            ("5x", None),
        ] {
            assert_eq!(octets(value), size, "{value}");
        }
    }

    #[test]
    fn each_day_follows_the_one_before() {
        let mut expected = days_since_1970(1900, 1, 1);
        for year in 1900..2200 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            for (month, days) in
                (1..).zip([31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
            {
                for day in 1..=days {
                    assert_eq!(days_since_1970(year, month, day), expected, "{year}-{month}-{day}");
                    expected += 1;
                }
            }
        }
    }

    proptest! {
        #[test]
        fn anything_is_read(value in "(\\PC|[0-9dwmykMG/-]){0,20}", seconds: i64, offset: i32) {
            let _ = time(&value, Now { seconds, offset });
            let _ = octets(&value);
        }
    }
}
