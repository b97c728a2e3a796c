//! Bending the answer to CAPA.

use super::Quirk;
use super::shared::Quirks;

/// Names that no client knows, some of which begin or end as known ones do.
const UNKNOWN: &str =
    "X-MOON-PHASE WAXING\r\nPIPELININGX\r\nSASLPLAIN\r\nTOPLESS 3\r\n STLS-SOON\r\n\r\nEXPIRE\r\n";

/// Bends the lines that were to be announced.
pub(super) fn bend(lines: &mut Vec<u8>, quirks: &Quirks, is_logged_in: bool) {
    let withheld = |name: &[u8]| match name {
        b"PIPELINING" if quirks.has(Quirk::NoPipelining) => true,
        b"TOP" if quirks.has(Quirk::TopRefused) => true,
        b"UIDL" if quirks.has(Quirk::NoUidl) => true,
        b"USER" if quirks.has(Quirk::UserPassRefused) => true,
        b"STLS" if quirks.has(Quirk::StlsVanishes) => true,
        b"TOP" | b"UIDL" | b"PIPELINING" => {
            let grows = quirks.has(Quirk::CapaGrowsAfterLogin) && !is_logged_in;
            grows || (quirks.has(Quirk::CapaShrinksAfterLogin) && is_logged_in)
        }
        _ => false,
    };
    let mut bent: Vec<u8> = lines
        .split_inclusive(|&byte| byte == b'\n')
        .filter(|line| !withheld(line.trim_ascii_end()))
        .flatten()
        .copied()
        .collect();
    if quirks.has(Quirk::CapaUnknown) {
        bent.extend_from_slice(UNKNOWN.as_bytes());
    }
    if quirks.has(Quirk::ExpireNever) {
        bent.extend_from_slice(b"EXPIRENEVER\r\n");
    }
    if quirks.has(Quirk::ExpireZero) {
        bent.extend_from_slice(b"EXPIRE 0\r\n");
    }
    if quirks.has(Quirk::CapaLowerCase) {
        bent.make_ascii_lowercase();
    }
    *lines = bent;
}
