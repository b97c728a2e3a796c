//! Numbers and sizes.

use super::catalogue::{self, say};

/// A count, with its thousands set apart.
#[must_use]
pub fn number(count: u32) -> String {
    if let Some(number) = catalogue::number(count.into(), 0) {
        return number;
    }
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
    const UNITS: [u64; 3] = [1_000_000_000, 1_000_000, 1_000];
    for one in UNITS {
        // What would be rounded to 1000 of a smaller unit is one of this.
        if size >= one - one / 2_000 {
            let tenths = size.saturating_add(one / 20) / (one / 10);
            let tenths = if tenths >= 1_000 { size.saturating_add(one / 2) / one * 10 } else { tenths };
            let size = tenth(tenths);
            return match one {
                1_000_000_000 => say!("{size} GB", size),
                1_000_000 => say!("{size} MB", size),
                _ => say!("{size} KB", size),
            };
        }
    }
    catalogue::count!(u32::try_from(size).unwrap_or(u32::MAX), "1 byte", "{count} bytes")
}

/// So many tenths, with one digit after the point where it is not 0.
fn tenth(tenths: u64) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a number of three digits, or one nobody reads to its end"
    )]
    let written = catalogue::number(tenths as f64 / 10.0, 1);
    written.unwrap_or_else(|| match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, tenth) => format!("{whole}.{tenth}"),
    })
}
