//! Keeping secrets out of what is shown: some servers say in their refusals what they were told.

use crate::protocol::{
    pop3::Command,
    sasl::{Secret, base64},
};

/// What stands where a secret was.
const INSTEAD: &str = "[secret]";

/// Of a secret that is longer, any part of so many bytes is one: servers cut what they repeat.
const PART: usize = 16;

/// A shorter one is looked for as a word of its own only, or half of all words would be gone.
const SHORT: usize = 4;

/// What is shown has so many characters at most; the rest of it is prose.
const LONGEST: usize = 600;

/// Knows the secrets of a session.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    secrets: Vec<Secret>,
}

impl Redactor {
    /// This is one, as it is and in base64.
    pub(super) fn learn(&mut self, secret: &str) {
        self.add(secret);
        let encoded = base64::encode(secret);
        self.add(encoded.trim_end_matches('='));
    }

    /// Whatever in this command must not be seen.
    pub(super) fn learn_from(&mut self, command: &Command) {
        for secret in command.secrets() {
            self.add(secret.expose().trim_end_matches('='));
            // A message of SASL has several parts.
            for part in secret.expose().split(['\0', '\u{1}', ',', ' ']) {
                let value = part.strip_prefix("auth=Bearer ").unwrap_or(part);
                if value.len() >= PART {
                    self.add(value);
                }
            }
        }
    }

    /// Also as it is read where it is repeated: control characters are left out there.
    fn add(&mut self, secret: &str) {
        self.add_as_it_is(secret);
        let readable: String = secret.chars().filter(|c| !c.is_control()).collect();
        self.add_as_it_is(&readable);
    }

    fn add_as_it_is(&mut self, secret: &str) {
        if !secret.is_empty() && !self.secrets.iter().any(|known| known.expose() == secret) {
            self.secrets.push(Secret::new(secret.to_owned()));
        }
    }

    /// The text without any secret; its beginning, if it is long.
    pub(super) fn redact(&self, text: &str) -> String {
        let shown = self.without_secrets(text);
        // A part of a secret is not known for one: what is cut is cut when none is in it any more.
        if shown.chars().count() <= LONGEST {
            return shown;
        }
        shown.chars().take(LONGEST).chain(['…']).collect()
    }

    fn without_secrets(&self, text: &str) -> String {
        let bytes = text.as_bytes();
        let mut hidden = vec![false; bytes.len()];
        for secret in &self.secrets {
            hide(bytes, secret.expose().as_bytes(), &mut hidden);
        }
        if !hidden.contains(&true) {
            return text.to_owned();
        }
        let mut shown = String::with_capacity(text.len());
        let mut was_hidden = false;
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            let is_hidden = hidden.get(at..end).is_none_or(|bytes| bytes.contains(&true));
            if !is_hidden {
                shown.push(character);
            } else if !was_hidden {
                shown.push_str(INSTEAD);
            }
            was_hidden = is_hidden;
        }
        shown
    }
}

/// Marks where the secret, or a part of it, stands in the text.
fn hide(text: &[u8], secret: &[u8], hidden: &mut [bool]) {
    let size = secret.len().min(PART);
    let mut mark = |at: usize| {
        if let Some(place) = hidden.get_mut(at..at + size) {
            place.fill(true);
        }
    };
    let parts: std::collections::HashSet<&[u8]> = secret.windows(size).collect();
    for (at, window) in text.windows(size).enumerate() {
        if parts.contains(window) && (size >= SHORT || is_word(text, at, size)) {
            mark(at);
        }
    }
    // A text that was cut may end in the middle of it.
    let most = secret.len().min(text.len());
    if let Some(cut) = (SHORT..most).rev().find(|&length| {
        let start = secret.get(..length).unwrap_or_default();
        text.ends_with(start)
    }) {
        let from = text.len() - cut;
        hidden.iter_mut().skip(from).for_each(|byte| *byte = true);
    }
}

fn is_word(text: &[u8], at: usize, size: usize) -> bool {
    let is_apart = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    is_apart(at.checked_sub(1).and_then(|before| text.get(before))) && is_apart(text.get(at + size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{
        pop3::{Argument, Auth, Timestamp},
        sasl::Mechanism,
    };

    fn knowing(secrets: &[&str]) -> Redactor {
        let mut redactor = Redactor::default();
        secrets.iter().for_each(|secret| redactor.learn(secret));
        redactor
    }

    #[test]
    fn a_secret_as_it_is_and_in_base64() {
        let redactor = knowing(&["Postlagernd"]);
        let text = "no “Postlagernd” here, PostlagerndPostlagernd nor UG9zdGxhZ2VybmQ= nor ö";
        assert_eq!(redactor.redact(text), "no “[secret]” here, [secret] nor [secret]= nor ö");
        assert_eq!(redactor.redact("nothing of it"), "nothing of it");
        assert_eq!(knowing(&[]).redact("nothing"), "nothing");
    }

    #[test]
    fn a_part_of_a_long_one() {
        let token: String = (0..100).map(|n| format!("{n:02}-x")).collect();
        let redactor = knowing(&[&token]);
        let part = |from, to| token.get(from..to).unwrap().to_owned();
        assert_eq!(redactor.redact(&format!("bad token {}", part(0, 300))), "bad token [secret]");
        assert_eq!(redactor.redact(&format!("bad {} token", part(50, 90))), "bad [secret] token");
        assert_eq!(redactor.redact(&format!("bad {}", part(0, 9))), "bad [secret]");
    }

    #[test]
    fn what_is_cut_is_cut_when_no_secret_is_in_it() {
        let text = format!("{} Postlagernd", "x".repeat(LONGEST - 5));
        let shown = knowing(&["Postlagernd"]).redact(&text);
        assert_eq!(shown, format!("{} [sec…", "x".repeat(LONGEST - 5)));
    }

    #[test]
    fn a_secret_without_its_control_characters() {
        assert_eq!(
            knowing(&["Post\tlagernd"]).redact("not Postlagernd, Post\tlagernd"),
            "not [secret], [secret]"
        );
    }

    #[test]
    fn a_short_one_is_a_word() {
        assert_eq!(knowing(&["x"]).redact("x marks extra text: x"), "[secret] marks extra text: [secret]");
    }

    #[test]
    fn what_commands_say() {
        let mut redactor = Redactor::default();
        let digest = Timestamp::find("<1@a>").unwrap().sign(&Secret::new("Postlagernd".to_owned()));
        let plain = Secret::new(b"\0ada\0a longer password".to_vec());
        let commands = [
            Command::Pass(Argument::parse("open sesame").unwrap()),
            Command::Apop(Argument::parse("ada").unwrap(), digest),
            Command::Auth(Auth::new(Mechanism::Plain, Some(&plain))),
            Command::AuthResponse(Secret::new(b"sim sala bim".to_vec())),
        ];
        for command in &commands {
            redactor.learn_from(command);
            for secret in command.secrets() {
                let shown = redactor.redact(&format!("-ERR {} is wrong", secret.expose()));
                assert_eq!(shown.replace('=', ""), "-ERR [secret] is wrong");
            }
        }
    }
}
