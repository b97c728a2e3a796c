//! Base64 (RFC 4648, section 4), as SASL's messages travel.

use ::base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Some servers leave the padding out.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes as one word.
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    ENGINE.encode(bytes)
}

/// The bytes of a word; `None` when it is no base64.
pub(crate) fn decode(word: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    ENGINE.decode(word).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_padding_and_without() {
        assert_eq!(encode("tim"), "dGlt");
        assert_eq!(encode("ab"), "YWI=");
        assert_eq!(decode("YWI=").as_deref(), Some(&b"ab"[..]));
        assert_eq!(decode("YWI").as_deref(), Some(&b"ab"[..]));
        assert_eq!(decode("go ahead"), None);
    }
}
