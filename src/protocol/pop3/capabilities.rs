//! What a server says it can do (RFC 2449).

/// The answer to CAPA. Names are compared in upper case; unknown ones are kept for the record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    lines: Vec<String>,
}

impl Capabilities {
    /// Reads the body of the response, a capability a line.
    pub(super) fn parse(body: &[u8]) -> Self {
        let lines = body
            .split(|&byte| byte == b'\n')
            .map(|line| super::status::readable(line).to_ascii_uppercase())
            .filter(|line| !line.is_empty())
            .collect();
        Self { lines }
    }

    /// Whether the server names this capability, with or without arguments.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.lines.iter().any(|line| line.split_ascii_whitespace().next() == Some(name))
    }

    /// Whether commands may be sent before the answers to earlier ones are in (section 6.6).
    #[must_use]
    pub fn pipelining(&self) -> bool {
        self.has("PIPELINING")
    }

    /// Whether TLS can begin on this connection (RFC 2595).
    #[must_use]
    pub fn stls(&self) -> bool {
        self.has("STLS")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case_with_arguments() {
        let capabilities = Capabilities::parse(b"TOP\r\npipelining\r\nSASL PLAIN LOGIN\r\nX-ODD\xff\r\n\r\n");
        assert!(capabilities.pipelining());
        assert!(capabilities.has("SASL"));
        assert!(!capabilities.stls());
        assert!(!capabilities.has("PLAIN"));
    }
}
