//! A rule as it is being written: lines of conditions and of what is to be done.

use crate::{
    rules::{Action, Condition, FieldName, How, IllFormed, Of, Pattern, Rule},
    store::FolderId,
};

/// Bytes of what a field calls a megabyte.
const MEGABYTE: u64 = 1 << 20;

/// A rule that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleForm {
    /// Which one of those there are; `None` for a new one.
    pub at: Option<usize>,
    /// What it is called.
    pub name: String,
    /// All lines have to hold; otherwise one is enough.
    pub all: bool,
    /// When it applies.
    pub conditions: Vec<ConditionLine>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// Why it cannot be kept as it stands.
    pub fault: Option<RuleFault>,
    enabled: bool,
}

/// Why a rule cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleFault {
    /// It is no rule.
    IllFormed(IllFormed),
    /// A size or an age is no number.
    NoNumber,
}

/// One condition, as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConditionLine {
    /// What is looked at.
    pub what: What,
    /// How.
    pub relation: Relation,
    /// The name of the field, where one is looked at.
    pub field: String,
    /// What it is compared with; the number of an account.
    pub text: String,
}

/// What a condition looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum What {
    /// Who sent it.
    #[default]
    Sender,
    /// Who it was sent to.
    Recipient,
    /// Its subject.
    Subject,
    /// Its text.
    Body,
    /// A field of its header.
    Header,
    /// The list that it came through.
    List,
    /// The names of its files.
    FileName,
    /// Whether there are files.
    Attachment,
    /// How large it is, in megabytes.
    Size,
    /// How old it is, in days.
    Age,
    /// Whose it is.
    Account,
}

/// How it is looked at; of what is no text, only whether it is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Relation {
    /// The text is in it.
    #[default]
    Contains,
    /// It is not.
    ContainsNot,
    /// It is the text; it is so.
    Is,
    /// It is another text; it is not so.
    IsNot,
    /// It begins with the text.
    Begins,
    /// It ends with the text.
    Ends,
}

impl What {
    /// All, in the order they are offered in.
    pub const ALL: [Self; 11] = [
        Self::Sender,
        Self::Recipient,
        Self::Subject,
        Self::Body,
        Self::Header,
        Self::List,
        Self::FileName,
        Self::Attachment,
        Self::Size,
        Self::Age,
        Self::Account,
    ];

    /// It is a text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Attachment | Self::Size | Self::Age | Self::Account)
    }

    /// How it can be looked at.
    #[must_use]
    pub const fn relations(self) -> &'static [Relation] {
        if self.is_text() { &Relation::ALL } else { &[Relation::Is, Relation::IsNot] }
    }
}

impl Relation {
    const ALL: [Self; 6] =
        [Self::Contains, Self::ContainsNot, Self::Is, Self::IsNot, Self::Begins, Self::Ends];

    const fn how(self) -> (How, bool) {
        match self {
            Self::Contains => (How::Contains, true),
            Self::ContainsNot => (How::Contains, false),
            Self::Is => (How::Is, true),
            Self::IsNot => (How::Is, false),
            Self::Begins => (How::BeginsWith, true),
            Self::Ends => (How::EndsWith, true),
        }
    }

    /// `None`: nothing can be chosen that says so.
    const fn of(how: How, holds: bool) -> Option<Self> {
        Some(match (how, holds) {
            (How::Contains, true) => Self::Contains,
            (How::Contains, false) => Self::ContainsNot,
            (How::Is, true) => Self::Is,
            (How::Is, false) => Self::IsNot,
            (How::BeginsWith, true) => Self::Begins,
            (How::EndsWith, true) => Self::Ends,
            (How::BeginsWith | How::EndsWith, false) => return None,
        })
    }
}

/// An empty one.
impl Default for RuleForm {
    fn default() -> Self {
        Self {
            at: None,
            name: String::new(),
            all: true,
            conditions: vec![ConditionLine::default()],
            actions: vec![Action::Move(FolderId::ARCHIVE.0)],
            fault: None,
            enabled: true,
        }
    }
}

impl RuleForm {
    /// For changing a rule; `None` where its conditions are in groups that no lines can show.
    #[must_use]
    pub fn of(at: Option<usize>, rule: &Rule) -> Option<Self> {
        let (all, conditions) = match rule.condition() {
            Condition::All(several) => (true, several.as_slice()),
            Condition::Any(several) => (false, several.as_slice()),
            single => (true, std::slice::from_ref(single)),
        };
        Some(Self {
            at,
            name: rule.name().to_owned(),
            all,
            conditions: conditions.iter().map(ConditionLine::of).collect::<Option<_>>()?,
            actions: rule.actions().to_vec(),
            fault: None,
            enabled: rule.is_enabled(),
        })
    }

    /// The rule that is written there.
    ///
    /// # Errors
    /// Says what has to be changed before it is one.
    pub fn rule(&self) -> Result<Rule, RuleFault> {
        let conditions: Vec<Condition> =
            self.conditions.iter().map(ConditionLine::condition).collect::<Result<_, _>>()?;
        let condition = if self.all { Condition::All(conditions) } else { Condition::Any(conditions) };
        let rule = Rule::new(&self.name, condition, self.actions.clone()).map_err(RuleFault::IllFormed)?;
        Ok(rule.enabled(self.enabled))
    }
}

impl ConditionLine {
    fn condition(&self) -> Result<Condition, RuleFault> {
        let (how, holds) = self.relation.how();
        let number = || self.text.trim().parse::<u32>().map_err(|_| RuleFault::NoNumber);
        let condition = match self.of_text()? {
            Some(of) => Condition::Text(of, how, Pattern::new(&self.text).map_err(RuleFault::IllFormed)?),
            None => match self.what {
                What::Size => Condition::LargerThan(u64::from(number()?) * MEGABYTE),
                What::Age => Condition::OlderThan(number()?),
                What::Account => Condition::Account(number()?),
                _ => Condition::HasAttachment,
            },
        };
        Ok(if holds { condition } else { Condition::Not(Box::new(condition)) })
    }

    fn of_text(&self) -> Result<Option<Of>, RuleFault> {
        Ok(Some(match self.what {
            What::Sender => Of::Sender,
            What::Recipient => Of::Recipient,
            What::Subject => Of::Subject,
            What::Body => Of::Body,
            What::Header => Of::Header(FieldName::new(&self.field).map_err(RuleFault::IllFormed)?),
            What::List => Of::ListId,
            What::FileName => Of::AttachmentName,
            What::Attachment | What::Size | What::Age | What::Account => return Ok(None),
        }))
    }

    fn of(condition: &Condition) -> Option<Self> {
        let (condition, holds) = match condition {
            Condition::Not(inner) => (&**inner, false),
            condition => (condition, true),
        };
        let is_so = if holds { Relation::Is } else { Relation::IsNot };
        let number =
            |what, number: u64| Self { what, relation: is_so, text: number.to_string(), ..Self::default() };
        Some(match condition {
            Condition::All(_) | Condition::Any(_) | Condition::Not(_) => return None,
            Condition::Text(of, how, pattern) => {
                let (what, field) = match of {
                    Of::Sender => (What::Sender, ""),
                    Of::Recipient => (What::Recipient, ""),
                    Of::Subject => (What::Subject, ""),
                    Of::Body => (What::Body, ""),
                    Of::Header(name) => (What::Header, name.as_str()),
                    Of::ListId => (What::List, ""),
                    Of::AttachmentName => (What::FileName, ""),
                };
                let relation = Relation::of(*how, holds)?;
                Self { what, relation, field: field.to_owned(), text: pattern.as_str().to_owned() }
            }
            Condition::LargerThan(bytes) if bytes % MEGABYTE == 0 => number(What::Size, bytes / MEGABYTE),
            Condition::LargerThan(_) => return None,
            Condition::OlderThan(days) => number(What::Age, u64::from(*days)),
            Condition::Account(id) => number(What::Account, u64::from(*id)),
            Condition::HasAttachment => Self { what: What::Attachment, relation: is_so, ..Self::default() },
        })
    }
}
