//! The documents must tell the truth where a machine can judge it: links lead to files, named tests are there, and the
//! tasks they tell to run exist. The list of signals is that of the source.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Failure, cargo, sizes};

/// A document and its text.
struct Document {
    path: PathBuf,
    text: String,
}

/// `tasks` are the names of all tasks.
pub(crate) fn check(tasks: &[String]) -> Result<(), Failure> {
    let documents = documents(&cargo::root())?;
    let mut found = Vec::new();
    for document in &documents {
        found.extend(wrong_links(document));
        found.extend(unknown_tasks(document, tasks));
    }
    found.extend(undocumented_signals()?);
    if found.is_empty() {
        println!("{} documents, what they name exists", documents.len());
        Ok(())
    } else {
        Err(found.join("\n").into())
    }
}

/// The documents at the top and in `docs`.
fn documents(root: &Path) -> io::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for folder in [root.to_owned(), root.join("docs")] {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path)?;
                documents.push(Document { path, text });
            }
        }
    }
    Ok(documents)
}

/// Links to files that are not there, and links of the form `[name](file.rs)` to a file without that name in it.
fn wrong_links(document: &Document) -> Vec<String> {
    let folder = document.path.parent().unwrap_or(Path::new("."));
    let mut wrong = Vec::new();
    for (text, target) in links(&document.text) {
        let target = target.split('#').next().unwrap_or_default();
        if target.is_empty() || target.contains("://") {
            continue;
        }
        let file = folder.join(target);
        let name = text.trim_matches('`');
        let is_name =
            text.starts_with('`') && name.contains('_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !file.exists() {
            wrong.push(format!("{}: no {target}", document.path.display()));
        } else if is_name && target.ends_with(".rs") && !fs::read_to_string(&file).is_ok_and(|code| code.contains(name))
        {
            wrong.push(format!("{}: no {name} in {target}", document.path.display()));
        }
    }
    wrong
}

/// Text and target of every link.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices("](").filter_map(|(at, _)| {
        let shown = text.get(..at)?.rsplit('[').next()?;
        let target = text.get(at..)?.strip_prefix("](")?.split(')').next()?;
        Some((shown, target))
    })
}

fn unknown_tasks(document: &Document, tasks: &[String]) -> Vec<String> {
    let named = document.text.split("cargo xtask ").skip(1);
    let words = named.filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next());
    let unknown =
        words.filter(|word| !word.is_empty() && !word.starts_with('-') && !tasks.iter().any(|task| task == word));
    unknown.map(|word| format!("{}: there is no task {word}", document.path.display())).collect()
}

/// Signals that the source emits but `docs/signals.md` does not have in its table, or the other way round.
fn undocumented_signals() -> Result<Vec<String>, Failure> {
    const LIST: &str = "docs/signals.md";
    let mut emitted = BTreeSet::new();
    for file in sizes::rust_files(&cargo::root().join("app"))? {
        let is_test = file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("tests.rs");
        let code = if is_test { String::new() } else { fs::read_to_string(&file)? };
        emitted.extend(code.split("emit(\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    let list = fs::read_to_string(cargo::root().join(LIST))?;
    let names = list.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<_> = names.map(str::to_owned).collect();
    Ok(emitted.symmetric_difference(&listed).map(|name| format!("{LIST} and the source differ in {name}")).collect())
}

#[cfg(test)]
mod tests {
    use super::{Document, links, unknown_tasks, wrong_links};
    use crate::cargo;

    #[test]
    fn links_have_a_text_and_a_target() {
        let found: Vec<_> = links("a [b](c.md) and [`d`](../e.rs#f), [x] (y)").collect();
        assert_eq!(found, [("b", "c.md"), ("`d`", "../e.rs#f")]);
    }

    #[test]
    fn what_is_not_there_is_told() {
        let text = "[a](xtask/src/sizes.rs) [`rust_files`](xtask/src/sizes.rs) [`gone_name`](xtask/src/sizes.rs) [b](gone.md) \
                    `cargo xtask known` `cargo xtask unknown [NAME]` `cargo xtask --help`";
        let document = Document { path: cargo::root().join("x.md"), text: text.to_owned() };
        assert_eq!(wrong_links(&document).len(), 2, "{:?}", wrong_links(&document));
        assert_eq!(unknown_tasks(&document, &["known".to_owned()]).len(), 1);
    }
}
