//! Files stay small: one file, one thing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{Failure, cargo};

const MOST_LINES: usize = 800;
const MEDIAN_BELOW: usize = 200;

pub(crate) fn check() -> Result<(), Failure> {
    let root = cargo::root();
    let files = rust_files(&root)?;
    let mut counts = Vec::with_capacity(files.len());
    for file in &files {
        counts.push((fs::read_to_string(file)?.lines().count(), file));
    }
    counts.sort();
    let shown = |file: &Path| file.strip_prefix(&root).unwrap_or(file).display().to_string();
    let mut found: Vec<String> = counts
        .iter()
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, file)| format!("{}: {lines} lines, at most {MOST_LINES} are allowed", shown(file)))
        .collect();
    let median = counts.get(counts.len() / 2).map_or(0, |(lines, _)| *lines);
    if median >= MEDIAN_BELOW {
        found.push(format!("half of the files have {median} lines or more, it must be less than {MEDIAN_BELOW}"));
    }
    if !found.is_empty() {
        return Err(found.join("\n").into());
    }
    if let Some((lines, largest)) = counts.last() {
        println!("{} files, median {median} lines, largest {lines} ({})", counts.len(), shown(largest));
    }
    Ok(())
}

/// All Rust files below a folder but for build output and hidden folders.
pub(crate) fn rust_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" {
                collect(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
