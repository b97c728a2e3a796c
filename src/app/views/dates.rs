//! Dates as the reader's own language and clock write them.

use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::JsValue;

const DAY_MS: f64 = 86_400_000.0;

thread_local! {
    static TIME: Function = format(&[("hour", "numeric"), ("minute", "2-digit")]);
    static WEEKDAY: Function = format(&[("weekday", "short")]);
    static DAY: Function = format(&[("day", "numeric"), ("month", "short")]);
    static LONG_AGO: Function = format(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]);
    static FULL: Function = format(&[("dateStyle", "full"), ("timeStyle", "short")]);
    static RECENT: Function = format(&[
        ("weekday", "short"), ("day", "numeric"), ("month", "short"), ("year", "numeric"),
        ("hour", "numeric"), ("minute", "2-digit"),
    ]);
}

/// Readies what writes dates. A browser takes some ten milliseconds over the first of them, which a
/// list should not have to wait for.
pub(super) fn ready() {
    for format in [&TIME, &WEEKDAY, &DAY, &LONG_AGO, &FULL] {
        write(format, &Date::new_0());
    }
}

/// For a row: the time if it was today, the weekday within a week, else the date.
pub(super) fn short(seconds: i64) -> String {
    let date = date(seconds);
    let now = Date::new_0();
    let days = (midnight(&now) - midnight(&date)) / DAY_MS;
    // Days are an hour longer or shorter where the clock changes.
    let format = match days.round() {
        days if days < 0.0 => &LONG_AGO,
        0.0 => &TIME,
        days if days < 7.0 => &WEEKDAY,
        _ if now.get_full_year() == date.get_full_year() => &DAY,
        _ => &LONG_AGO,
    };
    write(format, &date)
}

/// For the message's header.
pub(super) fn medium(seconds: i64) -> String {
    write(&RECENT, &date(seconds))
}

/// A day of whatever year.
pub(super) fn day(seconds: i64) -> String {
    write(&LONG_AGO, &date(seconds))
}

/// In full, for those who want to know.
pub(super) fn full(seconds: i64) -> String {
    write(&FULL, &date(seconds))
}

/// For machines: ISO 8601 in UTC.
pub(super) fn machine(seconds: i64) -> String {
    let date = date(seconds);
    if date.get_time().is_nan() { String::new() } else { String::from(date.to_iso_string()) }
}

/// The beginning of a day in the reader's own time, in Unix seconds; the day as a date field writes it.
pub(super) fn beginning(day: &str) -> Option<i64> {
    // Without a zone it is read as local time.
    let milliseconds = Date::parse(&format!("{day}T00:00:00"));
    #[expect(clippy::cast_possible_truncation, reason = "a date that can be read lies far below 2^53")]
    milliseconds.is_finite().then_some((milliseconds / 1000.0) as i64)
}

fn date(seconds: i64) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "dates a browser can hold stay below 2^53 milliseconds")]
    Date::new(&JsValue::from_f64(seconds as f64 * 1000.0))
}

fn midnight(date: &Date) -> f64 {
    let midnight = Date::new(&JsValue::from_f64(date.get_time()));
    midnight.set_hours(0);
    midnight.set_minutes(0);
    midnight.set_seconds(0);
    midnight.set_milliseconds(0);
    midnight.get_time()
}

fn format(options: &[(&str, &str)]) -> Function {
    let object = Object::new();
    for (key, value) in options {
        // Setting a property of a plain object of our own cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
    }
    DateTimeFormat::new(&Array::new(), &object).format()
}

fn write(format: &'static std::thread::LocalKey<Function>, date: &Date) -> String {
    let written = format.with(|format| format.call1(&JsValue::UNDEFINED, date));
    // A date beyond what a browser can hold is refused.
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
