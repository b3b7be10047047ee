//! One method of status-go.

/// How much clients need a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Daily (A).
    Daily,
    /// Sometimes (B).
    Sometimes,
    /// Hardly ever (C).
    Legacy,
}

impl Priority {
    /// The letter of the list.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Daily => 'A',
            Self::Sometimes => 'B',
            Self::Legacy => 'C',
        }
    }
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub method: String,
    /// What it is about.
    pub area: String,
    /// How much clients need it.
    pub priority: Priority,
    /// What is particular about it.
    pub notes: String,
}

impl Row {
    /// Reads a line: method, parameters, result, source, area, priority, notes.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [method, _, _, _, area, priority, rest @ ..] = cells.as_slice() else { return None };
        let priority = match *priority {
            "A" => Priority::Daily,
            "B" => Priority::Sometimes,
            "C" => Priority::Legacy,
            _ => return None,
        };
        let notes = (*rest.first()?).to_owned();
        Some(Self { method: (*method).to_owned(), area: (*area).to_owned(), priority, notes })
    }
}
