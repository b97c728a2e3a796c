//! Multi-line responses (RFC 1939, section 3).

/// Appends whole lines with their leading dots doubled, and the dot that ends the response.
pub(super) fn mail(raw: &[u8], out: &mut Vec<u8>) {
    out.reserve(raw.len() + 64);
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b".\r\n");
}

/// The header, the blank line and the first `lines` lines of the body.
pub(super) fn top(raw: &[u8], lines: usize) -> &[u8] {
    let mut end = 0;
    let mut left = None;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        match left {
            Some(0) => break,
            Some(more) => left = Some(more - 1),
            None if line == b"\r\n" || line == b"\n" => left = Some(lines),
            None => {}
        }
        end += line.len();
    }
    raw.get(..end).unwrap_or(raw)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn top_is_the_header_the_blank_line_and_so_many_lines() {
        let raw = b"A: 1\r\nB: 2\r\n\r\none\r\ntwo\r\n";
        assert_eq!(top(raw, 0), b"A: 1\r\nB: 2\r\n\r\n");
        assert_eq!(top(raw, 1), b"A: 1\r\nB: 2\r\n\r\none\r\n");
        assert_eq!(top(raw, 9), raw);
        assert_eq!(top(b"A: 1\r\n", 3), b"A: 1\r\n");
    }

    proptest! {
        #[test]
        fn unstuffing_gives_the_mail_back(lines in prop::collection::vec("[.a]{0,4}", 0..20)) {
            let raw: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\r\n"].concat()).collect();
            let mut out = Vec::new();
            mail(&raw, &mut out);
            let mut back = Vec::new();
            let mut ended = false;
            for line in out.split_inclusive(|&byte| byte == b'\n') {
                prop_assert!(!ended, "something follows the final dot");
                ended = line == b".\r\n";
                if !ended {
                    back.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
                }
            }
            prop_assert!(ended);
            prop_assert_eq!(back, raw);
        }
    }
}
