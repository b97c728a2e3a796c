//! How much is asked for before it is here.

/// Octets in flight to begin with. A link of 50 ms at 20 MB/s is full with it.
const FIRST: u64 = 1 << 20;

/// Octets in flight at most: what the server has sent must be read before a reader's "Stop" is heard.
const MOST: u64 = 4 << 20;

/// Commands in flight at most, however small their messages are: the server's buffer for them is not
/// endless.
pub(super) const MOST_COMMANDS: usize = 500;

/// What is in flight, and what may be.
///
/// It is refilled only when half of it has come, so that many commands go out in one piece: a
/// browser's socket takes its time for each. It grows as long as it is what fetching waits for.
#[derive(Debug)]
pub(super) struct Window {
    limit: u64,
    octets: u64,
    commands: usize,
    most_commands: usize,
    /// The last refill ended because the window was full, not for lack of messages.
    was_full: bool,
}

impl Window {
    /// With `most_commands` of 1 each waits for the one before.
    pub(super) const fn new(most_commands: usize) -> Self {
        Self { limit: FIRST, octets: 0, commands: 0, most_commands, was_full: false }
    }

    /// Whether nothing is in flight.
    pub(super) const fn is_empty(&self) -> bool {
        self.commands == 0
    }

    /// Whether it is time to ask for more.
    pub(super) fn is_low(&self) -> bool {
        self.is_empty() || (self.octets < self.limit / 2 && self.commands < self.most_commands.div_ceil(2))
    }

    /// A refill begins.
    pub(super) fn open(&mut self) {
        if std::mem::take(&mut self.was_full) {
            self.limit = (self.limit * 2).min(MOST);
        }
    }

    /// Asks for one more, if there is room; a message that is larger than the window goes alone.
    pub(super) fn ask(&mut self, octets: u64) -> bool {
        let fits = self.commands < self.most_commands && self.octets.saturating_add(octets) <= self.limit;
        if !fits && !self.is_empty() {
            self.was_full = self.commands < self.most_commands;
            return false;
        }
        self.octets = self.octets.saturating_add(octets);
        self.commands += 1;
        true
    }

    /// One has come.
    pub(super) const fn answer(&mut self, octets: u64) {
        self.octets = self.octets.saturating_sub(octets);
        self.commands = self.commands.saturating_sub(1);
        if self.commands == 0 {
            // Sums that no count holds must not leave a rest.
            self.octets = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(window: &mut Window, octets: u64) -> usize {
        window.open();
        (0..).take_while(|_| window.ask(octets)).count()
    }

    #[test]
    fn it_grows_while_it_is_the_limit() {
        let mut window = Window::new(usize::MAX);
        let piece = FIRST / 64;
        assert_eq!(fill(&mut window, piece), 64);
        let mut sizes = Vec::new();
        for _ in 0..4 {
            while !window.is_low() {
                window.answer(piece);
            }
            fill(&mut window, piece);
            sizes.push(window.octets / FIRST);
        }
        assert_eq!(sizes, [2, 4, 4, 4]);
    }

    #[test]
    fn it_does_not_grow_where_messages_or_commands_are_few() {
        let mut window = Window::new(10);
        for _ in 0..5 {
            fill(&mut window, 100);
            while !window.is_empty() {
                window.answer(100);
            }
        }
        assert_eq!(window.limit, FIRST);
    }

    #[test]
    fn it_is_refilled_in_one_piece_when_half_is_here() {
        let mut window = Window::new(10);
        assert_eq!(fill(&mut window, 100), 10);
        for _ in 0..5 {
            assert!(!window.is_low());
            window.answer(100);
        }
        window.answer(100);
        assert!(window.is_low());
        assert_eq!(fill(&mut window, 100), 6);
    }

    #[test]
    fn what_is_larger_than_the_window_goes_alone() {
        let mut window = Window::new(500);
        assert!(window.ask(200_000_000));
        assert!(!window.is_low() && !window.ask(1));
        window.answer(200_000_000);
        assert!(window.ask(u64::MAX) && !window.ask(u64::MAX));
        window.answer(u64::MAX);
        assert!(window.is_low());
        assert!(window.ask(10));
        assert!(!window.ask(u64::MAX));
    }

    #[test]
    fn one_at_a_time() {
        let mut window = Window::new(1);
        assert_eq!(fill(&mut window, 10), 1);
        assert!(!window.is_low());
        window.answer(10);
        assert_eq!(fill(&mut window, 10), 1);
    }
}
