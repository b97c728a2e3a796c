//! Vectors, as `leaks.txt` lists them: what is written there is explained there.

use restante_end_to_end::DOMAIN;

/// One way in which a mail could tell somebody that it is read.
#[derive(Debug, Clone)]
pub(crate) struct Vector {
    /// Its name, and the label of its host.
    pub(crate) name: String,
    /// Where in a mail it stands.
    pub(crate) place: Place,
    /// What has to happen.
    pub(crate) needs: Option<Need>,
    /// It works only in a document that is no frame's.
    pub(crate) alone: bool,
    /// Why it fires in no unprotected frame.
    pub(crate) silent: Option<String>,
    content: String,
}

/// Where in a mail something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The part text/html.
    Html,
    /// The part text/plain.
    Text,
    /// The header field.
    Subject,
    /// The name in the header field.
    From,
    /// The name of an attachment.
    FileName,
    /// An attachment of this type.
    Attached(String),
}

/// What a reader does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Moves the pointer over it.
    Hover,
    /// Goes there with the keyboard.
    Focus,
    /// Clicks on it.
    Click,
    /// Prints.
    Print,
}

impl Vector {
    /// What stands in the mail in this run, for a web server on this port.
    pub(crate) fn content(&self, run: &str, port: u16) -> String {
        let name = format!("{}.{run}.{DOMAIN}", self.name);
        self.content
            .replace("{url}", &format!("http://{name}:{port}/"))
            .replace("{host}", &format!("{name}:{port}"))
            .replace("{name}", &name)
    }

    /// The type as which it is shown where nothing protects: what stands in a header is shown as HTML.
    pub(crate) fn media_type(&self) -> &str {
        match &self.place {
            // What a browser would only save is shown as text.
            Place::Attached(media_type) if ["text/calendar", "text/vcard"].contains(&media_type.as_str()) => {
                "text/plain"
            }
            Place::Attached(media_type) => media_type,
            _ => "text/html",
        }
    }
}

/// Ways to tell somebody outside.
pub(crate) fn leaks() -> Vec<Vector> {
    read(include_str!("leaks.txt"))
}

/// Ways to run a script.
pub(crate) fn scripts() -> Vec<Vector> {
    read(include_str!("scripts.txt"))
}

fn read(file: &str) -> Vec<Vector> {
    let mut vectors: Vec<Vector> = Vec::new();
    for line in file.lines() {
        if let Some(head) = line.strip_prefix("== ") {
            vectors.push(vector(head));
        } else if let Some(vector) = vectors.last_mut()
            && !line.starts_with("# ")
        {
            vector.content.push_str(line);
            vector.content.push('\n');
        }
    }
    for vector in &mut vectors {
        vector.content.truncate(vector.content.trim_end().len());
        assert!(!vector.content.is_empty(), "{} has content", vector.name);
    }
    vectors
}

fn vector(head: &str) -> Vector {
    let (name, notes) = head.split_once(" (").unwrap_or((head, ")"));
    let notes = notes.strip_suffix(')').unwrap_or_else(|| panic!("{head}: a bracket is open"));
    let (notes, silent) = match notes.split_once("silent: ") {
        Some((notes, why)) => (notes, Some(why.to_owned())),
        None => (notes, None),
    };
    let (mut place, mut needs, mut alone) = (Place::Html, None, false);
    for note in notes.split(", ").map(|note| note.trim_end_matches(", ")).filter(|note| !note.is_empty()) {
        match note {
            "alone" => alone = true,
            "on hover" => needs = Some(Need::Hover),
            "on focus" => needs = Some(Need::Focus),
            "on click" => needs = Some(Need::Click),
            "on print" => needs = Some(Need::Print),
            "in text" => place = Place::Text,
            "in subject" => place = Place::Subject,
            "in from" => place = Place::From,
            "in file name" => place = Place::FileName,
            _ => match note.strip_prefix("as ") {
                Some(media_type) => place = Place::Attached(media_type.to_owned()),
                None => panic!("{head}: what is {note:?}?"),
            },
        }
    }
    Vector { name: name.to_owned(), place, needs, alone, silent, content: String::new() }
}
