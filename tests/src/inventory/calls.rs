//! Which methods are called by a test or a recording.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Folders with tests and recordings, below the top of the workspace.
const FOLDERS: [&str; 3] = ["app", "tests/tests", "tests/recordings"];

/// Lists of methods of which a test calls each, below the top of the workspace.
const LISTS: [&str; 1] = ["app/src/api/forwarded.rs"];

/// Of `methods`, those whose name stands as a text in a test or a recording.
///
/// # Errors
/// If a file cannot be read.
pub fn called(top: &Path, methods: &BTreeSet<String>) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    // Names stand between quotes in all kinds of files; what is no name is no method.
    let mut take = |text: &str| found.extend(text.split('"').filter(|part| methods.contains(*part)).map(str::to_owned));
    for folder in FOLDERS {
        read(&top.join(folder), folder.starts_with("tests"), &mut take)?;
    }
    for list in LISTS {
        take(&fs::read_to_string(top.join(list))?);
    }
    Ok(found)
}

/// Reads the files below a folder that are tests, or all if the folder is one of tests.
fn read(folder: &Path, is_tests: bool, take: &mut impl FnMut(&str)) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let is_test = is_tests || name == "tests";
        if path.is_dir() {
            read(&path, is_test, take)?;
        } else if is_test && path.extension().is_some_and(|kind| kind == "rs" || kind == "json") {
            take(&fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
