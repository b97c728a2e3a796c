//! Punycode (RFC 3492): one label of a host name in ASCII.

/// Characters of a label that are worth the work, which grows with their square.
const LONGEST: usize = 63;

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 0x80;

/// A label in Punycode, without the `xn--`.
pub(super) fn encode(label: &str) -> Option<String> {
    let characters: Vec<u32> = label.chars().map(u32::from).collect();
    if characters.len() > LONGEST {
        return None;
    }
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(out.len()).ok()?;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (INITIAL_N, 0_u32, INITIAL_BIAS, basic);
    let all = u32::try_from(characters.len()).ok()?;
    while done < all {
        let next = characters.iter().copied().filter(|&one| one >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for &character in &characters {
            if character < n {
                delta = delta.checked_add(1)?;
            } else if character == n {
                let mut rest = delta;
                let mut k = BASE;
                loop {
                    let t = threshold(k, bias);
                    if rest < t {
                        break;
                    }
                    out.push(letter(t + (rest - t) % (BASE - t))?);
                    rest = (rest - t) / (BASE - t);
                    k += BASE;
                }
                out.push(letter(rest)?);
                bias = adapted(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n = n.checked_add(1)?;
    }
    Some(out)
}

/// What a label in Punycode, without its `xn--`, says.
pub(super) fn decode(coded: &str) -> Option<String> {
    if coded.len() > LONGEST || !coded.is_ascii() {
        return None;
    }
    let (basic, coded) = coded.rsplit_once('-').unwrap_or(("", coded));
    let mut characters: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
    let mut digits = coded.chars();
    let mut first = true;
    while !digits.as_str().is_empty() {
        let before = i;
        let (mut weight, mut k) = (1_u32, BASE);
        loop {
            let digit = digits.next()?.to_digit(36)?;
            // Letters come before digits here.
            let digit = if digit < 10 { digit + 26 } else { digit - 10 };
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let t = threshold(k, bias);
            if digit < t {
                break;
            }
            weight = weight.checked_mul(BASE - t)?;
            k += BASE;
        }
        let length = u32::try_from(characters.len()).ok()? + 1;
        bias = adapted(i - before, length, first);
        first = false;
        n = n.checked_add(i / length)?;
        i %= length;
        characters.insert(usize::try_from(i).ok()?, char::from_u32(n)?);
        i += 1;
    }
    Some(characters.into_iter().collect())
}

const fn threshold(k: u32, bias: u32) -> u32 {
    let t = k.saturating_sub(bias);
    if t < T_MIN {
        T_MIN
    } else if t > T_MAX {
        T_MAX
    } else {
        t
    }
}

const fn adapted(delta: u32, length: u32, first: bool) -> u32 {
    let mut delta = if first { delta / DAMP } else { delta / 2 };
    delta += delta / length;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

fn letter(digit: u32) -> Option<char> {
    char::from_digit(if digit < 26 { digit + 10 } else { digit.checked_sub(26)? }, 36)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, encode};

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (label, coded) in [
            ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
            ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
            ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
            ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
            ("bücher", "bcher-kva"),
        ] {
            assert_eq!(encode(label).as_deref(), Some(coded));
            assert_eq!(decode(coded).as_deref(), Some(label));
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(label in "\\PC{0,60}") {
            prop_assert_eq!(encode(&label).filter(|coded| coded.len() <= 63).and_then(|coded| decode(&coded)),
                encode(&label).filter(|coded| coded.len() <= 63).map(|_| label));
        }

        #[test]
        fn any_letters_are_read_without_a_panic(coded in "[a-z0-9-]{0,70}|.{0,20}") {
            let _ = decode(&coded);
        }
    }
}
