//! What a client said, as far as quirks look at it.

/// A line, as far as quirks look at it.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Heard {
    /// In upper case; empty for a line that answers a challenge.
    pub(super) verb: String,
    pub(super) number: Option<usize>,
    /// How many words follow the verb.
    pub(super) arguments: usize,
}

impl Heard {
    pub(super) fn parse(line: &str) -> Self {
        let mut words = line.split_ascii_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let rest: Vec<&str> = words.collect();
        Self { verb, number: rest.first().and_then(|word| word.parse().ok()), arguments: rest.len() }
    }

    /// Whether what follows `+OK` is more than words.
    pub(super) fn is_asked_for_data(&self) -> bool {
        match self.verb.as_str() {
            "STAT" => true,
            "LIST" | "UIDL" => self.number.is_some(),
            _ => false,
        }
    }
}
