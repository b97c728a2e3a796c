//! Numbers and sizes.

/// A count, with its thousands set apart.
#[must_use]
pub fn number(count: u32) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (place, digit) in (0..digits.len()).rev().zip(digits.chars()) {
        grouped.push(digit);
        if place > 0 && place % 3 == 0 {
            grouped.push(',');
        }
    }
    grouped
}

/// A size, in the unit that leaves one to three digits before the point: 1 KB is 1,000 bytes, as
/// in the file managers of today.
#[must_use]
pub fn bytes(size: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)];
    if size == 1 {
        return "1 byte".to_owned();
    }
    for (unit, one) in UNITS {
        // What would be rounded to 1000 of a smaller unit is one of this.
        if size >= one - one / 2_000 {
            let tenths = size.saturating_add(one / 20) / (one / 10);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            return match tenth {
                _ if whole >= 100 => format!("{} {unit}", size.saturating_add(one / 2) / one),
                0 => format!("{whole} {unit}"),
                _ => format!("{whole}.{tenth} {unit}"),
            };
        }
    }
    format!("{size} bytes")
}
