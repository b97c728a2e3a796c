//! Files of test data that are divided by lines like `== name (word)`.

/// A part of a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What stands in brackets beside the name, or nothing.
    pub(crate) note: &'static str,
    /// Its lines.
    pub(crate) text: &'static str,
}

/// The sections; what stands before the first one is said to readers only.
pub(crate) fn sections(file: &'static str) -> Vec<Section> {
    let section = |part: &'static str| {
        let (head, text) = part.split_once('\n').expect("lines below the name");
        let (name, note) = head.split_once(" (").unwrap_or((head, ""));
        Section { name, note: note.trim_end_matches(')'), text }
    };
    file.split("\n== ").skip(1).map(section).collect()
}
