//! The inventory of the API: for each method of status-go whether it is here, comes later, or does not come at all.
//!
//! `docs/rpc-methods.tsv` lists the methods of status-go of October 2024; `docs/openrpc.json` those of this project.

mod calls;
mod page;
mod plan;
mod row;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

pub use calls::called;
pub use plan::{Fate, fate};
pub use row::{Priority, Row};

/// Areas of the messenger, of which everything that clients call daily or sometimes must be here.
pub const MESSENGER_AREAS: [&str; 5] = ["chat", "contact", "group", "media", "settings"];

/// Both lists.
#[derive(Clone, Debug)]
pub struct Inventory {
    /// The methods of status-go, by name.
    pub rows: Vec<Row>,
    /// The methods of this project.
    pub ours: BTreeSet<String>,
}

/// Why there is no inventory.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// A file cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A line of the list is not what it should be.
    #[error("docs/rpc-methods.tsv, line {0}: not a method")]
    Row(usize),
    /// The document is not what it should be.
    #[error("docs/openrpc.json: {0}")]
    Document(String),
}

/// The top of the workspace.
#[must_use]
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Inventory {
    /// Reads both lists below the top of the workspace.
    ///
    /// # Errors
    /// [`InventoryError`].
    pub fn read(top: &Path) -> Result<Self, InventoryError> {
        let read = |name: &str| {
            let path = top.join(name);
            fs::read_to_string(&path).map_err(|error| InventoryError::Unreadable { path, error })
        };
        let rows = read("docs/rpc-methods.tsv")?;
        let rows = rows.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        let rows = rows.map(|(number, line)| Row::parse(line).ok_or(InventoryError::Row(number + 1)));
        let document: serde_json::Value = serde_json::from_str(&read("docs/openrpc.json")?)
            .map_err(|error| InventoryError::Document(error.to_string()))?;
        let methods =
            document["methods"].as_array().ok_or_else(|| InventoryError::Document("no methods".to_owned()))?;
        let ours = methods.iter().filter_map(|method| method["name"].as_str()).map(str::to_owned).collect();
        Ok(Self { rows: rows.collect::<Result<_, _>>()?, ours })
    }

    /// What is with a method of status-go.
    #[must_use]
    pub fn fate(&self, row: &Row) -> Fate {
        if self.ours.contains(&row.method) { Fate::Done } else { fate(row) }
    }

    /// Methods of this project that status-go does not have.
    pub fn additions(&self) -> impl Iterator<Item = &str> {
        let theirs: BTreeSet<&str> = self.rows.iter().map(|row| row.method.as_str()).collect();
        self.ours.iter().map(String::as_str).filter(move |name| !theirs.contains(name))
    }

    /// Methods of the messenger that clients call, that are not here, and of which nobody decided that they come later or
    /// not at all.
    pub fn forgotten(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| {
            MESSENGER_AREAS.contains(&row.area.as_str())
                && row.priority != Priority::Legacy
                && self.fate(row) == Fate::Missing
        })
    }

    /// The page that people read.
    #[must_use]
    pub fn page(&self) -> String {
        page::page(self)
    }
}
