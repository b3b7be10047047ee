//! Which methods are called by a test or a recording.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

/// Folders with tests and recordings, below the top of the workspace.
const FOLDERS: [&str; 3] = ["app", "tests/tests", "tests/recordings"];

/// Of `methods`, those whose name stands as a text in a test or a recording.
///
/// # Errors
/// If a file cannot be read.
pub fn called(top: &Path, methods: &BTreeSet<String>) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for folder in FOLDERS {
        let is_tests = folder.starts_with("tests");
        read(&top.join(folder), is_tests, &mut |text| {
            // Names stand between quotes in both kinds of files; what is no name is no method.
            found.extend(text.split('"').filter(|part| methods.contains(*part)).map(str::to_owned));
        })?;
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
