//! Dates as the reader's own language and clock write them.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Object, Reflect};
use wasm_bindgen::JsValue;

const DAY_MS: f64 = 86_400_000.0;

/// What writes dates in one language.
struct Formats {
    time: Function,
    weekday: Function,
    day: Function,
    long_ago: Function,
    full: Function,
    recent: Function,
}

thread_local! {
    static FORMATS: RefCell<Option<Rc<Formats>>> = const { RefCell::new(None) };
}

/// Writes dates as this locale (BCP 47) does, from now on. A browser takes some ten milliseconds over
/// the first of each kind, which a list should not have to wait for.
pub(in crate::app) fn speak(locale: &str) {
    let formats = Formats::of(&Array::of1(&locale.into()));
    let now = Date::new_0();
    for format in [&formats.time, &formats.weekday, &formats.day, &formats.long_ago, &formats.full] {
        write(format, &now);
    }
    FORMATS.set(Some(Rc::new(formats)));
}

/// For a row: the time if it was today, the weekday within a week, else the date.
pub(super) fn short(seconds: i64) -> String {
    let date = date(seconds);
    let now = Date::new_0();
    let days = (midnight(&now) - midnight(&date)) / DAY_MS;
    let formats = formats();
    // Days are an hour longer or shorter where the clock changes.
    let format = match days.round() {
        days if days < 0.0 => &formats.long_ago,
        0.0 => &formats.time,
        days if days < 7.0 => &formats.weekday,
        _ if now.get_full_year() == date.get_full_year() => &formats.day,
        _ => &formats.long_ago,
    };
    write(format, &date)
}

/// For the message's header.
pub(super) fn medium(seconds: i64) -> String {
    write(&formats().recent, &date(seconds))
}

/// A day of whatever year.
pub(super) fn day(seconds: i64) -> String {
    write(&formats().long_ago, &date(seconds))
}

/// In full, for those who want to know.
pub(super) fn full(seconds: i64) -> String {
    write(&formats().full, &date(seconds))
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

fn formats() -> Rc<Formats> {
    FORMATS.with_borrow_mut(|kept| Rc::clone(kept.get_or_insert_with(|| Rc::new(Formats::of(&Array::new())))))
}

impl Formats {
    fn of(locales: &Array) -> Self {
        let format = |options: &[(&str, &str)]| {
            let object = Object::new();
            for (key, value) in options {
                // Setting a property of a plain object of our own cannot fail.
                let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
            }
            DateTimeFormat::new(locales, &object).format()
        };
        Self {
            time: format(&[("hour", "numeric"), ("minute", "2-digit")]),
            weekday: format(&[("weekday", "short")]),
            day: format(&[("day", "numeric"), ("month", "short")]),
            long_ago: format(&[("day", "numeric"), ("month", "short"), ("year", "numeric")]),
            full: format(&[("dateStyle", "full"), ("timeStyle", "short")]),
            recent: format(&[
                ("weekday", "short"),
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
                ("hour", "numeric"),
                ("minute", "2-digit"),
            ]),
        }
    }
}

fn write(format: &Function, date: &Date) -> String {
    let written = format.call1(&JsValue::UNDEFINED, date);
    // A date beyond what a browser can hold is refused.
    written.ok().and_then(|text| text.as_string()).unwrap_or_default()
}
