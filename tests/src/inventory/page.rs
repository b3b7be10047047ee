//! The inventory as a page.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Fate, Inventory, Row};

const HEAD: &str = "# Inventory of the API

Made by `cargo xtask generate` from [the methods of status-go](rpc-methods.tsv) of October 2024 and from
[those of this project](openrpc.json). A method is **done**, comes **later** with a capability that is not here yet, or
comes **not** at all, for the reason that stands beside it. Priority A is called daily by clients, B sometimes, C hardly ever.
";

/// The page as Markdown.
pub(super) fn page(inventory: &Inventory) -> String {
    let areas: BTreeSet<&str> = inventory.rows.iter().map(|row| row.area.as_str()).collect();
    let mut page = HEAD.to_owned();
    // Writing to a text cannot fail.
    let _ = write!(page, "\n| area | methods | done | later | not | missing |\n|---|---|---|---|---|---|\n");
    for area in &areas {
        let rows: Vec<&Row> = of_area(inventory, area).collect();
        let count = |kind: &str| rows.iter().filter(|row| word(inventory.fate(row)) == kind).count();
        let counts = ["done", "later", "not", "missing"].map(count);
        let [done, later, never, missing] = counts;
        let _ = writeln!(page, "| {area} | {} | {done} | {later} | {never} | {missing} |", rows.len());
    }
    for area in &areas {
        let _ = write!(page, "\n## {area}\n\n| method | priority | | |\n|---|---|---|---|\n");
        for row in of_area(inventory, area) {
            let fate = inventory.fate(row);
            let why = match fate {
                Fate::Later(capability) => capability,
                Fate::Never(reason) => reason,
                Fate::Done | Fate::Missing => "",
            };
            let _ = writeln!(page, "| `{}` | {} | {} | {why} |", row.method, row.priority.letter(), word(fate));
        }
    }
    page.push_str("\n## Only here\n\n");
    for name in inventory.additions() {
        let _ = writeln!(page, "- `{name}`");
    }
    page
}

fn of_area<'a>(inventory: &'a Inventory, area: &'a str) -> impl Iterator<Item = &'a Row> {
    inventory.rows.iter().filter(move |row| row.area == area)
}

const fn word(fate: Fate) -> &'static str {
    match fate {
        Fate::Done => "done",
        Fate::Later(_) => "later",
        Fate::Never(_) => "not",
        Fate::Missing => "missing",
    }
}
