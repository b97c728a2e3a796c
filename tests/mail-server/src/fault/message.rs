//! Bending the answers to RETR and TOP.

use super::Quirk;
use super::listing::is_glued;
use super::shared::Quirks;
use crate::maildrop::Mail;

/// So many bytes of an answer to TOP there are with [`Quirk::TopCut`].
const TOP_CUT: usize = 64 << 10;

/// Which command is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retrieval {
    Retr,
    Top,
}

/// Bends a message, its dots doubled, on its way out. `nth` is another one each time.
pub(super) fn bend(body: &mut Vec<u8>, mail: &Mail, by: Retrieval, nth: u32, quirks: &Quirks) {
    if quirks.has(Quirk::UnstuffedLfDotLf) {
        *body = stuffed_after_crlf_only(body);
    }
    if quirks.has(Quirk::AddsXUidl) {
        body.splice(0..0, format!("X-UIDL: {nth:08}\r\n").into_bytes());
    }
    if quirks.has(Quirk::AddsBlankLines) && by == Retrieval::Retr {
        let lines = nth as usize % 9 + 1;
        body.extend_from_slice(&b"\r\n".repeat(lines));
    }
    if quirks.has(Quirk::GluedDot) && by == Retrieval::Retr && is_glued(mail) {
        body.truncate(body.len().saturating_sub(b"\r\n".len()));
    }
    if quirks.has(Quirk::TopCut) && by == Retrieval::Top && body.len() > TOP_CUT {
        body.truncate(TOP_CUT);
        body.extend_from_slice(b"\r\n");
    }
}

/// Takes back the dots that were put before dots after a bare LF.
fn stuffed_after_crlf_only(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut after_bare_lf = false;
    for line in body.split_inclusive(|&byte| byte == b'\n') {
        let line = line.strip_prefix(b".").filter(|_| after_bare_lf).unwrap_or(line);
        out.extend_from_slice(line);
        after_bare_lf = !line.ends_with(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_stay_doubled_after_crlf_alone() {
        assert_eq!(stuffed_after_crlf_only(b"..\r\n..a\n..\n...\r\n..b\n"), b"..\r\n..a\n.\n..\r\n..b\n");
    }
}
